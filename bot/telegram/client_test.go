package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/render"
)

func TestNewClientSaysWhoTheBotIs(t *testing.T) {
	c := client(t, &fake{})
	if want := (Self{ID: 123456, Name: "Visits", Username: username}); c.Self() != want {
		t.Errorf("Self() = %+v, want %+v", c.Self(), want)
	}
}

func TestNewClientRefusesWhatCannotWork(t *testing.T) {
	for name, o := range map[string]Options{
		"no token":               {},
		"token with a newline":   {Token: token + "\n"},
		"token with a path":      {Token: "../" + token},
		"address without scheme": {Token: token, APIURL: "api.telegram.org"},
		"address of a file":      {Token: token, APIURL: "file:///etc/passwd"},
		"no address":             {Token: token, APIURL: "http://%zz"},
	} {
		t.Run(name, func(t *testing.T) {
			o.HTTP = &fake{}
			_, err := NewClient(t.Context(), o)
			if err == nil {
				t.Fatal("no error")
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
}

func TestAddressMayHoldAPathAndAPercentSign(t *testing.T) {
	var path atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path.Store(r.URL.Path)
		fmt.Fprint(w, good(me))
	}))
	defer server.Close()
	if _, err := NewClient(t.Context(), Options{Token: token, APIURL: server.URL + "/a%20b/"}); err != nil {
		t.Fatal(err)
	}
	if want := "/a b/bot" + token + "/getMe"; path.Load() != want {
		t.Errorf("asked for %q, want %q", path.Load(), want)
	}
}

func TestWhoIsNoBotIsNoClient(t *testing.T) {
	for _, body := range []string{good("null"), good("true"), good(`{"id":5,"is_bot":false,"first_name":"A"}`), bad(401, "Unauthorized"), "<html>"} {
		c, err := NewClient(t.Context(), Options{Token: token, HTTP: carrier(func(*http.Request) (*http.Response, error) {
			return response(200, body), nil
		})})
		if err == nil || c != nil {
			t.Errorf("%s made a client: %v", body, err)
		}
	}
}

// The library knows no context: a call could not be given up.
func TestCancelReachesTheRequest(t *testing.T) {
	arrived, left := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "getMe") {
			fmt.Fprint(w, good(me))
			return
		}
		_ = r.ParseForm()
		close(arrived)
		<-r.Context().Done()
		close(left)
	}))
	defer server.Close()
	c, err := NewClient(t.Context(), Options{Token: token, APIURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err = NewMessenger(c).Send(ctx, 5, render.Letter{Text: "x"})
	if !errors.Is(err, context.Canceled) || !Unknown(err) {
		t.Errorf("error %v of kind %q, want canceled and unknown", err, KindOf(err))
	}
	<-left
}

// The library's client has no timeout: a call could hang for ever.
func TestEveryCallHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := messenger(t, func(ctx context.Context, _ call) (int, string) { <-ctx.Done(); return 0, "" })
		start := time.Now()
		_, err := m.Send(context.Background(), 5, render.Letter{Text: "x"})
		if !errors.Is(err, context.DeadlineExceeded) || !Unknown(err) {
			t.Errorf("error %v of kind %q, want deadline exceeded and unknown", err, KindOf(err))
		}
		if waited := time.Since(start); waited != defaultTimeout {
			t.Errorf("waited %v, want %v", waited, defaultTimeout)
		}
	})
}

// Two idle connections for each host, as by default, make a busy bot dial anew
// for most calls.
func TestPoolKeepsConnections(t *testing.T) {
	const callers, rounds = 16, 8
	var dialled atomic.Int64
	gate := newGate(callers)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "getMe") {
			gate.pass() // all callers are under way at once
		}
		fmt.Fprint(w, good(me))
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			dialled.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c, err := NewClient(t.Context(), Options{Token: token, APIURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for range rounds {
		var all sync.WaitGroup
		for range callers {
			all.Go(func() { _, _ = c.call(t.Context(), time.Minute, "sendMessage", nil) })
		}
		all.Wait()
	}
	if n := dialled.Load(); n > callers+2 {
		t.Errorf("%d connections for %d callers", n, callers)
	}
}

// A gate lets people pass in groups of a size.
type gate struct {
	mu   sync.Mutex
	size int
	here int
	open chan struct{}
}

func newGate(size int) *gate { return &gate{size: size, open: make(chan struct{})} }

func (g *gate) pass() {
	g.mu.Lock()
	open := g.open
	if g.here++; g.here == g.size {
		close(open)
		g.here, g.open = 0, make(chan struct{})
	}
	g.mu.Unlock()
	<-open
}

// A redirected request would carry the token to the other host in its Referer.
func TestRedirectIsNotFollowed(t *testing.T) {
	var followed atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer server.Close()
	_, err := NewClient(t.Context(), Options{Token: token, APIURL: server.URL})
	if KindOf(err) != KindUnavailable || followed.Load() {
		t.Errorf("error %v, followed: %v", err, followed.Load())
	}
}

// An idle connection may be closed by the other side at any time. Go sends a
// request that meets one again, if it has its body twice: the library's
// uploads have it once, and no length.
func TestUploadCanBeSentAgain(t *testing.T) {
	uploads := 0
	c := client(t, carrier(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "getMe") {
			return response(200, good(me)), nil
		}
		uploads++
		first, _ := io.ReadAll(r.Body)
		body, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		again, _ := io.ReadAll(body)
		if len(first) == 0 || string(first) != string(again) || r.ContentLength != int64(len(first)) {
			t.Errorf("%d bytes of %d, then %d", len(first), r.ContentLength, len(again))
		}
		return response(200, good(message)), nil
	}))
	if _, _, err := NewMessenger(c).SendFile(t.Context(), 5, render.Letter{Text: "x"}, photo); err != nil || uploads != 1 {
		t.Errorf("%d uploads, error %v", uploads, err)
	}
}

