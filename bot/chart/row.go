package chart

import (
	"image"

	"visitbot/bot/drawing"
)

const (
	rowHeight = 50
	rowGap    = 36 // between two items
	badgePad  = 24
	swatch    = 44
)

// item is a short text with something beside or behind it.
type item struct {
	style  drawing.Style
	text   string
	before int // the room before the text, in pixels
	after  int
	paint  func(drawing.Canvas, image.Rectangle)
}

// width of the item with all that belongs to it.
func (i item) width() int {
	return i.before + i.style.Fit(i.text, textWidth-i.before-i.after).Widest() + i.after
}

// row is a line of items, or several when one does not hold them.
type row []item

// add appends an item, unless it has nothing to say.
func (r *row) add(i item) {
	if len(i.style.Clean(i.text)) > 0 {
		*r = append(*r, i)
	}
}

// badge is a text on a coloured plate.
func badge(text string, plate, ink drawing.Ink) item {
	paint := func(c drawing.Canvas, r image.Rectangle) {
		c.Shape(r, plate, drawing.RoundRect(r, float64(r.Dy())/2))
	}
	return item{badgeStyle(ink), drawing.Flat(text), badgePad, badgePad, paint}
}

// key is a word beside a sample of what it stands for.
func key(word string, k kind) item {
	paint := func(c drawing.Canvas, r image.Rectangle) {
		r = image.Rect(r.Min.X, r.Min.Y+3, r.Min.X+swatch, r.Max.Y-3)
		k.paint(c, r, r)
	}
	return item{legendStyle, drawing.Flat(word), swatch + 14, 0, paint}
}

// addRow lays out the items from left to right, a space above them. No items
// take no room.
func (s *sheet) addRow(items row, above int) {
	if len(items) == 0 {
		return
	}
	s.y += above
	x := left
	for _, i := range items {
		width := i.width()
		if x > left && x+width > right {
			x, s.y = left, s.y+rowHeight+above
		}
		place := image.Rect(x, s.y, x+width, s.y+rowHeight)
		s.stroke(func(c drawing.Canvas) { i.paint(c, place) })
		s.inMiddle(i.style, i.text, image.Rect(x+i.before, s.y, x+width-i.after, s.y+rowHeight))
		x += width + rowGap
	}
	s.y += rowHeight
}
