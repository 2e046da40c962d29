package emulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bot is the other end of a webhook.
type bot struct {
	mu     sync.Mutex
	got    []string // texts, in the order in which they came
	at     []time.Time
	active int
	most   int // at once
	answer func(text string) (status int, header, body string)
	hold   chan struct{} // when not nil, every request waits for a receive
	secret string
}

func (b *bot) RoundTrip(r *http.Request) (*http.Response, error) {
	var u received
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.got = append(b.got, u.Message.Text)
	b.at = append(b.at, time.Now())
	b.active++
	b.most = max(b.most, b.active)
	b.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	b.mu.Unlock()
	if b.hold != nil {
		select {
		case <-b.hold:
		case <-r.Context().Done():
			return nil, context.Cause(r.Context())
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.active--
	status, header, body := 200, "", ""
	if b.answer != nil {
		status, header, body = b.answer(u.Message.Text)
	}
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	answer := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
	answer.Header.Set("Retry-After", header)
	return answer, nil
}

func (b *bot) texts() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.got)
}

func hooked(t *testing.T, b *bot, params ...string) *world {
	w := newWorld(t, Options{Webhook: &http.Client{Transport: b}})
	w.RestartIDs(1)
	if a := w.call("setWebhook", append(params, "url", "https://bot.example.com/hook")...); !a.OK {
		t.Fatal(a.Description)
	}
	return w
}

func TestWebhookDelivers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bot{}
		w := hooked(t, b, "secret_token", "s3cret_-")
		must(w.Say(ana, "one"))
		must(w.Say(ana, "two"))
		synctest.Wait()
		if got := b.texts(); !slices.Equal(got, []string{"one", "two"}) || b.secret != "s3cret_-" || w.Pending() != 0 {
			t.Errorf("got %v with secret %q, %d pending", got, b.secret, w.Pending())
		}
	})
}

// TestWebhookOrder: one chat in order, one at a time; different chats side by
// side up to max_connections.
func TestWebhookOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bot{hold: make(chan struct{})}
		w := hooked(t, b, "max_connections", "2")
		for i := range int64(3) {
			w.AddPerson(Person{ID: 600 + i, FirstName: "P"})
			must(w.Say(600+i, "first"))
			must(w.Say(600+i, "second"))
		}
		synctest.Wait()
		if got := b.texts(); len(got) != 2 || slices.Contains(got, "second") {
			t.Errorf("under way at first: %v", got)
		}
		for range 6 {
			b.hold <- struct{}{}
			synctest.Wait()
		}
		if got := b.texts(); len(got) != 6 || b.most != 2 || w.Pending() != 0 {
			t.Errorf("in all: %v, at most %d at once, %d pending", got, b.most, w.Pending())
		}
	})
}

// TestWebhookRetries: at once, after 2, 4 and 8 seconds; Retry-After is
// honoured; what comes behind in the same chat waits, other chats do not.
func TestWebhookRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := 5
		b := &bot{answer: func(text string) (int, string, string) {
			if text == "one" && fails > 0 {
				fails--
				return []int{0, 404, 500, 500, 503}[fails], map[bool]string{true: "30"}[fails == 0], ""
			}
			return 204, "", ""
		}}
		w := hooked(t, b)
		start := time.Now()
		must(w.Say(ana, "one"))
		must(w.Say(ana, "two"))
		must(w.Say(olena, "other"))
		synctest.Wait()
		a := w.call("getWebhookInfo")
		if !strings.Contains(string(a.Result), "Wrong response from the webhook: 50") || !strings.Contains(string(a.Result), `"pending_update_count":2`) ||
			!strings.Contains(string(a.Result), fmt.Sprintf(`"last_error_date":%d`, w.clock.at.Unix())) {
			t.Errorf("info after failures: %s", a.Result)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		var waits []time.Duration
		for i, text := range b.texts() {
			if text == "one" {
				waits = append(waits, b.at[i].Sub(start))
			}
		}
		want := []time.Duration{0, 0, 2 * time.Second, 6 * time.Second, 14 * time.Second, 30 * time.Second}
		if !slices.Equal(waits, want) {
			t.Errorf("tried after %v, want %v", waits, want)
		}
		if got := b.texts(); got[len(got)-1] != "two" || slices.Index(got, "other") > 3 || w.Pending() != 0 {
			t.Errorf("order %v, %d pending", got, w.Pending())
		}
	})
}

func TestWebhookHonoursRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := true
		b := &bot{answer: func(string) (int, string, string) {
			defer func() { first = false }()
			if first {
				return 503, "30", ""
			}
			return 200, "", ""
		}}
		w := hooked(t, b)
		must(w.Say(ana, "x"))
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(b.at) != 2 || b.at[1].Sub(b.at[0]) != 30*time.Second {
			t.Errorf("tried at %v", b.at)
		}
	})
}

func TestWebhookReplyMayCallAMethod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bot{answer: func(string) (int, string, string) {
			return 200, "", `{"method":"sendMessage","chat_id":501,"text":"by the way"}`
		}}
		w := hooked(t, b)
		must(w.Say(ana, "x"))
		synctest.Wait()
		messages := w.Chat(ana)
		if last := messages[len(messages)-1]; last.Text != "by the way" || !last.FromBot || len(w.Calls("sendMessage")) != 1 {
			t.Errorf("the last message is %+v", last)
		}
	})
}

// TestWebhookOverLoopback delivers through a real socket, with plain HTTP.
func TestWebhookOverLoopback(t *testing.T) {
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.Method + " " + r.Header.Get("Content-Type") + " " + string(body)
	}))
	defer server.Close()
	w := newWorld(t, Options{})
	w.RestartIDs(7)
	if a := w.call("setWebhook", "url", server.URL); !a.OK {
		t.Fatal(a.Description)
	}
	must(w.Say(ana, "x"))
	if text := <-got; !strings.HasPrefix(text, `POST application/json {"update_id":7,"message":{`) {
		t.Errorf("posted %s", text)
	}
	if err := w.WaitFor(deadline(t), func() bool { return w.Pending() == 0 }); err != nil {
		t.Error(err)
	}
}

func TestDeletingAWebhookKeepsItsQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bot{hold: make(chan struct{})}
		w := hooked(t, b)
		must(w.Say(ana, "x"))
		synctest.Wait()
		w.call("deleteWebhook")
		synctest.Wait()
		if got := w.updates(); len(got) != 1 || got[0].Message.Text != "x" {
			t.Errorf("after deleteWebhook: %+v", got)
		}
		w.call("deleteWebhook", "drop_pending_updates", "true")
		if w.Pending() != 0 {
			t.Errorf("%d pending after dropping them", w.Pending())
		}
	})
}
