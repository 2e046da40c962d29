package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestBodies sends the same call in each way in which the Bot API takes
// parameters.
func TestBodies(t *testing.T) {
	w := newWorld(t, Options{})
	server := httptest.NewServer(w)
	defer server.Close()
	path := "/bot" + token + "/sendMessage"
	for name, send := range map[string]func() (*http.Response, error){
		"query": func() (*http.Response, error) { return http.Get(server.URL + path + "?chat_id=501&text=x") },
		"form": func() (*http.Response, error) {
			return http.PostForm(server.URL+path, form([]string{"chat_id", "501", "text", "x"}))
		},
		"JSON": func() (*http.Response, error) {
			body := `{"chat_id":501,"text":"x","disable_notification":true,"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`
			return http.Post(server.URL+path, "application/json; charset=utf-8", strings.NewReader(body))
		},
	} {
		r, err := send()
		if err != nil {
			t.Fatal(err)
		}
		if a := w.read(r); !a.OK {
			t.Errorf("%s: %s", name, a.Description)
		}
	}
	w.upload("sendMessage", "unused", "x", []byte("x"), "chat_id", "501", "text", "x")
	for _, c := range w.Calls("sendMessage") {
		if c.Params["chat_id"] != "501" || c.Params["text"] != "x" || c.Status != 200 || len(c.Result) == 0 {
			t.Errorf("logged %+v", c)
		}
	}
	if n := len(w.Calls("sendMessage")); n != 4 {
		t.Errorf("%d calls logged", n)
	}
	for kind, body := range map[string]string{
		"application/json":                  `{"chat_id":`,
		"multipart/form-data; boundary=abc": "--abc\r\nbroken",
		"application/x-www-form-urlencoded": "chat_id=%zz",
		"multipart/form-data":               "no boundary",
	} {
		r, err := http.Post(server.URL+path, kind, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if a := w.read(r); a.status != 400 || !strings.HasPrefix(a.Description, "Bad Request: emulator: the body cannot be read") {
			t.Errorf("broken %s: %d %s", kind, a.status, a.Description)
		}
	}
}

// TestCallsAreBounded: the log is cut back, and keeps the newest.
func TestCallsAreBounded(t *testing.T) {
	w := newWorld(t, Options{})
	w.calls = make([]Call, 2*keptCalls-1)
	w.call("getMe")
	if calls := w.Calls(); len(calls) != keptCalls || calls[keptCalls-1].Method != "getMe" {
		t.Errorf("%d calls kept", len(calls))
	}
}

// TestManyAtOnce lets people talk while the bot polls and answers, for the
// race detector.
func TestManyAtOnce(t *testing.T) {
	w := newWorld(t, Options{})
	var group sync.WaitGroup
	for i := range int64(20) {
		group.Go(func() {
			id := 900 + i
			w.AddPerson(Person{ID: id, FirstName: "P"})
			must(w.Say(id, "x"))
			sent := w.send("sendMessage", "chat_id", fmt.Sprint(id), "text", "y", "reply_markup", keys(1, 1, "z"))
			query := must(w.Press(id, sent, "z"))
			w.call("answerCallbackQuery", "callback_query_id", query)
		})
	}
	seen, offset := 0, int64(0)
	for seen < 40 {
		for _, u := range w.updates("offset", fmt.Sprint(offset), "timeout", "10") {
			seen++
			offset = u.ID + 1
		}
	}
	group.Wait()
	if seen != 40 || len(w.People()) != 22 {
		t.Errorf("%d updates of %d people", seen, len(w.People()))
	}
}
