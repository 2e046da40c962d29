package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

func TestTriesAreCounted(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		seated(t, s)
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))[0]
		begin := func(try string, want int) {
			t.Helper()
			reply, earlier, err := s.Begin(ctx, owed, try, start)
			if err != nil || earlier != want || reply.Seat == nil {
				t.Errorf("%s: %d before, not %d; %+v %v", try, earlier, want, reply.Seat, err)
			}
		}
		begin("a", 0)
		begin("a", 0) // run again by the client
		begin("b", 1)
		for range 2 {
			if err := s.Missed(ctx, owed, "a"); err != nil {
				t.Fatal(err)
			}
		}
		begin("c", 1)
		if err := errors.Join(s.Missed(ctx, owed, "b"), s.Missed(ctx, owed, "c")); err != nil {
			t.Fatal(err)
		}
		begin("d", 0)
		if err := s.Reached(ctx, owed, "file", 31); err != nil {
			t.Fatal(err)
		}
		if n := client.Exists(ctx, s.keys.attempts()).Val(); n != 0 {
			t.Error("the tries of what is settled are still known")
		}
	})
}

func TestDeadLetters(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		seated(t, s)
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("show", seats.Request{Act: seats.ActShow})))
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
		for i, why := range []delivery.Why{delivery.WhyRefused, delivery.WhyUnknown} {
			for range 2 { // a repeat changes nothing
				s.Begin(ctx, owed[i], "try", start)
				if err := s.Bury(ctx, owed[i], why, start); err != nil {
					t.Fatal(err)
				}
			}
		}
		dead := must[[]DeadLetter](t)(s.DeadLetters(ctx, "", 1))
		dead = append(dead, must[[]DeadLetter](t)(s.DeadLetters(ctx, dead[0].ID, 10))...)
		if len(dead) != 2 || dead[0].Why != delivery.WhyRefused || dead[1].Why != delivery.WhyUnknown || !dead[0].At.Equal(start) {
			t.Fatalf("%+v", dead)
		}
		if describeNotice(dead[1].Notice) != describeNotice(owed[1].Notice) {
			t.Errorf("%+v, not %+v", dead[1].Notice, owed[1].Notice)
		}
		if n := must[int64](t)(s.Owed(ctx)); n != 0 {
			t.Errorf("%d are still owed", n)
		}
	})
}

// A process that sends notices dies at each step there is, before it or after
// it had its effect. Another takes over: everybody has every notice, once or
// marked as a possible repeat, and none that was not true any more.
func TestAProcessDiesAtEachStep(t *testing.T) {
	steps := 0
	for _, after := range []bool{false, true} {
		for _, change := range []bool{false, true} {
			most := (&death{}).play(t, change) // nobody dies: this many steps there are
			for at := 1; at <= most; at++ {
				(&death{at: at, after: after}).play(t, change)
				steps++
			}
		}
	}
	t.Logf("%d deaths", steps)
	if steps < 4*8 {
		t.Error("too few steps were found")
	}
}

// A death is that of one process at one of its calls.
type death struct {
	*testing.T
	at     int  // the call; 0: none
	after  bool // the call has its effect, and its answer is lost
	mu     sync.Mutex
	calls  int
	dead   bool
	end    context.CancelFunc
	heard  map[string][]string // by person: what Telegram took, in order
	truths map[string]bool     // what was true when the second process began
}

var errDead = errors.New("the process is dead")

// step is one call of the process: it has its effect unless the process died
// before.
func (d *death) step(do func() error) error {
	d.mu.Lock()
	d.calls++
	dies := d.calls == d.at
	dead := d.dead
	d.dead = d.dead || dies
	d.mu.Unlock()
	if dies {
		defer d.end()
	}
	if dead || dies && !d.after {
		return errDead
	}
	if err := do(); err != nil {
		return err
	}
	if dies {
		return errDead
	}
	return nil
}

// play lets one process send, die, what is true change, and another take over.
// It returns how many calls the first made.
func (d *death) play(t *testing.T, change bool) (calls int) {
	synctest.Test(t, func(t *testing.T) {
		d.T, d.heard = t, map[string][]string{}
		memory := miniredis.NewMiniRedis()
		memory.ClockTTL(true)
		client := redis.NewClient(&redis.Options{
			Dialer: func(context.Context, string, string) (net.Conn, error) { return memory.Dial() }, MaxRetries: -1,
			MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}, // its look-up leaves the bubble
		})
		defer memory.Close()
		defer client.Close()
		s := peopled(t, client)
		first, end := context.WithCancel(t.Context())
		d.end = end
		d.run(first, "first", &mortal{s, d}, &mortalChats{d}, func() { time.Sleep(20 * time.Second); end() })
		calls = d.calls
		if change {
			d.change(s)
		}
		second, stop := context.WithCancel(t.Context())
		immortal := &death{T: t, heard: d.heard, end: stop}
		d.run(second, "second", s, &mortalChats{immortal}, func() { time.Sleep(10 * time.Minute); stop() })
		d.check(s, change)
	})
	return calls
}

func (d *death) run(ctx context.Context, process string, s delivery.Store, chats delivery.Messenger, until func()) {
	c := &delivery.Courier{
		Store: s, Chats: chats, Writer: plainWriter{}, Now: func() time.Time { return start }, Log: discard, Process: process,
		Chat: func(who seats.Person) (int64, bool) { return long(strings.TrimPrefix(string(who), "tg:")), true },
	}
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx) })
	until()
	running.Wait()
}

