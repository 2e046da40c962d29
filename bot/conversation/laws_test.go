package conversation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// Whatever a person does, in whatever order: the bot answers, no screen is a
// dead end, the screen offers what the table says, and an old button changes
// no seat.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalk(rapid.SampledFrom(catalogue.Languages()).Draw(t, "language"))
		w.command("/start")
		var old []conversation.Press
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				answered(t, w)
				if word, ok := inTable(w); !ok {
					t.Fatalf("the screen of %s offers %q, the table does not", w.talk.Stage, word)
				}
				old = append(old, presses(w.screen)...)
			},
			"press": func(t *rapid.T) {
				press := rapid.SampledFrom(presses(w.screen)).Draw(t, "button")
				w.do(conversation.Input{Press: &press})
			},
			"press old": func(t *rapid.T) { pressOld(t, w, rapid.SampledFrom(old).Draw(t, "button")) },
			"forge": func(t *rapid.T) {
				press := rapid.SampledFrom(old).Draw(t, "button")
				press.Subject, press.Number = rapid.SampledFrom([]string{"", "romexpo", "nowhere", "xx"}).Draw(t, "subject"), rapid.IntRange(0, 9).Draw(t, "number")
				w.do(conversation.Input{Press: &press})
			},
			"command": func(t *rapid.T) {
				w.command("/" + rapid.SampledFrom(append(conversation.Commands(), "start", "stats", "start v_smile", "start v_", "start t_x")).Draw(t, "command"))
			},
			"type": func(t *rapid.T) { w.say(rapid.String().Draw(t, "text")) },
			"send": func(*rapid.T) { w.do(conversation.Input{Wordless: true}) },
			"wait": func(t *rapid.T) {
				w.now = w.now.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "minutes")) * time.Minute)
			},
			"fill": func(t *rapid.T) {
				w.fill(rapid.SampledFrom(w.cat.Visits).Draw(t, "visit").ID, rapid.IntRange(0, 2).Draw(t, "left"))
			},
		})
	})
}

// The table and the screens offer the same: each row's buttons are where it
// says.
func TestTheTableIsOnTheScreens(t *testing.T) {
	offered := map[conversation.Stage]map[string]bool{}
	for _, script := range scripts {
		w := newWalk(catalogue.English)
		for line := range strings.SplitSeq(script, "; ") {
			if !step(t, w, line) {
				continue
			}
			if word, ok := inTable(w); !ok {
				t.Errorf("the screen of %s offers %q, the table does not", w.talk.Stage, word)
			}
			if offered[w.talk.Stage] == nil {
				offered[w.talk.Stage] = map[string]bool{}
			}
			for _, p := range presses(w.screen) {
				offered[w.talk.Stage][p.Word] = true
			}
		}
	}
	for _, row := range conversation.Table {
		for _, stage := range row.From {
			if row.On.Press != "" && !offered[stage][row.On.Press] {
				t.Errorf("the table offers %q at %s, no screen does", row.On.Press, stage)
			}
		}
	}
}

func presses(s conversation.Screen) []conversation.Press {
	var all []conversation.Press
	for _, row := range s.Rows {
		for _, b := range row {
			if b.Map == "" {
				all = append(all, b.Press)
			}
		}
	}
	return all
}

// answered checks that there is something to read and something to do.
func answered(t *rapid.T, w *walk) {
	if w.row.Still {
		return
	}
	if len(w.screen.Lines) == 0 || len(presses(w.screen)) == 0 {
		t.Fatalf("nothing to read or to press at %s: %+v", w.talk.Stage, w.screen)
	}
	for _, p := range presses(w.screen) {
		if data := p.Data(); len(data) > 64 {
			t.Fatalf("%q is longer than callback data may be", data)
		}
		if back, ok := conversation.ParsePress(p.Data()); !ok || back != p {
			t.Fatalf("%+v comes back as %+v", p, back)
		}
	}
}

// inTable says whether the table has every button of the screen at its stage,
// and which it has not.
func inTable(w *walk) (word string, ok bool) {
	for _, p := range presses(w.screen) {
		if !slices.ContainsFunc(conversation.Table, func(row conversation.Row) bool {
			return row.On.Press == p.Word && slices.Contains(row.From, w.talk.Stage)
		}) {
			return p.Word, false
		}
	}
	return "", true
}

// pressOld presses a button of an earlier screen.
func pressOld(t *rapid.T, w *walk, press conversation.Press) {
	current := press.Nonce == w.talk.Nonce
	w.ledger.Do(w.now, "tg:0", seats.Request{Act: seats.ActNothing}) // frees what has run out by now
	seat, hold := w.ledger.Seats[ana], w.ledger.Holds[ana]
	w.do(conversation.Input{Press: &press})
	if !current && (w.ledger.Seats[ana] != seat || w.ledger.Holds[ana] != hold) {
		t.Fatalf("the old button %+v changed the seat", press)
	}
}
