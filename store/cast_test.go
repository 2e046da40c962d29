package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// again runs every script of casts a second time, as the client does when a
// connection breaks after the first. The answer has to be the same, and nothing
// may change.
type again struct {
	redis.Hook
	t      testing.TB
	client redis.UniversalClient
	ran    int
	then   func() // what else is checked after each; may be nil
}

func (a *again) DialHook(next redis.DialHook) redis.DialHook { return next }
func (a *again) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (a *again) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		answer, ok := cmd.(*redis.Cmd)
		if !ok || err != nil || !strings.Contains(fmt.Sprint(cmd.Args()...), ":cast") {
			return err
		}
		a.ran++
		before := castState(a.t, a.client)
		repeat := redis.NewCmd(ctx, cmd.Args()...)
		if err := next(ctx, repeat); err != nil || !reflect.DeepEqual(repeat.Val(), answer.Val()) {
			a.t.Errorf("%v: first %v, then %v %v", cmd.Args(), answer.Val(), repeat.Val(), err)
		}
		if after := castState(a.t, a.client); !maps.Equal(before, after) {
			a.t.Errorf("%v: the repeat changed\n%v\nto\n%v", cmd.Args(), before, after)
		}
		if a.then != nil {
			a.then()
		}
		return err
	}
}

// castState is all that is stored of casts, by key.
func castState(t testing.TB, client redis.UniversalClient) map[string]string {
	t.Helper()
	state := map[string]string{}
	for _, key := range must[[]string](t)(client.Keys(context.Background(), "{visitbot:42}:cast*").Result()) {
		switch client.Type(ctx, key).Val() {
		case "hash":
			state[key] = fmt.Sprint(client.HGetAll(ctx, key).Val())
		case "zset":
			state[key] = fmt.Sprint(client.ZRangeWithScores(ctx, key, 0, -1).Val())
		}
	}
	return state
}

// A studio is a store with people and a client that repeats scripts.
type studio struct {
	testing.TB
	*Casts
	client redis.UniversalClient
	again  *again
}

// inStudio runs a test with the people of peopled, and one whom organisers
// added by hand:
//
//	tg:7   a seat in smile, has said "still coming"
//	tg:9   an offer for smile, and no queue place any more
//	tg:10  a queue place in smile, speaks English
//	tg:11  a hold in romexpo
//	desk:1 a seat in smile
func inStudio(t *testing.T, test func(s *studio)) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		store := peopled(t, client)
		seat := client.HGet(ctx, store.keys.seats(), "tg:7").Val()
		client.HSet(ctx, store.keys.seats(), "desk:1", seat)
		coming := strings.Split(seat, "|")
		coming[7] = "1"
		client.HSet(ctx, store.keys.seats(), "tg:7", strings.Join(coming, "|"))
		client.HSet(ctx, store.keys.talk("tg:10"), "language", "en")
		s := &studio{TB: t, Casts: store.Casts(), client: client, again: &again{t: t, client: client}}
		client.AddHook(s.again)
		s.lease("p")
		test(s)
	})
}

// lease gives a process the lease, whoever had it.
func (s *studio) lease(process string) {
	s.Helper()
	s.client.Del(ctx, s.keys().caster())
	if !must[bool](s)(s.store.Caster(process, time.Minute).Hold(ctx)) {
		s.Fatal("no lease")
	}
}

func aCast(id string) broadcast.Cast {
	return broadcast.Cast{
		ID: id, By: "tg:1", At: start, Chat: 1, Message: 31, Language: "ro",
		Texts: map[catalogue.Language]conversation.Private{"en": "The bus is late.", "uk": "Автобус запізнюється."},
	}
}

func (s *studio) started(id string, audience broadcast.Audience) {
	s.Helper()
	if err := errors.Join(s.Create(ctx, aCast(id), audience), s.Start(ctx, start, id)); err != nil {
		s.Fatal(err)
	}
}

