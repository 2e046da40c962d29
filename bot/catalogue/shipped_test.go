package catalogue_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"visitbot/bot/catalogue"
)

// during is a moment at which the shipped event is still to come.
var during = time.Date(2024, 1, 9, 9, 0, 0, 0, time.UTC)

func TestShippedIsClean(t *testing.T) {
	if _, problems := catalogue.Check("shipped.yaml", catalogue.ShippedYAML(), during); len(problems) > 0 {
		t.Errorf("before the event:\n%s", listing(problems))
	}
	after := during.AddDate(1, 0, 0)
	_, problems := catalogue.Check("shipped.yaml", catalogue.ShippedYAML(), after)
	if len(problems) != 1 || problems[0].Severity != catalogue.Warning || !strings.Contains(problems[0].Message, "is over") {
		t.Errorf("after the event, want only a warning that it is over:\n%s", listing(problems))
	}
}

func TestShippedEvent(t *testing.T) {
	c := catalogue.Shipped()
	start := time.Date(2024, 1, 11, 12, 30, 0, 0, time.UTC)
	if !c.Event.Start.Equal(start) || c.Event.End.Sub(c.Event.Start) != 150*time.Minute || c.Event.Start.Weekday() != time.Thursday {
		t.Errorf("the event runs from %v to %v", c.Event.Start, c.Event.End)
	}
	if !c.Event.DateInferred || !c.Event.CityInferred {
		t.Error("date and city are not marked as inferred")
	}
	var visits, centres []string
	for _, v := range c.Visits {
		visits = append(visits, v.ID)
		if v.Capacity != 20 || !v.CapacityAssumed || v.Centre != v.ID || !v.MeetingPoint.Empty() {
			t.Errorf("visit %q: capacity %d, assumed %v, centre %q, meeting point %v", v.ID, v.Capacity, v.CapacityAssumed, v.Centre, v.MeetingPoint)
		}
	}
	for _, centre := range c.Centres {
		centres = append(centres, centre.ID)
	}
	six := []string{"incubator", "romexpo", "aliat", "carusel", "smile", "museum"}
	if !slices.Equal(visits, six) || !slices.Equal(centres, append(six, "icar")) {
		t.Errorf("visits %v, centres %v", visits, centres)
	}
}

// TestShippedAddresses holds what was published about places, and what was not.
func TestShippedAddresses(t *testing.T) {
	c := catalogue.Shipped()
	published := map[string]string{"romexpo": "65-67", "smile": "Occidentului 44", "carusel": "Calea Șerban Vodă"}
	mapped := []string{"romexpo", "smile"} // a shelter without a number is not to be found by a map
	for _, v := range c.Visits {
		text, _ := v.Address.In(catalogue.English)
		if part := published[v.ID]; !strings.Contains(text, part) || v.Address.Empty() != (part == "") {
			t.Errorf("visit %q has the address %q, want one with %q", v.ID, text, part)
		}
		if onMap := v.MapQuery != ""; onMap != slices.Contains(mapped, v.ID) {
			t.Errorf("visit %q has the map query %q", v.ID, v.MapQuery)
		}
	}
}

func TestShippedFactsAreDated(t *testing.T) {
	for _, centre := range catalogue.Shipped().Centres {
		want, inferred := "2024-01", true
		if centre.ID == "icar" {
			want, inferred = "", false
		}
		for _, f := range centre.Facts {
			if f.Published.String() != want || f.PublishedInferred != inferred {
				t.Errorf("%s: %q was published %q, inferred %v", centre.ID, f.Text[catalogue.English], f.Published, f.PublishedInferred)
			}
		}
	}
}

