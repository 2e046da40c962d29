package desk

import (
	"slices"
	"strconv"
	"strings"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// What organisers change of a visit.

// pick asks for the visit with buttons, where none was named.
func (d *Desk) pick(c *call, about ...string) *bot.Answer {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.pick", "What", d.does(c.command)))
	s.visitButtons(c, c.command.Word, about...)
	s.back()
	return d.answer(c, s)
}

// does is what a command does, in words.
func (d *Desk) does(command organiser.Command) conversation.Line {
	return conversation.Say("desk.does." + command.Word)
}

// menuLine is a command and what it does.
func (d *Desk) menuLine(command organiser.Command) conversation.Line {
	return conversation.Say("desk.menu", "Word", command.Word, "What", d.does(command))
}

func (d *Desk) counts(c *call, v catalogue.Visit) (seats.Count, error) {
	all, err := d.Store.Counts(c, c.now())
	return all[v.ID], err
}

// capacity sets how many places a visit has.
func (d *Desk) capacity(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	n, err := d.counts(c, v)
	if err != nil {
		return nil, err
	}
	wanted := c.args.Number
	if c.confirmed {
		wanted = number(c.more)
	}
	if wanted < 0 || wanted > organiser.MostPlaces {
		return d.pickCapacity(c, v, n)
	}
	s := d.foresee(v, n, wanted)
	if !d.ask(c, s, conversation.Say("desk.button.capacity", "Count", wanted), ofVisit(v), ofMore(strconv.Itoa(wanted))) {
		return d.answer(c, s), nil
	}
	outcome, err := d.Store.Order(c, c.does(), seats.Order{What: seats.OrderCapacity, Visit: v.ID, Party: wanted, Thing: strconv.Itoa(n.Capacity)})
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.capacity.done", "Visit", v.Name, "Count", wanted)), nil
}

// foresee says what another capacity would mean.
func (d *Desk) foresee(v catalogue.Visit, n seats.Count, wanted int) *sheet {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.capacity.ask", "Visit", v.Name, "Before", n.Capacity, "After", wanted))
	s.Paragraph(conversation.Say("desk.taken", "Count", n.Taken), conversation.Say("desk.waiting", "Count", n.Waiting))
	if over := n.Taken - wanted; over > 0 {
		s.Paragraph(conversation.Say("desk.capacity.over", "Count", over))
	} else if wanted > n.Capacity && n.Waiting > 0 {
		s.Paragraph(named("desk.capacity.offered"))
	}
	return s
}

// steps are how much a button changes a capacity by.
var steps = []int{-5, -1, 1, 5}

// pickCapacity lets the number be chosen or typed.
func (d *Desk) pickCapacity(c *call, v catalogue.Visit, n seats.Count) (*bot.Answer, error) {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.capacity.now", "Visit", v.Name, "Count", n.Capacity))
	s.Paragraph(conversation.Say("desk.taken", "Count", n.Taken), conversation.Say("desk.waiting", "Count", n.Waiting))
	s.Paragraph(named("desk.capacity.type"))
	var row []conversation.Button
	for _, step := range steps {
		if to := n.Capacity + step; to >= 0 {
			row = append(row, numbered(tap(conversation.Say("desk.button.number", "Number", strconv.Itoa(to)), "capacity", ofVisit(v)), to))
		}
	}
	s.Row(row...)
	s.back()
	if c.update.Group {
		return d.answer(c, s), nil // nothing that is typed there reaches the bot
	}
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, organiser.Draft{Word: "capacity", Args: []string{v.ID}})
}

// ordered says what became of an order that can be undone.
func (d *Desk) ordered(c *call, outcome seats.Outcome, done conversation.Line) *bot.Answer {
	s := &sheet{}
	if outcome != seats.Done {
		s.Paragraph(conversation.Say("desk.outcome." + string(outcome)))
		s.back()
		return d.answer(c, s)
	}
	s.Paragraph(done)
	s.undoable(c.operation)
	s.back()
	return d.answer(c, s)
}

// cancelVisit says that a visit does not take place.
func (d *Desk) cancelVisit(c *call) (*bot.Answer, error) {
	v := c.args.Visit
	if v.ID == "" {
		return d.pick(c), nil
	}
	s, err := d.foreseeFall(c, v)
	if err != nil {
		return nil, err
	}
	if s.Rows != nil || !d.ask(c, s, named("desk.button.cancelvisit"), ofVisit(v)) {
		return d.answer(c, s), nil
	}
	outcome, err := d.Store.Order(c, c.does(), seats.Order{What: seats.OrderFall, Visit: v.ID})
	if err != nil {
		return nil, err
	}
	return d.ordered(c, outcome, conversation.Say("desk.cancelvisit.done", "Visit", v.Name)), nil
}

