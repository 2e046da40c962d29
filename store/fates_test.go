package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"visitbot/bot"
	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// The proof that what is owed is neither lost nor said when it is not true any
// more. For each kind of notice there is a plot that ends with one; a process
// sends what is owed, and a fate befalls it at each call that it makes; then
// another takes over.

// A fate is what befalls a process at one of its calls.
type fate string

const (
	diesBefore fate = "dies before"
	diesAfter  fate = "dies after"
	fails      fate = "fails"            // the call has no effect, and the process lives
	losesReply fate = "loses the answer" // the call has its effect, and the process lives
)

// A plot is how a notice of one kind comes to be owed.
type plot struct {
	kind seats.Kind
	owes func(s *stage)
	undo func(s *stage) // makes it untrue; nil: nothing does
}

var plots = []plot{
	{seats.KindTicket, func(s *stage) { s.seat(7, "smile") }, func(s *stage) { s.cancel(7) }},
	{seats.KindVoid, func(s *stage) {
		s.seat(7, "smile")
		s.told()
		s.ask(7, seats.Request{Act: seats.ActShow})
		s.told() // a second message that shows the ticket
		s.cancel(7)
	}, nil},
	{seats.KindOffer, (*stage).offered, func(s *stage) { s.ask(9, seats.Request{Act: seats.ActDecline, Thing: s.look(9).Hold.Offer}) }},
	{seats.KindLapsed, func(s *stage) {
		s.offered()
		s.told()
		s.wind(s.look(9).Hold.Until)
		s.sweep()
	}, func(s *stage) { s.ask(9, seats.Request{Act: seats.ActHold, Visit: "smile"}) }},
	{seats.KindGathering, (*stage).gathers, func(s *stage) { s.leave(9, "smile") }},
	{seats.KindPassed, func(s *stage) {
		s.gathers()
		s.told()
		s.wind(s.look(9).Waits[0].Gather)
		s.sweep()
	}, func(s *stage) { s.leave(9, "smile") }},
	{seats.KindReseated, func(s *stage) {
		s.seat(7, "smile")
		s.told()
		s.fall("smile")
	}, func(s *stage) { s.cancel(7) }},
	{seats.KindHeaded, func(s *stage) {
		s.fill("romexpo", 1, 2)
		s.fill("museum", 3, 4)
		s.seat(7, "smile")
		s.told()
		s.fall("smile")
	}, func(s *stage) {
		for _, w := range s.look(7).Waits {
			s.leave(7, w.Visit)
		}
	}},
	{seats.KindFallen, func(s *stage) {
		s.ask(9, seats.Request{Act: seats.ActHold, Visit: "smile"})
		s.fall("smile")
	}, nil},
	{seats.KindReminder, func(s *stage) {
		s.seat(7, "smile")
		s.told()
		s.due(seats.KindReminder)
	}, func(s *stage) { s.cancel(7) }},
	{seats.KindNoShow, (*stage).noShows, func(s *stage) { s.ask(7, seats.Request{Act: seats.ActHold, Visit: "smile"}) }},
	{seats.KindGiven, func(s *stage) {
		s.fill("smile", 7, 8)
		s.wait(9, "smile", 1)
		s.ask(9, seats.Request{Act: seats.ActStand, Visit: "smile"})
		s.releases(8, "smile")
	}, func(s *stage) { s.cancel(9) }},
	{seats.KindFeedback, func(s *stage) {
		s.seat(7, "smile")
		s.comes(7)
		s.told()
		s.due(seats.KindFeedback)
	}, func(s *stage) { s.ask(7, seats.Request{Act: seats.ActRate, Party: 5}) }},
	{seats.KindRemoved, func(s *stage) {
		s.seat(7, "smile")
		s.told()
		s.order(seats.Order{What: seats.OrderRemove, Who: person(7), Visit: "smile"})
	}, func(s *stage) { s.ask(7, seats.Request{Act: seats.ActHold, Visit: "smile"}) }},
	{seats.KindShifted, func(s *stage) {
		s.seat(7, "smile")
		s.told()
		s.order(seats.Order{What: seats.OrderMove, Who: person(7), Visit: "museum", Code: "SHIFT", Token: "shift"})
	}, func(s *stage) { s.cancel(7) }},
	{seats.KindNews, func(s *stage) {
		s.store.opts.Owners = []seats.Person{person(1)}
		s.fill("smile", 7, 8)
		s.told()
		must[bool](s)(s.store.TellNews(ctx, s.now()))
	}, nil},
	{seats.KindEnquiry, (*stage).enquires, func(s *stage) { s.closes() }},
	{seats.KindTaken, func(s *stage) {
		s.enquires()
		s.told()
		must[bool](s)(s.store.Take(ctx, s.operation(), "q1", "Ioana"))
	}, func(s *stage) { s.closes() }},
	{seats.KindAnswered, func(s *stage) {
		s.enquires()
		s.told()
		_, _, err := s.store.Respond(ctx, s.operation(), "q1", conversation.Answer{Text: "0721", Name: "Ioana"})
		s.do(err)
	}, nil},
	{seats.KindCorrected, func(s *stage) {
		s.store.opts.Retell, s.store.opts.Catalogue = time.Hour, s.cat
		s.client.ZAdd(ctx, s.store.keys.told(), redis.Z{Score: float64(s.now().UnixMilli()), Member: "romexpo|hours|a|uk|" + string(person(7))})
		s.wind(s.now().Add(time.Minute))
		s.do(s.client.HSet(ctx, s.store.keys.overrides(), catalogue.ChangedField("romexpo", catalogue.Hours), millis(s.now())).Err())
		s.wind(s.now().Add(settles))
		s.do(s.store.Correct(ctx, s.now()))
	}, nil},
	{seats.KindComeback, func(s *stage) {
		tomorrow := catalogue.DateOf(s.now().In(s.cat.Event.Zone).AddDate(0, 0, 1))
		s.do(s.store.RemindComeback(ctx, person(7), "uk", "romexpo", tomorrow, s.now()))
		s.do(s.store.Comebacks(ctx, s.now()))
	}, nil},
	{seats.KindStale, func(s *stage) {
		s.store.opts.Owners = []seats.Person{person(1)}
		must[struct{}](s)(struct{}{}, s.store.AskWeekly(ctx, "2026-W49"))
	}, nil},
	{seats.KindDrift, func(s *stage) { s.halt(true) }, func(s *stage) { s.halt(false) }},
	{seats.KindHealed, func(s *stage) {
		s.halt(true)
		s.told()
		s.halt(false)
	}, func(s *stage) { s.halt(true) }},
}

