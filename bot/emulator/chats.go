package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Message is one message of a chat, as the people in it see it.
type Message struct {
	ID       int
	From     int64 // the bot's or the person's id
	FromBot  bool
	Date     time.Time
	Edited   time.Time // zero when never edited
	Text     string    // plain, without markup
	HTML     string    // text or caption as the bot sent it with parse_mode HTML; else empty
	Entities []Entity  // of Text or of Caption, sorted by offset
	Caption  string    // plain, of a photo or document
	Keyboard [][]Button
	Markup   json.RawMessage // a reply keyboard, its removal or a forced reply
	Photo    *File           // the largest size
	Document *File
	Location *Location
	ReplyTo  int // message id, 0 for none
	Thread   int // topic of a group, 0 for none
	Pinned   bool
	Raw      json.RawMessage // the Message object as the Bot API gives it
}

// Location is a point on the map, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// message is a stored message; extra holds the raw fields of what a person
// sent that has no place in Message, such as a sticker or a contact.
type message struct {
	Message
	extra map[string]any
}

// chat is a private chat or a group. The bot is in it.
type chat struct {
	id       int64
	person   *Person // of a private chat
	group    *Group  // of a group
	blocked  bool    // the person blocked the bot
	messages []*message
	lastID   int // of a message in a group
}

func (c *chat) json() map[string]any {
	if c.person != nil {
		fields := userFields(*c.person)
		delete(fields, "is_bot")
		delete(fields, "language_code")
		fields["type"] = "private"
		return fields
	}
	fields := map[string]any{"id": c.id, "type": "supergroup", "title": c.group.Title}
	if c.group.Topics != nil {
		fields["is_forum"] = true
	}
	return fields
}

// find gives a message by its id, nil when it was deleted or never was.
func (c *chat) find(id int) *message {
	i, ok := c.index(id)
	if !ok {
		return nil
	}
	return c.messages[i]
}

func (c *chat) index(id int) (int, bool) {
	return slices.BinarySearchFunc(c.messages, id, func(m *message, id int) int { return m.ID - id })
}

func (c *chat) remove(id int) {
	if i, ok := c.index(id); ok {
		c.messages = slices.Delete(c.messages, i, i+1)
	}
}

// Chat gives a copy of the messages of a private chat (by the person's id) or
// of a group, oldest first, without the deleted ones.
func (s *Server) Chat(id int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		return nil
	}
	list := make([]Message, len(c.messages))
	for i, m := range c.messages {
		list[i] = m.Message
		list[i].Entities = slices.Clone(m.Entities)
		list[i].Keyboard = slices.Clone(m.Keyboard)
		list[i].Raw = mustJSON(s.messageFields(c, m))
	}
	return list
}

// resolve finds the chat that a parameter names.
func (s *Server) resolve(text string) (*chat, *apiError) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if c := s.chats[id]; err == nil && c != nil {
		return c, nil
	}
	return nil, bad("chat not found")
}

// writable finds the chat that a call writes to and counts the call against
// the rates.
func (s *Server) writable(q *request) (*chat, *apiError) {
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	if c.blocked {
		return nil, errBlocked()
	}
	if s.options.Limits {
		return c, s.limits.admit(c.id, s.now())
	}
	return c, nil
}

// append adds a message at the end of a chat and gives it its id and date.
func (s *Server) append(c *chat, m *message) {
	last := &s.lastID
	if c.group != nil {
		last = &c.lastID
	}
	*last++
	m.ID = *last
	m.Date = s.now()
	c.messages = append(c.messages, m)
}

// messageFields builds the Message object of the Bot API.
func (s *Server) messageFields(c *chat, m *message) map[string]any {
	fields := map[string]any{"message_id": m.ID, "date": m.Date.Unix(), "chat": c.json(), "from": s.user(m.From)}
	if !m.Edited.IsZero() {
		fields["edit_date"] = m.Edited.Unix()
	}
	if m.Thread != 0 {
		fields["message_thread_id"] = m.Thread
		fields["is_topic_message"] = true
	}
	if m.ReplyTo != 0 {
		if to := c.find(m.ReplyTo); to != nil {
			quoted := s.messageFields(c, to)
			delete(quoted, "reply_to_message")
			fields["reply_to_message"] = quoted
		}
	}
	s.addContent(fields, m)
	for name, value := range m.extra {
		fields[name] = value
	}
	return fields
}

func (s *Server) addContent(fields map[string]any, m *message) {
	if m.Text != "" {
		fields["text"] = m.Text
		setIf(fields, "entities", m.Entities, len(m.Entities) > 0)
	}
	if m.Photo != nil {
		fields["photo"] = s.photoSizes(m.Photo.ID)
	}
	if m.Document != nil {
		fields["document"] = documentFields(m.Document)
	}
	if m.Text == "" {
		setIf(fields, "caption", m.Caption, m.Caption != "")
		setIf(fields, "caption_entities", m.Entities, len(m.Entities) > 0)
	}
	setIf(fields, "location", m.Location, m.Location != nil)
	setIf(fields, "reply_markup", markupFields(m.Keyboard), len(m.Keyboard) > 0)
}

func setIf(fields map[string]any, name string, value any, ok bool) {
	if ok {
		fields[name] = value
	}
}

// user gives the User object of the bot or of a person.
func (s *Server) user(id int64) map[string]any {
	if id == s.bot.ID {
		return s.botFields()
	}
	if p := s.person(id); p != nil {
		return userFields(*p)
	}
	return map[string]any{"id": id, "is_bot": false, "first_name": ""}
}

func (s *Server) botFields() map[string]any {
	return map[string]any{"id": s.bot.ID, "is_bot": true, "first_name": s.bot.FirstName, "username": s.bot.Username}
}

func userFields(p Person) map[string]any {
	fields := map[string]any{"id": p.ID, "is_bot": false, "first_name": p.FirstName}
	setIf(fields, "last_name", p.LastName, p.LastName != "")
	setIf(fields, "username", p.Username, p.Username != "")
	setIf(fields, "language_code", p.LanguageCode, p.LanguageCode != "")
	return fields
}

// mustJSON encodes what the server itself built.
func mustJSON(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		panic("emulator: " + err.Error())
	}
	return raw
}
