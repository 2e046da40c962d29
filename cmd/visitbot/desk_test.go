package main

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// A clerk is an organiser at the desk, without Telegram between.
type clerk struct {
	*world
	who     seats.Person
	letters []render.Letter // of the latest answer
}

func newClerk(t *testing.T) *clerk {
	w := newWorld(t, nil, func(made *wiring) { made.owners = []int64{1} })
	return &clerk{world: w, who: telegram.Person(1)}
}

func (c *clerk) ask(take func(context.Context, bot.Update) (*bot.Answer, error), in conversation.Input) *bot.Answer {
	c.t.Helper()
	in.Person, in.At, in.Tongue = c.who, c.now(), catalogue.English
	answer, err := take(c.t.Context(), bot.Update{Input: in, Chat: 1, Message: 1})
	if err != nil {
		c.t.Fatal(err)
	}
	c.letters = nil
	if answer != nil {
		for _, l := range answer.Letters {
			c.letters = append(c.letters, l.Letter)
		}
	}
	return answer
}

func (c *clerk) command(operation, text string) {
	c.t.Helper()
	word, payload, _ := strings.Cut(text, " ")
	c.ask(c.service.desk.Take, conversation.Input{Operation: operation, Command: word, Payload: payload})
}

func (c *clerk) types(operation, text string) *bot.Answer {
	c.t.Helper()
	return c.ask(c.service.desk.Typed, conversation.Input{Operation: operation, Said: conversation.Private(text)})
}

func (c *clerk) presses(data string) {
	c.t.Helper()
	press, ok := conversation.ParsePress(data)
	if !ok {
		c.t.Fatalf("%q is no button's", data)
	}
	c.ask(c.service.desk.Take, conversation.Input{Operation: "1:1", Press: &press})
}

// button is the data of the latest answer's button that begins so.
func (c *clerk) button(beginning string) string {
	c.t.Helper()
	for _, l := range c.letters {
		for _, row := range l.Rows {
			for _, b := range row {
				if strings.HasPrefix(b.Data, beginning) {
					return b.Data
				}
			}
		}
	}
	c.t.Fatalf("no button %s in %+v", beginning, c.letters)
	return ""
}

func (c *clerk) nameOf(who seats.Person) conversation.Private {
	c.t.Helper()
	g, err := c.service.store.Guest(c.t.Context(), who)
	if err != nil {
		c.t.Fatal(err)
	}
	return g.Name
}

// The button under a question adds whom that question was about, once, however
// often it is pressed and whatever was asked since.
func TestAButtonAddsWhomItWasAbout(t *testing.T) {
	c := newClerk(t)
	c.command("1:2", "add romexpo Ana")
	ana := c.button("y.add:")
	c.presses(ana)
	added, _ := conversation.ParsePress(ana)
	c.command("1:3", "add romexpo Bob")
	bob := c.button("y.add:")
	c.presses(ana)
	if name := c.nameOf(organiser.ByHand(added.Nonce)); name != "Ana" {
		t.Errorf("Ana is called %q now", name)
	}
	c.presses(bob)
	added, _ = conversation.ParsePress(bob)
	if name := c.nameOf(organiser.ByHand(added.Nonce)); name != "Bob" {
		t.Errorf("Bob is called %q", name)
	}
	if report, err := c.service.store.Audit(t.Context()); err != nil || !report.Clean() {
		t.Errorf("%+v %v", report, err)
	}
}

// A text that comes again, because it was not confirmed, is not taken for the next.
func TestATextThatComesTwiceIsTakenOnce(t *testing.T) {
	c := newClerk(t)
	c.presses("d.announce:mall::")
	for range 2 {
		c.types("1:2", "Hello")
	}
	draft, ok, err := c.service.store.Draft(t.Context(), c.who)
	if err != nil || !ok || len(draft.Texts) != 1 {
		t.Errorf("%+v %v %v", draft, ok, err)
	}
}

// An announcement that is too long to be shown in one message is shown as it is
// sent.
func TestALongAnnouncementIsShownWhole(t *testing.T) {
	c := newClerk(t)
	signUpMany(t, c.world, 1)
	c.presses("d.announce:mall::")
	for i, end := range []string{"one", "two", "three"} {
		c.types("1:"+string(rune('2'+i)), strings.Repeat("x", 1900)+end)
	}
	var shown strings.Builder
	for _, l := range c.letters {
		shown.WriteString(l.Text)
	}
	for _, end := range []string{"xone", "xtwo", "xthree"} {
		if !strings.Contains(shown.String(), end) {
			t.Errorf("%s is not shown", end)
		}
	}
}

