package papers

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\ufeff"

// What begins a formula, after "CSV Injection" of the OWASP Foundation
// (owasp.org/www-community/attacks/CSV_Injection), full-width and small variants
// included; and where some spreadsheet begins a new cell in the midst of a text,
// because its country parts cells by semicolons or tabs and so does not see the
// quotation marks of RFC 4180.
const (
	formulaStarts = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−"
	cellEnds      = ";\t\n"
)

// WriteCSV writes a sheet as comma-separated values: RFC 4180 with lines ending
// in CRLF, in UTF-8 with a byte order mark, times as 2006-01-02 15:04:05. An
// apostrophe stands before whatever a spreadsheet could take for the beginning of
// a formula, so texts that begin with = + - @ are not exactly as they were; a
// number typed as a number is. WriteXLSX keeps texts exactly.
func WriteCSV(w io.Writer, sheet Sheet) error {
	t := newTable(w, sheet)
	if err := sheet.each(t.row); err != nil {
		return err
	}
	return t.finish()
}

// TeeCSV returns a sheet whose rows are also written to w, as WriteCSV does, when
// they are read: one reading makes two files. Finish ends that, and tells whether
// it failed.
func TeeCSV(w io.Writer, sheet Sheet) (both Sheet, finish func() error) {
	t := newTable(w, sheet)
	both = sheet
	both.Rows = func(yield func([]any, error) bool) {
		err := sheet.each(func(row []any) error {
			if err := t.row(row); err != nil || !yield(row, nil) {
				return cmp.Or(err, errEnough)
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
	return both, t.finish
}

// errEnough ends the reading of rows that nobody wants any more.
var errEnough = errors.New("papers: enough")

// A csvTable is a CSV file in the making.
type csvTable struct {
	out    *csv.Writer
	fields []string
	err    error // what failed before the first row
}

// newTable writes the headings.
func newTable(w io.Writer, sheet Sheet) *csvTable {
	t := &csvTable{out: csv.NewWriter(w), fields: make([]string, len(sheet.Head))}
	t.out.UseCRLF = true
	_, t.err = io.WriteString(w, byteOrderMark)
	for i, heading := range sheet.head() {
		t.fields[i] = guarded(heading)
	}
	t.err = cmp.Or(t.err, t.out.Write(t.fields))
	return t
}

func (t *csvTable) row(cells []any) error {
	for i, cell := range cells {
		t.fields[i] = field(cell)
	}
	return cmp.Or(t.err, t.out.Write(t.fields))
}

func (t *csvTable) finish() error {
	t.out.Flush()
	if err := cmp.Or(t.err, t.out.Error()); err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	return nil
}

// field is a harmless cell as it is written.
func field(cell any) string {
	switch value := cell.(type) {
	case string:
		return guarded(value)
	case int:
		return strconv.Itoa(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case bool:
		return strings.ToUpper(strconv.FormatBool(value))
	case time.Time:
		return value.Format(time.DateTime)
	}
	return ""
}

// lineEnds makes every end of a line the LF that the writer makes a CRLF.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// guarded puts an apostrophe before each character that could begin a formula.
func guarded(text string) string {
	if !strings.ContainsAny(text, formulaStarts) {
		return text
	}
	var out strings.Builder
	begins := true // nothing is before it in its cell
	for _, r := range lineEnds.Replace(text) {
		if begins && strings.ContainsRune(formulaStarts, r) {
			out.WriteByte('\'')
		}
		out.WriteRune(r)
		begins = strings.ContainsRune(cellEnds, r) || begins && invisible(r)
	}
	return out.String()
}

// invisible tells of characters that a spreadsheet may pass over in its search
// for the beginning of a formula.
func invisible(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
