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

// Sweep does what is due by now, whoever's it is: what has run out is free, the
// people of fallen visits are placed, freed places are offered. It places at
// most as many people as it has tickets, and says whether some are left. It may
// be interrupted and repeated.
func (s *Store) Sweep(ctx context.Context, at time.Time, tickets []seats.Ticket) (more bool, err error) {
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
// may be interrupted and repeated: who was served is not served again.
func (s *Store) Remind(ctx context.Context, at time.Time, job conversation.Job) error {
	for {
		finished, err := s.remindSome(ctx, at, job, remindPage)
		if finished || err != nil {
			return err
		}
	}
}

func (s *Store) remindSome(ctx context.Context, at time.Time, job conversation.Job, page int) (finished bool, err error) {
	args := append(s.seatsArgs(at, "remind", "", byClock), job.ID, string(job.Kind), millis(job.Due), page)
	finished, err = remindScript.Run(ctx, s.redis, s.keys.ofSeats(s.keys.jobs()), args...).Bool()
	return finished, wrap("remind", err)
}

// Fall closes a visit for good; the sweeps that follow place its people. By
// says who does it, for the journal, by a pseudonym.
func (s *Store) Fall(ctx context.Context, at time.Time, visit, by string) error {
	_, err := s.manage(ctx, at, visit, "fall", "", by)
	return err
}

// Halt stops a visit from giving places because its figures do not agree, or
// lets it go on; a fallen one stays fallen. Organisers are told of what changed.
func (s *Store) Halt(ctx context.Context, at time.Time, visit string, halted bool, organisers ...seats.Person) error {
	what := "resume"
	if halted {
		what = "halt"
	}
	_, err := s.manage(ctx, at, visit, what, "", byClock, organisers...)
	return err
}

// SetCapacity sets how many places a visit has, or gives it back to the
// catalogue where n is negative. Nobody is thrown out: it returns by how many
// places more are taken than there are now, and none is given until that heals.
func (s *Store) SetCapacity(ctx context.Context, at time.Time, visit string, n int, by string) (over int, err error) {
	places := ""
	if n >= 0 {
		places = fmt.Sprint(n)
	}
	return s.manage(ctx, at, visit, "capacity", places, by)
}

func (s *Store) manage(ctx context.Context, at time.Time, visit, what, places, by string, organisers ...seats.Person) (over int, err error) {
	args := append(s.seatsArgs(at, what, "", by), visit, what, places)
	for _, who := range organisers {
		args = append(args, string(who))
	}
	over, err = manageScript.Run(ctx, s.redis, s.keys.ofSeats(), args...).Int()
	return over, wrap(what, err)
}

// memory is how long the answer to an organiser's operation is kept for a
// repeat.
const memory = 24 * time.Hour

// CheckIn notes that so many of a ticket's party came, seen by a steward. The
// operation's id makes a repeat harmless; with other arguments it is Stale.
func (s *Store) CheckIn(ctx context.Context, at time.Time, operation, code string, n int, steward string) (seats.Outcome, seats.Person, error) {
	return s.door(ctx, at, operation, "checkin", code, n, steward)
}

// CheckOut undoes a check-in; only the steward who made it can.
func (s *Store) CheckOut(ctx context.Context, at time.Time, operation, code, steward string) (seats.Outcome, seats.Person, error) {
	return s.door(ctx, at, operation, "checkout", code, 0, steward)
}

func (s *Store) door(ctx context.Context, at time.Time, operation, what, code string, n int, steward string) (seats.Outcome, seats.Person, error) {
	pen, err := s.pen(ctx, seats.Person(steward))
	if err != nil {
		return "", "", err
	}
	args := append(s.seatsArgs(at, what, operation, pen), what, code, n, steward, memory.Milliseconds())
	answer, err := doorScript.Run(ctx, s.redis, s.keys.ofSeats(s.keys.answer(operation)), args...).Text()
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

// mostNoShows is how many seats of one visit ReleaseNoShows looks at.
const mostNoShows = 1000

// ReleaseNoShows gives the seats of those of a visit who did not come to those
// who stand at the meeting point, in the order of the queue. It refuses while
// nobody of the visit is checked in. The operation's id makes a repeat harmless.
func (s *Store) ReleaseNoShows(ctx context.Context, at time.Time, operation, visit, by string, tickets []seats.Ticket) (outcome seats.Outcome, released, given int, err error) {
	args := append(s.seatsArgs(at, "noshows", operation, by), visit, mostNoShows, memory.Milliseconds())
	answer, err := noShowsScript.Run(ctx, s.redis, s.keys.ofSeats(s.keys.answer(operation)), withTickets(args, tickets)...).Text()
	if err != nil {
		return "", 0, 0, wrap("noshows", err)
	}
	f := append(strings.Split(answer, "|"), "", "")
	return seats.Outcome(f[0]), number(f[1]), number(f[2]), nil
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
