package names

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// found is queries, names that answer them, and how well at least.
var found = []struct {
	query, name string
	how         int
}{
	// Other alphabets, other tables.
	{"Kovalenko Oksana", "Оксана Коваленко", exact},
	{"oksana kovalenko", "Оксана Коваленко", exact},
	{"Oxana Covalenco", "Оксана Коваленко", exact},
	{"коваленко", "Oksana Kovalenko", whole},
	{"Serghei", "Сергій Ткаченко", whole},
	{"Tkacenco", "Сергій Ткаченко", whole},
	{"Tkachenko Sergey", "Сергій Ткаченко", exact},
	{"Iulia Şevcenco", "Юлія Шевченко", misspelt},
	{"Julija Schewtschenko", "Юлія Шевченко", exact},
	{"Yulia Shevchenko", "Юлія Шевченко", exact},
	{"Шевченко", "Yuliia Shevchenko", whole},
	{"Evgheni Goncear", "Євгеній Гончар", exact},
	{"Hryhoriy", "Григорій Сковорода", whole},
	{"Grigori", "Григорій Сковорода", whole},
	{"Ceban", "Ион Чебан", whole},
	{"Чебан Іон", "Ion Ceban", exact},
	{"Zelenschi", "Володимир Зеленський", whole},
	{"Wolodymyr", "Володимир Зеленський", whole},
	{"Ahmad", "أحمد Ahmed Al-Hassan", whole},
	{"Хасан", "Ahmed Al-Hassan", whole},
	{"Мохамед", "Muhammad Khalil", whole},
	{"Halil", "Muhammad Khalil", whole},
	{"Smit", "John Smith", whole},
	{"Джонсон", "Boris Djonson", whole},
	// What phones do.
	{"ana maria", "Ana-Maria Țurcanu", whole},
	{"TURCANU", "Ana-Maria Țurcanu", whole},
	{"Stefan", "Ștefan Ionescu", whole},
	{"o’brien", "Mary O'Brien", whole},
	{"Мар’яна", "Мар'яна Лук'яненко", whole},
	{"Maryana", "Мар'яна Лук'яненко", whole},
	{"лукяненко", "Мар'яна Лук'яненко", whole},
	{"«Оксана»", "Оксана 🌻", exact},
	{"оксана", "✨ 𝓞𝓴𝓼𝓪𝓷𝓪 ✨", exact},
	{"  Jose ", "José García", whole},
	// The beginning of a word, and initials.
	{"O. Kovalenko", "Оксана Коваленко", begins},
	{"Коваленко О.", "Oksana Kovalenko", begins},
	{"Y. Kovalenko", "Yevheniia Kovalenko", begins},
	{"Ю. Шевч", "Юлія Шевченко", begins},
	{"Koval", "Оксана Коваленко", begins},
	{"Тка", "Serhii Tkachenko", begins},
	{"shevc", "Yuliia Shevchenko", begins},
	{"sh", "Yuliia Shevchenko", begins},
	{"Алекс", "Alexandru Popa", begins},
	{"Pop", "Alexandru Popa", begins},
	{"ma", "Ana-Maria Țurcanu", begins},
	{"A", "Ana", begins},
	// Within the name, or with spaces elsewhere.
	{"Katerina", "Ekaterina Popova", contained},
	{"валенко", "Oksana Kovalenko", contained},
	{"Anamaria", "Ana-Maria Țurcanu", contained},
	{"Alhassan", "Ahmed Al Hassan", contained},
	{"Al Hassan", "Ahmed Alhassan", contained},
	{"Лена", "Olena Bondar", contained},
	// Misspelt, or nearly the same name.
	{"Kovalenka", "Оксана Коваленко", misspelt},
	{"Oskana", "Оксана Коваленко", misspelt},
	{"Oksanna Kovaleno", "Оксана Коваленко", misspelt},
	{"Covalemco", "Oksana Kovalenko", misspelt},
	{"Alexei", "Олексій Бойко", misspelt},
	{"Alexander", "Олександр Бойко", misspelt},
	{"Elena", "Олена Бондар", misspelt},
	{"Hanna", "Анна Бондар", misspelt},
	{"Jukov", "Георгій Жуков", misspelt},
	{"Rojkov", "Іван Рожков", misspelt},
	{"Sevcenco", "Юлія Шевченко", misspelt},
	{"Veaceslav", "В'ячеслав Бойко", misspelt},
	{"Tatiana", "Тетяна Бойко", misspelt},
	{"Svetlana", "Світлана Бойко", misspelt},
	{"Khristina", "Kristina Bondar", misspelt},
	{"Yousef", "Yusuf Khalil", misspelt},
	{"Gassan", "Ghassan Khalil", misspelt},
	{"Hussain", "Hussein Khalil", misspelt},
	{"Mihail", "Michail Bondar", misspelt},
	{"Jon", "Jonathan Smith", begins},
	{"Smyth", "John Smith", misspelt}, // y is i, and th is t: the same
	{"Micheal", "Michael Smith", misspelt},
}

