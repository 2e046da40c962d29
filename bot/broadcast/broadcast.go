// Package broadcast sends what organisers write to many people: at most once
// to each.
//
// Who gets an announcement is frozen before it starts. Then one process at a
// time, that with the lease, takes one person after the other: the store moves
// them out of the list before anything is sent, and hears afterwards what came
// of it. What a process that died left under way may have arrived; it is listed
// as unknown and never sent again. So no more than one is unknown for each time
// that a process dies.
//
// Who blocked the bot is listed as refused and stops nobody else. What
// certainly was not sent, because Telegram wants silence or cannot be reached,
// is tried again.
package broadcast

import (
	"context"
	"errors"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// A Cast is one announcement.
type Cast struct {
	ID       string       // random letters and digits
	By       seats.Person // who wrote it
	At       time.Time    // when it was created
	Texts    map[catalogue.Language]conversation.Private
	Chat     int64 // where its progress is shown; 0: nowhere
	Message  int
	Language catalogue.Language // of the progress and the report
}

// In returns the text for people who speak a language, and the language it
// really is in: the one asked for, else the first there is. Foreign says that
// another than theirs had to be chosen out of several; where there is only one,
// whoever writes the letter says so to all.
func (c Cast) In(lang catalogue.Language) (text conversation.Private, actual catalogue.Language, foreign bool) {
	if text, ok := c.Texts[lang]; ok {
		return text, lang, false
	}
	for _, other := range catalogue.Languages() {
		if text, ok := c.Texts[other]; ok {
			return text, other, len(c.Texts) > 1
		}
	}
	return "", lang, false
}

// An Audience says who gets a cast. All, Visit and Waiting choose, each some
// more; Language and Unanswered narrow what they choose.
type Audience struct {
	All     bool   // everybody with a seat, a hold, an offer or a queue place
	Visit   string // people with a seat in this visit
	Waiting string // people in the queue of this visit; Anywhere: of any

	Language   catalogue.Language // only those whose talk is in this language; empty: in any
	Unanswered bool               // only those with a seat who have not said that they still come
	Fallback   catalogue.Language // counts as the language of people without a talk
}

// Anywhere stands for the queue of any visit.
const Anywhere = "*"

// A Reach is whom a cast would reach now.
type Reach struct {
	Languages map[catalogue.Language]int // how many people get it, by the language of their talk
	Chatless  []seats.Person             // people without a chat: to be told by phone
}

// A Progress is how far a cast is. All is the sum of Left, Underway, Sent,
// Refused, Unknown, Chatless and Gone.
type Progress struct {
	ID       string
	All      int  // people whom it is for
	Left     int  // not yet written to
	Underway int  // 1 while a message is on its way
	Sent     int  // Telegram took it
	Refused  int  // Telegram did not take it: the person blocked the bot
	Unknown  int  // it may have arrived
	Chatless int  // people without a chat
	Gone     int  // people who erased their data meanwhile; they are not written to
	Turns    int  // how often somebody's turn came; of use to Take only
	Ready    bool // the list is frozen
	Stopped  bool // an organiser stopped it
	Finished bool // nothing more will be sent

	Started time.Time // zero: not yet
	Ended   time.Time // when it was finished; zero: not yet
}

// A Fate is what became of one person's message.
type Fate string

// The fates.
const (
	FateLeft     Fate = "left"     // certainly not sent; the person's turn comes again
	FateSent     Fate = "sent"     // Telegram took it
	FateRefused  Fate = "refused"  // Telegram did not take it, and never will
	FateUnknown  Fate = "unknown"  // it may have arrived
	FateChatless Fate = "chatless" // the person has no chat
	FateGone     Fate = "gone"     // the person has erased their data
)

// An Unreached is somebody of whom organisers have to know.
type Unreached struct {
	Person seats.Person
	Name   conversation.Private // as they gave it; empty: they gave none
	Fate   Fate                 // refused, unknown or chatless
}

// A Recipient is somebody whose turn it is.
type Recipient struct {
	Person   seats.Person
	Language catalogue.Language // of their talk; empty: they have none
	Gone     bool               // they have erased their data: nothing is to be sent
	Turn     int                // the number of the turn
	Tries    int                // how often they were given up for later
}

// What a store says of a cast.
var (
	ErrNoCast   = errors.New("broadcast: there is no such cast, or not any more")
	ErrNotReady = errors.New("broadcast: the cast cannot be started: its list is not frozen, or it was stopped")
	ErrBroken   = errors.New("broadcast: the cast cannot be read")
	ErrOver     = errors.New("broadcast: nobody of the cast is left, or it was stopped")
	ErrLost     = errors.New("broadcast: another process sends casts, or took this turn")
)

// A Store keeps casts. Repeating a call is harmless.
type Store interface {
	// Started returns the ids of casts that are to be worked off, in the order
	// in which they were started.
	Started(ctx context.Context) ([]string, error)
	// Cast returns a cast. What can never be read is ErrBroken or ErrNoCast.
	Cast(ctx context.Context, id string) (Cast, error)
	// Progress returns how far a cast is.
	Progress(ctx context.Context, id string) (Progress, error)
	// Take begins a turn, one more than Progress tells, and returns whose it is:
	// they are in the list no more. A repeat returns the same person. What an
	// earlier turn left under way is unknown from then on. It is ErrOver when the
	// cast is over, and ErrLost when the process has no lease or the turn is
	// another's.
	Take(ctx context.Context, at time.Time, process, id string, turn int) (Recipient, error)
	// Done says what became of a turn.
	Done(ctx context.Context, id string, r Recipient, fate Fate) error
	// Stop keeps anything more from being sent.
	Stop(ctx context.Context, at time.Time, id string) error
	// Close takes a cast that is over from those to be worked off.
	Close(ctx context.Context, id string) error
}

// A Lease says which process sends casts.
type Lease interface {
	// Hold takes the lease or keeps it, and says whether this process has it.
	Hold(ctx context.Context) (bool, error)
	// Release gives it up.
	Release(ctx context.Context) error
}

// A Messenger sends letters. A call ends with its ctx.
type Messenger interface {
	Send(ctx context.Context, chat int64, l render.Letter) (message int, err error)
	// Final tells whether an error will stay: the person has blocked the bot, or
	// Telegram will never take that letter.
	Final(err error) bool
	// Unknown tells whether a letter may have arrived in spite of an error.
	Unknown(err error) bool
}
