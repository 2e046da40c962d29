package seats

import (
	"testing"
	"time"
)

// orders are carried out at once; what they owe waits until they are final.
func (s *scene) ordered(want Outcome, o Order) {
	s.Helper()
	s.n++
	if got := s.Order(s.at, "op", o); got != want {
		s.Errorf("%+v: %s, want %s", o, got, want)
	}
}

func (s *scene) undoes(want Outcome, restored, stay int) {
	s.Helper()
	if got, r, k := s.Undo(s.at, "op"); got != want || r != restored || k != stay {
		s.Errorf("undone: %s %d %d, want %s %d %d", got, r, k, want, restored, stay)
	}
}

func TestWhatIsUndoneNobodyHasSeen(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	before := s.Seats["ana"]
	s.ordered(Done, Order{What: OrderRemove, Who: "ana", Visit: "smile"})
	s.is("it is done", s.Seats["ana"].Visit == "" && s.Taken["smile"] == 2)
	s.is("nobody can take the place", s.Free("smile") == 0 && s.offered("dan") == "")
	s.wants(Halted, "x", hold("smile"))
	s.is("but people can go on waiting", s.Do(s.at, "y", Request{Act: ActWait, Visit: "smile", Party: 1}).Outcome == Queued)
	s.after(UndoFor - time.Second)
	s.undoes(Undone, 1, 0)
	s.is("all is as before", s.Seats["ana"] == before && s.Taken["smile"] == 3 && s.Codes[before.Code] == "ana")
	s.after(2 * UndoFor)
	s.is("nobody was told", s.told("ana", KindRemoved) == 0 && s.told("ana", KindVoid) == 0 && s.told("dan", KindOffer) == 0)
	s.undoes(Gone, 0, 0)
}

func TestWhatCannotBeUndoneAnyMoreIsTold(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.ordered(Done, Order{What: OrderRemove, Who: "ana", Visit: "smile"})
	s.after(UndoFor)
	s.is("ana is told", s.told("ana", KindRemoved) == 1)
	s.is("dan has the offer", s.offered("dan") == "smile")
	s.undoes(Gone, 0, 0)
}

func TestMoving(t *testing.T) {
	s := full(t)
	s.signsUp("family", "romexpo", 3)
	s.ordered(Full, Order{What: OrderMove, Who: "ana", Visit: "romexpo", Code: "M1"})
	s.ordered(Seated, Order{What: OrderMove, Who: "ana", Visit: "smile", Code: "M1"})
	s.ordered(NoSeat, Order{What: OrderMove, Who: "ana", Visit: "museum", Thing: "999", Code: "M1"})
	s.ordered(Done, Order{What: OrderMove, Who: "ana", Visit: "museum", Code: "M1", Token: "t1"})
	s.is("moved", s.Seats["ana"].Visit == "museum" && s.Taken["smile"] == 2 && s.Codes["M1"] == "ana" && s.Codes["t1"] == "ana")
	s.wants(Cancelled, "ana", Request{Act: ActCancel})
	s.undoes(Undone, 0, 1) // she has changed it herself
	s.is("she stays without", s.Seats["ana"].Visit == "" && s.told("ana", KindShifted) == 1)
}

func TestAddingByHand(t *testing.T) {
	s := full(t)
	s.ordered(Full, Order{What: OrderAdd, Who: "desk:1", Visit: "smile", Party: 1, Code: "D1"})
	s.ordered(Done, Order{What: OrderAdd, Who: "desk:1", Visit: "museum", Party: 2, Code: "D1"})
	s.ordered(Seated, Order{What: OrderAdd, Who: "desk:1", Visit: "romexpo", Party: 2, Code: "D2"})
	s.is("there", s.Seats["desk:1"].Party == 2)
	s.undoes(Undone, 1, 0)
	s.is("gone", s.Seats["desk:1"].Visit == "" && s.Taken["museum"] == 0)
}

func TestAnOfferOutOfTurn(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.waits("elena", "smile", 1)
	s.ordered(Full, Order{What: OrderOffer, Who: "elena", Visit: "smile"})
	s.orders(Order{What: OrderCapacity, Visit: "smile", Party: 5})
	s.is("in turn", s.offered("dan") == "smile" && s.offered("elena") == "smile")
	s.waits("florin", "smile", 1)
	s.ordered(Unqueued, Order{What: OrderOffer, Who: "x", Visit: "smile"})
}

