package seats

import (
	"strconv"
	"testing"
	"time"
)

var now = time.Date(2024, 1, 9, 10, 0, 0, 0, time.UTC)

// day is the event's: a Thursday, two days after now.
var day = time.Date(2024, 1, 11, 14, 30, 0, 0, bucharest())

func bucharest() *time.Location {
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		panic(err)
	}
	return zone
}

// A scene is a ledger with shorthands: three visits with three places each.
type scene struct {
	*testing.T
	*Ledger
	at time.Time
	n  int
}

func newScene(t *testing.T) *scene {
	return &scene{T: t, at: now, Ledger: NewLedger(House{
		Visits: []Place{{"smile", 3}, {"romexpo", 3}, {"museum", 3}}, MaxParty: 3, Hold: 5 * time.Minute,
		Hours: Hours{
			Zone: bucharest(), Start: day, End: day.Add(150 * time.Minute),
			QuietFrom: 22 * time.Hour, QuietTo: 8 * time.Hour, QuietToDay: 7 * time.Hour,
			Offer: 2 * time.Hour, OfferLeast: 10 * time.Minute, Gather: 12 * time.Hour, GatherMargin: 3 * time.Hour, Standby: 30 * time.Minute,
		},
	})}
}

// wants asks and checks what it came to.
func (s *scene) wants(want Outcome, who Person, r Request) Result {
	s.Helper()
	got := s.Do(s.at, who, r)
	if got.Outcome != want {
		s.Errorf("%s %+v: %s, want %s", who, r, got.Outcome, want)
	}
	return got
}

// seat signs somebody up.
func (s *scene) signsUp(who Person, visit string, party int) {
	s.Helper()
	s.n++
	s.wants(Held, who, hold(visit))
	s.wants(Fitted, who, fit(visit, party))
	s.wants(Confirmed, who, confirm(visit, string(who)+strconv.Itoa(s.n)))
}

func (s *scene) waits(who Person, visit string, party int) {
	s.Helper()
	s.wants(Queued, who, Request{Act: ActWait, Visit: visit, Party: party})
}

func (s *scene) cancels(who Person) { s.Helper(); s.wants(Cancelled, who, Request{Act: ActCancel}) }

// offered is the visit that somebody has an offer for, or nothing.
func (s *scene) offered(who Person) string {
	if h := s.Holds[who]; h.Offer != "" {
		return h.Visit
	}
	return ""
}

func (s *scene) accepts(want Outcome, who Person) {
	s.Helper()
	s.n++
	s.wants(want, who, Request{Act: ActAccept, Thing: s.Holds[who].Offer, Code: string(who) + strconv.Itoa(s.n)})
}

func (s *scene) declines(who Person) {
	s.Helper()
	s.wants(Declined, who, Request{Act: ActDecline, Thing: s.Holds[who].Offer})
}

// after lets time pass, and what is due be done.
func (s *scene) after(d time.Duration) {
	s.at = s.at.Add(d)
	s.Sweep(s.at, s.tickets(9))
}

func (s *scene) tickets(n int) (tickets []Ticket) {
	for range n {
		s.n++
		tickets = append(tickets, Ticket{"T" + strconv.Itoa(s.n), "token"})
	}
	return tickets
}

// is checks a claim about the state.
func (s *scene) is(what string, ok bool) {
	s.Helper()
	if !ok {
		s.Errorf("it is not so that %s", what)
	}
}

// told is how often somebody was owed a kind of notice.
func (s *scene) told(who Person, kind Kind) (n int) {
	for _, o := range s.Owed {
		if o.Person == who && o.Kind == kind {
			n++
		}
	}
	return n
}

func hold(visit string) Request       { return Request{Act: ActHold, Visit: visit} }
func fit(visit string, n int) Request { return Request{Act: ActFit, Visit: visit, Party: n} }
func confirm(visit, code string) Request {
	return Request{Act: ActConfirm, Visit: visit, Code: code}
}

func TestASecondTapDoesNotExtendAHold(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	until := s.Holds["ana"].Until
	s.at = now.Add(4 * time.Minute)
	s.wants(Holding, "ana", hold("smile"))
	if s.Holds["ana"].Until != until {
		t.Error("the deadline moved")
	}
	s.at = now.Add(5 * time.Minute)
	s.wants(Gone, "ana", confirm("smile", "A"))
	if s.Taken["smile"] != 0 {
		t.Error("a hold that ran out still counts")
	}
}

