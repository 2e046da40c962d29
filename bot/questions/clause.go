package questions

import (
	"slices"
	"strings"
	"unicode/utf8"

	"visitbot/bot/catalogue"
)

// A clause is a part of a text that asks about one thing, or about two that
// belong together.
type clause struct {
	from, to   int // tokens; to is not in it
	topics     []found
	items      []found
	centres    []found
	events     []found
	days       []day
	asks       bool // it has a word that asks, or a question mark
	questioned bool // its sentence has a question mark
	other      bool // it speaks of something else at a place of the same name
	unknown    int  // words of which nothing is known
	greeting   int  // words that only greet
	sentence   int
}

// clauses cuts a text and deals out what was found in it.
func clauses(l lookup, raw, all []found, days []day) []clause {
	cuts := l.cuts(all)
	var parts []clause
	from, number := 0, 0
	for i := range l.tokens {
		if i+1 == len(l.tokens) || cuts[i+1] {
			parts = append(parts, clause{from: from, to: i + 1, sentence: number})
			from = i + 1
		}
		if l.ends(i) {
			number++
		}
	}
	for i := range parts {
		parts[i].fill(l, all, days)
		parts[i].events = events(raw, parts[i])
	}
	for i := range parts {
		parts[i].asks = parts[i].asks || enumerated(parts, i) || parts[i].requests()
	}
	for i := range parts {
		parts[i].questioned = slices.ContainsFunc(parts, func(p clause) bool {
			return p.sentence == parts[i].sentence && (l.tokens[p.to-1].after == '?' || l.opensByAsking(p))
		})
	}
	return parts
}

// mostListed is how many words a clause has at most that only goes on with a list.
const mostListed = 3

// enumerated says whether a clause goes on with a list of what a text asks: the
// address, opening hours, and what papers?
func enumerated(parts []clause, i int) bool {
	c := parts[i]
	listed := len(c.topics) > 0 && c.unknown == 0 && c.to-c.from <= mostListed
	return listed && slices.ContainsFunc(parts, func(p clause) bool { return p.asks })
}

// requests says whether a clause is no more than what somebody wants to know of a
// centre: the address of Smile, please.
func (c clause) requests() bool {
	return len(c.centres) > 0 && c.unknown == 0 && c.to-c.from-c.greeting <= fewWords &&
		slices.ContainsFunc(c.topics, func(f found) bool { return f.strong && !ofEvent(Topic(f.value)) })
}

// opensByAsking says whether a sentence begins with a word that asks.
func (l lookup) opensByAsking(c clause) bool {
	if c.from > 0 && !l.ends(c.from-1) {
		return false
	}
	i := c.from
	for i < c.to && l.tokens[i].joins() {
		i++
	}
	return i < c.to && l.asking[i]
}

// cuts says before which tokens a clause begins: after the end of a sentence, and
// where a word that asks stands after a comma, after "and", or after a clause
// that has its topic already.
func (l lookup) cuts(all []found) map[int]bool {
	cuts := map[int]bool{}
	for i := 1; i < len(l.tokens); i++ {
		if l.ends(i - 1) {
			cuts[i] = true
		}
	}
	last := 0
	opens := map[int]bool{}
	for _, f := range all {
		opens[f.from()] = opens[f.from()] || f.kind == forTopic && f.strong || f.kind == forItem
	}
	for i := range l.tokens {
		if !l.asking[i] && !(opens[i] && l.joined(l.beginning(i)) && hasAnyTopic(all, last, l.beginning(i))) {
			continue
		}
		start := l.beginning(wholly(all, i))
		if start > last && (l.joined(start) || !l.filler[i] && hasTopic(all, last, start, i)) {
			cuts[start] = true
			last = start
		}
	}
	return cuts
}

// questionWord is the topics whose weak words are words that ask.
var questionWord = map[Topic]bool{address: true, hours: true, eligibility: true, figures: true}

// joining is words that join two clauses, those in Cyrillic under true.
var joining = map[bool]map[string]bool{
	false: folded("and or but also plus then si iar sau dar ta ale abo", inNames),
	true:  folded("и і й та а або или але но ще плюс потом потім", inNames),
}

// joins says whether a token is a word that joins.
func (t token) joins() bool { return joining[t.cyrillic][t.skeleton] }

