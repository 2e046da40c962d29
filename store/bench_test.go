package store

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// BenchmarkScript measures the commit of each act on a real server, with few
// and with many people signed up: the cost stays the same.
func BenchmarkScript(b *testing.B) {
	for _, people := range []int{100, 100_000} {
		s := newStore(b, realRedis(b))
		crowd(b, s, people)
		acts := map[string]func() seats.Request{
			"hold":    func() seats.Request { return seats.Request{Act: seats.ActHold, Visit: "smile"} },
			"nothing": func() seats.Request { return seats.Request{Act: seats.ActNothing} },
			"cycle":   nil,
		}
		for name, act := range acts {
			b.Run(fmt.Sprintf("%s/people=%d", name, people), func(b *testing.B) {
				var n atomic.Int64
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						i := int(n.Add(1))
						who := seats.Person("bench:" + strconv.Itoa(i))
						if act != nil {
							ask(b, s, who, act())
							continue
						}
						ask(b, s, who, seats.Request{Act: seats.ActHold, Visit: "smile"})
						ask(b, s, who, seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: strconv.Itoa(i), Token: "t"})
						ask(b, s, who, seats.Request{Act: seats.ActCancel})
					}
				})
			})
		}
	}
}

// crowd signs people up.
func crowd(b *testing.B, s *Store, people int) {
	b.Helper()
	for i := range people {
		who := seats.Person("tg:" + strconv.Itoa(i))
		ask(b, s, who, seats.Request{Act: seats.ActHold, Visit: "romexpo"})
		ask(b, s, who, seats.Request{Act: seats.ActConfirm, Visit: "romexpo", Code: "crowd" + strconv.Itoa(i), Token: "t"})
	}
}

var version atomic.Int64

func ask(b *testing.B, s *Store, who seats.Person, r seats.Request) {
	next := strconv.FormatInt(version.Add(1), 36)
	r.Capacity, r.Keep = 1_000_000_000, 5*time.Minute
	c := bot.Commit{
		Request: conversation.Request{Operation: "op:" + next, Ask: r},
		Person:  who, At: start, Next: next, Tongue: "uk", Profile: "Олена",
	}
	if _, err := s.Commit(b.Context(), c); err != nil {
		b.Error(err)
	}
}
