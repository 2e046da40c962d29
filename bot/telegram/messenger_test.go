package telegram

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"visitbot/bot"
	"visitbot/bot/render"
)

var (
	photo  = render.File{Name: "ticket.png", Data: []byte("PNG"), Photo: true}
	upload = tgbotapi.RequestFile{Name: "photo", Data: tgbotapi.FileBytes{Name: photo.Name, Bytes: photo.Data}}
	letter = render.Letter{Text: "<b>Carusel</b>", Rows: [][]render.Button{
		{{Text: "Reserve", Data: "hold:carusel::n"}},
		{},
		{{Text: "Map", URL: "https://example.org/?q=a&b"}, {Text: "Back", Data: "visits:::n"}},
	}}
)

const board = `{"inline_keyboard":[[{"text":"Reserve","callback_data":"hold:carusel::n"}],` +
	`[{"text":"Map","url":"https://example.org/?q=a\u0026b"},{"text":"Back","callback_data":"visits:::n"}]]}`

func TestMessengerSays(t *testing.T) {
	tests := []struct {
		method string
		say    func(context.Context, *Messenger) error
		want   map[string]string
	}{
		{"sendMessage", func(ctx context.Context, m *Messenger) error {
			id, err := m.Send(ctx, 5, letter)
			return errors.Join(err, equal(id, 7))
		}, map[string]string{"chat_id": "5", "text": letter.Text, "parse_mode": "HTML", "link_preview_options": noPreview, "reply_markup": board}},
		{"editMessageText", func(ctx context.Context, m *Messenger) error { return m.Edit(ctx, 5, 7, letter) },
			map[string]string{"chat_id": "5", "message_id": "7", "text": letter.Text, "parse_mode": "HTML", "link_preview_options": noPreview, "reply_markup": board}},
		{"editMessageCaption", func(ctx context.Context, m *Messenger) error { return m.EditCaption(ctx, 5, 7, letter) },
			map[string]string{"chat_id": "5", "message_id": "7", "caption": letter.Text, "parse_mode": "HTML", "reply_markup": board}},
		{"editMessageReplyMarkup", func(ctx context.Context, m *Messenger) error { return m.Strip(ctx, 5, 7) },
			map[string]string{"chat_id": "5", "message_id": "7"}},
		{"deleteMessage", func(ctx context.Context, m *Messenger) error { return m.Delete(ctx, 5, 7) },
			map[string]string{"chat_id": "5", "message_id": "7"}},
		{"answerCallbackQuery", func(ctx context.Context, m *Messenger) error { return m.Answer(ctx, "q1", "Full", true) },
			map[string]string{"callback_query_id": "q1", "text": "Full", "show_alert": "true"}},
		{"answerCallbackQuery", func(ctx context.Context, m *Messenger) error { return m.Answer(ctx, "q1", "", false) },
			map[string]string{"callback_query_id": "q1"}},
		{"sendDocument", func(ctx context.Context, m *Messenger) error {
			_, _, err := m.SendFile(ctx, 5, letter, render.File{ID: "BQAC"})
			return err
		}, map[string]string{"chat_id": "5", "document": "BQAC", "caption": letter.Text, "parse_mode": "HTML", "reply_markup": board}},
	}
	for _, test := range tests {
		t.Run(test.method, func(t *testing.T) {
			m, f := messenger(t, always(200, good(message)))
			if err := test.say(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			calls := f.seen()
			if len(calls) != 1 || calls[0].method != test.method || !maps.Equal(calls[0].params, test.want) {
				t.Errorf("said %q\nwant %s %q", calls, test.method, test.want)
			}
		})
	}
}

// equal reports an id that is not the one expected.
func equal(got, want int) error {
	if got != want {
		return errors.New("another id than Telegram's")
	}
	return nil
}

// The library sends an empty keyboard as null, which Telegram refuses.
func TestEmptyKeyboardIsLeftOut(t *testing.T) {
	for name, rows := range map[string][][]render.Button{"nil": nil, "no rows": {}, "empty rows": {{}, nil}} {
		m, f := messenger(t, always(200, good(message)))
		if err := m.Edit(t.Context(), 5, 7, render.Letter{Text: "x", Rows: rows}); err != nil {
			t.Fatal(err)
		}
		if markup, there := f.seen()[0].params["reply_markup"]; there {
			t.Errorf("%s: reply_markup is %s", name, markup)
		}
	}
}

// The library's Send fails on methods that answer true although they worked.
func TestMethodsThatAnswerTrueSucceed(t *testing.T) {
	m, _ := messenger(t, always(200, good("true")))
	ctx := t.Context()
	if err := errors.Join(m.Answer(ctx, "q", "", false), m.Delete(ctx, 5, 7), m.Edit(ctx, 5, 7, letter), m.Strip(ctx, 5, 7)); err != nil {
		t.Error(err)
	}
}

// What Telegram refuses though it is as it should be is no error; a message
// that cannot be edited is bot.ErrNoMessage.
func TestHarmlessRefusals(t *testing.T) {
	const notModified, gone = "Bad Request: message is not modified", "Bad Request: message to edit not found"
	const deleted, old = "Bad Request: message to delete not found", "Bad Request: query is too old and response timeout expired or query ID is invalid"
	edit := func(ctx context.Context, m *Messenger) error { return m.Edit(ctx, 5, 7, letter) }
	caption := func(ctx context.Context, m *Messenger) error { return m.EditCaption(ctx, 5, 7, letter) }
	strip := func(ctx context.Context, m *Messenger) error { return m.Strip(ctx, 5, 7) }
	remove := func(ctx context.Context, m *Messenger) error { return m.Delete(ctx, 5, 7) }
	answer := func(ctx context.Context, m *Messenger) error { return m.Answer(ctx, "q", "", false) }
	tests := []struct {
		name, refusal string
		say           func(context.Context, *Messenger) error
		want          error
	}{
		{"edit, not modified", notModified, edit, nil},
		{"caption, not modified", notModified, caption, nil},
		{"strip, not modified", notModified, strip, nil},
		{"edit, gone", gone, edit, bot.ErrNoMessage},
		{"caption, gone", gone, caption, bot.ErrNoMessage},
		{"strip, gone", gone, strip, nil},
		{"delete, gone", deleted, remove, nil},
		{"answer, too old", old, answer, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, _ := messenger(t, always(400, bad(400, test.refusal)))
			if err := test.say(t.Context(), m); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

func TestOtherRefusalsAreErrors(t *testing.T) {
	m, _ := messenger(t, always(400, bad(400, "Bad Request: message can't be deleted for everyone")))
	if err := m.Delete(t.Context(), 5, 7); !Refused(err) {
		t.Errorf("error %v, want one that is refused", err)
	}
}

func TestSendFileReturnsTheIDOfTheFile(t *testing.T) {
	const shot = `{"message_id":8,"date":1,"chat":{"id":5,"type":"private"},"photo":[
		{"file_id":"small","file_unique_id":"a","width":90,"height":45},
		{"file_id":"big","file_unique_id":"b","width":1280,"height":640},
		{"file_id":"middle","file_unique_id":"c","width":320,"height":160}]}`
	const paper = `{"message_id":9,"date":1,"chat":{"id":5,"type":"private"},"document":{"file_id":"ics","file_unique_id":"d"}}`
	calendar := render.File{Name: "visit.ics", Data: []byte("BEGIN")}
	tests := []struct {
		file   render.File
		result string
		method string
		id     int
		fileID string
	}{
		{photo, shot, "sendPhoto", 8, "big"},
		{calendar, paper, "sendDocument", 9, "ics"},
		{render.File{ID: "again", Photo: true}, shot, "sendPhoto", 8, "big"},
	}
	for _, test := range tests {
		m, f := messenger(t, always(200, good(test.result)))
		id, file, err := m.SendFile(t.Context(), 5, letter, test.file)
		if err != nil || id != test.id || file != test.fileID {
			t.Errorf("SendFile = %d, %q, %v, want %d, %q", id, file, err, test.id, test.fileID)
		}
		c := f.seen(test.method)[0]
		field := strings.ToLower(strings.TrimPrefix(test.method, "send"))
		if c.files[field] != string(test.file.Data) || c.params[field] != test.file.ID || c.params["caption"] != letter.Text {
			t.Errorf("sent %q with %q", c.params, c.files)
		}
	}
}
