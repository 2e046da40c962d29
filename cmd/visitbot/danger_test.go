package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
	"visitbot/bot/organiser"
	"visitbot/bot/questions"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// The team's group, and another.
const (
	deskGroup  = -100601
	otherGroup = -100602
)

// hears is how many messages of the bot in a chat hold a text.
func (w *world) hears(chat int64, text string) int {
	n := 0
	for _, m := range w.telegram.Chat(chat) {
		if m.FromBot && strings.Contains(m.Text+m.Caption, text) {
			n++
		}
	}
	return n
}

// comesTo waits until so many messages of the bot in a chat hold a text.
func (b *inbox) comesTo(chat int64, text string, times int) {
	b.t.Helper()
	b.ana.await(text, func(string) bool { return b.hears(chat, text) >= times })
	b.settled()
	b.ana.settle()
	if n := b.hears(chat, text); n != times {
		b.t.Errorf("%q is in the chat %d times, not %d", text, n, times)
	}
}

// post says something, in a chat.
func (v *visitor) post(p emulator.Post) int {
	v.t.Helper()
	p.Person = v.id
	id, err := v.telegram.Post(p)
	if err != nil {
		v.t.Fatal(err)
	}
	return id
}

// newest is the id of the bot's newest message in a chat that holds a text.
func (w *world) newest(chat int64, text string) (id int) {
	for _, m := range w.telegram.Chat(chat) {
		if m.FromBot && strings.Contains(m.Text, text) {
			id = m.ID
		}
	}
	return id
}

// joins makes somebody an organiser.
func (b *inbox) joins(who *visitor) {
	b.t.Helper()
	err := b.service.store.Invite(b.t.Context(), organiser.Invite{Token: "tok", Role: organiser.Organiser, By: telegram.Person(b.ioana.id)})
	if err != nil {
		b.t.Fatal(err)
	}
	o := seats.Operation{ID: "joins", By: telegram.Person(who.id), At: before}
	if _, err := b.service.store.Redeem(b.t.Context(), o, "tok", "Ion"); err != nil {
		b.t.Fatal(err)
	}
}

// What somebody in danger writes goes nowhere, but each time after they were
// answered the organisers hear that they may need help, also from a reply.
func TestEachCryAfterAnAnswerReachesTheOrganisers(t *testing.T) {
	b := newInbox(t)
	b.ana.say("my husband beats me")
	b.comesTo(b.ioana.id, "Someone may need help", 1)
	b.ana.say("please hurry my husband beats me")
	b.comesTo(b.ana.id, "Call 112 now", 2)
	b.comesTo(b.ioana.id, "Someone may need help", 1)
	b.ioana.reply("Someone may need help", "Where are you?", nil)
	b.ana.reply("Where are you?", "my husband wants to kill me", nil)
	b.comesTo(b.ana.id, "Call 112 now", 3)
	b.comesTo(b.ioana.id, "Someone may need help", 2)
	if chat := b.ioana.chat(); strings.Contains(chat, "husband") {
		t.Errorf("the organisers read it:\n%s", chat)
	}
	b.ioana.reply("Someone may need help", "Go to the police at once.", nil)
	b.ana.sees("Go to the police")
}

