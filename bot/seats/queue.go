package seats

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Ranks of queue places: those of a fallen visit's people are below all others.
const firstRank = 1_000_000_000_000

// anyParty is a limit that every party keeps.
const anyParty = 1 << 30

// wait puts a person into a queue, or sets the party there. Nobody waits for
// what can be taken.
func (s *step) wait(who Person, r Request) Outcome {
	seat, seated := s.Seats[who]
	held, holding := s.Holds[who]
	switch {
	case seated && seat.Visit == r.Visit:
		return Seated
	case holding && held.Visit == r.Visit:
		return Holding
	case s.refusesQueue(r.Visit):
		return Halted
	case r.Party > s.capacity(r.Visit):
		return TooFew
	case s.Free(r.Visit) >= r.Party:
		return Free
	}
	w, waits := s.waits(who, r.Visit)
	if !waits && seated && len(s.Waits[who]) > 0 {
		return OnlyOne
	}
	if !waits {
		w = Wait{Visit: r.Visit, Rank: firstRank + s.next()}
	}
	w.Party = r.Party
	s.queue(who, w)
	return Queued
}

// refusesQueue says whether nobody can begin to wait for a visit.
func (s *step) refusesQueue(visit string) bool {
	halt := s.halt(visit)
	return halt != "" && halt != HaltPaused
}

func (s *step) leaveQueue(who Person, r Request) Outcome {
	s.unqueue(who, r.Visit)
	return Unqueued
}

// accept turns the offer into the seat. The other queues are left.
func (s *step) accept(who Person, r Request) Outcome {
	held, ok := s.Holds[who]
	if !ok || r.Thing == "" || held.Offer != r.Thing {
		return Gone
	}
	outcome := s.take(who, r)
	if outcome == Confirmed || outcome == Moved {
		s.pass(held.Visit, held.Party)
		s.leaveQueues(who)
	}
	return outcome
}

func (s *step) decline(who Person, r Request) Outcome {
	if held, ok := s.Holds[who]; !ok || r.Thing == "" || held.Offer != r.Thing {
		return Gone
	}
	s.drop(who)
	return Declined
}

// mostOffers is how many offers one step makes; the sweeper goes on.
const mostOffers = 50

// settle offers what is free to those who wait, visit by visit, until nothing
// is left to offer: who gets an offer in one visit is passed over in another,
// where it may be somebody else's turn then.
func (s *step) settle() {
	if s.terms.Offer == 0 || s.falling() {
		s.hitHeldBack()
		return
	}
	left, before := mostOffers, 0
	for left != before {
		before = left
		for _, p := range s.House.Visits {
			left = s.settleVisit(p.ID, left)
		}
	}
}

// settleVisit makes at most so many offers, and returns how many it may still
// make.
func (s *step) settleVisit(visit string, left int) int {
	for ; left > 0; left-- {
		who, w, ok := s.choose(visit)
		if !ok {
			break
		}
		s.offer(who, w)
	}
	return left
}

// choose says who is to be offered a place now. Where the first party does not
// fit, freed places gather for it; once that is over, the next that fits is
// served, and the first keeps its position and is told why.
func (s *step) choose(visit string) (Person, Wait, bool) {
	room := s.room(visit)
	if room <= 0 || s.halt(visit) != "" {
		return "", Wait{}, false
	}
	first, ok := s.first(visit, anyParty)
	if !ok || first.Party <= room {
		return first.who, first.Wait, ok
	}
	if first.Gather.IsZero() {
		worth := s.terms.Gather
		if first.Party > s.capacity(visit) {
			worth = 0
		}
		first.Gather = s.Clock.Add(worth)
		s.rewait(first.who, first.Wait)
		if worth > 0 {
			s.hit(RuleGathers)
			s.owe(Notice{Kind: KindGathering, Person: first.who, Visit: visit, Until: first.Gather})
		}
	}
	if s.gathers(first.Wait) {
		return "", Wait{}, false
	}
	if !first.Told {
		first.Told = true
		s.rewait(first.who, first.Wait)
		s.owe(Notice{Kind: KindPassed, Person: first.who, Visit: visit})
	}
	next, ok := s.first(visit, room)
	return next.who, next.Wait, ok
}

// offer turns the queue place of whoever's turn it is into an offer.
func (s *step) offer(who Person, w Wait) {
	s.hitPassed(w)
	s.makeOffer(who, w)
}

