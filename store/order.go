package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/seats"
)

// What organisers do to visits and people, and undo.

// operationArgs are the ARGV of seats.lua for what an organiser does.
func (s *Store) operationArgs(ctx context.Context, cause string, o seats.Operation) ([]any, error) {
	pen, err := s.pen(ctx, o.By)
	return s.seatsArgs(o.At, cause, o.ID, pen), err
}

// Order carries an organiser's order out. It can be undone for a while: as long,
// the notices wait, and a visit in which there is more room gives no places.
func (s *Store) Order(ctx context.Context, o seats.Operation, order seats.Order) (seats.Outcome, error) {
	o.ID = s.opts.Seal.cover(o.ID)
	args, err := s.operationArgs(ctx, order.What.Cause(), o)
	if err != nil {
		return "", err
	}
	party := ""
	if order.Party >= 0 {
		party = strconv.Itoa(order.Party)
	}
	args = append(args, string(order.What), order.Visit, string(order.Who), party, order.Thing, order.Code, order.Token,
		memory.Milliseconds(), seats.UndoFor.Milliseconds())
	outcome, err := orderScript.Run(ctx, s.redis, s.keys.ofOrder(o.ID, o.ID), args...).Text()
	if err != nil {
		return "", wrap(string(order.What), err)
	}
	if order.What == seats.OrderClose || order.What == seats.OrderOpen {
		return seats.Outcome(outcome), nil // each undoes the other
	}
	return seats.Outcome(outcome), s.latest(ctx, o, seats.Outcome(outcome))
}

// latest remembers what somebody did last, as long as it can be undone.
func (s *Store) latest(ctx context.Context, o seats.Operation, outcome seats.Outcome) error {
	if outcome != seats.Done {
		return nil
	}
	return wrap("latest", s.redis.Set(ctx, s.keys.latest(o.By), o.ID, seats.UndoFor).Err())
}

// Latest is the latest thing that somebody did and can undo; empty: none.
func (s *Store) Latest(ctx context.Context, who seats.Person) (operation string, err error) {
	operation, err = s.redis.Get(ctx, s.keys.latest(who)).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return operation, wrap("latest", err)
}

// Outcome is what an order came to, as long as its answer is kept.
func (s *Store) Outcome(ctx context.Context, operation string) (outcome seats.Outcome, known bool, err error) {
	value, err := s.redis.Get(ctx, s.keys.answer(s.opts.Seal.cover(operation))).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	_, answer, _ := strings.Cut(value, "\n")
	outcome, _, _ = twoCounts(answer)
	return outcome, err == nil, wrap("outcome", err)
}

// Undo takes back what an organiser did under that id, while it can be. Whoever
// has changed anything since, and whoever finds no room any more, stays as they
// are. It says how many people are as before, and how many stay. Too late is
// seats.Gone.
func (s *Store) Undo(ctx context.Context, o seats.Operation, undone string) (outcome seats.Outcome, restored, stay int, err error) {
	o.ID, undone = s.opts.Seal.cover(o.ID), s.opts.Seal.cover(undone)
	args, err := s.operationArgs(ctx, "undo", o)
	if err != nil {
		return "", 0, 0, err
	}
	answer, err := undoScript.Run(ctx, s.redis, s.keys.ofOrder(o.ID, undone), append(args, undone, memory.Milliseconds())...).Text()
	outcome, restored, stay = twoCounts(answer)
	return outcome, restored, stay, wrap("undo", err)
}

// twoCounts reads an outcome and two counts.
func twoCounts(answer string) (seats.Outcome, int, int) {
	f := append(strings.Split(answer, "|"), "", "")
	return seats.Outcome(f[0]), number(f[1]), number(f[2])
}

// unwindPage is how many operations become final in one go.
const unwindPage = 100

// unwind lets what cannot be undone any more be told.
func (s *Store) unwind(ctx context.Context, at time.Time) error {
	due, err := s.redis.ZRangeByScore(ctx, s.keys.windows(), &redis.ZRangeBy{Min: "-inf", Max: millis(at), Count: unwindPage}).Result()
	if err != nil {
		return wrap("unwind", err)
	}
	for _, operation := range due {
		if err := s.unwindOne(ctx, at, operation); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) unwindOne(ctx context.Context, at time.Time, operation string) error {
	args := append(s.seatsArgs(at, "unwind", "", byClock), operation)
	return wrap("unwind", unwindScript.Run(ctx, s.redis, s.keys.ofUnwind(operation), args...).Err())
}

// mostNoShows is how many seats of one visit ReleaseNoShows looks at.
const mostNoShows = 1000

// ReleaseNoShows gives the seats of those of a visit who did not come to those
// who stand at the meeting point, in the order of the queue. It refuses while
// nobody of the visit is checked in.
func (s *Store) ReleaseNoShows(ctx context.Context, o seats.Operation, visit string, tickets []seats.Ticket) (outcome seats.Outcome, released, given int, err error) {
	o.ID = s.opts.Seal.cover(o.ID)
	args, err := s.operationArgs(ctx, "noshows", o)
	if err != nil {
		return "", 0, 0, err
	}
	args = append(args, visit, mostNoShows, memory.Milliseconds(), seats.UndoFor.Milliseconds())
	answer, err := noShowsScript.Run(ctx, s.redis, s.keys.ofOrder(o.ID, o.ID), withTickets(args, tickets)...).Text()
	if err != nil {
		return "", 0, 0, wrap("noshows", err)
	}
	outcome, released, given = twoCounts(answer)
	return outcome, released, given, s.latest(ctx, o, outcome)
}
