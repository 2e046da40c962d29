package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// Each script in testdata/say is played, and its transcript is the file beside
// it, to the letter.
func TestSayPlaysWrittenConversations(t *testing.T) {
	scripts, err := filepath.Glob("testdata/say/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txt"), func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			if err := runDemo(t.Context(), []string{"--say", script}, &got); err != nil {
				t.Fatalf("%v\n%s", err, got.Bytes())
			}
			golden(t, strings.TrimSuffix(script, ".txt")+".golden", got.Bytes())
		})
	}
}

// golden compares with a file, or rewrites it with -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if bytes.Contains(got, []byte("⟦")) {
		t.Errorf("%s: a text cannot be rendered", file)
	}
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	wants, gots := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			t.Fatalf("%s:%d: want\n%s\ngot\n%s\n(-update rewrites it)", file, i+1, wants[i], gots[i])
		}
	}
	t.Fatalf("%s: want %d lines, got %d", file, len(wants), len(gots))
}

func TestSayTellsWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name, script string
		want         []string
	}{
		{"every bad line at once", "Ana\n\n# fine\nclock 5m\nclock +never\n",
			[]string{`say.txt:1: "Ana" is no step`, `say.txt:4: "clock 5m" is no step`, `say.txt:5: the clock cannot move by "never"`}},
		{"somebody not met", "Ana: /start\n", []string{"say.txt:1: nobody has met Ana"}},
		{"no such button", "Ana (en): /help\nAna presses \"Fly\"\n",
			[]string{"say.txt:2: ", `no button "Fly"`, "on the screen of Ana:", "What I can do", "[ Language ]"}},
		{"not seen", "Ana (en): /start\nAna sees \"seven visits\"\n", []string{`say.txt:2: Ana does not see "seven visits"`, "on the screen of Ana:"}},
		{"nothing of that kind", "Ana (en): /start\nAna sends a rabbit\n", []string{"say.txt:2: nobody can send a rabbit"}},
		{"a blocked bot", "Ana (en): /start\nAna blocks the bot\nAna: hello\n", []string{"say.txt:3: ", "blocked"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("say.txt", []byte(test.script), 0o644); err != nil {
				t.Fatal(err)
			}
			err := runDemo(t.Context(), []string{"--say", "say.txt"}, new(bytes.Buffer))
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v\nwant an error with %q", err, want)
				}
			}
		})
	}
}
