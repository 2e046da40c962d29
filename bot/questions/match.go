package questions

import (
	"cmp"
	"slices"
	"unicode"
)

// A place is a slot that a token fits.
type place struct {
	slot  int
	fuzzy bool
	swap  bool
}

// A text that is looked up: its tokens and what each fits.
type lookup struct {
	tokens []token
	keys   []keys
	main   tongue // of most of its Latin words
	places [][]place
	near   []*[]place // by token: what it is like, once that was looked up
	filler []bool     // by token: it may only fill a sentence
	asking []bool     // by token: it may ask
	calm   bool       // what only tells of danger is left out
}

// A found is an entry that a text has.
type found struct {
	sense
	at    []int // the tokens, in order
	fuzzy bool
	lang  string
	exact int  // how many of its words are what they are without doubt
	odd   bool // a word stands in it that is not known
	rival bool // a fuzzy word of it is as nearly another one
	long  int  // letters of the shortest fuzzy word
}

func (f found) from() int { return f.at[0] }

// look finds the words of a text in the vocabulary, in any of its languages.
func (v *vocabulary) look(text string) lookup {
	l := lookup{tokens: tokens(text)}
	l.keys, l.places = make([]keys, len(l.tokens)), make([][]place, len(l.tokens))
	l.near = make([]*[]place, len(l.tokens))
	for i, t := range l.tokens {
		l.keys[i] = keysOf(t)
		l.places[i] = v.placesOf(v.index.exact(l.keys[i]))
	}
	return l
}

// shortened is a text without what stands between its first and its last words.
func (l lookup) shortened() lookup {
	cut := len(l.tokens) - lastWords
	if cut <= firstWords {
		return l
	}
	l.tokens = slices.Concat(l.tokens[:firstWords], l.tokens[cut:])
	l.tokens[firstWords-1].after = '.'
	l.keys = slices.Concat(l.keys[:firstWords], l.keys[cut:])
	l.places = slices.Concat(l.places[:firstWords], l.places[cut:])
	l.near = slices.Concat(l.near[:firstWords], l.near[cut:])
	return l
}

// leastForeign is how many letters a word has that tells of danger in another language
// than that of its text.
const leastForeign = 4

// alarming leaves of each word what it may tell of danger: in an emergency people
// mix their languages, but short words of one are something else in another.
func (v *vocabulary) alarming(l lookup, text string) lookup {
	l.main, l.places = v.mainTongue(l), slices.Clone(l.places)
	cyrillic := cyrillicLanguage(text)
	for i, t := range l.tokens {
		if len(t.skeleton) >= leastForeign {
			continue
		}
		l.places[i] = slices.DeleteFunc(slices.Clone(l.places[i]), func(p place) bool {
			lang := v.slots[p.slot].lang
			if t.cyrillic {
				return lang != "" && cyrillic != "" && lang != cyrillic
			}
			return lang != "" && family(lang) != l.main
		})
	}
	return l
}

// calm leaves out of each word what only tells of danger, so that those words, of
// which there cannot be enough, change nothing in what else is understood.
func (v *vocabulary) calm(l lookup) lookup {
	l.calm, l.places = true, slices.Clone(l.places)
	for i, places := range l.places {
		l.places[i] = v.calmOf(slices.Clone(places))
	}
	return l
}

// calmOf leaves of places those that tell of more than danger.
func (v *vocabulary) calmOf(places []place) []place {
	return slices.DeleteFunc(places, func(p place) bool { return v.slots[p.slot].alarm })
}

// inContext leaves of each word what it means in the language of its text, and finds
// what is nearly in the vocabulary.
func (v *vocabulary) inContext(l lookup, text string) lookup {
	l.main = v.mainTongue(l)
	l.places = slices.Clone(l.places)
	l.filler, l.asking = make([]bool, len(l.tokens)), make([]bool, len(l.tokens))
	cyrillic := cyrillicLanguage(text)
	for i, t := range l.tokens {
		l.places[i] = v.ofLanguage(t, v.ofTongue(t, slices.Clone(l.places[i]), l.main), cyrillic)
		if len(l.places[i]) == 0 {
			l.places[i] = v.slips(l, i)
			if l.calm {
				l.places[i] = v.calmOf(l.places[i])
			}
		}
		for _, p := range l.places[i] {
			l.filler[i] = l.filler[i] || v.slots[p.slot].filler
			l.asking[i] = l.asking[i] || v.slots[p.slot].asking && !p.fuzzy
		}
	}
	return l
}

