package seats

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// A Place is a visit as the seats see it.
type Place struct {
	ID       string
	Capacity int // as the catalogue has it; organisers may set another
}

// A House is what the catalogue fixes: the visits in its order, how long a hold
// lasts, and the hours.
type House struct {
	Visits   []Place
	MaxParty int // nobody asks for more
	Hold     time.Duration
	Hours    Hours
}

// A Halt says why a visit gives no places.
type Halt string

// The reasons.
const (
	HaltDrift  Halt = "drift"  // its figures do not agree; it goes on when they do
	HaltFallen Halt = "fallen" // it does not take place
	HaltClosed Halt = "closed" // organisers have closed its sign-up
	HaltPaused Halt = "paused" // what organisers did there can still be undone
)

// A Tally is what is counted of a visit besides the places taken.
type Tally struct {
	Waiting int // queue places
	Coming  int // people who said that they come
	Came    int // people who have checked in
	Passed  int // places that went to people who waited
}

// A Count is how a visit stands.
type Count struct {
	Capacity int
	Taken    int
	Free     int // what anybody can take now
	Tally
	Halted Halt // empty: it is not
}

// A Ledger is the whole state of seats, holds and queues of one bot.
type Ledger struct {
	House    House
	Clock    time.Time            // the latest time ever seen; time never runs backwards here
	Serial   int64                // the latest number given to a seat, a queue place, an offer or a notice
	Seats    map[Person]Seat      //
	Holds    map[Person]Hold      // holds and offers
	Waits    map[Person][]Wait    // in the order of joining
	Taken    map[string]int       // places taken per visit: seats, holds and offers
	Tallies  map[string]Tally     // per visit
	Capacity map[string]int       // set by organisers; wins over the House
	Halted   map[string]Halt      // visits that give no places: drift or fallen
	Closed   map[string]bool      // visits whose sign-up organisers have closed
	Paused   map[string]time.Time // until when a visit gives no places
	Windows  map[string]Window    // what organisers did and can undo, by operation
	Leavers  map[string]Person    // who gave up the latest freed place of a visit
	Codes    map[string]Person    // whose ticket a code, or a token, is
	Sent     map[Person]Sent      //
	Jobs     map[string]string    // how far a bulk job is: the last seat served, or "done"
	Owed     []Notice             // in the order in which they came to be owed
	Journal  []Entry              // one line a person and step
	Hits     map[string]int       // how often each rule decided, where somebody counts; not part of the state
}

// NewLedger returns a ledger in which nothing is taken.
func NewLedger(house House) *Ledger {
	return &Ledger{
		House: house, Seats: map[Person]Seat{}, Holds: map[Person]Hold{}, Waits: map[Person][]Wait{},
		Taken: map[string]int{}, Tallies: map[string]Tally{}, Capacity: map[string]int{}, Halted: map[string]Halt{}, Leavers: map[string]Person{},
		Codes: map[string]Person{}, Sent: map[Person]Sent{}, Jobs: map[string]string{},
		Closed: map[string]bool{}, Paused: map[string]time.Time{}, Windows: map[string]Window{},
	}
}

// A step is one decision in the making.
type step struct {
	*Ledger
	terms         Terms
	cause         string
	lines         []Entry
	lineOf        map[[2]string]int // cause and person → their line
	window        *Window           // while an organiser does what can be undone
	leaversBefore map[string]Person // when it began
}

// What the clock does, as the journal calls it.
const (
	causeExpiry = "expiry"
	causeOffer  = "offer"
)

// begin starts a step: time moves on, and what has run out by then is free.
func (l *Ledger) begin(at time.Time, cause string) *step {
	if at.After(l.Clock) {
		l.Clock = at
	}
	terms := l.House.Hours.At(at)
	terms.Offer, terms.Gather = terms.Offer.Truncate(time.Millisecond), terms.Gather.Truncate(time.Millisecond)
	s := &step{Ledger: l, terms: terms, cause: causeExpiry, lineOf: map[[2]string]int{}}
	s.expire()
	s.cause = cause
	return s
}

