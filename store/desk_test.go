package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// An invite gives its role once, to whoever opens it first; the same opening that
// comes twice is one.
func TestAnInviteWorksOnce(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, member := newStore(t, client), must[organiser.Member](t)
		s.opts.Owners = []seats.Person{"tg:9"}
		if err := s.Invite(ctx, organiser.Invite{Token: "x", Role: organiser.Steward, Visit: "smile", By: "tg:9"}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := member(s.Redeem(ctx, operation("said:7:1", "tg:7", start), "x", "Олена"))
			if got.Role != organiser.Steward || got.Visit != "smile" || got.Name != "Олена" || got.By != "tg:9" {
				t.Errorf("opened: %+v", got)
			}
		}
		for _, who := range []seats.Person{"tg:8", "tg:7"} {
			if got := member(s.Redeem(ctx, operation("said:"+string(who)+":2", who, start), "x", "Ana")); got.Role != organiser.Nobody {
				t.Errorf("%s opens it again: %+v", who, got)
			}
		}
		if raw := client.HGet(ctx, s.keys.team(), "tg:7").Val(); strings.Contains(raw, "Олена") {
			t.Errorf("the name is not sealed: %q", raw)
		}
	})
}

// Who may do more already keeps that, and the invite is left to somebody else; who
// may do less is promoted.
func TestAnInviteDemotesNobody(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, member := newStore(t, client), must[organiser.Member](t)
		s.opts.Owners = []seats.Person{"tg:9"}
		for token, role := range map[string]organiser.Role{"a": organiser.Organiser, "b": organiser.Steward} {
			if err := s.Invite(ctx, organiser.Invite{Token: token, Role: role, Visit: "smile", By: "tg:9"}); err != nil {
				t.Fatal(err)
			}
		}
		member(s.Redeem(ctx, operation("1", "tg:7", start), "a", "Ana"))
		if got := member(s.Redeem(ctx, operation("2", "tg:7", start), "b", "Ana")); got.Role != organiser.Organiser {
			t.Errorf("demoted: %+v", got)
		}
		if got := member(s.Redeem(ctx, operation("3", "tg:8", start), "b", "Dan")); got.Role != organiser.Steward || !got.Since.Equal(start) {
			t.Errorf("the invite is gone: %+v", got)
		}
		isNil(t, s.Invite(ctx, organiser.Invite{Token: "c", Role: organiser.Organiser, By: "tg:9"}))
		if got := member(s.Redeem(ctx, operation("4", "tg:8", start), "c", "Dan")); got.Role != organiser.Organiser {
			t.Errorf("not promoted: %+v", got)
		}
	})
}

func TestWhoIsDismissedIsNobody(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:9"}
		if err := s.Invite(ctx, organiser.Invite{Token: "x", Role: organiser.Organiser, By: "tg:9"}); err != nil {
			t.Fatal(err)
		}
		must[organiser.Member](t)(s.Redeem(ctx, operation("1", "tg:7", start), "x", "Ana"))
		for range 2 {
			if err := s.Dismiss(ctx, operation("2", "tg:9", start), "tg:7"); err != nil {
				t.Fatal(err)
			}
		}
		member, _, err := s.Staff(ctx, "tg:7")
		if err != nil || member.Role != organiser.Nobody || len(must[[]organiser.Member](t)(s.Team(ctx))) != 0 {
			t.Errorf("%+v %v", member, err)
		}
		if n := client.XLen(ctx, s.keys.journal()).Val(); n != 1 {
			t.Errorf("%d lines in the journal", n)
		}
	})
}

