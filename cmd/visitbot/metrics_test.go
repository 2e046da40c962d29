package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// scrape returns what Prometheus would see.
func scrape(t *testing.T, m *metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatal(answer.Code)
	}
	return answer.Body.String()
}

// A rigged store answers what it is told to.
type rigged struct {
	seatsHalf
	outboxHalf
	err error
}

// The halves are what nobody calls here.
type (
	seatsHalf  struct{ bot.Store }
	outboxHalf struct{ delivery.Store }
)

func (r rigged) Commit(context.Context, bot.Commit) (conversation.Reply, error) {
	return conversation.Reply{Result: seats.Result{Outcome: seats.Held}}, r.err
}
func (r rigged) Load(context.Context, seats.Person, time.Time) (conversation.Reply, error) {
	return conversation.Reply{}, r.err
}
func (r rigged) Reached(context.Context, delivery.Owed, string, int) error { return r.err }
func (r rigged) Posted(context.Context, delivery.Owed, int64, int) error   { return r.err }
func (r rigged) Settle(context.Context, delivery.Owed) error               { return r.err }
func (r rigged) Bury(context.Context, delivery.Owed, delivery.Why, time.Time) error {
	return r.err
}

func TestMetrics(t *testing.T) {
	m := newMetrics()
	m.follow(newWorld(t, nil).service)
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	for _, err := range []error{nil, errors.New("away")} {
		store := rigged{err: err}
		_ = m.handle(func(context.Context, bot.Update) error { return err })(t.Context(), bot.Update{})
		commit := bot.Commit{Request: conversation.Request{Ask: seats.Request{Act: seats.ActHold}}}
		_, _ = m.seats(store).Commit(t.Context(), commit)
		ticket := delivery.Owed{Notice: seats.Notice{Kind: seats.KindTicket}}
		_ = m.outbox(store).Reached(t.Context(), ticket, "", 1)
		_ = m.outbox(store).Settle(t.Context(), ticket)
		_ = m.outbox(store).Bury(t.Context(), ticket, delivery.WhyRefused, time.Now())
	}
	callAPI(t, m, server.URL)
	callAPI(t, m, "http://127.0.0.1:1")
	text := scrape(t, m)
	for _, want := range []string{
		`visitbot_updates_total{outcome="committed"} 1`, `visitbot_updates_total{outcome="failed"} 1`, `visitbot_handling_seconds_count 2`,
		`visitbot_commits_total{act="hold",outcome="held"} 1`, `visitbot_notices_total{kind="ticket",result="sent"} 1`,
		`visitbot_notices_total{kind="ticket",result="settled"} 1`, `visitbot_notices_total{kind="ticket",result="buried"} 1`, `visitbot_bot_api_calls_total{method="getMe",result="404"} 1`,
		`visitbot_bot_api_calls_total{method="getMe",result="lost"} 1`, `visitbot_poison_updates_total 0`, `go_goroutines `, `process_open_fds `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, testToken) {
		t.Error("the token is in the metrics")
	}
}

// callAPI calls getMe at a server through the counting transport.
func callAPI(t *testing.T, m *metrics, server string) {
	t.Helper()
	client := http.Client{Transport: m.transport()}
	answer, err := client.Get(server + "/bot" + testToken + "/getMe")
	if err == nil {
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}

// Without metrics nothing is wrapped, so nothing is counted.
func TestNoMetrics(t *testing.T) {
	var m *metrics
	store := rigged{}
	if m.seats(store) != bot.Store(store) || m.outbox(store) != delivery.Store(store) || m.handle(nil) != nil {
		t.Error("something is wrapped")
	}
}
