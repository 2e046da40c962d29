package seats

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

func TestAVisitFallsAway(t *testing.T) {
	s := full(t)
	s.wants(Preferred, "bogdan", Request{Act: ActPrefer, Visit: "museum"})
	s.signsUp("x", "romexpo", 1)
	s.signsUp("y", "museum", 2)
	s.waits("dan", "smile", 1)
	s.Order(s.at, "order", Order{What: OrderFall, Visit: "smile"})
	s.is("nobody else gets anything meanwhile", s.Free("romexpo") == 0)
	s.wants(Halted, "z", hold("romexpo"))
	s.after(time.Second)
	s.is("it can be undone, so everybody stays", s.Seats["ana"].Visit == "smile" && s.told("ana", KindReseated) == 0)
	s.at = s.at.Add(UndoFor)
	s.Sweep(s.at, s.tickets(1)) // interrupted
	s.is("in order of confirmation, to the emptiest", s.Seats["ana"].Visit == "romexpo" && s.Seats["bogdan"].Visit == "smile")
	s.after(time.Second)
	s.is("to the next choice", s.Seats["bogdan"].Visit == "museum" && s.told("bogdan", KindReseated) == 1)
	s.is("to the emptiest", s.Seats["carmen"].Visit == "romexpo")
	s.is("the queue is told", s.told("dan", KindFallen) == 1 && len(s.Waits["dan"]) == 0)
	s.is("nothing is left there", s.Taken["smile"] == 0 && s.Tallies["smile"] == Tally{})
	s.is("nobody was displaced", s.Seats["x"].Visit == "romexpo" && s.Seats["y"].Visit == "museum")
	s.wants(Halted, "z", hold("smile"))
}

func TestWhoCannotBePlacedHeadsTheQueue(t *testing.T) {
	s := full(t)
	s.signsUp("x", "romexpo", 3)
	s.signsUp("y", "museum", 3)
	s.waits("dan", "romexpo", 1)
	s.wants(Preferred, "ana", Request{Act: ActPrefer, Visit: "romexpo"})
	s.orders(Order{What: OrderFall, Visit: "smile"})
	s.after(time.Second)
	s.is("ana is told", s.told("ana", KindHeaded) == 1 && s.Seats["ana"].Visit == "")
	s.is("she is before dan", s.Positions("ana")[0] == Wait{Visit: "romexpo", Party: 1, Rank: s.Waits["ana"][0].Rank, Position: 1})
	s.cancels("x")
	s.is("and is served first", s.offered("ana") == "romexpo")
}

func TestReminders(t *testing.T) {
	s := full(t)
	due := s.at.Add(time.Hour)
	s.at = due
	s.signsUp("late", "romexpo", 1) // at that moment: they know
	for range 4 {
		s.Remind(s.at, "evening", KindReminder, due, 1)
	}
	s.is("finished", s.Remind(s.at, "evening", KindReminder, due, 1))
	for _, who := range []Person{"ana", "bogdan", "carmen"} {
		s.is("each is reminded once", s.told(who, KindReminder) == 1)
	}
	s.is("but not who confirmed just now", s.told("late", KindReminder) == 0)
	rank := strconv.FormatInt(s.Seats["ana"].Rank, 10)
	s.wants(Coming, "ana", Request{Act: ActCome, Thing: rank})
	s.wants(Coming, "ana", Request{Act: ActCome, Thing: rank})
	s.is("it feeds a forecast", s.Tallies["smile"].Coming == 1)
	s.wants(NoSeat, "ana", Request{Act: ActCome, Thing: "999"})
	s.wants(NoSeat, "ana", Request{Act: ActCancel, Thing: "999"})
}