func (s *stage) offered() {
	s.fill("smile", 7, 8)
	s.wait(9, "smile", 1)
	s.told()
	s.cancel(7)
}

// enquires lets somebody ask the organisers.
func (s *stage) enquires() {
	s.store.opts.Owners = []seats.Person{person(1)}
	_, err := s.store.Ask(ctx, conversation.Enquiry{ID: "q1", Person: person(7), Language: "uk", At: s.now(), Text: "коли?"})
	s.do(err)
}

// closes closes what was asked.
func (s *stage) closes() { must[bool](s)(s.store.CloseEnquiry(ctx, s.operation(), "q1")) }

// operation is something that an organiser does.
func (s *stage) operation() seats.Operation {
	s.n++
	return operation("op"+strconv.Itoa(s.n), person(1), s.now())
}

func (s *stage) gathers() {
	s.fill("smile", 7, 8)
	s.wait(9, "smile", 2)
	s.told()
	s.cancel(7)
}

func (s *stage) noShows() {
	s.fill("smile", 7, 8)
	s.releases(8, "smile")
}

// Whatever befalls a process at whichever call: afterwards everybody has what
// they were owed, once or marked as a possible repeat, and nothing that was not
// true any more.
func TestNothingOwedIsLost(t *testing.T) {
	notForMutants(t)
	var played atomic.Int64
	t.Cleanup(func() { t.Logf("%d plays", played.Load()) })
	for _, p := range plots {
		t.Run(string(p.kind), func(t *testing.T) {
			t.Parallel()
			calls := p.play(t, false, &life{})
			if calls < 4 { // read, begin, say, settle
				t.Fatalf("only %d calls were made", calls)
			}
			for at := 1; at <= calls; at++ {
				for _, fate := range []fate{diesBefore, diesAfter, fails, losesReply} {
					p.play(t, false, &life{fate: fate, at: at})
					played.Add(1)
					if p.undo != nil && (fate == diesBefore || fate == diesAfter) {
						p.play(t, true, &life{fate: fate, at: at})
						played.Add(1)
					}
				}
			}
		})
	}
}

