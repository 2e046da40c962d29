package ticket

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// zone loads a zone, from the data that is linked in if the system has none.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loaded, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// visit is an event that lasts from 14:30 to 17:00 on a day in a zone.
func visit(zone *time.Location, year int, month time.Month, day int) Event {
	return Event{
		UID:         "seat-17@visitbot",
		Summary:     "SMILE, friendly space; children \\ mothers",
		Description: "Re:think Bridges\nКод: K7M4-2Q9X\n" + strings.Repeat("Ґанок, їжак; щастя. ", 20),
		Location:    "Occidentului 44, Sector 1, București",
		Start:       time.Date(year, month, day, 14, 30, 0, 0, zone),
		End:         time.Date(year, month, day, 17, 0, 0, 0, zone),
		Zone:        zone,
		Alarm:       90 * time.Minute,
		Stamp:       time.Date(2024, 1, 9, 8, 0, 0, 0, time.UTC),
		Sequence:    2,
	}
}

func mustWrite(t *testing.T, e Event) []byte {
	t.Helper()
	written, err := Calendar(e)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func mustRead(t *testing.T, file []byte) *ics.VEvent {
	t.Helper()
	calendar, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(calendar.Events()); n != 1 {
		t.Fatalf("%d events", n)
	}
	return calendar.Events()[0]
}

func TestCalendarIsReadBack(t *testing.T) {
	e := visit(zone(t, "Europe/Bucharest"), 2024, 1, 11)
	read := mustRead(t, mustWrite(t, e))
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId:    e.UID,
		ics.ComponentPropertySummary:     e.Summary,
		ics.ComponentPropertyDescription: e.Description,
		ics.ComponentPropertyLocation:    e.Location,
		ics.ComponentPropertySequence:    "2",
		ics.ComponentPropertyDtstamp:     "20240109T080000Z",
		ics.ComponentPropertyDtStart:     "20240111T143000",
		ics.ComponentPropertyDtEnd:       "20240111T170000",
	} {
		if got := read.GetProperty(property).Value; got != want {
			t.Errorf("%s: %q, want %q", property, got, want)
		}
	}
	start, err := read.GetStartAt()
	if err != nil || !start.Equal(e.Start) {
		t.Errorf("starts at %v (%v), want %v", start, err, e.Start)
	}
	if alarms := read.Alarms(); len(alarms) != 1 || alarms[0].GetProperty(ics.ComponentPropertyTrigger).Value != "-PT90M" {
		t.Errorf("alarms: %v", alarms)
	}
}

func TestCalendarWithoutZoneAndAlarm(t *testing.T) {
	e := visit(time.UTC, 2024, 7, 11)
	e.Zone, e.Alarm, e.Location = nil, 0, ""
	written := string(mustWrite(t, e))
	for _, absent := range []string{"VTIMEZONE", "TZID", "VALARM", "LOCATION"} {
		if strings.Contains(written, absent) {
			t.Errorf("%s in\n%s", absent, written)
		}
	}
	if !strings.Contains(written, "DTSTART:20240711T143000Z\r\n") {
		t.Errorf("no start in UTC in\n%s", written)
	}
}

func TestCalendarLinesAreFolded(t *testing.T) {
	written := string(mustWrite(t, visit(zone(t, "Europe/Bucharest"), 2024, 1, 11)))
	lines := strings.Split(strings.TrimSuffix(written, "\r\n"), "\r\n")
	folded := 0
	for _, line := range lines {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") || line == "" {
			t.Errorf("bad line of %d octets: %q", len(line), line)
		}
		if strings.HasPrefix(line, " ") {
			folded++
		}
	}
	if folded < 5 {
		t.Errorf("only %d folded lines", folded)
	}
}

// Every length around the limit, with characters of one to four octets.
func TestFoldingAtEveryLength(t *testing.T) {
	for _, character := range []string{"a", "ș", "щ", "№", "🎉"} {
		for n := range 160 {
			var f file
			value := strings.Repeat(character, n)
			f.line("X", value)
			for line := range strings.SplitSeq(f.String(), "\r\n") {
				if len(line) > 75 || !utf8.ValidString(line) {
					t.Fatalf("%d of %q: bad line %q", n, character, line)
				}
			}
			if got := strings.ReplaceAll(f.String(), "\r\n ", ""); got != "X:"+value+"\r\n" {
				t.Fatalf("%d of %q unfold to %q", n, character, got)
			}
		}
	}
}

func TestEscape(t *testing.T) {
	tests := []struct{ in, want string }{
		{`a,b;c\d`, `a\,b\;c\\d`},
		{"a\nb", `a\nb`},
		{"a\r\nb\rc\u2028d", `a\nb\nc\nd`},
		{"a\x00\x07b\tc", "ab\tc"},
		{"14:30 \"x\"", "14:30 \"x\""},
		{"END:VEVENT\r\nBEGIN:VALARM", `END:VEVENT\nBEGIN:VALARM`},
	}
	for _, test := range tests {
		if got := escape(test.in); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
}

func TestCalendarRefuses(t *testing.T) {
	tests := map[string]func(*Event){
		"no UID":         func(e *Event) { e.UID = "" },
		"end at start":   func(e *Event) { e.End = e.Start },
		"negative alarm": func(e *Event) { e.Alarm = -time.Minute },
		"sequence":       func(e *Event) { e.Sequence = -1 },
		"local zone":     func(e *Event) { e.Zone = time.Local },
		"nameless zone":  func(e *Event) { e.Zone = time.FixedZone("", 3600) },
	}
	for name, spoil := range tests {
		e := visit(time.UTC, 2024, 1, 11)
		spoil(&e)
		if _, err := Calendar(e); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCalendarIsDeterministic(t *testing.T) {
	e := visit(zone(t, "Europe/Bucharest"), 2024, 1, 11)
	if !bytes.Equal(mustWrite(t, e), mustWrite(t, e)) {
		t.Error("two files of one event differ")
	}
}
