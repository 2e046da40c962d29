package questions

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot/catalogue"
)

// A day is a day that a text speaks of.
type day struct {
	at    int
	date  catalogue.Date // zero: now, or a day that is not known
	now   bool
	feast bool // public holidays, no matter which
	past  bool // it says that it is past: yesterday, two weeks ago
	week  bool // a weekday, which may be the last or the next one
	month bool // a day of a month that is not named, which may be the last or the next one
	half  bool // a month of which the day was not understood
	fuzzy bool
}

// calendar reads the days of a text.
type calendar struct {
	lookup
	marks map[int][]found // by token: what of days it is
	now   time.Time
}

// days returns the days of a text, in its order.
func days(l lookup, all []found, now time.Time) []day {
	c := calendar{lookup: l, marks: map[int][]found{}, now: now}
	for _, f := range all {
		if f.kind == forDay {
			c.marks[f.from()] = append(c.marks[f.from()], f)
		}
	}
	var found []day
	for i := range l.tokens {
		if d, ok := c.day(i); ok {
			d.at = i
			found = append(found, d)
		}
	}
	return found
}

// relative is how many days away a word's day is.
var relative = map[string]int{"today": 0, "tomorrow": 1, "day_after_tomorrow": 2, "yesterday": -1, "day_before_yesterday": -2}

