package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"visitbot/bot/emulator"
)

const token = "7000000001:token-of-the-test-only-000000000000"

// A desk is a page with Maya in it, and the bot's side in the test's hands.
type desk struct {
	*testing.T
	telegram *emulator.Server
	server   *httptest.Server
	clock    *handClock
	over     chan struct{}

	mu    sync.Mutex
	taken int
}

// A handClock moves when it is told.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) Advance(_ context.Context, by time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
	return nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, clock: &handClock{now: time.UnixMilli(1_704_787_200_000)}, over: make(chan struct{})}
	d.telegram = emulator.New(emulator.Options{Token: token, Username: "visits_bot", Name: "Visits", Now: d.clock.Now})
	d.telegram.AddPerson(emulator.Person{ID: 101, FirstName: "Maya", LastName: "Lind", LanguageCode: "en"})
	d.server = httptest.NewServer(New(Options{
		Telegram: d.telegram, Name: "Visits", Roles: map[int64]string{101: "attendee"},
		Seats: d.seats, Clock: d.clock, Zone: time.UTC, Over: d.over,
		Reset: func(context.Context) error { return errors.New("not today") },
	}))
	t.Cleanup(d.server.Close)
	t.Cleanup(d.telegram.Close)
	return d
}

func (d *desk) seats(context.Context) ([]Seats, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return []Seats{{Visit: "museum", Name: "Museum", Taken: d.taken, Capacity: 20}}, nil
}

// bot makes a call of the bot.
func (d *desk) bot(method string, params url.Values) {
	d.Helper()
	response, err := d.telegram.Client().PostForm("http://telegram.invalid/bot"+token+"/"+method, params)
	d.accepted(method, response, err)
}

func (d *desk) accepted(method string, response *http.Response, err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusOK {
		d.Fatalf("%s: %s", method, body)
	}
}

// post does what the browser does for one act, and returns status and answer.
func (d *desk) post(path, body string) (int, string) {
	d.Helper()
	response, err := http.Post(d.server.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		d.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(answer))
}

// An ear hears the events of one stream.
type ear struct {
	*testing.T
	lines *bufio.Scanner
	body  io.Closer
}

func (d *desk) listen(query string) *ear {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), time.Minute)
	d.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.server.URL+"/events"+query, nil)
	if err != nil {
		d.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { response.Body.Close() })
	return &ear{d.T, bufio.NewScanner(response.Body), response.Body}
}

// state hears states until one is as wanted.
func (e *ear) state(wanted func(state) bool) state {
	e.Helper()
	for {
		var s state
		e.next("state", &s)
		if wanted(s) {
			return s
		}
	}
}

// next hears until an event of that name, and reads it.
func (e *ear) next(event string, v any) {
	e.Helper()
	name := ""
	for e.lines.Scan() {
		field, value, _ := strings.Cut(e.lines.Text(), ": ")
		if field == "event" {
			name = value
		}
		if field != "data" || name != event {
			continue
		}
		if err := json.Unmarshal([]byte(value), v); err != nil {
			e.Fatal(err)
		}
		return
	}
	e.Fatalf("the stream ended before %q: %v", event, e.lines.Err())
}

func TestOnlyThisComputerIsServed(t *testing.T) {
	d := newDesk(t)
	for _, test := range []struct {
		name, method, path, host, origin, site string
		want                                   int
	}{
		{"the page", "GET", "/", "", "", "", http.StatusOK},
		{"by name", "GET", "/", "localhost:8088", "", "", http.StatusOK},
		{"by the other loopback", "GET", "/", "[::1]:8088", "", "", http.StatusOK},
		{"a name bound to this computer", "GET", "/", "evil.example:8088", "", "", http.StatusMisdirectedRequest},
		{"a name that begins like it", "GET", "/events", "127.0.0.1.evil.example", "", "", http.StatusMisdirectedRequest},
		{"an act of this page", "POST", "/say", "localhost:8088", "http://localhost:8088", "same-origin", http.StatusUnsupportedMediaType},
		{"an act of another site", "POST", "/say", "localhost:8088", "https://evil.example", "cross-site", http.StatusForbidden},
		{"an act of an older browser there", "POST", "/say", "localhost:8088", "https://evil.example", "", http.StatusForbidden},
		{"an act by a link", "GET", "/reset", "", "", "", http.StatusNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), test.method, d.server.URL+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = test.host
			for name, value := range map[string]string{"Origin": test.origin, "Sec-Fetch-Site": test.site} {
				if value != "" {
					request.Header.Set(name, value)
				}
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != test.want {
				t.Errorf("got %s, want %d", response.Status, test.want)
			}
			if !strings.HasPrefix(response.Header.Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("its policy is %q", response.Header.Get("Content-Security-Policy"))
			}
		})
	}
}

// Neither the page nor its style needs an exception from the policy.
func TestThePageKeepsToItsPolicy(t *testing.T) {
	html, err := static.ReadFile("static/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{" style=", " onclick=", "javascript:", "<style", "http://", "https://"} {
		if bytes.Contains(html, []byte(bad)) {
			t.Errorf("index.html has %q", bad)
		}
	}
}