// slips returns the slots that a token nearly fits.
func (v *vocabulary) slips(l lookup, i int) []place {
	t := l.tokens[i]
	if len(t.skeleton) >= leastWild {
		if places := v.wild(t); len(places) > 0 {
			return places
		}
	}
	if len(t.skeleton) < leastFuzzy || t.number >= 0 {
		return nil
	}
	if l.near[i] == nil {
		near := v.placesOf(v.index.fuzzy(l.keys[i]))
		l.near[i] = &near
	}
	return v.ofMain(t, slices.Clone(*l.near[i]), l.main)
}

// placesOf returns the slots that hits fit, each once.
func (v *vocabulary) placesOf(hits []hit) []place {
	var places []place
	for _, h := range hits {
		for _, slot := range v.fits[h.lexeme] {
			if !slices.ContainsFunc(places, func(p place) bool { return p.slot == slot }) {
				places = append(places, place{slot, h.fuzzy, h.swap})
			}
		}
	}
	return places
}

// cyrillicLanguage is uk or ru by the letters that only one of them has, "" where
// there are as many of both.
func cyrillicLanguage(text string) string {
	balance := 0
	for _, r := range text {
		switch unicode.ToLower(r) {
		case 'і', 'ї', 'є', 'ґ':
			balance++
		case 'ы', 'э', 'ё', 'ъ':
			balance--
		}
	}
	switch {
	case balance > 0:
		return "uk"
	case balance < 0:
		return "ru"
	}
	return ""
}

// ofLanguage leaves of a Cyrillic word's places those of the text's language, if
// there are any: питання is food in Russian only.
func (v *vocabulary) ofLanguage(t token, places []place, lang string) []place {
	in := func(p place) bool { return v.slots[p.slot].lang == lang }
	if !t.cyrillic || lang == "" || !slices.ContainsFunc(places, in) {
		return places
	}
	return slices.DeleteFunc(places, func(p place) bool { return !in(p) && v.slots[p.slot].lang != "" })
}

// family is the tongue of a language's words in Latin letters.
func family(lang string) tongue { return languages[lang][len(languages[lang])-1] }

// mainTongue is the tongue in which most of a text's Latin words are known.
func (v *vocabulary) mainTongue(l lookup) tongue {
	var score [tongues]int
	for i, t := range l.tokens {
		if t.cyrillic {
			continue
		}
		var seen [tongues]bool
		for _, p := range l.places[i] {
			lang := v.slots[p.slot].lang
			if lang == "" {
				seen = [tongues]bool{}
				break
			}
			seen[family(lang)] = true
		}
		for tongue := range seen {
			if seen[tongue] {
				score[tongue] += min(len(t.word), 6)
			}
		}
	}
	best := inEnglish
	for tongue := range tongues {
		if score[tongue] > score[best] {
			best = tongue
		}
	}
	return best
}

// sharedWord is how many letters a word has that is understood among those of
// another language.
const sharedWord = 6

// ofTongue leaves of a Latin word's places those of the text's main tongue, and
// names; all of them where there is none and the word is long enough.
func (v *vocabulary) ofTongue(t token, places []place, main tongue) []place {
	if t.cyrillic {
		return places
	}
	inMain := func(p place) bool {
		lang := v.slots[p.slot].lang
		return lang == "" || family(lang) == main
	}
	foreign := func(p place) bool { return !inMain(p) }
	hasMain := slices.ContainsFunc(places, func(p place) bool { return inMain(p) && v.slots[p.slot].lang != "" })
	if hasMain || len(t.word) < sharedWord {
		return slices.DeleteFunc(places, foreign)
	}
	return places
}

// ofMain leaves of a Latin word's places those of the text's main tongue, and
// names.
func (v *vocabulary) ofMain(t token, places []place, main tongue) []place {
	return slices.DeleteFunc(places, func(p place) bool {
		lang := v.slots[p.slot].lang
		return !t.cyrillic && lang != "" && family(lang) != main
	})
}

// at returns how a token fits a slot.
func (l lookup) at(i, slot int) (p place, ok bool) {
	for _, p := range l.places[i] {
		if p.slot == slot {
			return p, true
		}
	}
	return place{}, false
}

// find returns every entry that a text has, in the order of their first words.
// entries are those looked for, by the slot that they begin with.
func (l lookup) find(entries [][]entry) []found {
	var all []found
	for i := range l.tokens {
		for _, p := range l.places[i] {
			for _, e := range entries[p.slot] {
				if f, ok := l.match(e, i, p); ok {
					all = append(all, f)
				}
			}
		}
	}
	for _, f := range all {
		if f.kind == forAsking && !f.fuzzy {
			l.asking[f.from()] = true
		}
	}
	return withRivals(all)
}

// withRivals marks what was found by a slip where the same word may be another
// one as well.
func withRivals(all []found) []found {
	for i, f := range all {
		all[i].rival = f.fuzzy && slices.ContainsFunc(all, func(g found) bool {
			return g.fuzzy && g.sense != f.sense && len(g.at) >= len(f.at) && f.covers(found{at: g.at[:1]})
		})
	}
	return all
}

