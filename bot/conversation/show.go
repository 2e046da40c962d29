package conversation

import "visitbot/bot/catalogue"

// A scene is a screen in the making.
type scene struct {
	Screen
	cat   *catalogue.Catalogue
	in    Input
	note  Note
	reply Reply
}

// Show turns a reply into the screen of its stage.
func Show(cat *catalogue.Catalogue, in Input, note Note, reply Reply) Screen {
	s := &scene{cat: cat, in: in, note: note, reply: reply}
	s.toast()
	s.remind()
	painters[s.stage()](s)
	s.stamp()
	return s.Screen
}

// stamp lets the buttons rest on this screen, but for those that are about a
// thing wherever they are.
func (s *scene) stamp() {
	for _, row := range s.Rows {
		for i := range row {
			if row[i].Press.Nonce == "" {
				row[i].Press.Nonce = s.reply.Talk.Nonce
			}
		}
	}
}

// painters paint the stages; Visits paints what no other does.
var painters = map[Stage]func(*scene){
	StageVisits: (*scene).visits, StageVisit: (*scene).visit,
	StageBooking: (*scene).booking, StageNaming: (*scene).naming, StageRemarking: (*scene).remarking,
	StageSeat: (*scene).seat, StageResizing: (*scene).resizing, StageChoosing: (*scene).choosing, StageCancelling: (*scene).cancelling,
	StageCentres: (*scene).centres, StageCentre: (*scene).centre,
	StageLanguage: (*scene).language, StageHelp: (*scene).help,
	StagePrivacy: (*scene).privacy, StageErasing: (*scene).erasing, StageRating: (*scene).rating,
}

// stage is where the talk stands, unless the catalogue no longer has what it
// is about.
func (s *scene) stage() Stage {
	place := s.reply.Talk.Place
	if painters[place.Stage] == nil || !(turn{cat: s.cat}).known(place) {
		return StageVisits
	}
	return place.Stage
}

// visits is the home screen: what the person holds, then every visit.
func (s *scene) visits() {
	s.runningOut()
	s.Paragraph(Say("visits.title", "Event", s.cat.Event.Name), s.what())
	s.Paragraph(s.when(), s.invitation())
	s.mine()
	for _, v := range s.cat.Visits {
		s.Row(s.visitButton(v))
	}
	s.Row(button(Say("button.centres"), "centres"), button(Say("button.help"), "help"))
	s.Row(s.otherLanguages()...)
}

// runningOut is what runs out: an offer or a hold.
func (s *scene) runningOut() {
	if line, way, ok := s.open(); ok {
		s.Paragraph(line)
		s.Row(way)
	}
}

// mine is what the person has: a seat, places in queues.
func (s *scene) mine() {
	if seat, visit, ok := s.seated(); ok {
		id := "visits.seat"
		if s.cat.Event.Past(s.in.At) {
			id = "visits.hadseat"
		}
		s.Paragraph(Say(id, "Visit", visit.Name, "Count", seat.Party))
		s.Row(button(Say("button.seat"), "seat"))
	}
	s.Paragraph(s.queues()...)
}

// what says what the visits are, or at least in which city.
func (s *scene) what() Line {
	if about := s.cat.Event.About; !about.Empty() {
		return Say("visits.about", "About", about)
	}
	return Say("visits.place", "City", s.cat.Event.City)
}

// invitation says what can be done now.
func (s *scene) invitation() Line {
	switch SignUp(s.cat, s.in.At) {
	case NoteOver:
		return Say("visits.over")
	case NoteEarly:
		return Say("note.early", "Day", Day(s.cat.Rules.Opens), "Time", Clock(s.cat.Rules.Opens))
	case NoteClosed:
		return Say("note.closed")
	}
	return Say("visits.choose")
}

func (s *scene) centres() {
	s.Paragraph(Say("centres.title"))
	s.Paragraph(Say("centres.ask"))
	for _, c := range s.cat.Centres {
		s.Row(button(Say("button.named", "Name", c.Name), "centre", c.ID))
	}
	s.Row(button(Say("button.visits"), "visits"))
}

func (s *scene) language() {
	s.Paragraph(Say("language.ask"))
	for _, l := range s.cat.Rules.Languages {
		s.Row(button(Say("language."+string(l)), "speak", string(l)))
	}
	s.Row(button(Say("button.visits"), "visits"))
}

func (s *scene) help() {
	s.Paragraph(Say("help.title"))
	s.Paragraph(Say("help.about", "Event", s.cat.Event.Name), Say("help.queue"))
	s.Paragraph(Say("help.ask"))
	s.Paragraph(Say("help.commands"))
	s.Paragraph(Say("help.emergency", "Text", s.cat.Emergency.Text))
	s.Row(button(Say("button.visits"), "visits"), button(Say("button.centres"), "centres"))
	s.Row(button(Say("button.language"), "language"), button(Say("button.privacy"), "privacy"))
}

func (s *scene) privacy() {
	rules := s.cat.Rules
	s.Paragraph(Say("privacy.title"))
	s.Paragraph(Say("privacy.what"))
	s.Paragraph(Say("privacy.why"))
	s.Paragraph(Say("privacy.before", "Count", days(rules.KeepUnconfirmed)), Say("privacy.after", "Count", days(rules.Keep)))
	s.Paragraph(Say("privacy.questions", "Count", days(rules.Retell)))
	s.Paragraph(Say("privacy.journal"))
	s.Paragraph(Say("privacy.who", "Event", s.cat.Event.Name))
	if _, way, ok := s.open(); ok {
		s.Row(way)
	}
	s.Row(button(Say("button.erasing"), "erasing"))
	s.Row(button(Say("button.visits"), "visits"))
}

func (s *scene) erasing() {
	s.Paragraph(Say("erasing.ask"))
	if _, v, ok := s.seated(); ok {
		s.Paragraph(Say("erasing.seat", "Visit", v.Name))
	}
	if s.reply.Hold != nil || len(s.waits()) > 0 {
		s.Paragraph(Say("erasing.claims"))
	}
	s.Row(button(Say("button.erase"), "erase"))
	s.Row(button(Say("button.keepall"), "privacy"))
}
