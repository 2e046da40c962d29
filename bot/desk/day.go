package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/papers"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// The day itself: the door, those who do not come.

// scanned is a ticket's link that a phone's camera opened. Only who may check
// people in gets more than their own ticket.
func (d *Desk) scanned(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	command, _ := organiser.Find("checkin")
	c, err := d.begin(ctx, u, command)
	if err != nil || c.me.Role < command.Role || u.Forwarded || u.Group {
		return nil, err
	}
	who, ok, err := d.Store.ByCode(ctx, strings.TrimPrefix(u.Payload, showingTicket))
	if err != nil {
		return nil, err
	}
	if !ok {
		return d.say(c, named("desk.checkin.void")), nil
	}
	if who == u.Person {
		return nil, nil // their own ticket
	}
	return d.atTheDoor(c, who)
}

// checkIn checks somebody in, by a code or a button.
func (d *Desk) checkIn(c *call) (*bot.Answer, error) {
	switch {
	case c.who != "" && c.more == "out":
		return d.checkOut(c)
	case c.who != "" && c.confirmed:
		return d.letIn(c)
	case c.who != "":
		return d.atTheDoor(c, c.who)
	case len(c.args.Codes) == 0:
		return d.askName(c)
	case len(c.args.Codes) == 1 && len(c.args.Rest) == 0:
		return d.byCode(c)
	}
	return d.fromPaper(c)
}

// byCode checks in whose code was typed; where how many came was not said, it is
// asked.
func (d *Desk) byCode(c *call) (*bot.Answer, error) {
	who, ok, err := d.Store.ByCode(c, c.args.Codes[0].Code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return d.say(c, conversation.Say("desk.checkin.nocode", "Code", conversation.Spaced(c.args.Codes[0].Code))), nil
	}
	if c.args.Number > 0 {
		c.who = who
		return d.letIn(c)
	}
	return d.atTheDoor(c, who)
}

