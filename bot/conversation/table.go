package conversation

import (
	"slices"

	"visitbot/bot/seats"
)

// A Trigger is what a person did: a command, a press of a button, or a text.
type Trigger struct {
	Command string
	Payload string // of a command: how the payload begins; empty matches none
	Press   string
	Said    bool
}

// A Row of the table: at these stages, after this trigger, this is asked of
// the seats, and these stages follow.
type Row struct {
	From  []Stage // where the screen offers it; nil: anywhere
	On    Trigger
	Thing bool // it is about an offer, a seat or a letter: its buttons carry that thing's id and rest on no screen
	Ask   seats.Act
	Then  Then
	Make  func(turn, *Request) bool // fills the request; false: there is no such button; nil: nothing to fill
}

// Then says which stage follows for each outcome. An outcome that is not in
// it leaves the talk where it is.
type Then map[seats.Outcome]Stage

// to is for what asks nothing of the seats: one stage follows.
func to(s Stage) Then { return Then{seats.Done: s} }

// queueing is for whoever asks to stand in a queue.
var queueing = Then{
	seats.Queued: StageVisit, seats.Free: StageVisit, seats.OnlyOne: StageVisit, seats.Halted: StageVisit,
	seats.TooFew: StageVisit, seats.Holding: StageVisit, seats.Seated: StageSeat, seats.Done: StageVisit,
}

