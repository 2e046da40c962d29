package telegram

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

var (
	noon = time.Date(2024, 1, 9, 12, 0, 0, 0, time.UTC)
	self = Self{ID: 123456, Name: "Visits", Username: username}
)

// Parts of updates, as Telegram sends them.
const (
	olena   = `{"id":4503599627370497,"is_bot":false,"first_name":" Олена ","last_name":"<b>","language_code":"uk-UA"}`
	private = `"message_id":11,"date":1704800000,"from":` + olena + `,"chat":{"id":4503599627370497,"type":"private"}`
	group   = `"message_id":12,"date":1704800000,"from":` + olena + `,"chat":{"id":-100123,"type":"supergroup","title":"Bridges"}`
	anyone  = `{"id":1,"first_name":"A"}`
)

// olenas is what every update of hers has in common.
func olenas(chat int64, message int, change func(*bot.Update)) bot.Update {
	u := bot.Update{
		Input: conversation.Input{
			Person: "tg:4503599627370497", At: noon, Operation: fmt.Sprintf("%d:%d", chat, message),
			Tongue: catalogue.Ukrainian, Profile: "Олена <b>",
		},
		Chat: chat, Message: message, Group: chat < 0,
	}
	change(&u)
	return u
}

func TestTranslate(t *testing.T) {
	const her, bridges = 4503599627370497, -100123
	said := func(text string) bot.Update {
		return olenas(her, 11, func(u *bot.Update) { u.Said = conversation.Private(text) })
	}
	command := func(name, payload string) bot.Update {
		return olenas(her, 11, func(u *bot.Update) { u.Command, u.Payload = name, payload })
	}
	press := func(p conversation.Press) bot.Update {
		return olenas(her, 11, func(u *bot.Update) { u.Query, u.Press = "77", &p })
	}
	wordless := func(a bot.Attachment, caption conversation.Private) bot.Update {
		return olenas(her, 11, func(u *bot.Update) { u.Wordless, u.Attached, u.Caption = true, a, caption })
	}
	const mine = `,"reply_to_message":{"message_id":9,"date":1,"from":{"id":123456,"is_bot":true},"chat":{"id":-100123,"type":"supergroup"}}`
	letter := func(field string) string {
		return strings.Replace(mine, `"message_id":9`, `"message_id":9,"`+field+`":"Question\n\n№ 31"`, 1)
	}
	const hers = `,"reply_to_message":{"message_id":8,"date":1,"from":` + olena + `,"chat":{"id":4503599627370497,"type":"private"},"text":"коли?"}`
	tests := []struct {
		name, raw string
		want      bot.Update
	}{
		{"text", `"message":{` + private + `,"text":"two <b>\n& more"}`, said("two <b>\n& more")},
		{"command", `"message":{` + private + `,"text":"/START","entities":[{"type":"bot_command","offset":0,"length":6}]}`, command("start", "")},
		{"command with payload", `"message":{` + private + `,"text":"/start v_romexpo"}`, command("start", "v_romexpo")},
		{"command with a long payload", `"message":{` + private + `,"text":"/start  a\nb "}`, command("start", "a\nb")},
		{"command to this bot", `"message":{` + private + `,"text":"/myseat@Visits_Bot"}`, command("myseat", "")},
		{"command to another bot", `"message":{` + private + `,"text":"/start@other_bot"}`, said("/start@other_bot")},
		{"slash", `"message":{` + private + `,"text":"/ start"}`, said("/ start")},
		{"path", `"message":{` + private + `,"text":"/usr/bin"}`, said("/usr/bin")},
		{"command beyond its entity", `"message":{` + private + `,"text":"/a","entities":[{"type":"bot_command","offset":0,"length":99}]}`, command("a", "")},
		{"photo with caption", `"message":{` + private + `,"caption":"me","photo":[{"file_id":"a","width":1,"height":1}]}`, wordless(bot.AttachedPhoto, "me")},
		{"sticker", `"message":{` + private + `,"sticker":{"file_id":"a","type":"regular"}}`, wordless(bot.AttachedOther, "")},
		{"location", `"message":{` + private + `,"location":{"latitude":44.4,"longitude":26.1}}`, wordless(bot.AttachedPlace, "")},
		{"something newer than all tables", `"message":{` + private + `,"hologram":{"x":1}}`, wordless(bot.AttachedOther, "")},
		{"press", `"callback_query":{"id":"77","from":` + olena + `,"message":{` + private + `},"data":"hold:romexpo:2:n1"}`,
			press(conversation.Press{Word: "hold", Subject: "romexpo", Number: 2, Nonce: "n1"})},
		{"press of a message too old to be shown", `"callback_query":{"id":"77","from":` + olena + `,"message":{"message_id":11,"date":0,"chat":{"id":4503599627370497,"type":"private"}},"data":"visits:::n"}`,
			press(conversation.Press{Word: "visits", Nonce: "n"})},
		{"forged press", `"callback_query":{"id":"77","from":` + olena + `,"message":{` + private + `},"data":"' OR 1=1"}`, press(conversation.Press{})},
		{"press of a game", `"callback_query":{"id":"77","from":` + olena + `,"message":{` + private + `},"game_short_name":"x"}`, press(conversation.Press{})},
		{"edited message", `"edited_message":{` + private + `,"text":"Olena","edit_date":1704800000}`,
			olenas(4503599627370497, 11, func(u *bot.Update) {
				u.Said, u.Operation = "Olena", u.Operation+":1704800000"
			})},
		{"edited caption", `"edited_message":{` + private + `,"caption":"me","photo":[{"file_id":"a","width":1,"height":1}],"edit_date":1704800000}`,
			olenas(4503599627370497, 11, func(u *bot.Update) {
				u.Wordless, u.Attached, u.Caption, u.Operation = true, bot.AttachedPhoto, "me", u.Operation+":1704800000"
			})},
		{"command in a group", `"message":{` + group + `,"text":"/start@visits_bot v_romexpo"}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Command, u.Payload = "start", "v_romexpo" })},
		{"press in a group", `"callback_query":{"id":"77","from":` + olena + `,"message":{` + group + `},"data":"visits:::n"}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Query, u.Press = "77", &conversation.Press{Word: "visits", Nonce: "n"} })},
		{"reply to the bot in a group", `"message":{` + group + mine + `,"text":"at nine"}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Said, u.ReplyTo = "at nine", 9 })},
		{"reply to a letter in a group", `"message":{` + group + letter("text") + `,"text":"at nine"}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Said, u.ReplyTo, u.Letter = "at nine", 9, 31 })},
		{"reply to a picture's letter in a group", `"message":{` + group + letter("caption") + `,"text":"at nine"}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Said, u.ReplyTo, u.Letter = "at nine", 9, 31 })},
		{"reply to somebody else's number", `"message":{` + private + strings.Replace(hers, `"message_id":8`, `"message_id":8,"text":"№ 31"`, 1) + `,"text":"at nine"}`, said("at nine")},
		{"place in reply to the bot in a group", `"message":{` + group + mine + `,"location":{"latitude":44.4,"longitude":26.1}}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Wordless, u.Attached, u.ReplyTo = true, bot.AttachedPlace, 9 })},
		{"its own card in reply to the bot in a group", `"message":{` + group + mine + `,"text":"Romexpo","via_bot":{"id":123456,"is_bot":true}}`,
			olenas(bridges, 12, func(u *bot.Update) { u.Said, u.ReplyTo = "Romexpo", 9 })},
		{"text by way of another bot", `"message":{` + private + `,"text":"Romexpo","via_bot":{"id":5,"is_bot":true}}`, said("Romexpo")},
		{"reply to somebody else", `"message":{` + private + hers + `,"text":"at nine"}`, said("at nine")},
		{"press under an answer", `"callback_query":{"id":"77","from":` + olena + `,"message":{` + private + hers + `},"data":"q.ask:romexpo.hours::"}`,
			olenas(her, 11, func(u *bot.Update) {
				u.Query, u.Press = "77", &conversation.Press{Word: "q.ask", Subject: "romexpo.hours"}
				u.Original = bot.Original{Message: 8, Text: "коли?"}
			})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := opened(t, test.raw)
			if !ok || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, ok, test.want)
			}
		})
	}
}

