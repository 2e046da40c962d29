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
		day = w.today()
	}
	beyond := w.ofDay(o, q, day)
	w.add(say("hours.week", "Text", o.Fact.Hours))
	if !o.Fact.Text.Empty() {
		w.add(say("answer.fact", "Text", o.Fact.Text))
	}
	w.age(c, catalogue.Hours, o.Fact)
	if !beyond.IsZero() {
		w.add(say("hours.beyond", "Day", midday(w.cat.Event.Zone, beyond)))
		w.offer()
	}
	others := slices.DeleteFunc(c.On(catalogue.Hours), func(f catalogue.Fact) bool { return reflect.DeepEqual(f, o.Fact) })
	if len(others) > 0 {
		w.aged(c, catalogue.Hours, others)
	}
}

// ofDay says how it stands on a day. It returns the day of which nobody can say yet
// whether the hours still hold; the zero Date: there is none.
func (w *writer) ofDay(o centres.Opening, q questions.Question, day catalogue.Date) (beyond catalogue.Date) {
	asked := q.Topic == questions.Open || w.isToday(day)
	special := o.On(day).Special
	switch {
	case day.In(time.UTC).Before(w.today().In(time.UTC)):
		w.add(say("hours.past", "Day", midday(w.cat.Event.Zone, day)))
	case special != nil && asked:
		w.special(day, *special)
	case w.counts(o, day):
		if asked {
			return w.standing(o, day)
		}
	default:
		if q.Topic == questions.Open && centres.IsHoliday(w.cat, day) {
			w.add(say("hours.holiday", "Day", midday(w.cat.Event.Zone, day)))
		}
		if w.fresh(o.Fact) {
			return day
		}
	}
	return catalogue.Date{}
}

func (w *writer) today() catalogue.Date { return catalogue.DateOf(w.now.In(w.cat.Event.Zone)) }

func (w *writer) isToday(d catalogue.Date) bool { return d == w.today() }

// counts says whether what is known of a day will still count on it: what was said of
// that very day counts as long as it is not too old now, the hours of all days until
// their term is over.
func (w *writer) counts(o centres.Opening, day catalogue.Date) bool {
	zone := w.cat.Event.Zone
	if special := o.On(day).Special; special != nil {
		return w.recent(*special)
	}
	return w.fresh(o.Fact) && centres.Fresh(o.Fact, w.cat.Rules.FactTerm, zone, day.In(zone).AddDate(0, 0, 1).Add(-1))
}

// recent says whether what was said of one day still counts: it is from the file, or
// was said less than the term ago.
func (w *writer) recent(s catalogue.SpecialDay) bool {
	return s.Confirmed.IsZero() || w.now.Sub(s.Confirmed) < w.cat.Rules.FactTerm
}

// special says what was said of one day.
func (w *writer) special(day catalogue.Date, s catalogue.SpecialDay) {
	on := midday(w.cat.Event.Zone, day)
	if !w.recent(s) {
		w.oldSpecial(on, s)
		return
	}
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

// oldSpecial says what was said of one day, and that nobody has said it since.
func (w *writer) oldSpecial(on conversation.Day, s catalogue.SpecialDay) {
	var times any = s.Hours
	if len(s.Hours) == 0 {
		times = say("hours.closed")
	}
	line := say("hours.special.old", "Day", on, "Times", times)
	if !s.Reason.Empty() {
		line = say("hours.reason", "Fact", line, "Text", s.Reason)
	}
	w.add(line, say("answer.confirmed.old", "Day", conversation.Day(s.Confirmed)))
	w.offer()
}

// standing says whether it is open now, or on the day that was asked for. It returns
// the day of which nobody can say that yet.
func (w *writer) standing(o centres.Opening, day catalogue.Date) (beyond catalogue.Date) {
	if w.isToday(day) {
		return w.nowStanding(o)
	}
	d, on := o.On(day), midday(w.cat.Event.Zone, day)
	switch {
	case len(d.Spans) > 0:
		w.add(say("hours.open.day", "Day", on, "Times", d.Spans))
	case d.Holiday:
		w.add(say("hours.closed.holiday", "Day", on))
	default:
		w.add(say("hours.closed.day", "Day", on))
		return w.opens(o, o.Next(day.In(w.cat.Event.Zone)))
	}
	return catalogue.Date{}
}

// nowStanding says whether it is open now, and until when, or from when on.
func (w *writer) nowStanding(o centres.Opening) (beyond catalogue.Date) {
	status := o.At(w.now)
	switch {
	case status.Open && status.Until.IsZero():
		w.add(say("hours.open.always"))
		return beyond
	case status.Open:
		w.add(say("hours.open.now", "Until", w.moment(status.Until)))
		return beyond
	case status.Day.Holiday:
		w.add(say("hours.closed.now.holiday"))
	default:
		w.add(say("hours.closed.now"))
	}
	return w.opens(o, status.Opens)
}

// opens says when it opens next, or returns that day if nobody can say so yet.
func (w *writer) opens(o centres.Opening, at time.Time) (beyond catalogue.Date) {
	if at.IsZero() {
		return beyond
	}
	zone := w.cat.Event.Zone
	day := catalogue.DateOf(at.In(zone))
	if special := o.On(day).Special; !w.counts(o, day) && special != nil {
		w.special(day, *special)
		return beyond
	} else if !w.counts(o, day) {
		return day
	}
	id := "hours.opens"
	switch day {
	case w.today():
		id = "hours.opens.today"
	case catalogue.DateOf(w.now.In(zone).AddDate(0, 0, 1)):
		id = "hours.opens.tomorrow"
	}
	w.add(say(id, "Day", conversation.Day(at), "Time", conversation.Clock(at)))
	return beyond
}

// moment is a time of day, with the day where that is not today.
func (w *writer) moment(at time.Time) conversation.Line {
	if zone := w.cat.Event.Zone; catalogue.DateOf(at.In(zone)) == catalogue.DateOf(w.now.In(zone)) {
		return say("part.clock", "Time", conversation.Clock(at))
	}
	return say("part.moment", "Day", conversation.Day(at), "Time", conversation.Clock(at))
}
