package render_test

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/locales"
)

// shippedLocales renders with the real locales.
func shippedLocales(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(locales.Files(), bucharest(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// messages returns every id of the English file and the variables of its message.
func messages(t *testing.T) map[string][]string {
	t.Helper()
	data, err := fs.ReadFile(locales.Files(), "en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]yaml.Node
	if err := yaml.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for id, node := range raw {
		text, err := yaml.Marshal(&node)
		if err != nil {
			t.Fatal(err)
		}
		found[id] = nil
		for _, name := range regexp.MustCompile(`\{\{\.(\w+)\}\}`).FindAllStringSubmatch(string(text), -1) {
			found[id] = append(found[id], name[1])
		}
	}
	return found
}

// samples are what variables may be filled with, as hostile as people can be.
// Count is not among them.
func samples() conversation.Data {
	text := catalogue.Text{en: "Romexpo <&> {{.X}}", ro: "Romexpo <&> Ș", uk: "Ромекспо <&> Ї"}
	noon := time.Date(2024, 1, 11, 12, 0, 0, 0, time.UTC)
	return conversation.Data{
		"Visit": text, "Event": text, "City": text, "Host": text, "About": text, "Address": text, "Text": text,
		"Place": catalogue.Text{uk: "Вхід <А>"}, // falls back
		"Name":  conversation.Private(`<b>&"</i>`), "Remark": conversation.Private("{{.X}} </b>"),
		"Before": 20, "After": 25, "Capacity": 20, "Waiting": 3, "Free": 2, "Passed": 1, "Sent": 7, "Of": "3", "Word": "stats", "Link": "https://t.me/x?start=i_y",
		"What": line("desk.does.stats"), "Role": line("desk.role.owner"), "Audience": line("desk.audience.all"), "Other": text, "Given": line("part.party", "Count", 2),
		"Code": "AB3-4CD", "Number": "112", "Position": 21, "Rating": 4, "Best": 5,
		"Start": conversation.Clock(noon), "End": conversation.Clock(noon), "Time": conversation.Clock(noon), "Until": conversation.Clock(noon),
		"Day":  conversation.Day(noon),
		"Date": catalogue.Date{Year: 2024, Month: time.January}, "Year": 2024,
		"First": line("weekday.of.1"), "Last": line("weekday.of.5"), "Times": catalogue.Spans{{From: 9 * 3600e9, To: 17 * 3600e9}},
		"Topic": line("topic.hours"), "Fact": line("topic.hours"), "Language": line("language.uk"),
		"Topics": []conversation.Line{line("topic.hours"), line("topic.address")}, "Reason": text,
		"People": line("part.party", "Count", 2), "Label": line("button.seat"), "Weekday": line("weekday.4"), "Month": line("month.1"),
	}
}

func TestEveryMessageRendersInEveryLanguage(t *testing.T) {
	log := logged(t)
	r := shippedLocales(t)
	counts := []int{0, 1, 2, 3, 4, 5, 11, 12, 19, 20, 21, 22, 25, 100, 101, 102, 111, 120, 300, 1000, 1001}
	all := messages(t)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		data := conversation.Data{}
		for _, name := range all[id] {
			sample, ok := samples()[name]
			if !ok && name != "Count" {
				t.Fatalf("%s: samples has no %s", id, name)
			}
			data[name] = sample
		}
		for _, lang := range catalogue.Languages() {
			for _, n := range counts {
				data["Count"] = n
				checkText(t, lang, id, r.Line(lang, conversation.Line{ID: id, Data: data}))
			}
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log is not empty:\n%s", log)
	}
}

// checkText checks what holds for every rendered text.
func checkText(t *testing.T, lang catalogue.Language, what, text string) {
	t.Helper()
	if fault := unbalanced(text); fault != "" {
		t.Errorf("%s, %s: %s: %s", lang, what, fault, text)
	}
	for _, never := range []string{"<no value>", "&lt;no value", "⟦", "%!", "&lt;nil"} {
		if strings.Contains(text, never) {
			t.Errorf("%s, %s: %q in %q", lang, what, never, text)
		}
	}
}

// TestNumbersAgreeWithTheirNouns reads one message with the shipped words.
func TestNumbersAgreeWithTheirNouns(t *testing.T) {
	tests := []struct {
		lang  catalogue.Language
		count int
		want  string
	}{
		{en, 1, "1 place"}, {en, 2, "2 places"}, {en, 0, "0 places"},
		{ro, 1, "1 loc"}, {ro, 2, "2 locuri"}, {ro, 19, "19 locuri"}, {ro, 20, "20 de locuri"}, {ro, 101, "101 locuri"},
		{uk, 1, "1 місце"}, {uk, 3, "3 місця"}, {uk, 5, "5 місць"}, {uk, 11, "11 місць"}, {uk, 21, "21 місце"}, {uk, 22, "22 місця"},
	}
	r := shippedLocales(t)
	for _, test := range tests {
		got := r.Plain(test.lang, line("visit.free", "Count", test.count))
		if !strings.Contains(" "+got+" ", " "+test.want+" ") {
			t.Errorf("%s: got %q, want %q in it", test.lang, got, test.want)
		}
	}
}

// TestDatesAsEachLanguageWritesThem reads the shipped words for the event's day:
// Ukrainian has the month in the genitive in a whole date, not with a year alone.
func TestDatesAsEachLanguageWritesThem(t *testing.T) {
	start := time.Date(2024, 1, 11, 12, 30, 0, 0, time.UTC)
	tests := []struct {
		lang       catalogue.Language
		day, month string
	}{
		{en, "Thursday 11 January 2024", "January 2024"},
		{ro, "joi, 11 ianuarie 2024", "ianuarie 2024"},
		{uk, "четвер, 11 січня 2024", "січень 2024"},
	}
	r := shippedLocales(t)
	for _, test := range tests {
		when := r.Plain(test.lang, line("part.when", "Day", conversation.Day(start), "Start", conversation.Clock(start), "End", conversation.Clock(start)))
		if !strings.Contains(when, test.day) || !strings.HasSuffix(when, "14:30–14:30") {
			t.Errorf("%s: %q, want %q and the time in Bucharest", test.lang, when, test.day)
		}
		since := r.Plain(test.lang, line("centre.published", "Date", catalogue.Date{Year: 2024, Month: time.January}))
		if !strings.Contains(since, test.month) {
			t.Errorf("%s: %q, want %q in it", test.lang, since, test.month)
		}
	}
}

// TestWhatTelegramShowsAboutTheBotFits holds the texts of the bot's own page and
// menu against setMyShortDescription, setMyDescription and setMyCommands. Plain
// cuts earlier than the last two.
func TestWhatTelegramShowsAboutTheBotFits(t *testing.T) {
	limits := map[string]int{"bot.about": 120, "bot.description": 200}
	for id := range messages(t) {
		if strings.HasPrefix(id, "command.") {
			limits[id] = 200
		}
	}
	r := shippedLocales(t)
	event := catalogue.Shipped().Event.Name
	for id, limit := range limits {
		for _, lang := range catalogue.Languages() {
			text := r.Plain(lang, line(id, "Event", event))
			if n := units(text); n > limit || strings.HasSuffix(text, "…") {
				t.Errorf("%s, %s: %d units, at most %d fit: %s", lang, id, n, limit, text)
			}
		}
	}
}