// take takes the next turn and returns whose it is, or why there is none.
func (s *studio) take(process, id string) (broadcast.Recipient, string) {
	s.Helper()
	p := must[broadcast.Progress](s)(s.Progress(ctx, id))
	r, err := s.Take(ctx, start.Add(time.Minute), process, id, p.Turns+1)
	if err != nil {
		return r, err.Error()
	}
	return r, string(r.Person)
}

func (s *studio) done(id string, r broadcast.Recipient, fate broadcast.Fate) {
	s.Helper()
	if err := s.Done(ctx, id, r, fate); err != nil {
		s.Fatal(err)
	}
}

// stands checks the figures of a cast: those of its people, and their sum.
func (s *studio) stands(id, want string) {
	s.Helper()
	p := must[broadcast.Progress](s)(s.Progress(ctx, id))
	got := fmt.Sprintf("left %d underway %d sent %d refused %d unknown %d chatless %d gone %d", p.Left, p.Underway, p.Sent, p.Refused, p.Unknown, p.Chatless, p.Gone)
	if got != want {
		s.Errorf("%s\nwant %s", got, want)
	}
	if sum := p.Left + p.Underway + p.Sent + p.Refused + p.Unknown + p.Chatless + p.Gone; sum != p.All {
		s.Errorf("%d people, and figures of %d", p.All, sum)
	}
}

// report reads the report in pages of two.
func (s *studio) report(id string) (lines []string) {
	s.Helper()
	for after := ""; ; {
		page, next, err := s.Report(ctx, id, after, 2)
		if err != nil {
			s.Fatal(err)
		}
		for _, u := range page {
			lines = append(lines, fmt.Sprint(u.Fate, " ", u.Person, " ", string(u.Name)))
		}
		if after = next; after == "" {
			return lines
		}
	}
}

func TestAudiences(t *testing.T) {
	inStudio(t, func(s *studio) {
		for _, test := range []struct {
			audience broadcast.Audience
			people   string
			reach    string
		}{
			{broadcast.Audience{}, "[]", "map[] []"},
			{broadcast.Audience{All: true}, "[tg:10 tg:11 tg:7 tg:9]", "map[en:1 uk:3] [desk:1]"},
			{broadcast.Audience{All: true, Language: "en"}, "[tg:10]", "map[en:1] []"},
			{broadcast.Audience{All: true, Language: "en", Fallback: "en"}, "[tg:10]", "map[en:1] [desk:1]"},
			{broadcast.Audience{All: true, Unanswered: true}, "[]", "map[] [desk:1]"},
			{broadcast.Audience{Visit: "smile"}, "[tg:7]", "map[uk:1] [desk:1]"},
			{broadcast.Audience{Visit: "smile", Unanswered: true}, "[]", "map[] [desk:1]"},
			{broadcast.Audience{Visit: "museum"}, "[]", "map[] []"},
			{broadcast.Audience{Waiting: "smile"}, "[tg:10]", "map[en:1] []"},
			{broadcast.Audience{Waiting: "museum"}, "[]", "map[] []"},
			{broadcast.Audience{Waiting: "*", Unanswered: true}, "[]", "map[] []"},
			{broadcast.Audience{Visit: "smile", Waiting: broadcast.Anywhere}, "[tg:10 tg:7]", "map[en:1 uk:1] [desk:1]"},
		} {
			reach := must[broadcast.Reach](t)(s.Count(ctx, test.audience))
			if got := fmt.Sprint(reach.Languages, " ", reach.Chatless); got != test.reach {
				t.Errorf("%+v: %s, want %s", test.audience, got, test.reach)
			}
			s.client.Del(ctx, s.keys().cast("x"), s.keys().castLeft("x"), s.keys().castFates("x"))
			if err := s.Create(ctx, aCast("x"), test.audience); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(s.client.ZRange(ctx, s.keys().castLeft("x"), 0, -1).Val()); got != test.people {
				t.Errorf("%+v: %s, want %s", test.audience, got, test.people)
			}
		}
		s.client.HSet(ctx, s.keys().waits(), "tg:7", "museum|1|0000000000001|||")
		if reach := must[broadcast.Reach](t)(s.Count(ctx, broadcast.Audience{All: true})); reach.Languages["uk"] != 3 {
			t.Errorf("who has a seat and a queue place counts twice: %+v", reach)
		}
	})
}

