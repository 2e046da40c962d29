package emulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Inline mode: a person types the bot's name in any chat, the bot answers with
// results, and the one that is chosen is sent there as the person's own message.

// Limits of an answer to an inline query.
const (
	maxResults  = 50
	maxResultID = 64 // bytes
	inlineLife  = 30 * time.Second
)

// A Result is one thing that a bot offers to an inline query.
type Result struct {
	ID, Title, Description string
	message                *message
}

// inlineQuery is what somebody typed behind the bot's name.
type inlineQuery struct {
	person  int64
	at      time.Time
	results []Result
	done    bool
	more    string
}

// TypeInline is somebody typing behind the bot's name, in any chat. The bot gets an
// inline query, if it wants such.
func (s *Server) TypeInline(person int64, text string) (queryID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.person(person) == nil {
		return "", fmt.Errorf("emulator: no person %d", person)
	}
	id := strconv.FormatInt(5491000000000000000+int64(len(s.inline)), 10)
	s.inline[id] = &inlineQuery{person: person, at: s.now()}
	body := map[string]any{"id": id, "from": s.user(person), "query": text, "offset": "", "chat_type": "sender"}
	s.enqueue("inline_query", fmt.Sprint("inline", person), body, inlineLife)
	s.touch()
	return id, nil
}

// Results gives what the bot offers to an inline query, the text of the button above
// that, and whether it has answered.
func (s *Server) Results(queryID string) (results []Result, more string, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.inline[queryID]
	if q == nil {
		return nil, "", false
	}
	return q.results, q.more, q.done
}

// Choose sends a result into a chat, as a message of the person who asked.
func (s *Server) Choose(queryID string, n int, chatID int64) (messageID int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.inline[queryID]
	if q == nil || n < 0 || n >= len(q.results) {
		return 0, fmt.Errorf("emulator: the query %s has no result %d", queryID, n)
	}
	c, err := s.speaker(chatID, q.person)
	if err != nil {
		return 0, err
	}
	m := *q.results[n].message
	m.From, m.extra = q.person, map[string]any{"via_bot": s.botFields()}
	s.append(c, &m)
	if c.hears(&m, s.bot) {
		s.enqueue("message", fmt.Sprint("chat", c.id), s.messageFields(c, &m), messageLife)
	}
	s.touch()
	return m.ID, nil
}

// answerInlineQuery takes the bot's results, each an article.
func (s *Server) answerInlineQuery(q *request) (any, *apiError) {
	query := s.inline[q.params["inline_query_id"]]
	if query == nil || query.done || s.now().Sub(query.at) > inlineLife {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	var raw []json.RawMessage
	if json.Unmarshal([]byte(q.params["results"]), &raw) != nil {
		return nil, bad("can't parse inline query results: expected an Array")
	}
	if len(raw) > maxResults {
		return nil, bad("RESULTS_TOO_MUCH")
	}
	more, err := readInlineButton(q.params["button"])
	if err != nil {
		return nil, err
	}
	var results []Result
	ids := map[string]bool{}
	for _, r := range raw {
		result, err := readResult(r)
		if err != nil {
			return nil, err
		}
		if ids[result.ID] {
			return nil, bad("RESULT_ID_DUPLICATE")
		}
		ids[result.ID] = true
		results = append(results, result)
	}
	query.results, query.more, query.done = results, more, true
	return true, nil
}

// readResult reads an article with a text.
func readResult(raw json.RawMessage) (Result, *apiError) {
	var r struct {
		Type, ID, Title, Description string
		Content                      *struct {
			Text      string          `json:"message_text"`
			ParseMode string          `json:"parse_mode"`
			Entities  json.RawMessage `json:"entities"`
		} `json:"input_message_content"`
		Markup json.RawMessage `json:"reply_markup"`
	}
	if json.Unmarshal(raw, &r) != nil {
		return Result{}, bad("can't parse inline query result")
	}
	switch {
	case r.Type != "article":
		return Result{}, ownError("it knows results of type article, not %q", r.Type)
	case r.ID == "" || len(r.ID) > maxResultID:
		return Result{}, bad("RESULT_ID_INVALID")
	case r.Title == "":
		return Result{}, bad("can't find field \"title\"")
	case r.Content == nil:
		return Result{}, bad("input message content is not specified")
	}
	m := &message{}
	text, found, err := formatted(r.Content.Text, r.Content.ParseMode, string(r.Content.Entities))
	if err != nil {
		return Result{}, err
	}
	if text == "" || utf16Len(text) > maxText {
		return Result{}, bad("MESSAGE_TOO_LONG")
	}
	m.Text, m.Entities, m.HTML = text, found, asHTML(r.Content.Text, r.Content.ParseMode)
	if len(r.Markup) > 0 {
		buttons, err := readMarkup(&request{params: map[string]string{"reply_markup": string(r.Markup)}})
		if err != nil {
			return Result{}, err
		}
		m.Keyboard = buttons.keyboard
	}
	return Result{ID: r.ID, Title: r.Title, Description: r.Description, message: m}, nil
}

// startParameters are what a link or a button may give to /start.
var startParameters = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// readInlineButton reads the button above the results.
func readInlineButton(text string) (string, *apiError) {
	if text == "" {
		return "", nil
	}
	var b struct {
		Text   string
		Start  *string         `json:"start_parameter"`
		WebApp json.RawMessage `json:"web_app"`
	}
	if json.Unmarshal([]byte(text), &b) != nil || b.Text == "" || (b.Start == nil) == (len(b.WebApp) == 0) {
		return "", bad("can't parse inline query results button")
	}
	if b.Start != nil && !startParameters.MatchString(*b.Start) {
		return "", bad("START_PARAM_INVALID")
	}
	return b.Text, nil
}
