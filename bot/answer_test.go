package bot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/render"
	"visitbot/bot/seats"
	"visitbot/locales"
)

// A hall is a bot with one person in it, whose store can be away.
type hall struct {
	*Bot
	mu    sync.Mutex
	away  error
	talk  conversation.Talk
	told  []string               // what the store was told that the person was told
	heard []string               // what the person heard, in its order
	asked []conversation.Enquiry // what the organisers were asked

	deaf error // of the organisers alone
}

func newHall(t *testing.T) *hall {
	t.Helper()
	cat := catalogue.Shipped()
	r, err := render.New(locales.Files(), cat.Event.Zone)
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{talk: conversation.Talk{Place: conversation.Place{Stage: conversation.StageVisits}, Nonce: "n1", Language: catalogue.English}}
	h.Bot = New(Parts{
		Catalogue: func() *catalogue.Catalogue { return cat }, Store: h, Chats: phoneOf{h: h}, Render: r, Desk: deskOf{h}, Reader: questions.New(cat),
		Enquiries: ears{h: h}, Now: func() time.Time { return time.Date(2026, 11, 26, 20, 15, 0, 0, cat.Event.Zone) }, Chance: noChance{}, Log: slog.New(slog.DiscardHandler),
	})
	return h
}

// say lets the person say something, and waits until all is answered.
func (h *hall) say(text string) error {
	err := h.Handle(context.Background(), Update{
		Input: conversation.Input{Person: "tg:7", Operation: "7:" + text, Tongue: catalogue.English, Said: conversation.Private(text)}, Chat: 7, Message: 3,
	})
	h.Wait()
	return err
}

// reply lets the person reply to something.
func (h *hall) reply(text string) error {
	err := h.Handle(context.Background(), Update{
		Input: conversation.Input{Person: "tg:7", Operation: "7:5", Tongue: catalogue.English, Said: conversation.Private(text)}, Chat: 7, Message: 5, ReplyTo: 2,
	})
	h.Wait()
	return err
}

func (h *hall) Commit(_ context.Context, c Commit) (conversation.Reply, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = append(h.told, c.Told...)
	return conversation.Reply{Talk: h.talk}, h.away
}

// press lets the person press a button under an answer to what they said.
func (h *hall) press(word, said string) {
	h.Handle(context.Background(), Update{
		Input: conversation.Input{Person: "tg:7", Operation: "7:4", Tongue: catalogue.English, Press: &conversation.Press{Word: word}}, Chat: 7, Message: 4, Query: "q1",
		Original: Original{Message: 3, Text: conversation.Private(said)},
	})
	h.Wait()
}

func (h *hall) Load(context.Context, seats.Person, time.Time) (conversation.Reply, error) {
	return conversation.Reply{Talk: h.talk}, h.away
}

func (h *hall) Place(context.Context, seats.Person, int) (int, error) { return 0, nil }

func (h *hall) hear(l render.Letter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	first, _, _ := strings.Cut(l.Text, "\n")
	h.heard = append(h.heard, first)
}

// phoneOf hears what is sent; the rest nobody calls here.
type phoneOf struct {
	Messenger
	h *hall
}

func (p phoneOf) Send(_ context.Context, _ int64, l render.Letter) (int, error) {
	p.h.hear(l)
	return 1, nil
}
func (p phoneOf) Answer(context.Context, string, string, bool) error    { return nil }
func (p phoneOf) Edit(context.Context, int64, int, render.Letter) error { return nil }
func (p phoneOf) SendReply(_ context.Context, _ int64, _ int, l render.Letter) (int, error) {
	p.h.hear(l)
	return 1, nil
}

// ears hear what is asked of the organisers.
type ears struct {
	Enquiries
	h *hall
}

func (e ears) EnquiryID(operation string) string                  { return operation }
func (ears) Open(context.Context) ([]conversation.Enquiry, error) { return nil, nil }
func (e ears) Ask(_ context.Context, q conversation.Enquiry) (conversation.EnquiryState, error) {
	e.h.asked = append(e.h.asked, q)
	return conversation.EnquirySent, cmp.Or(e.h.away, e.h.deaf)
}

// deskOf looks up what is a reply.
type deskOf struct{ h *hall }

func (d deskOf) Take(_ context.Context, u Update) (*Answer, error) {
	if u.ReplyTo != 0 {
		return nil, d.h.away
	}
	return nil, nil
}
func (deskOf) Typed(context.Context, Update) (*Answer, error) { return nil, nil }
func (deskOf) Left(context.Context, Update) (*Answer, error)  { return nil, nil }

type noChance struct{ Chance }

func (noChance) Nonce() string { return "n2" }

