package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/telegram"
	"visitbot/store"
)

const testToken = "4242:TEST-token_of-the_emulator-0000000"

// patience is how long a test waits for what has to come, on however busy a machine.
const patience = 2 * time.Minute

// A world is the whole bot on an emulated Telegram, with a clock of its own.
type world struct {
	t        testing.TB
	telegram *emulator.Server
	redis    redis.UniversalClient
	service  *service
	now      func() time.Time
	moved    atomic.Pointer[time.Time] // where the clock stands; nil: as now says
}

// before is two days before the shipped event.
var before = time.Date(2024, 1, 9, 10, 0, 0, 0, time.UTC)

// newWorld starts a bot with the shipped catalogue, changed by adapt, made of what
// with says.
func newWorld(t testing.TB, adapt func(*catalogue.Catalogue), with ...func(*wiring)) *world {
	t.Helper()
	w := &world{t: t, now: func() time.Time { return before }}
	w.telegram = emulator.New(emulator.Options{Token: testToken, Username: "rethink_visits_bot", Name: "Visits", Now: func() time.Time { return w.now() }})
	server := httptest.NewServer(w.telegram)
	t.Cleanup(server.Close)
	w.redis = redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
	t.Cleanup(func() { w.redis.Close() })

	cat := *catalogue.Shipped()
	cat.Visits = append([]catalogue.Visit(nil), cat.Visits...)
	if adapt != nil {
		adapt(&cat)
	}
	seal, err := store.NewSeal(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	made := wiring{
		catalogue: &cat, redis: w.redis, seal: seal, now: w.time, chance: chance{},
		telegram: telegram.Options{Token: testToken, APIURL: server.URL},
		log:      slog.New(slog.NewTextHandler(testLog{t}, nil)), process: "test",
	}
	for _, change := range with {
		change(&made)
	}
	w.redis = made.redis
	w.service, err = newService(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// run runs the bot until the test ends.
func (w *world) run() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.service.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

// time is what the clock of the bot says.
func (w *world) time() time.Time {
	if at := w.moved.Load(); at != nil {
		return *at
	}
	return w.now()
}

// moveTo moves the clock of a bot that runs.
func (w *world) moveTo(at time.Time) { w.moved.Store(&at) }

// a testLog shows the bot's log where a test fails.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	if l.t.Context().Err() == nil {
		l.t.Log(strings.TrimSpace(string(line)))
	}
	return len(line), nil
}

var _ io.Writer = testLog{}

// person adds somebody to Telegram.
func (w *world) person(id int64, name, tongue string) *visitor {
	w.telegram.AddPerson(emulator.Person{ID: id, FirstName: name, LanguageCode: tongue})
	return &visitor{world: w, id: id}
}

// A visitor is somebody who talks to the bot.
type visitor struct {
	*world
	id int64
}

func (v *visitor) say(text string) {
	v.t.Helper()
	if _, err := v.telegram.Say(v.id, text); err != nil {
		v.t.Fatal(err)
	}
}

// press waits for a button and presses it.
func (v *visitor) press(label string) {
	v.t.Helper()
	v.await("a button "+label, func(string) bool { return v.hasButton(label) })
	if _, err := v.telegram.PressLabel(v.id, label); err != nil {
		v.t.Fatalf("%v\n%s", err, v.chat())
	}
}

func (v *visitor) hasButton(label string) bool {
	chat := v.telegram.Chat(v.id)
	return slices.ContainsFunc(chat, func(m emulator.Message) bool {
		return slices.ContainsFunc(slices.Concat(m.Keyboard...), func(b emulator.Button) bool { return strings.Contains(b.Text, label) })
	})
}

// sees waits until a text is in the chat, in a message, a caption or a button.
func (v *visitor) sees(text string) {
	v.t.Helper()
	v.seesOneOf(text)
}

func (v *visitor) seesOneOf(texts ...string) {
	v.t.Helper()
	v.await(fmt.Sprintf("one of %q", texts), func(chat string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(chat, text) })
	})
}

// await waits until the chat is as wanted.
func (v *visitor) await(what string, ok func(chat string) bool) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	if err := v.telegram.WaitFor(ctx, func() bool { return ok(v.chat()) }); err != nil {
		v.t.Fatalf("waited for %s; the chat is\n%s", what, v.chat())
	}
}

// chat is the chat as the person sees it.
func (v *visitor) chat() string {
	var b strings.Builder
	for _, m := range v.telegram.Chat(v.id) {
		from := "person"
		if m.FromBot {
			from = "bot"
		}
		fmt.Fprintf(&b, "--- %d %s\n", m.ID, from)
		if m.Photo != nil {
			fmt.Fprintf(&b, "(picture %d bytes)\n", m.Photo.Size)
		}
		fmt.Fprintf(&b, "%.700s\n", strings.TrimSpace(m.Text+m.Caption))
		for _, row := range m.Keyboard {
			for _, button := range row {
				fmt.Fprintf(&b, "[%s] ", button.Text)
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}
