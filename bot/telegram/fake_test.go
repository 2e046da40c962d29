package telegram

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// The bot of the tests.
const (
	token    = "123456:AAbbCC-secret_part"
	secret   = "AAbbCC-secret_part"
	username = "visits_bot"
	me       = `{"id":123456,"is_bot":true,"first_name":"Visits","username":"visits_bot"}`
)

// A call is one request as it went out.
type call struct {
	method string
	params map[string]string
	files  map[string]string // content by field
}

// An answer answers a call: a status and a body.
type answer func(ctx context.Context, c call) (status int, body string)

// A fake answers requests in this process, without a network, so that it works
// inside testing/synctest. It answers getMe by itself.
type fake struct {
	answer answer
	mu     sync.Mutex
	calls  []call
}

// RoundTrip implements http.RoundTripper.
func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	c, err := read(r)
	if err != nil {
		return nil, err
	}
	if c.method == "getMe" {
		return response(200, good(me)), nil
	}
	f.mu.Lock()
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	status, body := f.answer(r.Context(), c)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return response(status, body), nil
}

// seen returns the calls of these methods, or all of them.
func (f *fake) seen(methods ...string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.calls), func(c call) bool {
		return len(methods) > 0 && !slices.Contains(methods, c.method)
	})
}

// values returns one parameter of the calls of a method.
func (f *fake) values(method, param string) []string {
	var values []string
	for _, c := range f.seen(method) {
		values = append(values, c.params[param])
	}
	return values
}

// read reads a request as Telegram does.
func read(r *http.Request) (call, error) {
	c := call{method: path.Base(r.URL.Path), params: map[string]string{}, files: map[string]string{}}
	err := r.ParseMultipartForm(1 << 20)
	if err != nil && err != http.ErrNotMultipart {
		return c, err
	}
	for key := range r.PostForm {
		c.params[key] = r.PostForm.Get(key)
	}
	if r.MultipartForm == nil {
		return c, nil
	}
	for field, parts := range r.MultipartForm.File {
		part, err := parts[0].Open()
		if err != nil {
			return c, err
		}
		content, _ := io.ReadAll(part)
		c.files[field] = string(content)
	}
	return c, nil
}

func response(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// good is what Telegram answers when it did what was asked.
func good(result string) string { return `{"ok":true,"result":` + result + `}` }

// bad is what Telegram answers when it did not.
func bad(code int, description string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// hush is what Telegram answers when it wants silence.
func hush(seconds int) string {
	return fmt.Sprintf(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d","parameters":{"retry_after":%[1]d}}`, seconds)
}

// always answers every call alike.
func always(status int, body string) answer {
	return func(context.Context, call) (int, string) { return status, body }
}

// message is what Telegram answers to a message sent.
const message = `{"message_id":7,"date":1,"chat":{"id":5,"type":"private"},"text":"x"}`

// client returns a client of a transport.
func client(t testing.TB, carrier http.RoundTripper) *Client {
	c, err := NewClient(t.Context(), Options{Token: token, HTTP: carrier})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// messenger returns a messenger of a fake that answers so.
func messenger(t testing.TB, a answer) (*Messenger, *fake) {
	f := &fake{answer: a}
	return NewMessenger(client(t, f)), f
}

// A transcript is a log that can be read while it is written.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// logged returns a client that logs into a transcript.
func logged(t testing.TB, carrier http.RoundTripper) (*Client, *transcript) {
	l := &transcript{}
	log := slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	c, err := NewClient(t.Context(), Options{Token: token, HTTP: carrier, Log: log, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return c, l
}

// with returns params and more of them.
func with(params tgbotapi.Params, more ...string) tgbotapi.Params {
	params = maps.Clone(params)
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	return params
}
