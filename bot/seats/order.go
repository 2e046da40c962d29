package seats

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What organisers do to a visit or to one person, and how it is taken back.
//
// Seats change at once. For a while, though, the notices wait and freed places
// are not given, so that a mistake can be undone without anybody having seen it.

// UndoFor is how long what an organiser did can be undone.
const UndoFor = time.Minute

// A What is what organisers can order.
type What string

// The orders.
const (
	OrderRemove   What = "remove"   // take every claim of a person in a visit away
	OrderMove     What = "move"     // move a person's seat to another visit
	OrderOffer    What = "offer"    // offer a place to somebody who waits, out of turn
	OrderAdd      What = "add"      // give a seat to somebody whom organisers add by hand
	OrderCapacity What = "capacity" // set how many places a visit has
	OrderFall     What = "fall"     // the visit does not take place
	OrderClose    What = "close"    // close a visit's sign-up
	OrderOpen     What = "open"     // open it again
)

// Cause is how the journal calls an order. What passes people over who wait is an
// override.
func (w What) Cause() string {
	if w == OrderOffer {
		return "override"
	}
	return string(w)
}

// An Operation is one thing that somebody does for the organisers. Its id makes a
// repeat harmless, and names it for Undo.
type Operation struct {
	ID string
	By Person // written to the journal as a pseudonym
	At time.Time
}

// An Order is one thing that an organiser wants done.
type Order struct {
	What  What
	Visit string
	Who   Person // remove, move, offer, add
	Party int    // add: how many; capacity: places, or below zero to give the visit back to the catalogue
	Thing string // in view of what it was ordered; another finds something changed. move, remove: the seat's rank; capacity: the places; empty: whatever is
	Code  string // move, add: for the new ticket
	Token string
}

// Claims are all that one person holds.
type Claims struct {
	Seat  *Seat
	Hold  *Hold
	Waits []Wait
	Sent  *Sent
}

// only are the claims themselves, without what is known of the ticket in the chat.
func (c Claims) only() Claims {
	c.Sent = nil
	return c
}

// A Setting is what a visit's capacity or halt was, and is.
type Setting struct {
	What          What
	Before, After string
}

// A Window is what an organiser did, while it can be undone.
type Window struct {
	Until         time.Time
	Before, After map[Person]Claims // of everybody concerned
	Taken         map[string]int    // places taken before
	room          map[string]int    // room before
	Leavers       map[string][2]Person
	Passed        map[string]int // places that were passed on
	Settings      map[string]Setting
	Erased        map[Person]bool // of those concerned, who was erased since
	Owed          []Notice        // they wait
}

// open begins what can be undone.
func (s *step) open() {
	s.window = &Window{
		Before: map[Person]Claims{}, After: map[Person]Claims{}, Taken: map[string]int{}, room: map[string]int{}, Leavers: map[string][2]Person{},
		Passed: map[string]int{}, Settings: map[string]Setting{}, Erased: map[Person]bool{},
	}
	s.leaversBefore = maps.Clone(s.Leavers)
	for _, p := range s.House.Visits {
		s.window.Taken[p.ID], s.window.room[p.ID] = s.Taken[p.ID], s.room(p.ID)
	}
}

// shut keeps what was done since open under its operation, if anything was. As
// long as it can be undone, a visit in which there is more room now gives none.
func (s *step) shut(operation string) {
	w := s.window
	s.window = nil
	if len(w.Before) == 0 && len(w.Settings) == 0 {
		return
	}
	w.Until = s.Clock.Add(UndoFor)
	for _, p := range s.House.Visits {
		if w.Settings[p.ID].What == OrderFall || s.room(p.ID) > w.room[p.ID] {
			s.Paused[p.ID] = w.Until
		}
		if before, after := s.leaversBefore[p.ID], s.Leavers[p.ID]; before != after {
			w.Leavers[p.ID] = [2]Person{before, after}
		}
	}
	for who := range w.Before {
		w.After[who] = s.claims(who)
	}
	s.Windows[operation] = *w
}

// eraseFromWindows keeps somebody who is erased from getting anything back.
func (l *Ledger) eraseFromWindows(who Person) {
	for _, w := range l.Windows {
		if _, concerned := w.Before[who]; concerned {
			w.Erased[who] = true
		}
	}
}

