package answers_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
)

// A question of the evaluation set, as far as its answer goes.
type question struct {
	file, kind, text string
	last             string
	content          []string
}

// evaluationSet reads what package questions is evaluated with.
func evaluationSet(t testing.TB) []question {
	t.Helper()
	files, err := filepath.Glob("../questions/testdata/asked/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there is no evaluation set", err)
	}
	var all []question
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if q, ok := readQuestion(filepath.Base(file), lines.Text()); ok {
				all = append(all, q)
			}
		}
	}
	return all
}

// readQuestion reads LANG | KIND | QUESTION | EXPECTED | CONTENT.
func readQuestion(file, line string) (q question, ok bool) {
	parts := strings.Split(line, " | ")
	if strings.HasPrefix(line, "#") || len(parts) < 4 {
		return q, false
	}
	q = question{file: file, kind: parts[1], text: strings.ReplaceAll(parts[2], "⏎", "\n")}
	_, q.last, _ = strings.Cut(parts[1], "=")
	if len(parts) > 4 {
		for want := range strings.SplitSeq(parts[4], ";") {
			if want = strings.TrimSpace(want); want != "" {
				q.content = append(q.content, want)
			}
		}
	}
	return q, true
}

// thursday is when all of the set is asked.
func thursday(cat *catalogue.Catalogue) time.Time {
	return time.Date(2026, 11, 26, 20, 15, 0, 0, cat.Event.Zone)
}

// TestEveryAnswerHoldsWhatItMust asks the whole evaluation set and looks at what
// people would read: what the facts say is in it, and nothing that the catalogue
// does not say.
func TestEveryAnswerHoldsWhatItMust(t *testing.T) {
	cat, r := nextYear(t), renderer(t)
	reader, known := questions.New(cat), textsOf(cat)
	right, wanted := map[string]int{}, map[string]int{}
	for _, q := range evaluationSet(t) {
		reading := reader.Read(q.text, q.last, thursday(cat))
		a := answers.To(cat, thursday(cat), reading, seated)
		eachLine(append(a.Lines, a.Fold...), func(l conversation.Line) {
			for name, v := range l.Data {
				if text, ok := v.(catalogue.Text); ok && !known[text[catalogue.English]] {
					t.Errorf("%q: %s says %q of %v", q.text, l.ID, name, text)
				}
			}
		})
		if len(q.content) == 0 || !reading.Sure() { // what is not sure is asked back first
			continue
		}
		wanted[q.file]++
		wanted["all"]++
		if missing := missingIn(show(r, catalogue.English, a.Screen), q.content); missing != "" {
			t.Logf("%s: %.80q is answered without %q", q.file, q.text, missing)
			continue
		}
		right[q.file]++
		right["all"]++
	}
	for file, n := range wanted {
		t.Logf("%s: %d of %d answers hold what they must", file, right[file], n)
	}
	if right["all"]*100 < 97*wanted["all"] {
		t.Errorf("only %d of %d answers hold what they must", right["all"], wanted["all"])
	}
}

// missingIn is the first piece that an answer lacks, in whatever case; empty: none.
func missingIn(answer string, pieces []string) string {
	answer = strings.ToLower(answer)
	for _, piece := range pieces {
		if !strings.Contains(answer, strings.ToLower(piece)) {
			return piece
		}
	}
	return ""
}
