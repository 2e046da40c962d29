package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// claimable is how long a notice is in a process's hands before any process
// may take it anew.
const claimable = 2 * Patience

// An outbox is a Store in memory. What is taken from it and not settled comes
// again after the claim time.
type outbox struct {
	mu      sync.Mutex
	more    chan struct{} // closed when something came to be owed
	notices []*entry      // in the order in which they came to be owed
	reached []reached
	buried  map[string]Why                  // by id
	tries   map[string][]string             // by id
	read    func() error                    // fails Notices; nil: works
	load    func(ctx context.Context) error // fails, panics or hangs, when a try was counted; nil: works
	miss    func() error                    // fails Missed
	reach   func(ctx context.Context) error // fails, panics or hangs
	settle  func() error                    // fails or panics
	reply   func(seats.Person) conversation.Reply
}

type entry struct {
	Owed
	process string // empty: nobody has it
	taken   time.Time
}

type reached struct {
	id, file string
	message  int
}

func (o *outbox) owe(notices ...seats.Notice) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, n := range notices {
		o.notices = append(o.notices, &entry{Owed: Owed{ID: n.Code, Notice: n}})
	}
	close(o.more)
	o.more = make(chan struct{})
}

// Notices looks for what may be claimed anew only before it waits, as Redis
// does.
func (o *outbox) Notices(ctx context.Context, process string, n int, wait time.Duration) ([]Owed, error) {
	if o.read != nil {
		if err := o.read(); err != nil {
			return nil, err
		}
	}
	owed, more := o.take(process, n)
	if len(owed) > 0 {
		return owed, nil
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(wait):
		return nil, nil
	case <-more:
		owed, _ = o.take(process, n)
		return owed, nil
	}
}

// take takes notices, and returns what is closed when there are more.
func (o *outbox) take(process string, n int) (owed []Owed, more chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.notices {
		if len(owed) < n && (e.process == "" || time.Since(e.taken) >= claimable) {
			e.process, e.taken = process, time.Now()
			owed = append(owed, e.Owed)
		}
	}
	return owed, o.more
}

func (o *outbox) Load(ctx context.Context, who seats.Person, _ time.Time) (conversation.Reply, error) {
	if o.load != nil {
		if err := o.load(ctx); err != nil {
			return conversation.Reply{}, err
		}
	}
	return o.reply(who), nil
}

func (o *outbox) Begin(ctx context.Context, owed Owed, try string, at time.Time) (conversation.Reply, int, error) {
	if !slices.Contains(o.left(), owed.ID) {
		return conversation.Reply{}, 0, ErrSettled
	}
	others := o.count(owed.ID, try)
	reply, err := o.Load(ctx, owed.Person, at)
	return reply, others, err
}

// count counts a try, once, and returns how many others there are.
func (o *outbox) count(id, try string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.tries[id], try) {
		o.tries[id] = append(o.tries[id], try)
	}
	return len(o.tries[id]) - 1
}

func (o *outbox) Missed(ctx context.Context, owed Owed, try string) error {
	if o.miss != nil {
		if err := o.miss(); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tries[owed.ID] = slices.DeleteFunc(o.tries[owed.ID], func(known string) bool { return known == try })
	return nil
}

func (o *outbox) Bury(_ context.Context, owed Owed, why Why, _ time.Time) error {
	if o.settle != nil {
		if err := o.settle(); err != nil {
			return err
		}
	}
	if o.drop(owed.ID) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.buried[owed.ID] = why
	}
	return nil
}

func (o *outbox) Reached(ctx context.Context, owed Owed, file string, message int) error {
	if o.reach != nil {
		if err := o.reach(ctx); err != nil {
			return err
		}
	}
	if o.drop(owed.ID) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.reached = append(o.reached, reached{owed.ID, file, message})
	}
	return nil
}

func (o *outbox) Posted(ctx context.Context, owed Owed, _ int64, _ int) error {
	return o.Settle(ctx, owed)
}