func TestTranslateIgnores(t *testing.T) {
	for name, raw := range map[string]string{
		"talk in a group":                   `"message":{` + group + `,"text":"hello @visits_bot"}`,
		"command to nobody in a group":      `"message":{` + group + `,"text":"/start"}`,
		"command to another bot":            `"message":{` + group + `,"text":"/start@other_bot"}`,
		"photo in a group":                  `"message":{` + group + `,"photo":[]}`,
		"another bot":                       `"message":{"message_id":1,"from":{"id":9,"is_bot":true,"first_name":"B"},"chat":{"id":9,"type":"private"},"text":"/start"}`,
		"nobody":                            `"message":{"message_id":1,"chat":{"id":9,"type":"private"},"text":"/start"}`,
		"nowhere":                           `"message":{"message_id":1,"from":` + olena + `,"text":"/start"}`,
		"a channel's post":                  `"channel_post":{"message_id":1,"chat":{"id":-9,"type":"channel"},"text":"/start@visits_bot"}`,
		"a message in a channel":            `"message":{"message_id":1,"from":` + olena + `,"chat":{"id":-9,"type":"channel"},"text":"/start@visits_bot"}`,
		"a linked channel in its group":     `"message":{"message_id":1,"from":{"id":777000,"first_name":"Telegram"},"sender_chat":{"id":-8,"type":"channel"},"chat":{"id":-9,"type":"supergroup"},"text":"/start@visits_bot"}`,
		"an anonymous administrator":        `"message":{"message_id":1,"from":` + olena + `,"sender_chat":{"id":-9,"type":"supergroup"},"chat":{"id":-9,"type":"supergroup"},"text":"/start@visits_bot"}`,
		"a message edited in a group":       `"edited_message":{` + group + `,"text":"/start@visits_bot","edit_date":1704800000}`,
		"a location that moves":             `"edited_message":{` + private + `,"location":{"latitude":44.4,"longitude":26.1,"live_period":900},"edit_date":1704800000}`,
		"a press under an inline message":   `"callback_query":{"id":"77","from":` + olena + `,"inline_message_id":"x","data":"visits:::n"}`,
		"a press by nobody":                 `"callback_query":{"id":"77","message":{` + private + `},"data":"visits:::n"}`,
		"a press on a message without chat": `"callback_query":{"id":"77","from":` + olena + `,"message":{"message_id":3},"data":"visits:::n"}`,
		"a block":                           `"my_chat_member":{"chat":{"id":9,"type":"private"},"from":` + olena + `,"date":1,"old_chat_member":{},"new_chat_member":{"status":"kicked"}}`,
		"a pinned message":                  `"message":{` + private + `,"pinned_message":{"message_id":3,"date":1,"chat":{"id":9,"type":"private"}}}`,
		"its own card, shared with it":      `"message":{` + private + `,"text":"Romexpo","via_bot":{"id":123456,"is_bot":true}}`,
		"nothing":                           `"message":null`,
	} {
		t.Run(name, func(t *testing.T) {
			if u, ok := opened(t, raw); ok {
				t.Errorf("it became %+v", u)
			}
		})
	}
}

