// Package desk carries out what organisers ask for in the chat: it finds out who
// asks and whether they may, reads what they typed, says first what would follow,
// and does it when they press the button under that.
//
// Authority is the numeric id, looked up at every command and every press. Who
// may not is answered as if there were no such command.
package desk

import (
	"cmp"
	"context"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// Parts are what a desk is made of.
type Parts struct {
	Catalogue func() *catalogue.Catalogue // the one in force
	Shipped   *catalogue.Catalogue        // the one before organisers changed anything
	Store     Store
	Casts     Casts
	Render    *render.Renderer
	Menus     Menus
	Chance    bot.Chance
	Owners    []seats.Person
	Username  string // the bot's
	Now       func() time.Time
	Log       *slog.Logger
}

// Menus show each person the commands that are theirs.
type Menus interface {
	// Menu sets the commands of one private chat; none gives it those of
	// everybody.
	Menu(ctx context.Context, who seats.Person, lang catalogue.Language, words []string) error
}

// A Desk implements bot.Desk.
type Desk struct {
	Parts
	menus   sync.Map // seats.Person → which menu this process has given them
	tongues sync.Map // seats.Person → the language in which they are known to speak
}

var _ bot.Desk = (*Desk)(nil)

// New returns a desk made of its parts.
func New(parts Parts) *Desk { return &Desk{Parts: parts} }

// A call is one thing that an organiser asks for.
type call struct {
	context.Context
	update    bot.Update
	me        organiser.Member
	lang      catalogue.Language
	cat       *catalogue.Catalogue
	command   organiser.Command
	args      organiser.Args
	who       seats.Person // whom it is about, where a button says so
	page      int
	operation string // id of what is done
	confirmed bool   // the button under what would follow was pressed
	seen      int    // the figures under which it was pressed
	pressed   bool
	more      string            // what else a button says
	overrides map[string]string // what organisers have changed, once it was refreshed
}

// now is when it was asked for.
func (c *call) now() time.Time { return c.update.At }

func (c *call) does() seats.Operation {
	return seats.Operation{ID: c.operation, By: c.me.Person, At: c.update.At}
}

// The words of the desk's buttons begin so: to show something, and to do it.
const (
	showing = conversation.DeskShows
	doing   = conversation.DeskDoes
)

// Take implements bot.Desk.
func (d *Desk) Take(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	switch {
	case u.Press != nil && (strings.HasPrefix(u.Press.Word, showing) || strings.HasPrefix(u.Press.Word, doing)):
		return d.pressed(ctx, u)
	case u.Command == "start" && strings.HasPrefix(u.Payload, inviting):
		return d.redeem(ctx, u)
	case u.Command == "start" && strings.HasPrefix(u.Payload, showingTicket):
		return d.leaving(ctx, u, d.scanned)
	case u.Command != "":
		if command, ok := organiser.Find(u.Command); ok {
			return d.commanded(ctx, u, command)
		}
	case u.ReplyTo != 0 && u.Press == nil:
		return d.replied(ctx, u)
	}
	return nil, nil
}

// How the payloads of /start begin that are the desk's.
const (
	inviting      = "i_"
	showingTicket = "t_"
)

// begin makes a call of an update, and finds out who it is from.
func (d *Desk) begin(ctx context.Context, u bot.Update, command organiser.Command) (*call, error) {
	me, lang, err := d.Store.Staff(ctx, u.Person)
	if err != nil {
		return nil, err
	}
	if slices.Contains(d.Owners, u.Person) {
		me.Role = organiser.Owner
	}
	return &call{
		Context: ctx, update: u, me: me, lang: cmp.Or(lang, u.Tongue), cat: d.Catalogue(), command: command,
		args: organiser.Args{Number: -1}, operation: "said:" + u.Operation,
	}, nil
}

// enter begins a call, if whoever it is from may do what the command does. Who may
// not is nobody's business of the desk; that they tried is kept.
func (d *Desk) enter(ctx context.Context, u bot.Update, command organiser.Command) (*call, error) {
	c, err := d.begin(ctx, u, command)
	if err != nil {
		return nil, err
	}
	if c.me.Role < command.Role || u.Forwarded {
		return nil, d.refuse(ctx, u, command)
	}
	return c, d.meet(c)
}

// meet remembers the language of an organiser: what they are told comes in it, even
// if they never use the talk.
func (d *Desk) meet(c *call) error {
	if known, ok := d.tongues.Load(c.me.Person); ok && known == c.lang {
		return nil
	}
	if err := d.Store.Meet(c, c.me.Person, c.lang); err != nil {
		return err
	}
	d.tongues.Store(c.me.Person, c.lang)
	return nil
}

// refuse keeps that somebody tried what they may not. Many can press under one
// message, and one person often.
func (d *Desk) refuse(ctx context.Context, u bot.Update, command organiser.Command) error {
	o := seats.Operation{ID: "refused:" + cmp.Or(u.Query, u.Operation), By: u.Person, At: u.At}
	return d.Store.Remark(ctx, o, "refused", command.Word)
}

// elsewhere says whether a call comes from a group that is not the organisers'.
func (d *Desk) elsewhere(c *call) (bool, error) {
	if !c.update.Group || c.command.Word == "here" {
		return false, nil
	}
	chat, _, err := d.Store.Desk(c)
	return chat != c.update.Chat, err
}

func (d *Desk) commanded(ctx context.Context, u bot.Update, command organiser.Command) (*bot.Answer, error) {
	c, err := d.enter(ctx, u, command)
	if c == nil || err != nil {
		return nil, err
	}
	if away, err := d.elsewhere(c); away || err != nil {
		return nil, err
	}
	left, err := d.Left(ctx, u)
	if err != nil {
		return nil, err
	}
	answer, err := d.read(c, u.Payload)
	return behind(left, answer), err
}

// Left implements bot.Desk. Of what only waited for the rest of its command nothing
// is said. In a group nobody is in the middle of anything.
func (d *Desk) Left(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	if u.Group || u.Forwarded {
		return nil, nil
	}
	draft, ok, err := d.Store.Draft(ctx, u.Person)
	if !ok || err != nil {
		return nil, err
	}
	c, err := d.begin(ctx, u, organiser.Table[0])
	if err != nil {
		return nil, err
	}
	if err := d.Store.DropDraft(ctx, u.Person); err != nil || c.me.Role == organiser.Nobody || !writing(draft) {
		return nil, err
	}
	return d.say(c, named("desk.nothing")), nil
}

// writing says whether a draft is more than a command that waits for its rest.
func writing(draft organiser.Draft) bool {
	return draft.For != "" || draft.Asked != "" || draft.Awaits != ""
}

// leaving does what a command says, and ends what somebody was writing.
func (d *Desk) leaving(ctx context.Context, u bot.Update, do func(context.Context, bot.Update) (*bot.Answer, error)) (*bot.Answer, error) {
	answer, err := do(ctx, u)
	if answer == nil || err != nil {
		return answer, err
	}
	left, err := d.Left(ctx, u)
	return behind(left, answer), err
}

// behind puts an answer behind another; either may be nil.
func behind(first, answer *bot.Answer) *bot.Answer {
	if first == nil || answer == nil {
		return cmp.Or(answer, first)
	}
	answer.Letters = append(first.Letters, answer.Letters...)
	return answer
}

// read reads what stands behind a command, and carries it out or says what is
// missing.
func (d *Desk) read(c *call, text string) (*bot.Answer, error) {
	args, trouble := organiser.Read(c.cat, c.command, text)
	c.args = args
	if c.args.Visit.ID == "" && c.me.Role == organiser.Steward {
		c.args.Visit, _ = c.cat.Visit(c.me.Visit)
		if trouble != nil && trouble.Missing == organiser.TakesVisit && trouble.Wrong == "" {
			trouble = nil
		}
	}
	if trouble != nil {
		return d.troubled(c, *trouble)
	}
	return d.run(c)
}

// Typed implements bot.Desk. A reply speaks of what it replies to.
func (d *Desk) Typed(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	if u.ReplyTo != 0 {
		return nil, nil
	}
	draft, ok, err := d.Store.Draft(ctx, u.Person)
	if !ok || err != nil || u.Wordless {
		return nil, err
	}
	command, ok := organiser.Find(draft.Word)
	if !ok {
		return nil, nil
	}
	c, err := d.enter(ctx, u, command)
	if c == nil && err == nil && !u.Forwarded { // they may not any more
		return nil, d.Store.DropDraft(ctx, u.Person)
	}
	if c == nil || err != nil {
		return nil, err
	}
	p := purposeOf(draft)
	switch {
	case draft.Taken == c.operation && p.ask != nil:
		return p.ask(d, c, draft)
	case draft.Taken == c.operation:
		return d.furtherText(c, draft)
	case p.typed != nil:
		return p.typed(d, c, draft, string(c.update.Said))
	case draft.Asked != "":
		return d.texted(c, draft)
	case draft.Awaits != "":
		return nil, nil
	}
	return d.read(c, strings.Join(append(draft.Args, string(u.Said)), " "))
}

// pressed carries out what a button of the desk says. Anybody can forge one: it
// is checked like what is typed.
func (d *Desk) pressed(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	word := u.Press.Word[len(showing):]
	command, ok := organiser.Find(word)
	if !ok {
		return nil, nil
	}
	c, err := d.enter(ctx, u, command)
	if c == nil || err != nil {
		return nil, err
	}
	if away, err := d.elsewhere(c); away || err != nil {
		return nil, err
	}
	c.pressed, c.confirmed = true, strings.HasPrefix(u.Press.Word, doing)
	c.operation = d.Chance.Nonce()
	c.understand(*u.Press)
	return d.run(c)
}

// nonces are ids under which something is done, as bot.Chance gives them; they
// become part of what is stored.
var nonces = regexp.MustCompile(`^[A-Za-z0-9]{1,12}$`)

// understand reads what a button is about: visit, centre, person and more, each behind
// its sign, and a number. What has no id of ours does nothing, and only shows.
func (c *call) understand(p conversation.Press) {
	if nonces.MatchString(p.Nonce) {
		c.operation = p.Nonce
	} else {
		c.confirmed = false
	}
	c.args.Number, c.page = p.Number-1, p.Number
	for part := range strings.SplitSeq(p.Subject, " ") {
		if part == "" {
			continue
		}
		switch part[0] {
		case 'v':
			c.args.Visit, _ = c.cat.Visit(part[1:])
		case 'c':
			c.args.Centre, _ = c.cat.Centre(part[1:])
		case 'p':
			c.who = organiser.FromRef(part[1:])
		case 'm':
			c.more = part[1:]
		case '*':
			c.args.All = true
		}
	}
	if c.confirmed {
		c.seen = p.Number
	}
}

// handlers carry out the commands.
var handlers = map[string]func(*Desk, *call) (*bot.Answer, error){
	"admin": (*Desk).admin, "stats": (*Desk).stats, "tasks": (*Desk).tasks, "journal": (*Desk).journal, "audit": (*Desk).audit, "undo": (*Desk).undo,
	"capacity": (*Desk).capacity, "open": (*Desk).openSignUp, "close": (*Desk).closeSignUp, "cancelvisit": (*Desk).cancelVisit,
	"meeting": (*Desk).meeting, "settings": (*Desk).settings,
	"list": (*Desk).list, "waiting": (*Desk).waiting, "find": (*Desk).find, "add": (*Desk).add, "move": (*Desk).move, "remove": (*Desk).remove,
	"offer": (*Desk).offer, "announce": (*Desk).announce,
	"fact":    (*Desk).fact,
	"checkin": (*Desk).checkIn, "door": (*Desk).door, "noshows": (*Desk).noShows, "export": (*Desk).export,
	"inbox": (*Desk).inbox, "contact": (*Desk).contact,
	"invite": (*Desk).invite, "team": (*Desk).team, "here": (*Desk).here,
}

// run carries a call out. A steward is let in at their own door only.
func (d *Desk) run(c *call) (*bot.Answer, error) {
	if visit := c.args.Visit.ID; visit != "" && !c.me.May(c.command.Role, visit) {
		return d.say(c, conversation.Say("desk.otherdoor", "Visit", c.visit(c.me.Visit).Name)), nil
	}
	if c.confirmed && slices.Contains(ordering, c.command.Word) {
		if again, err := d.again(c); again != nil || err != nil {
			return again, err
		}
	}
	if !c.update.Group {
		d.menu(c, c.me, c.lang)
	}
	return handlers[c.command.Word](d, c)
}

// ordering are the commands that carry an order out once they are confirmed.
var ordering = []string{"capacity", "cancelvisit", "move", "remove", "offer", "noshows"}

// again answers a second press of the button under what would follow; nil where
// it is the first.
func (d *Desk) again(c *call) (*bot.Answer, error) {
	outcome, known, err := d.Store.Outcome(c, c.operation)
	if !known || err != nil || outcome == seats.Taken {
		return nil, err
	}
	return d.ordered(c, outcome, named("desk.done")), nil
}

// visit is a visit of the catalogue, or an empty one.
func (c *call) visit(id string) catalogue.Visit {
	v, _ := c.cat.Visit(id)
	return v
}