func (o *outbox) Settle(_ context.Context, owed Owed) error {
	if o.settle != nil {
		if err := o.settle(); err != nil {
			return err
		}
	}
	o.drop(owed.ID)
	return nil
}

// drop takes a notice out, and says whether it was still in.
func (o *outbox) drop(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, e := range o.notices {
		if e.ID == id {
			o.notices = append(o.notices[:i:i], o.notices[i+1:]...)
			return true
		}
	}
	return false
}

// inHand reports whether what a process does is about a notice that it took no
// longer than Patience ago.
func (o *outbox) inHand(a act) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.ContainsFunc(o.notices, func(e *entry) bool {
		return e.Code == a.code && e.process == a.process && time.Since(e.taken) <= Patience
	})
}

// left lists what is owed.
func (o *outbox) left() (ids []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.notices {
		ids = append(ids, e.ID)
	}
	return ids
}

// An act is one call of the Bot API as a chat sees it.
type act struct {
	at      time.Duration // since the test began
	process string
	chat    int64
	message int    // edited; 0: a new one
	code    string // of the ticket
	picture string // the picture's file id; empty: it was uploaded
}

// chats are the chats of all people, as every process sees them.
type chats struct {
	mu    sync.Mutex
	start time.Time
	acts  []act
	now   int                                    // calls under way
	most  int                                    // calls under way at once, at most
	hear  func(ctx context.Context, a act) error // fails, panics or takes its time; nil: works
}

func (c *chats) do(ctx context.Context, a act) (int, error) {
	c.mu.Lock()
	a.at = time.Since(c.start)
	c.acts = append(c.acts, a)
	message := 1000 + len(c.acts)
	c.now++
	c.most = max(c.most, c.now)
	hear := c.hear
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.now--
		c.mu.Unlock()
	}()
	if hear == nil {
		return message, ctx.Err()
	}
	return message, hear(ctx, a)
}

// behave says how the chats take what is said from now on.
func (c *chats) behave(hear func(ctx context.Context, a act) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hear = hear
}

// heard lists what was done, in order, as "code" of tickets and "code/message"
// of edits.
func (c *chats) heard(chat int64) (list []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.acts {
		switch {
		case a.chat != chat:
		case a.message == 0:
			list = append(list, a.code)
		default:
			list = append(list, fmt.Sprintf("%s/%d", a.code, a.message))
		}
	}
	return list
}

// times lists when a chat was spoken to.
func (c *chats) times(chat int64) (list []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.acts {
		if a.chat == chat {
			list = append(list, a.at)
		}
	}
	return list
}

// A phone is the chats as one process sees them.
type phone struct {
	*chats
	process string
}

func (p phone) SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (int, string, error) {
	message, err := p.do(ctx, act{process: p.process, chat: chat, code: l.Text, picture: f.ID})
	if err != nil {
		return 0, "", err
	}
	return message, "picture of " + l.Text, nil
}

func (p phone) Send(ctx context.Context, chat int64, l render.Letter) (int, error) {
	return p.do(ctx, act{process: p.process, chat: chat, code: l.Text})
}

func (p phone) SendReply(ctx context.Context, chat int64, _ int, l render.Letter) (int, error) {
	return p.Send(ctx, chat, l)
}

func (p phone) Copy(ctx context.Context, chat, _ int64, _ int, l render.Letter, _ int) (int, error) {
	return p.Send(ctx, chat, l)
}

func (p phone) EditCaption(ctx context.Context, chat int64, message int, l render.Letter) error {
	_, err := p.do(ctx, act{process: p.process, chat: chat, message: message, code: l.Text})
	return err
}

// errBlocked stays however often the same is tried; errBusy may be over.
var (
	errBlocked = errors.New("blocked")
	errBusy    = errors.New("busy")
	errLost    = errors.New("the answer was lost")
)

func (p phone) Final(err error) bool { return errors.Is(err, errBlocked) }

func (p phone) Unknown(err error) bool {
	return errors.Is(err, errLost) || errors.Is(err, context.DeadlineExceeded)
}

