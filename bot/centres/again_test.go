package centres

import (
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// often is a fact that says after how many days one may come again.
func often(days int) catalogue.Fact {
	return catalogue.Fact{Topic: catalogue.Frequency, Every: time.Duration(days) * day}
}

func TestAgain(t *testing.T) {
	const office = "Mo-Fr 09:00-17:00"
	tests := []struct {
		name    string
		week    string
		special []string
		days    int
		was     string
		allowed string
		opens   string
		holiday bool // that day, which is why it is later
	}{
		{"ten days later", office, nil, 10, "2027-01-11", "2027-01-21", "2027-01-21", false},
		{"that is a Saturday", office, nil, 10, "2027-01-13", "2027-01-23", "2027-01-25", false},
		{"that is a holiday", office, nil, 10, "2027-11-20", "2027-11-30", "2027-12-02", true},
		{"a holiday on which it is open", office, []string{"2027-11-30 10:00-12:00"}, 10, "2027-11-20", "2027-11-30", "2027-11-30", false},
		{"a day on which it is closed", office, []string{"2027-01-21 closed"}, 10, "2027-01-11", "2027-01-21", "2027-01-22", false},
		{"across Easter", office, nil, 10, "2027-04-20", "2027-04-30", "2027-05-04", true},
		{"across New Year", office, nil, 10, "2026-12-22", "2027-01-01", "2027-01-04", true},
		{"across a leap day", office, nil, 10, "2028-02-21", "2028-03-02", "2028-03-02", false},
		{"across a change of clocks", office, nil, 10, "2027-03-22", "2027-04-01", "2027-04-01", false},
		{"what goes on past midnight is no opening day", "Fr 22:00-02:00", nil, 1, "2027-01-15", "2027-01-16", "2027-01-22", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cat, c := bucharest(t, tt.week, tt.special...)
			c.Facts = append(c.Facts, often(tt.days))
			got, ok := Again(cat, c, on(t, tt.was))
			if !ok || got.Every != tt.days || got.Allowed.String() != tt.allowed || got.Opens.String() != tt.opens {
				t.Fatalf("%v, every %d days, allowed %v, opens %v", ok, got.Every, got.Allowed, got.Opens)
			}
			if got.Moved != (tt.allowed != tt.opens) || got.Why.Holiday != tt.holiday {
				t.Errorf("moved: %v, for a holiday: %v", got.Moved, got.Why.Holiday)
			}
			if why := got.Why.Special; why != nil && why.Date != got.Allowed {
				t.Errorf("it is closed on %v because of %v", got.Allowed, why.Date)
			}
		})
	}
}

// TestAgainWhereLittleIsKnown says what is known, and no more.
func TestAgainWhereLittleIsKnown(t *testing.T) {
	cat, c := bucharest(t, "Mo-Fr 09:00-17:00")
	hours, ended := c.Facts[0], often(30)
	ended.Ended = true
	words := catalogue.Fact{Topic: catalogue.Frequency, Text: catalogue.Text{catalogue.English: "Now and then."}}
	tests := []struct {
		name   string
		status catalogue.Status
		facts  []catalogue.Fact
		every  int // 0: not known
		opens  bool
	}{
		{"how often and when", catalogue.Running, []catalogue.Fact{hours, often(10)}, 10, true},
		{"not when", catalogue.Running, []catalogue.Fact{often(10)}, 10, false},
		{"not how often", catalogue.Running, []catalogue.Fact{hours}, 0, false},
		{"in words", catalogue.Running, []catalogue.Fact{hours, words}, 0, false},
		{"of several, the longest", catalogue.Running, []catalogue.Fact{hours, often(7), often(10), often(8)}, 10, true},
		{"not what has ended", catalogue.Running, []catalogue.Fact{hours, often(10), ended}, 10, true},
		{"completed", catalogue.Completed, []catalogue.Fact{hours, often(10)}, 0, false},
	}
	for _, tt := range tests {
		got, ok := Again(cat, catalogue.Centre{Status: tt.status, Facts: tt.facts}, on(t, "2027-01-11"))
		if ok != (tt.every > 0) || got.Every != tt.every || got.Opens.IsZero() == tt.opens || got.Moved {
			t.Errorf("%s: %v, %+v", tt.name, ok, got)
		}
	}
}

// TestAgainWithinTheYear looks no further ahead: it does not say that somebody
// may come on a day that was not found.
func TestAgainWithinTheYear(t *testing.T) {
	cat, c := bucharest(t, "Th 09:00-17:00")
	c.Facts = append(c.Facts, often(10))
	was := on(t, "2027-01-11")
	for weeks := range 60 { // closed on every Thursday
		c.Days = append(c.Days, catalogue.SpecialDay{Date: later(was, 10+7*weeks)})
	}
	got, ok := Again(cat, c, was)
	if !ok || got.Allowed != later(was, 10) || !got.Opens.IsZero() || got.Moved {
		t.Errorf("%v, %+v", ok, got)
	}
}

// TestAgainByTheShippedCatalogue is the question that people ask.
func TestAgainByTheShippedCatalogue(t *testing.T) {
	romexpo, _ := shipped.Centre("romexpo")
	got, ok := Again(shipped, romexpo, on(t, "2027-01-14"))
	if !ok || got.Every != 10 || got.Opens != on(t, "2027-01-25") || !got.Moved || !got.Why.Holiday { // the 24th is a holiday, on a Sunday
		t.Errorf("%v, %+v", ok, got)
	}
}

func BenchmarkAgain(b *testing.B) {
	cat, c := bucharest(b, "Mo-Fr 09:00-17:00")
	c.Facts = append(c.Facts, often(10))
	was := on(b, "2027-04-20")
	b.ReportAllocs()
	for b.Loop() {
		Again(cat, c, was)
	}
}
