package telegram

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot"
	"visitbot/bot/emulator"
	"visitbot/bot/render"
)

// Ana writes to the bot in the tests against the emulator.
const ana = 4503599627370497

// A world is the bot and a strict Telegram in one bubble.
type world struct {
	*emulator.Server
	client *Client
	m      *Messenger
	log    *transcript
}

// newWorld returns a world with Ana in it.
func newWorld(t *testing.T) *world {
	s := emulator.New(emulator.Options{Token: token, Username: username, Name: "Visits"})
	s.AddPerson(emulator.Person{ID: ana, FirstName: "Ana", LanguageCode: "ro-MD"})
	c, log := logged(t, s.Client().Transport)
	return &world{Server: s, client: c, m: NewMessenger(c), log: log}
}

// polling runs a poller while something happens, and returns what Run did.
func (w *world) polling(t *testing.T, handle Handler, happens func()) error {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- NewPoller(w.client, nil).Run(ctx, handle) }()
	synctest.Wait()
	happens()
	synctest.Wait()
	stop()
	return <-ended
}

// must fails the test over an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// One talk from the first command to the last press, on a strict server.
func TestTalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		handle := func(ctx context.Context, u bot.Update) error {
			if u.Press == nil {
				_, err := w.m.Send(ctx, u.Chat, letter)
				return err
			}
			return errors.Join(
				w.m.Edit(ctx, u.Chat, u.Message, render.Letter{Text: "held: " + u.Press.Subject}),
				w.m.Answer(ctx, u.Query, "Held", false))
		}
		var query string
		err := w.polling(t, handle, func() {
			must[int](t)(w.Say(ana, "/start v_carusel"))
			synctest.Wait()
			query = must[string](t)(w.PressLabel(ana, "Reserve"))
		})
		chat := w.Chat(ana)
		if err != nil || len(chat) != 2 || chat[1].Text != "held: carusel" || len(chat[1].Keyboard) != 0 {
			t.Errorf("the chat is %+v, error %v", chat, err)
		}
		if text, _, answered := w.Server.Answer(query); !answered || text != "Held" {
			t.Errorf("the press was answered %q, %v", text, answered)
		}
		if w.Pending() != 0 {
			t.Errorf("%d updates are not confirmed", w.Pending())
		}
		refused(t, w)
	})
}

// refused reports calls that the strict server refused.
func refused(t *testing.T, w *world) {
	t.Helper()
	for _, c := range w.Calls() {
		if c.Error != "" {
			t.Errorf("%s %v: %s", c.Method, c.Params, c.Error)
		}
	}
}

func TestStrictServerTakesFilesAndTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		must[int](t)(w.Say(ana, "/start"))
		ctx := t.Context()
		document := render.File{Name: "visit.ics", Data: []byte("BEGIN:VCALENDAR")}
		id, file, err := w.m.SendFile(ctx, ana, letter, document)
		if err != nil || file == "" {
			t.Fatal(err)
		}
		if _, again, err := w.m.SendFile(ctx, ana, letter, render.File{ID: file}); err != nil || again == "" {
			t.Errorf("sent again as %q: %v", again, err)
		}
		if err := w.m.EditCaption(ctx, ana, id, render.Letter{Text: "void"}); err != nil {
			t.Error(err)
		}
		if err := w.m.Edit(ctx, ana, id, letter); !errors.Is(err, bot.ErrNoMessage) {
			t.Errorf("a message with a file was edited as a text: %v", err)
		}
		if _, err := w.client.Apply(ctx, texts); err != nil {
			t.Error(err)
		}
		if menu := w.Menu(ana); len(menu) != 1 || menu[0].Description != "Cele șase vizite" {
			t.Errorf("Ana's menu is %v", menu)
		}
	})
}

func TestHarmlessRefusalsOfTheStrictServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		must[int](t)(w.Say(ana, "/start"))
		ctx := t.Context()
		id := must[int](t)(w.m.Send(ctx, ana, letter))
		for name, err := range map[string]error{
			"same again":       w.m.Edit(ctx, ana, id, letter),
			"strip":            w.m.Strip(ctx, ana, id),
			"strip again":      w.m.Strip(ctx, ana, id),
			"unknown query":    w.m.Answer(ctx, "99", "", false),
			"delete":           w.m.Delete(ctx, ana, id),
			"delete again":     w.m.Delete(ctx, ana, id),
			"strip what's not": w.m.Strip(ctx, ana, id),
		} {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.m.Edit(ctx, ana, id, letter); !errors.Is(err, bot.ErrNoMessage) {
			t.Errorf("edit of a deleted message: %v", err)
		}
	})
}

func TestBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		must[int](t)(w.Say(ana, "/start"))
		w.Block(ana)
		_, err := w.m.Send(t.Context(), ana, letter)
		check(t, "blocked", err, KindBlocked)
		_, err = w.m.Send(t.Context(), 99, letter)
		check(t, "nobody", err, KindRefused)
	})
}

