package answers

import (
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/conversation"
)

// When somebody may come again.

// again says from when on somebody who was there on a day may come again, and
// offers to remind them.
func (w *writer) again(c catalogue.Centre, was catalogue.Date) {
	if was.IsZero() {
		was = catalogue.DateOf(w.now.In(w.cat.Event.Zone))
	}
	r, ok := centres.Again(w.cat, c, was)
	if !ok {
		w.facts(c, catalogue.Frequency, nil)
		return
	}
	zone := w.cat.Event.Zone
	w.add(say("again.allowed", "Day", midday(zone, r.Allowed), "Count", r.Every, "Start", midday(zone, was)))
	o, known := centres.Of(w.cat, c)
	counts := known && w.counts(o, r.Allowed) && w.counts(o, r.Opens)
	if counts {
		w.note(c, catalogue.Hours) // by which it reckons
	}
	if counts && r.Moved {
		w.moved(r)
	}
	w.aged(c, catalogue.Frequency, c.On(catalogue.Frequency))
	day := r.Allowed
	if counts && !r.Opens.IsZero() {
		day = r.Opens
	}
	if Evening(w.cat, day).After(w.now) {
		w.Row(conversation.Button{Label: say("button.remind"), Press: conversation.Press{Word: Remind, Subject: c.ID + "." + day.String()}})
	}
}

// moved says that the day from which it is allowed is not one on which it is open.
func (w *writer) moved(r centres.Return) {
	zone, id := w.cat.Event.Zone, "again.closed"
	if r.Why.Holiday {
		id = "again.holiday"
	}
	w.add(say(id, "Day", midday(zone, r.Allowed)), say("again.opens", "Day", midday(zone, r.Opens)))
}

// Evening is when somebody is reminded of a day: the evening before.
func Evening(cat *catalogue.Catalogue, day catalogue.Date) time.Time {
	return cat.Rules.RemindEvening.On(day.In(cat.Event.Zone), cat.Event.Zone, -1)
}
