// Package bot is the way of one update: load, decide, commit, say.
//
// What a person did arrives as an Update. Step decides what follows from it,
// the Store carries that out in one atomic step, and only then is anything
// said. A screen is best effort: a lost one is redrawn by the next tap. What
// must not be lost is owed by the same atomic step and sent by package
// delivery.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// An Update is an input with what Telegram needs for the answer.
type Update struct {
	conversation.Input
	Chat      int64
	Message   int                  // the message pressed, or the message said
	Query     string               // id of the press, to be answered; empty for a message
	Group     bool                 // said in a group, where no personal data is shown
	Topic     int                  // of a group, in which it was said; 0: none
	Forwarded bool                 // somebody else's words
	Original  Original             // of a press: what the pressed message replies to
	ReplyTo   int                  // the bot's own message that this replies to; 0: none
	Letter    int64                // the number that message is signed with; 0: none
	Attached  Attachment           // what a message without words carries
	Caption   conversation.Private // what stands under a picture
	Inline    *InlineQuery         // typed behind the bot's name in some chat; nil: it is none
}

// An Attachment is what a message without words carries.
type Attachment string

// The attachments.
const (
	AttachedNothing Attachment = ""
	AttachedPhoto   Attachment = "photo"
	AttachedPlace   Attachment = "location" // a location or a venue
	AttachedOther   Attachment = "other"
)

// typed says whether it is neither a command nor a press.
func (u Update) typed() bool { return u.Command == "" && u.Press == nil }

// A Commit is one atomic step of the store.
type Commit struct {
	conversation.Request
	Person  seats.Person
	At      time.Time
	Next    string               // the talk's new version
	Tongue  catalogue.Language   // language of a talk that begins with this
	Screen  int                  // the message pressed, which is the screen from now on; 0: not known
	Profile conversation.Private // name to keep where none was typed
	Key     string               // from an earlier Reply, for what was typed
}

// A Store remembers talks and seats. Its methods are safe for concurrent use
// and return an error only where nothing is known of the outcome; repeating
// the same Commit is harmless.
type Store interface {
	// Commit carries a request out. All of it happens or nothing.
	Commit(ctx context.Context, c Commit) (conversation.Reply, error)
	// Load looks at a talk and leaves no trace of the person.
	Load(ctx context.Context, who seats.Person, at time.Time) (conversation.Reply, error)
	// Place remembers which message is the person's screen, the newest placed,
	// and returns the one that is not any more: that before it, or itself where a
	// newer one came first; 0 if there is none.
	Place(ctx context.Context, who seats.Person, message int) (former int, err error)
}

// A Messenger says things in chats. Its methods wait for Telegram's answer and
// obey its pace; errors are final for that message.
type Messenger interface {
	// Send sends a letter as a new message and returns its id.
	Send(ctx context.Context, chat int64, l render.Letter) (message int, err error)
	// Edit turns a message into another letter. An unchanged message is no
	// error; one that cannot be edited any more is ErrNoMessage.
	Edit(ctx context.Context, chat int64, message int, l render.Letter) error
	// Strip takes the buttons off a message.
	Strip(ctx context.Context, chat int64, message int) error
	// Delete takes a message out of the chat.
	Delete(ctx context.Context, chat int64, message int) error
	// Answer ends the spinning of a pressed button, with a short text or none.
	// One that is too old to be answered is no error.
	Answer(ctx context.Context, query, text string, alert bool) error
	// SendFile sends a letter with a file as a new message.
	SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (message int, fileID string, err error)
	// SendReply is Send as a reply to a message, if that is still there.
	SendReply(ctx context.Context, chat int64, replyTo int, l render.Letter) (message int, err error)
	// AnswerInline offers cards to an inline query, under a button that opens the
	// bot. One that is too old to be answered is no error.
	AnswerInline(ctx context.Context, query string, cards []InlineCard, more string) error
}

// ErrNoMessage says that a message cannot be edited any more.
var ErrNoMessage = errors.New("bot: no such message to edit")

// A Chance gives what nobody can foresee.
type Chance interface {
	// Nonce is a new version of a talk: letters and digits, at most 12.
	Nonce() string
	// Ticket is a short code that people can read out, and a token of 128
	// random bits in base64url.
	Ticket() (code, token string)
}

// Tickets make what a person takes away.
type Tickets interface {
	// Calendar is the seat as a calendar file.
	Calendar(reply conversation.Reply, now time.Time) (render.Letter, render.File, error)
}

// Parts are what a bot is made of.
type Parts struct {
	Catalogue func() *catalogue.Catalogue // the one in force
	Store     Store
	Chats     Messenger
	Render    *render.Renderer
	Tickets   Tickets
	Desk      Desk
	Reader    Reader
	Enquiries Enquiries
	Username  string // the bot's, for links to it
	Now       func() time.Time
	Chance    Chance
	Log       *slog.Logger
}

// A Bot handles updates. It is safe for concurrent use, as long as one
// person's updates come one after the other.
type Bot struct {
	Parts
	lanes  lanes
	warned sync.Map // operation of a text after which this process has said whom to call
}

// New returns a bot made of its parts.
func New(parts Parts) *Bot { return &Bot{Parts: parts} }

// Handle decides on an update and commits what follows from it. It returns nil
// once that is safe, and says the answer afterwards, on its own. An error means
// that the update has to come again.
func (b *Bot) Handle(ctx context.Context, u Update) error {
	u.Tongue = b.offered(u.Tongue)
	u.At = b.Now()
	if u.Inline != nil {
		return b.inline(ctx, u)
	}
	err := b.handle(ctx, u)
	if err != nil {
		b.warnAnyway(u)
	}
	return err
}

