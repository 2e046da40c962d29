package questions

import (
	"regexp"
	"slices"
	"time"

	"visitbot/bot/catalogue"
)

// A Reader understands questions about one catalogue. It may be used by several
// at once.
type Reader struct {
	words *vocabulary
	cat   *catalogue.Catalogue
}

// New makes a reader of a catalogue: it knows the names of its centres and
// visits. It panics if the files of words in the program cannot be read.
func New(cat *catalogue.Catalogue) *Reader {
	v := shippedWords().copy()
	v.addNames(cat)
	learned() // so that nobody has to wait for it
	return &Reader{words: v, cat: cat}
}

// Read understands a text. last is the centre last spoken of, "" for none; now is
// in the event's zone.
func (r *Reader) Read(text, last string, now time.Time) Reading {
	whole := r.words.look(text)
	short := whole.shortened()
	l := r.words.inContext(r.words.calm(short), text)
	raw := l.find(r.words.begins)
	all := longestFirst(raw)
	if r.danger(whole, short, text) {
		return Reading{Kind: Danger, Asks: asks(l, all)}
	}
	s := subject{reader: r, last: last, now: now, clauses: clauses(l, raw, all, days(l, raw, now)), all: all, lookup: l}
	return s.reconsider(s.byWords(text), learned().guesses(l.features(all)))
}

// byWords reads a text by the words that stand in it.
func (s subject) byWords(text string) Reading {
	reading := Reading{Kind: Unknown, Asks: asks(s.lookup, s.all)}
	questions := s.questions()
	switch {
	case off(s.all, s), sum.MatchString(text) && !slices.ContainsFunc(questions, func(q Question) bool { return q.Topic != "" }):
		reading.Kind = Off
	case has(s.all, forThanks) && !reading.Asks && s.saysNothing():
		reading.Kind = Thanks
	case len(questions) > 0:
		reading.Kind, reading.Questions = Asked, questions
	case has(s.all, forThanks):
		reading.Kind = Thanks
	case has(s.all, forHello):
		reading.Kind = Hello
	}
	return reading
}

// sum is something to work out.
var sum = regexp.MustCompile(`[0-9]\s*[*×÷+=^]`)

// asks says whether a text has the form of a question.
func asks(l lookup, all []found) bool {
	return has(all, forAsking) || slices.ContainsFunc(l.tokens, func(t token) bool { return t.after == '?' })
}

func has(all []found, kind senseKind) bool {
	return slices.ContainsFunc(all, func(f found) bool { return f.kind == kind })
}

// off says whether a text is about something that the bot is not for: it has
// words for that, and what it asks besides names neither a centre nor the event,
// or does so in the same breath without a strong word.
func off(all []found, s subject) bool {
	beyond := map[int]bool{}
	for _, f := range all {
		if f.kind == forOff && !f.fuzzy {
			beyond[f.from()] = true
		}
	}
	if len(beyond) == 0 {
		return false
	}
	for i, c := range s.clauses {
		if c.counts(beyond) || s.named(i) {
			return false
		}
	}
	return true
}

// named says whether a clause asks for certain about a centre that the text names,
// in this clause or in another.
func (s subject) named(i int) bool {
	topics := s.clauses[i].strongTopics()
	return len(s.centresFor(i)) > 0 && (len(topics) > 0 && topics[0].sure || s.clauses[i].asks && len(s.clauses[i].centres) > 0)
}

// counts says whether a clause asks something in spite of words for what the bot
// is not for.
func (c clause) counts(beyond map[int]bool) bool {
	if c.mentions(gives) && c.hasItem(catalogue.Papers, catalogue.Travel, catalogue.Work) {
		return true
	}
	topics := c.topicsOf()
	if len(c.centres) == 0 && len(c.events) == 0 || len(topics) == 0 {
		return false
	}
	for i := c.from; i < c.to; i++ {
		if beyond[i] {
			return !topics[0].weak
		}
	}
	return c.asks || !topics[0].weak
}
