package organiser

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// The operator's guide names every command.
func TestTheGuideNamesEveryCommand(t *testing.T) {
	guide, err := os.ReadFile("../../docs/operator.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Table {
		if !strings.Contains(string(guide), "`/"+c.Word) {
			t.Errorf("the guide does not name /%s", c.Word)
		}
	}
}

// Every example can be read.
func TestExamplesAreRight(t *testing.T) {
	for _, c := range Table {
		if _, trouble := Read(catalogue.Shipped(), c, c.Example); trouble != nil {
			t.Errorf("/%s %s: %+v", c.Word, c.Example, *trouble)
		}
	}
}

func TestEachRoleHasItsCommands(t *testing.T) {
	for role, want := range map[Role]int{Nobody: 0, Steward: 3, Organiser: len(Table), Owner: len(Table)} {
		if got := len(For(role)); got != want {
			t.Errorf("%s: %d commands, not %d", role, got, want)
		}
	}
}

func TestWhatMembersMay(t *testing.T) {
	steward := Member{Role: Steward, Visit: "smile"}
	for _, test := range []struct {
		who   Member
		role  Role
		visit string
		want  bool
	}{
		{steward, Steward, "smile", true}, {steward, Steward, "", true}, {steward, Steward, "romexpo", false}, {steward, Organiser, "smile", false},
		{Member{Role: Organiser}, Steward, "romexpo", true}, {Member{Role: Organiser}, Organiser, "smile", true}, {Member{Role: Organiser}, Owner, "", false},
		{Member{}, Steward, "", false},
	} {
		if got := test.who.May(test.role, test.visit); got != test.want {
			t.Errorf("%+v may %s at %q: %v", test.who, test.role, test.visit, got)
		}
	}
}

func TestReading(t *testing.T) {
	cat := catalogue.Shipped()
	for text, want := range map[string]string{
		"/capacity romexpo 25":             "romexpo 25",
		"/capacity Social Incubator 30":    "incubator 30",
		"/capacity 2 25":                   "romexpo 25",
		"/capacity smile–12":               "smile 12",
		"/capacity „Muzeul Abandonului” 9": "museum 9",
		"/add smile Ana Maria 3":           "smile 3 Ana Maria",
		"/add «Музей» Олена":               "museum Олена",
		"/move Ana Maria smile":            "smile Ana Maria",
		"/move K7M-4QX":                    "K7M-4QX",
		"/close toate":                     "all",
		"/invite Steward Carusel":          "carusel steward",
		"/checkin k7m 4qx, 2":              "2 K7M4QX",
		"/fact 2":                          "romexpo",
		"/fact центр пожертв":              "romexpo",
	} {
		word, rest, _ := strings.Cut(text[1:], " ")
		c, _ := Find(word)
		args, trouble := Read(cat, c, rest)
		if got := describe(args); trouble != nil || got != want {
			t.Errorf("%s: %q %+v, want %q", text, got, trouble, want)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	cat := catalogue.Shipped()
	for text, want := range map[string]Trouble{
		"/capacity":             {Missing: TakesVisit},
		"/capacity romexpo":     {Missing: TakesNumber},
		"/capacity romexpo lot": {Missing: TakesNumber, Wrong: "lot"},
		"/capacity moon 3":      {Missing: TakesVisit, Wrong: "moon"},
		"/add smile":            {Missing: TakesName},
		"/find":                 {Missing: TakesName},
		"/invite king":          {Missing: TakesRole, Wrong: "king"},
		"/invite steward moon":  {Missing: TakesVisit, Wrong: "moon"},
		"/checkin":              {Missing: TakesCode},
		"/fact":                 {Missing: TakesCentre},
		"/fact moon":            {Missing: TakesCentre, Wrong: "moon"},
		"/checkin hello":        {Missing: TakesCode, Wrong: "hello"},
	} {
		word, rest, _ := strings.Cut(text[1:], " ")
		c, _ := Find(word)
		if _, got := Read(cat, c, rest); got == nil || got.Missing != want.Missing || got.Wrong != want.Wrong {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// describe writes what was understood.
func describe(a Args) string {
	words := []string{a.Visit.ID, a.Centre.ID}
	if a.All {
		words = append(words, "all")
	}
	if a.Number >= 0 {
		words = append(words, strconv.Itoa(a.Number))
	}
	words = append(words, a.Text)
	if a.Role != Nobody {
		words = append(words, a.Role.String())
	}
	for _, c := range a.Codes {
		words = append(words, c.Code)
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