// A carrier is a function that carries requests.
type carrier func(*http.Request) (*http.Response, error)

func (f carrier) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Every transport error of the library holds the address, and so the token.
func TestTokenIsInNoErrorAndNoLogLine(t *testing.T) {
	for name, broken := range failures() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, log := logged(t, switching{broken})
				for call, err := range everyCall(t, c) {
					for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%+v %#v", err, err), fmt.Sprint(unwrapped(err))} {
						if strings.Contains(text, secret) {
							t.Errorf("the error of %s holds the token: %s", call, text)
						}
					}
					c.log.Error("it failed", "error", err, "client", c)
				}
				c.log.Info(fmt.Sprintf("%v %+v %#v %s", c, c, c, c))
				if strings.Contains(log.String(), secret) {
					t.Errorf("the log holds the token:\n%s", log)
				}
				if strings.Count(log.String(), "\n") < 10 {
					t.Errorf("hardly anything was logged:\n%s", log)
				}
			})
		})
	}
}

// switching answers getMe and leaves the rest to another carrier.
type switching struct{ rest http.RoundTripper }

func (s switching) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "getMe") {
		return response(200, good(me)), nil
	}
	return s.rest.RoundTrip(r)
}

// failing carries nothing.
func failing(why func(*http.Request) error) http.RoundTripper {
	return carrier(func(r *http.Request) (*http.Response, error) { return nil, why(r) })
}

// failures are the ways in which requests fail.
func failures() map[string]http.RoundTripper {
	return map[string]http.RoundTripper{
		"refused connection": failing(func(*http.Request) error { return &net.OpError{Op: "dial", Err: errors.New("refused")} }),
		"broken connection":  failing(func(*http.Request) error { return errors.New("connection reset by peer") }),
		"error that quotes the address": failing(func(r *http.Request) error {
			return fmt.Errorf("cannot reach %s", r.URL)
		}),
		"wrapped error that quotes the address": failing(func(r *http.Request) error {
			return fmt.Errorf("proxy: %w", errors.New(r.URL.Path))
		}),
		"html page":       &fake{answer: always(502, "<html>Bad Gateway</html>")},
		"cut answer":      &fake{answer: always(200, `{"ok":tr`)},
		"error of server": &fake{answer: always(500, bad(500, "Internal Server Error"))},
		"unauthorised":    &fake{answer: always(401, bad(401, "Unauthorized"))},
		"conflict":        &fake{answer: always(409, bad(409, "Conflict: terminated by other getUpdates request"))},
		"rate limited":    &fake{answer: always(429, hush(1))},
		"no answer":       &fake{answer: func(ctx context.Context, _ call) (int, string) { <-ctx.Done(); return 0, "" }},
	}
}

// everyCall makes every call that there is and returns what failed.
func everyCall(t *testing.T, c *Client) map[string]error {
	failed := map[string]error{}
	m, ctx := NewMessenger(c), t.Context()
	l := render.Letter{Text: "x"}
	_, failed["send"] = m.Send(ctx, 1, l)
	failed["edit"] = m.Edit(ctx, 2, 7, l)
	failed["caption"] = m.EditCaption(ctx, 3, 7, l)
	failed["strip"] = m.Strip(ctx, 4, 7)
	failed["delete"] = m.Delete(ctx, 5, 7)
	failed["answer"] = m.Answer(ctx, "1", "x", false)
	_, _, failed["photo"] = m.SendFile(ctx, 6, l, photo)
	_, _, failed["file id"] = m.SendFile(ctx, 7, l, render.File{ID: "AgAC"})
	failed["webhook"] = c.SetWebhook(ctx, "https://example.org/hook", "s")
	_, failed["texts"] = c.Apply(ctx, texts)
	turn, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	failed["run"] = NewPoller(c, nil).Run(turn, nothing)
	_, failed["who"] = c.getMe(ctx)
	return failed
}

// unwrapped returns every error inside an error.
func unwrapped(err error) []error {
	var all []error
	for ; err != nil; err = errors.Unwrap(err) {
		all = append(all, err)
	}
	return all
}
