package bot

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
)

// In one chat things are said in their order, and a redrawing that waits is
// dropped for a newer one of the same message.
func TestLanesKeepOrderAndDropWhatIsPast(t *testing.T) {
	var l lanes
	var said []string
	say := func(what string) func() { return func() { said = append(said, what) } }
	begun, gate := make(chan struct{}), make(chan struct{})
	l.add(7, 1, func() { close(begun); <-gate; said = append(said, "screen 1") })
	<-begun
	l.add(7, 1, say("screen 2"))
	l.add(7, 1, say("screen 3"))
	l.add(7, 0, say("ticket"))
	l.add(7, 0, say("file"))
	l.add(7, 1, say("screen 4"))
	l.add(7, 2, say("other 1"))
	close(gate)
	l.wait()
	if want := []string{"screen 1", "screen 3", "ticket", "file", "screen 4", "other 1"}; !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}

// Somebody whose chat is slow keeps nobody else waiting.
func TestLanesRunSideBySide(t *testing.T) {
	var l lanes
	slow := make(chan struct{})
	l.add(7, 0, func() { <-slow })
	var done sync.WaitGroup
	done.Add(1)
	l.add(8, 0, done.Done)
	done.Wait()
	close(slow)
	l.wait()
	if len(l.waiting) != 0 {
		t.Errorf("%d lanes are left", len(l.waiting))
	}
}

// A panic while something is said ends neither the lane nor the program.
func TestAPanicIsOnlyLogged(t *testing.T) {
	b := New(Parts{Log: slog.New(slog.DiscardHandler)})
	said := false
	b.lanes.add(7, 0, func() { b.try("this", func(context.Context) error { panic("no such picture") }) })
	b.lanes.add(7, 0, func() { b.try("that", func(context.Context) error { said = true; return nil }) })
	b.Wait()
	if !said {
		t.Error("the lane ended with the panic")
	}
}
