package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
	"visitbot/bot/telegram"
	"visitbot/store"
)

// The bot of the demo. It is known to nobody but the emulator.
const (
	demoToken    = "7000000001:demo-token-known-to-the-emulator"
	demoName     = "Re:think Bridges visits"
	demoUsername = "rethink_visits_bot"
	demoAPI      = "http://emulator.invalid" // never dialled: calls stay in the process
)

// A demoWorld is the whole bot on an emulated Telegram and an emulated Redis,
// in this process and without a socket.
type demoWorld struct {
	telegram *emulator.Server
	redis    *miniredis.Miniredis
	client   redis.UniversalClient
	service  *service
	clock    *demoClock
	ctx      context.Context // ends with the world
	end      context.CancelFunc
	level    *slog.LevelVar // of the log; raised when the world ends
	served   chan error     // takes the service's last word
}

// newDemoWorld starts a bot with the shipped catalogue and its owners, in which
// nobody has said anything yet. It runs until the context ends or Close is called.
func newDemoWorld(ctx context.Context, clock *demoClock, luck bot.Chance, owners ...int64) (*demoWorld, error) {
	w := &demoWorld{clock: clock, redis: miniredis.NewMiniRedis(), served: make(chan error, 1), level: new(slog.LevelVar)}
	w.level.Set(slog.LevelWarn)
	w.ctx, w.end = context.WithCancel(ctx)
	w.client = redis.NewClient(&redis.Options{Dialer: w.dial, ContextTimeoutEnabled: true, MaxRetries: -1})
	w.telegram = emulator.New(emulator.Options{Token: demoToken, Username: demoUsername, Name: demoName, Now: clock.Now})
	var err error
	if w.service, err = w.wire(luck, owners); err != nil {
		w.served <- nil
		w.Close()
		return nil, err
	}
	go func() { w.served <- w.service.Run(w.ctx) }()
	return w, nil
}

func (w *demoWorld) wire(luck bot.Chance, owners []int64) (*service, error) {
	seal, err := store.NewSeal(make([]byte, 32)) // what it seals does not leave the process
	if err != nil {
		return nil, err
	}
	return newService(w.ctx, wiring{
		catalogue: demoCatalogue(), redis: w.client, seal: seal, now: w.clock.Now, chance: luck, process: "demo", owners: owners, every: demoEvery,
		telegram: telegram.Options{Token: demoToken, APIURL: demoAPI, HTTP: w.telegram.Client().Transport},
		log:      slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: w.level})),
	})
}

// demoEvery is how often the demo looks at what is due.
const demoEvery = 50 * time.Millisecond

// fewPlaces is how many places the demo's last visit has, so that a waiting list
// can be seen with a handful of people.
const fewPlaces = 2

// demoCatalogue is the shipped one, with few places in the last visit.
func demoCatalogue() *catalogue.Catalogue {
	cat := *catalogue.Shipped()
	cat.Visits = slices.Clone(cat.Visits)
	cat.Visits[len(cat.Visits)-1].Capacity = fewPlaces
	return &cat
}

// dial connects to the emulated Redis.
func (w *demoWorld) dial(context.Context, string, string) (net.Conn, error) {
	return w.redis.Dial()
}

// Close ends the world and returns when the bot has stopped. What the bot
// meets in a world that ends is no error.
func (w *demoWorld) Close() {
	w.level.Set(slog.LevelError + 1)
	w.end()
	w.telegram.Close()
	<-w.served
	_ = w.client.Close() // nothing is on its way any more
	w.redis.Close()
}

// Advance moves the clock forward. What Redis keeps for a time grows older
// with it, what has come to be due is done, and people whose term is over are
// forgotten.
func (w *demoWorld) Advance(ctx context.Context, by time.Duration) error {
	w.clock.advance(by)
	w.redis.FastForward(by)
	if err := w.service.officer.Do(ctx); err != nil {
		return err
	}
	_, err := w.service.store.Forget(ctx, w.clock.Now())
	return err
}

// Now is the time in this world.
func (w *demoWorld) Now() time.Time { return w.clock.Now() }

// seats says how far every visit is taken.
func (w *demoWorld) seats(ctx context.Context) ([]page.Seats, error) {
	nobody := telegram.Person(0)
	reply, err := w.service.store.Load(ctx, nobody, w.clock.Now())
	if err != nil {
		return nil, err
	}
	var list []page.Seats
	for _, v := range w.service.catalogue.Visits {
		name, _ := v.Name.In(catalogue.English)
		list = append(list, page.Seats{Visit: v.ID, Name: name, Taken: reply.Visits[v.ID].Taken, Capacity: reply.Visits[v.ID].Capacity})
	}
	return list, nil
}

// settle waits until the bot has nothing left to do: every update is confirmed,
// everything is said and nothing is owed.
func (w *demoWorld) settle(ctx context.Context) error {
	for {
		quiet, err := w.quiet(ctx)
		if quiet || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-w.ctx.Done():
			return errors.New("the demo is over")
		case <-time.After(time.Millisecond):
		}
	}
}

// quiet says whether the bot has nothing to do. An update is confirmed after
// its commit, so by then what follows is being said or is owed.
func (w *demoWorld) quiet(ctx context.Context) (bool, error) {
	if w.telegram.Pending() > 0 {
		return false, nil
	}
	w.service.bot.Wait()
	owed, err := w.service.store.Owed(ctx)
	if err != nil {
		return false, err
	}
	sending, err := w.service.store.Casts().Started(ctx)
	return owed == 0 && len(sending) == 0 && w.telegram.Pending() == 0, err
}
