package ticket

import (
	"strings"
	"testing"
	"time"
)

// written is the VTIMEZONE for an event on a day, its line breaks made plain.
func written(t *testing.T, name string, day time.Time) string {
	t.Helper()
	var f file
	f.timezone(zone(t, name), day)
	return strings.ReplaceAll(f.String(), "\r\n", "\n")
}

func day(year int, month time.Month) time.Time {
	return time.Date(year, month, 11, 12, 0, 0, 0, time.UTC)
}

func TestBucharest(t *testing.T) {
	const want = `BEGIN:VTIMEZONE
TZID:Europe/Bucharest
BEGIN:DAYLIGHT
DTSTART:20230326T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20231029T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
`
	for _, month := range []time.Month{time.January, time.July} {
		if got := written(t, "Europe/Bucharest", day(2024, month)); got != want {
			t.Errorf("%v:\n%s\nwant\n%s", month, got, want)
		}
	}
}

// The zones of the world that differ in kind: two changes a year counted from
// the month's end or start, in either half of the year; none; half an hour;
// changes that follow the moon.
func TestZonesAreReadBack(t *testing.T) {
	for _, name := range []string{
		"Europe/Bucharest", "Europe/Kyiv", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe",
		"America/Santiago", "Asia/Tokyo", "Asia/Kathmandu", "Africa/Casablanca", "America/St_Johns",
	} {
		for year := 2022; year < 2028; year++ {
			for month := time.January; month <= time.December; month++ {
				at := day(year, month)
				_, want := at.In(zone(t, name)).Zone()
				if got := offsetAt(t, written(t, name, at), at); got != want {
					t.Fatalf("%s on %s: offset %d, want %d\n%s", name, at.Format(time.DateOnly), got, want, written(t, name, at))
				}
			}
		}
	}
}

func TestTheMoonHasNoRule(t *testing.T) {
	if got := written(t, "Africa/Casablanca", day(2024, time.March)); strings.Contains(got, "RRULE") {
		t.Errorf("a rule for changes that follow the moon:\n%s", got)
	}
}

// offsetAt reads a VTIMEZONE as a calendar does: the observance that began last
// before a time gives the offset.
func offsetAt(t *testing.T, text string, at time.Time) int {
	t.Helper()
	var latest time.Time
	var offset int
	for observance := range strings.SplitSeq(text, "END:") {
		values := map[string]string{}
		for line := range strings.Lines(observance) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				values[name] = value
			}
		}
		if values["DTSTART"] == "" {
			continue
		}
		if onset := lastOnset(t, values, at); onset.After(latest) {
			latest, offset = onset, seconds(t, values["TZOFFSETTO"])
		}
	}
	return offset
}

// lastOnset is when an observance began last before a time.
func lastOnset(t *testing.T, values map[string]string, at time.Time) time.Time {
	t.Helper()
	first, err := time.Parse(localForm, values["DTSTART"])
	if err != nil {
		t.Fatal(err)
	}
	from := time.Duration(seconds(t, values["TZOFFSETFROM"])) * time.Second
	var last time.Time
	for year := first.Year(); year <= at.Year(); year++ {
		onset := first
		if rule := values["RRULE"]; rule != "" {
			onset = byRule(first, year, rule)
		}
		if utc := onset.Add(-from); !utc.After(at) && !onset.Before(first) {
			last = utc
		}
	}
	return last
}

// byRule is the day of a year that a rule such as BYDAY=-1SU means: the day in
// the first day's month on which as many such weekdays lie behind or ahead.
func byRule(first time.Time, year int, rule string) time.Time {
	_, by, _ := strings.Cut(rule, "BYDAY=")
	count := strings.TrimRight(by, "ADEFHMORSTUW")
	var found []time.Time
	start := time.Date(year, first.Month(), 1, first.Hour(), first.Minute(), 0, 0, time.UTC)
	for d := start; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
		if strings.HasPrefix(strings.ToUpper(d.Weekday().String()), by[len(count):]) {
			found = append(found, d)
		}
	}
	if n, fromEnd := strings.CutPrefix(count, "-"); fromEnd {
		return found[len(found)-int(n[0]-'0')]
	}
	return found[count[0]-'1']
}

// seconds reads +0200 or +020000.
func seconds(t *testing.T, text string) int {
	t.Helper()
	at, err := time.Parse("-0700", text)
	if err != nil {
		t.Fatal(err)
	}
	_, offset := at.Zone()
	return offset
}

func TestOffset(t *testing.T) {
	for in, want := range map[int]string{0: "+0000", 7200: "+0200", -12600: "-0330", 6264: "+014424"} {
		if got := offset(in); got != want {
			t.Errorf("%d: %s, want %s", in, got, want)
		}
	}
}
