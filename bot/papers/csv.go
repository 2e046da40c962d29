package papers

import (
	"encoding/csv"
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
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := writeRows(out, sheet); err != nil {
		return err
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("papers: %w", out.Error())
	}
	return nil
}

// writeRows writes the headings and every row.
func writeRows(out *csv.Writer, sheet Sheet) error {
	fields := make([]string, len(sheet.Head))
	for i, heading := range sheet.head() {
		fields[i] = guarded(heading)
	}
	if err := out.Write(fields); err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	return sheet.each(func(row []any) error {
		for i, cell := range row {
			fields[i] = field(cell)
		}
		return out.Write(fields)
	})
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
