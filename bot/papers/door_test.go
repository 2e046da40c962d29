package papers

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"visitbot/bot/drawing"
)

var update = flag.Bool("update", false, "rewrite the pages in testdata")

// samples are door lists as the bot fills them, by language.
var samples = map[string]DoorList{
	"en": {
		Title: "SMILE, friendly space for children and mothers", Subtitle: "Thursday, 11 January 2024, 14:30–17:00 · Occidentului 44, Sector 1, Bucharest",
		Made: "As of 11 January 2024, 13:40", Head: DoorHead{"Here", "Name", "Code", "People", "Remark"}, Rows: crowd(60),
		Signs:  "Somebody is not on the list? Call Ana, +40 700 000 000. Who has a code but no name here signed up after 13:40.",
		PageOf: func(n, of int) string { return fmt.Sprintf("page %d of %d", n, of) },
	},
	"ro": {
		Title: "Muzeul Abandonului", Subtitle: "joi, 11 ianuarie 2024, 14:30–17:00\nPunct de întâlnire: intrarea principală, lângă poarta albastră",
		Made: "La data de 11 ianuarie 2024, 13:40", Head: DoorHead{"A venit", "Nume", "Cod", "Persoane", "Observații"},
		Rows: []DoorRow{
			{Name: "Ștefănița Țîrțău-Brâncoveanu", Code: "TR5N-8WDP", Party: 1},
			{Name: "Anne-Marie O’Connor", Code: "K7M4-2Q9X", Party: 2, Mark: "nou"},
			{Name: "Евгенія Ґалаґан", Code: "HX6C-3JVE", Party: 3, Remark: "Scaun cu rotile; are nevoie de rampă și de cineva care să deschidă poarta din spate"},
			{Name: "Ion", Code: "W2PD-7KQM", Party: 1, Mark: "a renunțat", Gone: true},
			{Name: "Mihaela-Alexandra Constantinescu-Dumitrescu von Hohenzollern-Sigmaringen", Code: "9QZX-M4TR", Party: 12, Mark: "a venit", Came: true},
		},
		Signs: "Dacă cineva nu este pe listă: Ana, +40 700 000 000", PageOf: func(n, of int) string { return fmt.Sprintf("pagina %d din %d", n, of) },
	},
	"uk": {
		Title: "Центр допомоги Romexpo-DGASMB", Subtitle: "четвер, 11 січня 2024 р., 14:30–17:00 · Комплекс Romexpo, павільйон G7",
		Made: "Станом на 11 січня 2024 р., 13:40", Head: DoorHead{"Є", "Ім’я", "Код", "Осіб", "Примітка"},
		Rows: []DoorRow{
			{Name: "Євгенія Ґалаґан-Мар’яненко", Code: "HX6C-3JVE", Party: 3},
			{Name: "Їжакевич Щедрик", Code: "2M7T-QX4D", Party: 1, Mark: "нове"},
			{Name: "محمد علي الأحمد (Omar)", Code: "R8KP-6VZN", Party: 4, Remark: "розмовляє арабською: محمد"},
			{Name: "გიორგი ბერიძე", Code: "7DWX-3HMC", Party: 2},
			{Name: "Олена 🎉 𝓚𝓸𝓿𝓪𝓵", Code: "M3NZ-9TRA", Party: 1, Mark: "скасовано", Gone: true},
			{Name: "王小明 (Wang)", Code: "P6VJ-8EQK", Party: 1},
			{Name: "🎉", Code: "4TQW-K2RX", Party: 2, Mark: "нове"},
		},
		Signs: "Когось немає у списку? Телефонуйте Ані: +40 700 000 000", PageOf: func(n, of int) string { return fmt.Sprintf("сторінка %d з %d", n, of) },
	},
}

// crowd are n people of several countries, every one with another name and code.
func crowd(n int) (rows []DoorRow) {
	first := []string{"Olena", "Іван", "Ștefan", "Anne-Marie", "Oksana", "Żaneta", "Gülşen", "Maximilian", "Людмила"}
	last := []string{"Kovalenko", "O’Connor", "Țepeș", "Мар’яненко", "Yılmaz", "Łukasiewicz-Wyszyńska", "Nguyễn"}
	const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	for i := range n {
		code := make([]byte, 8)
		for k := range code {
			code[k] = letters[(i*(7+k)+i/len(letters)+k*k*5+3)%len(letters)]
		}
		row := DoorRow{Name: first[i%len(first)] + " " + last[i%len(last)], Code: string(code[:4]) + "-" + string(code[4:]), Party: i%5 + 1}
		switch i % 12 {
		case 3:
			row.Mark = "new"
		case 7:
			row.Mark, row.Gone = "gone", true
		case 9:
			row.Mark, row.Came = "came", true
		case 10:
			row.Remark = "brings a baby and a pram, comes about twenty minutes late"
		}
		rows = append(rows, row)
	}
	return rows
}

