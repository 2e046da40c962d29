package telegram

import (
	"context"
	"errors"
	"testing"
	"time"

	"visitbot/bot/seats"
)

func TestChatIsThatOfThePerson(t *testing.T) {
	for person, want := range map[seats.Person]int64{
		Person(5): 5, Person(4503599627370497): 4503599627370497,
		"desk:7": 0, "tg:": 0, "tg:x": 0, "tg:9223372036854775808": 0, "": 0,
	} {
		if chat, ok := Chat(person); ok != (want != 0) || ok && chat != want {
			t.Errorf("Chat(%q) = %d, %v, want %d", person, chat, ok, want)
		}
	}
}

// What stays refused must not be owed for ever, and what may pass must stay
// owed.
func TestFinal(t *testing.T) {
	tests := []struct {
		status int
		body   string
		want   bool
	}{
		{403, bad(403, "Forbidden: bot was blocked by the user"), true},
		{400, bad(400, "Bad Request: chat not found"), true},
		{400, bad(400, "Bad Request: message to edit not found"), true},
		{429, hush(3600), false},
		{502, "<html>", false},
		{401, bad(401, "Unauthorized"), false},
		{200, "", false},
	}
	for _, test := range tests {
		m, _ := messenger(t, always(test.status, test.body))
		if err := m.EditCaption(t.Context(), 5, 7, letter); err == nil || m.Final(err) != test.want {
			t.Errorf("Final(%v) = %v, want %v", err, m.Final(err), test.want)
		}
	}
	if m, _ := messenger(t, nil); m.Final(errors.New("the store is away")) {
		t.Error("an error of something else is final")
	}
}

// Only an answer that was lost leaves open whether the message was sent.
func TestUnknownFate(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		want   bool
	}{
		{403, bad(403, "Forbidden: bot was blocked by the user"), false},
		{429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`, false},
		{502, "<html>", false},
		{504, "<html>", true},
		{200, "", true},
	} {
		m, _ := messenger(t, always(test.status, test.body))
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := m.Send(ctx, 5, letter)
		cancel()
		if err == nil || m.Unknown(err) != test.want {
			t.Errorf("%d: Unknown(%v) = %v, want %v", test.status, err, m.Unknown(err), test.want)
		}
	}
}