// end gives freed places away and writes the journal.
func (s *step) end() {
	s.cause = causeOffer
	s.settle()
	s.Journal = append(s.Journal, s.lines...)
}

// note adds a change to a person's line of the journal, one for each cause.
func (s *step) note(who Person, change string) {
	id := [2]string{s.cause, string(who)}
	if i, known := s.lineOf[id]; known {
		s.lines[i].Change += "; " + change
		return
	}
	s.lineOf[id] = len(s.lines)
	s.lines = append(s.lines, Entry{s.cause, who, change})
}

// Do carries a request out at a time and tells what it came to.
func (l *Ledger) Do(at time.Time, who Person, r Request) Result {
	s := l.begin(at, string(r.Act))
	before := l.Seats[who].Visit
	outcome := s.decide(who, r)
	after := l.Seats[who].Visit
	s.end()
	if after != before {
		return Result{outcome, before}
	}
	return Result{Outcome: outcome}
}

func (s *step) decide(who Person, r Request) Outcome {
	acts := map[Act]func(Person, Request) Outcome{
		ActHold: s.hold, ActFit: s.fit, ActConfirm: s.confirm, ActRelease: s.release,
		ActResize: s.resize, ActCancel: s.cancel, ActShow: s.show, ActErase: s.erase,
		ActWait: s.wait, ActLeave: s.leaveQueue, ActAccept: s.accept, ActDecline: s.decline,
		ActPrefer: s.prefer, ActCome: s.come, ActStand: s.stand, ActRate: s.rate,
	}
	if act, ok := acts[r.Act]; ok {
		return act(who, r)
	}
	return Done
}

// What can be had

// room is how many places of a visit are not taken; below zero where its
// capacity was lowered.
func (l *Ledger) room(visit string) int { return l.capacity(visit) - l.Taken[visit] }

// halt says why a visit gives no places now; empty: it gives.
func (l *Ledger) halt(visit string) Halt {
	switch {
	case l.Halted[visit] != "":
		return l.Halted[visit]
	case l.Closed[visit]:
		return HaltClosed
	case l.Clock.Before(l.Paused[visit]):
		return HaltPaused
	}
	return ""
}

// pausing says whether what organisers did somewhere can still be undone.
func (l *Ledger) pausing() bool {
	return slices.ContainsFunc(l.House.Visits, func(p Place) bool { return l.Clock.Before(l.Paused[p.ID]) })
}

func (l *Ledger) capacity(visit string) int {
	if n, ok := l.Capacity[visit]; ok {
		return n
	}
	for _, p := range l.House.Visits {
		if p.ID == visit {
			return p.Capacity
		}
	}
	return 0
}

// Free is how many places of a visit anybody can take now: what is not taken
// while nobody waits; nothing while a waiting party could have it or it gathers
// for the first; else the rest.
func (l *Ledger) Free(visit string) int {
	room := l.room(visit)
	if room <= 0 || l.halt(visit) != "" || l.falling() {
		return 0
	}
	first, ok := l.first(visit, anyParty)
	if !ok {
		return room
	}
	if first.Party <= room || l.gathers(first.Wait) {
		return 0
	}
	if _, fits := l.first(visit, room); fits {
		return 0
	}
	return room
}

// gathers says whether freed places are, or will be, kept together for a party
// that is first in a queue and does not fit. For one larger than the visit they
// never are.
func (l *Ledger) gathers(w Wait) bool {
	return w.Party <= l.capacity(w.Visit) && (w.Gather.IsZero() || l.Clock.Before(w.Gather))
}

// Count says how a visit stands.
func (l *Ledger) Count(visit string) Count {
	return Count{l.capacity(visit), l.Taken[visit], l.Free(visit), l.Tallies[visit], l.halt(visit)}
}

