package conversation_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// truth is what a notice was true of: the person has a seat in one visit, is
// offered another, waits for a third, and a fourth has fallen away.
func truth(cat *catalogue.Catalogue) conversation.Reply {
	day := cat.Event.Start.Add(-24 * time.Hour)
	return conversation.Reply{
		Seat:   &seats.Seat{Visit: "smile", Party: 1, Code: "AB34CD", Rank: 42},
		Hold:   &seats.Hold{Visit: "romexpo", Party: 1, Until: day.Add(time.Hour), Offer: "77"},
		Waits:  []seats.Wait{{Visit: "museum", Party: 3, Gather: day.Add(2 * time.Hour), Told: true, Position: 1}},
		Visits: map[string]seats.Count{"carusel": {Halted: seats.HaltFallen}, "aliat": {Halted: seats.HaltDrift}},
	}
}

// What is not true any more is not told: each case makes one thing else, and
// takes it from the notices that it is not true of.
func TestWhatIsNotTrueAnyMoreIsNotTold(t *testing.T) {
	cat := catalogue.Shipped()
	day := cat.Event.Start.Add(-24 * time.Hour)
	notices := []seats.Notice{
		{Kind: seats.KindOffer, Visit: "romexpo", Thing: "77"},
		{Kind: seats.KindLapsed, Visit: "incubator", Thing: "70"},
		{Kind: seats.KindGathering, Visit: "museum", Until: day.Add(2 * time.Hour)},
		{Kind: seats.KindPassed, Visit: "museum"},
		{Kind: seats.KindReseated, Visit: "smile", Left: "carusel", Thing: "42"},
		{Kind: seats.KindHeaded, Visit: "museum", Left: "carusel"},
		{Kind: seats.KindFallen, Visit: "carusel"},
		{Kind: seats.KindReminder, Visit: "smile", Thing: "42"},
		{Kind: seats.KindNoShow, Visit: "incubator"},
		{Kind: seats.KindGiven, Visit: "smile"},
		{Kind: seats.KindFeedback, Visit: "smile", Thing: "42"},
		{Kind: seats.KindDrift, Visit: "aliat"},
		{Kind: seats.KindHealed, Visit: "smile"},
	}
	tests := []struct {
		name   string
		change func(*conversation.Reply)
		after  time.Duration
		untrue []seats.Kind
	}{
		{"nothing", func(*conversation.Reply) {}, 0, nil},
		{"the offer was answered", func(r *conversation.Reply) { r.Hold = nil }, 0, []seats.Kind{seats.KindOffer}},
		{"there is another offer", func(r *conversation.Reply) { r.Hold.Offer = "78" }, 0, []seats.Kind{seats.KindOffer}},
		{"it is a hold of the person's own", func(r *conversation.Reply) { r.Hold.Offer = "" }, 0, []seats.Kind{seats.KindOffer}},
		{"time has passed", func(*conversation.Reply) {}, 2 * time.Hour, []seats.Kind{seats.KindOffer, seats.KindGathering}},
		{"they hold what had lapsed", func(r *conversation.Reply) { r.Hold.Visit = "incubator" }, 0, []seats.Kind{seats.KindLapsed, seats.KindNoShow}},
		{"they wait again", func(r *conversation.Reply) { r.Waits[0].Visit = "incubator" }, 0,
			[]seats.Kind{seats.KindLapsed, seats.KindGathering, seats.KindPassed, seats.KindHeaded}},
		{"they left the queue", func(r *conversation.Reply) { r.Waits = nil }, 0, []seats.Kind{seats.KindGathering, seats.KindPassed, seats.KindHeaded}},
		{"another gathering", func(r *conversation.Reply) { r.Waits[0].Gather = day.Add(3 * time.Hour) }, 0, []seats.Kind{seats.KindGathering}},
		{"they are first no more", func(r *conversation.Reply) { r.Waits[0].Told = false }, 0, []seats.Kind{seats.KindPassed}},
		{"the seat was given up", func(r *conversation.Reply) { r.Seat = nil }, 0,
			[]seats.Kind{seats.KindReseated, seats.KindReminder, seats.KindGiven, seats.KindFeedback}},
		{"it is another seat", func(r *conversation.Reply) { r.Seat.Rank = 43 }, 0, []seats.Kind{seats.KindReseated, seats.KindReminder, seats.KindFeedback}},
		{"it is in another visit", func(r *conversation.Reply) { r.Seat.Visit, r.Seat.Rank = "incubator", 43 }, 0,
			[]seats.Kind{seats.KindReseated, seats.KindReminder, seats.KindGiven, seats.KindFeedback, seats.KindLapsed, seats.KindNoShow}},
		{"their seat has fallen and is not placed yet", func(r *conversation.Reply) { r.Seat.Visit = "carusel" }, 0,
			[]seats.Kind{seats.KindFallen, seats.KindGiven, seats.KindReseated, seats.KindReminder, seats.KindFeedback}},
		{"it was rated", func(r *conversation.Reply) { r.Seat.Rating = 3 }, 0, []seats.Kind{seats.KindFeedback}},
		{"the offer's visit has fallen away", halt("romexpo", seats.HaltFallen), 0, []seats.Kind{seats.KindOffer}},
		{"the seat's visit has fallen away", halt("smile", seats.HaltFallen), 0, []seats.Kind{seats.KindReminder, seats.KindHealed}},
		{"it drifts again", halt("smile", seats.HaltDrift), 0, []seats.Kind{seats.KindHealed}},
		{"it has healed", halt("aliat", ""), 0, []seats.Kind{seats.KindDrift}},
		{"it has begun", func(*conversation.Reply) {}, 24 * time.Hour, []seats.Kind{seats.KindOffer, seats.KindGathering, seats.KindReminder}},
		{"it is over", func(*conversation.Reply) {}, 27 * time.Hour, []seats.Kind{
			seats.KindOffer, seats.KindGathering, seats.KindReminder, seats.KindLapsed, seats.KindPassed, seats.KindHeaded, seats.KindReseated, seats.KindFallen}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, n := range notices {
				reply := truth(cat)
				test.change(&reply)
				_, told := conversation.Tell(cat, day.Add(test.after), n, false, reply)
				if want := !slices.Contains(test.untrue, n.Kind); told != want {
					t.Errorf("%s is told: %t, want %t", n.Kind, told, want)
				}
			}
		})
	}
}

