package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"visitbot/bot"
	"visitbot/bot/render"
)

// attempts is how often a call is made that Telegram refuses for its pace.
const attempts = 10

// noPreview keeps Telegram from adding a picture of a linked page to a letter.
const noPreview = `{"is_disabled":true}`

// A Messenger says things in chats, at the pace that Telegram allows. Its
// errors are *Error, save for bot.ErrNoMessage.
type Messenger struct {
	client *Client
	pace   *pace
}

var _ bot.Messenger = (*Messenger)(nil)

// NewMessenger returns a messenger of a bot. There should be one for each
// bot: it remembers which chats Telegram wants silent.
func NewMessenger(c *Client) *Messenger { return &Messenger{client: c, pace: newPace()} }

// Send implements bot.Messenger.
func (m *Messenger) Send(ctx context.Context, chat int64, l render.Letter) (int, error) {
	params := worded("text", l)
	params["link_preview_options"] = noPreview
	params.AddNonZero("message_thread_id", l.Topic)
	sent, err := m.sent(ctx, chat, "sendMessage", params)
	return sent.MessageID, err
}

// SendReply implements bot.Messenger.
func (m *Messenger) SendReply(ctx context.Context, chat int64, replyTo int, l render.Letter) (int, error) {
	params := worded("text", l)
	params["link_preview_options"] = noPreview
	params["reply_parameters"] = encode(map[string]any{"message_id": replyTo, "allow_sending_without_reply": true})
	params.AddNonZero("message_thread_id", l.Topic)
	sent, err := m.sent(ctx, chat, "sendMessage", params)
	return sent.MessageID, err
}

// Copy implements delivery.Messenger.
func (m *Messenger) Copy(ctx context.Context, chat, from int64, message int, caption render.Letter, replyTo int) (int, error) {
	params := tgbotapi.Params{}
	if caption.Text != "" {
		params = worded("caption", caption)
	}
	params["from_chat_id"], params["message_id"] = strconv.FormatInt(from, 10), strconv.Itoa(message)
	params["reply_parameters"] = encode(map[string]any{"message_id": replyTo, "allow_sending_without_reply": true})
	copied, err := m.sent(ctx, chat, "copyMessage", params)
	return copied.MessageID, err
}

// Edit implements bot.Messenger.
func (m *Messenger) Edit(ctx context.Context, chat int64, message int, l render.Letter) error {
	params := worded("text", l)
	params["link_preview_options"] = noPreview
	return m.edit(ctx, chat, message, "editMessageText", params)
}

// EditCaption implements bot.Messenger.
func (m *Messenger) EditCaption(ctx context.Context, chat int64, message int, l render.Letter) error {
	return m.edit(ctx, chat, message, "editMessageCaption", worded("caption", l))
}

// Strip implements bot.Messenger. The buttons of a message that is gone are
// gone, so that is no error.
func (m *Messenger) Strip(ctx context.Context, chat int64, message int) error {
	params := tgbotapi.Params{"message_id": strconv.Itoa(message)}
	_, err := m.say(ctx, chat, "editMessageReplyMarkup", params)
	return harmless(err, KindNotModified, KindNoMessage)
}

// Delete implements bot.Messenger. A message that is gone already is no error.
func (m *Messenger) Delete(ctx context.Context, chat int64, message int) error {
	params := tgbotapi.Params{"message_id": strconv.Itoa(message)}
	_, err := m.say(ctx, chat, "deleteMessage", params)
	return harmless(err, KindNoMessage)
}

// Answer implements bot.Messenger. It never waits for the pace: Telegram does
// not count answers, and the person is looking at a spinning button.
func (m *Messenger) Answer(ctx context.Context, query, text string, alert bool) error {
	params := tgbotapi.Params{"callback_query_id": query}
	params.AddNonEmpty("text", text)
	params.AddBool("show_alert", alert)
	_, err := m.client.call(ctx, m.client.timeout, "answerCallbackQuery", params)
	return harmless(err, KindLate)
}

// inlineCache is how long Telegram may give somebody the same cards again, in
// seconds.
const inlineCache = "10"

// AnswerInline implements bot.Messenger. Like Answer it never waits for the pace.
func (m *Messenger) AnswerInline(ctx context.Context, query string, cards []bot.InlineCard, more string) error {
	results := make([]any, 0, len(cards))
	for _, card := range cards {
		result := map[string]any{
			"type": "article", "id": card.ID, "title": card.Title, "description": card.Description,
			"input_message_content": map[string]any{
				"message_text": card.Letter.Text, "parse_mode": tgbotapi.ModeHTML, "link_preview_options": map[string]any{"is_disabled": true},
			},
		}
		if rows := keyboard(card.Letter.Rows); len(rows) > 0 {
			result["reply_markup"] = tgbotapi.InlineKeyboardMarkup{InlineKeyboard: rows}
		}
		results = append(results, result)
	}
	params := tgbotapi.Params{"inline_query_id": query, "results": encode(results), "cache_time": inlineCache, "is_personal": "true"}
	if more != "" {
		params["button"] = encode(map[string]any{"text": more, "start_parameter": "inline"})
	}
	_, err := m.client.call(ctx, m.client.timeout, "answerInlineQuery", params)
	return harmless(err, KindLate)
}

