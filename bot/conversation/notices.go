package conversation

import (
	"strconv"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// What the bot writes of its own accord. A notice is owed by the step that made
// it true, and told some time later: what is not true any more by then is not
// told, for whatever made it untrue owed a notice of its own.
//
// The buttons of such a letter rest on no screen: each carries the id of the
// offer or the seat that it is about, or else the letter's own number.

// tells write the letters, by kind. They say false where it is not true any
// more.
var tells = map[seats.Kind]func(*scene, catalogue.Visit, seats.Notice) bool{
	seats.KindOffer: (*scene).tellOffer, seats.KindLapsed: (*scene).tellLapsed,
	seats.KindGathering: (*scene).tellGathering, seats.KindPassed: (*scene).tellPassed,
	seats.KindReseated: (*scene).tellReseated, seats.KindHeaded: (*scene).tellHeaded, seats.KindFallen: (*scene).tellFallen,
	seats.KindReminder: (*scene).tellReminder, seats.KindNoShow: (*scene).tellNoShow, seats.KindGiven: (*scene).tellGiven,
	seats.KindFeedback: (*scene).tellFeedback,
	seats.KindRemoved:  (*scene).tellRemoved, seats.KindShifted: (*scene).tellShifted,
	seats.KindDrift: (*scene).tellDrift, seats.KindHealed: (*scene).tellHealed,
}

// IsLetter says whether a notice is told in a letter of its own.
func IsLetter(kind seats.Kind) bool { return tells[kind] != nil }

// Tell turns a notice into a letter, at a time and with all that is true of the
// person then. It is false where there is nothing to tell. A repeat says that
// it may be one.
func Tell(cat *catalogue.Catalogue, at time.Time, n seats.Notice, repeat bool, reply Reply) (Screen, bool) {
	s := &scene{cat: cat, in: Input{Person: n.Person, At: at}, reply: reply}
	v, known := cat.Visit(n.Visit)
	tell := tells[n.Kind]
	if tell == nil || !known || !tell(s, v, n) {
		return Screen{}, false
	}
	s.sign(n, repeat)
	return s.Screen, true
}

// sign ends a letter with its number, by which people see that one that comes
// twice is the same.
func (s *scene) sign(n seats.Notice, repeat bool) {
	lines := []Line{say("letter.number", "Number", number(n))}
	if repeat {
		lines = append(lines, say("letter.repeat"))
	}
	s.paragraph(lines...)
}

func number(n seats.Notice) string { return strconv.FormatInt(n.Number, 10) }

// heading says which visit a letter is about, when and where it is.
func (s *scene) heading(v catalogue.Visit) {
	s.paragraph(append([]Line{say("visit.title", "Visit", v.Name), s.when()}, s.where(v)...)...)
}

// toCard is the way from a letter to a visit's card.
func toCard(v catalogue.Visit, n seats.Notice) Button {
	return button(say("button.tovisit"), "card", v.ID).of(number(n))
}

// toOthers is the way from a letter to all visits.
func toOthers(n seats.Notice) Button { return button(say("button.other"), "other").of(number(n)) }

func (s *scene) tellOffer(v catalogue.Visit, n seats.Notice) bool {
	offer, _, ok := s.offered()
	if !ok || offer.Offer != n.Thing || !s.in.At.Before(offer.Until) || s.halt(v.ID) == seats.HaltFallen {
		return false
	}
	s.paragraph(offerTitle(offer))
	s.heading(v)
	s.paragraph(s.terms(offer)...)
	s.row(answers(offer)...)
	s.row(append(s.mapButton(v), toCard(v, n))...)
	return true
}

// tellLapsed says that an offer has run out; as many as it was for may wait
// again.
func (s *scene) tellLapsed(v catalogue.Visit, n seats.Notice) bool {
	_, waits := s.waiting(v.ID)
	if waits || s.has(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.paragraph(say("lapsed.title", "Visit", v.Name))
	if SignUp(s.cat, s.in.At) == NoteNone && s.halt(v.ID) == "" {
		s.paragraph(say("lapsed.again"))
		s.row(button(say("button.waitagain"), "again", v.ID).number(max(n.Party, 1)).of(n.Thing))
	}
	s.row(toCard(v, n))
	return true
}

// has says whether the person has a seat, a hold or an offer in a visit.
func (s *scene) has(v catalogue.Visit) bool {
	return s.seatedIn(v) || s.reply.Hold != nil && s.reply.Hold.Visit == v.ID
}

func (s *scene) tellGathering(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits || !w.Gather.Equal(n.Until) || !s.in.At.Before(w.Gather) {
		return false
	}
	s.paragraph(say("visit.title", "Visit", v.Name))
	s.paragraph(say("gathering.why", "People", say("part.party", "Count", w.Party)), say("queue.gathering", "Until", s.moment(w.Gather)))
	s.row(toCard(v, n))
	return true
}

func (s *scene) tellPassed(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits || !w.Told {
		return false
	}
	s.paragraph(say("visit.title", "Visit", v.Name))
	s.paragraph(say("queue.passed"))
	s.row(toCard(v, n))
	return true
}

// seatOf is the seat that a notice is about, if the person still has it.
func (s *scene) seatOf(v catalogue.Visit, n seats.Notice) (seats.Seat, bool) {
	seat, _, _ := s.seated()
	return seat, s.seatedIn(v) && rank(seat) == n.Thing
}

// tellReseated says what became of a seat whose visit has fallen away. One tap
// gives the new one up.
func (s *scene) tellReseated(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.gone(n.Left)
	s.paragraph(say("reseated.title", "Count", seat.Party))
	s.heading(v)
	s.paragraph(say("reseated.ticket"))
	s.row(s.mapButton(v)...)
	s.row(toOthers(n))
	s.row(button(say("button.giveup"), "giveup", v.ID).of(n.Thing))
	return true
}

// gone says that a visit does not take place.
func (s *scene) gone(visit string) {
	if left, ok := s.cat.Visit(visit); ok {
		s.paragraph(say("fallen.title", "Visit", left.Name))
	}
}

func (s *scene) tellHeaded(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits {
		return false
	}
	s.gone(n.Left)
	s.paragraph(say("headed.why", "Visit", v.Name), place(w))
	s.row(toCard(v, n), toOthers(n))
	return true
}

// tellFallen says that nothing is kept for the person in a visit that does not
// take place. While a seat of theirs there still waits for its new place, they
// are told of that.
func (s *scene) tellFallen(v catalogue.Visit, n seats.Notice) bool {
	if s.halt(v.ID) != seats.HaltFallen || s.seatedIn(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.gone(v.ID)
	s.paragraph(say("fallen.nothing"))
	if _, other, ok := s.seated(); ok {
		s.paragraph(say("fallen.seat", "Visit", other.Name))
	}
	s.row(toOthers(n))
	return true
}

// tellReminder asks whether the person still comes, until they said so.
func (s *scene) tellReminder(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || !s.in.At.Before(s.cat.Event.Start) || s.halt(v.ID) == seats.HaltFallen {
		return false
	}
	s.paragraph(say("reminder.title"))
	s.heading(v)
	s.paragraph(append(s.whoComes(seat.Party), say("seat.code", "Code", Spaced(seat.Code)))...)
	if seat.Coming {
		s.paragraph(say("seat.coming"))
	} else {
		s.paragraph(say("reminder.ask"), say("reminder.silence"))
		s.row(button(say("button.come"), "come", v.ID).of(n.Thing))
		s.row(button(say("button.notcoming"), "notcoming", v.ID).of(n.Thing))
	}
	s.row(append(s.mapButton(v), toCard(v, n))...)
	return true
}

func (s *scene) tellNoShow(v catalogue.Visit, n seats.Notice) bool {
	if s.has(v) {
		return false
	}
	s.paragraph(say("noshow.why", "Visit", v.Name))
	s.paragraph(say("noshow.ask"))
	s.row(toCard(v, n))
	return true
}

func (s *scene) tellGiven(v catalogue.Visit, n seats.Notice) bool {
	if !s.seatedIn(v) {
		return false
	}
	s.paragraph(say("given.title", "Count", s.reply.Seat.Party))
	s.heading(v)
	s.paragraph(say("given.ticket"))
	if left, ok := s.cat.Visit(n.Left); ok {
		s.paragraph(say("given.left", "Visit", left.Name))
	}
	s.row(toCard(v, n))
	return true
}

func (s *scene) tellFeedback(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || seat.Rating != 0 {
		return false
	}
	s.paragraph(say("feedback.ask", "Visit", v.Name))
	s.paragraph(say("feedback.how", "Best", best))
	s.row(ratings(seat)...)
	return true
}

// tellRemoved says that organisers have taken away what the person had in a visit.
func (s *scene) tellRemoved(v catalogue.Visit, n seats.Notice) bool {
	if _, waits := s.waiting(v.ID); waits || s.has(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.paragraph(say("removed.title", "Visit", v.Name))
	s.paragraph(say("removed.what"))
	s.row(toOthers(n))
	return true
}

// tellShifted says where organisers have moved the person's seat. One tap gives
// it up.
func (s *scene) tellShifted(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || s.cat.Event.Past(s.in.At) {
		return false
	}
	if left, ok := s.cat.Visit(n.Left); ok {
		s.paragraph(say("shifted.title", "Visit", left.Name))
	}
	s.paragraph(say("reseated.title", "Count", seat.Party))
	s.heading(v)
	s.paragraph(say("reseated.ticket"))
	s.row(s.mapButton(v)...)
	s.row(toOthers(n))
	s.row(button(say("button.giveup"), "giveup", v.ID).of(n.Thing))
	return true
}

func (s *scene) tellDrift(v catalogue.Visit, _ seats.Notice) bool {
	if s.halt(v.ID) != seats.HaltDrift {
		return false
	}
	s.paragraph(say("drift.title", "Visit", v.Name))
	s.paragraph(say("drift.what"))
	return true
}

func (s *scene) tellHealed(v catalogue.Visit, _ seats.Notice) bool {
	if s.halt(v.ID) != "" {
		return false
	}
	s.paragraph(say("healed.title", "Visit", v.Name))
	return true
}
