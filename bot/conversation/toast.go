package conversation

import "visitbot/bot/seats"

// What became of what was asked: the short answer to a press, and what the
// screen has to say on top.

// toasts answer a press, by outcome.
var toasts = map[seats.Outcome]func(*scene){
	seats.Stale: toast("toast.stale"), seats.Seated: toast("toast.seated"), seats.Fitted: toast("toast.fitted"),
	seats.Released: toast("toast.released"), seats.Shown: toast("toast.shown"), seats.Free: toast("toast.free"),
	seats.Declined: toast("toast.declined"), seats.Preferred: toast("toast.preferred"), seats.Coming: toast("toast.coming"),
	seats.Standing: toast("toast.standing"), seats.Rated: toast("toast.rated"),
	seats.Full: alert("toast.full"), seats.Already: alert("toast.checkedin"), seats.TooFew: (*scene).toastTooFew,
	seats.Held: (*scene).toastHeld, seats.Holding: (*scene).toastHolding, seats.Gone: (*scene).toastGone,
	seats.NoSeat: (*scene).toastNoSeat, seats.Halted: (*scene).toastHalted,
	seats.Queued: (*scene).toastQueued, seats.Unqueued: (*scene).toastUnqueued, seats.OnlyOne: (*scene).toastOnlyOne,
}

// toast is a short answer that is always the same.
func toast(id string) func(*scene) {
	return func(s *scene) { s.Toast = Line{ID: id} }
}

// alert is one that nobody may overlook: what was asked for did not happen.
func alert(id string) func(*scene) {
	return func(s *scene) { s.Toast, s.Alert = Line{ID: id}, true }
}

func (s *scene) toast() {
	if answer := toasts[s.reply.Outcome]; answer != nil {
		answer(s)
	}
}

// pressed says whether it was a button with one of these words.
func (s *scene) pressed(words ...string) bool {
	for _, word := range words {
		if s.in.Press != nil && s.in.Press.Word == word {
			return true
		}
	}
	return false
}

// toastTooFew says why a party does not fit.
func (s *scene) toastTooFew() {
	id := "toast.toofew"
	switch {
	case s.pressed("wait", "again"):
		id = "toast.toofew.ever"
	case SignUp(s.cat, s.in.At) != NoteNone:
		id = "note.closed"
	case s.reply.Talk.Stage == StageVisit: // it was the party of the seat
		id = "toast.toofew.all"
	}
	alert(id)(s)
}

func (s *scene) toastHeld() {
	if hold, _, ok := s.held(); ok {
		s.Toast = Say("toast.held", "Until", Clock(hold.Until))
	}
}

func (s *scene) toastHolding() {
	id := "toast.holding"
	if _, _, ok := s.offered(); ok {
		id = "toast.offered"
	}
	toast(id)(s)
}

// toastGone says what is no more: an offer, a whole visit, or a hold, whose
// screen says the rest.
func (s *scene) toastGone() {
	switch {
	case s.halt(s.reply.Talk.Subject) == seats.HaltFallen:
		alert("toast.fallen")(s)
	case s.pressed("accept", "decline"):
		alert("toast.offer.gone")(s)
	default:
		toast("toast.gone")(s)
	}
}

// toastNoSeat says that there is no seat, or that it is another one than was
// meant.
func (s *scene) toastNoSeat() {
	id := "toast.noseat"
	if s.reply.Seat != nil {
		id = "toast.otherseat"
	}
	toast(id)(s)
}

// toastHalted says why no place is given: it does not take place, its figures
// do not agree, or the people of another visit come first for a moment.
func (s *scene) toastHalted() {
	id := "toast.halted"
	switch s.halt(s.reply.Talk.Subject) {
	case seats.HaltFallen:
		id = "toast.fallen"
	case seats.HaltClosed:
		id = "toast.closed"
	case seats.HaltPaused:
		id = "toast.paused"
	case "":
		id = "toast.placing"
	}
	alert(id)(s)
}

func (s *scene) toastQueued() {
	if w, ok := s.waiting(s.reply.Talk.Subject); ok {
		s.Toast = Say("toast.queued", "Position", w.Position)
	}
}

// toastUnqueued says that a queue was left, or that there is none to stand by
// for: perhaps because the place has come.
func (s *scene) toastUnqueued() {
	_, _, offered := s.offered()
	switch {
	case s.pressed("leave"):
		toast("toast.unqueued")(s)
	case offered:
		toast("toast.offered")(s)
	default:
		toast("toast.notwaiting")(s)
	}
}

// toastOnlyOne names the one visit that a person waits for beside their seat.
func (s *scene) toastOnlyOne() {
	for _, w := range s.reply.Waits {
		if v, ok := s.cat.Visit(w.Visit); ok {
			s.Toast, s.Alert = Say("toast.onlyone", "Visit", v.Name), true
		}
	}
}

// remind puts on top what the screen has to say besides what it shows: why
// nothing happened, or what became of a seat.
func (s *scene) remind() {
	switch left, ok := s.cat.Visit(s.reply.Left); {
	case ok && s.reply.Outcome != seats.Moved: // the new seat comes first there
		s.Paragraph(Say("left."+string(s.reply.Outcome), "Visit", left.Name))
	case !ok && s.reply.Outcome == seats.Erased:
		s.Paragraph(Say("left.erased.nothing"))
	}
	switch s.note {
	case NoteNone:
	case NoteEarly:
		s.Paragraph(Say("note.early", "Day", Day(s.cat.Rules.Opens), "Time", Clock(s.cat.Rules.Opens)))
	case NoteOver:
		s.Paragraph(Say("note.over", "Day", Day(s.cat.Event.Start)))
	case NoteStandby:
		s.Paragraph(Say("note.standby", "Until", s.moment(standby(s.cat))))
	case NoteBadName:
		s.Paragraph(Say("note.badname", "Count", MaxName))
	case NoteTooLong:
		s.Paragraph(Say("note.toolong", "Count", MaxRemark))
	default:
		s.Paragraph(Say("note." + string(s.note)))
	}
}