// Two processes die, one after the other: what may have arrived twice by then
// is not sent a third time, and is a dead letter.
func TestTwoDeaths(t *testing.T) {
	notForMutants(t)
	var buried atomic.Int64
	t.Cleanup(func() {
		if buried.Load() == 0 {
			t.Error("nothing was buried")
		}
	})
	for _, kind := range []seats.Kind{seats.KindTicket, seats.KindDrift} {
		p := plots[slices.IndexFunc(plots, func(p plot) bool { return p.kind == kind })]
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			calls := p.play(t, false, &life{})
			for at := range calls * calls {
				for _, first := range []fate{diesBefore, diesAfter} {
					for _, second := range []fate{diesBefore, diesAfter} {
						lives := []*life{{fate: first, at: 1 + at/calls}, {fate: second, at: 1 + at%calls}}
						p.play(t, false, lives...)
						buried.Add(int64(lives[1].buried))
					}
				}
			}
		})
	}
}

// What can never be said is a dead letter that says why, and everybody else has
// what they are owed, at once.
func TestTheDeadLettersOfACourier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.fill("smile", 7, 8)
		s.fill("museum", 9, 10)
		s.answers = map[int64]error{7: errLost, 8: errRefused}
		s.broken = "ticket " + s.look(9).Seat.Code
		s.note()
		began := time.Now()
		s.run("process", &life{})
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %v", took)
		}
		var why []string
		for _, d := range must[[]delivery.DeadLetter](t)(s.store.DeadLetters(ctx, "", 100)) {
			why = append(why, fmt.Sprint(d.Person, " ", d.Kind, " ", d.Why))
		}
		slices.Sort(why)
		if want := []string{"tg:7 ticket unknown", "tg:8 ticket refused", "tg:9 ticket broken"}; !slices.Equal(why, want) {
			t.Errorf("the dead letters are %q, not %q", why, want)
		}
		var heard []string
		for _, n := range s.owed {
			heard = append(heard, fmt.Sprint(n.Person, s.heard[topic(n)]))
		}
		if want := []string{"tg:7[first again]", "tg:8[]", "tg:9[]", "tg:10[first]"}; !slices.Equal(heard, want) {
			t.Errorf("heard was %q, not %q", heard, want)
		}
	})
}

// notForMutants skips a long test where a mutant is run of a script that the
// outbox has nothing to do with.
func notForMutants(t *testing.T) {
	name, _, _ := strings.Cut(os.Getenv(asMutant), ":")
	if name != "" && standalone[name] == nil {
		t.Skip("this is about another script")
	}
}

// play lets processes live one after the other, and one more to which nothing
// befalls. With undo what is owed becomes untrue when the first has ended. It
// returns how many calls the first made.
func (p plot) play(t *testing.T, undo bool, lives ...*life) (calls int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		p.owes(s)
		s.note()
		if !slices.ContainsFunc(s.owed, func(n seats.Notice) bool { return n.Kind == p.kind }) {
			t.Fatalf("what is owed is %v", s.owed)
		}
		for i, l := range append(lives, &life{}) {
			s.run(fmt.Sprint("process ", i), l)
			time.Sleep(orphaned) // nobody is there; what the process had taken is lost with it then
			if undo && i == 0 {
				p.undo(s)
				s.note()
			}
		}
		s.check(lives)
	})
	return lives[0].calls
}

