package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// commitOf is a commit of person 7 with a version of its own.
func commitOf(version string, ask seats.Request) bot.Commit {
	return bot.Commit{
		Request: conversation.Request{Operation: "op:" + version, Ask: ask},
		Person:  "tg:7", At: start, Next: version, Tongue: "uk", Profile: "Олена",
	}
}

// operation is what an organiser does.
func operation(id string, by seats.Person, at time.Time) seats.Operation {
	return seats.Operation{ID: id, By: by, At: at}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// seated gives person 7 a seat in smile.
func seated(t testing.TB, s *Store) conversation.Reply {
	t.Helper()
	reply := must[conversation.Reply](t)
	reply(s.Commit(t.Context(), commitOf("v1", seats.Request{Act: seats.ActHold, Visit: "smile"})))
	return reply(s.Commit(t.Context(), commitOf("v2", seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: "K7M4QX", Token: "token"})))
}

func TestOneConversation(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)

		first := reply(s.Commit(ctx, commitOf("v1", seats.Request{Act: seats.ActNothing})))
		want := conversation.Talk{Place: conversation.Place{Stage: "visits"}, Nonce: "v1", Language: "uk"}
		if first.Talk != want {
			t.Errorf("a talk begins as %+v, not %+v", first.Talk, want)
		}

		hold := commitOf("v2", seats.Request{Act: seats.ActHold, Visit: "smile"})
		hold.Expect, hold.Screen, hold.Language = "v1", 31, "ro"
		hold.Then = map[seats.Outcome]conversation.Place{seats.Held: {Stage: "booking", Subject: "smile"}}
		held := reply(s.Commit(ctx, hold))
		want = conversation.Talk{Place: conversation.Place{Stage: "booking", Subject: "smile"}, Nonce: "v2", Language: "ro", Screen: 31}
		if held.Outcome != seats.Held || held.Talk != want || held.Visits["smile"].Taken != 1 {
			t.Errorf("held: %+v", held)
		}

		next := commitOf("v2a", seats.Request{Act: seats.ActNothing})
		next.Screen = 31
		if got := reply(s.Commit(ctx, next)); got.Former != 0 {
			t.Errorf("the same screen is former: %d", got.Former)
		}
		next = commitOf("v2b", seats.Request{Act: seats.ActNothing})
		next.Screen = 32
		if got := reply(s.Commit(ctx, next)); got.Former != 31 {
			t.Errorf("former: %d", got.Former)
		}
		want.Nonce, want.Screen = "v2b", 32

		stale := hold
		stale.Screen = 32
		stale.Operation, stale.Next = "op:other", "v3"
		if got := reply(s.Commit(ctx, stale)); got.Outcome != seats.Stale || got.Talk != want {
			t.Errorf("an old version: %+v", got)
		}
	})
}

// The client runs a script again by itself when the connection breaks after
// it. Nothing may happen twice, and the answer must be the first one's.
func TestACommitThatIsRunAgain(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		reply(s.Commit(ctx, commitOf("v0", seats.Request{Act: seats.ActNothing})))
		for _, version := range []string{"v1", "v2"} {
			c := commitOf(version, seats.Request{Act: seats.ActHold, Visit: "smile"})
			if version == "v2" {
				c = commitOf(version, seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: "K7M4QX", Token: "token"})
			}
			once := reply(s.Commit(ctx, c))
			again := reply(s.Commit(ctx, c))
			if !again.Again {
				t.Errorf("%s: not known again", version)
			}
			if again.Again = false; !reflect.DeepEqual(once, again) {
				t.Errorf("%s: first %+v, then %+v", version, once, again)
			}
		}
		if n := must[int64](t)(client.XLen(ctx, s.keys.outbox()).Result()); n != 1 {
			t.Errorf("%d notices for one ticket", n)
		}
		mismatch := commitOf("v3", seats.Request{Act: seats.ActCancel})
		mismatch.Operation = "op:v2"
		if got := reply(s.Commit(ctx, mismatch)); got.Outcome != seats.Stale || got.Seat == nil {
			t.Errorf("the same id for another act: %+v", got)
		}
		walk := commitOf("v4", seats.Request{Act: seats.ActNothing})
		walk.Operation, walk.Expect = "", "v2"
		for range 2 {
			if got := reply(s.Commit(ctx, walk)); got.Outcome != seats.Done || got.Talk.Nonce != "v4" {
				t.Errorf("pure navigation: %+v", got)
			}
		}
	})
}

