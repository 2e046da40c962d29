package organiser

import (
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// A Guest is a person as organisers see them.
type Guest struct {
	Person   seats.Person
	Name     conversation.Private // empty: not kept
	Remark   conversation.Private
	Sentence conversation.Private // what they wrote about the visit
	Language catalogue.Language   // empty: no talk with them
	Seat     *seats.Seat
	Hold     *seats.Hold
	Wait     *seats.Wait // in a list of those who wait for a visit: their place there
	Waits    []seats.Wait
}

// In is the person's place in the queue of a visit.
func (g Guest) In(visit string) (seats.Wait, bool) {
	for _, w := range g.Waits {
		if w.Visit == visit {
			return w, true
		}
	}
	return seats.Wait{}, false
}

// handPrefix begins the ids of people whom organisers add by hand.
const handPrefix = "desk:"

// ByHand is the person whom an operation adds.
func ByHand(operation string) seats.Person { return seats.Person(handPrefix + operation) }

// IsByHand says whether somebody was added by hand, and is not on Telegram.
func IsByHand(who seats.Person) bool { return strings.HasPrefix(string(who), handPrefix) }

// Ref writes a person's id as buttons carry it.
func Ref(who seats.Person) string { return strings.Replace(string(who), ":", "-", 1) }

// FromRef reads what Ref wrote.
func FromRef(ref string) seats.Person { return seats.Person(strings.Replace(ref, "-", ":", 1)) }

// A Line is a line of the journal.
type Line struct {
	At            time.Time
	Cause         string
	Operation     string
	Change        string
	ByPen, WhoPen string       // pseudonyms, or "self" and "clock"
	By, Who       seats.Person // empty: they are forgotten
}
