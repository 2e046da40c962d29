package ticket

import (
	"image"

	"visitbot/bot/drawing"
)

// The measures of a ticket, in pixels of a picture 1080 wide. Shown 360 wide on
// a phone, three of them are one.
const (
	pageWidth  = 1080
	margin     = 40  // around the card
	inset      = 72  // from the card's edge to its texts
	corner     = 36  // radius of the card's corners
	notch      = 34  // radius of the notches where the stub is torn off
	codeWidth  = 580 // at most, of the QR code with its quiet zone
	left       = margin + inset
	textWidth  = pageWidth - 2*left
	wideColumn = 584 // the left of two columns
	columnGap  = 32
	right      = left + wideColumn + columnGap
	thinColumn = textWidth - wideColumn - columnGap
)

// The bridge beneath the head: a row of round openings between slender piers.
const (
	openings = 8
	radius   = 53 // of an opening's round top
	pier     = 16
	legs     = 34 // how far a pier stands below the round
)

// The styles of a ticket, from top to bottom.
var (
	eventStyle  = drawing.Style{Family: drawing.Regular, Sizes: []int{38, 34, 30}, Lines: 1, Ink: mutedOnHead, After: 24}
	titleStyle  = drawing.Style{Family: drawing.Bold, Sizes: []int{38, 34, 30}, Lines: 1, Ink: accentOnHead, Align: drawing.AtEnd, After: 24}
	visitStyle  = drawing.Style{Family: drawing.Bold, Sizes: []int{80, 72, 64, 56}, Lines: 3, Ink: cardOnHead, Even: true, After: 12}
	hostStyle   = drawing.Style{Family: drawing.Regular, Sizes: []int{40, 36}, Lines: 2, Ink: mutedOnHead, After: 0}
	labelStyle  = drawing.Style{Family: drawing.Regular, Sizes: []int{34, 30}, Lines: 1, Ink: labelOnCard, After: 0}
	whenStyle   = drawing.Style{Family: drawing.Bold, Sizes: []int{48, 44, 40}, Lines: 2, Ink: textOnCard, After: 24}
	whereStyle  = drawing.Style{Family: drawing.Regular, Sizes: []int{46, 42, 38}, Lines: 3, Ink: textOnCard, After: 24}
	nameStyle   = drawing.Style{Family: drawing.Bold, Sizes: []int{48, 44, 40, 36}, Lines: 4, Ink: textOnCard, After: 24}
	peopleStyle = drawing.Style{Family: drawing.Bold, Sizes: []int{48, 44, 40, 36, 32}, Lines: 4, Ink: textOnCard, After: 24}
	codeStyle   = drawing.Style{Family: drawing.Mono, Sizes: []int{116, 104, 92, 80, 68, 56, 44}, Lines: 2, Ink: textOnCard, Align: drawing.AtCentre, After: 4}
	smallStyle  = drawing.Style{Family: drawing.Regular, Sizes: []int{34, 30}, Lines: 2, Ink: labelOnCard, Align: drawing.AtCentre, After: 12}
	footerStyle = drawing.Style{Family: drawing.Bold, Sizes: []int{38, 34}, Lines: 2, Ink: textOnCard, Align: drawing.AtCentre, After: 0}
)

// placed is a block and where it is drawn.
type placed struct {
	drawing.Block
	x, y, width int
}

// sheet collects what is drawn, from top to bottom.
type sheet struct {
	blocks []placed
	y      int // where the next block begins
	head   int // where the head ends
	tear   int // where the stub begins
	code   int // where the QR code with its quiet zone begins
}

// compose lays a ticket out and draws it.
func compose(t Ticket, code matrix) drawing.Canvas {
	module := code.module(codeWidth)
	return layout(t, module*(code.side()+2*quiet)).draw(code, module)
}

// layout places everything, top to bottom. The QR code with its quiet zone is
// code pixels wide and high.
func layout(t Ticket, code int) *sheet {
	s := &sheet{y: margin + 52}
	s.addHead(t)
	s.addBody(t)
	s.addStub(t, code)
	return s
}

// put sets a text at a place and returns where the next may begin.
func (s *sheet) put(st drawing.Style, text string, x, y, width int) int {
	b := st.Fit(text, width)
	if len(b.Lines) == 0 {
		return y
	}
	s.blocks = append(s.blocks, placed{b, x, y, width})
	return y + b.Height() + st.After
}

// add sets a text over the whole width and moves on below it.
func (s *sheet) add(st drawing.Style, text string) {
	s.y = s.put(st, text, left, s.y, textWidth)
}

