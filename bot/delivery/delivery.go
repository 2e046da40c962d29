// Package delivery sends what the bot owes people.
//
// A notice is written by the same atomic step that makes it owed. It is data:
// it is rendered when it is sent, in the language the person has then, and
// checked to be still true. It is settled only after Telegram took it, so a
// crash may repeat a message and never loses one.
package delivery

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// An Owed is a notice in the outbox.
type Owed struct {
	ID string
	seats.Notice
}

// A Store holds the outbox.
type Store interface {
	// Notices returns notices that nobody else is sending. It waits for the
	// first, and returns none if there was none in that time.
	Notices(ctx context.Context, process string, n int, wait time.Duration) ([]Owed, error)
	// Load returns what is true of the person now.
	Load(ctx context.Context, who seats.Person, at time.Time) (conversation.Reply, error)
	// Reached settles a ticket's notice and remembers the message.
	Reached(ctx context.Context, owed Owed, file string, message int) error
	// Settle takes a notice out of the outbox.
	Settle(ctx context.Context, owed Owed) error
}

// A Messenger sends letters. Final tells whether an error will stay: the
// person has blocked the bot, or Telegram will never take that letter.
type Messenger interface {
	SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (message int, fileID string, err error)
	EditCaption(ctx context.Context, chat int64, message int, l render.Letter) error
	Final(err error) bool
}

// A Writer turns notices into letters.
type Writer interface {
	// Ticket is the ticket of a person's seat; the file has the picture, or
	// the id of one that was sent before.
	Ticket(reply conversation.Reply) (render.Letter, render.File, error)
	// Void is the caption of a ticket that holds no more.
	Void(reply conversation.Reply, code string) render.Letter
}

// A Courier empties the outbox. Many may run side by side.
type Courier struct {
	Store   Store
	Chats   Messenger
	Writer  Writer
	Chat    func(seats.Person) (int64, bool) // the person's chat
	Now     func() time.Time
	Log     *slog.Logger
	Process string // name of this process, unlike any other's
}

// page is how many notices a courier takes at once, and sends side by side.
const page = 16

// wait is how long a courier waits for the first notice before it asks again.
const wait = time.Second

// patience bounds the sending of one notice, with everything it waits for.
const patience = time.Minute

// Run sends notices until the context ends.
func (c *Courier) Run(ctx context.Context) {
	for ctx.Err() == nil {
		owed, err := c.Store.Notices(ctx, c.Process, page, wait)
		if err != nil && ctx.Err() == nil {
			c.Log.Warn("the outbox cannot be read", "error", err)
			sleep(ctx, time.Second)
			continue
		}
		c.sendAll(ctx, owed)
	}
}

// sendAll sends different people's notices side by side and one person's in
// their order.
func (c *Courier) sendAll(ctx context.Context, owed []Owed) {
	byPerson := map[seats.Person][]Owed{}
	for _, o := range owed {
		byPerson[o.Person] = append(byPerson[o.Person], o)
	}
	var group sync.WaitGroup
	for _, notices := range byPerson {
		group.Go(func() {
			for _, o := range notices {
				c.deliver(ctx, o)
			}
		})
	}
	group.Wait()
}

// deliver sends one notice, again and again within its patience. One that is
// not through by then stays owed. When ctx ends, what is under way is finished:
// a message whose fate is unknown would come twice.
func (c *Courier) deliver(ctx context.Context, o Owed) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	log := c.Log.With("kind", o.Kind, "notice", o.ID)
	for pause := time.Second; ctx.Err() == nil; pause *= 2 {
		err := c.sendWhole(ctx, o)
		if err == nil {
			return
		}
		if c.Chats.Final(err) {
			log.Error("a notice was refused for good", "error", err)
			c.settle(context.WithoutCancel(ctx), log, o)
			return
		}
		log.Warn("a notice was not sent", "error", err)
		if !sleep(ctx, pause) {
			return
		}
	}
}

func (c *Courier) settle(ctx context.Context, log *slog.Logger, o Owed) {
	if err := c.Store.Settle(ctx, o); err != nil {
		log.Warn("a notice could not be settled and will come again", "error", err)
	}
}

// sendWhole is send, with a time of its own that ctx does not cut short.
func (c *Courier) sendWhole(ctx context.Context, o Owed) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return c.send(ctx, o)
}

// send sends a notice if it is still true, and settles it.
func (c *Courier) send(ctx context.Context, o Owed) error {
	chat, ok := c.Chat(o.Person)
	if !ok {
		return c.Store.Settle(ctx, o)
	}
	reply, err := c.Store.Load(ctx, o.Person, c.Now())
	if err != nil {
		return err
	}
	switch o.Kind {
	case seats.KindTicket:
		return c.ticket(ctx, chat, o, reply)
	case seats.KindVoid:
		return c.void(ctx, chat, o, reply)
	}
	return c.Store.Settle(ctx, o)
}

func (c *Courier) ticket(ctx context.Context, chat int64, o Owed, reply conversation.Reply) error {
	if reply.Seat == nil || reply.Seat.Code != o.Code {
		return c.Store.Settle(ctx, o) // changed or cancelled meanwhile
	}
	message, file, err := c.sendTicket(ctx, chat, reply)
	if err != nil && reply.Sent != nil && c.Chats.Final(err) {
		reply.Sent = nil // Telegram no longer knows the picture: draw it anew
		message, file, err = c.sendTicket(ctx, chat, reply)
	}
	if err != nil {
		return err
	}
	return c.Store.Reached(ctx, o, file, message)
}

func (c *Courier) sendTicket(ctx context.Context, chat int64, reply conversation.Reply) (message int, fileID string, err error) {
	letter, file, err := c.Writer.Ticket(reply)
	if err != nil {
		return 0, "", err
	}
	return c.Chats.SendFile(ctx, chat, letter, file)
}

func (c *Courier) void(ctx context.Context, chat int64, o Owed, reply conversation.Reply) error {
	for _, message := range o.Messages {
		err := c.Chats.EditCaption(ctx, chat, message, c.Writer.Void(reply, o.Code))
		if err != nil && !c.Chats.Final(err) {
			return err
		}
	}
	return c.Store.Settle(ctx, o)
}

// sleep waits, and says whether it was not cut short.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
