// Package chart draws what organisers ask for most: how full every visit is, who
// waits, and how the sign-ups grow, as one picture for a phone.
//
// The package is pure: values in, bytes out. It asks no clock, no network and
// no chance, so the same numbers are the same picture, byte for byte. It speaks
// no language either: every word arrives already in the reader's own.
package chart

// Legend are the words for the parts of a bar, in the reader's language. A word
// that is empty is not drawn.
type Legend struct {
	Seats   string // of people who have a ticket, such as "Confirmed"
	Held    string // held while somebody decides, or offered to who waits
	Free    string
	Waiting string // stands before the number of people who wait
}

// Visit is one visit in numbers of people. A negative number counts as 0, and
// more than 999,999 is written as "999 999+". The numbers need not add up: what
// is neither taken nor free is drawn as out of reach, as in a visit that is
// closed, and more taken than Capacity is marked as too full.
type Visit struct {
	Name     string
	Capacity int
	Seats    int
	Held     int
	Free     int
	Waiting  int
	Note     string // what is special, such as "closed"; may be empty
}

// Days are the sign-ups over time. Without points nothing of them is drawn; of
// more than 60 points the latest are.
type Days struct {
	Title  string
	Points []Point // from the earliest to the latest
}

// Point is a stretch of time, such as a day. Negative numbers count as 0.
type Point struct {
	Label string // short, such as "11 Jan"; not every label is drawn
	New   int    // people who signed up in it
	Total int    // people signed up at its end
}

// Stats is what one picture says, in the reader's language. Every text may be of
// any length and hold anything a person can type: what does not fit shrinks,
// then wraps, then ends in an ellipsis, and characters without a glyph are left
// out. What is empty takes no room.
type Stats struct {
	Title    string // the event
	Subtitle string // of which moment the numbers are
	Legend   Legend
	Visits   []Visit  // the first 24 are drawn, and how many more there are
	Forecast []string // such as "Expected: 61 of 74 people"; the first 6 lines are drawn
	Days     Days
}

// PNG draws the picture: 1080 pixels wide, as high as its content needs,
// readable when it is shown 360 pixels wide. It may be called from many
// goroutines at once.
func (s Stats) PNG() ([]byte, error) { return layout(s).draw().PNG() }
