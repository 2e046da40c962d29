package store

import (
	"context"
	"fmt"
	"maps"
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
// histories the whole stored state is equal, and so is the answer.
func TestScriptsAreTheirTwin(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		reached := map[seats.Outcome]int{}
		rapid.Check(t, func(rt *rapid.T) {
			client.FlushAll(context.Background())
			m := &history{Store: newStore(t, client), twin: seats.NewLedger(), at: start, last: map[seats.Person]bot.Commit{}, outcomes: reached}
			rt.Repeat(map[string]func(*rapid.T){
				"":        m.check,
				"act":     m.act,
				"hold":    m.hold,
				"confirm": m.confirm,
				"fit":     m.fit,
				"resize":  m.resize,
				"repeat":  m.repeat,
				"reach":   m.reach,
				"wait":    m.wait,
			})
		})
		for _, outcome := range []seats.Outcome{
			seats.Held, seats.Holding, seats.Full, seats.TooFew, seats.Seated, seats.Gone, seats.Fitted, seats.Confirmed, seats.Moved,
			seats.Released, seats.Cancelled, seats.NoSeat, seats.Shown, seats.Taken, seats.Erased,
		} {
			if reached[outcome] == 0 {
				t.Errorf("no history came to %q", outcome)
			}
		}
		t.Log("outcomes reached:", reached)
	})
}

var start = time.UnixMilli(1704798000000)

// A history is what happened so far, to the store and to its twin.
type history struct {
	*Store
	twin     *seats.Ledger
	at       time.Time
	n        int
	last     map[seats.Person]bot.Commit
	outcomes map[seats.Outcome]int
}

// capacities keep places scarce; the organisers change them as they go.
var capacities = rapid.IntRange(1, mostPlaces)

const mostPlaces = 4

var (
	persons = rapid.SampledFrom([]seats.Person{"tg:1", "tg:2", "tg:3", "tg:4503599627370497"})
	visits  = rapid.SampledFrom([]string{"romexpo", "smile"})
	parties = rapid.IntRange(1, 3)
)

func (h *history) act(t *rapid.T) {
	act := rapid.SampledFrom([]seats.Act{
		seats.ActNothing, seats.ActHold, seats.ActFit, seats.ActConfirm, seats.ActRelease,
		seats.ActResize, seats.ActCancel, seats.ActShow, seats.ActErase,
	}).Draw(t, "act")
	h.ask(t, persons.Draw(t, "who"), seats.Request{Act: act, Visit: visits.Draw(t, "visit"), Party: parties.Draw(t, "party")})
}

func (h *history) hold(t *rapid.T) {
	h.ask(t, persons.Draw(t, "who"), seats.Request{Act: seats.ActHold, Visit: visits.Draw(t, "visit")})
}

// confirm confirms a hold that there is, so that histories get somewhere.
func (h *history) confirm(t *rapid.T) {
	who := persons.Draw(t, "who")
	h.ask(t, who, seats.Request{Act: seats.ActConfirm, Visit: h.twin.Holds[who].Visit})
}

// fit and resize change the party of a hold, and of a seat.
func (h *history) fit(t *rapid.T) {
	who := persons.Draw(t, "who")
	h.ask(t, who, seats.Request{Act: seats.ActFit, Visit: h.twin.Holds[who].Visit, Party: parties.Draw(t, "party")})
}

func (h *history) resize(t *rapid.T) {
	who := persons.Draw(t, "who")
	h.ask(t, who, seats.Request{Act: seats.ActResize, Visit: h.twin.Seats[who].Visit, Party: parties.Draw(t, "party")})
}

func (h *history) ask(t *rapid.T, who seats.Person, r seats.Request) {
	h.n++
	r.Capacity, r.Keep = capacities.Draw(t, "capacity"), 5*time.Minute
	r.Code = fmt.Sprint("C", rapid.IntRange(0, 3).Draw(t, "chance")*1000+h.n%2) // used codes come up again
	c := bot.Commit{
		Request: conversation.Request{Operation: fmt.Sprint(who, ":", h.n), Ask: r},
		Person:  who, At: h.at, Next: fmt.Sprint("n", h.n), Tongue: "uk", Profile: "Ana",
	}
	want := h.twin.Do(h.at, who, r)
	h.outcomes[want.Outcome]++
	h.compare(t, c, want)
	switch want.Outcome {
	case seats.Taken: // nothing happened
	case seats.Erased: // with everything else, the operation is forgotten
		delete(h.last, who)
	default:
		h.last[who] = c
	}
}

// repeat delivers a person's latest operation once more.
func (h *history) repeat(t *rapid.T) {
	who := persons.Draw(t, "who")
	c, ok := h.last[who]
	if !ok {
		return
	}
	before, err := h.Load(context.Background(), who, c.At)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Commit(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if again.Outcome == seats.Stale || again.Talk.Nonce != before.Talk.Nonce {
		t.Fatalf("repeated: %+v", again)
	}
}

// reach lets a ticket that is owed arrive.
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
}