// Positions returns a person's queue places with their positions: 1 for the
// first among those who can be offered a place.
func (l *Ledger) Positions(who Person) []Wait {
	waits := slices.Clone(l.Waits[who])
	for i := range waits {
		waits[i].Position = 1 + l.ahead(waits[i])
	}
	return waits
}

// ahead is how many people without a hold or an offer come before a queue place.
func (l *Ledger) ahead(of Wait) (n int) {
	for who, waits := range l.Waits {
		if _, engaged := l.Holds[who]; engaged {
			continue
		}
		for _, w := range waits {
			if w.Visit == of.Visit && w.Rank < of.Rank {
				n++
			}
		}
	}
	return n
}

// falling says whether people of a visit that has fallen away still wait to be
// told where they are: until then nobody gets anything.
func (l *Ledger) falling() bool {
	for _, seat := range l.Seats {
		if l.Halted[seat.Visit] == HaltFallen {
			return true
		}
	}
	return false
}

// lacks says whether a party cannot grow by so many for want of places. It can
// always shrink.
func (l *Ledger) lacks(r Request, grow int) bool {
	switch {
	case grow < 0:
		l.hit(RuleShrinks)
	case grow > 0 && r.Closed:
		l.hit(RuleClosed)
		return true
	case grow > 0 && l.Free(r.Visit) >= grow:
		l.hit(RuleGrowsPublicly)
	}
	return grow > 0 && l.Free(r.Visit) < grow
}

// refusal names what stands in the way of a party, or nothing.
func (l *Ledger) refusal(visit string, party int) Outcome {
	switch free := l.Free(visit); {
	case l.halt(visit) != "" || l.falling():
		return Halted
	case l.room(visit) < 0:
		l.hit(RuleOverfull)
		return Full
	case free >= party:
		return ""
	case free <= 0:
		return Full
	}
	return TooFew
}

// Holds

// hold keeps places for the person's party: that of their seat, else one.
func (s *step) hold(who Person, r Request) Outcome {
	seat, seated := s.Seats[who]
	if seated && seat.Visit == r.Visit {
		return Seated
	}
	if held, ok := s.Holds[who]; ok && held.Visit == r.Visit {
		return Holding
	}
	party := max(seat.Party, 1)
	if no := s.refusal(r.Visit, party); no != "" {
		return no
	}
	if _, ok := s.Holds[who]; ok {
		s.hit(RuleSecondHold)
	}
	if _, waiting := s.first(r.Visit, anyParty); waiting {
		s.hit(RuleRemainder)
	}
	s.drop(who)
	s.Taken[r.Visit] += party
	s.keep(who, Hold{Visit: r.Visit, Party: party, Until: s.Clock.Add(s.House.Hold)})
	return Held
}

// fit changes the party of a hold, all or nothing. Its deadline stands.
func (s *step) fit(who Person, r Request) Outcome {
	held, ok := s.Holds[who]
	if !ok || held.Visit != r.Visit || held.Offer != "" {
		return Gone
	}
	grow := r.Party - held.Party
	if s.lacks(r, grow) {
		return TooFew
	}
	held.Party = r.Party
	s.Taken[r.Visit] += grow
	s.keep(who, held)
	s.freed(r.Visit, who, -grow)
	return Fitted
}

func (s *step) release(who Person, r Request) Outcome {
	if held, ok := s.Holds[who]; !ok || held.Visit != r.Visit || held.Offer != "" {
		return Gone
	}
	s.drop(who)
	return Released
}

// Seats

// confirm turns the hold into the seat. A seat in another visit is given up
// in the same step.
func (s *step) confirm(who Person, r Request) Outcome {
	if held, ok := s.Holds[who]; !ok || held.Visit != r.Visit || held.Offer != "" {
		return Gone
	}
	return s.take(who, r)
}

