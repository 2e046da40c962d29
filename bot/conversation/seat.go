package conversation

import (
	"strconv"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// A confirmed seat, and all that can be done with it.

// seat is the person's seat, or that they have none.
func (s *scene) seat() {
	seat, v, ok := s.seated()
	switch {
	case !ok:
		s.paragraph(say("seat.none"))
		s.row(button(say("button.choose"), "visits"))
	case s.halt(v.ID) == seats.HaltFallen:
		s.paragraph(say("seat.visit", "Visit", v.Name))
		s.fallen(v)
		s.row(button(say("button.visits"), "visits"))
	case over(s.cat, s.in.At) != NoteNone:
		s.details("seat.past", seat, v)
		s.row(button(say("button.visits"), "visits"))
	default:
		s.details("seat.title", seat, v)
		s.outlook(seat)
		s.changes()
	}
}

// details say which seat it is.
func (s *scene) details(title string, seat seats.Seat, v catalogue.Visit) {
	s.paragraph(Line{ID: title})
	s.paragraph(append([]Line{say("seat.visit", "Visit", v.Name), s.when()}, s.where(v)...)...)
	s.paragraph(append(s.whoComes(seat.Party), say("seat.code", "Code", Spaced(seat.Code)))...)
	if left, ok := s.cat.Visit(s.reply.Left); ok {
		s.paragraph(say("left.moved", "Visit", left.Name))
	}
	s.row(append([]Button{button(say("button.ticket"), "ticket")}, s.mapButton(v)...)...)
}

// changes are the ways to change a seat.
func (s *scene) changes() {
	s.row(s.sizeButton()...)
	s.row(button(say("button.choosing"), "choosing"))
	s.row(button(say("button.change"), "visits"), button(say("button.cancelling"), "cancelling"))
	s.queueButtons()
}

// standing is the person's seat and its visit, if that takes place.
func (s *scene) standing() (seats.Seat, catalogue.Visit, bool) {
	seat, v, ok := s.seated()
	return seat, v, ok && s.halt(v.ID) != seats.HaltFallen
}

// outlook says what can still become of a seat: the person is expected, a wish
// is noted, another visit is waited for.
func (s *scene) outlook(seat seats.Seat) {
	s.paragraph(say("seat.ticket"))
	var lines []Line
	if seat.Coming {
		lines = append(lines, say("seat.coming"))
	}
	if next, ok := s.cat.Visit(seat.Next); ok && s.halt(next.ID) != seats.HaltFallen {
		lines = append(lines, say("seat.next", "Visit", next.Name))
	}
	s.paragraph(append(lines, s.queues()...)...)
	if len(s.waits()) > 0 {
		s.paragraph(say("seat.dream"))
	}
}

// choosing asks which visit is wanted should the seat's fall away.
func (s *scene) choosing() {
	seat, v, ok := s.standing()
	if !ok {
		s.seat()
		return
	}
	s.paragraph(say("choosing.ask", "Visit", v.Name))
	for _, other := range s.cat.Visits {
		if other.ID == seat.Visit || s.halt(other.ID) == seats.HaltFallen {
			continue
		}
		label := say("button.named", "Name", other.Name)
		if other.ID == seat.Next {
			label = chosen(label)
		}
		s.row(button(label, "prefer", other.ID))
	}
	s.row(button(s.noWish(seat), "prefer"))
	s.row(button(say("button.back"), "seat"))
}

func (s *scene) noWish(seat seats.Seat) Line {
	if seat.Next == "" {
		return chosen(say("button.nowish"))
	}
	return say("button.nowish")
}

func (s *scene) resizing() {
	seat, v, ok := s.standing()
	if !ok {
		s.seat()
		return
	}
	s.paragraph(say("resizing.ask", "Visit", v.Name), say("visit.free", "Count", s.free(v)))
	s.sizes("resize", v.ID, seat.Party)
	s.row(button(say("button.back"), "seat"))
}

// cancelling asks once more before a seat, a hold or an offer is given up.
func (s *scene) cancelling() {
	if seat, v, ok := s.seated(); ok {
		s.paragraph(say("cancelling.seat", "Visit", v.Name, "Count", seat.Party))
		s.row(button(say("button.cancel"), "cancel"))
		s.row(button(say("button.keep"), "seat"))
		return
	}
	if offer, v, ok := s.offered(); ok {
		s.paragraph(say("cancelling.offer", "Visit", v.Name))
		s.row(button(say("button.decline"), "decline", v.ID).of(offer.Offer))
		s.row(button(say("button.offer", "Visit", v.Name), "visit", v.ID))
		return
	}
	if _, v, ok := s.held(); ok {
		s.paragraph(say("cancelling.hold", "Visit", v.Name))
		s.row(button(say("button.release"), "release", v.ID))
		s.row(button(say("button.continue", "Visit", v.Name), "booking", v.ID))
		return
	}
	s.paragraph(append([]Line{say("cancelling.nothing")}, s.queues()...)...)
	s.queueButtons()
	s.row(button(say("button.choose"), "visits"))
}

// rating thanks for a number from 1 to the best, and asks for a sentence.
func (s *scene) rating() {
	seat, v, ok := s.seated()
	if !ok {
		s.seat()
		return
	}
	s.paragraph(say("rating.given", "Visit", v.Name, "Rating", seat.Rating, "Best", best))
	s.paragraph(say("rating.sentence"))
	s.row(ratings(seat)...)
	s.row(button(say("button.visits"), "visits"))
}

// ratings are one button a number.
func ratings(seat seats.Seat) []Button {
	var buttons []Button
	for n := 1; n <= best; n++ {
		label := say("button.party", "Count", n)
		if n == seat.Rating {
			label = chosen(label)
		}
		buttons = append(buttons, button(label, "rate", seat.Visit).number(n).of(rank(seat)))
	}
	return buttons
}

// rank is a seat's id, which the buttons about it carry.
func rank(seat seats.Seat) string { return strconv.FormatInt(seat.Rank, 10) }