// A process that asks for something again, because the answer was lost, changes
// nothing by it.
func TestARepeatChangesNothing(t *testing.T) {
	for name, call := range map[string]struct {
		do   func(s *Store, owed delivery.Owed) error
		left int64 // in hand, of two
	}{
		"begin": {func(s *Store, owed delivery.Owed) error {
			_, others, err := s.Begin(ctx, owed, "mine", start)
			if others != 1 {
				return fmt.Errorf("%d other tries", others)
			}
			return err
		}, 2},
		"missed":  {func(s *Store, owed delivery.Owed) error { return s.Missed(ctx, owed, "another") }, 2},
		"reached": {func(s *Store, owed delivery.Owed) error { return s.Reached(ctx, owed, "file", 31) }, 1},
		"settle":  {func(s *Store, owed delivery.Owed) error { return s.Settle(ctx, owed) }, 1},
		"bury":    {func(s *Store, owed delivery.Owed) error { return s.Bury(ctx, owed, delivery.WhyRefused, start) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			onServers(t, func(t *testing.T, client redis.UniversalClient) {
				s := newStore(t, client)
				seated(t, s)
				must[conversation.Reply](t)(s.Commit(ctx, commitOf("show", seats.Request{Act: seats.ActShow})))
				owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
				for _, o := range owed {
					_, _, err := s.Begin(ctx, o, "another", start)
					isNil(t, err)
				}
				before := outboxState(s)
				isNil(t, call.do(s, owed[0]))
				once := outboxState(s)
				isNil(t, call.do(s, owed[0]))
				if twice := outboxState(s); once == before || twice != once {
					t.Errorf("before\n%s\nonce\n%s\ntwice\n%s", before, once, twice)
				}
				if n := client.XPending(ctx, s.keys.outbox(), group).Val().Count; n != call.left {
					t.Errorf("%d are in hand, not %d", n, call.left)
				}
			})
		})
	}
}

func TestWhatIsSettledIsNotBegun(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		seated(t, s)
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))[0]
		isNil(t, s.Settle(ctx, owed))
		settled := outboxState(s)
		if _, _, err := s.Begin(ctx, owed, "late", start); !errors.Is(err, delivery.ErrSettled) {
			t.Errorf("got %v", err)
		}
		isNil(t, s.Bury(ctx, owed, delivery.WhyBroken, start))
		if got := outboxState(s); got != settled {
			t.Errorf("%s\nis now\n%s", settled, got)
		}
	})
}

func isNil(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// outboxState is all that is stored of what is owed and of what was sent.
func outboxState(s *Store) string {
	k, c := s.keys, s.redis
	return fmt.Sprint(
		c.XRange(ctx, k.outbox(), "-", "+").Val(), c.XPending(ctx, k.outbox(), group).Val(), c.HGetAll(ctx, k.attempts()).Val(),
		c.XRange(ctx, k.dead(), "-", "+").Val(), c.HGetAll(ctx, k.sent()).Val(), c.Get(ctx, k.serial()).Val())
}

// A stage is a house of three small visits, a store in memory, and what people
// hear.
type stage struct {
	*testing.T
	client redis.UniversalClient
	store  *Store
	cat    *catalogue.Catalogue
	ahead  time.Duration // of the house's clock to the bubble's
	n      int           // steps taken

	owed   []seats.Notice
	untrue map[string]int // how often it had been heard when it was not true any more

	answers map[int64]error // what calls about some chats end with
	broken  string          // topic of which no letter can be made

	mu    sync.Mutex
	heard map[string][]string // by topic: how it was said
}

// threeVisits is the shipped catalogue with three of its visits and two places
// in each.
var threeVisits = func() *catalogue.Catalogue {
	cat := catalogue.Shipped()
	cat.Visits = slices.DeleteFunc(cat.Visits, func(v catalogue.Visit) bool { return !slices.Contains([]string{"smile", "romexpo", "museum"}, v.ID) })
	for i := range cat.Visits {
		cat.Visits[i].Capacity = 2
	}
	return cat
}()

// newStage begins two days before the event.
func newStage(t *testing.T) *stage {
	memory := miniredis.NewMiniRedis()
	memory.ClockTTL(true)
	client := redis.NewClient(&redis.Options{
		MaxRetries: -1, MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) { return memory.Dial() },
	})
	t.Cleanup(memory.Close)
	t.Cleanup(func() { client.Close() })
	s := &stage{T: t, client: client, cat: threeVisits, untrue: map[string]int{}, heard: map[string][]string{}}
	s.wind(start)
	s.store = newStoreOf(t, client, conversation.House(threeVisits))
	return s
}