// A writer writes the code and nothing else.
type writer struct {
	ticket func(conversation.Reply) error // fails or panics; nil: works
}

func (w writer) Ticket(reply conversation.Reply, repeat bool) (render.Letter, render.File, error) {
	if w.ticket != nil {
		if err := w.ticket(reply); err != nil {
			return render.Letter{}, render.File{}, err
		}
	}
	file := render.File{Data: []byte("picture")}
	if reply.Sent != nil {
		file = render.File{ID: reply.Sent.File}
	}
	return render.Letter{Text: marked(reply.Seat.Code, repeat)}, file, nil
}

// marked marks what may be a repeat.
func marked(text string, repeat bool) string {
	if repeat {
		return text + " again"
	}
	return text
}

func (w writer) Notice(_ time.Time, _ conversation.Reply, n seats.Notice, repeat bool) (render.Letter, bool) {
	return render.Letter{Text: marked(n.Code, repeat)}, n.Visit != "untrue"
}

func (w writer) Void(_ conversation.Reply, code string) render.Letter {
	return render.Letter{Text: code}
}

// A world is an outbox, the chats and any number of couriers between them.
type world struct {
	*testing.T
	outbox *outbox
	chats  *chats
	writer writer
	log    logged
	ctx    context.Context
	stop   context.CancelFunc
	ran    sync.WaitGroup
}

// inWorld runs a test in a bubble of time of its own. Whoever is asked about
// holds the ticket that was owed them first: person 7's codes begin with "7-".
func inWorld(t *testing.T, test func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		w := &world{T: t, ctx: ctx, stop: stop, chats: &chats{start: time.Now()}}
		w.outbox = &outbox{more: make(chan struct{}), buried: map[string]Why{}, tries: map[string][]string{}, reply: func(who seats.Person) conversation.Reply {
			return conversation.Reply{Seat: &seats.Seat{Code: code(who)}, Name: "Ana"}
		}}
		test(w)
		stop()
		w.ran.Wait()
	})
}

// code is the code of a person's ticket.
func code(who seats.Person) string { return strings.TrimPrefix(string(who), "tg:") }

// run starts a courier and returns how to stop it, which does not wait.
func (w *world) run(process string) (stop func()) {
	ctx, cancel := context.WithCancel(w.ctx)
	c := &Courier{
		Store: w.outbox, Chats: phone{w.chats, process}, Writer: w.writer, Chat: chatOf, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Process: process,
	}
	w.ran.Go(func() { c.Run(ctx) })
	return cancel
}

// pass lets time pass, and everything happen that happens by then.
func (w *world) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// settled checks that nothing is owed.
func (w *world) settled() {
	w.Helper()
	if left := w.outbox.left(); len(left) > 0 {
		w.Errorf("still owed: %q", left)
	}
}

func chatOf(who seats.Person) (int64, bool) {
	chat, err := strconv.ParseInt(code(who), 10, 64)
	return chat, err == nil
}

func person(n int) seats.Person { return seats.Person("tg:" + strconv.Itoa(n)) }

// ticket is the notice of a person's ticket.
func ticket(n int) seats.Notice {
	return seats.Notice{Kind: seats.KindTicket, Person: person(n), Code: strconv.Itoa(n)}
}

// letter is a notice that is a plain letter.
func letter(n int) seats.Notice {
	return seats.Notice{Kind: seats.KindOffer, Person: person(n), Code: strconv.Itoa(n)}
}

// void is a notice to mark messages of a person.
func void(n int, code string, messages ...int) seats.Notice {
	return seats.Notice{Kind: seats.KindVoid, Person: person(n), Code: code, Messages: messages}
}

// logged is what was logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// logs checks that a line of the log holds all of some words.
func (w *world) logs(words ...string) {
	w.Helper()
	for line := range strings.Lines(w.log.String()) {
		missing := false
		for _, word := range words {
			missing = missing || !strings.Contains(line, word)
		}
		if !missing {
			return
		}
	}
	w.Errorf("no line of the log holds %q:\n%s", words, w.log.String())
}
