package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/telegram"
	"visitbot/store"
)

// grace is how long what is under way may take to end. With the private
// redis-server's end it stays within ten seconds.
const grace = 8 * time.Second

// runServe runs the bot until it is told to stop.
func runServe(ctx context.Context, args []string, out io.Writer) error {
	set, ephemeral := serveFlags(out)
	if err := parse(set, args, 0); err != nil {
		return err
	}
	s, problems := readSettings(env.ToMap(os.Environ()))
	if problems = inOrder(append(problems, s.check()...)); len(problems) > 0 {
		return usageError{settingsError(problems)}
	}
	if *ephemeral && s.RedisURL != "" {
		return usageError{errors.New("--ephemeral keeps all in memory, but REDIS_URL is set: leave one of them out")}
	}
	log := s.logger(os.Stderr)
	slog.SetDefault(log) // for what has no logger of its own
	return serve(ctx, s, *ephemeral, log)
}

func serveFlags(out io.Writer) (*flag.FlagSet, *bool) {
	set := newFlags("serve", out, "Runs the bot until SIGTERM or SIGINT.\n\n"+explainSettings())
	return set, set.Bool("ephemeral", false, "keep all in memory; every seat is lost when the program ends")
}

// A host is one serving process: a service with what it stands on. Whatever
// goes wrong while it serves ends it with a cause.
type host struct {
	settings
	log       *slog.Logger
	catalogue *catalogue.Catalogue
	redis     redis.UniversalClient
	metrics   *metrics
	front     *front
	fail      context.CancelCauseFunc
	closers   []func() // what is to be ended, the last first
}

// serve serves until ctx ends, and then returns nil, or until something fails.
func serve(ctx context.Context, s settings, ephemeral bool, log *slog.Logger) error {
	live, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	h := &host{settings: s, log: log, metrics: newMetrics(), fail: fail}
	defer h.close()
	err := h.serve(live, ephemeral)
	switch {
	case ctx.Err() != nil: // told to stop
		return nil
	case live.Err() != nil:
		return context.Cause(live)
	}
	return err
}

func (h *host) close() {
	for len(h.closers) > 0 {
		last := len(h.closers) - 1
		h.closers[last]()
		h.closers = h.closers[:last]
	}
}

func (h *host) later(end func()) { h.closers = append(h.closers, end) }

// serve sets everything up in the order in which it can fail most clearly, and
// runs the service.
func (h *host) serve(ctx context.Context, ephemeral bool) error {
	h.log.Info("visitbot starts", "version", version(), "owners", len(h.Owners))
	if err := h.loadCatalogue(time.Now()); err != nil {
		return err
	}
	if err := h.openRedis(ctx, ephemeral); err != nil {
		return err
	}
	seal, err := store.LoadSeal(h.keyFile())
	if err != nil {
		return err
	}
	if err := h.listen(); err != nil {
		return err
	}
	service, err := h.wire(ctx, seal)
	if err != nil {
		return err
	}
	h.metrics.follow(service)
	h.front.open(service)
	h.log.Info("serving", "bot", "@"+service.client.Self().Username, "webhook", h.WebhookURL != "")
	return h.run(ctx, service)
}

// loadCatalogue reads and checks the catalogue, and says whether its event is
// past.
func (h *host) loadCatalogue(now time.Time) error {
	data, err := readCatalogue(h.Catalogue)
	if err != nil {
		return err
	}
	name := h.Catalogue
	if name == "" {
		name = shippedName
	}
	var problems []catalogue.Problem
	h.catalogue, problems = catalogue.Load(name, data)
	if h.catalogue == nil {
		return catalogueError(problems)
	}
	if len(problems) > 0 {
		h.log.Warn("the catalogue can be used; visitbot check says what to better in it", "catalogue", name, "warnings", len(problems))
	}
	if event := h.catalogue.Event; event.Past(now) {
		h.log.Warn("the event is past: the bot only informs, and nobody can sign up", "ended", event.End)
	}
	return nil
}

// A catalogueError is a catalogue that fails its check.
type catalogueError []catalogue.Problem

// Error lists every problem.
func (e catalogueError) Error() string {
	text := "the catalogue cannot be used:"
	for _, p := range e {
		text += "\n  " + p.String()
	}
	return text
}

// listen opens LISTEN and METRICS_LISTEN.
func (h *host) listen() error {
	h.front = newFront(h.webhookPath(), func(ctx context.Context) error { return h.redis.Ping(ctx).Err() })
	if err := h.open("LISTEN", h.Listen, h.WebhookURL != "", h.front); err != nil {
		return err
	}
	return h.open("METRICS_LISTEN", h.MetricsListen, false, h.metrics.handler())
}

// open serves a handler on an address until the host closes. Where the address
// is only the default, and nothing needs it, the bot works without.
func (h *host) open(setting, address string, needed bool, handler http.Handler) error {
	listener, err := net.Listen("tcp", address)
	if err != nil && !needed && h.given[setting] == "" {
		h.log.Warn("the default address cannot be listened on, so nothing is served there", "setting", setting, "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: nothing can be served on %s: %w", setting, address, err)
	}
	server := newServer(handler, h.log)
	h.later(func() { server.Close() })
	if setting == "LISTEN" {
		h.front.server = server
	}
	h.log.Info("listening", "setting", setting, "address", listener.Addr())
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.fail(fmt.Errorf("%s: %w", setting, err))
		}
	}()
	return nil
}

// wire makes the service. While Telegram cannot be reached it tries again.
func (h *host) wire(ctx context.Context, seal *store.Seal) (*service, error) {
	w := wiring{
		catalogue: h.catalogue, redis: h.redis, seal: seal, now: time.Now, chance: chance{}, log: h.log, metrics: h.metrics,
		telegram: telegram.Options{Token: h.Token, APIURL: h.APIURL, HTTP: h.metrics.transport()},
		webhook:  h.WebhookURL, secret: h.WebhookSecret, process: rand.Text(), owners: h.Owners,
	}
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		service, err := newService(ctx, w)
		switch {
		case err == nil:
			return service, nil
		case telegram.Unauthorised(err):
			return nil, fmt.Errorf("TELEGRAM_TOKEN: the Bot API server %s does not know this token: %w", h.APIURL, err)
		case !passing(err):
			return nil, err
		}
		if wait, limited := telegram.RetryAfter(err); limited {
			pause = wait
		}
		h.log.Warn("Telegram does not answer and is tried again", "wait", pause, "error", err)
		if !sleep(ctx, pause) {
			return nil, context.Cause(ctx)
		}
	}
}

// passing says whether an error of Telegram's may be over in a moment.
func passing(err error) bool {
	switch telegram.KindOf(err) {
	case telegram.KindRateLimited, telegram.KindUnavailable, telegram.KindUnknown:
		return true
	}
	return false
}

// How long to wait between attempts to reach what is away.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// sleep waits, and says whether it was not cut short.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// run runs the service until ctx ends. Then nothing more is taken in over
// HTTP, and what is under way may end within the grace.
func (h *host) run(ctx context.Context, service *service) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- service.Run(work) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	h.log.Info("stopping", "why", context.Cause(ctx))
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	h.front.shut(late)
	stop()
	select {
	case err := <-ended:
		h.log.Info("stopped")
		return err
	case <-late.Done():
		h.log.Warn("not everything was said in time; what is owed is sent after the next start", "grace", grace)
		return nil
	}
}
