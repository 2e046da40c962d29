package catalogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What organisers change in the chat wins over the catalogue. Each change is a
// field and a value:
//
//	meeting|romexpo|ro            → the meeting point of a visit, in one language
//	fact|romexpo|documents|uk     → what is known about a topic of a centre, in one language
//	more|romexpo|gives|q4f1|uk    → a fact beside the others, behind when it was written: 1795732430854@Зимові куртки
//	hours|romexpo                 → Mo-Fr 09:00-17:00
//	day|romexpo|2026-12-24        → 10:00-12:00, or closed
//	reason|romexpo|2026-12-24|uk  → why the centre is open at other times that day
//	confirmed|romexpo|documents   → when organisers confirmed or wrote it last, ms
//	changed|romexpo|documents     → when they wrote it last, ms

// MeetingField names a visit's meeting point in a language.
func MeetingField(visit string, lang Language) string { return field("meeting", visit, string(lang)) }

// FactField names what is known about a topic of a centre, in a language.
func FactField(centre string, topic Topic, lang Language) string {
	return field("fact", centre, string(topic), string(lang))
}

// MoreField names a fact that stands beside the others on its topic, in a language;
// the id is its own.
func MoreField(centre string, topic Topic, id string, lang Language) string {
	return field("more", centre, string(topic), id, string(lang))
}

// MoreFields are the fields of overrides that stand beside what else is known about a
// topic of a centre, in their order.
func MoreFields(centre string, topic Topic, overrides map[string]string) []string {
	prefix := field("more", centre, string(topic)) + "|"
	return slices.DeleteFunc(slices.Sorted(maps.Keys(overrides)), func(name string) bool { return !strings.HasPrefix(name, prefix) })
}

// MoreValue is what a MoreField is set to: the fact, and when it was written.
func MoreValue(text string, at time.Time) string {
	return strconv.FormatInt(at.UnixMilli(), 10) + "@" + text
}

// HoursField names the opening hours of a centre.
func HoursField(centre string) string { return field("hours", centre) }

// DayField names the times of a centre on one day.
func DayField(centre string, on Date) string { return field("day", centre, on.String()) }

// ReasonField names why a centre is open at other times on one day.
func ReasonField(centre string, on Date, lang Language) string {
	return field("reason", centre, on.String(), string(lang))
}

// ConfirmedField names when a topic of a centre was confirmed.
func ConfirmedField(centre string, topic Topic) string {
	return field("confirmed", centre, string(topic))
}

// ChangedField names when a topic of a centre was changed.
func ChangedField(centre string, topic Topic) string { return field("changed", centre, string(topic)) }

// Stamp says whether a field only says when something was confirmed or changed.
func Stamp(field string) bool {
	return strings.HasPrefix(field, "confirmed|") || strings.HasPrefix(field, "changed|")
}

// OnTickets says whether a ticket shows what a field changes: where people meet,
// or an address.
func OnTickets(field string) bool {
	parts := strings.Split(field, "|")
	return parts[0] == "meeting" || parts[0] == "fact" && len(parts) == 4 && Topic(parts[2]) == Address
}

func field(parts ...string) string { return strings.Join(parts, "|") }

// mostParts is how many parts the name of a field has at most.
const mostParts = 5

// With returns the catalogue as it is with what organisers have changed. What is
// about something that it does not have, or cannot be read, is passed over.
func (c *Catalogue) With(overrides map[string]string) *Catalogue {
	changed := *c
	changed.Visits = slices.Clone(c.Visits)
	changed.Centres = slices.Clone(c.Centres)
	for i := range changed.Centres {
		centre := &changed.Centres[i]
		centre.Facts, centre.Days = slices.Clone(centre.Facts), slices.Clone(centre.Days)
	}
	for _, kind := range []string{"fact", "more", "hours", "day", "reason", "confirmed", "meeting"} { // what is confirmed is there by then
		for _, name := range slices.Sorted(maps.Keys(overrides)) {
			parts := strings.Split(name, "|")
			if parts[0] == kind && overrides[name] != "" {
				changed.override(append(parts, make([]string, mostParts)...), overrides[name])
			}
		}
	}
	changed.followAddresses(c)
	return &changed
}

