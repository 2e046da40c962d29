package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/chart"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// What organisers look at.

// admin is the menu: every command that is theirs, by section.
func (d *Desk) admin(c *call) (*bot.Answer, error) {
	if c.pressed { // whatever was asked for is not wanted any more
		if err := d.Store.DropDraft(c, c.me.Person); err != nil {
			return nil, err
		}
	}
	s := &sheet{}
	if c.more == "no" {
		s.Paragraph(named("desk.nothing"))
		s.back()
		return d.answer(c, s), nil
	}
	s.Paragraph(conversation.Say("desk.admin", "Role", named("desk.role."+c.me.Role.String())))
	if c.me.Role == organiser.Steward {
		s.Lines = append(s.Lines, conversation.Say("desk.admin.door", "Visit", c.visit(c.me.Visit).Name))
	}
	for _, section := range organiser.Sections() {
		d.section(c, s, section)
	}
	return d.answer(c, s), nil
}

func (d *Desk) section(c *call, s *sheet, section organiser.Section) {
	var buttons []conversation.Button
	for _, command := range organiser.For(c.me.Role) {
		if command.Section != section || command.Word == "admin" {
			continue
		}
		if len(buttons) == 0 {
			s.Paragraph(named("desk.section." + string(section)))
		}
		s.Lines = append(s.Lines, d.menuLine(command))
		buttons = append(buttons, tap(named("desk.menu."+command.Word), command.Word))
	}
	s.Grid(buttons, 3)
}

// stats says how everything stands, in words and as a picture.
func (d *Desk) stats(c *call) (*bot.Answer, error) {
	counts, err := d.Store.Counts(c, c.now())
	if err != nil {
		return nil, err
	}
	days, byDay := daysOf(c.cat, c.now()), map[string]int{}
	parties := map[string]int{} // people with a confirmed seat
	err = d.Store.EachSeat(c, func(_ seats.Person, seat seats.Seat) {
		byDay[dayOf(c.cat, seat.Since)] += seat.Party
		parties[seat.Visit] += seat.Party
	})
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.stats.title", "Event", c.cat.Event.Name), conversation.Say("desk.asof", "Day", conversation.Day(c.now()), "Time", conversation.Clock(c.now())))
	var all seats.Count
	for _, v := range c.cat.Visits {
		n := counts[v.ID]
		s.Paragraph(d.statsOf(v, n)...)
		if n.Halted != seats.HaltFallen { // places there are none any more
			all.Capacity += n.Capacity
		}
		all.Taken, all.Waiting, all.Coming, all.Came = all.Taken+n.Taken, all.Waiting+n.Waiting, all.Coming+n.Coming, all.Came+n.Came
	}
	s.Paragraph(conversation.Say("desk.stats.all", "Count", all.Taken, "Capacity", all.Capacity, "Waiting", all.Waiting))
	s.Lines = append(s.Lines, forecast(all)...)
	s.back()
	picture, err := d.chart(c, counts, parties, days, byDay, all).PNG()
	if err != nil {
		d.Log.Error("a picture cannot be drawn", "error", err)
		return d.answer(c, s), nil
	}
	s.files = []file{{render.File{Name: "stats.png", Data: picture, Photo: true}, conversation.Say("desk.stats.title", "Event", c.cat.Event.Name)}}
	return d.answer(c, s), nil
}

func (d *Desk) statsOf(v catalogue.Visit, n seats.Count) []conversation.Line {
	lines := []conversation.Line{
		conversation.Say("desk.stats.visit", "Visit", v.Name, "Count", n.Taken, "Capacity", n.Capacity),
		conversation.Say("desk.stats.rest", "Free", n.Free, "Waiting", n.Waiting, "Passed", n.Passed),
	}
	if n.Halted != "" {
		return append(lines, named("desk.halt."+string(n.Halted)))
	}
	if kept := n.Capacity - n.Taken - n.Free; n.Free == 0 && kept > 0 && n.Waiting > 0 {
		lines = append(lines, conversation.Say("desk.stats.kept", "Count", kept))
	}
	return lines
}

