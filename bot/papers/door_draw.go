package papers

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// shade is a grey, from 0 for black to 255 for white. All shades can be told
// apart on a photocopy.
type shade int

const (
	black shade = 0
	grey  shade = 85  // what is gone, and small words
	light shade = 150 // the rules between rows
	white shade = 255
)

// align is where a line stands in its column, in halves of the room that is left.
type align int

const (
	atStart align = iota
	atCentre
	atEnd
)

// sheet of paper in the making.
type paper struct {
	*fpdf.Fpdf
	known map[string]bool // faces that the file has already
}

// noDate is the date that a file has until undated takes it away.
var noDate = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func newPaper(title string) paper {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("", false)
	pdf.SetCreationDate(noDate)
	pdf.SetModificationDate(noDate)
	pdf.SetTitle(title, true)
	return paper{pdf, map[string]bool{}}
}

// bytes is the finished file.
func (p paper) bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, err
	}
	return undated(out.Bytes()), nil
}

// undated writes spaces over the dates that the library puts into every file, so
// that it shows none rather than a wrong one. Nothing moves.
func undated(file []byte) []byte {
	for _, key := range []string{"CreationDate", "ModDate"} {
		entry := fmt.Appendf(nil, "/%s (D:%s)", key, noDate.Format("20060102150405"))
		file = bytes.Replace(file, entry, bytes.Repeat([]byte(" "), len(entry)), 1)
	}
	return file
}

// use chooses a face, which the file embeds when it is first used.
func (p paper) use(f *face, size float64) {
	if !p.known[f.name] {
		p.AddUTF8FontFromBytes(f.name, "", f.file)
		p.known[f.name] = true
	}
	p.SetFont(f.name, "", size)
}

// write draws a line with its baseline at y.
func (p paper) write(s style, line string, x, y float64, ink shade) {
	p.SetTextColor(int(ink), int(ink), int(ink))
	for _, run := range s.family.runs(line) {
		p.use(run.face, s.size)
		p.Text(x, y, run.text)
		x += s.width(run.text)
	}
}

// block draws a block in a column, the top of its first capitals at y.
func (p paper) block(b block, c column, y float64, at align, ink shade) {
	for i, line := range b.lines {
		x := c.x + (c.width-b.width(line))*float64(at)/2
		p.write(b.style, line, x, y+b.capital()+float64(i)*b.lead, ink)
	}
}

// strike draws a line through each line of a block that block drew.
func (p paper) strike(b block, c column, y float64, at align) {
	p.pen(0.35, black)
	for i, line := range b.lines {
		x := c.x + (c.width-b.width(line))*float64(at)/2
		middle := y + b.capital()/2 + float64(i)*b.lead
		p.Line(x-0.5, middle, x+b.width(line)+0.5, middle)
	}
}

// pen chooses how lines are drawn.
func (p paper) pen(width float64, ink shade) {
	p.SetLineWidth(width)
	p.SetDrawColor(int(ink), int(ink), int(ink))
}

// rule draws a line over the width of the page.
func (p paper) rule(y, width float64, ink shade) {
	p.pen(width, ink)
	p.Line(left, y, right, y)
}

// draw draws the list.
func (d DoorList) draw(l doorLayout) ([]byte, error) {
	p := newPaper(titleStyle.clean(d.Title))
	for i, page := range l.pages {
		p.AddPage()
		y := p.top(l, i == 0)
		for _, row := range page.rows {
			y = p.row(l.columns, row, y)
		}
		p.close(l, page, y)
		p.foot(d, i+1, len(l.pages))
	}
	return p.bytes()
}

// top draws what stands above the rows, and says where they begin.
func (p paper) top(l doorLayout, first bool) float64 {
	whole := column{left, right - left}
	if !first {
		p.block(l.again, whole, top, atStart, black)
		return p.heads(l, top+l.again.height()+3)
	}
	p.block(l.title, whole, top, atStart, black)
	y := top + l.title.height()
	if len(l.under.lines) > 0 {
		p.block(l.under, whole, y+4, atStart, black)
	}
	return p.heads(l, l.first()-l.headHeight)
}

