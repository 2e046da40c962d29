// Package page is the chat page of the demo: a phone in the browser, on which
// one plays the people who talk to the bot, with the seats and a clock beside
// it.
//
// It is a view of the emulator's exported API and keeps nothing itself. The
// browser gets the whole state of one person's chat as a server-sent event
// whenever something in it changed, and sends back what that person does. All
// that the browser loads is embedded: nothing is asked of the network.
//
// The page lets whoever reaches it write as anybody, so it answers only
// requests that name a loopback host and that no other site has caused.
package page

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"visitbot/bot/emulator"
)

//go:embed static
var static embed.FS

// Seats says how far one visit is taken.
type Seats struct {
	Visit    string `json:"visit"` // id
	Name     string `json:"name"`
	Taken    int    `json:"taken"`    // places that are not free: seats and holds
	Capacity int    `json:"capacity"` // places in all
}

// A Clock is the time of the demo, which can be moved forward.
type Clock interface {
	Now() time.Time
	// Advance moves the clock forward and carries out what is due by then.
	Advance(ctx context.Context, by time.Duration) error
}

// Options say what the page shows. All are required.
type Options struct {
	Telegram *emulator.Server
	Name     string                                 // of the bot
	Roles    map[int64]string                       // what a person is, in a word or two, by id; others have none
	Seats    func(context.Context) ([]Seats, error) // the visits in their order
	Clock    Clock
	Zone     *time.Location              // in which times are shown
	Reset    func(context.Context) error // begins everything anew
	Over     <-chan struct{}             // closed when this page is replaced; its streams end then
}

// page serves the chat page.
type page struct {
	Options
	adding sync.Mutex // holds the choice of a new person's id and the adding together
	moved  signal     // the clock was moved
}

// New returns the handler of the page, to be served at the root of a server
// that listens on a loopback address.
func New(o Options) http.Handler {
	p := &page{Options: o, moved: newSignal()}
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the folder is embedded
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("GET /file/{id}", p.file)
	mux.Handle("POST /say", act(p.say))
	mux.Handle("POST /send", act(p.send))
	mux.Handle("POST /press", act(p.press))
	mux.Handle("POST /people", act(p.add))
	mux.Handle("POST /clock", act(p.advance))
	mux.Handle("POST /reset", act(p.reset))
	return guard(mux)
}

// A signal wakes everybody who waits for it.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func newSignal() signal { return signal{ch: make(chan struct{})} }

// next is closed at the next raise.
func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ch
}

func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ch)
	s.ch = make(chan struct{})
}
