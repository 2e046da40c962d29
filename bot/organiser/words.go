package organiser

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"visitbot/bot/catalogue"
	"visitbot/bot/names"
)

// Words splits what follows a command into words. Quotes of any kind („Ana
// Maria“, «Ana», 'x') hold words together; a quote that nothing closes does not
// count, and an apostrophe stays. Long dashes and minus signs are hyphens, all
// kinds of spaces are spaces, and characters that nobody sees are dropped, as
// are a dash alone before other words and a full stop, comma, colon or the like
// at the end of a word.
func Words(text string) []string {
	var words []string
	for text = typed(text); text != ""; {
		var word string
		word, text = next(text)
		if n := len(words); n > 0 && strings.Trim(words[n-1], "-") == "" && word != "" {
			words = words[:n-1]
		}
		if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// typed is a text with a keyboard's hyphen for each dash and its space for each
// space, without what is not seen. Lines stay.
func typed(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		case unicode.In(r, unicode.Cc, unicode.Cf) && !unicode.Is(unicode.Join_Control, r):
			return -1
		}
		return r
	}, text)
}

// next takes the first word off a text; it is empty for a sign that is no word.
func next(text string) (word, rest string) {
	if inner, rest, ok := quoted(text); ok {
		return strings.Join(strings.Fields(inner), " "), rest
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isDouble(r) })
	switch {
	case end < 0:
		end = len(text)
	case end == 0:
		_, size := utf8.DecodeRuneInString(text)
		return "", text[size:]
	}
	word = strings.TrimRight(strings.TrimLeft(text[:end], ",;"+singles), ".,;:!…،؛")
	return word, text[end:]
}

// Quotes, by who goes with whom: each closes what any of its kind opens. People
// and phones mix the rest, too.
const (
	doubles = "\"„“”‟″"
	angles  = "«»"
	singles = "'‚‘’‛‹›`´"
)

func isDouble(r rune) bool { return strings.ContainsRune(doubles+angles, r) }

// quoted parts a text that begins with a quotation into what is within the
// quotes and what follows. A single quote inside a word is an apostrophe.
func quoted(text string) (inner, rest string, ok bool) {
	open, size := utf8.DecodeRuneInString(text)
	for _, kind := range []string{doubles, angles, singles} {
		if !strings.ContainsRune(kind, open) {
			continue
		}
		for i, r := range text[size:] {
			after := text[size+i+utf8.RuneLen(r):]
			if strings.ContainsRune(kind, r) && (kind != singles || !startsWord(after)) {
				return text[size : size+i], after, true
			}
		}
	}
	return "", "", false
}

// startsWord tells whether a text begins with a letter or a digit.
func startsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isWritten(r)
}

func isWritten(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }

// Amount parts words that name something from the number, 0 to most, behind
// them: "the museum 25", and where a phone or a hurry joined the two, "smile-25",
// "smile:25". The name is empty if there is only a number.
func Amount(words []string, most int) (name []string, n int, ok bool) {
	if len(words) == 0 {
		return nil, 0, false
	}
	before, last := words[:len(words)-1], words[len(words)-1]
	if n, ok = Number(last, most); ok {
		return before, n, true
	}
	cut := strings.LastIndexAny(last, "-:=,")
	if cut < 1 {
		return nil, 0, false
	}
	if n, ok = Number(last[cut+1:], most); !ok {
		return nil, 0, false
	}
	return append(slices.Clone(before), last[:cut]), n, true
}

// Visit finds the visit that a word or several mean: its id, its number in the
// catalogue's order (1 is the first), its name in any of the languages, or how
// words of its name begin, spelled as names.Find forgives. ambiguous lists the
// visits that fit if more than one does, in the catalogue's order; then, and if
// none fits, ok is false.
func Visit(cat *catalogue.Catalogue, word string) (v catalogue.Visit, ambiguous []catalogue.Visit, ok bool) {
	return which(cat.Visits, word, func(v catalogue.Visit) (string, []string) {
		return v.ID, slices.Collect(maps.Values(v.Name))
	})
}

// Centre finds the centre that a word or several mean, as Visit finds a visit; it
// may be called by what people call it, too.
func Centre(cat *catalogue.Catalogue, word string) (c catalogue.Centre, ambiguous []catalogue.Centre, ok bool) {
	return which(cat.Centres, word, func(c catalogue.Centre) (string, []string) {
		return c.ID, slices.AppendSeq(slices.Concat(c.KnownAs, c.EndedAs), maps.Values(c.Name))
	})
}

// which finds the one of all that a word means. called returns the id of one and
// its names.
func which[T any](all []T, word string, called func(T) (id string, names []string)) (one T, ambiguous []T, ok bool) {
	word = strings.TrimSpace(typed(word))
	for _, one := range all {
		if id, _ := called(one); id == strings.ToLower(word) {
			return one, nil, true
		}
	}
	if n, isNumber := Number(strings.TrimLeft(word, "#№ "), len(all)); isNumber && n > 0 {
		return all[n-1], nil, true
	}
	finder := names.Find(word)
	for _, least := range []int{names.Exact, names.Begins} {
		var fit []T
		for _, one := range all {
			if _, known := called(one); slices.ContainsFunc(known, func(name string) bool { return finder.Rank(name) >= least }) {
				fit = append(fit, one)
			}
		}
		switch len(fit) {
		case 0:
		case 1:
			return fit[0], nil, true
		default:
			return one, fit, false
		}
	}
	return one, nil, false
}

// Number reads a whole number from 0 to most, in the digits of any script, with
// or without a full stop or comma behind it. Nothing else is a number: no sign,
// no fraction, no word.
func Number(word string, most int) (n int, ok bool) {
	for _, r := range strings.TrimRight(word, ".,") {
		d, isDigit := digit(r)
		if !isDigit || n > (most-d)/10 || d > most {
			return 0, false
		}
		n, ok = 10*n+d, true
	}
	return n, ok
}

// digit returns the value of a decimal digit. Unicode has them in tens, each ten
// in order from 0.
func digit(r rune) (value int, ok bool) {
	for _, tens := range unicode.Nd.R16 {
		if rune(tens.Lo) <= r && r <= rune(tens.Hi) {
			return int(r-rune(tens.Lo)) % 10, true
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if rune(tens.Lo) <= r && r <= rune(tens.Hi) {
			return int(r-rune(tens.Lo)) % 10, true
		}
	}
	return 0, false
}