// From the first to the last step, each of which is run twice.
func TestTheLifeOfACast(t *testing.T) {
	inStudio(t, func(s *studio) {
		s.client.HSet(ctx, s.keys().sealed("desk:1"), s.named("desk:1", "Марія"))
		if err := s.Create(ctx, aCast("x"), broadcast.Audience{All: true}); err != nil {
			t.Fatal(err)
		}
		s.stands("x", "left 4 underway 0 sent 0 refused 0 unknown 0 chatless 1 gone 0")
		if _, why := s.take("p", "x"); why != broadcast.ErrOver.Error() || len(must[[]string](t)(s.Started(ctx))) > 0 {
			t.Error("before its start:", why)
		}
		if must[broadcast.Progress](t)(s.Progress(ctx, "x")).Finished {
			t.Error("finished before its start")
		}
		s.started("x", broadcast.Audience{}) // the list stays as it was frozen
		if ids := must[[]string](t)(s.Started(ctx)); !slices.Equal(ids, []string{"x"}) {
			t.Error("started:", ids)
		}
		for _, fate := range []broadcast.Fate{broadcast.FateSent, broadcast.FateRefused, broadcast.FateUnknown} {
			r, _ := s.take("p", "x")
			s.speaksTheirs(r)
			s.done("x", r, fate)
		}
		s.stands("x", "left 1 underway 0 sent 1 refused 1 unknown 1 chatless 1 gone 0")
		last, who := s.take("p", "x")
		last.Tries++
		s.done("x", last, broadcast.FateLeft)
		if r, again := s.take("p", "x"); again != who || r.Tries != 1 {
			t.Errorf("%s came back as %s, tried %d times", who, again, r.Tries)
		} else {
			s.done("x", last, broadcast.FateLeft) // late
			s.stands("x", "left 0 underway 1 sent 1 refused 1 unknown 1 chatless 1 gone 0")
			s.done("x", r, broadcast.FateSent)
		}
		s.done("x", last, broadcast.FateLeft) // later still
		if _, why := s.take("p", "x"); why != broadcast.ErrOver.Error() {
			t.Error("nobody is left:", why)
		}
		s.stands("x", "left 0 underway 0 sent 2 refused 1 unknown 1 chatless 1 gone 0")
		p := must[broadcast.Progress](t)(s.Progress(ctx, "x"))
		if !p.Finished || p.Stopped || !p.Started.Equal(start) || !p.Ended.Equal(start.Add(time.Minute)) {
			t.Errorf("%+v", p)
		}
		s.fill(ctx, "x", []reached{{"tg:99", "en"}, {"desk:99", "en"}}) // of a process that was slow
		s.Casts.turn(ctx, start, "x", "ready")
		s.Take(ctx, start.Add(time.Hour), "p", "x", 6)
		s.Stop(ctx, start.Add(time.Hour), "x")
		if again := must[broadcast.Progress](t)(s.Progress(ctx, "x")); again != p {
			t.Errorf("what is over is not over: %+v", again)
		}
		if got := fmt.Sprint(s.report("x")); got != "[chatless desk:1 Марія refused tg:11  unknown tg:7 Олена]" {
			t.Error(got)
		}
		if s.again.ran < 15 {
			t.Errorf("only %d scripts were run twice", s.again.ran)
		}
		if err := s.Close(ctx, "x"); err != nil || len(must[[]string](t)(s.Started(ctx))) > 0 {
			t.Error("closed:", err)
		}
	})
}

