package questions

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// knownTopics are the topics that a file may have words for.
func knownTopics() []Topic {
	topics := append(OfEvent(), Open, Visited)
	for _, t := range catalogue.Topics() {
		topics = append(topics, Topic(t))
	}
	return topics
}

// problems says what is wrong with a language's words.
func problems(lang string, f file) []string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	for topic := range f.Topics {
		if !slices.Contains(knownTopics(), topic) {
			say("there is no topic %s", topic)
		}
	}
	for item := range f.Items {
		if !slices.Contains(catalogue.Items(), item) {
			say("there is no item %s", item)
		}
	}
	for day := range f.Days {
		if !slices.Contains(dayNames(), day) {
			say("there is no day %s", day)
		}
	}
	seen := map[string]sense{}
	f.each(func(s sense, line string) {
		key := compared(lang, f, line, say)
		for _, old := range []sense{{kind: s.kind, value: s.value, strong: true}, {kind: s.kind, value: s.value}} {
			if seen[fmt.Sprint(old, key)] == old && old.kind != forFiller {
				say("%q stands twice in %v", line, s)
			}
		}
		seen[fmt.Sprint(s, key)] = s
		if s.kind != forTopic || !s.strong {
			return
		}
		if old, ok := seen["strong "+key]; ok && old.value != s.value {
			say("%q is strong for %s and for %s", line, old.value, s.value)
		}
		seen["strong "+key] = s
	})
	return all
}

// compared is a line as it is compared with a text.
func compared(lang string, f file, line string, say func(string, ...any)) string {
	var key []string
	for part := range strings.FieldsSeq(line) {
		if part == "..." || part == "&" {
			key = append(key, part)
			continue
		}
		for word := range strings.SplitSeq(part, "/") {
			if name, ok := strings.CutPrefix(word, "<"); ok && f.Groups[strings.TrimSuffix(name, ">")] == nil {
				say("%q: there is no group %s", line, word)
			}
		}
		for _, word := range alternatives(f.Groups, part) {
			start, begins := strings.CutSuffix(word, "*")
			folded := skeleton(strings.ReplaceAll(plain(start), "'", ""))
			if folded == "" || begins && len(beginning(plain(start), inSlavic)) < leastBegin {
				say("%q: nothing is left of %q", line, word)
			}
			key = append(key, folded)
			if begins {
				key = append(key, "*")
			}
		}
	}
	return strings.Join(key, " ")
}

func TestWords(t *testing.T) {
	files, err := readFiles(shipped)
	if err != nil {
		t.Fatal(err)
	}
	for lang, f := range files {
		for _, problem := range problems(lang, f) {
			t.Errorf("%s.yaml: %s", lang, problem)
		}
	}
}

// TestWordsInAllLanguages holds that each language has words for what the others
// have words for.
func TestWordsInAllLanguages(t *testing.T) {
	files, err := readFiles(shipped)
	if err != nil {
		t.Fatal(err)
	}
	for lang, f := range files {
		for _, topic := range knownTopics() {
			if words := f.Topics[topic]; len(words.Strong)+len(words.Weak) == 0 {
				t.Errorf("%s.yaml: no words for %s", lang, topic)
			}
		}
		for _, item := range catalogue.Items() {
			if len(f.Items[item]) == 0 {
				t.Errorf("%s.yaml: no words for %s", lang, item)
			}
		}
		for day := range maps.Keys(files["en"].Days) {
			if len(f.Days[day]) == 0 {
				t.Errorf("%s.yaml: no words for %s", lang, day)
			}
		}
	}
}

// TestProblems holds that the checks of the files see what they are for.
func TestProblems(t *testing.T) {
	for want, f := range map[string]file{
		"there is no topic": {Topics: map[Topic]topicWords{"weather": {}}},
		"there is no item":  {Items: map[catalogue.Item][]string{"gold": nil}},
		"there is no day":   {Days: map[string][]string{"doomsday": nil}},
		"stands twice":      {Hello: []string{"привіт", "Pryvit"}},
		"is strong for":     {Topics: map[Topic]topicWords{Two: {Strong: []string{"both"}}, Data: {Strong: []string{"Both"}}}},
		"nothing is left":   {Danger: []string{"ab*"}},
		"there is no group": {Danger: []string{"<ghost> hits"}},
	} {
		if got := problems("uk", f); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%v, not one that %s", got, want)
		}
	}
}
