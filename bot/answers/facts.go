package answers

import (
	"reflect"
	"slices"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
)

// What is known of a centre.

// topic answers a question about a centre.
func (w *writer) topic(c catalogue.Centre, q questions.Question) {
	topic := TopicOf(string(q.Topic))
	w.tell(c, topic)
	w.Paragraph(say("answer.title", "Name", c.Name, "Topic", say("topic."+string(topic))))
	if c.Status == catalogue.Completed {
		w.add(say("centre.completed"))
	}
	switch {
	case q.Topic == questions.Visited:
		w.again(c, q.Day)
	case topic == catalogue.Hours:
		w.hours(c, q)
	default:
		w.facts(c, topic, q.Items)
	}
}

// ended answers a question about something that a centre has ended: what is asked of
// it, where that is known, else that it has ended. Nobody is to set out for it.
func (w *writer) ended(c catalogue.Centre, q questions.Question) {
	for _, topic := range []catalogue.Topic{TopicOf(string(q.Topic)), catalogue.Programme} {
		facts := slices.DeleteFunc(c.On(topic), func(f catalogue.Fact) bool { return !f.Ended })
		if len(facts) > 0 {
			w.tell(c, topic)
			w.Paragraph(say("answer.title", "Name", c.Name, "Topic", say("topic."+string(topic))))
			w.aged(c, topic, facts)
			return
		}
	}
	w.topic(c, q)
}

// tell notes that the person is told what is known about a topic.
func (w *writer) tell(c catalogue.Centre, topic catalogue.Topic) {
	w.more = append(w.more, topic)
	w.note(c, topic)
}

// note keeps that the person is told what is known about a topic.
func (w *writer) note(c catalogue.Centre, topic catalogue.Topic) {
	if fact := conversation.Fact(c, topic); !slices.Contains(w.Told, fact) {
		w.Told = append(w.Told, fact)
	}
}

// facts says what is known about a topic, and how old that is.
func (w *writer) facts(c catalogue.Centre, topic catalogue.Topic, items []catalogue.Item) {
	if meant, in := giving(c, items); topic == catalogue.Gives && in != "" {
		w.aged(c, in, meant)
		return
	}
	all := c.On(topic)
	if len(all) == 0 {
		w.unpublished(c, topic)
		return
	}
	meant, named := thatGive(all, items)
	if !named {
		w.add(say("answer.notnamed"))
		w.ask = true
	}
	w.aged(c, topic, meant)
}

// aged says facts with their age: once under all of them where that is the same,
// else behind each.
func (w *writer) aged(c catalogue.Centre, topic catalogue.Topic, facts []catalogue.Fact) {
	for _, f := range facts[1:] {
		if !reflect.DeepEqual(w.dated(f), w.dated(facts[0])) {
			w.listDated(c, topic, facts)
			return
		}
	}
	w.list(facts)
	w.age(c, topic, facts[0])
}

// listDated says facts of different ages, each with its own.
func (w *writer) listDated(c catalogue.Centre, topic catalogue.Topic, facts []catalogue.Fact) {
	for _, f := range facts {
		w.list([]catalogue.Fact{f})
		w.datedOf = ""
		w.age(c, topic, f)
	}
	w.datedOf = ""
}

// thatGive are the facts about what is asked for in particular; named is false
// where none is, and then they are all.
func thatGive(all []catalogue.Fact, items []catalogue.Item) (meant []catalogue.Fact, named bool) {
	if len(items) == 0 {
		return all, true
	}
	meant = slices.DeleteFunc(slices.Clone(all), func(f catalogue.Fact) bool { return !gives(f, items) })
	if len(meant) == 0 {
		return all, false
	}
	return meant, true
}

// ofThings are the topics whose facts say what people get somewhere.
var ofThings = []catalogue.Topic{catalogue.Gives, catalogue.Programme, catalogue.Figures}

// giving are the facts that name one of the items, and their topic; "" where there
// are none. What goes on comes before what has ended.
func giving(c catalogue.Centre, items []catalogue.Item) (meant []catalogue.Fact, in catalogue.Topic) {
	for _, ended := range []bool{false, true} {
		for _, topic := range ofThings {
			meant = slices.DeleteFunc(c.On(topic), func(f catalogue.Fact) bool { return f.Ended != ended || !gives(f, items) })
			if len(meant) > 0 {
				return meant, topic
			}
		}
	}
	return nil, ""
}

