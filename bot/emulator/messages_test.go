package emulator

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// find gives a message of Ana's chat.
func (w *world) find(id int) Message {
	w.t.Helper()
	for _, m := range w.Chat(ana) {
		if m.ID == id {
			return m
		}
	}
	w.t.Fatalf("message %d is not in the chat", id)
	return Message{}
}

func TestWhatPeopleSee(t *testing.T) {
	w := newWorld(t, Options{})
	id := w.send("sendMessage", "chat_id", "501", "text", "<b>Locuri</b>: 3", "parse_mode", "HTML", "reply_markup",
		`{"inline_keyboard":[[{"text":"Site","url":"https://example.com"}],[],[{"text":"Da","callback_data":"y","style":"success"}]]}`)
	m := w.find(id)
	if m.Text != "Locuri: 3" || m.HTML != "<b>Locuri</b>: 3" || !m.FromBot || m.From != 4200 || !m.Date.Equal(w.clock.at) {
		t.Errorf("message: %+v", m)
	}
	if len(m.Keyboard) != 2 || m.Keyboard[0][0].URL != "https://example.com" || m.Keyboard[1][0].Data != "y" || m.Keyboard[1][0].Style != "success" {
		t.Errorf("keyboard: %+v", m.Keyboard)
	}
	var raw struct {
		Text     string
		Entities []Entity
		From     struct {
			IsBot bool `json:"is_bot"`
		}
		Markup struct {
			Keyboard [][]map[string]string `json:"inline_keyboard"`
		} `json:"reply_markup"`
	}
	if err := json.Unmarshal(m.Raw, &raw); err != nil {
		t.Fatal(err)
	}
	if raw.Text != m.Text || !raw.From.IsBot || raw.Entities[0].Type != "bold" || raw.Markup.Keyboard[1][0]["style"] != "success" {
		t.Errorf("raw: %s", m.Raw)
	}
	if said := w.find(w.said); said.FromBot || said.From != ana || said.HTML != "" {
		t.Errorf("what Ana said: %+v", said)
	}
}

func TestOtherMarkup(t *testing.T) {
	w := newWorld(t, Options{})
	for markup, want := range map[string]string{`{"remove_keyboard":true}`: `{"remove_keyboard":true}`, "{}": ""} {
		m := w.find(w.send("sendMessage", "chat_id", "501", "text", "x", "reply_markup", markup))
		if string(m.Markup) != want || m.Keyboard != nil {
			t.Errorf("%s is shown as %s", markup, m.Markup)
		}
	}
}

func TestReplies(t *testing.T) {
	w := newWorld(t, Options{})
	id := w.send("sendMessage", "chat_id", "501", "text", "x", "reply_parameters", fmt.Sprintf(`{"message_id":%d}`, w.said))
	if m := w.find(id); m.ReplyTo != w.said || !strings.Contains(string(m.Raw), `"text":"hello"`) {
		t.Errorf("a reply: %s", m.Raw)
	}
	w.call("deleteMessage", "chat_id", "501", "message_id", itoa(w.said))
	if m := w.find(id); strings.Contains(string(m.Raw), "reply_to_message") {
		t.Errorf("a reply to what was deleted: %s", m.Raw)
	}
}

func TestEdits(t *testing.T) {
	w := newWorld(t, Options{})
	w.clock.forward(time.Minute)
	edit := func(method string, params ...string) {
		t.Helper()
		if a := w.call(method, w.fill(append(params, "chat_id", "501"))...); !a.OK {
			t.Errorf("%s: %s", method, a.Description)
		}
	}
	edit("editMessageText", "message_id", "{text}", "text", "chosen")
	if m := w.find(w.text); m.Text != "chosen" || m.Keyboard != nil || !m.Edited.Equal(w.clock.at) {
		t.Errorf("edited text without a keyboard: %+v", m)
	}
	edit("editMessageReplyMarkup", "message_id", "{text}", "reply_markup", keys(1, 1, "again"))
	if m := w.find(w.text); m.Text != "chosen" || len(m.Keyboard) != 1 {
		t.Errorf("edited keyboard: %+v", m)
	}
	edit("editMessageReplyMarkup", "message_id", "{text}", "reply_markup", `{"inline_keyboard":[]}`)
	if m := w.find(w.text); m.Keyboard != nil {
		t.Errorf("keyboard taken away: %+v", m)
	}
	edit("editMessageCaption", "message_id", "{photo}", "caption", "<b>void</b>", "parse_mode", "HTML")
	if m := w.find(w.photo); m.Caption != "void" || m.Photo == nil || m.Entities[0].Type != "bold" {
		t.Errorf("edited caption: %+v", m)
	}
	edit("editMessageText", "message_id", "{text}", "text", "chosen <b>2</b>", "parse_mode", "HTML")
	edit("editMessageText", "message_id", "{text}", "text", "chosen <i>2</i>", "parse_mode", "HTML") // only the entity differs
}

