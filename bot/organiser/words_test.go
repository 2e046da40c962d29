package organiser

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"
	"unicode"

	"golang.org/x/text/unicode/runenames"
	"pgregory.net/rapid"

	"visitbot/bot/catalogue"
)

func TestWords(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" \u00a0\n\t ", ""},
		{"Romexpo 25", "Romexpo|25"},
		{"Romexpo\u00a025", "Romexpo|25"},
		{"Romexpo\u202f25\u2009\u3000now", "Romexpo|25|now"},
		{"Romexpo\n25\r\n", "Romexpo|25"},
		{"\u200eRomexpo\u202c\ufeff 2\u00ad5\u200b", "Romexpo|25"},
		{`"музей" 12`, "музей|12"},
		{`"музей"12`, "музей|12"},
		{"„Ana Maria“ 2", "Ana Maria|2"},
		{"“Ana Maria” 2", "Ana Maria|2"},
		{"„Ana Maria” 2", "Ana Maria|2"},
		{"”Ana Maria” 2", "Ana Maria|2"},
		{"“Ana Maria\" 2", "Ana Maria|2"},
		{"«Ана Марія» 2", "Ана Марія|2"},
		{"»Ana Maria« 2", "Ana Maria|2"},
		{"«Театр „Юність“ імені» 3", "Театр „Юність“ імені|3"},
		{"'x' 2", "x|2"},
		{"'Ana Maria' ‘Ana Maria’ ‚Ana Maria‘ `Ana Maria`", "Ana Maria|Ana Maria|Ana Maria|Ana Maria"},
		{"'Mary O'Brien', 2", "Mary O'Brien|2"},
		{"O'Brien Мар’яна Д'Анджело", "O'Brien|Мар’яна|Д'Анджело"},
		{"„Ana Maria 2", "Ana|Maria|2"},
		{"'Aisha O'Neil 2", "Aisha|O'Neil|2"},
		{"Ana\" 2", "Ana|2"},
		{"« Ana   Maria »", "Ana Maria"},
		{`"" 'x' «»`, "x"},
		{"smile–25", "smile-25"},
		{"smile—25 −5 a‑b a‒b a―b a－b", "smile-25|-5|a-b|a-b|a-b|a-b"},
		{"Romexpo – 25", "Romexpo|25"},
		{"Romexpo -- 25", "Romexpo|25"},
		{"– Romexpo –", "Romexpo|-"},
		{"Romexpo, 25.", "Romexpo|25"},
		{"Romexpo ,25 ;now", "Romexpo|25|now"},
		{"Romexpo\u0007 2\u00005", "Romexpo|25"},
		{"Romexpo , 25 .", "Romexpo|25"},
		{"museum: 3.5.; well…", "museum|3.5|well"},
		{"\"Str. Lungă, nr. 5.\".", "Str. Lungă, nr. 5."},
		{"a\xffb c", "a\ufffdb|c"},
		{"👩\u200d👧 ❤️", "👩\u200d👧|❤️"},
	} {
		if got := strings.Join(Words(test.text), "|"); got != test.want {
			t.Errorf("%q became %q, not %q", test.text, got, test.want)
		}
	}
}

func TestAmount(t *testing.T) {
	for _, test := range []struct{ text, name, want string }{
		{"Romexpo 25", "Romexpo", "25 true"},
		{"2 25", "2", "25 true"},
		{"\"музей\" 12", "музей", "12 true"},
		{"the museum 0", "the museum", "0 true"},
		{"smile–25", "smile", "25 true"},
		{"space smile - 25", "space smile", "25 true"},
		{"a smile:25.", "a smile", "25 true"},
		{"a-smile-25", "a-smile", "25 true"},
		{"2-25", "2", "25 true"},
		{"25", "", "25 true"},
		{"", "", "0 false"},
		{"smile", "", "0 false"},
		{"smile -25", "", "0 false"},
		{"smile 2.5", "", "0 false"},
		{"smile 100", "", "0 false"},
		{"smile-100", "", "0 false"},
		{"smile-", "", "0 false"},
		{"25 smile", "", "0 false"},
	} {
		name, n, ok := Amount(Words(test.text), 99)
		if got := fmt.Sprint(n, ok); got != test.want || strings.Join(name, " ") != test.name {
			t.Errorf("%q: %q, %s", test.text, name, got)
		}
	}
}

