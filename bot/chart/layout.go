package chart

import (
	"image"

	"visitbot/bot/drawing"
)

// The measures of a chart, in pixels of a picture 1080 wide. Shown 360 wide on
// a phone, three of them are one.
const (
	pageWidth  = 1080
	margin     = 28 // around the card
	inset      = 52 // from the card's edge to what is in it
	corner     = 36 // radius of the card's corners
	left       = margin + inset
	textWidth  = pageWidth - 2*left
	right      = left + textWidth
	section    = 48 // between two sections
	mostVisits = 24
	mostLines  = 6 // of the forecast
)

// The openings of the bridge beneath the head.
const (
	radius = 20 // of an opening's round top
	pier   = 8
	legs   = 14 // how far a pier stands below the round
)

// The styles of a chart, from top to bottom.
var (
	titleStyle    = drawing.Style{Family: drawing.Bold, Sizes: []int{64, 56, 48}, Lines: 2, Ink: cardOnHead, Even: true, After: 8}
	subtitleStyle = drawing.Style{Family: drawing.Regular, Sizes: []int{38, 34, 32}, Lines: 2, Ink: mutedOnHead}
	legendStyle   = drawing.Style{Family: drawing.Regular, Sizes: []int{34, 32}, Lines: 1, Ink: textOnCard}
	nameStyle     = drawing.Style{Family: drawing.Bold, Sizes: []int{42, 40}, Lines: 2, Ink: textOnCard}
	figuresStyle  = drawing.Style{Family: drawing.Bold, Sizes: []int{48}, Lines: 1, Ink: textOnCard}
	moreStyle     = drawing.Style{Family: drawing.Bold, Sizes: []int{42}, Lines: 1, Ink: labelOnCard}
	panelStyle    = drawing.Style{Family: drawing.Bold, Sizes: []int{40, 36, 34}, Lines: 3, Ink: textOnPage, After: 12}
	headingStyle  = drawing.Style{Family: drawing.Bold, Sizes: []int{42, 38}, Lines: 2, Ink: textOnCard, After: 12}
)

// numberStyle is that of a number in a bar.
func numberStyle(i drawing.Ink) drawing.Style {
	return drawing.Style{Family: drawing.Bold, Sizes: []int{38}, Lines: 1, Ink: i, Align: drawing.AtCentre}
}

// badgeStyle is that of a word in a badge.
func badgeStyle(i drawing.Ink) drawing.Style {
	return drawing.Style{Family: drawing.Bold, Sizes: []int{34, 32}, Lines: 1, Ink: i}
}

// placed is a text and where it is drawn.
type placed struct {
	drawing.Block
	x, y, width int
}

// sheet collects what is drawn, from top to bottom: first the strokes, in their
// order, then the texts.
type sheet struct {
	strokes []func(drawing.Canvas)
	texts   []placed
	y       int // where the next thing begins
	head    int // where the head ends
}

// layout places everything.
func layout(st Stats) *sheet {
	s := &sheet{y: margin + 36}
	s.addHead(st.Title, st.Subtitle)
	if len(st.Visits) > 0 {
		s.addLegend(st.Legend)
		s.addVisits(st.Visits, st.Legend.Waiting)
	}
	s.addForecast(st.Forecast)
	s.addDays(st.Days)
	return s
}

// stroke keeps what is to be drawn before the texts.
func (s *sheet) stroke(paint func(drawing.Canvas)) { s.strokes = append(s.strokes, paint) }

// put sets a text at a place and returns where the next may begin.
func (s *sheet) put(st drawing.Style, text string, x, y, width int) int {
	b := st.Fit(text, width)
	if len(b.Lines) == 0 {
		return y
	}
	s.texts = append(s.texts, placed{b, x, y, width})
	return y + b.Height() + st.After
}

// add sets a text over the whole width and moves on below it.
func (s *sheet) add(st drawing.Style, text string) {
	s.y = s.put(st, drawing.Flat(text), left, s.y, textWidth)
}

// inMiddle sets one line into the middle of a place's height.
func (s *sheet) inMiddle(st drawing.Style, text string, place image.Rectangle) {
	size := st.Sizes[0]
	s.put(st, text, place.Min.X, place.Min.Y+(place.Dy()+size*7/10)/2-size, place.Dx())
}

// addHead sets what the numbers are of, and leaves room for the bridge below.
func (s *sheet) addHead(title, subtitle string) {
	s.add(titleStyle, title)
	s.add(subtitleStyle, subtitle)
	s.head = s.y + 24 + radius + legs
	s.y = s.head + 30
}

// addForecast sets what is expected in a panel.
func (s *sheet) addForecast(lines []string) {
	const pad = 24
	top := s.y
	s.y += pad
	for _, line := range lines[:min(len(lines), mostLines)] {
		s.y = s.put(panelStyle, drawing.Flat(line), left+pad, s.y, textWidth-2*pad)
	}
	if s.y == top+pad {
		s.y = top
		return
	}
	panel := image.Rect(left, top, right, s.y+pad-panelStyle.After)
	s.stroke(func(c drawing.Canvas) { c.Shape(panel, pageOnCard, drawing.RoundRect(panel, barCorner)) })
	s.y = panel.Max.Y + section
}

// draw makes the picture: the strokes, and the texts on them.
func (s *sheet) draw() drawing.Canvas {
	c := s.drawStrokes()
	for _, t := range s.texts {
		t.Draw(c, t.x, t.y)
	}
	return c
}

// drawStrokes draws the card, and on it all that is no text.
func (s *sheet) drawStrokes() drawing.Canvas {
	c := drawing.NewCanvas(pageWidth, s.y+margin, palette)
	s.drawCard(c, image.Rect(margin, margin, pageWidth-margin, s.y))
	for _, paint := range s.strokes {
		paint(c)
	}
	return c
}

// drawCard draws a dark head and a white body with round corners.
func (s *sheet) drawCard(c drawing.Canvas, card image.Rectangle) {
	top, bottom := card, card
	top.Max.Y, bottom.Min.Y = card.Min.Y+corner, card.Max.Y-corner
	c.Shape(top, headOnPage, drawing.RoundRect(card, corner))
	c.Rect(image.Rect(card.Min.X, top.Max.Y, card.Max.X, s.head), headOnPage)
	c.Rect(image.Rect(card.Min.X, s.head, card.Max.X, bottom.Min.Y), cardOnPage)
	c.Shape(bottom, cardOnPage, drawing.RoundRect(card, corner))
	s.drawBridge(c, card)
}

// drawBridge cuts the openings of a bridge out of the head's lower edge.
func (s *sheet) drawBridge(c drawing.Canvas, card image.Rectangle) {
	const span = 2*radius + pier
	openings := (card.Dx() - pier) / span
	first := (card.Min.X + card.Max.X - (openings-1)*span) / 2
	for i := range openings {
		x, y := first+i*span, s.head-legs
		opening := image.Rect(x-radius-1, y-radius-1, x+radius+1, s.head)
		c.Shape(opening, cardOnHead, drawing.Arch(float64(x), float64(y), radius))
	}
}