// A way is one that an update may go; it is false where it does not.
type way func(context.Context, Update) (taken bool, err error)

// handle lets an update go the first way that takes it. Danger comes before
// everything but an organiser's answer, which may quote what speaks of it.
func (b *Bot) handle(ctx context.Context, u Update) error {
	first, second := way(b.alarmed), way(b.atDesk)
	if u.typed() && u.ReplyTo != 0 {
		first, second = second, first
	}
	for _, take := range []way{first, second, b.inGroup, b.pressedAnswer, b.writesBack, b.talk} {
		if taken, err := take(ctx, u); taken || err != nil {
			return err
		}
	}
	return nil
}

// atDesk lets the desk have an update.
func (b *Bot) atDesk(ctx context.Context, u Update) (bool, error) { return b.desk(ctx, u, b.Desk.Take) }

// talk goes on with the talk, or answers a question beside it.
func (b *Bot) talk(ctx context.Context, u Update) (bool, error) {
	request, reply, answer, err := b.decide(ctx, u, true)
	if errors.Is(err, errAsked) {
		if taken, err := b.toDraft(ctx, u); taken || err != nil {
			return true, err
		}
		request, reply, answer, err = b.decide(ctx, u, false) // it was not for the desk
	}
	if err == nil && u.Command != "" && reply.Asked {
		_, err = b.desk(ctx, u, b.Desk.Left)
	}
	switch {
	case err != nil:
		return true, err
	case answer == nil:
		b.say(u, request, reply)
	case answer.Danger:
		return true, b.warn(ctx, u, *answer, reply)
	default:
		b.tell(u, *answer, reply, true)
	}
	return true, nil
}

// toDraft lets the desk have what it has asked for. What speaks of danger goes into no
// draft.
func (b *Bot) toDraft(ctx context.Context, u Update) (bool, error) {
	if taken, err := b.alarm(ctx, u); taken || err != nil {
		return true, err
	}
	return b.desk(ctx, u, b.Desk.Typed)
}

// offered is a language if the catalogue offers it, else English, else what it
// offers first.
func (b *Bot) offered(tongue catalogue.Language) catalogue.Language {
	languages := b.Catalogue().Rules.Languages
	for _, wanted := range []catalogue.Language{tongue, catalogue.English} {
		if slices.Contains(languages, wanted) {
			return wanted
		}
	}
	return languages[0]
}

// Wait returns when everything is said.
func (b *Bot) Wait() { b.lanes.wait() }

// races is how often a decision is made anew when something else came first.
const races = 5

// errAsked says that the desk has asked for what was typed.
var errAsked = errors.New("bot: the desk has asked for it")

// decide makes a request of the update and commits it, unless the desk comes
// first and has asked for it. What was typed rests on
// where the talk stands, so it is decided anew when the talk has moved on; so
// is a ticket whose code is used already. Where it asks something, the answer comes
// along.
func (b *Bot) decide(ctx context.Context, u Update, deskFirst bool) (request conversation.Request, reply conversation.Reply, answer *answers.Answer, err error) {
	typed := u.typed()
	for range races {
		var stands conversation.Reply
		if typed {
			if stands, err = b.Store.Commit(ctx, b.look(u)); err != nil {
				return request, reply, nil, err
			}
		}
		if deskFirst && stands.Asked && !u.Wordless {
			return request, stands, nil, errAsked
		}
		if stands.Again { // it was carried out, and then came again
			return conversation.Request{Effect: conversation.EffectTidy}, stands, nil, nil
		}
		if request, answer = b.step(u, stands); typed && request.Idle() {
			return request, stands, answer, nil
		}
		if reply, err = b.Store.Commit(ctx, b.commit(u, request, stands)); err != nil {
			return request, reply, nil, err
		}
		if reply.Outcome != seats.Taken && !(typed && reply.Outcome == seats.Stale) {
			break
		}
	}
	return request, reply, answer, nil
}

// step says what follows from an update: an answer, or the next step of the talk.
func (b *Bot) step(u Update, stands conversation.Reply) (conversation.Request, *answers.Answer) {
	if u.typed() {
		if answer, ok := b.answerTo(u, stands); ok {
			return telling(answer), &answer
		}
	}
	request := conversation.Step(b.Catalogue(), stands.Talk, u.Input)
	request.Told = answers.Shown(b.Catalogue(), request)
	return request, nil
}

// look asks where the talk stands, and begins one where there is none. It finds
// out as well whether the text was acted upon before.
func (b *Bot) look(u Update) Commit {
	still := conversation.Request{Operation: u.Operation, Still: true, Ask: seats.Request{Act: seats.ActNothing}}
	return Commit{Request: still, Person: u.Person, At: u.At, Tongue: u.Tongue, Next: b.Chance.Nonce()}
}

func (b *Bot) commit(u Update, request conversation.Request, stands conversation.Reply) Commit {
	c := Commit{Request: request, Person: u.Person, At: u.At, Tongue: u.Tongue, Next: b.Chance.Nonce(), Profile: u.Profile, Key: stands.Key}
	if stands.Name != "" {
		c.Profile = stands.Name
	}
	if u.Press != nil && !request.Still {
		c.Screen = u.Message
	}
	if slices.Contains(ticketing, request.Ask.Act) {
		c.Ask.Code, c.Ask.Token = b.Chance.Ticket()
	}
	return c
}

// ticketing are the acts that may make a new ticket.
var ticketing = []seats.Act{seats.ActConfirm, seats.ActAccept, seats.ActResize}