// touch remembers how somebody stood, before the first change of their claims.
func (s *step) touch(who Person) {
	if s.window == nil {
		return
	}
	if _, known := s.window.Before[who]; !known {
		s.window.Before[who] = s.claims(who)
	}
}

func (l *Ledger) claims(who Person) Claims {
	var c Claims
	if seat, ok := l.Seats[who]; ok {
		c.Seat = &seat
	}
	if hold, ok := l.Holds[who]; ok {
		c.Hold = &hold
	}
	if waits := l.Waits[who]; len(waits) > 0 {
		c.Waits = slices.Clone(waits)
	}
	if sent, ok := l.Sent[who]; ok {
		c.Sent = &sent
	}
	return c
}

// owe owes a notice. What can be undone keeps its notices waiting.
func (s *step) owe(n Notice) {
	if s.window == nil {
		s.Ledger.owe(n)
		return
	}
	n.Number = s.next()
	s.window.Owed = append(s.window.Owed, n)
}

// Order carries an organiser's order out under the id of its operation.
func (l *Ledger) Order(at time.Time, operation string, o Order) Outcome {
	s := l.begin(at, o.What.Cause())
	defer s.end()
	s.open()
	defer s.shut(operation)
	orders := map[What]func(Order) Outcome{
		OrderRemove: s.remove, OrderMove: s.move, OrderOffer: s.offerTo, OrderAdd: s.add,
		OrderCapacity: s.setCapacity, OrderFall: s.fallAway, OrderClose: s.closeSignUp, OrderOpen: s.openSignUp,
	}
	return orders[o.What](o)
}

// remove takes every claim of a person in one visit away.
func (s *step) remove(o Order) Outcome {
	seat, seated := s.Seats[o.Who]
	hold, holding := s.Holds[o.Who]
	there, held := seated && seat.Visit == o.Visit, holding && hold.Visit == o.Visit
	_, waits := s.waits(o.Who, o.Visit)
	if o.Thing != "" && !(there && s.has(o.Who, o.Thing)) || !there && !held && !waits {
		return NoSeat
	}
	if there {
		s.leave(o.Who)
	}
	if held {
		s.drop(o.Who)
	}
	s.unqueue(o.Who, o.Visit)
	s.owe(Notice{Kind: KindRemoved, Person: o.Who, Visit: o.Visit})
	return Done
}

func (s *step) move(o Order) Outcome {
	seat := s.Seats[o.Who]
	switch _, used := s.Codes[o.Code]; {
	case !s.has(o.Who, o.Thing):
		return NoSeat
	case seat.Visit == o.Visit:
		return Seated
	case s.Halted[o.Visit] != "":
		return Halted
	case s.placesFor(o.Who, o.Visit) < seat.Party:
		return Full
	case used:
		return Taken
	}
	s.leave(o.Who)
	next := seat.Next
	if next == o.Visit {
		next = ""
	}
	rank := s.settleIn(o.Who, o.Visit, seat.Party)
	s.owe(Notice{Kind: KindShifted, Person: o.Who, Visit: o.Visit, Left: seat.Visit, Thing: strconv.FormatInt(rank, 10)})
	s.write(o.Who, Seat{Visit: o.Visit, Party: seat.Party, Since: s.Clock, Code: o.Code, Token: o.Token, Rank: rank, Next: next})
	return Done
}

// placesFor is the room that a person finds in a visit, with what they hold there.
func (s *step) placesFor(who Person, visit string) int {
	room := s.room(visit)
	if held := s.Holds[who]; held.Visit == visit {
		room += held.Party
	}
	return room
}

// settleIn takes places in a visit in the stead of what the person held or
// waited for there, and returns the rank of the seat to be.
func (s *step) settleIn(who Person, visit string, party int) int64 {
	if s.Holds[who].Visit == visit {
		s.drop(who)
	}
	s.unqueue(who, visit)
	s.Taken[visit] += party
	return s.next()
}

