package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// owedTo are the kinds of what is owed to somebody, and about what.
func owedTo(t *testing.T, s *Store, who seats.Person) string {
	t.Helper()
	var kinds []string
	for _, m := range s.redis.XRange(ctx, s.keys.outbox(), "-", "+").Val() {
		if n := readNotice(m); n.Person == who {
			kinds = append(kinds, string(n.Kind)+" "+n.Thing)
		}
	}
	return strings.Join(kinds, ", ")
}

// owedToAll is what is owed: the kind, to whom, in which language, about what, and
// of which answer. Each notice has a number of its own.
func owedToAll(t *testing.T, s *Store) []string {
	t.Helper()
	var all []string
	last := int64(0)
	for _, n := range readNotices(s.redis.XRange(ctx, s.keys.outbox(), "-", "+").Val()) {
		if n.Number <= last {
			t.Errorf("number %d comes after %d: %+v", n.Number, last, n)
		}
		last = n.Number
		all = append(all, strings.TrimSuffix(fmt.Sprint(n.Kind, " ", n.Person, " ", n.Language, " ", n.Thing, " ", n.Party), " 0"))
	}
	return all
}

// enquiry is what tg:7 asks.
func enquiry(s *Store) conversation.Enquiry {
	return conversation.Enquiry{
		ID: s.EnquiryID("7:31"), Person: "tg:7", Language: catalogue.Ukrainian, At: start, Centre: "romexpo", Topic: "contact",
		Message: 31, Text: "який телефон?",
	}
}

// What somebody asks is told to each organiser once, is sealed, and goes through
// its states, of which the person is told.
func TestAnEnquiryLives(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9", "tg:8"}
		e := enquiry(s)
		for range 2 {
			if state, err := s.Ask(ctx, e); err != nil || state != conversation.EnquirySent {
				t.Fatalf("asked: %q %v", state, err)
			}
		}
		if got := owedTo(t, s, "tg:9"); got != "enquiry "+e.ID {
			t.Errorf("owed to an organiser: %q", got)
		}
		for range 2 {
			if taken, err := s.Take(ctx, operation("1", "tg:9", start), e.ID, "Ioana"); err != nil || !taken {
				t.Errorf("taken: %v %v", taken, err)
			}
		}
		if taken, err := s.Take(ctx, operation("2", "tg:8", start), e.ID, "Ion"); err != nil || taken {
			t.Errorf("taken by another as well: %v %v", taken, err)
		}
		for range 2 {
			n, before, err := s.Respond(ctx, operation("9:5", "tg:9", start), e.ID, conversation.Answer{Text: "0721", Name: "Ioana", Chat: 9, Message: 5})
			if n != 1 || before != nil || err != nil {
				t.Errorf("answered: %d %v %v", n, before, err)
			}
		}
		n, before, err := s.Respond(ctx, operation("8:6", "tg:8", start), e.ID, conversation.Answer{Name: "Ion", Chat: 8, Message: 6, Copied: true})
		if n != 2 || before == nil || before.Name != "Ioana" || err != nil {
			t.Errorf("answered again: %d %+v %v", n, before, err)
		}
		if got := owedTo(t, s, "tg:7"); got != "taken "+e.ID+", answered "+e.ID+", answered "+e.ID {
			t.Errorf("owed to the person: %q", got)
		}
		if got := owedTo(t, s, "tg:8"); got != "enquiry "+e.ID+", replied "+e.ID {
			t.Errorf("owed to the other organiser: %q", got)
		}
		got, ok, err := s.Enquiry(ctx, e.ID)
		if !ok || err != nil || got.Text != e.Text || got.Taker != "Ioana" || len(got.Replies) != 2 || got.Replies[0].Text != "0721" || !got.Replies[1].Copied {
			t.Errorf("%+v %v", got, err)
		}
		if done, err := s.CloseEnquiry(ctx, operation("3", "tg:9", start), e.ID); done || err != nil {
			t.Errorf("what is answered is closed: %v %v", done, err)
		}
		for _, raw := range client.HGetAll(ctx, s.keys.enquiry(e.ID)).Val() {
			if strings.Contains(raw, "телефон") || strings.Contains(raw, "0721") || strings.Contains(raw, "Ioana") {
				t.Errorf("not sealed: %q", raw)
			}
		}
	})
}

