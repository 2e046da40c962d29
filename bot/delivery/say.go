package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// errForGood marks an error that will stay, however often it is tried.
var errForGood = errors.New("delivery: it stays so")

// say says what a notice is about if it is still true.
func (c *Courier) say(ctx context.Context, n *notice) error {
	chat, ok := c.Chat(n.Person)
	if !ok {
		return nil // nobody whom Telegram knows
	}
	ctx, cancel := context.WithTimeout(ctx, speech)
	defer cancel()
	reply, err := c.Store.Load(ctx, n.Person, c.Now())
	if err != nil {
		return err
	}
	switch n.Kind {
	case seats.KindTicket:
		return c.ticket(ctx, chat, n, reply)
	case seats.KindVoid:
		return c.void(ctx, chat, n, reply)
	}
	return fmt.Errorf("%w: no such kind of notice", errForGood)
}

// ticket sends the ticket and keeps the receipt. A picture that Telegram no
// longer knows is drawn anew, once.
func (c *Courier) ticket(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
	if reply.Seat == nil || reply.Seat.Code != n.Code {
		return nil // changed or cancelled meanwhile
	}
	if n.unknown {
		reply.Sent = nil
	}
	err := c.sendTicket(ctx, chat, n, reply)
	if reply.Sent == nil || err == nil || !c.Chats.Final(err) {
		return err
	}
	n.unknown, reply.Sent = true, nil
	return c.sendTicket(ctx, chat, n, reply)
}

func (c *Courier) sendTicket(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
	letter, file, err := c.Writer.Ticket(reply)
	if err != nil {
		return fmt.Errorf("%w: %w", errForGood, err)
	}
	message, id, err := c.Chats.SendFile(ctx, chat, letter, file)
	if err != nil {
		return err
	}
	n.receipt = &receipt{message: message, file: id}
	return nil
}

// void marks the messages that show a ticket, each once. One that cannot be
// edited any more is passed over.
func (c *Courier) void(ctx context.Context, chat int64, n *notice, reply conversation.Reply) error {
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
