package main

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/seats"
	"visitbot/store"
)

// asProgram makes the test binary be the program.
const asProgram = "VISITBOT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A program is the whole program as a process of its own.
type program struct {
	t     testing.TB
	cmd   *exec.Cmd
	ended chan struct{}

	mu      sync.Mutex
	said    strings.Builder // both outputs
	changed chan struct{}
}

// launch starts the program with nothing in its environment but PATH and the
// settings given as NAME=value. It does not outlive the test.
func launch(t testing.TB, args []string, settings ...string) *program {
	t.Helper()
	p := &program{t: t, ended: make(chan struct{}), changed: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}, settings...)
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.read(bufio.NewScanner(output))
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("%v said:\n%s", args, p.output())
		}
	})
	return p
}

// read keeps what the program says, until its end.
func (p *program) read(lines *bufio.Scanner) {
	for lines.Scan() {
		p.mu.Lock()
		p.said.WriteString(lines.Text() + "\n")
		close(p.changed)
		p.changed = make(chan struct{})
		p.mu.Unlock()
	}
	_ = p.cmd.Wait() // the state is asked for where it counts
	close(p.ended)
}

func (p *program) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// says waits for something in the output and returns the first group of it.
func (p *program) says(pattern string) string {
	p.t.Helper()
	wanted, deadline := regexp.MustCompile(pattern), time.After(patience)
	for {
		p.mu.Lock()
		found, changed := wanted.FindStringSubmatch(p.said.String()), p.changed
		p.mu.Unlock()
		if found != nil {
			return found[len(found)-1]
		}
		select {
		case <-changed:
		case <-deadline:
			p.t.Fatalf("it does not say %q", pattern)
		case <-p.ended:
			if wanted.MatchString(p.output()) {
				continue
			}
			p.t.Fatalf("it ended and did not say %q", pattern)
		}
	}
}

// ends waits for the program's end and holds its exit code against the one
// wanted.
func (p *program) ends(code int) {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(30 * time.Second):
		p.t.Fatal("it does not end")
	}
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d (%v), want %d", got, p.cmd.ProcessState, code)
	}
}

// stops tells the program to stop and holds that it does so in time.
func (p *program) stops() {
	p.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	p.ends(0)
	if took, limit := time.Since(began), 10*time.Second; took > limit {
		p.t.Errorf("it took %v to stop, more than %v", took, limit)
	}
}