func TestEditMessageMedia(t *testing.T) {
	w := newWorld(t, Options{})
	before := w.find(w.photo).Photo
	a := w.upload("editMessageMedia", "new", "other.png", picture(80, 20), "chat_id", "501", "message_id", itoa(w.photo),
		"media", `{"type":"photo","media":"attach://new","caption":"changed"}`)
	if !a.OK {
		t.Fatal(a.Description)
	}
	m := w.find(w.photo)
	if m.Photo.ID == before.ID || m.Photo.Width != 80 || m.Caption != "changed" {
		t.Errorf("edited media: %+v", m)
	}
	a = w.call("editMessageMedia", "chat_id", "501", "message_id", itoa(w.photo), "media",
		fmt.Sprintf(`{"type":"photo","media":%q,"caption":"changed"}`, m.Photo.ID))
	if !strings.Contains(a.Description, "message is not modified") {
		t.Errorf("the same media again: %q", a.Description)
	}
}

func TestDeleteCopyPin(t *testing.T) {
	w := newWorld(t, Options{})
	copied := w.send("copyMessage", "chat_id", "502", "from_chat_id", "501", "message_id", itoa(w.photo), "caption", "for you")
	if m := w.Chat(olena)[0]; m.ID != copied || m.Caption != "for you" || m.Photo == nil {
		t.Errorf("the copy: %+v", m)
	}
	w.send("copyMessage", "chat_id", "502", "from_chat_id", "501", "message_id", itoa(w.photo))
	if m := w.Chat(olena)[1]; m.Caption != "your ticket" {
		t.Errorf("the copy with the caption as it was: %+v", m)
	}
	w.call("pinChatMessage", "chat_id", "501", "message_id", itoa(w.text))
	if !w.find(w.text).Pinned {
		t.Error("not pinned")
	}
	w.call("unpinChatMessage", "chat_id", "501")
	if w.find(w.text).Pinned {
		t.Error("still pinned")
	}
	w.call("pinChatMessage", "chat_id", "501", "message_id", itoa(w.text))
	w.call("unpinAllChatMessages", "chat_id", "501")
	if w.find(w.text).Pinned {
		t.Error("still pinned after unpinning all")
	}
	w.call("deleteMessage", "chat_id", "501", "message_id", itoa(w.said))
	w.call("deleteMessages", "chat_id", "501", "message_ids", fmt.Sprintf("[%d,%d,99999]", w.text, w.photo))
	if left := w.Chat(ana); len(left) != 1 || left[0].ID != w.document {
		t.Errorf("left after deleting: %d messages", len(left))
	}
}

func TestPresses(t *testing.T) {
	w := newWorld(t, Options{})
	if _, err := w.Press(ana, w.text, "v:9"); err == nil {
		t.Error("pressed a button that is not there")
	}
	if _, err := w.Press(olena, w.text, "v:1"); err == nil {
		t.Error("pressed a button in somebody else's chat")
	}
	id := must(w.PressLabel(ana, "SMILE"))
	forged := must(w.ForgePress(ana, 99999, "v:forged"))
	got := w.updates()
	if len(got) != 2 || got[0].Press.Data != "v:2" || got[0].Press.ID != id || got[0].Press.Message.Text != "choose" {
		t.Errorf("press: %+v", got)
	}
	if p := got[1].Press; p.ID != forged || p.Data != "v:forged" || p.Message.Date != 0 || p.Message.Chat.ID != ana {
		t.Errorf("press on a message that is gone: %+v", p)
	}
	must(w.ForgePressIn(ana, olena, w.text, "v:1"))
	if p := w.updates()[2].Press; p.From.ID != olena || p.Message.Chat.ID != ana || p.Message.Text != "choose" {
		t.Errorf("press in somebody else's chat: %+v", p)
	}
	if _, err := w.ForgePressIn(ana, 7, w.text, "v:1"); err == nil {
		t.Error("nobody has pressed")
	}
	w.call("editMessageText", "chat_id", "501", "message_id", itoa(w.text), "text", "gone")
	if _, err := w.Press(ana, w.text, "v:1"); err == nil {
		t.Error("pressed a button that was taken away")
	}
	if _, err := w.PressLabel(ana, "SMILE"); err == nil {
		t.Error("pressed a label that was taken away")
	}
}

