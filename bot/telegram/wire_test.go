package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mymmrac/telego"

	"visitbot/bot/render"
)

// independent are the methods as telego has them, a library that is generated
// from the Bot API's own documentation.
var independent = map[string]reflect.Type{
	"answerCallbackQuery":    reflect.TypeFor[telego.AnswerCallbackQueryParams](),
	"deleteMessage":          reflect.TypeFor[telego.DeleteMessageParams](),
	"deleteWebhook":          reflect.TypeFor[telego.DeleteWebhookParams](),
	"editMessageCaption":     reflect.TypeFor[telego.EditMessageCaptionParams](),
	"editMessageReplyMarkup": reflect.TypeFor[telego.EditMessageReplyMarkupParams](),
	"editMessageText":        reflect.TypeFor[telego.EditMessageTextParams](),
	"getMyCommands":          reflect.TypeFor[telego.GetMyCommandsParams](),
	"getMyDescription":       reflect.TypeFor[telego.GetMyDescriptionParams](),
	"getMyName":              reflect.TypeFor[telego.GetMyNameParams](),
	"getMyShortDescription":  reflect.TypeFor[telego.GetMyShortDescriptionParams](),
	"getUpdates":             reflect.TypeFor[telego.GetUpdatesParams](),
	"sendDocument":           reflect.TypeFor[telego.SendDocumentParams](),
	"sendMessage":            reflect.TypeFor[telego.SendMessageParams](),
	"sendPhoto":              reflect.TypeFor[telego.SendPhotoParams](),
	"setMyCommands":          reflect.TypeFor[telego.SetMyCommandsParams](),
	"setMyDescription":       reflect.TypeFor[telego.SetMyDescriptionParams](),
	"setMyName":              reflect.TypeFor[telego.SetMyNameParams](),
	"setMyShortDescription":  reflect.TypeFor[telego.SetMyShortDescriptionParams](),
	"setWebhook":             reflect.TypeFor[telego.SetWebhookParams](),
}

// newer are the parameters that we send and telego does not know, by method.
var newer = map[string][]string{}

// concrete are the types that stand behind telego's interfaces in what we send.
var concrete = map[reflect.Type]reflect.Type{
	reflect.TypeFor[telego.ReplyMarkup]():     reflect.TypeFor[telego.InlineKeyboardMarkup](),
	reflect.TypeFor[telego.BotCommandScope](): reflect.TypeFor[telego.BotCommandScopeDefault](),
}

// Everything that is sent agrees with an independent reading of the Bot API:
// the names of parameters, the required ones, and their kinds all the way
// down.
func TestWire(t *testing.T) {
	sent := everythingSent(t)
	for _, method := range slices.Sorted(maps.Keys(independent)) {
		if !slices.ContainsFunc(sent, func(c call) bool { return c.method == method }) {
			t.Errorf("%s is never sent", method)
		}
	}
	for _, c := range sent {
		params, known := independent[c.method]
		if !known {
			t.Errorf("%s is sent and not held against anything", c.method)
			continue
		}
		for _, complaint := range complaintsOf(c, params) {
			t.Errorf("%s: %s", c.method, complaint)
		}
	}
}

// A test that cannot fail would hold nothing: each of these has one mistake.
func TestWireFindsMistakes(t *testing.T) {
	fine := map[string]string{"chat_id": "5", "text": "x", "reply_markup": board, "link_preview_options": noPreview}
	for name, mistake := range map[string][2]string{
		"unknown parameter":   {"disable_web_page_previews", "true"},
		"missing required":    {"text", ""},
		"not a number":        {"message_thread_id", "x"},
		"not a bool":          {"protect_content", "1"},
		"null":                {"reply_markup", "null"},
		"unknown field":       {"reply_markup", `{"inline_keyboard":[[{"text":"x","callback":"y"}]]}`},
		"field of wrong kind": {"link_preview_options", `{"is_disabled":"yes"}`},
		"not JSON":            {"entities", "x"},
	} {
		c := call{method: "sendMessage", params: maps.Clone(fine)}
		c.params[mistake[0]] = mistake[1]
		if mistake[1] == "" {
			delete(c.params, mistake[0])
		}
		if len(complaintsOf(c, independent["sendMessage"])) != 1 {
			t.Errorf("%s: complaints %q", name, complaintsOf(c, independent["sendMessage"]))
		}
	}
	if c := complaintsOf(call{method: "sendMessage", params: fine}, independent["sendMessage"]); len(c) != 0 {
		t.Errorf("complaints about what is right: %q", c)
	}
}

// everythingSent calls everything that there is, with all that it can send.
func everythingSent(t *testing.T) []call {
	f := &fake{}
	synctest.Test(t, func(t *testing.T) {
		waiting := polls([]string{update(5, 1, "a")})
		f.answer = func(ctx context.Context, c call) (int, string) {
			switch {
			case strings.HasPrefix(c.method, "send"):
				return 200, good(message)
			case c.method == "getUpdates":
				return waiting(ctx, c)
			}
			return 200, good("true")
		}
		c := client(t, f)
		for name, err := range everyCall(t, c) {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		m := NewMessenger(c)
		_, _ = m.Send(t.Context(), 1, letter)
		_ = m.Edit(t.Context(), 1, 7, letter)
		_ = m.EditCaption(t.Context(), 1, 7, letter)
		_ = m.Answer(t.Context(), "1", "Full", true)
		_, _, _ = m.SendFile(t.Context(), 1, letter, render.File{Name: "a.ics", Data: []byte("x")})
	})
	return f.seen()
}

// complaintsOf holds a call against the parameters of its method.
func complaintsOf(c call, params reflect.Type) []string {
	var all []string
	fields := map[string]reflect.Type{}
	for field := range params.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields[name] = field.Type
		_, uploaded := c.files[name]
		if _, there := c.params[name]; !there && !uploaded && !strings.Contains(options, "omitempty") {
			all = append(all, name+" is required")
		}
	}
	for name, value := range c.params {
		kind, known := fields[name]
		switch {
		case !known && !slices.Contains(newer[c.method], name):
			all = append(all, name+" is unknown")
		case known && !fits(value, kind):
			all = append(all, name+" is no "+kind.String()+": "+value)
		}
	}
	for name := range c.files {
		if fields[name] != reflect.TypeFor[telego.InputFile]() {
			all = append(all, name+" is no file")
		}
	}
	return all
}

// fits reports that a parameter, as text, is of a kind.
func fits(value string, kind reflect.Type) bool {
	switch {
	case kind == reflect.TypeFor[telego.ChatID](), kind.Kind() == reflect.Int, kind.Kind() == reflect.Int64:
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil
	case kind.Kind() == reflect.Bool:
		return value == "true" || value == "false"
	case kind.Kind() == reflect.String, kind == reflect.TypeFor[telego.InputFile]():
		return true
	}
	if behind, ok := concrete[kind]; ok {
		kind = behind
	}
	into := json.NewDecoder(strings.NewReader(value))
	into.DisallowUnknownFields()
	return value != "null" && into.Decode(reflect.New(kind).Interface()) == nil
}