// named seals a name as if the person had typed it.
func (s *studio) named(who seats.Person, name string) map[string]any {
	wrapped, key, err := s.store.dataKey(who, "")
	if err != nil {
		s.Fatal(err)
	}
	return map[string]any{"key": wrapped, "name": s.store.seal(who, "name", key, name)}
}

// speaksTheirs checks that whose turn it is speaks what they speak and is there.
func (s *studio) speaksTheirs(r broadcast.Recipient) {
	s.Helper()
	want := catalogue.Language("uk")
	if r.Person == "tg:10" {
		want = "en"
	}
	if r.Gone || r.Language != want {
		s.Errorf("%+v, want %s", r, want)
	}
}

// What a cast says is sealed, and comes back only in its place.
func TestWhatIsSaidIsSealed(t *testing.T) {
	inStudio(t, func(s *studio) {
		s.started("x", broadcast.Audience{All: true})
		if got, want := must[broadcast.Cast](t)(s.Cast(ctx, "x")), aCast("x"); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v\nwant %+v", got, want)
		}
		for key, value := range castState(t, s.client) {
			if strings.Contains(value, "The bus") || strings.Contains(value, "Автобус") {
				t.Errorf("%s holds the text in the clear", key)
			}
		}
		s.client.HSet(ctx, s.keys().cast("y"), s.client.HGetAll(ctx, s.keys().cast("x")).Val())
		if _, err := s.Cast(ctx, "y"); !errors.Is(err, broadcast.ErrBroken) {
			t.Error("it opens as another cast:", err)
		}
		s.client.HSet(ctx, s.keys().cast("x"), "text:en", s.client.HGet(ctx, s.keys().cast("x"), "text:uk").Val())
		if _, err := s.Cast(ctx, "x"); !errors.Is(err, broadcast.ErrBroken) {
			t.Error("it opens as another language:", err)
		}
	})
}

// A cast that was not created to the end is not sent; creating it goes on.
func TestACastThatIsHalfCreated(t *testing.T) {
	inStudio(t, func(s *studio) {
		if err := s.Create(ctx, aCast("x"), broadcast.Audience{All: true}); err != nil {
			t.Fatal(err)
		}
		s.client.HSet(ctx, s.keys().cast("x"), "state", "filling")
		s.client.ZRem(ctx, s.keys().castLeft("x"), "tg:7", "tg:10")
		if err := s.Start(ctx, start, "x"); !errors.Is(err, broadcast.ErrNotReady) {
			t.Error("half a list was started:", err)
		}
		s.erase("tg:11")
		s.started("x", broadcast.Audience{All: true})
		s.stands("x", "left 3 underway 0 sent 0 refused 0 unknown 0 chatless 1 gone 0")
		if err := s.Create(ctx, broadcast.Cast{ID: "y", At: start}, broadcast.Audience{}); err == nil {
			t.Error("a cast without a text was created")
		}
		for _, do := range []func(context.Context, time.Time, string) error{s.Start, s.Stop} {
			if err := do(ctx, start, "none"); !errors.Is(err, broadcast.ErrNoCast) {
				t.Error("there is none:", err)
			}
		}
	})
}

