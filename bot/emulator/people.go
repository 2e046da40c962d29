package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Person is somebody who can write to the bot.
type Person struct {
	ID           int64
	FirstName    string
	LastName     string // may be empty
	Username     string // without @; may be empty
	LanguageCode string // a tag such as "ro" or "uk-UA"; may be empty
}

// Group is a supergroup with the bot in it.
type Group struct {
	ID      int64 // negative
	Title   string
	Topics  map[int]string // names by thread id; a forum when not nil
	SeesAll bool           // the bot gets every message, as an administrator does
}

// AddPerson makes a person with a private chat, or changes one who exists.
func (s *Server) AddPerson(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.person(p.ID); known != nil {
		*known = p
	} else {
		s.people = append(s.people, &p)
		s.chats[p.ID] = &chat{id: p.ID, person: &p}
	}
	s.touch()
}

// AddGroup makes a group, or changes one that exists.
func (s *Server) AddGroup(g Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[g.ID] == nil {
		s.chats[g.ID] = &chat{id: g.ID}
	}
	s.chats[g.ID].group = &g
	s.touch()
}

// People lists all people in the order in which they were added.
func (s *Server) People() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Person, len(s.people))
	for i, p := range s.people {
		list[i] = *p
	}
	return list
}

// person finds somebody; nil when unknown. The lock is held.
func (s *Server) person(id int64) *Person {
	if c := s.chats[id]; c != nil {
		return c.person
	}
	return nil
}

// Post is a message from a person, in all that Say and Send do not need.
type Post struct {
	Chat    int64 // the person's id, or a group's
	Person  int64
	Text    string
	ReplyTo int            // message id, 0 for none
	Thread  int            // topic of a group, 0 for none
	Fields  map[string]any // raw fields of the Message object, beside or over the others
}

// Say sends a text from a person to the bot.
func (s *Server) Say(person int64, text string) (messageID int, err error) {
	return s.Post(Post{Chat: person, Person: person, Text: text})
}

// SayIn sends a text from a person to a group.
func (s *Server) SayIn(group, person int64, text string) (messageID int, err error) {
	return s.Post(Post{Chat: group, Person: person, Text: text})
}

// Send sends a message with raw fields of the Bot API's Message object from a
// person to the bot: a photo, a sticker, a location, a contact.
func (s *Server) Send(person int64, fields map[string]any) (messageID int, err error) {
	return s.Post(Post{Chat: person, Person: person, Fields: fields})
}

// Post sends a message from a person. It fails for people and chats that do
// not exist, for somebody who blocked the bot, and for an empty or too long
// text, which no Telegram app would send.
func (s *Server) Post(p Post) (messageID int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(p.Chat, p.Person)
	if err != nil {
		return 0, err
	}
	if p.Text == "" && len(p.Fields) == 0 {
		return 0, fmt.Errorf("emulator: person %d says nothing", p.Person)
	}
	if utf16Len(p.Text) > maxText || !utf8.ValidString(p.Text) {
		return 0, fmt.Errorf("emulator: a text is at most %d UTF-16 units of valid UTF-8", maxText)
	}
	m := &message{extra: maps.Clone(p.Fields)}
	m.From, m.Text, m.ReplyTo, m.Thread = p.Person, p.Text, p.ReplyTo, p.Thread
	m.readExtra()
	m.Entities = commandEntities(m.Text)
	s.append(c, m)
	if c.hears(m, s.bot) {
		s.enqueue("message", fmt.Sprint("chat", c.id), s.messageFields(c, m), messageLife)
	}
	s.touch()
	return m.ID, nil
}

// speaker finds the chat in which a person may write.
func (s *Server) speaker(chatID, person int64) (*chat, error) {
	c := s.chats[chatID]
	if c == nil || s.person(person) == nil {
		return nil, fmt.Errorf("emulator: no person %d or no chat %d", person, chatID)
	}
	if c.group == nil && chatID != person {
		return nil, fmt.Errorf("emulator: person %d cannot write in the private chat of %d", person, chatID)
	}
	if c.blocked {
		return nil, fmt.Errorf("emulator: person %d has blocked the bot", person)
	}
	return c, nil
}

// readExtra moves raw fields to where the message has a place for them.
func (m *message) readExtra() {
	if text, ok := m.extra["text"].(string); ok {
		m.Text = text
		delete(m.extra, "text")
	}
	if caption, ok := m.extra["caption"].(string); ok {
		m.Caption = caption
		delete(m.extra, "caption")
	}
	if raw, err := json.Marshal(m.extra["location"]); err == nil && m.extra["location"] != nil {
		_ = json.Unmarshal(raw, &m.Location) // a malformed location is shown as none
	}
}

// hears tells whether the bot receives a message. In a group, privacy mode
// keeps from it all but commands for it or for nobody in particular, and
// replies to it.
func (c *chat) hears(m *message, bot Person) bool {
	if c.group == nil || c.group.SeesAll {
		return true
	}
	if to := c.find(m.ReplyTo); to != nil && to.FromBot {
		return true
	}
	for _, e := range m.Entities {
		if e.Offset > 0 {
			break // entities are sorted: only a command at the beginning calls the bot
		}
		_, to, addressed := strings.Cut(m.Text[:e.Length], "@")
		if !addressed || strings.EqualFold(to, bot.Username) {
			return true
		}
	}
	return false
}

