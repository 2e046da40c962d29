package emulator

import (
	"fmt"
	"strings"
	"testing"
)

// TestMenuLookup takes the menus away one by one, from the nearest to the
// farthest, and looks what Ana (ro-RO) sees.
func TestMenuLookup(t *testing.T) {
	w := newWorld(t, Options{})
	steps := []struct{ name, scope, language string }{
		{"chat_ro", `{"type":"chat","chat_id":501}`, "ro"},
		{"chat", `{"type":"chat","chat_id":501}`, ""},
		{"private_ro", `{"type":"all_private_chats"}`, "ro"},
		{"private", `{"type":"all_private_chats"}`, ""},
		{"default_ro", `{"type":"default"}`, "ro"},
		{"default", "", ""},
	}
	for _, step := range steps {
		commands := fmt.Sprintf(`[{"command":%q,"description":"x"}]`, step.name)
		if a := w.call("setMyCommands", "commands", commands, "scope", step.scope, "language_code", step.language); !a.OK {
			t.Fatal(a.Description)
		}
	}
	if got := w.Menu(olena); len(got) != 1 || got[0].Command != "private" {
		t.Errorf("Olena (uk) sees %+v", got)
	}
	for _, step := range steps {
		if got := w.Menu(ana); len(got) != 1 || got[0].Command != step.name {
			t.Errorf("Ana sees %+v, want %s", got, step.name)
		}
		a := w.call("getMyCommands", "scope", step.scope, "language_code", step.language)
		if want := fmt.Sprintf(`[{"command":%q,"description":"x"}]`, step.name); string(a.Result) != want {
			t.Errorf("getMyCommands of %s: %s", step.name, a.Result)
		}
		w.call("deleteMyCommands", "scope", step.scope, "language_code", step.language)
	}
	if got := w.Menu(ana); got != nil {
		t.Errorf("after deleting all: %+v", got)
	}
	if a := w.call("getMyCommands", "language_code", "ro"); string(a.Result) != "[]" {
		t.Errorf("no menu reads as %s", a.Result)
	}
}

// TestGroupMenus: each scope of a group has a menu of its own.
func TestGroupMenus(t *testing.T) {
	w := newWorld(t, Options{})
	scopes := []string{
		`{"type":"all_group_chats"}`, `{"type":"all_chat_administrators"}`, `{"type":"chat","chat_id":-100777}`,
		`{"type":"chat_administrators","chat_id":-100777}`, `{"type":"chat_member","chat_id":-100777,"user_id":501}`,
	}
	for i, scope := range scopes {
		w.call("setMyCommands", "scope", scope, "commands", fmt.Sprintf(`[{"command":"c%d","description":"x"}]`, i))
	}
	for i, scope := range scopes {
		want := fmt.Sprintf(`[{"command":"c%d","description":"x"}]`, i)
		if a := w.call("getMyCommands", "scope", scope); string(a.Result) != want {
			t.Errorf("%s: %s %s", scope, a.Description, a.Result)
		}
	}
}

func TestProfileTexts(t *testing.T) {
	w := newWorld(t, Options{})
	w.call("setMyDescription", "description", "Visits")
	w.call("setMyDescription", "description", "Vizite", "language_code", "ro")
	for language, want := range map[string]string{"": "Visits", "ro": "Vizite", "uk": "Visits"} {
		a := w.call("getMyDescription", "language_code", language)
		if string(a.Result) != fmt.Sprintf(`{"description":%q}`, want) {
			t.Errorf("description in %q: %s", language, a.Result)
		}
	}
	if a := w.call("getMe"); !strings.Contains(string(a.Result), `"can_join_groups":true`) || !strings.Contains(string(a.Result), `"username":"visits_bot"`) {
		t.Errorf("getMe: %s", a.Result)
	}
	if a := w.call("getMyName"); string(a.Result) != `{"name":"Visits"}` {
		t.Errorf("name: %s", a.Result)
	}
	if a := w.call("getMyShortDescription"); string(a.Result) != `{"short_description":""}` {
		t.Errorf("short description: %s", a.Result)
	}
	if a := w.call("setMyName", "name", "Visits", "language_code", "RO"); a.Description != "Bad Request: invalid language code specified" {
		t.Errorf("language in capitals: %q", a.Description)
	}
}