// forecast says how many are expected, as far as people have said.
func forecast(all seats.Count) []conversation.Line {
	var lines []conversation.Line
	if all.Coming > 0 {
		lines = append(lines, conversation.Say("desk.stats.coming", "Count", all.Coming, "Capacity", all.Taken))
	}
	if all.Came > 0 {
		lines = append(lines, conversation.Say("desk.stats.came", "Count", all.Came))
	}
	return lines
}

// mostDays is how many days back the picture goes.
const mostDays = 14

const dayLayout = "2006-01-02"

func dayOf(cat *catalogue.Catalogue, t time.Time) string {
	return t.In(cat.Event.Zone).Format(dayLayout)
}

// daysOf are the days up to now that the picture shows.
func daysOf(cat *catalogue.Catalogue, now time.Time) []time.Time {
	var days []time.Time
	for back := mostDays - 1; back >= 0; back-- {
		days = append(days, now.In(cat.Event.Zone).AddDate(0, 0, -back))
	}
	return days
}

func (d *Desk) chart(c *call, counts map[string]seats.Count, parties map[string]int, days []time.Time, byDay map[string]int, all seats.Count) chart.Stats {
	word := func(line conversation.Line) string { return d.Render.Plain(c.lang, line) }
	picture := chart.Stats{
		Title:    word(conversation.Say("part.text", "Text", c.cat.Event.Name)),
		Subtitle: word(conversation.Say("desk.asof", "Day", conversation.Day(c.now()), "Time", conversation.Clock(c.now()))),
		Legend:   chart.Legend{Seats: word(named("desk.chart.seats")), Held: word(named("desk.chart.held")), Free: word(named("desk.chart.free")), Waiting: word(named("desk.chart.waiting"))},
		Days:     chart.Days{Title: word(named("desk.chart.days"))},
	}
	for _, v := range c.cat.Visits {
		n := counts[v.ID]
		bar := chart.Visit{
			Name: word(conversation.Say("part.text", "Text", v.Name)), Capacity: n.Capacity, Seats: parties[v.ID], Held: n.Taken - parties[v.ID],
			Free: max(0, n.Capacity-n.Taken), Waiting: n.Waiting,
		}
		if n.Halted != "" {
			bar.Note = word(named("desk.halt." + string(n.Halted)))
		}
		picture.Visits = append(picture.Visits, bar)
	}
	for _, line := range forecast(all) {
		picture.Forecast = append(picture.Forecast, word(line))
	}
	total := 0
	for _, n := range byDay {
		total += n
	}
	for _, day := range days {
		total -= byDay[dayOf(c.cat, day)]
	}
	for _, day := range days {
		fresh := byDay[dayOf(c.cat, day)]
		total += fresh
		picture.Days.Points = append(picture.Days.Points, chart.Point{Label: strconv.Itoa(day.Day()) + "." + strconv.Itoa(int(day.Month())), New: fresh, Total: total})
	}
	return picture
}

// entryIDs are ids of entries in the journal and among the dead letters, as
// buttons carry them.
var entryIDs = regexp.MustCompile(`^\d{1,15}_\d{1,9}$`)

// entryID is the id that a button carries; empty where it carries none.
func entryID(more string) string {
	if !entryIDs.MatchString(more) {
		return ""
	}
	return strings.Replace(more, "_", "-", 1)
}

// mostLines is how many lines of the journal are shown at once.
const mostLines = 10

// journal shows the latest changes.
func (d *Desk) journal(c *call) (*bot.Answer, error) {
	lines, next, err := d.Store.Journal(c, entryID(c.more), mostLines)
	if err != nil {
		return nil, err
	}
	var people []seats.Person
	for _, l := range lines {
		for _, who := range []seats.Person{l.By, l.Who} {
			if who != "" {
				people = append(people, who)
			}
		}
	}
	names, err := d.names(c, people)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(named("desk.journal.title"))
	if len(lines) == 0 {
		s.Paragraph(named("desk.journal.none"))
	}
	for _, l := range lines {
		s.Paragraph(d.journalLine(l, names)...)
	}
	if next != "" {
		s.Row(tap(named("desk.button.next"), "journal", ofMore(strings.ReplaceAll(next, "-", "_"))))
	}
	s.back()
	return d.answer(c, s), nil
}

