package main

import (
	"slices"
	"strings"
	"testing"

	"visitbot/bot/organiser"
	"visitbot/bot/telegram"
)

// hostilePresses are what no button says. None of them names what a command could
// be about, but for the person without a seat.
func hostilePresses(c organiser.Command) (all []string) {
	for _, word := range []string{"d." + c.Word, "y." + c.Word} {
		all = append(all, word, word+":", word+":::::", word+"x:::")
		for _, about := range hostileSubjects(c) {
			all = append(all, word+":"+about+"::none")
		}
		for _, tail := range hostileTails(c) {
			all = append(all, word+":vnowhere"+tail, word+":ptg-999"+tail)
		}
	}
	return all
}

// long is longer than a button can be.
var long = strings.Repeat("x", 300)

func hostileSubjects(c organiser.Command) []string {
	if c.Word == "stats" { // it is about nothing, and its picture takes long
		return []string{"", long}
	}
	abouts := []string{
		"", "   ", "v", "p", "m", "v p m", long, "v" + long, "p" + long, "m" + long, "\x00", "p|\n|", "vromexpo|smile", "vnowhere", "ptg-999", "pdesk-nobody", "ptg--1 vnowhere",
		"mnonsense", "m0_0", "mx_y", "m99999999999999999999_1", "m5-5-5", "m-5", "mlook.", "mlook.x:left", "mstop.nobody", "menough", "msend", "mout", "mowner", "mmeeting-xx", "mcapacity vnowhere",
	}
	if c.About(organiser.TakesPerson) {
		abouts = append(abouts, "ptg-999 vsmile", "ptg-304 vsmile", "pdesk-nobody vincubator")
	}
	return abouts
}

// hostileTails are numbers and ids. The last is what another did.
func hostileTails(c organiser.Command) []string {
	tails := []string{":1:none", ":999999999:none", ":-1:none", ":99999999999999999999:none", ":1:no|ne\n", ":1:" + long, ":1:seatBBBBBB"}
	if c.Word == "undo" { // an organiser may undo what another did
		tails = tails[:len(tails)-1]
	}
	return tails
}

// TestHostilePresses lets an organiser press what no button says. Nothing is
// changed, nothing panics, and everything is answered.
func TestHostilePresses(t *testing.T) {
	for _, c := range organiser.Table {
		t.Run(c.Word, func(t *testing.T) {
			t.Parallel()
			w := newStage(t, c.Word)
			defer w.close()
			presses := map[string]string{} // query → data
			w.withstands(w.try(func() string { w.forgeAll(hostilePresses(c), presses); return "" }))
			for query, data := range presses {
				if _, _, answered := w.telegram.Answer(query); !answered {
					t.Errorf("%q is not answered", data)
				}
			}
		})
	}
}

// forgeAll lets an organiser press all of these at once.
func (w *stage) forgeAll(all []string, presses map[string]string) {
	w.t.Helper()
	for _, data := range all {
		query, err := w.telegram.ForgePress(theOrganiser, gone, data)
		w.must(err)
		presses[query] = data
	}
}

// withstands fails where hostile presses have done anything.
func (w *stage) withstands(r trial) {
	w.t.Helper()
	if r.effect() || len(r.refused) > 0 {
		w.t.Errorf("they have changed %q, and the journal says %q", r.touched, r.refused)
	}
	if n := w.service.client.Poisoned(); n > 0 {
		w.t.Errorf("%d of them make the bot panic", n)
	}
	for _, text := range r.seen {
		if strings.Contains(text, "⟦") {
			w.t.Errorf("not rendered: %q", text)
		}
	}
}

// TestRefusedPressesAreKept presses twice under one message; what Telegram
// delivers again is the same press.
func TestRefusedPressesAreKept(t *testing.T) {
	w := newStage(t, "")
	r := w.try(func() string {
		_, err := w.telegram.ForgePress(theAttendee, gone, "d.stats:::")
		w.must(err)
		query, err := w.telegram.ForgePress(theAttendee, gone, "d.list:::")
		w.must(err)
		w.must(w.telegram.Redeliver(query))
		return query
	})
	ana := string(telegram.Person(theAttendee))
	if !slices.Equal(r.refused, []string{ana + " stats", ana + " list"}) {
		t.Errorf("the journal says %q", r.refused)
	}
}

