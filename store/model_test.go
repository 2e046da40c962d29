package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// The scripts and their twin do the same: after every step of long random
// histories the whole stored state is equal, and so is the answer; and laws
// that do not come from the twin hold of what is stored.
func TestScriptsAreTheirTwin(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		hits := map[string]int{}
		rapid.Check(t, func(rt *rapid.T) { newHistory(rt, t, client, hits).play(rt) })
		steps := hits["steps"]
		delete(hits, "steps")
		for _, rule := range rules {
			if hits[rule] == 0 && steps > fewSteps && os.Getenv(asMutant) == "" {
				t.Errorf("no history came to %q", rule)
			}
		}
		t.Logf("%d steps; how often each rule decided:\n%s", steps, tabulate(hits))
	})
}

// fewSteps are too few for rare rules to be met. Where a mutant plays, it is no
// matter which are: that would say nothing of the mutant.
const fewSteps = 20_000

// rules are what long histories have to come to: outcomes of acts, kinds of
// notices, and the named rules of package seats.
var rules = []string{
	"hold held", "hold holding", "hold full", "hold toofew", "hold halted", "hold seated", "fit fitted", "fit toofew", "fit gone",
	"confirm confirmed", "confirm moved", "confirm gone", "confirm taken", "release released", "release gone",
	"resize fitted", "resize toofew", "resize noseat", "resize taken", "cancel cancelled", "cancel noseat", "show shown", "show noseat", "erase erased",
	"wait queued", "wait free", "wait onlyone", "wait halted", "wait toofew", "wait seated", "wait holding", "leave unqueued",
	"accept confirmed", "accept moved", "accept gone", "accept taken", "decline declined", "decline gone",
	"prefer preferred", "prefer noseat", "come coming", "come noseat", "stand standing", "stand unqueued", "rate rated", "rate noseat",
	"checkin arrived", "checkin already", "checkin toofew", "checkin noseat", "checkout undone", "checkout notyours", "checkout absent",
	"noshows done", "noshows nobody", "repeated",
	"order remove done", "order remove noseat", "order move done", "order move noseat", "order move seated", "order move full", "order move halted", "order move taken",
	"order offer done", "order offer unqueued", "order offer holding", "order offer full", "order offer halted", "order offer quiet",
	"order add done", "order add seated", "order add full", "order add halted", "order add taken", "order capacity done", "order capacity stale",
	"order fall done", "order fall already", "order close done", "order close already", "order open done", "order open already",
	"undo undone", "undo gone", "undo: somebody stays", "undo: erased since", "notice removed", "notice shifted",
	"notice ticket", "notice void", "notice offer", "notice lapsed", "notice gathering", "notice passed", "notice reseated", "notice headed",
	"notice fallen", "notice reminder", "notice noshow", "notice given", "notice feedback", "notice drift", "notice healed",
	seats.RuleLeaver, seats.RuleEngaged, seats.RuleGathers, seats.RuleNextFits, seats.RuleRemainder, seats.RuleNight, seats.RuleBegun,
	seats.RuleSecondHold, seats.RuleOneDream, seats.RuleOverfull, seats.RuleGrowsPublicly, seats.RuleShrinks, seats.RuleClosed,
	seats.RuleChoice, seats.RuleEmptiest, seats.RuleHeads, seats.RuleNowhere, seats.RuleFreeze, seats.RuleStandbyUnfit, seats.RuleExpiry, seats.RuleUndoable, seats.RuleRemindLater, seats.RuleNoWayBack,
}

// A history is what happened so far, to the store and to its twin.
type history struct {
	*Store
	t        *testing.T
	twin     *seats.Ledger
	at       time.Time
	n        int
	last     map[seats.Person]bot.Commit
	ordered  string         // id of the latest order
	again    func(*rapid.T) // delivers the latest operation of an organiser once more
	hits     map[string]int
	before   *seats.Ledger // what was stored before the latest step
	answered map[string]seats.Count
	ruled    map[seats.Person]bool // about whom organisers decided in this step, whosever turn it was
	allowed  map[string]int        // how full visits may be again, by what is undone in this step
	lines    int                   // of the journal that were compared
	lastLine string                // id of the last of them
	chained  string                // its hash
}

var everybody = []seats.Person{"tg:1", "tg:2", "tg:3", "tg:4", "tg:5", "tg:6", "tg:7", "tg:4503599627370497"}

var (
	persons    = fair(everybody...)
	visits     = fair("romexpo", "smile", "museum")
	parties    = fair(1, 2, 3)
	capacities = fair(-1, -1, 1, 2, 3, 4)
	stewards   = fair("tg:9", "tg:8")
	dice       = fair(1, 2, 3, 4, 5, 6)
)

