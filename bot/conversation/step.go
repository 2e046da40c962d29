package conversation

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// Limits of what a person may type, in characters.
const (
	MaxName   = 64
	MaxRemark = 300
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
		r, ok := t.follow(row)
		if !ok {
			break
		}
		if r.Still {
			return r
		}
		if r.Expect = press.Nonce; r.Expect == "" {
			r.Expect = nowhere
		}
		if r.Ask.Act != seats.ActNothing {
			r.Operation = string(t.in.Person) + ":" + press.Nonce
		}
		return r
	}
	r := nothing()
	r.Expect = nowhere
	return r
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

// only lets a row ask the seats while its condition holds; else it asks
// nothing and the note says why.
func (r *Request) only(note Note) {
	if note != NoteNone {
		r.Ask, r.Note = nothing().Ask, note
	}
}

func hold(t turn, r *Request) bool {
	visit, _ := t.cat.Visit(t.subject)
	r.Ask.Capacity, r.Ask.Keep = visit.Capacity, t.cat.Rules.Hold
	r.only(SignUp(t.cat, t.in.At))
	return true
}

func party(t turn, r *Request) bool {
	visit, _ := t.cat.Visit(t.subject)
	r.Ask.Capacity, r.Ask.Party = visit.Capacity, t.in.Press.Number
	if SignUp(t.cat, t.in.At) != NoteNone {
		r.Ask.Capacity = 0 // a party may shrink then, and not grow
	}
	r.only(over(t.cat, t.in.At))
	return t.in.Press.Number >= 1 && t.in.Press.Number <= t.cat.Rules.MaxParty
}

// resize is party for a confirmed seat, whose visit the button names.
func resize(t turn, r *Request) bool {
	_, ok := t.cat.Visit(t.subject)
	return party(t, r) && ok
}

// timely is for what can be done until the event is over.
func timely(t turn, r *Request) bool {
	r.only(over(t.cat, t.in.At))
	return true
}

func name(t turn, r *Request) bool {
	text, ok := cleaned(t.in.Said, MaxName)
	if !ok || !visible(text) {
		r.refuse(NoteBadName)
		return true
	}
	r.Name, r.Effect = Private(text), EffectTidy
	return true
}

// CleanName returns a name on one line without control characters, or nothing
// where nothing of it can be seen.
func CleanName(name Private) Private {
	text, _ := cleaned(name, MaxName)
	if !visible(text) {
		return ""
	}
	return Private(text)
}

// visible says whether there is a letter, a digit or a sign to be seen.
func visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	})
}

func remark(t turn, r *Request) bool {
	text, ok := cleaned(t.in.Said, MaxRemark)
	if !ok {
		r.refuse(NoteTooLong)
		return true
	}
	typed := Private(text)
	r.Remark, r.Effect = &typed, EffectTidy
	return true
}

func noRemark(_ turn, r *Request) bool {
	r.Remark = new(Private)
	return true
}

// refuse asks for the text again, under what was typed, so that nothing typed
// is lost.
func (r *Request) refuse(note Note) {
	r.Then = nil
	r.Note, r.Effect = note, EffectBottom
}

func speak(t turn, r *Request) bool {
	r.Language = catalogue.Language(t.subject)
	return slices.Contains(t.cat.Rules.Languages, r.Language)
}

func calendar(_ turn, r *Request) bool {
	r.Still, r.Effect = true, EffectCalendar
	return true
}

// cleaned returns a typed text on one line without control characters, and
// whether it is within the limit.
func cleaned(typed Private, limit int) (string, bool) {
	text := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, string(typed))
	text = strings.Join(strings.Fields(text), " ")
	return text, utf8.RuneCountInString(text) <= limit
}

// SignUp says what stands in the way of signing up now, or NoteNone.
func SignUp(cat *catalogue.Catalogue, now time.Time) Note {
	rules := cat.Rules
	closes := rules.Closes
	if closes.IsZero() {
		closes = cat.Event.Start
	}
	switch {
	case cat.Event.Past(now):
		return NoteOver
	case now.Before(rules.Opens):
		return NoteEarly
	case !now.Before(closes):
		return NoteClosed
	}
	return NoteNone
}

// over says whether it is too late for any change at all.
func over(cat *catalogue.Catalogue, now time.Time) Note {
	if cat.Event.Past(now) {
		return NoteOver
	}
	return NoteNone
}
