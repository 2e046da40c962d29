package answers_test

import (
	"slices"
	"testing"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/questions"
)

// BenchmarkAnswer understands, answers and renders the whole evaluation set, and
// reports the 99th percentile of what one costs: of each, the least that was seen,
// which is what it costs the processor.
func BenchmarkAnswer(b *testing.B) {
	cat, r := nextYear(b), renderer(b)
	reader, set := questions.New(cat), evaluationSet(b)
	costs := slices.Repeat([]time.Duration{time.Hour}, len(set))
	n := 0
	for ; b.Loop(); n++ {
		i := n % len(set)
		q := set[i]
		start := time.Now()
		reading := reader.Read(q.text, q.last, thursday(cat))
		r.Screen(catalogue.Ukrainian, answers.To(cat, thursday(cat), reading, seated).Screen)
		costs[i] = min(costs[i], time.Since(start))
	}
	costs = costs[:min(n, len(costs))]
	slices.Sort(costs)
	b.ReportMetric(float64(costs[len(costs)*99/100].Microseconds()), "p99-µs")
}
