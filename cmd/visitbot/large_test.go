package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// largeEvent is how many people sign up for a large event.
const largeEvent = 20_000

// BenchmarkLargeEvent measures what organisers ask for on a real server with
// 20,000 people signed up, whose names are sealed: the aim is under half a second
// each. The peak of the live heap says whether lists are read page by page.
func BenchmarkLargeEvent(b *testing.B) {
	w := newWorld(b, func(cat *catalogue.Catalogue) {
		for i := range cat.Visits {
			cat.Visits[i].Capacity = largeEvent/len(cat.Visits) + 1
		}
	}, func(made *wiring) { made.redis, made.owners = fastRedis(b), []int64{1} })
	w.person(1, "Ioana", "en")
	signUpMany(b, w, largeEvent)
	for _, command := range []string{"list romexpo", "find Zamfirescu Ozana", "stats", "export", "door romexpo", "cancelvisit romexpo", "noshows romexpo", "journal"} {
		b.Run(strings.Fields(command)[0], func(b *testing.B) {
			peak := watchHeap(b)
			for i := 0; b.Loop(); i++ {
				askDesk(b, w, i, command)
			}
			b.ReportMetric(float64(peak())/(1<<20), "peak-MiB")
		})
	}
}

// signUpMany gives seats to people with names of their own.
func signUpMany(b testing.TB, w *world, people int) {
	ctx := context.Background()
	given := []string{"Ana", "Олена", "Ștefan", "Ludmila", "Ірина", "Țuțu", "Марія", "John", "Оксана", "Bogdan"}
	for i := range people {
		visit := w.service.catalogue.Visits[i%len(w.service.catalogue.Visits)].ID
		who := telegram.Person(int64(1_000_000 + i))
		for _, act := range []seats.Act{seats.ActHold, seats.ActConfirm} {
			c := bot.Commit{
				Request: conversation.Request{Ask: seats.Request{Act: act, Visit: visit, Code: "C" + strconv.Itoa(i), Token: "T" + strconv.Itoa(i)}},
				Person:  who, At: before.Add(time.Duration(i) * time.Second), Next: fmt.Sprint(act, i), Tongue: catalogue.Romanian,
				Profile: conversation.Private(given[i%len(given)] + " " + strconv.Itoa(i)),
			}
			if reply, err := w.service.store.Commit(ctx, c); err != nil || reply.Outcome != seats.Held && reply.Outcome != seats.Confirmed {
				b.Fatal(reply.Outcome, err)
			}
		}
	}
	w.now = func() time.Time { return before.Add(time.Duration(people) * time.Second) }
}

// askDesk lets the owner ask for something, without Telegram being told.
func askDesk(b *testing.B, w *world, i int, command string) {
	word, payload, _ := strings.Cut(command, " ")
	answer, err := w.service.desk.Take(context.Background(), bot.Update{
		Input: conversation.Input{Person: telegram.Person(1), At: w.now(), Operation: fmt.Sprint("1:", time.Now().UnixNano(), i), Command: word, Payload: payload, Tongue: catalogue.English},
		Chat:  1, Message: i + 1,
	})
	if err != nil || answer == nil || len(answer.Letters) == 0 {
		b.Fatal(answer, err)
	}
}

// watchHeap follows the live heap until it is asked for its peak.
func watchHeap(b *testing.B) (peak func() uint64) {
	var most atomic.Uint64
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-watched
		return most.Load()
	}
}

// fastRedis starts a redis-server without persistence.
func fastRedis(b *testing.B) redis.UniversalClient {
	b.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		b.Skip("redis-server is not on PATH")
	}
	socket := filepath.Join(b.TempDir(), "redis.sock")
	server := exec.Command(path, "--port", "0", "--unixsocket", socket, "--save", "", "--loglevel", "warning")
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = server.Process.Kill(), server.Wait() })
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	b.Cleanup(func() { client.Close() })
	if err := awaitRedis(b.Context(), client, time.Minute, slog.New(slog.DiscardHandler)); err != nil {
		b.Fatal(err)
	}
	return client
}
