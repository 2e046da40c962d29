package broadcast_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/broadcast"
	"visitbot/bot/emulator"
	"visitbot/bot/telegram"
	"visitbot/store"
)

// asCaster tells the test's binary to be a process that sends casts, with the
// Redis at that socket.
const asCaster = "VISITBOT_TEST_CASTER"

func TestMain(m *testing.M) {
	if socket := os.Getenv(asCaster); socket != "" {
		beCaster(socket, os.Getenv("TELEGRAM_API_URL"))
		return
	}
	os.Exit(m.Run())
}

// beCaster sends casts until it is told to end, or killed.
func beCaster(socket, api string) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	client, err := telegram.NewClient(ctx, telegram.Options{Token: token, APIURL: api})
	if err != nil {
		panic(err)
	}
	seal, err := store.NewSeal(make([]byte, 32))
	if err != nil {
		panic(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	s, err := store.New(ctx, redis.NewClient(&redis.Options{Network: "unix", Addr: socket, ContextTimeoutEnabled: true}),
		store.Options{Bot: "4242", Seal: seal, Log: log})
	if err != nil {
		panic(err)
	}
	process := rand.Text()
	caster := broadcast.Caster{
		Store: s.Casts(), Lease: s.Caster(process, time.Second), Chats: telegram.NewMessenger(client), Silence: telegram.RetryAfter,
		Letter: letter, Chat: telegram.Chat, Show: func(context.Context, broadcast.Cast, broadcast.Progress) {},
		Now: time.Now, Log: log, Process: process, Every: 100 * time.Millisecond, Gap: time.Nanosecond,
	}
	caster.Run(ctx)
}

// Two thousand people, of whom a hundred have blocked the bot, while Telegram
// wants silence twenty times and loses answers, and the process is killed three
// times: before a message arrived, after one arrived and before the process
// heard so, and at any time. Nobody hears it twice; whoever does not hear it is
// named by the report; and no more are unknown than were killed or lost.
func TestTwoThousandPeopleAndKills(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	s := newSite(t)
	const crowd, blockedEvery = 2000, 20
	people(t, s.telegram, s.store, crowd)
	var blocked []string
	for id := blockedEvery; id <= crowd; id += blockedEvery {
		s.telegram.Block(int64(id))
		blocked = append(blocked, fmt.Sprint("tg:", id))
	}
	for call := 90; call < crowd; call += 98 {
		s.befall(call, func() { s.telegram.Fault(emulator.Fault{Method: "sendMessage", Status: 429, RetryAfter: 1}) })
	}
	for _, call := range []int{333, 1444} {
		s.befall(call, func() { s.telegram.Fault(emulator.Fault{Method: "sendMessage", Drop: emulator.DropAfter}) })
	}
	s.killAt(500, before)
	s.killAt(1000, after)
	s.killAt(1500, sometime)
	began := time.Now()
	s.begin()
	p := s.finished()
	s.mu.Lock()
	defer s.mu.Unlock()
	t.Logf("%d calls in %v, %d kills: %+v", s.calls, time.Since(began).Round(time.Millisecond), s.kills, p)

	named := report(t, s.store.Casts())
	for id := 1; id <= crowd; id++ {
		who, got := fmt.Sprint("tg:", id), texts(s.telegram, id)
		switch {
		case len(got) > 1:
			t.Errorf("%s hears it %d times", who, len(got))
		case len(got) == 1 && got[0] != heard(tongue(id)):
			t.Errorf("%s hears %q", who, got[0])
		case len(got) == 0 && !slices.Contains(named[broadcast.FateRefused], who) && !slices.Contains(named[broadcast.FateUnknown], who):
			t.Errorf("%s does not hear it, and nobody knows", who)
		}
	}
	slices.Sort(blocked)
	if got := named[broadcast.FateRefused]; !slices.Equal(got, blocked) {
		t.Errorf("refused are %q, want %q", got, blocked)
	}
	if got := named[broadcast.FateUnknown]; len(got) != p.Unknown || len(got) > s.kills+2 || len(got) < 4 {
		t.Errorf("unknown are %q", got)
	}
	for id, times := range s.doubtful {
		if !slices.Contains(named[broadcast.FateUnknown], fmt.Sprint("tg:", id)) || len(texts(s.telegram, id)) != times {
			t.Errorf("%d, whose process was killed, hears %q, and unknown are %q", id, texts(s.telegram, id), named[broadcast.FateUnknown])
		}
	}
	if s.kills != 3 || len(s.doubtful) != 2 || s.silences() != 20 || p.Sent+p.Refused+p.Unknown != crowd || p.Refused != crowd/blockedEvery {
		t.Errorf("%d kills, %d times silence, %+v", s.kills, s.silences(), p)
	}
}

// When a process is killed, as Telegram sees it.
type moment string

const (
	before   moment = "before a message arrives"
	after    moment = "after it arrived, before the answer"
	sometime moment = "at any time"
)

// A site is a real Redis, a Telegram over HTTP, and a process that sends.
type site struct {
	testing.TB
	telegram *emulator.Server
	store    *store.Store
	socket   string
	api      string

	mu       sync.Mutex
	calls    int // of sendMessage
	befalls  map[int]func()
	kill     map[int]moment
	kills    int
	doubtful map[int]int // whose message was on its way when the process was killed, and how often they hear it
	process  *exec.Cmd
}

func newSite(t testing.TB) *site {
	s := &site{TB: t, befalls: map[int]func(){}, kill: map[int]moment{}, doubtful: map[int]int{}, socket: redisServer(t)}
	s.telegram = emulator.New(emulator.Options{Token: token, Username: "rethink_visits_bot", Name: "Visits"})
	t.Cleanup(s.telegram.Close)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.api = server.URL
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: s.socket})
	t.Cleanup(func() { client.Close() })
	for deadline := time.Now().Add(10 * time.Second); client.Ping(t.Context()).Err() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("redis-server did not start")
		}
	}
	s.store = newStore(t, client)
	t.Cleanup(s.end)
	s.start()
	return s
}

