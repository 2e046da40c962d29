// Package seats holds the rules of seats, holds, offers and waiting lists, as
// pure Go.
//
// It is the readable twin of the scripts in store/lua: the Lua decides in
// production, this package says in plain words what it has to decide, and a
// model test holds the two equal over the whole stored state.
//
// The law, for each person: at most one confirmed seat; at most one hold or
// offer; beside a seat at most one queue place, without one as many as there
// are visits. A hold never outlives its deadline and a second request never
// extends it. Taking another hold gives the first up. A seat is given up only
// in the same step that makes sure of the new one.
//
// Who gets a freed place: running offers keep theirs; then the people of a
// visit that has fallen away; then the queue, first come first offered; then
// the public. Four named rules let somebody in a queue be passed over, and each
// keeps its position: a party too big for what is free once its gathering is
// over; one who has a hold or an offer already; one who gave that very place
// up; and at the door, one who is not standing there.
package seats

import (
	"strconv"
	"strings"
	"time"
)

// A Person is a namespaced id: "tg:123" for a Telegram user.
type Person string

// A Seat is a confirmed claim.
type Seat struct {
	Visit  string    // id of the visit
	Party  int       // people on this claim, the person included
	Since  time.Time // when it was confirmed, to the millisecond
	Code   string    // short and unique within the bot; people read it out at the door
	Token  string    // 128 random bits, base64url; what the ticket's QR carries
	Rank   int64     // order of confirmation; also the id that buttons about this seat carry
	Next   string    // the visit wanted should this one fall away; empty: none named
	Coming bool      // asked "still coming?", the person said yes
	Came   int       // how many of the party have checked in; 0: nobody yet
	CameAt time.Time // when; zero: not yet
	CameBy string    // who checked them in
	Rating int       // 1 to 5, afterwards; 0: not rated
}

// A Hold keeps places for a person who has not confirmed yet. An offer is a
// hold given to who waited.
type Hold struct {
	Visit string
	Party int
	Until time.Time // from this instant on the places count as free
	Offer string    // the offer's id, which its buttons carry; empty: the person took the hold
}

// A Wait is a place in the queue of a visit.
type Wait struct {
	Visit    string
	Party    int
	Rank     int64     // who comes first; the people of a fallen visit come before everybody
	Gather   time.Time // until when freed places gather for this party, which was first and did not fit; zero: they do not
	Told     bool      // told that the gathering is over, and why others are served now
	Here     bool      // standing at the meeting point
	Position int       // 1 for the first who can be offered a place; set by the store when it answers, and not part of the state
}

// An Act is what a person can ask of the seats.
type Act string

// The acts. Their words are those of the scripts and of the logs.
const (
	ActNothing Act = "nothing" // look only
	ActHold    Act = "hold"    // hold places in a visit
	ActFit     Act = "fit"     // change the party of the hold
	ActConfirm Act = "confirm" // turn the hold into the seat, giving up the seat in another visit
	ActRelease Act = "release" // give the hold up
	ActResize  Act = "resize"  // change the party of the seat
	ActCancel  Act = "cancel"  // give the seat up
	ActShow    Act = "show"    // owe the person their ticket once more
	ActErase   Act = "erase"   // give everything up and forget the person

	ActWait    Act = "wait"    // stand in the queue of a visit, or change the party there
	ActLeave   Act = "leave"   // leave that queue
	ActAccept  Act = "accept"  // turn the offer into the seat, giving up the seat in another visit
	ActDecline Act = "decline" // give the offer up
	ActPrefer  Act = "prefer"  // name the visit wanted should the seat's fall away
	ActCome    Act = "come"    // say "still coming"
	ActStand   Act = "stand"   // say "I am at the meeting point"
	ActRate    Act = "rate"    // say how the visit was
)

// A Request is one act with what it needs; unused fields are zero.
type Request struct {
	Act    Act
	Visit  string // hold, fit, confirm, release, resize, wait, leave, prefer (empty: none), stand
	Party  int    // fit, resize, wait: how many people come, at least 1; rate: 1 to 5
	Thing  string // accept, decline: the offer's id; come, rate, and cancel where it is not empty: the seat's rank
	Closed bool   // fit, resize: sign-up is closed, so a party may shrink and not grow
	Code   string // confirm, resize, accept: for the new ticket
	Token  string // confirm, resize, accept
}

// An Outcome is what an act came to.
type Outcome string

// The outcomes.
const (
	Done      Outcome = "done"      // nothing was asked
	Stale     Outcome = "stale"     // the button belongs to an earlier screen; nothing changed
	Held      Outcome = "held"      // places are held from now
	Holding   Outcome = "holding"   // they are held or offered already; the deadline stands
	Full      Outcome = "full"      // no place is free
	TooFew    Outcome = "toofew"    // some places are free, fewer than the party needs
	Halted    Outcome = "halted"    // this visit gives no places now, or never again
	Seated    Outcome = "seated"    // the person has a seat in this very visit
	Gone      Outcome = "gone"      // there is no such hold or offer (any more)
	Fitted    Outcome = "fitted"    // the party was changed
	Confirmed Outcome = "confirmed" // the hold or offer is a seat now
	Moved     Outcome = "moved"     // so it is, and the seat in another visit was given up for it
	Released  Outcome = "released"  // the hold was given up
	Cancelled Outcome = "cancelled" // the seat was given up
	NoSeat    Outcome = "noseat"    // the person has no seat, or another than was meant
	Shown     Outcome = "shown"     // the ticket is owed once more
	Taken     Outcome = "taken"     // another ticket has this code; ask again with a new one
	Erased    Outcome = "erased"    // nothing about the person is left

	Queued    Outcome = "queued"    // the person stands in the queue
	Unqueued  Outcome = "unqueued"  // the person does not stand in that queue any more
	Free      Outcome = "free"      // there are places: no need to wait
	OnlyOne   Outcome = "onlyone"   // beside a seat one can wait for one other visit, and does already
	Declined  Outcome = "declined"  // the offer was given up
	Preferred Outcome = "preferred" // the wish is noted
	Coming    Outcome = "coming"    // it is noted that the person comes
	Standing  Outcome = "standing"  // it is noted that the person is there
	Rated     Outcome = "rated"     // the answer is kept

	// What becomes of what organisers and the clock ask.
	Arrived  Outcome = "arrived"  // checked in
	Already  Outcome = "already"  // checked in before
	Undone   Outcome = "undone"   // not checked in any more
	NotYours Outcome = "notyours" // somebody else checked them in
	Absent   Outcome = "absent"   // they are not checked in
	Nobody   Outcome = "nobody"   // refused: nobody of that visit is checked in
	Quiet    Outcome = "quiet"    // no offer can be made at this hour
)

