package papers

import "fmt"

// DoorList is the list of names for a door without internet, to be printed on A4
// and ticked with a pen. Every text may be of any length and hold anything a
// person can type: it wraps, and what is longer than anybody would read ends in
// an ellipsis. Emoji are left out; a letter that no typeface has is a box. A
// newline in Subtitle, Empty and Signs begins a new line; elsewhere it is a space.
type DoorList struct {
	Title    string // the visit
	Subtitle string // day, time, meeting point
	Made     string // how fresh the list is, at the foot of every page
	Head     DoorHead
	Rows     []DoorRow // in the order in which they are printed
	Empty    string    // said where there are no rows
	Signs    string    // said at the end, such as who to call; may be empty

	// PageOf says "page n of all" at the foot of a page; without it there are the
	// two numbers.
	PageOf func(n, of int) string
}

// DoorHead are the headings of the columns; each may be empty. A column without
// heading and content gives its room to the names.
type DoorHead struct{ Tick, Name, Code, Party, Remark string }

// DoorRow is one sign-up on a door list.
type DoorRow struct {
	Name   string
	Code   string // in groups as it is read aloud
	Party  int    // how many people come; nothing is printed unless it is positive
	Remark string
	Mark   string // a word in a small frame beside the name, such as "new"; may be empty
	Gone   bool   // struck through, without a box to tick
	Came   bool   // the box is ticked already
}

// PDF draws the list. The same list is the same file, byte for byte, and it may
// be drawn by many goroutines at once.
func (d DoorList) PDF() ([]byte, error) {
	file, err := d.draw(d.layout())
	if err != nil {
		return nil, fmt.Errorf("papers: door list: %w", err)
	}
	return file, nil
}