func TestWhatIsSaidIsSeen(t *testing.T) {
	d := newDesk(t)
	e := d.listen("")
	first := e.state(func(state) bool { return true })
	if first.Person != 101 || first.People[0].Name != "Maya Lind" || first.People[0].Role != "attendee" || len(first.Messages) != 0 {
		t.Errorf("at first it shows %+v", first)
	}
	if status, answer := d.post("/say", `{"person":101,"text":"<b>hello</b>"}`); status != http.StatusOK {
		t.Fatal(answer)
	}
	seen := e.state(func(s state) bool { return len(s.Messages) == 1 })
	if m := seen.Messages[0]; m.Text != "<b>hello</b>" || !m.Mine || m.Time != d.clock.Now().UnixMilli() {
		t.Errorf("it shows %+v", m)
	}
	if status, answer := d.post("/send", `{"person":101,"kind":"sticker"}`); status != http.StatusOK {
		t.Fatal(answer)
	}
	e.state(func(s state) bool { return len(s.Messages) == 2 && s.Messages[1].Kind == "sticker" })
}

func TestWhatTheBotSendsIsSeen(t *testing.T) {
	d := newDesk(t)
	e := d.listen("?person=101")
	d.bot("sendMessage", url.Values{
		"chat_id": {"101"}, "text": {"<b>Hi</b> <blockquote expandable>more</blockquote>"}, "parse_mode": {"HTML"},
		"reply_markup": {`{"inline_keyboard":[[{"text":"Go","callback_data":"go"},{"text":"Out","url":"https://example.org"}]]}`},
	})
	m := e.state(func(s state) bool { return len(s.Messages) == 1 }).Messages[0]
	if m.Mine || m.Text != "Hi more" || len(m.Entities) != 2 || m.Entities[1].Type != "expandable_blockquote" {
		t.Errorf("it shows %+v", m)
	}
	if keys := m.Keyboard[0]; keys[0].Data != "go" || keys[1].URL != "https://example.org" {
		t.Errorf("its buttons are %+v", keys)
	}
	d.bot("editMessageText", url.Values{"chat_id": {"101"}, "message_id": {fmt.Sprint(m.ID)}, "text": {"Bye"}})
	e.state(func(s state) bool {
		return s.Messages[0].Edited && s.Messages[0].Text == "Bye" && s.Messages[0].Keyboard == nil
	})
	d.bot("deleteMessage", url.Values{"chat_id": {"101"}, "message_id": {fmt.Sprint(m.ID)}})
	e.state(func(s state) bool { return len(s.Messages) == 0 })
}

func TestAnEmptyChatShowsWhatTheBotIs(t *testing.T) {
	d := newDesk(t)
	d.telegram.AddPerson(emulator.Person{ID: 102, FirstName: "Oksana", LanguageCode: "uk-UA"})
	d.bot("setMyDescription", url.Values{"description": {"Visits for all"}})
	d.bot("setMyDescription", url.Values{"description": {"Візити"}, "language_code": {"uk"}})
	for query, want := range map[string]string{"?person=101": "Visits for all", "?person=102": "Візити"} {
		if s := d.listen(query).state(func(state) bool { return true }); s.About != want {
			t.Errorf("%s: it shows %q, want %q", query, s.About, want)
		}
	}
}

// A press is answered when the bot has answered it, with its toast.
func TestAPressWaitsForItsAnswer(t *testing.T) {
	d := newDesk(t)
	d.bot("sendMessage", url.Values{
		"chat_id": {"101"}, "text": {"Well?"}, "reply_markup": {`{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}`},
	})
	answered := make(chan string, 1)
	go func() {
		_, answer := d.post("/press", `{"person":101,"message":1,"data":"go"}`)
		answered <- answer
	}()
	if err := d.telegram.WaitFor(t.Context(), func() bool { return d.telegram.Pending() == 1 }); err != nil {
		t.Fatal(err)
	}
	select {
	case answer := <-answered:
		t.Fatalf("nobody answered, but the page got %s", answer)
	default:
	}
	d.bot("answerCallbackQuery", url.Values{"callback_query_id": {"4382000000000000000"}, "text": {"Gone"}, "show_alert": {"true"}})
	if answer := <-answered; answer != `{"text":"Gone","alert":true}` {
		t.Errorf("the page got %s", answer)
	}
}