func (s *step) makeOffer(who Person, w Wait) {
	s.unqueue(who, w.Visit)
	h := Hold{Visit: w.Visit, Party: w.Party, Until: s.Clock.Add(s.terms.Offer), Offer: strconv.FormatInt(s.next(), 10)}
	s.Taken[w.Visit] += w.Party
	s.keep(who, h)
	s.owe(Notice{Kind: KindOffer, Person: who, Visit: w.Visit, Thing: h.Offer, Until: h.Until})
}

// A waiter is somebody in a queue.
type waiter struct {
	who Person
	Wait
}

// first is the first in a visit's queue whose party is within a limit and who
// may be offered a place: who has no hold or offer already, and did not give up
// the latest freed place.
func (l *Ledger) first(visit string, limit int) (waiter, bool) {
	var best waiter
	for who, waits := range l.Waits {
		if _, engaged := l.Holds[who]; engaged || l.Leavers[visit] == who {
			continue
		}
		for _, w := range waits {
			if w.Visit == visit && w.Party <= limit && (best.who == "" || w.Rank < best.Rank) {
				best = waiter{who, w}
			}
		}
	}
	return best, best.who != ""
}

// waits is a person's place in a visit's queue.
func (l *Ledger) waits(who Person, visit string) (Wait, bool) {
	for _, w := range l.Waits[who] {
		if w.Visit == visit {
			return w, true
		}
	}
	return Wait{}, false
}

// queue writes a queue place.
func (s *step) queue(who Person, w Wait) {
	s.touch(who)
	if _, waits := s.waits(who, w.Visit); !waits {
		s.tally(w.Visit).add(Tally{Waiting: 1})
	}
	s.rewait(who, w)
	s.note(who, "wait "+w.Visit+" "+strconv.Itoa(w.Party))
}

// rewait writes what is remembered of a queue place; the claim is the same.
func (s *step) rewait(who Person, w Wait) {
	all := slices.Clone(s.Waits[who])
	for i := range all {
		if all[i].Visit == w.Visit {
			all[i] = w
			s.Waits[who] = all
			return
		}
	}
	s.Waits[who] = append(all, w)
}

// unqueue takes a queue place away, if there is one.
func (s *step) unqueue(who Person, visit string) {
	if _, waits := s.waits(who, visit); !waits {
		return
	}
	s.touch(who)
	all := slices.DeleteFunc(slices.Clone(s.Waits[who]), func(w Wait) bool { return w.Visit == visit })
	s.Waits[who] = all
	if len(all) == 0 {
		delete(s.Waits, who)
	}
	s.tally(visit).add(Tally{Waiting: -1})
	s.note(who, "wait "+visit+" -")
}

func (s *step) leaveQueues(who Person) {
	for _, w := range s.Waits[who] {
		s.unqueue(who, w.Visit)
	}
}

// onlyDream leaves a person who has a seat now the one queue place that they
// took first, if it is for another visit.
func (s *step) onlyDream(who Person) {
	s.unqueue(who, s.Seats[who].Visit)
	waits := s.Waits[who]
	if len(waits) < 2 {
		return
	}
	s.hit(RuleOneDream)
	dream := slices.MinFunc(waits, func(a, b Wait) int { return cmp.Compare(a.Rank, b.Rank) })
	for _, w := range waits {
		if w.Visit != dream.Visit {
			s.unqueue(who, w.Visit)
		}
	}
}

// tally is a visit's tally, to be changed.
func (s *step) tally(visit string) counter { return counter{s.Tallies, visit} }

type counter struct {
	tallies map[string]Tally
	visit   string
}

func (c counter) add(d Tally) {
	t := c.tallies[c.visit]
	t.Waiting, t.Coming, t.Came, t.Passed = t.Waiting+d.Waiting, t.Coming+d.Coming, t.Came+d.Came, t.Passed+d.Passed
	c.tallies[c.visit] = t
}

// pass counts places that go to who waited.
func (s *step) pass(visit string, party int) {
	s.tally(visit).add(Tally{Passed: party})
	if s.window != nil {
		s.window.Passed[visit] += party
	}
}

func compare(a, b Person) int { return strings.Compare(string(a), string(b)) }

func sorted[V any](m map[Person]V) []Person { return slices.SortedFunc(maps.Keys(m), compare) }
