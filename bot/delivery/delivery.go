// Package delivery sends what the bot owes people.
//
// A notice is written by the same atomic step that makes it owed. It is data:
// it is rendered when it is sent, in the language the person has then, and
// checked to be still true. It is settled only after Telegram took it, so a
// crash may repeat a message and never loses one.
//
// Different people are served side by side, one person in order. What a
// process has taken it settles or gives up within Patience; what it gives up
// stays owed, and comes again to whoever claims it then.
package delivery

import (
	"context"
	"log/slog"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// An Owed is a notice in the outbox.
type Owed struct {
	ID       string
	Language catalogue.Language // that of the person when it came to be owed; used where they have none now
	seats.Notice
}

// A Store holds the outbox.
type Store interface {
	// Notices returns notices that nobody else is sending, at most n. It waits
	// for the first, and returns none if there was none in that time. One that
	// has been in a process's hands for clearly longer than Patience counts as
	// lost with that process, and may be returned to any.
	Notices(ctx context.Context, process string, n int, wait time.Duration) ([]Owed, error)
	// Load returns what is true of the person now.
	Load(ctx context.Context, who seats.Person, at time.Time) (conversation.Reply, error)
	// Reached settles a ticket's notice and remembers the message.
	Reached(ctx context.Context, owed Owed, file string, message int) error
	// Settle takes a notice out of the outbox.
	Settle(ctx context.Context, owed Owed) error
}

// A Messenger sends letters. Final tells whether an error will stay: the
// person has blocked the bot, or Telegram will never take that letter. A call
// ends with its ctx, as those of a Store do.
type Messenger interface {
	SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (message int, fileID string, err error)
	EditCaption(ctx context.Context, chat int64, message int, l render.Letter) error
	Final(err error) bool
}

// A Writer turns notices into letters.
type Writer interface {
	// Ticket is the ticket of a person's seat; the file has the picture, or
	// the id of one that was sent before. What it fails on once, it always
	// fails on.
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
	Now     func() time.Time                 // the clock of seats; Patience runs by the machine's
	Log     *slog.Logger
	Process string // name of this process, unlike any other's
}

// page is how many people are served side by side.
const page = 16

// wait is how long a courier waits for the first notice before it asks again.
const wait = time.Second

// Run sends notices until the context ends, then finishes what is under way: a
// message whose fate is unknown would come twice. It reads on as soon as a
// place is free, so people whose chats are slow keep nobody else waiting.
func (c *Courier) Run(ctx context.Context) {
	lanes := newLanes(page, func(n *notice) { c.deliver(ctx, n) })
	defer lanes.wait()
	for ctx.Err() == nil {
		room := lanes.room(ctx)
		if room == 0 {
			return
		}
		taken := time.Now() // before it is asked: the store may count from any moment on
		owed, err := c.Store.Notices(ctx, c.Process, room, wait)
		if err != nil && ctx.Err() == nil {
			c.Log.Warn("the outbox cannot be read", "error", err)
			sleep(ctx, time.Second)
		}
		for _, o := range owed {
			lanes.add(&notice{Owed: o, taken: taken})
		}
	}
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
