package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
)

// book takes a visitor to a ticket.
func (v *visitor) book(visit string) {
	v.t.Helper()
	v.say("/start")
	v.press(visit)
	v.press("Reserve a place")
	v.press("Confirm")
	v.sees("(picture")
}

// hold takes a visitor to the booking of a visit.
func (v *visitor) hold(visit string) {
	v.t.Helper()
	v.say("/start v_" + visit)
	v.press("Reserve a place")
	v.sees("[Confirm]")
}

// A ticket that holds no more says so wherever it is shown, and has no buttons.
func TestAVoidTicketSaysSo(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.book("Romexpo")
	ana.say("/myseat")
	ana.seesTimes("(picture", 2)
	ana.seesTimes("You are signed up", 2) // the screen is at the bottom now
	ana.press("Change visit")
	ana.press("SMILE")
	ana.press("Reserve a place")
	ana.sees("Until then it stays yours")
	ana.press("Confirm")
	ana.sees("for another visit")
	ana.seesTimes("No longer valid", 2)
	ana.seesTimes("(picture", 3)
	for _, m := range w.telegram.Chat(7) {
		if strings.Contains(m.Caption, "No longer valid") && len(m.Keyboard) > 0 {
			t.Error("a void ticket still has buttons")
		}
	}
	uploads := 0
	for _, call := range w.telegram.Calls("sendPhoto") {
		if len(call.Files) > 0 {
			uploads++
		}
	}
	if uploads != 2 {
		t.Errorf("%d pictures were uploaded for two tickets", uploads)
	}
}

// seesTimes waits until a text is in the chat that often.
func (v *visitor) seesTimes(text string, times int) {
	v.t.Helper()
	v.await(fmt.Sprintf("%q %d times", text, times), func(chat string) bool { return strings.Count(chat, text) == times })
}

func TestTheCalendarFile(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.book("Romexpo")
	ana.press("Calendar")
	ana.sees("add the visit to your calendar")
	for _, m := range w.telegram.Chat(7) {
		if m.Document == nil {
			continue
		}
		name, data, ok := w.telegram.File(m.Document.ID)
		if !ok || name != "visit-romexpo.ics" || !strings.Contains(string(data), "DTSTART;TZID=Europe/Bucharest:20240111T143000") {
			t.Errorf("%s %v\n%s", name, ok, data)
		}
		return
	}
	t.Error("no document in the chat")
}

// Whatever a person sends has an answer.
func TestAnythingElse(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "<b>Ana & Co</b>", "uk-UA")
	ana.say("/start")
	ana.sees("Re:think Bridges")
	ana.say(strings.Repeat("я", 4000))
	ana.seesTimes("іншими словами", 1)
	for i, fields := range []map[string]any{
		{"sticker": map[string]any{"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": false, "is_video": false}},
		{"location": map[string]any{"latitude": 44.4, "longitude": 26.1}},
		{"contact": map[string]any{"phone_number": "1", "first_name": "A"}},
		{"poll": map[string]any{"id": "1", "question": "?", "options": []any{}, "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "regular", "allows_multiple_answers": false}},
	} {
		if _, err := w.telegram.Send(7, fields); err != nil {
			t.Fatal(err)
		}
		ana.seesTimes("Я читаю лише текст", i+1)
	}
}

func TestNamesAreShownAsTyped(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "<b>Ana & Co</b>", "en")
	ana.hold("smile")
	ana.sees("Name: <b>Ana & Co</b>")
	ana.press("Change name")
	ana.sees("Type the name")
	ana.say(strings.Repeat("long ", 800))
	ana.sees("at most 64 letters")
	ana.say("شهاب <i> 🙂 &amp;")
	ana.sees("Name: شهاب <i> 🙂 &amp;")
	ana.await("the typed name to leave the chat", func(chat string) bool { return !strings.Contains(chat, "person\nشهاب") })
	ana.press("Confirm")
	ana.sees("شهاب <i> 🙂 &amp; · 1 person")
}

// A message edited is said anew; one that was too long can be mended so.
func TestAnEditedMessage(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.hold("smile")
	ana.press("Change name")
	ana.sees("Type the name")
	id, err := w.telegram.Say(7, strings.Repeat("long ", 100))
	if err != nil {
		t.Fatal(err)
	}
	ana.sees("at most 64 letters")
	if err := w.telegram.EditSaid(7, id, "Ana I."); err != nil {
		t.Fatal(err)
	}
	ana.sees("Name: Ana I.")
}

