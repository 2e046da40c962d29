package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
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
		owed = append(owed, delivery.Owed{ID: m.ID, Language: catalogue.Language(field(m, "language")), Notice: readNotice(m)})
	}
	return owed
}

func readNotice(m redis.XMessage) seats.Notice {
	n := seats.Notice{
		Kind: seats.Kind(field(m, "kind")), Person: seats.Person(field(m, "person")), Number: long(field(m, "number")),
		Visit: field(m, "visit"), Left: field(m, "left"), Party: number(field(m, "party")), Code: field(m, "code"), Thing: field(m, "thing"), Messages: numbers(field(m, "messages")),
	}
	n.News = field(m, "news")
	if until := field(m, "until"); until != "" {
		n.Until = instant(until)
	}
	return n
}

func field(m redis.XMessage, name string) string {
	value, _ := m.Values[name].(string)
	return value
}

// Begin returns what is true of a notice's person now, and counts a try to send
// it. Earlier is how many other tries may have reached the person. What is owed
// no more is delivery.ErrSettled.
func (s *Store) Begin(ctx context.Context, owed delivery.Owed, try string, at time.Time) (reply conversation.Reply, earlier int, err error) {
	earlier, err = beginScript.Run(ctx, s.redis, []string{s.keys.outbox(), s.keys.attempts()}, owed.ID, try).Int()
	switch {
	case err != nil:
		return reply, 0, wrap("begin", err)
	case earlier < 0:
		return reply, 0, delivery.ErrSettled
	}
	if reply, err = s.Load(ctx, owed.Person, at); err == nil && conversation.OfEnquiry(owed.Kind) {
		err = s.prepare(ctx, owed.Notice, &reply)
	}
	return reply, earlier, err
}

// Missed takes a try back of which nothing reached the person.
func (s *Store) Missed(ctx context.Context, owed delivery.Owed, try string) error {
	return wrap("missed", missedScript.Run(ctx, s.redis, []string{s.keys.attempts()}, owed.ID, try).Err())
}

// Reached settles a ticket's notice and remembers the message that shows it.
// If the ticket became void on its way, a notice to mark it is owed now.
func (s *Store) Reached(ctx context.Context, owed delivery.Owed, file string, message int) error {
	err := reachedScript.Run(ctx, s.redis, s.keys.ofReached(), string(owed.Person), owed.Code, file, message, group, owed.ID).Err()
	return wrap("reached", err)
}

// Settle takes a notice out of the outbox.
func (s *Store) Settle(ctx context.Context, owed delivery.Owed) error {
	_, err := s.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.XAck(ctx, s.keys.outbox(), group, owed.ID)
		p.XDel(ctx, s.keys.outbox(), owed.ID)
		p.HDel(ctx, s.keys.attempts(), owed.ID)
		return nil
	})
	return wrap("settle", err)
}

// mostDead is how many dead letters are kept, about.
const mostDead = 10_000

// Bury takes a notice out of the outbox and puts it to the dead letters. A group
// into which nothing can be said is the organisers' chat no more: from then on
// each of them is told.
func (s *Store) Bury(ctx context.Context, owed delivery.Owed, why delivery.Why, at time.Time) error {
	if chat, _, ok := seats.IsGroup(owed.Person); ok && why == delivery.WhyRefused {
		if err := s.leaveDesk(ctx, chat); err != nil {
			return err
		}
	}
	if err := s.missedBy(ctx, owed); err != nil {
		return err
	}
	keys := []string{s.keys.outbox(), s.keys.attempts(), s.keys.dead()}
	return wrap("bury", buryScript.Run(ctx, s.redis, keys, group, owed.ID, string(why), millis(at), mostDead).Err())
}

// missedBy tells organisers what else has to be done about what was not said.
func (s *Store) missedBy(ctx context.Context, owed delivery.Owed) error {
	switch owed.Kind {
	case seats.KindAnswered:
		return s.tellUndelivered(ctx, owed)
	case seats.KindHelp, seats.KindEnquiry, seats.KindRaised:
		return s.widen(ctx, owed)
	}
	return nil
}

// DeadLetters returns at most n dead letters, the oldest first, that follow the
// one with that id; an empty one means from the first.
func (s *Store) DeadLetters(ctx context.Context, after string, n int) ([]delivery.DeadLetter, error) {
	from := "-"
	if after != "" {
		from = "(" + after
	}
	messages, err := s.redis.XRangeN(ctx, s.keys.dead(), from, "+", int64(n)).Result()
	if err != nil {
		return nil, wrap("dead letters", err)
	}
	letters := make([]delivery.DeadLetter, 0, len(messages))
	for _, m := range messages {
		letters = append(letters, delivery.DeadLetter{ID: m.ID, Notice: readNotice(m), Why: delivery.Why(field(m, "why")), At: instant(field(m, "at"))})
	}
	return letters, nil
}

// Exhume takes a dead letter away: somebody has dealt with it.
func (s *Store) Exhume(ctx context.Context, id string) error {
	return wrap("exhume", s.redis.XDel(ctx, s.keys.dead(), id).Err())
}

// deadPage is how many dead letters are looked at in one go.
const deadPage = 500

// eraseDead takes a person's dead letters away.
func (s *Store) eraseDead(ctx context.Context, who seats.Person) error {
	for after := ""; ; {
		letters, err := s.DeadLetters(ctx, after, deadPage)
		if err != nil || len(letters) == 0 {
			return err
		}
		for _, l := range letters {
			if after = l.ID; l.Person != who {
				continue
			}
			if err := s.redis.XDel(ctx, s.keys.dead(), l.ID).Err(); err != nil {
				return wrap("dead letters", err)
			}
		}
	}
}

// eraseOwed takes what a person is owed out of the outbox that rests on what they
// asked, or were told. The rest tells what follows from erasing.
func (s *Store) eraseOwed(ctx context.Context, who seats.Person) error {
	for from := "-"; ; {
		messages, err := s.redis.XRangeN(ctx, s.keys.outbox(), from, "+", deadPage).Result()
		if err != nil || len(messages) == 0 {
			return wrap("outbox", err)
		}
		for _, owed := range readNotices(messages) {
			from = "(" + owed.ID
			if owed.Person != who || !asked(owed.Kind) {
				continue
			}
			if err := s.Settle(ctx, owed); err != nil {
				return err
			}
		}
	}
}

// asked says whether a notice rests on what its person asked, or was told.
func asked(kind seats.Kind) bool {
	return conversation.OfEnquiry(kind) || kind == seats.KindCorrected || kind == seats.KindComeback
}

// trimDead takes the dead letters away that are older than the term.
func (s *Store) trimDead(ctx context.Context, now time.Time) error {
	return wrap("dead letters", s.redis.XTrimMinID(ctx, s.keys.dead(), millis(now.Add(-s.opts.Term))).Err())
}

// Dead is how many dead letters there are.
func (s *Store) Dead(ctx context.Context) (int64, error) {
	return s.redis.XLen(ctx, s.keys.dead()).Result()
}

// Owed is how many notices are in the outbox.
func (s *Store) Owed(ctx context.Context) (int64, error) {
	return s.redis.XLen(ctx, s.keys.outbox()).Result()
}
