package organiser

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"visitbot/bot/catalogue"
)

// Opening hours as people type them on a phone, in any of the languages.

// mostTyped is how long typed hours, or a typed day, are at most, in bytes.
const mostTyped = 300

// Week reads opening hours: "Mo-Fr 09:00-17:00", "luni-vineri 9-17", "пн–пт 9–17,
// сб 10–14", "9-17 zilnic". everyDay is set where no day was named, and all were
// taken to be meant.
func Week(text string) (w catalogue.Week, everyDay, ok bool) {
	parts, ok := partsOf(text)
	if !ok || len(parts) == 0 {
		return w, false, false
	}
	daysFirst := parts[0].days != nil
	for rest := parts; len(rest) > 0; {
		first, after := run(rest, daysFirst)
		second, after := run(after, !daysFirst)
		if !daysFirst {
			first, second = second, first
		}
		everyDay = len(first) == 0 && len(second) == len(parts)
		spans, sound := together(second)
		if len(first) == 0 && !everyDay || !sound {
			return catalogue.Week{}, false, false
		}
		set(&w, first, everyDay, spans)
		rest = after
	}
	return w, everyDay, !w.IsZero()
}

// Spans reads the times of one day: "10-14", "9:00–13:00, 14:00–17:00", "closed".
func Spans(text string) (catalogue.Spans, bool) {
	parts, ok := partsOf(text)
	if times, rest := run(parts, false); !ok || len(times) == 0 || len(rest) > 0 {
		return nil, false
	}
	return together(parts)
}

// A part of typed hours is either days, or a time from and to, or that it is
// closed.
type part struct {
	days []time.Weekday
	span string // as catalogue.ParseSpans reads it; with no days either: closed
}

// run takes the parts off that are days, or those that are times.
func run(parts []part, days bool) (taken, rest []part) {
	n := 0
	for n < len(parts) && (parts[n].days != nil) == days {
		n++
	}
	return parts[:n], parts[n:]
}

// together are times of the same days. Closed goes with no others.
func together(parts []part) (catalogue.Spans, bool) {
	var spans []string
	for _, p := range parts {
		spans = append(spans, p.span)
	}
	slices.Sort(spans)
	if len(spans) == 1 && spans[0] == "" {
		return nil, true
	}
	all, err := catalogue.ParseSpans(strings.Join(spans, ","))
	return all, err == nil
}

func set(w *catalogue.Week, parts []part, everyDay bool, spans catalogue.Spans) {
	if everyDay {
		parts = []part{{days: daysFrom(time.Monday, time.Sunday)}}
	}
	for _, p := range parts {
		for _, day := range p.days {
			w[day] = spans
		}
	}
}

// daysFrom are the days from one to another; Saturday to Monday are three.
func daysFrom(first, last time.Weekday) []time.Weekday {
	days := []time.Weekday{first}
	for d := first; d != last; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days
}

// phrases are said in several words, or with signs within.
var phrases = strings.NewReplacer(
	"a.m.", "am", "p.m.", "pm", "24/7", "0:00-24:00", "non-stop", "0:00-24:00", "nonstop", "0:00-24:00", "цілодобово", "0:00-24:00", "круглосуточно", "0:00-24:00",
	"every day", "daily", "fiecare zi", "daily", "toate zilele", "daily", "кожен день", "daily", "кожного дня", "daily", "каждый день", "daily",
	"m-f", "mo-fr", "de la ", " ", "pana la", "-", " la ", "-", "non stop", "0:00-24:00",
)

// bits are what typed hours consist of: a time of day, a word, or a sign.
var bits = regexp.MustCompile(`\d{1,2}[:.]\d{2}|\d+|\p{L}+|\S`)

// joins are the words and signs between two days or two times from one to the
// other; ands stand between those that are apart, and fillers mean nothing.
var (
	joins   = folding("- to till until through pana до по")
	ands    = folding(", ; . / & + : and si та і й и а")
	fillers = folding("from between de intre in la ora orele ore h hours open program zile zilele deschis з із с від у в о год година години дні днів працює відкрито")
	shut    = folding("closed off inchis închisă liber зачинено закрито закритий вихідний закрыто выходной")
)

// folding is a set of words as they look folded.
func folding(words string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		all[folded(word)] = true
	}
	return all
}

// folded is a text in small letters, without marks over and under them and
// without apostrophes.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’ʼ`´", r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(typed(text))))
}

