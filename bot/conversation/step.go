package conversation

import (
	"slices"
	"strings"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// nowhere is a version that no talk has: what expects it comes out as stale
// and redraws the screen.
const nowhere = "-"

// A turn is one input at one stage, as the rows of the table see it.
type turn struct {
	cat     *catalogue.Catalogue
	talk    Talk
	in      Input
	subject string // what the trigger is about
}

// Step says what follows from an input. Only a text needs the talk; a command
// or a press names its own act, so there the zero Talk will do.
func Step(cat *catalogue.Catalogue, talk Talk, in Input) Request {
	t := turn{cat: cat, talk: talk, in: in}
	switch {
	case in.Command != "":
		return t.command()
	case in.Press != nil:
		return t.press()
	}
	return t.said()
}

func (t turn) command() Request {
	for _, row := range slices.Backward(Table) {
		if row.On.Command != t.in.Command || !strings.HasPrefix(t.in.Payload, row.On.Payload) {
			continue
		}
		t.subject = strings.TrimPrefix(t.in.Payload, row.On.Payload)
		if r, ok := t.follow(row); ok {
			r.Effect = EffectBottom
			if row.Ask != "" {
				r.Operation = t.in.Operation
			}
			return r
		}
	}
	return unanswered(NoteUnknown)
}

func (t turn) press() Request {
	press := t.in.Press
	t.subject = press.Subject
	for _, row := range Table {
		if row.On.Press == "" || row.On.Press != press.Word {
			continue
		}
		if r, ok := t.follow(row); ok && t.rest(row, &r) {
			return r
		}
		break
	}
	r := nothing()
	r.Expect = nowhere
	return r
}

// rest says which version of the talk a press rests on, and under which id its
// answer is kept. What is about a thing rests on no version, but there is no
// such button without the thing's id. A rating only sets: it leaves no answer
// behind, so that it can be set back.
func (t turn) rest(row Row, r *Request) bool {
	press := t.in.Press
	if r.Still {
		return true
	}
	id := press.Nonce
	switch {
	case row.Thing && !isThing(id):
		return false
	case row.Thing:
		r.Ask.Thing = id
		id = press.thing()
	case id == "":
		r.Expect = nowhere
	default:
		r.Expect = id
	}
	if r.Ask.Act != seats.ActNothing && r.Ask.Act != seats.ActRate {
		r.Operation = string(t.in.Person) + ":" + id
	}
	return true
}

func (t turn) said() Request {
	t.subject = t.talk.Subject
	for _, row := range Table {
		if t.in.Wordless || !row.On.Said || !slices.Contains(row.From, t.talk.Stage) {
			continue
		}
		r, _ := t.follow(row)
		r.Operation, r.Expect = t.in.Operation, t.talk.Nonce
		return r
	}
	if t.in.Wordless {
		return unanswered(NoteWordless)
	}
	return unanswered(NoteUnknown)
}

// unanswered is the request after what nothing follows from: the screen moves
// to the bottom and says so.
func unanswered(note Note) Request {
	r := nothing()
	r.Note, r.Effect = note, EffectBottom
	return r
}

// follow makes the request of a row. It is false where the row does not fit:
// a visit that does not exist, a number out of range.
func (t turn) follow(row Row) (Request, bool) {
	r := nothing()
	r.Then = map[seats.Outcome]Place{}
	if row.Ask != "" {
		visit, _ := t.cat.Visit(t.subject) // what is no visit may be anything a person typed
		r.Ask = seats.Request{Act: row.Ask, Visit: visit.ID}
	}
	for outcome, stage := range row.Then {
		place := Place{Stage: stage}
		if stage.about() {
			place.Subject = t.subject
		}
		if !t.known(place) {
			return Request{}, false
		}
		r.Then[outcome] = place
	}
	if row.Make != nil && !row.Make(t, &r) {
		return Request{}, false
	}
	return r, true
}

// nothing is the request that asks for nothing.
func nothing() Request { return Request{Ask: seats.Request{Act: seats.ActNothing}} }

// known says whether what a place is about exists.
func (t turn) known(p Place) bool {
	if !p.Stage.about() {
		return true
	}
	if p.Stage == StageCentre {
		_, ok := t.cat.Centre(p.Subject)
		return ok
	}
	_, ok := t.cat.Visit(p.Subject)
	return ok
}

func speak(t turn, r *Request) bool {
	r.Language = catalogue.Language(t.subject)
	return slices.Contains(t.cat.Rules.Languages, r.Language)
}

func calendar(_ turn, r *Request) bool {
	r.Still, r.Effect = true, EffectCalendar
	return true
}
