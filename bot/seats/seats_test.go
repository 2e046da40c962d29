package seats

import (
	"testing"
	"time"
)

var now = time.Date(2024, 1, 9, 10, 0, 0, 0, time.UTC)

// A scene is a ledger with shorthands: two visits with three places each.
type scene struct {
	*testing.T
	*Ledger
	at time.Time
}

func newScene(t *testing.T) *scene { return &scene{t, NewLedger(), now} }

// wants asks and checks what it came to.
func (s *scene) wants(want Outcome, who Person, r Request) Result {
	s.Helper()
	r.Capacity, r.Keep = 3, 5*time.Minute
	got := s.Do(s.at, who, r)
	if got.Outcome != want {
		s.Errorf("%s %+v: %s, want %s", who, r, got.Outcome, want)
	}
	return got
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
	if s.Taken["smile"] != 0 || s.Taken["romexpo"] != 2 || len(s.Codes) != 1 {
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
	s.wants(Cancelled, "ana", Request{Act: ActCancel})
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