// field sets a value beneath its label; without a value there is neither.
func (s *sheet) field(label string, st drawing.Style, value string, x, width int) int {
	if len(st.Clean(value)) == 0 {
		return s.y
	}
	return s.put(st, value, x, s.put(labelStyle, drawing.Flat(label), x, s.y, width), width)
}

// addHead sets the event and the visit, and leaves room for the bridge below.
func (s *sheet) addHead(t Ticket) {
	event := s.put(eventStyle, drawing.Flat(t.Event), left, s.y, wideColumn)
	title := s.put(titleStyle, drawing.Flat(t.Labels.Title), right, s.y, thinColumn)
	s.y = max(event, title)
	s.add(visitStyle, drawing.Flat(t.Visit))
	s.add(hostStyle, drawing.Flat(t.Host))
	s.head = s.y + 44 + radius + legs
	s.y = s.head + 36
}

// addBody sets when, where and who.
func (s *sheet) addBody(t Ticket) {
	s.y = s.field(t.Labels.When, whenStyle, t.When, left, textWidth)
	s.y = s.field(t.Labels.Where, whereStyle, t.Where, left, textWidth)
	name := s.field(t.Labels.Name, nameStyle, drawing.Flat(t.Name), left, wideColumn)
	people := s.field(t.Labels.People, peopleStyle, drawing.Flat(t.People), right, thinColumn)
	s.tear = max(name, people) + notch/2
	s.y = s.tear + 8
}

// addStub sets what is shown at the door: the QR code, the short code, a word.
func (s *sheet) addStub(t Ticket, code int) {
	s.code = s.y
	s.y += code
	s.add(smallStyle, drawing.Flat(t.Labels.Code))
	s.add(codeStyle, drawing.Flat(t.Code))
	s.add(smallStyle, drawing.Flat(t.Number))
	s.add(footerStyle, drawing.Flat(t.Labels.Footer))
	s.y += 48
}

// draw makes the picture: the card, then everything on it.
func (s *sheet) draw(code matrix, module int) drawing.Canvas {
	card := image.Rect(margin, margin, pageWidth-margin, s.y)
	c := drawing.NewCanvas(pageWidth, s.y+margin, palette)
	c.Rect(c.Image().Rect, pageOnCard)
	s.drawCard(c, card)
	s.drawBridge(c, card)
	s.drawTear(c, card)
	corner := (pageWidth - module*code.side()) / 2
	code.each(corner, s.code+quiet*module, module, func(r image.Rectangle) { c.Rect(r, textOnCard) })
	for _, b := range s.blocks {
		b.Draw(c, b.x, b.y)
	}
	return c
}

// drawCard draws the ticket itself: a dark head and a white body with round corners.
func (s *sheet) drawCard(c drawing.Canvas, card image.Rectangle) {
	top, bottom := card, card
	top.Max.Y, bottom.Min.Y = card.Min.Y+corner, card.Max.Y-corner
	c.Shape(top, headOnPage, drawing.RoundRect(card, corner))
	c.Rect(image.Rect(card.Min.X, top.Max.Y, card.Max.X, s.head), headOnPage)
	c.Rect(image.Rect(card.Min.X, s.head, card.Max.X, bottom.Min.Y), cardOnPage)
	c.Shape(bottom, cardOnPage, drawing.RoundRect(card, corner))
}

// drawBridge cuts the openings of a bridge out of the head's lower edge.
func (s *sheet) drawBridge(c drawing.Canvas, card image.Rectangle) {
	const span = 2*radius + pier
	opening := image.Rect(-radius-1, -radius-1, radius+1, legs)
	first := (card.Min.X + card.Max.X - (openings-1)*span) / 2
	for i := range openings {
		middle := image.Pt(first+i*span, s.head-legs)
		c.Shape(opening.Add(middle), cardOnHead, drawing.Arch(float64(middle.X), float64(middle.Y), radius))
	}
}

// drawTear draws the line where the stub would be torn off, and its notches.
func (s *sheet) drawTear(c drawing.Canvas, card image.Rectangle) {
	for _, x := range []int{card.Min.X, card.Max.X} {
		hole := image.Rect(x-notch, s.tear-notch, x+notch, s.tear+notch).Intersect(card)
		c.Shape(hole, pageOnCard, drawing.Disc(float64(x), float64(s.tear), notch))
	}
	for x := card.Min.X + notch + 24; x < card.Max.X-notch-24; x += 24 {
		c.Rect(image.Rect(x, s.tear-2, x+12, s.tear+2), ruleOnCard)
	}
}
