package telegram

import (
	"math/rand/v2"
	"time"
)

// How long to wait between attempts that fail.
const (
	firstDelay = 500 * time.Millisecond
	lastDelay  = 30 * time.Second
)

// A backoff tells how long to wait before the next attempt: twice as long
// each time, up to lastDelay, and by chance up to half of it less, so that
// processes that failed together do not come back together.
type backoff struct{ delay time.Duration }

// next returns the next delay.
func (b *backoff) next() time.Duration {
	b.delay = min(max(2*b.delay, firstDelay), lastDelay)
	return b.delay - rand.N(b.delay/2)
}