func TestWhatPeopleTypeIsSealed(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		confirmed := seated(t, s)
		if confirmed.Name != "Олена" {
			t.Errorf("kept with the seat: %q", confirmed.Name)
		}
		remark := conversation.Private("інтерпретер")
		typed := commitOf("v3", seats.Request{Act: seats.ActNothing})
		typed.Name, typed.Remark, typed.Key = "Марія", &remark, confirmed.Key
		if got := reply(s.Commit(ctx, typed)); got.Name != "Марія" || got.Remark != remark {
			t.Errorf("typed: %q %q", got.Name, got.Remark)
		}
		for _, key := range must[[]string](t)(client.Keys(ctx, "*").Result()) {
			if dump := client.Dump(ctx, key).Val(); strings.Contains(dump, "Марія") || strings.Contains(dump, "Олена") {
				t.Errorf("%s holds a name in the clear", key)
			}
		}
		none := conversation.Private("")
		away := commitOf("v4", seats.Request{Act: seats.ActNothing}) // a press: it brings no key
		away.Remark = &none
		if got := reply(s.Commit(ctx, away)); got.Remark != "" || got.Name != "Марія" {
			t.Errorf("taken away: %q %q", got.Name, got.Remark)
		}
		moved := must[map[string]string](t)(client.HGetAll(ctx, s.keys.sealed("tg:7")).Result())
		client.HSet(ctx, s.keys.sealed("tg:8"), moved)
		if got := reply(s.Load(ctx, "tg:8", start)); got.Name != "" {
			t.Errorf("a sealed text opens under another person: %q", got.Name)
		}
	})
}

// Damage to what is sealed stops nobody: what comes next is kept under a new
// key.
func TestADamagedDataKey(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		seated(t, s)
		client.HSet(ctx, s.keys.sealed("tg:7"), "key", "damaged", "remark", "damaged")
		stands := reply(s.Load(ctx, "tg:7", start))
		typed := commitOf("v3", seats.Request{Act: seats.ActNothing})
		typed.Name, typed.Key = "Марія", stands.Key
		if got := reply(s.Commit(ctx, typed)); got.Name != "Марія" || got.Remark != "" {
			t.Errorf("%q %q", got.Name, got.Remark)
		}
	})
}

// Confirming is the consent: what does not become a seat keeps no name.
func TestNoNameIsKeptWithoutASeat(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		got := must[conversation.Reply](t)(s.Commit(t.Context(), commitOf("v1", seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: "K7M4QX", Token: "token"})))
		if got.Outcome != seats.Gone || got.Name != "" {
			t.Errorf("%s, and %q is kept", got.Outcome, got.Name)
		}
	})
}

// Without a seat, what was typed goes with the hold.
func TestGivingAHoldUpForgetsWhatWasTyped(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		reply(s.Commit(ctx, commitOf("v1", seats.Request{Act: seats.ActHold, Visit: "smile"})))
		typed := commitOf("v2", seats.Request{Act: seats.ActNothing})
		typed.Name = "Марія"
		reply(s.Commit(ctx, typed))
		if got := reply(s.Commit(ctx, commitOf("v2a", seats.Request{Act: seats.ActNothing}))); got.Name != "Марія" {
			t.Errorf("not kept while the hold lasts: %q", got.Name)
		}
		if got := reply(s.Commit(ctx, commitOf("v3", seats.Request{Act: seats.ActRelease, Visit: "smile"}))); got.Name != "" {
			t.Errorf("still kept: %q", got.Name)
		}
	})
}

