package questions

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// shippedLines are the lines of the files of examples.
func shippedLines(t *testing.T) (all []string) {
	t.Helper()
	files, err := shippedExamples.ReadDir("examples")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := shippedExamples.ReadFile("examples/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(strings.TrimSpace(string(data)), "\n")...)
	}
	return all
}

// TestExamples holds that every example says what it wants in words that there are,
// and stands once.
func TestExamples(t *testing.T) {
	seen := map[string]bool{}
	for _, line := range shippedLines(t) {
		intents, text, ok := parseExample(line)
		if !ok && line != "" && !strings.HasPrefix(line, "#") {
			t.Errorf("%q is neither an example nor a remark", line)
		}
		for _, in := range intents {
			if in != needsHelp && in != beyond && (!slices.Contains(knownTopics(), in.topic) || in.event != ofEvent(in.topic)) {
				t.Errorf("%q: there is no %s", line, in.name())
			}
		}
		if ok && seen[text] {
			t.Errorf("%q stands twice", text)
		}
		seen[text] = true
	}
}

// TestExamplesAreNotTheSet holds that nothing by which the bot is judged is among
// what it has learnt.
func TestExamplesAreNotTheSet(t *testing.T) {
	learnt := map[string]bool{}
	for _, line := range shippedLines(t) {
		_, text, _ := parseExample(line)
		learnt[plain(text)] = true
	}
	sets, _ := filepath.Glob("testdata/*/*.txt")
	for _, set := range sets {
		for _, e := range read(t, set) {
			if learnt[plain(e.text)] && len(strings.Fields(e.text)) > fewWords {
				t.Errorf("%s: %q is an example", set, e.text)
			}
		}
	}
}

// TestClassifier holds that what examples share tells what a text wants, that what
// none has tells nothing, and that a long text does not make it surer.
func TestClassifier(t *testing.T) {
	x, hours, cost := examples{}, intent{topic: "hours"}, intent{topic: "cost", event: true}
	x.add([]string{"when", "open"}, []intent{hours})
	x.add([]string{"when", "door"}, []intent{hours})
	x.add([]string{"price"}, []intent{cost})
	x.add([]string{"open", "price"}, []intent{hours, cost})
	c := x.classifier()
	best := func(features ...string) guess { return c.guesses(features)[0] }
	if got := best("when", "unheard"); got.intent != hours || got.behind != 0 {
		t.Errorf("when is %+v", got)
	}
	if got := best("price"); got.intent != cost {
		t.Errorf("price is %+v", got)
	}
	if got := best("unheard"); got.intent != hours {
		t.Errorf("of what nothing is known %+v is likeliest, not what is asked most", got)
	}
	many, more := slices.Repeat([]string{"price"}, 20), slices.Repeat([]string{"price"}, 100)
	if few, all := c.guesses(many)[1].behind, c.guesses(more)[1].behind; all > 1.1*few {
		t.Errorf("%f behind by many words, %f by more", few, all)
	}
}

// TestSecondOpinion holds what follows where the words of a text and the examples do
// not say the same.
func TestSecondOpinion(t *testing.T) {
	reader, now := New(catalogue.Shipped()), evening(t)
	s := subject{reader: reader, last: "romexpo", now: now, clauses: []clause{{}}}
	hours, cost := intent{topic: hours}, intent{topic: Cost, event: true}
	guesses := func(far float64, all ...intent) (gs []guess) {
		for i, in := range all {
			gs = append(gs, guess{in, far * float64(i)})
		}
		return gs
	}
	asked := func() Reading {
		return Reading{Kind: Asked, Questions: []Question{{Centre: "romexpo", Topic: hours.topic, Sure: true}}}
	}
	if r := s.reconsider(asked(), guesses(9, hours, cost)); !r.Sure() || len(r.Questions) != 1 {
		t.Errorf("where both agree: %+v", r)
	}
	if r := s.reconsider(asked(), guesses(9, cost, hours)); r.Sure() || len(r.Questions) != 2 || !r.Questions[1].Event {
		t.Errorf("where they do not: %+v", r)
	}
	if r := s.reconsider(asked(), guesses(1, cost, hours)); !r.Sure() {
		t.Errorf("where the examples are not certain: %+v", r)
	}
	if r := s.reconsider(asked(), guesses(9, needsHelp, hours)); r.Kind != Danger {
		t.Errorf("where somebody needs help: %+v", r)
	}
	if r := s.reconsider(Reading{Kind: Unknown}, guesses(9, hours, beyond)); r.Kind != Asked || r.Sure() || r.Questions[0].Centre != "romexpo" {
		t.Errorf("about the centre last spoken of: %+v", r)
	}
	if r := s.reconsider(Reading{Kind: Unknown}, guesses(9, beyond, hours)); r.Kind != Unknown {
		t.Errorf("what nobody knows: %+v", r)
	}
	s.last = ""
	if r := s.reconsider(Reading{Kind: Unknown}, guesses(9, hours, beyond)); r.Kind != Unknown {
		t.Errorf("about nothing that the bot knows: %+v", r)
	}
}