// What was stopped before it began is no error: the press would come for ever.
func TestAnAnnouncementThatWasStoppedIsNotSent(t *testing.T) {
	c := newClerk(t)
	signUpMany(t, c.world, 1)
	c.presses("d.announce:mall::")
	c.types("1:2", "Hello")
	c.presses("d.announce:menough::")
	send := c.button("y.announce:")
	draft, _, err := c.service.store.Draft(t.Context(), c.who)
	if err != nil {
		t.Fatal(err)
	}
	c.presses(send)
	c.presses(c.button("d.announce:mstop."))
	if err := c.service.store.KeepDraft(t.Context(), c.who, draft); err != nil { // as if it had not been dropped yet
		t.Fatal(err)
	}
	c.presses(send)
}

// Who may not any more is asked nothing any more.
func TestADraftOfWhoIsDismissedIsDropped(t *testing.T) {
	c := newClerk(t)
	c.who = "tg:5"
	if err := c.service.store.KeepDraft(t.Context(), c.who, organiser.Draft{Word: "find"}); err != nil {
		t.Fatal(err)
	}
	if answer := c.types("5:2", "Ana"); answer != nil {
		t.Errorf("answered: %+v", answer)
	}
	if _, ok, err := c.service.store.Draft(t.Context(), c.who); ok || err != nil {
		t.Errorf("the draft is there: %v", err)
	}
}

// Forged buttons of organisers are no errors either.
func TestForgedButtonsDoNotComeForEver(t *testing.T) {
	c := newClerk(t)
	for _, data := range []string{
		"d.journal:mx::", "d.journal:m-::", "d.tasks:mall::", "d.tasks:m1_x::", "d.announce:mstop.x y::", "d.announce:mlook.casts::",
		"y.announce:msend::", "y.add:vromexpo::", "y.add:vmoon::x", "d.undo:::x", "y.checkin:ptg-7:0:x", "y.move:ptg-7 vsmile:1:x", "y.capacity:vsmile:1:x",
		"d.settings:mmeeting-xx vsmile::", "d.settings:mx vsmile::", "d.list:vsmile:999999999999:", "d.find:p::", "y.remove:pdesk-x vsmile:1:x", "y.offer:p- vsmile:1:x",
	} {
		c.presses(data)
	}
}

// Redis that fails keeps the press for later: what was to be stopped is stopped
// then.
func TestAStopIsNotLost(t *testing.T) {
	c := newClerk(t)
	signUpMany(t, c.world, 1)
	c.presses("d.announce:mall::")
	c.types("1:2", "Hello")
	c.presses("d.announce:menough::")
	c.presses(c.button("y.announce:"))
	press, _ := conversation.ParsePress(c.button("d.announce:mstop."))
	ctx, cancel := context.WithCancel(t.Context())
	c.redis.AddHook(failing{cancel})
	_, err := c.service.desk.Take(ctx, bot.Update{Input: conversation.Input{Person: c.who, At: c.now(), Operation: "1:1", Tongue: "en", Press: &press}, Chat: 1, Message: 1})
	if err == nil {
		t.Error("the press is not kept")
	}
}

// failing ends the caller's context before the first script runs.
type failing struct{ cancel context.CancelFunc }

func (f failing) DialHook(next redis.DialHook) redis.DialHook { return next }
func (f failing) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if strings.HasPrefix(cmd.Name(), "eval") {
			f.cancel()
			return context.Canceled
		}
		return next(ctx, cmd)
	}
}
func (f failing) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// The data of a button about a person and a visit is never longer than Telegram
// takes.
func TestButtonsOfTheDeskFit(t *testing.T) {
	subject := "p" + organiser.Ref("tg:123456789012345") + " v" + strings.Repeat("v", 16)
	for word, subject := range map[string]string{"move": subject, "remove": subject, "offer": subject, "fact": "c" + strings.Repeat("c", 16) + " mok.eligibility"} {
		press := conversation.Press{Word: "y." + word, Subject: subject, Number: 1_000_000, Nonce: chance{}.Nonce()}
		if data := press.Data(); len(data) > 64 || strings.Count(data, ":") != 3 {
			t.Errorf("%q has %d bytes", data, len(data))
		}
	}
}

