package centres

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// easters are the days of the Orthodox Easter, as the Romanian Orthodox Church
// publishes them.
var easters = map[int]string{
	2023: "04-16", 2024: "05-05", 2025: "04-20", 2026: "04-12", 2027: "05-02", 2028: "04-16", 2029: "04-08", 2030: "04-28",
	2031: "04-13", 2032: "05-02", 2033: "04-24", 2034: "04-09", 2035: "04-29", 2036: "04-20",
}

// official are the public holidays of a year by article 139 of the Romanian
// Labour Code: those on fixed days, and Good Friday, Easter and Pentecost.
func official(year int) []string {
	days := []string{"01-01", "01-02", "01-24", "05-01", "06-01", "08-15", "11-30", "12-01", "12-25", "12-26"}
	if year >= 2024 {
		days = append(days, "01-06", "01-07")
	}
	easter, err := time.Parse("2006-01-02", fmt.Sprint(year, "-", easters[year]))
	if err != nil {
		panic(err)
	}
	for _, after := range []int{-2, 0, 1, 49, 50} {
		days = append(days, easter.AddDate(0, 0, after).Format("01-02"))
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func TestHolidays(t *testing.T) {
	cat := catalogue.Shipped()
	for year := range easters {
		var got []string
		for d := (catalogue.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = later(d, 1) {
			if IsHoliday(cat, d) {
				got = append(got, d.String()[len("2006-"):])
			}
		}
		if want := official(year); !slices.Equal(got, want) {
			t.Errorf("%d:\n got %v\nwant %v", year, got, want)
		}
	}
}

func TestPentecost(t *testing.T) {
	cat := catalogue.Shipped()
	for _, monday := range []string{"2024-06-24", "2025-06-09", "2026-06-01", "2027-06-21", "2028-06-05", "2029-05-28", "2030-06-17"} {
		if !IsHoliday(cat, on(t, monday)) || IsHoliday(cat, later(on(t, monday), 1)) {
			t.Errorf("%s is not the Monday of Pentecost", monday)
		}
	}
}

// TestHolidaysThatTheCatalogueNames are not those of the country: a catalogue
// that does not name them has none on them, whatever its country.
func TestHolidaysThatTheCatalogueNames(t *testing.T) {
	leapDay := catalogue.Holiday{Day: catalogue.YearDay{Month: time.February, Day: 29}}
	epiphany := catalogue.Holiday{Day: catalogue.YearDay{Month: time.January, Day: 6}, Since: 2024}
	romania := catalogue.Holidays{Country: catalogue.Romania}
	tests := []struct {
		holidays catalogue.Holidays
		on       string
		want     bool
	}{
		{romania, "2027-01-06", false},
		{romania, "2027-01-07", false},
		{romania, "2027-12-25", true},
		{catalogue.Holidays{}, "2027-12-25", false},
		{catalogue.Holidays{Also: []catalogue.Holiday{epiphany}}, "2023-01-06", false},
		{catalogue.Holidays{Also: []catalogue.Holiday{epiphany}}, "2024-01-06", true},
		{catalogue.Holidays{Also: []catalogue.Holiday{leapDay}}, "2028-02-29", true},
		{catalogue.Holidays{Also: []catalogue.Holiday{leapDay}}, "2027-03-01", false},
		{romania, "2027-12", false},
	}
	for _, tt := range tests {
		if got := IsHoliday(&catalogue.Catalogue{Holidays: tt.holidays}, on(t, tt.on)); got != tt.want {
			t.Errorf("%s under %v: %v", tt.on, tt.holidays, got)
		}
	}
}

// on reads a day.
func on(t testing.TB, text string) catalogue.Date {
	t.Helper()
	d, err := catalogue.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
