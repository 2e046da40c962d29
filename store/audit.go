package store

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/seats"
)

// Audit recounts everything that is stored: claims against counters, indexes,
// codes and one another, and the journal, whose chain it follows, against the
// claims. What it reads is of one moment.
func (s *Store) Audit(ctx context.Context) (seats.Report, error) {
	state, err := s.snapshot(ctx)
	if err != nil {
		return seats.Report{}, wrap("audit", err)
	}
	a := &auditor{state: state, visits: map[string]*seats.VisitReport{}}
	for _, p := range s.opts.House.Visits {
		a.visit(p.ID).Capacity = p.Capacity
	}
	a.count()
	a.compareCounters()
	a.compareCodes()
	a.compareIndex()
	if err := s.replay(ctx, a); err != nil {
		return seats.Report{}, wrap("audit", err)
	}
	return a.report(), nil
}

// A snapshot is all that is stored about claims, at one moment.
type snapshot struct {
	seats, holds, waits, taken, tallies, capacity, halted, codes, pens map[string]string
	index                                                              []string
	deadlines                                                          map[string]int64 // person → ms
	lastLine                                                           string           // id of the journal's latest line; empty: it has none
	chain                                                              string
}

func (s *Store) snapshot(ctx context.Context) (*snapshot, error) {
	k, p := s.keys, s.redis.TxPipeline()
	hash := func(key string) *redis.MapStringStringCmd { return p.HGetAll(ctx, key) }
	seated, holds, waits, taken, tallies := hash(k.seats()), hash(k.holds()), hash(k.waits()), hash(k.taken()), hash(k.tallies())
	capacity, halted, codes, pens := hash(k.capacity()), hash(k.halted()), hash(k.codes()), hash(k.pens())
	index, deadlines := p.ZRange(ctx, k.index(), 0, -1), p.ZRangeWithScores(ctx, k.deadlines(), 0, -1)
	last, chain := p.XRevRangeN(ctx, k.journal(), "+", "-", 1), p.Get(ctx, k.chain())
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	state := &snapshot{
		seats: seated.Val(), holds: holds.Val(), waits: waits.Val(), taken: taken.Val(), tallies: tallies.Val(),
		capacity: capacity.Val(), halted: halted.Val(), codes: codes.Val(), pens: pens.Val(),
		index: index.Val(), deadlines: map[string]int64{}, chain: chain.Val(),
	}
	for _, z := range deadlines.Val() {
		state.deadlines[fmt.Sprint(z.Member)] = int64(z.Score)
	}
	if lines := last.Val(); len(lines) > 0 {
		state.lastLine = lines[0].ID
	}
	return state, nil
}

// An auditor compares. What it says names people by their pseudonyms.
type auditor struct {
	state   *snapshot
	visits  map[string]*seats.VisitReport
	order   []string
	drift   []string
	tallied map[string]int
	index   []string
	claims  map[string]string // pseudonym → the claims that there are, as the journal writes them
}

func (a *auditor) visit(id string) *seats.VisitReport {
	v, ok := a.visits[id]
	if !ok {
		v = &seats.VisitReport{ID: id, Halted: seats.Halt(a.state.halted[id])}
		a.visits[id], a.order = v, append(a.order, id)
	}
	return v
}

func (a *auditor) wrong(visit, format string, args ...any) {
	v := a.visit(visit)
	v.Drift = append(v.Drift, fmt.Sprintf(format, args...))
}

func (a *auditor) pen(who string) string {
	if pen := a.state.pens[who]; pen != "" {
		return pen
	}
	return "somebody without a pseudonym"
}

// count adds the claims up, and checks that each person's go together.
func (a *auditor) count() {
	a.tallied, a.claims = map[string]int{}, map[string]string{}
	for id, n := range a.state.capacity {
		a.visit(id).Capacity = number(n)
	}
	for who, value := range a.state.seats {
		a.countSeat(who, readSeat(value))
	}
	for who, value := range a.state.holds {
		a.countHold(who, readHold(value))
	}
	for who, value := range a.state.waits {
		a.countWaits(who, readWaits(value))
	}
}

