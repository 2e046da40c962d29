package conversation_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// Whatever a person does, in whatever order and whatever happens around them:
// the bot answers, no screen is a dead end, screens and letters offer what the
// table says, all that the person has is on the home screen, and no button of an
// earlier screen changes anything.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalk(rapid.SampledFrom(catalogue.Languages()).Draw(t, "language"))
		w.command("/start")
		begin(t, w)
		var old []conversation.Press
		visit := func() string { return rapid.SampledFrom(w.cat.Visits).Draw(t, "visit").ID }
		number := func(from, to int) int { return rapid.IntRange(from, to).Draw(t, "number") }
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				answered(t, w)
				if word, ok := inTable(w); !ok {
					t.Fatalf("the screen of %s offers %q, the table does not", w.talk.Stage, word)
				}
				old = append(old, presses(w.screen)...)
				for _, l := range w.latest() {
					written(t, l)
					old = append(old, presses(l.Screen)...)
				}
			},
			"press":      func(t *rapid.T) { pressAny(t, w) },
			"press more": func(t *rapid.T) { pressAny(t, w); pressAny(t, w) },
			"tap":        func(t *rapid.T) { tapAny(t, w) },
			"press old":  func(t *rapid.T) { pressOld(t, w, rapid.SampledFrom(old).Draw(t, "button")) },
			"forge": func(t *rapid.T) {
				press := rapid.SampledFrom(old).Draw(t, "button")
				press.Subject, press.Number = rapid.SampledFrom([]string{"", "romexpo", "nowhere", "xx"}).Draw(t, "subject"), number(0, 9)
				w.do(conversation.Input{Press: &press})
			},
			"forge a thing": func(t *rapid.T) {
				press := rapid.SampledFrom(old).Draw(t, "button")
				press.Nonce = rapid.SampledFrom([]string{"", "0", "-1", "007", "n1", "9999999999999999999999"}).Draw(t, "id")
				pressOld(t, w, press)
			},
			"home": func(t *rapid.T) { atHome(t, w) },
			"command": func(t *rapid.T) {
				w.command("/" + rapid.SampledFrom(append(conversation.Commands(), "start", "stats", "start v_smile", "start v_", "start t_x")).Draw(t, "command"))
			},
			"type": func(t *rapid.T) { w.Say(rapid.String().Draw(t, "text")) },
			"send": func(*rapid.T) { w.do(conversation.Input{Wordless: true}) },
			"wait": func(t *rapid.T) { w.pass(time.Duration(number(0, 300)) * time.Minute) },
			"world": func(t *rapid.T) {
				w.organise(rapid.SampledFrom([]string{"capacity", "drift", "heal", "arrive", "noshows", "sweep", "fall"}).Draw(t, "what"), visit(), number(0, 3))
			},
			"fill":  func(*rapid.T) { w.fill(visit(), number(0, 2)); w.deliver() },
			"free":  func(*rapid.T) { w.free(visit(), number(1, 3)); w.deliver() },
			"queue": func(*rapid.T) { w.queue(visit(), number(1, 3)); w.deliver() },
		})
	})
}

