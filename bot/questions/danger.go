package questions

import "slices"

// A word of so many letters tells of danger in spite of a slip, on its own or
// beside another one without.
const leastDanger, leastBeside = 11, 7

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
		least := leastDanger
		if f.exact > 0 {
			least = leastBeside
		}
		return f.kind == forDanger && (!f.fuzzy || !f.rival && f.long >= least) && !f.touches(harmless)
	})
}

// touches says whether what was found uses one of the words.
func (f found) touches(words []int) bool {
	return slices.ContainsFunc(f.at, func(i int) bool { return slices.Contains(words, i) })
}
