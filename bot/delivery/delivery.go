// Package delivery sends what the bot owes people.
//
// A notice is written by the same atomic step that makes it owed. It is data:
// it is rendered when it is sent, in the language the person has then, and
// checked to be still true. It is settled only after Telegram took it, so a
// crash may repeat a message and never loses one.
//
// Each time before something is sent the store counts it. Where it is known
// that nothing arrived, that is taken back; so what is left on the count may
// have arrived, in whichever process that was. Such a notice is sent once more,
// marked as a possible repeat, and then no more. What Telegram will never take,
// and what may have arrived twice and never been answered, is buried: it goes to
// the dead letters, which organisers see.
//
// Different people are served side by side, one person in order. What a
// process has taken it settles, buries or gives up within Patience; what it
// gives up stays owed, and comes again to whoever claims it then.
package delivery

import (
	"cmp"
	"context"
	"errors"
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

// A DeadLetter is a notice that was not said, or of which nobody knows.
type DeadLetter struct {
	ID string
	seats.Notice
	Why Why
	At  time.Time
}

// Alike says whether two letters tell the same person the same.
func (l DeadLetter) Alike(other DeadLetter) bool {
	return l.Person == other.Person && l.Kind == other.Kind && l.Visit == other.Visit && l.Code == other.Code
}

// A Why says why a notice is among the dead letters.
type Why string

// The reasons.
const (
	WhyRefused  Why = "refused"  // the person blocked the bot, or Telegram will never take it
	WhyUnknown  Why = "unknown"  // it was sent twice, and perhaps never arrived
	WhyBroken   Why = "broken"   // no letter can be made of it
	WhyChatless Why = "chatless" // the person is not on Telegram: somebody has to tell them
)

// ErrSettled says that a notice is not owed any more: this process was away so
// long that another has taken it over and settled it.
var ErrSettled = errors.New("delivery: the notice is settled")

// A Store holds the outbox. Repeating a call is harmless.
type Store interface {
	// Notices returns notices that nobody else is sending, at most n. It waits
	// for the first, and returns none if there was none in that time. One that
	// has been in a process's hands for clearly longer than Patience counts as
	// lost with that process, and may be returned to any.
	Notices(ctx context.Context, process string, n int, wait time.Duration) ([]Owed, error)
	// Load returns what is true of the person now.
	Load(ctx context.Context, who seats.Person, at time.Time) (conversation.Reply, error)
	// Begin is Load for a notice that is about to be sent. It counts the try,
	// whose name is unlike any other's, and returns how many others may have
	// reached the person. It is ErrSettled where nothing is owed any more.
	Begin(ctx context.Context, owed Owed, try string, at time.Time) (reply conversation.Reply, earlier int, err error)
	// Missed takes a try back: nothing of it reached the person.
	Missed(ctx context.Context, owed Owed, try string) error
	// Reached settles a ticket's notice and remembers the message.
	Reached(ctx context.Context, owed Owed, file string, message int) error
	// Posted settles a notice about an enquiry and remembers the message that shows
	// it, so that replies to that are understood.
	Posted(ctx context.Context, owed Owed, chat int64, message int) error
	// Settle takes a notice out of the outbox: it was said, or needs not be.
	Settle(ctx context.Context, owed Owed) error
	// Bury takes a notice out of the outbox and puts it to the dead letters.
	Bury(ctx context.Context, owed Owed, why Why, at time.Time) error
}

// A Messenger sends letters. A call ends with its ctx, as those of a Store do.
type Messenger interface {
	Send(ctx context.Context, chat int64, l render.Letter) (message int, err error)
	SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (message int, fileID string, err error)
	EditCaption(ctx context.Context, chat int64, message int, l render.Letter) error
	// SendReply is Send as a reply to a message, if that is still there.
	SendReply(ctx context.Context, chat int64, replyTo int, l render.Letter) (message int, err error)
	// Copy sends a message of another chat as it is, with a letter as its caption
	// if there is one, as a reply to a message, if that is still there.
	Copy(ctx context.Context, chat, from int64, message int, caption render.Letter, replyTo int) (copied int, err error)
	// Final tells whether an error will stay: the person has blocked the bot, or
	// Telegram will never take that letter.
	Final(err error) bool
	// Unknown tells whether a letter may have arrived in spite of an error.
	Unknown(err error) bool
}

// A Writer turns notices into letters. What it fails on once, it always fails
// on. A letter that may be a repeat says so.
type Writer interface {
	// Ticket is the ticket of a person's seat; the file has the picture, or
	// the id of one that was sent before.
	Ticket(reply conversation.Reply, repeat bool) (render.Letter, render.File, error)
	// Void is the caption of a ticket that holds no more.
	Void(reply conversation.Reply, code string) render.Letter
	// Notice is the letter of any other notice, or false where it is not true
	// any more: what made it untrue owes a notice of its own.
	Notice(at time.Time, reply conversation.Reply, n seats.Notice, repeat bool) (render.Letter, bool)
}

// A Courier empties the outbox. Many may run side by side.
type Courier struct {
	Store   Store
	Chats   Messenger
	Writer  Writer
	Chat    func(seats.Person) (int64, bool) // the person's chat
	Now     func() time.Time                 // the clock of seats; Patience runs by the machine's
	Log     *slog.Logger
	Process string        // name of this process, unlike any other's
	Wait    time.Duration // for the first notice, before it is asked again, a quarter of a turn at most; 0: a second. The end waits as long
}

// page is how many people are served side by side.
const page = 16

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
		taken := time.Now()                                                                          // before it is asked: the store may count from any moment on
		owed, err := c.Store.Notices(ctx, c.Process, room, min(cmp.Or(c.Wait, time.Second), turn/4)) // the wait is part of the turn
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
