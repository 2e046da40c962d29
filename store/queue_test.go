package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// Behind a family for which nothing gathers any more, whoever joined first is
// served first, whatever the size of the party.
func TestTheNextThatFits(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		for _, parties := range [][2]int{{2, 1}, {1, 2}} {
			client.FlushAll(ctx)
			p := &play{T: t, Store: newStore(t, client), at: start}
			p.signUp("tg:1", "museum", 2)
			p.signUp("tg:2", "museum", 2)
			p.ask("tg:3", seats.Request{Act: seats.ActWait, Visit: "museum", Party: 3})
			p.ask("tg:4", seats.Request{Act: seats.ActWait, Visit: "museum", Party: parties[0]})
			p.ask("tg:5", seats.Request{Act: seats.ActWait, Visit: "museum", Party: parties[1]})
			p.ask("tg:1", seats.Request{Act: seats.ActCancel})
			p.at = p.at.Add(24 * time.Hour)
			p.sweep()
			if got := p.ask("tg:4", seats.Request{Act: seats.ActNothing}); got.Hold == nil || got.Hold.Party != parties[0] {
				t.Errorf("%v: who came first was passed over: %+v", parties, got.Waits)
			}
		}
	})
}

// Somebody whose visit falls away, and who waits already for the one they would
// have got, comes to the head of that queue and stands in it once.
func TestTheNextThatFallsComesFirst(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		p.signUp("tg:1", "smile", 2)
		p.signUp("tg:2", "romexpo", 3)
		p.ask("tg:3", seats.Request{Act: seats.ActWait, Visit: "smile", Party: 1})
		p.ask("tg:2", seats.Request{Act: seats.ActWait, Visit: "smile", Party: 2})
		p.order(seats.Order{What: seats.OrderCapacity, Visit: "museum", Party: 0})
		p.order(seats.Order{What: seats.OrderFall, Visit: "romexpo"})
		p.sweep()
		got := p.ask("tg:2", seats.Request{Act: seats.ActNothing})
		if got.Seat != nil || len(got.Waits) != 1 || got.Waits[0].Position != 1 || got.Waits[0].Party != 3 || got.Visits["smile"].Waiting != 2 {
			t.Errorf("%+v %+v", got.Waits, got.Visits["smile"])
		}
		p.clean()
	})
}

// Somebody whose visit falls away takes what they hold in another, and there they
// wait for nothing more.
func TestTheNextThatFallsTakesTheirOwn(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		for name, has := range map[string]func(p *play){
			"a hold": func(p *play) {
				p.signUp("tg:1", "smile", 1)
				p.ask("tg:2", seats.Request{Act: seats.ActHold, Visit: "smile"})
			},
			"a queue place": func(p *play) {
				p.signUp("tg:1", "smile", 2)
				p.ask("tg:2", seats.Request{Act: seats.ActWait, Visit: "smile", Party: 1})
			},
		} {
			client.FlushAll(ctx)
			p := &play{T: t, Store: newStore(t, client), at: start}
			p.order(seats.Order{What: seats.OrderCapacity, Visit: "museum", Party: 0})
			p.signUp("tg:2", "romexpo", 1)
			has(p)
			must[seats.Outcome](t)(p.Order(ctx, operation("fall", "tg:9", p.at), seats.Order{What: seats.OrderFall, Visit: "romexpo"}))
			if name == "a queue place" {
				p.ask("tg:1", seats.Request{Act: seats.ActCancel})
			}
			p.at = p.at.Add(seats.UndoFor)
			p.sweep()
			got := p.ask("tg:2", seats.Request{Act: seats.ActNothing})
			if got.Seat == nil || got.Seat.Visit != "smile" || got.Hold != nil || len(got.Waits) != 0 || got.Visits["smile"].Waiting != 0 {
				t.Errorf("%s: %+v %+v %+v", name, got.Seat, got.Hold, got.Waits)
			}
			p.clean()
		}
	})
}