// Who cannot have a call for help, because somebody else has it, cannot close it
// either; nor can who has it.
func TestNobodyClosesACallForHelp(t *testing.T) {
	b := newInbox(t)
	b.ana.say("my husband beats me")
	b.ioana.press("I have it")
	b.ana.sees("An organiser knows that you may need help")
	b.settled()
	if b.ioana.hasButton("We cannot answer it") {
		t.Errorf("it can be closed:\n%s", b.ioana.chat())
	}
	open, err := b.service.store.Open(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	query, err := b.telegram.ForgePress(b.ioana.id, b.newest(b.ioana.id, "Someone may need help"), "y.inbox:mclose-"+open[0].ID+"::n7")
	if err != nil {
		t.Fatal(err)
	}
	b.ioana.answered(query, "A call for help stays until somebody answers it")
	b.ioana.say("/inbox")
	b.ioana.press("№ ")
	b.ioana.sees("Ioana has it")
	if b.ioana.hasButton("We cannot answer it") || strings.Contains(b.ana.chat(), "cannot answer") {
		t.Errorf("it is closed:\n%s\n%s", b.ioana.chat(), b.ana.chat())
	}
}

// In the organisers' group only who has a question can close it: what another
// presses there changes nothing.
func TestWhoDoesNotHaveAQuestionCannotCloseIt(t *testing.T) {
	b := newInbox(t)
	ion := b.person(2, "Ion", "en")
	b.telegram.AddGroup(emulator.Group{ID: deskGroup, Title: "Bridges team"})
	b.ioana.post(emulator.Post{Chat: deskGroup, Text: "/here@rethink_visits_bot"})
	b.comesTo(deskGroup, "organisers’ chat now", 1)
	b.joins(ion)
	b.ana.say("is there a swimming pool for my twins")
	b.ana.press("Ask the organisers")
	b.ana.press("Send without my name")
	b.comesTo(deskGroup, "Question №", 1)
	question := b.newest(deskGroup, "Question №")
	take := b.data(deskGroup, question)
	b.presses(b.ioana, question, take)
	b.ana.sees("An organiser has your question")
	b.ioana.await("another button", func(string) bool { return b.data(deskGroup, question) != take })
	shut := b.data(deskGroup, question)
	b.ioana.answered(b.presses(ion, question, take), "Somebody else has it")
	b.ioana.answered(b.presses(ion, question, shut), "Only who has a question can close it")
	b.presses(b.ioana, question, shut)
	b.ana.sees("The organisers cannot answer your question")
}

// data is what the first button of a message does.
func (b *inbox) data(chat int64, message int) string {
	b.t.Helper()
	for _, m := range b.telegram.Chat(chat) {
		if m.ID == message && len(m.Keyboard) > 0 {
			return m.Keyboard[0][0].Data
		}
	}
	b.t.Fatalf("no button under %d in %+v", message, b.telegram.Chat(chat))
	return ""
}

// presses lets somebody press a button in the team's group.
func (b *inbox) presses(who *visitor, message int, data string) string {
	b.t.Helper()
	query, err := b.telegram.ForgePressIn(deskGroup, who.id, message, data)
	if err != nil {
		b.t.Fatal(err)
	}
	return query
}

// Danger is heard behind every command, real or not, and in whatever is edited into
// a text or a caption.
func TestDangerIsHeardBehindEverything(t *testing.T) {
	b := newInbox(t)
	calls := 0
	heard := func(what string) {
		t.Helper()
		calls++
		b.ana.await("112 after "+what, func(string) bool { return b.hears(b.ana.id, "Call 112 now") == calls })
	}
	for _, text := range []string{
		"/help my husband is beating me", "/cancel мене б'є чоловік", "/start my husband beats me", "/admin my husband beats me",
		"/help@other_bot my husband beats me", "/ my husband beats me", "/мене б'є чоловік", "/my_husband_beats_me",
	} {
		b.ana.say(text)
		heard(text)
	}
	edited, err := b.telegram.Say(b.ana.id, "hello")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.telegram.EditSaid(b.ana.id, edited, "/help my husband beats me"); err != nil {
		t.Fatal(err)
	}
	heard("an edited text")
	sample, _ := page.Sample("photo")
	b.telegram.Queue("edited_message", map[string]any{
		"message_id": 900, "date": 1704800000, "edit_date": 1704800001, "photo": sample, "caption": "my husband beats me",
		"from": map[string]any{"id": b.ana.id, "first_name": "Ana", "language_code": "en"}, "chat": map[string]any{"id": b.ana.id, "type": "private"},
	})
	heard("an edited caption")
	b.comesTo(b.ioana.id, "Someone may need help", 1)
}

// In a group whoever speaks of danger to the bot is told whom to call, in reply to
// what they said.
func TestDangerIsHeardInAGroup(t *testing.T) {
	b := newInbox(t)
	b.telegram.AddGroup(emulator.Group{ID: otherGroup, Title: "Refugee helpers", SeesAll: true})
	b.ana.post(emulator.Post{Chat: otherGroup, Text: "/help@rethink_visits_bot"})
	b.ana.await("an answer", func(string) bool { return b.hears(otherGroup, "private chats") == 1 })
	behind := b.ana.post(emulator.Post{Chat: otherGroup, Text: "/help@rethink_visits_bot my husband beats me"})
	b.ana.await("112", func(string) bool { return b.hears(otherGroup, "Call 112 now") == 1 })
	reply := b.ana.post(emulator.Post{Chat: otherGroup, Text: "my husband beats me", ReplyTo: b.newest(otherGroup, "private chats")})
	b.ana.await("112", func(string) bool { return b.hears(otherGroup, "Call 112 now") == 2 })
	var to []int
	for _, m := range b.telegram.Chat(otherGroup) {
		if m.FromBot && strings.Contains(m.Text, "Call 112") {
			to = append(to, m.ReplyTo)
		}
	}
	if !slices.Equal(to, []int{behind, reply}) {
		t.Errorf("replies to %v, not to %v", to, []int{behind, reply})
	}
	b.comesTo(b.ioana.id, "Someone may need help", 1)
	b.ana.say("/start")
	b.ana.sees("Romexpo")
	b.ioana.reply("Someone may need help", "Where are you?", nil)
	b.ana.sees("Where are you?")
}

// An organiser's answer that quotes words of danger is an answer.
func TestAnAnswerThatQuotesDangerIsSentOn(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.reply("Question №", "If your husband beats you, call 112.", nil)
	b.ana.sees("If your husband beats you")
	b.telegram.AddGroup(emulator.Group{ID: deskGroup, Title: "Bridges team"})
	b.ioana.post(emulator.Post{Chat: deskGroup, Text: "/here@rethink_visits_bot"})
	b.comesTo(deskGroup, "organisers’ chat now", 1)
	b.ana.say("and is there a football pitch for my twins")
	b.ana.await("an answer", func(string) bool { return b.hears(b.ana.id, "I cannot help with that") == 2 })
	b.ana.press("Ask the organisers")
	b.ana.press("Send without my name")
	b.comesTo(deskGroup, "Question №", 1)
	b.ioana.post(emulator.Post{Chat: deskGroup, Text: "My husband beats me, wrote somebody else.", ReplyTo: b.newest(deskGroup, "Question №")})
	b.ana.sees("wrote somebody else")
	b.settled()
	if n := b.hears(deskGroup, "Call 112") + b.hears(b.ioana.id, "Call 112") + b.hears(b.ioana.id, "Someone may need help"); n > 0 {
		t.Errorf("an answer is taken for a cry: %s", b.ioana.chat())
	}
}

// What an organiser types into a draft and speaks of danger is answered with 112, and
// kept nowhere; the draft still waits.
func TestDangerIsNotKeptInADraft(t *testing.T) {
	b := newInbox(t)
	for i, ask := range []func(){
		func() { b.ioana.say("/meeting romexpo") },
		func() { b.ioana.say("/fact smile"); b.ioana.press("✎ Address"); b.ioana.sees("Address") },
	} {
		ask()
		b.ioana.settle()
		b.ioana.say("my husband beats me")
		b.ioana.await("112", func(string) bool { return b.hears(b.ioana.id, "Call 112 now") == i+1 })
		draft, ok, err := b.service.store.Draft(t.Context(), telegram.Person(b.ioana.id))
		if err != nil || !ok || len(draft.Texts) > 0 {
			t.Errorf("draft %d: %+v %v %v", i, draft, ok, err)
		}
	}
}

// No command sounds like danger, nor what usually stands behind one.
func TestNoCommandIsACry(t *testing.T) {
	reader := questions.New(catalogue.Shipped())
	words := []string{"start", "help", "visits", "myseat", "cancel", "centres", "language", "privacy"}
	for _, c := range organiser.Table {
		words = append(words, c.Word)
	}
	for _, word := range words {
		for _, behind := range []string{"", " romexpo", " all", " me", " Oksana Kovalenko 2", " K7M-4QX", " t_hPb3-x_kQ", " v_smile", " 25"} {
			if r := reader.Read(word+behind, "", before); r.Kind == questions.Danger {
				t.Errorf("/%s%s is an alarm", word, behind)
			}
		}
	}
}

// A call for help that nobody takes goes to all organisers, at any hour.
func TestACallThatNobodyTakesGoesToAll(t *testing.T) {
	b := newInbox(t)
	ion := b.person(2, "Ion", "en")
	b.joins(ion)
	me := telegram.Person(b.ioana.id)
	if err := b.service.store.SetContact(t.Context(), seats.Operation{ID: "contact", By: me, At: before}, me); err != nil {
		t.Fatal(err)
	}
	ion.say("/start")
	ion.sees("Romexpo")
	night := before.Add(17 * time.Hour)
	b.moveTo(night)
	b.ana.say("my husband beats me")
	b.comesTo(b.ioana.id, "Someone may need help", 1)
	b.moveTo(night.Add(15 * time.Minute))
	b.comesTo(ion.id, "Nobody has taken this call for help", 1)
	b.telegram.Block(b.ioana.id)
	ion.reply("Someone may need help", "Where are you?", nil)
	b.ana.sees("Where are you?")
	b.ana.say("my husband beats me")
	b.comesTo(ion.id, "Someone may need help", 2)
	if b.hears(ion.id, "husband") > 0 {
		t.Errorf("the organisers read it:\n%s", ion.chat())
	}
}

// What is written back in answer to what came of a call for help is for who heard that
// call.
func TestWhatIsWrittenBackIsForWhoHeardTheCall(t *testing.T) {
	b := newInbox(t)
	ion := b.person(2, "Ion", "en")
	b.joins(ion)
	ion.say("/start")
	ion.sees("Romexpo")
	o := seats.Operation{ID: "contact", By: telegram.Person(b.ioana.id), At: before}
	if err := b.service.store.SetContact(t.Context(), o, telegram.Person(ion.id)); err != nil {
		t.Fatal(err)
	}
	b.ana.say("my husband beats me")
	b.comesTo(ion.id, "Someone may need help", 1)
	ion.reply("Someone may need help", "Where are you?", nil)
	b.ana.reply("Where are you?", "Strada Lungă 5, second floor", nil)
	b.comesTo(ion.id, "Strada Lungă 5", 1)
	b.ioana.say("/inbox")
	b.ioana.sees("Questions that wait")
	ion.reply("Strada Lungă 5", "I am on my way.", nil)
	b.ana.sees("I am on my way.")
	if b.hears(b.ioana.id, "Lungă") > 0 {
		t.Errorf("who did not hear the call reads:\n%s", b.ioana.chat())
	}
}