// An enquiry is listed for as long as somebody has something to do about it, and
// asking again says how far it is.
func TestAnEnquiryIsListedUntilItIsSettled(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		take := func(id string) { must[bool](t)(s.Take(ctx, operation("1", "tg:9", start), id, "Ioana")) }
		closed := func(id string) { must[bool](t)(s.CloseEnquiry(ctx, operation("2", "tg:9", start), id)) }
		answer := func(id string) {
			isNil(t, third(s.Respond(ctx, operation("3", "tg:9", start), id, conversation.Answer{Text: "0721"})))
		}
		undelivered := func(id string) {
			isNil(t, s.tellUndelivered(ctx, delivery.Owed{Notice: seats.Notice{Thing: id, Party: 1}}))
		}
		raise := func(id string) {
			isNil(t, s.Raise(ctx, start, func(e conversation.Enquiry) (due time.Time) {
				if e.ID == id {
					due = start
				}
				return due
			}))
		}
		type acts []func(id string)
		cases := []struct {
			name   string
			after  acts
			state  conversation.EnquiryState
			listed string
		}{
			{"asked", nil, conversation.EnquirySent, "enquiries unanswered untaken"},
			{"raised", acts{raise}, conversation.EnquirySent, "enquiries unanswered"},
			{"taken", acts{take}, conversation.EnquiryTaken, "enquiries unanswered"},
			{"raised and taken", acts{raise, take}, conversation.EnquiryTaken, "enquiries unanswered"},
			{"answered", acts{answer}, conversation.EnquiryAnswered, "enquiries"},
			{"taken and answered", acts{take, answer}, conversation.EnquiryAnswered, "enquiries"},
			{"not delivered", acts{answer, undelivered}, conversation.EnquiryAnswered, "enquiries"},
			{"taken and closed", acts{take, closed}, conversation.EnquiryClosed, "enquiries"},
			{"closed and answered", acts{take, closed, answer}, conversation.EnquiryAnswered, "enquiries"},
			{"asked last", nil, conversation.EnquirySent, "enquiries unanswered untaken"},
		}
		asked := func(i int) conversation.Enquiry {
			e := enquiry(s)
			e.ID, e.At = fmt.Sprint("q", i), start.Add(time.Duration(i)*time.Second)
			return e
		}
		for i := range cases {
			must[conversation.EnquiryState](t)(s.Ask(ctx, asked(i)))
		}
		last := int64(0)
		for i, c := range cases {
			e := asked(i)
			for _, do := range c.after {
				do(e.ID)
			}
			again := must[conversation.EnquiryState](t)(s.Ask(ctx, e))
			got, ok, err := s.Enquiry(ctx, e.ID)
			if !ok || err != nil || got.State != c.state || again != c.state || !got.At.Equal(e.At) || got.Number <= last {
				t.Errorf("%s: asked again it is %q, and kept is %+v after number %d: %v", c.name, again, got, last, err)
			}
			last = got.Number
			var listed []string
			for _, list := range s.keys.lists() {
				if at, err := client.ZScore(ctx, list, e.ID).Result(); err == nil && at == float64(e.At.UnixMilli()) {
					listed = append(listed, strings.TrimPrefix(list, s.keys.prefix))
				}
			}
			if got := strings.Join(listed, " "); got != c.listed {
				t.Errorf("%s: listed in %q, want %q", c.name, got, c.listed)
			}
			if left := client.PTTL(ctx, s.keys.enquiry(e.ID)).Val(); left <= s.opts.Term-time.Minute || left > s.opts.Term {
				t.Errorf("%s: kept for %v, want %v", c.name, left, s.opts.Term)
			}
		}
	})
}

// Whoever is told of an enquiry is told in their own language, and of the answer
// that is meant.
func TestAnEnquiryIsToldInEverybodysLanguage(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9", "tg:8", "tg:6"}
		for who, lang := range map[seats.Person]catalogue.Language{"tg:9": catalogue.Romanian, "tg:8": catalogue.English, "tg:6": catalogue.Ukrainian} {
			isNil(t, s.Meet(ctx, who, lang))
		}
		ask := func(id string) error {
			e := enquiry(s)
			e.ID = id
			return second(s.Ask(ctx, e))
		}
		answer := func(op string, by seats.Person) error {
			return third(s.Respond(ctx, operation(op, by, start), "q1", conversation.Answer{Text: "0721"}))
		}
		told := 0
		for _, step := range []struct {
			name string
			do   func() error
			want string
		}{
			{"asked", func() error { return ask("q1") }, "enquiry tg:9 ro q1, enquiry tg:8 en q1, enquiry tg:6 uk q1"},
			{"raised", func() error {
				return s.Raise(ctx, start, func(e conversation.Enquiry) time.Time { return e.At })
			}, "raised tg:9 ro q1, raised tg:8 en q1, raised tg:6 uk q1"},
			{"taken", func() error { return second(s.Take(ctx, operation("1", "tg:9", start), "q1", "Ioana")) }, "taken tg:7 uk q1"},
			{"answered", func() error { return answer("2", "tg:9") }, "answered tg:7 uk q1 1, replied tg:8 en q1 1, replied tg:6 uk q1 1"},
			{"answered again", func() error { return answer("3", "tg:8") }, "answered tg:7 uk q1 2, replied tg:9 ro q1 2, replied tg:6 uk q1 2"},
			{"not delivered", func() error {
				return s.tellUndelivered(ctx, delivery.Owed{Notice: seats.Notice{Thing: "q1", Party: 2}})
			}, "undelivered tg:9 ro q1, undelivered tg:8 en q1, undelivered tg:6 uk q1"},
			{"another asked", func() error { return ask("q2") }, "enquiry tg:9 ro q2, enquiry tg:8 en q2, enquiry tg:6 uk q2"},
			{"that taken", func() error { return second(s.Take(ctx, operation("5", "tg:9", start), "q2", "Ioana")) }, "taken tg:7 uk q2"},
			{"that closed", func() error { return second(s.CloseEnquiry(ctx, operation("4", "tg:9", start), "q2")) }, "closed tg:7 uk q2"},
		} {
			isNil(t, step.do())
			all := owedToAll(t, s)
			if got := strings.Join(all[told:], ", "); got != step.want {
				t.Errorf("%s: owed %q, want %q", step.name, got, step.want)
			}
			told = len(all)
		}
	})
}

