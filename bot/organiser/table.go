package organiser

import "slices"

// A Kind says what a parameter of a command is.
type Kind string

// The kinds.
const (
	TakesVisit  Kind = "visit"  // a visit
	TakesVisits Kind = "visits" // a visit, or all of them
	TakesCentre Kind = "centre" // a centre
	TakesNumber Kind = "number" // a whole number
	TakesName   Kind = "name"   // a name, and what else is said to the end
	TakesPerson Kind = "person" // somebody: their code or their name
	TakesCode   Kind = "code"   // a ticket's code, or several
	TakesRole   Kind = "role"   // organiser or steward
)

// A Param is one thing that a command wants to know.
type Param struct {
	Kind     Kind
	Optional bool
}

// A Command is one line of the table from which help, menus and the reading of
// arguments come.
type Command struct {
	Word    string
	Role    Role    // who may
	Section Section // of the menu
	Takes   []Param
	Example string // of what stands behind the word
}

// About says whether a command wants to know something.
func (c Command) About(kind Kind) bool {
	return slices.ContainsFunc(c.Takes, func(p Param) bool { return p.Kind == kind })
}

// A Section groups commands in the menu.
type Section string

// The sections, in their order.
const (
	SectionLook    Section = "look"
	SectionVisits  Section = "visits"
	SectionPeople  Section = "people"
	SectionCentres Section = "centres"
	SectionDay     Section = "day"
	SectionHouse   Section = "house"
)

// Sections returns them in the order of the menu.
func Sections() []Section {
	return []Section{SectionLook, SectionVisits, SectionPeople, SectionCentres, SectionDay, SectionHouse}
}

func takes(kinds ...Kind) []Param {
	var params []Param
	for _, k := range kinds {
		params = append(params, Param{Kind: k})
	}
	return params
}

func optional(params []Param, kind Kind) []Param { return append(params, Param{kind, true}) }

// Table is all that organisers can do.
var Table = []Command{
	{"admin", Steward, SectionLook, nil, ""},
	{"stats", Organiser, SectionLook, nil, ""},
	{"tasks", Organiser, SectionLook, nil, ""},
	{"journal", Organiser, SectionLook, nil, ""},
	{"audit", Organiser, SectionLook, nil, ""},
	{"undo", Organiser, SectionLook, nil, ""},

	{"capacity", Organiser, SectionVisits, takes(TakesVisit, TakesNumber), "romexpo 25"},
	{"open", Organiser, SectionVisits, takes(TakesVisits), "romexpo"},
	{"close", Organiser, SectionVisits, takes(TakesVisits), "romexpo"},
	{"cancelvisit", Organiser, SectionVisits, takes(TakesVisit), "romexpo"},
	{"meeting", Organiser, SectionVisits, takes(TakesVisit), "romexpo"},
	{"settings", Organiser, SectionVisits, nil, ""},

	{"list", Organiser, SectionPeople, takes(TakesVisit), "romexpo"},
	{"waiting", Organiser, SectionPeople, takes(TakesVisit), "romexpo"},
	{"find", Organiser, SectionPeople, takes(TakesName), "Oksana"},
	{"add", Organiser, SectionPeople, optional(takes(TakesVisit, TakesName), TakesNumber), "romexpo Oksana Kovalenko 2"},
	{"move", Organiser, SectionPeople, optional(takes(TakesPerson), TakesVisit), "K7M-4QX smile"},
	{"remove", Organiser, SectionPeople, takes(TakesPerson), "K7M-4QX"},
	{"offer", Organiser, SectionPeople, takes(TakesPerson), "Oksana"},
	{"announce", Organiser, SectionPeople, nil, ""},

	{"fact", Organiser, SectionCentres, takes(TakesCentre), "romexpo"},
	{"inbox", Organiser, SectionCentres, nil, ""},

	{"checkin", Steward, SectionDay, optional(takes(TakesCode), TakesNumber), "K7M-4QX 2"},
	{"door", Steward, SectionDay, takes(TakesVisit), "romexpo"},
	{"noshows", Organiser, SectionDay, takes(TakesVisit), "romexpo"},
	{"export", Organiser, SectionDay, nil, ""},

	{"invite", Organiser, SectionHouse, optional(optional(nil, TakesRole), TakesVisit), "steward romexpo"},
	{"team", Organiser, SectionHouse, nil, ""},
	{"contact", Organiser, SectionHouse, nil, ""},
	{"here", Organiser, SectionHouse, nil, ""},
}

// Find returns the command with that word.
func Find(word string) (Command, bool) {
	i := slices.IndexFunc(Table, func(c Command) bool { return c.Word == word })
	if i < 0 {
		return Command{}, false
	}
	return Table[i], true
}

// For returns the commands that somebody may use, in the order of the table.
func For(role Role) []Command {
	var all []Command
	for _, c := range Table {
		if role >= c.Role && role != Nobody {
			all = append(all, c)
		}
	}
	return all
}