// Who is dismissed leaves no way back in: the invites that they wrote are none.
func TestInvitesOfWhoIsDismissedAreNone(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s, member := newStore(t, client), must[organiser.Member](t)
		s.opts.Owners = []seats.Person{"tg:9"}
		for _, i := range []organiser.Invite{
			{Token: "a", Role: organiser.Organiser, By: "tg:9"}, {Token: "b", Role: organiser.Steward, Visit: "smile", By: "tg:7"},
			{Token: "c", Role: organiser.Steward, Visit: "smile", By: "tg:7"}, {Token: "d", Role: organiser.Organiser, By: "tg:7"},
		} {
			if err := s.Invite(ctx, i); err != nil {
				t.Fatal(err)
			}
		}
		member(s.Redeem(ctx, operation("1", "tg:7", start), "a", "Ana"))
		if got := member(s.Redeem(ctx, operation("2", "tg:8", start), "b", "Dan")); got.Role != organiser.Steward {
			t.Errorf("an organiser's invite: %+v", got)
		}
		if got := member(s.Redeem(ctx, operation("3", "tg:6", start), "d", "Eva")); got.Role != organiser.Nobody {
			t.Errorf("an organiser made an organiser: %+v", got)
		}
		if err := s.Dismiss(ctx, operation("4", "tg:9", start), "tg:7"); err != nil {
			t.Fatal(err)
		}
		if got := member(s.Redeem(ctx, operation("5", "tg:7", start), "c", "Ana")); got.Role != organiser.Nobody {
			t.Errorf("back in by an own invite: %+v", got)
		}
	})
}

// The journal cannot be edited when its people are erased: it names nobody, neither
// as the chat in which something was said nor as whom it is about.
func TestTheJournalNamesNobody(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		said := func(what string) seats.Operation { return operation(what+":4455667:12", "tg:4455667", start) }
		must[seats.Outcome](t)(s.Order(ctx, said("said"), seats.Order{What: seats.OrderRemove, Who: "tg:7", Visit: "smile"}))
		outcome, known, err := s.Outcome(ctx, said("said").ID)
		if outcome != seats.Done || !known || err != nil {
			t.Errorf("the outcome is not found: %s %v %v", outcome, known, err)
		}
		if undone, _, _, err := s.Undo(ctx, said("undo"), said("said").ID); undone != seats.Undone || err != nil {
			t.Errorf("not undone: %s %v", undone, err)
		}
		for _, err := range []error{s.Remark(ctx, said("refused"), "refused", "capacity"), s.Dismiss(ctx, said("dismiss"), "tg:4455668")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if lines := fmt.Sprint(client.XRange(ctx, s.keys.journal(), "-", "+").Val()); strings.Contains(lines, "445566") {
			t.Errorf("it names somebody: %s", lines)
		}
		if report := must[seats.Report](t)(s.Audit(ctx)); !report.Clean() {
			t.Errorf("drift: %+v", report)
		}
	})
}

// A draft is sealed, is of its person alone, and its text is asked for.
func TestDrafts(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		draft := organiser.Draft{Word: "add", Args: []string{"smile"}, Texts: map[string]string{"name": "Оксана"}}
		if err := s.KeepDraft(ctx, "tg:7", draft); err != nil {
			t.Fatal(err)
		}
		if raw := client.Get(ctx, s.keys.draft("tg:7")).Val(); strings.Contains(raw, "Оксана") || strings.Contains(raw, "smile") {
			t.Errorf("not sealed: %q", raw)
		}
		if ttl := client.PTTL(ctx, s.keys.draft("tg:7")).Val(); ttl <= 0 || ttl > draftFor {
			t.Errorf("kept for %v", ttl)
		}
		got, ok, err := s.Draft(ctx, "tg:7")
		if err != nil || !ok || got.Word != "add" || got.Texts["name"] != "Оксана" {
			t.Errorf("%+v %v %v", got, ok, err)
		}
		client.Rename(ctx, s.keys.draft("tg:7"), s.keys.draft("tg:8"))
		if _, ok, err := s.Draft(ctx, "tg:8"); ok || err != nil {
			t.Errorf("moved to somebody else, it opens: %v", err)
		}
		look := commitOf("v1", seats.Request{Act: seats.ActNothing})
		if reply := must[conversation.Reply](t)(s.Commit(ctx, look)); reply.Asked {
			t.Error("nothing is asked of person 7 any more")
		}
		look = commitOf("v2", seats.Request{Act: seats.ActNothing})
		look.Person = "tg:8"
		if reply := must[conversation.Reply](t)(s.Commit(ctx, look)); !reply.Asked {
			t.Error("person 8 is in the middle of something")
		}
		look = commitOf("v3", seats.Request{Act: seats.ActNothing})
		look.Person, look.Then = "tg:8", map[seats.Outcome]conversation.Place{seats.Done: {Stage: conversation.StageNaming, Subject: "smile"}}
		if reply := must[conversation.Reply](t)(s.Commit(ctx, look)); reply.Asked {
			t.Error("what person 8 types next is a name")
		}
	})
}

