package ticket

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// change is a moment at which a zone's offset from UTC changes.
type change struct {
	at     time.Time // in UTC
	name   string    // of the time that begins, such as EET
	from   int       // offset before, in seconds east of UTC
	to     int       // offset from then on
	summer bool
}

// ruleYears is for how many years a zone must follow a rule to be written as one.
const ruleYears = 6

// timezone writes the VTIMEZONE by which a reader knows the zone's offset at a
// time. Where the zone keeps to two yearly rules around that time, they are
// written; else every change from the year before to the year after is.
func (f *file) timezone(zone *time.Location, around time.Time) {
	f.begin("VTIMEZONE")
	f.line("TZID", zone.String())
	year := around.In(zone).Year()
	changes := changesIn(zone, year-1, year-2+ruleYears)
	if rules, ok := yearly(changes); ok {
		f.observance(changes[0], rules[0])
		f.observance(changes[1], rules[1])
	} else {
		f.observance(constant(zone, time.Date(year-1, 1, 1, 0, 0, 0, 0, zone)), "")
		for _, c := range changesIn(zone, year-1, year+1) {
			f.observance(c, "")
		}
	}
	f.end("VTIMEZONE")
}

// observance writes one time of a zone and when it begins: once, or by a rule.
func (f *file) observance(c change, recurrence string) {
	kind := "STANDARD"
	if c.summer {
		kind = "DAYLIGHT"
	}
	f.begin(kind)
	f.line("DTSTART", c.local().Format(localForm))
	f.line("TZOFFSETFROM", offset(c.from))
	f.line("TZOFFSETTO", offset(c.to))
	f.text("TZNAME", c.name)
	if recurrence != "" {
		f.line("RRULE", recurrence)
	}
	f.end(kind)
}

// constant is the time a zone keeps at t, as if it had always kept it.
func constant(zone *time.Location, t time.Time) change {
	t = t.In(zone)
	name, seconds := t.Zone()
	long := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(seconds) * time.Second)
	return change{at: long, name: name, from: seconds, to: seconds, summer: t.IsDST()}
}

// changesIn lists a zone's changes from the start of one year to the end of another.
func changesIn(zone *time.Location, first, last int) []change {
	var changes []change
	end := time.Date(last+1, 1, 1, 0, 0, 0, 0, zone)
	_, at := time.Date(first, 1, 1, 0, 0, 0, 0, zone).ZoneBounds()
	for !at.IsZero() && at.Before(end) {
		name, to := at.Zone()
		_, from := at.Add(-time.Second).Zone()
		changes = append(changes, change{at.UTC(), name, from, to, at.IsDST()})
		_, at = at.ZoneBounds()
	}
	return changes
}

// local is the change on the clock that is about to change, which is how
// iCalendar writes it.
func (c change) local() time.Time { return c.at.Add(time.Duration(c.from) * time.Second) }

// yearly finds the two rules (RRULE) that a zone's changes follow, if they come
// two a year, year after year, on the same weekday of the month at the same hour.
func yearly(changes []change) (rules [2]string, ok bool) {
	if len(changes) != 2*ruleYears {
		return rules, false
	}
	for i := range rules {
		var same []change
		for j := i; j < len(changes); j += 2 {
			same = append(same, changes[j])
		}
		if rules[i] = recurrence(same); rules[i] == "" {
			return rules, false
		}
	}
	return rules, true
}

// recurrence is the rule that every one of the changes follows, counting the
// weekday from the end of the month or else from its beginning; "" if neither.
func recurrence(changes []change) string {
	for _, count := range []func(change) int{weekFromEnd, weekFromStart} {
		first := ruleOf(changes[0], count)
		if !slices.ContainsFunc(changes, func(c change) bool { return ruleOf(c, count) != first }) {
			return first.recurrence
		}
	}
	return ""
}

// rule is how a change recurs; changes that follow one rule have equal ones.
type rule struct {
	recurrence string
	clock      string // the time of day
	from, to   int
}

// ruleOf is the rule of one change, its week counted as count does.
func ruleOf(c change, count func(change) int) rule {
	local := c.local()
	day := strings.ToUpper(local.Weekday().String()[:2])
	return rule{
		recurrence: fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", local.Month(), count(c), day),
		clock:      local.Format(time.TimeOnly),
		from:       c.from,
		to:         c.to,
	}
}

// weekFromEnd is -1 in the last seven days of a month, -2 in those before.
func weekFromEnd(c change) int {
	local := c.local()
	days := time.Date(local.Year(), local.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return -1 - (days-local.Day())/7
}

// weekFromStart is 1 in the first seven days of a month, 2 in those after.
func weekFromStart(c change) int { return 1 + (c.local().Day()-1)/7 }

// offset writes seconds east of UTC as iCalendar does: +0200.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