// second and third leave of a call's results the error.
func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }

// Of an enquiry that is erased while an organiser is at it nothing is written, and
// nobody is told of it.
func TestAnEnquiryThatIsErasedMeanwhileStaysErased(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9", "tg:8"}
		o := operation("1", "tg:9", start)
		for name, c := range map[string]struct {
			read string // the command after which it is erased
			do   func(e conversation.Enquiry) error
		}{
			"taken":             {"hget", func(e conversation.Enquiry) error { return second(s.Take(ctx, o, e.ID, "Ioana")) }},
			"about to be taken": {"hgetall", func(e conversation.Enquiry) error { return second(s.Take(ctx, o, e.ID, "Ioana")) }},
			"about to be answered": {"hgetall", func(e conversation.Enquiry) error {
				return third(s.Respond(ctx, o, e.ID, conversation.Answer{Text: "0721"}))
			}},
			"closed": {"hgetall", func(e conversation.Enquiry) error { return second(s.CloseEnquiry(ctx, o, e.ID)) }},
			"answered": {"hget", func(e conversation.Enquiry) error {
				return third(s.Respond(ctx, o, e.ID, conversation.Answer{Text: "0721"}))
			}},
			"raised": {"zrange", func(e conversation.Enquiry) error {
				return s.Raise(ctx, start, func(conversation.Enquiry) time.Time { return start })
			}},
			"not delivered": {"hgetall", func(e conversation.Enquiry) error {
				return s.tellUndelivered(ctx, delivery.Owed{Notice: seats.Notice{Thing: e.ID, Party: 1}})
			}},
		} {
			e := enquiry(s)
			must[conversation.EnquiryState](t)(s.Ask(ctx, e))
			owed := client.XLen(ctx, s.keys.outbox()).Val()
			client.AddHook(meanwhile{c.read, func() { isNil(t, s.eraseEnquiries(ctx, e.Person)) }, new(bool)})
			err := c.do(e)
			if kept, now := client.HGetAll(ctx, s.keys.enquiry(e.ID)).Val(), client.XLen(ctx, s.keys.outbox()).Val(); len(kept) != 0 || now != owed || err != nil {
				t.Errorf("%s: kept %v, %d are told: %v", name, kept, now-owed, err)
			}
		}
	})
}

// What nobody takes is raised again, once; and what is erased is gone.
func TestAnEnquiryIsRaisedOnceAndErased(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		e := enquiry(s)
		if _, err := s.Ask(ctx, e); err != nil {
			t.Fatal(err)
		}
		due := func(e conversation.Enquiry) time.Time { return e.At.Add(4 * time.Hour) }
		for _, later := range []time.Duration{3 * time.Hour, 4 * time.Hour, 5 * time.Hour} {
			if err := s.Raise(ctx, start.Add(later), due); err != nil {
				t.Fatal(err)
			}
		}
		if got := owedTo(t, s, "tg:9"); got != "enquiry "+e.ID+", raised "+e.ID {
			t.Errorf("owed: %q", got)
		}
		if open := must[[]conversation.Enquiry](t)(s.Open(ctx)); len(open) != 1 {
			t.Errorf("open: %+v", open)
		}
		must[conversation.Reply](t)(s.Commit(ctx, bot.Commit{Person: "tg:7", At: start, Next: "n1", Request: conversation.Request{Ask: seats.Request{Act: seats.ActErase}}}))
		if _, ok, err := s.Enquiry(ctx, e.ID); ok || err != nil {
			t.Errorf("there still: %v %v", ok, err)
		}
		if n := client.ZCard(ctx, s.keys.enquiries()).Val(); n != 0 {
			t.Errorf("listed still: %d", n)
		}
	})
}

