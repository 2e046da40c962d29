package conversation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What people type.

// Limits of what a person may type, in characters.
const (
	MaxName     = 64
	MaxRemark   = 300
	MaxSentence = 300
)

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

// sentence is what somebody adds to how the visit was.
func sentence(t turn, r *Request) bool {
	text, ok := cleaned(t.in.Said, MaxSentence)
	switch {
	case !ok:
		r.refuse(NoteTooLong)
	case !visible(text):
		r.refuse(NoteUnknown)
	default:
		r.Sentence, r.Note, r.Effect = Private(text), NoteThanks, EffectBottom
	}
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
