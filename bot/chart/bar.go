package chart

import (
	"image"
	"math"

	"visitbot/bot/drawing"
)

const (
	barHeight = 60
	barCorner = 16
	barGap    = 4  // between two parts
	barEdge   = 5  // thickness of the outline of free places
	barMark   = 24 // how far the mark of too many reaches below the bar
	numberPad = 16 // beside a number in its part
	platePad  = 5  // beside it where no stripes are
)

// kind is how one kind of places looks: by colour, and in grey by pattern.
type kind struct {
	paint  func(drawing.Canvas, image.Rectangle, image.Rectangle)
	number drawing.Ink // of the number in it
	plate  drawing.Ink // behind the number
}

var (
	seats  = kind{paintSeats, cardOnHead, headOnCard}
	held   = kind{paintHeld, textOnHeld, heldOnCard}
	free   = kind{paintFree, textOnCard, cardOnHead}
	closed = kind{paintClosed, textOnPage, pageOnCard}
)

// part is a stretch of a bar.
type part struct {
	kind
	n     int    // places
	text  string // what is written in it
	least int    // how wide it is at least, in pixels
}

// parts are those of a visit's bar, from left to right, without empty ones.
func (v Visit) parts() []part {
	var parts []part
	add := func(k kind, n int, text string) {
		if n > 0 {
			least := numberStyle(k.number).Fit(text, textWidth).Widest() + 2*numberPad
			parts = append(parts, part{k, n, text, least})
		}
	}
	add(seats, v.Seats, figure(v.Seats))
	add(held, v.Held, figure(v.Held))
	add(free, v.Free, figure(v.Free))
	add(closed, v.Capacity-v.taken()-v.Free, "")
	return parts
}

// addBar lays out a visit's bar, with a number in every part.
func (s *sheet) addBar(v Visit) {
	bar := image.Rect(left, s.y, left+textWidth, s.y+barHeight)
	parts := v.parts()
	if len(parts) == 0 {
		s.stroke(func(c drawing.Canvas) { paintClosed(c, bar, bar) })
	}
	x := bar.Min.X
	for i, width := range divide(textWidth, parts) {
		place := image.Rect(x, bar.Min.Y, x+width, bar.Max.Y)
		s.addPart(parts[i], place, bar)
		x += width
	}
	if v.over() {
		s.addMark(bar, bar.Min.X+textWidth*v.Capacity/v.whole())
	}
	s.y += barHeight
}

// addPart lays out one part of a bar and the number in it.
func (s *sheet) addPart(p part, place, bar image.Rectangle) {
	if place.Max.X < bar.Max.X {
		place.Max.X -= barGap
	}
	middle, half := (place.Min.X+place.Max.X)/2, p.least/2-numberPad+platePad
	plate := image.Rect(middle-half, place.Min.Y+barEdge, middle+half, place.Max.Y-barEdge)
	s.stroke(func(c drawing.Canvas) {
		p.paint(c, place, bar)
		c.Rect(plate, p.plate)
	})
	s.inMiddle(numberStyle(p.number), p.text, place)
}

// addMark shows where the capacity ends, and how far beyond it the bar goes. It
// stays below the bar, where it crosses no number.
func (s *sheet) addMark(bar image.Rectangle, x int) {
	s.stroke(func(c drawing.Canvas) {
		c.Rect(image.Rect(x-4, bar.Max.Y+barGap, x+4, bar.Max.Y+barMark), overOnCard)
		c.Rect(image.Rect(x-4, bar.Max.Y+barMark-10, bar.Max.X, bar.Max.Y+barMark), overOnCard)
	})
	s.y += barMark
}

// paintSeats fills the part of a bar that lies in place.
func paintSeats(c drawing.Canvas, place, bar image.Rectangle) {
	c.Shape(place, headOnCard, drawing.RoundRect(bar, barCorner))
}

// paintHeld fills a part with stripes.
func paintHeld(c drawing.Canvas, place, bar image.Rectangle) {
	c.Shape(place, heldOnCard, drawing.RoundRect(bar, barCorner))
	c.Shape(place, textOnHeld, stripes(bar))
}

// paintFree draws an outline around a part.
func paintFree(c drawing.Canvas, place, bar image.Rectangle) {
	c.Shape(place, headOnCard, drawing.RoundRect(bar, barCorner))
	c.Shape(place.Inset(barEdge), cardOnHead, drawing.RoundRect(bar.Inset(barEdge), barCorner-barEdge))
}

// paintClosed fills a part with the colour of the page.
func paintClosed(c drawing.Canvas, place, bar image.Rectangle) {
	c.Shape(place, pageOnCard, drawing.RoundRect(bar, barCorner))
}

// stripes is the outline of diagonal stripes that keep clear of a bar's edge.
func stripes(bar image.Rectangle) drawing.Outline {
	const period, half = 17, 2
	edge := drawing.RoundRect(bar, barCorner)
	return func(x, y float64) float64 {
		across := math.Mod((x+y)/math.Sqrt2, period) - period/2
		return max(math.Abs(across)-half, edge(x, y)+1)
	}
}
