package ticket

import "image"

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
	eventStyle  = style{family: regular, sizes: []int{38, 34, 30}, lines: 1, ink: mutedOnHead, after: 24}
	titleStyle  = style{family: bold, sizes: []int{38, 34, 30}, lines: 1, ink: accentOnHead, align: atEnd, after: 24}
	visitStyle  = style{family: bold, sizes: []int{80, 72, 64, 56}, lines: 3, ink: cardOnHead, even: true, after: 12}
	hostStyle   = style{family: regular, sizes: []int{40, 36}, lines: 2, ink: mutedOnHead, after: 0}
	labelStyle  = style{family: regular, sizes: []int{34, 30}, lines: 1, ink: labelOnCard, after: 0}
	whenStyle   = style{family: bold, sizes: []int{48, 44, 40}, lines: 2, ink: textOnCard, after: 24}
	whereStyle  = style{family: regular, sizes: []int{46, 42, 38}, lines: 3, ink: textOnCard, after: 24}
	nameStyle   = style{family: bold, sizes: []int{48, 44, 40, 36}, lines: 4, ink: textOnCard, after: 24}
	peopleStyle = style{family: bold, sizes: []int{48, 44, 40, 36, 32}, lines: 4, ink: textOnCard, after: 24}
	codeStyle   = style{family: mono, sizes: []int{116, 104, 92, 80, 68, 56, 44}, lines: 2, ink: textOnCard, align: atCentre, after: 4}
	smallStyle  = style{family: regular, sizes: []int{34, 30}, lines: 2, ink: labelOnCard, align: atCentre, after: 12}
	footerStyle = style{family: bold, sizes: []int{38, 34}, lines: 2, ink: textOnCard, align: atCentre, after: 0}
)

// placed is a block and where it is drawn.
type placed struct {
	block
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
func compose(t Ticket, code matrix) *image.Paletted {
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
func (s *sheet) put(st style, text string, x, y, width int) int {
	b := st.fit(text, width)
	if len(b.lines) == 0 {
		return y
	}
	s.blocks = append(s.blocks, placed{b, x, y, width})
	return y + b.height() + st.after
}

// add sets a text over the whole width and moves on below it.
func (s *sheet) add(st style, text string) {
	s.y = s.put(st, text, left, s.y, textWidth)
}

// field sets a value beneath its label; without a value there is neither.
func (s *sheet) field(label string, st style, value string, x, width int) int {
	if len(st.clean(value)) == 0 {
		return s.y
	}
	return s.put(st, value, x, s.put(labelStyle, flat(label), x, s.y, width), width)
}

// addHead sets the event and the visit, and leaves room for the bridge below.
func (s *sheet) addHead(t Ticket) {
	event := s.put(eventStyle, flat(t.Event), left, s.y, wideColumn)
	title := s.put(titleStyle, flat(t.Labels.Title), right, s.y, thinColumn)
	s.y = max(event, title)
	s.add(visitStyle, flat(t.Visit))
	s.add(hostStyle, flat(t.Host))
	s.head = s.y + 44 + radius + legs
	s.y = s.head + 36
}

// addBody sets when, where and who.
func (s *sheet) addBody(t Ticket) {
	s.y = s.field(t.Labels.When, whenStyle, t.When, left, textWidth)
	s.y = s.field(t.Labels.Where, whereStyle, t.Where, left, textWidth)
	name := s.field(t.Labels.Name, nameStyle, flat(t.Name), left, wideColumn)
	people := s.field(t.Labels.People, peopleStyle, flat(t.People), right, thinColumn)
	s.tear = max(name, people) + notch/2
	s.y = s.tear + 8
}

// addStub sets what is shown at the door: the QR code, the short code, a word.
func (s *sheet) addStub(t Ticket, code int) {
	s.code = s.y
	s.y += code
	s.add(smallStyle, flat(t.Labels.Code))
	s.add(codeStyle, flat(t.Code))
	s.add(smallStyle, flat(t.Number))
	s.add(footerStyle, flat(t.Labels.Footer))
	s.y += 48
}

// draw makes the picture: the card, then everything on it.
func (s *sheet) draw(code matrix, module int) *image.Paletted {
	card := image.Rect(margin, margin, pageWidth-margin, s.y)
	c := newCanvas(pageWidth, s.y+margin)
	c.rect(c.img.Rect, pageOnCard)
	s.drawCard(c, card)
	s.drawBridge(c, card)
	s.drawTear(c, card)
	corner := (pageWidth - module*code.side()) / 2
	code.each(corner, s.code+quiet*module, module, func(r image.Rectangle) { c.rect(r, textOnCard) })
	for _, b := range s.blocks {
		b.draw(c)
	}
	return c.img
}

// drawCard draws the ticket itself: a dark head and a white body with round corners.
func (s *sheet) drawCard(c canvas, card image.Rectangle) {
	top, bottom := card, card
	top.Max.Y, bottom.Min.Y = card.Min.Y+corner, card.Max.Y-corner
	c.shape(top, headOnPage, roundRect(card, corner))
	c.rect(image.Rect(card.Min.X, top.Max.Y, card.Max.X, s.head), headOnPage)
	c.rect(image.Rect(card.Min.X, s.head, card.Max.X, bottom.Min.Y), cardOnPage)
	c.shape(bottom, cardOnPage, roundRect(card, corner))
}

// drawBridge cuts the openings of a bridge out of the head's lower edge.
func (s *sheet) drawBridge(c canvas, card image.Rectangle) {
	const span = 2*radius + pier
	opening := image.Rect(-radius-1, -radius-1, radius+1, legs)
	first := (card.Min.X + card.Max.X - (openings-1)*span) / 2
	for i := range openings {
		middle := image.Pt(first+i*span, s.head-legs)
		c.shape(opening.Add(middle), cardOnHead, arch(float64(middle.X), float64(middle.Y), radius))
	}
}

// drawTear draws the line where the stub would be torn off, and its notches.
func (s *sheet) drawTear(c canvas, card image.Rectangle) {
	for _, x := range []int{card.Min.X, card.Max.X} {
		hole := image.Rect(x-notch, s.tear-notch, x+notch, s.tear+notch).Intersect(card)
		c.shape(hole, pageOnCard, disc(float64(x), float64(s.tear), notch))
	}
	for x := card.Min.X + notch + 24; x < card.Max.X-notch-24; x += 24 {
		c.rect(image.Rect(x, s.tear-2, x+12, s.tear+2), ruleOnCard)
	}
}

// draw writes the lines of a block.
func (b placed) draw(c canvas) {
	for i, line := range b.lines {
		x := b.x + (b.width-b.pen.width(line))*int(b.align)/2
		b.pen.write(c, line, x, b.y+b.baseline()+i*b.lead(), b.ink)
	}
}