// What somebody says afterwards is sealed like everything that is typed.
func TestASentenceIsSealed(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		c := commitOf("v3", seats.Request{Act: seats.ActNothing})
		c.Key, c.Sentence = seated(t, s).Key, "дуже добре"
		reply := must[conversation.Reply](t)(s.Commit(ctx, c))
		kept := client.HGet(ctx, s.keys.sealed("tg:7"), "sentence").Val()
		_, key, err := s.dataKey("tg:7", reply.Key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := openWith(gcm(key), s.field("tg:7", "sentence"), kept)
		if err != nil || string(text) != "дуже добре" || strings.Contains(kept, "добре") {
			t.Errorf("%q %v", text, err)
		}
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("v4", seats.Request{Act: seats.ActNothing})))
		if client.HGet(ctx, s.keys.sealed("tg:7"), "sentence").Val() != kept {
			t.Error("the next step took it away")
		}
	})
}

// Forgetting takes every claim and every trace of a person along, and tells
// them nothing.
func TestForgettingIsThorough(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
		if err := s.Reached(ctx, owed[0], "file", 31); err != nil { // tg:7 has a ticket in the chat
			t.Fatal(err)
		}
		before := must[int64](t)(s.Owed(ctx))
		late := start.Add(91 * 24 * time.Hour)
		if n := must[int](t)(s.Forget(ctx, late)); n != 5 {
			t.Errorf("%d forgotten", n)
		}
		for _, key := range []string{s.keys.seats(), s.keys.holds(), s.keys.waits(), s.keys.index(), s.keys.deadlines(), s.keys.codes(), s.keys.sent(), s.keys.people(), s.keys.pens(), s.keys.leavers()} {
			if client.Exists(ctx, key).Val() != 0 {
				t.Errorf("%s still knows somebody: %v", key, client.HGetAll(ctx, key).Val())
			}
		}
		after := must[int64](t)(s.Owed(ctx))
		if after != before+1 { // the offer of tg:9 ran out meanwhile
			t.Errorf("%d notices more are owed", after-before)
		}
		if report := must[seats.Report](t)(s.Audit(ctx)); !report.Clean() {
			t.Errorf("drift: %+v", report)
		}
	})
}

// An offer is a claim: whoever waited patiently, and is offered a place at last,
// is not forgotten while it stands.
func TestForgettingSparesAnOffer(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client) // tg:10 waits for smile
		at := start.Add(20 * 24 * time.Hour)
		s.opts.House.Hours.Start = at.Add(5 * 24 * time.Hour)
		c := commitOf("cancel", seats.Request{Act: seats.ActCancel})
		c.At = at.Add(-time.Hour)
		must[conversation.Reply](t)(s.Commit(ctx, c))
		must[int](t)(s.Forget(ctx, at))
		reply := must[conversation.Reply](t)(s.Load(ctx, "tg:10", at))
		if reply.Hold == nil || reply.Hold.Offer == "" || reply.Talk.Language == "" {
			t.Errorf("%+v %+v", reply.Hold, reply.Talk)
		}
		accept := commitOf("accept", seats.Request{Act: seats.ActAccept, Thing: reply.Hold.Offer, Code: "NEW", Token: "t"})
		accept.Person, accept.At = "tg:10", at
		if got := must[conversation.Reply](t)(s.Commit(ctx, accept)); got.Outcome != seats.Confirmed || got.Name != "Олена" {
			t.Errorf("%s %q", got.Outcome, got.Name)
		}
	})
}

// Who waited for longer than their term is forgotten with the offer that comes then.
func TestForgettingTakesALateOffer(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client) // tg:10 waits for smile
		at := start.Add(91 * 24 * time.Hour)
		s.opts.House.Hours.Start = at.Add(5 * 24 * time.Hour)
		c := commitOf("cancel", seats.Request{Act: seats.ActCancel})
		c.At = at.Add(-time.Hour)
		must[conversation.Reply](t)(s.Commit(ctx, c))
		if hold := client.HGet(ctx, s.keys.holds(), "tg:10").Val(); hold == "" {
			t.Fatal("nothing was offered")
		}
		must[int](t)(s.Forget(ctx, at))
		if holds := client.HGetAll(ctx, s.keys.holds()).Val(); len(holds) != 0 || client.HGet(ctx, s.keys.taken(), "smile").Val() != "0" {
			t.Errorf("held still: %v", holds)
		}
		if report := must[seats.Report](t)(s.Audit(ctx)); !report.Clean() {
			t.Errorf("drift: %+v", report)
		}
	})
}