// atTheDoor shows a ticket, with a button for each number of people who may have
// come.
func (d *Desk) atTheDoor(c *call, who seats.Person) (*bot.Answer, error) {
	g, err := d.Store.Guest(c, who)
	if err != nil {
		return nil, err
	}
	if g.Seat == nil {
		return d.say(c, named("desk.checkin.void")), nil
	}
	v := c.visit(g.Seat.Visit)
	if !c.me.May(organiser.Steward, g.Seat.Visit) {
		return d.say(c, conversation.Say("desk.checkin.elsewhere", "Visit", v.Name), conversation.Say("desk.otherdoor", "Visit", c.visit(c.me.Visit).Name)), nil
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.checkin.who", "Name", nameOf(g), "People", people(g.Seat.Party), "Visit", v.Name, "Code", conversation.Spaced(g.Seat.Code)))
	if g.Remark != "" {
		s.Lines = append(s.Lines, conversation.Say("part.remark", "Remark", g.Remark))
	}
	if g.Seat.Came > 0 {
		return d.alreadyIn(c, s, g)
	}
	if c.now().In(c.cat.Event.Zone).Format(dayLayout) != c.cat.Event.Start.Format(dayLayout) {
		s.Paragraph(conversation.Say("desk.checkin.early", "Day", conversation.Day(c.cat.Event.Start)))
	}
	s.Paragraph(named("desk.checkin.howmany"))
	nonce := d.Chance.Nonce()
	var buttons []conversation.Button
	for n := g.Seat.Party; n >= 1; n-- {
		b := tap(people(n), "checkin", ofPerson(who))
		b.Press.Word, b.Press.Number, b.Press.Nonce = doing+"checkin", n, nonce
		buttons = append(buttons, b)
	}
	s.Grid(buttons, 3)
	return d.answer(c, s), nil
}

// alreadyIn says when and by whom somebody was checked in.
func (d *Desk) alreadyIn(c *call, s *sheet, g organiser.Guest) (*bot.Answer, error) {
	by := seats.Person(g.Seat.CameBy)
	name, err := d.memberName(c, by)
	if err != nil {
		return nil, err
	}
	s.Paragraph(conversation.Say("desk.checkin.already", "Count", g.Seat.Came, "Time", conversation.Clock(g.Seat.CameAt), "Name", name))
	if by == c.me.Person {
		b := tap(named("desk.button.checkout"), "checkin", ofPerson(g.Person), ofMore("out"))
		b.Press.Nonce = d.Chance.Nonce()
		s.Row(b)
	}
	return d.answer(c, s), nil
}

// memberName is what somebody of the team is called. Owners are not in the team,
// so their names need not be known.
func (d *Desk) memberName(c *call, who seats.Person) (any, error) {
	if who == c.me.Person && c.update.Profile != "" {
		return c.update.Profile, nil
	}
	member, _, err := d.Store.Staff(c, who)
	if err != nil || member.Name != "" {
		return member.Name, err
	}
	all, err := d.Store.Names(c, []seats.Person{who})
	switch name := all[who]; {
	case name != "":
		return name, err
	case slices.Contains(d.Owners, who):
		return named("desk.role.owner"), err
	}
	return conversation.Private("?"), err
}

// letIn notes how many came.
func (d *Desk) letIn(c *call) (*bot.Answer, error) {
	g, err := d.Store.Guest(c, c.who)
	if err != nil {
		return nil, err
	}
	if g.Seat == nil {
		return d.say(c, named("desk.checkin.void")), nil
	}
	if !c.me.May(organiser.Steward, g.Seat.Visit) {
		return d.atTheDoor(c, c.who)
	}
	n := c.args.Number
	if c.confirmed {
		n = c.seen
	}
	if n < 1 {
		return d.atTheDoor(c, c.who)
	}
	outcome, _, err := d.Store.CheckIn(c, c.does(), g.Seat.Code, n)
	if err != nil {
		return nil, err
	}
	switch outcome {
	case seats.TooFew:
		return d.say(c, conversation.Say("desk.checkin.toomany", "Name", nameOf(g), "Count", g.Seat.Party)), nil
	case seats.Already, seats.Stale:
		return d.atTheDoor(c, c.who)
	}
	s := &sheet{}
	s.Toast = named("desk.checkin.toast")
	s.Paragraph(conversation.Say("desk.checkin.done", "Name", nameOf(g), "People", people(n), "Visit", c.visit(g.Seat.Visit).Name))
	b := tap(named("desk.button.checkout"), "checkin", ofPerson(g.Person), ofMore("out"))
	b.Press.Nonce = d.Chance.Nonce()
	s.Row(b)
	return d.answer(c, s), nil
}

// checkOut undoes a check-in.
func (d *Desk) checkOut(c *call) (*bot.Answer, error) {
	g, err := d.Store.Guest(c, c.who)
	if err != nil {
		return nil, err
	}
	if g.Seat == nil {
		return d.say(c, named("desk.checkin.void")), nil
	}
	if !c.me.May(organiser.Steward, g.Seat.Visit) {
		return d.atTheDoor(c, c.who)
	}
	outcome, _, err := d.Store.CheckOut(c, c.does(), g.Seat.Code)
	if err != nil {
		return nil, err
	}
	if outcome == seats.NotYours {
		return d.toast(c, named("desk.checkin.notyours")), nil
	}
	return d.atTheDoor(c, c.who)
}

// fromPaper enters what was ticked on paper, and says what could not be.
func (d *Desk) fromPaper(c *call) (*bot.Answer, error) {
	s := &sheet{}
	s.Paragraph(named("desk.paper.title"))
	in := 0
	for i, ticked := range c.args.Codes {
		line, ok, err := d.tick(c, i, ticked)
		if err != nil {
			return nil, err
		}
		if ok {
			in++
		}
		s.Lines = append(s.Lines, line)
	}
	if rest := strings.Join(c.args.Rest, " "); rest != "" {
		s.Paragraph(conversation.Say("desk.paper.rest", "Text", conversation.Private(rest)))
	}
	s.Paragraph(conversation.Say("desk.paper.done", "Count", in))
	return d.answer(c, s), nil
}

// tick enters one ticket from paper.
func (d *Desk) tick(c *call, i int, ticked organiser.Ticked) (line conversation.Line, ok bool, err error) {
	code := conversation.Spaced(ticked.Code)
	who, ok, err := d.Store.ByCode(c, ticked.Code)
	if err != nil || !ok {
		return conversation.Say("desk.paper.nocode", "Code", code), false, err
	}
	g, err := d.Store.Guest(c, who)
	if err != nil || g.Seat == nil || !c.me.May(organiser.Steward, g.Seat.Visit) {
		return conversation.Say("desk.paper.nocode", "Code", code), false, err
	}
	n := ticked.Party
	if n == 0 {
		n = g.Seat.Party
	}
	o := c.does()
	o.ID += ":" + strconv.Itoa(i)
	outcome, _, err := d.Store.CheckIn(c, o, ticked.Code, n)
	return conversation.Say("desk.paper."+string(outcome), "Code", code, "Name", nameOf(g), "Count", n), outcome == seats.Arrived, err
}

// noShows gives the seats of those who did not come to those who stand there.
func (d *Desk) noShows(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	s, given, err := d.foreseeNoShows(c, v)
	if err != nil {
		return nil, err
	}
	if given < 0 || !d.ask(c, s, named("desk.button.noshows"), ofVisit(v)) {
		return d.answer(c, s), nil
	}
	drawn := make([]seats.Ticket, min(given+spareTickets, mostGiven))
	for i := range drawn {
		drawn[i].Code, drawn[i].Token = d.Chance.Ticket()
	}
	outcome, released, given, err := d.Store.ReleaseNoShows(c, c.does(), v.ID, drawn)
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.noshows.done", "Count", released, "Given", given, "Visit", v.Name)), nil
}

// mostGiven is how many seats are given to those who stand at a door in one go;
// spareTickets are drawn besides, in case that a code is in use.
const (
	mostGiven    = 1000
	spareTickets = 20
)

// mostNamed is how many people are named before they lose their seats.
const mostNamed = 30

// foreseeNoShows says what would follow, and how many seats would be given; below
// zero where nothing can be done.
func (d *Desk) foreseeNoShows(c *call, v catalogue.Visit) (s *sheet, given int, err error) {
	l, err := d.Store.Rehearsal(c, c.now())
	if err != nil {
		return nil, -1, err
	}
	s = &sheet{}
	s.Paragraph(conversation.Say("visit.title", "Visit", v.Name))
	outcome, released, given := l.ReleaseNoShows(c.now(), "rehearsal", v.ID, tickets(len(l.Seats)+len(l.Waits)))
	switch {
	case outcome == seats.Nobody:
		s.Paragraph(conversation.Say("desk.outcome.nobody"))
		s.back()
		return s, -1, nil
	case released == 0:
		s.Paragraph(named("desk.noshows.none"))
		s.back()
		return s, -1, nil
	}
	s.Paragraph(conversation.Say("desk.noshows.ask", "Count", released), conversation.Say("desk.noshows.given", "Count", given))
	if c.now().Before(c.cat.Event.Start) {
		s.Paragraph(conversation.Say("desk.noshows.early", "Time", conversation.Clock(c.cat.Event.Start)))
	}
	s.Paragraph()
	left := mostNamed
	err = each(c, d.Store.Guests, v.ID, func(guests []organiser.Guest) {
		for _, g := range guests {
			if g.Seat.Came == 0 && left > 0 {
				if left == mostNamed {
					s.Lines = append(s.Lines, conversation.Line{})
				}
				left--
				s.Lines = append(s.Lines, conversation.Say("desk.noshows.who", "Name", nameOf(g), "What", holds(g)))
			}
		}
	})
	return s, given, err
}

// door prints the list for a door; after the first, what has changed since can be
// had alone.
func (d *Desk) door(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	before, at, err := d.Store.Printed(c, v.ID)
	if err != nil {
		return nil, err
	}
	if c.more == "" && before != nil {
		s := &sheet{}
		s.Paragraph(conversation.Say("visit.title", "Visit", v.Name), conversation.Say("desk.door.printed", "Day", conversation.Day(at), "Time", conversation.Clock(at)))
		s.Row(tap(named("desk.button.door.changes"), "door", ofVisit(v), ofMore("changes")))
		s.Row(tap(named("desk.button.door.all"), "door", ofVisit(v), ofMore("all")))
		s.back()
		return d.answer(c, s), nil
	}
	list, rows := map[string]int{}, []papers.DoorRow{}
	err = each(c, d.Store.Guests, v.ID, func(guests []organiser.Guest) {
		for _, g := range guests {
			list[g.Seat.Code] = g.Seat.Party
			rows = append(rows, d.doorRow(c, g))
		}
	})
	if err != nil {
		return nil, err
	}
	title, caption, name := "desk.door.title", "desk.door.caption", "door-"
	if c.more == "changes" {
		rows = d.changes(c, rows, before, list)
		title, caption, name = "desk.door.changes", "desk.door.caption.changes", "door-changes-"
	}
	pdf, err := d.doorList(c, v, title, rows).PDF()
	if err != nil {
		return d.failed(c, err), nil
	}
	s := &sheet{files: []file{{render.File{Name: name + v.ID + ".pdf", Data: pdf}, conversation.Say(caption, "Visit", v.Name, "Count", len(rows))}}}
	if c.pressed {
		s.Paragraph(conversation.Say("visit.title", "Visit", v.Name))
		s.back()
	}
	return d.answer(c, s), d.Store.KeepPrinted(c, v.ID, list, c.now())
}

func (d *Desk) doorRow(c *call, g organiser.Guest) papers.DoorRow {
	row := papers.DoorRow{Name: string(nameOf(g)), Code: conversation.Spaced(g.Seat.Code), Party: g.Seat.Party, Remark: string(g.Remark)}
	if g.Seat.Came > 0 {
		row.Came, row.Mark = true, d.Render.Plain(c.lang, named("desk.door.came"))
	}
	return row
}

// changes are the rows that the list before did not have, and those that it had
// and that hold no more.
func (d *Desk) changes(c *call, rows []papers.DoorRow, before, now map[string]int) []papers.DoorRow {
	var changed []papers.DoorRow
	for _, row := range rows {
		code := strings.ReplaceAll(row.Code, "-", "")
		if _, known := before[code]; !known {
			row.Mark = d.Render.Plain(c.lang, named("desk.door.new"))
			changed = append(changed, row)
		}
	}
	for code, party := range before {
		if _, still := now[code]; !still {
			changed = append(changed, papers.DoorRow{Code: conversation.Spaced(code), Party: party, Gone: true, Mark: d.Render.Plain(c.lang, named("desk.door.gone"))})
		}
	}
	return changed
}

func (d *Desk) doorList(c *call, v catalogue.Visit, title string, rows []papers.DoorRow) papers.DoorList {
	word := func(id string, pairs ...any) string { return d.Render.Plain(c.lang, conversation.Say(id, pairs...)) }
	e := c.cat.Event
	where := []conversation.Line{conversation.Say("part.when", "Day", conversation.Day(e.Start), "Start", conversation.Clock(e.Start), "End", conversation.Clock(e.End))}
	if !v.MeetingPoint.Empty() {
		where = append(where, conversation.Say("part.meeting", "Place", v.MeetingPoint))
	}
	var subtitle []string
	for _, line := range where {
		subtitle = append(subtitle, d.Render.Plain(c.lang, line))
	}
	return papers.DoorList{
		Title: word(title, "Visit", v.Name), Subtitle: strings.Join(subtitle, "\n"),
		Made: word("desk.asof", "Day", conversation.Day(c.now()), "Time", conversation.Clock(c.now())),
		PageOf: func(n, of int) string {
			return word("desk.door.page", "Number", strconv.Itoa(n), "Of", strconv.Itoa(of))
		},
		Head: papers.DoorHead{Name: word("desk.door.name"), Code: word("desk.door.code"), Party: word("desk.door.party"), Remark: word("desk.door.remark")},
		Rows: rows, Empty: word("desk.nobody"), Signs: word("desk.door.signs"),
	}
}
