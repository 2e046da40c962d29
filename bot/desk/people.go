package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/names"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// Lists of people, and one person.

// How many people a list shows at once, and how many are read in one go where
// all are looked through.
const (
	shown  = 10
	looked = 500
)

// list shows who has a seat in a visit, page by page.
func (d *Desk) list(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	guests, next, err := d.Store.Guests(c, v.ID, after("s", v.ID, c.page), shown)
	if err != nil {
		return nil, err
	}
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.list.title", "Visit", v.Name), conversation.Say("desk.list.count", "Count", n.Taken, "Capacity", n.Capacity))
	d.lines(s, guests, holds)
	s.turnPage(c, "list", v.ID, next)
	return d.answer(c, s), nil
}

// waiting shows who waits for a visit.
func (d *Desk) waiting(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	guests, next, err := d.Store.Waiting(c, v.ID, after("w", v.ID, c.page), shown)
	if err != nil {
		return nil, err
	}
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.waiting.title", "Visit", v.Name), conversation.Say("desk.waiting", "Count", n.Waiting))
	d.lines(s, guests, holds)
	s.turnPage(c, "waiting", v.ID, next)
	return d.answer(c, s), nil
}

// after is the entry of the index behind which a page begins, by its rank.
func after(kind, visit string, rank int) string {
	if rank == 0 {
		return ""
	}
	return fmt.Sprintf("%s|%s|%013d|~", kind, visit, rank)
}

// turnPage leads to the page behind an entry of the index.
func (s *sheet) turnPage(c *call, word, visit, next string) {
	var row []conversation.Button
	if c.page != 0 {
		row = append(row, tap(named("desk.button.first"), word, "v"+visit))
	}
	if fields := strings.Split(next, "|"); len(fields) == 4 {
		row = append(row, paged(tap(named("desk.button.next"), word, "v"+visit), number(fields[2])))
	}
	s.Row(row...)
	s.back()
}

// lines shows people, each with a button to their card.
func (d *Desk) lines(s *sheet, guests []organiser.Guest, what func(organiser.Guest) conversation.Line) {
	if len(guests) == 0 {
		s.Paragraph(named("desk.nobody"))
		return
	}
	s.Paragraph()
	var buttons []conversation.Button
	for i, g := range guests {
		if i == 0 {
			s.Lines = append(s.Lines, conversation.Line{})
		}
		s.Lines = append(s.Lines, conversation.Say("desk.line", "Number", strconv.Itoa(i+1), "Name", nameOf(g), "What", what(g)))
		buttons = append(buttons, tap(conversation.Say("desk.button.number", "Number", strconv.Itoa(i+1)), "find", ofPerson(g.Person)))
	}
	s.Grid(buttons, 5)
}

// nameOf is a person's name, or a sign that none is known.
func nameOf(g organiser.Guest) conversation.Private {
	if g.Name == "" {
		return "?"
	}
	return g.Name
}

// holds is what somebody has, in a few words.
func holds(g organiser.Guest) conversation.Line {
	switch {
	case g.Seat != nil && g.Seat.Came > 0:
		return conversation.Say("desk.holds.came", "People", people(g.Seat.Party), "Code", conversation.Spaced(g.Seat.Code), "Count", g.Seat.Came)
	case g.Seat != nil && g.Seat.Coming:
		return conversation.Say("desk.holds.coming", "People", people(g.Seat.Party), "Code", conversation.Spaced(g.Seat.Code))
	case g.Seat != nil:
		return conversation.Say("desk.holds.seat", "People", people(g.Seat.Party), "Code", conversation.Spaced(g.Seat.Code))
	case g.Wait != nil:
		return people(g.Wait.Party)
	}
	return named("desk.holds.nothing")
}

// holdsWhere is holds with the visit.
func (c *call) holdsWhere(g organiser.Guest) conversation.Line {
	switch {
	case g.Seat != nil:
		return conversation.Say("desk.holds.at", "What", holds(g), "Visit", c.visit(g.Seat.Visit).Name)
	case g.Wait != nil:
		return conversation.Say("desk.holds.waits", "What", holds(g), "Visit", c.visit(g.Wait.Visit).Name)
	}
	return holds(g)
}

// found is somebody whom a query finds, and how well.
type found struct {
	organiser.Guest
	rank int
}

// mostFound is how many people a query finds at most.
const mostFound = 10