// take turns a hold or an offer into the seat.
func (s *step) take(who Person, r Request) Outcome {
	held := s.Holds[who]
	if s.Halted[held.Visit] == HaltFallen {
		return Gone
	}
	if _, used := s.Codes[r.Code]; used {
		return Taken
	}
	outcome := Confirmed
	if _, seated := s.Seats[who]; seated {
		s.leave(who)
		outcome = Moved
	}
	s.unkeep(who)
	s.seat(who, Seat{Visit: held.Visit, Party: held.Party, Since: s.Clock, Code: r.Code, Token: r.Token})
	s.onlyDream(who)
	return outcome
}

// resize changes the party of a seat. The ticket shows the party, so the old
// ticket is void and a new one is owed. The seat keeps its age. A queue place
// beside it is for the same people.
func (s *step) resize(who Person, r Request) Outcome {
	seat, ok := s.Seats[who]
	if !ok || seat.Visit != r.Visit {
		return NoSeat
	}
	if r.Party < seat.Came {
		return Already
	}
	grow := r.Party - seat.Party
	if s.lacks(r, grow) {
		return TooFew
	}
	if grow == 0 {
		return Fitted
	}
	if _, used := s.Codes[r.Code]; used {
		return Taken
	}
	s.void(who, seat)
	s.Taken[r.Visit] += grow
	if seat.Coming {
		s.tally(seat.Visit).add(Tally{Coming: grow})
	}
	s.freed(r.Visit, who, -grow)
	seat.Party, seat.Code, seat.Token = r.Party, r.Code, r.Token
	s.write(who, seat)
	for _, w := range s.Waits[who] {
		w.Party = r.Party
		s.queue(who, w)
	}
	return Fitted
}

// cancel gives the seat up, if it is the one that was meant.
func (s *step) cancel(who Person, r Request) Outcome {
	if !s.has(who, r.Thing) {
		return NoSeat
	}
	s.leave(who)
	return Cancelled
}

// has says whether a person has a seat, and that of that rank where one is given.
func (l *Ledger) has(who Person, rank string) bool {
	seat, ok := l.Seats[who]
	return ok && (rank == "" || rank == strconv.FormatInt(seat.Rank, 10))
}

func (s *step) show(who Person, _ Request) Outcome {
	seat, ok := s.Seats[who]
	if !ok {
		return NoSeat
	}
	s.owe(Notice{Kind: KindTicket, Person: who, Code: seat.Code})
	return Shown
}

func (s *step) erase(who Person, _ Request) Outcome {
	s.drop(who)
	if _, ok := s.Seats[who]; ok {
		s.leave(who)
	}
	s.leaveQueues(who)
	maps.DeleteFunc(s.Leavers, func(_ string, leaver Person) bool { return leaver == who })
	s.eraseFromWindows(who)
	return Erased
}

// prefer names the visit wanted should the seat's fall away.
func (s *step) prefer(who Person, r Request) Outcome {
	seat, ok := s.Seats[who]
	if !ok || seat.Visit == r.Visit {
		return NoSeat
	}
	seat.Next = r.Visit
	s.Seats[who] = seat
	return Preferred
}

// Primitives: each keeps the counters and the journal with what it changes.

// seat writes a new seat and owes its ticket. Its places are counted already.
func (s *step) seat(who Person, seat Seat) {
	seat.Rank = s.next()
	s.write(who, seat)
}

// write writes a seat with its new code and owes its ticket.
func (s *step) write(who Person, seat Seat) {
	s.touch(who)
	s.Seats[who] = seat
	s.index(who, seat)
	s.owe(Notice{Kind: KindTicket, Person: who, Code: seat.Code})
}

// index makes a seat be found by its code and by its token.
func (s *step) index(who Person, seat Seat) {
	s.Codes[seat.Code], s.Codes[seat.Token] = who, who
	s.note(who, "seat "+seat.Visit+" "+strconv.Itoa(seat.Party))
}

