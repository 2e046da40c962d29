package seats

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

// usual are the hours of an event in Bucharest with the rules that a catalogue
// has by default. The start is a wall clock's.
func usual(t testing.TB, start string) Hours {
	zone := place(t, "Europe/Bucharest")
	begins := moment(t, zone, start)
	return Hours{
		Zone: zone, Start: begins, End: begins.Add(150 * time.Minute),
		QuietFrom: 22 * time.Hour, QuietTo: 8 * time.Hour, QuietToDay: 7 * time.Hour,
		Offer: 2 * time.Hour, OfferLeast: 10 * time.Minute,
		Gather: 12 * time.Hour, GatherMargin: 3 * time.Hour, Standby: 30 * time.Minute,
	}
}

func place(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// The ways in which these tests write a moment; the last names which of two
// passes of a clock is meant.
var layouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04 -07"}

func moment(t testing.TB, zone *time.Location, written string) time.Time {
	t.Helper()
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, written, zone); err == nil {
			return at
		}
	}
	t.Fatalf("%q is no moment", written)
	return time.Time{}
}

// never is what a table says of an offer that is not made and of a gathering
// that is over at once.
const never = "never"

// ends writes when something that lasts so long is over.
func ends(zone *time.Location, now time.Time, lasts time.Duration) string {
	if lasts == 0 {
		return never
	}
	return strings.TrimSuffix(now.Add(lasts).In(zone).Format("2006-01-02 15:04:05"), ":00")
}

func TestHowLongAnOfferStands(t *testing.T) {
	tests := []struct{ rule, made, until string }{
		{"two hours", "2024-01-08 10:00", "2024-01-08 12:00"},
		{"it may run out as the quiet hours begin", "2024-01-08 20:00", "2024-01-08 22:00"},
		{"an hour of it is left for the morning", "2024-01-08 21:00", "2024-01-09 09:00"},
		{"all but a minute of it is", "2024-01-08 21:59", "2024-01-09 09:59"},
		{"none is made in the quiet hours", "2024-01-08 22:00", never},
		{"nor after midnight", "2024-01-09 00:00", never},
		{"nor in their last second", "2024-01-09 07:59:59", never},
		{"from eight they are over", "2024-01-09 08:00", "2024-01-09 10:00"},
		{"on the day of the event from seven", "2024-01-10 21:00", "2024-01-11 08:00"},
		{"and not before", "2024-01-11 06:59", never},
		{"a quarter of the seven and a half hours left", "2024-01-11 07:00", "2024-01-11 08:52:30"},
		{"a quarter of four hours", "2024-01-11 10:30", "2024-01-11 11:30"},
		{"a quarter of forty minutes is ten", "2024-01-11 13:50", "2024-01-11 14:00"},
		{"never less than that", "2024-01-11 14:10", "2024-01-11 14:20"},
		{"even past the start", "2024-01-11 14:25", "2024-01-11 14:35"},
		{"none is made once it has begun", "2024-01-11 14:30", never},
		{"nor later", "2024-01-12 10:00", never},
	}
	hours := usual(t, "2024-01-11 14:30")
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			made := moment(t, hours.Zone, tt.made)
			if got := ends(hours.Zone, made, hours.At(made).Offer); got != tt.until {
				t.Errorf("made at %s it stands until %s, not %s", tt.made, got, tt.until)
			}
		})
	}
}

func TestHowLongPlacesGather(t *testing.T) {
	tests := []struct{ rule, begun, until string }{
		{"twelve hours", "2024-01-08 09:00", "2024-01-08 21:00"},
		{"that may end as the quiet hours begin", "2024-01-08 10:00", "2024-01-08 22:00"},
		{"what is left of them is had next morning", "2024-01-08 18:00", "2024-01-09 16:00"},
		{"begun at night they count from the morning", "2024-01-08 23:30", "2024-01-09 20:00"},
		{"and so they do after midnight", "2024-01-09 03:00", "2024-01-09 20:00"},
		{"on the day of the event from seven", "2024-01-10 10:30", "2024-01-11 07:30"},
		{"but not into the three hours before it", "2024-01-10 18:00", "2024-01-11 11:30"},
		{"not even for a short time", "2024-01-11 11:29", "2024-01-11 11:30"},
		{"from then on it is over at once", "2024-01-11 11:30", never},
		{"also once the event has begun", "2024-01-11 15:00", never},
	}
	hours := usual(t, "2024-01-11 14:30")
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			begun := moment(t, hours.Zone, tt.begun)
			if got := ends(hours.Zone, begun, hours.At(begun).Gather); got != tt.until {
				t.Errorf("begun at %s it lasts until %s, not %s", tt.begun, got, tt.until)
			}
		})
	}
}