func TestACapacityIsTakenBack(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.ordered(Stale, Order{What: OrderCapacity, Visit: "smile", Party: 9, Thing: "4"})
	s.ordered(Done, Order{What: OrderCapacity, Visit: "smile", Party: 9, Thing: "3"})
	s.is("nothing is given yet", s.offered("dan") == "" && s.Free("smile") == 0)
	s.undoes(Undone, 0, 0)
	s.after(UndoFor)
	s.is("nor ever", s.offered("dan") == "" && s.Count("smile").Capacity == 3)
}

func TestAFallenVisitStandsUpAgain(t *testing.T) {
	s := full(t)
	s.ordered(Done, Order{What: OrderFall, Visit: "smile"})
	s.is("it is closed", s.Count("smile").Halted == HaltFallen)
	s.undoes(Undone, 0, 0)
	s.after(UndoFor)
	s.is("everybody is where they were", s.Taken["smile"] == 3 && s.Count("smile").Halted == "" && s.told("ana", KindReseated) == 0)
}

// Undoing gives nobody a place that somebody else has by now.
func TestUndoingNeverOverfills(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.ordered(Done, Order{What: OrderRemove, Who: "ana", Visit: "smile"})
	if got := s.Order(s.at, "op2", Order{What: OrderOffer, Who: "dan", Visit: "smile"}); got != Done {
		t.Fatal(got)
	}
	s.undoes(Undone, 0, 1)
	s.is("dan has it, ana is told", s.Taken["smile"] == 3 && s.Seats["ana"].Visit == "")
	s.is("ana's notice is owed", s.told("ana", KindRemoved) == 1)
}

func TestAClosedVisit(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.ordered(Done, Order{What: OrderClose, Visit: "smile"})
	s.ordered(Already, Order{What: OrderClose, Visit: "smile"})
	s.cancels("ana")
	s.after(time.Second)
	s.is("nothing is given", s.offered("dan") == "" && s.Free("smile") == 0)
	s.wants(Halted, "x", Request{Act: ActWait, Visit: "smile", Party: 1})
	s.ordered(Done, Order{What: OrderOpen, Visit: "smile"})
	s.is("now it is", s.offered("dan") == "smile")
}

// Who is erased in the meantime is not brought back.
func TestWhoIsErasedStaysErased(t *testing.T) {
	s := full(t)
	s.ordered(Done, Order{What: OrderRemove, Who: "ana", Visit: "smile"})
	s.wants(Erased, "ana", Request{Act: ActErase})
	s.undoes(Undone, 0, 1)
	s.is("ana is gone", s.Seats["ana"].Visit == "" && s.Taken["smile"] == 2)
}

// Who gets their seat back is reminded like all others.
func TestWhoGetsTheirSeatBackIsReminded(t *testing.T) {
	s := full(t)
	s.ordered(Done, Order{What: OrderFall, Visit: "smile"})
	due := s.at.Add(time.Second)
	s.after(2 * time.Second)
	s.is("it waits", !s.Remind(s.at, "evening", KindReminder, due, 100) && s.told("ana", KindReminder) == 0)
	s.undoes(Undone, 0, 0)
	s.after(UndoFor)
	s.is("all are reminded", s.Remind(s.at, "evening", KindReminder, due, 100) && s.told("ana", KindReminder) == 1)
}

// A ticket that was shown again in the meantime stays known, so that it can be
// marked when it holds no more.
func TestATicketShownMeanwhileStaysKnown(t *testing.T) {
	s := full(t)
	s.signsUp("family", "romexpo", 3)
	s.waits("ana", "romexpo", 1)
	code := s.Seats["ana"].Code
	s.Reached("ana", code, "file", 1)
	s.ordered(Done, Order{What: OrderRemove, Who: "ana", Visit: "romexpo"})
	s.Reached("ana", code, "file", 2)
	s.undoes(Undone, 1, 0)
	s.is("both messages are known", len(s.Sent["ana"].Messages) == 2)
}
