package telegram

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

var texts = []Texts{
	{Language: catalogue.English, Name: "Visits", Description: "Sign up", About: "Six visits",
		Private: []Command{{"start", "The six visits"}, {"myseat", "My seat"}}, Elsewhere: []Command{{"start", "How it works"}}},
	{Language: catalogue.Romanian, Name: "Vizite", Description: "Înscrieți-vă", About: "Șase vizite",
		Private: []Command{{"start", "Cele șase vizite"}}},
	{Language: catalogue.Ukrainian, Description: "Запис", Private: []Command{{"start", "Шість візитів"}}},
}

// A shelf keeps what is set, by method, scope and language, as Telegram does.
type shelf map[string]string

func (s shelf) answer(_ context.Context, c call) (int, string) {
	which := c.params["scope"] + c.params["language_code"]
	if setting, ok := strings.CutPrefix(c.method, "set"); ok {
		for _, field := range []string{"name", "description", "short_description", "commands"} {
			if value, there := c.params[field]; there {
				s[setting+which] = value
			}
		}
		return 200, good("true")
	}
	setting := strings.TrimPrefix(c.method, "get")
	value := s[setting+which]
	switch setting {
	case "MyCommands":
		return 200, good("[" + strings.Trim(value, "[]") + "]")
	case "MyName":
		return 200, good(fmt.Sprintf(`{"name":%q}`, value))
	case "MyDescription":
		return 200, good(fmt.Sprintf(`{"description":%q}`, value))
	}
	return 200, good(fmt.Sprintf(`{"short_description":%q}`, value))
}

func TestTextsAreWrittenOnceForEveryTag(t *testing.T) {
	s := shelf{}
	f := &fake{answer: s.answer}
	c := client(t, f)
	written, err := c.Apply(t.Context(), texts)
	if err != nil || written != 5+4+3*2 {
		t.Fatalf("wrote %d: %v", written, err)
	}
	for key, want := range map[string]string{
		"MyName":                           "Visits",
		"MyNamero":                         "Vizite",
		"MyDescriptionuk":                  "Запис",
		"MyDescriptionru":                  "Запис",
		"MyDescriptionbe":                  "Запис",
		"MyShortDescriptionro":             "Șase vizite",
		"MyCommands" + scopePrivate:        `[{"command":"start","description":"The six visits"},{"command":"myseat","description":"My seat"}]`,
		"MyCommands" + scopeDefault:        `[{"command":"start","description":"How it works"}]`,
		"MyCommands" + scopePrivate + "be": `[{"command":"start","description":"Шість візитів"}]`,
	} {
		if s[key] != want {
			t.Errorf("%s is %q, want %q", key, s[key], want)
		}
	}
	before := len(f.seen())
	if written, err := c.Apply(t.Context(), texts); err != nil || written != 0 {
		t.Errorf("a restart wrote %d: %v", written, err)
	}
	for _, call := range f.seen()[before:] {
		if strings.HasPrefix(call.method, "set") {
			t.Errorf("a restart called %s", call.method)
		}
	}
}

func TestWhatDiffersIsWrittenAgain(t *testing.T) {
	s := shelf{}
	f := &fake{answer: s.answer}
	c := client(t, f)
	if _, err := c.Apply(t.Context(), texts); err != nil {
		t.Fatal(err)
	}
	s["MyNamero"], s["MyCommands"+scopePrivate+"ru"] = "Excursii", `[{"command":"old","description":"Old"}]`
	written, err := c.Apply(t.Context(), texts)
	if err != nil || written != 2 || s["MyNamero"] != "Vizite" || !strings.Contains(s["MyCommands"+scopePrivate+"ru"], "Шість") {
		t.Errorf("wrote %d: %v, %v", written, err, s)
	}
}

func TestOneRefusalDoesNotKeepTheOthers(t *testing.T) {
	s := shelf{}
	f := &fake{answer: func(ctx context.Context, c call) (int, string) {
		if c.method == "setMyName" {
			return 429, hush(3600)
		}
		return s.answer(ctx, c)
	}}
	written, err := client(t, f).Apply(t.Context(), texts)
	if _, limited := RetryAfter(err); !limited || written != 13 {
		t.Errorf("wrote %d, error %v", written, err)
	}
}

func TestTagsAreThoseWhoseTalkBeginsInTheLanguage(t *testing.T) {
	for lang, want := range map[catalogue.Language][]string{
		catalogue.English: {""}, catalogue.Romanian: {"ro"}, catalogue.Ukrainian: {"be", "ru", "uk"},
	} {
		if got := tags(lang); !slices.Equal(got, want) {
			t.Errorf("tags(%s) = %q, want %q", lang, got, want)
		}
	}
}
