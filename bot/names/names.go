// Package names finds a person by a name as somebody else spells it: in another
// alphabet, by another table of transliteration, from hearing, on a phone.
//
// Key brings the spellings of a name together, and Find compares by keys, so
// that what Key cannot decide is still found as a small misspelling. Names come
// from strangers: any text at all is one.
package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
)

// Key folds a text to what is compared: words of small letters, a space between
// them. Case, marks above and below letters, doubled letters, apostrophes,
// quotes and dashes do not count, and Cyrillic and its usual Latin spellings
// become one. Texts with the same key sound about the same; those that differ
// in one letter of it may still be one name. Only letters and digits make a key:
// without any it is empty. The key of a key is itself.
func Key(text string) string { return strings.TrimSpace(key(plain(text))) }

// key folds what plain returns; there is a space around it as well.
func key(plain string) string {
	key := letters.Replace(plain)
	for {
		shorter := once(sounds.Replace(key))
		if shorter == key {
			return key
		}
		key = shorter
	}
}

// plain is a text without case, marks and signs, each word with a space before
// and after it.
func plain(text string) string {
	var out strings.Builder
	out.Grow(len(text) + 2)
	out.WriteByte(' ')
	gap := true
	for _, r := range norm.NFKD.String(strings.ReplaceAll(text, "´", "")) {
		switch {
		case unicode.Is(ignored, r):
		case unicode.Is(written, r):
			out.WriteRune(unicode.ToLower(r))
			gap = false
		case !gap:
			out.WriteByte(' ')
			gap = true
		}
	}
	if !gap {
		out.WriteByte(' ')
	}
	return out.String()
}

// apostrophes are what stands for one, also in the place of ь.
const apostrophes = "'`’‘ʼʻʹʽʾʿˈ′"

// ignored is what may stand inside a word without parting it: apostrophes, marks
// that letters of several scripts take, and what is not seen.
var ignored = rangetable.Merge(rangetable.New([]rune(apostrophes)...), unicode.Inherited, unicode.Cf)

// written is what words are made of, apart from what is ignored.
var written = rangetable.Merge(unicode.L, unicode.N, unicode.M)

// once writes each doubled letter of a key once.
func once(key string) string {
	last := rune(-1)
	return strings.Map(func(r rune) rune {
		if r == last && unicode.In(r, unicode.Latin, unicode.Cyrillic) {
			return -1
		}
		last = r
		return r
	}, key)
}

// pairs makes a replacer of tables.
func pairs(tables ...[]string) *strings.Replacer {
	return strings.NewReplacer(slices.Concat(tables...)...)
}
