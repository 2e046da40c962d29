package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"visitbot/bot"
)

// The library answers 200 before it handles, and cannot check a secret.
func TestWebhook(t *testing.T) {
	good := update(5, 1, "a")
	huge := `{"update_id":5,"message":{"text":"` + strings.Repeat("x", bodyLimit) + `"}}`
	tests := []struct {
		name, method, secret, body string
		away                       bool
		status, handled, poisoned  int
	}{
		{"an update", "POST", "s3cret", good, false, 200, 1, 0},
		{"store away", "POST", "s3cret", good, true, 503, 1, 0},
		{"nothing to handle", "POST", "s3cret", `{"update_id":5}`, false, 200, 0, 0},
		{"poison", "POST", "s3cret", `{"update_id":5,"message":[]}`, false, 200, 0, 1},
		{"no JSON", "POST", "s3cret", `hello`, false, 200, 0, 1},
		{"too large", "POST", "s3cret", huge, false, 200, 0, 1},
		{"wrong secret", "POST", "s3creT", good, false, 401, 0, 0},
		{"no secret", "POST", "", good, false, 401, 0, 0},
		{"longer secret", "POST", "s3cret2", good, false, 401, 0, 0},
		{"not a delivery", "GET", "s3cret", good, false, 405, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, log := logged(t, &fake{})
			handled := 0
			h, err := NewWebhook(c, "s3cret", func(context.Context, bot.Update) error {
				handled++
				if test.away {
					return errors.New("the store is away")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			w := deliver(h, test.method, test.secret, test.body)
			if w.Code != test.status || handled != test.handled || int(c.Poisoned()) != test.poisoned {
				t.Errorf("status %d, %d handled, %d poisoned; want %d, %d, %d", w.Code, handled, c.Poisoned(), test.status, test.handled, test.poisoned)
			}
			if again := w.Header().Get("Retry-After"); (again != "") != test.away {
				t.Errorf("Retry-After is %q", again)
			}
			if strings.Contains(log.String(), "s3cre") {
				t.Errorf("the log holds the secret: %s", log)
			}
		})
	}
}

// deliver brings an update as Telegram does.
func deliver(h http.Handler, method, secret, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, delivery(context.Background(), method, secret, body))
	return w
}

// delivery is the request that brings an update until ctx ends.
func delivery(ctx context.Context, method, secret, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, "/hook", strings.NewReader(body))
	r.Header.Set(secretHeader, secret)
	return r
}

// Telegram delivers again what is not answered with success: so the answer
// waits for the commit.
func TestWebhookAnswersAfterTheCommit(t *testing.T) {
	begun, commit := make(chan struct{}), make(chan struct{})
	h, err := NewWebhook(client(t, &fake{}), "s", func(context.Context, bot.Update) error {
		close(begun)
		<-commit
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan int)
	go func() { answered <- deliver(h, "POST", "s", update(5, 1, "a")).Code }()
	<-begun
	select {
	case code := <-answered:
		t.Fatalf("answered %d before the commit", code)
	default:
	}
	close(commit)
	if code := <-answered; code != 200 {
		t.Errorf("answered %d", code)
	}
}

func TestWebhookFinishesThoughTelegramHangsUp(t *testing.T) {
	ctx, hangUp := context.WithCancel(t.Context())
	var err error
	h, _ := NewWebhook(client(t, &fake{}), "s", func(ctx context.Context, _ bot.Update) error {
		hangUp()
		err = ctx.Err()
		return nil
	})
	h.ServeHTTP(httptest.NewRecorder(), delivery(ctx, "POST", "s", update(5, 1, "a")))
	if err != nil {
		t.Errorf("the commit was interrupted: %v", err)
	}
}

// Telegram delivers over many connections at once, and one person's message
// and press come in queues of their own.
func TestWebhookServesOnePersonInOrderOthersMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		commit := make(chan struct{})
		h, _ := NewWebhook(client(t, &fake{}), "s", func(ctx context.Context, u bot.Update) error {
			_ = n.handle(ctx, u)
			if u.Said == "first" {
				<-commit
			}
			return nil
		})
		var deliveries sync.WaitGroup
		for i, said := range []string{"first", "second", "third", "fourth"} {
			deliveries.Go(func() { deliver(h, "POST", "s", update(i+1, 1, said)) })
			synctest.Wait()
		}
		if code := deliver(h, "POST", "s", update(9, 2, "another's")).Code; code != 200 {
			t.Errorf("another person is answered %d", code)
		}
		if want := []string{"first", "another's"}; !slices.Equal(n.said, want) {
			t.Errorf("handled %q before the first was committed, want %q", n.said, want)
		}
		close(commit)
		deliveries.Wait()
		if want := []string{"first", "another's", "second", "third", "fourth"}; !slices.Equal(n.said, want) {
			t.Errorf("handled %q, want %q", n.said, want)
		}
		if len(h.queue.last) != 0 {
			t.Errorf("%d people are remembered", len(h.queue.last))
		}
	})
}

