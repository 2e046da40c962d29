package centres

import (
	"slices"
	"time"

	"visitbot/bot/catalogue"
)

// Fresh says whether a fact still counts at a moment: it was confirmed, or
// published, less than the term ago. One whose date is not known never does.
func Fresh(f catalogue.Fact, term time.Duration, zone *time.Location, now time.Time) bool {
	since := Since(f, zone)
	return !since.IsZero() && now.Sub(since) < term
}

// Since is when a fact was last confirmed or published, in a zone: the beginning
// of the day, or of the month, of publication where that is later. The zero time
// where neither is known.
func Since(f catalogue.Fact, zone *time.Location) time.Time {
	var published, confirmed time.Time
	if !f.Published.IsZero() {
		published = f.Published.In(zone)
	}
	if !f.Confirmed.IsZero() {
		confirmed = f.Confirmed.In(zone)
	}
	return latest(published, confirmed)
}

// Aged is a topic of a centre with a fact that no longer counts.
type Aged struct {
	Centre string // its id
	Topic  catalogue.Topic
	Since  time.Time // of the oldest such fact; the zero time: not known
}

// Stale lists the facts of running centres that no longer count, one for each
// centre and topic, in the order of the catalogue. What has ended is left out;
// what is inferred does not count until it is confirmed.
func Stale(cat *catalogue.Catalogue, now time.Time) []Aged {
	var all []Aged
	for _, c := range cat.Centres {
		if c.Status == catalogue.Running {
			all = append(all, staleOf(cat, c, now)...)
		}
	}
	return all
}

func staleOf(cat *catalogue.Catalogue, c catalogue.Centre, now time.Time) []Aged {
	var all []Aged
	for _, f := range c.Facts {
		if f.Ended || counts(cat, f, now) {
			continue
		}
		since := Since(f, cat.Event.Zone)
		i := slices.IndexFunc(all, func(a Aged) bool { return a.Topic == f.Topic })
		if i < 0 {
			all = append(all, Aged{c.ID, f.Topic, since})
			continue
		}
		all[i].Since = earliest(all[i].Since, since)
	}
	return all
}

func counts(cat *catalogue.Catalogue, f catalogue.Fact, now time.Time) bool {
	confirmed := !f.Inferred || !f.Confirmed.IsZero()
	return confirmed && Fresh(f, cat.Rules.FactTerm, cat.Event.Zone, now)
}
