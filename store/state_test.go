package store

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"visitbot/bot/seats"
)

// check compares everything that is stored with the twin, and holds it against
// laws of its own.
func (h *history) check(t *rapid.T) {
	h.hits["steps"]++
	stored, raw := h.ledger(t)
	if got, want := describe(stored), describe(h.twin); got != want {
		t.Fatalf("the store holds\n%s\nits twin\n%s", got, want)
	}
	if got, want := raw.index, indexOf(stored); !slices.Equal(got, want) {
		t.Fatalf("the index holds\n%s\nthe claims make\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	h.checkDeadlines(t, stored, raw.deadlines)
	h.checkJournal(t, raw)
	h.laws(t, stored)
	if h.hits["steps"]%auditEvery == 0 {
		h.audit(t)
	}
	h.before, h.answered, h.ruled, h.allowed = stored, nil, nil, nil
}

// auditEvery is after how many steps the audit is asked for its opinion.
const auditEvery = 50

func (h *history) audit(t *rapid.T) {
	report, err := h.Audit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !report.Clean() {
		t.Fatalf("the audit finds drift: %+v", report)
	}
}

// A raw state is what the twin does not have: what only helps to find things.
type raw struct {
	index     []string
	deadlines []redis.Z
	journal   []redis.XMessage // the lines not compared yet
	pens      map[string]string
}

// ledger reads the whole state back, in one round trip.
func (h *history) ledger(t *rapid.T) (*seats.Ledger, raw) {
	ctx, k, l := context.Background(), h.keys, seats.NewLedger(h.opts.House)
	p := h.redis.Pipeline()
	hash := func(key string) *redis.MapStringStringCmd { return p.HGetAll(ctx, key) }
	clock, serial := p.Get(ctx, k.clock()), p.Get(ctx, k.serial())
	seated, holds, waits, taken, tallies := hash(k.seats()), hash(k.holds()), hash(k.waits()), hash(k.taken()), hash(k.tallies())
	capacity, halted, leavers, codes, sent, jobs, pens := hash(k.capacity()), hash(k.halted()), hash(k.leavers()), hash(k.codes()), hash(k.sent()), hash(k.jobs()), hash(k.pens())
	index, deadlines := p.ZRange(ctx, k.index(), 0, -1), p.ZRangeWithScores(ctx, k.deadlines(), 0, -1)
	outbox, journal := p.XRange(ctx, k.outbox(), "-", "+"), p.XRange(ctx, k.journal(), h.lastLine, "+")
	if _, err := p.Exec(ctx); err != nil && err != redis.Nil {
		t.Fatal(err)
	}
	if clock.Err() == nil {
		l.Clock = instant(clock.Val())
	}
	l.Serial = long(serial.Val())
	each(seated, func(who, v string) { l.Seats[seats.Person(who)] = *readSeat(v) })
	each(holds, func(who, v string) { l.Holds[seats.Person(who)] = *readHold(v) })
	each(waits, func(who, v string) { l.Waits[seats.Person(who)] = readWaits(v) })
	each(taken, func(visit, v string) { l.Taken[visit] = number(v) })
	each(tallies, func(field, v string) { addTally(l, field, number(v)) })
	each(capacity, func(visit, v string) { l.Capacity[visit] = number(v) })
	each(halted, func(field, v string) { addHalt(l, field, v) })
	each(leavers, func(visit, v string) { l.Leavers[visit] = seats.Person(v) })
	each(codes, func(code, who string) { l.Codes[code] = seats.Person(who) })
	each(sent, func(who, v string) { l.Sent[seats.Person(who)] = *readSent(v) })
	each(jobs, func(job, v string) { l.Jobs[job] = v })
	for _, owed := range readNotices(outbox.Val()) {
		l.Owed = append(l.Owed, owed.Notice)
	}
	h.readWindows(t, l, pens.Val())
	return l, raw{index.Val(), deadlines.Val(), journal.Val(), pens.Val()}
}

func each(cmd *redis.MapStringStringCmd, do func(field, value string)) {
	for field, value := range cmd.Val() {
		do(field, value)
	}
}

// readWindows reads what can be undone.
func (h *history) readWindows(t *rapid.T, l *seats.Ledger, pens map[string]string) {
	ctx := context.Background()
	for _, z := range h.redis.ZRangeWithScores(ctx, h.keys.windows(), 0, -1).Val() {
		op := fmt.Sprint(z.Member)
		record := h.redis.HGetAll(ctx, h.keys.window(op)).Val()
		w := readWindow(record, pens)
		if w.Until.UnixMilli() != int64(z.Score) {
			t.Fatalf("%s: a window without its deadline", op)
		}
		l.Windows[op] = w
	}
}

func readWindow(record, pens map[string]string) seats.Window {
	w := seats.Window{
		Until: instant(record["until"]), Before: map[seats.Person]seats.Claims{}, After: map[seats.Person]seats.Claims{}, Taken: map[string]int{},
		Leavers: map[string][2]seats.Person{}, Passed: map[string]int{}, Settings: map[string]seats.Setting{}, Erased: map[seats.Person]bool{},
	}
	for _, field := range slices.Sorted(maps.Keys(record)) {
		value := record[field]
		lines := append(strings.Split(value, "\n"), "", "", "")
		switch kind, about, _ := strings.Cut(field, "|"); kind {
		case "b":
			w.Before[seats.Person(about)] = readImage(lines)
		case "a":
			w.After[seats.Person(about)] = readImage(lines)
		case "i":
			if pens[about] != value {
				w.Erased[seats.Person(about)] = true
			}
		case "t":
			w.Taken[about] = number(value)
		case "l":
			w.Leavers[about] = [2]seats.Person{seats.Person(lines[0]), seats.Person(lines[1])}
		case "p":
			w.Passed[about] = number(value)
		case "c":
			w.Settings[about] = seats.Setting{What: seats.What(lines[0]), Before: lines[1], After: lines[2]}
		case "n":
			values := map[string]any{}
			for i := 0; i+1 < len(lines)-3; i += 2 {
				values[lines[i]] = lines[i+1]
			}
			w.Owed = append(w.Owed, readNotice(redis.XMessage{Values: values}))
		}
	}
	return w
}

func readImage(lines []string) seats.Claims {
	return seats.Claims{Seat: readSeat(lines[0]), Hold: readHold(lines[1]), Waits: readWaits(lines[2]), Sent: readSent(lines[3])}
}

func describeClaims(c seats.Claims) string {
	text := describeWaits(c.Waits)
	if c.Seat != nil {
		text += " seat " + describeSeat(*c.Seat)
	}
	if c.Hold != nil {
		text += " hold " + describeHold(*c.Hold)
	}
	if c.Sent != nil {
		text += fmt.Sprint(" sent ", *c.Sent)
	}
	return text
}

func describeWindow(w seats.Window) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Until.UnixMilli(), nonzero(w.Taken), w.Leavers, nonzero(w.Passed), w.Settings, w.Erased)
	write(&b, "  before", w.Before, describeClaims)
	write(&b, "  after", w.After, describeClaims)
	for _, n := range w.Owed {
		fmt.Fprintln(&b, "  waits", describeNotice(n))
	}
	return b.String()
}

