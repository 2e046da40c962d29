package chart

import (
	"image"
	"strconv"

	"visitbot/bot/drawing"
)

// addVisits lays out every visit: its name and figures, its bar, its badges.
func (s *sheet) addVisits(visits []Visit, waiting string) {
	for _, v := range visits[:min(len(visits), mostVisits)] {
		s.addVisit(v.tame(), waiting)
		s.y += 36
	}
	if more := len(visits) - mostVisits; more > 0 {
		s.add(moreStyle, "… +"+strconv.Itoa(more))
	}
	s.y += 8
}

// addVisit lays out one visit.
func (s *sheet) addVisit(v Visit, waiting string) {
	const lower = 6 // by so much, to stand on one line with the figures
	name := s.put(nameStyle, drawing.Flat(v.Name), left, s.y+lower, textWidth-s.addFigures(v)-32)
	s.y = max(name, s.y+figuresStyle.Sizes[0]+8) + 14
	s.addBar(v)
	s.addBadges(v, waiting)
}

// addFigures sets how many places of how many are taken, and returns how wide
// that is. Too many of them stand in a box.
func (s *sheet) addFigures(v Visit) int {
	const pad = 18
	if !v.over() {
		width := figuresStyle.Fit(v.figures(), textWidth).Widest()
		s.put(figuresStyle, v.figures(), right-width, s.y, width)
		return width
	}
	loud := figuresStyle
	loud.Ink = cardOnOver
	width := loud.Fit(v.figures(), textWidth).Widest()
	box := image.Rect(right-width-2*pad, s.y+1, right, s.y+61)
	s.stroke(func(c drawing.Canvas) { c.Shape(box, overOnCard, drawing.RoundRect(box, barCorner)) })
	s.put(loud, v.figures(), right-width-pad, s.y, width)
	return box.Dx()
}

// addBadges says who waits, and what is special about the visit.
func (s *sheet) addBadges(v Visit, waiting string) {
	var row row
	if v.Waiting > 0 {
		row.add(badge(join(waiting, figure(v.Waiting)), waitingOnCard, cardOnWaiting))
	}
	row.add(badge(v.Note, pageOnCard, textOnPage))
	s.addRow(row, 14)
}

// join puts a word before a number.
func join(word, number string) string {
	if len(badgeStyle(cardOnWaiting).Clean(drawing.Flat(word))) == 0 {
		return number
	}
	return word + ": " + number
}

// addLegend explains the parts of the bars.
func (s *sheet) addLegend(l Legend) {
	var row row
	row.add(key(l.Seats, seats))
	row.add(key(l.Held, held))
	row.add(key(l.Free, free))
	if s.addRow(row, 0); len(row) > 0 {
		s.y += 26
	}
}
