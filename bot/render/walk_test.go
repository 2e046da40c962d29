package render_test

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// A sight is a screen that somebody can come to.
type sight struct {
	what   string
	screen conversation.Screen
}

// stages are all there are, and what each can be about.
func stages(cat *catalogue.Catalogue) map[conversation.Stage][]string {
	var visits, centres []string
	for _, v := range cat.Visits {
		visits = append(visits, v.ID)
	}
	for _, c := range cat.Centres {
		centres = append(centres, c.ID)
	}
	about := map[conversation.Stage][]string{
		conversation.StageVisit: visits, conversation.StageBooking: visits,
		conversation.StageNaming: visits, conversation.StageRemarking: visits,
		conversation.StageCentre: centres,
	}
	for _, stage := range []conversation.Stage{
		conversation.StageVisits, conversation.StageSeat, conversation.StageResizing, conversation.StageCancelling,
		conversation.StageChoosing, conversation.StageRating,
		conversation.StageCentres, conversation.StageLanguage, conversation.StageHelp, conversation.StagePrivacy,
		conversation.StageErasing,
	} {
		about[stage] = []string{""}
	}
	return about
}

// fillings are how visits stand: empty, all but one place taken, full and much
// waited for, halted, fallen away.
func fillings(cat *catalogue.Catalogue) []map[string]seats.Count {
	var all []map[string]seats.Count
	for _, count := range []seats.Count{
		{Capacity: 20, Free: 20}, {Capacity: 20, Taken: 19, Free: 1}, {Capacity: 20, Taken: 20, Tally: seats.Tally{Waiting: 12345, Passed: 12345}},
		{Capacity: 20, Halted: seats.HaltDrift}, {Capacity: 20, Halted: seats.HaltFallen}, {Capacity: 20, Taken: 5, Halted: seats.HaltFallen},
	} {
		counts := map[string]seats.Count{}
		for _, v := range cat.Visits {
			counts[v.ID] = count
		}
		all = append(all, counts)
	}
	return all
}

// claims are what a person can have: a hold in the first visit, an offer in the
// last, a seat in either, places in queues; each two of these together at least
// once. Names, remarks and numbers are as long as they may be.
func claims(cat *catalogue.Catalogue) iter.Seq[conversation.Reply] {
	first, last := cat.Visits[0].ID, cat.Visits[len(cat.Visits)-1].ID
	return func(yield func(conversation.Reply) bool) {
		for i, held := range []string{"", first, last} {
			for j, seated := range []string{"", first, last} {
				reply := conversation.Reply{Seat: seatIn(cat, seated), Hold: holdIn(cat, held), Waits: queues(cat)[(i+j)%3]}
				reply.Remark = conversation.Private(strings.Repeat("&", conversation.MaxRemark))
				reply.Name = conversation.Private(strings.Repeat("<", conversation.MaxName))
				if !yield(reply) {
					return
				}
			}
		}
	}
}

// seatIn is a seat of which nothing more is known in the first visit, and all in
// any other.
func seatIn(cat *catalogue.Catalogue, visit string) *seats.Seat {
	if visit == "" {
		return nil
	}
	seat := &seats.Seat{Visit: visit, Party: cat.Rules.MaxParty, Code: "AB34CD", Rank: mostRank}
	if visit != cat.Visits[0].ID {
		seat.Coming, seat.Next, seat.Rating = true, cat.Visits[1].ID, 5
	}
	return seat
}

// holdIn is a hold in the first visit, and an offer in any other.
func holdIn(cat *catalogue.Catalogue, visit string) *seats.Hold {
	if visit == "" {
		return nil
	}
	hold := &seats.Hold{Visit: visit, Party: cat.Rules.MaxParty, Until: cat.Event.Start.Add(-time.Hour)}
	if visit != cat.Visits[0].ID {
		hold.Offer = "1234567890123"
	}
	return hold
}

// mostRank has as many digits as the id of a seat can have.
const mostRank = 1234567890123

// queues are the places in queues that somebody can have: none; one that
// gathers; all, passed over and standing there.
func queues(cat *catalogue.Catalogue) [][]seats.Wait {
	var all []seats.Wait
	for i, v := range cat.Visits {
		all = append(all, seats.Wait{Visit: v.ID, Party: 3, Rank: int64(mostRank + i), Told: i%2 == 0, Here: i%3 == 0, Position: 12345})
	}
	gathers := seats.Wait{Visit: cat.Visits[0].ID, Party: 2, Rank: mostRank, Gather: cat.Event.Start.Add(-3 * time.Hour), Position: 1}
	return [][]seats.Wait{nil, {gathers}, all}
}

