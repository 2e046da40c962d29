package conversation

import (
	"slices"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// An Enquiry is a question that somebody had sent to the organisers, and what
// became of it.
type Enquiry struct {
	ID       string
	Number   int64 // by which people speak of it
	Person   seats.Person
	Language catalogue.Language // in which the person is spoken to
	At       time.Time
	Danger   bool   // somebody may need help: nothing that they wrote is kept
	Help     bool   // it is written back in answer to what came of such a call
	Centre   string // what it is about, as far as that is known: a centre,
	Topic    string // and a topic of the catalogue, or one of package questions
	Message  int    // in which the person asked, in their chat
	Text     Private
	Name     Private // empty: the person wanted to stay without
	State    EnquiryState
	Widened  bool         // a call for help of which all organisers are told, not the contact alone
	By       seats.Person // who has it, once it is taken,
	Taker    Private      // and what they are called
	Taken    time.Time    // since when
	Replies  []Answer
}

// An EnquiryState is how far an enquiry is.
type EnquiryState string

// The states.
const (
	EnquirySent     EnquiryState = "sent"
	EnquiryTaken    EnquiryState = "taken"
	EnquiryAnswered EnquiryState = "answered"
	EnquiryClosed   EnquiryState = "closed" // organisers cannot answer it
)

// Open says whether somebody still has to answer.
func (e Enquiry) Open() bool { return e.State == EnquirySent || e.State == EnquiryTaken }

// Confided says whether it is for whoever is named for calls for help.
func (e Enquiry) Confided() bool { return e.Danger || e.Help }

// MayClose says whether somebody may say that it cannot be answered: who has it, and
// nobody where it is a call for help.
func (e Enquiry) MayClose(who seats.Person) bool {
	return e.State == EnquiryTaken && !e.Danger && e.By == who
}

// An Answer is what an organiser replied to an enquiry.
type Answer struct {
	By      seats.Person
	Name    Private
	At      time.Time
	Text    Private // empty where it is no text
	Chat    int64   // where it was written,
	Message int     // and in which message
	Copied  bool    // it is a photo, a place, another thing or a long text, which is copied as it is
	Silent  bool    // what is copied can have no caption, or has no room for one
}

// ofEnquiries are the notices about an enquiry.
var ofEnquiries = []seats.Kind{
	seats.KindEnquiry, seats.KindHelp, seats.KindRaised, seats.KindReplied, seats.KindUndelivered, seats.KindTaken, seats.KindAnswered, seats.KindClosed,
}

// OfEnquiry says whether a notice is about an enquiry.
func OfEnquiry(kind seats.Kind) bool { return slices.Contains(ofEnquiries, kind) }
