package questions

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ro"

	"visitbot/bot/catalogue"
)

// A day is a day that a text speaks of. One that was heard and not understood is
// still one: nobody who asks about it is told how it is now.
type day struct {
	at      int
	date    catalogue.Date // zero: now, or a day that is not known
	now     bool
	general bool   // no day in particular: public holidays, round the clock
	span    bool   // a week or a month of which no day is said; the date is the first of it, or today
	lost    bool   // it was not understood, or there is none: 30 February
	past    bool   // it says that it is past: yesterday, two weeks ago, 24 January 2023
	ahead   bool   // it says that it is to come: tomorrow, in three days
	week    bool   // a weekday, which may be the last or the next one
	month   bool   // a day of a month that is not named, which may be the last or the next one
	yearly  yearly // of a day that every year has, which may be the last or the next one
	fuzzy   bool
	or      catalogue.Date // the day that may be meant instead
}

// yearly is a day of each year; ok is false for a year that lacks it.
type yearly func(year int) (d catalogue.Date, ok bool)

// calendar reads the days of a text.
type calendar struct {
	lookup
	marks map[int][]found // by token: what of days it is
	now   time.Time
}

// days returns the days of a text, in its order.
func days(l lookup, all []found, now time.Time) []day {
	c := calendar{lookup: l, marks: map[int][]found{}, now: now}
	for _, f := range marksOf(all) {
		c.marks[f.from()] = append(c.marks[f.from()], f)
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

// marksOf are those of all that was found that are about days, but for what lies
// within a longer one: tomorrow in the day after tomorrow.
func marksOf(all []found) []found {
	marks := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return f.kind != forDay })
	long := slices.DeleteFunc(slices.Clone(marks), func(f found) bool { return len(f.at) == 1 })
	return slices.DeleteFunc(marks, func(f found) bool { return slices.ContainsFunc(long, f.withinDay) })
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

// feasts are the days of the year that have names.
var feasts = map[string]yearly{
	"new_year":         onThe(time.January, 1),
	"epiphany":         onThe(time.January, 6),
	"unification":      onThe(time.January, 24),
	"labour_day":       onThe(time.May, 1),
	"assumption":       onThe(time.August, 15),
	"st_andrew":        onThe(time.November, 30),
	"national_day":     onThe(time.December, 1),
	"christmas_eve":    onThe(time.December, 24),
	"christmas":        onThe(time.December, 25),
	"second_christmas": onThe(time.December, 26),
	"new_years_eve":    onThe(time.December, 31),
	"good_friday":      moving(ro.VinereaMare),
	"easter":           moving(ro.Pastele),
	"easter_monday":    moving(ro.ADouaZiDePaste),
	"pentecost":        moving(ro.Rusalii),
	"pentecost_monday": moving(ro.LuniDupaRusalii),
	"western_easter":   moving(&cal.Holiday{Func: cal.CalcEasterOffset}),
}

// onThe is a day of a month of each year that has it.
func onThe(month time.Month, dayOf int) yearly {
	return func(year int) (catalogue.Date, bool) {
		t := time.Date(year, month, dayOf, 0, 0, 0, 0, time.UTC)
		return catalogue.DateOf(t), t.Month() == month && t.Day() == dayOf
	}
}

// moving is a feast that hangs on Easter.
func moving(h *cal.Holiday) yearly {
	return func(year int) (catalogue.Date, bool) {
		t, _ := h.Calc(year)
		return catalogue.DateOf(t), !t.IsZero()
	}
}

// dayNames are all sections under which a file may have days.
func dayNames() []string {
	names := []string{"now", "weekend", "holiday", "working_day", "season", "for_good", "ago", "next", "this", "last", "in", "at", "before_number", "after_number", "was", "there", "saint", "andrew"}
	for _, section := range []map[string]int{relative, numbers, units} {
		names = slices.AppendSeq(names, maps.Keys(section))
	}
	names = slices.AppendSeq(names, maps.Keys(feasts))
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
	for _, read := range []func(int) (day, bool){c.digits, c.ago, c.soon, c.listed, c.nth, c.span} {
		if d, ok := read(i); ok {
			return d, true
		}
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
		return day{date: c.in(n), past: n < 0, ahead: n > 0}, true
	}
	if n := slices.Index(weekdays, name); n >= 0 && !(name == "monday" && c.counted(i)) {
		return c.weekday(i, time.Weekday(n)), true
	}
	if n := slices.Index(months, name); n > 0 {
		return c.ofMonth(i, time.Month(n))
	}
	if feast, ok := feasts[name]; ok {
		return c.ofYear(feast, c.year(i+1)), true
	}
	switch name {
	case "andrew":
		return c.ofYear(feasts["st_andrew"], c.year(i+1)), c.lastOf(i-1, "saint") // also after the dot of St.
	case "now":
		return day{now: true}, true
	case "weekend":
		return c.weekend(i), true
	case "holiday", "working_day":
		return day{general: true}, true
	case "season":
		return day{span: true, fuzzy: true}, true
	case "for_good":
		return day{lost: true}, true
	}
	return day{}, false
}

// in returns the day so many days from now.
func (c calendar) in(days int) catalogue.Date { return catalogue.DateOf(c.now.AddDate(0, 0, days)) }

// ahead is how many days it is to the next such weekday; today is one.
func ahead(now time.Time, weekday time.Weekday) int {
	return (int(weekday-now.Weekday()) + 7) % 7
}

// weekend is Saturday, or what is left of it.
func (c calendar) weekend(i int) day {
	if c.now.Weekday() == time.Sunday && !c.beside(i, "next") && !c.beside(i, "last") {
		return day{date: c.in(0), week: true}
	}
	return c.weekday(i, time.Saturday)
}

// beside says whether a token with a meaning stands next to another.
func (c calendar) beside(i int, name string) bool {
	_, before := c.is(i-1, name)
	_, after := c.is(i+1, name)
	return before || after
}

// weekday is the next such day, or the last one where the text says so.
func (c calendar) weekday(i int, weekday time.Weekday) day {
	n := ahead(c.now, weekday)
	this := (int(weekday)+6)%7 - (int(c.now.Weekday())+6)%7 // that day of the week in which we are
	next := c.beside(i, "next")
	switch {
	case c.ofWeek(i, "last"):
		return day{date: c.in(this - 7), past: true}
	case c.ofWeek(i, "next"):
		return day{date: c.in(this + 7), ahead: true}
	case c.beside(i, "last") && n == 0:
		return day{date: c.in(-7), past: true}
	case c.beside(i, "last"):
		return day{date: c.in(n - 7), past: true}
	case next && n == 0:
		return day{date: c.in(7), week: true, fuzzy: true}
	case next: // next Friday may be this one or the one after
		return day{date: c.in(n), week: true, fuzzy: true, or: c.in(n + 7)}
	}
	return day{date: c.in(n), week: true}
}

// ofWeek says whether last week, or the next one, stands beside a weekday.
func (c calendar) ofWeek(i int, which string) bool {
	for k := i - 3; k <= i+3; k++ {
		n, ok := c.unit(k)
		if ok && k != i && n == units["unit_week"] && c.beside(k, which) {
			return true
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

// ofMonth is a day of a month: 1 December, December 1st, 1 of December 2027.
func (c calendar) ofMonth(i int, month time.Month) (day, bool) {
	if c.fromTo(i-1) || c.fromTo(i+1) {
		return day{}, false // those are its days
	}
	year := c.year(i + 1)
	if year == 0 {
		year = c.year(i + 2)
	}
	for _, k := range []int{i - 1, i + 1, i - 2} {
		if n := c.number(k); n > 0 && n <= 31 {
			return c.ofYear(onThe(month, n), year), true
		}
	}
	if alsoWords[c.tokens[i].word] && !c.beside(i, "this") && !(i > 0 && inMonth[c.tokens[i-1].word]) {
		return day{}, false
	}
	return c.wholeMonth(i, month, year), true
}

// alsoWords are months that are other words as well, inMonth the words before one
// that make it a month: mai, in mai.
var (
	alsoWords = map[string]bool{"may": true, "mai": true}
	inMonth   = map[string]bool{"in": true, "luna": true, "din": true, "during": true}
)

// wholeMonth is a month of which no day is said.
func (c calendar) wholeMonth(i int, month time.Month, year int) day {
	today := c.in(0)
	if year == 0 {
		year = today.Year
		if month < today.Month {
			year++
		}
	}
	first := catalogue.Date{Year: year, Month: month, Day: 1}
	switch {
	case month == today.Month && year == today.Year:
		first = today
	case earlier(first, today), c.beside(i, "last"):
		return day{lost: true}
	}
	return day{date: first, span: true, fuzzy: true} // perhaps something else was in March
}

// The years that a text may name.
const firstYear, lastYear = 2000, 2099

// year is the year that a token names; 0: it names none.
func (c calendar) year(i int) int {
	if i < 0 || i >= len(c.tokens) {
		return 0
	}
	if n := c.tokens[i].number; n >= firstYear && n <= lastYear {
		return n
	}
	return 0
}

// ofYear is a day of a year, or where none is named the next such day; today is one.
func (c calendar) ofYear(y yearly, year int) day {
	today := c.in(0)
	if year != 0 {
		date, ok := y(year)
		return day{date: date, past: earlier(date, today), ahead: earlier(today, date), lost: !ok}
	}
	for year := today.Year; year <= today.Year+leap; year++ {
		if date, ok := y(year); ok && !earlier(date, today) {
			return day{date: date, yearly: y}
		}
	}
	return day{lost: true}
}

// leap is after how many years every day of a year has come.
const leap = 8

func earlier(a, b catalogue.Date) bool { return a.In(time.UTC).Before(b.In(time.UTC)) }

// listed is a day of a month that follows another day: 17 or 18 January.
func (c calendar) listed(i int) (day, bool) {
	n, k := c.number(i), i+1
	if n > 0 && k < len(c.tokens) && c.tokens[k].joins() {
		k++
	}
	if n == 0 || n > 31 || k == i+1 && c.tokens[i].after != ',' || c.number(k) == 0 {
		return day{}, false
	}
	for at := k + 1; at <= k+2; at++ {
		for _, f := range c.marks[at] {
			if month := slices.Index(months, f.value); month > 0 {
				return c.ofYear(onThe(time.Month(month), n), c.year(at+1)), true
			}
		}
	}
	return day{}, false
}

// nth is a day of which only the number is said: on the 17th, pe 17, 17-го.
func (c calendar) nth(i int) (day, bool) {
	n := ordinal(c.tokens[i].word)
	if n > 31 && n < 100 && c.lastOf(i-1, "before_number") {
		return day{lost: true}, true
	}
	if n < 1 || n > 31 || c.tokens[i].number >= 0 && !c.dayNumber(i) {
		return day{}, false
	}
	for _, k := range []int{i - 2, i - 1, i + 1, i + 2} {
		if slices.ContainsFunc(c.marks[k], func(f found) bool { return slices.Contains(months[1:], f.value) }) {
			return day{}, false
		}
	}
	from := c.in(0)
	if n >= from.Day {
		from.Month--
	}
	return day{date: ofMonths(n, from, 1), month: true}, true
}

// dayNumber says whether the words beside a bare number make it a day.
func (c calendar) dayNumber(i int) bool {
	if _, ok := c.unit(i + 1); ok {
		return false
	}
	if _, ok := c.is(i+1, "after_number"); ok {
		return true
	}
	known := i+1 == len(c.tokens) || c.tokens[i].after != 0 || !c.lookup.unknown(i+1)
	return known && c.lastOf(i-1, "before_number")
}

// lastOf says whether a token is the last one of some that have a meaning.
func (c calendar) lastOf(i int, name string) bool {
	for k := max(i-3, 0); k <= i; k++ {
		if f, ok := c.is(k, name); ok && f.at[len(f.at)-1] == i {
			return true
		}
	}
	return false
}

// ofMonths is that day of the first month after one, or before it, that has it.
func ofMonths(n int, from catalogue.Date, step int) catalogue.Date {
	for k := step; ; k += step {
		t := time.Date(from.Year, from.Month+time.Month(k), n, 0, 0, 0, 0, time.UTC)
		if t.Day() == n {
			return catalogue.DateOf(t)
		}
	}
}

// soon is some days or weeks from now: in three days, через тиждень.
func (c calendar) soon(i int) (day, bool) {
	n, unit := 1, i
	if _, isUnit := c.unit(i); !isUnit {
		if n = c.number(i); n == 0 || n > 100 {
			return day{}, false
		}
		unit++
	}
	size, ok := c.unit(unit)
	_, in := c.is(i-1, "in")
	if _, next := c.is(i-1, "next"); next && ok && unit > i {
		return day{date: c.in(0), span: true}, true // the next two days
	}
	if !ok || !in {
		return day{}, false
	}
	return day{date: c.in(n * size), ahead: true, fuzzy: size == units["unit_month"]}, true
}

// span is a week or a month of which no day is said: next week, luna trecută.
func (c calendar) span(i int) (day, bool) {
	size, ok := c.unit(i)
	if !ok || size == units["unit_day"] || c.counted(i) || c.hasWeekday(i) {
		return day{}, false
	}
	switch {
	case c.beside(i, "last"):
		return day{date: c.in(-size), span: true, past: true, fuzzy: true}, true
	case c.beside(i, "next") && size == units["unit_week"]:
		return day{date: c.in(ahead(c.now.AddDate(0, 0, 1), time.Monday) + 1), span: true, ahead: true}, true
	case c.beside(i, "next"):
		return day{date: ofMonths(1, c.in(0), 1), span: true, ahead: true}, true
	case c.beside(i, "this"):
		return day{date: c.in(0), span: true}, true
	}
	return day{}, false
}

// hasWeekday says whether a weekday stands beside a week: next week on Monday.
func (c calendar) hasWeekday(i int) bool {
	for k := i - 3; k <= i+3; k++ {
		if k != i && slices.ContainsFunc(c.marks[k], func(f found) bool { return slices.Contains(weekdays, f.value) }) {
			return true
		}
	}
	return false
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

// inDigits is a day in digits: 30.11, 30.11.2026, 1/12.
var inDigits = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{4}|\d{2}))?$`)

// digits reads 30.11, 30.11.2026, 1/12 and 2026-12-01.
func (c calendar) digits(i int) (day, bool) {
	word := c.tokens[i].word
	if !strings.ContainsAny(word, "./-") {
		return day{}, false
	}
	if t, err := time.Parse(time.DateOnly, word); err == nil {
		return c.ofYear(onThe(t.Month(), t.Day()), t.Year()), true
	}
	parts := inDigits.FindStringSubmatch(word)
	if parts == nil {
		return day{}, false
	}
	first, second, year := numeral(parts[1]), numeral(parts[3]), numeral(parts[4])
	if parts[4] == "" {
		return c.pair(i, first, second, parts[2])
	}
	if year < 100 {
		year += firstYear
	}
	if first > 31 || second > 12 {
		return day{lost: true}, true
	}
	return c.ofYear(onThe(time.Month(second), first), year), true
}

// numeral is what digits say; 0 for none.
func numeral(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// pair reads two numbers: 30.11 and 1/12 are days; 16.10 after at is a time of day,
// and 24/7 round the clock.
func (c calendar) pair(i, first, second int, sign string) (day, bool) {
	possible := first > 0 && first <= 31 && second > 0 && second <= 12
	switch {
	case first == 24 && second == 7 && sign == "/":
		return day{general: true}, true
	case sign == "-":
		return day{lost: true}, c.fromTo(i) && c.monthBeside(i)
	case possible && sign == "." && first < 24 && c.lastOf(i-1, "at"):
		return day{now: true, fuzzy: true}, true
	case possible:
		return c.ofYear(onThe(time.Month(second), first), 0), true
	}
	return day{lost: true}, sign == "/" && first > 0 && first <= 12 && second <= 31 // 11/30 may be one
}

// fromTo says whether a token may be days from one to another: 17-18.
func (c calendar) fromTo(i int) bool {
	if i < 0 || i >= len(c.tokens) {
		return false
	}
	from, to, ok := strings.Cut(c.tokens[i].word, "-")
	return ok && numeral(from) > 0 && numeral(from) < numeral(to) && numeral(to) <= 31
}

// monthBeside says whether a month stands next to a token.
func (c calendar) monthBeside(i int) bool {
	return slices.ContainsFunc(slices.Concat(c.marks[i-1], c.marks[i+1]), func(f found) bool { return slices.Contains(months[1:], f.value) })
}

// before is the same weekday or date as it was last; today is one.
func (d day) before(now time.Time) catalogue.Date {
	if d.past || !earlier(catalogue.DateOf(now), d.date) {
		return d.date
	}
	switch {
	case d.week:
		return catalogue.DateOf(d.date.In(time.UTC).AddDate(0, 0, -7))
	case d.month:
		return ofMonths(d.date.Day, d.date, -1)
	case d.yearly != nil:
		for year := now.Year(); year >= firstYear; year-- {
			if date, ok := d.yearly(year); ok && !earlier(catalogue.DateOf(now), date) {
				return date
			}
		}
	}
	return d.date
}

// behind is the day where something is told of the past. There is none that is to
// come.
func (d day) behind(now time.Time) day {
	switch {
	case d.ahead, d.now:
		d.lost = true
	case !d.lost && !d.general && !d.span:
		d.date = d.before(now)
		d.past = earlier(d.date, catalogue.DateOf(now))
	}
	return d
}
