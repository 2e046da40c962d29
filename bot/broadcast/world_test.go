package broadcast_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"visitbot/bot"
	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/render"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
	"visitbot/store"
)

const token = "4242:TEST-token_of-the_emulator-0000000"

// term is that of the lease.
const term = 15 * time.Second

// A world is an emulated Telegram, a Redis in memory, and processes between
// them.
type world struct {
	*testing.T
	telegram *emulator.Server
	memory   *miniredis.Miniredis
	casts    *store.Casts
	log      logged
	began    time.Time
	carry    func(chat string, next func() (*http.Response, error)) (*http.Response, error) // what befalls a message; nil: nothing

	mu    sync.Mutex
	shown []shown

	ctx  context.Context
	ran  sync.WaitGroup
	stop context.CancelFunc
}

// shown is what organisers were shown, and when.
type shown struct {
	at time.Duration
	broadcast.Progress
}

// inWorld runs a test in a bubble of time of its own.
func inWorld(t *testing.T, test func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, began: time.Now(), memory: miniredis.NewMiniRedis()}
		w.memory.ClockTTL(true)
		t.Cleanup(w.memory.Close)
		w.telegram = emulator.New(emulator.Options{Token: token, Username: "rethink_visits_bot", Name: "Visits", Limits: true})
		t.Cleanup(w.telegram.Close)
		w.casts = w.store(w.client()).Casts()
		w.ctx, w.stop = context.WithCancel(context.Background())
		test(w)
		w.stop()
		w.ran.Wait()
	})
}

func (w *world) client() *redis.Client {
	client := redis.NewClient(&redis.Options{
		MaxRetries: -1, MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) { return w.dial() },
	})
	w.Cleanup(func() { client.Close() })
	return client
}

// dial connects to the Redis in memory. Its pipe holds nothing, so that both
// sides could wait for each other for ever; what is written waits here.
func (w *world) dial() (net.Conn, error) {
	pipe, err := w.memory.Dial()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: pipe, written: make(chan []byte, 1000)}
	go func() {
		for b := range c.written {
			c.Conn.Write(b)
		}
	}()
	return c, nil
}

type conn struct {
	net.Conn
	written chan []byte
	once    sync.Once
}

func (c *conn) Write(b []byte) (int, error) {
	c.written <- bytes.Clone(b)
	return len(b), nil
}

func (c *conn) SetWriteDeadline(time.Time) error { return nil }
func (c *conn) SetDeadline(t time.Time) error    { return c.SetReadDeadline(t) }

func (c *conn) Close() error {
	c.once.Do(func() { close(c.written) })
	return c.Conn.Close()
}

func (w *world) store(client redis.UniversalClient) *store.Store { return newStore(w.T, client) }

