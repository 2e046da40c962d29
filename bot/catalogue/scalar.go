package catalogue

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// timeLayout is how the file writes a time; the event's zone is meant.
const timeLayout = "2006-01-02 15:04"

// scalar is how one kind of plain value is read.
type scalar struct {
	kind   string // what it is, as in "capacity is a whole number"
	remedy string // how to write it
	parse  func(string) (any, error)
	words  []string // the only values there are, where they are few
}

// advise returns the remedy for a value that could not be read.
func (s scalar) advise(wrong string) string {
	if s.words == nil {
		return s.remedy
	}
	return suggest(wrong, s.words, "")
}

var scalars = map[reflect.Type]scalar{
	reflect.TypeFor[string](): {
		kind: "a text", remedy: "write one text",
		parse: func(s string) (any, error) { return strings.TrimSpace(s), nil },
	},
	reflect.TypeFor[int](): {
		kind: "a whole number", remedy: "write it in digits, such as 20",
		parse: func(s string) (any, error) { return strconv.Atoi(s) },
	},
	reflect.TypeFor[bool](): {
		kind: "true or false", words: []string{"true", "false"},
		parse: func(s string) (any, error) { return parseBool(s) },
	},
	reflect.TypeFor[time.Time](): {
		kind: "a date and time", remedy: "write it as 2027-01-14 14:30, in the event's time zone",
		parse: func(s string) (any, error) { return time.Parse(timeLayout, s) },
	},
	reflect.TypeFor[*time.Location](): {
		kind: "a time zone", remedy: "write its name in the time zone database, such as Europe/Bucharest",
		parse: func(s string) (any, error) { return parseZone(s) },
	},
	reflect.TypeFor[time.Duration](): {
		kind: "a length of time", remedy: "write it with its unit, such as 90s, 5m, 36h or 90d",
		parse: func(s string) (any, error) { return parseDuration(s) },
	},
	reflect.TypeFor[TimeOfDay](): {
		kind: "a time of day", remedy: "write it as 18:00, from 00:00 to 23:59",
		parse: func(s string) (any, error) { return parseTimeOfDay(s) },
	},
	reflect.TypeFor[Date](): {
		kind: "a month or a day", remedy: "write it as 2024-01 or 2024-01-11",
		parse: func(s string) (any, error) { return parseDate(s) },
	},
	reflect.TypeFor[Week](): {
		kind: "the opening hours of a week", remedy: "write them as Mo-Fr 09:00-17:00; Sa 10:00-14:00",
		parse: func(s string) (any, error) { return ParseWeek(s) },
	},
	reflect.TypeFor[Spans](): {
		kind: "the opening hours of a day", remedy: "write them as 10:00-14:00, or closed",
		parse: func(s string) (any, error) { return ParseSpans(s) },
	},
	reflect.TypeFor[YearDay](): {
		kind: "a day of the year", remedy: "write its month and its day, 01-06 for the 6th of January",
		parse: func(s string) (any, error) { return parseYearDay(s) },
	},
	reflect.TypeFor[Country](): {
		kind: "a country whose public holidays are known", words: asStrings(Countries()),
		parse: func(s string) (any, error) { return oneOf(s, Countries()) },
	},
	reflect.TypeFor[Item](): {
		kind: "an item", words: asStrings(Items()),
		parse: func(s string) (any, error) { return oneOf(s, Items()) },
	},
	reflect.TypeFor[Language](): {
		kind: "a language the bot speaks", words: asStrings(Languages()),
		parse: func(s string) (any, error) { return parseLanguage(s) },
	},
	reflect.TypeFor[Status](): {
		kind: "a status", words: asStrings(Statuses()),
		parse: func(s string) (any, error) { return oneOf(s, Statuses()) },
	},
	reflect.TypeFor[Topic](): {
		kind: "a topic", words: asStrings(Topics()),
		parse: func(s string) (any, error) { return oneOf(s, Topics()) },
	},
}

// oneOf returns a word that is among the known ones.
func oneOf[S ~string](word string, known []S) (S, error) {
	if !slices.Contains(known, S(word)) {
		return "", fmt.Errorf("%q is none of %q", word, known)
	}
	return S(word), nil
}

func parseLanguage(s string) (Language, error) {
	return oneOf(s, Languages())
}

// parseBool reads only the two words that mean the same in every YAML.
func parseBool(s string) (bool, error) {
	word, err := oneOf(s, []string{"true", "false"})
	return word == "true", err
}

// parseZone refuses "Local" and "", which mean another place on each machine.
func parseZone(s string) (*time.Location, error) {
	if s == "Local" || s == "" {
		return nil, errors.New("no name of the time zone database")
	}
	return time.LoadLocation(s)
}

// parseDuration reads what time.ParseDuration reads, and whole days: 90d.
func parseDuration(s string) (time.Duration, error) {
	days, isDays := strings.CutSuffix(s, "d")
	if !isDays {
		return time.ParseDuration(s)
	}
	n, err := strconv.ParseInt(days, 10, 16)
	return time.Duration(n) * 24 * time.Hour, err
}

func asStrings[S ~string](all []S) []string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return words
}