// match says whether an entry is in the text with its first word at a place.
func (l lookup) match(e entry, first int, p place) (found, bool) {
	if e.capitals && !l.tokens[first].capitals {
		return found{}, false
	}
	f := found{sense: e.sense, lang: e.lang, long: 99}
	f.take(l, first, p)
	for k := 1; k < len(e.slots); k++ {
		i, p := l.next(e, k, f.at)
		if i < 0 {
			return found{}, false
		}
		if e.gaps[k] != everywhere && l.strange(f.at[len(f.at)-1]+1, i) {
			f.odd = true
		}
		f.take(l, i, p)
	}
	slices.Sort(f.at)
	return f, true
}

// swapBonus is by how many letters a word is easier to know whose letters only
// changed places.
const swapBonus = 2

// take adds a word of the text to what is found.
func (f *found) take(l lookup, i int, p place) {
	f.at = append(f.at, i)
	if p.fuzzy {
		long := len(l.tokens[i].skeleton)
		if p.swap {
			long += swapBonus
		}
		f.fuzzy, f.long = true, min(f.long, long)
		return
	}
	f.exact++
}

// next finds the word of an entry's k-th slot; -1: there is none.
func (l lookup) next(e entry, k int, at []int) (i int, p place) {
	if e.gaps[k] == everywhere {
		return l.anywhere(e.slots[k], at)
	}
	last := at[len(at)-1]
	for i := last + 1; i <= last+1+e.gaps[k] && i < len(l.tokens); i++ {
		if l.ends(i - 1) {
			break
		}
		if p, ok := l.at(i, e.slots[k]); ok && !slices.Contains(at, i) {
			return i, p
		}
	}
	return -1, place{}
}

// strange says whether a word is not known that stands between two of a phrase.
func (l lookup) strange(from, to int) bool {
	for i := from; i < to; i++ {
		if l.unknown(i) {
			return true
		}
	}
	return false
}

// ends says whether a sentence ends after a token.
func (l lookup) ends(i int) bool { return l.tokens[i].after == '.' || l.tokens[i].after == '?' }

// sentence is how many words before and after another one are looked at.
const sentence = 10

// anywhere finds the nearest word of a slot in the sentence, on either side.
func (l lookup) anywhere(slot int, at []int) (i int, p place) {
	anchor := at[len(at)-1]
	after, before := true, true
	for d := 1; d <= sentence; d++ {
		after = after && anchor+d < len(l.tokens) && !l.ends(anchor+d-1)
		before = before && anchor-d >= 0 && !l.ends(anchor-d)
		if after {
			if p, ok := l.at(anchor+d, slot); ok && !slices.Contains(at, anchor+d) {
				return anchor + d, p
			}
		}
		if before {
			if p, ok := l.at(anchor-d, slot); ok && !slices.Contains(at, anchor-d) {
				return anchor - d, p
			}
		}
	}
	return -1, place{}
}

// longestFirst leaves out what lies within a longer one, and what is about
// danger.
func longestFirst(all []found) []found {
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(len(b.at)-len(a.at), a.from()-b.from())
	})
	kept := make([]found, 0, len(all))
	at := map[int][]int{} // by token: those kept that use it
	for _, f := range all {
		if f.kind == forDanger || f.kind == forHarmless || f.reaches(kept, at) || slices.ContainsFunc(at[f.from()], func(k int) bool {
			return len(kept[k].at) > len(f.at) && kept[k].covers(f) || same(kept[k], f)
		}) {
			continue
		}
		for _, i := range f.at {
			at[i] = append(at[i], len(kept))
		}
		kept = append(kept, f)
	}
	slices.SortStableFunc(kept, func(a, b found) int { return a.from() - b.from() })
	return kept
}

// reaches says whether a phrase with words between its own reaches for one that a
// longer phrase on another topic has: "is … open" in where is it and when does it
// open.
func (f found) reaches(kept []found, at map[int][]int) bool {
	last := f.at[len(f.at)-1]
	if f.kind != forTopic || last-f.from() < len(f.at) {
		return false
	}
	return slices.ContainsFunc(at[last], func(k int) bool {
		return kept[k].kind == forTopic && kept[k].value != f.value && len(kept[k].at) > len(f.at)
	})
}

func same(a, b found) bool { return a.sense == b.sense && slices.Equal(a.at, b.at) }

// covers says whether all words of another are among those of this one.
func (f found) covers(other found) bool {
	for _, i := range other.at {
		if !slices.Contains(f.at, i) {
			return false
		}
	}
	return true
}