func TestACastIsStopped(t *testing.T) {
	inStudio(t, func(s *studio) {
		s.started("x", broadcast.Audience{All: true})
		r, _ := s.take("p", "x")
		if err := s.Stop(ctx, start, "x"); err != nil {
			t.Fatal(err)
		}
		if p := must[broadcast.Progress](t)(s.Progress(ctx, "x")); !p.Stopped || p.Finished {
			t.Errorf("while one is under way: %+v", p)
		}
		s.done("x", r, broadcast.FateSent)
		if _, why := s.take("p", "x"); why != broadcast.ErrOver.Error() {
			t.Error("somebody is taken:", why)
		}
		s.stands("x", "left 3 underway 0 sent 1 refused 0 unknown 0 chatless 1 gone 0")
		if p := must[broadcast.Progress](t)(s.Progress(ctx, "x")); !p.Stopped || !p.Finished {
			t.Errorf("at its end: %+v", p)
		}
		if err := s.Start(ctx, start, "x"); !errors.Is(err, broadcast.ErrNotReady) {
			t.Error("it was started again:", err)
		}
		s.Create(ctx, aCast("y"), broadcast.Audience{All: true})
		s.Stop(ctx, start, "y")
		if p := must[broadcast.Progress](t)(s.Progress(ctx, "y")); !p.Stopped || !p.Finished {
			t.Errorf("before its start: %+v", p)
		}
		if err := s.Start(ctx, start, "y"); !errors.Is(err, broadcast.ErrNotReady) {
			t.Error("what was stopped before its start was started:", err)
		}
	})
}

// Whom a process had under way when it lost the lease is unknown to the next,
// also where the cast was stopped meanwhile. The first can put it right.
func TestAProcessThatDies(t *testing.T) {
	inStudio(t, func(s *studio) {
		for id, stopped := range map[string]bool{"x": false, "y": true} {
			s.lease("p")
			s.started(id, broadcast.Audience{All: true})
			r, who := s.take("p", id)
			if _, why := s.take("q", id); why != broadcast.ErrLost.Error() {
				t.Error("without the lease:", why)
			}
			if stopped {
				s.Stop(ctx, start, id)
			}
			s.lease("q")
			if _, err := s.Take(ctx, start, "q", id, r.Turn); !errors.Is(err, broadcast.ErrLost) {
				t.Error("the turn is another's:", err)
			}
			if next, why := s.take("q", id); (why == broadcast.ErrOver.Error()) != stopped || next.Person == r.Person {
				t.Error("the next is", next, why)
			} else if !stopped {
				s.done(id, next, broadcast.FateSent)
			}
			if got := s.report(id); !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, "unknown "+who) }) {
				t.Errorf("%s is not in %q", who, got)
			}
			before := must[broadcast.Progress](t)(s.Progress(ctx, id))
			s.done(id, r, broadcast.FateLeft) // nothing comes of that
			s.done(id, r, broadcast.FateSent)
			after := must[broadcast.Progress](t)(s.Progress(ctx, id))
			if before.Unknown != 1 || after.Unknown != 0 || after.Sent != before.Sent+1 || after.Left != before.Left {
				t.Errorf("before %+v\nafter %+v", before, after)
			}
			s.stands(id, fmt.Sprintf("left %d underway 0 sent %d refused 0 unknown 0 chatless 1 gone 0", after.Left, after.Sent))
		}
	})
}

// erase makes a person erase their data.
func (s *studio) erase(who string) {
	s.Helper()
	c := commitOf("erase "+who, seats.Request{Act: seats.ActErase})
	c.Person = seats.Person(who)
	must[conversation.Reply](s)(s.store.Commit(ctx, c))
}