func mustDraw(t tester, d DoorList) []byte {
	t.Helper()
	file, err := d.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// poppler runs one of the tools of poppler-utils on a file and returns what it
// says. Without the tool the test is skipped, or fails where all has to be real.
func poppler(t *testing.T, file []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			t.Fatal(tool + " is not on PATH")
		}
		t.Skip(tool + " is not on PATH")
	}
	command := exec.Command(tool, args...)
	var troubles bytes.Buffer
	command.Stdin, command.Stderr = bytes.NewReader(file), &troubles
	said, err := command.Output()
	if err != nil || troubles.Len() > 0 {
		t.Fatalf("%s: %v: %s", tool, err, troubles.String())
	}
	return string(said)
}

// pictures are the pages of a file.
func pictures(t *testing.T, file []byte) (pages []*image.Gray) {
	t.Helper()
	dir := t.TempDir()
	poppler(t, file, "pdftoppm", "-png", "-r", "75", "-", filepath.Join(dir, "page"))
	names, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	for _, name := range names {
		pages = append(pages, open(t, name))
	}
	return pages
}

func open(t *testing.T, name string) *image.Gray {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(picture.Bounds())
	draw.Draw(grey, grey.Rect, picture, grey.Rect.Min, draw.Src)
	return grey
}

func save(t *testing.T, name string, picture image.Image) {
	t.Helper()
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tolerance is how much the most different spot of two pages may differ.
const tolerance = 14

func TestDoorListLooksAsBefore(t *testing.T) {
	for language, list := range samples {
		t.Run(language, func(t *testing.T) {
			pages := pictures(t, mustDraw(t, list))
			for i, page := range pages {
				golden := filepath.Join("testdata", fmt.Sprintf("door-%s-%d.png", language, i+1))
				if *update {
					save(t, golden, page)
				}
				if d := difference(page, open(t, golden)); d > tolerance {
					t.Errorf("a spot differs from %s by %.1f of 255 per pixel; look at both, then rewrite with -update", golden, d)
				}
			}
			if kept, _ := filepath.Glob(filepath.Join("testdata", "door-"+language+"-*.png")); len(kept) != len(pages) {
				t.Errorf("%d pages, %d in testdata", len(pages), len(kept))
			}
		})
	}
}

func TestDifferenceSeesOneCharacter(t *testing.T) {
	a := samples["ro"]
	b := a
	b.Rows = slices.Clone(a.Rows)
	b.Rows[0].Code = "TR5N-8WDF"
	if d := difference(pictures(t, mustDraw(t, a))[0], pictures(t, mustDraw(t, b))[0]); d < 1.5*tolerance {
		t.Errorf("one character differs by %.1f of 255 per pixel, too little for the tolerance", d)
	}
}

// difference is the mean difference of the spot, 10 pixels wide and high, in
// which two pictures differ most, from 0 to 255.
func difference(a, b *image.Gray) (most float64) {
	const side = 10
	if a.Rect != b.Rect {
		return 255
	}
	for y := 0; y+side <= a.Rect.Dy(); y += side / 2 {
		for x := 0; x+side <= a.Rect.Dx(); x += side / 2 {
			sum := 0
			for i := range side * side {
				at := a.PixOffset(x+i%side, y+i/side)
				sum += max(int(a.Pix[at])-int(b.Pix[at]), int(b.Pix[at])-int(a.Pix[at]))
			}
			most = max(most, float64(sum)/(side*side))
		}
	}
	return most
}

func TestDoorListSaysEverythingInOrder(t *testing.T) {
	for language, list := range samples {
		t.Run(language, func(t *testing.T) {
			said := poppler(t, mustDraw(t, list), "pdftotext", "-raw", "-", "-")
			pages := strings.Split(strings.TrimSuffix(said, "\f"), "\f")
			rest := squeeze(said)
			for i, row := range list.Rows {
				for _, text := range []string{row.Name, row.Mark, row.Code, number(row.Party), row.Remark} {
					rest = after(t, rest, text, i)
				}
			}
			for i, page := range pages {
				for _, text := range []string{list.Title, list.Head.Name, list.Head.Code, list.Made, list.PageOf(i+1, len(pages))} {
					if !strings.Contains(squeeze(page), squeeze(text)) {
						t.Errorf("page %d does not say %q:\n%s", i+1, text, page)
					}
				}
			}
			if !strings.Contains(rest, squeeze(list.Signs)) {
				t.Errorf("%q does not stand at the end:\n%s", list.Signs, rest)
			}
		})
	}
}

// after is what follows a text, which has to be there. Where Arabic is mixed with
// other words, a reader of the file may meet the words in another order.
func after(t *testing.T, said, text string, row int) string {
	t.Helper()
	words := []string{plain(text)}
	if strings.ContainsFunc(text, drawing.RightToLeft) {
		words = strings.Fields(plain(text))
	}
	rest := said
	for _, word := range words {
		_, behind, found := strings.Cut(said, squeeze(word))
		if !found {
			t.Fatalf("row %d: %q is not said after what was before it: %q", row, word, said)
		}
		if len(behind) < len(rest) {
			rest = behind
		}
	}
	return rest
}

// plain is a name of the samples without what a door list cannot print.
func plain(name string) string {
	name = norm.NFKC.String(strings.ReplaceAll(name, "🎉", ""))
	return strings.NewReplacer("王", "□", "小", "□", "明", "□").Replace(name)
}

// squeeze leaves out spaces, ends of lines and the marks that set the direction
// of Arabic, and writes Arabic letters as they are typed.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

func TestDoorListIsSmallAndHasPages(t *testing.T) {
	for language, want := range map[string]int{"en": 3, "ro": 1, "uk": 1} {
		file := mustDraw(t, samples[language])
		if len(file) > 90_000 {
			t.Errorf("%s: %d bytes", language, len(file))
		}
		if got := len(samples[language].layout().pages); got != want {
			t.Errorf("%s: %d pages, want %d", language, got, want)
		}
	}
}

func TestDoorListEmbedsItsFonts(t *testing.T) {
	said := poppler(t, mustDraw(t, samples["uk"]), "pdffonts", "-")
	fonts := strings.Split(strings.TrimSpace(said), "\n")[2:]
	for _, line := range fonts {
		if !strings.Contains(line, "Identity-H") || !strings.Contains(line, " yes ") {
			t.Errorf("not embedded: %s", line)
		}
	}
	if len(fonts) < 3 || len(fonts) > 5 {
		t.Errorf("%d fonts:\n%s", len(fonts), said)
	}
}

func TestDoorListIsDeterministicAndConcurrent(t *testing.T) {
	want := map[string][]byte{}
	for language, list := range samples {
		want[language] = mustDraw(t, list)
		if bytes.Contains(want[language], []byte("Date")) {
			t.Errorf("%s: the file has a date", language)
		}
	}
	var all sync.WaitGroup
	for range 4 {
		for language, list := range samples {
			all.Go(func() {
				if got, err := list.PDF(); err != nil || !bytes.Equal(got, want[language]) {
					t.Errorf("%s: another file, or error %v", language, err)
				}
			})
		}
	}
	all.Wait()
}

func TestNobodyIsComing(t *testing.T) {
	list := samples["ro"]
	list.Rows, list.Empty = nil, "Nu s-a înscris nimeni."
	said := poppler(t, mustDraw(t, list), "pdftotext", "-raw", "-", "-")
	if !strings.Contains(said, list.Empty) || !strings.Contains(said, list.Signs) || strings.Count(said, "\f") != 1 {
		t.Errorf("said %q", said)
	}
	mustDraw(t, DoorList{})
}

func TestTheClosingLineIsNeverLost(t *testing.T) {
	for n := range 45 {
		list := samples["en"]
		list.Rows = list.Rows[:n]
		checkPlaces(t, list)
	}
}

// hostileList draws a list that strangers have filled.
func hostileList() *rapid.Generator[DoorList] {
	text := rapid.OneOf(hostileText(), rapid.Custom(func(t *rapid.T) string {
		one := rapid.SampledFrom([]string{"W", "i", "Maximiliana ", "Щ-", "\n", "ﷺ", "م", "Z\u0336", "a\u00a0b", "\U0001d4d0", "שלום ", "□", "\u202e", "\uffff"}).Draw(t, "of")
		return strings.Repeat(one, rapid.IntRange(0, 500).Draw(t, "times"))
	}))
	row := rapid.Custom(func(t *rapid.T) DoorRow {
		return DoorRow{
			Name: text.Draw(t, "name"), Code: text.Draw(t, "code"), Party: rapid.Int().Draw(t, "party"), Remark: text.Draw(t, "remark"),
			Mark: text.Draw(t, "mark"), Gone: rapid.Bool().Draw(t, "gone"), Came: rapid.Bool().Draw(t, "came"),
		}
	})
	return rapid.Custom(func(t *rapid.T) DoorList {
		said := rapid.SliceOfN(text, 10, 10).Draw(t, "said")
		return DoorList{
			Title: said[0], Subtitle: said[1], Made: said[2], Head: DoorHead{said[3], said[4], said[5], said[6], said[7]},
			Rows: rapid.SliceOfN(row, 0, 8).Draw(t, "rows"), Empty: said[8], Signs: said[9],
		}
	})
}

func TestAnyTextStaysInItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkPlaces(t, hostileList().Draw(t, "list")) })
}