// search finds people by name, whether they have a seat or wait, best first.
func (d *Desk) search(c *call, query string) ([]organiser.Guest, error) {
	finder, seen := names.Find(query), map[seats.Person]bool{}
	var hits []found
	consider := func(guests []organiser.Guest) {
		for _, g := range guests {
			if rank := finder.Rank(string(g.Name)); rank > 0 && !seen[g.Person] {
				seen[g.Person] = true
				hits = append(hits, found{g, rank})
			}
		}
		slices.SortStableFunc(hits, func(a, b found) int { return b.rank - a.rank })
		hits = hits[:min(len(hits), mostFound)]
	}
	for _, v := range c.cat.Visits {
		for _, read := range []lister{d.Store.Guests, d.Store.Waiting} {
			if err := each(c, read, v.ID, consider); err != nil {
				return nil, err
			}
		}
	}
	var guests []organiser.Guest
	for _, hit := range hits {
		guests = append(guests, hit.Guest)
	}
	return guests, nil
}

// person finds whom a call is about: by a button, by a code or by a name. Where
// several fit, or nobody, the answer says so.
func (d *Desk) person(c *call) (g organiser.Guest, other *bot.Answer, err error) {
	who := c.who
	if who == "" {
		if code, ok := organiser.Code(c.args.Text); ok {
			if who, _, err = d.Store.ByCode(c, code); err != nil {
				return g, nil, err
			}
		}
	}
	if who != "" {
		g, err = d.Store.Guest(c, who)
		return g, nil, err
	}
	guests, err := d.search(c, c.args.Text)
	if err != nil || len(guests) == 1 {
		if len(guests) == 1 {
			g, err = d.Store.Guest(c, guests[0].Person)
		}
		return g, nil, err
	}
	return g, d.several(c, guests), nil
}

// several lets one of many be chosen, for the same command.
func (d *Desk) several(c *call, guests []organiser.Guest) *bot.Answer {
	s := &sheet{}
	if len(guests) == 0 {
		s.Paragraph(conversation.Say("desk.find.nobody", "Name", conversation.Private(c.args.Text)))
		s.back()
		return d.answer(c, s)
	}
	s.Paragraph(conversation.Say("desk.find.several", "Name", conversation.Private(c.args.Text)))
	d.lines(s, guests, c.holdsWhere)
	for i := range s.Rows {
		for j := range s.Rows[i] {
			b := &s.Rows[i][j]
			b.Press.Word = showing + c.command.Word
			if v := c.args.Visit; v.ID != "" {
				b.Press.Subject += " " + ofVisit(v)
			}
		}
	}
	s.back()
	return d.answer(c, s)
}

// find shows one person, with all that can be done for them.
func (d *Desk) find(c *call) (*bot.Answer, error) {
	if c.who == "" && c.args.Text == "" {
		return d.askName(c)
	}
	g, other, err := d.person(c)
	if other != nil || err != nil {
		return other, err
	}
	return d.card(c, g)
}

// askName asks for a name to be typed.
func (d *Desk) askName(c *call, args ...string) (*bot.Answer, error) {
	if c.update.Group {
		return d.say(c, named("desk.private")), nil
	}
	s := &sheet{}
	s.Paragraph(d.menuLine(c.command))
	s.Paragraph(conversation.Say("desk.ask."+c.command.Word, "Text", c.command.Example))
	s.back()
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, organiser.Draft{Word: c.command.Word, Args: args})
}

// card is one person with what they hold and what can be done.
func (d *Desk) card(c *call, g organiser.Guest) (*bot.Answer, error) {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.card", "Name", nameOf(g)))
	if organiser.IsByHand(g.Person) {
		s.Lines = append(s.Lines, named("desk.card.byhand"))
	} else if g.Language != "" {
		s.Lines = append(s.Lines, named("language."+string(g.Language)))
	}
	if g.Seat != nil {
		d.cardSeat(c, s, g)
	}
	if g.Hold != nil {
		d.cardHold(c, s, g)
	}
	d.cardWaits(c, s, g)
	if g.Seat == nil && g.Hold == nil && len(g.Waits) == 0 {
		s.Paragraph(named("desk.holds.nothing"))
	}
	s.back()
	return d.answer(c, s), nil
}

