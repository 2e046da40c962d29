package telegram

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// How Telegram's wish for silence is obeyed.
const (
	crowd    = 3           // chats beyond these, silenced within crowdIn, silence everybody
	crowdIn  = time.Second //
	patience = time.Minute // the longest silence that a call waits for; beyond it, the call fails

	// After a silence of everybody, calls leave one after the other at 25 a
	// second, below the 30 that Telegram allows, until none has to wait.
	step = 40 * time.Millisecond
)

// A pace remembers which chats Telegram wants silent. One person who hammers a
// button silences their own chat; only when several chats are silenced at once
// the bot as a whole is too fast, and everybody waits.
type pace struct {
	mu    sync.Mutex
	chats map[int64]silenced
	all   time.Time // until when everybody waits
	turn  time.Time // when the next of those who queue after that may speak
}

// silenced says when Telegram refused a chat, and until when.
type silenced struct{ at, until time.Time }

func newPace() *pace { return &pace{chats: map[int64]silenced{}} }

// refused notes that Telegram wants silence in a chat.
func (p *pace) refused(chat int64, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(p.chats, func(_ int64, s silenced) bool {
		return now.After(s.until) && now.Sub(s.at) > crowdIn
	})
	p.chats[chat] = silenced{at: now, until: now.Add(wait)}
	if p.lately(now) > crowd {
		p.all = later(p.all, now.Add(wait))
	}
}

// lately returns how many chats were refused within the last second.
func (p *pace) lately(now time.Time) int {
	n := 0
	for _, s := range p.chats {
		if now.Sub(s.at) <= crowdIn {
			n++
		}
	}
	return n
}

// left returns how long a chat has to be silent from now on.
func (p *pace) left(chat int64) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(later(p.all, p.chats[chat].until))
}

// next returns how long a chat has to wait before it tries, and whether that
// is its turn in the queue of everybody.
func (p *pace) next(chat int64) (left time.Duration, turn bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, until := time.Now(), later(p.all, p.turn)
	if own := p.chats[chat].until; now.Before(own) || !now.Before(until) {
		return own.Sub(now), false
	}
	p.turn = until.Add(step)
	return until.Sub(now), true
}

// wait returns when something may be said in a chat. It fails at once where
// that is further off than patience or the deadline of ctx.
func (p *pace) wait(ctx context.Context, method string, chat int64) error {
	for {
		left, turn := p.next(chat)
		if left <= 0 {
			return nil
		}
		if tooLong(ctx, left) {
			return &Error{Kind: KindRateLimited, Method: method, Status: http.StatusTooManyRequests,
				Description: "silence is still wanted", Wait: left}
		}
		if err := pause(ctx, left); err != nil {
			return &Error{Kind: KindUnavailable, Method: method, cause: err}
		}
		if turn && p.left(chat) <= 0 {
			return nil
		}
	}
}

// tooLong reports that waiting is in vain.
func tooLong(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return wait > patience || ok && time.Until(deadline) < wait
}

// later returns the later of two times.
func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