func TestNightsThatAreNotLikeOthers(t *testing.T) {
	tests := []struct {
		night, start, made, until string
		lasts                     time.Duration // for comparison: 12 h in other nights
	}{
		{"clocks go forward", "2027-03-30 14:30", "2027-03-27 21:00", "2027-03-28 09:00", 11 * time.Hour},
		{"clocks go back", "2026-10-29 14:30", "2026-10-24 21:00", "2026-10-25 09:00", 13 * time.Hour},
		{"forward, on the day of the event", "2027-03-28 14:30", "2027-03-27 21:00", "2027-03-28 08:00", 10 * time.Hour},
		{"back, on the day of the event", "2026-10-25 14:30", "2026-10-24 21:00", "2026-10-25 08:00", 12 * time.Hour},
		{"forward, the day after", "2027-03-28 14:30", "2027-03-26 21:00", "2027-03-27 09:00", 12 * time.Hour},
		{"the last of the year", "2027-01-14 14:30", "2026-12-31 21:00", "2027-01-01 09:00", 12 * time.Hour},
		{"the event is on New Year's Day", "2027-01-01 14:30", "2026-12-31 21:00", "2027-01-01 08:00", 11 * time.Hour},
		{"before a leap day", "2028-03-09 14:30", "2028-02-28 21:00", "2028-02-29 09:00", 12 * time.Hour},
		{"before the event, which is past quiet hours", "2027-06-10 07:30", "2027-06-09 21:00", "2027-06-10 08:00", 11 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.night, func(t *testing.T) {
			hours := usual(t, tt.start)
			made := moment(t, hours.Zone, tt.made)
			got := hours.At(made).Offer
			if until := ends(hours.Zone, made, got); until != tt.until || got != tt.lasts {
				t.Errorf("made at %s it stands for %v, until %s; not for %v, until %s", tt.made, got, until, tt.lasts, tt.until)
			}
		})
	}
}