func (d *Desk) cardSeat(c *call, s *sheet, g organiser.Guest) {
	v, who := c.visit(g.Seat.Visit), ofPerson(g.Person)
	s.Paragraph(conversation.Say("desk.card.seat", "Visit", v.Name, "People", people(g.Seat.Party), "Code", conversation.Spaced(g.Seat.Code)))
	s.Lines = append(s.Lines, conversation.Say("desk.card.since", "Day", conversation.Day(g.Seat.Since), "Time", conversation.Clock(g.Seat.Since)))
	if g.Remark != "" {
		s.Lines = append(s.Lines, conversation.Say("part.remark", "Remark", g.Remark))
	}
	if g.Seat.Coming {
		s.Lines = append(s.Lines, named("desk.card.coming"))
	}
	if g.Seat.Came > 0 {
		s.Lines = append(s.Lines, conversation.Say("desk.card.came", "Count", g.Seat.Came, "Time", conversation.Clock(g.Seat.CameAt)))
		s.Row(tap(named("desk.button.checkout"), "checkin", who, ofMore("out")))
	} else {
		s.Row(tap(named("desk.button.checkin"), "checkin", who))
	}
	s.Row(tap(named("desk.button.move"), "move", who), tap(named("desk.button.remove"), "remove", who, ofVisit(v)))
}

func (d *Desk) cardHold(c *call, s *sheet, g organiser.Guest) {
	id := "desk.card.hold"
	if g.Hold.Offer != "" {
		id = "desk.card.offer"
	}
	v := c.visit(g.Hold.Visit)
	s.Paragraph(conversation.Say(id, "Visit", v.Name, "People", people(g.Hold.Party), "Until", conversation.Clock(g.Hold.Until)))
	if g.Seat == nil || g.Seat.Visit != v.ID {
		s.Row(tap(named("desk.button.remove"), "remove", ofPerson(g.Person), ofVisit(v)))
	}
}

func (d *Desk) cardWaits(c *call, s *sheet, g organiser.Guest) {
	for _, w := range g.Waits {
		v := c.visit(w.Visit)
		s.Paragraph(conversation.Say("desk.card.wait", "Visit", v.Name, "People", people(w.Party)))
		s.Row(tap(named("desk.button.offer"), "offer", ofPerson(g.Person), ofVisit(v)), tap(named("desk.button.unqueue"), "remove", ofPerson(g.Person), ofVisit(v)))
	}
}

// add gives a seat to somebody who is not on Telegram.
func (d *Desk) add(c *call) (*bot.Answer, error) {
	if c.confirmed {
		return d.enterByHand(c)
	}
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	if c.args.Text == "" {
		return d.askName(c, v.ID)
	}
	name := string(conversation.CleanName(conversation.Private(c.args.Text)))
	if name == "" || utf8.RuneCountInString(name) > conversation.MaxName {
		return d.say(c, conversation.Say("note.badname", "Count", conversation.MaxName)), nil
	}
	party := max(1, c.args.Number)
	if party > c.cat.Rules.MaxParty {
		return d.say(c, conversation.Say("desk.add.toomany", "Count", c.cat.Rules.MaxParty)), nil
	}
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.add.ask", "Name", conversation.Private(name), "People", people(party), "Visit", v.Name))
	s.Paragraph(conversation.Say("desk.room", "Count", max(0, n.Capacity-n.Taken)), conversation.Say("desk.waiting", "Count", n.Waiting))
	if n.Waiting > 0 {
		s.Lines = append(s.Lines, named("desk.override"))
	}
	if !s.fits(n, party) {
		return d.answer(c, s), nil
	}
	yes := d.confirm(c, s, named("desk.button.add"), 1, ofVisit(v))
	s.Row(yes)
	s.back()
	draft := organiser.Draft{Word: "add", Args: []string{v.ID}, Texts: map[string]string{"name": name, "party": strconv.Itoa(party)}, Awaits: yes.Press.Nonce}
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, draft)
}

// enterByHand adds whom the draft names, if the button is of that draft. A second
// press of the same button shows the same person.
func (d *Desk) enterByHand(c *call) (*bot.Answer, error) {
	who, v := organiser.ByHand(c.operation), c.args.Visit
	draft, ok, err := d.Store.Draft(c, c.me.Person)
	if err != nil {
		return nil, err
	}
	outcome, _, err := d.Store.Outcome(c, c.operation)
	if err != nil {
		return nil, err
	}
	if outcome == seats.Done || !ok || draft.Word != "add" || draft.Awaits != c.operation || draft.Args[0] != v.ID {
		return d.addedBefore(c, who)
	}
	if err := d.Store.Enter(c, c.does(), who, conversation.Private(draft.Texts["name"])); err != nil {
		return nil, err
	}
	outcome, err = d.givingTicket(c, seats.Order{What: seats.OrderAdd, Who: who, Visit: v.ID, Party: number(draft.Texts["party"])})
	if err != nil {
		return nil, err
	}
	if outcome != seats.Done {
		return d.ordered(c, outcome, conversation.Line{}), nil
	}
	g, err := d.Store.Guest(c, who)
	if err != nil {
		return nil, err
	}
	return d.added(c, g), d.Store.DropDraft(c, c.me.Person)
}

