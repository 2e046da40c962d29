package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// NameLength is how many characters of a name fit a button on a phone.
const NameLength = 28

// idPattern keeps `act:id:nonce` within the 64 bytes of Telegram's callback
// data and `v_id` within its start parameter.
var idPattern = regexp.MustCompile(`^[a-z0-9_]{1,16}$`)

// check looks at what the values mean together, once they are read.
func (r *reader) check() {
	c := r.catalogue
	r.checkEvent(&c.Event)
	r.checkRules(&c.Rules, &c.Event)
	r.checkVisits(c.Visits)
	r.checkCentres(c.Centres)
	for _, t := range r.texts {
		r.checkLanguages(t)
	}
}

// checkEvent holds the slot together.
func (r *reader) checkEvent(e *Event) {
	if !e.Start.IsZero() && !e.End.IsZero() && !e.End.After(e.Start) {
		r.errorf(r.lines[&e.End], "write a later `end:`",
			"the event ends at %s, not after its start at %s", e.End.Format(timeLayout), e.Start.Format(timeLayout))
	}
}

// checkPast warns of an event that is over.
func (r *reader) checkPast(now time.Time) {
	e := &r.catalogue.Event
	if !e.Start.IsZero() && !e.End.IsZero() && e.Past(now) {
		r.warnf(r.lines[&e.Start], "write the date of the next event as `start:` and `end:`",
			"the event of %s is over: the bot informs, and nobody can sign up", e.Start.Format(time.DateOnly))
	}
}

func (r *reader) checkRules(rules *Rules, e *Event) {
	if len(rules.Languages) == 0 {
		r.errorf(r.lines[&rules.Languages], "write at least one of "+strings.Join(asStrings(Languages()), ", "), "the bot offers no language")
	}
	r.checkUnique(rules.Languages)
	r.checkParty(rules)
	r.checkPositive("hold", &rules.Hold)
	r.checkPositive("keep", &rules.Keep)
	r.checkPositive("keep_unconfirmed", &rules.KeepUnconfirmed)
	r.checkWindow(rules, e)
	r.checkQueue(rules)
	r.checkDay(rules, e)
	r.checkPositive("fact_term", &rules.FactTerm)
	r.checkPositive("retell", &rules.Retell)
	r.checkPositive("raise_after", &rules.RaiseAfter)
	r.checkPositive("alarm_after", &rules.AlarmAfter)
}

// mostParty is the largest party for which a message has room for buttons.
const mostParty = 60

func (r *reader) checkParty(rules *Rules) {
	switch {
	case rules.MaxParty < 1:
		r.errorf(r.lines[&rules.MaxParty], "write 1 or more", `"max_party" is %d: nobody could come`, rules.MaxParty)
	case rules.MaxParty > mostParty:
		r.errorf(r.lines[&rules.MaxParty], fmt.Sprintf("write at most %d", mostParty), `"max_party" is %d, more than anybody brings`, rules.MaxParty)
	}
}

// checkQueue holds the rules of the waiting list together.
func (r *reader) checkQueue(rules *Rules) {
	r.checkPositive("offer", &rules.Offer)
	r.checkPositive("offer_least", &rules.OfferLeast)
	r.checkPositive("gather", &rules.Gather)
	r.checkNotNegative("gather_margin", &rules.GatherMargin)
	if rules.Offer > 0 && rules.OfferLeast > rules.Offer {
		r.errorf(r.firstLine(&rules.OfferLeast, &rules.Offer), "write an `offer_least:` that is not above `offer:`",
			`"offer_least" is %v, and "offer" only %v`, rules.OfferLeast, rules.Offer)
	}
	r.checkQuiet(rules)
}

// noon is before every evening.
const noon = TimeOfDay(12 * time.Hour)

// checkQuiet holds that people are awake from each morning to its evening.
func (r *reader) checkQuiet(rules *Rules) {
	from, to, onDay := rules.QuietFrom, rules.QuietTo, rules.QuietToOnDay
	switch {
	case from == to: // no quiet hours
	case from < to:
		r.errorf(r.firstLine(&rules.QuietFrom, &rules.QuietTo),
			"write a `quiet_from:` in the evening, 23:59 at the latest, or for no quiet hours the same time as `quiet_to:`",
			"quiet hours begin at %v and end only at %v: nobody would ever be offered a place", from, to)
	case from <= onDay:
		r.errorf(r.firstLine(&rules.QuietToOnDay, &rules.QuietFrom), "write a `quiet_to_on_day:` before `quiet_from:`",
			"quiet hours end at %v on the day of the event, and begin again at %v: nobody would be offered a place that day", onDay, from)
	case from < noon:
		r.warnf(r.firstLine(&rules.QuietFrom, &rules.QuietTo), "write 22:00 for ten in the evening",
			"quiet hours begin at %v, in the morning", from)
	}
}