// SendFile implements bot.Messenger. Of a photo, Telegram keeps several sizes;
// the id returned is that of the biggest.
func (m *Messenger) SendFile(ctx context.Context, chat int64, l render.Letter, f render.File) (int, string, error) {
	method, field := "sendDocument", "document"
	if f.Photo {
		method, field = "sendPhoto", "photo"
	}
	params := worded("caption", l)
	params.AddNonZero("message_thread_id", l.Topic)
	var files []tgbotapi.RequestFile
	if f.ID != "" {
		params[field] = f.ID
	} else {
		files = append(files, tgbotapi.RequestFile{Name: field, Data: tgbotapi.FileBytes{Name: f.Name, Bytes: f.Data}})
	}
	sent, err := m.sent(ctx, chat, method, params, files...)
	return sent.MessageID, fileID(sent), err
}

// fileID returns the id of the file that a message carries.
func fileID(m tgbotapi.Message) string {
	if m.Document != nil {
		return m.Document.FileID
	}
	var biggest tgbotapi.PhotoSize
	for _, size := range m.Photo {
		if size.Width*size.Height >= biggest.Width*biggest.Height {
			biggest = size
		}
	}
	return biggest.FileID
}

// edit changes a message.
func (m *Messenger) edit(ctx context.Context, chat int64, message int, method string, params tgbotapi.Params) error {
	params["message_id"] = strconv.Itoa(message)
	_, err := m.say(ctx, chat, method, params)
	if KindOf(err) == KindNoMessage {
		return fmt.Errorf("%w: %w", bot.ErrNoMessage, err)
	}
	return harmless(err, KindNotModified)
}

// sent sends a message and reads what became of it.
func (m *Messenger) sent(ctx context.Context, chat int64, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (tgbotapi.Message, error) {
	answer, err := m.say(ctx, chat, method, params, files...)
	if err != nil {
		return tgbotapi.Message{}, err
	}
	var message tgbotapi.Message
	if json.Unmarshal(answer, &message) != nil || message.MessageID == 0 {
		return tgbotapi.Message{}, &Error{Kind: KindUnknown, Method: method, cause: errAnswer}
	}
	return message, nil
}

// say calls a method that counts as a message in a chat. Where Telegram wants
// silence, it is silent and tries again, within the bounds of pace.
func (m *Messenger) say(ctx context.Context, chat int64, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (json.RawMessage, error) {
	params["chat_id"] = strconv.FormatInt(chat, 10)
	for attempt := 1; ; attempt++ {
		if err := m.pace.wait(ctx, method, chat); err != nil {
			return nil, err
		}
		answer, err := m.client.call(ctx, m.client.timeout, method, params, files...)
		wait, limited := RetryAfter(err)
		if !limited {
			return answer, err
		}
		m.pace.refused(chat, wait)
		m.client.log.Warn("telegram wants silence", "method", method, "wait", wait)
		if attempt == attempts {
			return nil, err
		}
	}
}

// harmless turns an error of these kinds into none.
func harmless(err error, kinds ...Kind) error {
	for _, kind := range kinds {
		if KindOf(err) == kind {
			return nil
		}
	}
	return err
}

// worded returns the parameters of a letter, its text in the field of that
// name. A letter without buttons has no reply_markup: an edit then takes the
// old ones off, and null or an empty row would be refused.
func worded(field string, l render.Letter) tgbotapi.Params {
	params := tgbotapi.Params{"parse_mode": tgbotapi.ModeHTML}
	params.AddNonEmpty(field, l.Text)
	if rows := keyboard(l.Rows); len(rows) > 0 {
		params["reply_markup"] = encode(tgbotapi.InlineKeyboardMarkup{InlineKeyboard: rows})
	}
	return params
}

// keyboard returns the rows that have buttons.
func keyboard(rows [][]render.Button) [][]tgbotapi.InlineKeyboardButton {
	var board [][]tgbotapi.InlineKeyboardButton
	for _, row := range rows {
		var line []tgbotapi.InlineKeyboardButton
		for _, b := range row {
			line = append(line, button(b))
		}
		if len(line) > 0 {
			board = append(board, line)
		}
	}
	return board
}

// button returns one button: a link, or a press.
func button(b render.Button) tgbotapi.InlineKeyboardButton {
	if b.URL != "" {
		return tgbotapi.NewInlineKeyboardButtonURL(b.Text, b.URL)
	}
	return tgbotapi.NewInlineKeyboardButtonData(b.Text, b.Data)
}

// encode writes a parameter as JSON. Only strings, numbers and lists are
// given to it, so it cannot fail.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