// TestQuietHoursNearAChangeOfClocks holds that people sleep in one stretch, and
// that every night ends, wherever clocks are changed and at whatever time.
func TestQuietHoursNearAChangeOfClocks(t *testing.T) {
	const half = 30 * time.Minute
	tests := []struct {
		change, zone  string
		from, to      time.Duration // of the quiet hours, since midnight
		sleeps, wakes string        // when they really are
		made, until   string        // when an offer of two hours is made, and runs out
	}{
		{"an end that is skipped", "Europe/Bucharest", 22 * time.Hour, 3*time.Hour + half,
			"2027-03-27 22:00", "2027-03-28 04:00", "2027-03-27 21:00", "2027-03-28 05:00"},
		{"an end that comes twice", "Europe/Bucharest", 22 * time.Hour, 3*time.Hour + half,
			"2026-10-24 22:00", "2026-10-25 03:30 +02", "2026-10-24 21:00", "2026-10-25 04:30"},
		{"a beginning that comes twice", "Asia/Beirut", 23*time.Hour + half, 8 * time.Hour,
			"2024-10-26 23:30 +03", "2024-10-27 08:00", "2024-10-26 22:30 +03", "2024-10-27 09:00"},
		{"an end that is skipped, far in the east", "Pacific/Auckland", 22 * time.Hour, 2*time.Hour + half,
			"2024-09-28 22:00", "2024-09-29 03:00", "2024-09-28 21:00", "2024-09-29 04:00"},
		{"an end that the change goes back to", "Atlantic/Azores", 22 * time.Hour, 0,
			"2024-10-26 22:00", "2024-10-27 00:00 +00", "2024-10-26 21:00", "2024-10-27 00:00"},
		{"a beginning that is skipped", "America/Nuuk", 23*time.Hour + half, 8 * time.Hour,
			"2024-03-31 00:00", "2024-03-31 08:00", "2024-03-30 22:30", "2024-03-31 09:30"},
		{"a beginning that the change keeps off", "Europe/Bucharest", 4 * time.Hour, 2 * time.Hour,
			"2026-10-25 04:00", "2026-10-26 02:00", "2026-10-25 03:00 +03", "2026-10-25 04:00"},
		{"no midnight, east of Greenwich", "Africa/Cairo", 22 * time.Hour, 8 * time.Hour,
			"2024-04-25 22:00", "2024-04-26 08:00", "2024-04-25 21:00", "2024-04-26 09:00"},
		{"no midnight, west of Greenwich", "America/Santiago", 22 * time.Hour, 8 * time.Hour,
			"2024-09-07 22:00", "2024-09-08 08:00", "2024-09-07 21:00", "2024-09-08 09:00"},
		{"no midnight, on the Azores", "Atlantic/Azores", 22 * time.Hour, 8 * time.Hour,
			"2027-03-27 22:00", "2027-03-28 08:00", "2027-03-27 21:00", "2027-03-28 09:00"},
		{"an end at a midnight that is skipped", "America/Santiago", 22 * time.Hour, 0,
			"2024-09-07 22:00", "2024-09-08 01:00", "2024-09-07 21:00", "2024-09-08 02:00"},
		{"half an hour", "Australia/Lord_Howe", 22 * time.Hour, 8 * time.Hour,
			"2024-04-06 22:00", "2024-04-07 08:00", "2024-04-06 21:00", "2024-04-07 09:00"},
		{"a whole day is skipped", "Pacific/Apia", 22 * time.Hour, 8 * time.Hour,
			"2011-12-29 22:00", "2011-12-31 08:00", "2011-12-29 21:00", "2011-12-31 09:00"},
		{"never", "Etc/GMT+11", 22 * time.Hour, 8 * time.Hour,
			"2027-03-27 22:00", "2027-03-28 08:00", "2027-03-27 21:00", "2027-03-28 09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.change, func(t *testing.T) {
			zone := place(t, tt.zone)
			sleeps, wakes := moment(t, zone, tt.sleeps), moment(t, zone, tt.wakes)
			hours := Hours{Zone: zone, Start: wakes.AddDate(0, 0, 5), QuietFrom: tt.from, QuietTo: tt.to, Offer: 2 * time.Hour}
			for at := sleeps.Add(-time.Hour); at.Before(wakes.Add(time.Hour)); at = at.Add(time.Minute) {
				if want := !at.Before(sleeps) && at.Before(wakes); hours.Quiet(at) != want {
					t.Fatalf("at %v quiet is %v", at, !want)
				}
			}
			made := moment(t, zone, tt.made)
			if got := ends(zone, made, hours.At(made).Offer); got != tt.until {
				t.Errorf("made at %s it stands until %s, not %s", tt.made, got, tt.until)
			}
		})
	}
}

func TestNoQuietHours(t *testing.T) {
	hours := usual(t, "2024-01-11 14:30")
	night := moment(t, hours.Zone, "2024-01-09 23:00")
	for _, from := range []time.Duration{hours.QuietTo, hours.QuietTo - time.Hour} {
		hours.QuietFrom = from
		if hours.Quiet(night) || hours.At(night) != (Terms{Offer: 2 * time.Hour, Gather: 12 * time.Hour}) {
			t.Errorf("quiet hours from %v to %v: quiet is %v, terms %v", from, hours.QuietTo, hours.Quiet(night), hours.At(night))
		}
	}
}

func TestLengthsOfNothing(t *testing.T) {
	hours := usual(t, "2024-01-11 14:30")
	hours.Gather = 0
	for _, now := range []string{"2024-01-09 10:00", "2024-01-09 23:00"} {
		if got := hours.At(moment(t, hours.Zone, now)).Gather; got != 0 {
			t.Errorf("at %s places gather for %v, not at all", now, got)
		}
	}
	if got := (Hours{}).At(time.Now()); got != (Terms{}) || (Hours{}).Quiet(time.Now()) {
		t.Errorf("hours of nothing: %+v", got)
	}
}

func TestStandingBy(t *testing.T) {
	hours := usual(t, "2024-01-11 14:30")
	for now, want := range map[string]bool{
		"2024-01-11 13:59:59": false, "2024-01-11 14:00": true, "2024-01-11 14:30": true,
		"2024-01-11 16:59:59": true, "2024-01-11 17:00": false, "2024-01-10 14:30": false,
	} {
		if got := hours.StandingBy(moment(t, hours.Zone, now)); got != want {
			t.Errorf("at %s standing by is %v", now, got)
		}
	}
}

