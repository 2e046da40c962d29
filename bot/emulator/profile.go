package emulator

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a bot's menus and texts, in characters unless said otherwise.
const (
	maxCommands           = 100 // in one menu
	maxCommand            = 32
	maxCommandDescription = 256
)

// Command is one line of a bot's menu.
type Command struct {
	Command     string `json:"command"` // without the slash
	Description string `json:"description"`
}

// menuKey says for whom a menu is.
type menuKey struct {
	scope    string // type, and ids where it has them
	language string // two letters, or empty for everybody else
}

// setMyCommands sets the menu of one scope and language; an empty list is the
// same as deleting it.
func (s *Server) setMyCommands(q *request) (any, *apiError) {
	if !q.has("commands") {
		return nil, bad(`parameter "commands" is required`)
	}
	var list []Command
	if json.Unmarshal([]byte(q.params["commands"]), &list) != nil {
		return nil, bad("expected an Array of BotCommand")
	}
	if err := checkCommands(list); err != nil {
		return nil, err
	}
	key, err := s.menuKey(q)
	if err != nil {
		return nil, err
	}
	s.menus[key] = list
	if len(list) == 0 {
		delete(s.menus, key)
	}
	return true, nil
}

func checkCommands(list []Command) *apiError {
	if len(list) > maxCommands {
		return bad("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range list {
		list[i].Command = strings.TrimPrefix(list[i].Command, "/")
		if err := list[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (c Command) check() *apiError {
	switch {
	case c.Command == "":
		return bad("command must be non-empty")
	case len(c.Command) > maxCommand:
		return bad("command length must not exceed %d", maxCommand)
	case strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return bad("BOT_COMMAND_INVALID")
	case strings.TrimSpace(c.Description) == "":
		return bad("command description must be non-empty")
	case utf8.RuneCountInString(c.Description) > maxCommandDescription:
		return bad("command description length must not exceed %d", maxCommandDescription)
	}
	return nil
}

// getMyCommands gives the menu of exactly one scope and language.
func (s *Server) getMyCommands(q *request) (any, *apiError) {
	key, err := s.menuKey(q)
	if err != nil {
		return nil, err
	}
	return append([]Command{}, s.menus[key]...), nil
}

func (s *Server) deleteMyCommands(q *request) (any, *apiError) {
	key, err := s.menuKey(q)
	if err != nil {
		return nil, err
	}
	delete(s.menus, key)
	return true, nil
}

// menuKey reads scope and language_code.
func (s *Server) menuKey(q *request) (menuKey, *apiError) {
	scope, err := s.scope(q.params["scope"])
	if err != nil {
		return menuKey{}, err
	}
	language, err := languageCode(q)
	return menuKey{scope, language}, err
}

func languageCode(q *request) (string, *apiError) {
	code := q.params["language_code"]
	if code != "" && (len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "") {
		return "", bad("invalid language code specified")
	}
	return code, nil
}

// scope reads a BotCommandScope object; without one it is the default scope.
func (s *Server) scope(text string) (string, *apiError) {
	if text == "" {
		return "default", nil
	}
	if !json.Valid([]byte(text)) {
		return "", bad("can't parse BotCommandScope JSON object")
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &raw) != nil || raw == nil {
		return "", scopeError("BotCommandScope must be an Object")
	}
	if raw["type"] == nil {
		return "", scopeError(`Can't find field "type"`)
	}
	switch kind := plain(raw["type"]); kind {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return kind, nil
	case "chat", "chat_administrators", "chat_member":
		return s.chatScope(kind, plain(raw["chat_id"]), plain(raw["user_id"]))
	}
	return "", scopeError("Unsupported type specified")
}

func scopeError(text string) *apiError { return bad("can't parse BotCommandScope: %s", text) }

func (s *Server) chatScope(kind, chatID, userID string) (string, *apiError) {
	if chatID == "" {
		return "", scopeError(`Can't find field "chat_id"`)
	}
	c, err := s.resolve(chatID)
	if err != nil {
		return "", err
	}
	if kind == "chat" {
		return fmt.Sprint(kind, " ", c.id), nil
	}
	if c.group == nil {
		return "", bad("can't use specified scope in private chats")
	}
	if kind == "chat_administrators" {
		return fmt.Sprint(kind, " ", c.id), nil
	}
	user, fault := strconv.ParseInt(userID, 10, 64)
	if fault != nil || user <= 0 {
		return "", scopeError("Invalid user_id specified")
	}
	return fmt.Sprint(kind, " ", c.id, " ", user), nil
}

// Menu gives the commands that a person sees in the private chat: the first
// menu there is of chat and language, chat, all private chats and language,
// all private chats, default and language, default.
func (s *Server) Menu(person int64) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(person)
	if p == nil {
		return nil
	}
	language, _, _ := strings.Cut(strings.ToLower(p.LanguageCode), "-")
	for _, scope := range []string{fmt.Sprint("chat ", person), "all_private_chats", "default"} {
		for _, language := range []string{language, ""} {
			if list := s.menus[menuKey{scope, language}]; list != nil {
				return append([]Command{}, list...)
			}
		}
	}
	return nil
}

// textKey names one text of the bot's profile in one language.
type textKey struct{ field, language string }

// profileTexts are the fields of the bot's profile and their greatest length
// in characters.
var profileTexts = []struct {
	method string // what follows set and get in the method's name
	field  string
	limit  int
}{
	{"MyName", "name", 64},
	{"MyDescription", "description", 512},
	{"MyShortDescription", "short_description", 120},
}

// setMyText is setMyName, setMyDescription and setMyShortDescription.
func (s *Server) setMyText(q *request) (any, *apiError) {
	language, err := languageCode(q)
	if err != nil {
		return nil, err
	}
	for _, t := range profileTexts {
		if q.method != "set"+t.method {
			continue
		}
		text := q.params[t.field]
		if utf8.RuneCountInString(text) > t.limit {
			return nil, ownError("%s is longer than %d characters", t.field, t.limit)
		}
		s.texts[textKey{t.field, language}] = text
	}
	return true, nil
}

// getMyText is getMyName, getMyDescription and getMyShortDescription. What a
// language lacks is taken from the text for everybody.
func (s *Server) getMyText(q *request) (any, *apiError) {
	language, err := languageCode(q)
	if err != nil {
		return nil, err
	}
	result := map[string]string{}
	for _, t := range profileTexts {
		if q.method == "get"+t.method {
			result[t.field] = s.profileText(t.field, language)
		}
	}
	return result, nil
}

func (s *Server) profileText(field, language string) string {
	for _, language := range []string{language, ""} {
		if text := s.texts[textKey{field, language}]; text != "" {
			return text
		}
	}
	if field == "name" {
		return s.bot.FirstName
	}
	return ""
}
