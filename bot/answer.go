package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// A Reader understands what people type.
type Reader interface {
	// Read understands a text, at a time in the event's zone; last is the centre
	// last spoken of.
	Read(text, last string, now time.Time) questions.Reading
}

// mostRead is how many bytes of a text are looked at.
const mostRead = 16 << 10

// words is what can be read of an update: a text, or what stands under a picture.
// What is a command to another bot is none.
func (u Update) words() string {
	text := string(cmp.Or(u.Said, u.Caption))
	if strings.HasPrefix(text, "/") {
		return ""
	}
	return readable(text)
}

// readable is as much of a text as is looked at.
func readable(text string) string { return strings.ToValidUTF8(text[:min(len(text), mostRead)], "") }

// spoken is all that somebody typed, whatever it is meant for: what speaks of danger
// is heard behind a command, too.
func (u Update) spoken() string {
	typed := strings.TrimSpace(strings.ReplaceAll(u.Command, "_", " ") + " " + u.Payload)
	return readable(cmp.Or(string(u.Said), string(u.Caption), typed))
}

// read understands what was typed.
func (b *Bot) read(text string, at time.Time, last string) questions.Reading {
	return b.Reader.Read(text, last, at.In(b.Catalogue().Event.Zone))
}

// inDanger says whether a text speaks of danger. Such a text goes nowhere.
func (b *Bot) inDanger(text string, at time.Time) bool {
	return text != "" && b.read(text, at, "").Kind == questions.Danger
}

// typing are the stages that have asked for a text.
var typing = []conversation.Stage{conversation.StageNaming, conversation.StageRemarking, conversation.StageRating}

// midway are the stages in the middle of signing up: after an answer, the talk goes
// on under it.
var midway = append([]conversation.Stage{conversation.StageBooking, conversation.StageResizing, conversation.StageChoosing, conversation.StageCancelling}, typing...)

// answerTo answers what was typed, unless the talk has asked for it: then only what
// is certainly a question is taken for one. Danger goes before everything.
func (b *Bot) answerTo(u Update, stands conversation.Reply) (a answers.Answer, ok bool) {
	if u.words() == "" {
		return a, false
	}
	reading := b.read(u.words(), u.At, stands.Talk.Centre)
	if reading.Kind != questions.Danger && isForTalk(stands.Talk.Stage, u.words(), reading) {
		return a, false
	}
	return answers.To(b.Catalogue(), u.At, reading, stands), true
}

// isForTalk says whether a text is what a stage has asked for. Only what is certainly
// a question is none; and a name has no question mark.
func isForTalk(stage conversation.Stage, text string, reading questions.Reading) bool {
	if stage == conversation.StageNaming && strings.ContainsAny(text, "?？") {
		return false
	}
	return slices.Contains(typing, stage) && !(reading.Sure() && reading.Asks)
}

// telling is the request of an answer: the talk stays where it is, and what the
// person is told is kept.
func telling(a answers.Answer) conversation.Request {
	return conversation.Request{
		Still: true, Ask: seats.Request{Act: seats.ActNothing}, Told: a.Told, Centre: a.Centre, Effect: conversation.EffectAnswer,
	}
}

// plain says whether it is plainly said to the bot. That the talk reads itself, so
// that nothing is read twice for an answer.
func (u Update) plain() bool { return !u.Group && u.ReplyTo == 0 && u.words() != "" }

// alarmed answers what speaks of danger where the talk does not read it.
func (b *Bot) alarmed(ctx context.Context, u Update) (bool, error) {
	if u.Press != nil || u.plain() {
		return false, nil
	}
	return b.alarm(ctx, u)
}

// alarm answers what speaks of danger, wherever and behind whatever it is said. It is
// false for everything else.
func (b *Bot) alarm(ctx context.Context, u Update) (bool, error) {
	if !b.inDanger(u.spoken(), u.At) {
		return false, nil
	}
	stands, err := b.Store.Load(ctx, u.Person, u.At)
	if err != nil {
		return true, err
	}
	return true, b.warn(ctx, u, b.danger(u.At), stands)
}

// warn says whom to call, and lets the organisers know that somebody may need
// help. Nothing of what was typed goes further than this process.
func (b *Bot) warn(ctx context.Context, u Update, a answers.Answer, stands conversation.Reply) error {
	if _, done := b.warned.LoadOrStore(u.Operation, true); !done {
		b.tell(u, a, stands, false)
	}
	err := b.callForHelp(ctx, u, cmp.Or(stands.Talk.Language, u.Tongue))
	if err == nil {
		b.warned.Delete(u.Operation)
	}
	return err
}

// danger is the answer to what speaks of danger.
func (b *Bot) danger(at time.Time) answers.Answer {
	return answers.To(b.Catalogue(), at, questions.Reading{Kind: questions.Danger}, conversation.Reply{})
}

// warnAnyway says whom to call while the store is away, once; the rest follows when
// the update comes again. In a group a reply may be what an organiser answers.
func (b *Bot) warnAnyway(u Update) {
	if u.Press != nil || u.Group && u.ReplyTo != 0 || !b.inDanger(u.spoken(), u.At) {
		return
	}
	if _, done := b.warned.LoadOrStore(u.Operation, true); !done {
		b.tell(u, b.danger(u.At), conversation.Reply{}, false)
	}
}