// testHouse is small, so that places are scarce.
func testHouse() seats.House {
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		panic(err)
	}
	event := time.Date(2024, 1, 11, 14, 30, 0, 0, zone)
	return seats.House{
		Visits:   []seats.Place{{ID: "romexpo", Capacity: 3}, {ID: "smile", Capacity: 2}, {ID: "museum", Capacity: 4}},
		MaxParty: 3, Hold: 5 * time.Minute,
		Hours: seats.Hours{
			Zone: zone, Start: event, End: event.Add(150 * time.Minute),
			QuietFrom: 22 * time.Hour, QuietTo: 8 * time.Hour, QuietToDay: 7 * time.Hour,
			Offer: 2 * time.Hour, OfferLeast: 10 * time.Minute, Gather: 12 * time.Hour, GatherMargin: 3 * time.Hour, Standby: 30 * time.Minute,
		},
	}
}

func newHistory(rt *rapid.T, t *testing.T, client redis.UniversalClient, hits map[string]int) *history {
	client.FlushAll(context.Background())
	h := &history{Store: newStore(t, client), t: t, last: map[seats.Person]bot.Commit{}, hits: hits, lastLine: "-"}
	h.twin = seats.NewLedger(h.opts.House)
	h.twin.Hits = hits
	h.before = seats.NewLedger(h.opts.House)
	hours := fair(-90, -90, -76, -76, -75, -75, -52, -51, -28, -8, -5, -2).Draw(rt, "hours")
	h.at = h.opts.House.Hours.Start.Add(time.Duration(hours) * time.Hour)
	return h
}

// play does one thing after the other, some more often than others.
func (h *history) play(rt *rapid.T) {
	var often []func(*rapid.T)
	for _, a := range []struct {
		weight int
		do     func(*rapid.T)
	}{
		{1, h.act}, {3, h.signUp}, {3, h.hold}, {1, h.confirm}, {1, h.fit}, {6, h.resize}, {4, h.wait}, {1, h.waitAgain}, {3, h.offered},
		{1, h.cancel}, {3, h.person}, {1, h.stand}, {1, h.leave}, {2, h.repeat}, {1, h.stale}, {1, h.look}, {4, h.walk}, {3, h.reach}, {2, h.time},
		{1, h.sweep}, {2, h.manage}, {2, h.drift}, {3, h.overfull}, {3, h.fall}, {7, h.door}, {1, h.noShows}, {4, h.atTheDoor}, {6, h.remind},
		{2, h.rush}, {3, h.beside}, {4, h.family}, {4, h.dream}, {2, h.manyQueues}, {2, h.release}, {6, h.organise}, {1, h.undo},
	} {
		often = append(often, slices.Repeat([]func(*rapid.T){a.do}, a.weight)...)
	}
	actions := fair(often...)
	rt.Repeat(map[string]func(*rapid.T){"do": func(t *rapid.T) { actions.Draw(t, "action")(t) }})
}

// fair draws each of some values as often as the others; what rapid draws by
// itself prefers the first.
func fair[V any](from ...V) *rapid.Generator[V] {
	return rapid.Custom(func(t *rapid.T) V {
		n := 0
		for range 8 {
			n *= 2
			if rapid.Bool().Draw(t, "bit") {
				n++
			}
		}
		return from[n*len(from)/256]
	})
}

// Histories are long enough for queues to form and days to pass, and a test
// run plays as many as take some seconds; flags ask for more.
func init() {
	if err := errors.Join(flag.Set("rapid.steps", "80"), flag.Set("rapid.checks", "25")); err != nil {
		panic(err)
	}
}

// act asks for anything at all.
func (h *history) act(t *rapid.T) {
	act := fair(
		seats.ActNothing, seats.ActHold, seats.ActFit, seats.ActConfirm, seats.ActRelease, seats.ActResize, seats.ActCancel,
		seats.ActShow, seats.ActErase, seats.ActWait, seats.ActLeave, seats.ActAccept, seats.ActDecline, seats.ActPrefer,
		seats.ActCome, seats.ActStand, seats.ActRate,
	).Draw(t, "act")
	thing := fair("", "1", "5", "12").Draw(t, "thing")
	h.ask(t, persons.Draw(t, "who"), seats.Request{Act: act, Visit: visits.Draw(t, "visit"), Party: parties.Draw(t, "party"), Thing: thing})
}

func (h *history) hold(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return h.twin.Seats[who].Party > 1 })
	h.ask(t, who, seats.Request{Act: seats.ActHold, Visit: visits.Draw(t, "visit")})
}

// signUp holds, fits and confirms, as most people do.
func (h *history) signUp(t *rapid.T) {
	who, visit, party := persons.Draw(t, "who"), visits.Draw(t, "visit"), parties.Draw(t, "party")
	h.ask(t, who, seats.Request{Act: seats.ActHold, Visit: visit})
	if party > 1 {
		h.ask(t, who, seats.Request{Act: seats.ActFit, Visit: visit, Party: party})
	}
	h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: visit})
}

// rush lets everybody without a seat want one visit.
func (h *history) rush(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	for _, who := range everybody {
		if h.seated(who) || dice.Draw(t, "joins") > 4 {
			continue
		}
		h.ask(t, who, seats.Request{Act: seats.ActHold, Visit: visit})
		if h.twin.Holds[who].Visit == visit {
			h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: visit})
		} else {
			h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: visit, Party: parties.Draw(t, "party")})
		}
	}
}

