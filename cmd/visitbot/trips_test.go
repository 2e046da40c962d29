package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/telegram"
)

// A counter counts the round trips to Redis.
type counter struct{ trips atomic.Int64 }

func (c *counter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c *counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.trips.Add(1)
		return next(ctx, cmd)
	}
}

func (c *counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.trips.Add(1)
		return next(ctx, cmds)
	}
}

// A press costs one round trip to Redis, a text two, and each the calls of the
// Bot API that it needs.
func TestTripsAndCalls(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.poll()
	defer stop()
	var count counter
	w.redis.AddHook(&count)
	ana := w.person(7, "Ana", "en")
	warm := w.person(8, "Bogdan", "ro") // the first of each script has to load it
	warm.says("/start")
	warm.says("hm")
	warm.presses("Romexpo")

	edit := "answerCallbackQuery editMessageText"
	for _, step := range []struct {
		what  string
		do    func()
		trips int64
		calls string
	}{
		{"/start, for the first time", func() { ana.says("/start") }, 2, "sendMessage"},
		{"a visit", func() { ana.presses("Romexpo") }, 1, edit},
		{"reserve", func() { ana.presses("Reserve a place") }, 1, edit},
		{"two people", func() { ana.presses("2") }, 1, edit},
		{"change name", func() { ana.presses("Change name") }, 1, edit},
		{"the name", func() { ana.says("Ana Ionescu") }, 2, "deleteMessage editMessageText"},
		{"confirm", func() { ana.presses("Confirm") }, 1, edit},
		{"/start again", func() { ana.says("/start") }, 2, "editMessageReplyMarkup sendMessage"},
		{"something unknown", func() { ana.says("xyz") }, 1, "sendMessage"},
		{"a question", func() { ana.says("Is Romexpo open tomorrow, and what papers do I need?") }, 2, "sendMessage"},
		{"the rest of the answer", func() { ana.presses("Address") }, 1, edit},
		{"another language", func() { ana.presses("Українська") }, 1, edit},
	} {
		w.telegram.ResetCalls()
		count.trips.Store(0)
		step.do()
		var calls []string
		for _, call := range w.telegram.Calls() {
			if call.Method != "getUpdates" {
				calls = append(calls, call.Method)
			}
		}
		slices.Sort(calls)
		if got := strings.Join(calls, " "); got != step.calls || count.trips.Load() != step.trips {
			t.Errorf("%s: %d round trips and %q, not %d and %q", step.what, count.trips.Load(), got, step.trips, step.calls)
		}
	}
}

// poll runs the way of the updates alone, without courier and lease.
func (w *world) poll() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- telegram.NewPoller(w.service.client, nil).Run(ctx, w.service.bot.Handle) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		w.service.bot.Wait()
	}
}

// says types something and waits until all of the answer is there.
func (v *visitor) says(text string) {
	v.t.Helper()
	v.say(text)
	v.settle()
}

// presses presses a button and waits until all of the answer is there.
func (v *visitor) presses(label string) {
	v.t.Helper()
	v.press(label)
	v.settle()
}

// settle waits until every update is confirmed and everything is said.
func (v *visitor) settle() {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	if err := v.telegram.WaitFor(ctx, func() bool { return v.telegram.Pending() == 0 }); err != nil {
		v.t.Fatal(fmt.Errorf("updates are still pending: %w", err))
	}
	v.service.bot.Wait()
}
