package ticket

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"sync"
)

// ink is what is drawn on what: one ramp of the palette, from the ground to the
// full colour. All that a ticket shows is one colour on one known ground, so the
// picture needs no blending, only a position on a ramp, and the PNG stays small.
type ink uint8

const (
	cardOnPage   ink = iota // the card's lower corners
	pageOnCard              // the notches
	headOnPage              // the card's upper corners
	cardOnHead              // white text on the head, and the arches cut out of it
	accentOnHead            // the label above the visit
	mutedOnHead             // host and event
	textOnCard              // what the ticket says
	labelOnCard             // the small words above it
	ruleOnCard              // the line where the stub is torn off
	inks         = int(ruleOnCard) + 1
	steps        = 16 // steps of a ramp; 0 is the ground, steps-1 the full colour
	full         = steps - 1
)

var (
	pageColour   = color.RGBA{0xEF, 0xE8, 0xDC, 0xFF}
	cardColour   = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	headColour   = color.RGBA{0x12, 0x3C, 0x4A, 0xFF}
	accentColour = color.RGBA{0xF5, 0xBE, 0x6B, 0xFF}
	mutedColour  = color.RGBA{0xB9, 0xD0, 0xD3, 0xFF}
	textColour   = color.RGBA{0x14, 0x24, 0x2B, 0xFF}
	labelColour  = color.RGBA{0x5E, 0x70, 0x77, 0xFF}
	ruleColour   = color.RGBA{0xC3, 0xBB, 0xAD, 0xFF}
)

// ramps are ground and colour of every ink, in the order of the constants.
var ramps = [inks][2]color.RGBA{
	{pageColour, cardColour},
	{cardColour, pageColour},
	{pageColour, headColour},
	{headColour, cardColour},
	{headColour, accentColour},
	{headColour, mutedColour},
	{cardColour, textColour},
	{cardColour, labelColour},
	{cardColour, ruleColour},
}

var palette = makePalette()

func makePalette() color.Palette {
	p := make(color.Palette, 0, inks*steps)
	for _, ramp := range ramps {
		for step := range steps {
			p = append(p, mix(ramp[0], ramp[1], step))
		}
	}
	return p
}

// mix is the colour that lies step steps from ground towards top.
func mix(ground, top color.RGBA, step int) color.RGBA {
	channel := func(a, b uint8) uint8 {
		return uint8((int(a)*(full-step) + int(b)*step + full/2) / full)
	}
	return color.RGBA{channel(ground.R, top.R), channel(ground.G, top.G), channel(ground.B, top.B), 0xFF}
}

// canvas is a picture in the making. What lies outside it is not drawn.
type canvas struct{ img *image.Paletted }

func newCanvas(width, height int) canvas {
	return canvas{image.NewPaletted(image.Rect(0, 0, width, height), palette)}
}

// rect fills a rectangle with the full colour of an ink.
func (c canvas) rect(r image.Rectangle, i ink) {
	r = r.Intersect(c.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.img.Pix[c.img.PixOffset(r.Min.X, y):c.img.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = uint8(int(i)*steps + full)
		}
	}
}

// shape fills, within r, all that lies inside an outline. The outline is given
// as the distance of a point from it in pixels, negative inside.
func (c canvas) shape(r image.Rectangle, i ink, distance func(x, y float64) float64) {
	r = r.Intersect(c.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			inside := 0.5 - distance(float64(x)+0.5, float64(y)+0.5)
			c.dot(x, y, i, uint8(255*min(max(inside, 0), 1)))
		}
	}
}

// mask fills with an ink what a glyph's mask covers, the mask's point at being
// drawn on the upper left corner of r.
func (c canvas) mask(r image.Rectangle, mask *image.Alpha, at image.Point, i ink) {
	for y := max(r.Min.Y, c.img.Rect.Min.Y); y < min(r.Max.Y, c.img.Rect.Max.Y); y++ {
		for x := max(r.Min.X, c.img.Rect.Min.X); x < min(r.Max.X, c.img.Rect.Max.X); x++ {
			c.dot(x, y, i, mask.AlphaAt(at.X+x-r.Min.X, at.Y+y-r.Min.Y).A)
		}
	}
}

// dot covers one pixel, which must lie on the canvas, with an ink. Where the
// same ink is there already the stronger wins, so neighbouring glyphs may touch.
func (c canvas) dot(x, y int, i ink, cover uint8) {
	step := (int(cover)*full + 127) / 255
	if step == 0 {
		return
	}
	p := &c.img.Pix[c.img.PixOffset(x, y)]
	*p = uint8(int(i)*steps + max(step, c.step(*p, i)))
}

// step is how far a pixel is covered with an ink already.
func (c canvas) step(pixel uint8, i ink) int {
	if int(pixel)/steps != int(i) {
		return 0
	}
	return int(pixel) % steps
}

// disc is the outline of a circle.
func disc(cx, cy, radius float64) func(x, y float64) float64 {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - radius }
}

// arch is the outline of an opening: upright sides beneath a half circle.
func arch(cx, cy, radius float64) func(x, y float64) float64 {
	return func(x, y float64) float64 { return math.Hypot(x-cx, min(y-cy, 0)) - radius }
}

// roundRect is the outline of a rectangle with round corners.
func roundRect(r image.Rectangle, radius float64) func(x, y float64) float64 {
	cx, cy := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2
	w, h := float64(r.Dx())/2-radius, float64(r.Dy())/2-radius
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w, math.Abs(y-cy)-h
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius
	}
}

// encoderPool keeps the PNG encoder's buffers from one ticket to the next.
type encoderPool struct{ pool sync.Pool }

var buffers encoderPool

// Get takes a buffer, or nil when the encoder has to make one.
func (p *encoderPool) Get() *png.EncoderBuffer {
	b, _ := p.pool.Get().(*png.EncoderBuffer)
	return b
}

// Put gives a buffer back.
func (p *encoderPool) Put(b *png.EncoderBuffer) { p.pool.Put(b) }
