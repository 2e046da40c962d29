package delivery

import (
	"context"
	"errors"
	"time"

	"visitbot/bot/panics"
)

// Patience is the longest that a process acts on a notice after it took it:
// what is not settled by then it has given up. A store that returns a notice
// to another process only after clearly longer never has two at work on it.
//
// The one exception is what Telegram took while the store could not be told:
// telling the store is all that is tried then, until it succeeds or the process
// ends.
const Patience = turn + speech + closing

// What Patience is made of.
const (
	turn    = 20 * time.Second // a notice is begun, or tried again, no later than this after it was taken
	speech  = 30 * time.Second // one try to say it, with all it asks of the store and of Telegram
	closing = 10 * time.Second // one try to settle it
)

// The pause between two tries grows from the first to the longest.
const (
	firstPause   = time.Second
	longestPause = 5 * time.Second
)

// A notice is one that this process has taken, and how far it is.
type notice struct {
	Owed
	taken   time.Time
	try     string                      // name of the try that is under way, or of which nothing arrived; empty: a new one is due
	earlier int                         // how many tries before that one may have arrived
	stale   bool                        // Telegram no longer knows the stored picture
	marked  int                         // void: how many messages are marked or passed over
	sent    bool                        // Telegram took it
	finish  func(context.Context) error // tells the store what came of it; nil: something is to be said
}

// repeat reports whether what is sent now may be a repeat.
func (n *notice) repeat() bool { return n.earlier > 0 }

// spent reports whether a notice may have arrived so often that it is not sent
// any more.
func (n *notice) spent() bool { return n.earlier >= mostSends }

// due reports whether a notice may still be tried. What is sent already stays
// due until the store knows.
func (n *notice) due() bool { return n.sent || time.Since(n.taken) <= turn }

// deliver tries a notice until it is settled or no longer due. When ctx ends,
// no try begins, and one that is under way is finished.
func (c *Courier) deliver(ctx context.Context, n *notice) {
	log := c.Log.With("kind", n.Kind, "notice", n.ID)
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, longestPause) {
		if !n.due() {
			log.Warn("a notice is given up and will come again")
			return
		}
		err := c.try(context.WithoutCancel(ctx), n)
		if err == nil {
			return
		}
		log.Warn("a notice is not settled", "sent", n.sent, "error", err)
		if !sleep(ctx, pause) {
			return
		}
	}
}

// try goes on with a notice where the try before stopped. After a panic nothing
// more is said: it would only panic again.
func (c *Courier) try(ctx context.Context, n *notice) error {
	err := survive(func() error { return c.advance(ctx, n) })
	if _, panicked := errors.AsType[*panicError](err); panicked {
		c.Log.Error("the delivery of a notice panicked", "kind", n.Kind, "notice", n.ID, "error", err)
		n.sent, n.finish = false, c.bury(n, WhyBroken)
	}
	return err
}

// advance says what there is to say, then tells the store.
func (c *Courier) advance(ctx context.Context, n *notice) error {
	if n.finish == nil {
		if err := c.say(ctx, n); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, closing)
	defer cancel()
	return n.finish(ctx)
}

func (c *Courier) settle(n *notice) func(context.Context) error {
	return func(ctx context.Context) error { return c.Store.Settle(ctx, n.Owed) }
}

func (c *Courier) bury(n *notice, why Why) func(context.Context) error {
	return func(ctx context.Context) error { return c.Store.Bury(ctx, n.Owed, why, c.Now()) }
}

// A panicError says what kind of panic there was, and where. It leaves out the
// value, and the arguments that a stack trace shows: they may be personal.
type panicError struct{ what, where string }

func (e *panicError) Error() string { return e.what + " at " + e.where }

// survive runs something and returns a panic in it as a *panicError.
func survive(run func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			what, where := panics.Describe(value)
			err = &panicError{what, where}
		}
	}()
	return run()
}
