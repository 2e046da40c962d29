package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
)

// An inbox is a bot with an organiser, Ioana, and with Ana, who asks.
type inbox struct {
	*world
	ioana, ana *visitor
}

func newInbox(t *testing.T) *inbox {
	w := newWorld(t, nil, func(made *wiring) { made.owners = []int64{1} })
	b := &inbox{w, w.person(1, "Ioana", "en"), w.person(7, "Ana", "en")}
	b.ioana.say("/admin")
	w.run()
	b.ioana.sees("Running the event")
	return b
}

// asks has Ana's question sent to the organisers.
func (b *inbox) asks(text string) {
	b.t.Helper()
	b.asked(b.ana, text)
}

// asked has anybody's question sent to the organisers.
func (b *inbox) asked(who *visitor, text string) {
	b.t.Helper()
	who.says(text)
	who.presses("Ask the organisers")
	who.presses("Send without my name")
	b.ioana.sees("Question №")
	b.settled()
}

// A forged button cannot have a stranger told who may need help.
func TestAStrangerIsNoContact(t *testing.T) {
	c := newClerk(t)
	for _, about := range []string{"ptg-999 mall", "ptg-999", "mall ptg-999"} {
		c.presses("y.contact:" + about + ":1:n1")
	}
	if who := c.world.redis.HGet(t.Context(), "{visitbot:4242}:overrides", "contact").Val(); who != "" {
		t.Errorf("the contact is %q", who)
	}
}

// settled waits until nothing is owed to anybody.
func (b *inbox) settled() {
	b.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if owed, err := b.service.store.Owed(b.t.Context()); err == nil && owed == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.t.Fatal("something is owed still")
}

// reply replies to the newest message of the bot that holds a text.
func (v *visitor) reply(to, text string, fields map[string]any) {
	v.t.Helper()
	v.sees(to)
	post := emulator.Post{Chat: v.id, Person: v.id, Text: text, Fields: fields}
	for _, m := range v.telegram.Chat(v.id) {
		if m.FromBot && strings.Contains(m.Text+m.Caption, to) {
			post.ReplyTo = m.ID
		}
	}
	if _, err := v.telegram.Post(post); err != nil {
		v.t.Fatal(err)
	}
}

// Who replies to an answer of long ago, of which nothing is kept any more, is heard
// like anybody.
func TestAReplyToAnAnswerOfLongAgo(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.reply("Question №", "Yes.", nil)
	b.ana.sees("Answer from the organisers")
	b.settled()
	for _, key := range b.redis.Keys(t.Context(), "*:enquiry:*").Val() {
		b.redis.Del(t.Context(), key)
	}
	b.ana.reply("Answer from the organisers", "my husband beats me", nil)
	b.ana.sees("Call 112 now")
}

// A letter may be answered before its message is noted, and where its sender died
// before that: its number says what it is about.
func TestAReplyToALetterThatIsNotNoted(t *testing.T) {
	b := newInbox(t)
	forget := func() {
		b.settled()
		for _, key := range b.redis.Keys(t.Context(), "*:post:*").Val() {
			b.redis.Del(t.Context(), key)
		}
	}
	b.asks("is there a swimming pool for my twins")
	forget()
	b.ioana.reply("Question №", "How old are they?", nil)
	b.ana.sees("How old are they?")
	forget()
	b.ana.reply("How old are they?", "Five and a half", nil)
	b.comesTo(b.ioana.id, "Five and a half", 1)
	forget()
	sample, _ := page.Sample("photo")
	b.ioana.reply("Five and a half", "", map[string]any{"photo": sample, "caption": "This one."})
	b.ana.awaitMessage("This one.")
	forget()
	b.ana.reply("This one.", "We shall come", nil)
	b.comesTo(b.ioana.id, "We shall come", 1)
}

