package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// group is the consumer group in which all processes share the outbox.
const group = "delivery"

// orphaned is how long a notice may be in one process's hands before another
// takes it for lost with that process. It is clearly longer than a courier acts
// on a notice.
const orphaned = 2 * delivery.Patience

// openOutbox makes the outbox and its group where there are none.
func (s *Store) openOutbox(ctx context.Context) error {
	err := s.redis.XGroupCreateMkStream(ctx, s.keys.outbox(), group, "0").Err()
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return fmt.Errorf("store: outbox: %w", err)
	}
	return nil
}

// Notices returns notices that nobody else is sending, oldest first, at most n
// of them. It waits up to the given time for the first, and returns none when
// there was none. Each stays owed until Reached or Settle.
func (s *Store) Notices(ctx context.Context, process string, n int, wait time.Duration) ([]delivery.Owed, error) {
	left, err := s.claimBack(ctx, process, n)
	if err != nil && strings.HasPrefix(err.Error(), "NOGROUP") {
		return nil, s.reopen(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("store: outbox: %w", err)
	}
	if len(left) > 0 {
		return readNotices(left), nil
	}
	streams, err := s.redis.XReadGroup(ctx, &redis.XReadGroupArgs{
		Streams: []string{s.keys.outbox(), ">"}, Group: group, Consumer: process, Count: int64(n), Block: wait,
	}).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("store: outbox: %w", err)
	}
	return readNotices(streams[0].Messages), nil
}

// claimBack takes over notices that are orphaned. It looks at a part of those
// in hand, and at the next part the next time.
func (s *Store) claimBack(ctx context.Context, process string, n int) ([]redis.XMessage, error) {
	from, ok := s.claimFrom.Load().(string)
	if !ok {
		from = "0-0"
	}
	left, next, err := s.redis.XAutoClaim(ctx, &redis.XAutoClaimArgs{
		Stream: s.keys.outbox(), Group: group, Consumer: process, MinIdle: orphaned, Start: from, Count: int64(n),
	}).Result()
	if err == nil {
		s.claimFrom.Store(next)
	}
	return left, err
}

// reopen begins anew on a Redis that was emptied, or that took over without
// what the other had.
func (s *Store) reopen(ctx context.Context) error {
	s.opts.Log.Error("Redis has forgotten the outbox, and with it perhaps more")
	return errors.Join(s.checkDataKey(ctx), s.openOutbox(ctx))
}

func readNotices(messages []redis.XMessage) []delivery.Owed {
	owed := make([]delivery.Owed, 0, len(messages))
	for _, m := range messages {
		field := func(name string) string { v, _ := m.Values[name].(string); return v }
		owed = append(owed, delivery.Owed{ID: m.ID, Language: catalogue.Language(field("language")), Notice: seats.Notice{
			Kind:     seats.Kind(field("kind")),
			Person:   seats.Person(field("person")),
			Code:     field("code"),
			Messages: numbers(field("messages")),
		}})
	}
	return owed
}

// Reached settles a ticket's notice and remembers the message that shows it.
// If the ticket became void on its way, a notice to mark it is owed now.
func (s *Store) Reached(ctx context.Context, owed delivery.Owed, file string, message int) error {
	return reachedScript.Run(ctx, s.redis, s.keys.ofReached(), string(owed.Person), owed.Code, file, message, group, owed.ID).Err()
}

// Settle takes a notice out of the outbox.
func (s *Store) Settle(ctx context.Context, owed delivery.Owed) error {
	_, err := s.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.XAck(ctx, s.keys.outbox(), group, owed.ID)
		p.XDel(ctx, s.keys.outbox(), owed.ID)
		return nil
	})
	return err
}

// Owed is how many notices are in the outbox.
func (s *Store) Owed(ctx context.Context) (int64, error) {
	return s.redis.XLen(ctx, s.keys.outbox()).Result()
}