// What somebody types whom the desk asks nothing any more is for their own talk: a
// name is taken, and not lost.
func TestWhatTheDeskDoesNotTakeIsForTheTalk(t *testing.T) {
	c := newClerk(t)
	ctx, five := t.Context(), telegram.Person(5)
	said := func(in conversation.Input) {
		t.Helper()
		in.Person, in.Profile, in.Tongue = five, "Five", catalogue.English
		if err := c.service.bot.Handle(ctx, bot.Update{Input: in, Chat: 5, Message: 1}); err != nil {
			t.Fatal(err)
		}
	}
	press := func(word string) {
		t.Helper()
		reply, err := c.service.store.Load(ctx, five, c.now())
		if err != nil {
			t.Fatal(err)
		}
		said(conversation.Input{Press: &conversation.Press{Word: word, Subject: "romexpo", Nonce: reply.Talk.Nonce}})
	}
	said(conversation.Input{Command: "start", Operation: "5:1"})
	press("card")
	press("hold")
	press("name")
	if err := c.service.store.KeepDraft(ctx, five, organiser.Draft{Word: "find"}); err != nil { // of a role that is gone
		t.Fatal(err)
	}
	said(conversation.Input{Said: "Ana Popescu", Operation: "5:2"})
	c.service.bot.Wait()
	if name := c.nameOf(five); name != "Ana Popescu" {
		t.Errorf("the name is %q", name)
	}
}

// In a group, where nothing that is typed reaches the bot, a day can be closed with
// buttons alone, and what has to be typed is asked for in private.
func TestFactsInAGroup(t *testing.T) {
	w := newStage(t, "")
	here := origin{who: theOrganiser, chat: teamGroup}
	overrides := func() map[string]string {
		all, err := w.service.store.Overrides(t.Context())
		w.must(err)
		return all
	}
	for _, data := range []string{"d.fact:cromexpo mset.hours::", "d.fact:cromexpo mset.documents::", "d.fact:cromexpo mday::", "d.fact:cromexpo mshut.2024-02::", "d.fact:cromexpo mback.hours::",
		"d.fact:cnowhere mshut.2024-01-10::", "d.fact:cromexpo madd.documents.uk::", "d.fact:cromexpo mok.address::", "y.fact:cromexpo mok.hours:1:abc", "y.fact:cromexpo mok.address:1:abc", "y.fact:cromexpo mok.all:1:abc", "y.fact:cromexpo myes:1:abc"} {
		if r := w.forge(here, data); !r.replied || len(overrides()) > 0 {
			t.Errorf("%s: %+v", data, r)
		}
	}
	w.forge(here, "d.fact:cromexpo mshut.2024-01-10::")
	all := overrides()
	if !strings.HasPrefix(all["day|romexpo|2024-01-10"], "closed@") || all["changed|romexpo|hours"] == "" || len(all) != 2 {
		t.Errorf("%v", all)
	}
	w.forge(here, "d.fact:cromexpo mopen.2024-01-10::")
	if all := overrides(); all["day|romexpo|2024-01-10"] != "" {
		t.Errorf("%v", all)
	}
}

// What was written is in force with its dates, and a translation leaves them as
// they were.
func TestWhatFactsAreKept(t *testing.T) {
	w := newStage(t, "")
	kept := func(name string) string {
		all, err := w.service.store.Overrides(t.Context())
		w.must(err)
		return all[name]
	}
	now := strconv.FormatInt(w.Now().UnixMilli(), 10)
	w.play(theOrganiser, "/fact romexpo", "[✎ Documents", "A \u202epassport\u0007 will do.", "[That is enough", "[Save")
	if kept("fact|romexpo|documents|en") != "A passport will do." || kept("confirmed|romexpo|documents") != now || kept("changed|romexpo|documents") != now {
		t.Error("the text is not kept as it was typed")
	}
	w.must(w.Advance(t.Context(), time.Hour))
	w.play(theOrganiser, "[Add Română", strings.Repeat("ș", 601), "Ajunge pașaportul.", "[Save")
	if kept("fact|romexpo|documents|ro") != "Ajunge pașaportul." || kept("confirmed|romexpo|documents") != now || kept("changed|romexpo|documents") != now {
		t.Error("a translation is not all that was added")
	}
	w.play(theOrganiser, "[✎ Documents", "A passport will do.", "Ajunge pașaportul.", "[That is enough", "[Save")
	if kept("changed|romexpo|documents") != now || kept("confirmed|romexpo|documents") == now {
		t.Error("the same text is no change, but a confirmation")
	}
	w.play(theOrganiser, "[Reset: Documents")
	if kept("fact|romexpo|documents|ro")+kept("confirmed|romexpo|documents") != "" || kept("changed|romexpo|documents") == now {
		t.Error("the fact is not as in the catalogue again")
	}
}
