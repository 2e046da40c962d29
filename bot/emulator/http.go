package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keptCalls is how many calls the log keeps at least; it is cut back to them
// at twice as many.
const keptCalls = 20_000

// Call is one request of the bot, accepted or refused.
type Call struct {
	At     time.Time         // when it was answered, by the server's clock
	Method string            // as the Bot API writes it
	Params map[string]string // objects and lists as JSON text
	Files  map[string]File   // uploaded parts by field, with name and size only
	Status int               // HTTP status, equal to error_code; 0 when the connection was dropped
	Error  string            // description; empty when accepted
	Result json.RawMessage   // nil when refused
}

// reply is what goes back to the bot.
type reply struct {
	result json.RawMessage
	err    *apiError
	page   string // sent as text/html in place of JSON
	drop   bool   // the connection breaks instead
}

// ServeHTTP serves /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, isFile := strings.CutPrefix(r.URL.Path, "/file")
	path, isBot := strings.CutPrefix(path, "/bot")
	token, rest, _ := strings.Cut(path, "/")
	if !isBot {
		refuse(w, &apiError{status: 404, text: "Not Found"})
		return
	}
	if err := s.authorise(token); err != nil {
		refuse(w, err)
		return
	}
	if isFile {
		s.serveFile(w, rest)
		return
	}
	call, answer := s.receive(r, rest)
	s.log(call, answer)
	answer.write(w)
}

func (s *Server) authorise(token string) *apiError {
	if token == s.options.Token {
		return nil
	}
	if !strings.Contains(token, ":") || len(token) > 80 {
		return &apiError{status: 401, text: "Unauthorized: invalid token specified"}
	}
	return &apiError{status: 401, text: "Unauthorized"}
}

// receive reads a request and answers it, unless a fault comes between.
func (s *Server) receive(r *http.Request, name string) (*request, reply) {
	method, known := api.method(name)
	if !known {
		return &request{method: name}, reply{err: unknownMethod(name)}
	}
	q, err := readRequest(method, r)
	if err != nil {
		return q, reply{err: err}
	}
	fault := s.takeFault(method)
	fault.wait(r.Context())
	if answer, instead := fault.instead(); instead {
		return q, answer
	}
	answer := s.perform(r.Context(), q)
	answer.drop = fault.Drop == DropAfter
	return q, answer
}

func unknownMethod(name string) *apiError {
	if api.exists(name) {
		return &apiError{status: 501, text: "Not Implemented: emulator: method " + name + " is not offered"}
	}
	return &apiError{status: 404, text: "Not Found"}
}

// perform does the work of one call.
func (s *Server) perform(ctx context.Context, q *request) reply {
	if err := api.check(q.method, q.params); err != nil {
		return reply{err: err}
	}
	result, err := s.run(ctx, q)
	if err != nil {
		return reply{err: err}
	}
	raw, fault := json.Marshal(result)
	if fault != nil {
		panic(fmt.Sprintf("emulator: %s: result: %v", q.method, fault))
	}
	return reply{result: raw}
}

func (s *Server) run(ctx context.Context, q *request) (any, *apiError) {
	if q.method == "getUpdates" {
		return s.getUpdates(ctx, q)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return methods[q.method](s, q)
}

// log keeps the call for Calls. Every call ends here, so this is where those
// who wait hear of what it changed.
func (s *Server) log(q *request, answer reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Call{At: s.now(), Method: q.method, Params: q.params, Status: answer.status(), Result: answer.result}
	if answer.err != nil {
		c.Error = answer.err.text
	}
	for field, part := range q.files {
		if c.Files == nil {
			c.Files = map[string]File{}
		}
		c.Files[field] = File{Name: part.name, Size: len(part.data)}
	}
	s.calls = append(s.calls, c)
	if len(s.calls) >= 2*keptCalls {
		s.calls = slices.Clone(s.calls[len(s.calls)-keptCalls:])
	}
	s.touch()
}

// Calls lists the bot's requests in the order in which they were answered;
// with names, only those methods. The log keeps at least the newest 20,000.
func (s *Server) Calls(methods ...string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Call
	for _, c := range s.calls {
		if len(methods) == 0 || contains(methods, c.Method) {
			found = append(found, c)
		}
	}
	return found
}

// ResetCalls empties the log of calls.
func (s *Server) ResetCalls() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

func (a reply) status() int {
	switch {
	case a.drop:
		return 0
	case a.err != nil:
		return a.err.status
	}
	return http.StatusOK
}

func (a reply) write(w http.ResponseWriter) {
	switch {
	case a.drop:
		panic(http.ErrAbortHandler)
	case a.page != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(a.err.status)
		fmt.Fprint(w, a.page)
	case a.err != nil:
		refuse(w, a.err)
	default:
		writeJSON(w, http.StatusOK, map[string]any{"ok": true, "result": a.result})
	}
}

func refuse(w http.ResponseWriter, err *apiError) {
	body := map[string]any{"ok": false, "error_code": err.status, "description": err.text}
	if err.retryAfter > 0 {
		body["parameters"] = map[string]any{"retry_after": err.retryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(err.retryAfter))
	}
	writeJSON(w, err.status, body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the bot has gone: nobody to tell
}
