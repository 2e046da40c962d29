package conversation

import (
	"slices"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

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
	for _, row := range s.Rows {
		for i := range row {
			row[i].Press.Nonce = reply.Talk.Nonce
		}
	}
	return s.Screen
}

// painters paint the stages; Visits paints what no other does.
var painters = map[Stage]func(*scene){
	StageVisits: (*scene).visits, StageVisit: (*scene).visit,
	StageBooking: (*scene).booking, StageNaming: (*scene).naming, StageRemarking: (*scene).remarking,
	StageSeat: (*scene).seat, StageResizing: (*scene).resizing, StageCancelling: (*scene).cancelling,
	StageCentres: (*scene).centres, StageCentre: (*scene).centre,
	StageLanguage: (*scene).language, StageHelp: (*scene).help,
	StagePrivacy: (*scene).privacy, StageErasing: (*scene).erasing,
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

// toasts are the short answers to a press, by outcome.
var toasts = map[seats.Outcome]string{
	seats.Stale: "toast.stale", seats.Holding: "toast.holding", seats.Gone: "toast.gone",
	seats.Seated: "toast.seated", seats.Fitted: "toast.fitted", seats.Released: "toast.released",
	seats.Shown: "toast.shown", seats.NoSeat: "toast.noseat",
}

// alerts are those that nobody may overlook: what was asked for did not happen.
var alerts = map[seats.Outcome]string{
	seats.Full: "toast.full", seats.TooFew: "toast.toofew",
}

func (s *scene) toast() {
	id, alert := alerts[s.reply.Outcome], true
	if id == "" {
		id, alert = toasts[s.reply.Outcome], false
	}
	if hold := s.reply.Hold; s.reply.Outcome == seats.Held && hold != nil {
		s.Toast = say("toast.held", "Until", Clock(hold.Until))
		return
	}
	if s.reply.Outcome == seats.TooFew {
		id = s.tooFew()
	}
	s.Alert = alert
	s.Toast = Line{ID: id}
}

// tooFew says why a party does not fit.
func (s *scene) tooFew() string {
	switch {
	case SignUp(s.cat, s.in.At) != NoteNone:
		return "note.closed"
	case s.reply.Talk.Stage == StageVisit: // it was the party of the seat
		return "toast.toofew.all"
	}
	return "toast.toofew"
}

// remind puts on top what the screen has to say besides what it shows: why
// nothing happened, or what became of a seat.
func (s *scene) remind() {
	switch left, ok := s.cat.Visit(s.reply.Left); {
	case ok && s.reply.Outcome != seats.Moved: // the new seat comes first there
		s.paragraph(say("left."+string(s.reply.Outcome), "Visit", left.Name))
	case !ok && s.reply.Outcome == seats.Erased:
		s.paragraph(say("left.erased.nothing"))
	}
	switch s.note {
	case NoteNone:
	case NoteEarly:
		s.paragraph(say("note.early", "Day", Day(s.cat.Rules.Opens), "Time", Clock(s.cat.Rules.Opens)))
	case NoteOver:
		s.paragraph(say("note.over", "Day", Day(s.cat.Event.Start)))
	case NoteBadName:
		s.paragraph(say("note.badname", "Count", MaxName))
	case NoteTooLong:
		s.paragraph(say("note.toolong", "Count", MaxRemark))
	default:
		s.paragraph(say("note." + string(s.note)))
	}
}

// visits is the home screen: what the person holds, then every visit.
func (s *scene) visits() {
	event := s.cat.Event
	s.paragraph(say("visits.title", "Event", event.Name), s.what())
	s.paragraph(s.when(), s.invitation())
	if hold, visit, ok := s.held(); ok {
		s.paragraph(say("visits.hold", "Visit", visit.Name, "Until", Clock(hold.Until)))
		s.row(button(say("button.continue", "Visit", visit.Name), "booking", visit.ID))
	}
	if seat, visit, ok := s.seated(); ok {
		id := "visits.seat"
		if event.Past(s.in.At) {
			id = "visits.hadseat"
		}
		s.paragraph(say(id, "Visit", visit.Name, "Count", seat.Party))
		s.row(button(say("button.seat"), "seat"))
	}
	for _, v := range s.cat.Visits {
		s.row(s.visitButton(v))
	}
	s.row(button(say("button.centres"), "centres"), button(say("button.help"), "help"))
	s.row(s.otherLanguages()...)
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

// visit is one visit's card.
func (s *scene) visit() {
	v, _ := s.cat.Visit(s.reply.Talk.Subject)
	s.paragraph(say("visit.title", "Visit", v.Name), say("visit.host", "Host", v.Host))
	s.paragraph(append([]Line{s.when()}, s.where(v)...)...)
	s.paragraph(say("visit.about", "About", v.About))
	s.availability(v)
	s.row(append(s.mapButton(v), s.centreButton(v)...)...)
	s.row(button(say("button.visits"), "visits"))
}

// availability says how many places a card's visit has, and offers what fits:
// to reserve, to go on, or what else there is.
func (s *scene) availability(v catalogue.Visit) {
	switch {
	case s.reply.Seat != nil && s.reply.Seat.Visit == v.ID:
		s.paragraph(say("visit.yours", "Count", s.reply.Seat.Party))
		s.row(button(say("button.seat"), "seat"))
	case s.reply.Hold != nil && s.reply.Hold.Visit == v.ID:
		s.paragraph(say("visit.held", "Until", Clock(s.reply.Hold.Until)))
		s.row(button(say("button.continue", "Visit", v.Name), "booking", v.ID))
	default:
		s.offer(v, say("button.reserve"))
	}
}

// offer offers to reserve, or says why not and what else there is.
func (s *scene) offer(v catalogue.Visit, reserve Line) {
	switch closed, free := SignUp(s.cat, s.in.At), s.free(v); {
	case closed != NoteNone:
		s.whyClosed(closed)
	case free == 0:
		s.elsewhere(v)
	default:
		s.paragraph(say("visit.free", "Count", free))
		s.row(button(reserve, "hold", v.ID))
	}
}

// whyClosed says why nothing can be reserved, unless the note on top did.
func (s *scene) whyClosed(why Note) {
	if s.note != why {
		s.paragraph(s.invitation())
	}
}

// elsewhere says that a visit is full and which have places.
func (s *scene) elsewhere(full catalogue.Visit) {
	others := slices.DeleteFunc(slices.Clone(s.cat.Visits), func(v catalogue.Visit) bool {
		return v.ID == full.ID || s.free(v) == 0
	})
	if len(others) == 0 {
		s.paragraph(say("visit.allfull"))
		return
	}
	s.paragraph(say("visit.full"))
	for _, v := range others {
		s.row(s.visitButton(v))
	}
}

// booking is the screen on which a hold becomes a seat.
func (s *scene) booking() {
	v, _ := s.cat.Visit(s.reply.Talk.Subject)
	hold := s.reply.Hold
	if hold == nil || hold.Visit != v.ID {
		s.lapsed(v)
		return
	}
	s.paragraph(say("booking.title", "Visit", v.Name),
		say("booking.until", "Count", hold.Party, "Until", Clock(hold.Until)))
	s.paragraph(s.whoComes(hold.Party)...)
	if seat, old, ok := s.seated(); ok {
		s.paragraph(say("booking.swap", "Visit", old.Name, "Count", seat.Party))
	}
	s.paragraph(say("booking.kept"))
	s.row(button(say("button.confirm"), "confirm", v.ID))
	s.row(s.partyButtons("fit", v.ID, hold.Party)...)
	s.row(button(say("button.name"), "name", v.ID), button(s.remarkLabel(), "remark", v.ID))
	s.row(button(say("button.privacy"), "privacy"), button(say("button.release"), "release", v.ID))
}

// lapsed is what a booking has become when its hold is no more.
func (s *scene) lapsed(v catalogue.Visit) {
	if s.reply.Seat != nil && s.reply.Seat.Visit == v.ID {
		s.seat()
		return
	}
	s.paragraph(say("booking.title", "Visit", v.Name))
	if over(s.cat, s.in.At) == NoteNone {
		s.paragraph(say("booking.lapsed", "Count", int(s.cat.Rules.Hold.Minutes())))
	}
	s.offer(v, say("button.again"))
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) naming() {
	s.paragraph(say("naming.ask"))
	s.row(button(say("button.back"), "booking", s.reply.Talk.Subject))
}

func (s *scene) remarking() {
	s.paragraph(say("remarking.ask"))
	if s.reply.Remark != "" {
		s.row(button(say("button.noremark"), "noremark", s.reply.Talk.Subject))
	}
	s.row(button(say("button.back"), "booking", s.reply.Talk.Subject))
}

// seat is the person's seat, or that they have none.
func (s *scene) seat() {
	seat, v, ok := s.seated()
	if !ok {
		s.paragraph(say("seat.none"))
		s.row(button(say("button.choose"), "visits"))
		return
	}
	open := over(s.cat, s.in.At) == NoteNone
	title := "seat.title"
	if !open {
		title = "seat.past"
	}
	s.paragraph(say(title))
	s.paragraph(append([]Line{say("seat.visit", "Visit", v.Name), s.when()}, s.where(v)...)...)
	s.paragraph(append(s.whoComes(seat.Party), say("seat.code", "Code", Spaced(seat.Code)))...)
	if left, ok := s.cat.Visit(s.reply.Left); ok {
		s.paragraph(say("left.moved", "Visit", left.Name))
	}
	if open {
		s.paragraph(say("seat.ticket"))
	}
	s.row(append([]Button{button(say("button.ticket"), "ticket")}, s.mapButton(v)...)...)
	if open {
		s.row(s.sizeButton()...)
		s.row(button(say("button.change"), "visits"), button(say("button.cancelling"), "cancelling"))
		return
	}
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) resizing() {
	seat, v, ok := s.seated()
	if !ok {
		s.seat()
		return
	}
	s.paragraph(say("resizing.ask", "Visit", v.Name), say("visit.free", "Count", s.free(v)))
	s.row(s.partyButtons("resize", v.ID, seat.Party)...)
	s.row(button(say("button.back"), "seat"))
}

// cancelling asks once more before a seat or a hold is given up.
func (s *scene) cancelling() {
	if seat, v, ok := s.seated(); ok {
		s.paragraph(say("cancelling.seat", "Visit", v.Name, "Count", seat.Party))
		s.row(button(say("button.cancel"), "cancel"))
		s.row(button(say("button.keep"), "seat"))
		return
	}
	if _, v, ok := s.held(); ok {
		s.paragraph(say("cancelling.hold", "Visit", v.Name))
		s.row(button(say("button.release"), "release", v.ID))
		s.row(button(say("button.continue", "Visit", v.Name), "booking", v.ID))
		return
	}
	s.paragraph(say("cancelling.nothing"))
	s.row(button(say("button.choose"), "visits"))
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
	s.paragraph(say("help.about", "Event", s.cat.Event.Name))
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
	s.paragraph(say("privacy.who", "Event", s.cat.Event.Name))
	if _, v, ok := s.held(); ok {
		s.row(button(say("button.continue", "Visit", v.Name), "booking", v.ID))
	}
	s.row(button(say("button.erasing"), "erasing"))
	s.row(button(say("button.visits"), "visits"))
}

func (s *scene) erasing() {
	s.paragraph(say("erasing.ask"))
	if _, v, ok := s.seated(); ok {
		s.paragraph(say("erasing.seat", "Visit", v.Name))
	}
	s.row(button(say("button.erase"), "erase"))
	s.row(button(say("button.keepall"), "privacy"))
}
