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
		s.Paragraph(Say("seat.none"))
		s.Row(button(Say("button.choose"), "visits"))
	case s.halt(v.ID) == seats.HaltFallen:
		s.Paragraph(Say("seat.visit", "Visit", v.Name))
		s.fallen(v)
		s.Row(button(Say("button.visits"), "visits"))
	case over(s.cat, s.in.At) != NoteNone:
		s.details("seat.past", seat, v)
		s.Row(button(Say("button.visits"), "visits"))
	default:
		s.details("seat.title", seat, v)
		s.outlook(seat)
		s.changes()
	}
}

// details say which seat it is.
func (s *scene) details(title string, seat seats.Seat, v catalogue.Visit) {
	s.Paragraph(Line{ID: title})
	s.Paragraph(append([]Line{Say("seat.visit", "Visit", v.Name), s.when()}, s.where(v)...)...)
	s.Paragraph(append(s.whoComes(seat.Party), Say("seat.code", "Code", Spaced(seat.Code)))...)
	if left, ok := s.cat.Visit(s.reply.Left); ok {
		s.Paragraph(Say("left.moved", "Visit", left.Name))
	}
	s.Row(append([]Button{button(Say("button.ticket"), "ticket")}, s.mapButton(v)...)...)
}

// changes are the ways to change a seat.
func (s *scene) changes() {
	s.Row(s.sizeButton()...)
	s.Row(button(Say("button.choosing"), "choosing"))
	s.Row(button(Say("button.change"), "visits"), button(Say("button.cancelling"), "cancelling"))
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
	s.Paragraph(Say("seat.ticket"))
	var lines []Line
	if seat.Coming {
		lines = append(lines, Say("seat.coming"))
	}
	if next, ok := s.cat.Visit(seat.Next); ok && s.halt(next.ID) != seats.HaltFallen {
		lines = append(lines, Say("seat.next", "Visit", next.Name))
	}
	s.Paragraph(append(lines, s.queues()...)...)
	if len(s.waits()) > 0 {
		s.Paragraph(Say("seat.dream"))
	}
}

// choosing asks which visit is wanted should the seat's fall away.
func (s *scene) choosing() {
	seat, v, ok := s.standing()
	if !ok {
		s.seat()
		return
	}
	s.Paragraph(Say("choosing.ask", "Visit", v.Name))
	for _, other := range s.cat.Visits {
		if other.ID == seat.Visit || s.halt(other.ID) == seats.HaltFallen {
			continue
		}
		label := Say("button.named", "Name", other.Name)
		if other.ID == seat.Next {
			label = chosen(label)
		}
		s.Row(button(label, "prefer", other.ID))
	}
	s.Row(button(s.noWish(seat), "prefer"))
	s.Row(button(Say("button.back"), "seat"))
}

func (s *scene) noWish(seat seats.Seat) Line {
	if seat.Next == "" {
		return chosen(Say("button.nowish"))
	}
	return Say("button.nowish")
}

func (s *scene) resizing() {
	seat, v, ok := s.standing()
	if !ok {
		s.seat()
		return
	}
	s.Paragraph(Say("resizing.ask", "Visit", v.Name), Say("visit.free", "Count", s.free(v)))
	s.sizes("resize", v.ID, seat.Party)
	s.Row(button(Say("button.back"), "seat"))
}

// cancelling asks once more before a seat, a hold or an offer is given up.
func (s *scene) cancelling() {
	if seat, v, ok := s.seated(); ok {
		s.Paragraph(Say("cancelling.seat", "Visit", v.Name, "Count", seat.Party))
		s.Row(button(Say("button.cancel"), "cancel"))
		s.Row(button(Say("button.keep"), "seat"))
		return
	}
	if offer, v, ok := s.offered(); ok {
		s.Paragraph(Say("cancelling.offer", "Visit", v.Name))
		s.Row(button(Say("button.decline"), "decline", v.ID).of(offer.Offer))
		s.Row(button(Say("button.offer", "Visit", v.Name), "visit", v.ID))
		return
	}
	if _, v, ok := s.held(); ok {
		s.Paragraph(Say("cancelling.hold", "Visit", v.Name))
		s.Row(button(Say("button.release"), "release", v.ID))
		s.Row(button(Say("button.continue", "Visit", v.Name), "booking", v.ID))
		return
	}
	s.Paragraph(append([]Line{Say("cancelling.nothing")}, s.queues()...)...)
	s.queueButtons()
	s.Row(button(Say("button.choose"), "visits"))
}

// rating thanks for a number from 1 to the best, and asks for a sentence.
func (s *scene) rating() {
	seat, v, ok := s.seated()
	if !ok {
		s.seat()
		return
	}
	s.Paragraph(Say("rating.given", "Visit", v.Name, "Rating", seat.Rating, "Best", best))
	s.Paragraph(Say("rating.sentence"))
	s.Row(ratings(seat)...)
	s.Row(button(Say("button.visits"), "visits"))
}

// ratings are one button a number.
func ratings(seat seats.Seat) []Button {
	var buttons []Button
	for n := 1; n <= best; n++ {
		label := Say("button.party", "Count", n)
		if n == seat.Rating {
			label = chosen(label)
		}
		buttons = append(buttons, button(label, "rate", seat.Visit).number(n).of(rank(seat)))
	}
	return buttons
}

// rank is a seat's id, which the buttons about it carry.
func rank(seat seats.Seat) string { return strconv.FormatInt(seat.Rank, 10) }