// partsOf parts typed hours. What it does not understand is not passed over.
func partsOf(text string) (parts []part, ok bool) {
	if len(text) > mostTyped {
		return nil, false
	}
	words := slices.DeleteFunc(bits.FindAllString(foldedPhrases(text), -1), func(bit string) bool { return fillers[bit] })
	for len(words) > 0 {
		p, n := take(words)
		switch {
		case n > 0:
			parts = append(parts, p)
		case ands[words[0]]:
			n = 1
		default:
			return nil, false
		}
		words = words[n:]
	}
	return parts, true
}

func foldedPhrases(text string) string {
	return phrases.Replace(" " + strings.ReplaceAll(folded(text), " - ", "-"))
}

// take reads one part, and says of how many words it is made; 0: it is none.
func take(words []string) (p part, n int) {
	if shut[words[0]] {
		return part{}, 1
	}
	if days := daysNamed(words[0]); days != nil {
		if len(words) > 2 && joins[words[1]] {
			if last := daysNamed(words[2]); len(days) == 1 && len(last) == 1 {
				return part{days: daysFrom(days[0], last[0])}, 3
			}
		}
		return part{days: days}, 1
	}
	from, n := clock(words)
	if n == 0 || len(words) < n+2 || !joins[words[n]] {
		return part{}, 0
	}
	to, m := clock(words[n+1:])
	if m == 0 || from == "24:00" {
		return part{}, 0
	}
	return part{span: from + "-" + to}, n + 1 + m
}

// clock reads a time of day: 9, 9:00, 9.00, 0900, 9 am. n is of how many words
// it is made; 0: it is none.
func clock(words []string) (at string, n int) {
	text := strings.Replace(words[0], ".", ":", 1)
	hours, minutes, _ := strings.Cut(text, ":")
	if len(hours) > 2 && minutes == "" && len(hours) <= 4 {
		hours, minutes = hours[:len(hours)-2], hours[len(hours)-2:]
	}
	h, err := strconv.Atoi(hours)
	m, wrong := strconv.Atoi("0" + minutes)
	if err != nil || wrong != nil || m > 59 || h > 24 || h == 24 && m > 0 {
		return "", 0
	}
	n = 1
	if len(words) > 1 && (words[1] == "am" || words[1] == "pm") {
		if n = 2; h == 0 || h > 12 {
			return "", 0
		}
		if h %= 12; words[1] == "pm" {
			h += 12
		}
	}
	return fmt.Sprintf("%02d:%02d", h, m), n
}

// severalDays are words that mean more than one day.
var severalDays = map[string][]time.Weekday{}

// dayNames are how the days are called, as far as their names do not change with
// what stands before them, and how they are shortened otherwise than by leaving
// the end out.
var dayNames = map[time.Weekday][2][]string{
	time.Monday:    stems("monday luni lunea понеділ понедельн", "l пн"),
	time.Tuesday:   stems("tuesday marti martea вівтор вторн", "вт"),
	time.Wednesday: stems("wednesday miercuri miercurea серед сред", "ср"),
	time.Thursday:  stems("thursday joi joia четвер", "j чт"),
	time.Friday:    stems("friday vineri vinerea п'ятниц", "v пт"),
	time.Saturday:  stems("saturday sambat субот суббот", "s sb сб"),
	time.Sunday:    stems("sunday duminic неділ воскрес", "d нд вс"),
}

func init() {
	for words, days := range map[string][]time.Weekday{
		"daily everyday zilnic щодня щоденно ежедневно":                      daysFrom(time.Monday, time.Sunday),
		"weekdays weekday workdays lucratoare lucrătoare будні будням будни": daysFrom(time.Monday, time.Friday),
		"weekend weekends weekendul вихідні вихідних выходные":               daysFrom(time.Saturday, time.Sunday),
	} {
		for word := range folding(words) {
			severalDays[word] = days
		}
	}
}

func stems(whole, short string) [2][]string {
	return [2][]string{strings.Fields(folded(whole)), strings.Fields(short)}
}

// mostEnding is how many letters may stand behind the part of a name that does
// not change: понеділ-кам.
const mostEnding = 4

// daysNamed are the days that a word means; none: it means no day.
func daysNamed(word string) []time.Weekday {
	if days, ok := severalDays[word]; ok {
		return days
	}
	for _, day := range daysFrom(time.Monday, time.Sunday) {
		if named := dayNames[day]; slices.Contains(named[1], word) || slices.ContainsFunc(named[0], func(stem string) bool { return means(word, stem) }) {
			return []time.Weekday{day}
		}
	}
	return nil
}

// means says whether a word is a name without its end, from two letters on, or
// with another one.
func means(word, stem string) bool {
	letters, whole := len([]rune(word)), len([]rune(stem))
	return letters >= 2 && strings.HasPrefix(stem, word) || strings.HasPrefix(word, stem) && letters <= whole+mostEnding
}