// Who said what they want instead gets it where there is just room enough, though
// another visit is emptier.
func TestTheNextThatFallsIsWhatTheyPrefer(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		p.signUp("tg:1", "romexpo", 2)
		p.ask("tg:1", seats.Request{Act: seats.ActPrefer, Visit: "smile"})
		p.order(seats.Order{What: seats.OrderFall, Visit: "romexpo"})
		if got := p.ask("tg:1", seats.Request{Act: seats.ActNothing}).Seat; got == nil || got.Visit != "smile" {
			t.Errorf("%+v", got)
		}
		p.clean()
	})
}

// Where every visit has fallen, who had a seat is told so.
func TestTheNextThatFallsIsTheLast(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		p.signUp("tg:1", "smile", 1)
		for _, visit := range []string{"romexpo", "museum", "smile"} {
			p.order(seats.Order{What: seats.OrderFall, Visit: visit})
		}
		got := p.ask("tg:1", seats.Request{Act: seats.ActNothing})
		if told := owedTo(t, p.Store, "tg:1"); got.Seat != nil || len(got.Waits) != 0 || told != "ticket , fallen " {
			t.Errorf("%+v %+v, and is told %q", got.Seat, got.Waits, told)
		}
		p.clean()
	})
}

// One step makes so many offers and no more; the sweeps that follow go on.
func TestTheNextOffersFollow(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		p.signUp("tg:0", "smile", 2)
		for i := range 60 {
			p.ask(fmt.Sprint("tg:1", i), seats.Request{Act: seats.ActWait, Visit: "smile", Party: 1})
		}
		p.order(seats.Order{What: seats.OrderCapacity, Visit: "smile", Party: 70})
		for _, want := range []int{10, 0} {
			if got := p.ask("tg:99", seats.Request{Act: seats.ActNothing}); got.Visits["smile"].Waiting > want {
				t.Errorf("%d still wait, not %d", got.Visits["smile"].Waiting, want)
			}
		}
		if n := must[int64](t)(client.HLen(ctx, p.keys.holds()).Result()); n != 60 {
			t.Errorf("%d offers", n)
		}
		p.clean()
	})
}

// What cannot be undone any more is not kept: it says who had which seat.
func TestWhatIsFinalIsForgotten(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		p.signUp("tg:7", "smile", 1)
		p.order(seats.Order{What: seats.OrderRemove, Visit: "smile", Who: "tg:7"})
		if left := client.Keys(ctx, p.keys.window("*")).Val(); len(left) != 0 || client.Exists(ctx, p.keys.windows()).Val() != 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// A play asks for one thing after the other.
type play struct {
	*testing.T
	*Store
	at time.Time
	n  int
}

func (p *play) ask(who string, r seats.Request) conversation.Reply {
	p.Helper()
	p.n++
	r.Code, r.Token = fmt.Sprint("C", p.n), fmt.Sprint("t", p.n)
	c := commitOf(fmt.Sprint("v", p.n), r)
	c.Person, c.At = seats.Person(who), p.at
	return must[conversation.Reply](p.T)(p.Commit(ctx, c))
}

func (p *play) signUp(who, visit string, party int) {
	p.Helper()
	p.ask(who, seats.Request{Act: seats.ActHold, Visit: visit})
	p.ask(who, seats.Request{Act: seats.ActFit, Visit: visit, Party: party})
	if got := p.ask(who, seats.Request{Act: seats.ActConfirm, Visit: visit}); got.Seat == nil {
		p.Fatalf("%s: %s", who, got.Outcome)
	}
}

// order carries out what an organiser wants, and lets it become final.
func (p *play) order(o seats.Order) {
	p.Helper()
	p.n++
	if got := must[seats.Outcome](p.T)(p.Order(ctx, operation(fmt.Sprint("order", p.n), "tg:9", p.at), o)); got != seats.Done {
		p.Fatalf("%+v: %s", o, got)
	}
	p.at = p.at.Add(seats.UndoFor)
	p.sweep()
}

func (p *play) sweep() {
	p.Helper()
	p.n++
	must[bool](p.T)(p.Sweep(ctx, p.at, []seats.Ticket{{Code: fmt.Sprint("S", p.n), Token: fmt.Sprint("s", p.n)}}))
}

// clean checks that the audit has nothing to say.
func (p *play) clean() {
	p.Helper()
	if report := must[seats.Report](p.T)(p.Audit(ctx)); !report.Clean() {
		p.Errorf("drift: %+v", report)
	}
}