func TestActsThatAreRefused(t *testing.T) {
	d := newDesk(t)
	for _, test := range []struct {
		name, path, body string
		status           int
		want             string
	}{
		{"nothing said", "/say", `{"person":101,"text":" \n"}`, http.StatusUnprocessableEntity, "nothing to send"},
		{"somebody unknown", "/say", `{"person":9,"text":"hi"}`, http.StatusUnprocessableEntity, "no person 9"},
		{"no such kind", "/send", `{"person":101,"kind":"rabbit"}`, http.StatusUnprocessableEntity, "nothing of that kind"},
		{"no such button", "/press", `{"person":101,"message":7,"data":"x"}`, http.StatusUnprocessableEntity, "no button"},
		{"no name", "/people", `{"name":"  ","language":"en"}`, http.StatusUnprocessableEntity, "1 to 64"},
		{"a long name", "/people", `{"name":"` + strings.Repeat("ж", 65) + `","language":"uk"}`, http.StatusUnprocessableEntity, "1 to 64"},
		{"the clock back", "/clock", `{"seconds":-60}`, http.StatusUnprocessableEntity, "forward only"},
		{"the clock too far", "/clock", `{"seconds":99999999}`, http.StatusUnprocessableEntity, "month at most"},
		{"a reset that fails", "/reset", `{}`, http.StatusUnprocessableEntity, "not today"},
		{"an unknown field", "/say", `{"person":101,"text":"hi","as":"root"}`, http.StatusBadRequest, "unknown field"},
		{"no JSON", "/say", `hello`, http.StatusBadRequest, "invalid character"},
		{"too much", "/say", `{"text":"` + strings.Repeat("a", maxBody) + `"}`, http.StatusBadRequest, "too large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, answer := d.post(test.path, test.body); status != test.status || !strings.Contains(answer, test.want) {
				t.Errorf("got %d %s, want %d and %q", status, answer, test.status, test.want)
			}
		})
	}
	if chat := d.telegram.Chat(101); len(chat) > 0 {
		t.Errorf("something was said all the same: %+v", chat)
	}
}

func TestPeopleAreAddedUpToALimit(t *testing.T) {
	d := newDesk(t)
	if status, answer := d.post("/people", `{"name":"Zoë","language":"de"}`); status != http.StatusOK || answer != `{"person":102}` {
		t.Fatalf("got %d %s", status, answer)
	}
	e := d.listen("?person=102")
	if s := e.state(func(state) bool { return true }); s.Person != 102 || s.People[1].Name != "Zoë" || s.People[1].Language != "de" {
		t.Errorf("it shows %+v", s)
	}
	for range maxPeople - 2 {
		d.post("/people", `{"name":"One","language":""}`)
	}
	if _, answer := d.post("/people", `{"name":"One","language":""}`); !strings.Contains(answer, "enough people") {
		t.Errorf("one too many: %s", answer)
	}
}

// The seats are shown anew without anything else having happened, and the
// clock when it was moved.
func TestSeatsAndClockAreLive(t *testing.T) {
	d := newDesk(t)
	e := d.listen("")
	var begin, moved moment
	e.next("clock", &begin)
	d.mu.Lock()
	d.taken = 7
	d.mu.Unlock()
	e.state(func(s state) bool { return s.Seats[0].Taken == 7 })
	if status, answer := d.post("/clock", `{"seconds":300}`); status != http.StatusOK {
		t.Fatal(answer)
	}
	e.next("clock", &moved)
	if moved.Now-begin.Now != 300_000 || moved.Zone != "UTC" {
		t.Errorf("the clock went from %+v to %+v", begin, moved)
	}
	close(d.over)
	for e.lines.Scan() {
	}
	if err := e.lines.Err(); err != nil {
		t.Errorf("the stream does not end with the page: %v", err)
	}
}

func TestPicturesAreShownAndFilesAreKept(t *testing.T) {
	d := newDesk(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		method, field, name string
		data                []byte
		kind, disposition   string
	}{
		{"sendPhoto", "photo", "ticket.png", picture.Bytes(), "image/png", ""},
		{"sendDocument", "document", "visit.ics", []byte("BEGIN:VCALENDAR\r\n"), "application/octet-stream", `attachment; filename="visit.ics"`},
		{"sendDocument", "document", "bad.html", []byte("<html><script>alert(1)</script>"), "application/octet-stream", `attachment; filename="bad.html"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d.upload(test.method, test.field, test.name, test.data)
			chat := d.telegram.Chat(101)
			shown := messages(chat)[len(chat)-1]
			f := shown.Photo
			if test.field == "document" {
				f = shown.Document
			}
			response, err := http.Get(d.server.URL + "/file/" + f.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if data, _ := io.ReadAll(response.Body); !bytes.Equal(data, test.data) {
				t.Errorf("it has %d bytes, want %d", len(data), len(test.data))
			}
			if got := response.Header.Get("Content-Type"); got != test.kind {
				t.Errorf("its type is %q", got)
			}
			if got := response.Header.Get("Content-Disposition"); got != test.disposition {
				t.Errorf("its disposition is %q", got)
			}
		})
	}
}

// upload sends a file as the bot does.
func (d *desk) upload(method, field, name string, data []byte) {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		d.Fatal(err)
	}
	_, _ = part.Write(data)               // into memory
	_ = form.WriteField("chat_id", "101") // into memory
	_ = form.Close()                      // into memory
	response, err := d.telegram.Client().Post("http://telegram.invalid/bot"+token+"/"+method, form.FormDataContentType(), &body)
	d.accepted(method, response, err)
}
