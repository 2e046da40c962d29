// Package answers says what is known of what somebody asks: the answer first, then
// how old it is, then the way to the rest.
//
// Every sentence is a text of the locales filled with what the catalogue says, or
// with what the seats count; there is no other source. What is not known is said
// to be so, and the organisers can be asked. A fact past its term tells nobody
// that a door is open.
//
// The package is pure: the time is given.
package answers

import (
	"slices"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
)

// An Answer is what to say to a question, and what the person is told by it.
type Answer struct {
	conversation.Screen
	Told   []string // as conversation.Request has it
	Centre string   // the centre spoken of; empty: none
	Danger bool     // somebody may be in danger: it comes before everything else
}

// say makes lines.
var say = conversation.Say

// A writer is an answer in the making.
type writer struct {
	Answer
	cat   *catalogue.Catalogue
	now   time.Time
	reply conversation.Reply
	ask   bool                // the organisers can be asked
	shall bool                // the bot offers to ask them
	about questions.Question  // what they would be asked about: the first thing that is not known
	asked questions.Question  // what is being answered
	more  []catalogue.Topic   // topics of the centre that were answered, or are offered
	named map[string]struct{} // centres spoken of

	datedOf string // the centre of which the latest date was said,
	datedAt int    // and in which line
}

func (w *writer) add(lines ...conversation.Line) { w.Lines = append(w.Lines, lines...) }

// To answers what was understood of a text.
func To(cat *catalogue.Catalogue, now time.Time, reading questions.Reading, reply conversation.Reply) Answer {
	w := &writer{cat: cat, now: now, reply: reply, named: map[string]struct{}{}}
	switch reading.Kind {
	case questions.Danger:
		w.Danger = true
		w.danger()
		return w.Answer
	case questions.Asked:
		w.answer(reading.Questions)
	case questions.Hello, questions.Thanks, questions.Off:
		w.Paragraph(say("answer." + string(reading.Kind)))
		w.ask = reading.Kind == questions.Off
	default:
		w.Paragraph(say("answer.unknown"))
		w.ask = true
	}
	w.ways()
	return w.Answer
}

// danger says whom to call, plainly, and nothing else.
func (w *writer) danger() {
	w.Paragraph(say("danger.call", "Number", w.cat.Emergency.Number))
	if text := w.cat.Emergency.Text; text != nil {
		w.Paragraph(say("help.emergency", "Text", text))
	}
	w.Paragraph(say("danger.told"))
}

// answer answers what is sure, and asks about the rest.
func (w *writer) answer(asked []questions.Question) {
	var unsure []questions.Question
	for _, q := range asked {
		if !q.Sure {
			unsure = append(unsure, q)
			continue
		}
		w.one(q)
	}
	if len(unsure) > 0 {
		w.didYouMean(unsure)
	}
}

// one answers one question, or asks back what it lacks.
func (w *writer) one(q questions.Question) {
	w.asked = q
	c, known := w.cat.Centre(q.Centre)
	switch {
	case q.Event:
		w.event(q.Topic)
	case known && q.Ended && c.Status != catalogue.Completed:
		w.name(c)
		w.ended(c, q)
	case known && q.Topic == "":
		w.name(c)
		w.Paragraph(say("answer.whatabout", "Name", c.Name))
	case known && q.Spoken && len(q.Items) > 0 && !givesNow(c, q.Items):
		w.whoGives(q)
	case known && q.Spoken && !w.canAnswer(c, q):
		w.which(q)
	case known:
		w.name(c)
		w.topic(c, q)
	case q.Topic == questions.Topic(catalogue.Gives) && len(q.Items) > 0:
		w.whoGives(q)
	default:
		w.which(q)
	}
}

// name notes that a centre is spoken of.
func (w *writer) name(c catalogue.Centre) {
	w.named[c.ID] = struct{}{}
	w.Centre = c.ID
}

// canAnswer says whether something about a centre is known, or ought to be: where
// its name was not said, another centre may be meant.
func (w *writer) canAnswer(c catalogue.Centre, q questions.Question) bool {
	topic := TopicOf(string(q.Topic))
	return len(c.On(topic)) > 0 || slices.Contains(offered, topic)
}

// which asks which centre is meant, of those about which something is known or
// ought to be.
func (w *writer) which(q questions.Question) {
	w.Paragraph(say("answer.which"))
	for _, c := range w.cat.Centres {
		if !w.canAnswer(c, q) {
			continue
		}
		q.Centre = c.ID
		w.Row(w.way(say("button.named", "Name", c.Name), q))
	}
}

