package locales

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"visitbot/bot/catalogue"
)

// forms are the forms of one message: those of the CLDR, or "other" alone.
type forms map[string]string

var (
	action   = regexp.MustCompile(`\{\{.*?\}\}`)
	variable = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)
	tag      = regexp.MustCompile(`</?[a-z]+[^>]*>`)
)

// read returns the messages of a language.
func read(t *testing.T, lang catalogue.Language) map[string]forms {
	t.Helper()
	data, err := fs.ReadFile(Files(), string(lang)+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := yaml.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s.yaml: %v", lang, err)
	}
	messages := map[string]forms{}
	for id, value := range raw {
		if messages[id], err = formsOf(value); err != nil {
			t.Errorf("%s.yaml: %s: %v", lang, id, err)
		}
	}
	return messages
}

func formsOf(value any) (forms, error) {
	switch value := value.(type) {
	case string:
		return forms{"other": value}, nil
	case map[string]any:
		all := forms{}
		for form, text := range value {
			all[form] = fmt.Sprint(text)
		}
		return all, nil
	}
	return nil, fmt.Errorf("%v is neither a text nor its forms", value)
}

// each runs a test for every message in English and one other language.
func each(t *testing.T, check func(t *testing.T, lang catalogue.Language, id string, english, translated forms)) {
	english := read(t, catalogue.English)
	for _, lang := range catalogue.Languages() {
		t.Run(string(lang), func(t *testing.T) {
			for id, translated := range read(t, lang) {
				if english[id] != nil {
					check(t, lang, id, english[id], translated)
				}
			}
		})
	}
}

func TestFilesAreTheLanguages(t *testing.T) {
	var want []string
	for _, lang := range catalogue.Languages() {
		want = append(want, string(lang)+".yaml")
	}
	slices.Sort(want)
	if got, err := fs.Glob(Files(), "*"); err != nil || !slices.Equal(got, want) {
		t.Errorf("files %v, %v; the bot speaks %v", got, err, want)
	}
}

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	english := read(t, catalogue.English)
	for _, lang := range catalogue.Languages() {
		t.Run(string(lang), func(t *testing.T) {
			messages := read(t, lang)
			for _, id := range slices.Sorted(maps.Keys(english)) {
				if messages[id] == nil {
					t.Errorf("%s is missing", id)
				}
			}
			for _, id := range slices.Sorted(maps.Keys(messages)) {
				if english[id] == nil {
					t.Errorf("%s is not in en.yaml", id)
				}
			}
		})
	}
}

// formNames are the CLDR's names of the plural forms.
var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// categories returns the forms that a language has for numbers, fractions
// included, and for how many of the whole numbers below 1,000 each stands.
func categories(lang catalogue.Language) map[string]int {
	tongue := language.Make(string(lang))
	oneAndAHalf := plural.Cardinal.MatchPlural(tongue, 1, 1, 1, 5, 5)
	found := map[string]int{formNames[oneAndAHalf]: 0}
	for n := range 1000 {
		found[formNames[plural.Cardinal.MatchPlural(tongue, n, 0, 0, 0, 0)]]++
	}
	return found
}

func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	each(t, func(t *testing.T, lang catalogue.Language, id string, english, translated forms) {
		want := []string{"other"}
		if len(english) > 1 || len(translated) > 1 {
			want = slices.Sorted(maps.Keys(categories(lang)))
		}
		if got := slices.Sorted(maps.Keys(translated)); !slices.Equal(got, want) {
			t.Errorf("%s has the forms %v, want %v", id, got, want)
		}
		for form, text := range translated {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", id, form)
			}
		}
	})
}