// A button pressed twice, or on another screen by now, does no harm.
func TestOldButtons(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.say("/start v_smile")
	ana.sees("Reserve a place")
	chat := w.telegram.Chat(7)
	card := chat[len(chat)-1]
	reserve := card.Keyboard[0][0].Data
	for range 2 { // from two phones
		if _, err := w.telegram.ForgePress(7, card.ID, reserve); err != nil {
			t.Fatal(err)
		}
	}
	ana.sees("[Confirm]")
	query, err := w.telegram.ForgePress(7, card.ID, strings.Replace(reserve, "smile", "romexpo", 1))
	if err != nil {
		t.Fatal(err)
	}
	ana.answered(query, "earlier screen")
	for _, forged := range []string{"hold:smile::", "confirm:romexpo::" + "x", "erase:::", "nonsense", "speak:xx::a", "fit:smile:99:a"} {
		query, err := w.telegram.ForgePress(7, card.ID, forged)
		if err != nil {
			t.Fatal(err)
		}
		ana.answered(query, "earlier screen")
	}
	ana.sees("[Confirm]")
}

// answered waits for the answer to a press.
func (v *visitor) answered(query, text string) {
	v.t.Helper()
	v.await(fmt.Sprintf("the answer %q", text), func(string) bool {
		got, _, ok := v.telegram.Answer(query)
		return ok && strings.Contains(got, text)
	})
}

func TestInAGroup(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	const group = -100500
	w.telegram.AddGroup(emulator.Group{ID: group, Title: "Refugee helpers", SeesAll: true})
	for _, text := range []string{"hello", "/start", "/start@other_bot", "/myseat@rethink_visits_bot"} {
		if _, err := w.telegram.SayIn(group, 7, text); err != nil {
			t.Fatal(err)
		}
	}
	ana.await("an answer in the group", func(string) bool { return len(w.telegram.Chat(group)) == 5 })
	answer := w.telegram.Chat(group)[4]
	if answer.Text != "I answer in private chats." || answer.Keyboard[0][0].URL != "https://t.me/rethink_visits_bot" {
		t.Errorf("%+v", answer)
	}
}

// Somebody who blocked the bot stops nobody else's ticket.
func TestABlockedPerson(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana, bogdan := w.person(7, "Ana", "en"), w.person(8, "Bogdan", "en")
	ana.hold("smile")
	w.telegram.Fault(emulator.Fault{Method: "sendPhoto", Times: 1, Status: 403, Description: "Forbidden: bot was blocked by the user"})
	ana.press("Confirm")
	ana.await("her ticket to be refused", func(string) bool { return len(w.telegram.Calls("sendPhoto")) == 1 })
	bogdan.book("SMILE")
}

// A send of unknown fate is repeated, with the same code; what Telegram takes
// back in time is not.
func TestATicketOfUnknownFate(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	w.telegram.Fault(emulator.Fault{Method: "sendPhoto", Times: 1, Drop: emulator.DropAfter})
	ana := w.person(7, "Ana", "en")
	ana.book("Romexpo")
	ana.seesTimes("(picture", 2)
}

// When the event is past, the bot only informs.
func TestAfterTheEvent(t *testing.T) {
	w := newWorld(t, nil)
	w.now = func() time.Time { return before.AddDate(0, 1, 0) }
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.say("/start")
	ana.sees("These visits have taken place")
	ana.press("Romexpo")
	ana.sees("Address:")
	if strings.Contains(ana.chat(), "[Reserve") {
		t.Error("a place can be reserved after the event")
	}
}

// What was typed stays, whatever else is changed.
func TestRemovingTheRemarkKeepsTheName(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Profile", "en")
	ana.hold("smile")
	ana.press("Change name")
	ana.sees("Type the name")
	ana.say("Typed Name")
	ana.sees("Name: Typed Name")
	ana.press("Add a remark")
	ana.sees("Type what your hosts")
	ana.say("Interpreter, please")
	ana.sees("Remark: Interpreter, please")
	ana.press("Change remark")
	ana.press("Remove the remark")
	ana.await("the remark to go", func(chat string) bool {
		return !strings.Contains(chat, "Remark:") && strings.Contains(chat, "[Confirm]")
	})
	ana.sees("Name: Typed Name")
}