// change makes what was owed untrue: the seat is given up, the offer declined.
func (d *death) change(s *Store) {
	for _, r := range []seats.Request{{Act: seats.ActCancel}, {Act: seats.ActDecline}} {
		who := "tg:7"
		if r.Act == seats.ActDecline {
			who = "tg:9"
			reply := must[conversation.Reply](d.T)(s.Load(ctx, "tg:9", start))
			r.Thing = reply.Hold.Offer
		}
		c := commitOf("change"+who, r)
		c.Person, c.Operation = seats.Person(who), ""
		must[conversation.Reply](d.T)(s.Commit(ctx, c))
	}
	d.truths = map[string]bool{}
	for who, said := range d.heard {
		d.truths[who] = len(said) > 0
	}
}

// check looks at what everybody heard.
func (d *death) check(s *Store, change bool) {
	d.Helper()
	when := fmt.Sprintf("dead at %d, after it %v, changed %v", d.at, d.after, change)
	for who, want := range map[string]string{"7": "ticket Ctg:7", "9": "offer"} {
		said := d.heard[who]
		n := 0
		for i, text := range said {
			if !strings.HasPrefix(text, want) {
				continue
			}
			n++
			if i > 0 && !strings.HasSuffix(text, "again") {
				d.Errorf("%s: %s heard %q", when, who, said)
			}
		}
		switch untrue := change && !d.truths[who]; {
		case untrue && n > 0:
			d.Errorf("%s: %s heard what was not true any more: %q", when, who, said)
		case !untrue && (n < 1 || n > 2 || d.at == 0 && n > 1):
			d.Errorf("%s: %s heard %q", when, who, said)
		}
	}
	if n := must[int64](d.T)(s.Owed(ctx)); n != 0 {
		d.Errorf("%s: %d are still owed", when, n)
	}
	if dead := must[[]DeadLetter](d.T)(s.DeadLetters(ctx, "", 10)); len(dead) > 0 {
		d.Errorf("%s: buried: %+v", when, dead)
	}
	if n := s.redis.Exists(ctx, s.keys.attempts()).Val(); n != 0 {
		d.Errorf("%s: tries are left over", when)
	}
}

// A mortal is the store as a process that may die sees it.
type mortal struct {
	*Store
	*death
}

func (m *mortal) Notices(ctx context.Context, process string, n int, wait time.Duration) (owed []delivery.Owed, err error) {
	m.mu.Lock()
	dead := m.dead
	m.mu.Unlock()
	if dead {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return m.Store.Notices(ctx, process, n, wait)
}

func (m *mortal) Begin(ctx context.Context, owed delivery.Owed, try string, at time.Time) (reply conversation.Reply, earlier int, err error) {
	err = m.step(func() (err error) { reply, earlier, err = m.Store.Begin(ctx, owed, try, at); return err })
	return reply, earlier, err
}

func (m *mortal) Missed(ctx context.Context, owed delivery.Owed, try string) error {
	return m.step(func() error { return m.Store.Missed(ctx, owed, try) })
}

func (m *mortal) Reached(ctx context.Context, owed delivery.Owed, file string, message int) error {
	return m.step(func() error { return m.Store.Reached(ctx, owed, file, message) })
}

func (m *mortal) Settle(ctx context.Context, owed delivery.Owed) error {
	return m.step(func() error { return m.Store.Settle(ctx, owed) })
}

func (m *mortal) Bury(ctx context.Context, owed delivery.Owed, why delivery.Why, at time.Time) error {
	return m.step(func() error { return m.Store.Bury(ctx, owed, why, at) })
}

// mortalChats are the chats as a process that may die sees them.
type mortalChats struct{ *death }

func (c *mortalChats) say(chat int64, text string) (int, error) {
	err := c.step(func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		who := fmt.Sprint(chat)
		c.heard[who] = append(c.heard[who], text)
		return nil
	})
	return 100 + len(c.heard), err
}

func (c *mortalChats) Send(_ context.Context, chat int64, l render.Letter) (int, error) {
	return c.say(chat, l.Text)
}

func (c *mortalChats) SendFile(_ context.Context, chat int64, l render.Letter, _ render.File) (int, string, error) {
	message, err := c.say(chat, l.Text)
	return message, "file", err
}

func (c *mortalChats) EditCaption(context.Context, int64, int, render.Letter) error { return nil }
func (c *mortalChats) Final(error) bool                                             { return false }
func (c *mortalChats) Unknown(err error) bool                                       { return errors.Is(err, errDead) }

// A plainWriter writes what a notice is.
type plainWriter struct{}

func (plainWriter) Ticket(reply conversation.Reply, repeat bool) (render.Letter, render.File, error) {
	return render.Letter{Text: again("ticket "+reply.Seat.Code, repeat)}, render.File{}, nil
}

func (plainWriter) Void(conversation.Reply, string) render.Letter { return render.Letter{} }

func (plainWriter) Notice(_ time.Time, reply conversation.Reply, n seats.Notice, repeat bool) (render.Letter, bool) {
	holds := n.Kind != seats.KindOffer || reply.Hold != nil && reply.Hold.Offer == n.Thing
	return render.Letter{Text: again(string(n.Kind), repeat)}, holds
}

func again(text string, repeat bool) string {
	if repeat {
		return text + " again"
	}
	return text
}
