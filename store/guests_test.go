package store

import (
	"fmt"
	"testing"

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
			for _, r := range []seats.Request{{Act: seats.ActHold, Visit: "museum"}, {Act: seats.ActConfirm, Visit: "museum", Code: name, Token: "t"}} {
				c := commitOf(name+string(r.Act), r)
				c.Person, c.Profile = seats.Person(fmt.Sprint("tg:", i)), conversation.Private(name)
				must[conversation.Reply](t)(s.Commit(ctx, c))
			}
		}
		if _, _, err := s.CheckIn(ctx, start, "op", "Carmen", 1, "tg:9"); err != nil {
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
		if _, released, _, err := s.ReleaseNoShows(ctx, start, "op2", "museum", "desk", nil); released != len(named) || err != nil {
			t.Errorf("%d released, %v", released, err)
		}
	})
}