// heads draws the headings of the columns between two rules.
func (p paper) heads(l doorLayout, y float64) float64 {
	for i, c := range l.list() {
		at := atStart
		if c == l.tick || c == l.party {
			at = atCentre
		}
		p.block(l.heads[i], c, y+(l.headHeight-l.heads[i].height())/2, at, black)
	}
	p.rule(y, 0.6, black)
	p.rule(y+l.headHeight, 0.6, black)
	return y + l.headHeight
}

// row draws a row, everything in the middle of its height, and says where the
// next begins.
func (p paper) row(c columns, r setRow, y float64) float64 {
	middle := y + r.height/2
	if !r.Gone {
		p.box(c.tick.middle()-box/2, middle-box/2, r.Came)
	}
	p.cell(r, r.name, c.name, middle-r.nameHeight()/2, atStart)
	p.mark(r, c.name, middle-r.nameHeight()/2)
	p.cell(r, r.code, c.code, middle-r.code.height()/2, atStart)
	p.cell(r, r.party, c.party, middle-r.party.height()/2, atCentre)
	p.block(r.remark, c.remark, middle-r.remark.height()/2, atStart, black)
	p.rule(y+r.height, 0.25, light)
	return y + r.height
}

// cell draws a block of a row, struck through where the row is gone.
func (p paper) cell(r setRow, b block, c column, y float64, at align) {
	if !r.Gone {
		p.block(b, c, y, at, black)
		return
	}
	p.block(b, c, y, at, grey)
	p.strike(b, c, y, at)
}

// box draws the box to tick.
func (p paper) box(x, y float64, ticked bool) {
	p.pen(0.5, black)
	p.Rect(x, y, box, box, "D")
	if ticked {
		p.pen(0.9, black)
		p.Line(x+1.4, y+3.8, x+2.9, y+5.4)
		p.Line(x+2.9, y+5.4, x+5.7, y+1.6)
	}
}

// mark draws the word beside the name, or below it: white on black where it tells
// the door something to look out for, framed otherwise.
func (p paper) mark(r setRow, c column, y float64) {
	if len(r.mark.lines) == 0 {
		return
	}
	x, line := c.x+r.name.last()+2, len(r.name.lines)-1
	if r.below || line < 0 {
		x, line = c.x, line+1
	}
	high := markStyle.capital() + 2*1.1
	at := y + nameStyle.capital()/2 + float64(line)*nameStyle.lead - high/2
	fill, ink := "F", white
	if r.Gone || r.Came {
		fill, ink = "D", black
	}
	p.pen(0.3, black)
	p.SetFillColor(0, 0, 0)
	p.RoundedRect(x, at, r.markWidth(), high, 1, "1234", fill)
	p.block(r.mark, column{x + frame, r.mark.last()}, at+1.1, atStart, ink)
}

// close draws what is said after the rows.
func (p paper) close(l doorLayout, page page, y float64) {
	whole := column{left, right - left}
	if len(l.empty.lines) > 0 {
		p.block(l.empty, whole, y+12, atCentre, black)
		y += 12 + l.empty.height()
	}
	if page.signs {
		p.block(l.signs, whole, y+7, atStart, black)
	}
}

// foot draws the last line of a page: how fresh the list is, and the page.
func (p paper) foot(d DoorList, n, of int) {
	pages := footStyle.set(d.pageOf(n, of), 60)
	made := footStyle.set(d.Made, right-left-gap-pages.last())
	whole := column{left, right - left}
	p.rule(foot-footStyle.capital()-2.2, 0.25, light)
	p.block(made, whole, foot-footStyle.capital(), atStart, grey)
	p.block(pages, whole, foot-footStyle.capital(), atEnd, grey)
}

// pageOf says which page of how many a page is.
func (d DoorList) pageOf(n, of int) string {
	if d.PageOf == nil {
		return fmt.Sprintf("%d / %d", n, of)
	}
	return d.PageOf(n, of)
}