// checkDay holds what people are told around the event to its hours.
func (r *reader) checkDay(rules *Rules, e *Event) {
	r.checkPositive("remind_before", &rules.RemindBefore)
	r.checkNotNegative("standby", &rules.Standby)
	if e.Zone == nil || e.Start.IsZero() || e.End.IsZero() {
		return
	}
	r.checkReminders(rules, e)
	if asked := rules.Feedback.On(e.End, e.Zone, 0); asked.Before(e.End) {
		r.warnf(r.firstLine(&rules.Feedback, &e.End), fmt.Sprintf("write a `feedback:` of %v or later", timeOfDay(e.End)),
			"people are asked how it was at %v, before the event ends at %v", rules.Feedback, timeOfDay(e.End))
	}
}

// checkReminders warns of reminders in the wrong order, or at night.
func (r *reader) checkReminders(rules *Rules, e *Event) {
	evening, last := rules.RemindEvening.On(e.Start, e.Zone, -1), e.Start.Add(-rules.RemindBefore)
	if !last.After(evening) {
		r.warnf(r.firstLine(&rules.RemindBefore, &rules.RemindEvening), "write a shorter `remind_before:`",
			"people are reminded once more at %s, not after the first time at %s", last.Format(timeLayout), evening.Format(timeLayout))
	}
	if rules.quiet(evening, e) {
		r.warnf(r.firstLine(&rules.RemindEvening, &rules.QuietFrom, &rules.QuietTo), "write a `remind_evening:` outside the quiet hours",
			"people are reminded at %s, in the quiet hours", evening.Format(timeLayout))
	}
	if rules.quiet(last, e) {
		r.warnf(r.firstLine(&rules.RemindBefore, &rules.QuietFrom, &rules.QuietToOnDay, &e.Start), "write a longer or a shorter `remind_before:`",
			"people are reminded once more at %s, in the quiet hours", last.Format(timeLayout))
	}
}

// quiet says whether a moment, in the event's zone, falls into the quiet hours.
func (rules *Rules) quiet(t time.Time, e *Event) bool {
	to := rules.QuietTo
	if t.Format(time.DateOnly) == e.Start.Format(time.DateOnly) {
		to = rules.QuietToOnDay
	}
	shown := timeOfDay(t)
	return rules.QuietFrom > max(to, rules.QuietTo) && (shown < to || shown >= rules.QuietFrom)
}

// firstLine is the line of the first of several values that the file sets: of
// some that do not go together, the one to change.
func (r *reader) firstLine(values ...any) int {
	for _, v := range values {
		if line, written := r.lines[v]; written {
			return line
		}
	}
	return 1
}

func (r *reader) checkNotNegative(key string, d *time.Duration) {
	if *d < 0 {
		r.errorf(r.lines[d], "write 0s or more", "%q is %v, below 0", key, *d)
	}
}

func (r *reader) checkUnique(languages []Language) {
	for i, lang := range languages {
		if lang != "" && slices.Contains(languages[:i], lang) {
			r.errorf(r.lines[&languages[i]], "keep one of them", "language %q is listed twice", lang)
		}
	}
}

func (r *reader) checkPositive(key string, d *time.Duration) {
	if *d <= 0 {
		r.errorf(r.lines[d], "write a time above 0, such as 5m or 7d", "%q is %v, too short for anybody", key, *d)
	}
}

// checkWindow holds the time of sign-up: it opens before it closes, and closes
// before the event is over.
func (r *reader) checkWindow(rules *Rules, e *Event) {
	closes, closing := rules.Closes, "sign-up closes"
	if closes.IsZero() {
		closes, closing = e.Start, "the event starts"
	}
	if !rules.Opens.IsZero() && !closes.IsZero() && !rules.Opens.Before(closes) {
		r.errorf(r.lines[&rules.Opens], "write an earlier `opens:`",
			"sign-up opens at %s, when %s at %s", rules.Opens.Format(timeLayout), closing, closes.Format(timeLayout))
	}
	if !e.End.IsZero() && rules.Closes.After(e.End) {
		r.warnf(r.lines[&rules.Closes], "write a `closes:` that is not later than the event",
			"sign-up closes at %s, after the event has ended", rules.Closes.Format(timeLayout))
	}
}

func (r *reader) checkVisits(visits []Visit) {
	if visits != nil && len(visits) == 0 {
		r.errorf(r.lines[&r.catalogue.Visits], "write at least one visit, as the shipped catalogue does", "there are no visits to sign up for")
	}
	lineOfID := map[string]int{}
	for i := range visits {
		r.checkID("visit", &visits[i].ID, lineOfID)
		r.checkVisit(&visits[i])
	}
}

func (r *reader) checkCentres(centres []Centre) {
	lineOfID := map[string]int{}
	for i := range centres {
		r.checkID("centre", &centres[i].ID, lineOfID)
		r.checkName(&centres[i].Name)
		r.checkFacts(centres[i].Facts)
	}
}

