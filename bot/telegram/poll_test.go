package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot"
	"visitbot/bot/conversation"
)

// nothing is a handler that is content with everything.
func nothing(context.Context, bot.Update) error { return nil }

// update is an update in which a person says something.
func update(id, person int, text string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%[1]d,"date":1,"from":{"id":%d,"first_name":"P"},"chat":{"id":%[2]d,"type":"private"},"text":%q}}`, id, person, text)
}

// polls answers getUpdates with one batch after the other, and then holds the
// polls open.
func polls(batches ...[]string) answer {
	var mu sync.Mutex
	return func(ctx context.Context, c call) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case c.method != "getUpdates":
			return 200, good("true")
		case c.params["timeout"] == "0":
			return 200, good("[]")
		case len(batches) == 0:
			return hold(ctx)
		}
		batch := batches[0]
		batches = batches[1:]
		return 200, good("[" + strings.Join(batch, ",") + "]")
	}
}

// hold keeps a poll open as long as Telegram does.
func hold(ctx context.Context) (int, string) {
	_ = pause(ctx, longPoll)
	return 200, good("[]")
}

// run polls until everything stands still, and for some time more, and then
// stops the poller.
func run(t *testing.T, p *Poller, long time.Duration, handle Handler) error {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, handle) }()
	synctest.Wait()
	time.Sleep(long)
	synctest.Wait()
	cancel()
	return <-ended
}

// A notebook notes what was handled, in order.
type notebook struct {
	mu   sync.Mutex
	said []string
}

func (n *notebook) handle(_ context.Context, u bot.Update) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, string(u.Said))
	return nil
}

func TestPollWaitsAtTelegramAndSaysWhatItWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a")})}
		if err := run(t, NewPoller(client(t, f), nil), 0, nothing); err != nil {
			t.Fatal(err)
		}
		wait := map[string]string{"limit": "100", "timeout": "50", "allowed_updates": wanted}
		want := []call{
			{method: "deleteWebhook", params: map[string]string{}},
			{method: "getUpdates", params: wait},
			{method: "getUpdates", params: with(wait, "offset", "6")},
			{method: "getUpdates", params: with(wait, "offset", "6", "limit", "1", "timeout", "0")},
		}
		if got := f.seen(); fmt.Sprint(written(got)) != fmt.Sprint(written(want)) {
			t.Errorf("called %v\nwant %v", written(got), written(want))
		}
	})
}

// written writes calls in a comparable way.
func written(calls []call) []string {
	var all []string
	for _, c := range calls {
		all = append(all, fmt.Sprint(c.method, c.params))
	}
	return all
}

// The library confirms updates while they are still being handled.
func TestOffsetMovesOnlyAfterTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a"), update(6, 2, "b"), update(7, 3, "c")})}
		commit := make(chan struct{})
		handle := func(ctx context.Context, u bot.Update) error {
			if u.Said == "b" {
				<-commit
			}
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- NewPoller(client(t, f), nil).Run(ctx, handle) }()
		synctest.Wait()
		if offsets := f.values("getUpdates", "offset"); !slices.Equal(offsets, []string{""}) {
			t.Errorf("polled from %q while an update was under way", offsets)
		}
		close(commit)
		synctest.Wait()
		if offsets := f.values("getUpdates", "offset"); !slices.Equal(offsets, []string{"", "8"}) {
			t.Errorf("polled from %q after the commit", offsets)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// After a quiet week ids begin anew at a random number: lower ones are as good
// as higher ones. The library drops them in a hot loop.
func TestQuietWeekLowerIDsAreServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(900, 1, "a")}, nil, []string{update(12, 1, "b")}, []string{update(13, 1, "c"), update(4, 1, "d")})}
		var n notebook
		if err := run(t, NewPoller(client(t, f), nil), 0, n.handle); err != nil {
			t.Fatal(err)
		}
		if want := []string{"a", "b", "c", "d"}; !slices.Equal(n.said, want) {
			t.Errorf("handled %q, want %q", n.said, want)
		}
		if offsets, want := f.values("getUpdates", "offset"), []string{"", "901", "901", "13", "5", "5"}; !slices.Equal(offsets, want) {
			t.Errorf("polled from %q, want %q", offsets, want)
		}
	})
}

// One update that cannot be decoded would block the library's queue for ever.
func TestPoisonDoesNotBlockTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a"), `{"update_id":6,"message":[]}`, `{"update_id":"x"}`, update(7, 1, "b"), `{"update_id":8,"message":7}`})}
		c := client(t, f)
		var n notebook
		if err := run(t, NewPoller(c, nil), 0, n.handle); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(n.said, []string{"a", "b"}) || c.Poisoned() != 3 {
			t.Errorf("handled %q, %d poisoned", n.said, c.Poisoned())
		}
		if offsets := f.values("getUpdates", "offset"); offsets[1] != "9" {
			t.Errorf("polled from %q", offsets)
		}
	})
}

// The log says which update it was, and nothing of who sent it: not in the
// line, and not among the arguments in the stack.
func TestPanicPassesTheUpdateOver(t *testing.T) {
	const person = 4503599627370497
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(51, person, "hunter2"), update(52, 1, "b")})}
		c, log := logged(t, f)
		var n notebook
		err := run(t, NewPoller(c, nil), 0, func(ctx context.Context, u bot.Update) error {
			if u.Said == "hunter2" {
				breakOver([2]int64{u.Chat}, u.Said)
			}
			return n.handle(ctx, u)
		})
		if err != nil || !slices.Equal(n.said, []string{"b"}) || c.Poisoned() != 1 {
			t.Errorf("handled %q, %d poisoned, error %v", n.said, c.Poisoned(), err)
		}
		for _, wanted := range []string{"panic", `"update":51`, "breakOver", "poll_test.go"} {
			if !strings.Contains(log.String(), wanted) {
				t.Errorf("no %s in the log: %s", wanted, log)
			}
		}
		for _, private := range []string{"hunter2", fmt.Sprint(person), fmt.Sprintf("%x", person)} {
			if strings.Contains(log.String(), private) {
				t.Errorf("%s is in the log: %s", private, log)
			}
		}
	})
}

// breakOver panics over something that belongs to a chat. Go's own stack would
// write the argument out, because arrays are not passed in registers.
//
//go:noinline
func breakOver(chat [2]int64, said conversation.Private) {
	panic(fmt.Errorf("%d: %s", chat[0], string(said)))
}

func TestOnePersonInOrderDifferentPeopleAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const people, each = 20, 5
		var batch []string
		for i := range people * each {
			batch = append(batch, update(100+i, i%people+1, fmt.Sprint(i/people)))
		}
		f := &fake{answer: polls(batch)}
		var mu sync.Mutex
		order, busy, most := map[string]string{}, 0, 0
		err := run(t, NewPoller(client(t, f), nil), time.Minute, func(_ context.Context, u bot.Update) error {
			mu.Lock()
			order[string(u.Person)] += string(u.Said)
			busy++
			most = max(most, busy)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			busy--
			mu.Unlock()
			return nil
		})
		if err != nil || len(order) != people || most != people {
			t.Errorf("%d people, %d at once, error %v", len(order), most, err)
		}
		for person, said := range order {
			if said != "01234" {
				t.Errorf("%s was served in the order %s", person, said)
			}
		}
	})
}

func TestNoMoreThanSoManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var batch []string
		for i := range 100 {
			batch = append(batch, update(i+1, i+1, "x"))
		}
		f := &fake{answer: polls(batch)}
		var mu sync.Mutex
		busy, most := 0, 0
		err := run(t, NewPoller(client(t, f), nil), time.Minute, func(context.Context, bot.Update) error {
			mu.Lock()
			busy++
			most = max(most, busy)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			busy--
			mu.Unlock()
			return nil
		})
		if err != nil || most != lanes {
			t.Errorf("%d at once, want %d; error %v", most, lanes, err)
		}
	})
}

// While the store is away nothing is confirmed, and nobody is overtaken by
// themselves.
func TestStoreAwayNothingIsConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a"), update(6, 1, "b"), update(7, 2, "c")})}
		var n notebook
		back := time.Now().Add(3 * time.Minute)
		err := run(t, NewPoller(client(t, f), nil), 4*time.Minute, func(ctx context.Context, u bot.Update) error {
			if u.Said == "a" && time.Now().Before(back) {
				if offsets := f.values("getUpdates", "offset"); len(offsets) != 1 {
					t.Errorf("polled from %q", offsets)
				}
				return errors.New("the store is away")
			}
			return n.handle(ctx, u)
		})
		if want := []string{"c", "a", "b"}; err != nil || !slices.Equal(n.said, want) {
			t.Errorf("handled %q, want %q; error %v", n.said, want, err)
		}
		if offsets := f.values("getUpdates", "offset"); offsets[1] != "8" {
			t.Errorf("polled from %q", offsets)
		}
	})
}

// When the poller stops, what is under way is finished, and confirmed up to the
// first that is not: that one comes again.
func TestStopConfirmsWhatIsCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a"), update(6, 2, "slow"), update(7, 3, "away"), update(8, 4, "d")})}
		start := time.Now()
		err := run(t, NewPoller(client(t, f), nil), 0, func(ctx context.Context, u bot.Update) error {
			switch u.Said {
			case "slow":
				return pause(ctx, 3*time.Second)
			case "away":
				return errors.New("the store is away")
			}
			return nil
		})
		offsets := f.values("getUpdates", "offset")
		if err != nil || !slices.Equal(offsets, []string{"", "7"}) {
			t.Errorf("polled from %q, error %v", offsets, err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("stopping took %v", took)
		}
	})
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: polls([]string{update(5, 1, "a")})}
		start := time.Now()
		err := run(t, NewPoller(client(t, f), nil), 0, func(ctx context.Context, _ bot.Update) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if took := time.Since(start); err != nil || took != farewell {
			t.Errorf("stopping took %v, error %v", took, err)
		}
		if offsets := f.values("getUpdates", "offset"); !slices.Equal(offsets, []string{""}) {
			t.Errorf("polled from %q", offsets)
		}
	})
}

func TestEachFailureOfAPollIsTreatedOnItsOwn(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		fatal  bool
		polls  [2]int // fewest and most within ten minutes
		log    string
	}{
		{"unauthorised", 401, bad(401, "Unauthorized"), true, [2]int{1, 1}, ""},
		{"no such bot", 404, bad(404, "Not Found"), true, [2]int{1, 1}, ""},
		{"someone else polls", 409, bad(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"), false, [2]int{20, 50}, "someone else polls"},
		{"a webhook is set", 409, bad(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"), false, [2]int{20, 50}, "a webhook is set"},
		{"rate limited", 429, hush(100), false, [2]int{6, 7}, "Telegram wants silence"},
		{"refused", 400, bad(400, "Bad Request"), false, [2]int{20, 50}, "refuses the poll"},
		{"out of order", 502, "<html>", false, [2]int{20, 50}, "cannot be reached"},
		{"no list", 200, good("7"), false, [2]int{20, 50}, "cannot be reached"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{answer: func(_ context.Context, c call) (int, string) {
					if c.method == "deleteWebhook" {
						return 200, good("true")
					}
					return test.status, test.body
				}}
				c, log := logged(t, f)
				err := run(t, NewPoller(c, nil), 10*time.Minute, nothing)
				if (err != nil) != test.fatal || test.fatal && !Unauthorised(err) {
					t.Errorf("Run returned %v", err)
				}
				if n := len(f.seen("getUpdates")); n < test.polls[0] || n > test.polls[1] {
					t.Errorf("%d polls, want %v", n, test.polls)
				}
				if n := len(f.seen("deleteWebhook")); n != 1 {
					t.Errorf("deleteWebhook was called %d times", n)
				}
				if !strings.Contains(log.String(), test.log) {
					t.Errorf("logged %s, want %q", log, test.log)
				}
			})
		})
	}
}

func TestBackoffGrowsToItsLimit(t *testing.T) {
	var b backoff
	for i, most := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, lastDelay, lastDelay, lastDelay} {
		if d := b.next(); d > most || d <= most/2-1 {
			t.Errorf("delay %d is %v, want up to %v", i, d, most)
		}
	}
}

// A key is a lease that several pollers share.
type key struct {
	mu     sync.Mutex
	holder string
	until  time.Time
	away   bool
}

// A hand takes the key for one poller.
type hand struct {
	*key
	name string
}

func (h hand) Hold(context.Context) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.away {
		return false, errors.New("the store is away")
	}
	if h.holder != h.name && time.Now().Before(h.until) {
		return false, nil
	}
	h.holder, h.until = h.name, time.Now().Add(3*watch)
	return true, nil
}

func (h hand) Release(context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.holder == h.name {
		h.until = time.Time{}
	}
	return nil
}

// Two pollers get each other's polls refused: only the holder of the lease
// polls, and the next one follows when it stops or falls silent.
func TestOnlyTheHolderOfTheLeasePolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &key{}
		first, second := &fake{answer: polls()}, &fake{answer: polls()}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- NewPoller(client(t, first), hand{k, "first"}).Run(ctx, nothing) }()
		synctest.Wait()
		late, stopLate := context.WithCancel(t.Context())
		go func() { ended <- NewPoller(client(t, second), hand{k, "second"}).Run(late, nothing) }()
		time.Sleep(10 * time.Minute)
		if len(first.seen("getUpdates")) == 0 || len(second.seen()) != 0 {
			t.Errorf("polls: %d by the first, %d by the second", len(first.seen()), len(second.seen()))
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		time.Sleep(2 * watch)
		if len(second.seen("getUpdates")) == 0 {
			t.Error("nobody polls")
		}
		stopLate()
		<-ended
	})
}

func TestLostLeaseEndsThePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &key{}
		f := &fake{answer: polls([]string{update(5, 1, "a")})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- NewPoller(client(t, f), hand{k, "first"}).Run(ctx, nothing) }()
		time.Sleep(time.Second)
		k.mu.Lock()
		k.away = true
		k.mu.Unlock()
		time.Sleep(2 * watch)
		before := len(f.seen("getUpdates"))
		time.Sleep(10 * time.Minute)
		if n := len(f.seen("getUpdates")); n != before {
			t.Errorf("%d polls without the lease", n-before)
		}
		k.mu.Lock()
		k.away = false
		k.mu.Unlock()
		time.Sleep(2 * watch)
		if offsets := f.values("getUpdates", "offset"); len(offsets) != before+1 || offsets[before] != "" {
			t.Errorf("polled from %q: a new turn takes whatever is not confirmed", offsets)
		}
		stop()
		<-ended
	})
}
