package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/seats"
)

// What organisers look at before they decide.

// Counts says how every visit stands.
func (s *Store) Counts(ctx context.Context, at time.Time) (map[string]seats.Count, error) {
	reply, err := s.Load(ctx, "tg:0", at)
	return reply.Visits, err
}

// Capacities are those that organisers have set.
func (s *Store) Capacities(ctx context.Context) (map[string]int, error) {
	all, err := s.redis.HGetAll(ctx, s.keys.capacity()).Result()
	set := make(map[string]int, len(all))
	for visit, n := range all {
		set[visit] = number(n)
	}
	return set, wrap("capacities", err)
}

// Rehearsal is a ledger with all claims as they are, on which something can be
// tried. What only helps to send tickets is not in it.
func (s *Store) Rehearsal(ctx context.Context, at time.Time) (*seats.Ledger, error) {
	l, k, p := seats.NewLedger(s.opts.House), s.keys, s.redis.Pipeline()
	hash := func(key string) *redis.MapStringStringCmd { return p.HGetAll(ctx, key) }
	seated, holds, waits := hash(k.seats()), hash(k.holds()), hash(k.waits())
	taken, tallies, capacity, halted, leavers := hash(k.taken()), hash(k.tallies()), hash(k.capacity()), hash(k.halted()), hash(k.leavers())
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, wrap("rehearsal", err)
	}
	l.Clock = at
	for who, v := range seated.Val() {
		if seat := readSeat(v); seat != nil {
			l.Seats[seats.Person(who)], l.Codes[seat.Code] = *seat, seats.Person(who)
			l.Serial = max(l.Serial, seat.Rank)
		}
	}
	for who, v := range holds.Val() {
		if hold := readHold(v); hold != nil {
			l.Holds[seats.Person(who)] = *hold
		}
	}
	for who, v := range waits.Val() {
		l.Waits[seats.Person(who)] = readWaits(v)
	}
	for visit, v := range taken.Val() {
		l.Taken[visit] = number(v)
	}
	for field, v := range tallies.Val() {
		addTally(l, field, number(v))
	}
	for visit, v := range capacity.Val() {
		l.Capacity[visit] = number(v)
	}
	for field, v := range halted.Val() {
		addHalt(l, field, v)
	}
	for visit, v := range leavers.Val() {
		l.Leavers[visit] = seats.Person(v)
	}
	return l, nil
}

func addTally(l *seats.Ledger, field string, n int) {
	what, visit, _ := strings.Cut(field, "|")
	tally := l.Tallies[visit]
	switch what {
	case "waiting":
		tally.Waiting = n
	case "coming":
		tally.Coming = n
	case "came":
		tally.Came = n
	case "passed":
		tally.Passed = n
	}
	l.Tallies[visit] = tally
}

func addHalt(l *seats.Ledger, field, value string) {
	switch what, visit, about := strings.Cut(field, "|"); {
	case !about:
		l.Halted[field] = seats.Halt(value)
	case what == "closed":
		l.Closed[visit] = true
	case what == "paused":
		l.Paused[visit] = instant(value)
	}
}

// printedFor is how long the list of a door is remembered.
const printedFor = 30 * 24 * time.Hour

// Printed is the list that was printed last for a door, code → party, and when.
func (s *Store) Printed(ctx context.Context, visit string) (list map[string]int, at time.Time, err error) {
	stored, err := s.redis.HGetAll(ctx, s.keys.printed(visit)).Result()
	if err != nil || len(stored) == 0 {
		return nil, time.Time{}, wrap("printed", err)
	}
	list = make(map[string]int, len(stored))
	for code, party := range stored {
		list[code] = number(party)
	}
	delete(list, "at")
	return list, instant(stored["at"]), nil
}

// KeepPrinted remembers the list of a door.
func (s *Store) KeepPrinted(ctx context.Context, visit string, list map[string]int, at time.Time) error {
	key, p := s.keys.printed(visit), s.redis.TxPipeline()
	p.Del(ctx, key)
	p.HSet(ctx, key, "at", millis(at))
	for code, party := range list {
		p.HSet(ctx, key, code, party)
	}
	p.PExpire(ctx, key, printedFor)
	_, err := p.Exec(ctx)
	return wrap("printed", err)
}
