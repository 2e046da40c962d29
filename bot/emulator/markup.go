package emulator

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Limits of an inline keyboard.
const (
	maxRow        = 8
	maxButtons    = 90
	maxMarkup     = 8 << 10 // bytes of its JSON
	maxButtonData = 64      // bytes
)

// Button is one button under a message.
type Button struct {
	Text  string
	Data  string          // callback data, when it calls back
	URL   string          // when it opens a link
	Style string          // "danger", "success", "primary" or empty
	Raw   json.RawMessage // the InlineKeyboardButton object as sent
}

// markup is what a reply_markup parameter says.
type markup struct {
	keyboard [][]Button
	other    json.RawMessage // a reply keyboard, its removal or a forced reply
}

// readMarkup reads the reply_markup of a call; absent, it is empty.
func readMarkup(q *request) (markup, *apiError) {
	text := q.params["reply_markup"]
	if text == "" {
		return markup{}, nil
	}
	if !json.Valid([]byte(text)) {
		return markup{}, bad("can't parse reply keyboard markup JSON object")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &fields); err != nil || fields == nil {
		return markup{}, bad("object expected as reply markup")
	}
	inline, ok := fields["inline_keyboard"]
	if !ok {
		return markup{other: otherMarkup(text, fields)}, nil
	}
	keyboard, err := readKeyboard(inline)
	if err == nil && compactLen(text) > maxMarkup {
		err = bad("reply markup is too long")
	}
	return markup{keyboard: keyboard}, err
}

// otherMarkup gives any markup but an inline keyboard; an empty object is none.
func otherMarkup(text string, fields map[string]json.RawMessage) json.RawMessage {
	if len(fields) == 0 {
		return nil
	}
	return json.RawMessage(text)
}

func compactLen(text string) int {
	var b bytes.Buffer
	_ = json.Compact(&b, []byte(text)) // known to be valid
	return b.Len()
}

// readKeyboard reads and checks the rows of an inline keyboard; rows without
// buttons vanish.
func readKeyboard(raw json.RawMessage) ([][]Button, *apiError) {
	if raw = bytes.TrimSpace(raw); raw[0] != '[' {
		return nil, bad(`field "inline_keyboard" must be of type Array`)
	}
	var rows []json.RawMessage
	_ = json.Unmarshal(raw, &rows) // valid JSON that begins with [
	var keyboard [][]Button
	count := 0
	for _, row := range rows {
		buttons, err := readRow(row)
		if err != nil {
			return nil, err
		}
		if len(buttons) > 0 {
			keyboard = append(keyboard, buttons)
		}
		if count += len(buttons); count > maxButtons || len(buttons) > maxRow {
			return nil, bad("reply markup is too long")
		}
	}
	return keyboard, nil
}

func readRow(raw json.RawMessage) ([]Button, *apiError) {
	var row []json.RawMessage
	if json.Unmarshal(raw, &row) != nil || string(raw) == "null" {
		return nil, bad(`field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`)
	}
	var buttons []Button
	for _, raw := range row {
		button, err := readButton(raw)
		if err != nil {
			return nil, err
		}
		buttons = append(buttons, button)
	}
	return buttons, nil
}

// actions are the fields of which a button has exactly one.
var actions = []string{
	"url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
	"switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}

func readButton(raw json.RawMessage) (Button, *apiError) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return Button{}, buttonError("InlineKeyboardButton must be an Object")
	}
	if fields["text"] == nil {
		return Button{}, buttonError(`Can't find field "text"`)
	}
	var known struct {
		Text, URL, Style string
		Data             string `json:"callback_data"`
	}
	_ = json.Unmarshal(raw, &known) // the kinds of the fields were checked with the call
	b := Button{Text: known.Text, Data: known.Data, URL: known.URL, Style: known.Style, Raw: compact(raw)}
	return b, b.check(fields)
}

func (b Button) check(fields map[string]json.RawMessage) *apiError {
	count := 0
	for _, action := range actions {
		if value, ok := fields[action]; ok && string(value) != `""` {
			count++
		}
	}
	switch {
	case count == 0:
		return buttonError("Text buttons are unallowed in the inline keyboard")
	case count > 1:
		return ownError("button %q has %d actions, which must be one", b.Text, count)
	case strings.TrimSpace(b.Text) == "":
		return bad("inline keyboard button text must be non-empty")
	case len(b.Data) > maxButtonData:
		return bad("BUTTON_DATA_INVALID")
	case b.Style != "" && b.Style != "danger" && b.Style != "success" && b.Style != "primary":
		return ownError("button %q has style %q, not danger, success or primary", b.Text, b.Style)
	}
	if b.URL != "" {
		if _, fault := checkURL(b.URL); fault != "" {
			return bad("inline keyboard button URL '%s' is invalid: %s", b.URL, fault)
		}
	}
	return nil
}

func buttonError(text string) *apiError {
	return bad("can't parse inline keyboard button: %s", text)
}

func compact(raw json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	_ = json.Compact(&b, raw) // known to be valid
	return b.Bytes()
}

// markupFields gives the InlineKeyboardMarkup object as messages carry it.
func markupFields(keyboard [][]Button) map[string]any {
	rows := make([][]json.RawMessage, len(keyboard))
	for i, row := range keyboard {
		for _, b := range row {
			rows[i] = append(rows[i], b.Raw)
		}
	}
	return map[string]any{"inline_keyboard": rows}
}