// Who erases their data is written to no more and named nowhere, wherever the
// cast has them; so is who is forgotten.
func TestWhoErasesTheirData(t *testing.T) {
	inStudio(t, func(s *studio) {
		s.started("x", broadcast.Audience{All: true})
		refused, one := s.take("p", "x")
		s.done("x", refused, broadcast.FateRefused)
		underway, two := s.take("p", "x")
		s.erase(one)
		s.erase(two)
		s.done("x", underway, broadcast.FateRefused)
		s.erase("tg:7")
		s.stands("x", "left 1 underway 0 sent 0 refused 1 unknown 0 chatless 1 gone 2")
		for key, value := range castState(t, s.client) {
			for _, who := range []string{one, two, "tg:7"} {
				if regexp.MustCompile(who + `\b`).MatchString(value) {
					t.Errorf("%s still holds %s: %s", key, who, value)
				}
			}
		}
		if got := fmt.Sprint(s.report("x")); got != "[chatless desk:1 ]" {
			t.Error(got)
		}
		left := s.client.ZRange(ctx, s.keys().castLeft("x"), 0, -1).Val()
		s.erase(left[0])
		s.client.ZAdd(ctx, s.keys().castLeft("x"), redis.Z{Member: left[0]}) // as if the process had died before it told the casts
		s.client.ZAdd(ctx, s.keys().castFates("x"), redis.Z{Member: "refused|" + left[0]})
		if r, who := s.take("p", "x"); who != left[0] || !r.Gone {
			t.Errorf("%s: %+v", who, r)
		}
		if got := fmt.Sprint(s.report("x")); got != "[chatless desk:1 ]" {
			t.Error(got)
		}
		if c := must[broadcast.Cast](t)(s.Cast(ctx, "x")); c.By != "tg:1" || c.Chat != 1 {
			t.Errorf("who wrote it is not known: %+v", c)
		}
		s.erase("tg:1")
		if c := must[broadcast.Cast](t)(s.Cast(ctx, "x")); c.By != "" || c.Chat != 0 {
			t.Errorf("who wrote it is still known: %+v", c)
		}
	})
}

func TestWhoIsForgottenIsInNoCast(t *testing.T) {
	inStudio(t, func(s *studio) {
		s.started("x", broadcast.Audience{All: true})
		must[int](t)(s.store.Forget(ctx, start.Add(91*24*time.Hour)))
		s.stands("x", "left 0 underway 0 sent 0 refused 0 unknown 0 chatless 1 gone 4")
	})
}

// Everything of a cast expires, whatever state it is in, and is kept for its time
// from the latest state on.
func TestCastsExpire(t *testing.T) {
	inStudio(t, func(s *studio) {
		expires := func(when string) {
			t.Helper()
			for key := range castState(t, s.client) {
				if left := s.client.PTTL(ctx, key).Val(); key != s.keys().casting() && (left <= 0 || left > castKept) {
					t.Errorf("%s: %s expires in %v", when, key, left)
				}
			}
		}
		s.again.then = func() { expires("after a script") }
		s.started("x", broadcast.Audience{All: true})
		s.again.then = nil
		for _, key := range s.ofCast("x") {
			s.client.PExpire(ctx, key, time.Minute)
		}
		s.Stop(ctx, start, "x")
		for _, key := range s.ofCast("x") {
			if left := s.client.PTTL(ctx, key).Val(); left < castKept-time.Minute {
				t.Errorf("%s is kept for %v after it was stopped", key, left)
			}
		}
		for _, fate := range []broadcast.Fate{broadcast.FateRefused, broadcast.FateLeft, broadcast.FateUnknown} {
			s.started(string(fate), broadcast.Audience{Language: "en", All: true}) // for one person
			r, _ := s.take("p", string(fate))
			if fate == broadcast.FateUnknown {
				s.take("p", string(fate))
			} else {
				s.done(string(fate), r, fate)
			}
			expires(string(fate))
		}
		s.client.Del(ctx, s.keys().cast("x"), s.keys().castLeft("x"), s.keys().castFates("x"))
		if _, err := s.Take(ctx, start, "p", "x", 1); !errors.Is(err, broadcast.ErrOver) {
			t.Error("what has expired:", err)
		}
		if _, err := s.Progress(ctx, "x"); !errors.Is(err, broadcast.ErrNoCast) {
			t.Error("what has expired:", err)
		}
		late := aCast("z")
		late.At = start.Add(castKept)
		s.Create(ctx, late, broadcast.Audience{})
		if ids := s.client.ZRange(ctx, s.keys().casts(), 0, -1).Val(); !slices.Equal(ids, []string{"z"}) {
			t.Error("known:", ids)
		}
	})
}

