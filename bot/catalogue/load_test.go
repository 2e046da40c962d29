package catalogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// loaded returns the catalogue of a file that must be without a problem.
func loaded(t *testing.T, yaml string) *catalogue.Catalogue {
	t.Helper()
	c, problems := catalogue.Check("my.yaml", []byte(yaml), before)
	if len(problems) > 0 {
		t.Fatalf("problems:\n%s", listing(problems))
	}
	return c
}

func TestTimesAreInTheEventsZone(t *testing.T) {
	c := loaded(t, small)
	want := time.Date(2027, 1, 14, 12, 30, 0, 0, time.UTC)
	if !c.Event.Start.Equal(want) || c.Event.Start.Location() != c.Event.Zone {
		t.Errorf("start = %v, want %v in %v", c.Event.Start, want, c.Event.Zone)
	}
	if want := time.Date(2027, 1, 1, 7, 0, 0, 0, time.UTC); !c.Rules.Opens.Equal(want) {
		t.Errorf("opens = %v, want %v", c.Rules.Opens, want)
	}
}

func TestPastBeginsWhenTheEventEnds(t *testing.T) {
	e := loaded(t, small).Event
	if e.Past(e.End.Add(-time.Nanosecond)) {
		t.Error("past just before its end")
	}
	if !e.Past(e.End) {
		t.Error("not past at its end")
	}
}

func TestRulesThatAreLeftOut(t *testing.T) {
	start, end := strings.Index(small, "rules:"), strings.Index(small, "visits:")
	rules := loaded(t, small[:start]+small[end:]).Rules
	const day = 24 * time.Hour
	if rules.Hold != 5*time.Minute || rules.MaxParty != 3 || rules.Keep != 90*day || rules.KeepUnconfirmed != 7*day {
		t.Errorf("rules = %+v", rules)
	}
	if got, want := queueRules(rules), "2h0m0s 10m0s 22:00 08:00 07:00 12h0m0s 3h0m0s 18:00 3h0m0s 30m0s 19:00"; got != want {
		t.Errorf("rules of the queue and the day: %s, not %s", got, want)
	}
	if rules.RaiseAfter != 4*time.Hour || rules.AlarmAfter != 15*time.Minute {
		t.Errorf("nobody is told again in time: %v, %v", rules.RaiseAfter, rules.AlarmAfter)
	}
	if !slices.Equal(rules.Languages, catalogue.Languages()) {
		t.Errorf("languages = %v", rules.Languages)
	}
	if !rules.Opens.IsZero() || !rules.Closes.IsZero() {
		t.Errorf("opens = %v, closes = %v, want neither set", rules.Opens, rules.Closes)
	}
}

func TestRulesAsWritten(t *testing.T) {
	yaml := strings.NewReplacer("hold: 5m", "hold: 90s", "max_party: 3", "max_party: 1", "keep: 90d", "keep: 36h").Replace(small)
	rules := loaded(t, yaml).Rules
	if rules.Hold != 90*time.Second || rules.MaxParty != 1 || rules.Keep != 36*time.Hour {
		t.Errorf("rules = %+v", rules)
	}
}

func TestAVisitTakesTheAddressOfItsCentre(t *testing.T) {
	c := loaded(t, small)
	north, _ := c.Visit("north")
	if text, _ := north.Address.In(catalogue.English); text != "North Street 1" {
		t.Errorf("address = %q, want its centre's", text)
	}
	if south, _ := c.Visit("south"); !south.Address.Empty() {
		t.Errorf("address = %v without a centre", south.Address)
	}
	own := strings.Replace(small, "    map_query:", "    address: {en: Elsewhere, ro: Altundeva, uk: Деінде}\n    map_query:", 1)
	north, _ = loaded(t, own).Visit("north")
	if text, _ := north.Address.In(catalogue.English); text != "Elsewhere" {
		t.Errorf("address = %q, want the visit's own", text)
	}
}

