package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"visitbot/bot/catalogue"
)

// A Command is one line of the menu that Telegram offers.
type Command struct {
	Name string // 1 to 32 of a-z 0-9 _, without the slash
	Does string // up to 256 characters
}

// Texts are what people see of the bot in one language before it says a word.
// An empty text or menu is left as it is.
type Texts struct {
	Language    catalogue.Language
	Name        string    // up to 64 characters
	Description string    // up to 512: in the empty chat
	About       string    // up to 120: in the bot's profile
	Private     []Command // the menu in private chats
	Elsewhere   []Command // the menu in all other chats
}

// The scopes of menus.
const (
	scopePrivate = `{"type":"all_private_chats"}`
	scopeDefault = `{"type":"default"}`
)

// Apply makes Telegram show these texts. What is right already is only read,
// because Telegram lets them be written a few times a day. It goes on after an
// error, and returns how many were written and all errors.
func (c *Client) Apply(ctx context.Context, texts []Texts) (written int, err error) {
	var errs []error
	for _, t := range texts {
		for _, tag := range tags(t.Language) {
			for _, s := range t.settings(tag) {
				changed, err := s.apply(ctx, c)
				if changed {
					written++
				}
				errs = append(errs, err)
			}
		}
	}
	return written, errors.Join(errs...)
}

// tags returns the tags of those whose talk begins in a language. English is
// without one: it is for everybody who has no texts of their own.
func tags(lang catalogue.Language) []string {
	if lang == catalogue.English {
		return []string{""}
	}
	var tags []string
	for tag, l := range tongues {
		if l == lang && tag != "mo" { // Telegram takes ISO 639-1 only, which dropped mo
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return tags
}

// A setting is one text or menu of the bot for one language tag.
type setting struct {
	get, set string          // the methods
	which    tgbotapi.Params // language and scope, for both
	field    string          // the parameter of set that holds the value
	value    string          // what it should be; empty: left as it is
	read     reader          // reads the value out of what get answers
}

// A reader reads the present value of a setting, in the form in which set
// takes it.
type reader func(answer json.RawMessage, field string) (string, error)

// settings returns what is to be set for one language tag.
func (t Texts) settings(tag string) []setting {
	return []setting{
		{"getMyName", "setMyName", which(tag, ""), "name", t.Name, readText},
		{"getMyDescription", "setMyDescription", which(tag, ""), "description", t.Description, readText},
		{"getMyShortDescription", "setMyShortDescription", which(tag, ""), "short_description", t.About, readText},
		{"getMyCommands", "setMyCommands", which(tag, scopePrivate), "commands", menu(t.Private), readMenu},
		{"getMyCommands", "setMyCommands", which(tag, scopeDefault), "commands", menu(t.Elsewhere), readMenu},
	}
}

// which returns the parameters that say which setting is meant.
func which(tag, scope string) tgbotapi.Params {
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", tag)
	params.AddNonEmpty("scope", scope)
	return params
}

// menu returns commands as Telegram takes them.
func menu(commands []Command) string {
	if len(commands) == 0 {
		return ""
	}
	var lines []tgbotapi.BotCommand
	for _, c := range commands {
		lines = append(lines, tgbotapi.BotCommand{Command: c.Name, Description: c.Does})
	}
	return encode(lines)
}

// Menu sets the commands of one private chat; none gives it those of everybody.
func (c *Client) Menu(ctx context.Context, chat int64, commands []Command) error {
	params := tgbotapi.Params{"scope": fmt.Sprintf(`{"type":"chat","chat_id":%d}`, chat)}
	method := "deleteMyCommands"
	if len(commands) > 0 {
		method, params["commands"] = "setMyCommands", menu(commands)
	}
	_, err := c.call(ctx, c.timeout, method, params)
	return err
}

// readText reads a name or a description.
func readText(answer json.RawMessage, field string) (string, error) {
	var texts map[string]string
	err := json.Unmarshal(answer, &texts)
	return texts[field], err
}

// readMenu reads a list of commands.
func readMenu(answer json.RawMessage, _ string) (string, error) {
	var lines []tgbotapi.BotCommand
	err := json.Unmarshal(answer, &lines)
	return encode(lines), err
}

// apply writes a setting where it differs, and says whether it did.
func (s setting) apply(ctx context.Context, c *Client) (written bool, err error) {
	if s.value == "" {
		return false, nil
	}
	answer, err := c.call(ctx, c.timeout, s.get, s.which)
	if err != nil {
		return false, err
	}
	if value, err := s.read(answer, s.field); err == nil && value == s.value {
		return false, nil
	}
	params := maps.Clone(s.which)
	params[s.field] = s.value
	_, err = c.call(ctx, c.timeout, s.set, params)
	return err == nil, err
}