// A typed answer that Telegram delivers again is on the screen already.
func TestATextThatComesAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.hold("smile")
	ana.press("Change name")
	ana.sees("Type the name")
	id, err := w.telegram.Say(7, "Typed Name")
	if err != nil {
		t.Fatal(err)
	}
	ana.sees("Name: Typed Name")
	again := bot.Update{Chat: 7, Message: id, Input: conversation.Input{
		Person: "tg:7", Operation: fmt.Sprint("7:", id), Tongue: "en", Profile: "Ana", Said: "Typed Name",
	}}
	if err := w.service.bot.Handle(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	w.service.bot.Wait()
	if chat := ana.chat(); strings.Contains(chat, "did not understand") || !strings.Contains(chat, "[Confirm]") {
		t.Error(chat)
	}
}

// However quickly the screen is moved, only one has buttons.
func TestOneScreenHasButtons(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.poll()
	ana := w.person(7, "Ana", "en")
	for range 20 {
		ana.say("/start")
	}
	ana.settle()
	stop()
	live := 0
	for _, m := range w.telegram.Chat(7) {
		if len(m.Keyboard) > 0 {
			live++
		}
	}
	if live != 1 {
		t.Errorf("%d screens have buttons\n%s", live, ana.chat())
	}
}

// A press on an old screen makes that the screen, and the other loses its
// buttons.
func TestAPressOnAnOldScreen(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.poll()
	ana := w.person(7, "Ana", "en")
	ana.says("/start")
	old := w.telegram.Chat(7)[1]
	ana.says("/start")
	if _, err := w.telegram.ForgePress(7, old.ID, old.Keyboard[0][0].Data); err != nil {
		t.Fatal(err)
	}
	ana.settle()
	stop()
	chat := w.telegram.Chat(7)
	if len(chat[1].Keyboard) == 0 || len(chat[3].Keyboard) > 0 {
		t.Error(ana.chat())
	}
}

// A mark on a ticket speaks the person's language, even after they are erased.
func TestErasedInOnesOwnLanguage(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	olena := w.person(7, "Олена", "uk")
	olena.say("/start v_smile")
	olena.press("Забронювати")
	olena.press("Підтвердити")
	olena.sees("(picture")
	olena.say("/privacy")
	olena.press("Видалити")
	olena.press("Так, видалити все")
	olena.sees("Усі дані про вас видалено")
	olena.sees("недійсний")
}

// A catalogue without a visit in which people hold places is refused.
func TestAVisitThatIsMissed(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.poll()
	ana := w.person(7, "Ana", "en")
	ana.says("/start v_smile")
	ana.presses("Reserve a place")
	stop()
	cat := *w.service.catalogue
	cat.Visits = cat.Visits[:1]
	wiring := w.service.wiring
	wiring.catalogue = &cat
	if _, err := newService(t.Context(), wiring); err == nil || !strings.Contains(err.Error(), `"smile"`) {
		t.Errorf("got %v", err)
	}
}

// Nothing that a person types reaches Redis in the clear, however it comes.
func TestNothingTypedIsStoredInTheClear(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.poll()
	ana := w.person(7, "Ana", "en")
	for _, text := range []string{"/myseat secret words", "/start t_secret", "/start v_secret", "/secret", "secret", "/cancel secret"} {
		ana.says(text)
	}
	ana.says("/start v_smile")
	ana.presses("Reserve a place")
	ana.presses("Change name")
	ana.says("secret name")
	ana.presses("Add a remark")
	ana.says("secret remark")
	stop()
	for _, key := range w.redis.Keys(t.Context(), "*").Val() {
		var all any
		switch w.redis.Type(t.Context(), key).Val() {
		case "hash":
			all = w.redis.HGetAll(t.Context(), key).Val()
		case "zset":
			all = w.redis.ZRange(t.Context(), key, 0, -1).Val()
		case "stream":
			all = w.redis.XRange(t.Context(), key, "-", "+").Val()
		default:
			all = w.redis.Get(t.Context(), key).Val()
		}
		if strings.Contains(fmt.Sprint(key, all), "secret") {
			t.Errorf("%s: %v", key, all)
		}
	}
}

// A talk begins in a language that the catalogue offers.
func TestOnlyOfferedLanguages(t *testing.T) {
	w := newWorld(t, func(cat *catalogue.Catalogue) { cat.Rules.Languages = []catalogue.Language{"en", "ro"} })
	w.run()
	olena := w.person(7, "Олена", "uk")
	olena.say("/start")
	olena.sees("choose one")
}