func (s *stage) now() time.Time { return time.Now().Add(s.ahead) }

// wind puts the house's clock to a time.
func (s *stage) wind(to time.Time) { s.ahead = time.Until(to) }

// What makes things owed.

func (s *stage) ask(who int, r seats.Request) conversation.Reply {
	s.Helper()
	s.n++
	version := fmt.Sprint("v", s.n)
	r.Code, r.Token = fmt.Sprint("C", s.n), "token"
	return must[conversation.Reply](s)(s.store.Commit(ctx, bot.Commit{
		Request: conversation.Request{Operation: "op:" + version, Ask: r}, Person: person(who), At: s.now(), Next: version, Tongue: "uk",
	}))
}

func (s *stage) look(who int) conversation.Reply {
	return must[conversation.Reply](s)(s.store.Load(ctx, person(who), s.now()))
}

func (s *stage) seat(who int, visit string) {
	s.ask(who, seats.Request{Act: seats.ActHold, Visit: visit})
	if got := s.ask(who, seats.Request{Act: seats.ActConfirm, Visit: visit}); got.Outcome != seats.Confirmed {
		s.Fatalf("%d has no seat: %s", who, got.Outcome)
	}
}

func (s *stage) fill(visit string, people ...int) {
	for _, who := range people {
		s.seat(who, visit)
	}
}

func (s *stage) cancel(who int) { s.ask(who, seats.Request{Act: seats.ActCancel}) }

func (s *stage) wait(who int, visit string, party int) {
	if got := s.ask(who, seats.Request{Act: seats.ActWait, Visit: visit, Party: party}); got.Outcome != seats.Queued {
		s.Fatalf("%d does not wait: %s", who, got.Outcome)
	}
}

func (s *stage) leave(who int, visit string) {
	s.ask(who, seats.Request{Act: seats.ActLeave, Visit: visit})
}

func (s *stage) sweep() { must[bool](s)(s.store.Sweep(ctx, s.now(), s.tickets())) }

// order carries out what an organiser wants, and lets it become final.
func (s *stage) order(o seats.Order) {
	_, err := s.store.Order(ctx, operation("order", "tg:9", s.now()), o)
	s.do(err)
	s.wind(s.now().Add(seats.UndoFor))
	s.sweep()
}

func (s *stage) fall(visit string) { s.order(seats.Order{What: seats.OrderFall, Visit: visit}) }

func (s *stage) halt(halted bool) { s.do(s.store.Halt(ctx, s.now(), "smile", halted, person(1))) }

// due lets the first job of a kind be due.
func (s *stage) due(kind seats.Kind) {
	jobs := conversation.Jobs(s.cat)
	job := jobs[slices.IndexFunc(jobs, func(j conversation.Job) bool { return j.Kind == kind })]
	s.wind(job.Due)
	_, err := s.store.Remind(ctx, s.now(), job)
	s.do(err)
}

func (s *stage) comes(who int) {
	s.wind(s.cat.Event.Start)
	s.n++
	outcome, _, err := s.store.CheckIn(ctx, operation(fmt.Sprint("door", s.n), "tg:1", s.now()), s.look(who).Seat.Code, 1)
	if s.do(err); outcome != seats.Arrived {
		s.Fatalf("%d did not come: %s", who, outcome)
	}
}

// releases lets one come to a visit, and the seats of the others be released.
func (s *stage) releases(who int, visit string) {
	s.comes(who)
	s.told()
	_, _, _, err := s.store.ReleaseNoShows(ctx, operation("noshows", "tg:9", s.now()), visit, s.tickets())
	s.do(err)
	s.wind(s.now().Add(seats.UndoFor))
	s.sweep()
}

func (s *stage) tickets() (list []seats.Ticket) {
	for range 5 {
		s.n++
		list = append(list, seats.Ticket{Code: fmt.Sprint("C", s.n), Token: "token"})
	}
	return list
}

