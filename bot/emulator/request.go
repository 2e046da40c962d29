package emulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
)

// maxBody bounds a request: the largest document and a little around it.
const maxBody = maxDocument + 1<<20

// request is one call of the bot, its parameters as text.
type request struct {
	method string
	params map[string]string
	files  map[string]upload
}

// upload is one file part of a multipart request.
type upload struct {
	name string
	data []byte
}

// readRequest takes the parameters from the query string and from a form,
// multipart or JSON body.
func readRequest(method string, r *http.Request) (*request, *apiError) {
	q := &request{method: method, params: map[string]string{}, files: map[string]upload{}}
	q.add(r.URL.Query())
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "application/x-www-form-urlencoded":
		if err = r.ParseForm(); err == nil {
			q.add(r.PostForm)
		}
	case "multipart/form-data":
		err = q.readMultipart(r)
	case "application/json":
		err = q.readJSON(r.Body)
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return q, &apiError{status: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
	}
	if err != nil {
		return q, bad("emulator: the body cannot be read: %v", err)
	}
	return q, nil
}

func (q *request) add(values map[string][]string) {
	for name, list := range values {
		q.params[name] = list[0]
	}
}

func (q *request) readMultipart(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := q.readPart(part); err != nil {
			return err
		}
	}
}

func (q *request) readPart(part *multipart.Part) error {
	data, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	if part.FileName() != "" {
		q.files[part.FormName()] = upload{name: part.FileName(), data: data}
		return nil
	}
	q.params[part.FormName()] = string(data)
	return nil
}

func (q *request) readJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil || len(data) == 0 {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for name, raw := range fields {
		q.params[name] = plain(raw)
	}
	return nil
}

// plain gives a JSON string as its text, and any other value as it stands.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil && string(raw) != "null" {
		return text
	}
	return string(raw)
}

// int64 gives a parameter that schema.check found to be an integer.
func (q *request) int64(name string) int64 {
	n, _ := strconv.ParseInt(q.params[name], 10, 64)
	return n
}

func (q *request) int(name string) int { return int(q.int64(name)) }

func (q *request) bool(name string) bool {
	return q.params[name] == "true" || q.params[name] == "1"
}

func (q *request) has(name string) bool { return q.params[name] != "" }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
