package telegram

import (
	"cmp"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// tongues says in which language a talk begins, by the language subtag of what
// Telegram tells about a person. Every other one begins in English.
var tongues = map[string]catalogue.Language{
	"ro": catalogue.Romanian,
	"mo": catalogue.Romanian, // Moldovan, a withdrawn tag that old devices still send
	"uk": catalogue.Ukrainian,
	"ru": catalogue.Ukrainian,
	"be": catalogue.Ukrainian,
}

// Tongue returns the language in which to begin with a person whose Telegram
// speaks the language of this tag: "ro", "ro-MD", "uk_UA", or "" where it is
// not known.
func Tongue(tag string) catalogue.Language {
	subtag, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if lang, ok := tongues[subtag]; ok {
		return lang
	}
	return catalogue.English
}

// open reads a raw update. ok is false where there is nothing to handle:
// what nobody has to answer, and poison, which is recorded and passed over so
// that it cannot block those behind it. Readable is false where not even the
// id is known.
func (c *Client) open(raw json.RawMessage) (id int64, u bot.Update, ok, readable bool) {
	var update tgbotapi.Update
	err := json.Unmarshal(raw, &update)
	if err == nil {
		u, ok = translate(&update, c.self, c.now())
		u.Topic, u.Forwarded = place(raw)
		ok = ok && !(u.Wordless && service(raw))
		return int64(update.UpdateID), u, ok, true
	}
	c.poisoned.Add(1)
	c.log.Error("an update cannot be read and is passed over", "bytes", len(raw), "where", where(err))
	var only struct {
		ID int64 `json:"update_id"`
	}
	err = json.Unmarshal(raw, &only)
	return only.ID, bot.Update{}, false, err == nil
}

// A rawMessage is what the library does not know of a message.
type rawMessage struct {
	Topic   int             `json:"message_thread_id"`
	InTopic bool            `json:"is_topic_message"`
	Origin  json.RawMessage `json:"forward_origin"`
	Date    int             `json:"forward_date"` // before Bot API 7.0
}

// place reads the topic in which something was said or pressed, and whether it
// is somebody else's words.
func place(raw json.RawMessage) (topic int, forwarded bool) {
	var update struct {
		Message  rawMessage `json:"message"`
		Edited   rawMessage `json:"edited_message"`
		Callback struct {
			Message rawMessage `json:"message"`
		} `json:"callback_query"`
	}
	if json.Unmarshal(raw, &update) != nil {
		return 0, false
	}
	for _, m := range []rawMessage{update.Message, update.Edited, update.Callback.Message} {
		if m.InTopic {
			topic = m.Topic
		}
	}
	said := []rawMessage{update.Message, update.Edited}
	return topic, slices.ContainsFunc(said, func(m rawMessage) bool { return len(m.Origin) > 0 || m.Date != 0 })
}

// where says which field of an update cannot be read, without its value: that
// may be what a person typed.
func where(err error) string {
	if field, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return field.Field
	}
	return "syntax"
}

// translate turns an update into what the bot understands. ok is false for
// what nobody has to answer: other bots, channels, talk in groups, presses
// under inline messages. A service message comes out as one without words.
func translate(update *tgbotapi.Update, self Self, at time.Time) (u bot.Update, ok bool) {
	switch {
	case update.CallbackQuery != nil:
		return pressed(update.CallbackQuery, at)
	case update.InlineQuery != nil:
		return typed(update.InlineQuery, at)
	case update.Message != nil:
		return said(update.Message, self, at)
	case update.EditedMessage != nil:
		return corrected(update.EditedMessage, self, at)
	}
	return bot.Update{}, false
}

// pressed translates a press. Data that no button of ours has becomes a press
// without a word, which is answered as one of an old screen.
func pressed(q *tgbotapi.CallbackQuery, at time.Time) (bot.Update, bool) {
	if q.Message == nil || q.Message.Chat == nil {
		return bot.Update{}, false
	}
	u, ok := from(q.From, q.Message, at)
	press, _ := conversation.ParsePress(q.Data)
	u.Press = &press
	u.Query = q.ID
	if asked := q.Message.ReplyToMessage; asked != nil && asked.From != nil && asked.From.ID == q.From.ID {
		u.Original = bot.Original{Message: asked.MessageID, Text: conversation.Private(cmp.Or(asked.Text, asked.Caption))}
	}
	return u, ok
}

// typed translates what somebody types behind the bot's name in any chat.
func typed(q *tgbotapi.InlineQuery, at time.Time) (bot.Update, bool) {
	if q.From == nil || q.From.IsBot || q.From.ID == 0 || q.ID == "" {
		return bot.Update{}, false
	}
	return bot.Update{
		Input: conversation.Input{
			Person: Person(q.From.ID), At: at, Operation: "inline:" + q.ID, Tongue: Tongue(q.From.LanguageCode), Profile: profile(q.From),
		},
		Inline: &bot.InlineQuery{ID: q.ID, Text: conversation.Private(q.Query)},
	}, true
}

