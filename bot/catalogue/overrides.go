package catalogue

import (
	"maps"
	"slices"
	"strings"
)

// What organisers change in the chat wins over the catalogue. Each change is a
// field and a value:
//
//	meeting|romexpo|ro → the meeting point of a visit, in one language

// MeetingField names a visit's meeting point in a language.
func MeetingField(visit string, lang Language) string { return "meeting|" + visit + "|" + string(lang) }

// With returns the catalogue as it is with what organisers have changed. What is
// about something that it does not have is passed over.
func (c *Catalogue) With(overrides map[string]string) *Catalogue {
	changed := *c
	changed.Visits = slices.Clone(c.Visits)
	for field, value := range overrides {
		parts := strings.Split(field, "|")
		if len(parts) != 3 || parts[0] != "meeting" || value == "" {
			continue
		}
		for i := range changed.Visits {
			if v := &changed.Visits[i]; v.ID == parts[1] {
				v.MeetingPoint = v.MeetingPoint.with(Language(parts[2]), value)
			}
		}
	}
	return &changed
}

// with is a text with another wording in one language.
func (t Text) with(lang Language, words string) Text {
	changed := maps.Clone(t)
	if changed == nil {
		changed = Text{}
	}
	changed[lang] = words
	return changed
}