// beside lets who waits somewhere wait for something else as well, or take it.
func (h *history) beside(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return len(h.twin.Waits[who]) > 0 })
	if dice.Draw(t, "seated") > 3 {
		who = h.some(t, func(who seats.Person) bool { return h.seated(who) && len(h.twin.Waits[who]) == 0 })
	}
	for _, visit := range []string{"romexpo", "smile", "museum"} {
		act := fair(seats.ActWait, seats.ActWait, seats.ActHold, seats.ActNothing).Draw(t, "act")
		h.ask(t, who, seats.Request{Act: act, Visit: visit, Party: 1})
		if h.twin.Holds[who].Visit == visit {
			h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: visit})
		}
	}
}

// family lets a large party be first in a queue and small ones behind it, a
// place become free, its former holder wait again, and the gathering end.
func (h *history) family(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	idle := func(who seats.Person) bool {
		return !h.seated(who) && len(h.twin.Waits[who]) == 0 && h.twin.Holds[who].Visit == ""
	}
	for range 2 {
		who := h.some(t, idle)
		h.ask(t, who, seats.Request{Act: seats.ActHold, Visit: visit})
		h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: visit})
	}
	h.setCapacity(t, visit, h.twin.Taken[visit])
	inside := h.some(t, func(who seats.Person) bool { return h.twin.Seats[who].Visit == visit && h.twin.Seats[who].Party == 1 })
	first := h.some(t, idle)
	h.ask(t, first, seats.Request{Act: seats.ActWait, Visit: visit, Party: min(3, h.twin.Taken[visit])})
	h.ask(t, inside, seats.Request{Act: seats.ActCancel})
	for _, who := range []seats.Person{inside, h.some(t, idle)} {
		h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: visit, Party: 1})
	}
	for _, w := range h.twin.Waits[first] {
		if w.Visit == visit && w.Gather.After(h.at) && dice.Draw(t, "until it is over") > 1 {
			h.at = w.Gather
		}
	}
	h.sweep(t)
	h.ask(t, h.some(t, idle), seats.Request{Act: seats.ActHold, Visit: visit})
	h.setCapacity(t, visit, -1)
}

// dream lets somebody with a seat wait for a full visit, a place become free
// there, and the offer be accepted.
func (h *history) dream(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	who := h.some(t, func(who seats.Person) bool { return h.seated(who) && h.twin.Seats[who].Visit != visit })
	h.setCapacity(t, visit, h.twin.Taken[visit])
	h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: visit, Party: 1})
	third := visits.Draw(t, "third")
	h.setCapacity(t, third, max(3, h.twin.Taken[third]))
	h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: third, Party: 3})
	h.ask(t, h.some(t, func(who seats.Person) bool { return h.twin.Seats[who].Visit == visit }), seats.Request{Act: seats.ActCancel})
	h.ask(t, who, seats.Request{Act: seats.ActAccept, Thing: h.twin.Holds[who].Offer})
	h.setCapacity(t, visit, -1)
}

// manyQueues lets somebody wait in several visits and then get a seat.
func (h *history) manyQueues(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return !h.seated(who) })
	for _, visit := range []string{"smile", "romexpo"} {
		h.setCapacity(t, visit, h.twin.Taken[visit])
		h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: visit, Party: 1})
	}
	h.ask(t, who, seats.Request{Act: seats.ActHold, Visit: "museum"})
	h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: "museum"})
	h.setCapacity(t, "smile", -1)
	h.setCapacity(t, "romexpo", -1)
}

// setCapacity sets a capacity and mostly lets it become final at once.
func (h *history) setCapacity(t *rapid.T, visit string, n int) {
	h.order(t, seats.Order{What: seats.OrderCapacity, Visit: visit, Party: n})
	if dice.Draw(t, "wait until it is final") > 1 {
		h.final(t)
	}
}

// order carries an organiser's order out.
func (h *history) order(t *rapid.T, o seats.Order) {
	h.n++
	op := seats.Operation{ID: fmt.Sprint("order", h.n), By: "tg:9", At: h.at}
	o.Code, o.Token = h.code(t), fmt.Sprint("T", h.n)
	h.ruled = map[seats.Person]bool{o.Who: true}
	want := h.twin.Order(op.At, op.ID, o)
	h.hits["order "+string(o.What)+" "+string(want)]++
	h.ordered = op.ID
	same := func(t *rapid.T) {
		if got, err := h.Order(context.Background(), op, o); err != nil || got != want {
			t.Fatalf("%+v: the store says %s %v, its twin %s", o, got, err, want)
		}
	}
	same(t)
	h.check(t)
	h.again = func(t *rapid.T) {
		h.twin.Do(op.At, "tg:1", seats.Request{Act: seats.ActNothing})
		same(t)
	}
}

// final lets the time go by in which the latest orders can be undone.
func (h *history) final(t *rapid.T) {
	h.at = h.at.Add(seats.UndoFor)
	h.sweep(t)
}

