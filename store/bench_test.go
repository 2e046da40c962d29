package store

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// BenchmarkScript measures the commit of each act on a real server, with few
// and with many people signed up and as many waiting: the cost stays the same.
// "accept" is a cancellation, the offer that follows from it, and its
// acceptance by the first of the queue, who then waits again at its end.
func BenchmarkScript(b *testing.B) {
	for _, people := range []int{100, 100_000} {
		s := newStoreOf(b, realRedis(b), crowdedHouse(people))
		crowd(b, s, people)
		b.Run(fmt.Sprintf("accept/people=%d", people), func(b *testing.B) { accepts(b, s, people) })
		for name, act := range map[string]func(who seats.Person, i int){
			"nothing": func(who seats.Person, _ int) { ask(b, s, who, seats.Request{Act: seats.ActNothing}) },
			"hold":    func(who seats.Person, _ int) { ask(b, s, who, seats.Request{Act: seats.ActHold, Visit: "smile"}) },
			"cycle":   func(who seats.Person, i int) { cycle(b, s, who, i) },
			"wait":    func(who seats.Person, _ int) { wait(b, s, who) },
		} {
			b.Run(fmt.Sprintf("%s/people=%d", name, people), func(b *testing.B) {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						i := int(version.Add(1))
						act(seats.Person("bench"+name+":"+strconv.Itoa(i)), i)
					}
				})
			})
		}
	}
}

// cycle holds, confirms and cancels.
func cycle(b *testing.B, s *Store, who seats.Person, i int) {
	ask(b, s, who, seats.Request{Act: seats.ActHold, Visit: "smile"})
	ask(b, s, who, seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: strconv.Itoa(i), Token: "t" + strconv.Itoa(i)})
	ask(b, s, who, seats.Request{Act: seats.ActCancel})
}

func wait(b *testing.B, s *Store, who seats.Person) conversation.Reply {
	return ask(b, s, who, seats.Request{Act: seats.ActWait, Visit: "romexpo", Party: 1})
}

// accepts lets whoever holds a seat give it up and wait again, and the first of
// the queue accept it.
func accepts(b *testing.B, s *Store, people int) {
	next := served[people]
	for b.Loop() {
		leaver, taker := crowdPerson(next%(2*people)), crowdPerson((people+next)%(2*people))
		ask(b, s, leaver, seats.Request{Act: seats.ActCancel})
		offer := ask(b, s, taker, seats.Request{Act: seats.ActNothing}).Hold
		if offer == nil || offer.Offer == "" {
			b.Fatalf("no offer after %d", next)
		}
		ask(b, s, taker, seats.Request{Act: seats.ActAccept, Thing: offer.Offer, Code: "accept" + strconv.Itoa(next), Token: "taccept" + strconv.Itoa(next)})
		wait(b, s, leaver)
		next++
	}
	served[people] = next
}

// served is how many of a crowd have given their seat up.
var served = map[int]int{}

// crowdPerson is one of a crowd: so many hold a seat, as many wait, and who
// gives a seat up waits behind them.
func crowdPerson(i int) seats.Person { return seats.Person("tg:" + strconv.Itoa(i)) }

// crowd signs people up, and lets as many wait.
func crowd(b *testing.B, s *Store, people int) {
	b.Helper()
	for i := range people {
		ask(b, s, crowdPerson(i), seats.Request{Act: seats.ActHold, Visit: "romexpo"})
		ask(b, s, crowdPerson(i), seats.Request{Act: seats.ActConfirm, Visit: "romexpo", Code: "crowd" + strconv.Itoa(i), Token: "tcrowd" + strconv.Itoa(i)})
	}
	for i := range people {
		if got := wait(b, s, crowdPerson(people+i)); got.Outcome != seats.Queued {
			b.Fatalf("%s", got.Outcome)
		}
	}
}

var version atomic.Int64

func ask(b *testing.B, s *Store, who seats.Person, r seats.Request) conversation.Reply {
	next := strconv.FormatInt(version.Add(1), 36)
	c := bot.Commit{
		Request: conversation.Request{Operation: "op:" + next, Ask: r},
		Person:  who, At: start, Next: next, Tongue: "uk", Profile: "Олена",
	}
	reply, err := s.Commit(b.Context(), c)
	if err != nil {
		b.Error(err)
	}
	return reply
}

// crowdedHouse has as many places in romexpo as people, and elsewhere places
// for everybody.
func crowdedHouse(people int) seats.House {
	house := vastHouse()
	house.Visits[0].Capacity = people
	return house
}

// vastHouse has places for everybody.
func vastHouse() seats.House {
	house := testHouse()
	for i := range house.Visits {
		house.Visits[i].Capacity = 1_000_000_000
	}
	return house
}
