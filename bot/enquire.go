package bot

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/seats"
)

// Enquiries keep what people ask the organisers, and of what they are to be
// reminded. Repeating a call is harmless.
type Enquiries interface {
	// EnquiryID makes an id of what is done: the same gives the same.
	EnquiryID(operation string) string
	// Ask keeps an enquiry, owes it to the organisers, and says how far it is.
	Ask(ctx context.Context, e conversation.Enquiry) (conversation.EnquiryState, error)
	// Open lists what somebody still has to answer.
	Open(ctx context.Context) ([]conversation.Enquiry, error)
	// Enquiry returns an enquiry; ok is false where there is none.
	Enquiry(ctx context.Context, id string) (e conversation.Enquiry, ok bool, err error)
	// EnquiryAt is the enquiry that a message shows, or the letter of a number where the
	// message is not known yet; empty: none.
	EnquiryAt(ctx context.Context, chat int64, message int, letter int64) (id string, err error)
	// RemindComeback keeps a reminder, due at a time, of the day from which
	// somebody may come to a centre again.
	RemindComeback(ctx context.Context, who seats.Person, lang catalogue.Language, centre string, day catalogue.Date, due time.Time) error
}

// An Original is the message to which a pressed letter replies: what was asked.
type Original struct {
	Message int
	Text    conversation.Private
}

// enquire has the organisers asked what the person typed: it shows first what they
// will see, and lets the person choose whether their name goes along. What was
// typed is taken from the chat; it is kept only once it is sent.
func (b *Bot) enquire(ctx context.Context, u Update) error {
	stands, err := b.Store.Commit(ctx, b.look(u))
	if err != nil {
		return err
	}
	lang := cmp.Or(stands.Talk.Language, u.Tongue)
	q, ok := answers.ParseSubject(b.Catalogue(), u.Press.Subject)
	switch {
	case !ok && u.Press.Subject != "": // what was not understood is about nothing
		b.oldButton(u)
		return nil
	case u.Press.Word == answers.Drop:
		b.toast(u, lang, conversation.Line{}, false)
		b.edit(u, b.Render.Screen(lang, answers.Unsent()))
		return nil
	case u.Original.Text == "":
		b.toast(u, lang, conversation.Say("ask.gone"), true)
		return nil
	case b.inDanger(string(u.Original.Text), u.At): // it was edited since, or the press is forged
		b.toast(u, lang, conversation.Line{}, false)
		u.Message = u.Original.Message
		return b.warn(ctx, u, b.danger(u.At), stands)
	}
	e := b.enquiry(u, stands, q)
	before, err := b.askedBefore(ctx, e, u.Press.Word == answers.Ask)
	if err != nil {
		return err
	}
	if u.Press.Word == answers.Ask || u.Press.Word == answers.AskToo {
		b.toast(u, lang, conversation.Line{}, false)
		screen := answers.Preview(b.Catalogue(), e, cmp.Or(stands.Name, u.Profile), u.Press.Subject)
		if before != nil {
			screen = answers.AskedBefore(b.Catalogue(), *before, u.Press.Subject, !sameWords(before.Text, e.Text))
		}
		letter := b.Render.Screen(lang, screen)
		b.lanes.add(u.Chat, 0, func() {
			b.try("preview", func(ctx context.Context) error {
				_, err := b.Chats.SendReply(ctx, u.Chat, u.Original.Message, letter)
				return err
			})
		})
		return nil
	}
	if before != nil && before.ID != e.ID {
		b.toast(u, lang, conversation.Line{}, false)
		b.edit(u, b.Render.Screen(lang, answers.AskedBefore(b.Catalogue(), *before, u.Press.Subject, false)))
		return nil
	}
	if u.Press.Word == answers.SendNamed {
		e.Name = cmp.Or(stands.Name, u.Profile)
	}
	if _, err := b.Enquiries.Ask(ctx, e); err != nil {
		return err
	}
	if kept, ok, err := b.Enquiries.Enquiry(ctx, e.ID); err != nil {
		return err
	} else if ok { // it may have been sent before, by another button
		e = kept
	}
	b.toast(u, lang, conversation.Line{}, false)
	b.edit(u, b.Render.Screen(lang, answers.Sent(b.Catalogue(), e)))
	return nil
}

