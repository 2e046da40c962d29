package catalogue_test

import (
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// TestTimesOfDayAreRead holds that a time of day is what the file shows,
// although YAML 1.1 takes 18:00 without quotes for the number 1080.
func TestTimesOfDayAreRead(t *testing.T) {
	tests := map[string]string{
		"18:00": "18:00", `"18:00"`: "18:00", "'18:00'": "18:00", "18:01": "18:01", "23:59": "23:59", "00:00": "00:00", "0:00": "00:00",
		"08:05": "08:05", "8:05": "08:05",
		"":      "19:00", // the default
		"24:00": "", "18:60": "", "18": "", "18:5": "", "18:00:00": "", "6pm": "", "6:00 pm": "", "-1:00": "", `" 18:00"`: "", "١٨:٠٠": "", "018:00": "",
	}
	for written, want := range tests {
		yaml := strings.Replace(small, "  hold: 5m", "  quiet_from: 23:59\n  feedback: "+written, 1)
		got := ""
		if c, _ := catalogue.Load("my.yaml", []byte(yaml)); c != nil {
			got = c.Rules.Feedback.String()
		}
		if got != want {
			t.Errorf("%s is read as %q, not %q", written, got, want)
		}
	}
}

func TestTimesOfDayOnADate(t *testing.T) {
	tests := []struct {
		name, at string // in UTC; Bucharest is two hours ahead, three in summer
		clock    time.Duration
		days     int
		want     string
	}{
		{"the same day", "2027-01-14 12:30", 19 * time.Hour, 0, "2027-01-14 17:00"},
		{"the evening before", "2027-01-14 12:30", 18*time.Hour + 5*time.Minute, -1, "2027-01-13 16:05"},
		{"the date is that of the zone", "2027-01-13 22:30", 18 * time.Hour, -1, "2027-01-13 16:00"},
		{"over the end of a month", "2027-03-01 12:30", 18 * time.Hour, -1, "2027-02-28 16:00"},
		{"over the end of a year", "2027-01-01 12:30", 18 * time.Hour, -1, "2026-12-31 16:00"},
		{"clocks go forward that night", "2027-03-28 11:30", 18 * time.Hour, -1, "2027-03-27 16:00"},
		{"clocks have gone forward", "2027-03-28 11:30", 19 * time.Hour, 0, "2027-03-28 16:00"},
		{"clocks go back that night", "2026-10-25 12:30", 18 * time.Hour, -1, "2026-10-24 15:00"},
		{"clocks have gone back", "2026-10-25 12:30", 19 * time.Hour, 0, "2026-10-25 17:00"},
	}
	const layout = "2006-01-02 15:04"
	zone := loaded(t, small).Event.Zone
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(layout, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			on := catalogue.TimeOfDay(tt.clock).On(at, zone, tt.days)
			if got := on.UTC().Format(layout); got != tt.want || on.Location() != zone {
				t.Errorf("got %s UTC, a time of %v; want %s", got, on.Location(), tt.want)
			}
		})
	}
}