// undo takes the latest order back, if it still can be, perhaps after something
// else has happened.
func (h *history) undo(t *rapid.T) {
	h.n++
	op, undone := seats.Operation{ID: fmt.Sprint("undo", h.n), By: "tg:8", At: h.at}, h.ordered
	h.ruled, h.allowed = map[seats.Person]bool{}, h.twin.Windows[undone].Taken
	for who := range h.twin.Windows[undone].Before {
		h.ruled[who] = true
	}
	if len(h.twin.Windows[undone].Erased) > 0 {
		h.hits["undo: erased since"]++
	}
	want, wantBack, wantStay := h.twin.Undo(op.At, undone)
	h.hits["undo "+string(want)]++
	if wantStay > 0 {
		h.hits["undo: somebody stays"]++
	}
	same := func(t *rapid.T) {
		got, back, stay, err := h.Undo(context.Background(), op, undone)
		if err != nil || got != want || back != wantBack || stay != wantStay {
			t.Fatalf("undo: the store says %s %d %d %v, its twin %s %d %d", got, back, stay, err, want, wantBack, wantStay)
		}
	}
	same(t)
	h.check(t)
	h.again = func(t *rapid.T) {
		h.twin.Do(op.At, "tg:1", seats.Request{Act: seats.ActNothing})
		same(t)
	}
}

// organise orders anything, or something likely, and perhaps undoes it.
func (h *history) organise(t *rapid.T) {
	what := fair(seats.OrderRemove, seats.OrderMove, seats.OrderMove, seats.OrderOffer, seats.OrderAdd, seats.OrderClose, seats.OrderOpen, seats.OrderCapacity).Draw(t, "what")
	o := seats.Order{What: what, Visit: visits.Draw(t, "visit"), Who: persons.Draw(t, "who"), Party: parties.Draw(t, "party"), Thing: fair("", "", "1", "3").Draw(t, "thing")}
	switch what {
	case seats.OrderRemove, seats.OrderMove:
		h.inView(t, &o)
	case seats.OrderOffer:
		h.outOfTurn(t, &o)
	case seats.OrderOpen:
		for visit := range h.twin.Closed {
			o.Visit = max(o.Visit, visit)
		}
	}
	h.order(t, o)
	h.mayUndo(t)
}

// inView lets an order be about somebody's seat, as it is or was.
func (h *history) inView(t *rapid.T, o *seats.Order) {
	o.Who = h.some(t, h.seated)
	seat := h.twin.Seats[o.Who]
	if dice.Draw(t, "in view of the seat") > 1 {
		o.Thing = ""
		if seat.Visit != "" {
			o.Thing = strconv.FormatInt(seat.Rank, 10)
		}
	}
	if o.What == seats.OrderRemove && dice.Draw(t, "where the seat is") > 1 {
		o.Visit = seat.Visit
	}
}

// outOfTurn lets an offer be for somebody who waits, where there may be room.
func (h *history) outOfTurn(t *rapid.T, o *seats.Order) {
	o.Who = h.some(t, func(who seats.Person) bool { return len(h.twin.Waits[who]) > 0 })
	for _, w := range h.twin.Waits[o.Who] {
		o.Visit = w.Visit
	}
	if dice.Draw(t, "make room") > 2 {
		h.order(t, seats.Order{What: seats.OrderCapacity, Visit: o.Visit, Party: h.twin.Taken[o.Visit] + 2})
	}
}

// mayUndo lets something happen or nothing, and then undoes the latest order or not.
func (h *history) mayUndo(t *rapid.T) {
	undone := h.ordered
	switch dice.Draw(t, "meanwhile") {
	case 1:
		h.offered(t)
	case 2:
		h.cancel(t)
	case 3:
		h.reach(t)
	case 4:
		who := persons.Draw(t, "who")
		h.order(t, seats.Order{What: seats.OrderMove, Who: h.some(t, h.seated), Visit: visits.Draw(t, "visit")})
		h.ask(t, who, seats.Request{Act: seats.ActShow})
	case 5:
		who := h.some(t, func(who seats.Person) bool { return h.concerned(undone, who) })
		h.ask(t, who, fair(seats.Request{Act: seats.ActErase}, seats.Request{Act: seats.ActShow}).Draw(t, "erased"))
		h.reach(t)
	case 6:
		h.remind(t)
	}
	if dice.Draw(t, "undo") > 2 {
		h.ordered = undone
		h.undo(t)
	}
}

// concerned says whether an order that can be undone is about somebody.
func (h *history) concerned(order string, who seats.Person) bool {
	_, concerned := h.twin.Windows[order].Before[who]
	return concerned
}

func (h *history) release(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return h.twin.Holds[who].Visit != "" && h.twin.Holds[who].Offer == "" })
	h.ask(t, who, seats.Request{Act: seats.ActRelease, Visit: h.twin.Holds[who].Visit})
}

// some draws a person, if possible one of whom something is so.
func (h *history) some(t *rapid.T, is func(seats.Person) bool) seats.Person {
	var those []seats.Person
	for _, who := range everybody {
		if is(who) {
			those = append(those, who)
		}
	}
	if len(those) == 0 {
		return persons.Draw(t, "who")
	}
	return fair(those...).Draw(t, "who")
}

