package centres

import (
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

var shipped = catalogue.Shipped()

// bucharest is a catalogue of Romania with one centre, open in that week, and on
// special days at other times: "2027-01-07 10:00-12:00".
func bucharest(t testing.TB, week string, special ...string) (*catalogue.Catalogue, catalogue.Centre) {
	t.Helper()
	hours, err := catalogue.ParseWeek(week)
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.Centre{ID: "romexpo", Status: catalogue.Running, Facts: []catalogue.Fact{{Topic: catalogue.Hours, Hours: hours}}}
	for _, day := range special {
		spans, err := catalogue.ParseSpans(day[len("2027-01-07 "):])
		if err != nil {
			t.Fatal(err)
		}
		c.Days = append(c.Days, catalogue.SpecialDay{Date: on(t, day[:len("2027-01-07")]), Hours: spans})
	}
	cat := *shipped
	cat.Centres = []catalogue.Centre{c}
	return &cat, c
}

// moments are written as the clocks of Bucharest show them; with +2 or +3 where
// they show it twice. "" is the zero time.
func moment(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	if at, err := time.Parse("2006-01-02 15:04 -07", text); err == nil {
		return at
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, shipped.Event.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAt(t *testing.T) {
	const office = "Mo-Fr 09:00-17:00"
	const always = "Mo-Su 00:00-24:00"
	tests := []struct {
		name       string
		week       string
		special    []string
		now        string
		until      string // open
		opens      string // closed
		holiday    bool
		specialDay string
	}{
		{name: "open now", week: office, now: "2027-01-13 10:00", until: "2027-01-13 17:00"},
		{name: "from the first minute", week: office, now: "2027-01-13 09:00", until: "2027-01-13 17:00"},
		{name: "not before", week: office, now: "2027-01-13 08:59", opens: "2027-01-13 09:00"},
		{name: "not in the last", week: office, now: "2027-01-13 17:00", opens: "2027-01-14 09:00"},
		{name: "closed now, opens tomorrow", week: office, now: "2027-01-13 20:00", opens: "2027-01-14 09:00"},
		{name: "Friday evening", week: office, now: "2027-01-15 17:30", opens: "2027-01-18 09:00"},
		{name: "Sunday", week: office, now: "2027-01-17 12:00", opens: "2027-01-18 09:00"},
		{name: "at noon", week: "Mo-Fr 09:00-12:00,13:00-17:00", now: "2027-01-13 12:30", opens: "2027-01-13 13:00"},
		{name: "hours that follow each other", week: "Mo-Fr 09:00-13:00,13:00-17:00", now: "2027-01-13 10:00", until: "2027-01-13 17:00"},

		{name: "Saint Andrew's, of which nobody has said anything", week: office, now: "2027-11-30 10:00", opens: "2027-12-02 09:00", holiday: true},
		{name: "the evening before", week: office, now: "2027-11-29 18:00", opens: "2027-12-02 09:00"},
		{name: "Christmas", week: office, now: "2026-12-24 18:00", opens: "2026-12-28 09:00"},
		{name: "Orthodox Easter", week: office, now: "2027-04-29 18:00", opens: "2027-05-04 09:00"},
		{name: "a holiday on which it is open", week: office, special: []string{"2027-11-30 10:00-12:00"}, now: "2027-11-30 10:30", until: "2027-11-30 12:00", specialDay: "2027-11-30"},
		{name: "a holiday on which it is surely closed", week: office, special: []string{"2027-11-30 closed"}, now: "2027-11-30 10:30", opens: "2027-12-02 09:00", specialDay: "2027-11-30"},
		{name: "a holiday ahead on which it is open", week: office, special: []string{"2027-12-01 10:00-12:00"}, now: "2027-11-30 10:30", opens: "2027-12-01 10:00", holiday: true},
		{name: "closed on a day", week: office, special: []string{"2027-01-14 closed"}, now: "2027-01-13 18:00", opens: "2027-01-15 09:00"},
		{name: "closed today", week: office, special: []string{"2027-01-14 closed"}, now: "2027-01-14 10:00", opens: "2027-01-15 09:00", specialDay: "2027-01-14"},
		{name: "open on a Sunday", week: office, special: []string{"2027-01-17 10:00-14:00"}, now: "2027-01-15 18:00", opens: "2027-01-17 10:00"},

		{name: "past midnight", week: "Fr 22:00-02:00", now: "2027-01-16 01:00", until: "2027-01-16 02:00"},
		{name: "before midnight", week: "Fr 22:00-02:00", now: "2027-01-15 23:00", until: "2027-01-16 02:00"},
		{name: "after that", week: "Fr 22:00-02:00", now: "2027-01-16 02:00", opens: "2027-01-22 22:00"},
		{name: "not past the midnight before", week: "Fr 22:00-02:00", now: "2027-01-15 01:00", opens: "2027-01-15 22:00"},
		{name: "past midnight into a holiday", week: "We 22:00-02:00", now: "2027-12-01 01:00", opens: "2027-12-08 22:00", holiday: true},
		{name: "past midnight, from a day said", week: "We 22:00-02:00", special: []string{"2027-11-30 22:00-02:00"}, now: "2027-12-01 01:00", until: "2027-12-01 02:00", specialDay: "2027-11-30"},
		{name: "past midnight into a closed day", week: "Fr 22:00-02:00", special: []string{"2027-01-16 closed"}, now: "2027-01-16 01:00", until: "2027-01-16 02:00"},
		{name: "past midnight, joined by the next day", week: "Fr 22:00-24:00; Sa 00:00-02:00", now: "2027-01-15 23:00", until: "2027-01-16 02:00"},
		{name: "past midnight into the next day's hours", week: "Fr 22:00-03:00; Sa 02:00-05:00", now: "2027-01-15 23:00", until: "2027-01-16 05:00"},

		// Clocks go from 03:00 to 04:00 on 2027-03-28, and from 04:00 to 03:00 on 2027-10-31.
		{name: "a night without its hour", week: "Su 01:00-05:00", now: "2027-03-28 01:30", until: "2027-03-28 05:00"},
		{name: "beginning in the hour that is skipped", week: "Su 03:30-05:00", now: "2027-03-28 02:30", opens: "2027-03-28 04:00"},
		{name: "ending in it", week: "Su 01:00-03:30", now: "2027-03-28 02:30", until: "2027-03-28 04:00"},
		{name: "nothing but that hour", week: "Su 03:00-04:00", now: "2027-03-28 02:30", opens: "2027-04-04 03:00"},
		{name: "a night with an hour twice", week: "Su 01:00-05:00", now: "2027-10-31 01:30", until: "2027-10-31 05:00"},
		{name: "nothing but the hour that is shown twice", week: "Su 03:00-04:00", now: "2027-10-31 03:30 +03", until: "2027-10-31 04:00 +02"},
		{name: "beginning in it", week: "Su 03:30-05:00", now: "2027-10-31 02:00", opens: "2027-10-31 03:30 +03"},
		{name: "begun in it", week: "Su 03:30-05:00", now: "2027-10-31 03:45 +03", until: "2027-10-31 03:00 +02"},
		{name: "beginning in it once more", week: "Su 03:30-05:00", now: "2027-10-31 03:00 +02", opens: "2027-10-31 03:30 +02"},
		{name: "ending in it", week: "Su 01:00-03:30", now: "2027-10-31 02:00", until: "2027-10-31 03:30 +03"},
		{name: "ended in it, and once more", week: "Su 01:00-03:30", now: "2027-10-31 03:40 +03", opens: "2027-10-31 03:00 +02"},
		{name: "across the change", week: office, now: "2027-03-26 18:00", opens: "2027-03-29 09:00"},

		{name: "New Year", week: office, now: "2026-12-31 18:00", opens: "2027-01-04 09:00"},
		{name: "past the midnight of New Year", week: "Th 22:00-02:00", now: "2027-01-01 01:00", until: "2027-01-01 02:00"},
		{name: "a leap day", week: "Tu 09:00-17:00", now: "2028-02-28 12:00", opens: "2028-02-29 09:00"},
		{name: "always, until a holiday", week: always, now: "2027-01-08 12:00", until: "2027-01-24 00:00"},
		{name: "always, and the holidays are over", week: always, now: "2027-05-03 12:00", opens: "2027-05-04 00:00", holiday: true},
		{name: "a minute in a week", week: "Su 00:00-00:01", now: "2027-01-04 00:00", opens: "2027-01-10 00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cat, c := bucharest(t, tt.week, tt.special...)
			o, ok := Of(cat, c)
			if !ok {
				t.Fatal("no hours are known")
			}
			now := moment(t, tt.now)
			got := o.At(now)
			if got.Open != (tt.until != "") || !got.Until.Equal(moment(t, tt.until)) || !got.Opens.Equal(moment(t, tt.opens)) {
				t.Errorf("open: %v, until %v, opens %v", got.Open, got.Until, got.Opens)
			}
			if got.Day.Holiday != tt.holiday {
				t.Errorf("presumed closed for a holiday: %v", got.Day.Holiday)
			}
			said := ""
			if got.Day.Special != nil {
				said = got.Day.Special.Date.String()
			}
			if said != tt.specialDay {
				t.Errorf("said of the day: %q, want %q", said, tt.specialDay)
			}
			next := got.Opens
			if got.Open {
				next = now
			}
			if !o.Next(now).Equal(next) {
				t.Errorf("next: %v", o.Next(now))
			}
		})
	}
}

// TestAtWithinTheYear never looks further ahead.
func TestAtWithinTheYear(t *testing.T) {
	zone := shipped.Event.Zone
	abroad := &catalogue.Catalogue{Event: catalogue.Event{Zone: zone}} // without holidays
	always, err := catalogue.ParseWeek("Mo-Su 00:00-24:00")
	if err != nil {
		t.Fatal(err)
	}
	opens := catalogue.SpecialDay{Date: on(t, "2028-02-29"), Hours: catalogue.Spans{{From: 0, To: catalogue.TimeOfDay(time.Hour)}}}
	once := Opening{cat: abroad, days: []catalogue.SpecialDay{opens}}
	tests := []struct {
		name string
		o    Opening
		now  string
		want Status
	}{
		{"never closes", Opening{cat: abroad, week: always}, "2027-01-14 12:00", Status{Open: true}},
		{"never opens", Opening{cat: abroad}, "2027-01-14 12:00", Status{}},
		{"opens in 400 days less a minute", once, "2027-01-25 00:01", Status{Opens: moment(t, "2028-02-29 00:00")}},
		{"opens in 400 days", once, "2027-01-25 00:00", Status{}},
	}
	for _, tt := range tests {
		got := tt.o.At(moment(t, tt.now))
		if got.Open != tt.want.Open || !got.Until.Equal(tt.want.Until) || !got.Opens.Equal(tt.want.Opens) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

// TestAtIsToldInTheZone whatever zone it is asked in.
func TestAtIsToldInTheZone(t *testing.T) {
	cat, c := bucharest(t, "Mo-Fr 09:00-17:00")
	o, _ := Of(cat, c)
	now := moment(t, "2027-01-13 10:00").UTC()
	if got := o.At(now).Until; got.Location() != cat.Event.Zone || got.Hour() != 17 {
		t.Errorf("until %v", got)
	}
	if got := o.Next(now); got.Location() != cat.Event.Zone || got.Hour() != 10 {
		t.Errorf("next %v", got)
	}
}

func TestOn(t *testing.T) {
	cat, c := bucharest(t, "Mo-Fr 09:00-17:00", "2027-11-30 10:00-12:00", "2027-01-17 closed")
	o, _ := Of(cat, c)
	tests := []struct {
		on      string
		spans   string
		holiday bool
		special bool
	}{
		{"2027-01-13", "09:00-17:00", false, false},
		{"2027-01-16", "closed", false, false},
		{"2027-01-17", "closed", false, true},
		{"2027-11-30", "10:00-12:00", false, true},
		{"2027-12-01", "closed", true, false},
		{"2027-01-24", "closed", true, false}, // a Sunday
	}
	for _, tt := range tests {
		got := o.On(on(t, tt.on))
		if got.Spans.String() != tt.spans || got.Holiday != tt.holiday || (got.Special != nil) != tt.special {
			t.Errorf("%s: %+v", tt.on, got)
		}
	}
}

func TestOf(t *testing.T) {
	cat, c := bucharest(t, "Mo-Fr 09:00-17:00")
	hours := c.Facts[0]
	ended, words := hours, catalogue.Fact{Topic: catalogue.Hours, Text: catalogue.Text{catalogue.English: "In the morning."}}
	ended.Ended = true
	tests := []struct {
		name   string
		status catalogue.Status
		facts  []catalogue.Fact
		want   bool
	}{
		{"known", catalogue.Running, []catalogue.Fact{hours}, true},
		{"completed", catalogue.Completed, []catalogue.Fact{hours}, false},
		{"not known", catalogue.Running, nil, false},
		{"in words alone", catalogue.Running, []catalogue.Fact{words}, false},
		{"behind words", catalogue.Running, []catalogue.Fact{words, hours}, true},
		{"ended", catalogue.Running, []catalogue.Fact{ended}, false},
		{"behind what has ended", catalogue.Running, []catalogue.Fact{ended, hours}, true},
	}
	for _, tt := range tests {
		if _, ok := Of(cat, catalogue.Centre{Status: tt.status, Facts: tt.facts}); ok != tt.want {
			t.Errorf("%s: %v", tt.name, ok)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	tests := []struct{ when, week, now string }{
		{"open", "Mo-Fr 09:00-17:00", "2027-01-13 10:00"},
		{"in the evening", "Mo-Fr 09:00-17:00", "2027-01-13 20:00"},
		{"before a long weekend", "Mo-Fr 09:00-17:00", "2027-04-29 18:00"},
		{"always", "Mo-Su 00:00-24:00", "2027-08-16 12:00"},
	}
	for _, tt := range tests {
		cat, c := bucharest(b, tt.week)
		o, _ := Of(cat, c)
		now := moment(b, tt.now)
		b.Run(tt.when, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				o.At(now)
			}
		})
	}
	b.Run("never opens", func(b *testing.B) {
		cat, _ := bucharest(b, "Mo 00:00-24:00")
		o := Opening{cat: cat}
		b.ReportAllocs()
		for b.Loop() {
			o.At(cat.Event.Start)
		}
	})
}
