package emulator

import (
	"strings"
	"testing"
	"time"
)

const article = `{"type":"article","id":"romexpo","title":"Romexpo","input_message_content":{"message_text":"<b>Romexpo</b>","parse_mode":"HTML"},` +
	`"reply_markup":{"inline_keyboard":[[{"text":"Open","url":"https://t.me/visits_bot?start=c_romexpo"}]]}}`

// What the bot offers can be chosen, and is then the person's own message in that
// chat.
func TestInlineMode(t *testing.T) {
	w := newWorld(t, Options{})
	query := must(w.TypeInline(ana, "romexpo"))
	if a := w.call("getUpdates"); !strings.Contains(string(a.Result), `"inline_query":{`) || !strings.Contains(string(a.Result), query) {
		t.Errorf("the bot gets no query: %s", a.Result)
	}
	if a := w.call("answerInlineQuery", "inline_query_id", query, "results", "["+article+"]", "button", `{"text":"More","start_parameter":"inline"}`); !a.OK {
		t.Fatalf("%+v", a)
	}
	results, more, answered := w.Results(query)
	if !answered || more != "More" || len(results) != 1 || results[0].Title != "Romexpo" {
		t.Errorf("%+v %q %v", results, more, answered)
	}
	id := must(w.Choose(query, 0, team))
	m := w.Chat(team)[len(w.Chat(team))-1]
	if m.ID != id || m.From != ana || m.Text != "Romexpo" || len(m.Keyboard) != 1 || !strings.Contains(string(m.Raw), "via_bot") {
		t.Errorf("%+v", m)
	}
	if a := w.call("answerInlineQuery", "inline_query_id", query, "results", "[]"); a.OK {
		t.Error("a query is answered twice")
	}
}

func TestInlineModeRefuses(t *testing.T) {
	w := newWorld(t, Options{})
	for name, c := range map[string]struct{ results, button, want string }{
		"twice the same":   {"[" + article + "," + article + "]", "", "RESULT_ID_DUPLICATE"},
		"no title":         {`[{"type":"article","id":"x","input_message_content":{"message_text":"x"}}]`, "", "title"},
		"no content":       {`[{"type":"article","id":"x","title":"x"}]`, "", "content"},
		"a long id":        {"[" + strings.Replace(article, `"id":"romexpo"`, `"id":"`+strings.Repeat("x", 65)+`"`, 1) + "]", "", "RESULT_ID_INVALID"},
		"bad HTML":         {"[" + strings.Replace(article, "</b>", "", 1) + "]", "", "parse"},
		"a bad parameter":  {"[]", `{"text":"More","start_parameter":"a b"}`, "START_PARAM_INVALID"},
		"an unknown field": {`[{"type":"article","id":"x","titel":"x"}]`, "", "no field"},
	} {
		query := must(w.TypeInline(ana, "x"))
		if a := w.call("answerInlineQuery", "inline_query_id", query, "results", c.results, "button", c.button); a.OK || !strings.Contains(a.Description, c.want) {
			t.Errorf("%s: %+v", name, a)
		}
	}
	query := must(w.TypeInline(ana, "x"))
	w.clock.forward(time.Minute)
	if a := w.call("answerInlineQuery", "inline_query_id", query, "results", "[]"); a.OK {
		t.Error("an old query is answered")
	}
}
