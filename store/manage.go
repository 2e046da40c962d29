package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// What the clock does is done by byClock, for the journal.
const byClock = "clock"

// Sweep does what is due by now, whoever's it is: what organisers did and cannot
// undo any more is told, what has run out is free, the people of fallen visits
// are placed, freed places are offered. It places at most as many people as it has tickets, and says whether some are left. It may
// be interrupted and repeated.
func (s *Store) Sweep(ctx context.Context, at time.Time, tickets []seats.Ticket) (more bool, err error) {
	if err := s.unwind(ctx, at); err != nil {
		return false, err
	}
	args := append(s.seatsArgs(at, "sweep", "", byClock), len(tickets))
	more, err = sweepScript.Run(ctx, s.redis, s.keys.ofSeats(), withTickets(args, tickets)...).Bool()
	return more, wrap("sweep", err)
}

func withTickets(args []any, tickets []seats.Ticket) []any {
	for _, t := range tickets {
		args = append(args, t.Code, t.Token)
	}
	return args
}

// remindPage is how many people Remind serves in one step.
const remindPage = 100

// Remind owes a job's notice to everybody who had a seat before it was due. It
// may be interrupted and repeated: who was served is not served again. It is not
// finished where it waits, because what organisers did can still be undone.
func (s *Store) Remind(ctx context.Context, at time.Time, job conversation.Job) (finished bool, err error) {
	for {
		answer, err := s.remindSome(ctx, at, job, remindPage)
		if answer != "0" || err != nil {
			return answer == "1", err
		}
	}
}

func (s *Store) remindSome(ctx context.Context, at time.Time, job conversation.Job, page int) (answer string, err error) {
	args := append(s.seatsArgs(at, "remind", "", byClock), job.ID, string(job.Kind), millis(job.Due), page)
	answer, err = remindScript.Run(ctx, s.redis, s.keys.ofSeats(s.keys.jobs()), args...).Text()
	return answer, wrap("remind", err)
}

// Halt stops a visit from giving places because its figures do not agree, or
// lets it go on; a fallen one stays fallen. Organisers are told of what changed.
func (s *Store) Halt(ctx context.Context, at time.Time, visit string, halted bool, organisers ...seats.Person) error {
	what := "resume"
	if halted {
		what = "halt"
	}
	args := append(s.seatsArgs(at, what, "", byClock), visit, what)
	for _, who := range organisers {
		args = append(args, string(who))
	}
	return wrap(what, haltScript.Run(ctx, s.redis, s.keys.ofSeats(), args...).Err())
}

// memory is how long the answer to an organiser's operation is kept for a
// repeat.
const memory = 24 * time.Hour

// CheckIn notes that so many of a party came, seen by a steward. The ticket is
// named by its code or its token. The operation with other arguments is Stale.
func (s *Store) CheckIn(ctx context.Context, o seats.Operation, code string, n int) (seats.Outcome, seats.Person, error) {
	return s.door(ctx, o, "checkin", code, n)
}

// CheckOut undoes a check-in; only the steward who made it can.
func (s *Store) CheckOut(ctx context.Context, o seats.Operation, code string) (seats.Outcome, seats.Person, error) {
	return s.door(ctx, o, "checkout", code, 0)
}

func (s *Store) door(ctx context.Context, o seats.Operation, what, code string, n int) (seats.Outcome, seats.Person, error) {
	o.ID = s.opts.Seal.cover(o.ID)
	args, err := s.operationArgs(ctx, what, o)
	if err != nil {
		return "", "", err
	}
	args = append(args, what, code, n, string(o.By), memory.Milliseconds())
	answer, err := doorScript.Run(ctx, s.redis, s.keys.ofSeats(s.keys.answer(o.ID)), args...).Text()
	outcome, who, _ := strings.Cut(answer, "|")
	return seats.Outcome(outcome), seats.Person(who), wrap(what, err)
}

// pen is a person's pseudonym in the journal; they get one if they have none.
func (s *Store) pen(ctx context.Context, who seats.Person) (string, error) {
	var pen *redis.StringCmd
	_, err := s.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.HSetNX(ctx, s.keys.pens(), string(who), newPen())
		pen = p.HGet(ctx, s.keys.pens(), string(who))
		return nil
	})
	if err != nil {
		return "", wrap("pen", err)
	}
	return pen.Val(), nil
}

// Claims counts what there is of every visit, also of those that the house does
// not have: places taken and queue places.
func (s *Store) Claims(ctx context.Context) (map[string]int, error) {
	p := s.redis.Pipeline()
	taken, tallies := p.HGetAll(ctx, s.keys.taken()), p.HGetAll(ctx, s.keys.tallies())
	if _, err := p.Exec(ctx); err != nil {
		return nil, wrap("claims", err)
	}
	claims := map[string]int{}
	for visit, n := range taken.Val() {
		claims[visit] += number(n)
	}
	for field, n := range tallies.Val() {
		if visit, waiting := strings.CutPrefix(field, "waiting|"); waiting {
			claims[visit] += number(n)
		}
	}
	return claims, nil
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("store: %s: %w", what, err)
	}
	return nil
}
