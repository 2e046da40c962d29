package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// refresh is how often the seats are read anew where nothing else has changed:
// a hold runs out without a word.
const refresh = time.Second

// patience is how long a browser may take to accept an event.
const patience = 10 * time.Second

// A stream sends server-sent events to one browser.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	last    map[string][]byte // what was sent last, by the event's name
}

// events sends the state of a person's chat whenever it has changed, and the
// clock at the beginning and whenever it was moved.
func (p *page) events(w http.ResponseWriter, r *http.Request) {
	who, _ := strconv.ParseInt(r.URL.Query().Get("person"), 10, 64)
	s := &stream{w: w, control: http.NewResponseController(w), last: map[string][]byte{}}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	tick := time.NewTicker(refresh)
	defer tick.Stop()
	for moved := true; ; {
		changed, clock := p.Telegram.Changed(), p.moved.next()
		if err := p.sendTo(s, r, who, moved); err != nil {
			return // the browser has gone, or the demo is ending
		}
		select {
		case <-changed:
			moved = false
		case <-tick.C:
			moved = false
		case <-clock:
			moved = true
		case <-p.Over:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// A moment is the clock as the page shows it; the browser counts on from it.
type moment struct {
	Now  int64  `json:"now"`  // ms
	Zone string `json:"zone"` // IANA name
}

func (p *page) sendTo(s *stream, r *http.Request, who int64, moved bool) error {
	view, err := p.view(r.Context(), who)
	if err != nil {
		return err
	}
	if moved {
		if err := s.send("clock", moment{p.Clock.Now().UnixMilli(), p.Zone.String()}); err != nil {
			return err
		}
	}
	return s.send("state", view)
}

// send sends an event, unless the same was sent last.
func (s *stream) send(event string, v any) error {
	data, err := json.Marshal(v)
	if err != nil || bytes.Equal(data, s.last[event]) {
		return err
	}
	if err := s.control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.w, "event: %s\ndata: %s\n\n", event, data); err != nil {
		return err
	}
	s.last[event] = data
	return s.control.Flush()
}

// file serves what a message carries: a picture to be shown, anything else to
// be kept. The id holds a fingerprint of the content, so it never goes stale.
func (p *page) file(w http.ResponseWriter, r *http.Request) {
	name, data, ok := p.Telegram.File(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Cache-Control", "private, max-age=86400, immutable")
	header.Set("Content-Length", strconv.Itoa(len(data)))
	switch kind := http.DetectContentType(data); kind {
	case "image/png", "image/jpeg", "image/gif":
		header.Set("Content-Type", kind)
	default:
		header.Set("Content-Type", "application/octet-stream")
		header.Set("Content-Disposition", "attachment; filename="+strconv.QuoteToASCII(name))
	}
	_, _ = io.Copy(w, bytes.NewReader(data)) // the browser has gone: nobody to tell
}
