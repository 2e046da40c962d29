package centres

import (
	"time"

	"visitbot/bot/catalogue"
)

// Working adds working time, in which organisers answer, to a moment: the moment
// by which so much of it has passed, in the event's zone. Public holidays are no
// working time. A length that is over just when work ends is over then, not in
// the next morning. The zero time: there is no more working time.
func Working(cat *catalogue.Catalogue, from time.Time, d time.Duration) time.Time {
	work := Opening{cat: cat, week: cat.Rules.Answering}
	t := from.In(cat.Event.Zone)
	for d > 0 {
		if t = work.turn(t, true); t.IsZero() {
			return time.Time{}
		}
		end := work.turn(t, false)
		if end.IsZero() {
			end = t.Add(horizon * day)
		}
		passed := min(d, end.Sub(t))
		t, d = t.Add(passed), d-passed
	}
	return t
}