// strange is queries and names that do not answer them.
var strange = [][2]string{
	{"", "Оксана"}, {" . ", "Оксана"}, {"🎉", "🎉"}, {"Оксана", ""}, {"Оксана", "🎉"}, {"'", "O'Brien"},
	{"Оксана", "Олена Коваленко"}, {"Оксана", "Юлія Шевченко"}, {"Юлія", "Юрій Бойко"}, {"Юлія", "Лілія Бойко"},
	{"Oksana Kovalenko", "Оксана Ткаченко"}, {"Oksana Kovalenko", "Оксана"}, {"Kovalenko", "Kovalchuk Olha"},
	{"Коваленко", "Петро Кравченко"}, {"Shevchenko", "Savchenko Iryna"}, {"Шевченко", "Ткаченко Ірина"},
	{"Petrenko", "Pavlenko Ivan"}, {"Бондаренко", "Бойченко Іван"}, {"Ivanov", "Petrov Ivan I."}, {"Іваненко", "Василенко Іван"},
	{"O. Kovalenko", "Yuliia Kovalenko"}, {"K. Oksana", "Оксана Бондар"}, {"O O", "Oksana Kovalenko"}, {"Anna Anna", "Anna Petrova"},
	{"Inna", "Марина Бондар"}, {"Яна", "Оксана Бондар"}, {"Яна", "Галина Бондар"}, {"Ана", "Оксана Бондар"}, {"Ліна", "Олена Бондар"},
	{"Сергій", "Георгій Жуков"}, {"Сергій", "Григорій Жуков"}, {"Олексій", "Олександр Бойко"}, {"Андрій", "Юрій Бойко"}, {"Дмитро", "Петро Бойко"},
	{"Михайло", "Микола Бойко"}, {"Mykola", "Mykhailo Boiko"}, {"Віктор", "Вікентій Ткач"}, {"Іван", "Ігор Бойко"}, {"Ольга", "Олег Бойко"},
	{"Галина", "Ганна Бойко"}, {"Ганна", "Галина Бойко"}, {"Наталія", "Надія Бойко"}, {"Тетяна", "Яна Бойко"}, {"Людмила", "Любов Бойко"},
	{"Ion", "John Smith"}, {"Ion", "Ioan Popa"}, {"Ion", "Marion Popa"}, {"Mihai", "Mircea Popa"}, {"Elena", "Ileana Popa"}, {"Ioana", "Diana Popa"},
	{"Popescu", "Ionescu Ana"}, {"Popa", "Poenaru Ana"}, {"Stefan", "Stela Popa"}, {"Andreea", "Adriana Popa"}, {"Radu", "Rodica Ionescu"},
	{"Cristina", "Corina Popa"}, {"Vasile", "Viorel Popa"}, {"Moldovan", "Munteanu Ana"}, {"Ceban", "Ciobanu Ana"}, {"Rusu", "Ruxanda Popa"},
	{"Наташа", "Маша Иванова"}, {"Екатерина", "Кристина Иванова"}, {"Иванов", "Попов Иван"}, {"Смирнова", "Семёнова Анна"}, {"Павел", "Пётр Иванов"},
	{"Кузнецов", "Кузьмин Иван"}, {"Ksenia", "Евгения Иванова"}, {"Борис", "Барсук Иван"}, {"Чехов", "Жуков Иван"}, {"Щукин", "Лукашин Иван"},
	{"Ahmed", "Hamid Khalil"}, {"Ahmed", "Mohamed Khalil"}, {"Mohammed", "Mahmoud Khalil"}, {"Khaled", "Walid Khalil"}, {"Hassan", "Hussein Khalil"},
	{"Ali", "Khalil Hassan"}, {"Omar", "Amir Khalil"}, {"Fatima", "Fadi Khalil"}, {"Layla", "Lubna Khalil"}, {"Youssef", "Yasin Khalil"}, {"Rania", "Amira Khalil"},
	{"John", "James Smith"}, {"John", "Jane Smith"}, {"Mary", "Margo Smith"}, {"Smith", "John Schneider"}, {"Brown", "John Braun"}, {"Ann", "Joanna Brown"},
	{"William", "Wilhelmina Brown"}, {"Peter", "Petra Brown"}, {"Kate", "Kyle Brown"}, {"Jack", "Jason Brown"}, {"22", "Seat 2"}, {"1", "Ana 2"},
}

