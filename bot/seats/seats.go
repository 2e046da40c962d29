// Package seats holds the rules of seats and holds, as pure Go.
//
// It is the readable twin of store/lua/commit.lua: the Lua decides in
// production, this package says in plain words what it has to decide, and a
// model test holds the two equal over the whole stored state.
//
// The law, for each person: at most one confirmed seat and at most one hold.
// A hold never outlives its deadline and a second request never extends it.
// Taking another hold gives the first up. A seat is given up only in the same
// step that makes sure of the new one.
package seats

import (
	"slices"
	"time"
)

// A Person is a namespaced id: "tg:123" for a Telegram user.
type Person string

// A Seat is a confirmed claim.
type Seat struct {
	Visit string    // id of the visit
	Party int       // people on this claim, the person included
	Since time.Time // when it was confirmed, to the millisecond
	Code  string    // short and unique within the bot; people read it out at the door
	Token string    // 128 random bits, base64url; what the ticket's QR carries
}

// A Hold keeps places for a person who has not confirmed yet.
type Hold struct {
	Visit string
	Party int
	Until time.Time // from this instant on the places count as free
}

// An Act is what can be asked of the seats.
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
)

// A Request is one act with what it needs; unused fields are zero.
type Request struct {
	Act      Act
	Visit    string        // hold, fit, confirm, release
	Party    int           // fit, resize: how many people come; at least 1
	Capacity int           // hold, fit, resize: places of that visit in all
	Keep     time.Duration // hold: how long the places are kept
	Code     string        // confirm, resize: for the new ticket
	Token    string        // confirm, resize
}

// An Outcome is what an act came to.
type Outcome string

// The outcomes.
const (
	Done      Outcome = "done"      // nothing was asked
	Stale     Outcome = "stale"     // the button belongs to an earlier screen; nothing changed
	Held      Outcome = "held"      // places are held from now
	Holding   Outcome = "holding"   // they were held already; the deadline stands
	Full      Outcome = "full"      // no place is free
	TooFew    Outcome = "toofew"    // some places are free, fewer than the party needs
	Seated    Outcome = "seated"    // the person has a seat in this very visit
	Gone      Outcome = "gone"      // there is no such hold (any more)
	Fitted    Outcome = "fitted"    // the party was changed
	Confirmed Outcome = "confirmed" // the hold is a seat now
	Moved     Outcome = "moved"     // so it is, and the seat in another visit was given up for it
	Released  Outcome = "released"  // the hold was given up
	Cancelled Outcome = "cancelled" // the seat was given up
	NoSeat    Outcome = "noseat"    // the person has no seat
	Shown     Outcome = "shown"     // the ticket is owed once more
	Taken     Outcome = "taken"     // another ticket has this code; ask again with a new one
	Erased    Outcome = "erased"    // nothing about the person is left
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
	KindTicket Kind = "ticket" // the seat's ticket
	KindVoid   Kind = "void"   // a ticket that reached the chat is void
)

// A Notice is a message owed to a person. It is data: it is rendered when it
// is sent, in the language the person has then.
type Notice struct {
	Kind     Kind
	Person   Person
	Code     string
	Messages []int // void: the messages to mark
}

// A Ledger is the whole state of seats and holds of one bot.
type Ledger struct {
	Clock time.Time         // the latest time ever seen; time never runs backwards here
	Seats map[Person]Seat   //
	Holds map[Person]Hold   //
	Taken map[string]int    // places taken per visit: seats and holds
	Codes map[string]Person // whose ticket a code is
	Sent  map[Person]Sent   //
	Owed  []Notice          // in the order in which they came to be owed
}

// NewLedger returns a ledger in which nothing is taken.
func NewLedger() *Ledger {
	return &Ledger{
		Seats: map[Person]Seat{}, Holds: map[Person]Hold{}, Taken: map[string]int{},
		Codes: map[string]Person{}, Sent: map[Person]Sent{},
	}
}

// Do carries a request out at a time and tells what it came to. Holds that
// have run out by then are free before anything is decided.
func (l *Ledger) Do(at time.Time, who Person, r Request) Result {
	if at.After(l.Clock) {
		l.Clock = at
	}
	l.expire()
	before := l.Seats[who].Visit
	outcome := l.decide(who, r)
	if after := l.Seats[who].Visit; after != before {
		return Result{outcome, before}
	}
	return Result{Outcome: outcome}
}

func (l *Ledger) decide(who Person, r Request) Outcome {
	switch r.Act {
	case ActHold:
		return l.hold(who, r)
	case ActFit:
		return l.fit(who, r)
	case ActConfirm:
		return l.confirm(who, r)
	case ActRelease:
		return l.release(who, r)
	case ActResize:
		return l.resize(who, r)
	case ActCancel:
		return l.cancel(who)
	case ActShow:
		return l.show(who)
	case ActErase:
		return l.erase(who)
	}
	return Done
}

// expire frees what holds have kept beyond their deadline.
func (l *Ledger) expire() {
	for who, h := range l.Holds {
		if !l.Clock.Before(h.Until) {
			l.drop(who)
		}
	}
}