func TestAFactTakesTheDateOfItsCentre(t *testing.T) {
	yaml := strings.Replace(small, "    published: 2024-01\n", "    published: 2024-01\n    published_inferred: true\n", 1)
	centre, _ := loaded(t, yaml).Centre("north")
	address, hours := centre.On(catalogue.Address)[0], centre.On(catalogue.Hours)[0]
	if address.Published.String() != "2024-01" || !address.PublishedInferred {
		t.Errorf("address published %v, inferred %v; want its centre's", address.Published, address.PublishedInferred)
	}
	if hours.Published.String() != "2024-02-29" || hours.PublishedInferred {
		t.Errorf("hours published %v, inferred %v; want their own", hours.Published, hours.PublishedInferred)
	}
	if missing := centre.Unpublished(); !slices.Equal(missing, []catalogue.Topic{catalogue.Contact}) {
		t.Errorf("unpublished = %v, want contact", missing)
	}
}

func TestUnknownIDs(t *testing.T) {
	c := loaded(t, small)
	if v, ok := c.Visit("west"); ok {
		t.Errorf("found visit %v", v)
	}
	if centre, ok := c.Centre("south"); ok {
		t.Errorf("found centre %v", centre)
	}
}

func TestAliasesAreRead(t *testing.T) {
	yaml := strings.Replace(small, "{en: Host, ro: Gazdă, uk: Господар}", "&host {en: Host, ro: Gazdă, uk: Господар}", 1)
	yaml = strings.Replace(yaml, "host: {en: Host, ro: Gazdă, uk: Господар}", "host: *host", 1)
	south, _ := loaded(t, yaml).Visit("south")
	if text, _ := south.Host.In(catalogue.Romanian); text != "Gazdă" {
		t.Errorf("host = %q, want that of the alias", text)
	}
}

func TestFilesThatHoldNoCatalogue(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"empty", "", "my.yaml:1: the file is empty; begin with `visitbot init --date 2027-01-14`"},
		{"a comment", "# mine\n", "my.yaml:1: the file is empty; begin with `visitbot init --date 2027-01-14`"},
		{"prose", "hello", "my.yaml:1: keys and values are wanted here, not \"hello\"; write `key: value` lines, indented alike"},
		{"nothing but an event", "event: {}", strings.Join([]string{
			"my.yaml:1: \"name\" is missing or empty; write `name:` and its value",
			"my.yaml:1: \"city\" is missing or empty; write `city:` and its value",
			"my.yaml:1: \"zone\" is missing or empty; write `zone:` and its value",
			"my.yaml:1: \"start\" is missing or empty; write `start:` and its value",
			"my.yaml:1: \"end\" is missing or empty; write `end:` and its value",
			"my.yaml:1: \"visits\" is missing or empty; write `visits:` and its value",
		}, "\n")},
		{"no centres", small[:strings.Index(small, "centres:")], strings.Join([]string{
			"my.yaml:20: \"map_query\" without an address: the map would guess; write the published `address:` of the visit or of its centre, or take `map_query:` away",
			"my.yaml:22: there is no centre \"north\"; take it away",
		}, "\n")},
		{"no visits", small[:strings.Index(small, "visits:")] + "visits: []\n",
			"my.yaml:15: there are no visits to sign up for; write at least one visit, as the shipped catalogue does"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, problems := catalogue.Load("my.yaml", []byte(tt.yaml))
			if c != nil {
				t.Error("a catalogue in spite of errors")
			}
			if got := listing(problems); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	yaml := strings.NewReplacer("Europe/Bucharest", "Mars", "hold: 5m", "hold: soon", "capacity: 0", "capacity: -2",
		"status: running", "status: open").Replace(small)
	c, problems := catalogue.Load("my.yaml", []byte(yaml))
	if c != nil {
		t.Error("a catalogue in spite of errors")
	}
	var lines []int
	for _, p := range problems {
		if p.Severity != catalogue.Error {
			t.Errorf("%v is a %v", p, p.Severity)
		}
		lines = append(lines, p.Line)
	}
	if want := []int{4, 11, 27, 31}; !slices.Equal(lines, want) {
		t.Errorf("problems on lines %v, want %v:\n%s", lines, want, listing(problems))
	}
}

