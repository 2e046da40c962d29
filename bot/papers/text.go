package papers

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"visitbot/bot/drawing"
)

// millimetres of a typographic point.
const point = 25.4 / 72

// style is how one kind of text is set.
type style struct {
	family  family
	size    float64 // of the letters, in points
	lead    float64 // from one baseline to the next, in millimetres
	lines   int     // at most
	longest int     // how many characters of a text, or of a paragraph, are looked at
	breaks  bool    // whether a newline begins a new line; otherwise it is a space
}

// capital is the height of a capital letter, in millimetres.
func (s style) capital() float64 { return 0.72 * s.size * point }

// width of a line, in millimetres.
func (s style) width(line string) float64 { return s.family.width(line) * s.size * point }

// block is a text set in lines.
type block struct {
	style
	lines []string // as they are drawn, from left to right
}

// height of the block from the top of the first line's capitals to the last
// baseline, in millimetres.
func (b block) height() float64 {
	if len(b.lines) == 0 {
		return 0
	}
	return b.capital() + float64(len(b.lines)-1)*b.lead
}

// last is the width of the last line.
func (b block) last() float64 {
	if len(b.lines) == 0 {
		return 0
	}
	return b.width(b.lines[len(b.lines)-1])
}

// set sets a text in a width: words wrapped, those that are too long broken, and
// what is more than the style's lines cut with an ellipsis.
func (s style) set(text string, width float64) block {
	var lines []string
	for _, paragraph := range s.paragraphs(text) {
		lines = append(lines, s.wrap(s.clean(paragraph), width)...)
	}
	if len(lines) > s.lines {
		lines = s.cut(lines[:s.lines], width)
	}
	for i, line := range lines {
		lines[i] = drawing.Visual(line)
	}
	return block{s, lines}
}

// paragraphs cuts a text where it says so, into no more than can be shown.
func (s style) paragraphs(text string) []string {
	if !s.breaks {
		return []string{text}
	}
	return strings.SplitN(text, "\n", s.lines+1)
}

// fit sets a text as set does, in smaller letters where it would otherwise break
// a word or have too many lines.
func (s style) fit(text string, width, smallest float64) block {
	words := strings.Fields(s.clean(text))
	for ; s.size > smallest; s.size -= 0.5 {
		tooWide := func(word string) bool { return s.width(word) > width }
		if !slices.ContainsFunc(words, tooWide) && len(s.wrap(s.clean(text), width)) <= s.lines {
			break
		}
	}
	return s.set(text, width)
}

// clean makes a text ready to be measured: composed, without control characters,
// each gap one space, and no more of it than the style looks at.
func (s style) clean(text string) string {
	text, more := head(text, s.longest)
	if more {
		text += "…"
	}
	var shown strings.Builder
	for _, r := range drawing.Join(norm.NFC.String(strings.ToValidUTF8(text, ""))) {
		shown.WriteString(s.family.shown(r))
	}
	return strings.Join(strings.FieldsFunc(shown.String(), func(r rune) bool { return r == ' ' }), " ")
}

// head is the beginning of a text, at most n characters, and whether there is more.
func head(text string, n int) (string, bool) {
	for i := range text {
		if n == 0 {
			return text[:i], true
		}
		n--
	}
	return text, false
}

// shown is what is drawn for a character: a plain one for one in fancy dress, a
// box for a letter of a script that no typeface has, nothing for an emoji.
func (f family) shown(r rune) string {
	switch {
	case r == '\u00a0' || r == '\u202f':
		return "\u00a0"
	case unicode.IsSpace(r):
		return " "
	case unicode.In(r, unicode.C, unicode.M) || pictorial(r):
		return ""
	case f.face(r) != nil:
		return string(r)
	}
	if plain := norm.NFKC.String(string(r)); plain != string(r) {
		return f.each(plain)
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return "□"
	}
	return ""
}

// each is what is drawn for each character of a text that stands for one.
func (f family) each(plain string) string {
	var out strings.Builder
	for _, r := range plain {
		if f.face(r) != nil && !unicode.In(r, unicode.C, unicode.M) {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// pictorial tells emoji and their like from signs such as № and °. The fonts
// have some of them, but not so many that a name would look meant.
func pictorial(r rune) bool { return r >= '\u2300' && unicode.Is(unicode.So, r) }

// wrap sets words in lines that fit a width. A line may end after a space or a
// hyphen, and within a word only when the word alone does not fit.
func (s style) wrap(text string, width float64) (lines []string) {
	line := ""
	for _, word := range words(text) {
		if s.width(strings.TrimRight(line+word, " ")) <= width {
			line += word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := s.split(word, width)
		last := len(pieces) - 1
		lines, line = append(lines, pieces[:last]...), pieces[last]
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// words cuts a text where a line may end.
func words(text string) (words []string) {
	from := 0
	for i, r := range text {
		if r == ' ' || r == '-' || r == '–' {
			end := i + len(string(r))
			words, from = append(words, text[from:end]), end
		}
	}
	if from < len(text) {
		words = append(words, text[from:])
	}
	return words
}

// split breaks a word into pieces that fit a width, each of one character at least.
func (s style) split(word string, width float64) (pieces []string) {
	piece, wide := "", 0.0
	for _, r := range word {
		w := s.width(string(r))
		if piece != "" && wide+w > width && r != ' ' {
			pieces, piece, wide = append(pieces, piece), "", 0
		}
		piece, wide = piece+string(r), wide+w
	}
	return append(pieces, piece)
}

// cut ends the last line in an ellipsis.
func (s style) cut(lines []string, width float64) []string {
	last := []rune(lines[len(lines)-1])
	for len(last) > 0 && s.width(string(last)+"…") > width {
		last = last[:len(last)-1]
	}
	lines[len(lines)-1] = strings.TrimRight(string(last), " ,;:–-…") + "…"
	return lines
}