// wait lets time pass, or jump back as the clock of another host may.
func (h *history) wait(t *rapid.T) {
	h.at = h.at.Add(time.Duration(rapid.IntRange(-2, 6).Draw(t, "minutes")) * time.Minute)
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
	if (reply.Seat != nil) != seated || seated && *reply.Seat != seat {
		t.Fatalf("seat: the store says %+v, its twin %+v", reply.Seat, seat)
	}
	hold, held := h.twin.Holds[c.Person]
	if (reply.Hold != nil) != held || held && *reply.Hold != hold {
		t.Fatalf("hold: the store says %+v, its twin %+v", reply.Hold, hold)
	}
}

// check compares everything that is stored, and recounts it.
func (h *history) check(t *rapid.T) {
	stored := h.ledger(t)
	if got, want := describe(stored), describe(h.twin); got != want {
		t.Fatalf("the store holds\n%s\nits twin\n%s", got, want)
	}
	counted := map[string]int{}
	for _, s := range stored.Seats {
		counted[s.Visit] += s.Party
	}
	for _, hold := range stored.Holds {
		counted[hold.Visit] += hold.Party
	}
	for visit, n := range stored.Taken {
		if n != counted[visit] || n > mostPlaces {
			t.Fatalf("%s: the counter says %d, the members are %d, the capacity was never above %d", visit, n, counted[visit], mostPlaces)
		}
	}
}

// ledger reads the whole state back.
func (h *history) ledger(t *rapid.T) *seats.Ledger {
	ctx, l := context.Background(), seats.NewLedger()
	hash := func(key string, each func(field, value string)) {
		values, err := h.redis.HGetAll(ctx, key).Result()
		if err != nil {
			t.Fatal(err)
		}
		for field, value := range values {
			each(field, value)
		}
	}
	hash(h.keys.seats(), func(who, v string) { l.Seats[seats.Person(who)] = *readSeat(v) })
	hash(h.keys.holds(), func(who, v string) { l.Holds[seats.Person(who)] = *readHold(v) })
	hash(h.keys.taken(), func(visit, v string) { l.Taken[visit] = number(v) })
	hash(h.keys.codes(), func(code, who string) { l.Codes[code] = seats.Person(who) })
	hash(h.keys.sent(), func(who, v string) { l.Sent[seats.Person(who)] = *readSent(v) })
	if ms, err := h.redis.Get(ctx, h.keys.clock()).Result(); err == nil {
		l.Clock = instant(ms)
	}
	messages, err := h.redis.XRange(ctx, h.keys.outbox(), "-", "+").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, owed := range readNotices(messages) {
		l.Owed = append(l.Owed, owed.Notice)
	}
	h.checkDeadlines(t, l)
	return l
}

// checkDeadlines holds the index of deadlines against the holds.
func (h *history) checkDeadlines(t *rapid.T, l *seats.Ledger) {
	index, err := h.redis.ZRangeWithScores(context.Background(), h.keys.deadlines(), 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	if len(index) != len(l.Holds) {
		t.Fatalf("%d deadlines for %d holds", len(index), len(l.Holds))
	}
	for _, z := range index {
		who, _ := z.Member.(string)
		if until := l.Holds[seats.Person(who)].Until.UnixMilli(); strconv.FormatFloat(z.Score, 'f', 0, 64) != strconv.FormatInt(until, 10) {
			t.Fatalf("%s: deadline %f, hold until %d", who, z.Score, until)
		}
	}
}

// describe writes a state so that two can be compared; a counter at zero is as
// good as none.
func describe(l *seats.Ledger) string {
	var b strings.Builder
	if !l.Clock.IsZero() {
		fmt.Fprintln(&b, "clock", l.Clock.UnixMilli())
	}
	write(&b, "seat", l.Seats, func(s seats.Seat) string {
		return fmt.Sprint(s.Visit, s.Party, s.Since.UnixMilli(), s.Code, s.Token)
	})
	write(&b, "hold", l.Holds, func(h seats.Hold) string { return fmt.Sprint(h.Visit, h.Party, h.Until.UnixMilli()) })
	taken := maps.Clone(l.Taken)
	maps.DeleteFunc(taken, func(_ string, n int) bool { return n == 0 })
	write(&b, "taken", taken, func(n int) string { return strconv.Itoa(n) })
	write(&b, "code", l.Codes, func(p seats.Person) string { return string(p) })
	write(&b, "sent", l.Sent, func(s seats.Sent) string { return fmt.Sprint(s.Code, s.File, s.Messages) })
	for _, n := range l.Owed {
		fmt.Fprintln(&b, "owed", n.Kind, n.Person, n.Code, n.Messages)
	}
	return b.String()
}

func write[K ~string, V any](b *strings.Builder, what string, all map[K]V, one func(V) string) {
	for _, k := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintln(b, what, k, one(all[k]))
	}
}

func same(a, b seats.Notice) bool {
	return a.Kind == b.Kind && a.Person == b.Person && a.Code == b.Code && slices.Equal(a.Messages, b.Messages)
}

var _ delivery.Store = (*Store)(nil)
var _ bot.Store = (*Store)(nil)