func TestAWarningLeavesTheCatalogueUsable(t *testing.T) {
	yaml := strings.Replace(small, "name: {en: North, ro: Nord, uk: Північ}", "name: {en: North, ro: Nord}", 1)
	c, problems := catalogue.Load("my.yaml", []byte(yaml))
	if c == nil || len(problems) != 1 || problems[0].Severity.String() != "warning" {
		t.Fatalf("catalogue %v, problems:\n%s", c, listing(problems))
	}
}

// FuzzLoad holds that no file makes Load panic, or return a catalogue with an
// error or none without one.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	f.Add(catalogue.ShippedYAML())
	f.Add([]byte("rules: {languages: [{}], hold: []}"))
	f.Add([]byte(strings.Replace(small, "  hold: 5m", "  quiet_from: 0:00\n  remind_before: 99d\n  feedback: 00:00\n  offer: 1s", 1)))
	f.Add([]byte("event: &e {name: *e}\nvisits: [*e, {id: {}}, []]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, problems := catalogue.Load("fuzz.yaml", data)
		broken := slices.ContainsFunc(problems, func(p catalogue.Problem) bool { return p.Severity == catalogue.Error })
		if broken == (c != nil) {
			t.Errorf("catalogue %v with problems:\n%s", c, listing(problems))
		}
		for _, p := range problems {
			if p.File != "fuzz.yaml" || p.Line < 1 || p.Message == "" || p.Remedy == "" {
				t.Errorf("a problem lacks its place or remedy: %#v", p)
			}
		}
	})
}

// TestTheRulesOfQueuesAreRead holds that each rule of the waiting list and of
// the day is read from its own key.
func TestTheRulesOfQueuesAreRead(t *testing.T) {
	yaml := strings.Replace(small, "  hold: 5m", `  hold: 5m
  offer: 90m
  offer_least: 5m
  quiet_from: "21:30"
  quiet_to: 6:05
  quiet_to_on_day: 05:00
  gather: 6h
  gather_margin: 0s
  remind_evening: 17:45
  remind_before: 2h
  standby: 20m
  feedback: 20:00`, 1)
	c, problems := catalogue.Load("my.yaml", []byte(yaml))
	if c == nil {
		t.Fatal(problems)
	}
	if got, want := queueRules(c.Rules), "1h30m0s 5m0s 21:30 06:05 05:00 6h0m0s 0s 17:45 2h0m0s 20m0s 20:00"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

// queueRules are the rules of the waiting list and of the day, in the order of
// the file.
func queueRules(r catalogue.Rules) string {
	return fmt.Sprint(r.Offer, r.OfferLeast, r.QuietFrom, r.QuietTo, r.QuietToOnDay, r.Gather, r.GatherMargin,
		r.RemindEvening, r.RemindBefore, r.Standby, r.Feedback)
}

// What organisers change wins, and leaves the catalogue itself as it is.
func TestOverridesWin(t *testing.T) {
	before := catalogue.Shipped()
	changed := before.With(map[string]string{
		catalogue.MeetingField("smile", catalogue.Ukrainian): "Біля брами", catalogue.MeetingField("nowhere", catalogue.English): "x", "nonsense": "y", "meeting|smile|en": "",
	})
	v, _ := changed.Visit("smile")
	if text, lang := v.MeetingPoint.In(catalogue.English); text != "Біля брами" || lang != catalogue.Ukrainian {
		t.Errorf("%q in %s", text, lang)
	}
	if v, _ := before.Visit("smile"); !v.MeetingPoint.Empty() {
		t.Error("the catalogue was changed")
	}
	if len(changed.Visits) != len(before.Visits) {
		t.Error("there are other visits")
	}
}

// TestSomebodyIsAlwaysToldWhomToCall holds that a catalogue without an emergency
// number has that of the European Union.
func TestSomebodyIsAlwaysToldWhomToCall(t *testing.T) {
	if got := loaded(t, small).Emergency.Number; got != "112" {
		t.Errorf("whoever is in danger is told to call %q", got)
	}
}