func TestAnyListIsAFile(t *testing.T) {
	for i := range 12 {
		list := hostileList().Example(i)
		if file := mustDraw(t, list); len(file) > 300_000 {
			t.Errorf("%d bytes", len(file))
		} else {
			poppler(t, file, "pdftotext", "-", "-")
		}
	}
}

// checkPlaces sees that every row is on one page, in order, and no text wider
// than its column or higher than its row.
func checkPlaces(t tester, d DoorList) {
	t.Helper()
	l := d.layout()
	var rows []DoorRow
	signs := 0
	for i, page := range l.pages {
		y := top + l.again.height() + 3 + l.headHeight
		if i == 0 {
			y = l.first()
		}
		for _, row := range page.rows {
			rows = append(rows, row.DoorRow)
			y += row.height
			checkRow(t, l.columns, row)
		}
		if page.signs {
			signs++
			y += l.empty.height() + l.signsHeight()
		}
		if y > bottom+1e-9 {
			t.Fatalf("page %d ends at %.1f", i+1, y)
		}
	}
	if !slices.Equal(rows, d.Rows) {
		t.Fatalf("%d rows became %d, or another order", len(d.Rows), len(rows))
	}
	if said := len(l.signs.lines) > 0; said && signs != 1 || !said && signs != 0 {
		t.Fatalf("the closing line is there %d times", signs)
	}
	if l.name.width < 40 || l.remark.end() > right+1e-9 {
		t.Fatalf("columns at %+v", l.columns)
	}
}