func (s *step) add(o Order) Outcome {
	_, seated := s.Seats[o.Who]
	switch _, used := s.Codes[o.Code]; {
	case seated:
		return Seated
	case s.Halted[o.Visit] != "":
		return Halted
	case s.room(o.Visit) < o.Party:
		return Full
	case used:
		return Taken
	}
	rank := s.settleIn(o.Who, o.Visit, o.Party)
	s.write(o.Who, Seat{Visit: o.Visit, Party: o.Party, Since: s.Clock, Code: o.Code, Token: o.Token, Rank: rank})
	s.onlyDream(o.Who)
	return Done
}

// offerTo offers a place out of turn to somebody who waits.
func (s *step) offerTo(o Order) Outcome {
	w, waits := s.waits(o.Who, o.Visit)
	_, engaged := s.Holds[o.Who]
	switch {
	case !waits:
		return Unqueued
	case engaged:
		return Holding
	case s.Halted[o.Visit] != "":
		return Halted
	case s.room(o.Visit) < w.Party:
		return Full
	case s.terms.Offer == 0:
		return Quiet
	}
	s.makeOffer(o.Who, w)
	return Done
}

// setCapacity sets how many places a visit has. Nobody is thrown out; while more
// are taken than there are, none is given.
func (s *step) setCapacity(o Order) Outcome {
	before := s.capacity(o.Visit)
	if o.Thing != "" && o.Thing != strconv.Itoa(before) {
		return Stale
	}
	set := Setting{What: OrderCapacity, Before: s.capacitySet(o.Visit)}
	if s.Capacity[o.Visit] = o.Party; o.Party < 0 {
		delete(s.Capacity, o.Visit)
	}
	set.After = s.capacitySet(o.Visit)
	s.window.Settings[o.Visit] = set
	if s.capacity(o.Visit) > before {
		delete(s.Leavers, o.Visit)
	}
	return Done
}

// capacitySet is what organisers have set as a visit's capacity; empty: nothing.
func (l *Ledger) capacitySet(visit string) string {
	if n, set := l.Capacity[visit]; set {
		return strconv.Itoa(n)
	}
	return ""
}

// fallAway closes a visit for good. Its people are placed by the sweeps that
// follow once it cannot be undone any more; until they are, nobody gets a place
// anywhere.
func (s *step) fallAway(o Order) Outcome {
	before := s.Halted[o.Visit]
	if before == HaltFallen {
		return Already
	}
	s.window.Settings[o.Visit] = Setting{OrderFall, string(before), string(HaltFallen)}
	s.Halted[o.Visit] = HaltFallen
	return Done
}

func (s *step) closeSignUp(o Order) Outcome {
	if s.Closed[o.Visit] {
		return Already
	}
	s.Closed[o.Visit] = true
	return Done
}

func (s *step) openSignUp(o Order) Outcome {
	if !s.Closed[o.Visit] {
		return Already
	}
	delete(s.Closed, o.Visit)
	return Done
}

// final lists the operations that cannot be undone any more, the oldest first.
func (l *Ledger) final(at time.Time) []string {
	var all []string
	for operation, w := range l.Windows {
		if !at.Before(w.Until) {
			all = append(all, operation)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(l.Windows[a].Until.Compare(l.Windows[b].Until), strings.Compare(a, b))
	})
	return all
}

// Unwind ends the time in which an operation could be undone: its notices are
// owed.
func (l *Ledger) Unwind(at time.Time, operation string) {
	s := l.begin(at, "unwind")
	defer s.end()
	if w, ok := s.Windows[operation]; ok && !s.Clock.Before(w.Until) {
		s.Owed = append(s.Owed, w.Owed...)
		delete(s.Windows, operation)
	}
}

// Undo takes back what an organiser did, while it can be. Whoever has changed
// anything since or was erased, and whoever finds no room any more, stays as they
// are. It says how many people are as before, and how many stay.
func (l *Ledger) Undo(at time.Time, operation string) (outcome Outcome, restored, stay int) {
	s := l.begin(at, "undo")
	defer s.end()
	w, ok := s.Windows[operation]
	if !ok || !s.Clock.Before(w.Until) {
		return Gone, 0, 0
	}
	kept := s.takeBack(w)
	for _, p := range s.House.Visits {
		s.takeBackVisit(p.ID, w)
	}
	for _, n := range w.Owed {
		if kept[n.Person] {
			s.Owed = append(s.Owed, n)
		}
	}
	delete(s.Windows, operation)
	return Undone, len(w.Before) - len(kept), len(kept)
}

