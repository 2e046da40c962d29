// Package conversation is the talk with one person, as a pure state machine.
//
// One table (Table) says what a person can do at each stage, what is then
// asked of the seats, and which stage follows for each outcome. Step reads the
// table and returns a Request; the store carries it out in one step and
// answers with a Reply; Show turns the Reply into a Screen. There is no clock,
// no network and no chance in here: a lost race simply runs Step again.
package conversation

import (
	"log/slog"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// A Stage is where a person is in the talk.
type Stage string

// The stages.
const (
	StageVisits     Stage = "visits"     // the six visits, live; the home screen
	StageVisit      Stage = "visit"      // one visit's card
	StageBooking    Stage = "booking"    // places are held; who comes, then confirm
	StageNaming     Stage = "naming"     // a name is to be typed
	StageRemarking  Stage = "remarking"  // a remark is to be typed
	StageSeat       Stage = "seat"       // my seat
	StageResizing   Stage = "resizing"   // how many people come, of a confirmed seat
	StageChoosing   Stage = "choosing"   // which visit instead, should the seat's fall away
	StageCancelling Stage = "cancelling" // are you sure to give the seat up
	StageCentres    Stage = "centres"    // the centres behind the visits
	StageCentre     Stage = "centre"     // one centre's facts
	StageLanguage   Stage = "language"   // which language
	StageHelp       Stage = "help"       // what the bot can do
	StagePrivacy    Stage = "privacy"    // what is kept, why and how long
	StageErasing    Stage = "erasing"    // are you sure to have everything erased
	StageRating     Stage = "rating"     // how the visit was; a sentence may be typed
)

// A Place is a stage and what it is about: the id of a visit or a centre, or
// nothing.
type Place struct {
	Stage   Stage
	Subject string
}

// A Talk is what is remembered of the talk itself. What a person holds is
// remembered by the seats, never here.
type Talk struct {
	Place
	Nonce    string             // version of the talk, stamped into the buttons of its screen
	Language catalogue.Language // empty until the first contact is stored
	Screen   int                // id of the message that is the screen; 0 when not known
	Centre   string             // the centre last spoken of; empty: none
}

// Private is text that a person typed, or their name. It never reaches a log.
type Private string

// LogValue hides the text.
func (Private) LogValue() slog.Value { return slog.StringValue("[private]") }

// A Press is a button's message to the bot. Its data names the act, so the
// talk need not be loaded to understand it.
type Press struct {
	Word    string // a row of the table
	Subject string // the visit, centre, language or ticket it is about
	Number  int    // how many people, or how the visit was
	Nonce   string // version of the talk whose screen has the button, or the id of the thing it is about; empty where the subject is enough
}

// An Input is one thing that a person did. Exactly one of Command, Press and
// Said is meaningful: Command if it is not empty, else Press if it is not nil,
// else what was said.
type Input struct {
	Person    seats.Person
	At        time.Time
	Operation string             // id of the operation where there is no nonce: "chat:message"
	Tongue    catalogue.Language // guessed from Telegram's tag; used until one is chosen
	Profile   Private            // name in the Telegram profile
	Command   string             // without the slash, in small letters
	Payload   string             // what follows a command
	Press     *Press
	Said      Private // what was typed
	Wordless  bool    // a photo, a sticker, a voice: nothing to read
}

// A Note is something the screen has to say besides what it shows, decided
// before the seats are asked.
type Note string

// The notes.
const (
	NoteNone     Note = ""
	NoteUnknown  Note = "unknown"  // the text was not understood
	NoteWordless Note = "wordless" // there was no text
	NoteBadName  Note = "badname"  // not usable as a name
	NoteTooLong  Note = "toolong"  // the text is too long
	NoteClosed   Note = "closed"   // sign-up is not open now
	NoteOver     Note = "over"     // the event is past
	NoteEarly    Note = "early"    // sign-up opens later
	NoteStandby  Note = "standby"  // it is too early to be at the meeting point
	NoteThanks   Note = "thanks"   // what was typed about the visit is kept
)

// A Request is what follows from an input: what to ask of the seats, and
// where the talk stands after each outcome.
type Request struct {
	Operation string                  // id under which the answer is kept; empty for pure navigation
	Expect    string                  // the talk's version this rests on; empty: whatever it is
	Ask       seats.Request           //
	Then      map[seats.Outcome]Place // an outcome not in here leaves the talk where it is
	Still     bool                    // the talk does not move and its buttons stay valid
	Language  catalogue.Language      // set when a language was chosen
	Name      Private                 // set when a name was typed
	Remark    *Private                // set when a remark was typed or taken away (empty)
	Sentence  Private                 // set when a sentence about the visit was typed
	Told      []string                // facts that the person is told by this, each as Fact writes it
	Centre    string                  // set when a centre is spoken of
	Note      Note
	Effect    Effect
}

// An Effect is what is to be sent besides the screen.
type Effect string

// The effects.
const (
	EffectNone     Effect = ""
	EffectCalendar Effect = "calendar" // the seat as a calendar file
	EffectBottom   Effect = "bottom"   // the screen moves to the bottom of the chat
	EffectAnswer   Effect = "answer"   // an answer beside the talk
	EffectTidy     Effect = "tidy"     // what was typed is on the screen now and leaves the chat
)

// A Reply is what the store answers: how it came out and all that a screen
// needs.
type Reply struct {
	seats.Result
	Again   bool // the operation had been carried out before; this is the answer it had then
	Talk    Talk
	Seat    *seats.Seat            // nil: none
	Hold    *seats.Hold            // a hold or an offer; nil: none
	Waits   []seats.Wait           // queue places, in the order of joining
	Sent    *seats.Sent            // what is known of the ticket in the chat; nil: nothing
	Visits  map[string]seats.Count // how each visit stands
	Name    Private                // as typed, or as kept with the seat; empty: not kept
	Remark  Private
	Enquiry *Enquiry // of a notice about one; nil: it is gone
	Former  int      // the message that was the screen before this one; 0: none, or the same
	Asked   bool     // as an organiser, the person is in the middle of something and may be typing its rest
	Key     string   // opaque; what the store needs to keep further texts
}

// Fact names what is known about a topic of a centre, and how it reads now, for
// Request.Told.
func Fact(c catalogue.Centre, topic catalogue.Topic) string {
	return c.ID + "|" + string(topic) + "|" + c.Digest(topic)
}

// Idle says whether the request leaves the talk, the seats and the texts as
// they are.
func (r Request) Idle() bool {
	return r.Ask.Act == seats.ActNothing && len(r.Then) == 0 && r.Language == "" && r.Name == "" && r.Remark == nil && r.Sentence == "" && len(r.Told) == 0 && r.Centre == ""
}
