package questions

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
)

// A tongue is a way of cutting words: one stem of a word for each tongue that
// its letters allow.
type tongue uint8

// The tongues. Cyrillic cuts Ukrainian and Russian words in Cyrillic, Slavic
// those that are typed in Latin letters, as skeletons; Russian is cut by its own
// rules besides. Names are skeletons in any script.
const (
	inEnglish tongue = iota
	inRomanian
	inSlavic
	inCyrillic
	inRussian
	inNames
	tongues
)

// stem cuts a plain word by the rules of one tongue and folds what is left.
func stem(word string, t tongue) string { return stemOf(word, fold(word, t), t) }

// stemOf is stem where the folded word is at hand.
func stemOf(word, folded string, t tongue) string {
	switch t {
	case inSlavic, inCyrillic, inNames:
		return slavicStem(folded, t)
	}
	short := fold(cut(word, t), t)
	if len(short) < leastKey || t == inRussian && len(short) < leastStem {
		return folded // акция is not ак
	}
	return short
}

// leastKey is how many letters a stem has.
const leastKey = 3

// leastCut is how many bytes a word has that is cut.
const leastCut = 4

// cut cuts a plain word by the rules of a tongue other than Slavic.
func cut(word string, t tongue) string {
	if len(word) < leastCut {
		return word
	}
	env := snowballstem.NewEnv(word)
	switch t {
	case inEnglish:
		english.Stem(env)
	case inRomanian:
		romanian.Stem(env)
	case inRussian:
		russian.Stem(env)
	}
	return env.Current()
}

// endingsWritten are the endings of Ukrainian and Russian nouns, adjectives and
// verbs.
const endingsWritten = `
	а я у ю і и ї е є о й ий ій ая яя ое ее ої ою ею єю ого ього ому ьому ему его им ім ом ем ам ям ами ями ах ях их іх ими
	ов ев єв ів ей ів ію ія ію ією иями іями иях іях ою ові еві єві ьох ьом
	ти ть ати яти ити іти еть ють уть ять ать ить ає яє ує ює еш єш иш аєш ит ет ют ут ят ат аю яю ую юю ал ала али ало ил ила или ило
	ав яв ив ів іла іли іло ла ло ли мо ємо имо аємо уємо юємо ите ете єте йте аєте уєте ають яють уют уют ует ает аем уем
	увати ювати овать ював ував увала увало ували ювала ювали
`

// endings are those endings, as each tongue folds them.
var endings = map[tongue]map[string]bool{
	inSlavic: folded(endingsWritten, inSlavic), inCyrillic: folded(endingsWritten, inCyrillic), inNames: folded(endingsWritten, inNames),
}

// folded are words as a tongue folds them.
func folded(words string, t tongue) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[fold(word, t)] = true
	}
	return all
}

// longestEnding is how many letters an ending has at most.
const longestEnding = 7

// leastStem is how many letters of a skeleton are never cut.
const leastStem = 4

// slavicStem cuts the ending of a Ukrainian or Russian word that is folded.
func slavicStem(word string, t tongue) string {
	word = withoutSelf(word, t)
	for n := min(longestEnding, len(word)-leastStem); n > 0; n-- {
		rest, ending := word[:len(word)-n], word[len(word)-n:]
		if endings[t][ending] {
			return fleeting(rest)
		}
	}
	return fleeting(word)
}

// fleeting leaves out the vowel that comes and goes: притулок, притулку.
func fleeting(word string) string {
	n := len(word)
	if n > leastStem && word[n-1] == 'k' && (word[n-2] == 'o' || word[n-2] == 'e') && !isVowel(word[n-3]) {
		return word[:n-2] + "k"
	}
	return word
}

// self is ся as each tongue folds it.
var self = map[tongue]string{inSlavic: fold("ся", inSlavic), inCyrillic: fold("ся", inCyrillic), inNames: fold("ся", inNames)}

// withoutSelf cuts ся or сь, by which a verb means oneself.
func withoutSelf(word string, t tongue) string {
	rest, ok := strings.CutSuffix(word, self[t])
	if ok && len(rest) >= leastStem && (strings.ContainsRune("tivmu", rune(rest[len(rest)-1])) || strings.HasSuffix(rest, "la")) {
		return rest
	}
	rest, ok = strings.CutSuffix(word, "s")
	if ok && len(rest) > leastStem && (strings.HasSuffix(rest, "li") || strings.HasSuffix(rest, "la") || strings.HasSuffix(rest, "u")) {
		return rest
	}
	return word
}
