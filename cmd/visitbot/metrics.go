package main

import (
	"context"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/telegram"
)

// metrics count what one process does. They hold no person and no text. On a
// nil *metrics nothing is counted.
type metrics struct {
	registry *prometheus.Registry
	updates  *prometheus.CounterVec // outcome: committed, failed
	handling prometheus.Histogram
	commits  *prometheus.CounterVec // act, outcome: the words of package seats
	calls    *prometheus.CounterVec // method, result: HTTP status, or lost
	notices  *prometheus.CounterVec // kind, result: sent, settled, buried
}

// newMetrics returns metrics of which all are zero.
func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		updates:  counters("updates_total", "Updates handled: committed, or failed and coming again.", "outcome"),
		handling: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "visitbot", Name: "handling_seconds", Help: "Time from an update's arrival to its commit.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14), // half a millisecond to four seconds
		}),
		commits: counters("commits_total", "Steps committed, by what was asked of the seats and what it came to.", "act", "outcome"),
		calls:   counters("bot_api_calls_total", "Calls of the Bot API, by method and HTTP status; lost: no answer came.", "method", "result"),
		notices: counters("notices_total", "Notices taken out of the outbox: tickets sent; settled are letters sent, marks of old messages and what is true no more; buried are dead letters.", "kind", "result"),
	}
	m.registry.MustRegister(m.updates, m.handling, m.commits, m.calls, m.notices,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "visitbot", Name: name, Help: help}, labels)
}

// handler serves /metrics.
func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// follow adds what a service counts itself.
func (m *metrics) follow(s *service) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Namespace: "visitbot", Name: "poison_updates_total", Help: "Updates that could not be read or handled and were passed over.",
	}, func() float64 { return float64(s.client.Poisoned()) }))
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "visitbot", Name: "notices_owed", Help: "Notices in the outbox; -1 while Redis is away.",
	}, s.owed))
}

// handle counts and times the handling of updates.
func (m *metrics) handle(next telegram.Handler) telegram.Handler {
	if m == nil {
		return next
	}
	return func(ctx context.Context, u bot.Update) error {
		began := time.Now()
		err := next(ctx, u)
		m.handling.Observe(time.Since(began).Seconds())
		outcome := "committed"
		if err != nil {
			outcome = "failed"
		}
		m.updates.WithLabelValues(outcome).Inc()
		return err
	}
}

// seats counts commits.
func (m *metrics) seats(next bot.Store) bot.Store {
	if m == nil {
		return next
	}
	return seatsMeter{next, m}
}

type seatsMeter struct {
	bot.Store
	metrics *metrics
}

// Commit commits and counts it.
func (s seatsMeter) Commit(ctx context.Context, c bot.Commit) (conversation.Reply, error) {
	reply, err := s.Store.Commit(ctx, c)
	if err == nil {
		s.metrics.commits.WithLabelValues(string(c.Ask.Act), string(reply.Outcome)).Inc()
	}
	return reply, err
}

// outbox counts notices.
func (m *metrics) outbox(next delivery.Store) delivery.Store {
	if m == nil {
		return next
	}
	return outboxMeter{next, m}
}

type outboxMeter struct {
	delivery.Store
	metrics *metrics
}

// Reached settles a notice that reached its person, and counts it.
func (o outboxMeter) Reached(ctx context.Context, owed delivery.Owed, file string, message int) error {
	err := o.Store.Reached(ctx, owed, file, message)
	if err == nil {
		o.metrics.notices.WithLabelValues(string(owed.Kind), "sent").Inc()
	}
	return err
}

// Posted settles a notice about an enquiry that reached whom it is for, and counts
// it.
func (o outboxMeter) Posted(ctx context.Context, owed delivery.Owed, chat int64, message int) error {
	err := o.Store.Posted(ctx, owed, chat, message)
	if err == nil {
		o.metrics.notices.WithLabelValues(string(owed.Kind), "sent").Inc()
	}
	return err
}

// Settle settles a notice that was said or needs not be, and counts it.
func (o outboxMeter) Settle(ctx context.Context, owed delivery.Owed) error {
	err := o.Store.Settle(ctx, owed)
	if err == nil {
		o.metrics.notices.WithLabelValues(string(owed.Kind), "settled").Inc()
	}
	return err
}

// Bury buries a notice, and counts it.
func (o outboxMeter) Bury(ctx context.Context, owed delivery.Owed, why delivery.Why, at time.Time) error {
	err := o.Store.Bury(ctx, owed, why, at)
	if err == nil {
		o.metrics.notices.WithLabelValues(string(owed.Kind), "buried").Inc()
	}
	return err
}

// transport carries calls of the Bot API and counts them.
func (m *metrics) transport() http.RoundTripper {
	return callMeter{telegram.Transport(telegram.DefaultPool), m}
}

type callMeter struct {
	next    http.RoundTripper
	metrics *metrics
}

// RoundTrip calls and counts. Of the address only the method's name is kept:
// what stands before it holds the token.
func (c callMeter) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	result := "lost"
	if err == nil {
		result = strconv.Itoa(answer.StatusCode)
	}
	c.metrics.calls.WithLabelValues(path.Base(r.URL.Path), result).Inc()
	return answer, err
}
