package questions

import (
	"cmp"
	"slices"
	"strings"
)

// An intent is what somebody wants by a text: a topic, of a centre or of the event,
// or one of those below.
type intent struct {
	topic Topic
	event bool
}

var (
	needsHelp = intent{topic: "danger"}
	beyond    = intent{topic: "beyond"} // it is nothing that the bot knows of
)

// intentOf is the intent of a question.
func intentOf(q Question) intent { return wanting(q.Topic, q.Event) }

// wanting is the intent of a topic. When a door is open and whether it is open that
// day are one.
func wanting(t Topic, event bool) intent {
	if t == Open {
		t = hours
	}
	return intent{t, event}
}

// name is how examples write an intent.
func (i intent) name() string {
	if i.event {
		return ofTheEvent + string(i.topic)
	}
	return string(i.topic)
}

// ofTheEvent begins the names of intents that are about the event.
const ofTheEvent = "event."

// parseIntent reads an intent as examples write it: hours, event.when.
func parseIntent(name string) intent {
	topic, event := strings.CutPrefix(name, ofTheEvent)
	return wanting(Topic(topic), event)
}

// A classifier is a naive Bayes classifier of texts: by how often examples of each
// intent have each feature, it tells which intent is how likely. See Manning,
// Raghavan and Schütze, Introduction to Information Retrieval, 13.2.
type classifier struct {
	intents []intent
	prior   []float64            // by intent: logarithm of its share of the examples
	weights map[string][]float64 // by feature, then by intent: logarithm of its share
}

// A guess is an intent that a text may have.
type guess struct {
	intent
	behind float64 // how far it is behind the likeliest one: logarithm of the odds
}

// smoothing is how often every feature counts as seen in examples of every intent.
const smoothing = 0.1

// manyFeatures is how many features a text has from which on each tells less: words
// of one text do not stand beside one another by chance, so that with every one the
// classifier would grow too sure.
const manyFeatures = 20

// guesses returns every intent, the likeliest first.
func (c *classifier) guesses(features []string) []guess {
	scores := slices.Clone(c.prior)
	for _, f := range features {
		for i, w := range c.weights[f] {
			scores[i] += w
		}
	}
	best, share := slices.Max(scores), min(1, manyFeatures/float64(max(1, len(features))))
	all := make([]guess, len(scores))
	for i, score := range scores {
		all[i] = guess{c.intents[i], (best - score) * share}
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(a.behind, b.behind) })
	return all
}

// features are what the classifier knows a text by: the stems of its words, and what
// the files of words say that they mean.
func (l lookup) features(all []found) []string {
	var features []string
	add := func(f string) {
		if !slices.Contains(features, f) {
			features = append(features, f)
		}
	}
	for i, t := range l.tokens {
		tongue := l.main
		if t.cyrillic {
			tongue = inCyrillic
		}
		add(l.keys[i].stem[tongue])
	}
	for _, f := range all {
		if name, ok := telling[f.kind]; ok && (f.kind != forTopic || f.strong) {
			add(name + f.value)
		}
	}
	return features
}

// telling are the kinds of senses that tell what somebody wants, and how features
// begin that are such.
var telling = map[senseKind]string{forTopic: "=", forItem: "+", forDay: "@", forEvent: "#", forOff: "!", forAsking: "?"}