// Forgetting one person takes nothing from another.
func TestForgettingLeavesOthers(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		for i, visit := range []string{"smile", "romexpo"} {
			for _, act := range []seats.Act{seats.ActHold, seats.ActRelease} {
				c := commitOf(visit+string(act), seats.Request{Act: act, Visit: visit})
				c.Person, c.At = seats.Person(fmt.Sprint("tg:", i)), start.Add(time.Duration(i)*24*time.Hour)
				must[conversation.Reply](t)(s.Commit(ctx, c))
			}
		}
		if n := must[int](t)(s.Forget(ctx, start.Add(7*24*time.Hour))); n != 1 {
			t.Errorf("%d forgotten", n)
		}
		if left := client.HGetAll(ctx, s.keys.leavers()).Val(); len(left) != 1 || left["romexpo"] != "tg:1" {
			t.Errorf("leavers: %v", left)
		}
	})
}

// More holds may run out at once than one step frees; nobody's own counts.
func TestMoreRunOutThanOneStepFrees(t *testing.T) {
	client := realRedis(t)
	s := newStoreOf(t, client, vastHouse())
	var last bot.Commit
	for i := range 1002 {
		last = commitOf(fmt.Sprint("v", i), seats.Request{Act: seats.ActHold, Visit: "smile"})
		last.Person = seats.Person(fmt.Sprintf("tg:%04d", i))
		must[conversation.Reply](t)(s.Commit(ctx, last))
	}
	confirm := commitOf("late", seats.Request{Act: seats.ActConfirm, Visit: "smile", Code: "LATE", Token: "t"})
	confirm.Person, confirm.At = last.Person, start.Add(5*time.Minute)
	if got := must[conversation.Reply](t)(s.Commit(ctx, confirm)); got.Outcome != seats.Gone || got.Visits["smile"].Taken != 1 {
		t.Errorf("%s, %d taken", got.Outcome, got.Visits["smile"].Taken)
	}
}

func TestErasedIsErased(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		seated(t, s)
		got := must[conversation.Reply](t)(s.Commit(ctx, commitOf("v3", seats.Request{Act: seats.ActErase})))
		if got.Outcome != seats.Erased || got.Left != "smile" || got.Seat != nil || got.Name != "" || got.Visits["smile"].Taken != 0 {
			t.Errorf("%+v", got)
		}
		if client.Exists(ctx, s.keys.sealed("tg:7"), s.keys.talk("tg:7")).Val() != 0 || client.ZScore(ctx, s.keys.people(), "tg:7").Err() == nil ||
			client.HExists(ctx, s.keys.pens(), "tg:7").Val() {
			t.Error("something about the person is still there")
		}
	})
}

func TestAnotherDataKeyIsRefused(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		newStore(t, client)
		other := must[*Seal](t)(NewSeal(bytes.Repeat([]byte{1}, keySize)))
		if _, err := New(t.Context(), client, Options{Bot: "42", Seal: other, Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "another data key") {
			t.Errorf("got %v", err)
		}
	})
}

func TestDataKeyFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "data.key")
	made := must[*Seal](t)(LoadSeal(file))
	read := must[*Seal](t)(LoadSeal(file))
	if made.Fingerprint() != read.Fingerprint() {
		t.Error("the key is another one when it is read again")
	}
	if mode := must[os.FileInfo](t)(os.Stat(file)).Mode(); mode.Perm() != 0o600 {
		t.Errorf("the key's mode is %v", mode)
	}
	for _, wrong := range []string{"", "abc", "zz", strings.Repeat("0", 63), strings.Repeat("0", 66)} {
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadSeal(file); err == nil {
			t.Errorf("%q is taken for a key", wrong)
		}
	}
}

