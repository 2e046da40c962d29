package drawing

import (
	"image"
	"image/color"
	"math"
)

// Ink is what is drawn on what: the place of a Ramp in a picture's palette. All
// that is drawn is one colour on one known ground, so a picture needs no
// blending, only a position on a ramp, and its PNG stays small.
type Ink uint8

// Ramp is a colour and the ground on which it is drawn.
type Ramp struct{ Ground, Colour color.RGBA }

const (
	steps = 16 // of a ramp; 0 is the ground, full the full colour
	full  = steps - 1
)

// Palette holds every step of at most 16 ramps, in their order.
func Palette(ramps ...Ramp) color.Palette {
	p := make(color.Palette, 0, len(ramps)*steps)
	for _, ramp := range ramps {
		for step := range steps {
			p = append(p, mix(ramp.Ground, ramp.Colour, step))
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

// Canvas is a picture in the making. What lies outside it is not drawn.
type Canvas struct{ img *image.Paletted }

// NewCanvas is a picture of a size in pixels, all of it the palette's first colour.
func NewCanvas(width, height int, palette color.Palette) Canvas {
	return Canvas{image.NewPaletted(image.Rect(0, 0, width, height), palette)}
}

// Image is the picture as it is drawn so far.
func (c Canvas) Image() *image.Paletted { return c.img }

// Rect fills a rectangle with the full colour of an ink.
func (c Canvas) Rect(r image.Rectangle, i Ink) {
	r = r.Intersect(c.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.img.Pix[c.img.PixOffset(r.Min.X, y):c.img.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = uint8(int(i)*steps + full)
		}
	}
}

// Outline is the distance of a point from a shape's edge in pixels, negative
// inside. It is asked about the middles of pixels.
type Outline func(x, y float64) float64

// Shape fills, within r, all that lies inside an outline.
func (c Canvas) Shape(r image.Rectangle, i Ink, distance Outline) {
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
func (c Canvas) mask(r image.Rectangle, mask *image.Alpha, at image.Point, i Ink) {
	for y := max(r.Min.Y, c.img.Rect.Min.Y); y < min(r.Max.Y, c.img.Rect.Max.Y); y++ {
		for x := max(r.Min.X, c.img.Rect.Min.X); x < min(r.Max.X, c.img.Rect.Max.X); x++ {
			c.dot(x, y, i, mask.AlphaAt(at.X+x-r.Min.X, at.Y+y-r.Min.Y).A)
		}
	}
}

// dot covers one pixel, which must lie on the canvas, with an ink. Where the
// same ink is there already the stronger wins, so neighbouring glyphs may touch.
func (c Canvas) dot(x, y int, i Ink, cover uint8) {
	step := (int(cover)*full + 127) / 255
	if step == 0 {
		return
	}
	p := &c.img.Pix[c.img.PixOffset(x, y)]
	*p = uint8(int(i)*steps + max(step, c.step(*p, i)))
}

// step is how far a pixel is covered with an ink already.
func (c Canvas) step(pixel uint8, i Ink) int {
	if int(pixel)/steps != int(i) {
		return 0
	}
	return int(pixel) % steps
}

// Disc is the outline of a circle.
func Disc(cx, cy, radius float64) Outline {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - radius }
}

// Arch is the outline of an opening: upright sides beneath a half circle.
func Arch(cx, cy, radius float64) Outline {
	return func(x, y float64) float64 { return math.Hypot(x-cx, min(y-cy, 0)) - radius }
}

// RoundRect is the outline of a rectangle with round corners.
func RoundRect(r image.Rectangle, radius float64) Outline {
	cx, cy := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2
	w, h := float64(r.Dx())/2-radius, float64(r.Dy())/2-radius
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w, math.Abs(y-cy)-h
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius
	}
}
