package seats

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// What organisers and the clock do: a visit falls away, a capacity is set, the
// day is run.

// A Ticket is a code and a token for a seat that is given without its person's
// doing.
type Ticket struct{ Code, Token string }

// A pile is tickets to give out. Those whose code is used already are left out.
type pile struct {
	tickets []Ticket
	codes   map[string]Person
}

func (p *pile) take() (Ticket, bool) {
	for len(p.tickets) > 0 {
		t := p.tickets[0]
		p.tickets = p.tickets[1:]
		if _, used := p.codes[t.Code]; !used {
			return t, true
		}
	}
	return Ticket{}, false
}

// Sweep does what is due by now: what organisers cannot undo any more is told,
// what has run out is free, the people of fallen visits are placed, freed places
// are offered. It works through a page
// of a fallen visit's people, at most as many as there are tickets, and is
// called again until nobody of it is left.
func (l *Ledger) Sweep(at time.Time, tickets []Ticket) {
	for _, operation := range l.final(at) {
		l.Unwind(at, operation)
	}
	s := l.begin(at, "sweep")
	s.fall(tickets)
	s.end()
}

// Halt stops a visit from giving places because its figures do not agree, or
// lets it go on. Organisers are told of what changed. A fallen one stays
// fallen.
func (l *Ledger) Halt(at time.Time, visit string, halted bool, organisers ...Person) {
	s := l.begin(at, "halt")
	defer s.end()
	kind := KindHealed
	switch was := s.Halted[visit]; {
	case was == HaltFallen || halted == (was == HaltDrift):
		return
	case halted:
		kind = KindDrift
		s.Halted[visit] = HaltDrift
	default:
		delete(s.Halted, visit)
	}
	for _, who := range organisers {
		s.owe(Notice{Kind: kind, Person: who, Visit: visit})
	}
}

// fall places a page of people of the visits that have fallen away. First what
// was held or offered there is given up, then the seats move in order of
// confirmation, then the queues are sent home.
func (s *step) fall(tickets []Ticket) {
	if s.pausing() {
		s.hit(RuleUndoable)
		return
	}
	pile := pile{tickets, s.Codes}
	left := len(tickets)
	for _, p := range s.House.Visits {
		if s.Halted[p.ID] != HaltFallen {
			continue
		}
		for _, who := range s.fallen(p.ID) {
			if left == 0 {
				return
			}
			left--
			if !s.home(who, p.ID, &pile) {
				return
			}
		}
	}
}

// fallen lists whoever has a claim on a fallen visit: holds, then seats, then
// queue places; a person once for each.
func (s *step) fallen(visit string) []Person {
	var holds, seated []Person
	for _, who := range sorted(s.Holds) {
		if s.Holds[who].Visit == visit {
			holds = append(holds, who)
		}
	}
	seated = s.seated(visit)
	var waiting []waiter
	for who, waits := range s.Waits {
		for _, w := range waits {
			if w.Visit == visit {
				waiting = append(waiting, waiter{who, w})
			}
		}
	}
	slices.SortFunc(waiting, func(a, b waiter) int { return cmp.Compare(a.Rank, b.Rank) })
	all := append(holds, seated...)
	for _, w := range waiting {
		all = append(all, w.who)
	}
	return all
}

// seated lists the people of a visit in order of confirmation.
func (l *Ledger) seated(visit string) []Person {
	var all []Person
	for who, seat := range l.Seats {
		if seat.Visit == visit {
			all = append(all, who)
		}
	}
	slices.SortFunc(all, func(a, b Person) int { return cmp.Compare(l.Seats[a].Rank, l.Seats[b].Rank) })
	return all
}

// home takes one claim of a person on a fallen visit away and makes good for
// it as far as can be. It is false when the tickets are used up.
func (s *step) home(who Person, visit string, pile *pile) bool {
	if held, ok := s.Holds[who]; ok && held.Visit == visit {
		s.drop(who)
		s.owe(Notice{Kind: KindFallen, Person: who, Visit: visit})
		return true
	}
	if seat, ok := s.Seats[who]; ok && seat.Visit == visit {
		return s.reseat(who, seat, pile)
	}
	s.unqueue(who, visit)
	s.owe(Notice{Kind: KindFallen, Person: who, Visit: visit})
	return true
}

