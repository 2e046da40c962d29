package drawing

import (
	"image"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Family is a typeface and those that help out where it has no glyph. Liberation
// Sans has every letter of the three languages; DejaVu Sans adds Arabic, Hebrew,
// Armenian, Georgian and others. Parsed once, used by every picture.
type Family []*sfnt.Font

// The typefaces of the house.
var (
	Regular = mustParse(liberationsansregular.TTF, dejavusans.TTF)
	Bold    = mustParse(liberationsansbold.TTF, dejavusansbold.TTF)
	Mono    = mustParse(liberationmonobold.TTF, dejavusansbold.TTF)
)

// mustParse parses embedded fonts; a broken one is a broken build.
func mustParse(files ...[]byte) Family {
	var f Family
	for _, file := range files {
		parsed, err := opentype.Parse(file)
		if err != nil {
			panic("drawing: embedded font: " + err.Error())
		}
		f = append(f, parsed)
	}
	return f
}

// pen writes in one family at one size. It serves one goroutine.
type pen struct {
	family Family
	faces  []font.Face
	buffer *sfnt.Buffer
}

// at makes a pen that writes letters of a size in pixels.
func (f Family) at(size int) pen {
	p := pen{family: f, buffer: new(sfnt.Buffer)}
	for _, parsed := range f {
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(size), DPI: 72})
		if err != nil {
			panic("drawing: " + err.Error()) // the options are constant and valid
		}
		p.faces = append(p.faces, face)
	}
	return p
}

// face finds the first typeface that has a glyph for a character, or nil.
func (p pen) face(r rune) font.Face {
	for i, parsed := range p.family {
		if glyph, err := parsed.GlyphIndex(p.buffer, r); err == nil && glyph != 0 {
			return p.faces[i]
		}
	}
	return nil
}

// walk calls draw, where it is not nil, for each character of a text with its
// typeface and the point where it begins, and returns where the text ends.
// Characters without a glyph take no room.
func (p pen) walk(text string, dot fixed.Point26_6, draw func(font.Face, fixed.Point26_6, rune)) fixed.Point26_6 {
	var before rune
	var last font.Face
	for _, r := range text {
		face := p.face(r)
		if face == nil {
			continue
		}
		if face == last {
			dot.X += face.Kern(before, r)
		}
		if draw != nil {
			draw(face, dot, r)
		}
		advance, _ := face.GlyphAdvance(r)
		dot.X += advance
		before, last = r, face
	}
	return dot
}

// width is the width of a text in pixels, rounded up.
func (p pen) width(text string) int {
	return p.walk(text, fixed.Point26_6{}, nil).X.Ceil()
}

// write draws one line of text with its baseline at y.
func (p pen) write(c Canvas, text string, x, y int, i Ink) {
	p.walk(text, fixed.P(x, y), func(face font.Face, dot fixed.Point26_6, r rune) {
		where, mask, at, _, ok := face.Glyph(dot, r)
		if alpha, isAlpha := mask.(*image.Alpha); ok && isAlpha {
			c.mask(where, alpha, at, i)
		}
	})
}
