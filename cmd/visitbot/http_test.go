package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// ask sends a request to a front and returns the status.
func ask(f *front, method, path string) int {
	answer := httptest.NewRecorder()
	f.ServeHTTP(answer, httptest.NewRequest(method, path, strings.NewReader("{}")))
	return answer.Code
}

func TestFront(t *testing.T) {
	var away error
	f := newFront("/hook/{x}", func(context.Context) error { return away })
	expect := func(health, ready, hook int) {
		t.Helper()
		for path, want := range map[string]int{"/healthz": health, "/readyz": ready, "/hook/{x}": hook, "/": 404, "/hook": 404} {
			if got := ask(f, http.MethodPost, path); got != want {
				t.Errorf("%s: %d, want %d", path, got, want)
			}
		}
	}
	expect(200, 503, 503) // before the service is there
	w := newWorld(t, nil)
	f.open(w.service)
	expect(200, 200, 404) // the world polls: nobody may deliver
	away = errors.New("away")
	expect(200, 503, 404)
}

func TestHealth(t *testing.T) {
	server := httptest.NewServer(newFront("", nil))
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	t.Setenv("LISTEN", "127.0.0.1:"+port)
	if code, out, errs := call("health"); code != 0 || out != "alive\n" {
		t.Errorf("%d %q %q", code, out, errs)
	}
	server.Close()
	if code, _, errs := call("health"); code != exitFailed || !strings.Contains(errs, "refused") {
		t.Errorf("%d %q", code, errs)
	}
}

func TestProbeAddress(t *testing.T) {
	for listen, want := range map[string]string{
		":8080":          "http://127.0.0.1:8080/healthz",
		"0.0.0.0:81":     "http://127.0.0.1:81/healthz",
		"[::]:81":        "http://127.0.0.1:81/healthz",
		"10.0.0.7:81":    "http://10.0.0.7:81/healthz",
		"[fe80::1]:8080": "http://[fe80::1]:8080/healthz",
	} {
		if got, err := probeAddress(listen); got != want || err != nil {
			t.Errorf("%s: %s %v", listen, got, err)
		}
	}
}

// An address that is taken is refused if it was asked for, or if Telegram
// delivers there; a default one is done without.
func TestAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	for _, c := range []struct {
		given  map[string]string
		needed bool
		refuse bool
	}{
		{nil, false, false},
		{nil, true, true},
		{map[string]string{"LISTEN": address}, false, true},
	} {
		h := &host{settings: settings{given: c.given}, log: quiet(t), front: newFront("", nil)}
		err := h.open("LISTEN", address, c.needed, h.front)
		if (err != nil) != c.refuse || err != nil && !strings.Contains(err.Error(), "LISTEN: nothing can be served on "+address) {
			t.Errorf("%v: %v", c, err)
		}
		h.front.shut(t.Context())
		h.close()
	}
}

// within gives a context for what a test waits for.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