func TestTerms(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		near := func(key string, want time.Duration) {
			t.Helper()
			if got := client.PTTL(ctx, key).Val(); got > want || got < want-time.Minute {
				t.Errorf("%s is kept for %v, not %v", key, got, want)
			}
		}
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("v0", seats.Request{Act: seats.ActNothing})))
		near(s.keys.talk("tg:7"), 7*24*time.Hour)
		seated(t, s)
		near(s.keys.talk("tg:7"), 90*24*time.Hour)
		near(s.keys.sealed("tg:7"), 90*24*time.Hour)

		forgets := func(at time.Duration, want int) {
			t.Helper()
			if got := must[int](t)(s.Forget(ctx, start.Add(at))); got != want {
				t.Errorf("after %v: %d forgotten, not %d", at, got, want)
			}
		}
		visitor := commitOf("w", seats.Request{Act: seats.ActHold, Visit: "smile"})
		visitor.Person = "tg:8"
		must[conversation.Reply](t)(s.Commit(ctx, visitor))
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
		if err := s.Reached(ctx, owed[0], "file", 31); err != nil {
			t.Fatal(err)
		}
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("x", seats.Request{Act: seats.ActHold, Visit: "romexpo"})))
		forgets(7*24*time.Hour-time.Millisecond, 0)
		forgets(7*24*time.Hour, 1)
		forgets(90*24*time.Hour-time.Millisecond, 0)
		forgets(90*24*time.Hour, 1)
		for _, key := range []string{s.keys.seats(), s.keys.holds(), s.keys.deadlines(), s.keys.codes(), s.keys.sent(), s.keys.people(), s.keys.talk("tg:7"), s.keys.sealed("tg:7")} {
			if client.Exists(ctx, key).Val() != 0 {
				t.Errorf("%s still knows the person", key)
			}
		}
		if taken := client.HGetAll(ctx, s.keys.taken()).Val(); taken["smile"] != "0" || taken["romexpo"] != "0" {
			t.Errorf("taken: %v", taken)
		}
	})
}

// Before the event is over nobody's seat is forgotten, however long ago the
// person was here.
func TestASeatIsKeptUntilAfterTheEvent(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, day := newStore(t, client), t.Context(), 24*time.Hour
		s.opts.Over = start.Add(200 * day)
		seated(t, s)
		if ttl := client.PTTL(ctx, s.keys.sealed("tg:7")).Val(); ttl < 289*day {
			t.Errorf("the name is kept for %v", ttl)
		}
		for after, want := range map[time.Duration]int{199 * day: 0, 290*day - time.Hour: 0} {
			if got := must[int](t)(s.Forget(ctx, start.Add(after))); got != want {
				t.Errorf("after %v: %d forgotten", after, got)
			}
		}
		if got := must[int](t)(s.Forget(ctx, start.Add(290*day))); got != 1 {
			t.Errorf("after the term: %d forgotten", got)
		}
	})
}

// Somebody who asks for the ticket again and again: the newest messages are
// marked when it is void.
func TestTheNewestTicketsAreRemembered(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		seated(t, s)
		for i := range 12 {
			must[conversation.Reply](t)(s.Commit(ctx, commitOf(fmt.Sprint("show", i), seats.Request{Act: seats.ActShow})))
		}
		for i, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 100, -1)) {
			if err := s.Reached(ctx, owed, "file", 100+i); err != nil {
				t.Fatal(err)
			}
		}
		got := must[conversation.Reply](t)(s.Load(ctx, "tg:7", start))
		if len(got.Sent.Messages) != seats.MostMessages || got.Sent.Messages[9] != 112 {
			t.Errorf("%v", got.Sent.Messages)
		}
	})
}

