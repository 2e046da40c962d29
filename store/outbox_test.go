package store

import (
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
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
		if n := must[int64](t)(s.Owed(ctx)); n != 0 {
			t.Errorf("%d are still owed", n)
		}
		if got := must[conversation.Reply](t)(s.Load(ctx, "tg:7", start)).Sent; got == nil || got.File != "file" {
			t.Errorf("sent: %+v", got)
		}
	})
}

// A ticket that becomes void while it is on its way is marked when it has arrived.
func TestTriesThatComeTooLate(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		seated(t, s)
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))[0]
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("cancel", seats.Request{Act: seats.ActCancel})))
		isNil(t, s.Reached(ctx, owed, "file", 31))
		want := seats.Notice{Kind: seats.KindVoid, Person: "tg:7", Number: long(client.Get(ctx, s.keys.serial()).Val()), Code: owed.Code, Messages: []int{31}}
		left := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
		if len(left) != 1 || !same(left[0].Notice, want) || want.Number <= owed.Number {
			t.Errorf("owed is %+v, not %+v", left, want)
		}
		if client.Exists(ctx, s.keys.sent()).Val() != 0 {
			t.Error("it is remembered as a ticket")
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
		dead := must[[]delivery.DeadLetter](t)(s.DeadLetters(ctx, "", 1))
		dead = append(dead, must[[]delivery.DeadLetter](t)(s.DeadLetters(ctx, dead[0].ID, 10))...)
		if len(dead) != 2 || dead[0].Why != delivery.WhyRefused || dead[1].Why != delivery.WhyUnknown || !dead[0].At.Equal(start) {
			t.Fatalf("%+v", dead)
		}
		if describeNotice(dead[1].Notice) != describeNotice(owed[1].Notice) {
			t.Errorf("%+v, not %+v", dead[1].Notice, owed[1].Notice)
		}
		if n := must[int64](t)(s.Owed(ctx)); n != 0 {
			t.Errorf("%d are still owed", n)
		}
		if pending := client.XPending(ctx, s.keys.outbox(), group).Val(); pending.Count != 0 {
			t.Errorf("%d are in hand for ever", pending.Count)
		}
		if client.Exists(ctx, s.keys.attempts()).Val() != 0 {
			t.Error("the tries of what is dead are still known")
		}
		client.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.dead(), Values: []string{"kind", "offer", "person", "tg:8"}})
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("erase", seats.Request{Act: seats.ActErase})))
		if left := must[[]delivery.DeadLetter](t)(s.DeadLetters(ctx, "", 10)); len(left) != 1 || left[0].Person != "tg:8" {
			t.Errorf("after one person was erased: %+v", left)
		}
		must[int](t)(s.Forget(ctx, time.Now().Add(91*24*time.Hour)))
		if n := must[int64](t)(s.Dead(ctx)); n != 0 {
			t.Errorf("%d after the term", n)
		}
	})
}

// A notice to the person whose step it is has the language they speak, for
// what is said after they are forgotten; one to anybody else has none.
func TestNoticesAreInALanguage(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		for _, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1)) {
			want := ""
			if owed.Kind == seats.KindTicket {
				want = "uk"
			}
			if string(owed.Language) != want {
				t.Errorf("%s to %s: %q, not %q", owed.Kind, owed.Person, owed.Language, want)
			}
		}
	})
}
