package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"visitbot/bot"
)

// How updates are fetched.
const (
	longPoll  = 50 * time.Second // how long Telegram holds a poll open; it allows no more
	margin    = 15 * time.Second // how much later than that its answer may come
	batchSize = 100              // updates in one answer; Telegram allows no more
	farewell  = 5 * time.Second  // what is under way may still take so long when the poller stops
	watch     = 5 * time.Second  // how often the lease is extended
)

// wanted are the updates that the bot asks for. They are always said: without
// them, Telegram keeps to what an earlier deployment wanted.
const wanted = `["message","edited_message","callback_query","inline_query"]`

// A Handler handles one update. It returns nil after what follows from it was
// committed, and only then the update is confirmed to Telegram. After an error
// the same update comes again. It is called for different people at once, and
// for one person in order.
type Handler func(ctx context.Context, u bot.Update) error

// A Lease lets one process among many poll: two that do so get each other's
// polls refused. It is a matter of order only: an update that two processes
// handle changes nothing the second time.
type Lease interface {
	// Hold takes the lease, or extends it, and says whether this process has
	// it: with an error, it has not. It is called every five seconds, so a
	// lease that was not extended for some fifteen is free for another.
	Hold(ctx context.Context) (held bool, err error)
	// Release gives the lease up at once, if this process has it.
	Release(ctx context.Context) error
}

// alone is the lease of a process that has no others beside it.
type alone struct{}

func (alone) Hold(context.Context) (bool, error) { return true, nil }
func (alone) Release(context.Context) error      { return nil }

// A Poller asks Telegram for updates.
type Poller struct {
	client *Client
	lease  Lease
	log    *slog.Logger
}

// NewPoller returns a poller of a bot. Without a lease (nil) it takes itself
// to be the only one.
func NewPoller(c *Client, lease Lease) *Poller {
	if lease == nil {
		lease = alone{}
	}
	return &Poller{client: c, lease: lease, log: c.log}
}

// Run polls until ctx ends, and then returns nil, or until Telegram refuses
// the token. Everything else that goes wrong is logged and tried again. The
// context of handle ends five seconds after ctx, so that what is under way can
// be finished; what was committed by then is confirmed.
func (p *Poller) Run(ctx context.Context, handle Handler) error {
	work := linger(ctx, farewell)
	for p.await(ctx) {
		if err := p.reign(ctx, work, handle); err != nil {
			return err
		}
	}
	return nil
}

// linger returns a context that ends some time after ctx.
func linger(ctx context.Context, longer time.Duration) context.Context {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(longer, cancel) })
	return late
}

// await waits for the lease. It returns false when ctx ends before.
func (p *Poller) await(ctx context.Context) bool {
	for said := false; ctx.Err() == nil; said = true {
		held, err := p.lease.Hold(ctx)
		if held {
			return true
		}
		if !said {
			p.log.Info("standing by: another process polls, or the store is away", "error", err)
		}
		if pause(ctx, watch) != nil {
			return false
		}
	}
	return false
}

// reign polls as long as the lease is held.
func (p *Poller) reign(ctx, work context.Context, handle Handler) error {
	turn, end := context.WithCancel(ctx)
	defer end()
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		p.keep(turn, end)
	}()
	offset, err := p.poll(turn, work, handle)
	end()
	<-kept
	if err != nil || ctx.Err() != nil {
		p.leave(context.WithoutCancel(ctx), offset)
	}
	return err
}

// keep extends the lease until the turn ends, and ends the turn when the lease
// is lost.
func (p *Poller) keep(turn context.Context, end context.CancelFunc) {
	for pause(turn, watch) == nil {
		held, err := p.lease.Hold(turn)
		if !held && turn.Err() == nil {
			p.log.Warn("the lease is lost: polling stops", "error", err)
			end()
		}
	}
}

// leave confirms what was committed and gives the lease up.
func (p *Poller) leave(ctx context.Context, offset int64) {
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	if offset != 0 {
		if _, err := p.client.call(ctx, farewell, "getUpdates", polling(offset, 1, 0)); err != nil {
			p.log.Warn("what was handled last is not confirmed and will come again", "error", err)
		}
	}
	if err := p.lease.Release(ctx); err != nil {
		p.log.Warn("the lease is not given up", "error", err)
	}
}

// poll fetches and serves until the turn ends or Telegram refuses for good.
// The offset is the id after the last update that was committed; it is never
// compared with another id, because ids begin anew after a quiet week.
func (p *Poller) poll(turn, work context.Context, handle Handler) (offset int64, err error) {
	if err := p.insist(turn, p.dropWebhook); err != nil {
		return 0, ended(turn, err)
	}
	for {
		var batch []json.RawMessage
		err := p.insist(turn, func(ctx context.Context) (err error) {
			batch, err = p.fetch(ctx, offset)
			return err
		})
		if err != nil {
			return offset, ended(turn, err)
		}
		offset = p.serve(turn, work, p.open(batch), handle).after(offset)
	}
}

// ended returns no error where it is the turn's own end.
func ended(turn context.Context, err error) error {
	if turn.Err() != nil {
		return nil
	}
	return err
}

// dropWebhook makes polling possible where an earlier deployment set a
// webhook. Nothing that waits at Telegram is dropped.
func (p *Poller) dropWebhook(ctx context.Context) error {
	_, err := p.client.call(ctx, p.client.timeout, "deleteWebhook", nil)
	return err
}

// fetch asks for the updates from offset on and waits for the first.
func (p *Poller) fetch(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	answer, err := p.client.call(ctx, longPoll+margin, "getUpdates", polling(offset, batchSize, longPoll))
	if err != nil {
		return nil, err
	}
	var batch []json.RawMessage
	if json.Unmarshal(answer, &batch) != nil {
		return nil, &Error{Kind: KindUnavailable, Method: "getUpdates", cause: errAnswer}
	}
	return batch, nil
}

// polling returns the parameters of a poll. An offset of 0 stands for none:
// whatever is not confirmed comes.
func polling(offset int64, limit int, timeout time.Duration) tgbotapi.Params {
	params := tgbotapi.Params{
		"limit":           strconv.Itoa(limit),
		"timeout":         strconv.Itoa(int(timeout / time.Second)),
		"allowed_updates": wanted,
	}
	params.AddNonZero64("offset", offset)
	return params
}

// insist tries until it succeeds, ctx ends or Telegram refuses for good.
func (p *Poller) insist(ctx context.Context, try func(context.Context) error) error {
	var b backoff
	for {
		err := try(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if Unauthorised(err) {
			return fmt.Errorf("telegram: nobody knows this token; check it, and the address of the Bot API server: %w", err)
		}
		delay := b.next()
		if wait, limited := RetryAfter(err); limited {
			delay = wait
		}
		p.log.Warn("polling is held up", "why", obstacle(err), "wait", delay, "error", err)
		if err := pause(ctx, delay); err != nil {
			return err
		}
	}
}

// obstacle says in plain words why a poll failed.
func obstacle(err error) string {
	e, ok := errors.AsType[*Error](err)
	switch {
	case ok && e.Kind == KindConflict && strings.Contains(e.Description, "webhook"):
		return "a webhook is set: another deployment serves this bot"
	case ok && e.Kind == KindConflict:
		return "someone else polls with this token"
	case ok && e.Kind == KindRateLimited:
		return "Telegram wants silence"
	case ok && e.Kind == KindRefused:
		return "Telegram refuses the poll"
	}
	return "Telegram cannot be reached"
}
