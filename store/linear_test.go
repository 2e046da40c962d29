package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/anishathalye/porcupine"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// What eight people do at two processes at once, while Redis is killed and
// connections are cut, is as if they had done it one after the other; every
// seat that was confirmed is there, and none twice.
func TestSeatsAreLinearizable(t *testing.T) {
	f := newFaultyRedis(t)
	var workers [2]*worker
	for i := range workers {
		workers[i] = startWorker(t, f.proxy.Listen)
	}
	var history history8
	stop := f.trouble()
	troubled := func() bool { return f.killed.Load() >= 2 && f.cuts.Load() >= 10 }
	history.play(t, func(n int) bool { return n < 40 || !troubled() }, func(who int) booker { return workers[who%2] })
	stop()
	result := history.check()
	t.Logf("%d operations, Redis killed %d times, connections cut %d times: %s", len(history.operations), f.killed.Load(), f.cuts.Load(), result)
	if result != porcupine.Ok || !troubled() {
		t.Error("not linearizable, or not troubled enough")
	}
	checkSeats(t, newStoreOf(t, f.client, smallHouse()), history.last())
}

// The check is worth something: a store that reads before it writes fails it.
func TestAStoreThatReadsBeforeItWritesIsFound(t *testing.T) {
	client := realRedis(t)
	for range 50 {
		client.FlushAll(t.Context())
		var history history8
		history.play(t, func(n int) bool { return n < 40 }, func(int) booker { return naive{client} })
		if history.check() == porcupine.Illegal {
			return
		}
	}
	t.Error("its histories pass for linearizable")
}

// smallHouse has two visits with two places each.
func smallHouse() seats.House {
	house := testHouse()
	house.Visits = []seats.Place{{ID: "romexpo", Capacity: 2}, {ID: "smile", Capacity: 2}}
	return house
}

const people = 8

// A wish is one thing that one of the people wants.
type wish struct {
	Who   int
	Act   seats.Act
	Visit int // 1 or 2; 0 for cancel
	N     int // its number, of which the ids are made
}

func (w wish) commit() bot.Commit {
	visits := []string{"", "romexpo", "smile"}
	id := fmt.Sprintf("%d-%d", w.Who, w.N)
	return bot.Commit{
		Request: conversation.Request{Operation: id, Ask: seats.Request{Act: w.Act, Visit: visits[w.Visit], Code: "C" + id, Token: "t" + id}},
		Person:  seats.Person(fmt.Sprint("tg:", w.Who)), At: start, Next: "n" + id, Tongue: "uk", Profile: "Ana",
	}
}

// A booker carries a wish out, or fails without anybody knowing whether it did.
type booker interface {
	book(ctx context.Context, w wish) (seats.Outcome, error)
}

// A history8 is what eight people did, and when.
type history8 struct {
	mu         sync.Mutex
	operations []porcupine.Operation
}

