package centres

import (
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

func TestWorking(t *testing.T) {
	const office = "Mo-Fr 09:00-18:00"
	tests := []struct {
		name string
		week string
		from string
		d    time.Duration
		want string
	}{
		{"within a day", office, "2027-01-13 10:00", 4 * time.Hour, "2027-01-13 14:00"},
		{"just until the end of work", office, "2027-01-13 14:00", 4 * time.Hour, "2027-01-13 18:00"},
		{"over a night", office, "2027-01-13 16:00", 4 * time.Hour, "2027-01-14 11:00"},
		{"from the night", office, "2027-01-13 23:00", 4 * time.Hour, "2027-01-14 13:00"},
		{"over a weekend", office, "2027-01-15 17:30", time.Hour, "2027-01-18 09:30"},
		{"over the holidays", office, "2027-11-29 16:00", 4 * time.Hour, "2027-12-02 11:00"},
		{"on a holiday", office, "2027-11-30 12:00", time.Minute, "2027-12-02 09:01"},
		{"some days", office, "2027-01-11 09:00", 27 * time.Hour, "2027-01-13 18:00"},
		{"at noon", "Mo-Fr 09:00-12:00,13:00-18:00", "2027-01-13 11:00", 2 * time.Hour, "2027-01-13 14:00"},
		{"a night with an hour less", "Mo-Su 00:00-24:00", "2027-03-27 22:00", 8 * time.Hour, "2027-03-28 07:00"},
		{"a night with an hour more", "Mo-Su 00:00-24:00", "2027-10-30 22:00", 8 * time.Hour, "2027-10-31 05:00"},
		{"nothing", office, "2027-01-13 23:00", 0, "2027-01-13 23:00"},
		{"never", "", "2027-01-13 10:00", time.Hour, ""},
	}
	for _, tt := range tests {
		cat := *shipped
		cat.Rules.Answering = catalogue.Week{}
		if tt.week != "" {
			cat.Rules.Answering, _ = catalogue.ParseWeek(tt.week)
		}
		if got := Working(&cat, moment(t, tt.from), tt.d); !got.Equal(moment(t, tt.want)) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestWorkingWithoutAnEnd is of organisers who never rest and a country without
// holidays: all time is working time.
func TestWorkingWithoutAnEnd(t *testing.T) {
	cat := *shipped
	cat.Holidays = catalogue.Holidays{}
	cat.Rules.Answering, _ = catalogue.ParseWeek("Mo-Su 00:00-24:00")
	from := moment(t, "2027-01-13 10:00")
	if got := Working(&cat, from, 1000*day); !got.Equal(from.Add(1000 * day)) {
		t.Errorf("%v", got)
	}
}