// After somebody has erased their data, no key names them or their chat, and they
// are told nothing of what they asked, or were told, before.
func TestNothingOfAnEnquirerIsLeft(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners, s.opts.Retell, s.opts.Catalogue = []seats.Person{"tg:9"}, time.Hour, catalogue.Shipped()
		commit := func(r conversation.Request) {
			t.Helper()
			must[conversation.Reply](t)(s.Commit(ctx, bot.Commit{Person: "tg:7", At: start, Next: rand.Text(), Tongue: catalogue.Ukrainian, Request: r}))
		}
		commit(conversation.Request{Still: true, Ask: seats.Request{Act: seats.ActNothing}, Told: []string{"romexpo|hours|a"}})
		e := enquiry(s)
		for _, day := range []int{20, 22} {
			on := catalogue.Date{Year: 2024, Month: time.January, Day: day}
			centre := map[int]string{20: "romexpo", 22: "smile"}[day]
			if err := s.RemindComeback(ctx, "tg:7", catalogue.Ukrainian, centre, on, start.Add(time.Duration(day)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := s.Ask(ctx, e)
		_, taken := s.Take(ctx, operation("1", "tg:9", start), e.ID, "Ioana")
		_, _, answered := s.Respond(ctx, operation("9:5", "tg:9", start), e.ID, conversation.Answer{Text: "0721"})
		if err := errors.Join(err, taken, answered); err != nil {
			t.Fatal(err)
		}
		for i, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 2, time.Millisecond)) {
			chat := map[seats.Person]int64{"tg:7": 77007, "tg:9": 9}[owed.Person]
			if err := s.Posted(ctx, owed, chat, 50+i); err != nil {
				t.Fatal(err)
			}
		}
		client.HSet(ctx, s.keys.overrides(), catalogue.ChangedField("romexpo", catalogue.Hours), millis(start.Add(time.Minute)))
		if err := errors.Join(s.Correct(ctx, start.Add(time.Hour)), s.Comebacks(ctx, start.Add(21*time.Minute))); err != nil {
			t.Fatal(err)
		}
		if got := owedTo(t, s, "tg:7"); got != "answered "+e.ID+", corrected romexpo|hours, comeback romexpo|2024-01-20" {
			t.Fatalf("owed before: %q", got)
		}
		commit(conversation.Request{Ask: seats.Request{Act: seats.ActErase}})
		if got := owedTo(t, s, "tg:7"); got != "" {
			t.Errorf("owed still: %q", got)
		}
		for _, key := range client.Keys(ctx, "*").Val() {
			if all := key + " " + wholeKey(t, client, key); strings.Contains(all, "tg:7") || strings.Contains(all, "77007") {
				t.Errorf("left: %s", all)
			}
		}
		if id := must[string](t)(s.EnquiryAt(ctx, 9, 50, 0)); id != e.ID {
			t.Errorf("the organisers' letter is of %q: who replies to it cannot be told that it is gone", id)
		}
		if left := client.PTTL(ctx, s.keys.post(9, 50)).Val(); left <= s.opts.Term-time.Minute || left > s.opts.Term {
			t.Errorf("the organisers' letter is remembered for %v, want %v", left, s.opts.Term)
		}
		late := delivery.Owed{ID: "1-1", Notice: seats.Notice{Kind: seats.KindAnswered, Person: "tg:7", Thing: e.ID}}
		if err := s.Posted(ctx, late, 77007, 60); err != nil || must[string](t)(s.EnquiryAt(ctx, 77007, 60, 0)) != "" {
			t.Errorf("a letter that was on its way is remembered: %v", err)
		}
	})
}

// A letter about an enquiry is known by its number from before it is sent, as long as
// enquiries are kept, and by its message once that is known.
func TestALetterIsKnownByItsNumber(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		e := enquiry(s)
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		owed := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 1, time.Millisecond))[0]
		at := func(message int, letter int64) string {
			return must[string](t)(s.EnquiryAt(ctx, 9, message, letter))
		}
		if id := at(50, owed.Number); id != "" {
			t.Errorf("before it is sent it is of %q", id)
		}
		if _, _, err := s.Begin(ctx, owed, "try", start); err != nil {
			t.Fatal(err)
		}
		if left := client.PTTL(ctx, s.keys.letter(owed.Number)).Val(); left <= s.opts.Term-time.Minute || left > s.opts.Term {
			t.Errorf("it is remembered for %v, want %v", left, s.opts.Term)
		}
		if id := at(50, owed.Number); id != e.ID {
			t.Errorf("by its number it is of %q", id)
		}
		if id := at(50, 0) + at(50, owed.Number+1); id != "" {
			t.Errorf("without its number it is of %q", id)
		}
		if err := s.Shown(ctx, e.ID, "tg:9", 9, 50); err != nil {
			t.Fatal(err)
		}
		client.Set(ctx, s.keys.letter(owed.Number), "another", time.Hour)
		if id := at(50, owed.Number); id != e.ID {
			t.Errorf("by its message it is of %q", id)
		}
	})
}

// Of two organisers who answer at once, the second hears of the first.
func TestTwoAnswerAtOnce(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		e := enquiry(s)
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		first := func() {
			_, _, err := s.Respond(ctx, operation("9:5", "tg:9", start), e.ID, conversation.Answer{Text: "0721", Name: "Ioana"})
			if err != nil {
				t.Error(err)
			}
		}
		client.AddHook(meanwhile{"hgetall", first, new(bool)})
		for range 2 {
			n, before, err := s.Respond(ctx, operation("8:6", "tg:8", start), e.ID, conversation.Answer{Text: "0722", Name: "Ion"})
			if n != 2 || before == nil || before.Name != "Ioana" || before.Text != "0721" || before.By != "tg:9" || err != nil {
				t.Errorf("answered: %d %+v %v", n, before, err)
			}
		}
	})
}

// Who is no organiser any more is not told who may need help, and nothing is kept
// of the language they spoke.
func TestADismissedContactIsToldNothing(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		client.HSet(ctx, s.keys.team(), "tg:8", `{"role":"organiser"}`)
		if err := errors.Join(s.SetContact(ctx, operation("1", "tg:9", start), "tg:8"), s.Meet(ctx, "tg:8", catalogue.Romanian)); err != nil {
			t.Fatal(err)
		}
		if contact := must[seats.Person](t)(s.Contact(ctx)); contact != "tg:8" {
			t.Errorf("the contact is %q", contact)
		}
		if err := s.Dismiss(ctx, operation("2", "tg:9", start), "tg:8"); err != nil {
			t.Fatal(err)
		}
		e := enquiry(s)
		e.Danger, e.Text = true, ""
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		if a, b := owedTo(t, s, "tg:9"), owedTo(t, s, "tg:8"); a != "help "+e.ID || b != "" {
			t.Errorf("owed: %q and %q", a, b)
		}
		if contact := must[seats.Person](t)(s.Contact(ctx)); contact != "" {
			t.Errorf("the contact is %q still", contact)
		}
		if spoken := client.HGet(ctx, s.keys.tongues(), "tg:8").Val(); spoken != "" {
			t.Errorf("they are known to speak %q", spoken)
		}
		if err := s.SetContact(ctx, operation("3", "tg:9", start), "tg:9"); err != nil || must[seats.Person](t)(s.Contact(ctx)) != "tg:9" {
			t.Errorf("an owner is no contact: %v", err)
		}
	})
}

