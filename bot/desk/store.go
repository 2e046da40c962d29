package desk

import (
	"context"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// A Store keeps and finds what organisers ask for. Repeating an operation is
// harmless.
type Store interface {
	People
	Orders
	Books
	Enquiries
}

// People are who is there: the team, the guests, and drafts.
type People interface {
	// Staff returns what somebody may do and which language they speak.
	Staff(ctx context.Context, who seats.Person) (organiser.Member, catalogue.Language, error)
	// Meet remembers in which language an organiser speaks.
	Meet(ctx context.Context, who seats.Person, lang catalogue.Language) error
	Team(ctx context.Context) ([]organiser.Member, error)
	Invite(ctx context.Context, i organiser.Invite) error
	Redeem(ctx context.Context, o seats.Operation, token string, name conversation.Private) (organiser.Member, error)
	Dismiss(ctx context.Context, o seats.Operation, who seats.Person) error

	Draft(ctx context.Context, who seats.Person) (draft organiser.Draft, ok bool, err error)
	KeepDraft(ctx context.Context, who seats.Person, draft organiser.Draft) error
	DropDraft(ctx context.Context, who seats.Person) error

	Guests(ctx context.Context, visit, after string, n int) (guests []organiser.Guest, next string, err error)
	Waiting(ctx context.Context, visit, after string, n int) (waiting []organiser.Guest, next string, err error)
	Guest(ctx context.Context, who seats.Person) (organiser.Guest, error)
	ByCode(ctx context.Context, code string) (who seats.Person, ok bool, err error)
	Names(ctx context.Context, people []seats.Person) (map[seats.Person]conversation.Private, error)
	EachSeat(ctx context.Context, see func(seats.Person, seats.Seat)) error
	// Enter keeps the name of somebody who is added by hand.
	Enter(ctx context.Context, o seats.Operation, who seats.Person, name conversation.Private) error
}

// Orders change seats.
type Orders interface {
	Order(ctx context.Context, o seats.Operation, order seats.Order) (seats.Outcome, error)
	// Outcome is what an order came to; it is not known for long.
	Outcome(ctx context.Context, operation string) (outcome seats.Outcome, known bool, err error)
	Undo(ctx context.Context, o seats.Operation, undone string) (outcome seats.Outcome, restored, stay int, err error)
	CheckIn(ctx context.Context, o seats.Operation, code string, n int) (seats.Outcome, seats.Person, error)
	CheckOut(ctx context.Context, o seats.Operation, code string) (seats.Outcome, seats.Person, error)
	ReleaseNoShows(ctx context.Context, o seats.Operation, visit string, tickets []seats.Ticket) (outcome seats.Outcome, released, given int, err error)
	// Counts says how every visit stands.
	Counts(ctx context.Context, at time.Time) (map[string]seats.Count, error)
	// Rehearsal is a ledger with all claims as they are, on which something can
	// be tried.
	Rehearsal(ctx context.Context, at time.Time) (*seats.Ledger, error)
}

// Books are what is written down besides seats.
type Books interface {
	Journal(ctx context.Context, before string, n int) (lines []organiser.Line, next string, err error)
	// Remark writes a line to the journal about what changes no claim.
	Remark(ctx context.Context, o seats.Operation, cause, what string) error
	Audit(ctx context.Context) (seats.Report, error)
	// Override sets fields that change the catalogue, all of them in one step; an
	// empty value gives one back to it.
	Override(ctx context.Context, o seats.Operation, fields map[string]string) error
	Overrides(ctx context.Context) (map[string]string, error)
	// Capacities are those that organisers have set.
	Capacities(ctx context.Context) (map[string]int, error)
	DeadLetters(ctx context.Context, after string, n int) ([]delivery.DeadLetter, error)
	// Exhume takes a dead letter away: somebody has dealt with it.
	Exhume(ctx context.Context, id string) error
	// Desk is the chat of the organisers, and the topic in it; 0: there is none.
	Desk(ctx context.Context) (chat int64, topic int, err error)
	SetDesk(ctx context.Context, o seats.Operation, chat int64, topic int, lang catalogue.Language) error
	// Latest is the latest thing that somebody did and can undo; empty: none.
	Latest(ctx context.Context, who seats.Person) (operation string, err error)
	// Printed is the list that was printed last for a door, and when: code → party.
	Printed(ctx context.Context, visit string) (list map[string]int, at time.Time, err error)
	KeepPrinted(ctx context.Context, visit string, list map[string]int, at time.Time) error
}
