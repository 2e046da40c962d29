package names

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// spellings are names, each as several people write it.
var spellings = [][]string{
	{"Оксана", "Oksana", "Oxana", "ОКСАНА", "  oksana ", "𝐎𝐤𝐬𝐚𝐧𝐚", "Ｏｋｓａｎａ", "Оксана́"},
	{"Коваленко", "Kovalenko", "Covalenco", "Kowalenko"},
	{"Юлія", "Юлия", "Yulia", "Yuliia", "Yuliya", "Iulia", "Julija", "Julia", "Juliya"},
	{"Сергій", "Сергей", "Serhii", "Serhiy", "Sergiy", "Sergii", "Serghei", "Sergei", "Sergey", "Serhij"},
	{"Олексій", "Oleksii", "Oleksiy", "Olexiy", "Oleksij"},
	{"Алексей", "Alexei", "Aleksey", "Alexey"},
	{"Щербак", "Shcherbak", "Scherbak", "Șcerbac", "Szczerbak", "Schtscherbak", "Ščerbak"},
	{"Ґалаґан", "Galagan", "Halahan", "Галаган"},
	{"Григорій", "Hryhorii", "Grigorii", "Grigory", "Григорий"},
	{"Ольга", "Olha", "Olga", "Ol'ha", "Ol’ga"},
	{"Ігор", "Ihor", "Igor", "Игорь"},
	{"Євген", "Yevhen", "Ievhen", "Evgen", "Jevhen", "Yevgen"},
	{"Елена", "Elena", "Yelena", "Jelena", "Elenă"},
	{"Хоменко", "Khomenko", "Homenco", "Homenko"},
	{"Михайло", "Mykhailo", "Mihailo", "Mykhaylo", "Mykhajlo"},
	{"Цимбалюк", "Tsymbaliuk", "Tzimbalyuk", "Cymbaliuk", "Tsimbaljuk"},
	{"Чорновіл", "Chornovil", "Ciornovil", "Tschornowil", "Czornovil"},
	{"Ковальчук", "Kovalchuk", "Covalciuc", "Kowaltschuk", "Koval'chuk"},
	{"Жанна", "Zhanna", "ZHANNA"},
	{"Наталія", "Наталья", "Nataliia", "Natalia", "Natalya", "Natalija"},
	{"Софія", "Sofiia", "Sofia", "Sophia", "София"},
	{"Дар'я", "Дар’я", "Дарʼя", "Дарья", "Daria", "Darya", "Dar'ya", "Darja"},
	{"В'ячеслав", "Вячеслав", "Viacheslav", "Vyacheslav", "Vjaceslav"},
	{"Зеленський", "Zelenskyi", "Zelensky", "Zelenskiy", "Zelenskij", "Zelenschi", "Зеленский"},
	{"Семён", "Семен", "Semyon", "Semen"},
	{"Ковалёв", "Ковалев", "Ковальов", "Kovalev", "Kovalyov"},
	{"Андрій", "Андрей", "Andrii", "Andriy", "Andrei", "Andrey", "Andrij"},
	{"Дмитро", "Dmytro", "Dmitro"},
	{"Ілля", "Illia", "Ilya", "Илья", "Ilia"},
	{"Згурський", "Zghurskyi", "Zgursky"},
	{"Чайковський", "Tchaikovsky", "Chaikovskyi", "Ceaikovschi"},
	{"Людмила", "Liudmyla", "Lyudmila", "Ludmila"},
	{"Андреев", "Andreev", "Andreyev", "Andreiev"},
	{"Петрович", "Petrovych", "Petrovich", "Petrovici"},
	{"Ștefan", "Ştefan", "Stefan", "ȘTEFAN"},
	{"Țurcanu", "Ţurcanu", "Turcanu", "Turkanu"},
	{"Ioniță", "Ionita", "IONIŢĂ"},
	{"Brâncuși", "Brancusi"},
	{"Gheorghe", "George"},
	{"José", "Jose"},
	{"O'Brien", "O’Brien", "OBrien"},
	{"Łukasz", "Lukash", "Лукаш"},
	{"Müller", "Muller", "MÜLLER"},
	{"Muhammad", "Mohammed", "Mohamed", "Mohamad", "Мухаммад"},
	{"Ahmad", "Ahmed", "Ахмед", "Akhmad"},
	{"Khaled", "Haled", "Халед"},
	{"Mahmoud", "Mahmud", "Mahmood"},
	{"Sarah", "Sara", "Сара"},
	{"Qasim", "Kasim", "Касим"},
	{"Ana-Maria", "Ana Maria", "Ana – Maria", "„Ana Maria“", "Ana\u00a0Maria", "Anna-Maria"},
	{"محمد", "مُحَمَّد"},
}

