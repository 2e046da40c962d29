package duties

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// A book notes what the officer asks of the store, with the seconds since the
// test began.
type book struct {
	mu     sync.Mutex
	began  time.Time
	notes  []string
	left   int // people of a fallen visit
	report seats.Report
	fails  map[string]error
	held   bool
	panics bool
	asks   time.Duration // when organisers are asked; 0: never
}

func (b *book) note(format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	if b.panics {
		panic("private")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, fmt.Sprintf("%v %s", time.Since(b.began), what))
	return b.fails[strings.Fields(what)[0]]
}

func (b *book) Sweep(_ context.Context, _ time.Time, tickets []seats.Ticket) (bool, error) {
	b.left = max(0, b.left-len(tickets))
	return b.left > 0, b.note("sweep %d", len(tickets))
}

func (b *book) Remind(_ context.Context, _ time.Time, job conversation.Job) (bool, error) {
	return true, b.note("remind %s", job.ID)
}

func (b *book) Audit(context.Context) (seats.Report, error) { return b.report, b.note("audit") }

func (b *book) Halt(_ context.Context, _ time.Time, visit string, halted bool, organisers ...seats.Person) error {
	return b.note("halt %s %v %v", visit, halted, organisers)
}

func (b *book) Organisers(context.Context) ([]seats.Person, error) {
	return []seats.Person{"tg:1"}, nil
}

func (b *book) TellNews(context.Context, time.Time) (bool, error) { return true, b.note("news") }

func (b *book) AskWeekly(_ context.Context, week string) error { return b.note("ask %s", week) }

func (b *book) Hold(context.Context) (bool, error) { return b.held, nil }
func (b *book) Release(context.Context) error      { b.held = false; return nil }

func (b *book) officer(log *bytes.Buffer) *Officer {
	return &Officer{
		Store: b, Lease: b, Every: time.Second, Now: time.Now,
		Ticket: func() (string, string) { return "code", "token" }, Log: slog.New(slog.NewTextHandler(log, nil)),
		Weekly: func(now time.Time) (string, bool) { return "W1", b.asks > 0 && !now.Before(b.began.Add(b.asks)) },
		Jobs:   []conversation.Job{{ID: "soon", Due: b.began.Add(1500 * time.Millisecond)}, {ID: "later", Due: b.began.Add(time.Hour)}},
	}
}

// run runs an officer for some time, and returns what it asked for.
func run(t *testing.T, b *book, d time.Duration) (notes []string, log string) {
	t.Helper()
	var text bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		b.began = time.Now()
		ctx, stop := context.WithTimeout(t.Context(), d)
		defer stop()
		b.officer(&text).Run(ctx)
	})
	return b.notes, text.String()
}

// equal compares notes; the audit is made beside the rest, in any order.
func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatIsDueIsDoneInTime(t *testing.T) {
	b := &book{held: true, left: 2*page + 1, asks: 1500 * time.Millisecond}
	notes, _ := run(t, b, 3500*time.Millisecond)
	equal(t, notes, "0s sweep 0", "0s sweep 20", "0s sweep 20", "0s sweep 20", "0s news", "0s audit", "1s sweep 0", "2s sweep 0", "2s remind soon", "2s ask W1", "3s sweep 0", "3s news")
	if b.held {
		t.Error("the lease is not given up at the end")
	}
}

func TestWithoutTheLeaseNothingIsDone(t *testing.T) {
	notes, _ := run(t, &book{}, 10*time.Second)
	equal(t, notes)
}

func TestWhatFailsIsTriedAgain(t *testing.T) {
	for _, what := range []string{"sweep", "remind", "news", "ask", "audit"} {
		b := &book{held: true, asks: time.Second, fails: map[string]error{what: errors.New("away")}}
		notes, log := run(t, b, 4*time.Minute)
		n := 0
		for _, note := range notes {
			if strings.Contains(note, what) {
				n++
			}
		}
		if n < 3 || !strings.Contains(log, "away") {
			t.Errorf("%s: asked for %d times, logged %q", what, n, log)
		}
	}
}

func TestDriftStopsAVisitUntilItIsGone(t *testing.T) {
	visits := []seats.VisitReport{
		{ID: "sound"}, {ID: "drifts", Drift: []string{"by 1"}}, {ID: "healed", Halted: seats.HaltDrift},
		{ID: "still", Halted: seats.HaltDrift, Drift: []string{"by 2"}}, {ID: "fallen", Halted: seats.HaltFallen, Drift: []string{"by 3"}},
	}
	b := &book{held: true, report: seats.Report{Visits: visits, Drift: []string{"the chain"}}}
	notes, log := run(t, b, time.Second/2)
	equal(t, notes, "0s sweep 0", "0s news", "0s audit", "0s halt drifts true [tg:1]", "0s halt healed false [tg:1]")
	for _, said := range []string{"the chain", "by 1", "by 2", "by 3"} {
		if !strings.Contains(log, said) {
			t.Errorf("%q is not logged", said)
		}
	}
}

func TestTheAuditIsHourly(t *testing.T) {
	b := &book{held: true}
	notes, _ := run(t, b, 2*time.Hour+time.Second/2)
	n := 0
	for _, note := range notes {
		if strings.HasSuffix(note, "audit") {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d audits in two hours", n)
	}
}

func TestAPanicEndsNothingAndTellsNothing(t *testing.T) {
	b := &book{held: true, panics: true}
	_, log := run(t, b, 2500*time.Millisecond)
	if strings.Count(log, "panicked") != 4 || strings.Contains(log, "private") {
		t.Errorf("logged %q", log)
	}
}