// hold keeps places for the person's party: that of their seat, else one.
func (l *Ledger) hold(who Person, r Request) Outcome {
	seat, seated := l.Seats[who]
	if seated && seat.Visit == r.Visit {
		return Seated
	}
	if held, ok := l.Holds[who]; ok && held.Visit == r.Visit {
		return Holding
	}
	party := max(seat.Party, 1)
	if free := r.Capacity - l.Taken[r.Visit]; free < party {
		return short(free)
	}
	l.drop(who)
	l.Holds[who] = Hold{Visit: r.Visit, Party: party, Until: l.Clock.Add(r.Keep)}
	l.Taken[r.Visit] += party
	return Held
}

// fit changes the party of a hold, all or nothing. Its deadline stands.
func (l *Ledger) fit(who Person, r Request) Outcome {
	held, ok := l.Holds[who]
	if !ok || held.Visit != r.Visit {
		return Gone
	}
	grow := r.Party - held.Party
	if l.lacks(r, grow) {
		return TooFew
	}
	held.Party = r.Party
	l.Holds[who] = held
	l.Taken[r.Visit] += grow
	return Fitted
}

// confirm turns the hold into the seat. A seat in another visit is given up
// in the same step.
func (l *Ledger) confirm(who Person, r Request) Outcome {
	held, ok := l.Holds[who]
	if !ok || held.Visit != r.Visit {
		return Gone
	}
	if _, used := l.Codes[r.Code]; used {
		return Taken
	}
	outcome := Confirmed
	if _, seated := l.Seats[who]; seated {
		l.leave(who)
		outcome = Moved
	}
	delete(l.Holds, who)
	l.seat(who, Seat{Visit: held.Visit, Party: held.Party, Since: l.Clock, Code: r.Code, Token: r.Token})
	return outcome
}

func (l *Ledger) release(who Person, r Request) Outcome {
	if held, ok := l.Holds[who]; !ok || held.Visit != r.Visit {
		return Gone
	}
	l.drop(who)
	return Released
}

// resize changes the party of a seat. The ticket shows the party, so the old
// ticket is void and a new one is owed. The seat keeps its age.
func (l *Ledger) resize(who Person, r Request) Outcome {
	seat, ok := l.Seats[who]
	if !ok || seat.Visit != r.Visit {
		return NoSeat
	}
	grow := r.Party - seat.Party
	if l.lacks(r, grow) {
		return TooFew
	}
	if grow == 0 {
		return Fitted
	}
	if _, used := l.Codes[r.Code]; used {
		return Taken
	}
	l.void(who, seat)
	l.Taken[r.Visit] += grow
	seat.Party, seat.Code, seat.Token = r.Party, r.Code, r.Token
	l.seat(who, seat)
	return Fitted
}

func (l *Ledger) cancel(who Person) Outcome {
	if _, ok := l.Seats[who]; !ok {
		return NoSeat
	}
	l.leave(who)
	return Cancelled
}

func (l *Ledger) show(who Person) Outcome {
	seat, ok := l.Seats[who]
	if !ok {
		return NoSeat
	}
	l.owe(Notice{Kind: KindTicket, Person: who, Code: seat.Code})
	return Shown
}

func (l *Ledger) erase(who Person) Outcome {
	l.drop(who)
	if _, ok := l.Seats[who]; ok {
		l.leave(who)
	}
	return Erased
}

// seat writes a seat and owes its ticket. Its places are counted already.
func (l *Ledger) seat(who Person, s Seat) {
	l.Seats[who] = s
	l.Codes[s.Code] = who
	l.owe(Notice{Kind: KindTicket, Person: who, Code: s.Code})
}

// leave gives a seat up: its places are free and its ticket is void.
func (l *Ledger) leave(who Person) {
	seat := l.Seats[who]
	l.void(who, seat)
	l.Taken[seat.Visit] -= seat.Party
	delete(l.Seats, who)
}

// drop gives a hold up, if there is one.
func (l *Ledger) drop(who Person) {
	if held, ok := l.Holds[who]; ok {
		l.Taken[held.Visit] -= held.Party
		delete(l.Holds, who)
	}
}

// void forgets a seat's code and owes the mark on every message that shows its
// ticket. A ticket that is still on its way is stopped, or marked, by Reached.
func (l *Ledger) void(who Person, s Seat) {
	delete(l.Codes, s.Code)
	if sent, ok := l.Sent[who]; ok {
		l.owe(Notice{Kind: KindVoid, Person: who, Code: sent.Code, Messages: sent.Messages})
		delete(l.Sent, who)
	}
}

func (l *Ledger) owe(n Notice) { l.Owed = append(l.Owed, n) }

// Reached records that a ticket arrived in the person's chat. A ticket that
// became void while it was on its way is marked at once.
func (l *Ledger) Reached(who Person, code, file string, message int) {
	if l.Seats[who].Code != code {
		l.owe(Notice{Kind: KindVoid, Person: who, Code: code, Messages: []int{message}})
		return
	}
	messages := append(slices.Clone(l.Sent[who].Messages), message)
	l.Sent[who] = Sent{Code: code, File: file, Messages: messages[max(0, len(messages)-MostMessages):]}
}

// lacks says whether a party cannot grow by so many for want of places. It can
// always shrink.
func (l *Ledger) lacks(r Request, grow int) bool {
	return grow > 0 && r.Capacity-l.Taken[r.Visit] < grow
}

// short names a shortage: nothing free at all, or too little for the party.
func short(free int) Outcome {
	if free <= 0 {
		return Full
	}
	return TooFew
}
