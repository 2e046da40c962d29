package answers

import (
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

// Asking the organisers.

// The words of the buttons with which an enquiry is sent.
const (
	Send      = "q.send"  // without a name
	SendNamed = "q.named" // with it
	Drop      = "q.drop"  // not at all
	AskToo    = "q.too"   // shown first, beside another about the same
)

// Preview shows what the organisers would see, and asks whether the name goes
// along.
func Preview(cat *catalogue.Catalogue, e conversation.Enquiry, name conversation.Private, subject string) conversation.Screen {
	w := &writer{cat: cat, now: e.At}
	w.Paragraph(say("ask.preview"))
	w.quote(e)
	press := func(label conversation.Line, word string) {
		w.Row(conversation.Button{Label: label, Press: conversation.Press{Word: word, Subject: subject}})
	}
	press(say("button.ask.nameless"), Send)
	if name != "" {
		w.Paragraph(say("ask.name"))
		press(say("button.ask.named", "Name", name), SendNamed)
	}
	press(say("button.ask.no"), Drop)
	return w.Screen
}

// Sent says that an enquiry is sent, as whose, and what can be expected.
func Sent(cat *catalogue.Catalogue, e conversation.Enquiry) conversation.Screen {
	w := &writer{cat: cat, now: e.At}
	w.Paragraph(say("ask.sent"))
	w.quote(e)
	if e.Name != "" {
		w.add(say("ask.named", "Name", e.Name))
	} else {
		w.add(say("ask.nameless"))
	}
	w.Paragraph(say("ask.expect", "Text", cat.Rules.Answering))
	return w.Screen
}

// AskedBefore says that the same was asked and how far that is; what differs can be
// asked too.
func AskedBefore(cat *catalogue.Catalogue, e conversation.Enquiry, subject string, differs bool) conversation.Screen {
	w := &writer{cat: cat, now: e.At}
	w.Paragraph(say("ask.before"))
	w.quote(e)
	w.add(say("ask.before." + string(e.State)))
	w.Paragraph(say("ask.expect", "Text", cat.Rules.Answering))
	if differs {
		w.Row(conversation.Button{Label: say("button.ask.too"), Press: conversation.Press{Word: AskToo, Subject: subject}})
	}
	return w.Screen
}

// OnlyText says that nothing but text can be sent to the organisers.
func OnlyText() (s conversation.Screen) {
	s.Paragraph(say("ask.onlytext"))
	return s
}

// Unsent says that nothing was sent.
func Unsent() (s conversation.Screen) {
	s.Paragraph(say("ask.unsent"))
	return s
}

// farthest is how far ahead somebody is reminded of a day.
const farthest = 400 * 24 * time.Hour

// Comeback reads of which day and centre somebody wants to be reminded. Anybody can
// forge it.
func Comeback(cat *catalogue.Catalogue, now time.Time, subject string) (c catalogue.Centre, day catalogue.Date, ok bool) {
	id, date, _ := strings.Cut(subject, ".")
	c, known := cat.Centre(id)
	day, err := catalogue.ParseDate(date)
	return c, day, known && err == nil && day.Day != 0 && day.In(cat.Event.Zone).Before(now.Add(farthest))
}

// Midday is a day as lines show it.
func Midday(cat *catalogue.Catalogue, d catalogue.Date) conversation.Day {
	return midday(cat.Event.Zone, d)
}