// mostPlaced bounds a rehearsal of placing people.
const mostPlaced = 100_000

// foreseeFall tries on a copy of all claims what would become of a visit's
// people.
func (d *Desk) foreseeFall(c *call, v catalogue.Visit) (*sheet, error) {
	l, err := d.Store.Rehearsal(c, c.now())
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	if l.Count(v.ID).Halted == seats.HaltFallen {
		s.Paragraph(conversation.Say("desk.outcome.already"))
		s.back()
		return s, nil
	}
	taken := l.Taken[v.ID]
	l.Order(c.now(), "rehearsal", seats.Order{What: seats.OrderFall, Visit: v.ID})
	l.Sweep(c.now().Add(seats.UndoFor), tickets(len(l.Seats)+len(l.Holds)+len(l.Waits)+1))
	told := map[seats.Kind]int{}
	for _, n := range l.Owed {
		told[n.Kind]++
	}
	s.Paragraph(conversation.Say("desk.cancelvisit.ask", "Visit", v.Name))
	s.Paragraph(
		conversation.Say("desk.cancelvisit.taken", "Count", taken),
		conversation.Say("desk.cancelvisit.reseated", "Count", told[seats.KindReseated]),
		conversation.Say("desk.cancelvisit.queued", "Count", told[seats.KindHeaded]),
		conversation.Say("desk.cancelvisit.sorry", "Count", told[seats.KindFallen]),
	)
	return s, nil
}

// tickets are as many as a rehearsal needs; nobody ever holds them.
func tickets(n int) []seats.Ticket {
	list := make([]seats.Ticket, min(n, mostPlaced))
	for i := range list {
		list[i] = seats.Ticket{Code: "r" + strconv.Itoa(i), Token: "R" + strconv.Itoa(i)}
	}
	return list
}

// closeSignUp and openSignUp close and open a visit's sign-up, or that of all.
func (d *Desk) closeSignUp(c *call) (*bot.Answer, error) { return d.signUp(c, seats.OrderClose) }

func (d *Desk) openSignUp(c *call) (*bot.Answer, error) { return d.signUp(c, seats.OrderOpen) }

func (d *Desk) signUp(c *call, what seats.What) (*bot.Answer, error) {
	visits := []catalogue.Visit{c.args.Visit}
	switch {
	case c.args.All:
		visits = c.cat.Visits
	case c.args.Visit.ID == "":
		return d.pickSignUp(c), nil
	}
	s := &sheet{}
	for i, v := range visits {
		o := c.does()
		o.ID += ":" + strconv.Itoa(i)
		outcome, err := d.Store.Order(c, o, seats.Order{What: what, Visit: v.ID})
		if err != nil {
			return nil, err
		}
		s.Lines = append(s.Lines, conversation.Say("desk.signup."+string(what)+"."+string(outcome), "Visit", v.Name))
	}
	other, about := "open", "*"
	if what == seats.OrderOpen {
		other = "close"
	}
	if !c.args.All {
		about = ofVisit(c.args.Visit)
	}
	s.Row(tap(named("desk.button.signup."+other), other, about))
	s.back()
	return d.answer(c, s), nil
}

func (d *Desk) pickSignUp(c *call) *bot.Answer {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.pick", "What", d.does(c.command)))
	s.visitButtons(c, c.command.Word)
	s.Row(tap(named("desk.button.all"), c.command.Word, "*"))
	s.back()
	return d.answer(c, s)
}

// settings lists what the chat has changed of the catalogue, each with the way
// back.
func (d *Desk) settings(c *call) (*bot.Answer, error) {
	if c.more != "" {
		return d.giveBack(c)
	}
	capacities, err := d.Store.Capacities(c)
	if err != nil {
		return nil, err
	}
	counts, err := d.Store.Counts(c, c.now())
	if err != nil {
		return nil, err
	}
	overrides, err := d.Store.Overrides(c)
	if err != nil {
		return nil, err
	}
	c.cat = d.Shipped.With(overrides)
	s := &sheet{}
	for _, v := range c.cat.Visits {
		d.settingsOf(c, s, v, capacities, counts[v.ID], overrides)
	}
	for _, centre := range c.cat.Centres {
		for _, change := range changesOf(c, centre, overrides) {
			s.Lines = append(s.Lines, conversation.Say("desk.settings.fact", "Name", centre.Name, "Topic", change.what, "Text", change.now))
			s.Row(tap(conversation.Say("desk.button.back.of", "What", change.what, "Name", centre.Name), "settings", ofCentre(centre), ofMore(change.back)))
		}
	}
	if len(s.Lines) == 0 {
		s.Paragraph(named("desk.settings.none"))
	}
	chat, _, err := d.Store.Desk(c)
	if chat != 0 {
		s.Paragraph(named("desk.settings.group"))
		s.Row(tap(named("desk.button.nogroup"), "settings", ofMore("group")))
	}
	s.back()
	return d.answer(c, s), err
}

