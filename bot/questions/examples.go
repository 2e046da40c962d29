package questions

import (
	"embed"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

//go:embed examples/*.txt
var shippedExamples embed.FS

// examples are what is counted of texts, by what each wanted.
type examples map[intent]*tally

// A tally counts texts and their features. A text with several intents counts for
// each in part.
type tally struct {
	texts, features float64
	by              map[string]float64 // by feature: texts that have it
}

// learned is the classifier of the examples in the program.
var learned = sync.OnceValue(func() *classifier {
	names, err := fs.Glob(shippedExamples, "examples/*.txt")
	if err != nil {
		panic(err)
	}
	words, x := shippedWords(), examples{}
	for _, name := range names {
		data, err := shippedExamples.ReadFile(name)
		if err != nil {
			panic(err)
		}
		for line := range strings.Lines(string(data)) {
			if intents, text, ok := parseExample(line); ok {
				l := words.inContext(words.calm(words.look(text)), text)
				x.add(l.features(longestFirst(l.find(words.begins))), intents)
			}
		}
	}
	return x.classifier()
})

// parseExample reads a line of a file of examples; ok is false for a remark.
func parseExample(line string) (intents []intent, text string, ok bool) {
	names, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
	if !ok || strings.HasPrefix(line, "#") {
		return nil, "", false
	}
	for name := range strings.SplitSeq(names, "/") {
		intents = append(intents, parseIntent(name))
	}
	return intents, text, true
}

// add counts a text.
func (x examples) add(features []string, intents []intent) {
	share := 1 / float64(len(intents))
	for _, in := range intents {
		if x[in] == nil {
			x[in] = &tally{by: map[string]float64{}}
		}
		x[in].texts += share
		x[in].features += share * float64(len(features))
		for _, f := range features {
			x[in].by[f] += share
		}
	}
}

// classifier makes one of what was counted.
func (x examples) classifier() *classifier {
	c := &classifier{weights: map[string][]float64{}}
	c.intents = slices.SortedFunc(maps.Keys(x), func(a, b intent) int { return strings.Compare(a.name(), b.name()) })
	texts := 0.0
	for _, in := range c.intents {
		texts += x[in].texts
		for f := range x[in].by {
			c.weights[f] = make([]float64, len(c.intents))
		}
	}
	for i, in := range c.intents {
		c.prior = append(c.prior, math.Log(x[in].texts/texts))
		all := x[in].features + smoothing*float64(len(c.weights))
		for f, weights := range c.weights {
			weights[i] = math.Log((x[in].by[f] + smoothing) / all)
		}
	}
	return c
}
