package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

var ctx = context.Background()

// peopled is a store with a seat, a hold, an offer and queue places.
func peopled(t testing.TB, client redis.UniversalClient) *Store {
	t.Helper()
	s, commit := newStore(t, client), must[conversation.Reply](t)
	ask := func(who string, r seats.Request) {
		c := commitOf(fmt.Sprint(who, r.Act, r.Visit), r)
		c.Person, c.Operation = seats.Person(who), ""
		commit(s.Commit(t.Context(), c))
	}
	for _, who := range []string{"tg:7", "tg:8"} {
		ask(who, seats.Request{Act: seats.ActHold, Visit: "smile"})
		ask(who, seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: "C" + who, Token: "t" + who})
	}
	for _, who := range []string{"tg:9", "tg:10"} {
		ask(who, seats.Request{Act: seats.ActWait, Visit: "smile", Party: 1})
	}
	ask("tg:11", seats.Request{Act: seats.ActHold, Visit: "romexpo"})
	ask("tg:8", seats.Request{Act: seats.ActCancel}) // and tg:9 has an offer
	return s
}

func TestTheAuditOfWhatAgrees(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		report := must[seats.Report](t)(s.Audit(t.Context()))
		if !report.Clean() {
			t.Errorf("drift where there is none: %+v", report)
		}
		want := []string{"romexpo 1/3, 0 waiting, 0 drift", "smile 2/2, 1 waiting, 0 drift", "museum 0/4, 0 waiting, 0 drift"}
		for i, v := range report.Visits {
			if v.String() != want[i] {
				t.Errorf("%q, not %q", v, want[i])
			}
		}
		must[seats.Outcome](t)(s.Order(t.Context(), operation("few", "tg:9", start), seats.Order{What: seats.OrderCapacity, Visit: "smile", Party: 1}))
		report = must[seats.Report](t)(s.Audit(t.Context()))
		if got := report.Visits[1].String(); got != "smile 2/1, 1 waiting, 0 drift, 1 over its capacity" || !report.Clean() {
			t.Errorf("over its capacity: %q", got)
		}
	})
}

// Whatever is damaged by hand, the audit says so, and of which visit.
func TestTheAuditFindsDamage(t *testing.T) {
	for name, damage := range map[string]struct {
		do    func(c redis.UniversalClient, k keys)
		visit string // empty: of no visit
	}{
		"a counter":          {func(c redis.UniversalClient, k keys) { c.HIncrBy(ctx, k.taken(), "smile", 1) }, "smile"},
		"a tally":            {func(c redis.UniversalClient, k keys) { c.HIncrBy(ctx, k.tallies(), "waiting|smile", -1) }, "smile"},
		"a lost seat":        {func(c redis.UniversalClient, k keys) { c.HDel(ctx, k.seats(), "tg:7") }, "smile"},
		"a lost hold":        {func(c redis.UniversalClient, k keys) { c.HDel(ctx, k.holds(), "tg:11") }, "romexpo"},
		"a lost queue place": {func(c redis.UniversalClient, k keys) { c.HDel(ctx, k.waits(), "tg:10") }, "smile"},
		"another party": {func(c redis.UniversalClient, k keys) {
			c.HSet(ctx, k.holds(), "tg:11", strings.Replace(c.HGet(ctx, k.holds(), "tg:11").Val(), "|1|", "|2|", 1))
			c.HIncrBy(ctx, k.taken(), "romexpo", 1)
		}, "romexpo"},
		"another's code": {func(c redis.UniversalClient, k keys) { c.HSet(ctx, k.codes(), "Ctg:7", "tg:9") }, "smile"},
		"a stray code":   {func(c redis.UniversalClient, k keys) { c.HSet(ctx, k.codes(), "STRAY", "tg:9") }, ""},
		"a deadline":     {func(c redis.UniversalClient, k keys) { c.ZRem(ctx, k.deadlines(), "tg:11") }, "romexpo"},
		"the index": {func(c redis.UniversalClient, k keys) {
			c.ZRem(ctx, k.index(), c.ZRange(ctx, k.index(), 0, 0).Val()[0])
		}, "romexpo"},
		"an index entry too much": {func(c redis.UniversalClient, k keys) { c.ZAdd(ctx, k.index(), redis.Z{Member: "q|smile|1|1|tg:1"}) }, "smile"},
		"a second claim": {func(c redis.UniversalClient, k keys) {
			c.HSet(ctx, k.holds(), "tg:7", "smile|1|1704798300000|")
			c.HIncrBy(ctx, k.taken(), "smile", 1)
		}, "smile"},
		"the journal's end":    {func(c redis.UniversalClient, k keys) { c.XDel(ctx, k.journal(), last(c, k)) }, ""},
		"the journal's middle": {func(c redis.UniversalClient, k keys) { c.XDel(ctx, k.journal(), first(c, k)) }, ""},
		"the chain":            {func(c redis.UniversalClient, k keys) { c.Set(ctx, k.chain(), "0", 0) }, ""},
		"a claim behind the journal's back": {func(c redis.UniversalClient, k keys) {
			c.HSet(ctx, k.pens(), "tg:99", "forged")
			seat := c.HGet(ctx, k.seats(), "tg:7").Val()
			c.HSet(ctx, k.seats(), "tg:99", strings.NewReplacer("Ctg:7", "FORGED", "ttg:7", "forged").Replace(seat))
			c.HSet(ctx, k.codes(), "FORGED", "tg:99", "forged", "tg:99")
			c.HIncrBy(ctx, k.taken(), "smile", 1)
			c.ZAdd(ctx, k.index(), redis.Z{Member: strings.Replace(seatEntry(c, k), "tg:7", "tg:99", 1)})
		}, "smile"},
	} {
		t.Run(name, func(t *testing.T) {
			onServers(t, func(t *testing.T, client redis.UniversalClient) {
				s := peopled(t, client)
				damage.do(client, s.keys)
				report := must[seats.Report](t)(s.Audit(t.Context()))
				if damage.visit == "" && len(report.Drift) == 0 {
					t.Errorf("nothing is said: %+v", report)
				}
				for _, v := range report.Visits {
					if (len(v.Drift) > 0) != (v.ID == damage.visit) && damage.visit != "" {
						t.Errorf("%s: %q", v.ID, v.Drift)
					}
				}
			})
		})
	}
}