func checkRow(t tester, c columns, r setRow) {
	t.Helper()
	for _, cell := range []struct {
		block
		column
	}{{r.name, c.name}, {r.code, c.code}, {r.party, c.party}, {r.remark, c.remark}, {r.mark, c.name}} {
		for _, line := range cell.lines {
			if w := cell.block.width(line); w > cell.column.width+1e-6 || line == "" {
				t.Fatalf("%q is %.1f wide, its column %.1f", line, w, cell.column.width)
			}
		}
		if cell.height() > r.height-2*air+1e-6 {
			t.Fatalf("%q is %.1f high, its row %.1f", cell.lines, cell.height(), r.height)
		}
	}
	if !r.below && len(r.mark.lines) > 0 && r.name.last()+2+r.markWidth() > c.name.width {
		t.Fatalf("the mark %q stands outside", r.mark.lines)
	}
}

func TestColumnsGiveWay(t *testing.T) {
	full := samples["en"].columns()
	list := DoorList{Head: DoorHead{Name: "Name", Code: "Code"}, Rows: []DoorRow{{Name: "Olena", Code: "K7M4-2Q9X"}}}
	lean := list.columns()
	if lean.name.width < full.name.width+60 || lean.remark.width != 0 || lean.party.width != 0 {
		t.Errorf("names have %.0f mm of %+v", lean.name.width, lean)
	}
	list.Rows[0].Remark = "late"
	if list.columns().remark.width == 0 {
		t.Error("a remark has no room without a heading")
	}
}

