// Package ticket makes what a person takes away from a sign-up: the picture of
// their ticket (PNG) and the entry for their calendar (iCalendar, RFC 5545).
//
// The package is pure: values in, bytes out. It asks no clock, no network and
// no chance, so the same ticket is the same picture, byte for byte. It speaks no
// language either: every word arrives already in the person's own.
package ticket

import "fmt"

// Labels are the fixed words on a ticket, in the person's language. A label
// that is empty is not drawn.
type Labels struct {
	Title  string // above the name of the visit, such as "Your ticket"
	When   string
	Where  string
	Name   string
	People string // above Ticket.People, such as "Coming"
	Code   string // above the short code
	Footer string // the last line, such as "Show this at the door"
}

// Ticket is what one ticket says, in the person's language. Every text may be
// of any length and hold anything a person can type: what does not fit shrinks,
// then wraps, then ends in an ellipsis, and characters without a glyph are left
// out. A newline in When and Where starts a new line; elsewhere it is a space.
// A field that is empty takes no room.
type Ticket struct {
	Labels Labels

	Event  string // the event the visit belongs to
	Visit  string // the name of the visit
	Host   string // who runs the visit
	When   string // day and time, as the language writes them
	Where  string // the address, or that none was published
	Name   string // the person
	People string // how many come, such as "2 people"
	Code   string // the short code that can be read aloud at the door
	Number string // a small line beneath the code that tells one issue from the next

	// Link is what the QR code holds: https://t.me/BOT?start=t_ and the ticket's
	// secret. It is required; at most 2,331 bytes fit, and the shorter it is, the
	// larger are the code's modules and the easier it is to scan.
	Link string
}

// Draw draws a ticket as a PNG: portrait, 1080 pixels wide, as high as its texts
// need (at most 2,500), readable when it is shown 360 pixels wide. It fails
// only when Link is empty or too long for a QR code. It may be called from many
// goroutines at once.
func Draw(t Ticket) ([]byte, error) {
	code, err := newQR(t.Link)
	if err != nil {
		return nil, fmt.Errorf("ticket: %w", err)
	}
	return compose(t, code).PNG()
}
