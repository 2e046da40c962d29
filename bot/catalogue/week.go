package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Span is a time from and to which a place is open on one day. What ends
// after midnight ends above 24:00: 22:00-02:00 is from 22:00 to 26:00.
type Span struct{ From, To TimeOfDay }

// midnight is the end of a day.
const midnight = TimeOfDay(24 * time.Hour)

// String returns 09:00-17:00, and 22:00-02:00 for what ends after midnight.
func (s Span) String() string {
	to := s.To
	if to > midnight {
		to -= midnight
	}
	return s.From.String() + "-" + to.String()
}

// Spans are the times of one day, in their order. None: it is closed that day.
type Spans []Span

// closedAllDay is how Spans without a time are written.
const closedAllDay = "closed"

// String writes what ParseSpans reads.
func (s Spans) String() string {
	if len(s) == 0 {
		return closedAllDay
	}
	var all []string
	for _, span := range s {
		all = append(all, span.String())
	}
	return strings.Join(all, ",")
}

// ParseSpans reads 09:00-13:00,14:00-17:00, or closed.
func ParseSpans(text string) (Spans, error) {
	text = strings.TrimSpace(text)
	if text == closedAllDay {
		return nil, nil
	}
	var spans Spans
	for part := range strings.SplitSeq(text, ",") {
		span, err := parseSpan(part)
		if err != nil {
			return nil, err
		}
		if n := len(spans); n > 0 && span.From < spans[n-1].To {
			return nil, fmt.Errorf("%v does not follow %v", span, spans[n-1])
		}
		spans = append(spans, span)
	}
	return spans, nil
}

func parseSpan(text string) (Span, error) {
	from, to, ok := strings.Cut(strings.NewReplacer("–", "-", " ", "").Replace(text), "-")
	if !ok {
		return Span{}, fmt.Errorf("%q is not from and to", text)
	}
	var s Span
	var err error
	if s.From, err = parseTimeOfDay(from); err != nil {
		return s, err
	}
	if to == "24:00" {
		s.To = midnight
		return s, nil
	}
	if s.To, err = parseTimeOfDay(to); err == nil && s.To <= s.From {
		s.To += midnight
	}
	return s, err
}

// A Week is when a place is open, by time.Weekday, in the notation of
// OpenStreetMap (https://wiki.openstreetmap.org/wiki/Key:opening_hours), of
// which it knows the weekdays: Mo-Fr 09:00-17:00; Sa 10:00-14:00. A day that is
// not in it is closed.
type Week [7]Spans

// weekdays are the days as the notation names them, from Monday on.
var weekdays = []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// weekdayAt is the day at a place among weekdays.
func weekdayAt(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// IsZero says whether it is never open: nothing is known.
func (w Week) IsZero() bool {
	return !slices.ContainsFunc(w[:], func(s Spans) bool { return len(s) > 0 })
}

// A Stretch is days in a row that are open at the same times.
type Stretch struct {
	First, Last time.Weekday
	Spans
}

// Stretches are the open days from Monday to Sunday, those in a row that are
// alike together.
func (w Week) Stretches() []Stretch {
	var all []Stretch
	for i := range weekdays {
		day := weekdayAt(i)
		spans := w[day]
		n := len(all)
		switch {
		case len(spans) == 0:
		case n > 0 && i > 0 && all[n-1].Last == weekdayAt(i-1) && slices.Equal(all[n-1].Spans, spans):
			all[n-1].Last = day
		default:
			all = append(all, Stretch{day, day, spans})
		}
	}
	return all
}

// String writes what ParseWeek reads.
func (w Week) String() string {
	var all []string
	for _, s := range w.Stretches() {
		days := dayName(s.First)
		if s.Last != s.First {
			days += "-" + dayName(s.Last)
		}
		all = append(all, days+" "+s.Spans.String())
	}
	return strings.Join(all, "; ")
}

func dayName(d time.Weekday) string { return weekdays[(int(d)+6)%7] }

// ParseWeek reads a Week. What it does not understand is an error; a week that
// is never open is one too.
func ParseWeek(text string) (Week, error) {
	var w Week
	for rule := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(rule) == "" {
			continue
		}
		days, times, ok := strings.Cut(strings.TrimSpace(rule), " ")
		if !ok {
			return Week{}, fmt.Errorf("%q has no days or no times", rule)
		}
		spans, err := ParseSpans(times)
		if err != nil {
			return Week{}, err
		}
		if err := w.set(days, spans); err != nil {
			return Week{}, err
		}
	}
	if w.IsZero() {
		return Week{}, fmt.Errorf("%q is never open", text)
	}
	return w, nil
}

// set gives days, such as Mo-We,Fr, their times.
func (w *Week) set(days string, spans Spans) error {
	for part := range strings.SplitSeq(days, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, to := slices.Index(weekdays, first), slices.Index(weekdays, last)
		if from < 0 || to < from {
			return fmt.Errorf("%q is none of %v, or not in their order", part, weekdays)
		}
		for i := from; i <= to; i++ {
			w[weekdayAt(i)] = spans
		}
	}
	return nil
}
