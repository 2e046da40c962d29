package questions

import "slices"

// A word of so many letters tells of danger in spite of a slip, on its own or
// beside another one without.
const leastDanger, leastBeside = 11, 7

// danger says whether a text speaks of danger, in spite of slips in what is read
// closely of it, or in whatever languages.
func (r *Reader) danger(whole, short lookup, text string) bool {
	short, whole = r.words.inContext(short, text), r.words.alarming(whole, text)
	return has(short.find(r.words.alarms), forDanger) && short.dangerous(short.find(r.words.begins)) || whole.dangerous(whole.find(r.words.alarms))
}

// dangerous says whether a text speaks of danger: in words of the danger section
// that no words of the harmless section take up, and that are nobody's name.
// all is what was found of either, and what else a slip may mean.
func (l lookup) dangerous(all []found) bool {
	var harmless []int
	for _, f := range all {
		if f.kind == forHarmless && f.sure() {
			harmless = append(harmless, f.at...)
		}
	}
	return slices.ContainsFunc(all, func(f found) bool {
		least := leastDanger
		if f.exact > 0 {
			least = leastBeside
		}
		return f.kind == forDanger && (!f.fuzzy || !f.rival && f.long >= least) && !f.touches(harmless) && !l.names(f)
	})
}

// touches says whether what was found uses one of the words.
func (f found) touches(words []int) bool {
	return slices.ContainsFunc(f.at, func(i int) bool { return slices.Contains(words, i) })
}

// leastNames, mostNames are how many words a name has that stands by itself.
const leastNames, mostNames = 2, 4

// names says whether what was found is one word of a name: of a sentence of a few
// words, each typed with a capital. A surname can be the word for a fire.
func (l lookup) names(f found) bool {
	from, to := f.from(), f.from()+1
	for from > 0 && !l.ends(from-1) {
		from--
	}
	for to < len(l.tokens) && !l.ends(to-1) {
		to++
	}
	untitled := func(t token) bool { return !t.title }
	return len(f.at) == 1 && leastNames <= to-from && to-from <= mostNames && !slices.ContainsFunc(l.tokens[from:to], untitled)
}
