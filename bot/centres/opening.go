package centres

import (
	"time"

	"visitbot/bot/catalogue"
)

// An Opening is when a centre is open.
type Opening struct {
	Fact catalogue.Fact       // the one that says so
	cat  *catalogue.Catalogue // for its zone and its holidays
	week catalogue.Week
	days []catalogue.SpecialDay
}

// Of returns when a centre is open, by the first of its facts that says so. ok
// is false where no hours are known, or the centre's project is completed.
func Of(cat *catalogue.Catalogue, c catalogue.Centre) (o Opening, ok bool) {
	if c.Status == catalogue.Completed {
		return Opening{}, false
	}
	for _, f := range c.Facts {
		if f.Topic == catalogue.Hours && !f.Ended && !f.Hours.IsZero() {
			return Opening{f, cat, f.Hours, c.Days}, true
		}
	}
	return Opening{}, false
}

// A Day is when a centre is open on one day.
type Day struct {
	Spans   catalogue.Spans       // none: closed
	Holiday bool                  // it is a public holiday and nothing is said of it: presumed closed, the centre has not confirmed it
	Special *catalogue.SpecialDay // what was said of that very day; nil: nothing
}

// On is one day. What begins on it may go on into the next.
func (o Opening) On(d catalogue.Date) Day {
	for i := range o.days {
		if s := &o.days[i]; s.Date == d {
			return Day{Spans: s.Hours, Special: s}
		}
	}
	if IsHoliday(o.cat, d) {
		return Day{Holiday: true}
	}
	return Day{Spans: o.week[d.In(time.UTC).Weekday()]}
}

// A Status is how a centre stands at a moment. Times are in the event's zone.
type Status struct {
	Open  bool
	Until time.Time // open: when it closes; the zero time: not within the coming year
	Opens time.Time // closed: when it opens next; the zero time: not within the coming year
	Day   Day       // the day of that moment; that before it where it is open only by what began then
}

// At says how it stands at a moment.
func (o Opening) At(t time.Time) Status {
	t = t.In(o.cat.Event.Zone)
	open, by := o.stands(t)
	if open {
		return Status{Open: true, Until: o.turn(t, false), Day: by}
	}
	return Status{Opens: o.turn(t, true), Day: by}
}

// Next is the first moment from t on at which it is open, t itself if it is open
// then, in the event's zone. The zero time: not within the coming year.
func (o Opening) Next(t time.Time) time.Time {
	return o.turn(t.In(o.cat.Event.Zone), true)
}

// stands says whether it is open at a moment of the event's zone, and by which day.
func (o Opening) stands(t time.Time) (open bool, by Day) {
	wall := wallOf(t)
	date := catalogue.DateOf(wall)
	clock := wall.Sub(date.In(time.UTC))
	today, yesterday := o.On(date), o.On(later(date, -1))
	switch {
	case shows(today.Spans, clock):
		return true, today
	case shows(yesterday.Spans, clock+day):
		return true, yesterday
	}
	return false, today
}

// shows says whether a time since a midnight is in the spans of the day that
// began with it.
func shows(spans catalogue.Spans, clock time.Duration) bool {
	for _, s := range spans {
		if time.Duration(s.From) <= clock && clock < time.Duration(s.To) {
			return true
		}
	}
	return false
}