// indexOf is the index that claims make, in order.
func indexOf(l *seats.Ledger) (index []string) {
	for who, hold := range l.Holds {
		index = append(index, fmt.Sprintf("h|%s|%s", hold.Visit, who))
	}
	for who, seat := range l.Seats {
		index = append(index, fmt.Sprintf("s|%s|%013d|%s", seat.Visit, seat.Rank, who))
	}
	for who, waits := range l.Waits {
		_, engaged := l.Holds[who]
		for _, w := range waits {
			index = append(index, waitEntries(string(who), w, engaged)...)
		}
	}
	slices.Sort(index)
	return index
}

// checkDeadlines holds the index of deadlines against the holds.
func (h *history) checkDeadlines(t *rapid.T, l *seats.Ledger, index []redis.Z) {
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

// checkJournal compares the lines that are new, and their chain.
func (h *history) checkJournal(t *rapid.T, raw raw) {
	lines := raw.journal
	if h.lines > 0 {
		lines = lines[1:] // the last one compared
	}
	want := h.twin.Journal[h.lines:]
	if len(lines) != len(want) {
		t.Fatalf("%d new lines in the journal, %v\nits twin has %d, %v", len(lines), lines, len(want), want)
	}
	for i, line := range lines {
		f := func(name string) string { return field(line, name) }
		if pen, known := raw.pens[string(want[i].Who)]; known && pen != f("who") || f("cause") != want[i].Cause || f("change") != want[i].Change {
			t.Fatalf("journal: %v\nits twin: %+v", line.Values, want[i])
		}
		sum := sha1.Sum([]byte(strings.Join([]string{h.chained, f("at"), f("cause"), f("op"), f("by"), f("who"), f("change")}, "|")))
		if h.chained = hex.EncodeToString(sum[:]); h.chained != f("hash") {
			t.Fatalf("the chain breaks at %v", line.Values)
		}
		h.lastLine = line.ID
	}
	h.lines += len(lines)
}

// laws hold of what is stored, whatever the twin says.
func (h *history) laws(t *rapid.T, now *seats.Ledger) {
	counted := map[string]int{}
	for _, s := range now.Seats {
		counted[s.Visit] += s.Party
	}
	for _, hold := range now.Holds {
		counted[hold.Visit] += hold.Party
	}
	for _, p := range h.opts.House.Visits {
		capacity := capacityOf(now, p.ID)
		if now.Taken[p.ID] != counted[p.ID] {
			t.Fatalf("%s: the counter says %d, the claims are %d", p.ID, now.Taken[p.ID], counted[p.ID])
		}
		if now.Taken[p.ID] > max(capacity, h.before.Taken[p.ID], h.allowed[p.ID]) {
			t.Fatalf("%s: %d taken of %d, and before %d", p.ID, now.Taken[p.ID], capacity, h.before.Taken[p.ID])
		}
		if free := h.answered[p.ID].Free; free > 0 {
			h.nobodyFits(t, now, p.ID, free)
		}
		h.nobodyOvertaken(t, now, p.ID)
	}
	if len(now.Codes) != 2*len(now.Seats) {
		t.Fatalf("%d codes for %d seats", len(now.Codes), len(now.Seats))
	}
	for who, waits := range now.Waits {
		if _, seated := now.Seats[who]; seated && len(waits) > 1 {
			t.Fatalf("%s has a seat and %d queue places", who, len(waits))
		}
	}
}

// nobodyFits: what the public can take, nobody who waits could have: but for
// who has a hold or an offer already, and who gave up that very place.
func (h *history) nobodyFits(t *rapid.T, now *seats.Ledger, visit string, free int) {
	for who, waits := range now.Waits {
		for _, w := range waits {
			_, engaged := now.Holds[who]
			if w.Visit == visit && w.Party <= free && !engaged && now.Leavers[visit] != who {
				t.Fatalf("%s: %d places are public, and %s waits for %d", visit, free, who, w.Party)
			}
		}
	}
}

// nobodyOvertaken: whoever was offered a place, or given one, was the first:
// but for the named rules.
func (h *history) nobodyOvertaken(t *rapid.T, now *seats.Ledger, visit string) {
	for who := range h.before.Waits {
		served, waited := waitIn(h.before, who, visit)
		offer, seat := now.Holds[who], now.Seats[who]
		offered := offer.Offer != "" && offer.Visit == visit && h.before.Holds[who].Offer != offer.Offer
		given := seat.Visit == visit && h.before.Seats[who].Visit != visit && h.before.Holds[who].Visit != visit
		rescued := now.Halted[h.before.Seats[who].Visit] == seats.HaltFallen // who comes before the queue
		if !waited || rescued || h.ruled[who] || !offered && !given {
			continue
		}
		if offered {
			served.Party = offer.Party // it may have been changed in this very step
		}
		for other := range now.Waits {
			w, waits := waitIn(now, other, visit)
			if waits && w.Rank < served.Rank && !h.mayBePassed(now, other, w, served, given) {
				t.Fatalf("%s: %s was served before %s; before\n%s\nnow\n%s", visit, who, other, describe(h.before), describe(now))
			}
		}
	}
}

// mayBePassed says whether a named rule lets a person be passed over.
func (h *history) mayBePassed(now *seats.Ledger, who seats.Person, w, served seats.Wait, atTheDoor bool) bool {
	_, was := h.before.Holds[who]
	_, is := now.Holds[who]
	left := h.before.Leavers[w.Visit] == who || now.Leavers[w.Visit] == who
	tooBig := w.Party > served.Party && (atTheDoor || gathered(now, served))
	return was || is || left || tooBig || atTheDoor && !w.Here
}

func capacityOf(l *seats.Ledger, visit string) int {
	if n, set := l.Capacity[visit]; set {
		return n
	}
	i := slices.IndexFunc(l.House.Visits, func(p seats.Place) bool { return p.ID == visit })
	return l.House.Visits[i].Capacity
}

// gathered says whether nothing gathers any more for somebody who came before.
func gathered(now *seats.Ledger, served seats.Wait) bool {
	for who := range now.Waits {
		w, waits := waitIn(now, who, served.Visit)
		over := !w.Gather.IsZero() && !now.Clock.Before(w.Gather) || w.Party > capacityOf(now, served.Visit)
		if waits && w.Rank < served.Rank && over {
			return true
		}
	}
	return false
}

func waitIn(l *seats.Ledger, who seats.Person, visit string) (seats.Wait, bool) {
	for _, w := range l.Waits[who] {
		if w.Visit == visit {
			return w, true
		}
	}
	return seats.Wait{}, false
}

// describe writes a state so that two can be compared; a counter at zero is as
// good as none.
func describe(l *seats.Ledger) string {
	var b strings.Builder
	if !l.Clock.IsZero() {
		fmt.Fprintln(&b, "clock", l.Clock.UnixMilli())
	}
	fmt.Fprintln(&b, "serial", l.Serial)
	write(&b, "seat", l.Seats, describeSeat)
	write(&b, "hold", l.Holds, describeHold)
	write(&b, "waits", l.Waits, describeWaits)
	write(&b, "taken", nonzero(l.Taken), strconv.Itoa)
	write(&b, "tally", nonzero(l.Tallies), func(t seats.Tally) string { return fmt.Sprint(t) })
	write(&b, "capacity", l.Capacity, strconv.Itoa)
	write(&b, "halted", l.Halted, func(h seats.Halt) string { return string(h) })
	write(&b, "closed", nonzero(l.Closed), strconv.FormatBool)
	write(&b, "paused", l.Paused, func(t time.Time) string { return millis(t) })
	write(&b, "window", l.Windows, describeWindow)
	write(&b, "leaver", l.Leavers, func(p seats.Person) string { return string(p) })
	write(&b, "code", l.Codes, func(p seats.Person) string { return string(p) })
	write(&b, "sent", l.Sent, func(s seats.Sent) string { return fmt.Sprint(s.Code, s.File, s.Messages) })
	write(&b, "job", l.Jobs, func(at string) string { return at })
	for _, n := range l.Owed {
		fmt.Fprintln(&b, "owed", describeNotice(n))
	}
	return b.String()
}

func describeSeat(s seats.Seat) string {
	return fmt.Sprint(s.Visit, s.Party, s.Since.UnixMilli(), s.Code, s.Token, s.Rank, s.Next, s.Coming, s.Came, s.CameAt.UnixMilli(), s.CameBy, s.Rating)
}

func describeHold(h seats.Hold) string {
	return fmt.Sprint(h.Visit, h.Party, h.Until.UnixMilli(), h.Offer)
}

func describeWaits(waits []seats.Wait) (text string) {
	for _, w := range waits {
		text += fmt.Sprint(w.Visit, w.Party, w.Rank, w.Gather.UnixMilli(), w.Told, w.Here, ";")
	}
	return text
}

func describeNotice(n seats.Notice) string {
	return fmt.Sprint(n.Kind, n.Person, n.Number, n.Visit, n.Left, n.Party, n.Code, n.Thing, n.Until.UnixMilli(), n.Messages)
}

func nonzero[V comparable](m map[string]V) map[string]V {
	var zero V
	m = maps.Clone(m)
	maps.DeleteFunc(m, func(_ string, v V) bool { return v == zero })
	return m
}

func write[K ~string, V any](b *strings.Builder, what string, all map[K]V, one func(V) string) {
	for _, k := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintln(b, what, k, one(all[k]))
	}
}