func TestSet(t *testing.T) {
	s := style{family: bold, size: 12, lead: 5, lines: 2, longest: 60}
	w := s.width
	tests := []struct {
		name, text string
		width      float64
		want       string
	}{
		{"fits", "Olena Kovalenko", w("Olena Kovalenko"), "Olena Kovalenko"},
		{"at a space", "Olena Kovalenko", w("Kovalenko"), "Olena|Kovalenko"},
		{"after a hyphen", "Anne-Marie", w("Marie") + 1, "Anne-|Marie"},
		{"within a word", "MMMMMM", w("MMM") + 1, "MMM|MMM"},
		{"cut", "one two three four", w("two…") + 0.1, "one|two…"},
		{"too long", strings.Repeat("i ", 100), 1000, strings.Repeat("i ", 30) + "…"},
		{"composes", "s\u0326i a\u0306", 100, "și ă"},
		{"fancy", "𝓐𝓷𝓷𝓪 𝔸𝖠𝟙 Ａｎｎａ", 100, "Anna AA1 Anna"},
		{"emoji", "🎉 Olena ❤️ 1️⃣", 100, "Olena 1"},
		{"controls", "a\u0000\u202eb\u200dc\xff", 100, "abc"},
		{"no glyph", "王 Li", 100, "□ Li"},
		{"lines", "one\n\n two \t", 100, "one two"},
		{"Hebrew", "שלום (Omar)", 100, "(Omar) םולש"},
		{"Arabic", "محمد", 100, "\ufeaa\ufee4\ufea4\ufee3"},
		{"nothing", " \n🎉", 100, ""},
	}
	for _, test := range tests {
		if got := strings.Join(s.set(test.text, test.width).lines, "|"); got != test.want {
			t.Errorf("%s: %q became %q, want %q", test.name, test.text, got, test.want)
		}
	}
}

func TestFitShrinksBeforeItBreaks(t *testing.T) {
	s := style{family: bold, size: 9, lead: 4, lines: 2, longest: 60}
	b := s.fit("Persoane", s.width("Persoane")-1, 6)
	if len(b.lines) != 1 || b.size >= 9 || b.size < 6 {
		t.Errorf("%q at %v points", b.lines, b.size)
	}
	if b := s.fit(strings.Repeat("W", 50), 10, 6); len(b.lines) != 2 || b.size != 6 {
		t.Errorf("%q at %v points", b.lines, b.size)
	}
}

// What the three languages and their visitors' names are written with.
const (
	alphabets = "abcdefghijklmnopqrstuvwxyzăâîșțабвгґдеєжзиіїйклмнопрстуфхцчшщьюяąćęłńóśźżäöüßçğışéèêëàôûùœæñãõåøđčšžűőţ"
	signs     = "0123456789 .,:;!?'’ʼ\"„”“‘«»–—-…·/()№&<>@#%+*_°€"
	scripts   = "ابتعمحסשלאבგდհայ"
)

func TestEveryLetterHasAGlyph(t *testing.T) {
	for name, f := range map[string]family{"regular": regular, "bold": bold} {
		for _, r := range alphabets + strings.ToUpper(alphabets) + signs + scripts {
			if f.face(r) == nil {
				t.Errorf("%s has no glyph for %q (%U)", name, r, r)
			}
		}
	}
	for _, r := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ- " {
		if mono.face(r) != mono[0] {
			t.Errorf("codes have no glyph for %q", r)
		}
	}
}

// Some of these letters hold, in the file, the bytes of brackets and ends of lines.
func TestEveryLetterIsSaid(t *testing.T) {
	var list DoorList
	letters := []rune(strings.ReplaceAll(alphabets+strings.ToUpper(alphabets)+signs+"\\", " ", ""))
	for chunk := range slices.Chunk(letters, 20) {
		list.Rows = append(list.Rows, DoorRow{Name: string(chunk), Remark: string(chunk)})
	}
	said := squeeze(poppler(t, mustDraw(t, list), "pdftotext", "-raw", "-", "-"))
	for i, row := range list.Rows {
		said = after(t, after(t, said, row.Name, i), row.Remark, i)
	}
}

// The file must give each character the room that the layout counted on.
func TestWidthsAreThoseOfTheFile(t *testing.T) {
	for _, f := range []family{regular, bold, mono} {
		for _, face := range f {
			p := newPaper("")
			p.use(face, 1000/point)
			for _, r := range "Wi1 -ЩґțمგÅ…" {
				if face.glyph(r) == 0 {
					continue
				}
				if got, want := p.GetStringWidth(string(r)), 1000*face.advance(r); got < want-1 || got > want+1 {
					t.Errorf("%s: %q is %.1f wide in the file, %.1f in the layout", face.name, r, got, want)
				}
			}
		}
	}
}

func BenchmarkDoorList(b *testing.B) {
	for _, n := range []int{20, 60, 500} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			list := samples["en"]
			list.Rows = crowd(n)
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = len(mustDraw(b, list))
			}
			b.ReportMetric(float64(size), "bytes/file")
		})
	}
}

func TestCleanTakesHostileTextInItsStride(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shown := remarkStyle.clean(hostileText().Draw(t, "text"))
		if !utf8.ValidString(shown) || strings.ContainsFunc(shown, func(r rune) bool { return regular.face(r) == nil }) {
			t.Fatalf("%q cannot be drawn", shown)
		}
	})
}
