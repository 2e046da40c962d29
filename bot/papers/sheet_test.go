package papers

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// rows hands out rows one by one.
func rows(all ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// hostileText draws what a stranger may have typed as a name.
func hostileText() *rapid.Generator[string] {
	formula := rapid.SampledFrom([]string{
		"=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1", " =1+1", "\u200b=1+1", "\ufeff=1",
		`=cmd|' /C calc'!A0`, `=HYPERLINK("http://x","y")`, `a;=1+1`, "a\t=1", "a\n=1", `"=1`, `",=1`, "'=1", "007", "1e5", "TRUE", "2024-01-11",
		"_x000D_", "_x005F_", "_x005F_x0041_", "</t></is></c>", "]]>", "&lt;", "<b>Ivan</b> & Co", " both ends ", "line\nline", "cr\rcr", "crlf\r\n",
		"\u202egnp.exe", "a\x00b\x07c", "a\xff\xfeb", "\ufffe\uffff", "🎉👩‍👩‍👧", "王小明", "محمد علي", "Ștefănița Țîrțău",
	})
	return rapid.OneOf(formula, rapid.String(), rapid.StringMatching(`[=+\-@;\t\r\n"', a_x0]{0,12}`), long())
}

// long draws texts about as long as a cell holds.
func long() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		r := rapid.SampledFrom([]string{"a", "Щ", "🎉", "=", "\n"}).Draw(t, "of")
		return strings.Repeat(r, rapid.IntRange(longestCell/2-1, longestCell+1).Draw(t, "times"))
	})
}

// table draws headings and rows of texts of at least two columns.
func table(t *rapid.T) (head []string, lines [][]string) {
	n := rapid.IntRange(2, 4).Draw(t, "columns")
	line := rapid.SliceOfN(hostileText(), n, n)
	return line.Draw(t, "head"), rapid.SliceOfN(line, 0, 5).Draw(t, "lines")
}

func cells(line []string) (row []any) {
	for _, text := range line {
		row = append(row, text)
	}
	return row
}

func sheetOf(name string, head []string, lines [][]string) Sheet {
	var all [][]any
	for _, line := range lines {
		all = append(all, cells(line))
	}
	return Sheet{Name: name, Head: head, Rows: rows(all...)}
}

func TestWorkbookKeepsEveryTextAndNoFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head, lines := table(t)
		var out bytes.Buffer
		if err := WriteXLSX(&out, []Sheet{sheetOf("People", head, lines)}); err != nil {
			t.Fatal(err)
		}
		book := reopen(t, out.Bytes())
		for r, line := range append([][]string{head}, lines...) {
			for c, want := range line {
				checkText(t, book, r, c, carriedPart(want))
			}
		}
	})
}

// carriedPart is what a cell can hold of a text, said in another way than text
// says it: character by character, through UTF-16.
func carriedPart(s string) string {
	var units []uint16
	for i, r := range s {
		broken := r == '\ufffd' && !strings.HasPrefix(s[i:], "\ufffd")
		control := r < ' ' && !strings.ContainsRune("\t\n\r", r) || r >= 0x7f && r < 0xa0
		if broken || control || r == '\ufffe' || r == '\uffff' {
			continue
		}
		next := utf16.AppendRune(units, r)
		if len(next) > 32_767 {
			break
		}
		units = next
	}
	return string(utf16.Decode(units))
}

func checkText(t *rapid.T, book *excelize.File, r, c int, want string) {
	at, _ := excelize.CoordinatesToCellName(c+1, r+1)
	sheet := book.GetSheetName(0)
	got, err := book.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
	if err != nil || got != want {
		t.Fatalf("%s: %q, %v, want %q", at, got, err, want)
	}
	if formula, err := book.GetCellFormula(sheet, at); err != nil || formula != "" {
		t.Fatalf("%s: formula %q, %v", at, formula, err)
	}
	if kind, err := book.GetCellType(sheet, at); want != "" && (err != nil || kind != excelize.CellTypeInlineString) {
		t.Fatalf("%s: type %v, %v", at, kind, err)
	}
}