// play lets everybody want one thing after the other, as long as there is to be
// more, and each again until it is answered.
func (h *history8) play(t *testing.T, more func(n int) bool, at func(who int) booker) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began := time.Now()
	var all sync.WaitGroup
	for who := range people {
		all.Go(func() {
			for n := 0; more(n) && ctx.Err() == nil; n++ {
				w := wish{Who: who, N: n, Act: seats.ActHold, Visit: 1 + rand.IntN(2)}
				switch dice := rand.IntN(10); {
				case dice > 7:
					w.Act, w.Visit = seats.ActCancel, 0
				case dice > 3:
					w.Act = seats.ActConfirm
				}
				called := time.Since(began).Nanoseconds()
				outcome := h.insist(ctx, at(who), w)
				h.mu.Lock()
				h.operations = append(h.operations, porcupine.Operation{
					ClientId: who, Input: w, Call: called, Output: outcome, Return: time.Since(began).Nanoseconds(),
				})
				h.mu.Unlock()
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		t.Fatal("not everything was answered in time")
	}
}

// insist asks until there is an answer, as an update comes again.
func (h *history8) insist(ctx context.Context, b booker, w wish) seats.Outcome {
	for ctx.Err() == nil {
		try, cancel := context.WithTimeout(ctx, time.Second)
		outcome, err := b.book(try, w)
		cancel()
		if err == nil {
			return outcome
		}
		time.Sleep(5 * time.Millisecond)
	}
	return ""
}

// A board is the state of all: the visit of each person's seat and hold.
type board struct{ seat, hold [people]int }

// next is what a wish comes to, one after the other.
func (b board) next(w wish) (board, seats.Outcome) {
	seat, hold := &b.seat[w.Who], &b.hold[w.Who]
	switch {
	case w.Act == seats.ActCancel && *seat == 0:
		return b, seats.NoSeat
	case w.Act == seats.ActCancel:
		*seat = 0
		return b, seats.Cancelled
	case w.Act == seats.ActConfirm && *hold != w.Visit:
		return b, seats.Gone
	case w.Act == seats.ActConfirm:
		outcome := seats.Confirmed
		if *seat != 0 {
			outcome = seats.Moved
		}
		*seat, *hold = w.Visit, 0
		return b, outcome
	case *seat == w.Visit:
		return b, seats.Seated
	case *hold == w.Visit:
		return b, seats.Holding
	case b.taken(w.Visit) >= 2:
		return b, seats.Full
	}
	*hold = w.Visit
	return b, seats.Held
}

func (b board) taken(visit int) (n int) {
	for who := range people {
		if b.seat[who] == visit {
			n++
		}
		if b.hold[who] == visit {
			n++
		}
	}
	return n
}

func (h *history8) check() porcupine.CheckResult {
	model := porcupine.Model{
		Init: func() any { return board{} },
		Step: func(state, input, output any) (bool, any) {
			next, outcome := state.(board).next(input.(wish))
			return outcome == output.(seats.Outcome), next
		},
	}
	return porcupine.CheckOperationsTimeout(model, h.operations, time.Minute)
}

// last is the visit of each person's seat as they were told last.
func (h *history8) last() [people]int {
	var seat [people]int
	latest := [people]int{}
	for _, o := range h.operations {
		w, outcome := o.Input.(wish), o.Output.(seats.Outcome)
		if w.N < latest[w.Who] {
			continue
		}
		switch outcome {
		case seats.Confirmed, seats.Moved:
			seat[w.Who], latest[w.Who] = w.Visit, w.N
		case seats.Cancelled:
			seat[w.Who], latest[w.Who] = 0, w.N
		}
	}
	return seat
}

// checkSeats holds what people were told against what is kept.
func checkSeats(t *testing.T, s *Store, told [people]int) {
	t.Helper()
	for who, visit := range told {
		reply := must[conversation.Reply](t)(s.Load(t.Context(), seats.Person(fmt.Sprint("tg:", who)), start))
		if kept := reply.Seat; (kept != nil) != (visit != 0) || kept != nil && kept.Visit != []string{"", "romexpo", "smile"}[visit] {
			t.Errorf("%d was told of visit %d, kept is %+v", who, visit, kept)
		}
	}
	if report := must[seats.Report](t)(s.Audit(t.Context())); !report.Clean() {
		t.Errorf("drift: %+v", report)
	}
}

// naive reads, thinks, and then writes.
type naive struct{ redis redis.UniversalClient }

func (n naive) book(ctx context.Context, w wish) (seats.Outcome, error) {
	var b board
	for _, part := range []struct {
		key string
		of  *[people]int
	}{{"seat", &b.seat}, {"hold", &b.hold}} {
		values, err := n.redis.HGetAll(ctx, part.key).Result()
		if err != nil {
			return "", err
		}
		for who, visit := range values {
			part.of[number(who)] = number(visit)
		}
	}
	next, outcome := b.next(w)
	err := n.redis.HSet(ctx, "seat", fmt.Sprint(w.Who), next.seat[w.Who]).Err()
	return outcome, errors.Join(err, n.redis.HSet(ctx, "hold", fmt.Sprint(w.Who), next.hold[w.Who]).Err())
}

// A worker is a process of its own with a store.
type worker struct {
	mu      sync.Mutex
	in      io.Writer
	waiting map[string]chan answer
}

type answer struct {
	ID      string
	Outcome seats.Outcome
	Error   string
}

// asWorker makes the test binary a worker on the Redis at this address.
const asWorker = "VISITBOT_STORE_WORKER"

func TestMain(m *testing.M) {
	if address := os.Getenv(asWorker); address != "" {
		work(address)
		return
	}
	if named := os.Getenv(asMutant); named != "" {
		useMutant(named)
	}
	os.Exit(m.Run())
}

func startWorker(t *testing.T, address string) *worker {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), asWorker+"="+address)
	process.Stderr = os.Stderr
	in := must[io.WriteCloser](t)(process.StdinPipe())
	out := must[io.ReadCloser](t)(process.StdoutPipe())
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); process.Wait() })
	w := &worker{in: in, waiting: map[string]chan answer{}}
	go w.listen(out)
	return w
}