// Who hangs up while waiting leaves the queue, and nobody in it is overtaken:
// that update comes again.
func TestWebhookWaitsNoLongerThanTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		commit := make(chan struct{})
		h, _ := NewWebhook(client(t, &fake{}), "s", func(ctx context.Context, u bot.Update) error {
			_ = n.handle(ctx, u)
			if u.Said == "first" {
				<-commit
			}
			return nil
		})
		ctx, hangUp := context.WithCancel(t.Context())
		impatient := httptest.NewRecorder()
		var deliveries sync.WaitGroup
		deliveries.Go(func() { deliver(h, "POST", "s", update(1, 1, "first")) })
		synctest.Wait()
		deliveries.Go(func() { h.ServeHTTP(impatient, delivery(ctx, "POST", "s", update(2, 1, "second"))) })
		synctest.Wait()
		deliveries.Go(func() { deliver(h, "POST", "s", update(3, 1, "third")) })
		synctest.Wait()
		hangUp()
		synctest.Wait()
		if impatient.Code != 503 || !slices.Equal(n.said, []string{"first"}) {
			t.Errorf("who hung up is answered %d, handled %q", impatient.Code, n.said)
		}
		close(commit)
		deliveries.Wait()
		synctest.Wait()
		if want := []string{"first", "third"}; !slices.Equal(n.said, want) {
			t.Errorf("handled %q, want %q", n.said, want)
		}
		if len(h.queue.last) != 0 {
			t.Errorf("%d people are remembered", len(h.queue.last))
		}
	})
}

// A panic does not hold up the person's next update.
func TestWebhookGoesOnAfterAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, log := logged(t, &fake{})
		var n notebook
		h, _ := NewWebhook(c, "s", func(ctx context.Context, u bot.Update) error {
			if u.Said == "first" {
				panic("hunter2")
			}
			return n.handle(ctx, u)
		})
		for i, said := range []string{"first", "second"} {
			if code := deliver(h, "POST", "s", update(41+i, 1, said)).Code; code != 200 {
				t.Errorf("%s is answered %d", said, code)
			}
		}
		if !slices.Equal(n.said, []string{"second"}) || !strings.Contains(log.String(), `"update":41`) {
			t.Errorf("handled %q, logged %s", n.said, log)
		}
	})
}

func TestSecretsThatTelegramWouldRefuse(t *testing.T) {
	c := client(t, &fake{answer: always(200, good("true"))})
	for secret, ok := range map[string]bool{
		"": false, "with space": false, "ключ": false, "line\n": false, strings.Repeat("x", 257): false,
		"A-Za-z_09": true, strings.Repeat("x", 256): true,
	} {
		_, err := NewWebhook(c, secret, nothing)
		if set := c.SetWebhook(t.Context(), "https://example.org/", secret); (err == nil) != ok || (set == nil) != ok {
			t.Errorf("secret %q: NewWebhook %v, SetWebhook %v", secret, err, set)
		}
	}
}
