package questions

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Of a long text the first and the last words are read: people begin with what
// they want, or end with it. What is between is looked through for danger.
const firstWords, lastWords = 120, 70

// A token is one word or number of a text.
type token struct {
	word     string // plain
	skeleton string
	cyrillic bool
	capitals bool // it was typed in capitals
	title    bool // its first letter alone was typed as a capital
	number   int  // -1: it is none
	after    rune // the sign that follows it: one of . ? , or 0
}

// A hit is a word of the files that a token is, or is nearly.
type hit struct {
	lexeme int
	fuzzy  bool
	swap   bool // of a fuzzy one: its letters only changed places
}

// tokens are the words of a text.
func tokens(text string) []token {
	words := split(bounded(text))
	all := make([]token, len(words))
	for i, w := range words {
		all[i] = newToken(w.word)
		all[i].after = w.after
	}
	return all
}

// split parts a text into words as they are typed.
func split(text string) []token {
	var all []token
	runes := []rune(text)
	for i := 0; i < len(runes); {
		if !isLetter(runes[i]) {
			punctuate(all, runes[i])
			i++
			continue
		}
		from := i
		for i < len(runes) && within(runes, i) {
			i++
		}
		all = append(all, token{word: string(runes[from:i])})
	}
	return all
}

// longest is how many bytes of a text are looked at.
const longest = 8 << 10

// bounded is as much of a text as is looked at.
func bounded(text string) string {
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "://", " "), "\u00a0", " ")
}

// punctuate notes on the last word the sign that follows it; the stronger stays.
func punctuate(all []token, sign rune) {
	if len(all) == 0 {
		return
	}
	last := &all[len(all)-1]
	switch sign {
	case '?', '\uff1f', '\u037e':
		last.after = '?'
	case '.', '!', ';', '\n', '…':
		if last.after != '?' {
			last.after = '.'
		}
	case ',', ':', '(', ')', '—', '–':
		if last.after == 0 {
			last.after = ','
		}
	}
}

func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// within says whether a word goes on: over apostrophes between letters, and
// over dots and strokes between digits, as in 30.11.
func within(runes []rune, i int) bool {
	if isLetter(runes[i]) {
		return true
	}
	if i == 0 || i+1 >= len(runes) {
		return false
	}
	before, after := runes[i-1], runes[i+1]
	if strings.ContainsRune("'`´’‘ʼʻʹ′", runes[i]) {
		return unicode.IsLetter(before) && unicode.IsLetter(after)
	}
	if strings.ContainsRune("./-", runes[i]) {
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return unicode.Is(unicode.Cf, runes[i])
}

// number is that of a word. To say what is wrong with a word that is none costs more
// than all else that is done for it, so only one that begins like a number is read.
func number(word string) (int, error) {
	if word == "" || word[0] > '9' {
		return 0, strconv.ErrSyntax
	}
	return strconv.Atoi(word)
}

func newToken(raw string) token {
	word := plain(raw)
	t := token{number: -1, capitals: len(raw) > 2 && strings.ToUpper(raw) == raw}
	t.title = titled(raw)
	t.cyrillic = isCyrillic(word)
	if t.cyrillic {
		word = lookalikes.Replace(word)
	} else if rest, ok := strings.CutSuffix(word, "'s"); ok {
		word = rest
	}
	t.word = strings.ReplaceAll(word, "'", "")
	t.skeleton = skeleton(t.word)
	if n, err := number(t.word); err == nil {
		t.number = n
	}
	return t
}

// titled says whether a word is typed as a name is: one capital, then small letters.
func titled(raw string) bool {
	first, size := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(first) && size < len(raw) && strings.ToLower(raw[size:]) == raw[size:]
}