// tester is what *testing.T, *testing.B and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func reopen(t tester, file []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestWorkbookKeepsNumbersAndDates(t *testing.T) {
	zone := time.FixedZone("EET", 2*60*60)
	at := time.Date(2024, 1, 11, 13, 40, 0, 0, zone)
	sheet := Sheet{Name: "Values", Head: []string{"Words", "Whole", "Part", "Yes", "When", "None"}, Rows: rows(
		[]any{"3", 3, 2.5, true, at, nil},
		[]any{"-3", -3, math.Inf(1), false, time.Time{}},
		[]any{"", math.MinInt32, math.NaN(), false, time.Date(1848, 6, 21, 9, 0, 0, 0, zone)},
	)}
	var out bytes.Buffer
	if err := WriteXLSX(&out, []Sheet{sheet}); err != nil {
		t.Fatal(err)
	}
	book := reopen(t, out.Bytes())
	want := [][]string{
		{"Words", "Whole", "Part", "Yes", "When", "None"},
		{"3", "3", "2.5", "TRUE", "2024-01-11 13:40"},
		{"-3", "-3", "", "FALSE"},
		{"", "-2147483648", "", "FALSE", "1848-06-21 09:00:00"},
	}
	got, err := book.GetRows("Values")
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, %v\nwant %q", got, err, want)
	}
	raw, _ := book.GetCellValue("Values", "E2", excelize.Options{RawCellValue: true})
	days, _ := strconv.ParseFloat(raw, 64)
	if days := days - 45302; math.Abs(days-(13*60+40)/1440.) > 1e-9 {
		t.Errorf("the day is %s, want 11 January 2024, 13:40 by the clock of its zone", raw)
	}
	number, _ := book.GetCellStyle("Values", "A2")
	if style, err := book.GetStyle(number); err != nil || style.NumFmt != 49 {
		t.Errorf("a text that is edited would not stay a text: %+v, %v", style, err)
	}
	for at, kind := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "D2": excelize.CellTypeBool} {
		if got, _ := book.GetCellType("Values", at); got != kind {
			t.Errorf("%s is of type %v, want %v", at, got, kind)
		}
	}
}

func TestWorkbookLooks(t *testing.T) {
	var lines [][]any
	for i := range measured + 50 {
		lines = append(lines, []any{strings.Repeat("x", 20), i, strings.Repeat("y", 500)})
	}
	var out bytes.Buffer
	sheets := []Sheet{
		{Name: "Visit 'A'", Head: []string{"Name", "N", "Remark"}, Rows: rows(lines...)},
		{Name: "Empty", Head: []string{"Name", "A heading of some length"}},
	}
	if err := WriteXLSX(&out, sheets); err != nil {
		t.Fatal(err)
	}
	book := reopen(t, out.Bytes())
	checkWidths(t, book, "Visit ’A’", map[string]float64{"A": 22, "B": 6, "C": 60})
	checkWidths(t, book, "Empty", map[string]float64{"A": 8, "B": 28})
	for name, filter := range map[string]string{"Visit ’A’": "$A$1:$C$251", "Empty": "$A$1:$B$1"} {
		checkHead(t, book, name, "'"+name+"'!"+filter)
	}
	if xml := part(t, out.Bytes(), "xl/worksheets/sheet1.xml"); !strings.Contains(xml, `<autoFilter ref="$A$1:$C$251">`) {
		t.Error("no filter in the sheet itself")
	}
}

func checkWidths(t *testing.T, book *excelize.File, sheet string, want map[string]float64) {
	t.Helper()
	for column, width := range want {
		if got, err := book.GetColWidth(sheet, column); err != nil || got != width {
			t.Errorf("%s: column %s is %v wide, %v, want %v", sheet, column, got, err, width)
		}
	}
}

func checkHead(t *testing.T, book *excelize.File, sheet, filter string) {
	t.Helper()
	panes, err := book.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%s: the headings do not stay: %+v, %v", sheet, panes, err)
	}
	number, _ := book.GetCellStyle(sheet, "B1")
	style, err := book.GetStyle(number)
	if err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("%s: the headings are not bold: %+v, %v", sheet, style, err)
	}
	found := slices.ContainsFunc(book.GetDefinedName(), func(d excelize.DefinedName) bool { return d.RefersTo == filter })
	if !found {
		t.Errorf("%s: no filter %s among %v", sheet, filter, book.GetDefinedName())
	}
}