// names are what people are called: in the team, or as they gave it themselves.
func (d *Desk) names(c *call, people []seats.Person) (map[seats.Person]conversation.Private, error) {
	names, err := d.Store.Names(c, people)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	team, err := d.Store.Team(c)
	for _, m := range team {
		if names[m.Person] == "" {
			names[m.Person] = m.Name
		}
	}
	return names, err
}

// journalLine is one line: when, what and who; then what is so from then on.
func (d *Desk) journalLine(l organiser.Line, names map[seats.Person]conversation.Private) []conversation.Line {
	called := func(who seats.Person, pen string) any {
		switch {
		case names[who] != "":
			return names[who]
		case slices.Contains(d.Owners, who):
			return named("desk.role.owner")
		case pen == "self" || pen == "clock":
			return named("desk.journal." + pen)
		}
		return named("desk.journal.somebody")
	}
	return []conversation.Line{
		conversation.Say("desk.journal.line", "Day", conversation.Day(l.At), "Time", conversation.Clock(l.At), "What", l.Cause, "Name", called(l.By, l.ByPen)),
		conversation.Say("desk.journal.change", "Name", called(l.Who, l.WhoPen), "Text", l.Change),
	}
}

// audit recounts everything.
func (d *Desk) audit(c *call) (*bot.Answer, error) {
	report, err := d.Store.Audit(c)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	if report.Clean() {
		s.Paragraph(named("desk.audit.clean"))
	} else {
		s.Paragraph(named("desk.audit.drift"))
	}
	s.Paragraph()
	for i, v := range report.Visits {
		if i == 0 {
			s.Lines = append(s.Lines, conversation.Line{})
		}
		s.Lines = append(s.Lines, conversation.Say("desk.code", "Text", v.String()))
	}
	s.back()
	return d.answer(c, s), nil
}

// tasks lists what needs a person: people who were not reached, people added by
// hand who have to be told, visits that give no places although people wait.
func (d *Desk) tasks(c *call) (*bot.Answer, error) {
	if id := entryID(c.more); id != "" {
		if err := d.dealtWith(c, id); err != nil {
			return nil, err
		}
	}
	counts, err := d.Store.Counts(c, c.now())
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(named("desk.tasks.title"))
	for _, v := range c.cat.Visits {
		if n := counts[v.ID]; n.Halted != "" && n.Halted != seats.HaltFallen && n.Waiting > 0 {
			s.Paragraph(conversation.Say("desk.tasks.halted", "Visit", v.Name, "Count", n.Waiting), named("desk.halt."+string(n.Halted)))
		}
	}
	if err := d.deadLetters(c, s); err != nil {
		return nil, err
	}
	if len(s.Lines) == 1 {
		s.Paragraph(named("desk.tasks.none"))
	}
	s.back()
	return d.answer(c, s), nil
}

// undo takes back what was done last, or what a button names.
func (d *Desk) undo(c *call) (*bot.Answer, error) {
	undone := ""
	if c.pressed && c.update.Press.Nonce != "" {
		undone, c.operation = c.update.Press.Nonce, "undo:"+c.update.Press.Nonce
	} else {
		var err error
		if undone, err = d.Store.Latest(c, c.me.Person); err != nil {
			return nil, err
		}
	}
	if undone == "" {
		return d.say(c, named("desk.undo.nothing")), nil
	}
	outcome, restored, stay, err := d.Store.Undo(c, c.does(), undone)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	if outcome != seats.Undone {
		s.Paragraph(named("desk.undo.late"))
		s.back()
		return d.answer(c, s), nil
	}
	s.Paragraph(named("desk.undo.done"))
	if restored > 0 {
		s.Paragraph(conversation.Say("desk.undo.people", "Count", restored))
	}
	if stay > 0 {
		s.Paragraph(conversation.Say("desk.undo.stay", "Count", stay))
	}
	s.back()
	return d.answer(c, s), nil
}
