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