// sights yields every stage with everything that changes what it shows.
func sights(cat *catalogue.Catalogue, lang catalogue.Language) iter.Seq[sight] {
	start := cat.Event.Start
	times := []time.Time{start.Add(-24 * time.Hour), start.Add(-10 * time.Hour), start.Add(-20 * time.Minute), start, cat.Event.End}
	return func(yield func(sight) bool) {
		for stage, subjects := range stages(cat) {
			for _, subject := range subjects {
				for reply := range claims(cat) {
					reply.Outcome = seats.Done
					reply.Talk = conversation.Talk{
						Place: conversation.Place{Stage: stage, Subject: subject},
						Nonce: "zzzzzzzzzz", Language: lang,
					}
					for i, filling := range fillings(cat) {
						reply.Visits = filling
						for _, at := range []time.Time{times[i%len(times)], times[(i+2)%len(times)]} {
							in := conversation.Input{At: at, Profile: "<b>{{.X}}</b>"}
							screen := conversation.Show(cat, in, conversation.NoteNone, reply)
							if !yield(sight{string(stage) + " " + subject, screen}) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// remarks yields the home screen after every outcome and with every note.
func remarks(cat *catalogue.Catalogue, lang catalogue.Language) iter.Seq[sight] {
	left := cat.Visits[0].ID
	leaving := map[seats.Outcome]string{seats.Moved: left, seats.Cancelled: left, seats.Erased: left}
	outcomes := []seats.Outcome{
		seats.Done, seats.Stale, seats.Held, seats.Holding, seats.Full, seats.TooFew, seats.Seated, seats.Gone,
		seats.Fitted, seats.Confirmed, seats.Moved, seats.Released, seats.Cancelled, seats.NoSeat, seats.Shown, seats.Erased,
		seats.Halted, seats.Queued, seats.Unqueued, seats.Free, seats.OnlyOne, seats.Declined, seats.Preferred, seats.Coming,
		seats.Standing, seats.Rated,
	}
	notes := []conversation.Note{
		conversation.NoteNone, conversation.NoteUnknown, conversation.NoteWordless, conversation.NoteBadName,
		conversation.NoteTooLong, conversation.NoteClosed, conversation.NoteOver, conversation.NoteEarly,
		conversation.NoteStandby, conversation.NoteThanks,
	}
	hold := seats.Hold{Visit: left, Party: 1, Until: cat.Event.Start}
	return func(yield func(sight) bool) {
		for _, outcome := range outcomes {
			for _, note := range notes {
				reply := conversation.Reply{Hold: &hold, Talk: conversation.Talk{Language: lang}, Waits: queues(cat)[1]}
				reply.Result = seats.Result{Outcome: outcome, Left: leaving[outcome]}
				in := conversation.Input{At: cat.Event.Start.Add(-time.Hour)}
				screen := conversation.Show(cat, in, note, reply)
				if !yield(sight{"home, " + string(outcome) + " " + string(note), screen}) {
					return
				}
			}
		}
	}
}

// told yields every letter with everything that changes it, in the first visit
// and in the last.
func told(cat *catalogue.Catalogue) iter.Seq[sight] {
	at, first, last := cat.Event.Start.Add(-5*time.Hour), cat.Visits[0].ID, cat.Visits[len(cat.Visits)-1].ID
	return func(yield func(sight) bool) {
		for reply := range claims(cat) {
			for _, reply.Visits = range fillings(cat) {
				for i, kind := range append(kinds, kinds...) {
					n := seats.Notice{Kind: kind, Number: mostRank, Visit: first, Left: last, Thing: "1234567890123", Until: cat.Event.Start.Add(-3 * time.Hour)}
					if i >= len(kinds) {
						n.Visit, n.Left = last, first
					}
					screen, ok := conversation.Tell(cat, at, n, true, reply)
					if ok && !yield(sight{"letter " + string(kind), screen}) {
						return
					}
				}
			}
		}
	}
}

// kinds are those of the letters.
var kinds = []seats.Kind{
	seats.KindOffer, seats.KindLapsed, seats.KindGathering, seats.KindPassed, seats.KindReseated, seats.KindHeaded, seats.KindFallen,
	seats.KindReminder, seats.KindNoShow, seats.KindGiven, seats.KindFeedback, seats.KindStale, seats.KindDrift, seats.KindHealed,
}

// TestEveryScreenFitsAPhone renders every screen and letter of the shipped
// catalogue.
func TestEveryScreenFitsAPhone(t *testing.T) {
	cat := catalogue.Shipped()
	r := shippedLocales(t)
	for _, lang := range catalogue.Languages() {
		t.Run(string(lang), func(t *testing.T) {
			log := logged(t)
			faults := map[string]bool{}
			for s := range sights(cat, lang) {
				check(r, lang, s, faults)
			}
			for s := range remarks(cat, lang) {
				check(r, lang, s, faults)
			}
			letters := map[string]bool{}
			for s := range told(cat) {
				check(r, lang, s, faults)
				letters[s.what] = true
			}
			if len(letters) != len(kinds) {
				t.Errorf("%d kinds of letters, want %d: %v", len(letters), len(kinds), letters)
			}
			for _, fault := range slices.Sorted(maps.Keys(faults)) {
				t.Error(fault)
			}
			if log.Len() > 0 {
				t.Errorf("the log is not empty:\n%s", log)
			}
		})
	}
}

// TestALargePartyFitsAKeyboard renders the screens of a catalogue that lets as many
// come on one seat as can be.
func TestALargePartyFitsAKeyboard(t *testing.T) {
	cat := catalogue.Shipped()
	cat.Rules.MaxParty = 99
	r, faults := shippedLocales(t), map[string]bool{}
	for s := range sights(cat, ro) {
		check(r, ro, s, faults)
		buttons := 0
		for _, row := range s.screen.Rows {
			buttons += len(row)
		}
		if buttons > 90 {
			t.Fatalf("%s: %d buttons", s.what, buttons)
		}
	}
	for _, fault := range slices.Sorted(maps.Keys(faults)) {
		t.Error(fault)
	}
}

// check renders one screen and collects what is wrong with it.
func check(r *render.Renderer, lang catalogue.Language, s sight, faults map[string]bool) {
	letter := r.Screen(lang, s.screen)
	if fault := unbalanced(letter.Text); fault != "" {
		faults[s.what+": "+fault] = true
	}
	text := shown(letter.Text)
	if n := units(text); n > 4096 || strings.HasSuffix(strings.TrimSpace(text), "…") {
		faults[s.what+": the text is too long"] = true
	}
	// Telegram formats the first 100 stretches of a message and leaves the rest plain.
	if n := strings.Count(letter.Text, "</"); n > 100 {
		faults[s.what+": "+sprint(n)+" formatted stretches"] = true
	}
	if strings.TrimSpace(text) == "" || strings.Contains(text, "\n\n\n") {
		faults[s.what+": an empty paragraph"] = true
	}
	toast := r.Plain(lang, s.screen.Toast)
	if strings.HasSuffix(toast, "…") || (toast == "") != (s.screen.Toast.ID == "") {
		faults[s.what+": the toast is "+toast] = true
	}
	for _, row := range letter.Rows {
		checkRow(s.what, row, faults)
	}
}

// widest are how many letters a label may have in a row of so many buttons, to be
// read whole on a phone 360 pixels wide.
var widest = []int{0, 36, 20, 12, 8, 6}

// checkRow holds a row against what Telegram takes and a phone shows.
func checkRow(what string, row []render.Button, faults map[string]bool) {
	if len(row) >= len(widest) {
		faults[what+": a row of "+sprint(len(row))] = true
		return
	}
	for _, b := range row {
		if n := utf8.RuneCountInString(b.Text); n == 0 || n > widest[len(row)] {
			faults["label of "+sprint(n)+" letters in a row of "+sprint(len(row))+": "+b.Text] = true
		}
		if (b.Data == "") == (b.URL == "") || len(b.Data) > 64 {
			faults[what+": the button "+b.Text+" carries "+b.Data+b.URL] = true
		}
	}
}

// home is the screen that people see most.
func home(cat *catalogue.Catalogue, lang catalogue.Language) conversation.Screen {
	reply := conversation.Reply{
		Talk: conversation.Talk{Nonce: "12", Language: lang},
		Seat: &seats.Seat{Visit: cat.Visits[0].ID, Party: 2},
	}
	in := conversation.Input{At: cat.Event.Start.Add(-24 * time.Hour)}
	return conversation.Show(cat, in, conversation.NoteNone, reply)
}

func BenchmarkScreen(b *testing.B) {
	r := shippedLocales(b)
	cat := catalogue.Shipped()
	for _, lang := range catalogue.Languages() {
		screen := home(cat, lang)
		b.Run(string(lang), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Screen(lang, screen)
			}
		})
	}
}