// Organisers are asked about what is old when they are told, and not where nothing
// is any more.
func TestWhatIsOldIsTold(t *testing.T) {
	cat := catalogue.Shipped()
	at := time.Date(2024, time.February, 5, 8, 0, 0, 0, time.UTC)
	overrides := map[string]string{}
	old := map[catalogue.Topic]bool{}
	for _, c := range cat.Centres {
		if c.ID == "smile" {
			for _, f := range c.Facts {
				old[f.Topic] = true
			}
			continue
		}
		for _, topic := range catalogue.Topics() {
			overrides[catalogue.ConfirmedField(c.ID, topic)] = strconv.FormatInt(at.UnixMilli(), 10)
		}
	}
	notice := seats.Notice{Kind: seats.KindStale, Person: "tg:1", Number: 5}
	screen, told := conversation.Tell(cat.With(overrides), at, notice, false, conversation.Reply{})
	if !told || len(screen.Rows) != 1 {
		t.Fatalf("told %v: %+v", told, screen)
	}
	b := screen.Rows[0][0]
	if b.Press.Data() != "d.fact:csmile::" || b.Label.Data["Count"] != len(old) {
		t.Errorf("of %d old topics the button is %+v", len(old), b)
	}
	for _, topic := range catalogue.Topics() {
		overrides[catalogue.ConfirmedField("smile", topic)] = strconv.FormatInt(at.UnixMilli(), 10)
	}
	if screen, told := conversation.Tell(cat.With(overrides), at, notice, false, conversation.Reply{}); told || len(screen.Lines) > 0 {
		t.Errorf("nothing is old, and told is %+v", screen)
	}
}

// The number of a letter is what it is signed with, whatever stands in it.
func TestNumberOn(t *testing.T) {
	for letter, want := range map[string]int64{
		"Answer:\n\n№ 31":                           31,
		"Answer:\n\n№ 31\nYou may have it already.": 31,
		"Answer:\n\n№ 7\n\nIt is Hall B2.\n\n№ 31":  31,
		"№ 31": 31, // the whole caption
		"":     0, "№ ": 0, "№ one": 0, "№ -3": 0, "№ 99999999999999999999999": 0,
		"Answer:\n\n№ 7\n\nIt is Hall B2.": 0,
		"It is № 31":                       0,
		"Five.\n№ 31\n\nOr six.":           0,
	} {
		if got := conversation.NumberOn(letter); got != want {
			t.Errorf("%q: %d, want %d", letter, got, want)
		}
	}
}

// Organisers are asked on Mondays from ten o'clock on, by the clock of the event.
func TestWeekly(t *testing.T) {
	weekly := conversation.Weekly(catalogue.Shipped())
	for at, want := range map[string]string{
		"2026-11-30T10:00:00+02:00": "2026-W49 true", "2026-11-30T09:59:59+02:00": "2026-W49 false", "2026-11-30T23:59:00+02:00": "2026-W49 true",
		"2026-12-01T10:00:00+02:00": "2026-W49 false", "2026-11-29T12:00:00+02:00": "2026-W48 false", "2026-11-30T08:30:00Z": "2026-W49 true",
		"2026-07-06T07:00:00Z": "2026-W28 true", "2026-07-06T06:59:00Z": "2026-W28 false", "2024-12-30T12:00:00Z": "2025-W01 true",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		week, due := weekly(now)
		if got := fmt.Sprint(week, " ", due); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

// halt makes a visit give no places, or some again.
func halt(visit string, why seats.Halt) func(*conversation.Reply) {
	return func(r *conversation.Reply) { r.Visits[visit] = seats.Count{Halted: why} }
}

// Tickets and their marks are no letters, and neither is what is about nothing
// that the catalogue has.
func TestWhatIsNoLetterIsNotTold(t *testing.T) {
	cat := catalogue.Shipped()
	for _, n := range []seats.Notice{
		{Kind: seats.KindTicket, Visit: "smile"}, {Kind: seats.KindVoid, Visit: "smile"}, {Kind: "nonsense", Visit: "smile"},
		{Kind: seats.KindHealed, Visit: "nowhere"}, {Kind: seats.KindHealed},
	} {
		if screen, told := conversation.Tell(cat, before, n, false, truth(cat)); told || len(screen.Lines) > 0 {
			t.Errorf("%+v is told: %+v", n, screen)
		}
	}
}