// beginning goes back over words that join, and prepositions before a word that
// asks.
func (l lookup) beginning(i int) int {
	for i > 0 && !l.ends(i-1) && l.tokens[i-1].joins() {
		i--
	}
	return i
}

// wholly is where a phrase begins of which a word is a part: a clause does not begin
// in the midst of until when.
func wholly(all []found, i int) int {
	from := i
	for _, f := range all {
		if f.kind == forTopic && slices.Contains(f.at, i) && i-f.from() < len(f.at) {
			from = min(from, f.from())
		}
	}
	return from
}

// joined says whether a comma or a word that joins stands before a clause.
func (l lookup) joined(i int) bool {
	return i > 0 && l.tokens[i-1].after == ',' || l.tokens[i].joins()
}

// hasAnyTopic says whether any topic was found in a stretch.
func hasAnyTopic(all []found, from, to int) bool {
	return slices.ContainsFunc(all, func(f found) bool {
		return f.from() >= from && f.from() < to && f.kind == forTopic
	})
}

// hasTopic says whether something that could be a topic was found in a stretch,
// besides what uses one word.
func hasTopic(all []found, from, to, except int) bool {
	return slices.ContainsFunc(all, func(f found) bool {
		inside := f.from() >= from && f.at[len(f.at)-1] < to
		return inside && !slices.Contains(f.at, except) && (f.kind == forItem || f.kind == forTopic && f.strong || f.kind == forCentre)
	})
}

// fill deals out what was found in the clause.
func (c *clause) fill(l lookup, all []found, days []day) {
	for _, f := range all {
		if f.from() < c.from || f.from() >= c.to {
			continue
		}
		switch f.kind {
		case forTopic:
			c.topics = append(c.topics, f)
		case forItem:
			c.items = append(c.items, f)
		case forCentre:
			c.centres = append(c.centres, f)
		case forHello:
			c.greeting += len(f.at)
		case forElsewhere:
			c.other = c.other || !f.fuzzy
		}
	}
	for _, d := range days {
		if d.at >= c.from && d.at < c.to {
			c.days = append(c.days, d)
		}
	}
	for i := c.from; i < c.to; i++ {
		if l.unknown(i) {
			c.unknown++
		}
		c.asks = c.asks || l.asking[i] || l.tokens[i].after == '?'
	}
}

// leastGuess is how many letters a word has that counts as known in spite of a
// slip.
const leastGuess = 6

// leastUnknown is how many letters a word has that one should know.
const leastUnknown = 2

// events returns what names the event in a clause, also within longer words, but for
// the second day of Easter.
func events(raw []found, c clause) []found {
	var all []found
	for _, f := range raw {
		if f.kind == forEvent && !f.fuzzy && f.from() >= c.from && f.from() < c.to && !slices.ContainsFunc(raw, f.withinDay) {
			all = append(all, f)
		}
	}
	return all
}

// withinDay says whether a day has all words of this and more.
func (f found) withinDay(d found) bool {
	return d.kind == forDay && len(d.at) > len(f.at) && d.covers(f)
}

// unknown says whether a token is a word of which nothing is known.
func (l lookup) unknown(i int) bool {
	t := l.tokens[i]
	least := leastGuess
	if slices.ContainsFunc(l.places[i], func(p place) bool { return !p.fuzzy }) {
		least = 0
	}
	known := len(l.places[i]) > 0 && len(t.skeleton) >= least
	return !known && !strings.ContainsAny(t.word, "0123456789") && utf8.RuneCountInString(t.word) >= leastUnknown
}

// weak returns whether the clause has any word of a topic, and the first.
func (c clause) weak(topic Topic) (found, bool) {
	for _, f := range c.topics {
		if f.value == string(topic) {
			return f, true
		}
	}
	return found{}, false
}

// mentions says whether the clause has any word of one of the topics.
func (c clause) mentions(topics ...Topic) bool {
	return slices.ContainsFunc(topics, func(t Topic) bool { _, ok := c.weak(t); return ok })
}

// hasItem says whether the clause names one of the items.
func (c clause) hasItem(items ...catalogue.Item) bool {
	return slices.ContainsFunc(c.items, func(f found) bool { return slices.Contains(items, catalogue.Item(f.value)) })
}
