package bot

import (
	"context"
	"errors"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
)

// A Desk is what organisers talk to. Its methods are safe for concurrent use.
type Desk interface {
	// Take carries an update out that is an organiser's, and says what to answer;
	// nil: it is nobody's business but the talk's. An error means that the
	// update has to come again.
	Take(ctx context.Context, u Update) (*Answer, error)
	// Typed is Take for a text of somebody who is in the middle of something.
	Typed(ctx context.Context, u Update) (*Answer, error)
	// Left ends what somebody is in the middle of: they gave a command that is not
	// the desk's. It says what to answer before that; nil: nothing.
	Left(ctx context.Context, u Update) (*Answer, error)
}

// An Answer is what the desk answers.
type Answer struct {
	Language catalogue.Language
	Toast    conversation.Line // the short answer to a press; no ID: none
	Alert    bool
	Redraw   bool // the first letter takes the place of the message that was pressed
	Letters  []Reply
}

// A Reply is a letter, perhaps with a file.
type Reply struct {
	render.Letter
	File *render.File
}

// desk lets the desk answer an update, if it is for it.
func (b *Bot) desk(ctx context.Context, u Update, take func(context.Context, Update) (*Answer, error)) (taken bool, err error) {
	answer, err := take(ctx, u)
	if err != nil || answer == nil {
		return false, err
	}
	b.sayAnswer(u, *answer)
	return true, nil
}

// sayAnswer says what the desk answers. The screen of the person's own talk stays
// where it is.
func (b *Bot) sayAnswer(u Update, a Answer) {
	if u.Query != "" {
		toast := ""
		if a.Toast.ID != "" {
			toast = b.Render.Plain(a.Language, a.Toast)
		}
		b.lanes.free(func() { b.answer(u, toast, a.Alert) })
	}
	for i, letter := range a.Letters {
		letter.Topic = u.Topic
		if i == 0 && a.Redraw && letter.File == nil {
			b.lanes.add(u.Chat, u.Message, func() { b.try("edit", func(ctx context.Context) error { return b.redrawDesk(ctx, u, letter) }) })
			continue
		}
		b.lanes.add(u.Chat, 0, func() { b.try("send", func(ctx context.Context) error { return b.sendReply(ctx, u.Chat, letter) }) })
	}
}

func (b *Bot) redrawDesk(ctx context.Context, u Update, letter Reply) error {
	err := b.Chats.Edit(ctx, u.Chat, u.Message, letter.Letter)
	if errors.Is(err, ErrNoMessage) {
		return b.sendReply(ctx, u.Chat, letter)
	}
	return err
}

func (b *Bot) sendReply(ctx context.Context, chat int64, letter Reply) error {
	if letter.File != nil {
		_, _, err := b.Chats.SendFile(ctx, chat, letter.Letter, *letter.File)
		return err
	}
	_, err := b.Chats.Send(ctx, chat, letter.Letter)
	return err
}
