package conversation

import (
	"strconv"
	"strings"
)

// Data returns the press as Telegram carries it: word:subject:number:nonce,
// each part possibly empty. The ids of a catalogue keep it within the 64 bytes
// that callback data may have.
func (p Press) Data() string {
	number := ""
	if p.Number != 0 {
		number = strconv.Itoa(p.Number)
	}
	return strings.Join([]string{p.Word, p.Subject, number, p.Nonce}, ":")
}

// ParsePress reads what Data wrote. Anybody can forge it, so it says nothing
// about whether there is such a button.
func ParsePress(data string) (Press, bool) {
	parts := strings.Split(data, ":")
	if len(parts) != 4 || parts[0] == "" {
		return Press{}, false
	}
	number := 0
	if parts[2] != "" {
		n, err := strconv.Atoi(parts[2])
		if err != nil || n < 0 {
			return Press{}, false
		}
		number = n
	}
	return Press{Word: parts[0], Subject: parts[1], Number: number, Nonce: parts[3]}, true
}

// The words of buttons that the organisers' desk takes, and no stage of a talk,
// begin so: to show something, and to do it.
const (
	DeskShows = "d."
	DeskDoes  = "y."
)

// OfCentre is how such a button says which centre it is about.
func OfCentre(id string) string { return "c" + id }

// mostDigits is how long the id of a thing is at most: of an offer, a seat or a
// letter.
const mostDigits = 15

// isThing says whether a text can be the id of a thing: a number as the seats
// write it.
func isThing(id string) bool {
	n, err := strconv.ParseInt(id, 10, 64)
	return err == nil && n > 0 && len(id) <= mostDigits && id == strconv.FormatInt(n, 10)
}

// thing names what is done with a thing, whatever screen or letter the button
// is on.
func (p Press) thing() string {
	name := p.Word + ":" + p.Nonce
	if p.Number != 0 {
		name += ":" + strconv.Itoa(p.Number)
	}
	return name
}