// What organisers change is in force with the next answer of any process.
func TestOverridesAreInForceEverywhere(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		a, b := newStore(t, client), newStore(t, client)
		for _, s := range []*Store{a, b} {
			s.opts.Catalogue = catalogue.Shipped()
			s.current.Store(&inForce{"", s.opts.Catalogue})
		}
		field := catalogue.MeetingField("romexpo", catalogue.Romanian)
		for range 2 {
			if err := a.Override(ctx, operation("1", "tg:9", start), map[string]string{field: "La poartă"}); err != nil {
				t.Fatal(err)
			}
		}
		meeting := func(s *Store) string {
			t.Helper()
			must[conversation.Reply](t)(s.Load(ctx, "tg:7", start))
			v, _ := s.Catalogue().Visit("romexpo")
			return v.MeetingPoint[catalogue.Romanian]
		}
		if got := meeting(b); got != "La poartă" {
			t.Errorf("in force: %q", got)
		}
		if v, _ := catalogue.Shipped().Visit("romexpo"); !v.MeetingPoint.Empty() {
			t.Error("the shipped catalogue was changed")
		}
		if err := a.Override(ctx, operation("2", "tg:9", start), map[string]string{field: ""}); err != nil {
			t.Fatal(err)
		}
		if got := meeting(b); got != "" {
			t.Errorf("given back to the catalogue: %q", got)
		}
	})
}

// What is changed together is in force together, and the journal names what was
// changed, never what to.
func TestOverridesAreSetTogether(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		set := func(op string, fields map[string]string) (version string) {
			t.Helper()
			for range 2 { // a repeat changes nothing
				if err := s.Override(ctx, operation(op, "tg:9", start), fields); err != nil {
					t.Fatal(err)
				}
			}
			return client.HGet(ctx, s.keys.overrides(), "version").Val()
		}
		overrides := func() string { return fmt.Sprint(must[map[string]string](t)(s.Overrides(ctx))) }
		if v := set("1", map[string]string{"hours|romexpo": "Mo 09:00-17:00", "fact|romexpo|hours|ro": "", "confirmed|romexpo|hours": "1"}); v != "1" {
			t.Errorf("version %s after one change", v)
		}
		if got := overrides(); got != "map[confirmed|romexpo|hours:1 hours|romexpo:Mo 09:00-17:00]" {
			t.Errorf("set: %s", got)
		}
		if v := set("2", map[string]string{"hours|romexpo": "", "confirmed|romexpo|hours": "2"}); v != "2" {
			t.Errorf("version %s after two changes", v)
		}
		if got := overrides(); got != "map[confirmed|romexpo|hours:2]" {
			t.Errorf("given back: %s", got)
		}
		set("3", map[string]string{"confirmed|romexpo|hours": "3", "confirmed|romexpo|address": "3"})
		many := map[string]string{}
		for i := range 40 {
			many[fmt.Sprintf("confirmed|centre%02d|hours", i)] = "4"
		}
		set("4", many)
		lines, _, err := s.Journal(ctx, "", 10)
		if err != nil || len(lines) != 4 {
			t.Fatalf("%+v %v", lines, err)
		}
		for i, want := range []string{"confirmed|centre06|hours …", "confirmed|romexpo|address confirmed|romexpo|hours", "hours|romexpo", "hours|romexpo"} {
			if got := lines[i].Change; !strings.HasSuffix(got, want) || i > 0 && got != want || len(got) > mostNamed+4 {
				t.Errorf("the journal says %q, want %q", got, want)
			}
		}
		if report := must[seats.Report](t)(s.Audit(ctx)); !report.Clean() {
			t.Errorf("drift: %+v", report)
		}
	})
}

