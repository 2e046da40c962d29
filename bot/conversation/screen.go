package conversation

import (
	"slices"
	"time"
)

// A Line is one message of the locales with its data. Data may hold strings
// (escaped when rendered), Private, numbers, catalogue.Text and catalogue.Date
// (in the person's language), Day, Clock, Line (rendered first) and a list of
// Lines (with commas between them). "Count" chooses the plural form. A Line
// without an ID is an empty line.
type Line struct {
	ID   string
	Data Data
}

// Data is what a message's template is filled with.
type Data map[string]any

// A Day is rendered as a date in the person's language, in the event's zone.
type Day time.Time

// A Clock is rendered as a time of day in the event's zone.
type Clock time.Time

// A Button is one button of a screen: a press, or a link.
type Button struct {
	Label Line
	Press Press  // its nonce is the talk's, which Show stamps into it
	Map   string // set: a link that looks this text up on a map, and Press is not used
}

// A Screen is what to show, not yet in any language.
type Screen struct {
	Lines []Line
	Fold  []Line // shown closed, under the lines; opened with a tap
	Rows  [][]Button
	Toast Line // the short answer to a press; no ID: none
	Alert bool // the toast has to be tapped away
}

// Say makes a line: a message id and pairs of a name and a value.
func Say(id string, pairs ...any) Line {
	data := make(Data, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i].(string)] = pairs[i+1]
	}
	return Line{ID: id, Data: data}
}

// Paragraph adds lines under an empty one.
func (s *Screen) Paragraph(lines ...Line) {
	if len(lines) == 0 {
		return
	}
	if len(s.Lines) > 0 {
		s.Lines = append(s.Lines, Line{})
	}
	s.Lines = append(s.Lines, lines...)
}

// Row adds a row of buttons; none adds nothing.
func (s *Screen) Row(buttons ...Button) {
	if len(buttons) > 0 {
		s.Rows = append(s.Rows, buttons)
	}
}

// Grid adds buttons in rows of so many.
func (s *Screen) Grid(buttons []Button, wide int) {
	for row := range slices.Chunk(buttons, wide) {
		s.Row(row...)
	}
}

// button makes a press. What it is about is optional.
func button(label Line, word string, subject ...string) Button {
	b := Button{Label: label, Press: Press{Word: word}}
	if len(subject) > 0 {
		b.Press.Subject = subject[0]
	}
	return b
}

// of makes a button be about a thing: an offer, a seat, a letter.
func (b Button) of(thing string) Button {
	b.Press.Nonce = thing
	return b
}

// number gives a button its number.
func (b Button) number(n int) Button {
	b.Press.Number = n
	return b
}