func TestTheDoor(t *testing.T) {
	s := full(t)
	s.signsUp("family", "romexpo", 3)
	door := func(outcome Outcome, who Person) string { return fmt.Sprint(outcome, " ", who) }
	code := s.Seats["family"].Code
	s.is("too many", door(s.CheckIn(s.at, code, 4, "tg:1")) == "toofew family")
	s.is("arrived", door(s.CheckIn(s.at, code, 2, "tg:1")) == "arrived family")
	s.is("already", door(s.CheckIn(s.at, code, 3, "tg:2")) == "already family" && s.Seats["family"].CameBy == "tg:1")
	s.is("counted", s.Tallies["romexpo"].Came == 2)
	s.is("not another's", door(s.CheckOut(s.at, code, "tg:2")) == "notyours family")
	s.is("undone", door(s.CheckOut(s.at, code, "tg:1")) == "undone family" && s.Tallies["romexpo"].Came == 0)
	s.is("absent", door(s.CheckOut(s.at, code, "tg:1")) == "absent family")
	s.is("no such code", door(s.CheckIn(s.at, "nonsense", 1, "tg:1")) == "noseat ")
}

func TestNoShowsAndStandbys(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.waits("family", "smile", 3)
	s.waits("elena", "smile", 1)
	s.waits("florin", "smile", 1)
	s.at = day.Add(-10 * time.Minute)
	for _, who := range []Person{"florin", "family", "elena"} {
		s.wants(Standing, who, Request{Act: ActStand, Visit: "smile"})
	}
	outcome, _, _ := s.ReleaseNoShows(s.at, "noshows", "smile", s.tickets(5))
	s.is("refused while nobody is there", outcome == Nobody && len(s.Seats) == 3)
	s.CheckIn(s.at, s.Seats["ana"].Code, 1, "tg:1")
	_, released, given := s.ReleaseNoShows(s.at, "noshows", "smile", s.tickets(5))
	s.is("nobody is told while it can be undone", s.told("bogdan", KindNoShow) == 0)
	s.after(UndoFor)
	s.is("two were not there", released == 2 && s.told("bogdan", KindNoShow) == 1 && s.Seats["ana"].Visit == "smile")
	s.is("two who are get their places, in order", given == 2 && s.Seats["elena"].Visit == "smile" && s.Seats["florin"].Visit == "smile")
	s.is("dan is not there, the family does not fit", s.Seats["dan"].Visit == "" && len(s.Waits["family"]) == 1)
	s.is("they are told", s.told("elena", KindGiven) == 1 && s.told("elena", KindTicket) == 1)
}

func TestErasingLeavesNothing(t *testing.T) {
	s := full(t)
	s.signsUp("x", "romexpo", 3)
	s.waits("ana", "romexpo", 1)
	s.cancels("bogdan")
	s.wants(Erased, "bogdan", Request{Act: ActErase})
	s.wants(Erased, "ana", Request{Act: ActErase})
	for _, who := range []Person{"ana", "bogdan"} {
		_, seated := s.Seats[who]
		_, waits := s.Waits[who]
		s.is("no claim is left", !seated && !waits)
		for _, leaver := range s.Leavers {
			s.is("and no trace", leaver != who)
		}
	}
}

// A visit that gives no places for now is no reason to lose a sure seat.
func TestAVisitFallsWhileAnotherIsHalted(t *testing.T) {
	s := full(t)
	s.Halt(s.at, "romexpo", true)
	s.Halt(s.at, "museum", true)
	s.orders(Order{What: OrderFall, Visit: "smile"})
	s.after(time.Second)
	s.is("they head a queue", s.told("ana", KindHeaded) == 1 && len(s.Waits["ana"]) == 1 && s.told("ana", KindFallen) == 0)
	s.Halt(s.at, "romexpo", false)
	s.is("and are served when it goes on", s.offered("ana") == "romexpo")
}

// Nobody's party is smaller than those of it who are there.
func TestAPartyThatIsThereCannotShrink(t *testing.T) {
	s := newScene(t)
	s.signsUp("family", "smile", 3)
	s.CheckIn(s.at, s.Seats["family"].Code, 2, "tg:1")
	s.wants(Already, "family", Request{Act: ActResize, Visit: "smile", Party: 1, Code: "F1"})
	s.wants(Fitted, "family", Request{Act: ActResize, Visit: "smile", Party: 2, Code: "F2"})
}