// part is one of the files of which a workbook is made.
func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := packed.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(opened)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTabs(t *testing.T) {
	long := strings.Repeat("Щ", 40)
	given := []string{"People", "people", "a[b]:c*?/\\d", "", "'quoted'", long, long, "History", "Sheet1", "sheet1", strings.Repeat("🎉", 20), " \x00 "}
	want := []string{"People", "people (2)", "a b c d", "4", "’quoted’", long[:62], long[:54] + " (2)", "History (2)", "Sheet1", "sheet1 (2)",
		strings.Repeat("🎉", 15), "12"}
	var sheets []Sheet
	for _, name := range given {
		sheets = append(sheets, Sheet{Name: name})
	}
	if got := tabs(sheets); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestAnyTabsMakeAWorkbook(t *testing.T) {
	name := rapid.OneOf(hostileText(), rapid.StringMatching(`[ab'\[\]:*?/ſsSKk()2 ]{0,33}`), rapid.SampledFrom([]string{"Sheet1", "sheet1", "SHEET2"}))
	rapid.Check(t, func(t *rapid.T) {
		var sheets []Sheet
		for i, name := range rapid.SliceOfN(name, 1, 6).Draw(t, "names") {
			sheets = append(sheets, Sheet{Name: name, Head: []string{"n"}, Rows: rows([]any{i})})
		}
		var out bytes.Buffer
		if err := WriteXLSX(&out, sheets); err != nil {
			t.Fatal(err)
		}
		book := reopen(t, out.Bytes())
		if got := book.GetSheetList(); len(got) != len(sheets) {
			t.Fatalf("%d sheets became %q", len(sheets), got)
		}
		for i, name := range book.GetSheetList() {
			if got, err := book.GetCellValue(name, "A2"); err != nil || got != strconv.Itoa(i) {
				t.Fatalf("sheet %q holds %q, %v, want %d", name, got, err, i)
			}
		}
	})
}

// A reader of CSV gets the texts back, but for the apostrophes, which have to be
// where some spreadsheet begins a cell.
func TestCSVKeepsTextsAndGuardsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head, lines := table(t)
		var out bytes.Buffer
		if err := WriteCSV(&out, sheetOf("", head, lines)); err != nil {
			t.Fatal(err)
		}
		file, marked := strings.CutPrefix(out.String(), "\ufeff")
		if !marked || strings.Count(file, "\n") != strings.Count(file, "\r\n") || strings.Count(file, "\r") != strings.Count(file, "\r\n") {
			t.Fatalf("not marked as UTF-8, or a line does not end in CRLF: %q", file)
		}
		checkGuarded(t, file)
		read, err := csv.NewReader(strings.NewReader(file)).ReadAll()
		if err != nil || len(read) != len(lines)+1 {
			t.Fatalf("%d lines, %v, want %d", len(read), err, len(lines)+1)
		}
		for r, line := range append([][]string{head}, lines...) {
			for c, text := range line {
				checkKept(t, read[r][c], carriedPart(text))
			}
		}
	})
}

// checkGuarded reads a file as spreadsheets of all countries do, with and without
// an eye for quotation marks, and looks for the beginning of a formula.
func checkGuarded(t *rapid.T, file string) {
	for _, cell := range strings.FieldsFunc(file, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		if strings.IndexFunc(strings.TrimLeft(cell, " \u200b\ufeff"), begins) == 0 {
			t.Fatalf("%q begins a formula in %q", cell, file)
		}
	}
	reader := csv.NewReader(strings.NewReader(file))
	read, _ := reader.ReadAll()
	for _, cell := range slices.Concat(read...) {
		if strings.IndexFunc(cell, begins) == 0 {
			t.Fatalf("%q begins a formula", cell)
		}
	}
}

func begins(r rune) bool { return strings.ContainsRune("=+-@\t\r＝＋－＠", r) }

func checkKept(t *rapid.T, got, want string) {
	plain := strings.NewReplacer("\r\n", "\n", "\r", "\n", "'", "")
	if plain.Replace(got) != plain.Replace(want) {
		t.Fatalf("%q became %q", want, got)
	}
	if !strings.ContainsAny(want, formulaStarts) && got != want {
		t.Fatalf("harmless %q became %q", want, got)
	}
}

func TestCSV(t *testing.T) {
	at := time.Date(2024, 1, 11, 13, 40, 5, 0, time.FixedZone("EET", 2*60*60))
	sheet := Sheet{Head: []string{"Name", "-"}, Rows: rows(
		[]any{"Anne-Marie O’Connor", -3}, []any{`=1+"1"`, -2.5}, []any{"+40 7", true}, []any{"＝1"}, []any{"a;=1", at},
		[]any{"two\nlines", math.NaN()},
	)}
	const want = "\ufeffName,'-\r\nAnne-Marie O’Connor,-3\r\n\"'=1+\"\"1\"\"\",-2.5\r\n'+40 7,TRUE\r\n'＝1,\r\na;'=1,2024-01-11 13:40:05\r\n" +
		"\"two\r\nlines\",\r\n"
	var out strings.Builder
	if err := WriteCSV(&out, sheet); err != nil || out.String() != want {
		t.Errorf("%q, %v\nwant %q", out.String(), err, want)
	}
}