func (w *worker) listen(out io.Reader) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var a answer
		if json.Unmarshal(lines.Bytes(), &a) == nil {
			w.mu.Lock()
			if waiting, ok := w.waiting[a.ID]; ok {
				waiting <- a
				delete(w.waiting, a.ID)
			}
			w.mu.Unlock()
		}
	}
}

func (w *worker) book(ctx context.Context, one wish) (seats.Outcome, error) {
	answered := make(chan answer, 1)
	line := must2(json.Marshal(one))
	w.mu.Lock()
	w.waiting[one.commit().Operation] = answered
	_, err := w.in.Write(append(line, '\n'))
	w.mu.Unlock()
	if err != nil {
		return "", err
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-answered:
		if a.Error != "" {
			return "", errors.New(a.Error)
		}
		return a.Outcome, nil
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// work is the worker's side: wishes come in, outcomes go out.
func work(address string) {
	client := must2(Connect("redis://" + address))
	seal := must2(NewSeal(make([]byte, keySize)))
	s := &Store{redis: client, keys: keysOf("42"), house: describeHouse(smallHouse()), opts: Options{
		Seal: seal, House: smallHouse(), Log: discard, Brief: time.Hour, Term: time.Hour,
	}}
	var mu sync.Mutex
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var w wish
		if err := json.Unmarshal(lines.Bytes(), &w); err != nil {
			panic(err)
		}
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			reply, err := s.Commit(ctx, w.commit())
			a := answer{ID: w.commit().Operation, Outcome: reply.Outcome}
			if err != nil {
				a.Error = err.Error()
			}
			mu.Lock()
			defer mu.Unlock()
			fmt.Println(string(must2(json.Marshal(a))))
		}()
	}
}

// A faultyRedis is a server that keeps what it said, behind a proxy that cuts
// connections.
type faultyRedis struct {
	t      *testing.T
	path   string // of redis-server
	dir    string
	port   string
	server *exec.Cmd
	proxy  *toxiproxy.Proxy
	client redis.UniversalClient // past the proxy
	killed atomic.Int64
	cuts   atomic.Int64
}

func newFaultyRedis(t *testing.T) *faultyRedis {
	t.Helper()
	f := &faultyRedis{t: t, path: redisServer(t), dir: t.TempDir(), port: freePort(t)}
	f.client = redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + f.port})
	f.start()
	t.Cleanup(func() { f.client.Close(); f.server.Process.Kill(); f.server.Wait() })
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	f.proxy = toxiproxy.NewProxy(api, "redis", "127.0.0.1:0", "127.0.0.1:"+f.port)
	if err := f.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.proxy.Stop)
	return f
}

func (f *faultyRedis) start() {
	f.server = exec.Command(f.path, "--port", f.port, "--bind", "127.0.0.1", "--dir", f.dir, "--save", "",
		"--appendonly", "yes", "--appendfsync", "always", "--logfile", filepath.Join(f.dir, "log"))
	if err := f.server.Start(); err != nil {
		f.t.Fatal(err)
	}
	awaitRedis(f.t, f.client)
}

// trouble kills the server and cuts connections, and counts how often, until it
// is stopped; then the server runs.
func (f *faultyRedis) trouble() (stop func()) {
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for round := 1; ; round++ {
			select {
			case <-over:
				return
			case <-time.After(10 * time.Millisecond):
			}
			if round%15 == 0 && f.killed.Load() < 10 {
				f.server.Process.Kill()
				f.server.Wait()
				f.start()
				f.killed.Add(1)
				continue
			}
			f.cut(round)
			f.cuts.Add(1)
		}
	}()
	return func() { close(over); <-done }
}

// cut cuts every connection; in every other round after what was asked arrived,
// so that the answer is lost.
func (f *faultyRedis) cut(round int) {
	if round%2 == 0 {
		toxic := strings.NewReader(`{"type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`)
		if _, err := f.proxy.Toxics.AddToxicJson(toxic); err == nil {
			time.Sleep(3 * time.Millisecond)
			f.proxy.Toxics.ResetToxics(context.Background())
		}
		return
	}
	listen := f.proxy.Listen
	f.proxy.Stop()
	f.proxy.Listen = listen
	if err := f.proxy.Start(); err != nil {
		f.t.Error(err)
	}
}
