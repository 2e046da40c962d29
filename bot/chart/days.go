package chart

import (
	"image"
	"slices"

	"visitbot/bot/drawing"
)

const (
	mostPoints  = 60
	totalHeight = 150 // of the upper picture, of all sign-ups
	newHeight   = 80  // of the lower one, of the new ones
	newHead     = 54  // above it, for the number on the highest bar
	lineWidth   = 6
)

var (
	totalStyle = drawing.Style{Family: drawing.Bold, Sizes: []int{46, 40, 36}, Lines: 1, Ink: textOnCard}
	newStyle   = drawing.Style{Family: drawing.Bold, Sizes: []int{32}, Lines: 1, Ink: textOnCard, Align: drawing.AtCentre}
	dateStyle  = drawing.Style{Family: drawing.Regular, Sizes: []int{32}, Lines: 1, Ink: labelOnCard, Align: drawing.AtCentre}
)

// plot is where the points stand side by side, from left to width.
type plot struct {
	points []Point
	width  int
}

// addDays lays out how the sign-ups grew: above all of them, below the new ones.
func (s *sheet) addDays(d Days) {
	if len(d.Points) == 0 {
		return
	}
	p := newPlot(d.Points)
	s.add(headingStyle, d.Title)
	s.addTotal(p)
	s.addNew(p)
	s.addDates(p)
	s.y += section
}

// newPlot keeps the latest points, and room for the last total beside them.
func newPlot(points []Point) plot {
	points = points[max(0, len(points)-mostPoints):]
	p := plot{points: make([]Point, len(points))}
	for i, point := range points {
		p.points[i] = Point{point.Label, people(point.New), people(point.Total)}
	}
	p.width = textWidth - 20 - totalStyle.Fit(figure(p.last().Total), textWidth).Widest()
	return p
}

func (p plot) last() Point { return p.points[len(p.points)-1] }

// slot is where point i stands, between top and bottom.
func (p plot) slot(i, top, bottom int) image.Rectangle {
	n := len(p.points)
	return image.Rect(left+p.width*i/n, top, left+p.width*(i+1)/n, bottom)
}

// highest is the largest number of the points, at least 1.
func (p plot) highest(number func(Point) int) int {
	highest := 1
	for _, point := range p.points {
		highest = max(highest, number(point))
	}
	return highest
}

// addTotal lays out a stair of all sign-ups, the last number at its end.
func (s *sheet) addTotal(p plot) {
	highest := p.highest(func(p Point) int { return p.Total })
	bottom := s.y + 20 + totalHeight
	level := func(point Point) int { return bottom - totalHeight*point.Total/highest }
	top := level(p.points[0])
	for i, point := range p.points {
		before := top
		top = level(point)
		s.addStep(p.slot(i, top, bottom), before)
	}
	s.inMiddle(totalStyle, figure(p.last().Total), image.Rect(left+p.width+20, top-4, right, top+4))
	s.y = bottom
}

// addStep lays out one step, and the riser from where the step before it was.
func (s *sheet) addStep(step image.Rectangle, before int) {
	tread := image.Rect(step.Min.X, step.Min.Y-lineWidth/2, step.Max.X, step.Min.Y+lineWidth/2)
	riser := image.Rect(step.Min.X, min(before, step.Min.Y)-lineWidth/2, step.Min.X+lineWidth, max(before, step.Min.Y)+lineWidth/2)
	s.stroke(func(c drawing.Canvas) {
		c.Rect(step, pageOnCard)
		c.Rect(tread, labelOnCard)
		c.Rect(riser, labelOnCard)
	})
}

// addNew lays out a bar of the new sign-ups for every point.
func (s *sheet) addNew(p plot) {
	highest := p.highest(func(p Point) int { return p.New })
	bottom := s.y + newHead + newHeight
	for i, point := range p.points {
		bar := p.slot(i, bottom-newHeight*point.New/highest, bottom)
		if p.numbered(i) {
			s.addNumber(p, bar, "+"+figure(point.New))
		}
		bar = slim(bar)
		s.stroke(func(c drawing.Canvas) { c.Rect(bar, headOnCard) })
	}
	rule := image.Rect(left, bottom, left+p.width, bottom+3)
	s.stroke(func(c drawing.Canvas) { c.Rect(rule, ruleOnCard) })
	s.y = bottom + 3
}

// slim leaves room between a bar and its neighbours.
func slim(bar image.Rectangle) image.Rectangle {
	const widest = 72
	room := max(bar.Dx()/5, bar.Dx()-widest)
	bar.Min.X += room / 2
	bar.Max.X -= room - room/2
	return bar
}

// numbered chooses the points whose new sign-ups are written out: each when
// there is room for each, else the one with the most.
func (p plot) numbered(i int) bool {
	const gap = 12
	highest := p.highest(func(p Point) int { return p.New })
	if newStyle.Fit("+"+figure(highest), textWidth).Widest()+gap <= p.width/len(p.points) {
		return p.points[i].New > 0
	}
	return i == slices.IndexFunc(p.points, func(p Point) bool { return p.New == highest })
}

// addNumber sets a number above a bar.
func (s *sheet) addNumber(p plot, bar image.Rectangle, number string) {
	const gap = 10
	x, width := p.centred(newStyle.Fit(number, textWidth), bar, left+p.width)
	s.put(newStyle, number, x, bar.Min.Y-gap-newStyle.Sizes[0], width)
}

// centred is where a text stands in the middle of a slot, but not further left
// than the plot nor further right than end, and how wide it is.
func (p plot) centred(b drawing.Block, slot image.Rectangle, end int) (x, width int) {
	width = b.Widest()
	x = (slot.Min.X + slot.Max.X - width) / 2
	return max(left, min(x, end-width)), width
}

// addDates sets, from the last to the first, the labels that do not crowd.
func (s *sheet) addDates(p plot) {
	const gap, most = 72, 300
	free := right + gap
	for i := len(p.points) - 1; i >= 0; i-- {
		label := drawing.Flat(p.points[i].Label)
		x, width := p.centred(dateStyle.Fit(label, most), p.slot(i, 0, 0), right)
		if x+width+gap <= free {
			s.put(dateStyle, label, x, s.y+8, width)
			free = x
		}
	}
	s.y += 8 + dateStyle.Sizes[0]*6/5
}
