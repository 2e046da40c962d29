package centres

import (
	"iter"
	"time"

	"visitbot/bot/catalogue"
)

// What a clock on the wall shows is a time in UTC here: there every day has a
// midnight and 24 hours. As long as clocks are not changed, the wall and the
// world go alike; so the search goes from change to change, and between two of
// them looks at the wall alone.

const day = 24 * time.Hour

// horizon is how many days ahead the package looks: a year, and some for what is
// said of the next year's holidays.
const horizon = 400

// wallOf is what a clock on the wall of t's zone shows at t.
func wallOf(t time.Time) time.Time {
	_, ahead := t.Zone()
	return t.Add(time.Duration(ahead) * time.Second).UTC()
}

// turn is the first moment from t on at which it is open, or closed, in t's
// zone. The zero time: not within the horizon.
func (o Opening) turn(t time.Time, open bool) time.Time {
	limit := t.Add(horizon * day)
	for t.Before(limit) {
		end := limit
		if _, change := t.ZoneBounds(); !change.IsZero() {
			end = earliest(limit, change)
		}
		wall := wallOf(t)
		if found := t.Add(o.onWall(wall, wall.Add(end.Sub(t)), open).Sub(wall)); found.Before(end) {
			return found
		}
		t = end
	}
	return time.Time{}
}

// onWall is the first time from one on at which it is open, or closed, by the
// wall; end or later: not before the end.
func (o Opening) onWall(from, end time.Time, open bool) time.Time {
	if open {
		return o.opens(from, end)
	}
	return o.closes(from, end)
}

func (o Opening) opens(from, end time.Time) time.Time {
	for s := range o.stretches(from, end) {
		if s.to.After(from) {
			return latest(from, s.from)
		}
	}
	return end
}

// closes follows the stretches for as long as one begins before those so far
// have ended.
func (o Opening) closes(from, end time.Time) time.Time {
	for s := range o.stretches(from, end) {
		if s.from.After(from) {
			return from
		}
		from = latest(from, s.to)
	}
	return from
}

// A stretch is a span of some day, on the wall.
type stretch struct{ from, to time.Time }

// stretches are those that may touch the time from one on to an end, in the
// order in which they begin. The first may have begun the day before.
func (o Opening) stretches(from, end time.Time) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		for midnight := from.Truncate(day).Add(-day); midnight.Before(end); midnight = midnight.Add(day) {
			for _, s := range o.On(catalogue.DateOf(midnight)).Spans {
				if !yield(stretch{midnight.Add(time.Duration(s.From)), midnight.Add(time.Duration(s.To))}) {
					return
				}
			}
		}
	}
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
