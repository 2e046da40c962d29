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
// reports the 99th percentile of what one costs.
func BenchmarkAnswer(b *testing.B) {
	cat, r := nextYear(b), renderer(b)
	reader, set := questions.New(cat), evaluationSet(b)
	var costs []time.Duration
	for i := 0; b.Loop(); i++ {
		q := set[i%len(set)]
		start := time.Now()
		reading := reader.Read(q.text, q.last, thursday(cat))
		r.Screen(catalogue.Ukrainian, answers.To(cat, thursday(cat), reading, seated).Screen)
		costs = append(costs, time.Since(start))
	}
	slices.Sort(costs)
	b.ReportMetric(float64(costs[len(costs)*99/100].Microseconds()), "p99-µs")
}