// EditSaid changes the text of a message that the person sent.
func (s *Server) EditSaid(person int64, messageID int, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(person, person)
	if err != nil {
		return err
	}
	m := c.find(messageID)
	if m == nil || m.From != person {
		return fmt.Errorf("emulator: message %d is not one of person %d", messageID, person)
	}
	m.Text, m.Entities, m.Edited = text, commandEntities(text), s.now()
	delete(m.extra, "entities") // they were of the former text
	s.enqueue("edited_message", fmt.Sprint("chat", c.id), s.messageFields(c, m), messageLife)
	s.touch()
	return nil
}

// Block makes the person block the bot: it is told so, and refused with 403.
func (s *Server) Block(person int64) { s.setBlocked(person, true) }

// Unblock takes a block back.
func (s *Server) Unblock(person int64) { s.setBlocked(person, false) }

func (s *Server) setBlocked(person int64, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[person]
	if c == nil || c.blocked == blocked {
		return
	}
	c.blocked = blocked
	status := map[bool]string{true: "kicked", false: "member"}
	member := func(blocked bool) map[string]any {
		fields := map[string]any{"user": s.botFields(), "status": status[blocked]}
		setIf(fields, "until_date", 0, blocked)
		return fields
	}
	s.enqueue("my_chat_member", fmt.Sprint("chat", c.id), map[string]any{
		"chat": c.json(), "from": s.user(person), "date": s.now().Unix(),
		"old_chat_member": member(!blocked), "new_chat_member": member(blocked),
	}, messageLife)
	s.touch()
}

// query is one press of a button.
type query struct {
	body     map[string]any
	person   int64
	at       time.Time
	answered bool
	text     string
	alert    bool
}

// Press presses the button with that callback data on a message of the
// private chat. A button that is not, or no longer, on the message is an
// error: no app could press it.
func (s *Server) Press(person int64, messageID int, data string) (queryID string, err error) {
	return s.PressIn(person, person, messageID, data)
}

// PressIn presses a button in any chat.
func (s *Server) PressIn(chatID, person int64, messageID int, data string) (queryID string, err error) {
	return s.press(chatID, person, messageID, data, true)
}

// ForgePress sends any callback data for any message id, as a modified app
// can. A message that is gone comes to the bot as an inaccessible one.
func (s *Server) ForgePress(person int64, messageID int, data string) (queryID string, err error) {
	return s.press(person, person, messageID, data, false)
}

// ForgePressIn sends any callback data for any message of any chat. Telegram lets
// nobody press in a chat that is not theirs; the bot is not to rely on it.
func (s *Server) ForgePressIn(chatID, person int64, messageID int, data string) (queryID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[chatID]
	if c == nil || s.person(person) == nil {
		return "", fmt.Errorf("emulator: no person %d or no chat %d", person, chatID)
	}
	return s.ask(c, person, messageID, data), nil
}

func (s *Server) press(chatID, person int64, messageID int, data string, check bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(chatID, person)
	if err != nil {
		return "", err
	}
	m := c.find(messageID)
	if check && (m == nil || !m.hasButton(data)) {
		return "", fmt.Errorf("emulator: message %d has no button %q", messageID, data)
	}
	return s.ask(c, person, messageID, data), nil
}

// ask queues a callback query.
func (s *Server) ask(c *chat, person int64, messageID int, data string) (queryID string) {
	id := strconv.FormatInt(4382000000000000000+int64(len(s.queries)), 10)
	body := map[string]any{
		"id": id, "from": s.user(person), "data": data,
		"chat_instance": strconv.FormatInt(-7310000000000000000-c.id, 10),
		"message":       map[string]any{"chat": c.json(), "message_id": messageID, "date": 0},
	}
	if m := c.find(messageID); m != nil {
		body["message"] = s.messageFields(c, m)
	}
	s.queries[id] = &query{body: body, person: person, at: s.now()}
	s.enqueuePress(person, body)
	return id
}

func (s *Server) enqueuePress(person int64, body map[string]any) {
	s.enqueue("callback_query", fmt.Sprint("user", person), body, pressLife)
	s.touch()
}

func (m *message) hasButton(data string) bool {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if b.Data == data && data != "" {
				return true
			}
		}
	}
	return false
}

// PressLabel presses the button whose text contains label, on the newest
// message of the private chat that has one.
func (s *Server) PressLabel(person int64, label string) (queryID string, err error) {
	messages := s.Chat(person)
	for _, m := range slices.Backward(messages) {
		for _, row := range m.Keyboard {
			for _, b := range row {
				if b.Data != "" && strings.Contains(b.Text, label) {
					return s.Press(person, m.ID, b.Data)
				}
			}
		}
	}
	return "", fmt.Errorf("emulator: person %d sees no button %q", person, label)
}

// Answer gives what the bot answered to a press, and whether it did.
func (s *Server) Answer(queryID string) (text string, alert, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queries[queryID]
	if q == nil {
		return "", false, false
	}
	return q.text, q.alert, q.answered
}
