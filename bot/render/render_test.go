package render_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
)

const (
	en = catalogue.English
	ro = catalogue.Romanian
	uk = catalogue.Ukrainian
)

// small are the locales of the tests that hold nobody's wording.
var small = map[catalogue.Language]string{
	en: `
name: "Name: <b>{{.Name}}</b>"
places: {one: "<b>{{.Count}}</b> place at {{.At}}", other: "<b>{{.Count}}</b> places at {{.At}}"}
within: "[{{.Inner}}]"
only.english: {one: "{{.Count}} thing", other: "{{.Count}} things"}
plain.line: Nothing to fill
date.day: "{{.Weekday}} {{.Day}} {{.Month}} {{.Year}}"
date.month: "{{.Month}} {{.Year}}"
date.clock: "15:04"
weekday.3: Wednesday
weekday.4: Thursday
month.1: January
monthname.1: January
language.en: English
language.uk: Українська
text.otherlanguage: "{{.Text}} <i>({{.Language}})</i>"
`,
	ro: `
name: "Nume: <b>{{.Name}}</b>"
places: {one: "<b>{{.Count}}</b> loc la {{.At}}", few: "<b>{{.Count}}</b> locuri la {{.At}}", other: "<b>{{.Count}}</b> de locuri la {{.At}}"}
within: "[{{.Inner}}]"
plain.line: Nimic
date.day: "{{.Weekday}}, {{.Day}} {{.Month}} {{.Year}}"
date.month: "{{.Month}} {{.Year}}"
date.clock: "15.04"
weekday.3: miercuri
weekday.4: joi
month.1: ianuarie
monthname.1: ianuarie
language.en: English
language.uk: Українська
text.otherlanguage: "{{.Text}} <i>({{.Language}})</i>"
`,
	uk: `
name: "Ім’я: <b>{{.Name}}</b>"
places: {one: "<b>{{.Count}}</b> місце в {{.At}}", few: "<b>{{.Count}}</b> місця в {{.At}}", many: "<b>{{.Count}}</b> місць в {{.At}}", other: "<b>{{.Count}}</b> місця в {{.At}}"}
within: "[{{.Inner}}]"
plain.line: Нічого
date.day: "{{.Weekday}}, {{.Day}} {{.Month}} {{.Year}}"
date.month: "{{.Month}} {{.Year}}"
date.clock: "15:04"
weekday.3: середа
weekday.4: четвер
month.1: січня
monthname.1: січень
language.en: English
language.uk: Українська
text.otherlanguage: "{{.Text}} <i>({{.Language}})</i>"
`,
}

