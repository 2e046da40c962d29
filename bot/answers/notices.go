package answers

import (
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/seats"
)

// What the bot writes of its own accord about facts and enquiries. Like all
// notices, it is made when it is sent, of what is true then.

// tells write the letters, by kind. They say false where there is nothing to tell
// any more.
var tells = map[seats.Kind]func(*writer, seats.Notice) bool{
	seats.KindCorrected: (*writer).tellCorrected, seats.KindComeback: (*writer).tellComeback,
	seats.KindEnquiry: (*writer).tellEnquiry, seats.KindHelp: (*writer).tellEnquiry, seats.KindRaised: (*writer).tellRaised,
	seats.KindReplied: (*writer).tellReplied, seats.KindUndelivered: (*writer).tellUndelivered,
	seats.KindTaken: (*writer).tellTaken, seats.KindAnswered: (*writer).tellAnswered, seats.KindClosed: (*writer).tellClosed,
}

// IsLetter says whether a notice is told by this package.
func IsLetter(kind seats.Kind) bool { return tells[kind] != nil }

// Notice turns a notice into a letter, as conversation.Tell does.
func Notice(cat *catalogue.Catalogue, at time.Time, n seats.Notice, repeat bool, reply conversation.Reply) (conversation.Screen, bool) {
	w := &writer{cat: cat, now: at, reply: reply, named: map[string]struct{}{}}
	tell := tells[n.Kind]
	if tell == nil || conversation.OfEnquiry(n.Kind) && reply.Enquiry == nil || !tell(w, n) {
		return conversation.Screen{}, false
	}
	w.Sign(n, repeat)
	return w.Screen, true
}

// aboutOf reads what a notice is about: a centre, and a topic or a day.
func (w *writer) aboutOf(n seats.Notice) (c catalogue.Centre, rest string, ok bool) {
	id, rest, _ := strings.Cut(n.Thing, "|")
	c, ok = w.cat.Centre(id)
	return c, rest, ok
}

// tellCorrected tells somebody who was told a fact what holds now.
func (w *writer) tellCorrected(n seats.Notice) bool {
	c, topic, ok := w.aboutOf(n)
	if !ok {
		return false
	}
	w.name(c)
	w.asked = questions.Question{Centre: c.ID, Topic: questions.Topic(topic)}
	w.Paragraph(say("corrected.title", "Name", c.Name))
	if len(c.On(catalogue.Topic(topic))) == 0 {
		w.Paragraph(say("corrected.none", "Topic", say("topic."+topic)))
		w.offer()
	} else {
		w.topic(c, questions.Question{Centre: c.ID, Topic: questions.Topic(topic), Sure: true})
		w.comingDays(c, catalogue.Topic(topic))
	}
	w.ways()
	return true
}

// comingDays adds to opening hours the days ahead on which they are others.
func (w *writer) comingDays(c catalogue.Centre, topic catalogue.Topic) {
	today := catalogue.DateOf(w.now.In(w.cat.Event.Zone))
	for _, d := range c.Days {
		if topic == catalogue.Hours && d.Date.In(time.UTC).After(today.In(time.UTC)) {
			w.special(d.Date, d)
		}
	}
}

// tellComeback reminds somebody that they may come again tomorrow, and of what to
// bring.
func (w *writer) tellComeback(n seats.Notice) bool {
	c, text, ok := w.aboutOf(n)
	day, err := catalogue.ParseDate(text)
	zone := w.cat.Event.Zone
	if !ok || c.Status == catalogue.Completed || err != nil || !catalogue.DateOf(w.now.In(zone)).In(zone).Before(day.In(zone)) {
		return false
	}
	w.name(c)
	w.comeback(c, day)
	for _, topic := range []catalogue.Topic{catalogue.Hours, catalogue.Documents, catalogue.Address} {
		q := questions.Question{Centre: c.ID, Topic: questions.Topic(topic)}
		if topic == catalogue.Hours {
			q.Topic, q.Day = questions.Open, day
		}
		w.topic(c, q)
	}
	w.ways()
	return true
}

// comeback says that somebody may come on a day, unless it is closed then by what
// counts.
func (w *writer) comeback(c catalogue.Centre, day catalogue.Date) {
	o, known := centres.Of(w.cat, c)
	id := "comeback.title"
	if known && len(o.On(day).Spans) == 0 && w.counts(o, day) {
		id = "comeback.closed"
	}
	w.Paragraph(say(id, "Name", c.Name))
}

// How much of a question is quoted, in Telegram's units: so that a message has room
// for the rest; and where it only reminds of what was asked.
const (
	mostQuoted   = 3000
	mostReminder = 200
)

func shorten(text conversation.Private, most int) conversation.Private {
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > most {
			return text[:i] + "…"
		}
	}
	return text
}