// said translates a message. In a group only a command addressed to this bot, or a
// reply to what it said, is meant for it. What a channel or a group says is
// nobody's, whatever user Telegram puts in its place.
func said(m *tgbotapi.Message, self Self, at time.Time) (bot.Update, bool) {
	if m.Chat == nil || m.SenderChat != nil {
		return bot.Update{}, false
	}
	u, ok := from(m.From, m, at)
	name, payload, addressed := command(m.Text, self.Username)
	u.ReplyTo, u.Letter = repliedTo(m, self)
	if u.Group && !addressed && (u.ReplyTo == 0 || name != "" || strings.HasPrefix(m.Text, "/")) {
		return bot.Update{}, false
	}
	if ownCard(m, self) && u.ReplyTo == 0 {
		return bot.Update{}, false
	}
	switch {
	case name != "":
		u.Command, u.Payload = name, payload
	case m.Text != "":
		u.Said = conversation.Private(m.Text)
	default:
		u.Wordless, u.Attached, u.Caption = true, attached(m), conversation.Private(m.Caption)
	}
	return u, ok
}

// ownCard says whether somebody shared a card of the bot's own: it is an answer
// itself. As a reply it is what an organiser answers.
func ownCard(m *tgbotapi.Message, self Self) bool { return m.ViaBot != nil && m.ViaBot.ID == self.ID }

// repliedTo is the bot's own message to which a message replies, and the number with
// which that is signed; 0: none.
func repliedTo(m *tgbotapi.Message, self Self) (message int, letter int64) {
	if to := m.ReplyToMessage; to != nil && to.From != nil && to.From.ID == self.ID {
		return to.MessageID, conversation.NumberOn(cmp.Or(to.Text, to.Caption))
	}
	return 0, 0
}

// attached is what a message without a text carries.
func attached(m *tgbotapi.Message) bot.Attachment {
	switch {
	case len(m.Photo) > 0:
		return bot.AttachedPhoto
	case m.Location != nil || m.Venue != nil:
		return bot.AttachedPlace
	}
	return bot.AttachedOther
}

// corrected translates a message whose text, or caption, was edited: it is said anew.
// In a group nobody waits for an answer to that, nor anywhere to an edit of what has
// no words: a live location is edited every few seconds as long as it is shared.
func corrected(m *tgbotapi.Message, self Self, at time.Time) (bot.Update, bool) {
	u, ok := said(m, self, at)
	u.Operation += ":" + strconv.Itoa(m.EditDate)
	return u, ok && !u.Group && (u.Said != "" || u.Command != "" || u.Caption != "")
}

// from fills in who did something, and where. The same chat and message give
// the same operation, so that an update that comes twice changes nothing.
func from(who *tgbotapi.User, m *tgbotapi.Message, at time.Time) (bot.Update, bool) {
	if who == nil || who.IsBot || who.ID == 0 || m.Chat.ID == 0 || m.Chat.IsChannel() {
		return bot.Update{}, false
	}
	return bot.Update{
		Input: conversation.Input{
			Person:    Person(who.ID),
			At:        at,
			Operation: strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.Itoa(m.MessageID),
			Tongue:    Tongue(who.LanguageCode),
			Profile:   profile(who),
		},
		Chat:    m.Chat.ID,
		Message: m.MessageID,
		Group:   !m.Chat.IsPrivate(),
	}, true
}

// profile returns what to call a person: the name of the profile, else the
// username, or nothing where neither can be seen.
func profile(who *tgbotapi.User) conversation.Private {
	name := conversation.CleanName(conversation.Private(who.FirstName + " " + who.LastName))
	if name == "" && who.UserName != "" {
		return conversation.Private("@" + who.UserName)
	}
	return name
}

// Person returns the id that stands for a Telegram user.
func Person(user int64) seats.Person {
	return seats.Person("tg:" + strconv.FormatInt(user, 10))
}

// commands begin a message: the name, perhaps the bot meant, perhaps a payload.
var commands = regexp.MustCompile(`(?s)^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?$`)

// command reads a command out of a text. The name is empty where there is none
// or it is meant for another bot; addressed says that it names this one.
func command(text, username string) (name, payload string, addressed bool) {
	parts := commands.FindStringSubmatch(text)
	if parts == nil {
		return "", "", false
	}
	addressed = parts[2] != "" && strings.EqualFold(parts[2], username)
	if parts[2] != "" && !addressed {
		return "", "", false
	}
	return strings.ToLower(parts[1]), strings.TrimSpace(parts[3]), addressed
}