// told settles what is owed so far.
func (s *stage) told() {
	for _, owed := range must[[]delivery.Owed](s)(s.store.Notices(ctx, "before", 100, -1)) {
		s.n++
		if owed.Kind == seats.KindTicket {
			s.do(s.store.Reached(ctx, owed, "file", s.n))
		} else {
			s.do(s.store.Settle(ctx, owed))
		}
	}
}

func (s *stage) do(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func person(n int) seats.Person { return seats.Person("tg:" + strconv.Itoa(n)) }

// topic names a notice by what its letter shows.
func topic(n seats.Notice) string {
	switch n.Kind {
	case seats.KindTicket, seats.KindVoid:
		return string(n.Kind) + " " + n.Code
	}
	return strconv.FormatInt(n.Number, 10)
}

// tell is what makes the letter of a notice.
func tell(kind seats.Kind) func(*catalogue.Catalogue, time.Time, seats.Notice, bool, conversation.Reply) (conversation.Screen, bool) {
	if answers.IsLetter(kind) {
		return answers.Notice
	}
	return conversation.Tell
}

// note notes what is owed, and what of that is not true any more.
func (s *stage) note() {
	for _, owed := range readNotices(must[[]redis.XMessage](s)(s.client.XRange(ctx, s.store.keys.outbox(), "-", "+").Result())) {
		if !slices.ContainsFunc(s.owed, func(n seats.Notice) bool { return n.Number == owed.Number }) {
			s.owed = append(s.owed, owed.Notice)
		}
		if _, known := s.untrue[topic(owed.Notice)]; !known && !s.holds(owed.Notice) {
			s.untrue[topic(owed.Notice)] = len(s.heard[topic(owed.Notice)])
		}
	}
}

func (s *stage) holds(n seats.Notice) bool {
	reply := must[conversation.Reply](s)(s.store.Load(ctx, n.Person, s.now()))
	switch n.Kind {
	case seats.KindVoid:
		return true
	case seats.KindTicket:
		return reply.Seat != nil && reply.Seat.Code == n.Code
	}
	if conversation.OfEnquiry(n.Kind) {
		s.do(s.store.addEnquiry(ctx, n.Thing, &reply))
	}
	_, holds := tell(n.Kind)(s.cat, s.now(), n, false, reply)
	return holds
}

// run runs a process until nothing is owed or it is dead, and waits for its
// end.
func (s *stage) run(process string, l *life) {
	own, err := New(ctx, s.client, s.store.opts)
	s.do(err)
	living, stop := context.WithCancel(context.Background())
	c := &delivery.Courier{
		Store: mortalStore{own, l}, Chats: mortalPhone{s, l}, Writer: teller{s}, Now: s.now, Log: discard, Process: process,
		Chat: func(who seats.Person) (int64, bool) { return long(strings.TrimPrefix(string(who), "tg:")), true },
	}
	ended := make(chan struct{})
	go func() { defer close(ended); c.Run(living) }()
	for range 600 {
		time.Sleep(time.Second)
		if l.over() || must[int64](s)(s.store.Owed(ctx)) == 0 {
			break
		}
	}
	stop()
	<-ended
}

// check looks at what everybody heard.
func (s *stage) check(lives []*life) {
	s.Helper()
	for _, l := range lives {
		defer func() {
			if s.Failed() {
				s.Logf("%s call %d: %s of %s", l.fate, l.at, l.method, l.topic)
			}
		}()
	}
	dead := s.dead(lives)
	for _, n := range s.owed {
		before, untrue := s.untrue[topic(n)]
		switch said := s.heard[topic(n)]; {
		case n.Kind == seats.KindVoid:
			s.marked(n)
		case untrue && len(said) > before:
			s.Errorf("%s was said when it was not true: %q", n.Kind, said)
		case !untrue && len(said) == 0 && !dead[n.Number]:
			s.Errorf("%s is lost", n.Kind)
		case len(said) > 2 || slices.Contains(said[min(1, len(said)):], "first"):
			s.Errorf("%s was heard as %q", n.Kind, said)
		case len(lives) == 1 && !untrue:
			s.exactly(n, lives[0])
		}
	}
	if n := s.client.Exists(ctx, s.store.keys.outbox(), s.store.keys.attempts()).Val(); n != 1 {
		s.Errorf("%d keys, and only an empty outbox should be left", n)
	}
	if n := must[int64](s)(s.store.Owed(ctx)); n != 0 {
		s.Errorf("%d notices are still owed", n)
	}
	if n := must[*redis.XPending](s)(s.client.XPending(ctx, s.store.keys.outbox(), group).Result()).Count; n != 0 {
		s.Errorf("%d notices are still in hand", n)
	}
}

// dead returns the numbers of the dead letters: there are none unless two
// processes died.
func (s *stage) dead(lives []*life) map[int64]bool {
	numbers := map[int64]bool{}
	for _, d := range must[[]delivery.DeadLetter](s)(s.store.DeadLetters(ctx, "", 100)) {
		numbers[d.Number] = true
		if len(lives) < 2 || d.Why != delivery.WhyUnknown {
			s.Errorf("buried: %+v", d)
		}
	}
	lives[len(lives)-1].buried = len(numbers)
	return numbers
}

// marked checks that each message of a ticket that is void was marked.
func (s *stage) marked(n seats.Notice) {
	for _, message := range n.Messages {
		if !slices.Contains(s.heard[topic(n)], strconv.Itoa(message)) {
			s.Errorf("message %d is not marked, only %q", message, s.heard[topic(n)])
		}
	}
}

// how is how a notice is heard if a fate befalls the process at a call that is
// about it; "first" only where it is not listed.
var how = map[string]map[fate]string{
	"begin": {diesAfter: "again"},
	"say":   {diesBefore: "again", diesAfter: "first again", losesReply: "first again"},
	"end":   {diesBefore: "first again"},
}

// exactly checks how a notice was heard. What a dead process had under way
// besides may have ended in any way.
func (s *stage) exactly(n seats.Notice, l *life) {
	want := "first"
	switch struck, dies := l.topic == topic(n), l.fate == diesBefore || l.fate == diesAfter; {
	case struck && how[l.method][l.fate] != "":
		want = how[l.method][l.fate]
	case dies && !struck && l.at > 1:
		return
	}
	if got := strings.Join(s.heard[topic(n)], " "); got != want {
		s.Errorf("%s was heard as %q, not %q", n.Kind, got, want)
	}
}

// A life is that of a process, which calls the store and the chats.
type life struct {
	fate fate
	at   int // the call at which it befalls the process; 0: none

	mu     sync.Mutex
	calls  int
	dead   bool
	method string // of that call: read, load, begin, missed, say, end
	topic  string // what that call was about; empty: no notice

	buried int
}

// What calls end with where something befalls them and the process lives.
var (
	errAway    = errors.New("nothing was done")
	errLost    = errors.New("the answer was lost")
	errRefused = errors.New("the person has blocked the bot")
)

func (l *life) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

// call is one call of the process. A process that is dead does nothing more.
func (l *life) call(method, topic string, do func() error) error {
	switch l.befalls(method, topic) {
	case diesBefore:
		runtime.Goexit()
	case diesAfter:
		_ = do()
		runtime.Goexit()
	case fails:
		return errAway
	case losesReply:
		return errors.Join(do(), errLost)
	}
	return do()
}

// befalls is what befalls the process at its next call.
func (l *life) befalls(method, topic string) fate {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return diesBefore
	}
	l.calls++
	if l.calls != l.at {
		return ""
	}
	l.method, l.topic = method, topic
	l.dead = l.fate == diesBefore || l.fate == diesAfter
	return l.fate
}

