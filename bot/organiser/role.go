// Package organiser is what organisers may do, as data: roles, the commands, and
// what is shown of each. It is pure: the desk carries commands out.
package organiser

import (
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// A Role is what somebody may do. A higher one may do all that a lower one may.
type Role int

// The roles.
const (
	Nobody    Role = iota // an attendee
	Steward               // checks people in at the door of one visit
	Organiser             // runs the event
	Owner                 // invites organisers; named in the settings of the program
)

// roleWords are how roles are stored and named in texts.
var roleWords = map[Role]string{Nobody: "nobody", Steward: "steward", Organiser: "organiser", Owner: "owner"}

// String is the role's word.
func (r Role) String() string { return roleWords[r] }

// ParseRole reads what String wrote; what it does not know is Nobody.
func ParseRole(word string) Role {
	for role, w := range roleWords {
		if w == word {
			return role
		}
	}
	return Nobody
}

// A Member is somebody with a role.
type Member struct {
	Person seats.Person
	Role   Role
	Visit  string // a steward's door
	Name   conversation.Private
	Since  time.Time
	By     seats.Person // who invited them
}

// An Invite is a link that gives whoever opens it first a role.
type Invite struct {
	Token string // of letters, digits, - and _
	Role  Role
	Visit string // for a steward
	By    seats.Person
}

// InviteFor is how long an invite can be opened.
const InviteFor = 24 * time.Hour

// May says whether a member may do what needs a role, about a visit; an empty
// visit is about all of them.
func (m Member) May(role Role, visit string) bool {
	if m.Role == Steward && role == Steward {
		return visit == "" || visit == m.Visit
	}
	return m.Role >= role
}

// A Draft is a command that still waits for something to be typed.
type Draft struct {
	Word   string            // of the command
	For    string            // what is typed is for, where the command asks for several things
	Args   []string          // what is known
	Texts  map[string]string // what was typed in each language
	Asked  string            // the language that is asked for; empty: none
	Taken  string            // the operation by which the latest text came, to know it again
	Awaits string            // the operation of the button that it waits for; empty: it waits for what is typed
}