func TestAnotherHoldGivesTheFirstUpOnlyIfItSucceeds(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	for _, who := range []Person{"b", "c", "d"} {
		s.wants(Held, who, hold("romexpo"))
	}
	s.wants(Full, "ana", hold("romexpo"))
	if s.Holds["ana"].Visit != "smile" {
		t.Error("the first hold was given up for nothing")
	}
	s.wants(Held, "b", hold("smile"))
	if s.Taken["romexpo"] != 2 || s.Taken["smile"] != 2 {
		t.Errorf("taken: %v", s.Taken)
	}
}

func TestTheOldSeatIsKeptUntilTheNewOneIsSure(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	s.wants(Fitted, "ana", fit("smile", 2))
	s.wants(Confirmed, "ana", confirm("smile", "A"))
	s.wants(Held, "ana", hold("romexpo"))
	if s.Taken["smile"] != 2 || s.Taken["romexpo"] != 2 {
		t.Errorf("while both are kept: %v", s.Taken)
	}
	s.at = s.at.Add(5 * time.Minute)
	s.wants(Gone, "ana", confirm("romexpo", "B"))
	if s.Seats["ana"].Visit != "smile" {
		t.Error("the old seat is gone with the hold")
	}
	s.wants(Held, "ana", hold("romexpo"))
	if got := s.wants(Moved, "ana", confirm("romexpo", "B")); got.Left != "smile" {
		t.Errorf("left %q", got.Left)
	}
	if s.Taken["smile"] != 0 || s.Taken["romexpo"] != 2 || s.Codes["A"] != "" || s.Codes["B"] != "ana" {
		t.Errorf("after the change: %v %v", s.Taken, s.Codes)
	}
}

func TestAPartyFitsAllOrNothing(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	s.wants(Held, "bogdan", hold("smile"))
	s.wants(TooFew, "ana", fit("smile", 3))
	s.wants(Fitted, "ana", fit("smile", 2))
	s.wants(Confirmed, "ana", confirm("smile", "A"))
	s.wants(TooFew, "ana", Request{Act: ActResize, Visit: "smile", Party: 3, Code: "B"})
	s.wants(Fitted, "ana", Request{Act: ActResize, Visit: "smile", Party: 1, Code: "B"})
	s.wants(Held, "carmen", hold("smile"))
	s.wants(Full, "dan", hold("smile"))
}

func TestAVoidTicketIsMarkedWhereverItShows(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	s.wants(Confirmed, "ana", confirm("smile", "A"))
	s.Reached("ana", "A", "file", 31)
	s.wants(Shown, "ana", Request{Act: ActShow})
	s.Reached("ana", "A", "file", 47)
	s.Owed = nil
	s.cancels("ana")
	if len(s.Owed) != 1 || s.Owed[0].Kind != KindVoid || len(s.Owed[0].Messages) != 2 {
		t.Errorf("owed: %+v", s.Owed)
	}
	s.Owed = nil
	s.Reached("ana", "A", "file", 50) // it was on its way
	if len(s.Owed) != 1 || s.Owed[0].Messages[0] != 50 {
		t.Errorf("owed for the late one: %+v", s.Owed)
	}
}

func TestACodeBelongsToOneTicket(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	s.wants(Confirmed, "ana", confirm("smile", "A"))
	s.wants(Held, "bogdan", hold("smile"))
	s.wants(Taken, "bogdan", confirm("smile", "A"))
	s.wants(Confirmed, "bogdan", confirm("smile", "B"))
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	s := newScene(t)
	s.wants(Held, "ana", hold("smile"))
	s.at = now.Add(5 * time.Minute)
	s.wants(Held, "bogdan", hold("smile"))
	s.at = now.Add(time.Minute) // another host, whose clock is behind
	s.wants(Gone, "ana", confirm("smile", "A"))
}

// orders lets an organiser order something, and the time go by in which it can
// be undone.
func (s *scene) orders(o Order) {
	s.Helper()
	s.Order(s.at, "order", o)
	s.after(UndoFor)
}
