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
	s.paragraph(say("visits.title", "Event", s.cat.Event.Name), s.what())
	s.paragraph(s.when(), s.invitation())
	s.mine()
	for _, v := range s.cat.Visits {
		s.row(s.visitButton(v))
	}
	s.row(button(say("button.centres"), "centres"), button(say("button.help"), "help"))
	s.row(s.otherLanguages()...)
}

// runningOut is what runs out: an offer or a hold.
func (s *scene) runningOut() {
	if line, way, ok := s.open(); ok {
		s.paragraph(line)
		s.row(way)
	}
}

// mine is what the person has: a seat, places in queues.
func (s *scene) mine() {
	if seat, visit, ok := s.seated(); ok {
		id := "visits.seat"
		if s.cat.Event.Past(s.in.At) {
			id = "visits.hadseat"
		}
		s.paragraph(say(id, "Visit", visit.Name, "Count", seat.Party))
		s.row(button(say("button.seat"), "seat"))
	}
	s.paragraph(s.queues()...)
}

// what says what the visits are, or at least in which city.
func (s *scene) what() Line {
	if about := s.cat.Event.About; !about.Empty() {
		return say("visits.about", "About", about)
	}
	return say("visits.place", "City", s.cat.Event.City)
}

// invitation says what can be done now.
func (s *scene) invitation() Line {
	switch SignUp(s.cat, s.in.At) {
	case NoteOver:
		return say("visits.over")
	case NoteEarly:
		return say("note.early", "Day", Day(s.cat.Rules.Opens), "Time", Clock(s.cat.Rules.Opens))
	case NoteClosed:
		return say("note.closed")
	}
	return say("visits.choose")
}

func (s *scene) centres() {
	s.paragraph(say("centres.title"))
	s.paragraph(say("centres.ask"))
	for _, c := range s.cat.Centres {
		s.row(button(say("button.named", "Name", c.Name), "centre", c.ID))
	}
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) language() {
	s.paragraph(say("language.ask"))
	for _, l := range s.cat.Rules.Languages {
		s.row(button(say("language."+string(l)), "speak", string(l)))
	}
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) help() {
	s.paragraph(say("help.title"))
	s.paragraph(say("help.about", "Event", s.cat.Event.Name), say("help.queue"))
	s.paragraph(say("help.commands"))
	s.paragraph(say("help.emergency", "Text", s.cat.Emergency.Text))
	s.row(button(say("button.visits"), "visits"), button(say("button.centres"), "centres"))
	s.row(button(say("button.language"), "language"), button(say("button.privacy"), "privacy"))
}

func (s *scene) privacy() {
	rules := s.cat.Rules
	s.paragraph(say("privacy.title"))
	s.paragraph(say("privacy.what"))
	s.paragraph(say("privacy.why"))
	s.paragraph(say("privacy.before", "Count", days(rules.KeepUnconfirmed)), say("privacy.after", "Count", days(rules.Keep)))
	s.paragraph(say("privacy.journal"))
	s.paragraph(say("privacy.who", "Event", s.cat.Event.Name))
	if _, way, ok := s.open(); ok {
		s.row(way)
	}
	s.row(button(say("button.erasing"), "erasing"))
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) erasing() {
	s.paragraph(say("erasing.ask"))
	if _, v, ok := s.seated(); ok {
		s.paragraph(say("erasing.seat", "Visit", v.Name))
	}
	if s.reply.Hold != nil || len(s.waits()) > 0 {
		s.paragraph(say("erasing.claims"))
	}
	s.row(button(say("button.erase"), "erase"))
	s.row(button(say("button.keepall"), "privacy"))
}