// A picture that was sent shows the name and the language of its time.
func TestAPictureIsDrawnAnewForAnotherName(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		key, message := seated(t, s).Key, 30
		for name, change := range map[string]func(*bot.Commit){
			"name":     func(c *bot.Commit) { c.Name, c.Key = "Марія", key },
			"language": func(c *bot.Commit) { c.Language = "ro" },
		} {
			reply(s.Commit(ctx, commitOf("show "+name, seats.Request{Act: seats.ActShow})))
			for _, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1)) {
				message++
				if err := s.Reached(ctx, owed, "file", message); err != nil {
					t.Fatal(err)
				}
			}
			c := commitOf(name, seats.Request{Act: seats.ActNothing})
			change(&c)
			if got := reply(s.Commit(ctx, c)); got.Sent == nil || got.Sent.File != "" || len(got.Sent.Messages) == 0 {
				t.Errorf("%s: %+v", name, got.Sent)
			}
		}
	})
}

// A text that comes again, even with others in between, is known again.
func TestOperationsAreRemembered(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx, reply := newStore(t, client), t.Context(), must[conversation.Reply](t)
		seated(t, s)
		show := commitOf("s", seats.Request{Act: seats.ActShow})
		reply(s.Commit(ctx, show))
		for i := range 10 {
			reply(s.Commit(ctx, commitOf(fmt.Sprint("hold", i), seats.Request{Act: seats.ActHold, Visit: "romexpo"})))
		}
		if again := reply(s.Commit(ctx, show)); !again.Again || again.Outcome != seats.Shown {
			t.Errorf("%+v", again)
		}
		look := commitOf("look", seats.Request{Act: seats.ActNothing})
		look.Still = true
		for range 2 { // to look is not to do
			if got := reply(s.Commit(ctx, look)); got.Again {
				t.Error("a look counts as an operation")
			}
		}
		if n := client.XLen(ctx, s.keys.outbox()).Val(); n != 2 {
			t.Errorf("%d tickets owed", n)
		}
	})
}

func TestTheFormerScreen(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		place := func(message, want int) {
			t.Helper()
			if got := must[int](t)(s.Place(ctx, "tg:7", message)); got != want {
				t.Errorf("before %d: %d, not %d", message, got, want)
			}
		}
		place(30, 0) // nobody's screen
		seated(t, s)
		place(31, 0)
		place(32, 31)
		place(32, 0) // run again by the client
		place(30, 30)
		place(100, 32) // newer, by number
		if got := must[conversation.Reply](t)(s.Load(ctx, "tg:7", start)).Talk.Screen; got != 100 {
			t.Errorf("the screen is %d, not the newest message", got)
		}
	})
}

// On a Redis that was emptied the outbox begins anew.
func TestAnEmptiedRedis(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		client.FlushAll(ctx)
		must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1))
		seated(t, s)
		if owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1)); len(owed) != 1 {
			t.Errorf("owed: %+v", owed)
		}
	})
}

// A button of a talk that was forgotten begins a new one, with a term.
func TestAnOldButtonAfterAll(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		c := commitOf("v9", seats.Request{Act: seats.ActHold, Visit: "smile"})
		c.Expect = "v1"
		got := must[conversation.Reply](t)(s.Commit(t.Context(), c))
		if got.Outcome != seats.Stale || got.Hold != nil || got.Talk.Stage != "visits" || got.Talk.Nonce != "v9" {
			t.Errorf("%+v", got)
		}
		if ttl := client.PTTL(t.Context(), s.keys.talk("tg:7")).Val(); ttl <= 0 {
			t.Errorf("the new talk is kept for %v", ttl)
		}
	})
}