func TestAmountLeavesTheWords(t *testing.T) {
	words := append(make([]string, 0, 4), "a", "b-2")
	Amount(words[:1:4], 9)
	if Amount(words, 9); !slices.Equal(words, []string{"a", "b-2"}) {
		t.Errorf("they are %q", words)
	}
}

func TestVisit(t *testing.T) {
	cat := catalogue.Shipped()
	for _, test := range []struct{ word, want string }{
		{"romexpo", "romexpo"}, {"Romexpo", "romexpo"}, {" ROMEXPO ", "romexpo"}, {"Ромекспо", "romexpo"}, {"romex", "romexpo"},
		{"1", "incubator"}, {"2", "romexpo"}, {"2.", "romexpo"}, {"٦", "museum"}, {"#6", "museum"}, {"№ 6", "museum"},
		{"0", ""}, {"7", ""}, {"-1", ""}, {"1.5", ""},
		{"музей", "museum"}, {"Muzeul", "museum"}, {"muz", "museum"}, {"muse", "museum"}, {"museum of abandonment", "museum"}, {"покин", "museum"},
		{"abandonului muzeul", "museum"}, {"donatii", "romexpo"}, {"Donații Romexpo", "romexpo"}, {"donation centre", "romexpo"}, {"центр", "romexpo"},
		{"карусель", "carusel"}, {"Притулок", "carusel"}, {"adapost", "carusel"}, {"shelter", "carusel"},
		{"smile", "smile"}, {"SMILE, a friendly space", "smile"}, {"дружній", "smile"}, {"alia", "aliat"}, {"психічне здоров'я", "aliat"}, {"здоровья", "aliat"},
		{"soc", "incubator"}, {"inc", "incubator"}, {"the", "incubator"},
		{"a", "aliat carusel smile museum"}, {"s", "incubator aliat carusel smile"}, {"spa", "smile"},
		{"", ""}, {" - ", ""}, {"xyz", ""}, {"romexop", ""}, {"useum", ""}, {"romexpo 25", ""}, {"ICAR", ""},
	} {
		v, ambiguous, ok := Visit(cat, test.word)
		got := v.ID
		for _, fit := range ambiguous {
			got = strings.TrimSpace(got + " " + fit.ID)
		}
		if got != test.want || ok != (v.ID != "") || len(ambiguous) == 1 {
			t.Errorf("%q: %q, %v", test.word, got, ok)
		}
	}
}

func TestCentre(t *testing.T) {
	cat := catalogue.Shipped()
	for word, want := range map[string]string{
		"romexpo": "romexpo", "2": "romexpo", "#7": "icar", "8": "", "ICAR": "icar", "Ромекспо": "romexpo", "pavilion g7": "romexpo", "Центр пожертв": "romexpo",
		"DGASMB": "romexpo", "музей": "museum", "Life Project": "incubator", "incub": "incubator", "Алиат": "aliat", "xyz": "", "": "",
	} {
		c, ambiguous, ok := Centre(cat, word)
		if c.ID != want || ok != (want != "") || len(ambiguous) > 0 {
			t.Errorf("%q: %q, %d, %v", word, c.ID, len(ambiguous), ok)
		}
	}
	if _, ambiguous, ok := Centre(cat, "cen"); ok || len(ambiguous) < 2 {
		t.Errorf("%d centres are called so", len(ambiguous))
	}
}

// TestVisitByItsWholeName holds that a visit is found whose name is how another
// name begins, and that an id comes before a number.
func TestVisitByItsWholeName(t *testing.T) {
	named := func(id, name string) catalogue.Visit {
		return catalogue.Visit{ID: id, Name: catalogue.Text{catalogue.English: name}}
	}
	cat := &catalogue.Catalogue{Visits: []catalogue.Visit{named("2", "Harbour hall"), named("food_1", "Harbour"), named("z", "Garden")}}
	for word, want := range map[string]string{"harbour": "food_1", "Food_1": "food_1", "HARBOUR HALL": "2", "2": "2", "3": "z", "harb": ""} {
		if v, _, _ := Visit(cat, word); v.ID != want {
			t.Errorf("%q is %q", word, v.ID)
		}
	}
}

