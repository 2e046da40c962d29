package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func keys(rows, columns int, data string) string {
	row := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"text":"x","callback_data":%q},`, data), columns), ",")
	return `{"inline_keyboard":[` + strings.TrimSuffix(strings.Repeat("["+row+"],", rows), ",") + `]}`
}

// TestRefusals makes one wrong request for each rule and expects the exact
// words of the real server, or the emulator's own where it is stricter.
func TestRefusals(t *testing.T) {
	long := strings.Repeat("ț", maxText+1)
	tests := []struct {
		name   string
		method string
		params []string
		want   string // after "Bad Request: "
	}{
		{"no text", "sendMessage", []string{"chat_id", "501"}, "message text is empty"},
		{"no chat", "sendMessage", []string{"text", "x"}, "chat_id is empty"},
		{"chat of nobody", "sendMessage", []string{"chat_id", "999", "text", "x"}, "chat not found"},
		{"chat by name", "sendMessage", []string{"chat_id", "@nobody", "text", "x"}, "chat not found"},
		{"only spaces", "sendMessage", []string{"chat_id", "501", "text", " \n "}, "text must be non-empty"},
		{"only empty tags", "sendMessage", []string{"chat_id", "501", "text", "<b></b>", "parse_mode", "HTML"}, "text must be non-empty"},
		{"not UTF-8", "sendMessage", []string{"chat_id", "501", "text", "a\xff"}, "strings must be encoded in UTF-8"},
		{"text too long", "sendMessage", []string{"chat_id", "501", "text", long}, "message is too long"},
		{"emoji count twice", "sendMessage", []string{"chat_id", "501", "text", strings.Repeat("🙂", maxText/2+1)}, "message is too long"},
		{"edit too long", "editMessageText", []string{"chat_id", "501", "message_id", "{text}", "text", long}, "MESSAGE_TOO_LONG"},
		{"unknown parse mode", "sendMessage", []string{"chat_id", "501", "text", "x", "parse_mode", "XML"}, "unsupported parse_mode"},
		{"parse mode not offered", "sendMessage", []string{"chat_id", "501", "text", "x", "parse_mode", "MarkdownV2"}, "emulator: parse_mode MarkdownV2 is not offered, only HTML"},
		{"unclosed tag", "sendMessage", []string{"chat_id", "501", "text", "<b>x", "parse_mode", "HTML"}, `can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"entity beyond the text", "sendMessage", []string{"chat_id", "501", "text", "hello", "entities", `[{"type":"bold","offset":100,"length":1}]`}, "entity begins after the end of the text at UTF-16 offset 100"},
		{"entity over the end", "sendMessage", []string{"chat_id", "501", "text", "hello", "entities", `[{"type":"bold","offset":0,"length":100}]`}, "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100"},
		{"entity before the text", "sendMessage", []string{"chat_id", "501", "text", "hello", "entities", `[{"type":"bold","offset":-1,"length":1}]`}, "receive an entity with incorrect offset -1"},
		{"entity of negative length", "sendMessage", []string{"chat_id", "501", "text", "hello", "entities", `[{"type":"bold","offset":0,"length":-1}]`}, "receive an entity with incorrect length -1"},
		{"entities no list", "sendMessage", []string{"chat_id", "501", "text", "hello", "entities", "7"}, "can't parse MessageEntity: MessageEntity must be an Object"},
		{"no such topic", "sendMessage", []string{"chat_id", itoa(int(team)), "text", "x", "message_thread_id", "9"}, "message thread not found"},
		{"topic in a private chat", "sendMessage", []string{"chat_id", "501", "text", "x", "message_thread_id", "4"}, "message thread not found"},
		{"reply to nothing", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_parameters", `{"message_id":99999}`}, "message to be replied not found"},
		{"reply without id", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_parameters", `{"quote":"a"}`}, `can't find field "message_id"`},
		{"reply no object", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_parameters", "7"}, "object expected as reply parameters"},
		{"reply null", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_parameters", "null"}, "object expected as reply parameters"},
		{"reply to a word", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_parameters", `{"message_id":"one"}`}, `field "message_id" must be of type Number`},
		{"old reply to nothing", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_to_message_id", "99999"}, "message to be replied not found"},

		{"markup not JSON", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", "{"}, "can't parse reply keyboard markup JSON object"},
		{"markup null", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", "null"}, "object expected as reply markup"},
		{"keyboard null", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":null}`}, `field "inline_keyboard" must be of type Array`},
		{"keyboard text", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":"bad"}`}, `field "inline_keyboard" must be of type Array`},
		{"row null", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[null]}`}, `field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`},
		{"button text missing", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"callback_data":"x"}]]}`}, `can't parse inline keyboard button: Can't find field "text"`},
		{"button text empty", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"","callback_data":"x"}]]}`}, "inline keyboard button text must be non-empty"},
		{"button without action", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":""}]]}`}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"button with two actions", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"a","url":"https://a.ro"}]]}`}, `emulator: button "x" has 2 actions, which must be one`},
		{"button null", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[null]]}`}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"},
		{"button style", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"a","style":"red"}]]}`}, `emulator: button "x" has style "red", not danger, success or primary`},
		{"button URL", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","url":"not-a-url"}]]}`}, "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"},
		{"button with an empty URL", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","url":" "}]]}`}, "inline keyboard button URL ' ' is invalid: URL host is empty"},
		{"button by FTP", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","url":"ftp://example.com"}]]}`}, "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol"},
		{"65 bytes of data", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", keys(1, 1, strings.Repeat("x", 65))}, "BUTTON_DATA_INVALID"},
		{"33 Cyrillic letters of data", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", keys(1, 1, strings.Repeat("ї", 33))}, "BUTTON_DATA_INVALID"},
		{"nine in a row", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", keys(1, 9, "a")}, "reply markup is too long"},
		{"91 buttons", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", keys(13, 7, "a")}, "reply markup is too long"},
		{"more than 8 kB", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", keys(15, 6, strings.Repeat("x", 64))}, "reply markup is too long"},
		{"edit with a broken markup", "editMessageReplyMarkup", []string{"chat_id", "501", "message_id", "{text}", "reply_markup", "{"}, "can't parse reply keyboard markup JSON object"},
		{"edit with a reply keyboard", "editMessageText", []string{"chat_id", "501", "message_id", "{text}", "text", "x", "reply_markup", `{"force_reply":true}`}, "emulator: InlineKeyboardMarkup has no field \"force_reply\""},

		{"not modified", "editMessageText", []string{"chat_id", "501", "message_id", "{text}", "text", "choose", "reply_markup", `{"inline_keyboard":[[{"text":"Romexpo","callback_data":"v:1"}, {"text":"SMILE","callback_data":"v:2"}]]}`}, "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"keyboard not modified", "editMessageReplyMarkup", []string{"chat_id", "501", "message_id", "{photo}"}, "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"edit to nothing", "editMessageText", []string{"chat_id", "501", "message_id", "{text}", "text", ""}, "message text is empty"},
		{"edit of nothing", "editMessageText", []string{"chat_id", "501", "message_id", "99999", "text", "x"}, "message to edit not found"},
		{"edit without a message", "editMessageText", []string{"text", "x"}, "message identifier is not specified"},
		{"edit inline message", "editMessageText", []string{"text", "x", "inline_message_id", "abc"}, "MESSAGE_ID_INVALID"},
		{"edit of what a person said", "editMessageText", []string{"chat_id", "501", "message_id", "{said}", "text", "x"}, "message can't be edited"},
		{"text of a photo", "editMessageText", []string{"chat_id", "501", "message_id", "{photo}", "text", "x"}, "there is no text in the message to edit"},
		{"caption of a text", "editMessageCaption", []string{"chat_id", "501", "message_id", "{text}", "caption", "x"}, "there is no caption in the message to edit"},
		{"edited caption too long", "editMessageCaption", []string{"chat_id", "501", "message_id", "{photo}", "caption", strings.Repeat("x", maxCaption+1)}, "MEDIA_CAPTION_TOO_LONG"},
		{"media missing", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}"}, "there is no media in the request"},
		{"media not offered", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", `{"type":"video","media":"x"}`}, `emulator: media of type "video" is not offered, only photo and document`},
		{"media not attached", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", `{"type":"photo","media":"attach://gone"}`}, "can't parse InputMedia: media not found"},

		{"caption too long", "sendPhoto", []string{"chat_id", "501", "photo", "{file}", "caption", strings.Repeat("є", maxCaption+1)}, "message caption is too long"},
		{"caption that does not parse", "sendPhoto", []string{"chat_id", "501", "photo", "{file}", "caption", "<x>", "parse_mode", "HTML"}, `can't parse entities: Unsupported start tag "x" at byte offset 0`},
		{"edited caption that does not parse", "editMessageCaption", []string{"chat_id", "501", "message_id", "{photo}", "caption", "<x>", "parse_mode", "HTML"}, `can't parse entities: Unsupported start tag "x" at byte offset 0`},
		{"media caption too long", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", `{"type":"photo","media":"{file}","caption":"` + strings.Repeat("x", maxCaption+1) + `"}`}, "MEDIA_CAPTION_TOO_LONG"},
		{"media null", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", "null"}, "can't parse InputMedia: expected an Object"},
		{"media by wrong id", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", `{"type":"photo","media":"abc"}`}, "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"},
		{"copy with a caption that does not parse", "copyMessage", []string{"chat_id", "501", "from_chat_id", "501", "message_id", "{photo}", "caption", "<x>", "parse_mode", "HTML"}, `can't parse entities: Unsupported start tag "x" at byte offset 0`},
		{"media no object", "editMessageMedia", []string{"chat_id", "501", "message_id", "{photo}", "media", "[]"}, "can't parse InputMedia: expected an Object"},
		{"no photo", "sendPhoto", []string{"chat_id", "501"}, "there is no photo in the request"},
		{"no document", "sendDocument", []string{"chat_id", "501"}, "there is no document in the request"},
		{"photo by wrong id", "sendPhoto", []string{"chat_id", "501", "photo", "abc"}, "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"},
		{"photo by URL", "sendPhoto", []string{"chat_id", "501", "photo", "https://example.com/a.png"}, "failed to get HTTP URL content"},
		{"file id missing", "getFile", nil, "file_id not specified"},
		{"file id wrong", "getFile", []string{"file_id", "abc"}, "invalid file_id"},
		{"no latitude", "sendLocation", []string{"chat_id", "501", "longitude", "26.1"}, "latitude is empty"},
		{"off the map", "sendLocation", []string{"chat_id", "501", "latitude", "95", "longitude", "26.1"}, "wrong location specified"},
		{"copy of nothing", "copyMessage", []string{"chat_id", "501", "from_chat_id", "501", "message_id", "99999"}, "message to copy not found"},
		{"copy from nowhere", "copyMessage", []string{"chat_id", "501", "message_id", "{text}"}, `parameter "from_chat_id" is required`},

		{"delete without chat", "deleteMessage", []string{"message_id", "{text}"}, "chat identifier is not specified"},
		{"delete in a chat of nobody", "deleteMessage", []string{"chat_id", "999", "message_id", "1"}, "chat not found"},
		{"delete without message", "deleteMessage", []string{"chat_id", "501"}, "message identifier is not specified"},
		{"delete of nothing", "deleteMessage", []string{"chat_id", "501", "message_id", "99999"}, "message to delete not found"},
		{"delete none", "deleteMessages", []string{"chat_id", "501", "message_ids", "[]"}, "message identifiers are not specified"},
		{"delete in no chat", "deleteMessages", []string{"message_ids", "[1]"}, "chat_id is empty"},
		{"delete words", "deleteMessages", []string{"chat_id", "501", "message_ids", "one"}, "expected an Array of message identifiers"},
		{"delete 101", "deleteMessages", []string{"chat_id", "501", "message_ids", "[" + strings.Repeat("1,", 100) + "1]"}, "too many message identifiers specified"},
		{"unpin of nothing", "unpinChatMessage", []string{"chat_id", "501", "message_id", "99999"}, "message to unpin not found"},
		{"pin of nothing", "pinChatMessage", []string{"chat_id", "501", "message_id", "99999"}, "message to pin not found"},

		{"answer to nothing", "answerCallbackQuery", nil, "query is too old and response timeout expired or query ID is invalid"},
		{"action in no chat", "sendChatAction", []string{"chat_id", "999", "action", "typing"}, "chat not found"},
		{"wrong action", "sendChatAction", []string{"chat_id", "501", "action", "dance"}, "wrong parameter action in request"},
		{"chat of nobody read", "getChat", []string{"chat_id", "1"}, "chat not found"},

		{"no commands", "setMyCommands", nil, `parameter "commands" is required`},
		{"command without a name", "setMyCommands", []string{"commands", `[{"command":"/","description":"x"}]`}, "command must be non-empty"},
		{"commands no list", "setMyCommands", []string{"commands", "{}"}, "expected an Array of BotCommand"},
		{"101 commands", "setMyCommands", []string{"commands", "[" + strings.Repeat(`{"command":"a","description":"b"},`, 100) + `{"command":"a","description":"b"}]`}, "BOT_COMMANDS_TOO_MUCH"},
		{"capital in a command", "setMyCommands", []string{"commands", `[{"command":"MySeat","description":"x"}]`}, "BOT_COMMAND_INVALID"},
		{"command too long", "setMyCommands", []string{"commands", `[{"command":"` + strings.Repeat("a", 33) + `","description":"x"}]`}, "command length must not exceed 32"},
		{"command without description", "setMyCommands", []string{"commands", `[{"command":"a","description":" "}]`}, "command description must be non-empty"},
		{"description too long", "setMyCommands", []string{"commands", `[{"command":"a","description":"` + strings.Repeat("ț", 257) + `"}]`}, "command description length must not exceed 256"},
		{"language tag too long", "setMyCommands", []string{"commands", "[]", "language_code", "ro-RO"}, "invalid language code specified"},
		{"scope null", "setMyCommands", []string{"commands", "[]", "scope", "null"}, "can't parse BotCommandScope: BotCommandScope must be an Object"},
		{"scope not JSON", "setMyCommands", []string{"commands", "[]", "scope", "chat"}, "can't parse BotCommandScope JSON object"},
		{"scope without type", "deleteMyCommands", []string{"scope", "{}"}, `can't parse BotCommandScope: Can't find field "type"`},
		{"scope of no member", "getMyCommands", []string{"scope", `{"type":"chat_member","chat_id":-100777}`}, "can't parse BotCommandScope: Invalid user_id specified"},
		{"scope unknown", "getMyCommands", []string{"scope", `{"type":"everybody"}`}, "can't parse BotCommandScope: Unsupported type specified"},
		{"scope of no chat", "getMyCommands", []string{"scope", `{"type":"chat"}`}, `can't parse BotCommandScope: Can't find field "chat_id"`},
		{"scope of an unknown chat", "getMyCommands", []string{"scope", `{"type":"chat","chat_id":1}`}, "chat not found"},
		{"administrators of one person", "getMyCommands", []string{"scope", `{"type":"chat_administrators","chat_id":501}`}, "can't use specified scope in private chats"},
		{"bot name too long", "setMyName", []string{"name", strings.Repeat("x", 65)}, "emulator: name is longer than 64 characters"},
		{"bot description too long", "setMyDescription", []string{"description", strings.Repeat("x", 513)}, "emulator: description is longer than 512 characters"},
		{"short description too long", "setMyShortDescription", []string{"short_description", strings.Repeat("x", 121)}, "emulator: short_description is longer than 120 characters"},

		{"webhook by HTTP", "setWebhook", []string{"url", "http://example.com/x"}, "bad webhook: An HTTPS URL must be provided for webhook"},
		{"webhook on an odd port", "setWebhook", []string{"url", "https://example.com:9000/x"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{"webhook without host", "setWebhook", []string{"url", "x"}, "invalid webhook URL specified"},
		{"secret too long", "setWebhook", []string{"url", "https://example.com", "secret_token", strings.Repeat("a", 257)}, "secret token is too long"},
		{"secret with a dot", "setWebhook", []string{"url", "https://example.com", "secret_token", "a.b"}, "secret token contains unallowed characters"},
		{"kinds of update no list", "getUpdates", []string{"allowed_updates", "message"}, "can't parse allowed updates: expected an Array of String"},
		{"unknown kind of update for a webhook", "setWebhook", []string{"url", "https://example.com", "allowed_updates", `["massage"]`}, `emulator: there are no updates of kind "massage"`},
		{"unknown kind of update", "getUpdates", []string{"allowed_updates", `["massage"]`}, `emulator: there are no updates of kind "massage"`},

		{"unknown parameter", "sendMessage", []string{"chat_id", "501", "text", "x", "parsemode", "HTML"}, `emulator: sendMessage has no parameter "parsemode"`},
		{"number that is none", "editMessageText", []string{"chat_id", "501", "message_id", "one", "text", "x"}, `emulator: parameter "message_id" must be an integer, not "one"`},
		{"yes that is none", "sendMessage", []string{"chat_id", "501", "text", "x", "disable_notification", "yes please"}, `emulator: parameter "disable_notification" must be true or false, not "yes please"`},
		{"legacy parameter elsewhere", "getChat", []string{"chat_id", "501", "reply_to_message_id", "1"}, `emulator: getChat has no parameter "reply_to_message_id"`},
		{"unknown field", "sendMessage", []string{"chat_id", "501", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","data":"y"}]]}`}, `emulator: InlineKeyboardButton has no field "data"`},
		{"field of the wrong kind", "sendMessage", []string{"chat_id", "501", "text", "x", "link_preview_options", `{"is_disabled":"yes"}`}, `field "is_disabled" must be of type Boolean`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Options{})
			before := len(w.Chat(ana))
			a := w.call(tt.method, w.fill(tt.params)...)
			if want := "Bad Request: " + tt.want; a.OK || a.status != 400 || a.Description != want {
				t.Errorf("%d %q, want 400 %q", a.status, a.Description, want)
			}
			if after := len(w.Chat(ana)); after != before {
				t.Errorf("the chat changed from %d to %d messages", before, after)
			}
			if c := w.Calls()[0]; c.Status != 400 || c.Error != a.Description || c.Result != nil {
				t.Errorf("logged as %d %q with a result of %d bytes", c.Status, c.Error, len(c.Result))
			}
		})
	}
}

// TestRequiredParameters calls every method that requires something with
// nothing, so that none can forget to look.
func TestRequiredParameters(t *testing.T) {
	w := newWorld(t, Options{})
	for method, params := range api.Methods {
		required := false
		for name, kind := range params {
			// An empty or absent url is how a webhook is deleted.
			required = required || strings.HasSuffix(kind, "!") && name != "url"
		}
		if a := w.call(method); required && (a.OK || a.status != 400) {
			t.Errorf("%s without parameters: %d %s", method, a.status, a.Result)
		} else if !required && !a.OK && !strings.HasPrefix(method, "edit") {
			t.Errorf("%s, which requires nothing: %s", method, a.Description)
		}
	}
}

func TestEveryMethodOfTheTableIsBuilt(t *testing.T) {
	for method := range api.Methods {
		if methods[method] == nil && method != "getUpdates" {
			t.Errorf("%s is in methods.json, but nothing does it", method)
		}
	}
	for method := range methods {
		if api.Methods[method] == nil {
			t.Errorf("%s is built, but not in methods.json", method)
		}
	}
}

func TestLimitsAreReachable(t *testing.T) {
	w := newWorld(t, Options{})
	for name, params := range map[string][]string{
		"4096 units":        {"text", strings.Repeat("🙂", maxText/2)},
		"4096 after tags":   {"text", "<b>" + strings.Repeat("x", maxText) + "</b>", "parse_mode", "HTML"},
		"64 bytes of data":  {"text", "x", "reply_markup", keys(1, 1, strings.Repeat("ї", 32))},
		"90 buttons":        {"text", "x", "reply_markup", keys(15, 6, "a")},
		"empty keyboard":    {"text", "x", "reply_markup", `{"inline_keyboard":[]}`},
		"legacy parameters": {"text", "x", "disable_web_page_preview", "true", "reply_to_message_id", itoa(w.text)},
		"optional reply":    {"text", "x", "reply_parameters", `{"message_id":99999,"allow_sending_without_reply":true}`},
		"copy button":       {"text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","copy_text":{"text":"y"}}]]}`},
		"one for true":      {"text", "x", "disable_notification", "1", "protect_content", "0"},
		"empty markup":      {"text", "x", "reply_markup", `{}`},
		"styled button":     {"text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"y","style":"success"}]]}`},
		"Telegram link":     {"text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"x","url":"tg://resolve?domain=visits_bot"}]]}`},
		"reply keyboard":    {"text", "x", "reply_markup", `{"keyboard":[[{"text":"A"}]],"resize_keyboard":true}`},
	} {
		if a := w.call("sendMessage", append(params, "chat_id", "501")...); !a.OK {
			t.Errorf("%s: %s", name, a.Description)
		}
	}
}

func TestTokensAndMethods(t *testing.T) {
	w := newWorld(t, Options{})
	for path, want := range map[string]string{
		"/bot" + token + "/nosuchmethod":            "404 Not Found",
		"/bot" + token + "/forwardMessage":          "501 Not Implemented: emulator: method forwardMessage is not offered",
		"/bot4200:AAother-token/getMe":              "401 Unauthorized",
		"/botnonsense/getMe":                        "401 Unauthorized: invalid token specified",
		"/nothing":                                  "404 Not Found",
		"/file/bot" + token + "/photos/none.png":    "404 Not Found",
		"/file/bot4200:AAother/photos/file_1.png":   "401 Unauthorized",
		"/bot" + token + "/GETME":                   "200 ",
		"/bot" + token + "/getChat?chat_id=501":     "200 ",
		"/bot" + token + "/getMe?unknown=parameter": `400 Bad Request: emulator: getMe has no parameter "unknown"`,
	} {
		r, err := w.client.Get("http://telegram.test" + path)
		if err != nil {
			t.Fatal(err)
		}
		if a := w.read(r); fmt.Sprint(a.status, " ", a.Description) != want {
			t.Errorf("%s: %d %s, want %s", path, a.status, a.Description, want)
		}
	}
}

func TestBlockedBotIsRefused(t *testing.T) {
	w := newWorld(t, Options{})
	w.Block(ana)
	for _, call := range [][]string{
		{"sendMessage", "chat_id", "501", "text", "x"},
		{"editMessageText", "chat_id", "501", "message_id", "{text}", "text", "x"},
		{"sendChatAction", "chat_id", "501", "action", "typing"},
		{"pinChatMessage", "chat_id", "501", "message_id", "{text}"},
	} {
		a := w.call(call[0], w.fill(call[1:])...)
		if a.status != 403 || a.Description != "Forbidden: bot was blocked by the user" {
			t.Errorf("%s: %d %s", call[0], a.status, a.Description)
		}
	}
	if _, err := w.Say(ana, "x"); err == nil {
		t.Error("somebody who blocked the bot could write to it")
	}
	w.Unblock(ana)
	w.send("sendMessage", "chat_id", "501", "text", "x")
	var statuses []any
	for _, u := range w.updates() {
		if u.Member != nil {
			statuses = append(statuses, u.Member["new_chat_member"].(map[string]any)["status"])
		}
	}
	if fmt.Sprint(statuses) != "[kicked member]" {
		t.Errorf("my_chat_member said %v", statuses)
	}
}

func TestDeletingIsLimitedTo48Hours(t *testing.T) {
	w := newWorld(t, Options{})
	w.clock.forward(48*time.Hour - time.Second)
	if a := w.call("deleteMessage", w.fill([]string{"chat_id", "501", "message_id", "{said}"})...); !a.OK {
		t.Errorf("what a person said, just in time: %s", a.Description)
	}
	w.clock.forward(time.Second)
	for _, call := range [][]string{
		{"deleteMessage", "chat_id", "501", "message_id", "{text}"},
		{"deleteMessages", "chat_id", "501", "message_ids", "[{photo},{text}]"},
	} {
		if a := w.call(call[0], w.fill(call[1:])...); a.Description != "Bad Request: message can't be deleted for everyone" {
			t.Errorf("%s too late: %q", call[0], a.Description)
		}
	}
	if a := w.call("editMessageText", w.fill([]string{"chat_id", "501", "message_id", "{text}", "text", "new"})...); !a.OK {
		t.Errorf("an edit at any age: %s", a.Description)
	}
}

func TestQueriesGrowOld(t *testing.T) {
	w := newWorld(t, Options{})
	old := must(w.Press(ana, w.text, "v:1"))
	w.clock.forward(pressLife + time.Second)
	young := must(w.Press(ana, w.text, "v:1"))
	const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	if a := w.call("answerCallbackQuery", "callback_query_id", old); a.Description != tooOld {
		t.Errorf("old query: %q", a.Description)
	}
	if a := w.call("answerCallbackQuery", "callback_query_id", young, "text", strings.Repeat("x", 201)); a.Description != "Bad Request: MESSAGE_TOO_LONG" {
		t.Errorf("long answer: %q", a.Description)
	}
	if a := w.call("answerCallbackQuery", "callback_query_id", young, "url", "https://example.com"); a.Description != "Bad Request: URL_INVALID" {
		t.Errorf("answer with a link: %q", a.Description)
	}
	if a := w.call("answerCallbackQuery", "callback_query_id", young, "text", strings.Repeat("x", 200), "show_alert", "true"); !a.OK {
		t.Errorf("good answer: %q", a.Description)
	}
	if text, alert, answered := w.Answer(young); len(text) != 200 || !alert || !answered {
		t.Errorf("Answer gives %q, %v, %v", text, alert, answered)
	}
	if a := w.call("answerCallbackQuery", "callback_query_id", young); a.Description != tooOld {
		t.Errorf("second answer: %q", a.Description)
	}
}
