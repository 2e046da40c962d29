package drawing

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// What the three languages and their visitors' names are written with.
const (
	english   = "abcdefghijklmnopqrstuvwxyz"
	romanian  = "aăâbcdefghiîjklmnopqrsștțuvwxyz"
	ukrainian = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
	marks     = "0123456789 .,:;!?'’ʼ\"„”“‘«»–—-…·/()№&<>@#%+*_°€"
	guests    = "ąćęłńóśźżäöüßçğıİşéèêëàâôûùœæñãõåøđđčšžűőţ"
	scripts   = "ابتعمحסשלאბგდհայ"
)

func TestEveryLetterHasAGlyph(t *testing.T) {
	for name, f := range map[string]Family{"regular": Regular, "bold": Bold} {
		for _, alphabet := range []string{english, romanian, ukrainian, marks, guests} {
			for _, r := range alphabet + strings.Map(unicode.ToUpper, alphabet) {
				if glyph, err := f[0].GlyphIndex(nil, r); err != nil || glyph == 0 {
					t.Errorf("%s has no glyph for %q (%U)", name, r, r)
				}
			}
		}
		for _, r := range scripts {
			if f.at(40).face(r) == nil {
				t.Errorf("%s has no glyph for %q (%U), not even in its helper", name, r, r)
			}
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"gaps", "  a\t \u2003b  ", "a b"},
		{"composes", "s\u0326i a\u0306", "și ă"},
		{"cedilla stays", "Şırnak", "Şırnak"},
		{"emoji", "🎉 Olena ❤️ 1️⃣", "Olena 1"},
		{"stress marks", "Оле\u0301на", "Олена"},
		{"controls", "a\u0000\u202eb\u200dc", "abc"},
		{"invalid bytes", "a\xffb", "ab"},
		{"no glyph", "王 Li", "Li"},
		{"no break", "2024\u202fр.", "2024\u00a0р."},
		{"lines", "one\n\n two \n", "one|two"},
		{"nothing", "🎉\n", ""},
	}
	style := Style{Family: Bold, Sizes: []int{48}, Lines: 4}
	for _, test := range tests {
		if got := strings.Join(style.Clean(test.in), "|"); got != test.want {
			t.Errorf("%s: %q became %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

func TestFit(t *testing.T) {
	st := Style{Family: Bold, Sizes: []int{80, 64}, Lines: 2}
	wide := func(text string, size int) int { return Bold.at(size).width(text) }
	tests := []struct {
		name, text string
		width      int
		size       int
		want       string
	}{
		{"as wished", "Museum", 400, 80, "Museum"},
		{"shrinks", "Museum of", wide("Museum of", 80) - 1, 64, "Museum of"},
		{"wraps", "Museum of", wide("Museum of", 64) - 1, 80, "Museum|of"},
		{"wraps at the wished size", "Children and Museums", wide("Children and", 80), 80, "Children and|Museums"},
		{"shrinks before it breaks a word", "many Museums", wide("Museums", 64), 64, "many|Museums"},
		{"breaks a word", "MMMMMM", wide("MMM", 80), 80, "MMM|MMM"},
		{"cuts", "one two three four", wide("three", 64), 64, "one|tw…"},
		{"keeps lines", "one\ntwo", 900, 80, "one|two"},
	}
	for _, test := range tests {
		b := st.Fit(test.text, test.width)
		if got := strings.Join(b.Lines, "|"); got != test.want || b.size != test.size {
			t.Errorf("%s: %q at %d, want %q at %d", test.name, got, b.size, test.want, test.size)
		}
	}
}

func TestEvenLines(t *testing.T) {
	const title = "SMILE, friendly space for children and mothers"
	tests := map[bool]string{
		false: "SMILE, friendly space|for children and|mothers",
		true:  "SMILE, friendly|space for children|and mothers",
	}
	for even, want := range tests {
		st := Style{Family: Bold, Sizes: []int{80}, Lines: 3, Even: even}
		if got := strings.Join(st.Fit(title, 856).Lines, "|"); got != want {
			t.Errorf("even %v: %q, want %q", even, got, want)
		}
	}
}

func TestVisualOrder(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"left to right", "Olena (2)", "Olena (2)"},
		{"Hebrew", "שלום", "םולש"},
		{"name in brackets", "שלום (Omar)", "(Omar) םולש"},
		{"Hebrew within", "Omar שלום", "Omar םולש"},
		{"digits", "שלום 12", "12 םולש"},
	}
	for _, test := range tests {
		if got := Visual(test.in); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestArabicLettersJoin(t *testing.T) {
	tests := []struct {
		name, in string
		want     []rune
	}{
		{"all four forms", "محمد", []rune{0xFEE3, 0xFEA4, 0xFEE4, 0xFEAA}},
		{"lam with alef", "سلام", []rune{0xFEB3, 0xFEFC, 0xFEE1}},
		{"non-joiners", "دار", []rune{0xFEA9, 0xFE8D, 0xFEAD}},
		{"Persian", "پگ", []rune{0xFB58, 0xFB93}},
		{"vowel marks do not part", "مُح", []rune{0xFEE3, 0xFEA2}},
		{"a space parts", "م ح", []rune{0xFEE1, ' ', 0xFEA1}},
		{"hamza joins nothing", "مءم", []rune{0xFEE1, 0xFE80, 0xFEE1}},
		{"other scripts", "Omar", []rune("Omar")},
	}
	for _, test := range tests {
		if got := []rune(Join(test.in)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %U, want %U", test.name, got, test.want)
		}
	}
}
