package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
	r := httptest.NewRequest(method, "/hook", strings.NewReader(body))
	r.Header.Set(secretHeader, secret)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
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
	r := httptest.NewRequestWithContext(ctx, "POST", "/hook", strings.NewReader(update(5, 1, "a")))
	r.Header.Set(secretHeader, "s")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if err != nil {
		t.Errorf("the commit was interrupted: %v", err)
	}
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
