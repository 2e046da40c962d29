package conversation

import (
	"fmt"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// House is what the seats have to know of a catalogue.
func House(cat *catalogue.Catalogue) seats.House {
	house := seats.House{MaxParty: cat.Rules.MaxParty, Hold: cat.Rules.Hold, Hours: hours(cat)}
	for _, v := range cat.Visits {
		house.Visits = append(house.Visits, seats.Place{ID: v.ID, Capacity: v.Capacity})
	}
	return house
}

// hours say when people may be spoken to about places.
func hours(cat *catalogue.Catalogue) seats.Hours {
	rules, event := cat.Rules, cat.Event
	return seats.Hours{
		Zone: event.Zone, Start: event.Start, End: event.End,
		QuietFrom: time.Duration(rules.QuietFrom), QuietTo: time.Duration(rules.QuietTo), QuietToDay: time.Duration(rules.QuietToOnDay),
		Offer: rules.Offer, OfferLeast: rules.OfferLeast, Gather: rules.Gather, GatherMargin: rules.GatherMargin, Standby: rules.Standby,
	}
}

// dawn is when the quiet hours that a time falls into are over.
func dawn(cat *catalogue.Catalogue, at time.Time) time.Time {
	for days := 0; ; days++ {
		wakes := cat.Rules.QuietTo.On(at, cat.Event.Zone, days)
		if sameDay(cat.Event.Zone, wakes, cat.Event.Start) {
			wakes = cat.Rules.QuietToOnDay.On(at, cat.Event.Zone, days)
		}
		if wakes.After(at) {
			return wakes
		}
	}
}

// standby is from when on people who wait may say that they are there.
func standby(cat *catalogue.Catalogue) time.Time { return cat.Event.Start.Add(-cat.Rules.Standby) }

// sameDay says whether two times fall on one day.
func sameDay(zone *time.Location, a, b time.Time) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

// asksAt is when organisers are asked about old facts, on Mondays.
const asksAt = 10 * time.Hour

// Weekly says in which week it is, and whether it is time to ask organisers about
// facts that have become old: on Mondays from ten o'clock on.
func Weekly(cat *catalogue.Catalogue) func(now time.Time) (week string, due bool) {
	return func(now time.Time) (week string, due bool) {
		here := now.In(cat.Event.Zone)
		year, n := here.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, n), here.Weekday() == time.Monday && !now.Before(catalogue.TimeOfDay(asksAt).On(now, cat.Event.Zone, 0))
	}
}

// A Job is something that everybody with a seat is told at a time.
type Job struct {
	ID   string
	Kind seats.Kind
	Due  time.Time
}

// Jobs lists what is due around the event: reminders before, a question after.
func Jobs(cat *catalogue.Catalogue) []Job {
	rules, event := cat.Rules, cat.Event
	day := "-" + event.Start.Format(time.DateOnly) // another date is another event
	return []Job{
		{"reminder-evening" + day, seats.KindReminder, rules.RemindEvening.On(event.Start, event.Zone, -1)},
		{"reminder-day" + day, seats.KindReminder, event.Start.Add(-rules.RemindBefore)},
		{"feedback" + day, seats.KindFeedback, rules.Feedback.On(event.End, event.Zone, 0)},
	}
}
