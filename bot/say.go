package bot

import (
	"cmp"
	"context"
	"errors"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/panics"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// patience bounds each thing said, with everything it waits for.
const patience = time.Minute

// say answers an update. The answer to a press and the edit of its message
// leave side by side. One person's screens keep their order.
func (b *Bot) say(u Update, request conversation.Request, reply conversation.Reply) {
	if request.Effect == conversation.EffectCalendar {
		b.sayCalendar(u, reply)
		return
	}
	lang := cmp.Or(reply.Talk.Language, u.Tongue)
	screen := conversation.Show(b.Catalogue(), u.Input, request.Note, reply)
	if u.Query != "" {
		toast := b.Render.Plain(lang, screen.Toast)
		b.lanes.free(func() { b.answer(u, toast, screen.Alert) })
	}
	letter := b.Render.Screen(lang, screen)
	switch {
	case u.Query != "" && request.Effect != conversation.EffectBottom:
		b.lanes.add(u.Chat, u.Message, func() { b.redraw(u, u.Message, letter) })
		b.strip(u, reply.Former)
	case request.Effect == conversation.EffectTidy && reply.Outcome == seats.Done && reply.Talk.Screen != 0:
		b.lanes.free(func() {
			b.try("delete", func(ctx context.Context) error { return b.Chats.Delete(ctx, u.Chat, u.Message) })
		})
		b.lanes.add(u.Chat, reply.Talk.Screen, func() { b.redraw(u, reply.Talk.Screen, letter) })
	default:
		b.lanes.add(u.Chat, bottom, func() { b.moveDown(u, letter) })
	}
}

// redraw edits the screen in place, or sends it anew where the message is gone.
func (b *Bot) redraw(u Update, message int, letter render.Letter) {
	b.try("edit", func(ctx context.Context) error {
		err := b.Chats.Edit(ctx, u.Chat, message, letter)
		if errors.Is(err, ErrNoMessage) {
			_, err = b.send(ctx, u, letter)
		}
		return err
	})
}

// strip takes the buttons off a message that was the screen before.
func (b *Bot) strip(u Update, former int) {
	if former != 0 {
		b.lanes.add(u.Chat, 0, func() {
			b.try("strip", func(ctx context.Context) error { return b.Chats.Strip(ctx, u.Chat, former) })
		})
	}
}

// moveDown sends the screen to the bottom of the chat and takes the buttons off
// the message that is not the screen any more.
func (b *Bot) moveDown(u Update, letter render.Letter) {
	b.try("send", func(ctx context.Context) error {
		former, err := b.send(ctx, u, letter)
		if err != nil || former == 0 {
			return err
		}
		return b.Chats.Strip(ctx, u.Chat, former)
	})
}

// send sends the screen as a new message, and returns the message that is not the
// screen any more.
func (b *Bot) send(ctx context.Context, u Update, letter render.Letter) (former int, err error) {
	message, err := b.Chats.Send(ctx, u.Chat, letter)
	if err != nil {
		return 0, err
	}
	return b.Store.Place(ctx, u.Person, message)
}

func (b *Bot) answer(u Update, toast string, alert bool) {
	b.try("answer", func(ctx context.Context) error { return b.Chats.Answer(ctx, u.Query, toast, alert) })
}

// sayCalendar sends the seat as a calendar file, if the ticket pressed is that
// of the seat.
func (b *Bot) sayCalendar(u Update, reply conversation.Reply) {
	lang := reply.Talk.Language
	if reply.Seat == nil || u.Press == nil || reply.Seat.Code != u.Press.Subject {
		b.lanes.free(func() { b.answer(u, b.Render.Plain(lang, conversation.Line{ID: "toast.void"}), true) })
		return
	}
	b.lanes.free(func() { b.answer(u, b.Render.Plain(lang, conversation.Line{ID: "toast.calendar"}), false) })
	b.lanes.add(u.Chat, 0, func() {
		b.try("calendar", func(ctx context.Context) error {
			letter, file, err := b.Tickets.Calendar(reply, u.At)
			if err != nil {
				return err
			}
			_, _, err = b.Chats.SendFile(ctx, u.Chat, letter, file)
			return err
		})
	})
}

// inGroup answers what is nothing for the desk in a group: a press only whoever
// pressed.
func (b *Bot) inGroup(_ context.Context, u Update) (bool, error) {
	switch {
	case !u.Group:
		return false, nil
	case u.Query != "":
		toast := b.Render.Plain(u.Tongue, conversation.Line{ID: "group.private"})
		b.lanes.free(func() { b.answer(u, toast, true) })
	case u.Command != "": // what is a reply to the bot is for other people
		b.lanes.add(u.Chat, 0, func() { b.pointToPrivate(u) })
	}
	return true, nil
}

// pointToPrivate tells a group where the bot talks.
func (b *Bot) pointToPrivate(u Update) {
	lang := u.Tongue
	letter := render.Letter{
		Text: b.Render.Line(lang, conversation.Line{ID: "group.private"}),
		Rows: [][]render.Button{{{Text: b.Render.Plain(lang, conversation.Line{ID: "button.private"}), URL: "https://t.me/" + b.Username}}},
	}
	b.try("send", func(ctx context.Context) error {
		_, err := b.Chats.Send(ctx, u.Chat, letter)
		return err
	})
}

// try says one thing within the patience. A screen that is lost is redrawn by
// the next tap, so a failure, or even a panic, is only logged.
func (b *Bot) try(what string, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	defer func() {
		if failure := recover(); failure != nil {
			panicked, where := panics.Describe(failure)
			b.Log.Error("not said", "what", what, "error", panicked, "where", where)
		}
	}()
	if err := do(ctx); err != nil {
		b.Log.Warn("not said", "what", what, "error", err)
	}
}
