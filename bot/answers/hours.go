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

// Opening hours. As long as they count, the bot says whether a door is open; after
// that it says only what was published, and when.

// hours answers when a centre is open, or whether it is at a moment.
func (w *writer) hours(c catalogue.Centre, q questions.Question) {
	o, known := centres.Of(w.cat, c)
	if !known {
		w.facts(c, catalogue.Hours, nil)
		return
	}
	day := q.Day
	if day.IsZero() {
		day = catalogue.DateOf(w.now.In(w.cat.Event.Zone))
	}
	switch special := o.On(day).Special; {
	case special != nil && (q.Topic == questions.Open || w.isToday(day)):
		w.special(day, *special)
	case w.fresh(o.Fact):
		w.standing(o, q, day)
	case q.Topic == questions.Open && centres.IsHoliday(w.cat, day):
		w.add(say("hours.holiday", "Day", midday(w.cat.Event.Zone, day)))
	}
	w.add(say("hours.week", "Text", o.Fact.Hours))
	if !o.Fact.Text.Empty() {
		w.add(say("answer.fact", "Text", o.Fact.Text))
	}
	w.age(c, catalogue.Hours, o.Fact)
	others := slices.DeleteFunc(c.On(catalogue.Hours), func(f catalogue.Fact) bool { return reflect.DeepEqual(f, o.Fact) })
	if len(others) > 0 {
		w.aged(c, catalogue.Hours, others)
	}
}

func (w *writer) isToday(d catalogue.Date) bool {
	return d == catalogue.DateOf(w.now.In(w.cat.Event.Zone))
}

// special says what was said of one day.
func (w *writer) special(day catalogue.Date, s catalogue.SpecialDay) {
	on := midday(w.cat.Event.Zone, day)
	line := say("hours.open.day", "Day", on, "Times", s.Hours)
	if len(s.Hours) == 0 {
		line = say("hours.closed.day", "Day", on)
	}
	if !s.Reason.Empty() {
		line = say("hours.reason", "Fact", line, "Text", s.Reason)
	}
	w.add(line)
	if !s.Confirmed.IsZero() {
		w.add(say("answer.confirmed", "Day", conversation.Day(s.Confirmed)))
	}
}

// standing says whether it is open now, or on the day that was asked for.
func (w *writer) standing(o centres.Opening, q questions.Question, day catalogue.Date) {
	if q.Topic != questions.Open || w.isToday(day) {
		w.nowStanding(o)
		return
	}
	d, on := o.On(day), midday(w.cat.Event.Zone, day)
	switch {
	case len(d.Spans) > 0:
		w.add(say("hours.open.day", "Day", on, "Times", d.Spans))
	case d.Holiday:
		w.add(say("hours.closed.holiday", "Day", on))
	default:
		w.add(say("hours.closed.day", "Day", on))
		w.opens(o.Next(day.In(w.cat.Event.Zone)))
	}
}

// nowStanding says whether it is open now, and until when, or from when on.
func (w *writer) nowStanding(o centres.Opening) {
	status := o.At(w.now)
	switch {
	case status.Open && status.Until.IsZero():
		w.add(say("hours.open.always"))
		return
	case status.Open:
		w.add(say("hours.open.now", "Until", w.moment(status.Until)))
		return
	case status.Day.Holiday:
		w.add(say("hours.closed.now.holiday"))
	default:
		w.add(say("hours.closed.now"))
	}
	w.opens(status.Opens)
}

// opens says when it opens next.
func (w *writer) opens(at time.Time) {
	if at.IsZero() {
		return
	}
	zone := w.cat.Event.Zone
	id := "hours.opens"
	switch catalogue.DateOf(at.In(zone)) {
	case catalogue.DateOf(w.now.In(zone)):
		id = "hours.opens.today"
	case catalogue.DateOf(w.now.In(zone).AddDate(0, 0, 1)):
		id = "hours.opens.tomorrow"
	}
	w.add(say(id, "Day", conversation.Day(at), "Time", conversation.Clock(at)))
}

// moment is a time of day, with the day where that is not today.
func (w *writer) moment(at time.Time) conversation.Line {
	if zone := w.cat.Event.Zone; catalogue.DateOf(at.In(zone)) == catalogue.DateOf(w.now.In(zone)) {
		return say("part.clock", "Time", conversation.Clock(at))
	}
	return say("part.moment", "Day", conversation.Day(at), "Time", conversation.Clock(at))
}
