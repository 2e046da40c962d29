package questions

import (
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// A lexeme is one word of the files, as it is compared: the stem of a word in
// one tongue, or how words begin.
type lexeme struct {
	key    string
	tongue tongue
	begins bool // words that begin so
}

// lastSlip is how many letters a word and what it is like may differ in as a
// whole, where their stems differ in one.
const lastSlip, longWord = 2, 7

// index finds the lexemes that a token is, or is nearly.
type index struct {
	lexemes []lexeme
	ids     map[lexeme]int
	whole   [tongues]map[string]int
	begin   [tongues]map[string]int
	forms   [][]string       // by lexeme: its words, folded
	near    map[uint64][]int // by what is left of a key without one of its letters, and by the key
}

func newIndex() *index {
	x := &index{ids: map[lexeme]int{}, near: map[uint64][]int{}}
	for t := range tongues {
		x.whole[t], x.begin[t] = map[string]int{}, map[string]int{}
	}
	return x
}

// copy returns an index to which lexemes can be added apart.
func (x *index) copy() *index {
	c := &index{lexemes: slices.Clone(x.lexemes), ids: maps.Clone(x.ids), forms: apart(x.forms), near: maps.Clone(x.near)}
	for t := range tongues {
		c.whole[t], c.begin[t] = maps.Clone(x.whole[t]), maps.Clone(x.begin[t])
	}
	for hash, ids := range c.near {
		c.near[hash] = slices.Clip(ids)
	}
	return c
}

// add returns the id of a lexeme, a new one if need be. form is the word as
// the file has it, folded.
func (x *index) add(l lexeme, form string) int {
	if id, ok := x.ids[l]; ok {
		x.forms[id] = append(x.forms[id], form)
		return id
	}
	id := len(x.lexemes)
	x.lexemes = append(x.lexemes, l)
	x.forms = append(x.forms, []string{form})
	x.ids[l] = id
	if l.begins {
		x.begin[l.tongue][l.key] = id
	} else {
		x.whole[l.tongue][l.key] = id
	}
	if len(l.key) >= leastFuzzy && !strings.HasPrefix(l.key, exactly) && (!l.begins || len(l.key) >= leastFuzzyBegin) {
		for hash := range deletions(l.key) {
			x.near[hash] = append(x.near[hash], id)
		}
	}
	return id
}

// leastFuzzy is how many letters a key has that is found by something like it.
const leastFuzzy = 4

// leastFuzzyBegin is how many letters a beginning has that is found so.
const leastFuzzyBegin = 5

// leastBegin is how many letters a beginning has at least.
const leastBegin = 3

// deletions gives a hash of the key and of each way to leave one letter out.
func deletions(key string) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		if !yield(hash(key, -1)) {
			return
		}
		for i := range len(key) {
			if !yield(hash(key, i)) {
				return
			}
		}
	}
}

const hashStart, hashPrime = 14695981039346656037, 1099511628211

// hash is that of a key without the letter at a place.
func hash(key string, without int) uint64 {
	h := uint64(hashStart)
	for i := range len(key) {
		if i != without {
			h = (h ^ uint64(key[i])) * hashPrime
		}
	}
	return h
}

// keys are a token as each tongue that its letters allow folds and cuts it.
type keys struct{ fold, stem [tongues]string }

// tonguesOf are the tongues of words in Latin letters, and in Cyrillic.
var tonguesOf = map[bool][]tongue{false: {inEnglish, inRomanian, inSlavic, inNames}, true: {inCyrillic, inRussian, inNames}}

// keysOf returns a token's keys.
func keysOf(t token) keys {
	var k keys
	for _, tongue := range tonguesOf[t.cyrillic] {
		switch tongue {
		case inSlavic, inNames:
			k.fold[tongue] = t.skeleton
		case inRussian:
			k.fold[tongue] = k.fold[inCyrillic] // the tongue before it
		default:
			k.fold[tongue] = fold(t.word, tongue)
		}
		k.stem[tongue] = stemOf(t.word, k.fold[tongue], tongue)
	}
	return k
}

