// Package questions understands what people ask: which centre, or the event, and
// what about it, in English, Romanian, Ukrainian and Russian as they type them.
//
// It is deterministic and works offline. A text is folded into letters that all
// four languages share, its words are cut to their stems, and both are looked up
// in files of words that a translator can read and extend. What is only like a
// word of those files is never taken for it: then the question comes out as not
// sure, and the bot asks whether that was meant.
//
// A second opinion comes from examples of what people asked and meant: a naive
// Bayes classifier counts their words when the program starts. Where it finds
// something else far likelier, a question is not sure either. There are no weights
// but those counts.
//
// The package is pure: it knows no clock; the time is given with the text.
package questions

import (
	"log/slog"

	"visitbot/bot/catalogue"
)

// A Topic is what is asked for: a topic of the catalogue, or one of those below.
type Topic string

// What is asked of a centre besides the topics of its facts.
const (
	Open    Topic = "open"    // whether it is open at a moment
	Visited Topic = "visited" // I was there that day: when may I come again?
)

// What is asked of the event.
const (
	When        Topic = "when"
	Where       Topic = "where"       // where it is, where to meet
	Visits      Topic = "visits"      // which visits there are
	Places      Topic = "places"      // how many places there are
	Two         Topic = "two"         // may I make two visits
	Friend      Topic = "friend"      // may I bring somebody
	SignUp      Topic = "signup"      // how do I sign up
	Change      Topic = "change"      // another visit instead
	Cancel      Topic = "cancel"      // I cannot come
	Ticket      Topic = "ticket"      // where my ticket is
	Waiting     Topic = "waiting"     // what if it is full
	Interpreter Topic = "interpreter" // whether there is one
	Cost        Topic = "cost"        // what it costs
	Transport   Topic = "transport"   // how to get to the visits
	Data        Topic = "data"        // what is kept about me
)

// OfEvent returns the topics that are about the event.
func OfEvent() []Topic {
	return []Topic{When, Where, Visits, Places, Two, Friend, SignUp, Change, Cancel, Ticket, Waiting, Interpreter, Cost, Transport, Data}
}

// A Kind says what a text is as a whole.
type Kind string

// The kinds.
const (
	Asked   Kind = "asked"      // it asks something: see Questions
	Danger  Kind = "danger"     // somebody may be in danger: nothing else counts
	Off     Kind = "outofscope" // it is about something that the bot is not for: the weather, a visa, an offer
	Hello   Kind = "hello"      // only a greeting
	Thanks  Kind = "thanks"     // only thanks, or goodbye
	Unknown Kind = "unknown"    // nobody can know what is meant
)

// A Question is one thing that a text asks.
type Question struct {
	Centre string           // id of the centre; empty where Event is set, or where it was not said and none was spoken of
	Event  bool             // it is about the event
	Topic  Topic            // empty: what about the centre was not said
	Items  []catalogue.Item // what of what is given is asked for, if anything in particular
	Day    catalogue.Date   // of Open and Visited: the day; the zero Date means now. Of hours: the first day that is meant, if not now
	Sure   bool             // false: the bot has to ask whether that was meant
	Spoken bool             // the centre was not named: it is the one last spoken of
	Ended  bool             // it was named by something that it has ended
}

// A Reading is what was understood of a text.
type Reading struct {
	Kind      Kind
	Questions []Question // of Asked: in the order of the text, none twice
	Asks      bool       // the text has the form of a question: a question mark, or a word that asks
}

// LogValue keeps what somebody asked out of the log.
func (r Reading) LogValue() slog.Value { return slog.StringValue(string(r.Kind)) }

// Sure says whether everything that was asked is understood for sure.
func (r Reading) Sure() bool {
	for _, q := range r.Questions {
		if !q.Sure {
			return false
		}
	}
	return r.Kind == Asked && len(r.Questions) > 0
}