func TestWhatPeopleSend(t *testing.T) {
	w := newWorld(t, Options{})
	sticker := must(w.Send(ana, map[string]any{"sticker": map[string]any{"file_id": "CAAC", "emoji": "🙂"}}))
	must(w.Send(ana, map[string]any{"photo": []any{}, "caption": "look"}))
	must(w.Send(ana, map[string]any{"location": map[string]any{"latitude": 44.4, "longitude": 26.1}}))
	command := must(w.Send(ana, map[string]any{"text": "/start v_romexpo"}))
	if err := w.EditSaid(ana, command, "/help"); err != nil {
		t.Fatal(err)
	}
	got := w.updates()
	if got[0].Message.ID != sticker || got[0].Message.Sticker["emoji"] != "🙂" {
		t.Errorf("sticker: %+v", got[0].Message)
	}
	if m := w.Chat(ana)[5]; m.Caption != "look" || !strings.Contains(string(m.Raw), `"caption":"look"`) {
		t.Errorf("caption: %s", m.Raw)
	}
	if at := w.Chat(ana)[6].Location; at == nil || at.Latitude != 44.4 {
		t.Errorf("location: %+v", at)
	}
	if want := []Entity{{Type: "bot_command", Length: 6}}; !reflect.DeepEqual(got[3].Message.Entities, want) {
		t.Errorf("entities of a command: %+v", got[3].Message.Entities)
	}
	if e := got[4].Edited; e == nil || e.ID != command || e.Text != "/help" {
		t.Errorf("edited: %+v", e)
	}
	for name, err := range map[string]error{
		"an empty text":     second(w.Say(ana, "")),
		"a text too long":   second(w.Say(ana, strings.Repeat("x", maxText+1))),
		"nobody":            second(w.Say(999, "x")),
		"nobody in a group": second(w.SayIn(team, 999, "x")),
		"no such group":     second(w.SayIn(-5, ana, "x")),
		"another's chat":    second(w.Post(Post{Chat: ana, Person: olena, Text: "x"})),
		"the bot's message": w.EditSaid(ana, w.text, "x"),
	} {
		if err == nil {
			t.Errorf("%s could be sent", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestGroups(t *testing.T) {
	w := newWorld(t, Options{})
	own := w.send("sendMessage", "chat_id", itoa(int(team)), "text", "news", "message_thread_id", "4")
	heard := map[string]bool{
		"/stats":                true,
		"/stats@visits_bot now": true,
		"/stats@Visits_Bot":     true,
		"/stats@other_bot":      false,
		"please /stats":         false,
		"hello":                 false,
	}
	for text, want := range heard {
		must(w.SayIn(team, ana, text))
		got := w.updates()
		w.call("getUpdates", "offset", fmt.Sprint(w.queue.nextID))
		if (len(got) == 1) != want {
			t.Errorf("%q: the bot heard %d updates", text, len(got))
		}
	}
	must(w.Post(Post{Chat: team, Person: ana, Text: "thanks", ReplyTo: own, Thread: 4}))
	if got := w.updates(); len(got) != 1 || got[0].Message.Chat.ID != team {
		t.Errorf("a reply to the bot: %+v", got)
	}
	said := must(w.SayIn(team, ana, "hello"))
	if a := w.call("deleteMessage", "chat_id", itoa(int(team)), "message_id", itoa(said)); a.Description != "Bad Request: message can't be deleted" {
		t.Errorf("deleting what somebody said in a group: %q", a.Description)
	}
	w.AddGroup(Group{ID: team, Title: "Organisers", SeesAll: true})
	must(w.SayIn(team, ana, "hello"))
	if w.Pending() != 2 {
		t.Errorf("%d pending for a bot that sees all", w.Pending())
	}
	if m := w.Chat(team)[0]; m.Thread != 4 || m.Text != "news" ||
		!strings.Contains(string(m.Raw), `"is_topic_message":true`) || !strings.Contains(string(m.Raw), `"message_thread_id":4`) {
		t.Errorf("message in a topic: %+v", m)
	}
	if a := w.call("getChat", "chat_id", itoa(int(team))); !strings.Contains(string(a.Result), `"supergroup"`) {
		t.Errorf("getChat of a group: %s", a.Result)
	}
}
