package questions

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain is a text in small letters without marks, apostrophes inside words left
// out: Їм’я is ім'я and then імя; ș, whether with comma or cedilla, is s.
func plain(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	for _, r := range decomposed(text) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		default:
			out.WriteRune(unified(unicode.ToLower(r)))
		}
	}
	return out.String()
}

// decomposed is a text with its marks apart. Most texts are of letters that need
// no look into the tables of Unicode.
func decomposed(text string) string {
	for _, r := range text {
		if r >= 0x80 && !('а' <= r && r <= 'я' && r != 'й') && r != 'і' && r != 'є' && r != 'ґ' {
			return norm.NFKD.String(text)
		}
	}
	return text
}

// apostrophe is what every sign that people type for it becomes.
const apostrophe = '\''

// unified brings together signs that people take for one another.
func unified(r rune) rune {
	switch {
	case strings.ContainsRune("`´’‘ʼʻʹʽʾʿˈ′\"“”„«»", r):
		if strings.ContainsRune("\"“”„«»", r) {
			return ' '
		}
		return apostrophe
	case r == 'ё':
		return 'е'
	case r == 'ı':
		return 'i'
	}
	return r
}

// isCyrillic says whether a word has a Cyrillic letter.
func isCyrillic(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// lookalikes turns Latin letters that a phone's keyboard left in a Cyrillic word
// into those they look like.
var lookalikes = strings.NewReplacer("a", "а", "c", "с", "e", "е", "i", "і", "o", "о", "p", "р", "x", "х", "y", "у", "k", "к", "m", "м", "t", "т")

// letters is what the letters and groups of letters of all four languages sound
// like, in one small alphabet in which c is the ч of "church". Where two pairs
// begin at one letter, the earlier wins.
var letters = strings.NewReplacer(
	"shch", "s", "sh", "s", "ch", "c", "cz", "c", "zh", "z", "kh", "g", "gh", "g", "ph", "f", "th", "t", "wh", "v",
	"tsa", "ka", "tse", "ke", "tsi", "ki", "tso", "ko", "tsu", "ku", "tsy", "ki", "tz", "t", "ck", "k", "qu", "kv", "oo", "u", "ou", "u",
	"c", "k", "h", "g", "j", "i", "q", "k", "w", "v", "x", "ks", "y", "i",
	"ь", "", "ъ", "", "а", "a", "б", "b", "в", "v", "г", "g", "ґ", "g", "д", "d", "е", "e", "є", "ie", "э", "e", "ж", "z", "з", "z",
	"и", "i", "і", "i", "ї", "i", "й", "i", "ы", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s",
	"т", "t", "у", "u", "ф", "f", "х", "g", "ц", "k", "ч", "c", "ш", "s", "щ", "s", "ю", "iu", "я", "ia",
	"ß", "s", "ł", "l", "đ", "d",
)

// skeleton is what a plain word sounds like, whatever script and table of
// transliteration it is typed in: працює, pratsiuie and pracyue are prakue.
func skeleton(word string) string {
	sounds := letters.Replace(word)
	out := make([]byte, 0, len(sounds))
	for i := range len(sounds) {
		b := sounds[i]
		if n := len(out); n > 0 && out[n-1] == 'i' && isVowel(b) && b != 'i' && (n < 2 || out[n-2] != b) {
			out = out[:n-1]
		}
		if n := len(out); n > 0 && out[n-1] == b && (b < '0' || b > '9') {
			continue
		}
		out = append(out, b)
	}
	return string(out)
}

// isVowel says whether a letter of a skeleton is a vowel.
func isVowel(b byte) bool {
	switch b {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'A':
		return true
	}
	return false
}

// spelling is what the letters of a Cyrillic word become where it is compared
// with others in Cyrillic: more finely than as a skeleton, so that вижу is not
// візу. Only letters that people take for one another are one.
var spelling = strings.NewReplacer(
	"ь", "", "ъ", "", "а", "a", "б", "b", "в", "v", "г", "g", "ґ", "g", "д", "d", "е", "e", "є", "e", "э", "e", "ж", "j", "з", "z",
	"и", "i", "і", "i", "ї", "i", "й", "i", "ы", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s",
	"т", "t", "у", "u", "ф", "f", "х", "h", "ц", "c", "ч", "q", "ш", "w", "щ", "x", "ю", "y", "я", "A",
)

// romanian is what letters become by which people write Romanian without its
// own.
var romanianLetters = strings.NewReplacer("sh", "s", "tz", "t", "w", "v", "k", "c")

// fold is a plain word as it is compared in a tongue.
func fold(word string, t tongue) string {
	switch t {
	case inCyrillic, inRussian:
		return single(spelling.Replace(word))
	case inEnglish:
		return single(word)
	case inRomanian:
		return single(romanianLetters.Replace(word))
	}
	return skeleton(word)
}

// single writes each doubled letter once.
func single(word string) string {
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		if n := len(out); n > 0 && out[n-1] == word[i] && (word[i] < '0' || word[i] > '9') && word[i] < 0x80 {
			continue
		}
		out = append(out, word[i])
	}
	return string(out)
}
