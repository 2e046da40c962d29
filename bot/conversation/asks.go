package conversation

import (
	"time"

	"visitbot/bot/catalogue"
)

// What the rows ask of the seats, and when it can be asked.

// only lets a row ask the seats while its condition holds; else it asks
// nothing and the note says why.
func (r *Request) only(note Note) {
	if note != NoteNone {
		r.Ask, r.Note = nothing().Ask, note
	}
}

func hold(t turn, r *Request) bool {
	r.only(SignUp(t.cat, t.in.At))
	return true
}

// party is for a change of how many come. Once sign-up is closed a party may
// shrink, and not grow.
func party(t turn, r *Request) bool {
	r.Ask.Party, r.Ask.Closed = t.in.Press.Number, SignUp(t.cat, t.in.At) != NoteNone
	r.only(over(t.cat, t.in.At))
	return t.possible(t.in.Press.Number)
}

// possible says whether so many can come on one seat.
func (t turn) possible(party int) bool { return party >= 1 && party <= t.cat.Rules.MaxParty }

// resize is party for a confirmed seat, whose visit the button names.
func resize(t turn, r *Request) bool {
	_, ok := t.cat.Visit(t.subject)
	return party(t, r) && ok
}

// wait is for a place in a queue, or another party there.
func wait(t turn, r *Request) bool {
	r.Ask.Party = t.in.Press.Number
	r.only(SignUp(t.cat, t.in.At))
	return t.possible(t.in.Press.Number)
}

// stand is for what can be said at the meeting point, from shortly before the
// event.
func stand(t turn, r *Request) bool {
	switch {
	case over(t.cat, t.in.At) != NoteNone:
		r.only(NoteOver)
	case !hours(t.cat).StandingBy(t.in.At):
		r.only(NoteStandby)
	}
	return true
}

// prefer is for the visit wanted should the seat's fall away; none is a wish
// too.
func prefer(t turn, r *Request) bool {
	_, ok := t.cat.Visit(t.subject)
	return timely(t, r) && (ok || t.subject == "")
}

// rate is for how the visit was, from 1 to the best.
func rate(t turn, r *Request) bool {
	r.Ask.Party = t.in.Press.Number
	return r.Ask.Party >= 1 && r.Ask.Party <= best
}

// best is the most that people can give a visit.
const best = 5

// timely is for what can be done until the event is over.
func timely(t turn, r *Request) bool {
	r.only(over(t.cat, t.in.At))
	return true
}

// SignUp says what stands in the way of signing up now, or NoteNone.
func SignUp(cat *catalogue.Catalogue, now time.Time) Note {
	rules := cat.Rules
	closes := rules.Closes
	if closes.IsZero() {
		closes = cat.Event.Start
	}
	switch {
	case cat.Event.Past(now):
		return NoteOver
	case now.Before(rules.Opens):
		return NoteEarly
	case !now.Before(closes):
		return NoteClosed
	}
	return NoteNone
}

// over says whether it is too late for any change at all.
func over(cat *catalogue.Catalogue, now time.Time) Note {
	if cat.Event.Past(now) {
		return NoteOver
	}
	return NoteNone
}