// quote says what was asked, and about what.
func (w *writer) quote(e conversation.Enquiry) {
	if e.Text != "" {
		w.add(say("ask.quote", "Text", shorten(e.Text, mostQuoted)))
	}
	if about := w.aboutLine(e); about != nil {
		w.add(*about)
	}
}

// aboutLine says what an enquiry is about; nil where that is not known.
func (w *writer) aboutLine(e conversation.Enquiry) *conversation.Line {
	q := questions.Question{Centre: e.Centre, Topic: questions.Topic(e.Topic)}
	if _, ok := w.cat.Centre(e.Centre); !ok && e.Topic == "" {
		return nil
	}
	line := say("ask.about", "Label", w.label(q))
	return &line
}

func (w *writer) tellEnquiry(seats.Notice) bool {
	e := *w.reply.Enquiry
	if !e.Open() {
		return false
	}
	w.present(e)
	return true
}

// Present shows an enquiry to organisers.
func Present(cat *catalogue.Catalogue, e conversation.Enquiry) conversation.Screen {
	w := &writer{cat: cat, now: e.At}
	w.present(e)
	return w.Screen
}

// TopicOf is the topic of a centre's facts that an enquiry is about; empty: none.
func TopicOf(topic string) catalogue.Topic {
	switch questions.Topic(topic) {
	case questions.Open:
		return catalogue.Hours
	case questions.Visited:
		return catalogue.Frequency
	}
	if slices.Contains(catalogue.Topics(), catalogue.Topic(topic)) {
		return catalogue.Topic(topic)
	}
	return ""
}

func (w *writer) present(e conversation.Enquiry) {
	language := say("language." + string(e.Language))
	if e.Danger {
		w.Paragraph(say("enquiry.help", "Language", language))
		w.add(say("enquiry.help.what", "Number", w.cat.Emergency.Number))
	} else {
		w.Paragraph(say("enquiry.new", "Number", int(e.Number), "Language", language))
		w.quote(e)
		if e.Name != "" {
			w.add(say("enquiry.from", "Name", e.Name))
		}
	}
	w.Paragraph(say("enquiry.how"))
	w.Row(conversation.Button{Label: say("button.have"), Press: conversation.Press{Word: "y.inbox", Subject: "mtake-" + e.ID, Nonce: e.ID}})
}

func (w *writer) tellRaised(seats.Notice) bool {
	e := *w.reply.Enquiry
	if e.State != conversation.EnquirySent {
		return false
	}
	if e.Danger {
		w.Paragraph(say("enquiry.raised.help"))
	} else {
		w.Paragraph(say("enquiry.raised"))
	}
	w.present(e)
	return true
}

func (w *writer) tellReplied(n seats.Notice) bool {
	e := *w.reply.Enquiry
	if n.Party < 1 || n.Party > len(e.Replies) {
		return false
	}
	answer := e.Replies[n.Party-1]
	w.Paragraph(say("enquiry.replied", "Name", answer.Name, "Number", int(e.Number)))
	w.add(said(answer))
	return true
}

// said is what an organiser answered, as others read it.
func said(a conversation.Answer) conversation.Line {
	if a.Copied {
		return say("enquiry.copied")
	}
	return say("ask.quote", "Text", a.Text)
}

func (w *writer) tellUndelivered(seats.Notice) bool {
	w.Paragraph(say("enquiry.undelivered", "Number", int(w.reply.Enquiry.Number)))
	w.quote(*w.reply.Enquiry)
	return true
}

func (w *writer) tellTaken(seats.Notice) bool {
	if w.reply.Enquiry.State != conversation.EnquiryTaken {
		return false
	}
	if w.reply.Enquiry.Danger {
		w.Paragraph(say("enquiry.taken.help", "Number", w.cat.Emergency.Number))
		return true
	}
	w.Paragraph(say("enquiry.taken"))
	w.quote(*w.reply.Enquiry)
	return true
}

func (w *writer) tellAnswered(n seats.Notice) bool {
	e := *w.reply.Enquiry
	if n.Party < 1 || n.Party > len(e.Replies) {
		return false
	}
	answer := e.Replies[n.Party-1]
	w.Paragraph(say("enquiry.answered"))
	if e.Text != "" && !answer.Copied { // what is copied has little room
		w.add(say("ask.quote", "Text", shorten(e.Text, mostReminder)))
	}
	if answer.Text != "" {
		w.Paragraph(say("enquiry.said", "Text", answer.Text))
	}
	w.Paragraph(say("enquiry.writeback"))
	return true
}

func (w *writer) tellClosed(seats.Notice) bool {
	w.Paragraph(say("enquiry.closed"))
	w.quote(*w.reply.Enquiry)
	return true
}