// Table is the whole talk. Commands and texts move the screen to the bottom
// of the chat, presses change it in place; a letter becomes the screen when one
// of its buttons is pressed.
var Table = []Row{
	{On: Trigger{Command: "start"}, Then: to(StageVisits)},
	{On: Trigger{Command: "start", Payload: "v_"}, Then: to(StageVisit)},
	{On: Trigger{Command: "start", Payload: "c_"}, Then: to(StageCentre)},
	{On: Trigger{Command: "start", Payload: "t_"}, Ask: seats.ActShow,
		Then: Then{seats.Shown: StageSeat, seats.NoSeat: StageVisits}},
	{On: Trigger{Command: "visits"}, Then: to(StageVisits)},
	{On: Trigger{Command: "myseat"}, Ask: seats.ActShow,
		Then: Then{seats.Shown: StageSeat, seats.NoSeat: StageSeat}},
	{On: Trigger{Command: "cancel"}, Then: to(StageCancelling)},
	{On: Trigger{Command: "centres"}, Then: to(StageCentres)},
	{On: Trigger{Command: "language"}, Then: to(StageLanguage)},
	{On: Trigger{Command: "help"}, Then: to(StageHelp)},
	{On: Trigger{Command: "privacy"}, Then: to(StagePrivacy)},

	{From: []Stage{StageVisit, StageBooking, StageSeat, StageResizing, StageChoosing, StageCancelling, StageCentres, StageCentre, StageLanguage,
		StageHelp, StagePrivacy, StageRating},
		On: Trigger{Press: "visits"}, Then: to(StageVisits)},
	{From: []Stage{StageVisits, StageVisit, StageBooking, StageSeat, StageCancelling, StagePrivacy, StageCentre},
		On: Trigger{Press: "visit"}, Then: to(StageVisit)},
	{From: []Stage{StageVisits, StageVisit, StageCancelling, StagePrivacy, StageNaming, StageRemarking},
		On: Trigger{Press: "booking"}, Then: to(StageBooking)},
	{From: []Stage{StageVisit, StageBooking},
		On: Trigger{Press: "hold"}, Ask: seats.ActHold, Make: hold,
		Then: Then{seats.Held: StageBooking, seats.Holding: StageBooking, seats.Full: StageVisit, seats.TooFew: StageVisit, seats.Halted: StageVisit, seats.Seated: StageSeat, seats.Done: StageVisit}},
	{From: []Stage{StageBooking},
		On: Trigger{Press: "fit"}, Ask: seats.ActFit, Make: party,
		Then: Then{seats.Fitted: StageBooking, seats.TooFew: StageBooking, seats.Gone: StageBooking, seats.Done: StageBooking}},
	{From: []Stage{StageBooking}, On: Trigger{Press: "name"}, Then: to(StageNaming)},
	{From: []Stage{StageBooking}, On: Trigger{Press: "remark"}, Then: to(StageRemarking)},
	{From: []Stage{StageNaming}, On: Trigger{Said: true}, Make: name, Then: to(StageBooking)},
	{From: []Stage{StageRemarking}, On: Trigger{Said: true}, Make: remark, Then: to(StageBooking)},
	{From: []Stage{StageRemarking}, On: Trigger{Press: "noremark"}, Make: noRemark, Then: to(StageBooking)},
	{From: []Stage{StageBooking},
		On: Trigger{Press: "confirm"}, Ask: seats.ActConfirm, Make: timely,
		Then: Then{seats.Confirmed: StageSeat, seats.Moved: StageSeat, seats.Gone: StageBooking, seats.Done: StageBooking}},
	{From: []Stage{StageBooking, StageCancelling},
		On: Trigger{Press: "release"}, Ask: seats.ActRelease,
		Then: Then{seats.Released: StageVisits, seats.Gone: StageVisits}},

	{From: []Stage{StageVisit, StageBooking}, On: Trigger{Press: "wait"}, Ask: seats.ActWait, Make: wait, Then: queueing},
	{On: Trigger{Press: "again"}, Thing: true, Ask: seats.ActWait, Make: wait, Then: queueing},
	{From: []Stage{StageVisit}, On: Trigger{Press: "leave"}, Ask: seats.ActLeave, Then: Then{seats.Unqueued: StageVisit}},
	{From: []Stage{StageVisit},
		On: Trigger{Press: "stand"}, Ask: seats.ActStand, Make: stand,
		Then: Then{seats.Standing: StageVisit, seats.Unqueued: StageVisit, seats.Done: StageVisit}},
	{From: []Stage{StageVisit},
		On: Trigger{Press: "accept"}, Thing: true, Ask: seats.ActAccept, Make: timely,
		Then: Then{seats.Confirmed: StageSeat, seats.Moved: StageSeat, seats.Gone: StageVisit, seats.Done: StageVisit}},
	{From: []Stage{StageVisit, StageCancelling},
		On: Trigger{Press: "decline"}, Thing: true, Ask: seats.ActDecline, Make: timely,
		Then: Then{seats.Declined: StageVisit, seats.Gone: StageVisit, seats.Done: StageVisit}},
	{On: Trigger{Press: "card"}, Thing: true, Then: to(StageVisit)},
	{On: Trigger{Press: "other"}, Thing: true, Then: to(StageVisits)},

	{From: []Stage{StageVisits, StageVisit, StageBooking, StageResizing, StageChoosing, StageCancelling}, On: Trigger{Press: "seat"}, Then: to(StageSeat)},
	{From: []Stage{StageSeat},
		On: Trigger{Press: "ticket"}, Ask: seats.ActShow,
		Then: Then{seats.Shown: StageSeat, seats.NoSeat: StageSeat}},
	{From: []Stage{StageSeat}, On: Trigger{Press: "resizing"}, Then: to(StageResizing)},
	{From: []Stage{StageResizing},
		On: Trigger{Press: "resize"}, Ask: seats.ActResize, Make: resize,
		Then: Then{seats.Fitted: StageSeat, seats.TooFew: StageResizing, seats.Already: StageResizing, seats.NoSeat: StageSeat, seats.Done: StageSeat}},
	{From: []Stage{StageSeat}, On: Trigger{Press: "choosing"}, Then: to(StageChoosing)},
	{From: []Stage{StageChoosing},
		On: Trigger{Press: "prefer"}, Ask: seats.ActPrefer, Make: prefer,
		Then: Then{seats.Preferred: StageSeat, seats.NoSeat: StageSeat, seats.Done: StageSeat}},
	{On: Trigger{Press: "come"}, Thing: true, Ask: seats.ActCome, Make: timely,
		Then: Then{seats.Coming: StageSeat, seats.NoSeat: StageSeat, seats.Done: StageSeat}},
	{On: Trigger{Press: "notcoming"}, Thing: true, Then: to(StageCancelling)},
	{From: []Stage{StageSeat}, On: Trigger{Press: "cancelling"}, Then: to(StageCancelling)},
	{From: []Stage{StageCancelling},
		On: Trigger{Press: "cancel"}, Ask: seats.ActCancel, Make: timely,
		Then: Then{seats.Cancelled: StageVisits, seats.NoSeat: StageVisits, seats.Done: StageSeat}},
	{On: Trigger{Press: "giveup"}, Thing: true, Ask: seats.ActCancel, Make: timely,
		Then: Then{seats.Cancelled: StageVisits, seats.NoSeat: StageVisits, seats.Done: StageSeat}},
	{From: []Stage{StageRating}, On: Trigger{Press: "rate"}, Thing: true, Ask: seats.ActRate, Make: rate,
		Then: Then{seats.Rated: StageRating, seats.NoSeat: StageVisits}},
	{From: []Stage{StageRating}, On: Trigger{Said: true}, Make: sentence, Then: to(StageVisits)},

	{From: []Stage{StageVisits, StageCentre, StageHelp}, On: Trigger{Press: "centres"}, Then: to(StageCentres)},
	{From: []Stage{StageCentres, StageVisit}, On: Trigger{Press: "centre"}, Then: to(StageCentre)},
	{From: []Stage{StageHelp}, On: Trigger{Press: "language"}, Then: to(StageLanguage)},
	{From: []Stage{StageVisits, StageLanguage}, On: Trigger{Press: "speak"}, Make: speak, Then: to(StageVisits)},
	{From: []Stage{StageVisits}, On: Trigger{Press: "help"}, Then: to(StageHelp)},
	{From: []Stage{StageBooking, StageHelp, StageErasing}, On: Trigger{Press: "privacy"}, Then: to(StagePrivacy)},
	{From: []Stage{StagePrivacy}, On: Trigger{Press: "erasing"}, Then: to(StageErasing)},
	{From: []Stage{StageErasing}, On: Trigger{Press: "erase"}, Ask: seats.ActErase, Then: Then{seats.Erased: StageVisits}},

	{On: Trigger{Press: "calendar"}, Make: calendar},
}

// about says whether a stage is about something: a visit or a centre.
func (s Stage) about() bool {
	return slices.Contains([]Stage{StageVisit, StageBooking, StageNaming, StageRemarking, StageCentre}, s)
}

// Commands returns the commands of the menu, in its order. Telegram offers
// /start by itself.
func Commands() []string {
	var commands []string
	for _, row := range Table {
		if row.On.Command != "" && row.On.Command != "start" {
			commands = append(commands, row.On.Command)
		}
	}
	return commands
}
