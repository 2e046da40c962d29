package page

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"visitbot/bot/emulator"
)

// A state is all that the page shows of one person, save the clock.
type state struct {
	Bot      bot                `json:"bot"`
	Person   int64              `json:"person"` // whose chat it is
	People   []person           `json:"people"`
	Menu     []emulator.Command `json:"menu"`
	Messages []message          `json:"messages"`
	Seats    []Seats            `json:"seats"`
	About    string             `json:"about,omitempty"` // what Telegram shows in an empty chat
}

type bot struct {
	Name string `json:"name"`
}

type person struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"` // Telegram's tag
	Role     string `json:"role,omitempty"`
	Newest   int    `json:"newest"` // id of the newest message of the chat, 0 for none
}

// A message is one bubble. Entities count in UTF-16 units, as the browser's
// strings do.
type message struct {
	ID       int               `json:"id"`
	Mine     bool              `json:"mine"` // the person wrote it
	Time     int64             `json:"time"` // ms
	Edited   bool              `json:"edited,omitempty"`
	Text     string            `json:"text,omitempty"` // or the caption
	Entities []emulator.Entity `json:"entities,omitempty"`
	Keyboard [][]button        `json:"keyboard,omitempty"`
	Photo    *file             `json:"photo,omitempty"`
	Document *file             `json:"document,omitempty"`
	Reply    string            `json:"reply,omitempty"` // how the message begins to which it replies
	Kind     string            `json:"kind,omitempty"`  // of what the person sent that is neither text nor file
}

type button struct {
	Text  string `json:"text"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
	Style string `json:"style,omitempty"`
}

type file struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int    `json:"size"` // bytes
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// view reads the state of one person; of the first where nobody has that id.
func (p *page) view(ctx context.Context, id int64) (state, error) {
	seats, err := p.Seats(ctx)
	if err != nil {
		return state{}, err
	}
	s := state{Bot: bot{p.Name}, Seats: seats}
	for i, who := range p.Telegram.People() {
		chat := p.Telegram.Chat(who.ID)
		s.People = append(s.People, p.person(who, chat))
		if i == 0 || who.ID == id {
			s.Person, s.Messages, s.Menu, s.About = who.ID, messages(chat), p.Telegram.Menu(who.ID), p.about(who)
		}
	}
	return s, nil
}

// about is the bot's description in a person's language, or else in that which
// the bot set for everybody.
func (p *page) about(who emulator.Person) string {
	language, _, _ := strings.Cut(who.LanguageCode, "-")
	general := ""
	for _, call := range p.Telegram.Calls("setMyDescription") {
		switch call.Params["language_code"] {
		case language:
			return call.Params["description"]
		case "":
			general = call.Params["description"]
		}
	}
	return general
}

func (p *page) person(who emulator.Person, chat []emulator.Message) person {
	v := person{ID: who.ID, Name: who.FirstName, Language: who.LanguageCode, Role: p.Roles[who.ID]}
	if who.LastName != "" {
		v.Name += " " + who.LastName
	}
	if len(chat) > 0 {
		v.Newest = chat[len(chat)-1].ID
	}
	return v
}

func messages(chat []emulator.Message) []message {
	list := make([]message, len(chat))
	for i, m := range chat {
		list[i] = message{
			ID: m.ID, Mine: !m.FromBot, Time: m.Date.UnixMilli(), Edited: !m.Edited.IsZero(),
			Text: m.Text + m.Caption, Entities: m.Entities, Keyboard: keyboard(m.Keyboard),
			Photo: fileOf(m.Photo), Document: fileOf(m.Document),
		}
		if to := slices.IndexFunc(chat, func(o emulator.Message) bool { return o.ID == m.ReplyTo }); m.ReplyTo != 0 && to >= 0 {
			list[i].Reply = opening(chat[to])
		}
		if list[i].Mine && m.Text == "" {
			list[i].Kind = kindOf(m.Raw)
		}
	}
	return list
}

// opening is how a message begins: its first line, as far as there is room.
func opening(m emulator.Message) string {
	first, _, _ := strings.Cut(m.Text+m.Caption, "\n")
	if all := []rune(first); len(all) > 60 {
		return string(all[:60]) + "…"
	}
	return first
}

func keyboard(rows [][]emulator.Button) [][]button {
	var list [][]button
	for _, row := range rows {
		var buttons []button
		for _, b := range row {
			buttons = append(buttons, button{b.Text, b.Data, b.URL, b.Style})
		}
		list = append(list, buttons)
	}
	return list
}

func fileOf(f *emulator.File) *file {
	if f == nil {
		return nil
	}
	return &file{f.ID, f.Name, f.Size, f.Width, f.Height}
}

// kindOf finds what a person sent in the raw message.
func kindOf(raw json.RawMessage) string {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(raw, &fields) // the emulator wrote it
	for _, s := range samples {
		if fields[s.kind] != nil {
			return s.kind
		}
	}
	return "message"
}
