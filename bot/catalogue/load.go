package catalogue

import (
	"cmp"
	"slices"
	"time"
)

// Load reads a catalogue from YAML. The name is that of the file, for the
// problems. It returns every problem there is, in the order of the lines; with
// an Error among them the catalogue is nil. Whether the event is past is left to
// Check.
func Load(name string, data []byte) (*Catalogue, []Problem) {
	return load(name, data).result()
}

// Check is Load with the checks that need to know what time it is: it warns of
// an event that is past.
func Check(name string, data []byte, now time.Time) (*Catalogue, []Problem) {
	r := load(name, data)
	r.checkPast(now)
	return r.result()
}

// load reads, completes and checks a catalogue, whatever it meets.
func load(name string, data []byte) *reader {
	r := &reader{file: name, catalogue: &Catalogue{Rules: defaults(), Emergency: Emergency{Number: emergency}}, lines: map[any]int{}}
	if r.read(data) {
		r.complete()
		r.check()
	}
	return r
}

// result sorts the problems and withholds a catalogue that is wrong.
func (r *reader) result() (*Catalogue, []Problem) {
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	isError := func(p Problem) bool { return p.Severity == Error }
	if slices.ContainsFunc(r.problems, isError) {
		return nil, r.problems
	}
	return r.catalogue, r.problems
}

// emergency is the number everywhere in the European Union, for a catalogue that
// names none: whoever is in danger is always told whom to call.
const emergency = "112"

func defaults() Rules {
	const day = 24 * time.Hour
	clock := func(hour int) TimeOfDay { return TimeOfDay(hour) * TimeOfDay(time.Hour) }
	return Rules{
		Languages:       Languages(),
		Hold:            5 * time.Minute,
		MaxParty:        3,
		Keep:            90 * day,
		KeepUnconfirmed: 7 * day,
		Offer:           2 * time.Hour,
		OfferLeast:      10 * time.Minute,
		QuietFrom:       clock(22),
		QuietTo:         clock(8),
		QuietToOnDay:    clock(7),
		Gather:          12 * time.Hour,
		GatherMargin:    3 * time.Hour,
		RemindEvening:   clock(18),
		RemindBefore:    3 * time.Hour,
		Standby:         30 * time.Minute,
		Feedback:        clock(19),
		FactTerm:        30 * day,
		Retell:          14 * day,
		Answering:       workdays(clock(9), clock(18)),
		RaiseAfter:      4 * time.Hour,
		AlarmAfter:      15 * time.Minute,
	}
}

// workdays are Monday to Friday, at the same times.
func workdays(from, to TimeOfDay) (w Week) {
	for day := time.Monday; day <= time.Friday; day++ {
		w[day] = Spans{{from, to}}
	}
	return w
}

// complete puts what follows from one place of the file into the others.
func (r *reader) complete() {
	c := r.catalogue
	for _, t := range []*time.Time{&c.Event.Start, &c.Event.End, &c.Rules.Opens, &c.Rules.Closes} {
		r.moveIntoZone(t)
	}
	for i := range c.Centres {
		c.Centres[i].dateFacts()
	}
	for i := range c.Visits {
		c.Visits[i].takeAddress(c)
	}
}

// moveIntoZone reads a time, so far without a zone, in the event's.
func (r *reader) moveIntoZone(t *time.Time) {
	zone := r.catalogue.Event.Zone
	if t.IsZero() || zone == nil {
		return
	}
	wall := *t
	*t = time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, zone)
	if t.Format(timeLayout) != wall.Format(timeLayout) {
		r.errorf(r.lines[t], "write "+t.Format(timeLayout)+", which does",
			"%s does not exist in %s: the clocks go forward then", wall.Format(timeLayout), zone)
	}
}

// dateFacts gives the facts of a centre its date of publication, where they
// have none of their own.
func (c *Centre) dateFacts() {
	for i := range c.Facts {
		if f := &c.Facts[i]; f.Published.IsZero() {
			f.Published, f.PublishedInferred = c.Published, c.PublishedInferred
		}
	}
}

// takeAddress gives a visit the published address of its centre, where it has
// none of its own.
func (v *Visit) takeAddress(c *Catalogue) {
	centre, _ := c.Centre(v.Centre)
	if known := centre.On(Address); v.Address.Empty() && len(known) > 0 {
		v.Address = known[0].Text
	}
}
