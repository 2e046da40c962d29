// Package centres knows when a centre is open, whether a fact about it still
// counts, and when somebody may come again.
//
// Hours are those that a clock on the wall of the centre shows, in the event's
// zone. What was said of a very day wins over everything; without it a public
// holiday is presumed closed; else the week counts.
//
// A centre is open whenever that clock shows one of its times. So an hour that
// is skipped when clocks are put forward is no hour: hours that begin in it
// begin when the clocks have jumped, hours that end in it end there. An hour
// that is shown twice when they are put back counts both times; hours that
// begin or end in the midst of it are interrupted where the clocks go back, as
// the clock says. Nobody is told "open" at a time that is not in the hours.
//
// The package is pure: it knows no clock; the time is given.
package centres

import (
	"time"

	"visitbot/bot/catalogue"
)

// later is the day that is some days after another.
func later(d catalogue.Date, days int) catalogue.Date {
	return catalogue.DateOf(d.In(time.UTC).AddDate(0, 0, days))
}