// givesNow says whether a centre gives one of the items today.
func givesNow(c catalogue.Centre, items []catalogue.Item) bool {
	facts, _ := giving(c, items)
	return c.Status != catalogue.Completed && len(facts) > 0 && !facts[0].Ended
}

// gives says whether a fact is about one of the items.
func gives(f catalogue.Fact, items []catalogue.Item) bool {
	return slices.ContainsFunc(items, func(i catalogue.Item) bool { return slices.Contains(f.Items, i) })
}

// list says facts, each on a line; what goes on before what has ended.
func (w *writer) list(facts []catalogue.Fact) {
	sorted := slices.Clone(facts)
	slices.SortStableFunc(sorted, func(a, b catalogue.Fact) int { return boolean(a.Ended) - boolean(b.Ended) })
	for _, f := range sorted {
		line := say("answer.fact", "Text", conversation.Words(f))
		if len(sorted) > 1 {
			line = say("centre.also", "Text", conversation.Words(f))
		}
		if f.Inferred {
			line = say("centre.inferred", "Fact", line)
		}
		w.add(line)
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unpublished says that nothing is known. Of a completed project that is all there
// is to say.
func (w *writer) unpublished(c catalogue.Centre, topic catalogue.Topic) {
	if c.Status == catalogue.Completed {
		return
	}
	w.add(say("answer.unpublished", "Topic", say("topic."+string(topic))))
	w.offer()
}

// fresh says whether a fact still counts.
func (w *writer) fresh(f catalogue.Fact) bool {
	return centres.Fresh(f, w.cat.Rules.FactTerm, w.cat.Event.Zone, w.now)
}

// age says how old a fact is, and offers to ask where it does not count any more
// and somebody may set out on it.
func (w *writer) age(c catalogue.Centre, topic catalogue.Topic, f catalogue.Fact) {
	w.date(c, topic, w.dated(f))
	if !w.fresh(f) && c.Status != catalogue.Completed && slices.Contains(offered, topic) {
		w.offer()
	}
}

// date adds the date of what was said about a centre. Where the same date follows
// again, it stands once, under all of it.
func (w *writer) date(c catalogue.Centre, topic catalogue.Topic, line conversation.Line) {
	if w.datedOf == c.ID && reflect.DeepEqual(w.Lines[w.datedAt], line) {
		w.Lines = slices.Delete(w.Lines, w.datedAt, w.datedAt+1)
	}
	w.datedOf, w.datedAt = c.ID, len(w.Lines)
	w.add(line)
	if topic == catalogue.Hours { // nobody should have to look for the date of these
		w.datedOf = ""
	}
}

// dated is the date of a fact.
func (w *writer) dated(f catalogue.Fact) conversation.Line {
	switch {
	case !f.Confirmed.IsZero() && w.fresh(f):
		return say("answer.confirmed", "Day", conversation.Day(f.Confirmed))
	case !f.Confirmed.IsZero():
		return say("answer.confirmed.old", "Day", conversation.Day(f.Confirmed))
	case f.Published.IsZero():
		return say("answer.undated")
	}
	id := "centre.published"
	if w.fresh(f) {
		id = "answer.published"
	}
	if f.PublishedInferred {
		id += ".inferred"
	}
	return say(id, "Date", f.Published)
}

// whoGives lists the centres that give what is asked for.
func (w *writer) whoGives(q questions.Question) {
	found := false
	for _, c := range w.cat.Centres {
		facts, topic := giving(c, q.Items)
		if !givesNow(c, q.Items) {
			continue
		}
		found = true
		w.name(c)
		w.tell(c, topic)
		w.Paragraph(say("answer.title", "Name", c.Name, "Topic", say("topic.gives")))
		w.aged(c, topic, facts)
	}
	if !found {
		w.Paragraph(say("answer.nobodygives"))
		w.offer()
	}
}

// midday is a moment of a day that falls on it whatever its clocks do.
func midday(zone *time.Location, d catalogue.Date) conversation.Day {
	return conversation.Day(d.In(zone).Add(12 * time.Hour))
}
