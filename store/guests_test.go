package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// Before no-shows are released, they can be named; then just these are
// released.
func TestNoShowsAreNamed(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		for i, name := range []string{"Ana", "Богдан", "Carmen", "Dan"} {
			for _, r := range []seats.Request{{Act: seats.ActHold, Visit: "museum"}, {Act: seats.ActConfirm, Visit: "museum", Code: name, Token: "t" + name}} {
				c := commitOf(name+string(r.Act), r)
				c.Person, c.Profile = seats.Person(fmt.Sprint("tg:", i)), conversation.Private(name)
				must[conversation.Reply](t)(s.Commit(ctx, c))
			}
		}
		if _, _, err := s.CheckIn(ctx, operation("op", "tg:9", start), "Carmen", 1); err != nil {
			t.Fatal(err)
		}
		var named []string
		pages, after := 0, ""
		for {
			page, next, err := s.Absent(ctx, "museum", after, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range page {
				named = append(named, string(g.Name))
			}
			pages++
			if after = next; after == "" {
				break
			}
		}
		if fmt.Sprint(named) != "[Ana Богдан Dan]" || pages != 2 {
			t.Errorf("%v in %d pages", named, pages)
		}
		if _, released, _, err := s.ReleaseNoShows(ctx, operation("op2", "tg:9", start), "museum", nil); released != len(named) || err != nil {
			t.Errorf("%d released, %v", released, err)
		}
	})
}

// A family that stands there and holds the one place that was public is given
// what it needs, and the place it holds is part of that.
func TestAStandbysHoldIsPartOfTheirSeat(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client)}
		p.at = p.opts.House.Hours.Start.Add(-9 * time.Minute)
		for _, who := range []string{"tg:1", "tg:2", "tg:3", "tg:4"} {
			p.signUp(who, "museum", 1)
		}
		p.ask("tg:7", seats.Request{Act: seats.ActWait, Visit: "museum", Party: 3})
		p.ask("tg:1", seats.Request{Act: seats.ActCancel})
		p.ask("tg:7", seats.Request{Act: seats.ActStand, Visit: "museum"})
		if got := p.ask("tg:7", seats.Request{Act: seats.ActHold, Visit: "museum"}); got.Outcome != seats.Held {
			t.Fatalf("%s", got.Outcome)
		}
		code := p.ask("tg:2", seats.Request{Act: seats.ActNothing}).Seat.Code
		if _, _, err := p.CheckIn(ctx, operation("in", "tg:9", p.at), code, 1); err != nil {
			t.Fatal(err)
		}
		if outcome, _, _ := p.CheckIn(ctx, operation("in", "tg:9", p.at), code, 1); outcome != seats.Arrived {
			t.Errorf("again: %s", outcome)
		}
		if outcome, _, _ := p.CheckIn(ctx, operation("in", "tg:9", p.at), "OTHER", 1); outcome != seats.Stale {
			t.Errorf("the same operation about another ticket: %s", outcome)
		}
		if outcome, _, _ := p.CheckIn(ctx, operation("in", "tg:9", p.at), code, 2); outcome != seats.Stale {
			t.Errorf("the same operation about another party: %s", outcome)
		}
		_, released, given, err := p.ReleaseNoShows(ctx, operation("out", "tg:9", p.at), "museum", []seats.Ticket{{Code: "NEW", Token: "t"}})
		if released != 2 || given != 1 || err != nil {
			t.Errorf("%d released, %d given, %v", released, given, err)
		}
		if left := client.PTTL(ctx, p.keys.answer("out")).Val(); left <= memory-time.Minute || left > memory {
			t.Errorf("the answer is kept for %v, not %v", left, memory)
		}
		got := p.ask("tg:7", seats.Request{Act: seats.ActNothing})
		if got.Seat == nil || got.Seat.Party != 3 || got.Hold != nil || got.Visits["museum"].Taken != 4 {
			t.Errorf("%+v %+v %+v", got.Seat, got.Hold, got.Visits["museum"])
		}
		p.clean()
	})
}

// Who stands there and has a seat in another visit gives it up for the one they get.
func TestAStandbysOtherSeatIsGivenUp(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client)}
		p.at = p.opts.House.Hours.Start.Add(-9 * time.Minute)
		p.signUp("tg:7", "smile", 1)
		p.signUp("tg:1", "museum", 1)
		p.signUp("tg:2", "museum", 3)
		p.ask("tg:7", seats.Request{Act: seats.ActWait, Visit: "museum", Party: 2})
		p.ask("tg:7", seats.Request{Act: seats.ActStand, Visit: "museum"})
		code := p.ask("tg:1", seats.Request{Act: seats.ActNothing}).Seat.Code
		if _, _, err := p.CheckIn(ctx, operation("in", "tg:9", p.at), code, 1); err != nil {
			t.Fatal(err)
		}
		_, released, given, err := p.ReleaseNoShows(ctx, operation("out", "tg:9", p.at), "museum", []seats.Ticket{{Code: "NEW", Token: "t"}})
		got := p.ask("tg:7", seats.Request{Act: seats.ActNothing})
		if released != 1 || given != 1 || got.Seat == nil || got.Seat.Visit != "museum" || got.Visits["smile"].Taken != 0 || err != nil {
			t.Errorf("%d released, %d given, %+v, smile %+v, %v", released, given, got.Seat, got.Visits["smile"], err)
		}
		p.clean()
	})
}

// Of more seats than one step looks at, those behind are left to the next.
func TestNoShowsAreLookedAtInPages(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		p := &play{T: t, Store: newStore(t, client), at: start}
		for i := range 3 {
			p.signUp(fmt.Sprint("tg:", i), "museum", 1)
		}
		code := p.ask("tg:0", seats.Request{Act: seats.ActNothing}).Seat.Code
		if _, _, err := p.CheckIn(ctx, operation("in", "tg:9", p.at), code, 1); err != nil {
			t.Fatal(err)
		}
		args := must[[]any](t)(p.operationArgs(ctx, "noshows", operation("out", "tg:9", p.at)))
		args = append(args, "museum", 2, memory.Milliseconds(), seats.UndoFor.Milliseconds())
		if got, err := noShowsScript.Run(ctx, client, p.keys.ofOrder("out", "out"), args...).Text(); got != "done|1|0" || err != nil {
			t.Errorf("%s %v", got, err)
		}
		p.clean()
	})
}
