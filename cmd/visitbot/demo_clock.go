package main

import (
	"sync"
	"time"
)

// A demoClock shows a time that runs on and can be moved forward.
type demoClock struct {
	mu    sync.Mutex
	shown time.Time
	since time.Time // when it showed that; zero: it stands still
}

// demoBegin is when the demo begins: two days before the shipped event, at ten
// in the morning in Bucharest.
var demoBegin = time.Date(2024, time.January, 9, 8, 0, 0, 0, time.UTC)

// newDemoClock returns a clock at the beginning of the demo. Without running,
// it only moves when it is advanced.
func newDemoClock(running bool) *demoClock {
	c := &demoClock{shown: demoBegin}
	if running {
		c.since = time.Now()
	}
	return c
}

// Now is what the clock shows.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.shown
	}
	return c.shown.Add(time.Since(c.since))
}

func (c *demoClock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = c.shown.Add(by)
}