// A minute is what a clock on the wall shows for a minute.
type minute struct {
	date int // a number that each date of a year has for itself
	time time.Duration
}

// A wall is a clock that was watched for a long time, minute by minute.
type wall struct {
	begin   time.Time
	minutes []minute
}

func watch(zone *time.Location, begin, end time.Time) wall {
	w := wall{begin: begin.Truncate(time.Minute)}
	for at := w.begin.In(zone); at.Before(end); at = at.Add(time.Minute) {
		_, month, day := at.Date()
		hour, past, _ := at.Clock()
		since := time.Duration(hour)*time.Hour + time.Duration(past)*time.Minute
		w.minutes = append(w.minutes, minute{100*int(month) + day, since})
	}
	return w
}

// A diary says of each minute whether people are awake. It is the rules again,
// told slowly: hours are held against it.
type diary struct {
	Hours
	begin time.Time
	awake []bool
}

// diary is kept from one moment to another, both on the wall.
func (w wall) diary(h Hours, from, to time.Time) diary {
	first, last := w.at(from), w.at(to)
	part := w.minutes[first:last]
	d := diary{h, w.begin.Add(time.Duration(first) * time.Minute), make([]bool, len(part))}
	day := w.minutes[w.at(h.Start)].date
	evening := false // a time of day may come twice: the first begins the evening
	for i, now := range part {
		evening = now.time >= h.QuietFrom || evening && part[i-1].date == now.date
		d.awake[i] = !evening
	}
	morning := false // … and the last ends the morning
	for i := len(part) - 1; i >= 0; i-- {
		now, ends := part[i], h.QuietTo
		if now.date == day {
			ends = h.QuietToDay
		}
		morning = now.time < ends || morning && part[i+1].date == now.date
		d.awake[i] = d.awake[i] && !morning || h.QuietFrom == h.QuietTo
	}
	return d
}

// at is the number of the minute that t falls into.
func (w wall) at(t time.Time) int { return int(t.Sub(w.begin) / time.Minute) }

// terms is what Hours.At has to be.
func (d diary) terms(now time.Time) (t Terms) {
	left, since := d.Start.Sub(now), now.Sub(d.begin)
	if left > d.GatherMargin {
		t.Gather = d.wait(since, d.Gather, left-d.GatherMargin)
	}
	if left <= 0 || !d.awake[since/time.Minute] {
		return t
	}
	stands := d.Offer
	if left/4 < stands {
		stands = left / 4
	}
	if stands < d.OfferLeast {
		stands = d.OfferLeast
	}
	t.Offer = d.wait(since, stands, 1<<62)
	return t
}

// wait steps from minute to minute until somebody has been awake for so long,
// but no longer than at most.
func (d diary) wait(since, awake, most time.Duration) time.Duration {
	begun := since
	for awake > 0 && since-begun < most {
		next := since.Truncate(time.Minute) + time.Minute
		if d.awake[since/time.Minute] {
			next = min(next, since+awake)
			awake -= next - since
		}
		since = next
	}
	return min(since-begun, most)
}

func (d diary) hold(t interface{ Fatalf(string, ...any) }, now time.Time) {
	if got, want := d.At(now), d.terms(now); got != want {
		t.Fatalf("at %v, event at %v: %+v, by the diary %+v", now.In(d.Zone), d.Start, got, want)
	}
	if got, want := d.Quiet(now), !d.awake[now.Sub(d.begin)/time.Minute]; got != want {
		t.Fatalf("at %v, event at %v: quiet is %v", now.In(d.Zone), d.Start, got)
	}
}

