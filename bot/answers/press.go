package answers

import (
	"slices"
	"strings"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
)

// The words of the buttons under answers. They rest on no screen: an answer stays
// in the chat, and its buttons work as long as it does.
const (
	Tell   = "q.tell"   // answers another question in the place of this answer
	Go     = "q.go"     // shows a screen of the talk
	Ask    = "q.ask"    // has the organisers asked
	Remind = "q.remind" // reminds of the day from which one may come again
)

// Subject writes a question as a button carries it: centre, topic and the day or
// the items, with dots between. An asterisk in the place of the centre is the event.
func Subject(q questions.Question) string {
	about, detail := q.Centre, ""
	switch {
	case q.Event:
		about = "*"
	case q.Ended:
		about += hasEnded
	}
	var items []string
	for _, item := range q.Items[:min(len(q.Items), 2)] {
		items = append(items, string(item))
	}
	switch {
	case !q.Day.IsZero():
		detail = q.Day.String()
	case len(items) > 0:
		detail = strings.Join(items, "+")
	}
	return strings.TrimRight(strings.Join([]string{about, string(q.Topic), detail}, "."), ".")
}

// hasEnded is written behind a centre that was named by something that has ended.
const hasEnded = "~"

// ParseSubject reads what Subject wrote. Anybody can forge it: ok is false for what
// nobody can ask of this catalogue.
func ParseSubject(cat *catalogue.Catalogue, subject string) (q questions.Question, ok bool) {
	parts := append(strings.Split(subject, "."), "", "")
	q = questions.Question{Topic: questions.Topic(parts[1]), Sure: true}
	if q.Event = parts[0] == "*"; !q.Event {
		q.Centre, q.Ended = strings.CutSuffix(parts[0], hasEnded)
	}
	if day, err := catalogue.ParseDate(parts[2]); err == nil && day.Day != 0 {
		q.Day = day
	} else if parts[2] != "" {
		for item := range strings.SplitSeq(parts[2], "+") {
			q.Items = append(q.Items, catalogue.Item(item))
		}
	}
	return q, known(cat, q)
}

// known says whether there is what a question is about.
func known(cat *catalogue.Catalogue, q questions.Question) bool {
	_, centre := cat.Centre(q.Centre)
	ofCentre := q.Topic == questions.Open || q.Topic == questions.Visited || slices.Contains(catalogue.Topics(), catalogue.Topic(q.Topic))
	for _, item := range q.Items {
		if !slices.Contains(catalogue.Items(), item) {
			return false
		}
	}
	if q.Event {
		return slices.Contains(questions.OfEvent(), q.Topic)
	}
	return centre && q.Topic == "" || (centre || q.Centre == "") && ofCentre
}

// Press answers the question that a button carries.
func Press(cat *catalogue.Catalogue, in conversation.Input, reply conversation.Reply) (Answer, bool) {
	q, ok := ParseSubject(cat, in.Press.Subject)
	if !ok {
		return Answer{}, false
	}
	return To(cat, in.At, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{q}}, reply), true
}

// Command is the command that shows the screen to which a button leads; ok is false
// where there is no such screen.
func Command(subject string) (command, payload string, ok bool) {
	where, id, _ := strings.Cut(subject, " ")
	switch where {
	case "visits", "centres", "myseat", "cancel", "privacy":
		return where, "", true
	case "visit":
		return "start", "v_" + id, true
	case "centre":
		return "start", "c_" + id, true
	}
	return "", "", false
}
