package seats

import (
	"testing"
	"time"
)

// full is a scene in which smile is full: ana 1, bogdan 1, carmen 1.
func full(t *testing.T) *scene {
	s := newScene(t)
	for _, who := range []Person{"ana", "bogdan", "carmen"} {
		s.signsUp(who, "smile", 1)
	}
	return s
}

func TestFirstComeFirstOffered(t *testing.T) {
	s := full(t)
	s.wants(Full, "dan", hold("smile"))
	s.waits("dan", "smile", 1)
	s.waits("elena", "smile", 1)
	s.is("dan is second", s.Positions("elena")[0].Position == 2)
	s.cancels("ana")
	s.is("dan has the offer", s.offered("dan") == "smile" && s.offered("elena") == "")
	s.is("it stands two hours", s.Holds["dan"].Until.Equal(now.Add(2*time.Hour)))
	s.is("the place is taken", s.Taken["smile"] == 3 && s.Free("smile") == 0)
	s.declines("dan")
	s.is("elena has it at once", s.offered("elena") == "smile")
	s.after(2 * time.Hour)
	s.is("it has run out", s.offered("elena") == "" && s.told("elena", KindLapsed) == 1)
	s.is("anybody can take it", s.Free("smile") == 1)
	s.wants(Free, "dan", Request{Act: ActWait, Visit: "smile", Party: 1})
}

func TestWhoGaveAPlaceUpIsNotOfferedItAgain(t *testing.T) {
	s := full(t)
	s.waits("family", "smile", 3)
	s.cancels("ana")
	s.wants(Queued, "ana", Request{Act: ActWait, Visit: "smile", Party: 1})
	s.after(24 * time.Hour)
	s.is("nothing is offered to ana", s.offered("ana") == "")
	s.is("she may take it as public", s.Free("smile") == 1)
	s.cancels("bogdan")
	s.is("another place is offered to her", s.offered("ana") == "smile")
}

func TestAFamilyGathers(t *testing.T) {
	s := full(t)
	s.waits("family", "smile", 2)
	s.waits("dan", "smile", 1)
	s.cancels("ana")
	until := s.Waits["family"][0].Gather
	s.is("the place is kept for them, 12 waking hours", until.Equal(time.Date(2024, 1, 10, 10, 0, 0, 0, bucharest())))
	s.is("they are told", s.told("family", KindGathering) == 1)
	s.is("nobody else can have it", s.Free("smile") == 0 && s.offered("dan") == "")
	s.cancels("bogdan")
	s.is("both places are offered", s.Holds["family"].Party == 2)
}

func TestWhenTheGatheringIsOver(t *testing.T) {
	s := full(t)
	s.waits("family", "smile", 3)
	s.waits("dan", "smile", 1)
	s.cancels("ana")
	s.after(24 * time.Hour)
	s.is("the next that fits is served", s.offered("dan") == "smile")
	s.is("the family is told why, and stays first", s.told("family", KindPassed) == 1 && s.Positions("family")[0].Position == 1)
	s.declines("dan")
	s.is("then the public", s.Free("smile") == 1)
	s.after(time.Hour)
	s.is("they are told once", s.told("family", KindPassed) == 1)
	s.cancels("bogdan")
	s.cancels("carmen")
	s.is("they are served when there is room", s.Holds["family"].Party == 3)
}

func TestNobodyIsOfferedAPlaceAtNight(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.at = time.Date(2024, 1, 9, 22, 30, 0, 0, bucharest())
	s.cancels("ana")
	s.is("no offer", s.offered("dan") == "" && s.Free("smile") == 0)
	s.after(9*time.Hour + 29*time.Minute)
	s.is("not yet", s.offered("dan") == "")
	s.after(time.Minute)
	s.is("at eight", s.offered("dan") == "smile")
}

func TestAnOffersClockStandsAtNight(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.at = time.Date(2024, 1, 9, 21, 0, 0, 0, bucharest())
	s.cancels("ana")
	s.is("one hour in the evening, one in the morning", s.Holds["dan"].Until.Equal(time.Date(2024, 1, 10, 9, 0, 0, 0, bucharest())))
}