// exact returns the lexemes that a token is.
func (x *index) exact(k keys) []hit {
	var hits []hit
	for t := range tongues {
		if k.stem[t] == "" {
			continue
		}
		for _, key := range []string{k.stem[t], exactly + k.fold[t]} {
			if id, ok := x.whole[t][key]; ok {
				hits = append(hits, hit{lexeme: id})
			}
		}
		for n := leastBegin; n <= len(k.fold[t]); n++ {
			if id, ok := x.begin[t][k.fold[t][:n]]; ok {
				hits = append(hits, hit{lexeme: id})
			}
		}
	}
	return hits
}

// fuzzy returns the lexemes that a token is but for one slip.
func (x *index) fuzzy(k keys) []hit {
	var hits []hit
	for t := range tongues {
		word, key := k.fold[t], k.stem[t]
		found := func(id int) {
			if !slices.ContainsFunc(hits, func(h hit) bool { return h.lexeme == id }) {
				hits = append(hits, hit{lexeme: id, fuzzy: true, swap: x.swapped(id, word)})
			}
		}
		if len(key) < leastFuzzy-1 {
			continue
		}
		for h := range deletions(key) {
			for _, id := range x.near[h] {
				if l := x.lexemes[id]; l.tongue == t && !l.begins && slip(l.key, key) && x.like(id, word) {
					found(id)
				}
			}
		}
		x.fuzzyBegin(word, t, found)
	}
	return swapsFirst(hits)
}

// swapsFirst leaves only those whose letters changed places, if there are any:
// nobody means another word by them.
func swapsFirst(hits []hit) []hit {
	isSwap := func(h hit) bool { return h.swap }
	if slices.ContainsFunc(hits, isSwap) {
		return slices.DeleteFunc(hits, func(h hit) bool { return !h.swap })
	}
	return hits
}

// swapped says whether a word has the letters of a lexeme's, two of them in each
// other's place.
func (x *index) swapped(id int, word string) bool {
	return slices.ContainsFunc(x.forms[id], func(form string) bool {
		if x.lexemes[id].begins {
			word = word[:min(len(word), len(form))]
		}
		return len(form) == len(word) && slip(form, word) && sameLetters(form, word)
	})
}

func sameLetters(a, b string) bool {
	var count [256]int
	for i := range len(a) {
		count[a[i]]++
		count[b[i]]--
	}
	return count == [256]int{}
}

// like says whether a word is like one of a lexeme's as a whole.
func (x *index) like(id int, word string) bool {
	return slices.ContainsFunc(x.forms[id], func(form string) bool {
		most := lastSlip
		if len(form) < longWord {
			most = 1
		}
		return levenshtein.ComputeDistance(form, word) <= most || slip(form, word)
	})
}

// longestBegin is how many letters of a beginning are looked at.
const longestBegin = 12

// fuzzyBegin finds the beginnings that a word has but for one slip.
func (x *index) fuzzyBegin(word string, t tongue, found func(int)) {
	for without := -1; without < min(len(word), longestBegin); without++ {
		h := uint64(hashStart)
		for i := range min(len(word), longestBegin+1) {
			if i == without {
				continue
			}
			h = (h ^ uint64(word[i])) * hashPrime
			if i+1 < leastFuzzy-1 || i < without {
				continue
			}
			for _, id := range x.near[h] {
				if l := x.lexemes[id]; l.begins && l.tongue == t && beginsNearly(word, l.key) {
					found(id)
				}
			}
		}
	}
}

// beginsNearly says whether a word begins with a key but for one slip.
func beginsNearly(word, key string) bool {
	for n := len(key) - 1; n <= len(key)+1 && n <= len(word); n++ {
		if slip(key, word[:n]) {
			return true
		}
	}
	return false
}

// longSlip is how many letters a word has whose first one may be wrong.
const longSlip = 7

// slip says whether two keys differ by one letter that is wrong, missing or too
// many, or by two neighbours that changed places. The first letter is right,
// unless the word is a long one.
func slip(a, b string) bool {
	if a == "" || b == "" || a[0] != b[0] && min(len(a), len(b)) < longSlip {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}