// strangers are names that sound alike but are not the same.
var strangers = [][2]string{
	{"Яна", "Жанна"}, {"Jana", "Zhanna"}, {"Ion", "John"}, {"Ion", "Ioan"}, {"Ана", "Інна"}, {"Олена", "Елена"},
	{"Саша", "Сава"}, {"Маша", "Маса"}, {"Ghassan", "Hassan"}, {"Шило", "Сило"}, {"Марина", "Марія"}, {"Lev", "Leu"},
	{"Олексій", "Олександр"}, {"Mihai", "Mihail"}, {"Тарас", "Тарац"}, {"Zoia", "Zhoia"}, {"Katia", "Katya Ch"},
	{"Ivan", "Ioan"}, {"Wei", "Wi"}, {"11", "1"}, {"Ali", "Eli"}, {"Andre", "Andrei"}, {"محمد", "محمود"},
}

func TestKeyOfSpellings(t *testing.T) {
	for _, same := range spellings {
		for _, other := range same[1:] {
			if Key(other) != Key(same[0]) {
				t.Errorf("%q is %q, but %q is %q", same[0], Key(same[0]), other, Key(other))
			}
		}
	}
	seen := map[string]string{}
	for _, same := range spellings {
		if other, twice := seen[Key(same[0])]; twice {
			t.Errorf("%q and %q are both %q", same[0], other, Key(other))
		}
		seen[Key(same[0])] = same[0]
	}
}

func TestKeyOfStrangers(t *testing.T) {
	for _, two := range strangers {
		if Key(two[0]) == Key(two[1]) {
			t.Errorf("%q and %q are both %q", two[0], two[1], Key(two[0]))
		}
	}
}

func TestKey(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		" . 🎉 «»":                    "",
		"Сергій Щербак":              "sergi шerbak",
		"🎉 Юлія ❤️":                  "iulia",
		"a\u0000b\xffc\u202ed\u00ad": "a b kd",
		"Кар\"єра":                   "kar era",
		"Seat 22":                    "seat 22",
	} {
		if got := Key(text); got != want {
			t.Errorf("%q became %q, not %q", text, got, want)
		}
	}
}

// TestTablesLeadOn holds what makes a key its own key: the letters' pairs begin
// with a letter that no key has, and the sounds make nothing but key's letters.
func TestTablesLeadOn(t *testing.T) {
	const own = "abdefgiklmnoprstuvzжчшɣ "
	for i, table := range [][]string{cyrillic, softened, several, silent, single} {
		for j := 0; j < len(table); j += 2 {
			if strings.Trim(table[j], own) == "" {
				t.Errorf("table %d: %q could be in a key", i, table[j])
			}
		}
	}
	for _, table := range [][]string{consonants, vowels, famous} {
		for j := 0; j < len(table); j += 2 {
			if strings.Trim(table[j]+table[j+1], own) != "" {
				t.Errorf("%q becomes %q, which are not all a key's letters", table[j], table[j+1])
			}
		}
	}
}

func TestKeyOfEveryCharacter(t *testing.T) {
	for r := range unicode.MaxRune {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) || unicode.Is(unicode.Han, r) {
			continue
		}
		text := "t" + string(r) + "si"
		if key := Key(text); Key(key) != key {
			t.Fatalf("%q (%U) becomes %q, and that %q", text, r, key, Key(key))
		}
	}
}

// hostile draws names of letters that the tables know, and of any others.
func hostile() *rapid.Generator[string] {
	spelled := rapid.StringOf(rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyzабвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяёșțăâîéłß'’ʼ- .ɣ\u0301\u200d")))
	return rapid.OneOf(spelled, rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}

func TestKeyIsItsOwnKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := hostile().Draw(t, "text")
		key := Key(text)
		if again := Key(key); again != key {
			t.Fatalf("%q becomes %q, and that %q", text, key, again)
		}
		if strings.Join(strings.Fields(key), " ") != key {
			t.Fatalf("%q has spaces to spare", key)
		}
	})
}