// The table and the screens offer the same: each row's buttons are where it
// says, and those that are about a thing on a letter too.
func TestTheTableIsOnTheScreens(t *testing.T) {
	const onLetter conversation.Stage = "letter"
	offered := map[conversation.Stage]map[string]bool{onLetter: {}}
	for _, script := range scripts {
		w := newWalk(catalogue.English)
		for line := range strings.SplitSeq(script, "; ") {
			answered := step(t, w, line)
			for _, l := range w.latest() {
				for _, p := range presses(l.Screen) {
					offered[onLetter][p.Word] = true
				}
			}
			if !answered {
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
		if row.Thing && !offered[onLetter][row.On.Press] {
			t.Errorf("the table has %q for letters, no letter does", row.On.Press)
		}
	}
}

// No button is longer than callback data may be, whatever it is about.
func TestTheLongestButtonFits(t *testing.T) {
	for _, row := range conversation.Table {
		press := conversation.Press{Word: row.On.Press, Subject: strings.Repeat("v", 16), Number: 99, Nonce: strings.Repeat("9", 15)}
		if data := press.Data(); len(data) > 64 {
			t.Errorf("%q has %d bytes", data, len(data))
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

// begin takes a walk somewhere: along a script, perhaps not to its end.
func begin(t *rapid.T, w *walk) {
	script := scripts[rapid.SampledFrom(slices.Sorted(maps.Keys(scripts))).Draw(t, "script")]
	lines := strings.Split(script, "; ")
	for _, line := range lines[:rapid.IntRange(0, len(lines)).Draw(t, "lines")] {
		step(t, w, line)
	}
}

// pressAny presses a button of the screen.
func pressAny(t *rapid.T, w *walk) {
	press := rapid.SampledFrom(presses(w.screen)).Draw(t, "button")
	w.do(conversation.Input{Press: &press})
	if w.reply.Outcome == seats.Stale {
		t.Fatalf("%+v is on the screen and of no use", press)
	}
}

// tapAny presses a button of any letter.
func tapAny(t *rapid.T, w *walk) {
	var all []conversation.Press
	for _, l := range w.letters {
		all = append(all, presses(l.Screen)...)
	}
	if len(all) == 0 {
		return
	}
	press := rapid.SampledFrom(all).Draw(t, "button")
	w.do(conversation.Input{Press: &press})
	if w.reply.Outcome == seats.Stale {
		t.Fatalf("%+v is on a letter and of no use", press)
	}
}

// answered checks that there is something to read and something to do.
func answered(t *rapid.T, w *walk) {
	if w.row.Still {
		return
	}
	if len(w.screen.Lines) == 0 || len(presses(w.screen)) == 0 {
		t.Fatalf("nothing to read or to press at %s: %+v", w.talk.Stage, w.screen)
	}
	carried(t, w.screen)
}

// written checks a letter: there is something to read, and its buttons rest on
// no screen.
func written(t *rapid.T, l letter) {
	if len(l.Lines) == 0 {
		t.Fatalf("nothing to read in %s", l.Kind)
	}
	for _, p := range presses(l.Screen) {
		if !aboutThing(p) || strings.Trim(p.Nonce, "0123456789") != "" || p.Nonce == "" {
			t.Fatalf("the letter %s has the button %+v", l.Kind, p)
		}
	}
	carried(t, l.Screen)
}

// carried checks that every button comes back as it was sent.
func carried(t *rapid.T, s conversation.Screen) {
	for _, p := range presses(s) {
		if back, ok := conversation.ParsePress(p.Data()); !ok || back != p || len(p.Data()) > 64 {
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

// aboutThing says whether a button is about a thing.
func aboutThing(p conversation.Press) bool {
	return slices.ContainsFunc(conversation.Table, func(row conversation.Row) bool { return row.On.Press == p.Word && row.Thing })
}

// atHome checks that all that the person has is on the home screen.
func atHome(t *rapid.T, w *walk) {
	w.command("/start")
	if w.cat.Event.Past(w.now) {
		return
	}
	said := map[string]int{}
	for _, line := range w.screen.Lines {
		said[line.ID]++
	}
	if w.reply.Seat != nil != (said["visits.seat"] == 1) {
		t.Fatalf("the seat %+v is not at home: %v", w.reply.Seat, said)
	}
	if w.reply.Hold != nil != (said["visits.hold"]+said["visits.offer"] == 1) {
		t.Fatalf("what is held %+v is not at home: %v", w.reply.Hold, said)
	}
	if len(w.reply.Waits) != said["visits.waiting"] {
		t.Fatalf("the queues %+v are not at home: %v", w.reply.Waits, said)
	}
}

// pressOld presses a button of an earlier screen or letter. If it is about a
// thing it may still stand, but not twice.
func pressOld(t *rapid.T, w *walk, press conversation.Press) {
	if press.Nonce == w.talk.Nonce {
		return
	}
	if aboutThing(press) && press.Nonce != "" {
		w.do(conversation.Input{Press: &press})
	}
	w.look(seats.Result{}) // frees what has run out by now
	seat, hold, waits := w.ledger.Seats[ana], w.ledger.Holds[ana], w.ledger.Waits[ana]
	w.do(conversation.Input{Press: &press})
	if w.ledger.Seats[ana] != seat || w.ledger.Holds[ana] != hold || !slices.Equal(w.ledger.Waits[ana], waits) {
		t.Fatalf("the old button %+v changed what the person has", press)
	}
}