// TestForeignNonceAddsNobody adds somebody under ids that the bot did not give for
// that: what another has added keeps its name, and what is no id is none.
func TestForeignNonceAddsNobody(t *testing.T) {
	w := newStage(t, "add")
	w.play(theOwner, "/add romexpo Solomiia 1", "[Yes, add")
	_, foreign, _ := strings.Cut(w.button(theOwner, "d.undo:"), ":::")
	if foreign == "" {
		t.Fatal("nobody was added")
	}
	for _, nonce := range []string{foreign, "no|ne", "", strings.Repeat("x", 13)} {
		w.play(theOrganiser, "/add romexpo Mallory 1")
		before := w.stored()
		w.forge(origins[len(origins)-1], "y.add:vromexpo:1:"+nonce)
		changed := differing(before, w.stored())
		if slices.Contains(changed, "seats") || slices.ContainsFunc(changed, func(name string) bool { return strings.HasPrefix(name, "sealed:desk:") }) {
			t.Errorf("%q changed %q", nonce, changed)
		}
	}
}

// TestCapacityStaysInRange names more places than the command takes.
func TestCapacityStaysInRange(t *testing.T) {
	w := newStage(t, "capacity")
	me := origins[len(origins)-1]
	for _, data := range []string{"d.capacity:vromexpo:100002:", "y.capacity:vromexpo m100001:1:none", "y.capacity:vromexpo m-1:1:none"} {
		w.forge(me, data)
		if yes := w.button(theOrganiser, "y.capacity:"); yes != "" {
			t.Errorf("%q offers %q", data, yes)
		}
	}
}

// TestDismissedInTheMiddle dismisses somebody who was asked for something: what
// they type then is refused, and nothing waits for them any more.
func TestDismissedInTheMiddle(t *testing.T) {
	w := newStage(t, "")
	w.play(theOrganiser, "/meeting romexpo", "Gate A")
	w.must(w.service.store.Dismiss(w.ctx, w.done(theOwner, "another"), telegram.Person(theOrganiser)))
	for _, say := range []func(){
		func() { w.say(theOrganiser, "Poarta A") },
		func() {
			_, err := w.telegram.ForgePress(theOrganiser, gone, "d.meeting:menough::")
			w.must(err)
		},
	} {
		r := w.try(func() string { say(); return "" })
		if r.effect() || !slices.Equal(r.refused, []string{string(telegram.Person(theOrganiser)) + " meeting"}) {
			t.Errorf("changed %q, and the journal says %q", r.touched, r.refused)
		}
		if draft, waits := w.stored()["draft:"+string(telegram.Person(theOrganiser))]; waits {
			t.Errorf("still waits: %s", draft)
		}
	}
}

// TestForwardedInTheMiddle forwards somebody else's words when a text is asked
// for.
func TestForwardedInTheMiddle(t *testing.T) {
	w := newStage(t, "")
	w.play(theOrganiser, "/meeting romexpo")
	for _, o := range origins {
		if !o.notMe || o.group() {
			continue
		}
		r := w.tell(o, "Purple giraffe")
		if len(r.touched) > 0 || len(r.refused) != 1 {
			t.Errorf("%s: changed %q, and the journal says %q", o.name, r.touched, r.refused)
		}
	}
}

// TestTicketLinks opens a ticket's link from every origin: only who is at the
// door sees whose it is, and nobody in a group.
func TestTicketLinks(t *testing.T) {
	w := newStage(t, "")
	for _, o := range origins {
		if o.say == nil {
			continue
		}
		r := w.tell(o, "/start t_token-K7M4QX")
		sees := slices.ContainsFunc(r.seen, func(text string) bool { return strings.Contains(text, "Bohdan") })
		may := o.role >= organiser.Steward && o.who != farSteward && !o.notMe && !o.words && !o.group()
		isTold := slices.ContainsFunc(r.seen, func(text string) bool { return strings.Contains(text, "This ticket is for another visit") })
		if sees != may || isTold != (o.who == farSteward) || slices.Contains(r.touched, "seats") {
			t.Errorf("%s: sees %q, changed %q", o.name, r.seen, r.touched)
		}
	}
}