// Danger is answered even while the store is away, once however often the text
// comes again; the organisers hear of it as soon as they can, and of nothing that
// was typed.
func TestDangerIsAnsweredWhateverElseFails(t *testing.T) {
	h := newHall(t)
	h.away = errors.New("away")
	for range 3 {
		if err := h.say("my husband beats me"); err == nil {
			t.Error("the update is taken for done")
		}
		if err := h.reply("my husband beats me"); err == nil {
			t.Error("the reply is taken for done")
		}
	}
	if len(h.heard) != 2 {
		t.Errorf("heard while the store is away: %q", h.heard)
	}
	h.heard = h.heard[:1]
	h.away = nil
	if err := h.say("my husband beats me"); err != nil {
		t.Error(err)
	}
	if !slices.Equal(h.heard, []string{"<b>Call 112 now.</b>"}) {
		t.Errorf("heard: %q", h.heard)
	}
	if len(h.asked) != 1 || !h.asked[0].Danger || h.asked[0].Text != "" || h.asked[0].Name != "" {
		t.Errorf("the organisers: %+v", h.asked)
	}
	if len(h.told) > 0 {
		t.Errorf("kept: %q", h.told)
	}
}

// In the middle of signing up a question is answered, and the screen follows; where
// a name is asked for, only what is certainly a question is taken for one.
func TestAQuestionInTheMiddleOfSigningUp(t *testing.T) {
	h := newHall(t)
	h.talk.Place = conversation.Place{Stage: conversation.StageNaming, Subject: "smile"}
	if err := h.say("Is Romexpo open tomorrow?"); err != nil {
		t.Fatal(err)
	}
	if want := []string{"<b>Romexpo donation centre</b> · Opening hours", "Type the name that the hosts should expect."}; !slices.Equal(h.heard, want) {
		t.Errorf("heard: %q", h.heard)
	}
	if len(h.told) != 1 || !strings.HasPrefix(h.told[0], "romexpo|hours|") {
		t.Errorf("told: %q", h.told)
	}
	h.heard = nil
	if err := h.say("Roman Museum"); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(h.heard, func(l string) bool { return strings.Contains(l, "Museum of") }) {
		t.Errorf("a name is answered as a question: %q", h.heard)
	}
	h.heard = nil
	if err := h.say("is there a lift for buggies?"); err != nil {
		t.Fatal(err)
	}
	if len(h.heard) != 2 || h.heard[1] != "Type the name that the hosts should expect." {
		t.Errorf("what is asked is taken for a name: %q", h.heard)
	}
}

// What speaks of danger is never sent to the organisers: not under a button that
// was forged, nor where a question was edited after it was asked.
func TestDangerIsNotSentByAButton(t *testing.T) {
	for _, word := range []string{"q.ask", "q.send", "q.named"} {
		h := newHall(t)
		h.press(word, "my husband beats me")
		if !slices.Equal(h.heard, []string{"<b>Call 112 now.</b>"}) {
			t.Errorf("%s: heard %q", word, h.heard)
		}
		if len(h.asked) != 1 || !h.asked[0].Danger || h.asked[0].Text != "" {
			t.Errorf("%s: the organisers: %+v", word, h.asked)
		}
	}
}

// While the organisers cannot be told that somebody may need help, the person is
// told once whom to call.
func TestDangerIsAnsweredOnceWhileNobodyHears(t *testing.T) {
	h := newHall(t)
	h.deaf = errors.New("away")
	for range 3 {
		if err := h.say("my husband beats me"); err == nil {
			t.Error("the update is taken for done")
		}
	}
	h.deaf = nil
	if err := h.say("my husband beats me"); err != nil {
		t.Error(err)
	}
	if len(h.heard) != 1 {
		t.Errorf("heard: %q", h.heard)
	}
}

// In a group, too, whoever speaks of danger is told whom to call while the store is
// away; but for a reply, which may be what an organiser answers.
func TestDangerInAGroupWhileTheStoreIsAway(t *testing.T) {
	h := newHall(t)
	h.away = errors.New("away")
	in := func(replyTo int, command, said string) {
		err := h.Handle(context.Background(), Update{
			Input: conversation.Input{
				Person: "tg:7", Operation: "-5:" + command + said, Tongue: catalogue.English,
				Command: command, Payload: said, Said: conversation.Private(map[bool]string{true: said}[command == ""]),
			},
			Chat: -5, Message: 3, Group: true, ReplyTo: replyTo,
		})
		if h.Wait(); err == nil {
			t.Error("the update is taken for done")
		}
	}
	in(2, "", "my husband beats me")
	if len(h.heard) > 0 {
		t.Errorf("heard: %q", h.heard)
	}
	in(0, "help", "my husband beats me")
	in(0, "help", "my husband beats me")
	if !slices.Equal(h.heard, []string{"<b>Call 112 now.</b>"}) {
		t.Errorf("heard: %q", h.heard)
	}
}