// reading counts the commands that are sent, and the values that come back.
type reading struct{ commands, values *int }

func (r reading) DialHook(next redis.DialHook) redis.DialHook { return next }

func (r reading) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		r.count(cmd)
		return err
	}
}

func (r reading) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range cmds {
			r.count(cmd)
		}
		return err
	}
}

func (r reading) count(cmd redis.Cmder) {
	*r.commands++
	if all, ok := cmd.(*redis.StringSliceCmd); ok {
		*r.values += len(all.Val())
	}
}

// What is over costs nothing any more: the round of every few seconds, and the list
// of what is open, look at no question that is answered, closed or raised.
func TestWhatIsAnsweredCostsNothing(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		due := func(e conversation.Enquiry) time.Time { return e.At.Add(time.Hour) }
		ask := func(i int) string {
			e := enquiry(s)
			e.ID = s.EnquiryID(fmt.Sprint("7:", i))
			must[conversation.EnquiryState](t)(s.Ask(ctx, e))
			return e.ID
		}
		for i := range 20 {
			switch o, id := operation(fmt.Sprint("9:", i), "tg:9", start), ask(i); i % 4 {
			case 0:
				_, _, err := s.Respond(ctx, o, id, conversation.Answer{Text: "0721"})
				if err != nil {
					t.Fatal(err)
				}
			case 1:
				must[bool](t)(s.Take(ctx, o, id, "Ioana"))
				must[bool](t)(s.CloseEnquiry(ctx, o, id))
			case 2:
				must[bool](t)(s.Take(ctx, o, id, "Ioana"))
			} // the others are raised
		}
		if err := s.Raise(ctx, start.Add(time.Hour), due); err != nil {
			t.Fatal(err)
		}
		if open := must[[]conversation.Enquiry](t)(s.Open(ctx)); len(open) != 10 {
			t.Errorf("%d are open", len(open))
		}
		last := ask(99)
		var commands, values int
		client.AddHook(reading{&commands, &values})
		if err := s.Raise(ctx, start.Add(2*time.Minute), due); err != nil || commands > 3 || values > 2 {
			t.Errorf("a round takes %d commands and reads %d values: %v", commands, values, err)
		}
		if err := s.Raise(ctx, start.Add(time.Hour), due); err != nil {
			t.Fatal(err)
		}
		if got := owedTo(t, s, "tg:9"); !strings.HasSuffix(got, "raised "+last) || strings.Count(got, "raised") != 6 {
			t.Errorf("owed: %q", got)
		}
	})
}

// wholeKey is what a key holds.
func wholeKey(t *testing.T, client redis.UniversalClient, key string) string {
	t.Helper()
	switch kind := client.Type(ctx, key).Val(); kind {
	case "string":
		return client.Get(ctx, key).Val()
	case "hash":
		return fmt.Sprint(client.HGetAll(ctx, key).Val())
	case "zset":
		return fmt.Sprint(client.ZRange(ctx, key, 0, -1).Val())
	case "stream":
		return fmt.Sprint(client.XRange(ctx, key, "-", "+").Val())
	case "list":
		return fmt.Sprint(client.LRange(ctx, key, 0, -1).Val())
	case "set":
		return fmt.Sprint(client.SMembers(ctx, key).Val())
	}
	return ""
}

// Where somebody may need help, only the contact is told, and an answer that does
// not arrive is told to the organisers.
func TestHelpAndWhatIsUndelivered(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9", "tg:8"}
		client.HSet(ctx, s.keys.overrides(), contactField, "tg:8")
		e := enquiry(s)
		e.Danger, e.Text = true, ""
		if _, err := s.Ask(ctx, e); err != nil {
			t.Fatal(err)
		}
		if a, b := owedTo(t, s, "tg:9"), owedTo(t, s, "tg:8"); a != "" || b != "help "+e.ID {
			t.Errorf("owed: %q and %q", a, b)
		}
		if _, _, err := s.Respond(ctx, operation("8:6", "tg:8", start), e.ID, conversation.Answer{Text: "Де ви?"}); err != nil {
			t.Fatal(err)
		}
		for _, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, time.Millisecond)) {
			if owed.Kind == seats.KindAnswered {
				for range 2 {
					if err := s.Bury(ctx, owed, delivery.WhyRefused, start); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if got := owedTo(t, s, "tg:8"); got != "help "+e.ID+", undelivered "+e.ID {
			t.Errorf("owed to the contact: %q", got)
		}
	})
}

// cry is what is kept of somebody's call for help.
func cry(s *Store, operation string, at time.Time) conversation.Enquiry {
	e := enquiry(s)
	e.ID, e.At, e.Danger, e.Text = s.EnquiryID(operation), at, true, ""
	return e
}

// callsOwed is how many calls for help somebody is owed.
func callsOwed(t *testing.T, s *Store, who seats.Person) int {
	t.Helper()
	return strings.Count(owedTo(t, s, who), "help ")
}

