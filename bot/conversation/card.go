package conversation

import (
	"slices"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// One visit's card: what it is, how the person stands with it, what they can
// have there.

func (s *scene) visit() {
	v, _ := s.cat.Visit(s.reply.Talk.Subject)
	s.Paragraph(Say("visit.title", "Visit", v.Name), Say("visit.host", "Host", v.Host))
	s.Paragraph(append([]Line{s.when()}, s.where(v)...)...)
	s.Paragraph(Say("visit.about", "About", v.About))
	s.availability(v)
	s.Row(append(s.mapButton(v), s.centreButton(v)...)...)
	s.Row(button(Say("button.visits"), "visits"))
}

// availability says how the person stands with a visit, and offers what fits.
func (s *scene) availability(v catalogue.Visit) {
	offer, _, offered := s.offered()
	hold, _, held := s.held()
	w, waits := s.waiting(v.ID)
	switch {
	case s.halt(v.ID) == seats.HaltFallen:
		s.fallen(v)
	case s.seatedIn(v):
		s.yours()
	case offered && offer.Visit == v.ID:
		s.Paragraph(append([]Line{offerTitle(offer)}, s.terms(offer)...)...)
		s.Row(answers(offer)...)
	case held && hold.Visit == v.ID:
		s.Paragraph(Say("visit.held", "Until", Clock(hold.Until)))
		s.Row(button(Say("button.continue", "Visit", v.Name), "booking", v.ID))
	case waits:
		s.inLine(v, w)
	default:
		s.reserve(v, Say("button.reserve"))
	}
}

// yours says that the person has a seat here.
func (s *scene) yours() {
	s.Paragraph(Say("visit.yours", "Count", s.reply.Seat.Party))
	s.Row(button(Say("button.seat"), "seat"))
}

// reserve offers to reserve, or says why not and what else there is.
func (s *scene) reserve(v catalogue.Visit, label Line) {
	switch closed := SignUp(s.cat, s.in.At); {
	case s.halt(v.ID) == seats.HaltFallen:
		s.fallen(v)
	case closed != NoteNone:
		s.whyClosed(closed)
	case s.halt(v.ID) != "":
		s.elsewhere(v, s.whyHalted(v.ID))
	case s.free(v) > 0:
		s.places(v, label)
	case s.placing():
		s.Paragraph(Say("visit.placing"))
	default:
		s.full(v)
	}
}

// places offers the places that anybody can take, and the queue to a party
// that needs more.
func (s *scene) places(v catalogue.Visit, label Line) {
	s.hold(v, Say("visit.free", "Count", s.free(v)), label)
	s.waitFor(v)
}

// hold offers to reserve, and says that an offer is given up by it.
func (s *scene) hold(v catalogue.Visit, free, label Line) {
	s.Paragraph(free)
	if _, other, ok := s.offered(); ok {
		s.Paragraph(Say("visit.giveup", "Visit", other.Name))
	}
	s.Row(button(label, "hold", v.ID))
}

// full says that a visit is full, and offers its queue and the visits that have
// places.
func (s *scene) full(v catalogue.Visit) {
	if s.party() > s.capacity(v) {
		s.elsewhere(v, Say("visit.full"))
		return
	}
	s.Paragraph(append([]Line{Say("visit.full"), Say("queue.join")}, s.dream()...)...)
	s.Row(button(Say("button.wait"), "wait", v.ID).number(s.party()))
	if s.reply.Seat != nil {
		s.queueButtons() // beside a seat there is room for one
	}
	s.others(v, Say("visit.orelse"))
}

// elsewhere says why a visit gives no place, and which visits have some.
func (s *scene) elsewhere(not catalogue.Visit, why Line) {
	s.Paragraph(why)
	s.others(not, Say("visit.elsewhere"))
}

// others lists the other visits that have places.
func (s *scene) others(not catalogue.Visit, title Line) {
	others := slices.DeleteFunc(slices.Clone(s.cat.Visits), func(v catalogue.Visit) bool {
		return v.ID == not.ID || s.free(v) == 0 || s.seatedIn(v)
	})
	switch {
	case len(others) > 0:
		s.Paragraph(title)
	case s.placing():
		s.Paragraph(Say("visit.placing"))
	default:
		s.Paragraph(Say("visit.allfull"))
	}
	for _, v := range others {
		s.Row(s.visitButton(v))
	}
}

// fallen says that a visit does not take place, and what there is instead.
func (s *scene) fallen(v catalogue.Visit) {
	switch {
	case s.seatedIn(v):
		s.Paragraph(Say("visit.fallen"), Say("visit.fallen.yours"))
	case SignUp(s.cat, s.in.At) != NoteNone:
		s.Paragraph(Say("visit.fallen"))
	default:
		s.elsewhere(v, Say("visit.fallen"))
	}
}

// whyClosed says why nothing can be reserved, unless the note on top did.
func (s *scene) whyClosed(why Note) {
	if s.note != why {
		s.Paragraph(s.invitation())
	}
}
