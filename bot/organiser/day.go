package organiser

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"visitbot/bot/catalogue"
)

// A day as people type it.

// monthNames are how the months are called, as far as their names do not change,
// in each language.
var monthNames = [13][]string{
	1: months("january ianuarie січ янв"), 2: months("february februarie лют февр"), 3: months("march martie берез март"),
	4: months("april aprilie квіт апр"), 5: months("may mai трав мая май"), 6: months("june iunie черв июн"),
	7: months("july iulie лип июл"), 8: months("august серп авг"), 9: months("september septembrie верес сент"),
	10: months("october octombrie жовт окт"), 11: months("november noiembrie листоп нояб"), 12: months("december decembrie груд дек"),
}

func months(stems string) []string { return strings.Fields(folded(stems)) }

// month is the month that a word means; 0: none.
func month(word string) time.Month {
	for m, stems := range monthNames {
		if len([]rune(word)) >= 3 && slices.ContainsFunc(stems, func(stem string) bool { return means(word, stem) }) {
			return time.Month(m)
		}
	}
	return 0
}

var (
	inDays  = map[string]int{"today": 0, "azi": 0, "astazi": 0, "сьогодні": 0, "сегодня": 0, "tomorrow": 1, "maine": 1, "завтра": 1}
	dayBits = regexp.MustCompile(`\d+|\p{L}+`)
	endings = folding("st nd rd th го ше е ого of de on pe на у в року р рік года г anul")
)

// Day reads a day: 30.11, 1 decembrie, 1 грудня, December 1, 2026-12-01, tomorrow,
// Monday. Where no year is named it is the next such day, today included.
func Day(text string, today catalogue.Date) (catalogue.Date, bool) {
	if len(text) > mostTyped {
		return catalogue.Date{}, false
	}
	var said daySaid
	numbered := strings.ContainsFunc(text, unicode.IsDigit) // then mar is March, else Tuesday
	for _, bit := range dayBits.FindAllString(folded(text), -1) {
		if !said.hear(bit, numbered) {
			return catalogue.Date{}, false
		}
	}
	switch {
	case len(said.numbers) > 0 || said.month != 0:
		return dayOf(said.numbers, said.month, today)
	case said.in != nil:
		return catalogue.DateOf(today.In(time.UTC).AddDate(0, 0, *said.in)), true
	case said.weekday != nil:
		return nextWeekday(said.weekday[0], today), true
	}
	return catalogue.Date{}, false
}

// daySaid is what was said of a day.
type daySaid struct {
	numbers []int
	month   time.Month
	weekday []time.Weekday
	in      *int // so many days from today
}

// hear takes a number or a word. It is false for one that says nothing of a day,
// or something else than another did.
func (s *daySaid) hear(bit string, numbered bool) bool {
	n, err := strconv.Atoi(bit)
	days := daysNamed(bit)
	away, near := inDays[bit]
	switch m := month(bit); {
	case err == nil:
		s.numbers = append(s.numbers, n)
	case near && !numbered:
		s.in = &away
	case m != 0 && (numbered || days == nil):
		other := s.month != 0
		s.month = m
		return !other
	case len(days) == 1:
		s.weekday = days
	default:
		return endings[bit]
	}
	return true
}

func nextWeekday(day time.Weekday, today catalogue.Date) catalogue.Date {
	from := today.In(time.UTC)
	return catalogue.DateOf(from.AddDate(0, 0, int(7+day-from.Weekday())%7))
}

// dayOf is the day that its numbers mean: day, month and year as far as they are
// there, or those from the year on.
func dayOf(numbers []int, named time.Month, today catalogue.Date) (catalogue.Date, bool) {
	if named != 0 && len(numbers) > 0 {
		numbers = slices.Insert(slices.Clone(numbers), 1, int(named))
	}
	if len(numbers) == 3 && numbers[0] > 31 {
		numbers[0], numbers[2] = numbers[2], numbers[0]
	}
	switch {
	case len(numbers) == 3 && numbers[2] < 100:
		numbers[2] += 2000
	case len(numbers) == 2:
		numbers = append(numbers, today.Year)
		if d, ok := valid(numbers); ok && d.In(time.UTC).Before(today.In(time.UTC)) {
			numbers[2]++
		}
	case len(numbers) != 3:
		return catalogue.Date{}, false
	}
	return valid(numbers)
}

// valid is a day, month and year if there is such a day.
func valid(numbers []int) (catalogue.Date, bool) {
	d := catalogue.Date{Day: numbers[0], Month: time.Month(numbers[1]), Year: numbers[2]}
	return d, d.Day > 0 && d.Year < 2200 && catalogue.DateOf(d.In(time.UTC)) == d
}