func TestEveryVisitIsFound(t *testing.T) {
	cat := catalogue.Shipped()
	for i, v := range cat.Visits {
		for _, word := range append([]string{v.ID, fmt.Sprint(i + 1)}, v.Name["en"], v.Name["ro"], v.Name["uk"]) {
			if got, _, ok := Visit(cat, word); !ok || got.ID != v.ID {
				t.Errorf("%q is %q, not %q", word, got.ID, v.ID)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		word string
		most int
		n    int
		ok   bool
	}{
		{"0", 9, 0, true}, {"25", 25, 25, true}, {"25.", 99, 25, true}, {"25,", 99, 25, true}, {"007", 9, 7, true},
		{"٢٥", 99, 25, true}, {"２５", 99, 25, true}, {"𝟚𝟝", 99, 25, true}, {"२५", 99, 25, true},
		{"26", 25, 0, false}, {"10", 9, 0, false}, {"9", 8, 0, false}, {"0", -1, 0, false},
		{"9223372036854775807", 1<<63 - 1, 1<<63 - 1, true}, {"9223372036854775808", 1<<63 - 1, 0, false}, {strings.Repeat("9", 1000), 1<<63 - 1, 0, false},
		{"", 9, 0, false}, {".", 9, 0, false}, {"twenty", 99, 0, false}, {"-2", 9, 0, false}, {"+2", 9, 0, false}, {"2.5", 9, 0, false},
		{"1 0", 99, 0, false}, {"2²", 99, 0, false}, {"Ⅴ", 9, 0, false}, {"½", 9, 0, false}, {"0x1", 99, 0, false}, {"1e1", 99, 0, false}, {"2\xff", 99, 0, false},
	} {
		if n, ok := Number(test.word, test.most); n != test.n || ok != test.ok {
			t.Errorf("%.20q up to %d: %d, %v", test.word, test.most, n, ok)
		}
	}
}

// TestDigits holds the value of every digit against its name in Unicode.
func TestDigits(t *testing.T) {
	values := []string{"ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"}
	seen := 0
	for r := range unicode.MaxRune {
		name := strings.Fields(runenames.Name(r))
		if !unicode.IsDigit(r) || len(name) == 0 {
			continue
		}
		seen++
		if d, ok := digit(r); !ok || values[d] != name[len(name)-1] {
			t.Errorf("%U, %v, is %d", r, name, d)
		}
	}
	if seen < 600 {
		t.Errorf("only %d digits have a name", seen)
	}
}

// typing draws what people, phones and others may type.
func typing() *rapid.Generator[string] {
	signs := rapid.StringOf(rapid.SampledFrom([]rune("k7m4qxК7МХ2 0IоО.,;:-–—−'’„“”\"«»()xх×+#\n\u00a0\u200b٢½Ⅴß")))
	return rapid.OneOf(signs, rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}

func TestHostileWords(t *testing.T) {
	cat := catalogue.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		text := typing().Draw(t, "text")
		words := Words(text)
		for _, word := range words {
			if word == "" || strings.TrimSpace(word) != word || strings.ContainsAny(word, "\n–—") {
				t.Fatalf("%q has the word %q", text, word)
			}
		}
		if again := Words(`"` + strings.Join(words, `" "`) + `"`); !strings.ContainsAny(text, doubles) && !slices.Equal(again, words) {
			t.Fatalf("%q has the words %q, in quotes %q", text, words, again)
		}
		if _, n, ok := Amount(words, 60); n < 0 || n > 60 || !ok && n != 0 {
			t.Fatalf("%q: %d", text, n)
		}
		if v, ambiguous, ok := Visit(cat, text); ok != (v.ID != "") || ok && ambiguous != nil || len(ambiguous) == 1 {
			t.Fatalf("%q: %q, %d visits, %v", text, v.ID, len(ambiguous), ok)
		}
	})
}
