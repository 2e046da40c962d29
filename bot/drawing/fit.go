package drawing

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest is how many characters of a text are looked at: more than any field
// can show, and few enough that a name of 10,000 costs nothing.
const longest = 300

// Align is where a line stands in its width, in halves of the room that is left.
type Align int

// The places of a line.
const (
	AtStart Align = iota
	AtCentre
	AtEnd
)

// Style is how one kind of text is set.
type Style struct {
	Family Family
	Sizes  []int // in pixels, the wished one first; at least one
	Lines  int   // at most, at least 1
	Ink    Ink
	Align  Align
	Even   bool // lines of about one length, as a title is set
	After  int  // the space beneath it, in pixels
}

// Block is a text that was made to fit its width.
type Block struct {
	Lines []string // as they are drawn, from left to right
	Style Style    // in which it is set
	pen   pen
	size  int // of the letters
	width int // that it was set in
}

// Height of the block without the space beneath, in pixels.
func (b Block) Height() int { return b.baseline() - b.size + len(b.Lines)*b.lead() }

// baseline is how far the first line stands below the block's top: the same at
// every size, so that neighbours stand on one line when one of them shrinks.
func (b Block) baseline() int { return b.Style.Sizes[0] }

// lead is the distance from one baseline to the next.
func (b Block) lead() int { return b.size * 6 / 5 }

// Fit sets a text in a style: on one line, smaller if need be; else on several,
// smaller if need be, with words broken only as the last resort; else cut, with
// an ellipsis, at the smallest size. A text of which nothing can be drawn gives
// a block without lines.
func (s Style) Fit(text string, width int) Block {
	b := Block{Style: s, width: width}
	paragraphs := s.Clean(text)
	if len(paragraphs) == 0 {
		return b
	}
	for _, try := range []attempt{{lines: len(paragraphs)}, {lines: s.Lines}, {lines: s.Lines, broken: true}} {
		if b.set(paragraphs, width, try) {
			b.level(paragraphs, width)
			return b.turned()
		}
	}
	b.Lines = cut(b.pen, b.Lines[:s.Lines], width)
	return b.turned()
}

// set tries one way at every size, and leaves the block at the size that fitted
// or at the smallest.
func (b *Block) set(paragraphs []string, width int, try attempt) bool {
	for _, b.size = range b.Style.Sizes {
		var broken bool
		b.pen = b.Style.Family.at(b.size)
		b.Lines, broken = wrap(b.pen, paragraphs, width)
		if len(b.Lines) <= min(try.lines, b.Style.Lines) && (!broken || try.broken) {
			return true
		}
	}
	return false
}

// level sets a block of an even style again, in the narrowest width that takes
// no more lines and breaks no word.
func (b *Block) level(paragraphs []string, width int) {
	if !b.Style.Even {
		return
	}
	narrow := func(n int) bool {
		lines, broken := wrap(b.pen, paragraphs, n)
		return len(lines) <= len(b.Lines) && !broken
	}
	if n := sort.Search(width, narrow); n < width {
		b.Lines, _ = wrap(b.pen, paragraphs, n)
	}
}

// attempt is one way to set a text: on how many lines, with broken words or not.
type attempt struct {
	lines  int
	broken bool
}

// Widest is the width of the longest line, in pixels.
func (b Block) Widest() int {
	widest := 0
	for _, line := range b.Lines {
		widest = max(widest, b.pen.width(line))
	}
	return widest
}

// Draw writes the block into its width, its upper left corner at (x, y).
func (b Block) Draw(c Canvas, x, y int) {
	for i, line := range b.Lines {
		start := x + (b.width-b.pen.width(line))*int(b.Style.Align)/2
		b.pen.write(c, line, start, y+b.baseline()+i*b.lead(), b.Style.Ink)
	}
}

// turned puts the characters of every line in the order they are drawn.
func (b Block) turned() Block {
	for i, line := range b.Lines {
		b.Lines[i] = Visual(line)
	}
	return b
}

// Clean makes the paragraphs of a text ready to be measured: composed, without
// control characters and characters that have no glyph, each gap one space.
func (s Style) Clean(text string) []string {
	p := s.Family.at(s.Sizes[0])
	text = Join(norm.NFC.String(head(text, longest)))
	var paragraphs []string
	for paragraph := range strings.Lines(text) {
		shown := strings.Map(func(r rune) rune { return shownAs(p, r) }, paragraph)
		words := strings.FieldsFunc(shown, func(r rune) bool { return r == ' ' })
		if len(words) > 0 {
			paragraphs = append(paragraphs, strings.Join(words, " "))
		}
	}
	return paragraphs
}

// shownAs is the character that is drawn for r: a space for white space (one
// that does not break stays so), -1 for what is left out.
func shownAs(p pen, r rune) rune {
	switch {
	case r == '\u00a0' || r == '\u202f':
		return '\u00a0'
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.C, unicode.M) || pictorial(r) || p.face(r) == nil:
		return -1
	}
	return r
}

// pictorial tells emoji and their like from signs such as № and °. The fonts
// have some of them, but not so many that a name would look meant.
func pictorial(r rune) bool { return r >= '\u2300' && unicode.Is(unicode.So, r) }

// head is the beginning of a text, at most n characters.
func head(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// Flat makes one paragraph of a text.
func Flat(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// wrap sets paragraphs in lines that fit a width, and says whether it had to
// break a word, because the word alone did not fit.
func wrap(p pen, paragraphs []string, width int) (lines []string, broken bool) {
	for _, paragraph := range paragraphs {
		set, cut := wrapOne(p, paragraph, width)
		lines, broken = append(lines, set...), broken || cut
	}
	return lines, broken
}

// wrapOne wraps one paragraph.
func wrapOne(p pen, paragraph string, width int) (lines []string, broken bool) {
	line := ""
	for word := range strings.SplitSeq(paragraph, " ") {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if p.width(longer) <= width {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := split(p, word, width)
		last := len(pieces) - 1
		lines = append(lines, pieces[:last]...)
		line, broken = pieces[last], broken || last > 0
	}
	return append(lines, line), broken
}

// split breaks a word into pieces that fit a width, each of one character at least.
func split(p pen, word string, width int) []string {
	var pieces []string
	piece := ""
	for _, r := range word {
		if piece != "" && p.width(piece+string(r)) > width {
			pieces, piece = append(pieces, piece), ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}

// cut ends the last line in an ellipsis.
func cut(p pen, lines []string, width int) []string {
	lines = slices.Clone(lines)
	last := []rune(lines[len(lines)-1])
	for len(last) > 0 && p.width(string(last)+"…") > width {
		last = last[:len(last)-1]
	}
	lines[len(lines)-1] = strings.TrimRight(string(last), " ,;:–-") + "…"
	return lines
}