// TestWhatIsOverSaysSoFirst holds that each text about something that is over
// says so in its first words, as it may be read alone.
func TestWhatIsOverSaysSoFirst(t *testing.T) {
	ended := map[catalogue.Language]string{"en": "Ended:", "ro": "S-au încheiat:", "uk": "Завершено:"}
	completed := map[catalogue.Language]string{"en": "Completed project", "ro": "Proiect încheiat", "uk": "Завершений проєкт"}
	seen := 0
	for _, centre := range catalogue.Shipped().Centres {
		if (centre.Status == catalogue.Completed) != (centre.ID == "icar") {
			t.Errorf("centre %q is %s", centre.ID, centre.Status)
		}
		for _, f := range centre.Facts {
			seen++
			for lang, text := range f.Text {
				if centre.Status == catalogue.Completed && !strings.HasPrefix(text, completed[lang]) {
					t.Errorf("%s does not begin with %q: %q", centre.ID, completed[lang], text)
				}
				if f.Ended != strings.HasPrefix(text, ended[lang]) {
					t.Errorf("%s, ended %v, begins otherwise: %q", centre.ID, f.Ended, text)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no facts seen")
	}
}

// shippedText is one text of the shipped catalogue in one language.
type shippedText struct {
	where string
	lang  catalogue.Language
	text  string
}

// shippedTexts returns every text of the shipped catalogue, and fails for one
// that is missing in a language.
func shippedTexts(t *testing.T) []shippedText {
	t.Helper()
	var all []shippedText
	add := func(where string, texts ...catalogue.Text) {
		for _, text := range texts {
			for _, lang := range catalogue.Languages() {
				if text[lang] == "" {
					t.Errorf("%s: no %s for %q", where, lang, text)
				}
				all = append(all, shippedText{where, lang, text[lang]})
			}
		}
	}
	c := catalogue.Shipped()
	add("event", c.Event.Name, c.Event.City, c.Event.About, c.Emergency.Text)
	for _, f := range c.Event.Facts {
		add("event", f.Text)
	}
	for _, v := range c.Visits {
		add("visit "+v.ID, v.Name, v.Host, v.About)
		all = append(all, shippedText{"visit " + v.ID, catalogue.English, v.MapQuery})
	}
	for _, centre := range c.Centres {
		add("centre "+centre.ID, centre.Name)
		for _, f := range centre.Facts {
			where := "centre " + centre.ID + " " + string(f.Topic)
			if f.Text.Empty() {
				all = append(all, shippedText{where, catalogue.English, f.Hours.String()})
				continue
			}
			add(where, f.Text)
		}
	}
	return all
}

// publishedNumbers are all the numbers that may be stated, by the place that
// states them. Numbers written with separators stand here without.
var publishedNumbers = map[string]string{
	"event":                    "112",
	"visit incubator":          "16 26",
	"visit romexpo":            "2022 7 65 67",
	"visit aliat":              "2023",
	"visit carusel":            "2 3 40",
	"visit smile":              "44 1",
	"centre incubator":         "2014 16 26",
	"centre incubator about":   "2014",
	"centre romexpo about":     "2022",
	"centre romexpo address":   "7 65 67",
	"centre romexpo hours":     "09:00 17:00",
	"centre romexpo frequency": "10",
	"centre romexpo gives":     "65",
	"centre romexpo figures":   "190838 185335 2022 2023 500 1000 6",
	"centre aliat about":       "2019 1993",
	"centre aliat programme":   "2022 2023 200 4 2024",
	"centre aliat figures":     "3300 100",
	"centre aliat partners":    "2024",
	"centre carusel figures":   "40 2 3",
	"centre smile address":     "44 1",
	"centre museum about":      "2021 2013 6 10 8",
	"centre museum figures":    "38 770/1966 272/2004",
	"centre museum awards":     "2022 21 2023",
	"centre icar about":        "09-0069",
	"centre icar figures":      "377 250",
	"centre icar funding":      "216923 194255 238106 24",
	"centre icar partners":     "2015",
}

var (
	thousands = regexp.MustCompile(`(\d)[.,\x{00a0}](\d{3})\b`)
	numbers   = regexp.MustCompile(`\d+(?:[:/]\d+|-\d{4})?`)
)

// TestShippedNumbersWerePublished guards against an invented or mistyped figure
// in any language.
func TestShippedNumbersWerePublished(t *testing.T) {
	for _, text := range shippedTexts(t) {
		allowed := strings.Fields(publishedNumbers[text.where] + " " + publishedNumbers[firstWords(text.where, 2)])
		plain := thousands.ReplaceAllString(text.text, "$1$2")
		for _, n := range numbers.FindAllString(plain, -1) {
			if !slices.Contains(allowed, n) {
				t.Errorf("%s, %s: the number %q was not published there: %q", text.where, text.lang, n, text.text)
			}
		}
	}
}

// TestShippedNumbersAgree holds that each fact states the same numbers in every
// language.
func TestShippedNumbersAgree(t *testing.T) {
	var english []string
	for _, text := range shippedTexts(t) {
		found := numbers.FindAllString(thousands.ReplaceAllString(text.text, "$1$2"), -1)
		slices.Sort(found)
		if text.lang == catalogue.English {
			english = found
		} else if !slices.Equal(found, english) {
			t.Errorf("%s, %s: numbers %v, in English %v: %q", text.where, text.lang, found, english, text.text)
		}
	}
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(n, len(words))], " ")
}

var word = regexp.MustCompile(`[\p{L}’']+`)

func TestShippedLetters(t *testing.T) {
	for _, text := range shippedTexts(t) {
		if strings.ContainsAny(text.text, "şţŞŢ") {
			t.Errorf("%s, %s: a cedilla in %q", text.where, text.lang, text.text)
		}
		if strings.ContainsAny(text.text, "ыэъёЫЭЪЁ") {
			t.Errorf("%s, %s: a letter that is only Russian in %q", text.where, text.lang, text.text)
		}
		for _, w := range word.FindAllString(text.text, -1) {
			if strings.ContainsFunc(w, isLatin) && strings.ContainsFunc(w, isCyrillic) {
				t.Errorf("%s, %s: Latin and Cyrillic letters in the word %q", text.where, text.lang, w)
			}
		}
		if text.lang != catalogue.Ukrainian && strings.ContainsFunc(text.text, isCyrillic) {
			t.Errorf("%s, %s: Cyrillic letters in %q", text.where, text.lang, text.text)
		}
	}
}

func isLatin(c rune) bool    { return unicode.Is(unicode.Latin, c) }
func isCyrillic(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }

// TestShippedCardsFitAMessage holds that all facts of a centre fit one Telegram
// message of 4096 UTF-16 units, with room for headings.
func TestShippedCardsFitAMessage(t *testing.T) {
	const room = 1000
	for _, centre := range catalogue.Shipped().Centres {
		for _, lang := range catalogue.Languages() {
			length := 0
			for _, f := range centre.Facts {
				length += len(utf16.Encode([]rune(f.Text[lang])))
			}
			if length > 4096-room {
				t.Errorf("%s, %s: %d units of facts", centre.ID, lang, length)
			}
		}
	}
}

func TestInitMovesTheEventAndNothingElse(t *testing.T) {
	date := time.Date(2027, 1, 14, 0, 0, 0, 0, time.UTC)
	data := catalogue.Init(date)
	moved, problems := catalogue.Check("my.yaml", data, date)
	if len(problems) > 0 {
		t.Fatalf("problems:\n%s", listing(problems))
	}
	got := fmt.Sprintf("%v / %v / %v", moved.Event.Start, moved.Event.End, moved.Event.DateInferred)
	if want := "2027-01-14 14:30:00 +0200 EET / 2027-01-14 17:00:00 +0200 EET / false"; got != want {
		t.Errorf("event %s, want %s", got, want)
	}
	before, after := strings.Split(string(catalogue.ShippedYAML()), "\n"), strings.Split(string(data), "\n")
	var changed []string
	for i := range before {
		if before[i] != after[i] {
			changed = append(changed, strings.TrimSpace(after[i]))
		}
	}
	if want := []string{"start: 2027-01-14 14:30", "end: 2027-01-14 17:00", "date_inferred: false"}; !slices.Equal(changed, want) {
		t.Errorf("changed lines %q, want %q", changed, want)
	}
}

// TestShippedRulesAreTheDefaults holds what the shipped file says of its rules:
// that a line may be left out.
func TestShippedRulesAreTheDefaults(t *testing.T) {
	start, end := strings.Index(small, "rules:"), strings.Index(small, "visits:")
	want := loaded(t, small[:start]+small[end:]).Rules
	if got := catalogue.Shipped().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("the shipped file has the rules\n%+v\nthe defaults are\n%+v", got, want)
	}
}

// TestShippedShowsEveryRule holds that organisers find each rule, with a comment
// before it or before the line above.
func TestShippedShowsEveryRule(t *testing.T) {
	yaml := string(catalogue.ShippedYAML())
	for field := range reflect.TypeFor[catalogue.Rules]().Fields() {
		key := field.Tag.Get("yaml")
		if !regexp.MustCompile(`(?m)^  #.*\n(  # \w+: .*\n)?  (# )?`+key+`: `).MatchString(yaml) && key != "languages" {
			t.Errorf("no comment on %q", key)
		}
	}
}

func TestShippedIsFreshEachTime(t *testing.T) {
	catalogue.Shipped().Visits[0].Capacity = 1
	if c := catalogue.Shipped().Visits[0].Capacity; c != 20 {
		t.Errorf("capacity %d after another caller changed its own", c)
	}
}
