package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func ids(list []received) string {
	text := ""
	for _, u := range list {
		text += fmt.Sprint(u.ID%1000, " ")
	}
	return text
}

func TestOffsetsConfirm(t *testing.T) {
	w := newWorld(t, Options{})
	w.RestartIDs(100)
	for range 5 {
		must(w.Say(ana, "x"))
	}
	steps := []struct {
		name   string
		params []string
		want   string
	}{
		{"all", nil, "100 101 102 103 104 "},
		{"again, nothing confirmed", nil, "100 101 102 103 104 "},
		{"limited", []string{"limit", "2"}, "100 101 "},
		{"limit out of range", []string{"limit", "1000"}, "100 101 102 103 104 "},
		{"confirmed two", []string{"offset", "102"}, "102 103 104 "},
		{"an old offset brings nothing back", []string{"offset", "100"}, "102 103 104 "},
		{"negative keeps one from the end", []string{"offset", "-1"}, "104 "},
		{"confirmed all", []string{"offset", "105"}, ""},
	}
	for _, step := range steps {
		if got := ids(w.updates(step.params...)); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}

// TestQuietWeek: ids begin anew lower than the offset that the bot holds; the
// server then gives everything, and confirms nothing, until the bot asks with
// a fresh offset.
func TestQuietWeek(t *testing.T) {
	w := newWorld(t, Options{})
	w.RestartIDs(500)
	must(w.Say(ana, "before"))
	w.updates("offset", "501")
	w.RestartIDs(100)
	must(w.Say(ana, "after"))
	for range 2 {
		if got := ids(w.updates("offset", "501")); got != "100 " {
			t.Fatalf("with the old offset: %q", got)
		}
	}
	if got := ids(w.updates("offset", "101")); got != "" || w.Pending() != 0 {
		t.Errorf("after the new offset: %q, %d pending", got, w.Pending())
	}
}

func TestRetention(t *testing.T) {
	w := newWorld(t, Options{})
	must(w.Say(ana, "x"))
	must(w.Press(ana, w.text, "v:1"))
	if w.Pending() != 2 {
		t.Fatalf("%d pending", w.Pending())
	}
	w.clock.forward(pressLife)
	if got := w.updates(); len(got) != 1 || got[0].Press != nil {
		t.Errorf("after 150 s: %+v", got)
	}
	w.clock.forward(messageLife - pressLife)
	if w.Pending() != 0 {
		t.Errorf("after 24 h: %d pending", w.Pending())
	}
}

func TestAllowedUpdates(t *testing.T) {
	w := newWorld(t, Options{})
	act := func() string {
		must(w.Say(ana, "x"))
		must(w.Press(ana, w.text, "v:1"))
		kinds := ""
		for _, u := range w.updates() {
			kinds += map[bool]string{true: "press ", false: "message "}[u.Press != nil]
		}
		w.call("getUpdates", "offset", fmt.Sprint(w.queue.nextID))
		return kinds
	}
	steps := []struct{ set, want string }{
		{"", "message press "},
		{`["message"]`, "message "},
		{"", "message "},     // absent: as before
		{"null", "message "}, // null: as before
		{"[]", "message press "},
		{`["callback_query"]`, "press "},
	}
	for _, step := range steps {
		w.call("getUpdates", "allowed_updates", step.set)
		if got := act(); got != step.want {
			t.Errorf("allowed_updates %q: got %q, want %q", step.set, got, step.want)
		}
	}
}

func TestRedeliveryAndPoison(t *testing.T) {
	w := newWorld(t, Options{})
	id := must(w.Press(ana, w.text, "v:1"))
	if err := w.Redeliver(id); err != nil {
		t.Fatal(err)
	}
	got := w.updates()
	if len(got) != 2 || got[0].ID == got[1].ID || got[0].Press.ID != id || got[1].Press.ID != id {
		t.Errorf("redelivered: %+v", got)
	}
	if err := w.Redeliver("none"); err == nil {
		t.Error("an unknown query was redelivered")
	}
	w.RestartIDs(1)
	w.call("getUpdates", "allowed_updates", `["message"]`)
	w.Queue("channel_post", map[string]any{"message_id": 1})
	if got := w.updates(); len(got) != 1 {
		t.Errorf("queued, although not asked for: %+v", got)
	}
	w.RestartIDs(1)
	w.Poison()
	a := w.call("getUpdates")
	if err := json.Unmarshal(a.Result, &[]received{}); err == nil {
		t.Errorf("poison decodes: %s", a.Result)
	}
}

// TestLongPolls runs in a bubble with a clock of its own: polls end when
// there is something, when their time is up, when a second poller comes, when
// a webhook is set, when the bot goes, and when the server closes.
func TestLongPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		w.RestartIDs(100)
		start := time.Now()
		if got := w.updates("timeout", "90"); len(got) != 0 || time.Since(start) != 50*time.Second {
			t.Errorf("an empty poll of 90 s took %v and gave %v", time.Since(start), got)
		}

		results := make(chan answer, 1)
		poll := func() { results <- w.call("getUpdates", "timeout", "50") }
		go poll()
		synctest.Wait()
		must(w.Say(ana, "x"))
		if a := <-results; !a.OK || len(a.Result) < 10 {
			t.Errorf("a poll that something came to: %+v", a)
		}
		w.updates("offset", "101")

		go poll()
		synctest.Wait()
		w.updates() // a poll that does not wait ends no other
		synctest.Wait()
		if len(results) > 0 {
			t.Error("a short poll ended a long one")
		}
		go poll()
		if a := <-results; a.status != 409 || a.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
			t.Errorf("the first of two pollers: %d %s", a.status, a.Description)
		}
		synctest.Wait()
		w.call("setWebhook", "url", "https://bot.example.com/hook")
		if a := <-results; a.status != 409 || a.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("a poller when a webhook is set: %d %s", a.status, a.Description)
		}
		if a := w.call("getUpdates"); a.status != 409 || a.Description != "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first" {
			t.Errorf("a poller beside a webhook: %d %s", a.status, a.Description)
		}
		w.call("deleteWebhook")

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r := must(http.NewRequestWithContext(ctx, http.MethodGet, w.url("getUpdates")+"?timeout=50", nil))
		if _, err := w.client.Do(r); err == nil {
			t.Error("a poll outlived its context")
		}

		go poll()
		synctest.Wait()
		w.Close()
		if a := <-results; a.status != 500 || a.Description != "Internal Server Error: restart" {
			t.Errorf("a poll when the server closes: %d %s", a.status, a.Description)
		}
	})
}

func TestAnAbandonedPollConfirmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ctx, cancel := context.WithCancel(context.Background())
		r := must(http.NewRequestWithContext(ctx, http.MethodGet, w.url("getUpdates")+"?timeout=50", nil))
		gone := make(chan error)
		go func() { _, err := w.client.Do(r); gone <- err }()
		synctest.Wait()
		cancel()
		<-gone
		must(w.Say(ana, "x"))
		if got := w.updates(); len(got) != 1 {
			t.Errorf("%d updates after a poller went away", len(got))
		}
	})
}

// TestChanged: whatever people or tests do closes the channel.
func TestChanged(t *testing.T) {
	w := newWorld(t, Options{})
	query := must(w.Press(ana, w.text, "v:1"))
	for name, change := range map[string]func(){
		"AddPerson":  func() { w.AddPerson(Person{ID: 1}) },
		"AddGroup":   func() { w.AddGroup(Group{ID: -1}) },
		"Say":        func() { must(w.Say(ana, "x")) },
		"EditSaid":   func() { _ = w.EditSaid(ana, w.said, "y") },
		"Press":      func() { must(w.Press(ana, w.text, "v:1")) },
		"Block":      func() { w.Block(olena) },
		"RestartIDs": func() { w.RestartIDs(1) },
		"Poison":     func() { w.Poison() },
		"Queue":      func() { w.Queue("channel_post", nil) },
		"Redeliver":  func() { _ = w.Redeliver(query) },
		"a call":     func() { w.call("getMe") },
	} {
		changed := w.Changed()
		change()
		select {
		case <-changed:
		default:
			t.Errorf("%s tells nobody", name)
		}
	}
}

func TestWaitFor(t *testing.T) {
	w := newWorld(t, Options{})
	go w.call("sendMessage", "chat_id", "502", "text", "x")
	if err := w.WaitFor(deadline(t), func() bool { return len(w.Chat(olena)) == 1 }); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.WaitFor(ctx, func() bool { return false }); err != context.Canceled {
		t.Errorf("what never comes: %v", err)
	}
}
