package emulator

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
)

// Lengths in UTF-16 units after the entities were parsed.
const (
	maxText    = 4096
	maxCaption = 1024
)

func errBlocked() *apiError {
	return &apiError{status: 403, text: "Forbidden: bot was blocked by the user"}
}

// sendMessage sends a text.
func (s *Server) sendMessage(q *request) (any, *apiError) {
	m := &message{}
	if err := m.readText(q); err != nil {
		return nil, err
	}
	if utf16Len(m.Text) > maxText {
		return nil, bad("message is too long")
	}
	return s.send(q, m)
}

// readText reads text, parse_mode and entities.
func (m *message) readText(q *request) *apiError {
	if q.params["text"] == "" {
		return bad("message text is empty")
	}
	text, found, err := formatted(q.params["text"], q.params["parse_mode"], q.params["entities"])
	if err != nil {
		return err
	}
	if text == "" {
		return bad("text must be non-empty")
	}
	m.Text, m.Entities, m.HTML = text, found, asHTML(q.params["text"], q.params["parse_mode"])
	return nil
}

func asHTML(text, mode string) string {
	if mode == "" {
		return ""
	}
	return text
}

// sendPhoto sends a picture with a caption.
func (s *Server) sendPhoto(q *request) (any, *apiError) {
	photo, err := s.takeFile(q, "photo", q.params["photo"], "photo")
	if err == nil && photo == nil {
		err = bad("there is no photo in the request")
	}
	if err != nil {
		return nil, err
	}
	return s.sendCaptioned(q, &message{Message: Message{Photo: &photo.File}})
}

// sendDocument sends a file with a caption.
func (s *Server) sendDocument(q *request) (any, *apiError) {
	document, err := s.takeFile(q, "document", q.params["document"], "document")
	if err == nil && document == nil {
		err = bad("there is no document in the request")
	}
	if err != nil {
		return nil, err
	}
	return s.sendCaptioned(q, &message{Message: Message{Document: &document.File}})
}

func (s *Server) sendCaptioned(q *request, m *message) (any, *apiError) {
	if err := m.readCaption(q.params); err != nil {
		return nil, err
	}
	if utf16Len(m.Caption) > maxCaption {
		return nil, bad("message caption is too long")
	}
	return s.send(q, m)
}

// readCaption reads caption, parse_mode and caption_entities.
func (m *message) readCaption(params map[string]string) *apiError {
	caption, found, err := formatted(params["caption"], params["parse_mode"], params["caption_entities"])
	if err != nil {
		return err
	}
	m.Caption, m.Entities, m.HTML = caption, found, asHTML(params["caption"], params["parse_mode"])
	return nil
}

// sendLocation sends a point on the map.
func (s *Server) sendLocation(q *request) (any, *apiError) {
	at := &Location{}
	for _, p := range []struct {
		name  string
		value *float64
		limit float64
	}{{"latitude", &at.Latitude, 90}, {"longitude", &at.Longitude, 180}} {
		n, err := strconv.ParseFloat(strings.TrimSpace(q.params[p.name]), 64)
		if !q.has(p.name) {
			return nil, bad("%s is empty", p.name)
		}
		if err != nil || n < -p.limit || n > p.limit {
			return nil, bad("wrong location specified")
		}
		*p.value = n
	}
	return s.send(q, &message{Message: Message{Location: at}})
}

// copyMessage sends a copy of a message, with its own keyboard and, for a
// photo or document, a new caption if one is given.
func (s *Server) copyMessage(q *request) (any, *apiError) {
	if !q.has("from_chat_id") {
		return nil, bad(`parameter "from_chat_id" is required`)
	}
	from, err := s.resolve(q.params["from_chat_id"])
	if err != nil {
		return nil, err
	}
	source := from.find(q.int("message_id"))
	if source == nil {
		return nil, bad("message to copy not found")
	}
	m := &message{extra: maps.Clone(source.extra)}
	m.Text, m.HTML, m.Entities, m.Caption = source.Text, source.HTML, source.Entities, source.Caption
	m.Photo, m.Document, m.Location = source.Photo, source.Document, source.Location
	if q.has("caption") && m.Text == "" {
		if err := m.readCaption(q.params); err != nil {
			return nil, err
		}
		if utf16Len(m.Caption) > maxCaption {
			return nil, bad("message caption is too long")
		}
	}
	sent, err := s.send(q, m)
	if err != nil {
		return nil, err
	}
	return map[string]any{"message_id": sent.(map[string]any)["message_id"]}, nil
}

// send puts a message of the bot into the chat that the call names.
func (s *Server) send(q *request, m *message) (any, *apiError) {
	buttons, err := readMarkup(q)
	if err != nil {
		return nil, err
	}
	to, err := readReply(q)
	if err != nil {
		return nil, err
	}
	c, err := s.writable(q)
	if err != nil {
		return nil, err
	}
	if err := c.place(m, q.int("message_thread_id"), to); err != nil {
		return nil, err
	}
	m.From, m.FromBot = s.bot.ID, true
	m.Keyboard, m.Markup = buttons.keyboard, buttons.other
	s.append(c, m)
	return s.messageFields(c, m), nil
}

// replyTo is the message that a call answers.
type replyTo struct {
	MessageID int  `json:"message_id"`
	Optional  bool `json:"allow_sending_without_reply"`
}

func readReply(q *request) (replyTo, *apiError) {
	to := replyTo{q.int("reply_to_message_id"), q.bool("allow_sending_without_reply")}
	text := q.params["reply_parameters"]
	if text == "" {
		return to, nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &fields) != nil || fields == nil {
		return to, bad("object expected as reply parameters")
	}
	if fields["message_id"] == nil {
		return to, bad(`can't find field "message_id"`)
	}
	if json.Unmarshal([]byte(text), &to) != nil {
		return to, bad("can't parse reply parameters JSON object")
	}
	return to, nil
}

// place sets the topic and the replied message, which must exist.
func (c *chat) place(m *message, thread int, to replyTo) *apiError {
	if thread != 0 {
		if c.group == nil || c.group.Topics[thread] == "" {
			return bad("message thread not found")
		}
		m.Thread = thread
	}
	if to.MessageID == 0 {
		return nil
	}
	if c.find(to.MessageID) == nil {
		if to.Optional {
			return nil
		}
		return bad("message to be replied not found")
	}
	m.ReplyTo = to.MessageID
	return nil
}
