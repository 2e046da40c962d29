package main

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"
)

// startDemo serves the demo until the test ends and returns its address.
func startDemo(t *testing.T) (address string, d *demo) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	d = &demo{ctx: ctx}
	if err := d.begin(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- serveUntil(ctx, listener, d) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		d.close()
	})
	return "http://" + listener.Addr().String(), d
}

// A firstLine passes on the first line that is written.
type firstLine struct{ lines chan string }

func (w firstLine) Write(p []byte) (int, error) {
	select {
	case w.lines <- string(p):
	default:
	}
	return len(p), nil
}

func TestDemoSaysWhereItIsAndEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := firstLine{make(chan string, 1)}
	done := make(chan error, 1)
	go func() { done <- runDemo(ctx, []string{"--listen", "127.0.0.1:0"}, out) }()
	select {
	case line := <-out.lines:
		if !strings.Contains(line, "http://127.0.0.1:") {
			t.Errorf("it says %q", line)
		}
	case err := <-done:
		t.Fatalf("it ended: %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestDemoRefuses(t *testing.T) {
	for _, test := range []struct{ name, args, want string }{
		{"an address for everybody", "--listen 0.0.0.0:8088", "this computer only"},
		{"no host", "--listen :8088", "this computer only"},
		{"a word too much", "please", `"please" is too much`},
		{"a script that is not there", "--say testdata/nowhere.txt", "nowhere.txt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := runDemo(t.Context(), strings.Fields(test.args), new(strings.Builder))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestDemoClock(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	clock := newDemoClock(false)
	if got := clock.Now().In(zone).Format("Monday 2 January 2006 15:04:05"); got != "Tuesday 9 January 2024 10:00:00" {
		t.Errorf("the demo begins on %s", got)
	}
	clock.advance(time.Hour)
	if got := clock.Now().Sub(demoBegin); got != time.Hour {
		t.Errorf("after an hour it shows %s", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	running := newDemoClock(true)
	for begin := running.Now(); !running.Now().After(begin); {
		if ctx.Err() != nil {
			t.Fatal("the clock stands still")
		}
	}
}