func (a *auditor) countSeat(who string, seat *seats.Seat) {
	if seat == nil {
		a.drift = append(a.drift, "a seat cannot be read: "+a.pen(who))
		return
	}
	a.visit(seat.Visit).Taken += seat.Party
	if seat.Coming {
		a.tallied["coming|"+seat.Visit] += seat.Party
	}
	a.tallied["came|"+seat.Visit] += seat.Came
	a.index = append(a.index, fmt.Sprintf("s|%s|%013d|%s", seat.Visit, seat.Rank, who))
	a.claim(who, fmt.Sprintf("seat %s %d", seat.Visit, seat.Party))
	if a.state.codes[seat.Code] != who || a.state.codes[seat.Token] != who {
		a.wrong(seat.Visit, "the code of a seat is not its own: %s", a.pen(who))
	}
}

func (a *auditor) countHold(who string, hold *seats.Hold) {
	if hold == nil {
		a.drift = append(a.drift, "a hold cannot be read: "+a.pen(who))
		return
	}
	a.visit(hold.Visit).Taken += hold.Party
	a.index = append(a.index, "h|"+hold.Visit+"|"+who)
	word := "hold"
	if hold.Offer != "" {
		word = "offer"
	}
	a.claim(who, fmt.Sprintf("%s %s %d", word, hold.Visit, hold.Party))
	if seat := readSeat(a.state.seats[who]); seat != nil && seat.Visit == hold.Visit {
		a.wrong(hold.Visit, "a seat and a hold of one person: %s", a.pen(who))
	}
	if a.state.deadlines[who] != hold.Until.UnixMilli() {
		a.wrong(hold.Visit, "a hold without its deadline: %s", a.pen(who))
	}
}

func (a *auditor) countWaits(who string, waits []seats.Wait) {
	seat := readSeat(a.state.seats[who])
	_, engaged := a.state.holds[who]
	for _, w := range waits {
		a.visit(w.Visit).Waiting++
		a.tallied["waiting|"+w.Visit]++
		a.claim(who, fmt.Sprintf("wait %s %d", w.Visit, w.Party))
		a.index = append(a.index, waitEntries(who, w, engaged)...)
		if seat != nil && (seat.Visit == w.Visit || len(waits) > 1) {
			a.wrong(w.Visit, "a queue place that does not go with the seat: %s", a.pen(who))
		}
	}
}

// waitEntries are what the index has of a queue place.
func waitEntries(who string, w seats.Wait, engaged bool) []string {
	entries := []string{fmt.Sprintf("w|%s|%013d|%s", w.Visit, w.Rank, who)}
	if w.Here {
		entries = append(entries, fmt.Sprintf("d|%s|%013d|%s", w.Visit, w.Rank, who))
	}
	if !engaged {
		entries = append(entries,
			fmt.Sprintf("q|%s|%013d|%d|%s", w.Visit, w.Rank, w.Party, who),
			fmt.Sprintf("z|%s|%02d|%013d|%s", w.Visit, w.Party, w.Rank, who))
	}
	return entries
}

func (a *auditor) claim(who, claim string) {
	pen := a.pen(who)
	a.claims[pen] = inOrder(a.claims[pen], claim)
}

// inOrder adds a claim to others, so that equal ones are written equally.
func inOrder(claims, claim string) string {
	all := append(strings.Split(claims, "; "), claim)
	all = slices.DeleteFunc(all, func(c string) bool { return c == "" })
	slices.Sort(all)
	return strings.Join(all, "; ")
}

func (a *auditor) compareCounters() {
	for visit := range a.state.taken {
		a.visit(visit)
	}
	for id, v := range a.visits {
		if n := number(a.state.taken[id]); n != v.Taken {
			a.wrong(id, "the counter says %d, the claims are %d", n, v.Taken)
		}
		for _, what := range []string{"waiting", "coming", "came"} {
			if n, counted := number(a.state.tallies[what+"|"+id]), a.tallied[what+"|"+id]; n != counted {
				a.wrong(id, "%s: the counter says %d, the claims are %d", what, n, counted)
			}
		}
	}
}

func (a *auditor) compareCodes() {
	for code, who := range a.state.codes {
		if seat := readSeat(a.state.seats[who]); seat == nil || seat.Code != code && seat.Token != code {
			a.drift = append(a.drift, "a code without its seat: "+a.pen(who))
		}
	}
	if n, holds := len(a.state.deadlines), len(a.state.holds); n != holds {
		a.drift = append(a.drift, fmt.Sprintf("%d deadlines for %d holds", n, holds))
	}
}