// Names come as people chose them, some to be invisible or to upset the lines
// around them. The bot then calls a person by the username.
func TestProfileIsAName(t *testing.T) {
	for _, test := range []struct{ first, last, username, want string }{
		{"Олена", "Бондар", "olena", "Олена Бондар"},
		{" Олена ", "", "", "Олена"},
		{"", "Бондар", "olena", "Бондар"},
		{"A\nB", "\u202eC\u2066", "", "A B C"},
		{"\u200b", "\u2060", "nobody_1", "@nobody_1"},
		{"\u3164", "\u3164", "nobody_1", "@nobody_1"},
		{"\u202e", "\n", "", ""},
		{"", "", "", ""},
	} {
		who, err := json.Marshal(map[string]any{"id": 5, "first_name": test.first, "last_name": test.last, "username": test.username})
		if err != nil {
			t.Fatal(err)
		}
		u, ok := opened(t, `"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":`+string(who)+`,"text":"x"}`)
		if !ok || string(u.Profile) != test.want {
			t.Errorf("first name %q, last name %q, username %q: profile %q, %v; want %q",
				test.first, test.last, test.username, string(u.Profile), ok, test.want)
		}
	}
}

// opened reads an update with these fields.
func opened(t *testing.T, fields string) (bot.Update, bool) {
	t.Helper()
	c := &Client{self: self, now: func() time.Time { return noon }}
	id, u, ok, readable := c.open(json.RawMessage(`{"update_id":3,` + fields + `}`))
	if id != 3 || !readable || c.Poisoned() != 0 {
		t.Fatalf("the update is not readable: %s", fields)
	}
	return u, ok
}