// leave gives a seat up: its places are free and its ticket is void.
func (s *step) leave(who Person) {
	s.touch(who)
	seat := s.Seats[who]
	s.void(who, seat)
	s.unseat(who, seat)
	s.freed(seat.Visit, who, seat.Party)
}

// unseat takes a seat out of everything but its ticket.
func (s *step) unseat(who Person, seat Seat) {
	delete(s.Seats, who)
	s.Taken[seat.Visit] -= seat.Party
	if seat.Coming {
		s.tally(seat.Visit).add(Tally{Coming: -seat.Party})
	}
	s.tally(seat.Visit).add(Tally{Came: -seat.Came})
	s.note(who, "seat -")
}

// keep writes a hold or an offer. While it lasts, the person cannot be offered
// anything else.
func (s *step) keep(who Person, h Hold) {
	s.touch(who)
	s.Holds[who] = h
	word := "hold "
	if h.Offer != "" {
		word = "offer "
	}
	s.note(who, word+h.Visit+" "+strconv.Itoa(h.Party))
}

// unkeep takes a hold or an offer away whose places stay taken.
func (s *step) unkeep(who Person) {
	s.touch(who)
	delete(s.Holds, who)
	s.note(who, "hold -")
}

// drop gives a hold or an offer up, if there is one. Who takes some places while
// they wait for more in the same visit has not declined what they wait for.
func (s *step) drop(who Person) {
	held, ok := s.Holds[who]
	if !ok {
		return
	}
	s.Taken[held.Visit] -= held.Party
	s.unkeep(who)
	if _, waits := s.waits(who, held.Visit); held.Offer != "" || !waits {
		s.freed(held.Visit, who, held.Party)
	}
}

// freed remembers who gave places up last: they are not offered that same
// place.
func (s *step) freed(visit string, who Person, places int) {
	if places > 0 {
		s.Leavers[visit] = who
	}
}

// void forgets a seat's code and owes the mark on every message that shows its
// ticket. A ticket that is still on its way is stopped, or marked, by Reached.
func (s *step) void(who Person, seat Seat) {
	delete(s.Codes, seat.Code)
	delete(s.Codes, seat.Token)
	if sent, ok := s.Sent[who]; ok {
		s.owe(Notice{Kind: KindVoid, Person: who, Code: sent.Code, Messages: sent.Messages})
		delete(s.Sent, who)
	}
}

// expire frees what holds and offers have kept beyond their deadline, the
// earliest first. Who lets an offer run out is told.
func (s *step) expire() {
	for _, who := range s.expired() {
		held := s.Holds[who]
		s.drop(who)
		if held.Offer != "" {
			s.hit(RuleExpiry)
			s.owe(Notice{Kind: KindLapsed, Person: who, Visit: held.Visit, Thing: held.Offer, Party: held.Party})
		}
	}
}

func (s *step) expired() []Person {
	var late []Person
	for who, h := range s.Holds {
		if !s.Clock.Before(h.Until) {
			late = append(late, who)
		}
	}
	slices.SortFunc(late, func(a, b Person) int {
		if d := s.Holds[a].Until.Compare(s.Holds[b].Until); d != 0 {
			return d
		}
		return compare(a, b)
	})
	return late
}

func (l *Ledger) next() int64 {
	l.Serial++
	return l.Serial
}

func (l *Ledger) owe(n Notice) {
	n.Number = l.next()
	l.Owed = append(l.Owed, n)
}

// Reached records that a ticket arrived in the person's chat. A ticket that
// became void while it was on its way is marked at once.
func (l *Ledger) Reached(who Person, code, file string, message int) {
	if l.Seats[who].Code != code {
		l.owe(Notice{Kind: KindVoid, Person: who, Code: code, Messages: []int{message}})
		return
	}
	messages := append(slices.Clone(l.Sent[who].Messages), message)
	l.Sent[who] = Sent{Code: code, File: file, Messages: messages[max(0, len(messages)-MostMessages):]}
}