func TestFound(t *testing.T) {
	for _, test := range found {
		rank := Find(test.query).Rank(test.name)
		if rank/2 < test.how {
			t.Errorf("%q finds %q with %d: %d of kind %d", test.query, test.name, rank, rank/2, test.how)
		}
	}
}

func TestStrange(t *testing.T) {
	for _, two := range strange {
		if rank := Find(two[0]).Rank(two[1]); rank != 0 {
			t.Errorf("%q finds %q with %d", two[0], two[1], rank)
		}
	}
}

// TestRankOrder holds what stands above what, best first.
func TestRankOrder(t *testing.T) {
	for query, names := range map[string][]string{
		"Anna":            {"Anna", "Ana", "Anna Popa", "Ana Popa", "Annabel", "Анатолій", "Joe"},
		"harry":           {"Harry", "Garry", "Harry Brown", "Гарі Браун", "Joe"},
		"Oksana Koval":    {"Oksana Koval", "Оксана Коваль", "Oksana Koval Petrivna", "Оксана Коваленко", "Oxamna Koval", "Koval"},
		"katerina":        {"Katerina", "Катерина", "Katerina B", "Ekaterina", "Катирина", "Karin"},
		"Shevchenko Yuli": {"Yuli Shevchenko", "Shevchenko Yuliia", "Юлія Шевченко", "Юлія Шевченкова", "Юлія Севченко", "Юлія"},
	} {
		finder := Find(query)
		for i := range names[1:] {
			if better, worse := finder.Rank(names[i]), finder.Rank(names[i+1]); better < worse {
				t.Errorf("%q: %q has %d, %q has %d", query, names[i], better, names[i+1], worse)
			}
		}
		if rank := finder.Rank(names[len(names)-1]); rank != 0 {
			t.Errorf("%q finds %q with %d", query, names[len(names)-1], rank)
		}
	}
}

// TestLongestWordChoosesFirst holds that a short beginning takes no word that a
// longer one needs.
func TestLongestWordChoosesFirst(t *testing.T) {
	if rank := Find("an ana").Rank("Ana Andrei"); rank != 2*begins+1 {
		t.Errorf("rank %d by letters", rank)
	}
	if rank := Find("an ana").Rank("Ана Андрій"); rank != 2*begins {
		t.Errorf("rank %d by sound", rank)
	}
}

// TestFindHostile holds that any query may meet any name, that everybody is
// found by the name as it stands and in any order of its words, and that capital
// letters change nothing.
func TestFindHostile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query, name := hostile().Draw(t, "query"), hostile().Draw(t, "name")
		if rank := Find(query).Rank(name); rank < 0 || rank > 2*exact+1 || rank > 0 && Key(query) == "" {
			t.Fatalf("%q has rank %d for %q", name, rank, query)
		}
		words := strings.Fields(plain(name))
		if len(words) == 0 || len(words) > mostWords || len(strings.Fields(Key(name))) != len(words) {
			return
		}
		turned := strings.Join(rapid.Permutation(words).Draw(t, "turned"), " ")
		if rank := Find(turned).Rank(name); rank != 2*exact+1 {
			t.Fatalf("%q has rank %d for %q", name, rank, turned)
		}
	})
}

func TestFindLong(t *testing.T) {
	long := strings.Repeat("оксана", 20_000)
	crowd := strings.Repeat("оксана ", 20_000)
	for _, test := range []struct {
		query, name string
		found       bool
	}{
		{long, long, true}, {long, long + "а", true}, {long + "ш", long + "ч", false}, {crowd, crowd, true}, {"оксана", crowd, true}, {crowd, "оксана", false},
		{strings.Repeat("a\u0301", 50_000), "a", true},
	} {
		if rank := Find(test.query).Rank(test.name); rank > 0 != test.found {
			t.Errorf("%.12s… finds %.12s… with %d", test.query, test.name, rank)
		}
	}
}

// crowd is people whose names are spelled in several ways.
func crowd(n int) []string {
	first := []string{"Оксана", "Yuliia", "Ștefan", "Сергій", "Ana-Maria", "Мар’яна", "John", "Muhammad", "Євген"}
	last := []string{"Коваленко", "Shevchenko", "Țurcanu", "Ткаченко", "Popescu", "Al-Hassan", "Щербак", "Smith", "Зеленський", "Бойко", "Ciornovil"}
	names := make([]string, n)
	for i := range names {
		names[i] = first[i%len(first)] + " " + last[i/len(first)%len(last)]
	}
	return names
}

// BenchmarkRank finds one of 20,000; an iteration is one name.
func BenchmarkRank(b *testing.B) {
	names, finder := crowd(20_000), Find("Covalenco Oxana")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		finder.Rank(names[i%len(names)])
	}
}

func BenchmarkKey(b *testing.B) {
	names := crowd(20_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Key(names[i%len(names)])
	}
}