// reseat moves a person of a fallen visit into the next choice, or else the
// emptiest visit. Who fits nowhere heads the queue of the visit they would have
// got.
func (s *step) reseat(who Person, seat Seat, pile *pile) bool {
	visit, fits := s.refuge(who, seat)
	if fits {
		ticket, ok := pile.take()
		if !ok {
			return false
		}
		s.leave(who)
		if s.Holds[who].Visit == visit {
			s.drop(who)
		}
		s.unqueue(who, visit)
		s.Taken[visit] += seat.Party
		rank := s.next()
		s.owe(Notice{Kind: KindReseated, Person: who, Visit: visit, Left: seat.Visit, Thing: strconv.FormatInt(rank, 10)})
		next := seat.Next
		if next == visit {
			next = ""
		}
		s.write(who, Seat{Visit: visit, Party: seat.Party, Since: s.Clock, Code: ticket.Code, Token: ticket.Token, Rank: rank, Next: next})
		return true
	}
	s.leave(who)
	if visit == "" {
		s.owe(Notice{Kind: KindFallen, Person: who, Visit: seat.Visit})
		return true
	}
	s.unqueue(who, visit)
	s.queue(who, Wait{Visit: visit, Party: seat.Party, Rank: s.next()})
	s.owe(Notice{Kind: KindHeaded, Person: who, Visit: visit, Left: seat.Visit})
	return true
}

// refuge is where a person of a fallen visit goes, and whether there is room;
// empty if every visit has fallen.
func (s *step) refuge(who Person, seat Seat) (visit string, fits bool) {
	if s.refuges(seat.Next) && s.roomFor(who, seat.Next) >= seat.Party {
		s.hit(RuleChoice)
		return seat.Next, true
	}
	for _, p := range s.House.Visits {
		if s.refuges(p.ID) && (visit == "" || s.roomFor(who, p.ID) > s.roomFor(who, visit)) {
			visit = p.ID
		}
	}
	switch {
	case visit == "":
		s.hit(RuleNowhere)
		return "", false
	case s.roomFor(who, visit) >= seat.Party:
		s.hit(RuleEmptiest)
		return visit, true
	}
	s.hit(RuleHeads)
	if s.refuges(seat.Next) {
		visit = seat.Next
	}
	return visit, false
}

// refuges says whether people of a fallen visit can go to another. To one that
// gives no places for now they can only queue.
func (s *step) refuges(visit string) bool {
	return s.Halted[visit] != HaltFallen && slices.ContainsFunc(s.House.Visits, func(p Place) bool { return p.ID == visit })
}

// roomFor is the room of a visit with what the person holds there already; none
// while it gives no places.
func (s *step) roomFor(who Person, visit string) int {
	if s.halt(visit) != "" {
		return 0
	}
	return s.placesFor(who, visit)
}

// Reminders

// Remind owes a notice to a page of the people who had their seat before the
// time it is due: a reminder to all, the question how it was to those who came.
// It says whether everybody was served. It waits while what organisers did can be
// undone: whoever gets their seat back then is served as well.
func (l *Ledger) Remind(at time.Time, job string, kind Kind, due time.Time, page int) (finished bool) {
	s := l.begin(at, "remind")
	defer s.end()
	if s.Jobs[job] == jobDone {
		return true
	}
	if s.pausing() {
		s.hit(RuleRemindLater)
		return false
	}
	var all []Person
	for who := range s.Seats {
		if s.place(who) > s.Jobs[job] {
			all = append(all, who)
		}
	}
	slices.SortFunc(all, func(a, b Person) int { return cmp.Compare(s.place(a), s.place(b)) })
	for _, who := range all[:min(page, len(all))] {
		seat := s.Seats[who]
		s.Jobs[job] = s.place(who)
		if seat.Since.Before(due) && (kind != KindFeedback || seat.Came > 0) {
			s.owe(Notice{Kind: kind, Person: who, Visit: seat.Visit, Thing: strconv.FormatInt(seat.Rank, 10)})
		}
	}
	if finished = len(all) <= page; finished {
		s.Jobs[job] = jobDone
	}
	return finished
}

// jobDone is written for a job that is finished.
const jobDone = "done"

// place is where a seat stands in the order in which jobs go.
func (l *Ledger) place(who Person) string {
	seat := l.Seats[who]
	return fmt.Sprintf("s|%s|%013d|%s", seat.Visit, seat.Rank, who)
}

// come notes that a person comes.
func (s *step) come(who Person, r Request) Outcome {
	if !s.has(who, r.Thing) {
		return NoSeat
	}
	seat := s.Seats[who]
	if !seat.Coming {
		seat.Coming = true
		s.Seats[who] = seat
		s.tally(seat.Visit).add(Tally{Coming: seat.Party})
	}
	return Coming
}