// checkFacts holds each fact to its topic.
func (r *reader) checkFacts(facts []Fact) {
	for i := range facts {
		f := &facts[i]
		line := r.lines[f]
		if f.Text.Empty() && f.Hours.IsZero() {
			r.errorf(line, "write `text:` and its value", `"text" is missing or empty`)
		}
		r.checkBelongs(&f.Hours, !f.Hours.IsZero(), "hours", f.Topic, Hours)
		r.checkBelongs(&f.Every, f.Every != 0, "every", f.Topic, Frequency)
		if f.Every < 0 || f.Every%(24*time.Hour) != 0 {
			r.errorf(r.lines[&f.Every], "write whole days, such as 10d", `"every" is %v`, f.Every)
		}
	}
}

// checkBelongs warns of what is written at a fact about something else.
func (r *reader) checkBelongs(value any, written bool, key string, topic, belongs Topic) {
	if written && topic != belongs {
		r.errorf(r.lines[value], fmt.Sprintf("put it to a fact with `topic: %s`", belongs), "%q does not belong to a fact about %s", key, topic)
	}
}

func (r *reader) checkVisit(v *Visit) {
	r.checkName(&v.Name)
	if v.Capacity < 0 {
		r.errorf(r.lines[&v.Capacity], "write 0 or more", `"capacity" is %d, below 0`, v.Capacity)
	}
	if v.MapQuery != "" && v.Address.Empty() {
		r.errorf(r.lines[&v.MapQuery], "write the published `address:` of the visit or of its centre, or take `map_query:` away",
			`"map_query" without an address: the map would guess`)
	}
	if _, known := r.catalogue.Centre(v.Centre); v.Centre != "" && !known {
		r.errorf(r.lines[&v.Centre], suggest(v.Centre, r.centreIDs(), "take it away"), "there is no centre %q", v.Centre)
	}
}

func (r *reader) centreIDs() []string {
	var ids []string
	for _, c := range r.catalogue.Centres {
		ids = append(ids, c.ID)
	}
	return ids
}

// checkID holds that an id fits buttons and links and is used once. lineOfID
// gathers the ids of all visits, or of all centres.
func (r *reader) checkID(what string, id *string, lineOfID map[string]int) {
	line, written := r.lines[id]
	if !written {
		return
	}
	if !idPattern.MatchString(*id) {
		r.errorf(line, "write 1 to 16 of a-z, 0-9 and _", "the id %q does not fit a button", *id)
	}
	if earlier, again := lineOfID[*id]; again {
		r.errorf(line, "give each "+what+" an id of its own", "the id %q is taken by the %s on line %d", *id, what, earlier)
		return
	}
	lineOfID[*id] = line
}

// checkName warns of a name that a phone would cut.
func (r *reader) checkName(name *Text) {
	for _, lang := range Languages() {
		text := (*name)[lang]
		if n := utf8.RuneCountInString(text); n > NameLength {
			r.warnf(r.lines[translation{name, lang}], fmt.Sprintf("write at most %d characters", NameLength),
				"%q has %d characters: a phone cuts it on a button", text, n)
		}
		if strings.Contains(text, "\n") {
			r.errorf(r.lines[translation{name, lang}], "write it on one line", "the name %q does not fit one line of a button", text)
		}
	}
}

// checkLanguages warns of languages in which a text is missing.
func (r *reader) checkLanguages(t keyedText) {
	if t.text.Empty() {
		return
	}
	for _, lang := range r.catalogue.Rules.Languages {
		if lang != "" && (*t.text)[lang] == "" {
			_, actual := t.text.In(lang)
			r.warnf(r.lines[t.text], fmt.Sprintf("add a line `%s: …`", lang),
				"%q has no text in %q: people see it in %q", t.key, lang, actual)
		}
	}
}

// cedillas puts the letters that Romanian has in the place of those that look
// like them.
var cedillas = map[rune]rune{'ş': 'ș', 'ţ': 'ț', 'Ş': 'Ș', 'Ţ': 'Ț'}

// spelling reports characters that a text should not hold; a letter with a
// cedilla once for each text.
func (r *reader) spelling(line int, lang Language, text string) {
	r.controls(line, text)
	for _, c := range text {
		if right, wrong := cedillas[c]; wrong && lang == Romanian {
			r.warnf(line, fmt.Sprintf("write %q, with a comma below", right), "%q has a cedilla, which Romanian does not use", c)
			return
		}
	}
}

// controls reports characters that are not seen but change what is.
func (r *reader) controls(line int, text string) {
	for _, c := range text {
		if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)) {
			r.errorf(line, "take it away; write the text again rather than pasting it", "the text holds the control character %U", c)
			return
		}
	}
}