// get asks for a path on what the program listens on, and returns the status.
func (p *program) get(setting, path string) int {
	p.t.Helper()
	address := p.says("msg=listening setting=" + setting + ` address=(\S+)`)
	answer, err := http.Get("http://" + address + path)
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// A town is an emulated Telegram that programs are launched against.
type town struct {
	*world
	url       string
	dir       string // DATA_DIR
	catalogue string // of an event to come
}

func newTown(t *testing.T) *town {
	t.Helper()
	api := emulator.New(emulator.Options{Token: testToken, Username: "rethink_visits_bot", Name: "Visits"})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	return &town{
		world: &world{t: t, telegram: api}, url: server.URL, dir: t.TempDir(),
		catalogue: write(t, "coming.yaml", string(catalogue.Init(time.Now().AddDate(0, 1, 0)))),
	}
}

// serve launches serve against the town; settings come over its own.
func (w *town) serve(args []string, settings ...string) *program {
	w.t.Helper()
	return launch(w.t, append([]string{"serve"}, args...), append([]string{
		"TELEGRAM_TOKEN=" + testToken, "TELEGRAM_API_URL=" + w.url, "LISTEN=127.0.0.1:0", "METRICS_LISTEN=127.0.0.1:0",
		"DATA_DIR=" + w.dir, "CATALOGUE=" + w.catalogue,
	}, settings...)...)
}

// seat returns a person's seat, read from the private Redis.
func (w *town) seat(who seats.Person) seats.Seat {
	w.t.Helper()
	seal, err := store.LoadSeal(filepath.Join(w.dir, "data.key"))
	if err != nil {
		w.t.Fatal(err)
	}
	bot, _, _ := strings.Cut(testToken, ":")
	s, err := store.New(w.t.Context(), w.private(), store.Options{Bot: bot, Seal: seal, Log: slog.New(slog.DiscardHandler), Brief: time.Hour, Term: time.Hour})
	if err != nil {
		w.t.Fatal(err)
	}
	reply, err := s.Load(w.t.Context(), who, time.Now())
	if err != nil || reply.Seat == nil {
		w.t.Fatalf("%s has no seat: %v", who, err)
	}
	return *reply.Seat
}

// private connects to the private Redis of the program that serves.
func (w *town) private() redis.UniversalClient {
	w.t.Helper()
	client, err := store.Connect("unix://" + filepath.Join(w.dir, "redis", "redis.sock"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { client.Close() })
	return client
}

// The program serves with a redis-server of its own, and stops when told to.
// A seat outlives the kill of the program and of the redis-server.
func TestServeWithPrivateRedis(t *testing.T) {
	needRedisServer(t)
	w := newTown(t)
	p := w.serve(nil)
	ana := w.person(7, "Ana", "en")
	p.says("msg=serving bot=@rethink_visits_bot")
	if health, ready := p.get("LISTEN", "/healthz"), p.get("LISTEN", "/readyz"); health != 200 || ready != 200 {
		t.Errorf("healthz %d, readyz %d", health, ready)
	}
	ana.say("/start")
	ana.sees("choose one")
	ana.press("Romexpo")
	ana.sees("20 places left")
	ana.press("Reserve a place")
	ana.sees("held until")
	ana.press("Confirm")
	ana.sees("You are signed up")
	seat := w.seat("tg:7")

	second := w.serve(nil)
	second.says("another visitbot serves from")
	second.ends(exitFailed)

	p.cmd.Process.Kill()
	<-p.ended
	p = w.serve(nil)
	p.says("msg=serving")
	if got := w.seat("tg:7"); got != seat {
		t.Errorf("after a kill of the program the seat is %v, not %v", got, seat)
	}

	w.killRedis()
	p.says("the private redis-server ended .signal: killed.")
	p.ends(exitFailed)

	p = w.serve(nil)
	p.says("msg=serving")
	if got := w.seat("tg:7"); got != seat {
		t.Errorf("after a kill of redis-server the seat is %v, not %v", got, seat)
	}
	p.stops()
}

// killRedis kills the private redis-server, by the id that it tells itself.
func (w *town) killRedis() {
	w.t.Helper()
	info, err := w.private().Info(w.t.Context(), "server").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	id := regexp.MustCompile(`process_id:(\d+)`).FindStringSubmatch(info)
	if id == nil {
		w.t.Fatal("redis-server does not tell its id")
	}
	if err := exec.CommandContext(w.t.Context(), "kill", "-9", id[1]).Run(); err != nil {
		w.t.Fatal(err)
	}
}

// Without anything installed the program works in memory, and says so loudly.
func TestServeEphemeral(t *testing.T) {
	w := newTown(t)
	p := w.serve([]string{"--ephemeral"}, "PATH=")
	p.says("EPHEMERAL: all seats are in memory only and ARE LOST")
	ana := w.person(7, "Ana", "ro")
	ana.say("/start")
	ana.sees("Romexpo")
	p.stops()
	if strings.Contains(p.output(), testToken[5:]) {
		t.Error("the token is in the log")
	}
}

// With WEBHOOK_URL Telegram delivers, and nobody else can.
func TestServeWebhook(t *testing.T) {
	w := newTown(t)
	hole := httptest.NewServer(nil) // gives an address that was free a moment ago
	address := hole.Listener.Addr().String()
	hole.Close()
	p := w.serve([]string{"--ephemeral"}, "LISTEN="+address, "WEBHOOK_URL=http://"+address+"/hook", "WEBHOOK_SECRET=a-secret")
	p.says("msg=serving")
	ana := w.person(7, "Ana", "uk")
	ana.say("/start")
	ana.sees("Romexpo")
	answer, err := http.Post("http://"+address+"/hook", "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the secret: %s", answer.Status)
	}
	p.stops()
}

// What keeps serve from serving is one readable text and the exit code.
func TestServeRefuses(t *testing.T) {
	w := newTown(t)
	broken := write(t, "broken.yaml", strings.ReplaceAll(string(catalogue.ShippedYAML()), "capacity: 20", "capacity: -2"))
	for _, c := range []struct {
		name     string
		code     int
		settings []string
		args     []string
		says     []string
	}{
		{"settings", exitUsage, []string{"TELEGRAM_TOKEN=", "LOG_LEVEL=loud", "OWNERS=me"}, nil,
			[]string{"the settings cannot be used:", "TELEGRAM_TOKEN: it is not set", `OWNERS: "me" is no`, `LOG_LEVEL: "loud" is no level`, "serve --help explains"}},
		{"catalogue", exitFailed, []string{"CATALOGUE=" + broken}, []string{"--ephemeral"},
			[]string{"the catalogue cannot be used:", "broken.yaml:", "write 0 or more"}},
		{"no catalogue", exitFailed, []string{"CATALOGUE=no/such.yaml"}, []string{"--ephemeral"}, []string{"no/such.yaml cannot be read"}},
		{"no redis", exitFailed, []string{"PATH="}, nil, []string{"three ways out"}},
		{"two redis", exitUsage, []string{"REDIS_URL=redis://localhost:1"}, []string{"--ephemeral"}, []string{"leave one of them out"}},
		{"token", exitFailed, []string{"TELEGRAM_TOKEN=1:unknown"}, []string{"--ephemeral"}, []string{"TELEGRAM_TOKEN: the Bot API server"}},
		{"address", exitFailed, []string{"LISTEN=" + strings.TrimPrefix(w.url, "http://")}, []string{"--ephemeral"}, []string{"LISTEN: nothing can be served on"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := *w
			w.world, w.dir = &world{t: t, telegram: w.telegram}, t.TempDir()
			p := w.serve(c.args, c.settings...)
			p.ends(c.code)
			for _, text := range c.says {
				if !strings.Contains(p.output(), text) {
					t.Errorf("%q is not said", text)
				}
			}
		})
	}
}

// While Telegram cannot be reached the process lives, is not ready, and stops
// when told to.
func TestServeWaitsForTelegram(t *testing.T) {
	w := newTown(t)
	p := w.serve([]string{"--ephemeral"}, "TELEGRAM_API_URL=http://127.0.0.1:1")
	p.says("Telegram does not answer and is tried again")
	if health, ready := p.get("LISTEN", "/healthz"), p.get("LISTEN", "/readyz"); health != 200 || ready != 503 {
		t.Errorf("healthz %d, readyz %d", health, ready)
	}
	p.stops()
}

// With an event that is past the program says so, and serves.
func TestServePastEvent(t *testing.T) {
	w := newTown(t)
	p := w.serve([]string{"--ephemeral"}, "CATALOGUE=")
	p.says("the event is past: the bot only informs")
	p.says("msg=serving")
	p.stops()
}

// A second signal ends the program although what is under way is not through.
func TestSecondSignal(t *testing.T) {
	w := newTown(t)
	under, over := make(chan struct{}, 1), make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			under <- struct{}{}
			<-over
			return
		}
		w.telegram.ServeHTTP(rw, r)
	}))
	defer stuck.Close()
	defer close(over)
	p := w.serve([]string{"--ephemeral"}, "TELEGRAM_API_URL="+stuck.URL)
	w.person(7, "Ana", "en").say("/start")
	<-under
	p.cmd.Process.Signal(syscall.SIGTERM)
	p.says("msg=stopping")
	again := time.NewTicker(50 * time.Millisecond) // the first one may be a moment before the program listens for it
	defer again.Stop()
	for running := true; running; {
		select {
		case <-again.C:
			p.cmd.Process.Signal(syscall.SIGTERM)
		case <-p.ended:
			running = false
		}
	}
	if status := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() {
		t.Errorf("it ended with %v", p.cmd.ProcessState)
	}
}