// callForHelp lets the organisers know. What was said in a group is answered in the
// person's own chat, where there is no such message.
func (b *Bot) callForHelp(ctx context.Context, u Update, lang catalogue.Language) error {
	call := conversation.Enquiry{
		ID: b.Enquiries.EnquiryID("help:" + u.Operation), Person: u.Person, Language: lang, At: u.At, Danger: true, Message: u.Message,
	}
	if u.Group {
		call.Message = 0
	}
	_, err := b.Enquiries.Ask(ctx, call)
	return err
}

// tell sends an answer, as a reply to what was asked. In the middle of signing
// up the screen follows, so that the person goes on where they were.
func (b *Bot) tell(u Update, a answers.Answer, reply conversation.Reply, goesOn bool) {
	lang := cmp.Or(reply.Talk.Language, u.Tongue)
	letter := b.Render.Screen(lang, a.Screen)
	b.lanes.add(u.Chat, 0, func() {
		b.try("answer", func(ctx context.Context) error {
			_, err := b.Chats.SendReply(ctx, u.Chat, u.Message, letter)
			return err
		})
	})
	if !goesOn || !slices.Contains(midway, reply.Talk.Stage) {
		return
	}
	screen := b.Render.Screen(lang, conversation.Show(b.Catalogue(), u.Input, conversation.NoteNone, reply))
	b.lanes.add(u.Chat, bottom, func() { b.moveDown(u, screen) })
}

// pressedAnswer carries out a press under an answer. It is false for what is no such
// press.
func (b *Bot) pressedAnswer(ctx context.Context, u Update) (bool, error) {
	if u.Press == nil || u.Group || !strings.HasPrefix(u.Press.Word, "q.") {
		return false, nil
	}
	switch u.Press.Word {
	case answers.Tell:
		return true, b.tellMore(ctx, u)
	case answers.Go:
		return true, b.goTo(ctx, u)
	case answers.Remind:
		return true, b.remind(ctx, u)
	case answers.Ask, answers.AskToo, answers.Send, answers.SendNamed, answers.Drop:
		return true, b.enquire(ctx, u)
	}
	b.oldButton(u)
	return true, nil
}

// oldButton answers a press that none of our buttons can have made.
func (b *Bot) oldButton(u Update) { b.toast(u, u.Tongue, conversation.Say("toast.stale"), true) }

func (b *Bot) toast(u Update, lang catalogue.Language, line conversation.Line, alert bool) {
	text := ""
	if line.ID != "" {
		text = b.Render.Plain(lang, line)
	}
	b.lanes.free(func() { b.answer(u, text, alert) })
}

// tellMore answers another question in the place of the answer that was pressed. What
// the person is told by it depends on the button alone, so that one step does.
func (b *Bot) tellMore(ctx context.Context, u Update) error {
	a, ok := answers.Press(b.Catalogue(), u.Input, conversation.Reply{})
	if !ok {
		b.oldButton(u)
		return nil
	}
	reply, err := b.Store.Commit(ctx, b.commit(u, telling(a), conversation.Reply{}))
	if err != nil {
		return err
	}
	a, _ = answers.Press(b.Catalogue(), u.Input, reply)
	lang := cmp.Or(reply.Talk.Language, u.Tongue)
	b.toast(u, lang, conversation.Line{}, false)
	b.edit(u, b.Render.Screen(lang, a.Screen))
	return nil
}

// edit turns the message that was pressed into another letter.
func (b *Bot) edit(u Update, letter render.Letter) {
	b.lanes.add(u.Chat, u.Message, func() {
		b.try("edit", func(ctx context.Context) error { return b.Chats.Edit(ctx, u.Chat, u.Message, letter) })
	})
}

// goTo shows a screen of the talk under the answer that was pressed, as its command
// does.
func (b *Bot) goTo(ctx context.Context, u Update) error {
	command, payload, ok := answers.Command(u.Press.Subject)
	if !ok {
		b.oldButton(u)
		return nil
	}
	u.Press, u.Command, u.Payload, u.Operation = nil, command, payload, "press:"+u.Query
	request, reply, _, err := b.decide(ctx, u, false)
	if err == nil {
		b.say(u, request, reply)
	}
	return err
}

// remind keeps that somebody wants to be reminded of the day from which they may
// come again.
func (b *Bot) remind(ctx context.Context, u Update) error {
	stands, err := b.Store.Commit(ctx, b.look(u))
	if err != nil {
		return err
	}
	lang := cmp.Or(stands.Talk.Language, u.Tongue)
	centre, day, ok := answers.Comeback(b.Catalogue(), u.At, u.Press.Subject)
	if !ok {
		b.oldButton(u)
		return nil
	}
	due := answers.Evening(b.Catalogue(), day)
	if !due.After(u.At) {
		b.toast(u, lang, conversation.Say("again.late"), true)
		return nil
	}
	if err := b.Enquiries.RemindComeback(ctx, u.Person, lang, centre.ID, day, due); err != nil {
		return err
	}
	b.toast(u, lang, conversation.Say("again.noted", "Day", answers.Midday(b.Catalogue(), day)), true)
	return nil
}