func TestNoticesAreClaimedBackAfterACrash(t *testing.T) {
	client := realRedis(t) // the idle time of a real stream runs with the server's clock
	s, ctx := newStore(t, client), t.Context()
	seated(t, s)
	first := must[[]delivery.Owed](t)(s.Notices(ctx, "crashes", 10, -1))
	if len(first) != 1 || first[0].Kind != seats.KindTicket || first[0].Person != "tg:7" || first[0].Code != "K7M4QX" {
		t.Fatalf("%+v", first)
	}
	if again := must[[]delivery.Owed](t)(s.Notices(ctx, "other", 10, -1)); len(again) != 0 {
		t.Errorf("taken from who is sending it: %+v", again)
	}
	err := client.Do(ctx, "XCLAIM", s.keys.outbox(), group, "crashes", 0, first[0].ID, "IDLE", orphaned.Milliseconds()).Err()
	if err != nil {
		t.Fatal(err)
	}
	if back := must[[]delivery.Owed](t)(s.Notices(ctx, "other", 10, -1)); len(back) != 1 || back[0].ID != first[0].ID {
		t.Errorf("claimed back: %+v", back)
	}
	if err := s.Settle(ctx, first[0]); err != nil {
		t.Fatal(err)
	}
	if n := client.XLen(ctx, s.keys.outbox()).Val(); n != 0 {
		t.Errorf("%d left in the outbox", n)
	}
}

func TestLease(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, ctx := newStore(t, client), t.Context()
		a, b := s.Poller("a", time.Minute), s.Poller("b", time.Minute)
		holds := func(l *Lease, want bool) {
			t.Helper()
			if got := must[bool](t)(l.Hold(ctx)); got != want {
				t.Errorf("%s holds it: %v", l.process, got)
			}
		}
		holds(a, true)
		holds(b, false)
		holds(a, true)
		if err := b.Release(ctx); err != nil {
			t.Fatal(err)
		}
		holds(b, false) // it was not its own to give up
		if err := a.Release(ctx); err != nil {
			t.Fatal(err)
		}
		holds(b, true)
	})
}

// A cluster refuses a script whose keys are in more than one slot; miniredis
// would not.
func TestInACluster(t *testing.T) {
	client := clusterRedis(t)
	s := newStore(t, client)
	reply := seated(t, s)
	owed := must[[]delivery.Owed](t)(s.Notices(t.Context(), "p", 10, -1))
	if len(owed) != 1 {
		t.Fatalf("owed: %+v", owed)
	}
	if err := s.Reached(t.Context(), owed[0], "file", 31); err != nil {
		t.Fatal(err)
	}
	must[int](t)(s.Place(t.Context(), "tg:7", 30))
	reply = must[conversation.Reply](t)(s.Load(t.Context(), "tg:7", start))
	if reply.Seat == nil || reply.Sent == nil || reply.Sent.File != "file" || reply.Talk.Screen != 30 {
		t.Errorf("%+v", reply)
	}
	must[int](t)(s.Forget(t.Context(), start.Add(100*24*time.Hour)))
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]redis.UniversalOptions{
		"redis://user:pass@host:6379/2":               {Addrs: []string{"host:6379"}, Username: "user", Password: "pass", DB: 2},
		"unix:///run/redis.sock":                      {Addrs: []string{"/run/redis.sock"}},
		"redis-cluster://:p%40ss@a:1,b:2":             {Addrs: []string{"a:1", "b:2"}, Password: "p@ss", IsClusterMode: true},
		"redis-sentinel://u:p@a:26379,b:26379/main/3": {Addrs: []string{"a:26379", "b:26379"}, Username: "u", Password: "p", MasterName: "main", DB: 3},
	} {
		got, err := parseAddress(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
		} else if !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: %+v", address, *got)
		}
	}
	for _, wrong := range []string{"", "host:6379", "http://host", "redis-sentinel://a,b", "redis://:secret@host:nonsense"} {
		_, err := Connect(wrong)
		if err == nil {
			t.Errorf("%q is taken for an address", wrong)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

// A store that is away fails within the deadline of its caller.
func TestDeadlines(t *testing.T) {
	deaf, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	client := must[redis.UniversalClient](t)(Connect("redis://" + deaf.Addr().String()))
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s := &Store{redis: client, keys: keysOf("42"), opts: Options{House: testHouse(), Log: slog.New(slog.DiscardHandler)}}
	if _, err := s.Load(ctx, "tg:7", start); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