// redisServer starts a redis-server that ends with the test, and returns its
// socket.
func redisServer(t testing.TB) string {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			t.Fatal("redis-server is not on PATH")
		}
		t.Skip("redis-server is not on PATH")
	}
	dir, err := os.MkdirTemp("", "visitbot") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "redis.sock")
	server := exec.Command(path, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	return socket
}

// start starts a process that sends.
func (s *site) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = exec.Command(os.Args[0])
	s.process.Env = append(os.Environ(), asCaster+"="+s.socket, "TELEGRAM_API_URL="+s.api)
	s.process.Stderr = os.Stderr
	if err := s.process.Start(); err != nil {
		s.Error(err)
	}
}

// end is kill -9. What comes of the process afterwards is waited for.
func (s *site) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process.Process.Kill()
	s.process.Wait()
}

func (s *site) befall(call int, do func()) { s.befalls[call] = do }

func (s *site) killAt(call int, when moment) { s.kill[call] = when }

// ServeHTTP is Telegram, and what befalls it and the process at a call.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		s.telegram.ServeHTTP(w, r)
		return
	}
	s.mu.Lock()
	s.calls++
	befall, kill := s.befalls[s.calls], s.kill[s.calls]
	s.mu.Unlock()
	if befall != nil {
		befall()
	}
	switch kill {
	case before:
		s.doubt(r, 0)
		s.restart()
		panic(http.ErrAbortHandler)
	case after:
		s.doubt(r, 1)
		s.telegram.ServeHTTP(httptest.NewRecorder(), r)
		s.restart()
		panic(http.ErrAbortHandler)
	case sometime:
		go s.restart()
	}
	s.telegram.ServeHTTP(w, r)
}

// doubt remembers whose message was on its way, and how often they hear it.
func (s *site) doubt(r *http.Request, times int) {
	id, err := strconv.Atoi(r.FormValue("chat_id"))
	if err != nil {
		s.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doubtful[id] = times
}

func (s *site) restart() {
	s.end()
	s.mu.Lock()
	s.kills++
	s.mu.Unlock()
	s.start()
}

func (s *site) begin() {
	c := theCast()
	casts := s.store.Casts()
	if err := errors.Join(casts.Create(s.Context(), c, broadcast.Audience{All: true}), casts.Start(s.Context(), time.Now(), c.ID)); err != nil {
		s.Fatal(err)
	}
}

// finished waits until the cast is finished.
func (s *site) finished() broadcast.Progress {
	s.Helper()
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		p, err := s.store.Casts().Progress(s.Context(), theCast().ID)
		if err != nil {
			s.Fatal(err)
		}
		if p.Finished {
			return p
		}
		if time.Now().After(deadline) {
			s.Fatalf("not finished: %+v", p)
		}
	}
}

// silences is how often Telegram wanted silence.
func (s *site) silences() (n int) {
	for _, c := range s.telegram.Calls("sendMessage") {
		if c.Status == http.StatusTooManyRequests {
			n++
		}
	}
	return n
}
