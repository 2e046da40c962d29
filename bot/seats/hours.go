package seats

import "time"

// Hours say when people may be spoken to about places, and how long they may
// take to answer. The zero Hours are those of an event that is over.
type Hours struct {
	Zone  *time.Location // of the clocks on people's walls
	Start time.Time      // of the event
	End   time.Time

	// Times of day, as the time since midnight that clocks on the wall show.
	// There are no quiet hours unless they begin later in the day than they end.
	QuietFrom  time.Duration // offers are not made, and their clocks stand, from here
	QuietTo    time.Duration // … until here of the next morning
	QuietToDay time.Duration // … or until here on the day of the event

	Offer        time.Duration // how long an offer stands
	OfferLeast   time.Duration // … at least, when the event is near
	Gather       time.Duration // how long freed places gather for a family, in waking hours
	GatherMargin time.Duration // … and never later than this before the start
	Standby      time.Duration // how long before the start people may say that they are there
}

// Terms are what the hours come to at one moment. Lengths of time are real
// ones, with the quiet hours that they span.
type Terms struct {
	Offer  time.Duration // how long an offer made now stands; 0: none may be made
	Gather time.Duration // how long a gathering begun now lasts; 0: it is over at once
}

// At returns the terms of a moment.
func (h Hours) At(now time.Time) Terms {
	today := h.today(now)
	return Terms{Offer: h.offer(now, today), Gather: h.gather(now, today)}
}

// offer is how long an offer stands: a quarter of the time left, within its
// bounds; its clock stands still in quiet hours. None is made in them, nor once
// the event has begun. One that is made just before the start outlives it.
func (h Hours) offer(now time.Time, today waking) time.Duration {
	left := h.Start.Sub(now)
	if left <= 0 || !today.holds(now) {
		return 0
	}
	stands := min(h.Offer, max(h.OfferLeast, left/4))
	return h.afterWaking(stands, now, today).Sub(now)
}

// gather is how long freed places gather: so many waking hours, but not into
// the margin before the event.
func (h Hours) gather(now time.Time, today waking) time.Duration {
	last := h.Start.Add(-h.GatherMargin).Sub(now)
	if last <= 0 {
		return 0
	}
	return min(last, h.afterWaking(h.Gather, now, today).Sub(now))
}

// Quiet says whether people sleep.
func (h Hours) Quiet(now time.Time) bool { return !h.today(now).holds(now) }

// StandingBy says whether people may say that they are at the meeting point.
func (h Hours) StandingBy(now time.Time) bool {
	return !now.Before(h.Start.Add(-h.Standby)) && now.Before(h.End)
}

// waking is the time between two nights. It may be none: then to is not after from.
type waking struct {
	date     time.Time // as the midnight in UTC, where every date has one and 24 hours
	from, to time.Time
}

// always is the waking time where there are no nights.
var always = waking{to: time.Unix(1<<40, 0)}

func (w waking) holds(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// afterWaking is when a length of waking time after a moment of today is over.
func (h Hours) afterWaking(length time.Duration, t time.Time, today waking) time.Time {
	for length > 0 {
		t = latest(t, today.from)
		left := max(0, today.to.Sub(t))
		if length <= left {
			return t.Add(length)
		}
		length -= left
		today = h.on(today.date.Add(24 * time.Hour))
	}
	return t
}

// today is the waking time of the date that t falls on.
func (h Hours) today(t time.Time) waking {
	if h.QuietFrom <= h.QuietTo {
		return always
	}
	return h.on(dateOf(t, h.Zone))
}

// on is the waking time of a date, from the end of the quiet hours in the
// morning to their beginning in the evening. Where clocks that are put back show
// one of the two twice, people sleep until the second and from the first.
func (h Hours) on(date time.Time) waking {
	sleeps := h.QuietTo
	if date.Equal(dateOf(h.Start, h.Zone)) {
		sleeps = h.QuietToDay
	}
	clocks := clocksOn(date, h.Zone)
	_, from := clocks.show(date.Add(sleeps))
	to, _ := clocks.show(date.Add(h.QuietFrom))
	return waking{date, from, to}
}

// dateOf is the date that t falls on, as a midnight in UTC.
func dateOf(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// clocks are those on the walls of a zone about a date. They are taken to be
// changed at most once in some days.
type clocks struct {
	ahead  time.Duration // of UTC, before the change
	change time.Time     // the next; zero: none
}

func clocksOn(date time.Time, zone *time.Location) clocks {
	before := date.Add(-24 * time.Hour).In(zone)
	_, change := before.ZoneBounds()
	return clocks{offset(before), change}
}

// show tells when the clocks first show a time of that date or a later one, and
// from when on they show none that is earlier. The two differ where clocks are
// put back over it; where they are put forward over it, both are that moment.
// The time is given as the one at which clocks in UTC show it.
func (c clocks) show(wall time.Time) (first, last time.Time) {
	old := wall.Add(-c.ahead)
	if c.change.IsZero() || c.change.Sub(old) > 24*time.Hour {
		return old, old
	}
	renewed := wall.Add(-offset(c.change))
	first, last = old, renewed
	if !old.Before(c.change) {
		first = latest(renewed, c.change)
	}
	if !renewed.After(c.change) {
		last = earliest(old, c.change)
	}
	return first, last
}

// offset is how far the clocks of t's zone are ahead of UTC.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
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
