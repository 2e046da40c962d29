package questions

import "slices"

// leastDanger is how many letters a word has that tells of danger in spite of a
// slip.
const leastDanger = 6

// dangerous says whether a text speaks of danger: in words of the danger section
// that no words of the harmless section take up.
func dangerous(all []found) bool {
	var harmless []int
	for _, f := range all {
		if f.kind == forHarmless && f.sure() {
			harmless = append(harmless, f.at...)
		}
	}
	return slices.ContainsFunc(all, func(f found) bool {
		return f.kind == forDanger && (!f.fuzzy || f.long >= leastDanger) && !f.touches(harmless)
	})
}

// touches says whether what was found uses one of the words.
func (f found) touches(words []int) bool {
	return slices.ContainsFunc(f.at, func(i int) bool { return slices.Contains(words, i) })
}
