package broadcast

import (
	"cmp"
	"context"
	"time"

	"visitbot/bot/render"
)

// How long one person's message is tried.
const (
	speech  = 90 * time.Second // one try; generous, for after a timeout nobody knows whether it arrived
	closing = 5 * time.Second  // a try that is under way when the process is to end

	// What fails without having been sent is tried again after pauses that grow
	// from the first to the longest. When they come to patience, the others are
	// served first; who was given up for later mostTries times counts as refused.
	firstPause   = time.Second
	longestPause = 30 * time.Second
	patience     = time.Minute
	mostTries    = 5
)

// tell sends one person their letter and says what became of it. Where nothing
// was sent and they are left for later, it counts the try.
func (c *Caster) tell(ctx context.Context, cast Cast, r *Recipient) Fate {
	chat, ok := c.Chat(r.Person)
	switch {
	case r.Gone:
		return FateGone
	case !ok:
		return FateChatless
	}
	letter, ok := c.write(cast, *r)
	if !ok {
		return FateRefused
	}
	return c.try(ctx, cast.ID, chat, letter, r)
}

// try sends a letter as often as it takes until its fate is known.
func (c *Caster) try(ctx context.Context, id string, chat int64, letter render.Letter, r *Recipient) Fate {
	var tried time.Duration
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := c.send(ctx, chat, letter)
		if fate, known := c.judge(err); known {
			return fate
		}
		wait, silent := c.Silence(err) // that is no try
		if !silent {
			if tried >= patience {
				return r.giveUp()
			}
			c.Log.Warn("a message of a cast was not sent", "cast", id, "error", err)
			wait, tried = pause, tried+pause
		}
		if !c.linger(ctx, id, wait) {
			return FateLeft
		}
	}
}

// judge says what became of a letter, unless it certainly was not sent and may
// be yet.
func (c *Caster) judge(err error) (fate Fate, known bool) {
	switch {
	case err == nil:
		return FateSent, true
	case c.Chats.Final(err):
		return FateRefused, true
	case c.Chats.Unknown(err):
		return FateUnknown, true
	}
	return "", false
}

// giveUp leaves somebody for later, if that was not done too often.
func (r *Recipient) giveUp() Fate {
	r.Tries++
	if r.Tries >= mostTries {
		return FateRefused
	}
	return FateLeft
}

// write makes a person's letter. One that cannot be made harms nobody else.
func (c *Caster) write(cast Cast, r Recipient) (letter render.Letter, ok bool) {
	_, first, _ := cast.In("")
	ok = c.survive("a letter", func() { letter = c.Letter(cast, cmp.Or(r.Language, first)) })
	return letter, ok
}

// send sends a letter when its time has come. When ctx ends, it may still
// finish.
func (c *Caster) send(ctx context.Context, chat int64, letter render.Letter) error {
	sleep(ctx, time.Until(c.spoke.Add(cmp.Or(c.Gap, gap))))
	c.spoke = time.Now()
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), speech)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(closing, cancel) })()
	_, err := c.Chats.Send(bounded, chat, letter)
	return err
}

// linger waits before the same person is tried again, and says whether that is
// still wanted: not when the cast was stopped or the process is to end.
func (c *Caster) linger(ctx context.Context, id string, d time.Duration) bool {
	for end := time.Now().Add(d); time.Until(end) > 0; {
		if !sleep(ctx, min(time.Until(end), time.Second)) || c.stopped(ctx, id) {
			return false
		}
	}
	return ctx.Err() == nil
}

func (c *Caster) stopped(ctx context.Context, id string) bool {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	p, err := c.Store.Progress(ctx, id)
	return err == nil && p.Stopped
}