func (d *Desk) settingsOf(c *call, s *sheet, v catalogue.Visit, capacities map[string]int, n seats.Count, overrides map[string]string) {
	shipped, _ := d.Shipped.Visit(v.ID)
	if set, ok := capacities[v.ID]; ok {
		s.Lines = append(s.Lines, conversation.Say("desk.settings.capacity", "Visit", v.Name, "Count", set, "Before", shipped.Capacity))
		s.Row(tap(conversation.Say("desk.button.back.capacity", "Name", v.Name), "settings", ofMore("capacity"), ofVisit(v)))
	}
	if n.Halted == seats.HaltClosed {
		s.Lines = append(s.Lines, conversation.Say("desk.settings.closed", "Visit", v.Name))
		s.Row(tap(conversation.Say("desk.button.reopen", "Name", v.Name), "open", ofVisit(v)))
	}
	for _, lang := range c.cat.Rules.Languages {
		if words := overrides[catalogue.MeetingField(v.ID, lang)]; words != "" {
			s.Lines = append(s.Lines, conversation.Say("desk.settings.meeting", "Visit", v.Name, "Language", named("language."+string(lang)), "Text", words))
			s.Row(tap(conversation.Say("desk.button.back.meeting", "Name", v.Name, "Language", named("language."+string(lang))), "settings", ofMore("meeting-"+string(lang)), ofVisit(v)))
		}
	}
}

// giveBack gives one thing back to the catalogue.
func (d *Desk) giveBack(c *call) (*bot.Answer, error) {
	if c.args.Centre.ID != "" {
		return d.giveBackOf(c)
	}
	what, lang, about := cut(c.more)
	v, ok := c.cat.Visit(c.args.Visit.ID)
	var err error
	switch {
	case what == "group":
		err = d.Store.SetDesk(c, c.does(), 0, 0, c.lang)
	case !ok:
	case what == "capacity":
		_, err = d.Store.Order(c, c.does(), seats.Order{What: seats.OrderCapacity, Visit: v.ID, Party: -1})
	case what == "meeting" && about:
		err = d.Store.Override(c, c.does(), map[string]string{catalogue.MeetingField(v.ID, catalogue.Language(lang)): ""})
	}
	if err != nil {
		return nil, err
	}
	c.more = ""
	return d.settings(c)
}

// giveBackOf gives what was changed of a centre back.
func (d *Desk) giveBackOf(c *call) (*bot.Answer, error) {
	what, about, _ := strings.Cut(c.more, ".")
	var err error
	switch on, wrong := catalogue.ParseDate(about); {
	case what == "back" && slices.Contains(catalogue.Topics(), catalogue.Topic(about)):
		_, err = d.resetFact(c, catalogue.Topic(about))
	case what == "open" && wrong == nil:
		_, err = d.resetDay(c, on)
	}
	if err != nil {
		return nil, err
	}
	c.more = ""
	return d.settings(c)
}

// meeting sets where people of a visit meet, in each language.
func (d *Desk) meeting(c *call) (*bot.Answer, error) {
	switch c.more {
	case enough:
		return d.finishTexts(c)
	case save:
		return d.saveTexts(c)
	}
	if c.args.Visit.ID == "" {
		return d.pick(c), nil
	}
	return d.askText(c, organiser.Draft{Word: "meeting", Args: []string{c.args.Visit.ID}})
}

// met keeps the meeting point.
func (d *Desk) met(c *call, draft organiser.Draft) (*bot.Answer, error) {
	v, ok := c.cat.Visit(draft.Args[0])
	if !ok {
		return nil, nil
	}
	s, fields := &sheet{}, map[string]string{}
	s.Paragraph(conversation.Say("desk.meeting.done", "Visit", v.Name))
	for _, lang := range c.cat.Rules.Languages {
		if words := draft.Texts[string(lang)]; words != "" {
			fields[catalogue.MeetingField(v.ID, lang)] = words
			s.Lines = append(s.Lines, conversation.Say("desk.text", "Language", named("language."+string(lang)), "Text", words))
		}
	}
	if err := d.Store.Override(c, c.does(), fields); err != nil {
		return nil, err
	}
	s.Row(tap(named("desk.button.settings"), "settings"))
	s.back()
	return d.answer(c, s), d.Store.DropDraft(c, c.me.Person)
}
