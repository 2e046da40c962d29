package questions

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// An example is a line of testdata/asked: what somebody asked, and what was meant.
type example struct {
	lang, kind, text string
	last             string
	expected         []string
}

// evening is the moment at which all examples are asked.
func evening(t testing.TB) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, time.November, 26, 20, 15, 0, 0, zone)
}

// examples reads a file of them: LANG | KIND | TEXT | EXPECTED, and perhaps more.
func examples(t testing.TB, name string) []example {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []example
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) < 4 {
			t.Fatalf("%s: %q has no four parts", name, line)
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		e := example{lang: parts[0], kind: parts[1], text: strings.ReplaceAll(parts[2], "⏎", "\n")}
		e.kind, e.last, _ = strings.Cut(e.kind, "=")
		e.expected = strings.FieldsFunc(strings.ReplaceAll(parts[3], "@now", ""), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '+' })
		all = append(all, e)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// written is a question as the examples write it.
func written(q Question) string {
	centre := q.Centre
	switch {
	case q.Event:
		centre = "event"
	case centre == "" && len(q.Items) > 0:
		centre = "any"
	case centre == "":
		centre = "?"
	}
	topic := string(q.Topic)
	if topic == "" {
		topic = "?"
	}
	if (q.Topic == Open || q.Topic == Visited) && !q.Day.IsZero() {
		topic += "@" + q.Day.String()
	}
	return centre + "." + topic
}

// understood is a reading as the examples write it.
func understood(r Reading) (all []string) {
	if r.Kind != Asked {
		return []string{string(r.Kind)}
	}
	for _, q := range r.Questions {
		all = append(all, written(q))
	}
	return all
}

// A verdict says how a reading fits an example.
type verdict string

const (
	right     verdict = "right"
	offered   verdict = "offered"    // not sure, but what was meant is among what the bot offers
	askedBack verdict = "asked back" // not sure, so that nobody is misled
	wrong     verdict = "wrong, as if sure"
)

// cannotHelp are what is answered alike: the bot does not know, and offers to ask the
// organisers.
var cannotHelp = map[string]bool{string(Unknown): true, string(Off): true}

// judge compares a reading with what was meant, in any order.
func judge(e example, r Reading) verdict {
	got := understood(r)
	if len(got) == 1 && len(e.expected) == 1 && cannotHelp[got[0]] && cannotHelp[e.expected[0]] {
		return right
	}
	slices.Sort(got)
	got = slices.Compact(got)
	want := e.meant(got)
	slices.Sort(want)
	ambiguous := slices.ContainsFunc(want, func(w string) bool { return strings.Contains(w, "?") })
	switch {
	case slices.Equal(got, want) && (r.Kind != Asked || r.Sure() || ambiguous):
		return right
	case r.Kind == Asked && !r.Sure() && !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(got, w) }):
		return offered
	case r.Kind == Asked && (!r.Sure() || slices.ContainsFunc(got, func(g string) bool { return strings.Contains(g, "?") })), r.Kind == Unknown:
		return askedBack
	}
	return wrong
}

// meant is what is expected, of alternatives the one that was understood: where two
// people at a desk would differ, the set has aliat.gives/programme.
func (e example) meant(got []string) []string {
	want := slices.Clone(e.expected)
	for i, w := range want {
		about, topics, _ := strings.Cut(w, ".")
		for topic := range strings.SplitSeq(topics, "/") {
			if want[i] == w || slices.Contains(got, about+"."+topic) {
				want[i] = about + "." + topic
			}
		}
		if w == about {
			want[i] = w
		}
	}
	return want
}

// TestExamples holds that nearly all examples are understood, and none wrongly as
// if for sure.
func TestExamples(t *testing.T) {
	reader := New(catalogue.Shipped())
	files, err := filepath.Glob("testdata/asked/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { evaluate(t, reader, examples(t, file)) })
	}
}

// enough is how much of a file is understood at least.
const enough = 0.97

func evaluate(t *testing.T, reader *Reader, all []example) {
	table := map[string]map[verdict]int{}
	now := evening(t)
	count := func(row string, v verdict) {
		if table[row] == nil {
			table[row] = map[verdict]int{}
		}
		table[row][v]++
	}
	for _, e := range all {
		r := reader.Read(e.text, e.last, now)
		v := judge(e, r)
		count(e.lang, v)
		count(e.kind, v)
		count("all", v)
		if v != right {
			t.Logf("%s: %s | %s | %s | want %v, got %v %v", v, e.lang, e.kind, e.text, e.expected, understood(r), r.Sure())
		}
		if v == wrong {
			t.Errorf("answered as if sure: %q", e.text)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(table)) {
		counts := table[row]
		t.Logf("%-12s %4d right %4d offered %4d asked back %4d wrong", row, counts[right], counts[offered], counts[askedBack], counts[wrong])
	}
	if share := float64(table["all"][right]) / float64(len(all)); share < enough {
		t.Errorf("%.1f %% are understood, fewer than %.0f %%", 100*share, 100*enough)
	}
}

// BenchmarkRead reports the 99th percentile of what reading an example costs.
func BenchmarkRead(b *testing.B) {
	reader, now := New(catalogue.Shipped()), evening(b)
	var all []example
	files, _ := filepath.Glob("testdata/asked/*.txt")
	for _, file := range files {
		all = append(all, examples(b, file)...)
	}
	var costs []time.Duration
	for i := 0; b.Loop(); i++ {
		e := all[i%len(all)]
		start := time.Now()
		reader.Read(e.text, e.last, now)
		costs = append(costs, time.Since(start))
	}
	slices.Sort(costs)
	b.ReportMetric(float64(costs[len(costs)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkReadLong reads 3,000 letters.
func BenchmarkReadLong(b *testing.B) {
	reader, now := New(catalogue.Shipped()), evening(b)
	for _, text := range []string{
		"Добрий вечір, підкажіть будь ласка, чи працює завтра ромекспо і що взяти з документів? ",
		"Good evening, could you please tell me whether Romexpo is open tomorrow and what dokuments to bring? ",
	} {
		long := string([]rune(strings.Repeat(text, 60))[:3000])
		b.Run(fmt.Sprint(len([]rune(text))), func(b *testing.B) {
			for b.Loop() {
				reader.Read(long, "", now)
			}
		})
	}
}