// A Result is what an act came to, and the visit whose seat was given up by it.
type Result struct {
	Outcome Outcome
	Left    string // id of the visit; empty if no seat was given up
}

// A Sent is what is known of the tickets that reached a person's chat.
type Sent struct {
	Code     string
	File     string // Telegram's file id of the picture
	Messages []int  // ids of the messages that show it
}

// MostMessages is how many messages that show a ticket are remembered, the
// newest: enough to mark when it is void.
const MostMessages = 10

// A Kind says what a notice is about.
type Kind string

// The kinds of notices.
const (
	KindTicket    Kind = "ticket"    // the seat's ticket
	KindVoid      Kind = "void"      // a ticket that reached the chat is void
	KindOffer     Kind = "offer"     // a place is offered until a deadline
	KindLapsed    Kind = "lapsed"    // the offer has run out
	KindGathering Kind = "gathering" // places gather for the party until a deadline
	KindPassed    Kind = "passed"    // the gathering is over: others are served, the position stays
	KindReseated  Kind = "reseated"  // the visit has fallen away, the person is confirmed in another
	KindHeaded    Kind = "headed"    // the visit has fallen away, the person heads a queue
	KindFallen    Kind = "fallen"    // the visit that was held, offered or waited for has fallen away
	KindReminder  Kind = "reminder"  // it is soon: are you still coming
	KindNoShow    Kind = "noshow"    // not there in time: the seat went to somebody else
	KindGiven     Kind = "given"     // standing at the meeting point, the person was given a seat
	KindFeedback  Kind = "feedback"  // how was it
	KindRemoved   Kind = "removed"   // organisers took the claim in a visit away
	KindShifted   Kind = "shifted"   // organisers moved the seat to another visit
	KindNews      Kind = "news"      // to organisers: what has happened
	KindStale     Kind = "stale"     // to organisers: which facts to confirm
	KindDrift     Kind = "drift"     // to organisers: a visit's figures do not agree
	KindHealed    Kind = "healed"    // to organisers: they agree again

	KindCorrected Kind = "corrected" // a fact that the person was told has changed
	KindComeback  Kind = "comeback"  // tomorrow they may come to a centre again

	KindEnquiry     Kind = "enquiry"     // to organisers: somebody asks
	KindHelp        Kind = "help"        // to organisers: somebody may need help
	KindRaised      Kind = "raised"      // to organisers: nobody has taken an enquiry
	KindReplied     Kind = "replied"     // to organisers: another one has answered it
	KindUndelivered Kind = "undelivered" // to organisers: an answer did not reach the person
	KindTaken       Kind = "taken"       // somebody has the person's enquiry
	KindAnswered    Kind = "answered"    // the answer to it
	KindClosed      Kind = "closed"      // nobody can answer it
)

// A Notice is a message owed to a person. It is data: it is rendered when it
// is sent, in the language the person has then.
type Notice struct {
	Kind     Kind
	Person   Person
	Number   int64     // unique within the bot; shows a repeat to be one
	Visit    string    // what it is about
	Left     string    // reseated, headed: the visit that has fallen away; shifted: the one before; given: the visit whose seat was given up, if any
	Party    int       // lapsed: for how many the offer was; answered, replied: the answer's number
	Code     string    // ticket, void: the ticket's
	Thing    string    // offer, lapsed: the offer's id; reseated, shifted, reminder, feedback: the seat's rank; of enquiries: the enquiry's id; corrected: centre|topic; comeback: centre|day
	Until    time.Time // offer, gathering: the deadline
	Messages []int     // void: the messages to mark
	News     string    // news: what|visit|party, several joined by ;
}

// An Entry is a line of the journal: in one step, one person's claims changed
// so.
type Entry struct {
	Cause  string // the act, or what the clock or an organiser did
	Who    Person // whose claims; stored as a pseudonym
	Change string // "seat romexpo 2; hold -": the claims as they are from now on, those that changed
}

// groupPrefix begins the ids of groups, which notices to all organisers go to.
const groupPrefix = "group:"

// Group is what stands for a group of Telegram's, and a topic in it; 0: none.
func Group(chat int64, topic int) Person {
	return Person(groupPrefix + strconv.FormatInt(chat, 10) + "/" + strconv.Itoa(topic))
}

// IsGroup reads what Group wrote.
func IsGroup(who Person) (chat int64, topic int, ok bool) {
	id, ok := strings.CutPrefix(string(who), groupPrefix)
	before, after, _ := strings.Cut(id, "/")
	chat, _ = strconv.ParseInt(before, 10, 64)
	topic, _ = strconv.Atoi(after)
	return chat, topic, ok && chat != 0
}
