package desk

import (
	"hash/fnv"
	"strings"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// A sheet is an answer in the making.
type sheet struct {
	conversation.Screen
	files []file
}

// A file goes behind the sheet, with a caption.
type file struct {
	render.File
	caption conversation.Line
}

// answer renders a sheet. What answers a press takes the place of what was
// pressed.
func (d *Desk) answer(c *call, s *sheet) *bot.Answer {
	a := &bot.Answer{Language: c.lang, Toast: s.Toast, Alert: s.Alert, Redraw: c.pressed}
	if len(s.Lines) > 0 {
		a.Letters = append(a.Letters, bot.Reply{Letter: d.Render.Screen(c.lang, s.Screen)})
	}
	for _, f := range s.files {
		a.Letters = append(a.Letters, bot.Reply{Letter: render.Letter{Text: d.Render.Line(c.lang, f.caption)}, File: &f.File})
	}
	return a
}

// say answers with a paragraph.
func (d *Desk) say(c *call, lines ...conversation.Line) *bot.Answer {
	s := &sheet{}
	s.Paragraph(lines...)
	return d.answer(c, s)
}

// toast answers a press with a short text and leaves the message as it is.
func (d *Desk) toast(c *call, line conversation.Line) *bot.Answer {
	if !c.pressed {
		return d.say(c, line)
	}
	return &bot.Answer{Language: c.lang, Toast: line, Alert: true}
}

// tap is a button that shows something.
func tap(label conversation.Line, word string, about ...string) conversation.Button {
	return conversation.Button{Label: label, Press: conversation.Press{Word: showing + word, Subject: strings.Join(about, " ")}}
}

// What a button is about.

func ofVisit(v catalogue.Visit) string   { return "v" + v.ID }
func ofCentre(c catalogue.Centre) string { return conversation.OfCentre(c.ID) }
func ofPerson(who seats.Person) string   { return "p" + organiser.Ref(who) }
func ofMore(more string) string          { return "m" + more }
func named(id string) conversation.Line  { return conversation.Say(id) }

// numbered gives a button a number, which arrives one less as an argument: a
// button without one carries none.
func numbered(b conversation.Button, n int) conversation.Button {
	b.Press.Number = n + 1
	return b
}

// page gives a button where to go on.
func paged(b conversation.Button, n int) conversation.Button {
	b.Press.Number = n
	return b
}

// confirm is the button under what would follow. It carries the id under which
// it is done, and the figures that were shown.
func (d *Desk) confirm(c *call, s *sheet, label conversation.Line, figures int, about ...string) conversation.Button {
	b := tap(label, c.command.Word, about...)
	b.Press.Word = doing + c.command.Word
	b.Press.Nonce = d.Chance.Nonce()
	b.Press.Number = figures
	return b
}

// figuresOf are what a sheet says, as a number from 1 on: other figures give
// another.
func (d *Desk) figuresOf(c *call, s *sheet) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(d.Render.Screen(catalogue.English, s.Screen).Text)) // a hash takes everything
	return int(sum.Sum32()%1_000_000) + 1
}

// ask ends a sheet that says what would follow: with the button that does it. It
// says whether that button was pressed under these very figures.
func (d *Desk) ask(c *call, s *sheet, yes conversation.Line, about ...string) (agreed bool) {
	figures := d.figuresOf(c, s)
	if c.confirmed && c.seen == figures {
		return true
	}
	if c.confirmed {
		s.Lines = append([]conversation.Line{named("desk.changed"), {}}, s.Lines...)
	}
	s.Row(d.confirm(c, s, yes, figures, about...))
	s.leaveIt()
	return false
}

// leaveIt is the button that changes nothing.
func (s *sheet) leaveIt() { s.Row(tap(named("desk.button.no"), "admin", ofMore("no"))) }

// undoable ends a sheet with the way back.
func (s *sheet) undoable(operation string) {
	s.Paragraph(conversation.Say("desk.undoable", "Count", int(seats.UndoFor.Seconds())))
	b := tap(named("desk.button.undo"), "undo")
	b.Press.Nonce = operation
	s.Row(b)
}

// people is how many people come, in words.
func people(n int) conversation.Line { return conversation.Say("part.party", "Count", n) }

// visitButtons lead to each visit.
func (s *sheet) visitButtons(c *call, word string, about ...string) {
	for _, v := range c.cat.Visits {
		s.Row(tap(conversation.Say("button.named", "Name", v.Name), word, append([]string{ofVisit(v)}, about...)...))
	}
}

// back leads to the menu.
func (s *sheet) back() { s.Row(tap(named("desk.button.menu"), "admin")) }