func TestRowsEndWithTheirError(t *testing.T) {
	trouble := errors.New("the store is away")
	broken := func(yield func([]any, error) bool) {
		_ = yield([]any{"Olena"}, nil) && yield(nil, trouble)
	}
	tests := map[string]struct {
		rows iter.Seq2[[]any, error]
		want string
	}{
		"error":     {broken, trouble.Error()},
		"too wide":  {rows([]any{"a"}, []any{"a", "b"}), `papers: sheet "S", row 2: 2 cells under 1 headings`},
		"something": {rows([]any{make(chan int)}), `papers: sheet "S", row 1: a cell cannot hold a chan int`},
	}
	for name, test := range tests {
		sheet := Sheet{Name: "S", Head: []string{"Name"}, Rows: test.rows}
		if err := WriteCSV(io.Discard, sheet); err == nil || err.Error() != test.want {
			t.Errorf("%s: CSV said %v, want %s", name, err, test.want)
		}
		if err := WriteXLSX(io.Discard, []Sheet{sheet}); err == nil || err.Error() != test.want {
			t.Errorf("%s: XLSX said %v, want %s", name, err, test.want)
		}
	}
	if err := WriteXLSX(io.Discard, nil); err == nil {
		t.Error("a workbook without sheets")
	}
}

// full refuses what is written to it.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAFullDiskIsAnError(t *testing.T) {
	sheet := Sheet{Head: []string{"Name"}, Rows: rows([]any{"Olena"})}
	if WriteCSV(full{}, sheet) == nil || WriteXLSX(full{}, []Sheet{sheet}) == nil {
		t.Error("nobody noticed")
	}
}

// signUps are n rows of twelve columns, as an export has them.
func signUps(n int, each func(i int)) iter.Seq2[[]any, error] {
	at := time.Date(2024, 1, 11, 13, 40, 0, 0, time.FixedZone("EET", 2*60*60))
	return func(yield func([]any, error) bool) {
		for i := range n {
			each(i)
			row := []any{"Євгенія Ґалаґан-Мар’яненко " + strconv.Itoa(i), "K7M4-2Q9X", i%5 + 1, "Museum of Abandonment", "seat", at.Add(time.Duration(i) * time.Minute),
				at, "uk", true, 2.5, "needs a ramp", ""}
			if !yield(row, nil) {
				return
			}
		}
	}
}

var twelve = []string{"Name", "Code", "Party", "Visit", "State", "Since", "Day", "Language", "Came", "Hours", "Remark", "Note"}

// peak writes n rows and returns the largest live heap that was met on the way,
// beyond what was there before.
func peak(t tester, n int, write func(io.Writer, Sheet) error) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	look := func(i int) {
		if i%(n/10) == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
	}
	if err := write(io.Discard, Sheet{Name: "S", Head: twelve, Rows: signUps(n, look)}); err != nil {
		t.Fatal(err)
	}
	look(0)
	return most - min(most, before.HeapAlloc)
}

func writeBook(w io.Writer, sheet Sheet) error { return WriteXLSX(w, []Sheet{sheet}) }

func TestMemoryIsFlat(t *testing.T) {
	if n := peak(t, 30_000, writeBook); n > 40<<20 {
		t.Errorf("a workbook of 30,000 rows needs %d MiB", n>>20)
	}
	if n := peak(t, 30_000, WriteCSV); n > 1<<20 {
		t.Errorf("a CSV file of 30,000 rows needs %d KiB", n>>10)
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, write := range map[string]func(io.Writer, Sheet) error{"XLSX": writeBook, "CSV": WriteCSV} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var out counter
			for b.Loop() {
				out = 0
				if err := write(&out, Sheet{Name: "S", Head: twelve, Rows: signUps(20_000, func(int) {})}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(out), "bytes/file")
			b.ReportMetric(float64(peak(b, 20_000, write)), "peak-heap-bytes")
		})
	}
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// One reading makes two files, and each is as if it were made alone.
func TestOneReadingMakesTwoFiles(t *testing.T) {
	read := 0
	rows := func(yield func([]any, error) bool) {
		for _, name := range []string{"Ana", "=1+1", "Олена\nȘtefan"} {
			if read++; !yield([]any{name, read}, nil) {
				return
			}
		}
	}
	sheet := Sheet{Name: "Seats", Head: []string{"Name", "Number"}, Rows: rows}
	var alone, both, book bytes.Buffer
	if err := WriteCSV(&alone, sheet); err != nil {
		t.Fatal(err)
	}
	read = 0
	tee, finish := TeeCSV(&both, sheet)
	if err := errors.Join(WriteXLSX(&book, []Sheet{tee}), finish()); err != nil {
		t.Fatal(err)
	}
	if read != 3 || !bytes.Equal(alone.Bytes(), both.Bytes()) {
		t.Errorf("%d rows were read; alone\n%q\nboth\n%q", read, alone.Bytes(), both.Bytes())
	}
}

// What cannot be read ends both files with that error.
func TestTwoFilesEndWithOneError(t *testing.T) {
	away := errors.New("away")
	sheet := Sheet{Name: "Seats", Head: []string{"Name"}, Rows: func(yield func([]any, error) bool) { yield(nil, away) }}
	tee, finish := TeeCSV(io.Discard, sheet)
	if err := errors.Join(WriteXLSX(io.Discard, []Sheet{tee}), finish()); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
}
