package centres

import "visitbot/bot/catalogue"

// A Return is when somebody may come again.
type Return struct {
	Every   int            // days
	Allowed catalogue.Date // the day from which it is allowed
	Opens   catalogue.Date // the first day from then on on which it is open; the zero Date: no hours are known, or it does not open within the coming year
	Moved   bool           // Opens is later than Allowed
	Why     Day            // of Allowed, where Moved: why it is closed that day
}

// Again says when somebody who was at a centre on a day may come again: so many
// days later as its facts say, by the longest if they say several; and the first
// day from then on on which it is open. A day counts as open if hours begin on
// it; those that go on from the evening before do not. ok is false where nothing
// is known about how often, or the centre's project is completed.
func Again(cat *catalogue.Catalogue, c catalogue.Centre, was catalogue.Date) (a Return, ok bool) {
	a.Every = every(c)
	if a.Every == 0 || c.Status == catalogue.Completed {
		return Return{}, false
	}
	a.Allowed = later(was, a.Every)
	o, known := Of(cat, c)
	if !known {
		return a, true
	}
	a.Opens = o.firstDay(a.Allowed)
	if a.Moved = !a.Opens.IsZero() && a.Opens != a.Allowed; a.Moved {
		a.Why = o.On(a.Allowed)
	}
	return a, true
}

// every is after how many days one may come again; 0: not known.
func every(c catalogue.Centre) int {
	days := 0
	for _, f := range c.Facts {
		if f.Topic == catalogue.Frequency && !f.Ended {
			days = max(days, int(f.Every/day))
		}
	}
	return days
}

// firstDay is the first day from one on on which hours begin; the zero Date: not
// within the horizon.
func (o Opening) firstDay(from catalogue.Date) catalogue.Date {
	for i := range horizon {
		if d := later(from, i); len(o.On(d).Spans) > 0 {
			return d
		}
	}
	return catalogue.Date{}
}
