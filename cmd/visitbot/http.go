package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/caarlos0/env/v11"
)

// The paths on LISTEN beside the webhook's.
const (
	healthPath = "/healthz" // 200 while the process lives
	readyPath  = "/readyz"  // 200 when updates can be handled
)

// readyPatience is how long Redis may take to answer a question for readiness.
const readyPatience = 2 * time.Second

// A front answers on LISTEN. It is there before the service is, so that a
// process that waits for Telegram is seen to be alive.
type front struct {
	webhook string // path; empty: the bot polls
	redis   func(context.Context) error
	service atomic.Pointer[service]
	server  *http.Server // nil: LISTEN could not be listened on, and need not be
}

// newFront returns a front that asks redis whether it is there.
func newFront(webhook string, redis func(context.Context) error) *front {
	return &front{webhook: webhook, redis: redis}
}

// open lets updates in.
func (f *front) open(s *service) { f.service.Store(s) }

// shut takes no more requests and waits for those under way.
func (f *front) shut(ctx context.Context) {
	if f.server != nil {
		_ = f.server.Shutdown(ctx) // what is left when ctx ends is cut off
	}
}

// ServeHTTP answers probes and takes Telegram's updates.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case healthPath:
		fmt.Fprintln(w, "alive")
	case readyPath:
		f.answerReady(w, r)
	case f.webhook:
		f.takeUpdate(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (f *front) answerReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyPatience)
	defer cancel()
	switch {
	case f.service.Load() == nil:
		http.Error(w, "not ready: the bot is starting", http.StatusServiceUnavailable)
	case f.redis(ctx) != nil:
		http.Error(w, "not ready: Redis does not answer", http.StatusServiceUnavailable)
	default:
		fmt.Fprintln(w, "ready")
	}
}

// takeUpdate hands an update to the service. Before there is one, Telegram is
// asked to come again.
func (f *front) takeUpdate(w http.ResponseWriter, r *http.Request) {
	s := f.service.Load()
	if s == nil {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.ServeHTTP(w, r)
}

// newServer returns a server whose clients have to be about as quick as
// Telegram is.
func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// runHealth asks the bot of this machine whether it lives: the health check of
// a container that holds no other program.
func runHealth(ctx context.Context, args []string, out io.Writer) error {
	if err := parse(newFlags("health", out, "Asks "+healthPath+" on LISTEN; exits with 1 if the bot does not live."), args, 0); err != nil {
		return err
	}
	s, _ := readSettings(env.ToMap(os.Environ())) // of the settings, LISTEN alone counts here
	address, err := probeAddress(s.Listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New("the bot answers " + answer.Status)
	}
	_, err = io.Copy(out, answer.Body)
	return err
}

// probeAddress is where this machine reaches the health of a LISTEN address.
func probeAddress(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("LISTEN: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // not a name: the container has nothing to look it up in
	}
	return "http://" + net.JoinHostPort(host, port) + healthPath, nil
}
