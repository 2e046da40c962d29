package papers

import (
	"fmt"
	"iter"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
)

// longestCell is how much text a spreadsheet's cell holds, in UTF-16 units.
const longestCell = 32_767

// Sheet is one table of a workbook, or the only one of a CSV file.
type Sheet struct {
	// Name is shown on the sheet's tab. What a workbook does not take is changed:
	// []:*?/\ and ' , more than 31 characters, a name that another sheet has.
	Name string

	// Head are the headings of the columns.
	Head []string

	// Rows are read once, from the first to the last, and not kept. A row has at
	// most one cell for each heading: a string, int, float64, bool, time.Time
	// (written as the clock of its own zone showed it) or nil for nothing. A zero
	// time and a number that is not finite are nothing too. Spreadsheets keep 15
	// digits of a number, so a longer one, such as an id, is better a string. An
	// error ends the file and is the error of the writer.
	Rows iter.Seq2[[]any, error]
}

// each calls write for every row of the sheet, its cells made harmless, until
// there is an error. A row is padded to the number of headings.
func (s Sheet) each(write func(row []any) error) error {
	if s.Rows == nil {
		return nil
	}
	number := 0
	for cells, err := range s.Rows {
		if err != nil {
			return err
		}
		number++
		row, err := s.row(cells)
		if err != nil {
			return fmt.Errorf("papers: sheet %q, row %d: %w", s.Name, number, err)
		}
		if err := write(row); err != nil {
			return fmt.Errorf("papers: sheet %q, row %d: %w", s.Name, number, err)
		}
	}
	return nil
}

// row makes a row's cells harmless.
func (s Sheet) row(cells []any) ([]any, error) {
	if len(cells) > len(s.Head) {
		return nil, fmt.Errorf("%d cells under %d headings", len(cells), len(s.Head))
	}
	row := make([]any, len(s.Head))
	for i, cell := range cells {
		value, err := harmless(cell)
		if err != nil {
			return nil, err
		}
		row[i] = value
	}
	return row, nil
}

// head is the row of headings, made harmless.
func (s Sheet) head() []string {
	head := make([]string, len(s.Head))
	for i, heading := range s.Head {
		head[i] = text(heading)
	}
	return head
}

// harmless is what is written for a cell: nil, or a string, int, float64, bool
// or time.Time that every spreadsheet can hold.
func harmless(cell any) (any, error) {
	switch value := cell.(type) {
	case nil, int, bool:
		return value, nil
	case string:
		return text(value), nil
	case float64:
		return finite(value), nil
	case time.Time:
		return dated(value), nil
	}
	return nil, fmt.Errorf("a cell cannot hold a %T", cell)
}

// finite is a number, or nil where it is none that can be written down.
func finite(value float64) any {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return nil
	}
	return value
}

// dated is a time, as text where it lies outside the calendar of spreadsheets,
// which begins with the year 1900, and nil where it is zero.
func dated(t time.Time) any {
	switch {
	case t.IsZero():
		return nil
	case t.Year() < 1900 || t.Year() > 9999:
		return t.Format(time.DateTime)
	}
	return t
}

// text is a text without what XML cannot carry and without other control
// characters, as long as a cell may be.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if carried(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
	return shortened(s, longestCell)
}

// carried tells whether a file may hold a character: the Char of XML 1.0 without
// the control characters that it discourages.
func carried(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r == 0xFFFE || r == 0xFFFF:
		return false
	}
	return !unicode.IsControl(r)
}

// shortened is the beginning of a text, at most n UTF-16 units of whole characters.
func shortened(s string, n int) string {
	if len(s) <= n {
		return s // a character has no fewer bytes than units
	}
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return s[:i]
		}
	}
	return s
}