// addedBefore shows whom an earlier press of the same button has added.
func (d *Desk) addedBefore(c *call, who seats.Person) (*bot.Answer, error) {
	g, err := d.Store.Guest(c, who)
	if err != nil {
		return nil, err
	}
	if g.Seat == nil {
		return d.say(c, named("desk.gone")), nil
	}
	return d.added(c, g), nil
}

func (d *Desk) added(c *call, g organiser.Guest) *bot.Answer {
	s := &sheet{}
	if g.Seat != nil {
		s.Paragraph(conversation.Say("desk.add.done", "Name", nameOf(g), "Visit", c.visit(g.Seat.Visit).Name, "People", people(g.Seat.Party)))
		s.Paragraph(conversation.Say("desk.add.code", "Code", conversation.Spaced(g.Seat.Code)))
	}
	s.undoable(c.operation)
	s.back()
	return d.answer(c, s)
}

// tries is how often a code is drawn that is in use.
const tries = 5

// givingTicket carries out an order that makes a ticket.
func (d *Desk) givingTicket(c *call, o seats.Order) (outcome seats.Outcome, err error) {
	for i := range tries {
		o.Code, o.Token = d.Chance.Ticket()
		does := c.does()
		if i > 0 {
			does.ID += strconv.Itoa(i)
		}
		if outcome, err = d.Store.Order(c, does, o); err != nil || outcome != seats.Taken {
			c.operation = does.ID // which can be undone
			return outcome, err
		}
	}
	return outcome, nil
}

// move moves somebody's seat to another visit.
func (d *Desk) move(c *call) (*bot.Answer, error) {
	if c.who == "" && c.args.Text == "" {
		return d.askName(c)
	}
	g, other, err := d.person(c)
	if other != nil || err != nil {
		return other, err
	}
	to := c.args.Visit
	switch {
	case g.Seat == nil:
		return d.say(c, conversation.Say("desk.noseat", "Name", nameOf(g))), nil
	case to.ID == "":
		return d.whither(c, g)
	}
	s, err := d.foreseeMove(c, g)
	if err != nil {
		return nil, err
	}
	if len(s.Rows) > 0 || !d.ask(c, s, named("desk.button.move"), ofPerson(g.Person), ofVisit(to)) {
		return d.answer(c, s), nil
	}
	outcome, err := d.givingTicket(c, seats.Order{What: seats.OrderMove, Who: g.Person, Visit: to.ID, Thing: rankOf(g)})
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.move.done", "Name", nameOf(g), "Visit", to.Name)), nil
}

// rankOf is the seat that an order is about; empty: none.
func rankOf(g organiser.Guest) string {
	if g.Seat == nil {
		return ""
	}
	return strconv.FormatInt(g.Seat.Rank, 10)
}

// whither asks to which visit.
func (d *Desk) whither(c *call, g organiser.Guest) (*bot.Answer, error) {
	counts, err := d.Store.Counts(c, c.now())
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.move.whither", "Name", nameOf(g), "People", people(g.Seat.Party), "Visit", c.visit(g.Seat.Visit).Name))
	for _, v := range c.cat.Visits {
		if v.ID != g.Seat.Visit {
			label := conversation.Say("button.visit", "Visit", v.Name, "Count", max(0, counts[v.ID].Capacity-counts[v.ID].Taken))
			s.Row(tap(label, "move", ofPerson(g.Person), ofVisit(v)))
		}
	}
	s.back()
	return d.answer(c, s), nil
}