func (h *history) seated(who seats.Person) bool { return h.twin.Seats[who].Visit != "" }

// confirm confirms a hold that there is, so that histories get somewhere.
func (h *history) confirm(t *rapid.T) {
	who := persons.Draw(t, "who")
	h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: h.twin.Holds[who].Visit})
}

// fit and resize change the party of a hold, and of a seat.
func (h *history) fit(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return h.twin.Holds[who].Visit != "" && h.twin.Holds[who].Offer == "" })
	h.ask(t, who, seats.Request{Act: seats.ActFit, Visit: h.twin.Holds[who].Visit, Party: parties.Draw(t, "party"), Closed: h.closed(t)})
}

func (h *history) resize(t *rapid.T) {
	who := h.some(t, h.seated)
	h.ask(t, who, seats.Request{Act: seats.ActResize, Visit: h.twin.Seats[who].Visit, Party: parties.Draw(t, "party"), Closed: h.closed(t)})
}

func (h *history) closed(t *rapid.T) bool { return dice.Draw(t, "closed") == 1 }

func (h *history) wait(t *rapid.T) {
	h.ask(t, persons.Draw(t, "who"), seats.Request{Act: seats.ActWait, Visit: visits.Draw(t, "visit"), Party: parties.Draw(t, "party")})
}

// offered accepts or declines an offer that there is.
func (h *history) offered(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return h.twin.Holds[who].Offer != "" })
	act := fair(seats.ActAccept, seats.ActAccept, seats.ActAccept, seats.ActDecline).Draw(t, "act")
	h.ask(t, who, seats.Request{Act: act, Thing: h.twin.Holds[who].Offer})
}

func (h *history) cancel(t *rapid.T) {
	h.ask(t, h.some(t, h.seated), seats.Request{Act: seats.ActCancel})
}

// person does what only somebody with a seat can.
func (h *history) person(t *rapid.T) {
	who := h.some(t, h.seated)
	act := fair(seats.ActPrefer, seats.ActCome, seats.ActRate, seats.ActCancel, seats.ActShow).Draw(t, "act")
	r := seats.Request{Act: act, Visit: visits.Draw(t, "visit"), Party: parties.Draw(t, "party")}
	if act != seats.ActPrefer {
		r.Thing = strconv.FormatInt(h.twin.Seats[who].Rank, 10)
	}
	h.ask(t, who, r)
}

func (h *history) stand(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return len(h.twin.Waits[who]) > 0 })
	visit := visits.Draw(t, "visit")
	if waits := h.twin.Waits[who]; len(waits) > 0 {
		visit = waits[0].Visit
	}
	h.ask(t, who, seats.Request{Act: seats.ActStand, Visit: visit})
}

func (h *history) ask(t *rapid.T, who seats.Person, r seats.Request) {
	h.n++
	r.Code, r.Token = h.code(t), fmt.Sprint("T", h.n)
	c := bot.Commit{
		Request: conversation.Request{Operation: fmt.Sprint(who, ":", h.n), Ask: r},
		Person:  who, At: h.at, Next: fmt.Sprint("n", h.n), Tongue: "uk", Profile: "Ana",
	}
	want := h.twin.Do(h.at, who, r)
	h.hits[string(r.Act)+" "+string(want.Outcome)]++
	h.compare(t, c, want)
	h.check(t)
	switch want.Outcome {
	case seats.Taken: // nothing happened
	case seats.Erased: // with everything else, the operation is forgotten
		delete(h.last, who)
	default:
		h.last[who] = c
	}
}

// code is a new code, or one that may be in use.
func (h *history) code(t *rapid.T) string {
	h.n++
	return fmt.Sprint("C", (dice.Draw(t, "chance")/2)*1000+h.n%2)
}

