package desk

import (
	"slices"
	"strconv"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
)

// Days on which a centre is closed, or open at other times than usual.

// factDay does what a button says about a day; any other shows the centre.
func (d *Desk) factDay(c *call, what, about string, draft organiser.Draft) (*bot.Answer, error) {
	on, err := catalogue.ParseDate(about)
	if err != nil || on.Day == 0 {
		if what == "day" {
			draft.For = "day"
			return d.askAnywhere(c, draft)
		}
		return d.factSheet(c)
	}
	draft.Args = append(draft.Args, about)
	switch what {
	case "day":
		draft.For = "times"
		return d.askAnywhere(c, draft)
	case "shut":
		return d.askReason(c, draft, nil)
	case "open":
		return d.takeDayBack(c, on)
	}
	return d.factSheet(c)
}

// askAnywhere asks for what can be chosen as well: in a group, where nothing that
// is typed reaches the bot.
func (d *Desk) askAnywhere(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if c.update.Group {
		return purposeOf(draft).ask(d, c, draft)
	}
	return d.askTyped(c, draft)
}

// today is the day on which a call comes.
func (c *call) today() catalogue.Date { return catalogue.DateOf(c.now().In(c.cat.Event.Zone)) }

// daysOffered is how many days can be chosen; others are typed.
const daysOffered = 8

// askDay asks which day.
func (d *Desk) askDay(c *call, draft organiser.Draft) (*bot.Answer, error) {
	s, ok := d.daySheet(c, draft, "desk.fact.day.ask")
	if !ok {
		return d.pickCentre(c), nil
	}
	d.dayButtons(c, s)
	return d.answer(c, s), nil
}

// daySheet begins a sheet about a centre's days with a question; ok is false where
// the centre is gone.
func (d *Desk) daySheet(c *call, draft organiser.Draft, question string) (s *sheet, ok bool) {
	c.args.Centre, ok = c.cat.Centre(draft.Args[0])
	s = &sheet{}
	s.Paragraph(d.dayTitle(c, draft))
	s.Paragraph(named(question))
	return s, ok
}

// dayTitle says which centre it is about, which day and what of it, as far as a
// draft knows.
func (d *Desk) dayTitle(c *call, draft organiser.Draft) conversation.Line {
	centre, _ := c.cat.Centre(draft.Args[0])
	if len(draft.Args) < 2 {
		return conversation.Say("centre.title", "Name", centre.Name)
	}
	on, _ := catalogue.ParseDate(draft.Args[1])
	if len(draft.Args) < 3 {
		return conversation.Say("desk.fact.title", "Name", centre.Name, "Topic", on)
	}
	spans, _ := catalogue.ParseSpans(draft.Args[2])
	return conversation.Say("desk.fact.day.why", "Name", centre.Name, "Topic", on, "Text", timesOf(catalogue.SpecialDay{Hours: spans}))
}

// dayBack says of which day a draft has a reason, and when it is open then.
func (d *Desk) dayBack(_ *call, draft organiser.Draft) []conversation.Line {
	centre, _ := d.Shipped.Centre(draft.Args[0])
	on, _ := catalogue.ParseDate(draft.Args[1])
	spans, _ := catalogue.ParseSpans(draft.Args[2])
	return []conversation.Line{
		conversation.Say("centre.title", "Name", centre.Name),
		conversation.Say("centre.day", "Date", on, "Text", timesOf(catalogue.SpecialDay{Hours: spans})),
	}
}

func (d *Desk) dayButtons(c *call, s *sheet) {
	for ahead := range daysOffered {
		on := c.today().In(time.UTC).AddDate(0, 0, ahead)
		label := conversation.Say("desk.button.ofday", "Weekday", named("weekday."+strconv.Itoa(int(on.Weekday()))),
			"Number", strconv.Itoa(on.Day()), "Month", named("month."+strconv.Itoa(int(on.Month()))))
		s.Row(tap(label, "fact", ofCentre(c.args.Centre), ofMore("day."+catalogue.DateOf(on).String())))
	}
	s.toCentre(c.args.Centre)
	s.back()
}

// dayTyped reads the day that was typed.
func (d *Desk) dayTyped(c *call, draft organiser.Draft, text string) (*bot.Answer, error) {
	on, ok := organiser.Day(text, c.today())
	past := ok && on.In(time.UTC).Before(c.today().In(time.UTC))
	if ok && !past {
		draft.For, draft.Args, draft.Taken = "times", []string{draft.Args[0], on.String()}, c.operation
		return d.askTyped(c, draft)
	}
	s, known := d.daySheet(c, draft, "desk.fact.day.ask")
	if !known {
		return d.pickCentre(c), nil
	}
	wrong := conversation.Say("desk.trouble.wrong", "Text", conversation.Private(first(text)))
	if past {
		wrong = conversation.Say("desk.fact.day.past", "Date", on)
	}
	s.Lines = slices.Insert(s.Lines, 0, wrong, conversation.Line{})
	d.dayButtons(c, s)
	return d.answer(c, s), nil
}