// A ticket shows the meeting point and the address, so it is drawn anew after a
// change of one of them, and only then.
func TestTicketsAreDrawnAnew(t *testing.T) {
	for field, anew := range map[string]bool{
		catalogue.MeetingField("smile", catalogue.English):                   true,
		catalogue.FactField("smile", catalogue.Address, catalogue.English):   true,
		catalogue.FactField("smile", catalogue.Documents, catalogue.English): false,
		catalogue.ConfirmedField("smile", catalogue.Address):                 false,
	} {
		t.Run(strings.ReplaceAll(field, "|", " "), func(t *testing.T) {
			onServers(t, func(t *testing.T, client redis.UniversalClient) {
				s := newStore(t, client)
				s.opts.Catalogue = catalogue.Shipped()
				seated(t, s)
				for _, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1)) {
					if err := s.Reached(ctx, owed, "file", 31); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Override(ctx, operation("1", "tg:9", start), map[string]string{field: "Gate A"}); err != nil {
					t.Fatal(err)
				}
				got := must[conversation.Reply](t)(s.Load(ctx, "tg:7", start)).Sent
				if got == nil || (got.File == "") != anew || got.Code != "K7M4QX" || fmt.Sprint(got.Messages) != "[31]" {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

// Remarks are lines of the journal like any others: the audit follows the chain.
func TestRemarksKeepTheChain(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		for range 2 {
			isNil(t, s.Remark(ctx, operation("op", "tg:1", start), "refused", "capacity"))
			isNil(t, s.Dismiss(ctx, operation("out", "tg:1", start.Add(time.Second)), "tg:8"))
		}
		must[seats.Outcome](t)(s.Order(ctx, operation("few", "tg:1", start), seats.Order{What: seats.OrderRemove, Who: "tg:7", Visit: "smile"}))
		if report := must[seats.Report](t)(s.Audit(ctx)); !report.Clean() {
			t.Errorf("drift: %+v", report)
		}
		lines, _, err := s.Journal(ctx, "", 3)
		if err != nil || len(lines) != 3 {
			t.Fatalf("%+v %v", lines, err)
		}
		for i, want := range []string{"remove few tg:1 tg:7 0s", "dismiss out tg:1 tg:8 1s", "refused op tg:1 tg:1 0s"} {
			l := lines[i]
			if got := fmt.Sprint(l.Cause, " ", l.Operation, " ", l.By, " ", l.Who, " ", l.At.Sub(start)); got != want || len(l.ByPen) != 12 {
				t.Errorf("%q, not %q; who did it writes as %q", got, want, l.ByPen)
			}
		}
	})
}

// News is told once: to the group where there is one, else to each organiser.
func TestNewsIsToldOnce(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:1", "tg:2"}
		p := &play{T: t, Store: s, at: s.opts.House.Hours.Start.Add(-time.Hour)}
		told := func() (to []string) {
			t.Helper()
			must[bool](t)(s.TellNews(ctx, p.at))
			owedToAll(t, s) // by numbers of their own
			for _, owed := range must[[]redis.XMessage](t)(client.XRange(ctx, s.keys.outbox(), "-", "+").Result()) {
				if field(owed, "kind") == "news" {
					to = append(to, field(owed, "person")+" "+field(owed, "news"))
					client.XDel(ctx, s.keys.outbox(), owed.ID)
				}
			}
			return to
		}
		p.signUp("tg:7", "smile", 2)
		if got := fmt.Sprint(told()); got != "[tg:1 full|smile| tg:2 full|smile|]" {
			t.Errorf("full: %s", got)
		}
		if err := s.SetDesk(ctx, operation("here", "tg:1", start), -1001, 7, "ro"); err != nil {
			t.Fatal(err)
		}
		p.ask("tg:7", seats.Request{Act: seats.ActCancel})
		if got := fmt.Sprint(told()); got != "[group:-1001/7 cancel|smile|2]" {
			t.Errorf("cancelled: %s", got)
		}
		if got := told(); got != nil {
			t.Errorf("told again: %s", got)
		}
		client.RPush(ctx, s.keys.news(), "cancel|smile|2|"+millis(start)+"|v")
		if got := told(); got != nil || client.Exists(ctx, s.keys.news()).Val() != 0 {
			t.Errorf("told what is no news: %s", got)
		}
	})
}

// Organisers are asked once a week, whichever process asks and however often, each
// in their language.
func TestOrganisersAreAskedOnceAWeek(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		a, b := newStore(t, client), newStore(t, client)
		asked, language := 0, map[string]string{"tg:1": "ro", "tg:2": "en"}
		for who, lang := range language {
			isNil(t, a.Meet(ctx, seats.Person(who), catalogue.Language(lang)))
		}
		for _, week := range []struct {
			name string
			want int // notices, since the beginning
		}{{"2026-W49", 2}, {"2026-W49", 2}, {"2026-W48", 2}, {"2026-W50", 4}, {"2027-W01", 6}} {
			for _, s := range []*Store{a, b} {
				s.opts.Owners = []seats.Person{"tg:1", "tg:2"}
				if err := s.AskWeekly(ctx, week.name); err != nil {
					t.Fatal(err)
				}
			}
			owed := must[[]redis.XMessage](t)(client.XRange(ctx, a.keys.outbox(), "-", "+").Result())
			if asked = len(owed); asked != week.want {
				t.Errorf("%s: %d were asked, not %d", week.name, asked, week.want)
			}
			for i, notice := range owed {
				who := []string{"tg:1", "tg:2"}[i%2]
				if field(notice, "kind") != "stale" || field(notice, "person") != who || field(notice, "language") != language[who] || field(notice, "number") != fmt.Sprint(i+1) {
					t.Errorf("owed is %+v", notice.Values)
				}
			}
		}
	})
}

