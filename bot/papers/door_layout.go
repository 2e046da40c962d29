package papers

import (
	"strconv"
	"strings"
)

// The measures of a door list on A4, in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	left       = 15.0
	right      = pageWidth - 13.0
	top        = 14.0
	bottom     = pageHeight - 18.0 // where rows end
	foot       = pageHeight - 10.5 // the baseline of the last line
	gap        = 4.0               // between columns
	air        = 2.8               // above and below what is in a row
	lowest     = 11.0              // the height of a row of one line
	box        = 7.0               // the side of the box to tick
	frame      = 1.3               // between a mark and its frame
)

// The styles of a door list.
var (
	titleStyle  = style{family: bold, size: 20, lead: 8.2, lines: 3, longest: 200}
	underStyle  = style{family: regular, size: 12, lead: 5.2, lines: 4, longest: 300, breaks: true}
	againStyle  = style{family: bold, size: 10, lead: 4.4, lines: 1, longest: 150} // the title of further pages
	headStyle   = style{family: bold, size: 9, lead: 3.9, lines: 2, longest: 60}
	nameStyle   = style{family: bold, size: 12.5, lead: 5.3, lines: 12, longest: 250}
	markStyle   = style{family: bold, size: 8, lead: 3.4, lines: 1, longest: 40}
	codeStyle   = style{family: mono, size: 15, lead: 6, lines: 4, longest: 40}
	partyStyle  = style{family: bold, size: 14, lead: 6, lines: 1, longest: 12}
	remarkStyle = style{family: regular, size: 10, lead: 4.3, lines: 14, longest: 400}
	emptyStyle  = style{family: regular, size: 13, lead: 5.6, lines: 8, longest: 500, breaks: true}
	signsStyle  = style{family: bold, size: 11.5, lead: 5, lines: 8, longest: 500, breaks: true}
	footStyle   = style{family: regular, size: 9, lead: 4, lines: 1, longest: 200}
)

// column is where a column stands.
type column struct{ x, width float64 }

func (c column) end() float64    { return c.x + c.width }
func (c column) middle() float64 { return c.x + c.width/2 }

// columns are those of a list, from left to right.
type columns struct{ tick, name, code, party, remark column }

// setRow is a row of which every text is set.
type setRow struct {
	DoorRow
	name, mark, code, party, remark block
	below                           bool // the mark stands on a line of its own
	height                          float64
}

// page is what stands on one page.
type page struct {
	rows  []setRow
	signs bool
}

// doorLayout is a list of which everything has its place.
type doorLayout struct {
	columns
	title, under, again, empty, signs block
	heads                             [5]block
	headHeight                        float64
	pages                             []page
}

// layout gives everything on the list its place.
func (d DoorList) layout() doorLayout {
	l := doorLayout{columns: d.columns()}
	l.title = titleStyle.set(d.Title, right-left)
	l.under = underStyle.set(d.Subtitle, right-left)
	l.again = againStyle.set(strings.Trim(d.Title+" · "+d.Subtitle, " ·"), right-left)
	l.signs = signsStyle.set(d.Signs, right-left)
	if len(d.Rows) == 0 {
		l.empty = emptyStyle.set(d.Empty, right-left)
	}
	l.setHeads(d.Head)
	l.share(d.Rows)
	return l
}

// setHeads sets the headings of the columns.
func (l *doorLayout) setHeads(h DoorHead) {
	for i, text := range []string{h.Tick, h.Name, h.Code, h.Party, h.Remark} {
		l.heads[i] = headStyle.fit(text, l.list()[i].width, 6)
		l.headHeight = max(l.headHeight, l.heads[i].height())
	}
	l.headHeight += 2 * 2.2
}

// list are the columns in their order.
func (c columns) list() [5]column {
	return [5]column{c.tick, c.name, c.code, c.party, c.remark}
}

// columns shares the width of the page. A column that nothing is said in is left
// out, and the names have its room.
func (d DoorList) columns() (c columns) {
	said := d.said()
	end := right
	take := func(width float64, wanted bool) (c column) {
		if !wanted {
			return column{x: end}
		}
		end -= width
		c = column{end, width}
		end -= gap
		return c
	}
	c.remark = take(44, said.Remark != "")
	c.party = take(15, said.Party != "")
	c.code = take(d.codeWidth(), said.Code != "")
	c.tick = column{left, 13}
	c.name = column{c.tick.end() + gap, end - c.tick.end() - gap}
	return c
}

// said holds, for each column, its heading and whatever is in it.
func (d DoorList) said() DoorHead {
	said := d.Head
	for _, row := range d.Rows {
		said.Code += row.Code
		said.Remark += row.Remark
		said.Party += number(row.Party)
	}
	return said
}

// codeWidth is the room that the widest code needs, within reason.
func (d DoorList) codeWidth() float64 {
	width := 22.0
	for _, row := range d.Rows {
		width = max(width, codeStyle.width(codeStyle.clean(row.Code)))
	}
	return min(width, 42) + 0.5
}

// number is how many people come, or nothing.
func number(party int) string {
	if party <= 0 {
		return ""
	}
	return strconv.Itoa(party)
}

// share puts the rows on pages, none on two of them, and the closing line on the
// last or on one more.
func (l *doorLayout) share(rows []DoorRow) {
	l.pages = []page{{}}
	y := l.first()
	for _, row := range rows {
		set := l.set(row)
		if y+set.height > bottom {
			y = l.turn()
		}
		last := &l.pages[len(l.pages)-1]
		last.rows = append(last.rows, set)
		y += set.height
	}
	if len(l.signs.lines) == 0 {
		return
	}
	if y+l.empty.height()+l.signsHeight() > bottom {
		l.turn()
	}
	l.pages[len(l.pages)-1].signs = true
}

// turn begins a page and says where its first row begins.
func (l *doorLayout) turn() float64 {
	l.pages = append(l.pages, page{})
	return top + l.again.height() + 3 + l.headHeight
}

// first is where the first row of the first page begins.
func (l *doorLayout) first() float64 {
	y := top + l.title.height()
	if len(l.under.lines) > 0 {
		y += 4 + l.under.height()
	}
	return y + 5 + l.headHeight
}

// signsHeight is the room of the closing line and of the space above it.
func (l *doorLayout) signsHeight() float64 { return 7 + l.signs.height() }

// set sets the texts of a row.
func (l *doorLayout) set(row DoorRow) setRow {
	s := setRow{DoorRow: row}
	s.name = nameStyle.set(row.Name, l.name.width)
	s.mark = markStyle.set(row.Mark, l.name.width-2*frame)
	s.code = codeStyle.fit(row.Code, l.code.width, 9)
	s.party = partyStyle.fit(number(row.Party), l.party.width, 7)
	s.remark = remarkStyle.set(row.Remark, l.remark.width)
	s.below = len(s.mark.lines) > 0 && s.name.last()+2+s.markWidth() > l.name.width
	s.height = max(lowest, s.nameHeight()+2*air, s.code.height()+2*air, s.remark.height()+2*air)
	return s
}

// markWidth is the width of the mark with its frame.
func (s setRow) markWidth() float64 { return s.mark.last() + 2*frame }

// nameHeight is the height of the name, with the mark where it stands below.
func (s setRow) nameHeight() float64 {
	switch {
	case s.below && len(s.name.lines) > 0:
		return s.name.height() + nameStyle.lead
	case len(s.mark.lines) > 0:
		return max(s.name.height(), nameStyle.capital())
	}
	return s.name.height()
}