// Of many cries of one person one reaches the contact, until somebody takes or
// answers it, or for a while; what comes again is no new one.
func TestEveryCryIsHeard(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:8"}
		cries := func(minute, want int, operations ...string) {
			t.Helper()
			for _, operation := range operations {
				if _, err := s.Ask(ctx, cry(s, operation, start.Add(time.Duration(minute)*time.Minute))); err != nil {
					t.Fatal(err)
				}
			}
			if n := callsOwed(t, s, "tg:8"); n != want {
				t.Errorf("minute %d: the contact hears of %d, not %d", minute, n, want)
			}
		}
		answer := func(operation string) {
			t.Helper()
			n, _, err := s.Respond(ctx, operated("r"+operation), s.EnquiryID(operation), conversation.Answer{Text: "Де ви?"})
			if n == 0 || err != nil {
				t.Errorf("answered: %d %v", n, err)
			}
		}
		cries(0, 1, "a", "a", "b", "b", "c")
		answer("a")
		cries(1, 1, "a", "b", "c")
		cries(2, 2, "d", "e", "f")
		must[bool](t)(s.Take(ctx, operated("t"), s.EnquiryID("d"), "Ion"))
		cries(3, 3, "g", "h")
		cries(12, 3, "i")
		cries(13, 4, "j", "a", "b", "c", "d", "e", "g", "h", "i")
		other := cry(s, "k", start.Add(13*time.Minute))
		other.Person = "tg:6"
		must[conversation.EnquiryState](t)(s.Ask(ctx, other))
		question := enquiry(s)
		question.At = start.Add(13 * time.Minute)
		must[conversation.EnquiryState](t)(s.Ask(ctx, question))
		if got := owedTo(t, s, "tg:8"); callsOwed(t, s, "tg:8") != 5 || !strings.HasSuffix(got, "enquiry "+question.ID) {
			t.Errorf("owed: %q", got)
		}
	})
}

// operated is something that tg:8 does.
func operated(id string) seats.Operation { return operation(id, "tg:8", start) }

// A call for help that nobody takes in time, or that cannot be said to the contact,
// is for all organisers; each hears then as well who has answered.
func TestACallThatNobodyHearsIsForAll(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		client.HSet(ctx, s.keys.team(), "tg:8", `steward|romexpo|1|tg:9|x||`, "tg:5", `organiser||1|tg:9|x||`)
		client.HSet(ctx, s.keys.overrides(), contactField, "tg:8")
		owed := func(who seats.Person, want string) {
			t.Helper()
			if got := owedTo(t, s, who); got != want {
				t.Errorf("owed to %s: %q, not %q", who, got, want)
			}
		}
		due := func(e conversation.Enquiry) time.Time { return e.At.Add(15 * time.Minute) }
		e := cry(s, "a", start)
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		owed("tg:9", "")
		help := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 1, time.Millisecond))[0]
		for range 2 {
			if err := s.Bury(ctx, help, delivery.WhyRefused, start); err != nil {
				t.Fatal(err)
			}
		}
		owed("tg:9", "help "+e.ID)
		owed("tg:5", "help "+e.ID)
		owed("tg:8", "")
		for _, later := range []time.Duration{14, 15, 16} {
			if err := s.Raise(ctx, start.Add(later*time.Minute), due); err != nil {
				t.Fatal(err)
			}
		}
		owed("tg:9", "help "+e.ID+", raised "+e.ID)
		owed("tg:8", "raised "+e.ID)
		if _, _, err := s.Respond(ctx, operation("1", "tg:5", start), e.ID, conversation.Answer{Text: "Де ви?"}); err != nil {
			t.Fatal(err)
		}
		owed("tg:9", "help "+e.ID+", raised "+e.ID+", replied "+e.ID)
		owed("tg:8", "raised "+e.ID+", replied "+e.ID)
	})
}

// A call for help is told to each organiser where their group does not hear it; the
// contact's own call is for the others.
func TestACallOfNoGroupAndOfTheContact(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9", "tg:8"}
		if err := s.SetDesk(ctx, operated("here"), -1001, 0, catalogue.English); err != nil {
			t.Fatal(err)
		}
		e := cry(s, "a", start)
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		help := must[[]delivery.Owed](t)(s.Notices(ctx, "p", 1, time.Millisecond))[0]
		if err := s.Bury(ctx, help, delivery.WhyRefused, start); err != nil {
			t.Fatal(err)
		}
		if a, b := callsOwed(t, s, "tg:9"), callsOwed(t, s, "tg:8"); a != 1 || b != 1 {
			t.Errorf("owed: %d and %d", a, b)
		}
		client.HSet(ctx, s.keys.overrides(), contactField, "tg:8")
		e = cry(s, "b", start.Add(time.Hour))
		e.Person = "tg:8"
		must[conversation.EnquiryState](t)(s.Ask(ctx, e))
		if got := owedTo(t, s, "tg:9"); !strings.HasSuffix(got, "help "+e.ID) {
			t.Errorf("owed: %q", got)
		}
	})
}

