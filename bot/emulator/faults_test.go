package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestFaultsAnswer(t *testing.T) {
	w := newWorld(t, Options{})
	w.Fault(Fault{Method: "sendMessage", Times: 2, Status: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7})
	w.Fault(Fault{Method: "sendMessage", Status: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat"})
	if a := w.call("getMe"); !a.OK {
		t.Errorf("another method: %s", a.Description)
	}
	for range 2 {
		a := w.call("sendMessage", "chat_id", "501", "text", "x")
		if a.status != 429 || a.Parameters.RetryAfter != 7 || a.header.Get("Retry-After") != "7" {
			t.Errorf("first fault: %+v", a)
		}
	}
	if a := w.call("sendMessage", "chat_id", "501", "text", "x"); a.status != 400 {
		t.Errorf("second fault: %+v", a)
	}
	w.send("sendMessage", "chat_id", "501", "text", "x")
	w.Fault(Fault{Status: 500})
	if a := w.call("getUpdates"); !a.OK {
		t.Errorf("getUpdates under a fault for all: %s", a.Description)
	}
	w.ClearFaults()
	if a := w.call("getMe"); !a.OK {
		t.Errorf("after ClearFaults: %s", a.Description)
	}
}

func TestFaultPage(t *testing.T) {
	w := newWorld(t, Options{})
	w.Fault(Fault{Method: "getMe", Status: 502, Body: "<html>502 Bad Gateway</html>"})
	r, err := w.client.Get(w.url("getMe"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 502 || r.Header.Get("Content-Type") != "text/html" || !strings.HasPrefix(string(body), "<html>") {
		t.Errorf("%d %s %s", r.StatusCode, r.Header, body)
	}
}

// TestFaultDrops breaks connections in-process and over a socket: before the
// work nothing is sent, after it the message is there and the bot cannot know.
func TestFaultDrops(t *testing.T) {
	w := newWorld(t, Options{})
	server := httptest.NewServer(w)
	defer server.Close()
	inProcess, sockets := w.client, server.Client()
	for _, tt := range []struct {
		drop   Drop
		client *http.Client
		url    string
		sent   int
	}{
		{DropBefore, inProcess, "http://telegram.test", 0},
		{DropAfter, inProcess, "http://telegram.test", 1},
		{DropBefore, sockets, server.URL, 0},
		{DropAfter, sockets, server.URL, 1},
	} {
		before := len(w.Chat(olena))
		w.Fault(Fault{Method: "sendMessage", Drop: tt.drop})
		_, err := tt.client.PostForm(tt.url+"/bot"+token+"/sendMessage", form([]string{"chat_id", "502", "text", "x"}))
		if err == nil || len(w.Chat(olena)) != before+tt.sent {
			t.Errorf("drop %d over %s: error %v, %d sent", tt.drop, tt.url, err, len(w.Chat(olena))-before)
		}
	}
	if calls := w.Calls("sendMessage"); len(calls) != 4 || calls[1].Status != 0 || calls[1].Result == nil {
		t.Errorf("log: %+v", calls)
	}
}

func TestFaultDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		w.Fault(Fault{Method: "getMe", Delay: 3 * time.Second})
		start := time.Now()
		if a := w.call("getMe"); !a.OK || time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %+v", time.Since(start), a)
		}
	})
}

func TestRates(t *testing.T) {
	w := newWorld(t, Options{Limits: true})
	w.clock.forward(time.Minute)
	say := func(chat int64) answer {
		return w.call("sendMessage", "chat_id", fmt.Sprint(chat), "text", "x")
	}
	for range chatBurst {
		if a := say(ana); !a.OK {
			t.Fatalf("within the burst: %s", a.Description)
		}
	}
	a := say(ana)
	if a.status != 429 || a.Description != "Too Many Requests: retry after 1" || a.Parameters.RetryAfter != 1 {
		t.Errorf("beyond the burst: %+v", a)
	}
	if a := w.call("editMessageText", "chat_id", "501", "message_id", itoa(w.text), "text", "x"); a.status != 429 {
		t.Errorf("an edit beyond the burst: %+v", a)
	}
	if a := say(olena); !a.OK {
		t.Errorf("another chat: %s", a.Description)
	}
	if a := w.call("answerCallbackQuery", "callback_query_id", must(w.Press(ana, w.text, "v:1"))); !a.OK {
		t.Errorf("a callback answer: %s", a.Description)
	}
	w.clock.forward(time.Second)
	if a := say(ana); !a.OK {
		t.Errorf("a second later: %s", a.Description)
	}
	if a := say(ana); a.status != 429 {
		t.Errorf("two in that second: %+v", a)
	}
}

func TestRetryAfterIsRoundedUp(t *testing.T) {
	if err := tooMany(2500 * time.Millisecond); err.retryAfter != 3 || err.text != "Too Many Requests: retry after 3" {
		t.Errorf("%+v", err)
	}
}

func TestRatesOfAllAndOfGroups(t *testing.T) {
	w := newWorld(t, Options{Limits: true})
	w.clock.forward(time.Minute)
	refused := 0
	for i := range int64(allPerSecond + 5) {
		w.AddPerson(Person{ID: 700 + i, FirstName: "P"})
		if a := w.call("sendMessage", "chat_id", fmt.Sprint(700+i), "text", "x"); a.status == 429 {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("%d of %d refused in one second", refused, allPerSecond+5)
	}
	sent := 0
	for range 40 {
		w.clock.forward(time.Second)
		if a := w.call("sendMessage", "chat_id", fmt.Sprint(team), "text", "x"); a.OK {
			sent++
		}
	}
	if sent != groupBurst+40/3 {
		t.Errorf("%d messages in a group in 40 s", sent)
	}
}