// A mortalStore is the store as a process sees it.
type mortalStore struct {
	*Store
	life *life
}

func (m mortalStore) Notices(ctx context.Context, process string, n int, wait time.Duration) (owed []delivery.Owed, err error) {
	err = m.life.call("read", "", func() (err error) { owed, err = m.Store.Notices(ctx, process, n, wait); return err })
	if err != nil {
		return nil, err
	}
	return owed, nil
}

func (m mortalStore) Load(ctx context.Context, who seats.Person, at time.Time) (reply conversation.Reply, err error) {
	err = m.life.call("load", "", func() (err error) { reply, err = m.Store.Load(ctx, who, at); return err })
	return reply, err
}

func (m mortalStore) Begin(ctx context.Context, owed delivery.Owed, try string, at time.Time) (reply conversation.Reply, earlier int, err error) {
	err = m.life.call("begin", topic(owed.Notice), func() (err error) { reply, earlier, err = m.Store.Begin(ctx, owed, try, at); return err })
	return reply, earlier, err
}

func (m mortalStore) Missed(ctx context.Context, owed delivery.Owed, try string) error {
	return m.life.call("missed", topic(owed.Notice), func() error { return m.Store.Missed(ctx, owed, try) })
}

func (m mortalStore) Reached(ctx context.Context, owed delivery.Owed, file string, message int) error {
	return m.life.call("end", topic(owed.Notice), func() error { return m.Store.Reached(ctx, owed, file, message) })
}

