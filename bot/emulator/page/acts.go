package page

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"visitbot/bot/emulator"
)

// Limits of what the page takes.
const (
	maxBody    = 64 << 10 // bytes of one request
	maxPeople  = 50       //
	maxName    = 64       // characters; Telegram's own limit of a first name
	maxAdvance = 31 * 24 * time.Hour
	answerWait = 15 * time.Second // how long a button may spin
)

// act makes a handler of something that a person does: it reads the request,
// and answers with the result or with a sentence that says what is wrong.
func act[Request any](do func(context.Context, Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
			http.Error(w, "application/json is wanted", http.StatusUnsupportedMediaType)
			return
		}
		var request Request
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&request); err != nil {
			answer(w, http.StatusBadRequest, failure{err.Error()})
			return
		}
		result, err := do(r.Context(), request)
		if err != nil {
			answer(w, http.StatusUnprocessableEntity, failure{err.Error()})
			return
		}
		answer(w, http.StatusOK, result)
	})
}

type failure struct {
	Error string `json:"error"`
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the browser has gone: nobody to tell
}

// nothing is the answer of what only changes the state.
type nothing struct{}

type said struct {
	Person  int64  `json:"person"`
	Text    string `json:"text"`
	ReplyTo int    `json:"reply_to"` // message id, 0 for none
}

func (p *page) say(_ context.Context, r said) (any, error) {
	if strings.TrimSpace(r.Text) == "" {
		return nil, errors.New("there is nothing to send")
	}
	_, err := p.Telegram.Post(emulator.Post{Chat: r.Person, Person: r.Person, Text: r.Text, ReplyTo: r.ReplyTo})
	return nothing{}, err
}

// samples are what the page can send besides texts, in the order in which
// kindOf looks for them.
var samples = []struct {
	kind  string
	value any
}{
	{"photo", []any{map[string]any{"file_id": "AgACdemo", "file_unique_id": "AQADdemo", "width": 1280, "height": 960}}},
	{"sticker", map[string]any{"file_id": "CAACdemo", "file_unique_id": "AgADdemo", "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false}},
	{"voice", map[string]any{"file_id": "AwACdemo", "file_unique_id": "AgADvoice", "duration": 3}},
	{"location", map[string]any{"latitude": 44.4268, "longitude": 26.1025}},
	{"contact", map[string]any{"phone_number": "112", "first_name": "Emergency"}},
}

// Sample returns something that people send besides texts: a photo, a sticker,
// a voice, a location or a contact. It is the field of that name of the Bot
// API's Message object. It is false for other kinds.
func Sample(kind string) (field any, ok bool) {
	for _, s := range samples {
		if s.kind == kind {
			return s.value, true
		}
	}
	return nil, false
}

type sent struct {
	Person int64  `json:"person"`
	Kind   string `json:"kind"`
}

func (p *page) send(_ context.Context, r sent) (any, error) {
	field, ok := Sample(r.Kind)
	if !ok {
		return nil, errors.New("nothing of that kind can be sent")
	}
	_, err := p.Telegram.Send(r.Person, map[string]any{r.Kind: field})
	return nothing{}, err
}

type pressed struct {
	Person  int64  `json:"person"`
	Message int    `json:"message"`
	Data    string `json:"data"`
}

type toast struct {
	Text  string `json:"text,omitempty"`
	Alert bool   `json:"alert,omitempty"`
}

// press presses a button and waits for the bot's answer, as the spinner does.
func (p *page) press(ctx context.Context, r pressed) (any, error) {
	query, err := p.Telegram.Press(r.Person, r.Message, r.Data)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	var t toast
	err = p.Telegram.WaitFor(ctx, func() (answered bool) {
		t.Text, t.Alert, answered = p.Telegram.Answer(query)
		return answered
	})
	if err != nil {
		return nil, errors.New("the bot did not answer")
	}
	return t, nil
}

type newcomer struct {
	Name     string `json:"name"`
	Language string `json:"language"` // Telegram's tag
}

// add makes a person, who is known by the id of the answer.
func (p *page) add(_ context.Context, r newcomer) (any, error) {
	name := strings.TrimSpace(r.Name)
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return nil, errors.New("a name has 1 to 64 characters")
	}
	p.adding.Lock()
	defer p.adding.Unlock()
	people := p.Telegram.People()
	if len(people) >= maxPeople {
		return nil, errors.New("there are enough people")
	}
	id := int64(1)
	for _, who := range people {
		id = max(id, who.ID+1)
	}
	p.Telegram.AddPerson(emulator.Person{ID: id, FirstName: name, LanguageCode: strings.TrimSpace(r.Language)})
	return map[string]int64{"person": id}, nil
}

type advance struct {
	Seconds int64 `json:"seconds"`
}

func (p *page) advance(ctx context.Context, r advance) (any, error) {
	if r.Seconds <= 0 || r.Seconds > int64(maxAdvance/time.Second) {
		return nil, errors.New("the clock moves forward only, and by a month at most")
	}
	if err := p.Clock.Advance(ctx, time.Duration(r.Seconds)*time.Second); err != nil {
		return nil, err
	}
	p.moved.raise()
	return nothing{}, nil
}

func (p *page) reset(ctx context.Context, _ nothing) (any, error) {
	return nothing{}, p.Reset(ctx)
}
