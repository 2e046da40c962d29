package centres

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"visitbot/bot/catalogue"
)

// A porter sits at the door of a centre, with its hours on a sheet, the law about
// holidays, a calendar and a clock on the wall. To say how it stands the porter
// looks at the clock; to say until when, the porter waits, and looks again every
// minute, for a year.
type porter struct {
	zone     *time.Location
	week     catalogue.Week
	said     []catalogue.SpecialDay
	romanian bool
	also     []catalogue.Holiday
}

// open says whether the clock shows a time of today's, or one of yesterday's that
// is past midnight; and on which of the two days that began.
func (p porter) open(t time.Time) (open bool, began catalogue.Date) {
	t = t.In(p.zone)
	year, month, today := t.Date()
	minute := t.Hour()*60 + t.Minute()
	for _, back := range []int{0, 1} {
		date := time.Date(year, month, today-back, 12, 0, 0, 0, time.UTC)
		for _, span := range p.times(date) {
			from, to := int(time.Duration(span.From).Minutes()), int(time.Duration(span.To).Minutes())
			if from <= minute+back*24*60 && minute+back*24*60 < to {
				return true, catalogue.DateOf(date)
			}
		}
	}
	return false, catalogue.DateOf(t)
}

func (p porter) times(date time.Time) catalogue.Spans {
	for _, s := range p.said {
		if s.Date == catalogue.DateOf(date) {
			return s.Hours
		}
	}
	if len(p.week[date.Weekday()]) == 0 || p.holiday(date) {
		return nil
	}
	return p.week[date.Weekday()]
}

// laws are the official holidays of each year.
var laws = func() map[int][]string {
	all := map[int][]string{}
	for year := range easters {
		all[year] = official(year)
	}
	return all
}()

func (p porter) holiday(date time.Time) bool {
	for _, h := range p.also {
		if h.Day.Month == date.Month() && h.Day.Day == date.Day() && date.Year() >= h.Since {
			return true
		}
	}
	return p.romanian && slices.Contains(laws[date.Year()], date.Format("01-02"))
}

// wait is the first moment from one on at which it stands so; the zero time: not
// in 400 days.
func (p porter) wait(t time.Time, open bool) time.Time {
	for over := t.Add(400 * 24 * time.Hour); t.Before(over); t = t.Truncate(time.Minute).Add(time.Minute) {
		if now, _ := p.open(t); now == open {
			return t
		}
	}
	return time.Time{}
}

// fails is the part of a test that both a test and a random one have.
type fails interface {
	Helper()
	Fatalf(format string, args ...any)
}

// hold asks the porter and the package at a moment, and returns when it closes or
// opens next.
func (p porter) hold(t fails, now time.Time) time.Time {
	t.Helper()
	cat := &catalogue.Catalogue{Event: catalogue.Event{Zone: p.zone}, Holidays: catalogue.Holidays{Also: p.also}}
	if p.romanian {
		cat.Holidays = catalogue.Holidays{Country: catalogue.Romania, Also: append(slices.Clone(p.also), shipped.Holidays.Also...)}
	}
	o := Opening{cat: cat, week: p.week, days: p.said}
	open, began := p.open(now)
	got, want := o.At(now), Status{Open: open, Day: o.On(began)}
	next := now
	if open {
		want.Until = p.wait(now, false)
	} else {
		want.Opens = p.wait(now, true)
		next = want.Opens
	}
	if got.Open != want.Open || !got.Until.Equal(want.Until) || !got.Opens.Equal(want.Opens) || !o.Next(now).Equal(next) {
		t.Fatalf("%v\nat %v:\n%s\nbut for the porter it is\n%s", p, now.In(p.zone), tell(got), tell(want))
	}
	if fmt.Sprint(got.Day) != fmt.Sprint(want.Day) || got.Day.Spans.String() != p.times(began.In(time.UTC)).String() {
		t.Fatalf("%v\nat %v the day is %v, but for the porter it is %v", p, now.In(p.zone), got.Day, began)
	}
	return latest(want.Until, want.Opens)
}

func tell(s Status) string {
	return fmt.Sprintf("open %v, until %v, opens %v", s.Open, s.Until, s.Opens)
}

// String is what is on the porter's sheet.
func (p porter) String() string {
	text := fmt.Sprintf("%s: %s, Romania: %v, also %v", p.zone, p.week, p.romanian, p.also)
	for _, s := range p.said {
		text += fmt.Sprintf(", %s %s", s.Date, s.Hours)
	}
	return text
}

// zones change their clocks as Romania does, by half an hour, about midnight, or never.
var zones = []string{
	"Europe/Bucharest", "Europe/Bucharest", "Europe/Bucharest", "Europe/Bucharest", "America/Havana", "America/Nuuk", "Asia/Beirut",
	"Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "UTC",
}