// Telegram's tags come with regions, in any case, or not at all; a matcher
// would take Bulgarian and Serbian for Ukrainian.
func TestTongue(t *testing.T) {
	for tag, want := range map[string]catalogue.Language{
		"ro": catalogue.Romanian, "ro-MD": catalogue.Romanian, "ro_RO": catalogue.Romanian, "mo": catalogue.Romanian, "RO": catalogue.Romanian,
		"uk": catalogue.Ukrainian, "uk-UA": catalogue.Ukrainian, "uk_UA": catalogue.Ukrainian, "ru": catalogue.Ukrainian, "RU-ru": catalogue.Ukrainian, "be": catalogue.Ukrainian,
		"": catalogue.English, "en": catalogue.English, "bg": catalogue.English, "sr": catalogue.English, "pt-br": catalogue.English,
		"rom": catalogue.English, "ukr": catalogue.English, "-": catalogue.English, "zh-hans": catalogue.English,
	} {
		if got := Tongue(tag); got != want {
			t.Errorf("Tongue(%q) = %q, want %q", tag, got, want)
		}
	}
}

// What cannot be read is recorded without a word of what it says.
func TestPoisonIsRecordedWithoutItsText(t *testing.T) {
	for raw, wantID := range map[string]int64{
		`{"update_id":8,"message":{"message_id":"hunter2","text":"hunter2"}}`: 8,
		`{"update_id":9,"message":"hunter2"}`:                                 9,
		`{"update_id":10,"message":{"message_id":40712345678901234567}}`:      10,
		`{"update_id":"hunter2"}`:                                             0,
		`hunter2`:                                                             0,
		``:                                                                    0,
	} {
		c, log := logged(t, &fake{})
		id, _, ok, readable := c.open(json.RawMessage(raw))
		if ok || id != wantID || readable != (wantID != 0) || c.Poisoned() != 1 {
			t.Errorf("open(%s) = %d, %v, %v, poisoned %d", raw, id, ok, readable, c.Poisoned())
		}
		if !strings.Contains(log.String(), "cannot be read") || strings.Contains(log.String(), "hunter2") || strings.Contains(log.String(), "407123") {
			t.Errorf("logged: %s", log)
		}
	}
}

// The library panics over presses under inline messages and over entities that
// are longer than their text; translation panics over nothing.
func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"update_id":1e99}`, `{"message":{}}`, `{"callback_query":{}}`,
		`{"message":{` + private + `,"text":"/a@b c"}}`,
		`{"message":{` + group + `,"text":"/a@visits_bot","entities":[{"type":"bot_command","offset":-1,"length":-5}]}}`,
		`{"callback_query":{"id":"1","from":` + anyone + `,"inline_message_id":"x"}}`,
		`{"callback_query":{"id":"1","from":` + anyone + `,"message":{"chat":{"id":1,"type":"private"}},"data":"hold:x:1:n"}}`,
		`{"my_chat_member":{}}`, `{"message":{"from":null,"chat":null,"text":"/` + strings.Repeat("ї", 40) + `"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, log := logged(t, &fake{})
		_, u, ok, _ := c.open(raw)
		if !ok {
			return
		}
		if u.Person == "" || u.Operation == "" || u.Tongue == "" || u.Chat == 0 {
			t.Errorf("incomplete: %+v", u)
		}
		if kinds := count(u.Command != "", u.Press != nil, u.Said != "", u.Wordless); kinds != 1 {
			t.Errorf("%d things at once: %+v", kinds, u)
		}
		if u.Group && u.Command == "" && u.Press == nil && u.ReplyTo == 0 {
			t.Errorf("talk in a group is not for the bot: %+v", u)
		}
		if log.String() != "" {
			t.Errorf("logged: %s", log)
		}
	})
}

// count returns how many are true.
func count(all ...bool) int {
	n := 0
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}

func BenchmarkOpen(b *testing.B) {
	c := &Client{self: self, now: time.Now}
	raw := json.RawMessage(`{"update_id":3,"callback_query":{"id":"77","from":` + olena + `,"message":{` + private + `},"data":"hold:romexpo:2:n1"}}`)
	for b.Loop() {
		if _, _, ok, _ := c.open(raw); !ok {
			b.Fatal("not understood")
		}
	}
}