// A question is sent once, as its first button says, and so it is told whichever
// button of it is pressed later.
func TestAQuestionIsSentAsItsFirstButtonSays(t *testing.T) {
	b := newInbox(t)
	b.ana.say("is there a swimming pool for my twins")
	b.ana.press("Ask the organisers")
	b.ana.sees("Send without my name")
	chat := b.telegram.Chat(b.ana.id)
	preview := chat[len(chat)-1]
	b.ana.presses("Send as Ana")
	if _, err := b.telegram.ForgePress(b.ana.id, preview.ID, preview.Keyboard[0][0].Data); err != nil {
		t.Fatal(err)
	}
	b.ana.settle()
	if chat := b.ana.chat(); !strings.Contains(chat, "With your name: Ana.") {
		t.Errorf("it was sent with the name:\n%s", chat)
	}
}

// What an organiser answers arrives whole, however long it is: what does not fit
// under a title is copied as it is.
func TestALongAnswerArrivesWhole(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.reply("Question №", strings.Repeat("long ", 815)+"end", nil)
	b.ana.awaitMessage(strings.Repeat("long ", 815) + "end")
	sample, _ := page.Sample("photo")
	b.ioana.reply("Question №", "", map[string]any{"photo": sample, "caption": strings.Repeat("wide ", 200) + "end"})
	b.ana.awaitMessage(strings.Repeat("wide ", 200) + "end")
}

// What somebody asked in many wide characters is shown to the organisers.
func TestAWideQuestionIsShown(t *testing.T) {
	b := newInbox(t)
	b.asks(strings.Repeat("🐘", 2048))
	b.ioana.awaitMessage(strings.Repeat("🐘", 1000))
}

// awaitMessage waits until the bot has said a text, whatever else stands there.
func (v *visitor) awaitMessage(text string) {
	v.t.Helper()
	v.await("what was said", func(string) bool {
		return slices.ContainsFunc(v.telegram.Chat(v.id), func(m emulator.Message) bool { return m.FromBot && strings.Contains(m.Text+m.Caption, text) })
	})
}

// Who only thanks for an answer is thanked, and nobody is asked anything. What is no
// text cannot be sent back, and that is said.
func TestWhatIsNotSentBack(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.reply("Question №", "Yes.", nil)
	b.ana.sees("Answer from the organisers")
	b.settled()
	b.ana.reply("Answer from the organisers", "Thank you so much!", nil)
	b.ana.sees("You are welcome")
	sample, _ := page.Sample("photo")
	for i, caption := range []string{"", "this is the door"} {
		b.ana.reply("Answer from the organisers", "", map[string]any{"photo": sample, "caption": caption})
		b.ana.seesTimes("only text can be sent to the organisers", i+1)
	}
	b.ana.settle()
	if open, err := b.service.store.Open(t.Context()); err != nil || len(open) > 0 {
		t.Errorf("sent: %+v %v", open, err)
	}
}

// What is asked again while somebody still has to answer it is not sent again: the
// person is told how far it is.
func TestWhatIsAskedTwiceIsSentOnce(t *testing.T) {
	b := newInbox(t)
	b.asks("what is the phone number of smile")
	b.ana.says("what is  the phone number of SMILE")
	b.ana.presses("Ask the organisers")
	b.ana.sees("You have asked the organisers about this already.")
	b.ana.sees("Nobody has taken it yet.")
	b.ioana.presses("I have it")
	b.ana.says("smile telephone")
	b.ana.presses("Ask the organisers")
	b.ana.sees("An organiser has it.")
	b.ana.presses("Ask the new one too")
	b.ana.presses("Send without my name")
	for _, text := range []string{"will it rain in the evening", "Will it rain  in the evening"} {
		b.ana.says(text)
		b.ana.presses("Ask the organisers")
	}
	b.ana.presses("Send without my name")
	b.ana.presses("Send without my name")
	b.settled()
	open, err := b.service.store.Open(t.Context())
	if err != nil || len(open) != 3 {
		t.Errorf("sent: %+v %v", open, err)
	}
}
