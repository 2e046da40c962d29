package catalogue

import (
	"fmt"
	"time"
)

// Date is a month or a day of publication. The zero Date is one that was not
// published.
type Date struct {
	Year  int
	Month time.Month
	Day   int // 0 when only the month is known
}

// IsZero says whether the date was not published.
func (d Date) IsZero() bool { return d == Date{} }

// String returns 2024-01 or 2024-01-11, and "" for the zero Date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
}

// parseDate reads what String writes.
func parseDate(s string) (Date, error) {
	if t, err := time.Parse("2006-01", s); err == nil {
		return Date{Year: t.Year(), Month: t.Month()}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, err
	}
	return Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, nil
}

// DateOf is the day on which a moment falls in its zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: month, Day: day}
}

// In returns the midnight with which a day begins in a zone, or the first of a
// month of which only that is known.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, max(d.Day, 1), 0, 0, 0, 0, zone)
}

// ParseDate reads what String writes.
func ParseDate(s string) (Date, error) { return parseDate(s) }

// A YearDay is a day of each year.
type YearDay struct {
	Month time.Month
	Day   int
}

// String returns 01-06.
func (d YearDay) String() string { return fmt.Sprintf("%02d-%02d", d.Month, d.Day) }

// parseYearDay reads what String writes.
func parseYearDay(s string) (YearDay, error) {
	t, err := time.Parse("01-02", s)
	return YearDay{Month: t.Month(), Day: t.Day()}, err
}
