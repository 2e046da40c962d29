package emulator

import (
	"fmt"
	"math"
	"time"
)

// The rates that Telegram publishes (core.telegram.org/bots/faq); the short
// burst in one chat is an assumption.
const (
	allPerSecond  = 30
	chatPerSecond = 1
	chatBurst     = 5
	groupBurst    = 20 // and as many a minute
)

// limits are the rates of one bot.
type limits struct {
	all    bucket
	chats  map[int64]*bucket
	groups map[int64]*bucket
}

func newLimits() limits {
	return limits{
		all:    bucket{rate: allPerSecond, burst: allPerSecond},
		chats:  map[int64]*bucket{},
		groups: map[int64]*bucket{},
	}
}

// bucket lets burst pass at once and rate a second after that.
type bucket struct {
	rate, burst float64
	used        float64
	at          time.Time
}

// wait gives how long until one more may pass, 0 for now.
func (b *bucket) wait(now time.Time) time.Duration {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.used = max(0, b.used-passed*b.rate)
		b.at = now
	}
	over := b.used + 1 - b.burst
	return time.Duration(max(0, over) / b.rate * float64(time.Second))
}

// admit counts one message or edit in a chat, or refuses it with 429. What is
// refused is not counted.
func (l *limits) admit(chat int64, now time.Time) *apiError {
	buckets := []*bucket{&l.all, find(l.chats, chat, chatPerSecond, chatBurst)}
	if chat < 0 {
		buckets = append(buckets, find(l.groups, chat, groupBurst/60.0, groupBurst))
	}
	var wait time.Duration
	for _, b := range buckets {
		wait = max(wait, b.wait(now))
	}
	if wait > 0 {
		return tooMany(wait)
	}
	for _, b := range buckets {
		b.used++
	}
	return nil
}

func find(m map[int64]*bucket, chat int64, rate, burst float64) *bucket {
	if m[chat] == nil {
		m[chat] = &bucket{rate: rate, burst: burst}
	}
	return m[chat]
}

func tooMany(wait time.Duration) *apiError {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	return &apiError{
		status:     429,
		text:       fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		retryAfter: seconds,
	}
}
