package emulator

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Fault makes the next calls of a method go wrong. With nothing but a delay
// the calls are slow and otherwise right.
type Fault struct {
	Method      string        // empty: every method but getUpdates
	Times       int           // how many calls; 0 means one
	Delay       time.Duration // before anything else, on the real clock
	Drop        Drop          // break the connection
	Status      int           // answer this instead of doing the work
	Description string        // of the error; the status text when empty
	RetryAfter  int           // seconds, for a Status of 429
	Body        string        // sent as text/html in place of the JSON, such as a 502 page
}

// Drop says when a faulty call loses its connection.
type Drop int

// When the connection of a faulty call breaks.
const (
	NoDrop     Drop = iota
	DropBefore      // nothing was done
	DropAfter       // the work was done, its answer is lost: sent, but the bot cannot know
)

// Fault queues a fault. Faults of one method take effect in the order given.
func (s *Server) Fault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.faults = append(s.faults, &f)
}

// ClearFaults forgets the faults that have not happened yet.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault gives the fault that this call suffers, the zero one for none.
func (s *Server) takeFault(method string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Method != method && (f.Method != "" || method == "getUpdates") {
			continue
		}
		f.Times--
		if f.Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return *f
	}
	return Fault{}
}

func (f Fault) wait(ctx context.Context) {
	if f.Delay <= 0 {
		return
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// instead gives the answer that takes the place of the work, if there is one.
func (f Fault) instead() (reply, bool) {
	if f.Drop == DropBefore {
		return reply{drop: true}, true
	}
	if f.Status == 0 {
		return reply{}, false
	}
	text := f.Description
	if text == "" {
		text = http.StatusText(f.Status)
	}
	return reply{err: &apiError{status: f.Status, text: text, retryAfter: f.RetryAfter}, page: f.Body}, true
}
