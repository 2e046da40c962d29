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
		conversation.StageCentres, conversation.StageLanguage, conversation.StageHelp, conversation.StagePrivacy,
		conversation.StageErasing,
	} {
		about[stage] = []string{""}
	}
	return about
}

// fillings are how many places of each visit are taken: none, all but one, all.
func fillings(cat *catalogue.Catalogue) []map[string]int {
	empty, last, full := map[string]int{}, map[string]int{}, map[string]int{}
	for _, v := range cat.Visits {
		last[v.ID], full[v.ID] = max(0, v.Capacity-1), v.Capacity
	}
	return []map[string]int{empty, last, full}
}

// claims are what a person can hold: nothing, a hold, a seat, both; each in the
// first visit or in the last. The name and the remark are as long as they may be.
func claims(cat *catalogue.Catalogue) iter.Seq[conversation.Reply] {
	first, last := cat.Visits[0].ID, cat.Visits[len(cat.Visits)-1].ID
	until := cat.Event.Start.Add(-time.Hour)
	return func(yield func(conversation.Reply) bool) {
		for _, held := range []string{"", first, last} {
			for _, seated := range []string{"", first, last} {
				reply := conversation.Reply{}
				if held != "" {
					reply.Hold = &seats.Hold{Visit: held, Party: 1, Until: until}
					reply.Remark = conversation.Private(strings.Repeat("&", conversation.MaxRemark))
				}
				if seated != "" {
					reply.Seat = &seats.Seat{Visit: seated, Party: cat.Rules.MaxParty, Code: "AB34CD"}
					reply.Name = conversation.Private(strings.Repeat("<", conversation.MaxName))
				}
				if !yield(reply) {
					return
				}
			}
		}
	}
}

// sights yields every stage with everything that changes what it shows.
func sights(cat *catalogue.Catalogue, lang catalogue.Language) iter.Seq[sight] {
	start := cat.Event.Start
	times := []time.Time{start.Add(-24 * time.Hour), start, cat.Event.End}
	return func(yield func(sight) bool) {
		for stage, subjects := range stages(cat) {
			for _, subject := range subjects {
				for reply := range claims(cat) {
					reply.Outcome = seats.Done
					reply.Talk = conversation.Talk{
						Place: conversation.Place{Stage: stage, Subject: subject},
						Nonce: "zzzzzzzzzz", Language: lang,
					}
					for _, reply.Taken = range fillings(cat) {
						for _, at := range times {
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
	}
	notes := []conversation.Note{
		conversation.NoteNone, conversation.NoteUnknown, conversation.NoteWordless, conversation.NoteBadName,
		conversation.NoteTooLong, conversation.NoteClosed, conversation.NoteOver, conversation.NoteEarly,
	}
	hold := seats.Hold{Visit: left, Party: 1, Until: cat.Event.Start}
	return func(yield func(sight) bool) {
		for _, outcome := range outcomes {
			for _, note := range notes {
				reply := conversation.Reply{Hold: &hold, Talk: conversation.Talk{Language: lang}}
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

// TestEveryScreenFitsAPhone renders every screen of the shipped catalogue.
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
			for _, fault := range slices.Sorted(maps.Keys(faults)) {
				t.Error(fault)
			}
			if log.Len() > 0 {
				t.Errorf("the log is not empty:\n%s", log)
			}
		})
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

// widest are how many letters a label may have in a row of one, two or three
// buttons, to be read whole on a phone 360 pixels wide.
var widest = []int{0, 36, 20, 12}

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
