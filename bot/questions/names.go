package questions

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"

	"visitbot/bot/catalogue"
)

// leastName is how many letters of a skeleton a name's word has that is known
// with any ending.
const leastName = 5

// addNames adds the names of centres, in every tongue. Add the files' words
// before: a name that is one of them counts only in capitals, where the
// catalogue writes it so, as INSIDE.
func (v *vocabulary) addNames(cat *catalogue.Catalogue) {
	ordinary := map[string]bool{}
	for key := range v.slotIDs {
		_, word, _ := strings.Cut(key, ":")
		ordinary[word] = true
	}
	for _, centre := range cat.Centres {
		for _, name := range namesOf(cat, centre) {
			v.addName(sense{kind: forCentre, value: centre.ID}, name, ordinary)
		}
		for _, name := range centre.EndedAs {
			v.addName(sense{kind: forCentre, value: centre.ID, ended: true}, name, ordinary)
		}
	}
}

// namesOf returns every name of a centre, and of the visits to it.
func namesOf(cat *catalogue.Catalogue, centre catalogue.Centre) []string {
	names := slices.Clone(centre.KnownAs)
	for _, lang := range catalogue.Languages() {
		names = append(names, centre.Name[lang])
		for _, visit := range cat.Visits {
			if visit.Centre == centre.ID {
				names = append(names, visit.Name[lang])
			}
		}
	}
	return names
}

// leastWild is how many letters a name has that is known with two slips, and
// mostWild how many slips.
const leastWild, mostWild = 7, 2

// wild returns the name that a long word is with two slips, if it is only one.
func (v *vocabulary) wild(t token) []place {
	best := -1
	for _, id := range slices.Sorted(maps.Keys(v.names)) {
		key := v.names[id]
		if levenshtein.ComputeDistance(key, t.skeleton) > mostWild {
			continue
		}
		if best >= 0 && v.owner[best] != v.owner[id] {
			return nil
		}
		best = id
	}
	if best < 0 {
		return nil
	}
	return []place{{slot: best, fuzzy: true}}
}

func (v *vocabulary) addName(of sense, name string, ordinary map[string]bool) {
	e := entry{sense: of}
	words := tokens(name)
	for _, t := range words {
		e.slots = append(e.slots, v.nameSlot(t.word))
		e.gaps = append(e.gaps, near)
	}
	if key := words[0].skeleton; len(words) == 1 && len(key) >= leastWild {
		v.names[e.slots[0]], v.owner[e.slots[0]] = key, of.value
	}
	e.capitals = len(words) == 1 && words[0].capitals && ordinary[words[0].word]
	v.add(e)
}

// nameSlot returns the slot of a word of a name.
func (v *vocabulary) nameSlot(word string) int {
	id, known := v.newSlot("", word)
	if known {
		return id
	}
	for _, key := range []string{stem(word, inNames), skeleton(word)} {
		v.fit(v.index.add(lexeme{key: key, tongue: inNames}, skeleton(word)), id)
	}
	if start := beginning(word, inNames); len(start) >= leastName && !strings.ContainsFunc(word, unicode.IsDigit) {
		v.fit(v.index.add(lexeme{key: start, tongue: inNames, begins: true}, start), id)
	}
	if word == "centre" {
		v.fit(v.index.add(lexeme{key: skeleton("center"), tongue: inNames}, skeleton("center")), id)
	}
	return id
}