func TestPlace(t *testing.T) {
	inStudio(t, func(s *studio) {
		if err := s.Place(ctx, "x", 5, 6); !errors.Is(err, broadcast.ErrNoCast) {
			t.Error(err)
		}
		s.Create(ctx, aCast("x"), broadcast.Audience{})
		if err := s.Place(ctx, "x", -1001234567890, 6); err != nil {
			t.Fatal(err)
		}
		if c := must[broadcast.Cast](t)(s.Cast(ctx, "x")); c.Chat != -1001234567890 || c.Message != 6 {
			t.Errorf("%+v", c)
		}
	})
}

// More people than one page holds, and hostile names of them.
func TestALargeAudience(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client).Casts()
		const people = 2*audiencePage + 345
		for page := range slices.Chunk(make([]struct{}, people), 500) {
			values := map[string]any{}
			for range page {
				n := len(values) + int(client.HLen(ctx, s.keys().waits()).Val())
				values[fmt.Sprintf("tg:%d|%%{evil}\u202e", n)] = "smile|1|0000000000001|||"
			}
			client.HSet(ctx, s.keys().waits(), values)
		}
		reach := must[broadcast.Reach](t)(s.Count(ctx, broadcast.Audience{Waiting: "smile", Fallback: "ro"}))
		if reach.Languages["ro"] != people {
			t.Errorf("%+v", reach)
		}
		if err := s.Create(ctx, aCast("x"), broadcast.Audience{All: true}); err != nil {
			t.Fatal(err)
		}
		if p := must[broadcast.Progress](t)(s.Progress(ctx, "x")); p.All != people || p.Left != people {
			t.Errorf("%+v", p)
		}
	})
}

// On a cluster every key of a script is where the others are.
func TestCastsOnACluster(t *testing.T) {
	s := newStore(t, clusterRedis(t)).Casts()
	s.store.redis.HSet(ctx, s.keys().waits(), "tg:7", "smile|1|0000000000001|||")
	must[bool](t)(s.store.Caster("p", time.Minute).Hold(ctx))
	err := errors.Join(s.Create(ctx, aCast("x"), broadcast.Audience{All: true}), s.Start(ctx, start, "x"))
	r, taken := s.Take(ctx, start, "p", "x", 1)
	if err := errors.Join(err, taken, s.Done(ctx, "x", r, broadcast.FateRefused), s.store.eraseFromCasts(ctx, "tg:7")); err != nil {
		t.Error(err)
	}
}

// The keys and arguments that Go passes are as many as the headers name; those
// of an open end are one more.
func TestArgumentsOfCasts(t *testing.T) {
	passed := map[string][2]int{}
	inStudio(t, func(s *studio) {
		s.client.AddHook(counting{passed})
		s.started("x", broadcast.Audience{Visit: "smile"})
		r, _ := s.take("p", "x")
		s.done("x", r, broadcast.FateSent)
		s.store.eraseFromCasts(ctx, "tg:7")
	})
	for _, name := range []string{"open", "fill", "turn", "take", "done", "erase"} {
		source := must[[]byte](t)(fs.ReadFile(sources, "lua/cast_"+name+".lua"))
		header, _ := split(string(source))
		got := passed[script("cast_"+name).Hash()]
		args := namedIn(header, "ARGV")
		if strings.Contains(header, "...") {
			got[1] = min(got[1], len(args))
		}
		if want := [2]int{len(namedIn(header, "KEYS")), len(args)}; got != want {
			t.Errorf("%s: the header names %v keys and arguments, Go passes %v", name, want, got)
		}
	}
}

// counting counts the keys and arguments of scripts by their hash.
type counting struct{ passed map[string][2]int }

func (c counting) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c counting) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (c counting) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if args := cmd.Args(); cmd.Name() == "evalsha" {
			c.passed[fmt.Sprint(args[1])] = [2]int{args[2].(int), len(args) - 3 - args[2].(int)}
		}
		return next(ctx, cmd)
	}
}