// weekdays, months and numbers are the names of sections of the files.
var (
	weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	months   = []string{"", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	numbers  = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fourteen": 14}
	units    = map[string]int{"unit_day": 1, "unit_week": 7, "unit_month": 30}
)

// dayNames are all sections under which a file may have days.
func dayNames() []string {
	names := []string{"now", "weekend", "holiday", "christmas", "new_year", "national_day", "ago", "next", "last", "in"}
	for _, section := range []map[string]int{relative, numbers, units} {
		for name := range section {
			names = append(names, name)
		}
	}
	return append(append(names, weekdays...), months[1:]...)
}

// is returns the mark of a token that has that meaning.
func (c calendar) is(i int, name string) (found, bool) {
	for _, f := range c.marks[i] {
		if f.value == name {
			return f, true
		}
	}
	return found{}, false
}

// day returns the day that begins at a token.
func (c calendar) day(i int) (day, bool) {
	if d, ok := dotted(c.tokens[i].word, c.now); ok {
		return d, true
	}
	if d, ok := c.ago(i); ok {
		return d, true
	}
	if d, ok := c.nth(i); ok {
		return d, true
	}
	for _, f := range c.marks[i] {
		if d, ok := c.named(i, f.value); ok {
			d.fuzzy = d.fuzzy || f.fuzzy
			return d, true
		}
	}
	return day{}, false
}

// named returns the day of a word.
func (c calendar) named(i int, name string) (day, bool) {
	if n, ok := relative[name]; ok {
		return day{date: c.in(n), past: n < 0}, true
	}
	for n, weekday := range weekdays {
		if name == weekday && !c.counted(i) {
			return c.weekday(i, time.Weekday(n)), true
		}
	}
	for n, month := range months {
		if name == month {
			return c.ofMonth(i, time.Month(n))
		}
	}
	switch name {
	case "now":
		return day{now: true}, true
	case "weekend":
		return day{date: c.in(ahead(c.now, time.Saturday)), week: true}, c.now.Weekday() != time.Sunday
	case "holiday":
		return day{feast: true}, true
	case "christmas":
		return turning(25, time.December, c.now)
	case "new_year":
		return turning(1, time.January, c.now)
	case "national_day":
		return turning(1, time.December, c.now)
	}
	return day{}, false
}

// in returns the day so many days from now.
func (c calendar) in(days int) catalogue.Date { return catalogue.DateOf(c.now.AddDate(0, 0, days)) }

// ahead is how many days it is to the next such weekday; today is one.
func ahead(now time.Time, weekday time.Weekday) int {
	return (int(weekday-now.Weekday()) + 7) % 7
}

// weekday is the next such day, or the last one where the text says so.
func (c calendar) weekday(i int, weekday time.Weekday) day {
	n := ahead(c.now, weekday)
	if c.lastWeek(i) {
		return day{date: c.in(ahead(c.now, time.Monday) - 14 + (int(weekday)+6)%7), past: true}
	}
	if _, last := c.is(i-1, "last"); last {
		return day{date: c.in(n - 7), past: true}
	}
	_, next := c.is(i-1, "next")
	if next && n == 0 {
		n = 7
	}
	return day{date: c.in(n), week: true, fuzzy: next} // next Friday may be this one or the one after
}

// lastWeek says whether "last week" stands beside a weekday.
func (c calendar) lastWeek(i int) bool {
	for _, k := range []int{i - 2, i - 1, i + 1, i + 2} {
		_, last := c.is(k, "last")
		if !last {
			continue
		}
		for _, week := range []int{k - 1, k + 1} {
			if n, ok := c.unit(week); ok && n == units["unit_week"] {
				return true
			}
		}
	}
	return false
}

// number is the number that a token is, in digits or words.
func (c calendar) number(i int) int {
	if i < 0 || i >= len(c.tokens) {
		return 0
	}
	if n := ordinal(c.tokens[i].word); n > 0 {
		return n
	}
	for _, f := range c.marks[i] {
		if n, ok := numbers[f.value]; ok {
			return n
		}
	}
	return 0
}

// ordinal is the number with which a word begins: 1, 1st, 2nd, 3го.
func ordinal(word string) int {
	digits := strings.TrimRight(word, "stndrhгойе")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// counted says whether a number stands before a token, as in the Romanian "3
// luni", which are no Mondays.
func (c calendar) counted(i int) bool { return c.number(i-1) > 0 }

// ofMonth is a day of a month: 1 December, December 1st, 1 of December.
func (c calendar) ofMonth(i int, month time.Month) (day, bool) {
	for _, k := range []int{i - 1, i + 1, i - 2} {
		if k < 0 || k >= len(c.tokens) {
			continue
		}
		if n := c.number(k); n > 0 && n <= 31 {
			return turning(n, month, c.now)
		}
	}
	return day{half: true}, true
}

// nth is a day of which only the number is said: on the 17th.
func (c calendar) nth(i int) (day, bool) {
	n, err := strconv.Atoi(strings.TrimRight(c.tokens[i].word, "stndrh"))
	if err != nil || c.tokens[i].number >= 0 {
		return day{}, false
	}
	for _, k := range []int{i - 1, i + 1, i + 2} {
		if slices.ContainsFunc(c.marks[k], func(f found) bool { return slices.Contains(months, f.value) }) {
			return day{}, false
		}
	}
	t := time.Date(c.now.Year(), c.now.Month(), n, 0, 0, 0, 0, c.now.Location())
	if n < c.now.Day() {
		t = t.AddDate(0, 1, 0)
	}
	return day{date: catalogue.DateOf(t), month: true}, t.Day() == n
}

// shortNumber is how many letters a word has that may be a number with a slip.
const shortNumber = 4

// ago is some days, weeks or months ago.
func (c calendar) ago(i int) (day, bool) {
	n, unit := 1, i
	if _, isUnit := c.unit(i); !isUnit {
		if n = c.number(i); n == 0 || n > 100 {
			return day{}, false
		}
		unit++
	} else if c.number(i-1) > 0 {
		return day{}, false
	}
	size, ok := c.unit(unit)
	if !ok {
		return day{}, false
	}
	_, after := c.is(unit+1, "ago")
	_, before := c.is(i-1, "ago")
	if !after && !before {
		return day{}, false
	}
	return day{date: c.in(-n * size), past: true, fuzzy: unit == i && i > 0 && c.lookup.unknown(i-1) && len(c.tokens[i-1].skeleton) <= shortNumber}, true
}

func (c calendar) unit(i int) (days int, ok bool) {
	for _, f := range c.marks[i] {
		if n, isUnit := units[f.value]; isUnit {
			return n, true
		}
	}
	if _, ok := c.is(i, "monday"); ok && c.counted(i) {
		return units["unit_month"], true
	}
	return 0, false
}

// dotted reads 30.11, 30.11.2026, 1/12 and 2026-12-01.
func dotted(word string, now time.Time) (day, bool) {
	if !strings.ContainsAny(word, "./-") {
		return day{}, false
	}
	for _, layout := range []string{"2.1.2006", "2/1/2006", time.DateOnly} {
		if t, err := time.Parse(layout, word); err == nil {
			date := catalogue.DateOf(t)
			return day{date: date, past: t.Before(now.AddDate(0, 0, -1))}, true
		}
	}
	for _, layout := range []string{"2.1", "2/1"} {
		if t, err := time.Parse(layout, word); err == nil {
			return turning(t.Day(), t.Month(), now)
		}
	}
	return day{}, false
}

// turning is the next such day of a year; today is one.
func turning(dayOf int, month time.Month, now time.Time) (day, bool) {
	t := time.Date(now.Year(), month, dayOf, 0, 0, 0, 0, now.Location())
	if t.Month() != month {
		return day{}, false
	}
	if catalogue.DateOf(t) != catalogue.DateOf(now) && t.Before(now) {
		t = t.AddDate(1, 0, 0)
	}
	return day{date: catalogue.DateOf(t)}, true
}

// before is the same weekday or date as it was last; today is one.
func (d day) before(now time.Time) catalogue.Date {
	date := d.date.In(now.Location())
	if d.past || !date.After(now) {
		return d.date
	}
	if d.week {
		return catalogue.DateOf(date.AddDate(0, 0, -7))
	}
	if d.month {
		return catalogue.DateOf(date.AddDate(0, -1, 0))
	}
	return catalogue.DateOf(date.AddDate(-1, 0, 0))
}
