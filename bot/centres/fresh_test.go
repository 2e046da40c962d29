package centres

import (
	"slices"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

const month = 30 * day

func TestFresh(t *testing.T) {
	zone := shipped.Event.Zone
	tests := []struct {
		name      string
		published string
		confirmed string
		now       string
		want      bool
	}{
		{"just published", "2027-01-14", "", "2027-01-14 00:00", true},
		{"the last minute of its term", "2027-01-14", "", "2027-02-12 23:59", true},
		{"its term is over", "2027-01-14", "", "2027-02-13 00:00", false},
		{"a month counts from its first day", "2027-01", "", "2027-01-30 23:59", true},
		{"and no longer", "2027-01", "", "2027-01-31 00:00", false},
		{"confirmed since", "2024-01", "2027-01-14 10:00", "2027-02-13 09:59", true},
		{"confirmed too long ago", "2024-01", "2027-01-14 10:00", "2027-02-13 10:00", false},
		{"confirmed, and published since", "2027-02", "2027-01-14 10:00", "2027-02-13 10:00", true},
		{"never published, but confirmed", "", "2027-01-14 10:00", "2027-01-15 10:00", true},
		{"not known when", "", "", "2027-01-14 10:00", false},
	}
	for _, tt := range tests {
		f := catalogue.Fact{Confirmed: moment(t, tt.confirmed)}
		if tt.published != "" {
			f.Published = on(t, tt.published)
		}
		if got := Fresh(f, month, zone, moment(t, tt.now)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestSince(t *testing.T) {
	zone := shipped.Event.Zone
	confirmed := moment(t, "2027-01-14 10:00").UTC()
	tests := []struct {
		name string
		fact catalogue.Fact
		want string
	}{
		{"a month", catalogue.Fact{Published: on(t, "2024-01")}, "2024-01-01 00:00"},
		{"a day", catalogue.Fact{Published: on(t, "2024-01-11")}, "2024-01-11 00:00"},
		{"confirmed", catalogue.Fact{Published: on(t, "2024-01-11"), Confirmed: confirmed}, "2027-01-14 10:00"},
		{"published later", catalogue.Fact{Published: on(t, "2027-01-15"), Confirmed: confirmed}, "2027-01-15 00:00"},
		{"not known", catalogue.Fact{}, ""},
	}
	for _, tt := range tests {
		got := Since(tt.fact, zone)
		if !got.Equal(moment(t, tt.want)) || !got.IsZero() && got.Location() != zone {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestStale(t *testing.T) {
	now := moment(t, "2027-01-14 12:00")
	old, older, fresh := on(t, "2026-11"), on(t, "2024-01"), on(t, "2027-01-10")
	cat := *shipped
	cat.Rules.FactTerm = month
	cat.Centres = []catalogue.Centre{
		{ID: "b", Status: catalogue.Running, Facts: []catalogue.Fact{
			{Topic: catalogue.Hours, Published: old},
			{Topic: catalogue.About, Published: fresh},
			{Topic: catalogue.Gives, Published: old},
			{Topic: catalogue.Address, Published: fresh, Inferred: true},
			{Topic: catalogue.Gives, Published: older},
			{Topic: catalogue.Gives, Published: on(t, "2026-10")},
			{Topic: catalogue.Contact, Published: old, Confirmed: now.Add(-day)},
			{Topic: catalogue.Gives, Published: fresh},
			{Topic: catalogue.Programme, Published: older, Ended: true},
		}},
		{ID: "icar", Status: catalogue.Completed, Facts: []catalogue.Fact{{Topic: catalogue.About, Published: older}}},
		{ID: "a", Status: catalogue.Running, Facts: []catalogue.Fact{
			{Topic: catalogue.About},
			{Topic: catalogue.Hours, Published: older, Inferred: true, Confirmed: now.Add(-day)},
		}},
	}
	want := []Aged{
		{"b", catalogue.Hours, moment(t, "2026-11-01 00:00")},
		{"b", catalogue.Gives, moment(t, "2024-01-01 00:00")},
		{"b", catalogue.Address, moment(t, "2027-01-10 00:00")},
		{"a", catalogue.About, time.Time{}},
	}
	same := func(a, b Aged) bool { return a.Centre == b.Centre && a.Topic == b.Topic && a.Since.Equal(b.Since) }
	if got := Stale(&cat, now); !slices.EqualFunc(got, want, same) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

// TestStaleUntilConfirmed follows a topic of the shipped catalogue: organisers
// confirm it, and a term later it is due again.
func TestStaleUntilConfirmed(t *testing.T) {
	due := func(cat *catalogue.Catalogue, now time.Time) bool {
		return slices.ContainsFunc(Stale(cat, now), func(a Aged) bool { return a.Centre == "romexpo" && a.Topic == catalogue.Hours })
	}
	now := moment(t, "2027-01-14 12:00")
	if !due(shipped, now) {
		t.Error("hours published in 2024 are not due in 2027")
	}
	confirmed := shipped.With(map[string]string{catalogue.ConfirmedField("romexpo", catalogue.Hours): "1799920800000"}) // 2027-01-14 12:00
	if due(confirmed, now) || due(confirmed, now.Add(shipped.Rules.FactTerm-1)) {
		t.Error("they are due though they were confirmed")
	}
	if !due(confirmed, now.Add(shipped.Rules.FactTerm)) {
		t.Error("they are not due again")
	}
}