// A group that throws the bot out keeps no organiser from hearing the news.
func TestAGroupThatRefusesIsLeft(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		s.opts.Owners = []seats.Person{"tg:1"}
		p := &play{T: t, Store: s, at: start}
		if err := s.SetDesk(ctx, operation("here", "tg:1", start), -1001, 0, "ro"); err != nil {
			t.Fatal(err)
		}
		p.signUp("tg:7", "smile", 2)
		must[bool](t)(s.TellNews(ctx, p.at))
		for _, owed := range must[[]delivery.Owed](t)(s.Notices(ctx, "p", 10, -1)) {
			why := delivery.WhyUnknown
			if owed.Kind == seats.KindNews {
				why = delivery.WhyRefused
			}
			if err := s.Bury(ctx, owed, why, p.at); err != nil {
				t.Fatal(err)
			}
		}
		if got := must[[]seats.Person](t)(s.Organisers(ctx)); fmt.Sprint(got) != "[tg:1]" {
			t.Errorf("told from now on: %v", got)
		}
	})
}

// Before the day, who cancels is no news.
func TestOnlyOnTheDayCancellationsAreNews(t *testing.T) {
	s := &Store{opts: Options{House: testHouse()}}
	day := s.opts.House.Hours.Start
	for at, want := range map[time.Time]bool{day: true, day.Add(-14 * time.Hour): true, day.Add(-15 * time.Hour): false, day.Add(12 * time.Hour): false} {
		if _, ok := s.newsIn("cancel|smile|2|" + millis(at) + "|v"); ok != want {
			t.Errorf("at %s: %v", at, ok)
		}
	}
}

// The rehearsal is what is stored, so that what would follow can be tried.
func TestARehearsalChangesNothing(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := peopled(t, client)
		l, err := s.Rehearsal(ctx, start)
		if err != nil {
			t.Fatal(err)
		}
		counts := must[map[string]seats.Count](t)(s.Counts(ctx, start))
		for visit, want := range counts {
			if got := l.Count(visit); got != want {
				t.Errorf("%s: the rehearsal has %+v, the store %+v", visit, got, want)
			}
		}
		l.Order(start, "try", seats.Order{What: seats.OrderFall, Visit: "smile"})
		if after := must[map[string]seats.Count](t)(s.Counts(ctx, start)); after["smile"] != counts["smile"] {
			t.Error("the store has changed")
		}
	})
}

func TestThePrintedListIsRemembered(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		if list, _, err := s.Printed(ctx, "smile"); list != nil || err != nil {
			t.Errorf("%v %v", list, err)
		}
		for _, want := range []map[string]int{{"K7M4QX": 2, "AB34CD": 1}, {"K7M4QX": 3}, {}} {
			if err := s.KeepPrinted(ctx, "smile", want, start); err != nil {
				t.Fatal(err)
			}
			list, at, err := s.Printed(ctx, "smile")
			if err != nil || fmt.Sprint(list) != fmt.Sprint(want) || !at.Equal(start) {
				t.Errorf("%v %v %v, want %v", list, at, err, want)
			}
		}
	})
}
