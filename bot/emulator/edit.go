package emulator

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// deletable is how old a message may be and still be deleted.
const deletable = 48 * time.Hour

// edit changes a copy of a message.
type edit func(m *message) *apiError

// editMessageText replaces a text and the keyboard under it.
func (s *Server) editMessageText(q *request) (any, *apiError) {
	var with message
	if err := with.readText(q); err != nil {
		return nil, err
	}
	return s.edit(q, func(m *message) *apiError {
		switch {
		case m.Text == "":
			return bad("there is no text in the message to edit")
		case utf16Len(with.Text) > maxText:
			return bad("MESSAGE_TOO_LONG")
		}
		m.Text, m.HTML, m.Entities = with.Text, with.HTML, with.Entities
		return nil
	})
}

// editMessageCaption replaces a caption and the keyboard under it.
func (s *Server) editMessageCaption(q *request) (any, *apiError) {
	var with message
	if err := with.readCaption(q.params); err != nil {
		return nil, err
	}
	return s.edit(q, func(m *message) *apiError {
		switch {
		case m.Photo == nil && m.Document == nil:
			return bad("there is no caption in the message to edit")
		case utf16Len(with.Caption) > maxCaption:
			return bad("MEDIA_CAPTION_TOO_LONG")
		}
		m.Caption, m.HTML, m.Entities = with.Caption, with.HTML, with.Entities
		return nil
	})
}

// editMessageMedia replaces the file, its caption and the keyboard.
func (s *Server) editMessageMedia(q *request) (any, *apiError) {
	with, err := s.readMedia(q)
	if err != nil {
		return nil, err
	}
	return s.edit(q, func(m *message) *apiError {
		if utf16Len(with.Caption) > maxCaption {
			return bad("MEDIA_CAPTION_TOO_LONG")
		}
		m.Text, m.Photo, m.Document = "", with.Photo, with.Document
		m.Caption, m.HTML, m.Entities = with.Caption, with.HTML, with.Entities
		return nil
	})
}

// readMedia reads an InputMedia object.
func (s *Server) readMedia(q *request) (*message, *apiError) {
	if !q.has("media") {
		return nil, bad("there is no media in the request")
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(q.params["media"]), &raw) != nil || raw == nil {
		return nil, bad("can't parse InputMedia: expected an Object")
	}
	fields := map[string]string{}
	for name, value := range raw {
		fields[name] = plain(value)
	}
	m := &message{}
	kind := fields["type"]
	if kind != "photo" && kind != "document" {
		return nil, ownError("media of type %q is not offered, only photo and document", kind)
	}
	file, err := s.takeFile(q, "", fields["media"], kind)
	if err == nil && file == nil {
		err = bad("can't parse InputMedia: media not found")
	}
	if err != nil {
		return nil, err
	}
	m.Photo = &file.File
	if kind == "document" {
		m.Photo, m.Document = nil, &file.File
	}
	return m, m.readCaption(fields)
}

// editMessageReplyMarkup replaces the keyboard; without one it takes it away.
func (s *Server) editMessageReplyMarkup(q *request) (any, *apiError) {
	return s.edit(q, func(*message) *apiError { return nil })
}

// edit changes a message of the bot and its keyboard, which goes away when the
// call has none. An edit that changes nothing is an error.
func (s *Server) edit(q *request, change edit) (any, *apiError) {
	buttons, err := readMarkup(q)
	if err != nil {
		return nil, err
	}
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	next := *m
	next.Keyboard = buttons.keyboard
	if err := change(&next); err != nil {
		return nil, err
	}
	if sameContent(&m.Message, &next.Message) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same " +
			"as a current content and reply markup of the message")
	}
	next.Edited = s.now()
	*m = next
	return s.messageFields(c, m), nil
}

// editable finds the message that an edit means.
func (s *Server) editable(q *request) (*chat, *message, *apiError) {
	if !q.has("chat_id") && !q.has("message_id") {
		if q.has("inline_message_id") {
			return nil, nil, bad("MESSAGE_ID_INVALID")
		}
		return nil, nil, bad("message identifier is not specified")
	}
	c, err := s.writable(q)
	if err != nil {
		return nil, nil, err
	}
	m := c.find(q.int("message_id"))
	switch {
	case m == nil:
		return nil, nil, bad("message to edit not found")
	case !m.FromBot:
		return nil, nil, bad("message can't be edited")
	}
	return c, m, nil
}

// sameContent compares what people see. A file is the same only when it is
// sent by its id: an upload is always another one.
func sameContent(a, b *Message) bool {
	return a.Text == b.Text && a.Caption == b.Caption && slices.Equal(a.Entities, b.Entities) &&
		a.Photo == b.Photo && a.Document == b.Document && reflect.DeepEqual(a.Keyboard, b.Keyboard)
}

// deleteMessage deletes a message that is young enough. In a private chat a
// bot may delete what the person wrote, too; in a group only its own.
func (s *Server) deleteMessage(q *request) (any, *apiError) {
	if !q.has("chat_id") {
		return nil, bad("chat identifier is not specified")
	}
	if q.int("message_id") == 0 {
		return nil, bad("message identifier is not specified")
	}
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	m := c.find(q.int("message_id"))
	if m == nil {
		return nil, bad("message to delete not found")
	}
	if err := s.deletable(c, m); err != nil {
		return nil, err
	}
	c.remove(m.ID)
	return true, nil
}

func (s *Server) deletable(c *chat, m *message) *apiError {
	if s.now().Sub(m.Date) >= deletable {
		return bad("message can't be deleted for everyone")
	}
	if !m.FromBot && c.group != nil && !c.group.SeesAll {
		return bad("message can't be deleted")
	}
	return nil
}

// deleteMessages deletes up to 100 messages and passes over the missing ones.
func (s *Server) deleteMessages(q *request) (any, *apiError) {
	var ids []int
	if text := q.params["message_ids"]; text != "" && json.Unmarshal([]byte(text), &ids) != nil {
		return nil, bad("expected an Array of message identifiers")
	}
	switch {
	case len(ids) == 0:
		return nil, bad("message identifiers are not specified")
	case len(ids) > 100:
		return nil, bad("too many message identifiers specified")
	}
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := c.find(id); m != nil {
			if err := s.deletable(c, m); err != nil {
				return nil, err
			}
		}
	}
	for _, id := range ids {
		c.remove(id)
	}
	return true, nil
}

func (s *Server) pinChatMessage(q *request) (any, *apiError) {
	return s.pin(q, "message to pin not found", true)
}

// unpinChatMessage unpins one message, or without message_id the newest.
func (s *Server) unpinChatMessage(q *request) (any, *apiError) {
	if q.has("message_id") {
		return s.pin(q, "message to unpin not found", false)
	}
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(c.messages) {
		if m.Pinned {
			m.Pinned = false
			break
		}
	}
	return true, nil
}

func (s *Server) unpinAllChatMessages(q *request) (any, *apiError) {
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	for _, m := range c.messages {
		m.Pinned = false
	}
	return true, nil
}

func (s *Server) pin(q *request, missing string, pinned bool) (any, *apiError) {
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	if c.blocked {
		return nil, errBlocked()
	}
	m := c.find(q.int("message_id"))
	if m == nil {
		return nil, bad("%s", missing)
	}
	m.Pinned = pinned
	return true, nil
}
