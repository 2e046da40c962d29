package organiser

import (
	"slices"
	"strings"

	"visitbot/bot/catalogue"
)

// Args are what stands behind a command, as far as it was understood.
type Args struct {
	Visit  catalogue.Visit // of which ID is empty: none was named
	Centre catalogue.Centre
	All    bool   // every visit
	Number int    // below zero: none was said
	Text   string // a name, or whom it is about
	Codes  []Ticked
	Rest   []string // what was not understood among the codes
	Role   Role
}

// Trouble is what a command still wants to know.
type Trouble struct {
	Missing   Kind
	Wrong     string             // what was said instead; empty: nothing
	Ambiguous []catalogue.Visit  // the visits that it may mean
	Centres   []catalogue.Centre // or the centres
}

// MostPlaces is the largest number that a command takes.
const MostPlaces = 100_000

// allWords mean every visit, in any of the languages.
var allWords = []string{"all", "toate", "tot", "всі", "усі", "все", "*"}

// Read reads what stands behind a command. Trouble says what is missing, and
// Args what was understood nevertheless.
func Read(cat *catalogue.Catalogue, c Command, text string) (Args, *Trouble) {
	r := reader{cat: cat, words: Words(text), raw: text, args: Args{Number: -1}}
	for i, p := range c.Takes {
		if trouble := r.param(p, c.Takes[i+1:]); trouble != nil && (!p.Optional || trouble.Wrong != "") {
			return r.args, trouble
		}
	}
	return r.args, nil
}

type reader struct {
	cat   *catalogue.Catalogue
	words []string // not yet understood
	raw   string
	args  Args
}

func (r *reader) param(p Param, follow []Param) *Trouble {
	switch p.Kind {
	case TakesVisit, TakesVisits:
		return r.visit(p, follow)
	case TakesCentre:
		return r.centre()
	case TakesNumber:
		return r.number()
	case TakesName:
		return r.name(follow)
	case TakesPerson:
		return r.person(follow)
	case TakesCode:
		return r.codes()
	case TakesRole:
		return r.role()
	}
	return nil
}

// visit reads the most words that name one visit: all of them, or those before a
// number or a name that follows.
func (r *reader) visit(p Param, follow []Param) *Trouble {
	if len(r.words) == 0 {
		return &Trouble{Missing: p.Kind}
	}
	if p.Kind == TakesVisits && slices.Contains(allWords, strings.ToLower(r.words[0])) {
		r.args.All, r.words = true, r.words[1:]
		return nil
	}
	if named, n, ok := Amount(r.words, MostPlaces); ok && len(named) > 0 && slices.ContainsFunc(follow, func(p Param) bool { return p.Kind == TakesNumber && !p.Optional }) {
		r.args.Number, r.words = n, named
	}
	trouble := &Trouble{Missing: p.Kind, Wrong: strings.Join(r.words, " ")}
	for most := len(r.words); most > 0; most-- {
		v, ambiguous, ok := Visit(r.cat, strings.Join(r.words[:most], " "))
		if ok {
			r.args.Visit, r.words = v, r.words[most:]
			return nil
		}
		if len(ambiguous) > 0 && trouble.Ambiguous == nil {
			trouble.Ambiguous = ambiguous
		}
	}
	return trouble
}

// centre reads the words that name a centre: all there are.
func (r *reader) centre() *Trouble {
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesCentre}
	}
	text := strings.Join(r.words, " ")
	c, ambiguous, ok := Centre(r.cat, text)
	if !ok {
		return &Trouble{Missing: TakesCentre, Wrong: text, Centres: ambiguous}
	}
	r.args.Centre, r.words = c, nil
	return nil
}

func (r *reader) number() *Trouble {
	if r.args.Number >= 0 {
		return nil
	}
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesNumber}
	}
	n, ok := Number(r.words[0], MostPlaces)
	if !ok {
		return &Trouble{Missing: TakesNumber, Wrong: strings.Join(r.words, " ")}
	}
	r.args.Number, r.words = n, r.words[1:]
	return nil
}

// name takes what is left, but for a number at the end where one may follow.
func (r *reader) name(follow []Param) *Trouble {
	if len(follow) > 0 && len(r.words) > 1 {
		if n, ok := Number(r.words[len(r.words)-1], MostPlaces); ok {
			r.args.Number, r.words = n, r.words[:len(r.words)-1]
		}
	}
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesName}
	}
	r.args.Text, r.words = strings.Join(r.words, " "), nil
	return nil
}

// person takes a code or a name; where a visit may follow, the last words that
// name one are it.
func (r *reader) person(follow []Param) *Trouble {
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesPerson}
	}
	cut := len(r.words)
	for first := 1; len(follow) > 0 && first < len(r.words); first++ {
		if v, _, ok := Visit(r.cat, strings.Join(r.words[first:], " ")); ok {
			r.args.Visit, cut = v, first
			break
		}
	}
	r.args.Text, r.words = strings.Join(r.words[:cut], " "), nil
	return nil
}

func (r *reader) codes() *Trouble {
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesCode}
	}
	r.args.Codes, r.args.Rest = Codes(r.raw)
	if len(r.args.Codes) == 0 {
		return &Trouble{Missing: TakesCode, Wrong: strings.Join(r.words, " ")}
	}
	if n := len(r.args.Codes); n == 1 && r.args.Codes[0].Party > 0 {
		r.args.Number = r.args.Codes[0].Party
	}
	r.words = nil
	return nil
}

// roleNames are what roles are called, in any of the languages.
var roleNames = map[string]Role{
	"organiser": Organiser, "organizer": Organiser, "organizator": Organiser, "організатор": Organiser, "организатор": Organiser,
	"steward": Steward, "door": Steward, "stewart": Steward, "ușă": Steward, "usa": Steward, "responsabil": Steward, "стюард": Steward, "черговий": Steward, "чергова": Steward, "двері": Steward,
}

func (r *reader) role() *Trouble {
	if len(r.words) == 0 {
		return &Trouble{Missing: TakesRole}
	}
	role, ok := roleNames[strings.ToLower(r.words[0])]
	if !ok {
		return &Trouble{Missing: TakesRole, Wrong: strings.Join(r.words, " ")}
	}
	r.args.Role, r.words = role, r.words[1:]
	return nil
}