func (m mortalStore) Posted(ctx context.Context, owed delivery.Owed, chat int64, message int) error {
	return m.life.call("end", topic(owed.Notice), func() error { return m.Store.Posted(ctx, owed, chat, message) })
}

func (m mortalStore) Settle(ctx context.Context, owed delivery.Owed) error {
	return m.life.call("end", topic(owed.Notice), func() error { return m.Store.Settle(ctx, owed) })
}

func (m mortalStore) Bury(ctx context.Context, owed delivery.Owed, why delivery.Why, at time.Time) error {
	return m.life.call("end", topic(owed.Notice), func() error { return m.Store.Bury(ctx, owed, why, at) })
}

// A mortalPhone is everybody's chat as a process sees it.
type mortalPhone struct {
	stage *stage
	life  *life
}

// say lets a letter be heard: its first line is its topic.
func (m mortalPhone) say(chat int64, text string) (message int, err error) {
	topic, way, _ := strings.Cut(text, "\n")
	err = m.life.call("say", topic, func() error {
		m.stage.mu.Lock()
		defer m.stage.mu.Unlock()
		if answer := m.stage.answers[chat]; answer == errRefused {
			return answer
		}
		m.stage.heard[topic] = append(m.stage.heard[topic], way)
		message = 1000 + len(m.stage.heard)
		return m.stage.answers[chat]
	})
	return message, err
}

func (m mortalPhone) Send(_ context.Context, chat int64, l render.Letter) (int, error) {
	return m.say(chat, l.Text)
}

func (m mortalPhone) SendFile(_ context.Context, chat int64, l render.Letter, _ render.File) (int, string, error) {
	message, err := m.say(chat, l.Text)
	return message, "file", err
}

func (m mortalPhone) EditCaption(_ context.Context, chat int64, message int, l render.Letter) error {
	_, err := m.say(chat, l.Text+"\n"+strconv.Itoa(message))
	return err
}

func (m mortalPhone) SendReply(_ context.Context, chat int64, _ int, l render.Letter) (int, error) {
	return m.say(chat, l.Text)
}

func (m mortalPhone) Copy(_ context.Context, chat, _ int64, _ int, l render.Letter, _ int) (int, error) {
	return m.say(chat, l.Text)
}

func (m mortalPhone) Final(err error) bool   { return errors.Is(err, errRefused) }
func (m mortalPhone) Unknown(err error) bool { return errors.Is(err, errLost) }

// A teller writes what a notice is about, and whether it may be a repeat. What
// is true is as in production.
type teller struct{ stage *stage }

func (w teller) Ticket(reply conversation.Reply, repeat bool) (render.Letter, render.File, error) {
	topic := "ticket " + reply.Seat.Code
	if topic == w.stage.broken {
		return render.Letter{}, render.File{}, errors.New("no picture can be drawn")
	}
	return told(topic, repeat), render.File{}, nil
}

func (teller) Void(_ conversation.Reply, code string) render.Letter {
	return render.Letter{Text: "void " + code}
}

func (w teller) Notice(at time.Time, reply conversation.Reply, n seats.Notice, repeat bool) (render.Letter, bool) {
	_, holds := tell(n.Kind)(w.stage.cat, at, n, repeat, reply)
	return told(topic(n), repeat), holds
}

func told(topic string, repeat bool) render.Letter {
	if repeat {
		return render.Letter{Text: topic + "\nagain"}
	}
	return render.Letter{Text: topic + "\nfirst"}
}
