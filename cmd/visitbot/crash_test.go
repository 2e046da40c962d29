package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/store"
)

// A hundred people tap the last place at once, at two processes on one real
// Redis. Meanwhile one process is killed and started again, and so is Redis.
// One person gets the place, the others are told, the counter equals the
// members, and the ticket arrives.
func TestTheLastPlaceWhileThingsAreKilled(t *testing.T) {
	s := newSite(t)
	const crowd = 100
	for i := range crowd {
		s.visitors = append(s.visitors, s.person(int64(1000+i), fmt.Sprint("P", i), "en"))
		s.visitors[i].say("/start v_romexpo")
	}
	for _, v := range s.visitors {
		v.sees("[Reserve a place]")
	}
	var tapped sync.WaitGroup
	for _, v := range s.visitors {
		tapped.Go(v.reserve)
	}
	s.bots[0].kill()
	s.server.kill()
	s.server.start()
	s.bots[0].start()
	tapped.Wait()

	winner := s.settled()
	winner.press("Confirm")
	winner.sees("(picture")
	seal, err := store.LoadSeal(filepath.Join(s.dir, "data.key"))
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.New(t.Context(), s.server.client, store.Options{Bot: "4242", Seal: seal, Log: slog.New(slog.DiscardHandler), House: conversation.House(catalogue.Shipped())})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := st.Load(t.Context(), "tg:1", time.Now())
	if err != nil || reply.Visits["romexpo"].Taken != 1 {
		t.Errorf("taken: %v %v", reply.Visits, err)
	}
	if members := s.server.client.HLen(t.Context(), "{visitbot:4242}:seats").Val(); members != 1 {
		t.Errorf("%d seats for one place", members)
	}
}

// A site is two bots behind one address, a Redis that keeps what it said, and
// an emulated Telegram, each a process or a server of its own.
type site struct {
	*world
	dir      string
	bots     [2]*process
	server   *process
	visitors []*visitor
}

func newSite(t *testing.T) *site {
	dir, err := os.MkdirTemp("", "visitbot") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &site{world: &world{t: t, now: time.Now}, dir: dir}
	s.telegram = emulator.New(emulator.Options{Token: testToken, Username: "rethink_visits_bot", Name: "Visits", Now: time.Now})
	t.Cleanup(s.telegram.Close)
	api := httptest.NewServer(s.telegram)
	t.Cleanup(api.Close)

	s.server = s.redisServer()
	s.server.start()
	catalogue := s.catalogue()
	balancer, addresses := balance(t, len(s.bots))
	for i := range s.bots {
		s.bots[i] = &process{t: t, path: os.Args[0], args: []string{"serve"}, ready: answersHTTP("http://" + addresses[i] + "/readyz"), env: []string{
			asProgram + "=1", "TELEGRAM_TOKEN=" + testToken, "TELEGRAM_API_URL=" + api.URL, "REDIS_URL=unix://" + s.socket(), "DATA_DIR=" + dir,
			"WEBHOOK_URL=" + balancer + "/telegram", "WEBHOOK_SECRET=secret", "LISTEN=" + addresses[i], "METRICS_LISTEN=127.0.0.1:0",
			"CATALOGUE=" + catalogue, "LOG_LEVEL=error",
		}}
		s.bots[i].start()
	}
	return s
}

func (s *site) socket() string { return filepath.Join(s.dir, "redis.sock") }

// redisServer is a Redis that syncs before it answers.
func (s *site) redisServer() *process {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			s.t.Fatal("redis-server is not on PATH")
		}
		s.t.Skip("redis-server is not on PATH")
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: s.socket()})
	s.t.Cleanup(func() { client.Close() })
	return &process{
		t: s.t, path: path, client: client,
		args:  []string{"--port", "0", "--unixsocket", s.socket(), "--dir", s.dir, "--appendonly", "yes", "--appendfsync", "always", "--save", ""},
		ready: func(ctx context.Context) bool { return client.Ping(ctx).Err() == nil },
	}
}

// catalogue is the shipped one next year, with one place at Romexpo.
func (s *site) catalogue() string {
	var b strings.Builder
	date := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	if err := dispatch(s.t.Context(), []string{"init", "--date", date}, &b); err != nil {
		s.t.Fatal(err)
	}
	before, after, _ := strings.Cut(b.String(), "- id: romexpo")
	text := before + "- id: romexpo" + strings.Replace(after, "capacity: 20", "capacity: 1", 1)
	file := filepath.Join(s.dir, "catalogue.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return file
}

// reserve taps the card's button, if the person still sees the card.
func (v *visitor) reserve() {
	chat := v.telegram.Chat(v.id)
	screen := chat[len(chat)-1]
	button := screen.Keyboard[0][0]
	if button.Text != "Reserve a place" {
		return
	}
	if _, err := v.telegram.ForgePress(v.id, screen.ID, button.Data); err != nil {
		v.t.Error(err)
	}
}

// settled waits until everybody is told, and returns who holds the place. A
// screen that was lost with its process comes with the next tap, as it would
// for a person.
func (s *site) settled() *visitor {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		var holders []*visitor
		waiting := 0
		for _, v := range s.visitors {
			switch chat := v.chat(); {
			case strings.Contains(chat, "[Confirm]"):
				holders = append(holders, v)
			case !strings.Contains(chat, "This visit is full"):
				waiting++
				v.reserve()
			}
		}
		if waiting == 0 && len(holders) == 1 {
			return holders[0]
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%d hold the place, %d were not told", len(holders), waiting)
		}
		time.Sleep(500 * time.Millisecond) // a person looks before tapping again
	}
}

// A process is started, killed and started again.
type process struct {
	t      testing.TB
	path   string
	args   []string
	env    []string
	ready  func(context.Context) bool
	client *redis.Client
	cmd    *exec.Cmd
}

// start starts the process and waits until it is ready.
func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.path, p.args...)
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stderr = testLog{p.t}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	cmd := p.cmd
	p.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	for !p.ready(ctx) {
		if ctx.Err() != nil {
			p.t.Fatalf("%s did not get ready", filepath.Base(p.path))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

func answersHTTP(address string) func(context.Context) bool {
	return func(ctx context.Context) bool {
		request, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	}
}

// balance returns an address whose requests go to n others in turn.
func balance(t testing.TB, n int) (front string, addresses []string) {
	t.Helper()
	proxies := make([]http.Handler, n)
	for i := range proxies {
		addresses = append(addresses, "127.0.0.1:"+freePort(t))
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: addresses[i]})
		proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
		proxies[i] = proxy
	}
	var turn atomic.Uint64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxies[turn.Add(1)%uint64(n)].ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, addresses
}

// firstPort is where freePort begins, and ports how many it has looked at: none is
// given twice.
var (
	firstPort = rand.IntN(12_000)
	ports     atomic.Int64
)

// freePort is a port that nobody listens on. It is below those that the system gives
// to whoever asks for any, so that it stays free until it is listened on.
func freePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(20_000 + (firstPort+int(ports.Add(1)))%12_000)
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}
