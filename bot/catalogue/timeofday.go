package catalogue

import (
	"fmt"
	"time"
)

// TimeOfDay is a time of day as clocks on the wall show it, in whole minutes:
// the length of time since midnight, on a day on which no clock is changed.
type TimeOfDay time.Duration

// String returns 18:00.
func (d TimeOfDay) String() string {
	hour, minute := d.clock()
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

// On returns the moment at which clocks in the zone show this time, some days
// after the day that t falls on there; days may be negative. Where clocks are
// changed over this time, the moment may be off by as much as they are.
func (d TimeOfDay) On(t time.Time, zone *time.Location, days int) time.Time {
	year, month, day := t.In(zone).Date()
	hour, minute := d.clock()
	return time.Date(year, month, day+days, hour, minute, 0, 0, zone)
}

func (d TimeOfDay) clock() (hour, minute int) {
	minutes := int(time.Duration(d) / time.Minute)
	return minutes / 60, minutes % 60
}

// timeOfDay is what clocks in t's zone show at t.
func timeOfDay(t time.Time) TimeOfDay {
	return TimeOfDay(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

// parseTimeOfDay reads 18:00, and 8:00 as 08:00.
func parseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", s)
	return timeOfDay(t), err
}
