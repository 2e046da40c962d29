// Package emulator is a Telegram Bot API server in memory, so that the real
// bot can be run and tested without a token or a network. It stands in for
// api.telegram.org as an http.Handler and, on the other side, lets tests and
// the demo play the people: Say, Press, Block.
//
// It is as strict as the real server: required parameters, lengths in UTF-16
// units, callback data in bytes, HTML that does not parse, edits that change
// nothing, old queries, blocked bots, rates, the update queue with its
// offsets, retention and conflicts, webhooks with secrets and retries. HTTP
// status and error_code agree. Descriptions of errors are those of the real
// server (tdlib/telegram-bot-api and TDLib, read; not tried against the live
// service).
//
// Where it differs, on purpose:
//   - Parameters and fields that the Bot API 10.1 does not have, and values
//     of the wrong kind, are refused; the real server ignores most of them.
//     They are always a mistake of the bot. Such errors, and others without a
//     known wording, begin with "Bad Request: emulator:".
//   - A method that exists but is not offered here answers 501, not 404.
//   - Only HTML is offered as parse_mode.
//   - A callback query can be answered once and for 150 seconds.
//   - A second poller ends the first at once; the real server pauses three
//     seconds between such conflicts.
//   - A URL is not fetched, and a thumbnail is the picture itself under
//     another file id.
//   - A webhook may be plain HTTP on a loopback address.
//
// A Server holds no goroutine and no socket unless a webhook is set, so it
// can live inside a testing/synctest bubble when it is made there and reached
// through Client.
package emulator

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say which bot the server serves and how strictly.
type Options struct {
	Token    string           // the bot's token, "123456:ABC…"; the part before the colon is the bot's id
	Username string           // of the bot, without @
	Name     string           // first name of the bot
	Now      func() time.Time // the server's clock for dates, retention and rates; time.Now when nil
	Limits   bool             // answer 429 beyond 30 messages a second, 1 a second in a chat, 20 a minute in a group
	Webhook  *http.Client     // who posts to the webhook; a client with a deadline of a minute when nil
}

// Server is the Bot API of one bot, in memory. All its methods may be called
// from several goroutines.
type Server struct {
	options Options
	bot     Person

	ctx   context.Context // ends with Close
	stop  context.CancelFunc
	tasks sync.WaitGroup // deliveries under way

	mu      sync.Mutex // guards all below
	changed chan struct{}
	people  []*Person
	chats   map[int64]*chat
	lastID  int // of a message in a private chat
	queries map[string]*query
	inline  map[string]*inlineQuery
	files   map[string]*stored
	texts   map[textKey]string
	menus   map[menuKey][]Command
	queue   queue
	poll    *poll
	hook    *webhook
	limits  limits
	faults  []*Fault
	calls   []Call
}

// New makes a server for one bot, with no people in it.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Webhook == nil {
		o.Webhook = &http.Client{Timeout: time.Minute}
	}
	s := &Server{
		options: o,
		changed: make(chan struct{}),
		chats:   map[int64]*chat{},
		queries: map[string]*query{},
		inline:  map[string]*inlineQuery{},
		files:   map[string]*stored{},
		texts:   map[textKey]string{},
		menus:   map[menuKey][]Command{},
		queue:   newQueue(),
		limits:  newLimits(),
	}
	s.bot = Person{ID: botID(o.Token), FirstName: o.Name, Username: o.Username}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

func botID(token string) int64 {
	id, _, _ := strings.Cut(token, ":")
	n, _ := strconv.ParseInt(id, 10, 64)
	return n
}

// Close ends open polls and deliveries and waits for the deliveries.
func (s *Server) Close() {
	s.stop()
	s.mu.Lock()
	s.dropHook()
	s.mu.Unlock()
	s.tasks.Wait()
}

// Changed gives a channel that is closed at the next change of anything in
// the server; ask again after each.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// WaitFor evaluates ok now and after every change, until it holds or ctx is
// done, whose error it then returns.
func (s *Server) WaitFor(ctx context.Context, ok func() bool) error {
	for {
		changed := s.Changed()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// touch tells everybody who waits that something changed. The lock is held.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
	s.pump()
}

func (s *Server) now() time.Time { return s.options.Now() }
