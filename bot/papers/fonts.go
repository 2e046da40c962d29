package papers

import (
	"strings"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is a typeface: how a PDF calls it, its file, and what is read out of it.
type face struct {
	name   string
	file   []byte
	parsed *sfnt.Font
}

// family is a typeface and those that help out where it has no glyph. Liberation
// Sans has every letter of the three languages; DejaVu Sans adds Arabic, Hebrew,
// Armenian, Georgian and others. Parsed once, used by every paper.
type family []*face

var (
	helper     = mustParse("helper", dejavusans.TTF)
	helperBold = mustParse("helper-bold", dejavusansbold.TTF)
	regular    = family{mustParse("regular", liberationsansregular.TTF), helper}
	bold       = family{mustParse("bold", liberationsansbold.TTF), helperBold}
	mono       = family{mustParse("mono", liberationmonobold.TTF), helperBold}
)

// mustParse parses an embedded font; a broken one is a broken build.
func mustParse(name string, file []byte) *face {
	parsed, err := sfnt.Parse(file)
	if err != nil {
		panic("papers: embedded font: " + err.Error())
	}
	return &face{name, file, parsed}
}

// face finds the first typeface that has a glyph for a character, or nil. A PDF
// is given no character beyond the first 65,536.
func (f family) face(r rune) *face {
	for _, face := range f {
		if r <= 0xFFFF && face.glyph(r) != 0 {
			return face
		}
	}
	return nil
}

func (f *face) glyph(r rune) sfnt.GlyphIndex {
	glyph, err := f.parsed.GlyphIndex(nil, r)
	if err != nil {
		return 0
	}
	return glyph
}

// advance is the width of a character, as a part of the size of the letters.
func (f *face) advance(r rune) float64 {
	em := fixed.Int26_6(f.parsed.UnitsPerEm())
	advance, err := f.parsed.GlyphAdvance(nil, f.glyph(r), em<<6, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(advance>>6) / float64(em)
}

// run is a piece of a line that is written in one typeface.
type run struct {
	face *face
	text string
}

// runs cuts a line into pieces of one typeface. Characters without a glyph are
// left out.
func (f family) runs(line string) (runs []run) {
	var piece strings.Builder
	var last *face
	cut := func() {
		if piece.Len() > 0 {
			runs = append(runs, run{last, piece.String()})
			piece.Reset()
		}
	}
	for _, r := range line {
		face := f.face(r)
		if face == nil {
			continue
		}
		if face != last {
			cut()
			last = face
		}
		piece.WriteRune(r)
	}
	cut()
	return runs
}

// width is the width of a line, as a multiple of the size of its letters.
func (f family) width(line string) (w float64) {
	for _, r := range line {
		if face := f.face(r); face != nil {
			w += face.advance(r)
		}
	}
	return w
}