func newStore(t testing.TB, client redis.UniversalClient) *store.Store {
	t.Helper()
	seal, err := store.NewSeal(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(context.Background(), client, store.Options{
		Bot: "4242", Seal: seal, Log: slog.New(slog.DiscardHandler), Brief: 7 * 24 * time.Hour, Term: 90 * 24 * time.Hour,
		House: seats.House{Visits: []seats.Place{{ID: "smile", Capacity: 10_000}}, MaxParty: 3, Hold: time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tongues are spoken by the people in turn.
var tongues = []catalogue.Language{catalogue.English, catalogue.Romanian, catalogue.Ukrainian}

// tongue is what a person speaks.
func tongue(id int) catalogue.Language { return tongues[id%len(tongues)] }

// people puts people with ids from 1 to n into Telegram and gives them seats.
func people(t testing.TB, tg *emulator.Server, s *store.Store, n int) {
	t.Helper()
	for id := 1; id <= n; id++ {
		tg.AddPerson(emulator.Person{ID: int64(id), FirstName: fmt.Sprint("P", id), LanguageCode: string(tongue(id))})
		for _, act := range []seats.Act{seats.ActHold, seats.ActConfirm} {
			_, err := s.Commit(context.Background(), bot.Commit{
				Request: conversation.Request{Ask: seats.Request{Act: act, Visit: "smile", Code: fmt.Sprint(id), Token: "t"}},
				Person:  telegram.Person(int64(id)), At: time.Now(), Next: fmt.Sprint(act, id), Tongue: tongue(id), Profile: name(id),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func name(id int) conversation.Private { return conversation.Private(fmt.Sprint("P", id)) }

func (w *world) people(n int) { people(w.T, w.telegram, w.store(w.client()), n) }

func theCast() broadcast.Cast {
	return broadcast.Cast{
		ID: "k7m4qx2p", By: "tg:1", At: time.Now(), Chat: 1, Message: 1, Language: "en",
		Texts: map[catalogue.Language]conversation.Private{"en": "The bus is late.", "uk": "Автобус запізнюється."},
	}
}

// heard is what people hear who speak a language.
func heard(lang catalogue.Language) string {
	return map[catalogue.Language]string{
		"en": "The bus is late.", "uk": "Автобус запізнюється.", "ro": "The bus is late. (en)",
	}[lang]
}

func letter(c broadcast.Cast, lang catalogue.Language) render.Letter {
	text, actual, foreign := c.In(lang)
	if foreign {
		text += conversation.Private(" (" + actual + ")")
	}
	return render.Letter{Text: string(text)}
}

// begin creates the cast for everybody and starts it.
func (w *world) begin() {
	w.Helper()
	c := theCast()
	if err := errors.Join(w.casts.Create(w.ctx, c, broadcast.Audience{All: true}), w.casts.Start(w.ctx, time.Now(), c.ID)); err != nil {
		w.Fatal(err)
	}
}

// A process is a caster, and what befalls it.
type process struct {
	*broadcast.Caster
	world  *world
	client *redis.Client
	stop   context.CancelFunc

	mu    sync.Mutex
	calls []string // to Redis and to Telegram, but for the lease
	meets func(call int) fate
	dead  bool
}

// A fate is what befalls a process at one of its calls.
type fate string

const (
	fares      fate = ""
	losesReply fate = "loses the answer"
	diesBefore fate = "dies before"
	diesAfter  fate = "dies after"
)

var (
	errReply = errors.New("the answer is lost")
	errDead  = errors.New("dead")
)

// process makes a process that does not run yet.
func (w *world) process(name string) *process {
	p := &process{world: w, client: w.client()}
	p.client.AddHook(p)
	s := w.store(p.client)
	client, err := telegram.NewClient(w.ctx, telegram.Options{Token: token, HTTP: p})
	if err != nil {
		w.Fatal(err)
	}
	p.Caster = &broadcast.Caster{
		Store: s.Casts(), Lease: s.Caster(name, term), Chats: telegram.NewMessenger(client), Silence: telegram.RetryAfter,
		Letter: letter, Chat: telegram.Chat, Show: w.show, Now: time.Now, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Process: name,
	}
	p.calls = nil
	return p
}

// run starts a process that sends.
func (w *world) run(name string) *process {
	p := w.process(name)
	p.run()
	return p
}

func (p *process) run() {
	var ctx context.Context
	ctx, p.stop = context.WithCancel(p.world.ctx)
	p.world.ran.Go(func() { p.Run(ctx) })
}

func (w *world) show(_ context.Context, _ broadcast.Cast, p broadcast.Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shown = append(w.shown, shown{time.Since(w.began), p})
}

// call does something as far as the process lives and has the answer.
func (p *process) call(what string, do func() error) error {
	meets := fares
	p.mu.Lock()
	if p.dead {
		p.mu.Unlock()
		return errDead
	}
	if p.calls = append(p.calls, what); p.meets != nil {
		meets = p.meets(len(p.calls))
	}
	p.dead = meets == diesBefore || meets == diesAfter
	p.mu.Unlock()
	if meets == diesBefore {
		return errDead
	}
	err := do()
	switch meets {
	case losesReply:
		return errReply
	case diesAfter:
		return errDead
	}
	return err
}

func (p *process) isDead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}

func (p *process) DialHook(next redis.DialHook) redis.DialHook { return next }

func (p *process) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if strings.Contains(fmt.Sprint(cmd.Args()...), ":caster ") && cmd.Args()[2] == 1 { // the lease alone
			if p.isDead() {
				return errDead
			}
			return next(ctx, cmd)
		}
		err := p.call(cmd.Name(), func() error { return next(ctx, cmd) })
		if errors.Is(err, errReply) || errors.Is(err, errDead) {
			cmd.SetErr(err)
		}
		return err
	}
}

func (p *process) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return p.call("pipeline", func() error { return next(ctx, cmds) })
	}
}

// RoundTrip carries a call to Telegram.
func (p *process) RoundTrip(r *http.Request) (response *http.Response, err error) {
	failed := p.call("telegram", func() error {
		response, err = p.world.deliver(r)
		return err
	})
	if failed != nil {
		return nil, failed
	}
	return response, nil
}

func (w *world) deliver(r *http.Request) (*http.Response, error) {
	next := func() (*http.Response, error) { return w.telegram.Client().Transport.RoundTrip(r) }
	if w.carry == nil || !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		return next()
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	text.ReadFrom(body)
	_, rest, _ := strings.Cut(text.String(), "chat_id=")
	chat, _, _ := strings.Cut(rest, "&")
	return w.carry(chat, next)
}

// pass lets time pass, and everything happen that happens by then.
func (w *world) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (w *world) progress() broadcast.Progress {
	w.Helper()
	p, err := w.casts.Progress(context.Background(), theCast().ID)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// stands checks the figures, and that they are those of all people.
func (w *world) stands(want string) {
	w.Helper()
	p := w.progress()
	got := fmt.Sprintf("left %d underway %d sent %d refused %d unknown %d chatless %d gone %d", p.Left, p.Underway, p.Sent, p.Refused, p.Unknown, p.Chatless, p.Gone)
	if got != want {
		w.Errorf("%s\nwant %s", got, want)
	}
	if p.All != p.Left+p.Underway+p.Sent+p.Refused+p.Unknown+p.Chatless+p.Gone {
		w.Errorf("the figures are not those of %d people: %s", p.All, got)
	}
}

// report returns whom the report names, by fate.
func report(t testing.TB, casts *store.Casts) map[broadcast.Fate][]string {
	t.Helper()
	named := map[broadcast.Fate][]string{}
	for after := ""; ; {
		page, next, err := casts.Report(context.Background(), theCast().ID, after, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range page {
			named[u.Fate] = append(named[u.Fate], string(u.Person))
			if want := strings.Replace(string(u.Person), "tg:", "P", 1); string(u.Name) != want && u.Fate != broadcast.FateChatless {
				t.Errorf("%s is called %q, not %q", u.Person, string(u.Name), want)
			}
		}
		if after = next; after == "" {
			return named
		}
	}
}

// names checks whom the report names.
func (w *world) names(fate broadcast.Fate, want ...string) {
	w.Helper()
	if got := report(w.T, w.casts)[fate]; !slices.Equal(got, want) {
		w.Errorf("%s are %q, want %q", fate, got, want)
	}
}

// hears checks that everybody has heard the cast once in their language, but for
// those in whose chat there is nothing.
func (w *world) hears(n int, nothing ...int) {
	w.Helper()
	for id := 1; id <= n; id++ {
		want := []string{heard(tongue(id))}
		if slices.Contains(nothing, id) {
			want = nil
		}
		if got := texts(w.telegram, id); !slices.Equal(got, want) {
			w.Errorf("%d hears %q, want %q", id, got, want)
		}
	}
}

// texts are what the bot has written in a chat.
func texts(tg *emulator.Server, id int) (list []string) {
	for _, m := range tg.Chat(int64(id)) {
		list = append(list, m.Text)
	}
	return list
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
