package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	token = "4200:AAtest-token_of-the-bot"
	ana   = int64(501)
	olena = int64(502)
	team  = int64(-100777)
)

// clock is a clock that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) forward(d time.Duration) { c.at = c.at.Add(d) }

// world is a server with two people, a group, and messages to act on.
type world struct {
	*Server
	t        *testing.T
	clock    *clock
	client   *http.Client
	text     int // the bot's text with two buttons
	photo    int // the bot's photo with a caption
	document int // the bot's document
	said     int // what Ana said
}

func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{time.Date(2024, 1, 9, 8, 0, 0, 0, time.UTC)}}
	o.Token, o.Username, o.Name, o.Now = token, "visits_bot", "Visits", w.clock.now
	w.Server = New(o)
	t.Cleanup(w.Close)
	w.client = w.Client()
	w.AddPerson(Person{ID: ana, FirstName: "Ana", Username: "ana", LanguageCode: "ro-RO"})
	w.AddPerson(Person{ID: olena, FirstName: "Олена", LanguageCode: "uk"})
	w.AddGroup(Group{ID: team, Title: "Organisers", Topics: map[int]string{4: "Today"}})
	w.said = must(w.Say(ana, "hello"))
	w.text = w.send("sendMessage", "chat_id", "501", "text", "choose", "reply_markup",
		`{"inline_keyboard":[[{"text":"Romexpo","callback_data":"v:1"},{"text":"SMILE","callback_data":"v:2"}]]}`)
	w.photo = w.sent(w.upload("sendPhoto", "photo", "ticket.png", picture(60, 40), "chat_id", "501", "caption", "your ticket"))
	w.document = w.sent(w.upload("sendDocument", "document", "visit.ics", []byte("BEGIN:VCALENDAR"), "chat_id", "501"))
	w.RestartIDs(870_000_001)
	w.ResetCalls()
	return w
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// answer is what the Bot API answers.
type answer struct {
	OK          bool
	Result      json.RawMessage
	ErrorCode   int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	}
	status int
	header http.Header
}

// call calls a method with a form; params are names and values in turn. It
// may be called from any goroutine.
func (w *world) call(method string, params ...string) answer {
	w.t.Helper()
	r, err := w.client.PostForm(w.url(method), form(params))
	if err != nil {
		w.t.Errorf("%s: %v", method, err)
		return answer{}
	}
	return w.read(r)
}

func (w *world) url(method string) string { return "http://telegram.test/bot" + token + "/" + method }

func form(params []string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		values.Set(params[i], params[i+1])
	}
	return values
}

func (w *world) read(r *http.Response) answer {
	w.t.Helper()
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Error(err)
	}
	a := answer{status: r.StatusCode, header: r.Header}
	if err := json.Unmarshal(raw, &a); err != nil {
		w.t.Errorf("answer %q: %v", raw, err)
	}
	if a.ErrorCode != 0 && a.ErrorCode != a.status {
		w.t.Errorf("HTTP status %d differs from error_code %d", a.status, a.ErrorCode)
	}
	return a
}

// upload calls a method with one file part.
func (w *world) upload(method, field, name string, data []byte, params ...string) answer {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(params); i += 2 {
		_ = m.WriteField(params[i], params[i+1])
	}
	part := must(m.CreateFormFile(field, name))
	_, _ = part.Write(data)
	m.Close()
	r, err := w.client.Post(w.url(method), m.FormDataContentType(), &body)
	if err != nil {
		w.t.Errorf("%s: %v", method, err)
		return answer{}
	}
	return w.read(r)
}

// send calls a sending method that must be accepted, and gives the message id.
func (w *world) send(method string, params ...string) int {
	w.t.Helper()
	return w.sent(w.call(method, params...))
}

func (w *world) sent(a answer) int {
	w.t.Helper()
	if !a.OK {
		w.t.Errorf("refused: %s", a.Description)
		return 0
	}
	var m struct {
		ID int `json:"message_id"`
	}
	if err := json.Unmarshal(a.Result, &m); err != nil {
		w.t.Error(err)
	}
	return m.ID
}

// updates gives what getUpdates answers.
func (w *world) updates(params ...string) []received {
	w.t.Helper()
	a := w.call("getUpdates", params...)
	if !a.OK {
		w.t.Errorf("getUpdates: %s", a.Description)
		return nil
	}
	var list []received
	if err := json.Unmarshal(a.Result, &list); err != nil {
		w.t.Error(err)
	}
	return list
}

// received is an update as far as these tests look at it.
type received struct {
	ID      int64          `json:"update_id"`
	Message *someMessage   `json:"message"`
	Edited  *someMessage   `json:"edited_message"`
	Member  map[string]any `json:"my_chat_member"`
	Press   *struct {
		ID      string
		From    struct{ ID int64 }
		Data    string
		Message *someMessage
	} `json:"callback_query"`
}

type someMessage struct {
	ID       int `json:"message_id"`
	Text     string
	Date     int64
	Entities []Entity
	Sticker  map[string]any
	Chat     struct{ ID int64 }
}

func picture(w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// fill puts the ids of the world's messages in the place of their names.
func (w *world) fill(params []string) []string {
	names := strings.NewReplacer("{text}", itoa(w.text), "{photo}", itoa(w.photo), "{document}", itoa(w.document), "{said}", itoa(w.said),
		"{file}", w.find(w.photo).Photo.ID)
	filled := make([]string, len(params))
	for i, p := range params {
		filled[i] = names.Replace(p)
	}
	return filled
}
