package delivery

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"visitbot/bot/answers"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// What became of a try that Telegram has no say in.
var (
	errUnsent   = errors.New("delivery: nothing was sent")
	errBroken   = errors.New("delivery: no letter can be made of it")
	errChatless = errors.New("delivery: the person is not on Telegram")
	errSpent    = errors.New("delivery: it was sent twice, and perhaps never arrived")
)

// mostSends is how often a notice may perhaps have reached its person: once,
// and once more, marked as a possible repeat.
const mostSends = 2

// say says what a notice is about if it is still true, and decides what the
// store is to be told. An error means that it is to be tried again.
//
// A try of which nothing arrived keeps its name for the next: should the store
// not hear that it is taken back, it still counts once.
func (c *Courier) say(ctx context.Context, n *notice) error {
	n.finish, n.try = nil, cmp.Or(n.try, rand.Text())
	err := c.speak(ctx, n)
	switch {
	case err == nil:
		if n.finish == nil {
			n.finish = c.settle(n)
		}
		return nil
	case errors.Is(err, errUnsent):
		return errors.Join(err, c.missed(ctx, n))
	case errors.Is(err, errChatless):
		n.finish = c.bury(n, WhyChatless)
		return nil
	case errors.Is(err, errBroken):
		n.finish = c.bury(n, WhyBroken)
	case errors.Is(err, errSpent):
		n.finish = c.bury(n, WhyUnknown)
	case c.Chats.Final(err):
		n.finish = c.bury(n, WhyRefused)
	case c.Chats.Unknown(err) && n.repeat():
		n.finish = c.bury(n, WhyUnknown)
	case c.Chats.Unknown(err):
		n.try = "" // it stays on the count
		return err
	default:
		return errors.Join(err, c.missed(ctx, n))
	}
	c.Log.Error("a notice cannot be said for good", "kind", n.Kind, "notice", n.ID, "error", err)
	return nil
}

func (c *Courier) missed(ctx context.Context, n *notice) error {
	ctx, cancel := context.WithTimeout(ctx, closing)
	defer cancel()
	return c.Store.Missed(ctx, n.Owed, n.try)
}

func (c *Courier) speak(ctx context.Context, n *notice) error {
	chat, ok := c.Chat(n.Person)
	if !ok {
		return chatless(n.Kind)
	}
	ctx, cancel := context.WithTimeout(ctx, speech)
	defer cancel()
	if n.Kind == seats.KindVoid {
		return c.void(ctx, chat, n)
	}
	reply, earlier, err := c.Store.Begin(ctx, n.Owed, n.try, c.Now())
	n.earlier = earlier
	switch {
	case errors.Is(err, ErrSettled):
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", errUnsent, err)
	case n.Kind == seats.KindTicket:
		return c.ticket(ctx, chat, n, reply)
	case conversation.IsLetter(n.Kind), answers.IsLetter(n.Kind):
		return c.letter(ctx, chat, n, reply)
	}
	return fmt.Errorf("%w: no such kind of notice", errBroken)
}

// chatless decides on a notice to somebody whom Telegram does not know. Organisers
// have to tell them, but for what they have in hand or need not know.
func chatless(kind seats.Kind) error {
	switch kind {
	case seats.KindTicket, seats.KindVoid, seats.KindFeedback:
		return nil
	}
	return errChatless
}

func (c *Courier) letter(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
	reply.Talk.Language = cmp.Or(reply.Talk.Language, n.Language)
	letter, holds := c.Writer.Notice(c.Now(), reply, n.Notice, n.repeat())
	switch {
	case !holds:
		return nil
	case n.spent():
		return errSpent
	}
	_, letter.Topic, _ = seats.IsGroup(n.Person)
	message, err := c.post(ctx, chat, n, letter, reply.Enquiry)
	if n.sent = err == nil; n.sent && conversation.OfEnquiry(n.Kind) {
		n.finish = func(ctx context.Context) error { return c.Store.Posted(ctx, n.Owed, chat, message) }
	}
	return err
}

// post sends a letter. What answers an enquiry is a reply to what the person asked;
// a photo or a place that organisers sent is copied as it is, with the letter under
// it where it can have one.
func (c *Courier) post(ctx context.Context, chat int64, n *notice, letter render.Letter, e *conversation.Enquiry) (message int, err error) {
	if e == nil || e.Person != n.Person {
		return c.Chats.Send(ctx, chat, letter)
	}
	if n.Kind == seats.KindAnswered {
		if answer := e.Replies[n.Party-1]; answer.Copied {
			if answer.Silent {
				letter = render.Letter{}
			}
			return c.Chats.Copy(ctx, chat, answer.Chat, answer.Message, letter, e.Message)
		}
	}
	return c.Chats.SendReply(ctx, chat, e.Message, letter)
}

// ticket sends the ticket. A picture that Telegram no longer knows is drawn
// anew, once.
func (c *Courier) ticket(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
	switch {
	case reply.Seat == nil || reply.Seat.Code != n.Code:
		return nil // changed or cancelled meanwhile
	case n.spent():
		return errSpent
	case n.stale:
		reply.Sent = nil
	}
	err := c.sendTicket(ctx, chat, n, reply)
	if reply.Sent == nil || err == nil || !c.Chats.Final(err) {
		return err
	}
	n.stale, reply.Sent = true, nil
	return c.sendTicket(ctx, chat, n, reply)
}

func (c *Courier) sendTicket(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
	letter, file, err := c.Writer.Ticket(reply, n.repeat())
	if err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	message, id, err := c.Chats.SendFile(ctx, chat, letter, file)
	if err != nil {
		return err
	}
	n.sent = true
	n.finish = func(ctx context.Context) error { return c.Store.Reached(ctx, n.Owed, id, message) }
	return nil
}

// void marks the messages that show a ticket, each once; to mark one twice
// changes nothing. One that cannot be edited any more is passed over.
func (c *Courier) void(ctx context.Context, chat int64, n *notice) error {
	reply, err := c.Store.Load(ctx, n.Person, c.Now())
	if err != nil {
		return fmt.Errorf("%w: %w", errUnsent, err)
	}
	reply.Talk.Language = cmp.Or(reply.Talk.Language, n.Language)
	letter := c.Writer.Void(reply, n.Code)
	for n.marked < len(n.Messages) {
		err := c.Chats.EditCaption(ctx, chat, n.Messages[n.marked], letter)
		if err != nil && !c.Chats.Final(err) {
			return err
		}
		if err != nil {
			c.Log.Info("an old ticket cannot be marked any more", "notice", n.ID, "error", err)
		}
		n.marked++
	}
	return nil
}