// enquiry is what somebody asks the organisers by a press. The same question under
// the same message is one enquiry.
func (b *Bot) enquiry(u Update, stands conversation.Reply, q questions.Question) conversation.Enquiry {
	at := strconv.FormatInt(u.Chat, 10) + ":" + strconv.Itoa(u.Original.Message)
	return conversation.Enquiry{
		ID: b.Enquiries.EnquiryID(at + ":" + u.Press.Subject), Person: u.Person, Language: cmp.Or(stands.Talk.Language, u.Tongue), At: u.At,
		Centre: q.Centre, Topic: string(q.Topic), Message: u.Original.Message, Text: u.Original.Text,
	}
}

// writesBack sends on what somebody writes in reply to what organisers answered. It
// is false for any other text.
func (b *Bot) writesBack(ctx context.Context, u Update) (bool, error) {
	if u.ReplyTo == 0 || u.Group || u.Command != "" || u.words() == "" && !u.Wordless {
		return false, nil
	}
	id, err := b.Enquiries.EnquiryAt(ctx, u.Chat, u.ReplyTo, u.Letter)
	if id == "" || err != nil {
		return false, err
	}
	before, ok, err := b.Enquiries.Enquiry(ctx, id)
	if !ok || err != nil || before.Person != u.Person {
		return false, err
	}
	stands, err := b.Store.Commit(ctx, b.look(u))
	if err != nil {
		return true, err
	}
	if a, ok := b.unsendable(u, stands); ok {
		b.tell(u, a, stands, false)
		return true, nil
	}
	e := conversation.Enquiry{
		ID: b.Enquiries.EnquiryID(u.Operation), Person: u.Person, Language: cmp.Or(stands.Talk.Language, u.Tongue), At: u.At,
		Centre: before.Centre, Topic: before.Topic, Message: u.Message, Text: conversation.Private(u.words()), Name: before.Name,
		Help: before.Confided(), Widened: before.Confided() && before.Widened,
	}
	if _, err := b.Enquiries.Ask(ctx, e); err != nil {
		return true, err
	}
	b.tell(u, answers.Answer{Screen: answers.Sent(b.Catalogue(), e)}, stands, false)
	return true, nil
}

// unsendable answers what is not sent on to the organisers: what is no text, and what
// only thanks.
func (b *Bot) unsendable(u Update, stands conversation.Reply) (a answers.Answer, ok bool) {
	if u.Wordless {
		return answers.Answer{Screen: answers.OnlyText()}, true
	}
	reading := b.read(u.words(), u.At, "")
	return answers.To(b.Catalogue(), u.At, reading, stands), reading.Kind == questions.Thanks
}

// askedBefore is the open enquiry of the same person that asks the same; nil: there is
// none. It is the same text, or another about the same topic of the same centre, where
// that is to count too.
func (b *Bot) askedBefore(ctx context.Context, e conversation.Enquiry, topicCounts bool) (*conversation.Enquiry, error) {
	open, err := b.Enquiries.Open(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range open {
		topic := topicCounts && e.Centre != "" && e.Topic != "" && o.Centre == e.Centre && o.Topic == e.Topic
		if o.Person == e.Person && !o.Danger && (topic || sameWords(o.Text, e.Text)) {
			return &o, nil
		}
	}
	return nil, nil
}

// sameWords says whether two texts differ in nothing but spaces and capitals.
func sameWords(a, b conversation.Private) bool {
	return slices.Equal(strings.Fields(strings.ToLower(string(a))), strings.Fields(strings.ToLower(string(b))))
}