// askTimes asks whether a centre is closed on a day, or when it is open.
func (d *Desk) askTimes(c *call, draft organiser.Draft) (*bot.Answer, error) {
	s, ok := d.daySheet(c, draft, "desk.fact.times.ask")
	if !ok {
		return d.pickCentre(c), nil
	}
	s.timesButtons(c.args.Centre, draft)
	return d.answer(c, s), nil
}

func (s *sheet) timesButtons(centre catalogue.Centre, draft organiser.Draft) {
	s.Row(tap(named("desk.button.shut"), "fact", ofCentre(centre), ofMore("shut."+draft.Args[1])))
	s.toCentre(centre)
	s.back()
}

// timesTyped reads the times that were typed.
func (d *Desk) timesTyped(c *call, draft organiser.Draft, text string) (*bot.Answer, error) {
	spans, ok := organiser.Spans(text)
	if ok {
		draft.Taken = c.operation
		return d.askReason(c, draft, spans)
	}
	s, known := d.daySheet(c, draft, "desk.fact.times.ask")
	if !known {
		return d.pickCentre(c), nil
	}
	s.Lines = slices.Insert(s.Lines, 0, conversation.Say("desk.trouble.wrong", "Text", conversation.Private(first(text))), conversation.Line{})
	s.timesButtons(c.args.Centre, draft)
	return d.answer(c, s), nil
}

// askReason asks why a centre is open at other times. In a group, where it cannot be
// typed, the day is kept without.
func (d *Desk) askReason(c *call, draft organiser.Draft, spans catalogue.Spans) (*bot.Answer, error) {
	draft.For, draft.Args = "reason", append(draft.Args[:2:2], spans.String())
	if c.update.Group {
		return d.dayWritten(c, draft)
	}
	return d.askText(c, draft)
}

// dayWritten keeps when a centre is open on a day, and why.
func (d *Desk) dayWritten(c *call, draft organiser.Draft) (*bot.Answer, error) {
	c.args.Centre.ID = draft.Args[0]
	if _, err := d.refresh(c); err != nil {
		return nil, err
	}
	centre := c.args.Centre.ID
	on, wrong := catalogue.ParseDate(draft.Args[1])
	spans, err := catalogue.ParseSpans(draft.Args[2])
	if centre == "" || wrong != nil || err != nil {
		return d.say(c, named("desk.gone")), nil
	}
	fields := map[string]string{
		catalogue.DayField(centre, on):                  catalogue.DayValue(spans, c.now()),
		catalogue.ChangedField(centre, catalogue.Hours): stamp(c.now()),
	}
	for _, lang := range catalogue.Languages() {
		fields[catalogue.ReasonField(centre, on, lang)] = draft.Texts[string(lang)]
	}
	if err := d.Store.Override(c, c.does(), fields); err != nil {
		return nil, err
	}
	return d.factSheet(c, conversation.Say("desk.fact.saved", "Topic", on))
}

// takeDayBack lets a day be as any other again.
func (d *Desk) takeDayBack(c *call, on catalogue.Date) (*bot.Answer, error) {
	done, err := d.resetDay(c, on)
	if err != nil || !done {
		return d.factSheetOr(c, err)
	}
	return d.factSheet(c, conversation.Say("desk.fact.reset", "Topic", on))
}

// resetDay says whether there was anything to take back.
func (d *Desk) resetDay(c *call, on catalogue.Date) (done bool, err error) {
	overrides, err := d.refresh(c)
	centre := c.args.Centre.ID
	if err != nil || overrides[catalogue.DayField(centre, on)] == "" {
		return false, err
	}
	fields := map[string]string{catalogue.DayField(centre, on): "", catalogue.ChangedField(centre, catalogue.Hours): stamp(c.now())}
	for _, lang := range catalogue.Languages() {
		fields[catalogue.ReasonField(centre, on, lang)] = ""
	}
	return true, d.Store.Override(c, c.does(), fields)
}

// daysAhead are a centre's special days from yesterday on, in their order.
func daysAhead(c *call, centre catalogue.Centre) []catalogue.SpecialDay {
	return centre.DaysFrom(catalogue.DateOf(c.today().In(time.UTC).AddDate(0, 0, -1)))
}

// dayLines list the special days ahead.
func (d *Desk) dayLines(c *call, s *sheet) {
	var lines []conversation.Line
	for _, day := range daysAhead(c, c.args.Centre) {
		line := conversation.Say("centre.day", "Date", day.Date, "Text", timesOf(day))
		if !day.Reason.Empty() {
			line = conversation.Say("centre.day.reason", "Date", day.Date, "Text", timesOf(day), "Reason", day.Reason)
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		s.Paragraph(append([]conversation.Line{named("desk.fact.days")}, lines...)...)
	}
}

// timesOf says when it is open on a day.
func timesOf(day catalogue.SpecialDay) any {
	if len(day.Hours) == 0 {
		return named("hours.closed")
	}
	return day.Hours
}