// variables returns what a text is filled with, sorted.
func variables(text string) []string {
	var names []string
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// all returns the variables of all forms of a message.
func (f forms) all() []string {
	return variables(strings.Join(slices.Collect(maps.Values(f)), ""))
}

// TestVariablesAreTheSame allows only the count to be left out, and only where
// the form stands for a single number: in Ukrainian "one" is also 21.
func TestVariablesAreTheSame(t *testing.T) {
	each(t, func(t *testing.T, lang catalogue.Language, id string, english, translated forms) {
		numbers := categories(lang)
		for form, text := range translated {
			want := english.all()
			if got := variables(text); len(translated) > 1 && numbers[form] == 1 && !slices.Contains(got, "Count") {
				want = slices.DeleteFunc(want, func(name string) bool { return name == "Count" })
			}
			if got := variables(text); !slices.Equal(got, want) {
				t.Errorf("%s, %s: variables %v, want %v", id, form, got, want)
			}
		}
	})
}

func TestActionsOnlyFillVariablesIn(t *testing.T) {
	each(t, func(t *testing.T, _ catalogue.Language, id string, _, translated forms) {
		for form, text := range translated {
			if len(action.FindAllString(text, -1)) != len(variable.FindAllString(text, -1)) {
				t.Errorf("%s, %s: %q does more than to fill variables in", id, form, text)
			}
		}
	})
}

func TestPluralMessagesHaveACount(t *testing.T) {
	for id, message := range read(t, catalogue.English) {
		if len(message) > 1 && !slices.Contains(message.all(), "Count") {
			t.Errorf("%s has several forms but no {{.Count}}", id)
		}
	}
}

func TestTagsAreTheSame(t *testing.T) {
	tags := func(text string) []string {
		found := tag.FindAllString(text, -1)
		slices.Sort(found)
		return found
	}
	each(t, func(t *testing.T, _ catalogue.Language, id string, english, translated forms) {
		for form, text := range translated {
			if got, want := tags(text), tags(english["other"]); !slices.Equal(got, want) {
				t.Errorf("%s, %s: tags %v, want %v", id, form, got, want)
			}
		}
	})
}

func TestSpelling(t *testing.T) {
	each(t, func(t *testing.T, lang catalogue.Language, id string, _, translated forms) {
		for form, text := range translated {
			for _, fault := range misspelt(lang, text) {
				t.Errorf("%s, %s: %s", id, form, fault)
			}
		}
	})
}

func TestMisspelt(t *testing.T) {
	tests := []struct {
		lang  catalogue.Language
		text  string
		wrong bool
	}{
		{catalogue.Romanian, "Locuri și vizite în Constanța, <b>{{.Name}}</b> /visits", false},
		{catalogue.Romanian, "Locuri şi vizite", true},
		{catalogue.Romanian, "Constanţa", true},
		{catalogue.Romanian, "s\u0326i", true},
		{catalogue.Ukrainian, "Місце зайнято. English, Română, {{.Visit}} <i>/visits</i> Telegram", false},
		{catalogue.Ukrainian, "Мiсце", true},
		{catalogue.Ukrainian, "ви i ми", true},
		{catalogue.Ukrainian, "выбор", true},
		{catalogue.Ukrainian, "объект", true},
		{catalogue.English, "рlace", true},
		{catalogue.English, "Home \U0001F1F7\U0001F1F4", true},
		{catalogue.English, "Home \U0001F3F4", true},
		{catalogue.English, "Visit ✓ – “so”…", false},
		{catalogue.English, "two  spaces", true},
		{catalogue.English, "end ", true},
	}
	for _, test := range tests {
		if faults := misspelt(test.lang, test.text); len(faults) > 0 != test.wrong {
			t.Errorf("%s %q: faults %q", test.lang, test.text, faults)
		}
	}
}

// rule is one way in which a text can be misspelt.
type rule struct {
	in    []catalogue.Language
	wrong *regexp.Regexp
	what  string
}

var rules = []rule{
	{catalogue.Languages(), regexp.MustCompile(`[\x{1F1E6}-\x{1F1FF}\x{1F3F3}\x{1F3F4}]`), "a flag"},
	{catalogue.Languages(), regexp.MustCompile(`\pL*(\p{Latin}\p{Cyrillic}|\p{Cyrillic}\p{Latin})\pL*`), "a word of two scripts"},
	{catalogue.Languages(), regexp.MustCompile(`\S  \S|^ | $`), "a space too many"},
	{[]catalogue.Language{catalogue.Romanian}, regexp.MustCompile(`[şţŞŢ]`), "a cedilla for a comma below"},
	{[]catalogue.Language{catalogue.Ukrainian}, regexp.MustCompile(`[ыэёъЫЭЁЪ]`), "a Russian letter"},
	{[]catalogue.Language{catalogue.Ukrainian}, regexp.MustCompile(`(^|\PL)[AaBCcEeHIiKMOoPpTXxy]+(\PL|$)`), "Latin letters that look Cyrillic"},
}

// misspelt returns what is wrong with a text, whatever fills it. Lines that list
// commands are set apart by two spaces.
func misspelt(lang catalogue.Language, text string) []string {
	text = tag.ReplaceAllString(action.ReplaceAllString(text, "%"), "")
	text = regexp.MustCompile(`/[a-z]+( {2})?`).ReplaceAllString(text, "%")
	var faults []string
	if !norm.NFC.IsNormalString(text) {
		faults = append(faults, fmt.Sprintf("%q has letters in pieces (not NFC)", text))
	}
	for _, r := range rules {
		if found := r.wrong.FindString(text); found != "" && slices.Contains(r.in, lang) {
			faults = append(faults, fmt.Sprintf("%q is %s", found, r.what))
		}
	}
	return faults
}