// compareIndex names the visits of whose index something is missing or too much.
func (a *auditor) compareIndex() {
	slices.Sort(a.index)
	if slices.Equal(a.index, a.state.index) {
		return
	}
	counted := map[string]int{}
	for _, entry := range a.index {
		counted[entry]++
	}
	for _, entry := range a.state.index {
		counted[entry]--
	}
	wrong := map[string]int{}
	for entry, n := range counted {
		if n != 0 {
			wrong[strings.Split(entry+"|", "|")[1]]++
		}
	}
	for _, visit := range slices.Sorted(maps.Keys(wrong)) {
		a.wrong(visit, "%d entries of the index do not go with the claims", wrong[visit])
	}
}

func (a *auditor) report() seats.Report {
	r := seats.Report{Drift: a.drift}
	for _, id := range a.order {
		r.Visits = append(r.Visits, *a.visits[id])
	}
	return r
}

// journalPage is how many lines of the journal are read at once.
const journalPage = 1000

// replay follows the journal's chain up to the snapshot and compares what the
// lines come to with the claims.
func (s *Store) replay(ctx context.Context, a *auditor) error {
	r := &replayed{claims: map[string]map[string]string{}}
	for from := "-"; a.state.lastLine != ""; {
		lines, err := s.redis.XRangeN(ctx, s.keys.journal(), from, a.state.lastLine, journalPage).Result()
		if err != nil {
			return err
		}
		for _, line := range lines {
			r.follow(line)
		}
		if len(lines) < journalPage {
			break
		}
		from = "(" + lines[len(lines)-1].ID
	}
	r.compare(a)
	return nil
}

// replayed is what the journal's lines come to.
type replayed struct {
	hash   string
	broken int
	claims map[string]map[string]string // pseudonym → what ("seat", "hold", "wait romexpo") → the claim
}

func (r *replayed) follow(line redis.XMessage) {
	f := func(name string) string { return field(line, name) }
	sum := sha1.Sum([]byte(strings.Join([]string{r.hash, f("at"), f("cause"), f("op"), f("by"), f("who"), f("change")}, "|")))
	if hex.EncodeToString(sum[:]) != f("hash") {
		r.broken++
	}
	r.hash = f("hash")
	if r.claims[f("who")] == nil {
		r.claims[f("who")] = map[string]string{}
	}
	for change := range strings.SplitSeq(f("change"), "; ") {
		apply(r.claims[f("who")], change)
	}
}

// apply changes a person's claims as a line says: "seat romexpo 2", "hold -",
// "wait romexpo -".
func apply(claims map[string]string, change string) {
	words := strings.Fields(change)
	if len(words) < 2 {
		return // no line that a script writes
	}
	what, gone := words[0], words[len(words)-1] == "-"
	switch what {
	default: // no claim
		return
	case "seat", "hold":
	case "wait":
		what += " " + words[1]
	case "offer":
		what = "hold" // a person has one or the other
	}
	if gone {
		delete(claims, what)
		return
	}
	claims[what] = change
}

func (r *replayed) compare(a *auditor) {
	if r.broken > 0 || r.hash != a.state.chain {
		a.drift = append(a.drift, fmt.Sprintf("the journal's chain is broken at %d lines", max(1, r.broken)))
	}
	for pen, claims := range r.claims {
		said := ""
		for _, claim := range claims {
			said = inOrder(said, claim)
		}
		if said == a.claims[pen] {
			delete(a.claims, pen)
			continue
		}
		a.blame(pen, said, a.claims[pen])
		delete(a.claims, pen)
	}
	for pen, claims := range a.claims {
		a.blame(pen, "", claims)
	}
}

// blame lays a difference between journal and claims at the doors of the visits
// concerned.
func (a *auditor) blame(pen, said, is string) {
	concerned := map[string]bool{}
	for claim := range strings.SplitSeq(said+"; "+is, "; ") {
		if words := strings.Fields(claim); len(words) > 1 && strings.Contains(said, claim) != strings.Contains(is, claim) {
			concerned[words[1]] = true
		}
	}
	for visit := range concerned {
		a.wrong(visit, "%s: the journal says %q, the claims are %q", pen, said, is)
	}
}
