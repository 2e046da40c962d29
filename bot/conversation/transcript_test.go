package conversation_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/locales"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// Every row of the table, with each of its outcomes, in each language, as the
// person reads it.
func TestTranscripts(t *testing.T) {
	renderer, err := render.New(locales.Files(), catalogue.Shipped().Event.Zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range catalogue.Languages() {
		seen, played := map[string]bool{}, 0
		for name, script := range scripts {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				got := play(t, renderer, lang, script, seen)
				played++
				compare(t, filepath.Join("testdata", string(lang), name+".txt"), got)
			})
		}
		if played == len(scripts) && !t.Failed() { // not with -run of some
			everyRow(t, seen)
		}
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is said now; look at the difference after go test -update\n%s", file, got)
	}
}

// everyRow checks that the transcripts came to every outcome of every row.
func everyRow(t *testing.T, seen map[string]bool) {
	t.Helper()
	for _, row := range conversation.Table {
		for outcome := range row.Then {
			if key := fmt.Sprint(row.On, " ", outcome); !seen[key] && !impossible[key] {
				t.Errorf("no transcript of %s", key)
			}
		}
	}
}

// impossible are outcomes that no person reaches by the buttons on their own
// screen, but a race or a forged press can.
var impossible = map[string]bool{
	key("hold", "holding"):  true,
	key("hold", "seated"):   true,
	key("resize", "noseat"): true,
	key("cancel", "noseat"): true,
	key("ticket", "noseat"): true,
}

func key(press, outcome string) string {
	return fmt.Sprint(conversation.Trigger{Press: press}, " ", outcome)
}

// play plays a script and writes down what the person does and sees.
func play(t *testing.T, renderer *render.Renderer, lang catalogue.Language, script string, seen map[string]bool) string {
	t.Helper()
	w := newWalk(lang)
	var b strings.Builder
	for line := range strings.SplitSeq(script, "; ") {
		fmt.Fprintf(&b, "> %s\n", line)
		if step(t, w, line) {
			note(w, line, seen)
			b.WriteString(read(renderer, w))
		}
		for _, l := range w.latest() {
			fmt.Fprintf(&b, "@ %s\n%s\n", l.Kind, write(renderer.Screen(w.talk.Language, l.Screen)))
		}
	}
	return b.String()
}

// A fataler is a test of either kind.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// step does what a line says, and tells whether the bot answered.
func step(t fataler, w *walk, line string) bool {
	t.Helper()
	words := strings.Fields(line)
	switch {
	case line == "photo":
		w.do(conversation.Input{Wordless: true})
	case strings.HasPrefix(line, `"`):
		w.Say(strings.Trim(line, `"`))
	case strings.HasPrefix(line, "/"):
		w.command(line)
	case words[0] == "press" && words[1] == "calendar":
		w.do(conversation.Input{Press: &conversation.Press{Word: "calendar", Subject: w.reply.Seat.Code}})
	case words[0] == "press" || words[0] == "tap":
		words = append(words, "", "")
		number, _ := strconv.Atoi(words[3])
		press := map[string]func(string, string, int) error{"press": w.press, "tap": w.tap}[words[0]]
		if err := press(words[1], words[2], number); err != nil {
			t.Fatal(err)
		}
	case !w.happen(line):
		t.Fatalf("nobody knows what %q means", line)
	default:
		return false
	}
	return true
}

// note remembers which row was taken to which outcome.
func note(w *walk, line string, seen map[string]bool) {
	on := conversation.Trigger{Said: true}
	words := strings.Fields(line)
	switch {
	case words[0] == "press" || words[0] == "tap":
		on = conversation.Trigger{Press: words[1]}
	case strings.HasPrefix(line, "/"):
		on = conversation.Trigger{Command: words[0][1:]}
		if len(words) > 1 {
			on.Payload = words[1][:2]
		}
	}
	seen[fmt.Sprint(on, " ", w.reply.Outcome)] = true
}

// read writes the screen as the person reads it.
func read(renderer *render.Renderer, w *walk) string {
	lang := w.talk.Language
	var b strings.Builder
	fmt.Fprintf(&b, "(%s", w.talk.Stage)
	if w.talk.Subject != "" {
		fmt.Fprintf(&b, " %s", w.talk.Subject)
	}
	fmt.Fprintf(&b, ", %s", w.reply.Outcome)
	if w.row.Effect != conversation.EffectNone {
		fmt.Fprintf(&b, ", %s", w.row.Effect)
	}
	b.WriteString(")\n")
	if w.row.Still {
		return b.String() + "\n"
	}
	if toast := renderer.Plain(lang, w.screen.Toast); toast != "" {
		fmt.Fprintf(&b, "* %s\n", toast)
	}
	return b.String() + write(renderer.Screen(lang, w.screen)) + "\n"
}

// write writes a message as it looks in the chat.
func write(letter render.Letter) string {
	var b strings.Builder
	b.WriteString(letter.Text + "\n")
	for _, row := range letter.Rows {
		for _, button := range row {
			fmt.Fprintf(&b, "[%s]", button.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}
