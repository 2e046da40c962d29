package names

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// mostWords is how many words of a name, and of a query, are looked at.
const mostWords = 16

// fewWithin is how many letters are looked for within a name, at least; with
// fewer, Ina were in every Marina.
const fewWithin = 4

// A word of fewMisspelt letters or more may have one that is wrong, a word of
// manyMisspelt two.
const fewMisspelt, manyMisspelt = 4, 8

// longestWord is how many bytes a word may have for its misspellings to be found.
const longestWord = 64

// How well a name answers a query, by its least word.
const (
	none      = iota
	misspelt  // all words begin so, but for one that is misspelt
	contained // the query is within the name
	begins    // all words begin so
	whole     // all words are there
	exact     // and no others
)

// Begins is the least rank of a name in which all words of the query begin a
// word, Exact of one that has them whole and no others.
const Begins, Exact = 2 * begins, 2 * exact

// A Finder finds one query in names. It may be used by several at once.
type Finder struct {
	plain, key words
	joined     string // the words of the key in one, where they are enough to be looked for within a name
}

// Find prepares a query: words of a name in any order, or how they begin.
func Find(query string) Finder {
	spelled := plain(query)
	sounds := key(spelled)
	f := Finder{plain: split(spelled), key: split(sounds)}
	f.plain.sort()
	f.key.sort()
	if joined := strings.ReplaceAll(sounds, " ", ""); utf8.RuneCountInString(joined) >= fewWithin {
		f.joined = joined
	}
	return f
}

// Rank says how well a name answers the query: 0 if it does not, and more the
// better it does. From best to least: the whole name, whole words of it, words
// that begin so, a name that contains the query's four letters or more, words
// that begin so but for one that is misspelt (in one letter, or two neighbours
// swapped, of four letters or more; in two of eight or more). Of the same kind,
// a name that is spelled as the query ranks above one with the same key. An
// empty query finds nobody.
func (f Finder) Rank(name string) int {
	spelled := plain(name)
	looks, sounds := f.looks(spelled), f.sounds(key(spelled))
	if looks >= sounds && looks > none {
		return 2*looks + 1
	}
	return 2 * sounds
}

// looks ranks a name by its letters.
func (f Finder) looks(plain string) int {
	name := split(plain)
	level, missing := f.plain.in(&name)
	if missing.n > 0 {
		return none
	}
	return level
}

// sounds ranks a name by its key.
func (f Finder) sounds(key string) int {
	name := split(key)
	left := name
	level, missing := f.key.in(&left)
	switch {
	case missing.n == 0:
		return level
	case f.joined != "" && name.hold(f.joined):
		return contained
	case missing.n == 1 && slices.ContainsFunc(left.all(), func(word string) bool { return near(missing.list[0], word) }):
		return misspelt
	}
	return none
}

// words is some words of a folded text.
type words struct {
	list [mostWords]string
	n    int
}

// split parts a folded text into its words.
func split(text string) words {
	var w words
	for word := range strings.FieldsSeq(text) {
		if w.n < mostWords {
			w.add(word)
		}
	}
	return w
}

func (w *words) add(word string) {
	w.list[w.n] = word
	w.n++
}

func (w *words) all() []string { return w.list[:w.n] }

// sort puts the longest first: of two words with which a name's word begins, the
// longer has less choice.
func (w *words) sort() {
	slices.SortStableFunc(w.all(), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

// in looks for words in those of a name, each in another one, and takes them out
// of it. It says how well those fit that are not missing.
func (w *words) in(name *words) (level int, missing words) {
	if w.n == 0 {
		return none, words{}
	}
	level = exact
	for _, word := range w.all() {
		i := name.find(word)
		if i < 0 {
			missing.add(word)
			continue
		}
		if name.list[i] != word {
			level = begins
		}
		name.list[i] = ""
	}
	if name.n > w.n {
		level = min(level, whole)
	}
	return level, missing
}

// find returns where a word is, else where one is that begins so, else -1.
func (w *words) find(word string) int {
	if i := slices.Index(w.all(), word); i >= 0 {
		return i
	}
	return slices.IndexFunc(w.all(), func(longer string) bool { return strings.HasPrefix(longer, word) })
}

// hold tells whether a word contains a text, or several that follow each other
// are it.
func (w *words) hold(text string) bool {
	for i, word := range w.all() {
		if strings.Contains(word, text) || joined(w.list[i:w.n], text) {
			return true
		}
	}
	return false
}

// joined tells whether the first of some words, as many as it takes, are a text
// when they are written as one: Al Hassan is Alhassan.
func joined(words []string, text string) bool {
	for _, word := range words {
		rest, ok := strings.CutPrefix(text, word)
		if !ok || rest == "" {
			return ok
		}
		text = rest
	}
	return false
}

// near tells whether a word is a misspelling of another, both as keys write them.
func near(word, of string) bool {
	letters, others := utf8.RuneCountInString(word), utf8.RuneCountInString(of)
	if letters < fewMisspelt || max(len(word), len(of)) > longestWord || max(letters-others, others-letters) > 2 {
		return false
	}
	switch levenshtein.ComputeDistance(word, of) {
	case 0, 1:
		return true
	case 2:
		return swapped(word, of) || letters >= manyMisspelt && sameStart(word, of)
	}
	return false
}

// swapped tells whether two words of two different letters differ in that two
// neighbours have changed places.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	return len(x) == len(y) && i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}

// sameStart tells whether two words begin with one letter, or with a vowel both:
// who misspells two letters hears the first, but Oleksandr is Alexander.
func sameStart(a, b string) bool {
	const vowels = "aeiou"
	return a[0] == b[0] && a[1] == b[1] || strings.Contains(vowels, a[:1]) && strings.Contains(vowels, b[:1])
}