func last(c redis.UniversalClient, k keys) string {
	return c.XRevRangeN(ctx, k.journal(), "+", "-", 1).Val()[0].ID
}

func first(c redis.UniversalClient, k keys) string {
	return c.XRangeN(ctx, k.journal(), "-", "+", 1).Val()[0].ID
}

func seatEntry(c redis.UniversalClient, k keys) string {
	return c.ZRangeByLex(ctx, k.index(), &redis.ZRangeBy{Min: "[s|smile|", Max: "(s|smile|~"}).Val()[0]
}

// What is damaged stops nobody: a deadline without its hold, entries of the
// index without their queue place, a code without its seat.
func TestDamageStopsNobody(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		k := s.keys
		client.ZAdd(ctx, k.deadlines(), redis.Z{Score: 1, Member: "tg:77"})
		client.ZAdd(ctx, k.index(), redis.Z{Member: "q|romexpo|0000000000001|1|tg:77"}, redis.Z{Member: "z|romexpo|01|0000000000001|tg:77"},
			redis.Z{Member: "d|smile|0000000000001|tg:77"}, redis.Z{Member: "s|smile|0000000000001|tg:77"})
		client.HSet(ctx, k.codes(), "STRAY", "tg:77")
		client.HIncrBy(ctx, k.tallies(), "waiting|romexpo", 1)
		client.HIncrBy(ctx, k.tallies(), "came|smile", 1)
		for _, act := range []seats.Request{{Act: seats.ActHold, Visit: "romexpo"}, {Act: seats.ActConfirm, Visit: "romexpo", Code: "NEW", Token: "t"}, {Act: seats.ActNothing}} {
			c := commitOf("after"+string(act.Act), act)
			c.Person, c.Operation = "tg:99", ""
			must[conversation.Reply](t)(s.Commit(ctx, c))
		}
		must[bool](t)(s.Sweep(ctx, start, nil))
		if _, err := s.Remind(ctx, start, conversation.Job{ID: "j", Kind: seats.KindReminder, Due: start}); err != nil {
			t.Error(err)
		}
		if outcome, _, err := s.CheckIn(ctx, operation("op", "tg:9", start), "STRAY", 1); outcome != seats.NoSeat || err != nil {
			t.Errorf("%s %v", outcome, err)
		}
		if outcome, _, _, err := s.ReleaseNoShows(ctx, operation("op2", "tg:9", start), "smile", nil); outcome != seats.Done || err != nil {
			t.Errorf("%s %v", outcome, err)
		}
		if report := must[seats.Report](t)(s.Audit(ctx)); report.Clean() {
			t.Error("and the audit says nothing")
		}
	})
}