// override puts one change into a catalogue that is a copy.
func (c *Catalogue) override(parts []string, value string) {
	if parts[0] == "meeting" {
		c.overrideMeeting(parts[1], Language(parts[2]), value)
		return
	}
	i := slices.IndexFunc(c.Centres, func(centre Centre) bool { return centre.ID == parts[1] })
	if i < 0 {
		return
	}
	centre := &c.Centres[i]
	switch parts[0] {
	case "fact":
		centre.write(Topic(parts[2]), Language(parts[3]), value)
	case "more":
		centre.add(Topic(parts[2]), parts[3], Language(parts[4]), value)
	case "hours":
		if week, err := ParseWeek(value); err == nil {
			centre.replace(Fact{Topic: Hours, Hours: week})
		}
	case "day", "reason":
		centre.overrideDay(parts, value)
	case "confirmed":
		centre.confirm(Topic(parts[2]), value)
	}
}

func (c *Catalogue) overrideMeeting(visit string, lang Language, value string) {
	for i := range c.Visits {
		if v := &c.Visits[i]; v.ID == visit {
			v.MeetingPoint = v.MeetingPoint.with(lang, value)
		}
	}
}

// write puts what organisers wrote about a topic, in one language, in the place
// of what the file says about it.
func (c *Centre) write(topic Topic, lang Language, words string) {
	if !slices.Contains(Topics(), topic) {
		return
	}
	for i := range c.Facts {
		if f := &c.Facts[i]; f.Topic == topic && f.written {
			f.Text = f.Text.with(lang, words)
			return
		}
	}
	c.replace(Fact{Topic: topic, Text: Text{lang: words}})
}

// replace puts one fact in the place of all on its topic, or behind the others
// where there are none. How often one may come, and what people call what is
// given, stay as they were.
func (c *Centre) replace(f Fact) {
	f.written = true
	at := slices.IndexFunc(c.Facts, func(old Fact) bool { return old.Topic == f.Topic })
	if at < 0 {
		at = len(c.Facts)
	}
	for _, old := range c.On(f.Topic) {
		f.Every = max(f.Every, old.Every)
		f.Items = append(f.Items, old.Items...)
	}
	c.Facts = slices.DeleteFunc(c.Facts, func(old Fact) bool { return old.Topic == f.Topic })
	c.Facts = slices.Insert(c.Facts, min(at, len(c.Facts)), f)
}

// add puts a fact behind the others on its topic.
func (c *Centre) add(topic Topic, id string, lang Language, value string) {
	at, words, ok := strings.Cut(value, "@")
	if !ok || !slices.Contains(Topics(), topic) {
		return
	}
	for i := range c.Facts {
		if f := &c.Facts[i]; f.more == id && f.Topic == topic {
			f.Text = f.Text.with(lang, words)
			return
		}
	}
	c.Facts = append(c.Facts, Fact{Topic: topic, Text: Text{lang: words}, Confirmed: stamp(at), written: true, more: id})
}

func (c *Centre) overrideDay(parts []string, value string) {
	on, err := ParseDate(parts[2])
	if err != nil || on.Day == 0 {
		return
	}
	i := slices.IndexFunc(c.Days, func(d SpecialDay) bool { return d.Date == on })
	if parts[0] == "reason" && i >= 0 {
		c.Days[i].Reason = c.Days[i].Reason.with(Language(parts[3]), value)
		return
	}
	hours, at, _ := strings.Cut(value, "@")
	spans, err := ParseSpans(hours)
	if parts[0] != "day" || err != nil {
		return
	}
	day := SpecialDay{Date: on, Hours: spans, Confirmed: stamp(at)}
	if i >= 0 {
		c.Days[i] = day
		return
	}
	c.Days = append(c.Days, day)
}

// DayValue is what a DayField is set to: the times, and when organisers said so.
func DayValue(hours Spans, at time.Time) string {
	return hours.String() + "@" + strconv.FormatInt(at.UnixMilli(), 10)
}

// confirm stamps what is known about a topic, but for what was written later. What
// was inferred is so no more.
func (c *Centre) confirm(topic Topic, at string) {
	confirmed := stamp(at)
	for i := range c.Facts {
		if f := &c.Facts[i]; f.Topic == topic && confirmed.After(f.Confirmed) {
			f.Confirmed, f.Inferred = confirmed, false
		}
	}
}

// stamp reads a time in ms; what is none is the zero time.
func stamp(ms string) time.Time {
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

// followAddresses gives visits the address that their centre has now, where they
// had the one that it had before.
func (c *Catalogue) followAddresses(before *Catalogue) {
	for i := range c.Visits {
		v := &c.Visits[i]
		old, _ := before.Centre(v.Centre)
		now, _ := c.Centre(v.Centre)
		was, is := old.On(Address), now.On(Address)
		if len(is) == 0 || !is[0].written {
			continue
		}
		if v.Address.Empty() || len(was) > 0 && maps.Equal(v.Address, was[0].Text) {
			v.Address, v.MapQuery = is[0].Text, ""
		}
	}
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