// TestOpeningOfAnyCentre holds any hours, at the moments at which something may
// go wrong, against a porter.
func TestOpeningOfAnyCentre(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		about := anyMoment(rt, zone)
		p := porter{zone: zone, week: anyWeek(rt), romanian: rapid.Bool().Draw(rt, "Romania")}
		for range rapid.IntRange(0, 4).Draw(rt, "special days") {
			date := catalogue.DateOf(about.AddDate(0, 0, rapid.IntRange(-3, 9).Draw(rt, "special day")))
			p.said = append(p.said, catalogue.SpecialDay{Date: date, Hours: anySpans(rt)})
		}
		for range rapid.IntRange(0, 2).Draw(rt, "holidays") {
			date := about.AddDate(0, 0, rapid.IntRange(-3, 9).Draw(rt, "holiday"))
			day := catalogue.YearDay{Month: date.Month(), Day: date.Day()}
			p.also = append(p.also, catalogue.Holiday{Day: day, Since: date.Year() + rapid.IntRange(-1, 1).Draw(rt, "since")})
		}
		for range 2 {
			now := about.Add(time.Duration(rapid.IntRange(-2*24*60, 2*24*60).Draw(rt, "minutes")) * time.Minute)
			if rapid.Bool().Draw(rt, "within the minute") {
				now = now.Add(time.Duration(rapid.IntRange(0, 59_999).Draw(rt, "ms")) * time.Millisecond)
			}
			if turn := p.hold(rt, now); !turn.IsZero() {
				p.hold(rt, turn)
			}
		}
	})
}

// anyMoment is one of 2024 to 2034: often a change of clocks, or the turn of a
// year, a holiday or the end of February.
func anyMoment(rt *rapid.T, zone *time.Location) time.Time {
	year := 2024 + rapid.IntRange(0, 10).Draw(rt, "year")
	first := time.Date(year, 1, 1, 0, 0, 0, 0, zone)
	switch rapid.IntRange(0, 4).Draw(rt, "about") {
	case 0:
		return first
	case 1:
		return time.Date(year, 3, 1, 0, 0, 0, 0, zone)
	case 2:
		day, _ := time.Parse("01-02", rapid.SampledFrom(laws[year]).Draw(rt, "law"))
		return time.Date(year, day.Month(), day.Day(), 0, 0, 0, 0, zone)
	case 3:
		return first.AddDate(0, 0, rapid.IntRange(0, 365).Draw(rt, "day"))
	}
	for range rapid.IntRange(1, 2).Draw(rt, "change") {
		if _, change := first.ZoneBounds(); change.Year() == year { // some zones are listed with one in 2038
			first = change.In(zone)
		}
	}
	return first
}

// anyWeek is often one that is always open, or nearly never.
func anyWeek(rt *rapid.T) (w catalogue.Week) {
	kind := rapid.IntRange(0, 19).Draw(rt, "week")
	one := time.Weekday(rapid.IntRange(0, 6).Draw(rt, "weekday"))
	for i := range w {
		switch {
		case kind == 0:
			w[i] = catalogue.Spans{{From: 0, To: catalogue.TimeOfDay(24 * time.Hour)}}
		case kind > 2 || time.Weekday(i) == one:
			w[i] = anySpans(rt)
		}
	}
	return w
}

// anySpans are those that can be written: one behind the other, each for at most
// a day. Often they begin or end at midnight, or as clocks are changed.
func anySpans(rt *rapid.T) (spans catalogue.Spans) {
	at := rapid.OneOf(rapid.IntRange(0, 1439), rapid.SampledFrom([]int{0, 60, 119, 120, 150, 180, 210, 240, 540, 1020, 1320, 1380, 1439}))
	last := 0
	for range rapid.IntRange(0, 3).Draw(rt, "spans") {
		from, to := at.Draw(rt, "from"), at.Draw(rt, "to")
		if rapid.IntRange(0, 3).Draw(rt, "adjoins") == 0 {
			from = last
		}
		if to <= from {
			to += 24 * 60
		}
		if from < last || from > 1439 {
			break
		}
		spans = append(spans, catalogue.Span{From: catalogue.TimeOfDay(from) * catalogue.TimeOfDay(time.Minute), To: catalogue.TimeOfDay(to) * catalogue.TimeOfDay(time.Minute)})
		last = to
	}
	return spans
}

// FuzzOpening holds hours as they are written against a porter of Bucharest:
// go test ./bot/centres -fuzz FuzzOpening.
func FuzzOpening(f *testing.F) {
	first := moment(f, "2024-01-01 00:00")
	years := uint32(moment(f, "2035-01-01 00:00").Sub(first).Minutes())
	minutes := func(text string) uint32 { return uint32(moment(f, text).Sub(first).Minutes()) }
	f.Add("Mo-Fr 09:00-17:00", "closed", minutes("2027-01-13 10:00"))
	f.Add("Fr 22:00-02:00; Sa 02:00-05:00", "10:00-12:00", minutes("2027-03-26 23:00"))
	f.Add("Mo-Su 00:00-24:00", "22:00-03:30", minutes("2027-10-30 12:00"))
	f.Fuzz(func(t *testing.T, week, special string, after uint32) {
		hours, err := catalogue.ParseWeek(week)
		if err != nil {
			t.Skip(err)
		}
		said, err := catalogue.ParseSpans(special)
		if err != nil {
			t.Skip(err)
		}
		now := first.Add(time.Duration(after%years) * time.Minute)
		tomorrow := catalogue.DateOf(now.AddDate(0, 0, 1))
		p := porter{zone: shipped.Event.Zone, week: hours, romanian: true, said: []catalogue.SpecialDay{{Date: tomorrow, Hours: said}}}
		p.hold(t, now)
	})
}