// rate keeps how a visit was.
func (s *step) rate(who Person, r Request) Outcome {
	if !s.has(who, r.Thing) {
		return NoSeat
	}
	seat := s.Seats[who]
	seat.Rating = r.Party
	s.Seats[who] = seat
	return Rated
}

// At the door

// CheckIn notes that so many of a party came. Who was checked in before stays
// so; the seat says when and by whom.
func (l *Ledger) CheckIn(at time.Time, code string, n int, by string) (Outcome, Person) {
	s := l.begin(at, "checkin")
	defer s.end()
	who, ok := s.Codes[code]
	seat := s.Seats[who]
	switch {
	case !ok:
		return NoSeat, ""
	case seat.Came > 0:
		return Already, who
	case n > seat.Party:
		return TooFew, who
	}
	seat.Came, seat.CameAt, seat.CameBy = n, s.Clock, by
	s.Seats[who] = seat
	s.tally(seat.Visit).add(Tally{Came: n})
	s.note(who, "came "+strconv.Itoa(n))
	return Arrived, who
}

// CheckOut undoes a check-in; only who made it can.
func (l *Ledger) CheckOut(at time.Time, code, by string) (Outcome, Person) {
	s := l.begin(at, "checkout")
	defer s.end()
	who, ok := s.Codes[code]
	seat := s.Seats[who]
	switch {
	case !ok:
		return NoSeat, ""
	case seat.Came == 0:
		return Absent, who
	case seat.CameBy != by:
		return NotYours, who
	}
	s.tally(seat.Visit).add(Tally{Came: -seat.Came})
	seat.Came, seat.CameAt, seat.CameBy = 0, time.Time{}, ""
	s.Seats[who] = seat
	s.note(who, "came 0")
	return Undone, who
}

// stand notes that somebody who waits is at the meeting point.
func (s *step) stand(who Person, r Request) Outcome {
	w, waits := s.waits(who, r.Visit)
	if !waits {
		return Unqueued
	}
	w.Here = true
	s.rewait(who, w)
	return Standing
}

// ReleaseNoShows gives the seats of those who did not come to those who stand
// at the meeting point, in the order of the queue; a party that does not fit
// stays in it. It refuses while nobody of the visit is checked in. It returns
// how many seats it took away and gave. It can be undone for a while.
func (l *Ledger) ReleaseNoShows(at time.Time, operation, visit string, tickets []Ticket) (outcome Outcome, released, given int) {
	s := l.begin(at, "noshows")
	defer s.end()
	if s.Tallies[visit].Came == 0 {
		return Nobody, 0, 0
	}
	s.open()
	defer s.shut(operation)
	for _, who := range s.seated(visit) {
		if s.Seats[who].Came == 0 {
			s.leave(who)
			s.owe(Notice{Kind: KindNoShow, Person: who, Visit: visit})
			released++
		}
	}
	pile := pile{tickets, s.Codes}
	for _, w := range s.standing(visit) {
		if s.Halted[visit] != "" || w.Party > s.placesFor(w.who, visit) {
			s.hit(RuleStandbyUnfit)
			continue
		}
		ticket, ok := pile.take()
		if !ok {
			break
		}
		s.give(w, ticket)
		given++
	}
	return Done, released, given
}

// standing lists who stands at the meeting point, in the order of the queue.
func (l *Ledger) standing(visit string) []waiter {
	var all []waiter
	for who, waits := range l.Waits {
		for _, w := range waits {
			if w.Visit == visit && w.Here {
				all = append(all, waiter{who, w})
			}
		}
	}
	slices.SortFunc(all, func(a, b waiter) int { return cmp.Compare(a.Rank, b.Rank) })
	return all
}

// give turns a queue place into a seat.
func (s *step) give(w waiter, t Ticket) {
	before, seated := s.Seats[w.who]
	if seated {
		s.leave(w.who)
	}
	if s.Holds[w.who].Visit == w.Visit {
		s.drop(w.who)
	}
	s.leaveQueues(w.who)
	s.Taken[w.Visit] += w.Party
	s.pass(w.Visit, w.Party)
	s.owe(Notice{Kind: KindGiven, Person: w.who, Visit: w.Visit, Left: before.Visit})
	s.seat(w.who, Seat{Visit: w.Visit, Party: w.Party, Since: s.Clock, Code: t.Code, Token: t.Token})
}
