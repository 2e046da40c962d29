package papers

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// The widths of columns, in characters.
const (
	narrowest = 6
	widest    = 60
	measured  = 200 // rows that are looked at to tell how wide a column is
)

// WriteXLSX writes a workbook for Excel, LibreOffice and their like: on every
// sheet a bold row of headings that stays in sight and filters, columns about as
// wide as what is in them, real numbers and dates. Every string is a text, also
// when it looks like a formula or a number, and also after somebody edits it.
//
// Rows are not kept in memory: what is longer than 16 MiB before compression is
// in a temporary file until the workbook is written.
func WriteXLSX(w io.Writer, sheets []Sheet) (err error) {
	if len(sheets) == 0 {
		return errors.New("papers: a workbook needs a sheet")
	}
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	looks, err := newLooks(book)
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	for i, name := range tabs(sheets) {
		if err := fill(book, i, name, sheets[i], looks); err != nil {
			return err
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	return nil
}

// looks are the numbers of a workbook's styles.
type looks struct{ head, text, date int }

func newLooks(book *excelize.File) (l looks, err error) {
	date := "yyyy-mm-dd hh:mm"
	styles := []*excelize.Style{
		{
			Font:      &excelize.Font{Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}},
			Alignment: &excelize.Alignment{Vertical: "center"},
			NumFmt:    asText,
		},
		{NumFmt: asText},
		{CustomNumFmt: &date},
	}
	for i, number := range []*int{&l.head, &l.text, &l.date} {
		if *number, err = book.NewStyle(styles[i]); err != nil {
			return l, err
		}
	}
	return l, nil
}

// asText is the number format of cells whose content stays a text when it is edited.
const asText = 49

// filling is a sheet that is being written. The first rows are held back until
// they have told how wide the columns are.
type filling struct {
	*excelize.StreamWriter
	looks looks
	head  []string
	held  [][]any
	begun bool
	rows  int // written so far, the headings included
}

// fill writes the sheet that has the given index in the book.
func fill(book *excelize.File, index int, name string, sheet Sheet, looks looks) error {
	f := filling{looks: looks, head: sheet.head()}
	var err error
	if f.StreamWriter, err = opened(book, index, name); err != nil {
		return fmt.Errorf("papers: sheet %q: %w", name, err)
	}
	if err := sheet.each(f.add); err != nil {
		return err
	}
	if err := f.finish(book, name); err != nil {
		return fmt.Errorf("papers: sheet %q: %w", name, err)
	}
	return nil
}

// opened adds a sheet to the book; a new book has its first already.
func opened(book *excelize.File, index int, name string) (*excelize.StreamWriter, error) {
	if index == 0 {
		if err := book.SetSheetName(book.GetSheetName(0), name); err != nil {
			return nil, err
		}
	} else if _, err := book.NewSheet(name); err != nil {
		return nil, err
	}
	return book.NewStreamWriter(name)
}

// add takes a row.
func (f *filling) add(row []any) error {
	if f.begun {
		return f.put(row)
	}
	f.held = append(f.held, row)
	if len(f.held) < measured {
		return nil
	}
	return f.begin()
}

// begin writes the headings and what was held back.
func (f *filling) begin() error {
	f.begun = true
	for i := range f.head {
		if err := f.SetColWidth(i+1, i+1, f.width(i)); err != nil {
			return err
		}
	}
	below := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := f.SetPanes(below); err != nil {
		return err
	}
	if err := f.putHead(); err != nil {
		return err
	}
	for _, row := range f.held {
		if err := f.put(row); err != nil {
			return err
		}
	}
	f.held = nil
	return nil
}

// putHead writes the row of headings.
func (f *filling) putHead() error {
	row := make([]any, len(f.head))
	for i, heading := range f.head {
		row[i] = excelize.Cell{StyleID: f.looks.head, Value: heading}
	}
	f.rows++
	return f.SetRow("A1", row, excelize.RowOpts{Height: 20})
}

// put writes a row.
func (f *filling) put(row []any) error {
	for i, cell := range row {
		row[i] = f.looks.cell(cell)
	}
	f.rows++
	at, err := excelize.CoordinatesToCellName(1, f.rows)
	if err != nil {
		return err
	}
	return f.SetRow(at, row)
}

// finish lets the sheet be filtered and closes it.
func (f *filling) finish(book *excelize.File, name string) error {
	if !f.begun {
		if err := f.begin(); err != nil {
			return err
		}
	}
	if last, err := excelize.CoordinatesToCellName(max(len(f.head), 1), f.rows); err != nil {
		return err
	} else if err := book.AutoFilter(name, "A1:"+last, nil); err != nil {
		return err
	}
	return f.Flush()
}

// width is how wide a column is, in characters: as its longest text, with room
// for the filter's button in the heading.
func (f *filling) width(column int) float64 {
	n := length(f.head[column]) + 4
	for _, row := range f.held {
		n = max(n, length(field(row[column]))+2)
	}
	return float64(min(max(n, narrowest), widest))
}

// length is the number of characters of a text's longest line.
func length(text string) (n int) {
	for line := range strings.Lines(text) {
		n = max(n, utf8.RuneCountInString(line))
	}
	return n
}

// cell is a harmless cell with its style. What is nothing is not written, so the
// text before it may run over.
func (l looks) cell(value any) any {
	switch value.(type) {
	case string:
		if value == "" {
			return nil
		}
		return excelize.Cell{StyleID: l.text, Value: value}
	case time.Time:
		return excelize.Cell{StyleID: l.date, Value: value}
	}
	return value
}