// files makes locales of YAML texts, with some exchanged.
func files(exchanged map[catalogue.Language]string) fstest.MapFS {
	all := fstest.MapFS{}
	for lang, text := range small {
		if other, ok := exchanged[lang]; ok {
			text = other
		}
		if text != "" {
			all[string(lang)+".yaml"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return all
}

func bucharest(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func newSmall(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(files(nil), bucharest(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func line(id string, pairs ...any) conversation.Line {
	data := conversation.Data{}
	for i := 0; i < len(pairs); i += 2 {
		data[pairs[i].(string)] = pairs[i+1]
	}
	return conversation.Line{ID: id, Data: data}
}

// logged returns what is logged while a test runs.
func logged(t *testing.T) *bytes.Buffer {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	var log bytes.Buffer
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	return &log
}

func TestNewRefusesBrokenLocales(t *testing.T) {
	tests := []struct {
		name, file, want string
	}{
		{"no file", "", "ro.yaml"},
		{"no YAML", "a: [", "ro.yaml"},
		{"no message", "a: [1, 2]", "ro.yaml"},
		{"no text", "name: 15", "ro.yaml"},
		{"no template", `name: "{{.Name}"`, "name"},
		{"no template in one form", `places: {one: "{{", few: "b", other: "c"}`, "places"},
		{"a function there is not", `name: "{{shout .Name}}"`, "name"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := render.New(files(map[catalogue.Language]string{ro: test.file}), time.UTC)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error that names %s", err, test.want)
			}
		})
	}
}

func TestMissingTranslationStaysEnglish(t *testing.T) {
	log := logged(t)
	r := newSmall(t)
	for count, want := range map[int]string{1: "1 thing", 2: "2 things"} {
		for _, lang := range catalogue.Languages() {
			if got := r.Line(lang, line("only.english", "Count", count)); got != want {
				t.Errorf("%s: got %q, want %q", lang, got, want)
			}
		}
	}
	if n := strings.Count(log.String(), "only.english"); n != 2 {
		t.Errorf("two languages lack the message, the log names it %d times:\n%s", n, log)
	}
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	r := newSmall(t)
	for _, lang := range []catalogue.Language{"", "de", "ru"} {
		got := r.Line(lang, line("name", "Name", catalogue.Text{en: "Home", ro: "Acasă"}))
		if want := "Name: <b>Home</b>"; got != want {
			t.Errorf("%q: got %q, want %q", lang, got, want)
		}
	}
}

func TestPlurals(t *testing.T) {
	tests := []struct {
		lang   catalogue.Language
		form   string
		counts []int
	}{
		{en, " place at", []int{1}},
		{en, " places at", []int{0, 2, 11, 21, 101}},
		{ro, " loc la", []int{1}},
		{ro, " locuri la", []int{0, 2, 11, 19, 101, 119}},
		{ro, " de locuri la", []int{20, 21, 100, 120}},
		{uk, " місце в", []int{1, 21, 101}},
		{uk, " місця в", []int{2, 4, 22, 102}},
		{uk, " місць в", []int{0, 5, 11, 12, 20, 111, 112}},
	}
	r := newSmall(t)
	for _, test := range tests {
		for _, n := range test.counts {
			got := r.Plain(test.lang, line("places", "Count", n, "At", "Carusel"))
			if want := sprint(n) + test.form + " Carusel"; got != want {
				t.Errorf("%s: got %q, want %q", test.lang, got, want)
			}
		}
	}
}

func TestValues(t *testing.T) {
	published := func(month time.Month, day int) catalogue.Date {
		return catalogue.Date{Year: 2024, Month: month, Day: day}
	}
	late := time.Date(2024, 1, 10, 23, 5, 0, 0, time.UTC) // the next day in Bucharest
	tests := []struct {
		name  string
		value any
		lang  catalogue.Language
		want  string
	}{
		{"number", 20, en, "20"},
		{"text", "a < b", en, "a &lt; b"},
		{"private", conversation.Private("a < b"), en, "a &lt; b"},
		{"line", line("name", "Name", "a < b"), en, "Name: <b>a &lt; b</b>"},
		{"no line", conversation.Line{}, en, ""},
		{"own language", catalogue.Text{en: "Home", ro: "Acasă"}, ro, "Acasă"},
		{"other language", catalogue.Text{en: "Home & away"}, ro, "Home &amp; away <i>(English)</i>"},
		{"only Ukrainian", catalogue.Text{uk: "Дім"}, en, "Дім <i>(Українська)</i>"},
		{"no text", catalogue.Text{}, ro, ""},
		{"month", published(1, 0), uk, "січень 2024"},
		{"date", published(1, 11), uk, "четвер, 11 січня 2024"},
		{"date in English", published(1, 11), en, "Thursday 11 January 2024"},
		{"day in the event's zone", conversation.Day(late), en, "Thursday 11 January 2024"},
		{"clock in the event's zone", conversation.Clock(late), en, "01:05"},
		{"clock as the language writes it", conversation.Clock(late), ro, "01.05"},
	}
	r := newSmall(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := r.Line(test.lang, line("within", "Inner", test.value))
			if want := "[" + test.want + "]"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestFaultsShowTheIDAndAreLoggedOnce(t *testing.T) {
	tests := map[string]conversation.Line{
		"unknown": line("unknown"),
		"name":    line("name", "Title", conversation.Private("Olena")),
		"within":  line("within", "Inner", []string{"Olena"}),
	}
	log := logged(t)
	r := newSmall(t)
	for id, broken := range tests {
		for range 3 {
			if got, want := r.Line(en, broken), "⟦"+id+"⟧"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if n := strings.Count(log.String(), "message="+id); n != 1 {
			t.Errorf("%s was logged %d times:\n%s", id, n, log)
		}
	}
	if strings.Contains(log.String(), "Olena") {
		t.Errorf("the log has a name in it:\n%s", log)
	}
}

func TestWhatPeopleTypeIsHarmless(t *testing.T) {
	tests := []struct {
		typed, html, plain string
	}{
		{`<b>&"`, `&lt;b&gt;&amp;"`, `<b>&"`},
		{"</b></b>", "&lt;/b&gt;&lt;/b&gt;", "</b></b>"},
		{"&lt;i&gt;", "&amp;lt;i&amp;gt;", "&lt;i&gt;"},
		{"{{.X}} {{.Name}} {{", "{{.X}} {{.Name}} {{", "{{.X}} {{.Name}} {{"},
		{"a\x00b\x1b[1m\u202ec\u2066", "ab[1mc", "ab[1mc"},
		{"bad \xff\xfe end", "bad \uFFFD\uFFFD end", "bad \uFFFD\uFFFD end"},
		{"two\r\nlines\tand", "two\nlines and", "two lines and"},
		{"Олена 👩‍👧 ישראל", "Олена 👩‍👧 ישראל", "Олена 👩‍👧 ישראל"},
		{"11\u00a0січня", "11\u00a0січня", "11 січня"},
	}
	r := newSmall(t)
	for _, test := range tests {
		for _, value := range []any{test.typed, conversation.Private(test.typed), catalogue.Text{en: test.typed}} {
			said := line("name", "Name", value)
			if got, want := r.Line(en, said), "Name: <b>"+test.html+"</b>"; got != want {
				t.Errorf("Line: got %q, want %q", got, want)
			}
			if got, want := r.Plain(en, said), "Name: "+test.plain; got != want {
				t.Errorf("Plain: got %q, want %q", got, want)
			}
		}
	}
}

func TestOneRendererServesMany(t *testing.T) {
	r := newSmall(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 200 {
				lang := catalogue.Languages()[(n+i)%3]
				if got := r.Plain(lang, line("places", "Count", n, "At", "x")); !strings.HasPrefix(got, sprint(n)+" ") {
					t.Errorf("%s: got %q", lang, got)
				}
			}
		})
	}
	group.Wait()
}