// TestHoursOfTenYears takes every date of ten years as that of an event, and
// looks at the days before it every seven hours or so, and more closely where
// clocks are changed; from date to date it looks at other minutes.
func TestHoursOfTenYears(t *testing.T) {
	const day = 24 * time.Hour
	hours := usual(t, "2024-01-01 00:30")
	starts := []time.Duration{14 * time.Hour, 8*time.Hour + 30*time.Minute, 18 * time.Hour, 0, 22*time.Hour + 59*time.Minute}
	first, end := hours.Start, hours.Start.AddDate(10, 0, 0)
	clock := watch(hours.Zone, first.Add(-9*day), end.Add(9*day))
	for n := 0; first.AddDate(0, 0, n).Before(end); n++ {
		hours.Start = first.AddDate(0, 0, n).Add(starts[n%len(starts)])
		from, to := hours.Start.Add(-3*day), hours.Start.Add(day/2)
		step := 409*time.Minute + 7*time.Second
		if offset(from.In(hours.Zone)) != offset(hours.Start) {
			step = 23*time.Minute + 13*time.Second
		}
		diary := clock.diary(hours, from.Add(-day), to.Add(2*day))
		for now := from.Add(time.Duration(n%409) * time.Minute); now.Before(to); now = now.Add(step) {
			diary.hold(t, now)
		}
	}
}

// places are zones in which clocks are changed at different times, by different
// steps, or never.
var places = []string{
	"Europe/Bucharest", "Europe/Kyiv", "Europe/London", "Europe/Lisbon", "Atlantic/Azores", "America/New_York", "America/Santiago",
	"America/Havana", "America/St_Johns", "America/Nuuk", "Asia/Beirut", "Asia/Kathmandu", "Africa/Cairo", "Africa/Casablanca",
	"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
}

// TestHoursOfAnyRules holds the hours of any event, in any place, under any
// rules that a catalogue may have against a diary.
func TestHoursOfAnyRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := anyHours(rt, t)
		const day = 24 * time.Hour
		clock := watch(h.Zone, h.Start.Add(-8*day), h.Start.Add(9*day))
		diary := clock.diary(h, h.Start.Add(-7*day), h.Start.Add(8*day))
		for range 40 {
			before := rapid.Int64Range(-int64(day), int64(5*day)).Draw(rt, "before")
			if rapid.Bool().Draw(rt, "on the minute") {
				before -= before % int64(time.Minute)
			}
			diary.hold(rt, h.Start.Add(-time.Duration(before)))
		}
	})
}

// anyHours are those of an event within days of a change of clocks, where its
// place has any; people are awake for two hours or more.
func anyHours(rt *rapid.T, t *testing.T) Hours {
	minutes := func(name string, least, most int) time.Duration {
		return time.Duration(rapid.IntRange(least, most).Draw(rt, name)) * time.Minute
	}
	h := Hours{
		Zone:  place(t, rapid.SampledFrom(places).Draw(rt, "zone")),
		Offer: minutes("offer", 1, 300), Gather: minutes("gather", 0, 2000), GatherMargin: minutes("margin", 0, 600),
	}
	h.OfferLeast = min(h.Offer, minutes("least", 1, 60))
	h.QuietTo = minutes("quiet to", 0, 1300)
	h.QuietFrom = min(h.QuietTo+minutes("awake", 120, 1439), 1439*time.Minute)
	h.QuietToDay = minutes("quiet to, on the day", 0, int(h.QuietFrom/time.Minute))
	if rapid.IntRange(0, 9).Draw(rt, "sleepless") == 0 {
		h.QuietFrom = h.QuietTo
	}
	change := time.Date(2024+rapid.IntRange(0, 9).Draw(rt, "year"), 1, 1, 0, 0, 0, 0, h.Zone)
	for range rapid.IntRange(1, 2).Draw(rt, "change") {
		if _, next := change.ZoneBounds(); !next.IsZero() {
			change = next
		}
	}
	h.Start = change.Add(minutes("start", -2*1440, 5*1440))
	return h
}

func BenchmarkHoursAt(b *testing.B) {
	tests := []struct{ when, start, now string }{
		{"by day", "2031-06-12 14:30", "2031-06-02 10:00"},
		{"in the evening", "2031-06-12 14:30", "2031-06-02 21:00"},
		{"at night", "2031-06-12 14:30", "2031-06-02 23:00"},
		{"where clocks are changed", "2031-04-10 14:30", "2031-03-29 21:00"},
		{"on the day", "2031-06-12 14:30", "2031-06-12 10:30"},
		{"after it", "2031-06-12 14:30", "2031-06-13 10:30"},
	}
	for _, tt := range tests {
		hours := usual(b, tt.start)
		now := moment(b, hours.Zone, tt.now)
		b.Run(tt.when, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				hours.At(now)
			}
		})
	}
}
