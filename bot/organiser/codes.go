package organiser

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// codeLetters are those that tickets' codes are drawn from, and codeSize how
// many a code has. Letters and digits that are taken for each other (0 and O; 1,
// I and L) are not among them, so that none has to be guessed.
const (
	codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeSize    = 6
)

// lookalikes are Cyrillic letters that who reads a code from paper may find on
// the keyboard, and what stands on the paper.
var lookalikes = strings.NewReplacer(
	"А", "A", "В", "B", "Е", "E", "З", "3", "К", "K", "М", "M", "Н", "H", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X",
	"Ѕ", "S", "Ј", "J", "Ү", "Y", "Ԛ", "Q", "Ԝ", "W",
)

// Code reads a ticket's code as people write it down: in small letters, with
// spaces, dashes and other signs within and around it, in Cyrillic letters that
// look the same. It returns the code as tickets have it, without a dash; ok is
// false where the text cannot be one.
func Code(text string) (code string, ok bool) {
	code, ok = letters(text)
	if !ok || len(code) != codeSize {
		return "", false
	}
	return code, true
}

// letters returns the letters of a text as codes write them, and false if there
// are any that no code has.
func letters(text string) (string, bool) {
	var out strings.Builder
	text = norm.NFKC.String(strings.ReplaceAll(text, "№", "#")) // that would become No
	for _, r := range lookalikes.Replace(strings.ToUpper(text)) {
		if d, ok := digit(r); ok {
			r = '0' + rune(d)
		}
		switch {
		case strings.ContainsRune(codeLetters, r):
			out.WriteRune(r)
		case isWritten(r):
			return "", false
		}
	}
	return out.String(), true
}

// Ticked is a ticket that somebody ticked on paper.
type Ticked struct {
	Code  string // without a dash
	Party int    // how many people came on it, 1 or more; 0 if that is not said
}

// mostTicked is the largest party on paper. More digits are half a code.
const mostTicked = 99

// Codes finds all codes, each with the size of its party if that is said, in a
// message that was typed from paper: "K7M-4QX 2, ab3 4cd; …". A code is one word
// or two halves, a party a number behind it (2, x2, (2), -2, also after a comma).
// Numbers that count lines ("1.") are left out. rest is what was not understood,
// as it was typed: a code with 0 people, too, and halves that lack one.
func Codes(text string) (found []Ticked, rest []string) {
	var list list
	for line := range strings.Lines(typed(text)) {
		if item := counted.FindStringSubmatch(line); item != nil {
			line = item[1]
		}
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;،؛\n", r) }) {
			list.part(parted(strings.Fields(part)))
		}
		list.last = ""
	}
	return list.found, list.rest
}

// counted is a line with its number in a list before it.
var counted = regexp.MustCompile(`^\s*\p{Nd}{1,3}[.)]\s*(\S.*)`)

// list is what was read of a paper list so far.
type list struct {
	found []Ticked
	rest  []string
	last  string // the last code as it was typed, while a party may follow it
}

// part reads the words between two commas.
func (l *list) part(words []string) {
	var unknown []string
	for len(words) > 0 {
		n, understood := l.take(words)
		if !understood {
			unknown = append(unknown, words[:n]...)
			l.last = ""
		} else {
			l.leave(unknown)
			unknown = nil
		}
		words = words[n:]
	}
	l.leave(unknown)
}

// leave keeps words that follow each other and were not understood.
func (l *list) leave(words []string) {
	if len(words) > 0 {
		l.rest = append(l.rest, strings.Join(words, " "))
	}
}

// take reads the first words of some, and says how many it read.
func (l *list) take(words []string) (n int, understood bool) {
	word, halves := words[0], halves(words)
	if code, ok := Code(word); ok {
		l.tick(code, word)
		return 1, true
	}
	if halves > 0 && halves%2 == 0 {
		for two := range slices.Chunk(words[:halves], 2) {
			typed := two[0] + " " + two[1]
			code, _ := Code(typed)
			l.tick(code, typed)
		}
		return halves, true
	}
	if people, ok := party(word); ok && l.last != "" {
		l.count(people, word)
		return 1, true
	}
	return max(1, halves), strings.TrimFunc(word, isSign) == ""
}

// tick adds a code; its party may follow.
func (l *list) tick(code, typed string) {
	l.found = append(l.found, Ticked{Code: code})
	l.last = typed
}

// count sets the party of the last code. With nobody on it, nobody knows what
// was meant by writing it down.
func (l *list) count(people int, typed string) {
	last := len(l.found) - 1
	l.found[last].Party = people
	if people == 0 {
		l.found = l.found[:last]
		l.leave([]string{l.last, typed})
	}
	l.last = ""
}

// parted takes a party off the code or the half before it, where only a sign is
// between them: K7M-4QX/2.
func parted(words []string) []string {
	var parts []string
	for _, word := range words {
		cut := strings.LastIndexFunc(strings.TrimRightFunc(word, isSign), isSign)
		if cut > 0 && isParty(word[cut:]) && isCode(word[:cut]) {
			parts = append(parts, word[:cut])
			word = word[cut:]
		}
		parts = append(parts, word)
	}
	return parts
}

func isParty(word string) bool {
	_, ok := party(word)
	return ok
}

// isCode tells whether a word is a code or half of one.
func isCode(word string) bool {
	code, ok := letters(word)
	return ok && (len(code) == codeSize || 2*len(code) == codeSize)
}

// isSign tells what may stand around a code or a party. Of +1 nobody knows
// whether it counts the person.
func isSign(r rune) bool { return !isWritten(r) && !strings.ContainsRune("+#№", r) }

// party reads the size of a party: 2, x2, (2), 2.
func party(word string) (people int, ok bool) {
	word = strings.ToLower(strings.TrimFunc(word, isSign))
	return Number(strings.TrimLeft(word, "xх"), mostTicked)
}

// halves counts the words at the beginning that are half a code each. Behind
// whole codes, x23 may be a party.
func halves(words []string) int {
	for n, word := range words {
		half, ok := letters(word)
		if !ok || 2*len(half) != codeSize || n > 0 && n%2 == 0 && isParty(word) {
			return n
		}
	}
	return len(words)
}