func (d *Desk) foreseeMove(c *call, g organiser.Guest) (*sheet, error) {
	s, to := &sheet{}, c.args.Visit
	n, err := d.counts(c, to)
	if err != nil {
		return nil, err
	}
	s.Paragraph(conversation.Say("desk.move.ask", "Name", nameOf(g), "People", people(g.Seat.Party), "Visit", c.visit(g.Seat.Visit).Name, "Other", to.Name))
	s.Paragraph(conversation.Say("desk.room", "Count", max(0, n.Capacity-n.Taken)), conversation.Say("desk.waiting", "Count", n.Waiting))
	if n.Waiting > 0 {
		s.Lines = append(s.Lines, named("desk.override"))
	}
	s.fits(n, g.Seat.Party)
	return s, nil
}

// fits says whether there is room for a party; else the sheet says that there is
// none, and ends.
func (s *sheet) fits(n seats.Count, party int) bool {
	if n.Capacity-n.Taken >= party {
		return true
	}
	s.Paragraph(named("desk.outcome.full"))
	s.back()
	return false
}

// remove takes somebody off a visit's list.
func (d *Desk) remove(c *call) (*bot.Answer, error) {
	if c.who == "" && c.args.Text == "" {
		return d.askName(c)
	}
	g, other, err := d.person(c)
	if other != nil || err != nil {
		return other, err
	}
	v := c.args.Visit
	if v.ID == "" && g.Seat != nil {
		v = c.visit(g.Seat.Visit)
	}
	if v.ID == "" {
		return d.card(c, g)
	}
	thing := ""
	if g.Seat != nil && g.Seat.Visit == v.ID {
		thing = rankOf(g)
	}
	if _, waits := g.In(v.ID); !waits && thing == "" && (g.Hold == nil || g.Hold.Visit != v.ID) {
		return d.say(c, conversation.Say("desk.remove.nothing", "Name", nameOf(g), "Visit", v.Name)), nil
	}
	s, err := d.foreseeRemove(c, g, v.ID)
	if err != nil {
		return nil, err
	}
	if !d.ask(c, s, named("desk.button.remove"), ofPerson(g.Person), ofVisit(v)) {
		return d.answer(c, s), nil
	}
	outcome, err := d.Store.Order(c, c.does(), seats.Order{What: seats.OrderRemove, Who: g.Person, Visit: v.ID, Thing: thing})
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.remove.done", "Name", nameOf(g), "Visit", v.Name)), nil
}

func (d *Desk) foreseeRemove(c *call, g organiser.Guest, visit string) (*sheet, error) {
	s, v := &sheet{}, c.visit(visit)
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	s.Paragraph(conversation.Say("desk.remove.ask", "Name", nameOf(g), "Visit", v.Name))
	if g.Seat != nil && g.Seat.Visit == visit {
		s.Paragraph(conversation.Say("desk.remove.freed", "Count", g.Seat.Party), conversation.Say("desk.waiting", "Count", n.Waiting))
	}
	return s, nil
}

// offer offers a place to somebody who waits, out of turn.
func (d *Desk) offer(c *call) (*bot.Answer, error) {
	if c.who == "" && c.args.Text == "" {
		return d.askName(c)
	}
	g, other, err := d.person(c)
	if other != nil || err != nil {
		return other, err
	}
	v := c.args.Visit
	if v.ID == "" && len(g.Waits) == 1 {
		v = c.visit(g.Waits[0].Visit)
	}
	if v.ID == "" {
		return d.card(c, g)
	}
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.offer.ask", "Name", nameOf(g), "Visit", v.Name))
	s.Paragraph(conversation.Say("desk.room", "Count", max(0, n.Capacity-n.Taken)), conversation.Say("desk.waiting", "Count", n.Waiting), named("desk.override"))
	if w, ok := g.In(v.ID); ok && !s.fits(n, w.Party) {
		return d.answer(c, s), nil
	}
	if !d.ask(c, s, named("desk.button.offer"), ofPerson(g.Person), ofVisit(v)) {
		return d.answer(c, s), nil
	}
	outcome, err := d.Store.Order(c, c.does(), seats.Order{What: seats.OrderOffer, Who: g.Person, Visit: v.ID})
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.offer.done", "Name", nameOf(g), "Visit", v.Name)), nil
}

// A lister reads a page of a list.
type lister func(ctx context.Context, visit, after string, n int) ([]organiser.Guest, string, error)

// each reads a whole list, page by page.
func each(c *call, read lister, visit string, see func([]organiser.Guest)) error {
	for after := ""; ; {
		guests, next, err := read(c, visit, after, looked)
		if err != nil {
			return err
		}
		see(guests)
		if after = next; after == "" {
			return nil
		}
	}
}
