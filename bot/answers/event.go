package answers

import (
	"slices"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/seats"
)

// The event's own: when, where, how many places, and how to have one.

// events answer the topics of the event.
var events = map[questions.Topic]func(*writer){
	questions.When: (*writer).when, questions.Where: (*writer).where, questions.Visits: (*writer).visits, questions.Places: (*writer).places,
	questions.Two: (*writer).two, questions.Friend: (*writer).friend, questions.SignUp: (*writer).signUp, questions.Change: (*writer).change,
	questions.Cancel: (*writer).cancel, questions.Ticket: (*writer).ticket, questions.Waiting: (*writer).waiting,
	questions.Interpreter: (*writer).interpreter, questions.Cost: (*writer).notPublished, questions.Transport: (*writer).notPublished,
	questions.Data: (*writer).data,
}

// ending are the topics of which nothing else is left to say when the visits are over.
var ending = []questions.Topic{
	questions.Places, questions.Two, questions.Friend, questions.SignUp, questions.Change, questions.Cancel, questions.Ticket, questions.Waiting, questions.Interpreter, questions.Cost, questions.Transport,
}

// event answers a question about the event; without a topic, what it is.
func (w *writer) event(topic questions.Topic) {
	if topic == "" {
		topic = questions.Visits
	}
	w.Paragraph(say("answer.title", "Name", w.cat.Event.Name, "Topic", topicName(topic)))
	if w.cat.Event.Past(w.now) {
		w.add(say("visits.over"))
		if slices.Contains(ending, topic) {
			w.hadSeat()
			return
		}
	}
	if answer := events[topic]; answer != nil {
		answer(w)
	}
}

func (w *writer) when() {
	e := w.cat.Event
	line := say("part.when", "Day", conversation.Day(e.Start), "Start", conversation.Clock(e.Start), "End", conversation.Clock(e.End))
	if e.DateInferred {
		line = say("centre.inferred", "Fact", line)
	}
	w.add(line)
}

// where says the city, and of each visit where it is and where to meet.
func (w *writer) where() {
	city := say("visits.place", "City", w.cat.Event.City)
	if w.cat.Event.CityInferred {
		city = say("centre.inferred", "Fact", city)
	}
	w.add(city)
	for _, v := range w.cat.Visits {
		lines := []conversation.Line{say("event.nowhere", "Visit", v.Name)}
		if !v.Address.Empty() {
			lines[0] = say("event.address", "Visit", v.Name, "Address", v.Address)
			w.toldAddress(v)
		}
		if !v.MeetingPoint.Empty() {
			lines = append(lines, say("part.meeting", "Place", v.MeetingPoint))
		}
		w.add(lines...)
	}
	if !w.cat.Event.Past(w.now) && !slices.ContainsFunc(w.cat.Visits, func(v catalogue.Visit) bool { return !v.MeetingPoint.Empty() }) {
		w.add(say("event.nomeeting"))
		w.offer()
	}
}

func (w *writer) toldAddress(v catalogue.Visit) {
	if c, ok := w.cat.Centre(v.Centre); ok && len(c.On(catalogue.Address)) > 0 {
		w.Told = append(w.Told, conversation.Fact(c, catalogue.Address))
	}
}

func (w *writer) visits() {
	if !w.cat.Event.About.Empty() {
		w.add(say("visits.about", "About", w.cat.Event.About))
	}
	for _, v := range w.cat.Visits {
		w.add(say("event.visit", "Visit", v.Name, "Host", v.Host))
	}
	w.simultaneous()
}

// simultaneous says what is known of the visits as a whole.
func (w *writer) simultaneous() {
	if w.cat.Event.Past(w.now) {
		return // they say how to sign up
	}
	for _, f := range w.cat.Event.Facts {
		line := say("answer.fact", "Text", f.Text)
		if f.Inferred {
			line = say("centre.inferred", "Fact", line)
		}
		w.add(line)
	}
}

// places says how many places each visit has left.
func (w *writer) places() {
	for _, v := range w.cat.Visits {
		n := w.reply.Visits[v.ID]
		id := "event.free"
		switch {
		case n.Halted == seats.HaltFallen:
			id = "button.visit.fallen"
		case n.Halted == seats.HaltClosed:
			id = "button.visit.closed"
		case n.Free == 0:
			id = "button.visit.full"
		}
		w.add(say(id, "Visit", v.Name, "Count", n.Free, "Capacity", n.Capacity))
	}
}

func (w *writer) two() { w.simultaneous() }

func (w *writer) friend() { w.add(say("event.friend", "Count", w.cat.Rules.MaxParty)) }

func (w *writer) signUp() {
	switch rules := w.cat.Rules; conversation.SignUp(w.cat, w.now) {
	case conversation.NoteOver:
	case conversation.NoteEarly:
		w.add(say("note.early", "Day", conversation.Day(rules.Opens), "Time", conversation.Clock(rules.Opens)))
	case conversation.NoteClosed:
		w.add(say("note.closed"))
	default:
		w.add(say("event.signup"))
	}
	w.simultaneous()
}

func (w *writer) change() {
	w.add(say("event.change"))
	w.mySeat()
}

func (w *writer) cancel() {
	w.add(say("event.cancel"))
	w.mySeat()
	if w.reply.Seat != nil {
		w.Row(goTo(say("button.cancelling"), "cancel"))
	}
}

func (w *writer) ticket() {
	if w.reply.Seat != nil {
		w.add(say("seat.code", "Code", conversation.Spaced(w.reply.Seat.Code)), say("seat.ticket"))
	}
	w.mySeat()
}

// mySeat says which seat the person has, and leads to it.
func (w *writer) mySeat() {
	if w.reply.Seat == nil {
		w.add(say("seat.none"))
		return
	}
	if v, ok := w.cat.Visit(w.reply.Seat.Visit); ok {
		w.add(say("visits.seat", "Visit", v.Name, "Count", w.reply.Seat.Party))
	}
	w.Row(goTo(say("button.seat"), "myseat"))
}

// hadSeat says which seat the person had.
func (w *writer) hadSeat() {
	if w.reply.Seat == nil {
		return
	}
	if v, ok := w.cat.Visit(w.reply.Seat.Visit); ok {
		w.add(say("visits.hadseat", "Visit", v.Name, "Count", w.reply.Seat.Party))
	}
}

func (w *writer) waiting() { w.add(say("help.queue")) }

func (w *writer) interpreter() {
	w.notPublished()
	w.add(say("event.interpreter"))
}

// notPublished says that nothing is known.
func (w *writer) notPublished() {
	w.add(say("answer.unpublished", "Topic", topicName(w.asked.Topic)))
	w.offer()
}

func (w *writer) data() {
	w.add(say("event.data"))
	w.Row(goTo(say("button.privacy"), "privacy"))
}
