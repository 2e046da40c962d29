package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/telegram"
)

// Each role has its own commands in the menu, in its language, before everybody's;
// who is dismissed has everybody's again.
func TestMenusShowEachRoleItsOwn(t *testing.T) {
	w := newWorld(t, nil, func(made *wiring) { made.owners = []int64{1} })
	w.run()
	owner, steward, ana := w.person(1, "Ioana", "ro"), w.person(2, "Vlad", "uk"), w.person(3, "Ana", "en")
	ana.say("/start")
	ana.sees("Romexpo")
	owner.say("/invite steward smile")
	owner.sees("start=i_")
	steward.say("/start " + (&player{demoWorld: &demoWorld{telegram: w.telegram}}).linked("Ioana"))
	steward.await("the steward's menu", func(string) bool { return does(w.telegram.Menu(2), "checkin") != "" })
	if does(w.telegram.Menu(2), "stats") != "" || does(w.telegram.Menu(2), "visits") == "" {
		t.Errorf("a steward: %v", w.telegram.Menu(2))
	}
	if got := does(w.telegram.Menu(2), "door"); got != "список для входу, щоб роздрукувати" {
		t.Errorf("in the steward's language: %q", got)
	}
	if does(w.telegram.Menu(1), "stats") == "" || does(w.telegram.Menu(3), "checkin") != "" {
		t.Errorf("the owner: %v; an attendee: %v", w.telegram.Menu(1), w.telegram.Menu(3))
	}
	owner.say("/team")
	owner.press("Scot: Vlad")
	owner.press("Da, scot")
	steward.await("everybody's menu", func(string) bool { return does(w.telegram.Menu(2), "checkin") == "" })
	if does(w.telegram.Menu(2), "visits") == "" {
		t.Errorf("dismissed: %v", w.telegram.Menu(2))
	}
}

// does is what a menu says of a command; empty: it has none.
func does(menu []emulator.Command, word string) string {
	i := slices.IndexFunc(menu, func(c emulator.Command) bool { return c.Command == word })
	if i < 0 {
		return ""
	}
	return menu[i].Description
}

// Every button of the menu answers in every language, and so does every command
// typed with nothing, with nonsense, and with its example behind it.
func TestEveryCommandAnswersInEveryLanguage(t *testing.T) {
	w := newWorld(t, nil, func(made *wiring) { made.owners = []int64{1} })
	n := 0
	take := func(lang catalogue.Language, u bot.Update) {
		t.Helper()
		n++
		u.Person, u.At, u.Tongue, u.Operation, u.Chat, u.Message = telegram.Person(1), w.now(), lang, fmt.Sprint("1:", n), 1, n
		answer, err := w.service.desk.Take(t.Context(), u)
		if err != nil || answer == nil || len(answer.Letters) == 0 && answer.Toast.ID == "" {
			t.Fatalf("%s %s: %+v %v", u.Command, u.Payload, answer, err)
		}
		for _, letter := range answer.Letters {
			if strings.Contains(fmt.Sprint(letter.Text, letter.Rows), "⟦") {
				t.Errorf("%s: /%s %s %+v: %s", lang, u.Command, u.Payload, u.Press, letter.Text)
			}
		}
	}
	for _, lang := range catalogue.Languages() {
		for _, command := range organiser.Table {
			take(lang, bot.Update{Input: conversation.Input{Press: &conversation.Press{Word: "d." + command.Word}}, Query: "1"})
			for _, payload := range []string{"", "нонсенс ‹›", command.Example} {
				take(lang, bot.Update{Input: conversation.Input{Command: command.Word, Payload: payload}})
			}
		}
	}
}
