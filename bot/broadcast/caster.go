package broadcast

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/panics"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// A Caster is one process that sends casts while it has the lease.
type Caster struct {
	Store   Store
	Lease   Lease
	Chats   Messenger
	Silence func(error) (time.Duration, bool)                   // whether Telegram wants silence, and for how long; nothing was sent then
	Letter  func(c Cast, lang catalogue.Language) render.Letter // for people who speak a language
	Chat    func(seats.Person) (int64, bool)                    // the person's chat
	Show    func(ctx context.Context, c Cast, p Progress)       // shows organisers how far it is
	Now     func() time.Time                                    // the clock of seats
	Log     *slog.Logger
	Process string        // name of this process, unlike any other's
	Every   time.Duration // between two looks for a cast, well below the lease's term; 0: a second
	Gap     time.Duration // between two messages, at least; 0: so that 20 leave a second, below the 30 that Telegram allows

	held  atomic.Bool // whether this process has the lease
	spoke time.Time   // when the latest message was sent
}

// How long things may take.
const (
	asking    = 2 * time.Second  // one question to the store
	pauseMost = 5 * time.Second  // between two of the same that failed
	showEvery = 3 * time.Second  // between two looks at the progress
	showing   = 10 * time.Second // one time of showing it
	gap       = time.Second / 20
)

// Run sends casts until the context ends, then finishes the message that is
// under way and gives the lease up.
func (c *Caster) Run(ctx context.Context) {
	after := context.WithoutCancel(ctx)
	defer c.release(after)
	keeping, stop := context.WithCancel(after)
	var keeper sync.WaitGroup
	keeper.Go(func() { c.keep(keeping) })
	defer keeper.Wait()
	defer stop()
	for ctx.Err() == nil {
		if c.held.Load() {
			c.survive("a round of casts", func() { c.round(ctx) })
		}
		sleep(ctx, c.every())
	}
}

func (c *Caster) every() time.Duration { return cmp.Or(c.Every, time.Second) }

// keep takes the lease and keeps it, also while a message takes its time.
func (c *Caster) keep(ctx context.Context) {
	for ctx.Err() == nil {
		c.survive("the lease of casts", func() { c.hold(ctx) })
		sleep(ctx, c.every())
	}
}

func (c *Caster) hold(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	held, err := c.Lease.Hold(ctx)
	c.held.Store(held && err == nil)
}

func (c *Caster) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	if err := c.Lease.Release(ctx); err != nil {
		c.Log.Warn("the lease of casts was not given up", "error", err)
	}
}

// round works all casts off, the one that was started first before the others.
func (c *Caster) round(ctx context.Context) {
	ids, err := c.Store.Started(ctx)
	for _, id := range ids {
		if err = c.workOff(ctx, id); err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		c.Log.Warn("casts are interrupted", "error", err)
	}
}

// workOff sends a cast until it is over. Its end is shown before it is closed:
// should this process die between, the next shows it.
func (c *Caster) workOff(ctx context.Context, id string) error {
	cast, err := c.Store.Cast(ctx, id)
	if errors.Is(err, ErrBroken) || errors.Is(err, ErrNoCast) {
		c.Log.Error("a cast is given up", "cast", id, "error", err)
		return errors.Join(ignore(c.Store.Stop(ctx, c.Now(), id), ErrNoCast), c.Store.Close(ctx, id))
	}
	if err != nil {
		return err
	}
	progress, err := c.Store.Progress(ctx, id)
	if err != nil {
		return err
	}
	watching := c.watch(ctx, cast)
	err = c.tellAll(ctx, cast, progress.Turns)
	shown := watching()
	if !errors.Is(err, ErrOver) {
		return err
	}
	c.show(ctx, cast, shown)
	return c.Store.Close(ctx, id)
}

func ignore(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}

// tellAll tells one person after the other, until it is ErrOver or cannot go on.
func (c *Caster) tellAll(ctx context.Context, cast Cast, turns int) error {
	for ctx.Err() == nil {
		turns++
		r, err := c.take(ctx, cast.ID, turns)
		if err != nil {
			return err
		}
		fate := c.tell(ctx, cast, &r)
		if err := c.record(ctx, cast.ID, r, fate); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// take asks whose turn it is until there is an answer: without one, nobody
// knows whether somebody is under way.
func (c *Caster) take(ctx context.Context, id string, turn int) (r Recipient, err error) {
	err = c.insist(ctx, func(ctx context.Context) error {
		r, err = c.Store.Take(ctx, c.Now(), c.Process, id, turn)
		return err
	})
	return r, err
}

// record tells the store until it has heard: else the person would be unknown.
func (c *Caster) record(ctx context.Context, id string, r Recipient, fate Fate) error {
	return c.insist(ctx, func(ctx context.Context) error { return c.Store.Done(ctx, id, r, fate) })
}

// insist asks the store something until it answers. When ctx ends, what is asked
// is finished, and not asked again.
func (c *Caster) insist(ctx context.Context, ask func(context.Context) error) error {
	for pause := asking / 8; ; pause = min(2*pause, pauseMost) {
		err := within(context.WithoutCancel(ctx), asking, ask)
		if err == nil || errors.Is(err, ErrOver) || errors.Is(err, ErrLost) {
			return err
		}
		c.Log.Warn("the store of casts does not answer", "error", err)
		if !sleep(ctx, pause) {
			return err
		}
	}
}

func within(ctx context.Context, d time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return do(ctx)
}

// watch shows the progress from time to time, beside the sending, which it
// never holds up. What it returns ends that, and returns what was shown last.
func (c *Caster) watch(ctx context.Context, cast Cast) (end func() Progress) {
	ctx, stop := context.WithCancel(ctx)
	var shown Progress
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for sleep(ctx, showEvery) {
			shown = c.show(context.WithoutCancel(ctx), cast, shown)
		}
	})
	return func() Progress {
		stop()
		watcher.Wait()
		return shown
	}
}

// show shows the progress if it is another than was shown last, and returns it.
func (c *Caster) show(ctx context.Context, cast Cast, last Progress) Progress {
	ctx, cancel := context.WithTimeout(ctx, showing)
	defer cancel()
	p, err := c.Store.Progress(ctx, cast.ID)
	if err != nil || p == last {
		return last
	}
	c.survive("the progress of a cast", func() { c.Show(ctx, cast, p) })
	return p
}

// survive does something and outlives a panic in it; it says whether there was
// none.
func (c *Caster) survive(doing string, do func()) (fine bool) {
	defer func() {
		if failure := recover(); failure != nil {
			what, where := panics.Describe(failure)
			c.Log.Error("casts panicked", "doing", doing, "error", what, "where", where)
		}
	}()
	do()
	return true
}

// sleep waits, and says whether it was not cut short.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}