// repeat delivers a person's latest operation once more.
func (h *history) repeat(t *rapid.T) {
	if h.again != nil && dice.Draw(t, "an organiser's") < 3 {
		h.again(t)
		h.hits["repeated"]++
		h.check(t)
		return
	}
	who := persons.Draw(t, "who")
	c, ok := h.last[who]
	if !ok {
		return
	}
	c.At = h.at // it comes again now
	h.twin.Do(h.at, who, seats.Request{Act: seats.ActNothing})
	again, err := h.Commit(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	after, err := h.Load(context.Background(), who, c.At)
	if err != nil {
		t.Fatal(err)
	}
	if again.Outcome == seats.Stale || again.Talk.Nonce != after.Talk.Nonce || !again.Again {
		t.Fatalf("repeated: %+v", again)
	}
	h.twin.Do(h.at, who, seats.Request{Act: seats.ActNothing}) // the look
	h.hits["repeated"]++
	h.check(t)
}

// stale presses a button of a screen that is no more: nothing but time passes.
func (h *history) stale(t *rapid.T) {
	h.n++
	who := persons.Draw(t, "who")
	c := bot.Commit{
		Request: conversation.Request{Operation: fmt.Sprint(who, ":", h.n), Expect: "nowhere", Ask: seats.Request{Act: seats.ActCancel}},
		Person:  who, At: h.at, Next: fmt.Sprint("n", h.n), Tongue: "uk",
	}
	want := h.twin.Do(h.at, who, seats.Request{Act: seats.ActNothing})
	want.Outcome = seats.Stale
	h.compare(t, c, want)
	h.check(t)
}

// look only looks, and walk only walks about; the client may run a walk again,
// and the erasing of somebody who is gone already.
func (h *history) look(t *rapid.T) {
	who := persons.Draw(t, "who")
	h.twin.Do(h.at, who, seats.Request{Act: seats.ActNothing})
	if _, err := h.Load(context.Background(), who, h.at); err != nil {
		t.Fatal(err)
	}
	h.check(t)
}

func (h *history) walk(t *rapid.T) {
	h.n++
	who := persons.Draw(t, "who")
	act := fair(seats.ActNothing, seats.ActNothing, seats.ActNothing, seats.ActErase).Draw(t, "act")
	c := bot.Commit{Request: conversation.Request{Ask: seats.Request{Act: act}}, Person: who, Next: fmt.Sprint("n", h.n), Tongue: "uk"}
	if act == seats.ActErase {
		delete(h.last, who)
	}
	for range 2 {
		c.At = h.at
		want := h.twin.Do(h.at, who, c.Ask)
		h.hits[string(act)+" "+string(want.Outcome)]++
		h.compare(t, c, want)
		h.check(t)
		h.time(t)
	}
}

// reach lets what is owed arrive.
func (h *history) reach(t *rapid.T) {
	ctx := context.Background()
	notices, err := h.Notices(ctx, "test", 100, -1)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		h.n++
		i := slices.IndexFunc(h.twin.Owed, func(o seats.Notice) bool { return same(o, n.Notice) })
		if i < 0 {
			t.Fatalf("%+v is owed by the store only", n)
		}
		h.twin.Owed = slices.Delete(h.twin.Owed, i, i+1)
		h.hits["notice "+string(n.Kind)]++
		if n.Kind == seats.KindTicket {
			h.twin.Reached(n.Person, n.Code, "file", h.n)
			err = h.Reached(ctx, n, "file", h.n)
		} else {
			err = h.Settle(ctx, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h.check(t)
}

// time lets time pass, or jump back as the clock of another host may.
func (h *history) time(t *rapid.T) {
	minutes := fair(-2, -1, 0, 1, 2, 3, 5, 6, 10, 10, 30, 60, 61, 119, 120, 180, 300, 600).Draw(t, "minutes")
	h.at = h.at.Add(time.Duration(minutes) * time.Minute)
	h.check(t)
}

// tickets are some for seats that are given, one of which may be in use.
func (h *history) tickets(t *rapid.T) []seats.Ticket {
	tickets := []seats.Ticket{{Code: h.code(t), Token: fmt.Sprint("T", h.n)}}
	for range dice.Draw(t, "tickets") - 1 {
		h.n++
		tickets = append(tickets, seats.Ticket{Code: fmt.Sprint("S", h.n), Token: fmt.Sprint("T", h.n)})
	}
	return tickets
}

func (h *history) sweep(t *rapid.T) {
	tickets := h.tickets(t)
	h.twin.Sweep(h.at, tickets)
	more, err := h.Sweep(context.Background(), h.at, tickets)
	if err != nil || more != (h.unplaced() && !h.pausing()) {
		t.Fatalf("more to do: %v %v", more, err)
	}
	h.check(t)
}

func (h *history) pausing() bool {
	for _, until := range h.twin.Paused {
		if h.twin.Clock.Before(until) {
			return true
		}
	}
	return false
}

// unplaced says whether somebody has a claim on a fallen visit.
func (h *history) unplaced() bool {
	fallen := func(visit string) bool { return h.twin.Halted[visit] == seats.HaltFallen }
	return slices.ContainsFunc(everybody, func(who seats.Person) bool {
		return fallen(h.twin.Seats[who].Visit) || fallen(h.twin.Holds[who].Visit) ||
			slices.ContainsFunc(h.twin.Waits[who], func(w seats.Wait) bool { return fallen(w.Visit) })
	})
}

// fall lets a visit fall away now and then, if possible one with people whom
// some have told what they want instead.
func (h *history) fall(t *rapid.T) {
	if dice.Draw(t, "now") > 2 && len(h.twin.Halted) == 0 {
		return
	}
	visit := visits.Draw(t, "visit")
	if seat := h.twin.Seats[h.some(t, h.seated)]; seat.Visit != "" {
		visit = seat.Visit
	}
	if len(h.twin.Halted) == 0 {
		h.setCapacity(t, "museum", 4) // with room for some
	}
	for _, who := range everybody {
		if h.twin.Seats[who].Visit == visit && dice.Draw(t, "wish") > 1 {
			h.ask(t, who, seats.Request{Act: seats.ActPrefer, Visit: fair("museum", "museum", "romexpo", "smile").Draw(t, "next")})
		}
	}
	if dice.Draw(t, "full elsewhere") > 3 {
		for _, p := range h.opts.House.Visits {
			h.setCapacity(t, p.ID, h.twin.Taken[p.ID])
		}
	}
	h.order(t, seats.Order{What: seats.OrderFall, Visit: visit})
	h.mayUndo(t)
	h.sweep(t)
	h.final(t)
	for _, p := range h.opts.House.Visits {
		h.setCapacity(t, p.ID, -1)
	}
}

// drift halts a visit that somebody wants, or lets one go on.
func (h *history) drift(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	for _, halted := range []bool{true, false} {
		h.twin.Halt(h.at, visit, halted, "tg:9")
		if err := h.Halt(context.Background(), h.at, visit, halted, "tg:9"); err != nil {
			t.Fatal(err)
		}
		h.check(t)
		if halted {
			h.ask(t, persons.Draw(t, "who"), seats.Request{Act: seats.ActHold, Visit: visit})
			h.offerIn(t, visit)
		}
	}
}

// offerIn offers a place of a visit to somebody who waits for it, if anybody does.
func (h *history) offerIn(t *rapid.T, visit string) {
	waits := func(who seats.Person) bool {
		_, engaged := h.twin.Holds[who]
		return !engaged && slices.ContainsFunc(h.twin.Waits[who], func(w seats.Wait) bool { return w.Visit == visit })
	}
	if who := h.some(t, waits); waits(who) {
		h.order(t, seats.Order{What: seats.OrderOffer, Visit: visit, Who: who})
	}
}

// overfull lowers a capacity below what is taken, where somebody wants a place,
// and then leaves one for somebody who needs several.
func (h *history) overfull(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	h.setCapacity(t, visit, max(0, h.twin.Taken[visit]-1))
	h.ask(t, persons.Draw(t, "who"), seats.Request{Act: seats.ActHold, Visit: visit})
	h.setCapacity(t, visit, h.twin.Taken[visit]+1)
	several := h.some(t, func(who seats.Person) bool { return h.twin.Seats[who].Party > 1 && h.twin.Seats[who].Visit != visit })
	h.ask(t, several, seats.Request{Act: seats.ActHold, Visit: visit})
	h.setCapacity(t, visit, -1)
}

func (h *history) leave(t *rapid.T) {
	who := h.some(t, func(who seats.Person) bool { return len(h.twin.Waits[who]) > 0 })
	h.ask(t, who, seats.Request{Act: seats.ActLeave, Visit: visits.Draw(t, "visit")})
}

// waitAgain lets who gave a place up wait there again.
func (h *history) waitAgain(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	if who, ok := h.twin.Leavers[visit]; ok {
		h.ask(t, who, seats.Request{Act: seats.ActWait, Visit: visit, Party: parties.Draw(t, "party")})
	}
}

// manage changes a capacity, halts a visit or lets it go on.
func (h *history) manage(t *rapid.T) {
	ctx, visit := context.Background(), visits.Draw(t, "visit")
	var err error
	switch dice.Draw(t, "what") {
	case 1, 2:
		halted := h.twin.Halted[visit] == "" && dice.Draw(t, "halted") == 1
		h.twin.Halt(h.at, visit, halted, "tg:9")
		err = h.Halt(ctx, h.at, visit, halted, "tg:9")
	default:
		h.setCapacity(t, visit, capacities.Draw(t, "capacity"))
	}
	if err != nil {
		t.Fatal(err)
	}
	h.check(t)
}

// door checks somebody in, or out again.
func (h *history) door(t *rapid.T) {
	code, in := "nonsense", dice.Draw(t, "in") > 2
	if seat, ok := h.twin.Seats[h.some(t, h.seated)]; ok {
		code, in = fair(seat.Code, seat.Token).Draw(t, "named by"), in && (seat.Came == 0 || dice.Draw(t, "again") == 1)
	}
	h.checkIn(t, code, in)
}

func (h *history) checkIn(t *rapid.T, code string, in bool) {
	h.n++
	at, n, steward, op := h.at, parties.Draw(t, "party"), stewards.Draw(t, "steward"), fmt.Sprint("door", h.n)
	do := func() (seats.Outcome, seats.Person, error) {
		if in {
			return h.CheckIn(context.Background(), operation(op, seats.Person(steward), at), code, n)
		}
		return h.CheckOut(context.Background(), operation(op, seats.Person(steward), at), code)
	}
	what, ask := "checkout", func() (seats.Outcome, seats.Person) { return h.twin.CheckOut(at, code, steward) }
	if in {
		what, ask = "checkin", func() (seats.Outcome, seats.Person) { return h.twin.CheckIn(at, code, n, steward) }
	}
	want, whom := ask()
	h.hits[what+" "+string(want)]++
	same := func(t *rapid.T) {
		if got, who, err := do(); err != nil || got != want || who != whom {
			t.Fatalf("%s: the store says %s %s %v, its twin %s %s", what, got, who, err, want, whom)
		}
	}
	same(t)
	h.check(t)
	h.again = func(t *rapid.T) {
		h.twin.Do(at, "tg:1", seats.Request{Act: seats.ActNothing})
		same(t)
	}
}

// atTheDoor lets somebody of a visit come, others stand there and the rest be
// released.
func (h *history) atTheDoor(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	if somebody := h.some(t, h.seated); h.seated(somebody) {
		visit = h.twin.Seats[somebody].Visit
		h.checkIn(t, h.twin.Seats[somebody].Code, true)
	}
	for _, who := range everybody {
		for _, w := range h.twin.Waits[who] {
			if w.Visit == visit && dice.Draw(t, "there") > 1 {
				h.ask(t, who, seats.Request{Act: seats.ActStand, Visit: visit})
			}
		}
	}
	there := h.some(t, func(who seats.Person) bool { return h.twin.Seats[who].Came > 1 })
	h.ask(t, there, seats.Request{Act: seats.ActResize, Visit: h.twin.Seats[there].Visit, Party: 1})
	h.releaseNoShows(t, visit)
}

func (h *history) noShows(t *rapid.T) {
	visit := visits.Draw(t, "visit")
	if h.twin.Tallies[visit].Came > 0 || dice.Draw(t, "anyway") == 1 {
		h.releaseNoShows(t, visit)
	}
}

func (h *history) releaseNoShows(t *rapid.T, visit string) {
	h.n++
	at, tickets, op := h.at, h.tickets(t), fmt.Sprint("noshows", h.n)
	h.ordered = op
	want, wantOut, wantIn := h.twin.ReleaseNoShows(at, op, visit, tickets)
	h.hits["noshows "+string(want)]++
	same := func(t *rapid.T) {
		got, out, in, err := h.ReleaseNoShows(context.Background(), operation(op, "tg:9", at), visit, tickets)
		if err != nil || got != want || out != wantOut || in != wantIn {
			t.Fatalf("the store says %s %d %d %v, its twin %s %d %d", got, out, in, err, want, wantOut, wantIn)
		}
	}
	same(t)
	h.check(t)
	h.again = func(t *rapid.T) {
		h.twin.Do(at, "tg:1", seats.Request{Act: seats.ActNothing})
		same(t)
	}
	h.mayUndo(t)
}

func (h *history) remind(t *rapid.T) {
	job := fair([]conversation.Job{
		{ID: "evening", Kind: seats.KindReminder, Due: h.at},
		{ID: "day", Kind: seats.KindReminder, Due: h.opts.House.Hours.Start.Add(-3 * time.Hour)},
		{ID: "feedback", Kind: seats.KindFeedback, Due: h.at.Add(time.Minute)},
		{ID: fmt.Sprint("again", h.n%9), Kind: seats.KindFeedback, Due: h.at.Add(time.Minute)},
	}...).Draw(t, "job")
	page := parties.Draw(t, "page")
	want := h.twin.Remind(h.at, job.ID, job.Kind, time.UnixMilli(job.Due.UnixMilli()), page)
	got, err := h.remindSome(context.Background(), h.at, job, page)
	if err != nil || (got == "1") != want {
		t.Fatalf("finished: the store says %v %v, its twin %v", got, err, want)
	}
	h.check(t)
}

// compare commits and holds the answer against what the twin says.
func (h *history) compare(t *rapid.T, c bot.Commit, want seats.Result) {
	reply, err := h.Commit(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Result != want {
		t.Fatalf("%+v: the store says %+v, its twin %+v", c.Ask, reply.Result, want)
	}
	seat, seated := h.twin.Seats[c.Person]
	if (reply.Seat != nil) != seated || seated && describeSeat(*reply.Seat) != describeSeat(seat) {
		t.Fatalf("seat: the store says %+v, its twin %+v", reply.Seat, seat)
	}
	hold, held := h.twin.Holds[c.Person]
	if (reply.Hold != nil) != held || held && describeHold(*reply.Hold) != describeHold(hold) {
		t.Fatalf("hold: the store says %+v, its twin %+v", reply.Hold, hold)
	}
	if got, want := fmt.Sprint(positions(reply.Waits)), fmt.Sprint(positions(h.twin.Positions(c.Person))); got != want {
		t.Fatalf("queue places: the store says %s, its twin %s", got, want)
	}
	for visit, got := range reply.Visits {
		if want := h.twin.Count(visit); got != want {
			t.Fatalf("%s: the store says %+v, its twin %+v", visit, got, want)
		}
	}
	h.answered = reply.Visits
}

func positions(waits []seats.Wait) (list []string) {
	for _, w := range waits {
		list = append(list, fmt.Sprint(w.Visit, w.Position))
	}
	return list
}

// tabulate writes counts, one a line.
func tabulate(counts map[string]int) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%9d  %s\n", counts[k], k)
	}
	return b.String()
}

func same(a, b seats.Notice) bool { return describeNotice(a) == describeNotice(b) }

var _ delivery.Store = (*Store)(nil)
var _ bot.Store = (*Store)(nil)
