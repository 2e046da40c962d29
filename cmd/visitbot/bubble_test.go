package main

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/telegram"
	"visitbot/store"
)

// owner is who runs the event in a bubble.
const owner = 1

// A bubble is the whole bot on an emulated Telegram and an in-process Redis, in
// a time of its own, in which days pass in seconds. It is made inside
// synctest.Test.
type bubble struct {
	*testing.T
	telegram *emulator.Server
	redis    redis.UniversalClient
	service  *service
	stop     func() // ends the bot
}

// newBubble starts a bot with a catalogue at a time, to which nothing but the
// clock moves on before. Every so often the bot looks at what is due.
func newBubble(t *testing.T, begins time.Time, every time.Duration, cat *catalogue.Catalogue) *bubble {
	t.Helper()
	time.Sleep(time.Until(begins))
	b := &bubble{T: t}
	memory := miniredis.NewMiniRedis()
	memory.ClockTTL(true)
	b.redis = redis.NewClient(&redis.Options{
		Dialer: func(context.Context, string, string) (net.Conn, error) { return memory.Dial() }, MaxRetries: -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}, // its look-up leaves the bubble
	})
	b.telegram = emulator.New(emulator.Options{Token: demoToken, Username: demoUsername, Name: demoName, Now: time.Now})
	ctx, end := context.WithCancel(context.Background())
	done := b.serve(ctx, every, cat)
	b.stop = func() {
		end()
		b.telegram.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		b.redis.Close()
		memory.Close()
	}
	return b
}

// serve runs the bot until the context ends.
func (b *bubble) serve(ctx context.Context, every time.Duration, cat *catalogue.Catalogue) (done chan error) {
	seal, err := store.NewSeal(make([]byte, 32))
	b.must(err)
	b.service, err = newService(ctx, wiring{
		catalogue: cat, redis: b.redis, seal: seal, now: time.Now, chance: newForeseeable(), process: "bubble", every: every,
		telegram: telegram.Options{Token: demoToken, APIURL: demoAPI, HTTP: b.telegram.Client().Transport},
		log:      slog.New(slog.NewTextHandler(testLog{b.T}, &slog.HandlerOptions{Level: slog.LevelWarn})), owners: []int64{owner},
	})
	b.must(err)
	done = make(chan error, 1)
	go func() { done <- b.service.Run(ctx) }()
	return done
}

// until lets time pass.
func (b *bubble) until(at time.Time) {
	time.Sleep(time.Until(at))
	synctest.Wait()
}

func (b *bubble) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
