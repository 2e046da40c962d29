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
			s := newStore(t, client)
			at, n := start, 0
			ask := func(who string, r seats.Request) conversation.Reply {
				n++
				r.Visit, r.Code = "museum", fmt.Sprint("C", n)
				c := commitOf(fmt.Sprint("v", n), r)
				c.Person, c.At = seats.Person(who), at
				return must[conversation.Reply](t)(s.Commit(ctx, c))
			}
			for _, who := range []string{"tg:1", "tg:2"} { // two and two
				ask(who, seats.Request{Act: seats.ActHold})
				ask(who, seats.Request{Act: seats.ActFit, Party: 2})
				ask(who, seats.Request{Act: seats.ActConfirm})
			}
			ask("tg:3", seats.Request{Act: seats.ActWait, Party: 3})
			ask("tg:4", seats.Request{Act: seats.ActWait, Party: parties[0]})
			ask("tg:5", seats.Request{Act: seats.ActWait, Party: parties[1]})
			ask("tg:1", seats.Request{Act: seats.ActCancel})
			at = at.Add(24 * time.Hour)
			if _, err := s.Sweep(ctx, at, nil); err != nil {
				t.Fatal(err)
			}
			if got := ask("tg:4", seats.Request{Act: seats.ActNothing}); got.Hold == nil || got.Hold.Party != parties[0] {
				t.Errorf("%v: who came first was passed over: %+v", parties, got.Waits)
			}
		}
	})
}
