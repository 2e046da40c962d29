package conversation

import (
	"cmp"
	"slices"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// Waiting for a place, and being offered one.

// waiting is the person's place in a visit's queue. It is of no use once the
// event is over.
func (s *scene) waiting(visit string) (seats.Wait, bool) {
	for _, w := range s.waits() {
		if w.Visit == visit {
			return w, true
		}
	}
	return seats.Wait{}, false
}

// waits are the person's queue places.
func (s *scene) waits() []seats.Wait {
	if s.cat.Event.Past(s.in.At) {
		return nil
	}
	return s.reply.Waits
}

// party is how many people come with somebody who has not said so: as many as
// on their seat, else one.
func (s *scene) party() int {
	if s.reply.Seat != nil {
		return s.reply.Seat.Party
	}
	return 1
}

// inLine is how somebody stands who waits: where in the line, what chances
// there are, and what can be done.
func (s *scene) inLine(v catalogue.Visit, w seats.Wait) {
	s.Paragraph(place(w), s.chances(v))
	s.Paragraph(s.whenServed(w)...)
	s.Paragraph(s.atTheDoor(w)...)
	s.standButton(v, w)
	if SignUp(s.cat, s.in.At) == NoteNone {
		s.publicToo(v)
		s.sizesUpTo(s.most(v), "wait", v.ID, w.Party)
	}
	s.Row(button(Say("button.leave"), "leave", v.ID))
}

// place says where in the line somebody stands, and for how many.
func place(w seats.Wait) Line {
	return Say("queue.place", "Position", w.Position, "People", Say("part.party", "Count", w.Party))
}

// chances is an honest word on them.
func (s *scene) chances(v catalogue.Visit) Line {
	if passed := s.reply.Visits[v.ID].Passed; passed > 0 {
		return Say("queue.chances", "Count", passed)
	}
	return Say("queue.chances.none")
}

// dream says that waiting puts no seat at risk; standing at the meeting point
// does.
func (s *scene) dream() []Line {
	if _, v, ok := s.seated(); ok && !hours(s.cat).StandingBy(s.in.At) {
		return []Line{Say("queue.dream", "Visit", v.Name)}
	}
	return nil
}

// whenServed says what decides when the person is offered a place.
func (s *scene) whenServed(w seats.Wait) []Line {
	if !s.in.At.Before(s.cat.Event.Start) {
		return []Line{Say("queue.begun")}
	}
	lines := s.dream()
	switch {
	case s.halt(w.Visit) != "" && s.halt(w.Visit) != seats.HaltPaused:
		lines = append(lines, s.whyHalted(w.Visit))
	case w.Told:
		lines = append(lines, Say("queue.passed"))
	case s.in.At.Before(w.Gather):
		lines = append(lines, Say("queue.gathering", "Until", s.moment(w.Gather)))
	}
	if s.claims() {
		lines = append(lines, Say("queue.engaged"))
	}
	if hours(s.cat).Quiet(s.in.At) {
		lines = append(lines, Say("queue.night", "Until", Clock(dawn(s.cat, s.in.At))))
	}
	return lines
}

// claims says whether there is a hold or an offer, while which nothing else is
// offered.
func (s *scene) claims() bool {
	_, _, held := s.held()
	_, _, offered := s.offered()
	return held || offered
}

// atTheDoor says how places go to those who stand at the meeting point.
func (s *scene) atTheDoor(w seats.Wait) []Line {
	var lines []Line
	switch {
	case !hours(s.cat).StandingBy(s.in.At):
		return []Line{Say("standby.later", "Until", s.moment(standby(s.cat)))}
	case w.Here:
		lines = append(lines, Say("standby.here"))
	default:
		lines = append(lines, Say("standby.now"))
	}
	if _, v, ok := s.seated(); ok {
		lines = append(lines, Say("standby.swap", "Visit", v.Name))
	}
	return lines
}

func (s *scene) standButton(v catalogue.Visit, w seats.Wait) {
	if hours(s.cat).StandingBy(s.in.At) && !w.Here {
		s.Row(button(Say("button.stand"), "stand", v.ID))
	}
}

// publicToo offers what anybody can take to somebody who waits for more.
func (s *scene) publicToo(v catalogue.Visit) {
	if free := s.free(v); free > 0 {
		s.hold(v, Say("queue.public", "Count", free), Say("button.reserve"))
	}
}

// waitFor offers the queue to parties that are bigger than what is free: with a
// seat to the party of the seat, else to every size.
func (s *scene) waitFor(v catalogue.Visit) {
	least, most, wide := s.free(v)+1, s.most(v), 3
	if s.reply.Seat != nil {
		least, most = max(least, s.party()), min(most, s.party())
	}
	if most <= wordy {
		wide = 2
	}
	var buttons []Button
	for n := least; n <= min(most, least+mostSizes); n++ {
		buttons = append(buttons, button(Say("button.waitfor", "People", s.size(n, most)), "wait", v.ID).number(n))
	}
	if len(buttons) > 0 {
		s.Paragraph(Say("queue.more"))
		s.Grid(buttons, wide)
	}
}

// most is how many people can ever come together to a visit.
func (s *scene) most(v catalogue.Visit) int { return min(s.cat.Rules.MaxParty, s.capacity(v)) }

// offerTitle says that there is room for the person.
func offerTitle(offer seats.Hold) Line { return Say("offer.title", "Count", offer.Party) }

// terms say until when an offer stands, and what accepting gives up.
func (s *scene) terms(offer seats.Hold) []Line {
	lines := []Line{Say("offer.until", "Until", s.moment(offer.Until))}
	if seat, v, ok := s.seated(); ok {
		lines = append(lines, Say("offer.swap", "Visit", v.Name, "Count", seat.Party))
	}
	if len(s.waits()) > 0 {
		lines = append(lines, Say("offer.others"))
	}
	return lines
}

// answers are the two buttons of an offer.
func answers(offer seats.Hold) []Button {
	return []Button{
		button(Say("button.accept"), "accept", offer.Visit).of(offer.Offer),
		button(Say("button.decline"), "decline", offer.Visit).of(offer.Offer),
	}
}

// dreamBeside is the one queue place that is left beside a seat in a visit, where
// the person has more now: the one they took first.
func (s *scene) dreamBeside(v catalogue.Visit) (catalogue.Visit, bool) {
	others := slices.DeleteFunc(slices.Clone(s.waits()), func(w seats.Wait) bool { return w.Visit == v.ID })
	if len(others) < 2 {
		return catalogue.Visit{}, false
	}
	first := slices.MinFunc(others, func(a, b seats.Wait) int { return cmp.Compare(a.Rank, b.Rank) })
	return s.cat.Visit(first.Visit)
}

// open is the hold or the offer that the person has, with the way to it.
func (s *scene) open() (Line, Button, bool) {
	if offer, v, ok := s.offered(); ok {
		return Say("visits.offer", "Visit", v.Name, "Until", s.moment(offer.Until)), button(Say("button.offer", "Visit", v.Name), "visit", v.ID), true
	}
	if hold, v, ok := s.held(); ok {
		return Say("visits.hold", "Visit", v.Name, "Until", Clock(hold.Until)), button(Say("button.continue", "Visit", v.Name), "booking", v.ID), true
	}
	return Line{}, Button{}, false
}

// queues are those that the person stands in, one a line.
func (s *scene) queues() []Line {
	var lines []Line
	for _, w := range s.waits() {
		if v, ok := s.cat.Visit(w.Visit); ok {
			lines = append(lines, Say("visits.waiting", "Visit", v.Name, "Position", w.Position))
		}
	}
	return lines
}

// queueButtons lead to the visits that the person waits for, each in a row.
func (s *scene) queueButtons() {
	for _, w := range s.waits() {
		if v, ok := s.cat.Visit(w.Visit); ok {
			s.Row(button(Say("button.waiting", "Visit", v.Name), "visit", v.ID))
		}
	}
}