// offer offers to ask the organisers what is not known.
func (w *writer) offer() {
	if !w.shall {
		w.about = w.asked
	}
	w.ask, w.shall = true, true
}

// mostGuesses is how many guesses are offered.
const mostGuesses = 5

// didYouMean offers what a text may have meant.
func (w *writer) didYouMean(guesses []questions.Question) {
	w.Paragraph(say("answer.didyoumean"))
	guesses = offerable(guesses)
	for _, q := range guesses[:min(len(guesses), mostGuesses)] {
		w.Row(w.way(w.label(q), q))
		if q.Centre == w.Centre {
			w.more = append(w.more, TopicOf(string(q.Topic)))
		}
	}
	w.ask = true
}

// offerable are guesses of which none takes now for a day that was not said: a guess
// at a visit asks how often one may come, and one whether it is open is about hours.
func offerable(guesses []questions.Question) []questions.Question {
	var all []questions.Question
	for _, q := range guesses {
		if !q.Event && q.Day.IsZero() {
			q.Topic = questions.Topic(TopicOf(string(q.Topic)))
		}
		if !slices.ContainsFunc(all, func(o questions.Question) bool { return Subject(o) == Subject(q) }) {
			all = append(all, q)
		}
	}
	return all
}

// label names a question on a button.
func (w *writer) label(q questions.Question) conversation.Line {
	c, known := w.cat.Centre(q.Centre)
	var topic any = topicName(q.Topic)
	if q.Topic == questions.Open && !q.Day.IsZero() { // of several days each is named
		topic = midday(w.cat.Event.Zone, q.Day)
	}
	switch {
	case known && q.Topic == "":
		return say("button.named", "Name", c.Name)
	case known:
		return say("answer.label", "Name", c.Name, "Topic", topic)
	case q.Topic == "":
		return say("answer.label", "Name", w.cat.Event.Name, "Topic", say("topic.visits"))
	}
	return say("answer.label.topic", "Topic", topic)
}

// topicName is what a topic is called.
func topicName(t questions.Topic) conversation.Line {
	switch t {
	case questions.Open:
		t = questions.Topic(catalogue.Hours)
	case questions.Visited:
		t = questions.Topic(catalogue.Frequency)
	}
	return say("topic." + string(t))
}

// way is the button that answers a question.
func (w *writer) way(label conversation.Line, q questions.Question) conversation.Button {
	return conversation.Button{Label: label, Press: conversation.Press{Word: Tell, Subject: Subject(q)}}
}

// offered are the topics of a centre that lead on from an answer, the ones that
// somebody needs before setting out first.
var offered = []catalogue.Topic{
	catalogue.Hours, catalogue.Address, catalogue.Documents, catalogue.Frequency, catalogue.Eligibility, catalogue.Gives, catalogue.Contact,
}

const mostTopics = 6

// ways are the buttons under an answer: the rest of the card of the one centre
// spoken of, the organisers, and the visits.
func (w *writer) ways() {
	if w.shall {
		w.add(say("answer.shalliask"))
	}
	if len(w.named) == 1 {
		w.rest()
	}
	if w.ask {
		w.Row(conversation.Button{Label: say("button.ask"), Press: conversation.Press{Word: Ask, Subject: Subject(w.about)}})
	}
	row := []conversation.Button{goTo(say("button.visits"), "visits")}
	if len(w.named) != 1 {
		row = append(row, goTo(say("button.centres"), "centres"))
	}
	w.Row(row...)
}

// rest leads to what else is known of the centre.
func (w *writer) rest() {
	c, _ := w.cat.Centre(w.Centre)
	var topics []conversation.Button
	for _, topic := range offered {
		if slices.Contains(w.more, topic) || len(topics) == mostTopics {
			continue
		}
		if len(c.On(topic)) > 0 {
			topics = append(topics, w.way(say("topic."+string(topic)), questions.Question{Centre: c.ID, Topic: questions.Topic(topic)}))
		}
	}
	w.Grid(topics, 2)
	w.Row(goTo(say("button.card", "Name", c.Name), "centre "+c.ID))
}

// goTo leads to a screen of the talk.
func goTo(label conversation.Line, where string) conversation.Button {
	return conversation.Button{Label: label, Press: conversation.Press{Word: Go, Subject: where}}
}
