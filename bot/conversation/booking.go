package conversation

import (
	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// Places are held: who comes, then confirm.

// booking is the screen on which a hold becomes a seat.
func (s *scene) booking() {
	v, _ := s.cat.Visit(s.reply.Talk.Subject)
	hold, _, ok := s.held()
	if !ok || hold.Visit != v.ID || s.halt(v.ID) == seats.HaltFallen {
		s.lapsed(v)
		return
	}
	s.Paragraph(Say("booking.title", "Visit", v.Name),
		Say("booking.until", "Count", hold.Party, "Until", Clock(hold.Until)))
	s.Paragraph(s.whoComes(hold.Party)...)
	s.Paragraph(s.consequences(v)...)
	s.Paragraph(Say("booking.kept"))
	s.Row(button(Say("button.confirm"), "confirm", v.ID))
	s.sizes("fit", v.ID, hold.Party)
	s.Row(button(Say("button.name"), "name", v.ID), button(s.remarkLabel(), "remark", v.ID))
	s.Row(button(Say("button.privacy"), "privacy"), button(Say("button.release"), "release", v.ID))
}

// consequences says what confirming gives up, and what a party can do for which
// there are too few places.
func (s *scene) consequences(v catalogue.Visit) []Line {
	var lines []Line
	if seat, old, ok := s.seated(); ok {
		lines = append(lines, Say("booking.swap", "Visit", old.Name, "Count", seat.Party))
	}
	if _, waits := s.waiting(v.ID); waits {
		lines = append(lines, Say("booking.leaves"))
	}
	if dream, ok := s.dreamBeside(v); ok {
		lines = append(lines, Say("booking.dream", "Visit", dream.Name))
	}
	if s.reply.Outcome == seats.TooFew && SignUp(s.cat, s.in.At) == NoteNone {
		lines = append(lines, Say("booking.toofew"))
	}
	return lines
}

// lapsed is what a booking has become when its hold is no more.
func (s *scene) lapsed(v catalogue.Visit) {
	s.Paragraph(Say("booking.title", "Visit", v.Name))
	if over(s.cat, s.in.At) == NoteNone && s.halt(v.ID) != seats.HaltFallen && !s.seatedIn(v) {
		s.Paragraph(Say("booking.lapsed", "Count", int(s.cat.Rules.Hold.Minutes())))
	}
	s.anew(v)
	s.Row(button(Say("button.visits"), "visits"))
}

// anew says what there is now where the hold was: a seat that came without the
// person's doing, an offer, a place in the queue, or places to reserve.
func (s *scene) anew(v catalogue.Visit) {
	offer, _, offered := s.offered()
	w, waits := s.waiting(v.ID)
	switch {
	case s.seatedIn(v):
		s.yours()
	case offered && offer.Visit == v.ID:
		s.Paragraph(append([]Line{offerTitle(offer)}, s.terms(offer)...)...)
		s.Row(button(Say("button.offer", "Visit", v.Name), "visit", v.ID))
	case waits:
		s.Paragraph(Say("visits.waiting", "Visit", v.Name, "Position", w.Position))
		s.Row(button(Say("button.waiting", "Visit", v.Name), "visit", v.ID))
	default:
		s.reserve(v, Say("button.again"))
	}
}

func (s *scene) naming() {
	s.Paragraph(Say("naming.ask"))
	s.Row(button(Say("button.back"), "booking", s.reply.Talk.Subject))
}

func (s *scene) remarking() {
	s.Paragraph(Say("remarking.ask"))
	if s.reply.Remark != "" {
		s.Row(button(Say("button.noremark"), "noremark", s.reply.Talk.Subject))
	}
	s.Row(button(Say("button.back"), "booking", s.reply.Talk.Subject))
}