// takeBack gives people their claims of before, and returns who stays as they are.
func (s *step) takeBack(w Window) map[Person]bool {
	kept, unchanged := map[Person]bool{}, []Person{}
	for _, who := range sorted(w.Before) {
		if !w.Erased[who] && reflect.DeepEqual(s.claims(who).only(), w.After[who].only()) {
			unchanged = append(unchanged, who)
		} else {
			kept[who] = true
		}
	}
	for _, who := range unchanged {
		s.strip(who)
	}
	for _, who := range unchanged {
		if before := w.Before[who]; s.fits(before, w) {
			s.put(who, before)
			s.putSent(who, before.Sent)
		} else {
			s.hit(RuleNoWayBack)
			s.put(who, w.After[who])
			kept[who] = true
		}
	}
	return kept
}

// fits says whether the places of some claims are there: a visit may be as full
// as it has places, or as it was before.
func (s *step) fits(c Claims, w Window) bool {
	wanted := map[string]int{}
	if c.Seat != nil {
		wanted[c.Seat.Visit] += c.Seat.Party
		if _, used := s.Codes[c.Seat.Code]; used {
			return false
		}
	}
	if c.Hold != nil {
		wanted[c.Hold.Visit] += c.Hold.Party
	}
	for visit, n := range wanted {
		if s.Taken[visit]+n > max(s.capacity(visit), w.Taken[visit]) {
			return false
		}
	}
	return true
}

// strip takes all claims of a person away, and tells nobody.
func (s *step) strip(who Person) {
	if seat, ok := s.Seats[who]; ok {
		delete(s.Codes, seat.Code)
		delete(s.Codes, seat.Token)
		s.unseat(who, seat)
	}
	if held, ok := s.Holds[who]; ok {
		s.Taken[held.Visit] -= held.Party
		s.unkeep(who)
	}
	s.leaveQueues(who)
}

// put gives a person without claims these.
func (s *step) put(who Person, c Claims) {
	if c.Seat != nil {
		seat := *c.Seat
		s.Seats[who] = seat
		s.index(who, seat)
		s.Taken[seat.Visit] += seat.Party
		if seat.Coming {
			s.tally(seat.Visit).add(Tally{Coming: seat.Party})
		}
		s.tally(seat.Visit).add(Tally{Came: seat.Came})
	}
	if c.Hold != nil {
		s.Taken[c.Hold.Visit] += c.Hold.Party
		s.keep(who, *c.Hold)
	}
	for _, w := range c.Waits {
		s.queue(who, w)
	}
}

// putSent remembers which messages show the ticket again; what was sent
// meanwhile is not true any more, but if it is the ticket of before.
func (s *step) putSent(who Person, before *Sent) {
	now, ok := s.Sent[who]
	if ok && before != nil && now.Code == before.Code {
		return
	}
	if ok {
		s.owe(Notice{Kind: KindVoid, Person: who, Code: now.Code, Messages: now.Messages})
	}
	delete(s.Sent, who)
	if before != nil {
		s.Sent[who] = *before
	}
}

// takeBackVisit sets a visit's settings and counts back.
func (s *step) takeBackVisit(visit string, w Window) {
	switch set := w.Settings[visit]; set.What {
	case OrderCapacity:
		s.takeBackCapacity(visit, set)
	case OrderFall:
		if s.Halted[visit] = Halt(set.Before); set.Before == "" {
			delete(s.Halted, visit)
		}
	}
	s.tally(visit).add(Tally{Passed: -w.Passed[visit]})
	if leavers, changed := w.Leavers[visit]; changed && s.Leavers[visit] == leavers[1] {
		if s.Leavers[visit] = leavers[0]; leavers[0] == "" {
			delete(s.Leavers, visit)
		}
	}
}

func (s *step) takeBackCapacity(visit string, set Setting) {
	if s.capacitySet(visit) != set.After {
		return
	}
	delete(s.Capacity, visit)
	if n, err := strconv.Atoi(set.Before); err == nil {
		s.Capacity[visit] = n
	}
}
