package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/seats"
)

// forgetPage is how many people Forget looks at in one go.
const forgetPage = 100

// Forget forgets everybody whose term is over, and returns how many that were;
// dead letters go after the term of those with a seat.
// It may be interrupted and repeated.
func (s *Store) Forget(ctx context.Context, now time.Time) (int, error) {
	if err := errors.Join(s.trimDead(ctx, now), s.trimTold(ctx, now)); err != nil {
		return 0, err
	}
	brief, term := now.Add(-s.opts.Brief), now.Add(-s.opts.Term)
	if term.Before(s.opts.Over) {
		term = time.UnixMilli(0) // nobody's seat is given up before the event, or soon after it
	}
	forgotten, offset := 0, int64(0)
	for {
		people, err := s.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.people(), ByScore: true, Start: "-inf", Stop: millis(brief), Offset: offset, Count: forgetPage,
		}).Result()
		if err != nil {
			return forgotten, fmt.Errorf("store: forget: %w", err)
		}
		if len(people) == 0 {
			return forgotten, nil
		}
		for _, who := range people {
			n, err := s.forget(ctx, seats.Person(who), now, brief, term)
			if err != nil {
				return forgotten, err
			}
			forgotten += n
			offset += int64(1 - n) // who stays is passed over
		}
	}
}

func (s *Store) forget(ctx context.Context, who seats.Person, now, brief, term time.Time) (int, error) {
	args := append(s.seatsArgs(now, "forget", "", "clock"), string(who), millis(brief), millis(term))
	n, err := forgetScript.Run(ctx, s.redis, s.keys.ofPerson(who), args...).Int()
	if err != nil {
		return 0, fmt.Errorf("store: forget: %w", err)
	}
	if n > 0 {
		return n, s.eraseFromCasts(ctx, who)
	}
	return n, nil
}