func TestFaultsOfTheStrictServer(t *testing.T) {
	tests := []struct {
		name  string
		fault emulator.Fault
		want  Kind
		chat  int // messages of the bot; -1: nobody can know
	}{
		{"silence, then", emulator.Fault{Status: 429, RetryAfter: 3, Description: "Too Many Requests: retry after 3"}, "", 1},
		{"page", emulator.Fault{Status: 502, Body: "<html>"}, KindUnavailable, 0},
		{"lost on the way back", emulator.Fault{Drop: emulator.DropAfter}, KindUnknown, 1},
		{"never answered", emulator.Fault{Delay: time.Hour}, KindUnknown, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				must[int](t)(w.Say(ana, "/start"))
				test.fault.Method = "sendMessage"
				w.Fault(test.fault)
				_, err := w.m.Send(t.Context(), ana, letter)
				check(t, "send", err, test.want)
				if n := len(w.Chat(ana)) - 1; n != test.chat && test.chat >= 0 {
					t.Errorf("%d messages arrived, want %d", n, test.chat)
				}
				time.Sleep(2 * time.Hour)
			})
		})
	}
}

// A quiet week, poison and a tap that comes twice, on the server's own queue.
func TestQueueOfTheStrictServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var n notebook
		err := w.polling(t, n.handle, func() {
			must[int](t)(w.Say(ana, "before"))
			synctest.Wait()
			w.RestartIDs(3)
			must[int](t)(w.Say(ana, "after"))
			synctest.Wait()
			w.Poison()
			must[int](t)(w.Say(ana, "behind"))
		})
		if got := strings.Join(n.said, " "); err != nil || got != "before after behind" {
			t.Errorf("handled %q, error %v", got, err)
		}
		if w.Pending() != 0 || w.client.Poisoned() != 1 {
			t.Errorf("%d pending, %d poisoned", w.Pending(), w.client.Poisoned())
		}
	})
}

// A tap can come as two updates, and both bear the same screen's nonce.
func TestOneTapAsTwoUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		must[int](t)(w.Say(ana, "/start"))
		must[int](t)(w.m.Send(t.Context(), ana, letter))
		var operations []string
		err := w.polling(t, func(ctx context.Context, u bot.Update) error {
			if u.Press != nil {
				operations = append(operations, u.Operation+u.Press.Data())
			}
			return nil
		}, func() {
			query := must[string](t)(w.PressLabel(ana, "Reserve"))
			synctest.Wait()
			if err := w.Redeliver(query); err != nil {
				t.Error(err)
			}
		})
		if err != nil || len(operations) != 2 || operations[0] != operations[1] {
			t.Errorf("the tap became %q, error %v", operations, err)
		}
	})
}

// Webhook and polling exclude each other: polling takes the webhook off, and
// what waited for it comes.
func TestPollingAfterAWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if err := w.client.SetWebhook(t.Context(), "https://example.org/hook", "s3cret"); err != nil {
			t.Fatal(err)
		}
		for _, c := range w.Calls("setWebhook") {
			if c.Params["secret_token"] != "s3cret" || c.Params["allowed_updates"] != wanted {
				t.Errorf("setWebhook %v", c.Params)
			}
		}
		var n notebook
		if err := w.polling(t, n.handle, func() { must[int](t)(w.Say(ana, "hello")) }); err != nil || len(n.said) != 1 {
			t.Errorf("handled %q, error %v", n.said, err)
		}
		for _, c := range w.Calls("deleteWebhook") {
			if c.Params["drop_pending_updates"] != "" {
				t.Error("what waited was dropped")
			}
		}
		w.Close()
	})
}

// Telegram delivers to the webhook until it is told that all went well.
func TestWebhookOfTheStrictServer(t *testing.T) {
	var s *emulator.Server
	var n notebook
	var once sync.Once
	hook := httptest.NewUnstartedServer(nil)
	s = emulator.New(emulator.Options{Token: token, Username: username, Name: "Visits"})
	s.AddPerson(emulator.Person{ID: ana, FirstName: "Ana"})
	c, err := NewClient(t.Context(), Options{Token: token, HTTP: s.Client().Transport, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewWebhook(c, "s3cret", func(ctx context.Context, u bot.Update) (err error) {
		once.Do(func() { err = errors.New("the store is away") })
		return errors.Join(err, n.unless(ctx, u, err))
	})
	if err != nil {
		t.Fatal(err)
	}
	hook.Config.Handler = http.Handler(h)
	hook.Start()
	defer hook.Close()
	defer s.Close()
	if err := c.SetWebhook(t.Context(), hook.URL, "s3cret"); err != nil {
		t.Fatal(err)
	}
	must[int](t)(s.Say(ana, "hello"))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := s.WaitFor(ctx, func() bool { return s.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if len(n.said) != 1 {
		t.Errorf("handled %q", n.said)
	}
}

// unless notes an update if nothing went wrong.
func (n *notebook) unless(ctx context.Context, u bot.Update, err error) error {
	if err != nil {
		return nil
	}
	return n.handle(ctx, u)
}

func TestGroupsOfTheStrictServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const bridges = -1001234567890
		w.AddGroup(emulator.Group{ID: bridges, Title: "Bridges", SeesAll: true})
		var updates []bot.Update
		err := w.polling(t, func(_ context.Context, u bot.Update) error {
			updates = append(updates, u)
			return nil
		}, func() {
			for _, text := range []string{"hello", "/start", "/start@other_bot", "/visits@" + username} {
				must[int](t)(w.SayIn(bridges, ana, text))
			}
		})
		if err != nil || len(updates) != 1 || !updates[0].Group || updates[0].Command != "visits" || updates[0].Chat != bridges {
			t.Errorf("the bot understood %+v, error %v", updates, err)
		}
		if w.Pending() != 0 {
			t.Errorf("%d updates are not confirmed", w.Pending())
		}
	})
}