// Only who has a question says that nobody can answer it; of a call for help nobody
// does.
func TestWhoMayClose(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		question, call := enquiry(s), cry(s, "a", start)
		closes := func(e conversation.Enquiry, who seats.Person, want bool) {
			t.Helper()
			if closed, err := s.CloseEnquiry(ctx, operation("c", who, start), e.ID); closed != want || err != nil {
				t.Errorf("%s closes it: %v %v", who, closed, err)
			}
		}
		for _, e := range []conversation.Enquiry{question, call} {
			must[conversation.EnquiryState](t)(s.Ask(ctx, e))
			closes(e, "tg:8", false)
			must[bool](t)(s.Take(ctx, operated("t"+e.ID), e.ID, "Ion"))
			closes(e, "tg:9", false)
			closes(e, "tg:8", !e.Danger)
			closes(e, "tg:8", false)
		}
		if got := owedTo(t, s, "tg:7"); got != "taken "+question.ID+", closed "+question.ID+", taken "+call.ID {
			t.Errorf("owed to the person: %q", got)
		}
	})
}

// Who was told a fact is told when it changes, once for each change; who was told
// another one, or this one too long ago, is not.
func TestWhoWasToldIsTheOneCorrected(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Retell, s.opts.Catalogue = 14*24*time.Hour, catalogue.Shipped()
		tell := func(who seats.Person, at time.Time, facts ...string) {
			must[conversation.Reply](t)(s.Commit(ctx, bot.Commit{Person: who, At: at, Next: "n1", Tongue: catalogue.Ukrainian, Request: conversation.Request{
				Still: true, Ask: seats.Request{Act: seats.ActNothing}, Told: facts, Centre: "romexpo",
			}}))
		}
		tell("tg:6", start.Add(-15*24*time.Hour), "romexpo|hours|a")
		tell("tg:7", start, "romexpo|hours|a", "romexpo|documents|a")
		tell("tg:8", start, "romexpo|documents|a")
		change := func(at time.Time, hours string) {
			client.HSet(ctx, s.keys.overrides(), catalogue.ChangedField("romexpo", catalogue.Hours), millis(at), catalogue.HoursField("romexpo"), hours)
		}
		correct := func(at time.Time) {
			t.Helper()
			if err := s.Correct(ctx, at); err != nil {
				t.Fatal(err)
			}
		}
		changed := start.Add(time.Hour)
		change(changed, "Mo 09:00-17:00")
		correct(changed.Add(settles / 2))
		if got := owedTo(t, s, "tg:7"); got != "" {
			t.Errorf("told while the organiser is still at it: %q", got)
		}
		for range 2 {
			correct(changed.Add(settles))
			client.HDel(ctx, s.keys.corrected(), "romexpo|hours") // as if it died before it noted so
		}
		for who, want := range map[seats.Person]string{"tg:6": "", "tg:7": "corrected romexpo|hours", "tg:8": ""} {
			if got := owedTo(t, s, who); got != want {
				t.Errorf("owed to %s: %q, want %q", who, got, want)
			}
		}
		change(changed.Add(time.Minute), "Mo 09:00-17:00")
		correct(changed.Add(time.Hour))
		if got := owedTo(t, s, "tg:7"); got != "corrected romexpo|hours" {
			t.Errorf("after a change that was taken back: %q", got)
		}
		change(changed.Add(time.Hour), "Tu 09:00-17:00")
		correct(changed.Add(2 * time.Hour))
		if got := owedTo(t, s, "tg:7"); got != "corrected romexpo|hours, corrected romexpo|hours" {
			t.Errorf("after another change: %q", got)
		}
		if reply := must[conversation.Reply](t)(s.Load(ctx, "tg:7", start)); reply.Talk.Centre != "romexpo" {
			t.Errorf("spoken of: %q", reply.Talk.Centre)
		}
		if err := s.eraseTold(ctx, "tg:7"); err != nil || client.ZCard(ctx, s.keys.told()).Val() != 2 {
			t.Errorf("erased: %v, left %v", err, client.ZRange(ctx, s.keys.told(), 0, -1).Val())
		}
		if err := s.trimTold(ctx, start); err != nil || client.ZCard(ctx, s.keys.told()).Val() != 1 {
			t.Errorf("trimmed: %v, left %v", err, client.ZRange(ctx, s.keys.told(), 0, -1).Val())
		}
	})
}

// meanwhile does something after the first command of a name.
type meanwhile struct {
	name string
	do   func()
	done *bool
}

func (m meanwhile) DialHook(next redis.DialHook) redis.DialHook { return next }

func (m meanwhile) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if cmd.Name() == m.name && !*m.done {
			*m.done = true
			m.do()
		}
		return err
	}
}