func TestADreamIsSwappedInOneStep(t *testing.T) {
	s := full(t)
	s.signsUp("dan", "romexpo", 2)
	s.signsUp("x", "museum", 3)
	s.waits("dan", "smile", 2)
	s.wants(OnlyOne, "dan", Request{Act: ActWait, Visit: "museum", Party: 3})
	s.cancels("ana")
	s.is("for two it gathers", s.offered("dan") == "")
	s.cancels("bogdan")
	s.is("the sure seat stays", s.Seats["dan"].Visit == "romexpo" && s.Taken["romexpo"] == 2)
	s.accepts(Moved, "dan")
	s.is("it is swapped", s.Seats["dan"].Visit == "smile" && s.Taken["romexpo"] == 0 && s.Taken["smile"] == 3)
}

func TestAcceptingLeavesTheOtherQueues(t *testing.T) {
	s := full(t)
	s.signsUp("x", "romexpo", 3)
	for _, visit := range []string{"smile", "romexpo"} {
		s.waits("dan", visit, 1)
		s.waits("elena", visit, 1)
	}
	s.cancels("x")
	s.is("both have an offer at romexpo", s.offered("dan") == "romexpo" && s.offered("elena") == "romexpo")
	s.waits("florin", "smile", 1)
	s.cancels("ana")
	s.is("who has an offer is passed over", s.offered("florin") == "smile")
	s.is("and keeps the position", s.Positions("dan")[0].Position == 1)
	s.accepts(Confirmed, "dan")
	s.is("dan waits for nothing more", len(s.Waits["dan"]) == 0)
	s.declines("elena")
	s.cancels("bogdan")
	s.is("elena is first again", s.offered("elena") == "smile")
}

func TestASeatLeavesOneQueue(t *testing.T) {
	s := full(t)
	s.signsUp("x", "romexpo", 3)
	s.waits("dan", "romexpo", 1)
	s.waits("dan", "smile", 1)
	s.signsUp("dan", "museum", 1)
	s.is("the first stays", len(s.Waits["dan"]) == 1 && s.Waits["dan"][0].Visit == "romexpo")
	s.wants(Fitted, "dan", Request{Act: ActResize, Visit: "museum", Party: 2, Code: "D2"})
	s.is("it is for the same people", s.Waits["dan"][0].Party == 2)
}

func TestGrowingIsPublicDemand(t *testing.T) {
	s := newScene(t)
	s.signsUp("ana", "smile", 1)
	s.signsUp("bogdan", "smile", 2)
	s.waits("family", "smile", 3)
	s.wants(Fitted, "bogdan", Request{Act: ActResize, Visit: "smile", Party: 1, Code: "B1"})
	s.wants(TooFew, "ana", Request{Act: ActResize, Visit: "smile", Party: 2, Code: "A2"}) // it gathers for the family
}

func TestBelowCapacityNothingIsGivenUntilItHeals(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.orders(Order{What: OrderCapacity, Visit: "smile", Party: 1})
	s.is("nobody is thrown out", len(s.Seats) == 3)
	s.cancels("ana")
	s.cancels("bogdan")
	s.is("nothing is given", s.offered("dan") == "")
	s.cancels("carmen")
	s.is("it heals", s.offered("dan") == "smile")
	s.orders(Order{What: OrderCapacity, Visit: "smile", Party: -1})
	s.is("back to the catalogue's", s.Free("smile") == 2)
}

func TestNoOfferOnceItHasBegun(t *testing.T) {
	s := full(t)
	s.waits("dan", "smile", 1)
	s.at = day
	s.cancels("ana")
	s.is("no offer", s.offered("dan") == "")
}

// Who takes the one place that is public while they wait for more has not
// declined what they wait for.
func TestAFamilyThatHoldsTooLittleStaysFirst(t *testing.T) {
	s := newScene(t)
	s.signsUp("ana", "smile", 2)
	s.at = day.Add(-2 * time.Hour) // nothing gathers so late
	s.waits("family", "smile", 3)
	s.after(time.Second)
	s.wants(Held, "family", hold("smile"))
	s.cancels("ana")
	s.after(5 * time.Minute)
	s.is("all three are offered to them", s.Holds["family"].Party == 3 && s.Holds["family"].Offer != "")
}

// For a party larger than a visit nothing gathers, and nobody waits behind it.
func TestAPartyThatCanNeverFit(t *testing.T) {
	s := full(t)
	s.waits("family", "smile", 3)
	s.waits("dan", "smile", 1)
	s.orders(Order{What: OrderCapacity, Visit: "smile", Party: 2})
	s.cancels("ana")
	s.cancels("bogdan")
	s.is("dan is served", s.offered("dan") == "smile")
	s.is("the family is told, and nothing is gathered", s.told("family", KindPassed) == 1 && s.told("family", KindGathering) == 0)
}