func (m meanwhile) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// Many are told a new fact while others go on asking; nobody is left out, and who
// was told in two languages is told once.
func TestManyAreCorrectedWhileOthersAsk(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Retell = time.Hour
		const many = 3 * toldPage / 2
		told := func(fact string, lang string, i int, at time.Time) {
			client.ZAdd(ctx, s.keys.told(), redis.Z{Score: float64(at.UnixMilli()), Member: fmt.Sprintf("romexpo|%s|a|%s|tg:%d", fact, lang, i)})
		}
		for i := range many {
			told("documents", "uk", i, start.Add(time.Duration(i)*time.Millisecond))
			told("hours", "uk", i, start.Add(time.Duration(i)*time.Millisecond))
		}
		told("hours", "ro", 5, start.Add(time.Minute))
		others := func() {
			for i := range toldPage / 2 {
				told("documents", "uk", i, start.Add(time.Hour))
			}
		}
		for _, read := range []string{"zrangebyscore", "zscan"} {
			client.AddHook(meanwhile{read, others, new(bool)})
		}
		if err := s.correct(ctx, "romexpo|hours", "b.b.b", start.Add(30*time.Minute)); err != nil {
			t.Fatal(err)
		}
		got := map[seats.Person]int{}
		for _, m := range client.XRange(ctx, s.keys.outbox(), "-", "+").Val() {
			n := readNotice(m)
			if got[n.Person]++; n.Person == "tg:5" && field(m, "language") != "ro" {
				t.Errorf("tg:5 is told in %s, not as the last time", field(m, "language"))
			}
		}
		for i := range many {
			if n := got[seats.Person(fmt.Sprint("tg:", i))]; n != 1 {
				t.Fatalf("tg:%d is told %d times; %d of %d are told at all", i, n, len(got), many)
			}
		}
		if all := owedToAll(t, s); len(all) != many {
			t.Errorf("%d are told, not %d", len(all), many)
		}
	})
}

// What two processes find due at once is told once, and to nobody who has erased
// their data meanwhile.
func TestWhoIsToldByTwoAtOnceIsToldOnce(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Retell = time.Hour
		day := catalogue.Date{Year: 2024, Month: time.January, Day: 20}
		for _, who := range []seats.Person{"tg:5", "tg:6", "tg:7"} {
			client.ZAdd(ctx, s.keys.told(), redis.Z{Score: float64(start.UnixMilli()), Member: "romexpo|hours|a.a.a|uk|" + string(who)})
			isNil(t, s.RemindComeback(ctx, who, catalogue.Ukrainian, "romexpo", day, start))
		}
		for _, c := range []struct {
			read   string
			do     func() error
			erases seats.Person
		}{
			{"zscan", func() error { return s.correct(ctx, "romexpo|hours", "b.b.b", start.Add(time.Minute)) }, "tg:6"},
			{"zrangebyscore", func() error { return s.Comebacks(ctx, start) }, "tg:5"},
		} {
			client.AddHook(meanwhile{c.read, func() { isNil(t, errors.Join(s.eraseTold(ctx, c.erases), c.do())) }, new(bool)})
			isNil(t, c.do())
		}
		for who, want := range map[seats.Person]string{
			"tg:5": "corrected romexpo|hours", "tg:6": "", "tg:7": "corrected romexpo|hours, comeback romexpo|2024-01-20",
		} {
			if got := owedTo(t, s, who); got != want {
				t.Errorf("owed to %s: %q, want %q", who, got, want)
			}
		}
	})
}

// A reminder comes when it is due, once, in the language of whoever wanted it, and
// only the latest of a centre.
func TestAComebackIsRemindedOnce(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		for _, wanted := range []struct {
			who  seats.Person
			lang catalogue.Language
			day  int
			due  time.Duration
		}{{"tg:7", catalogue.Ukrainian, 20, time.Hour}, {"tg:7", catalogue.Ukrainian, 22, time.Hour}, {"tg:8", catalogue.Romanian, 21, 2 * time.Hour}} {
			on := catalogue.Date{Year: 2024, Month: time.January, Day: wanted.day}
			if err := s.RemindComeback(ctx, wanted.who, wanted.lang, "romexpo", on, start.Add(wanted.due)); err != nil {
				t.Fatal(err)
			}
		}
		for _, later := range []time.Duration{0, time.Hour, 2 * time.Hour} {
			if err := s.Comebacks(ctx, start.Add(later)); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(owedToAll(t, s), ", "); got != "comeback tg:7 uk romexpo|2024-01-22, comeback tg:8 ro romexpo|2024-01-21" {
			t.Errorf("owed: %q", got)
		}
	})
}

// The keys and arguments that Go passes are as many as the headers name.
func TestArgumentsOfEnquiries(t *testing.T) {
	passed := map[string][2]int{}
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		client.AddHook(counting{passed})
		s := newStore(t, client)
		s.opts.Retell = time.Hour
		e := enquiry(s)
		s.Ask(ctx, e)
		s.Take(ctx, operation("3", "tg:9", start), e.ID, "Ioana")
		s.Respond(ctx, operation("8:6", "tg:8", start), e.ID, conversation.Answer{})
		s.Posted(ctx, delivery.Owed{ID: "1-1", Notice: seats.Notice{Thing: e.ID}}, 7, 8)
		client.ZAdd(ctx, s.keys.told(), redis.Z{Score: 1, Member: "a|b|c|uk|tg:7"})
		s.correct(ctx, "a|b", "d.d.d", time.UnixMilli(2))
		s.RemindComeback(ctx, "tg:7", "uk", "a", catalogue.Date{}, start)
		s.Comebacks(ctx, start)
	})
	for _, name := range []string{"ask", "turn", "respond", "posted", "correct", "comeback"} {
		source := must[[]byte](t)(sources.ReadFile("lua/" + name + ".lua"))
		header, _ := split(string(source))
		got, ok := passed[script(name).Hash()]
		keys, args := len(namedIn(header, "KEYS")), len(namedIn(header, "ARGV"))
		if open := strings.Contains(header, "...  "); !ok || keys != got[0] || !open && args != got[1] || open && got[1] < args-1 {
			t.Errorf("%s: the header names %d keys and %d arguments, Go passes %v", name, keys, args, got)
		}
	}
}
