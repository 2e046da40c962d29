package conversation_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/locales"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// scripts lead to every outcome of every row of the table. A line is a command,
// a text in quotes, a press ("press hold romexpo"), or what the world does:
// "fill VISIT LEFT", "wait DURATION", "opens DURATION" from now.
var scripts = map[string]string{
	"start":            `/start`,
	"start-again":      `/start; press visit smile; /start`,
	"start-visit":      `/start v_romexpo`,
	"start-nonsense":   `/start v_nowhere`,
	"start-ticket":     `/start t_hPb3zQ; press visit romexpo; press hold; press confirm; /start t_hPb3zQ`,
	"commands":         `/visits; /myseat; /cancel; /centres; /language; /help; /privacy; /nonsense`,
	"not-understood":   `"What is this?"; photo`,
	"ticket":           `/start; press visit romexpo; press hold; press confirm; press ticket; press calendar`,
	"full":             `fill romexpo 0; /start; press visit romexpo; press visit smile; press visits`,
	"all-full":         `fill incubator 0; fill romexpo 0; fill aliat 0; fill carusel 0; fill smile 0; fill museum 0; /start; press visit museum`,
	"last-place-gone":  `/start; press visit romexpo; fill romexpo 0; press hold`,
	"one-place":        `fill romexpo 1; /start; press visit romexpo; press hold; press fit romexpo 2`,
	"party":            `/start v_romexpo; press hold; press fit romexpo 3; press fit romexpo 1`,
	"name":             `/start v_romexpo; press hold; press name; press booking; press name; " "; "Олена Ковальчук <b>"; press confirm`,
	"name-too-long":    `/start v_romexpo; press hold; press name; "` + strings.Repeat("Ана ", 30) + `"`,
	"remark":           `/start v_romexpo; press hold; press remark; press booking; press remark; "Interpreter, please"; press remark; press noremark`,
	"remark-too-long":  `/start v_romexpo; press hold; press remark; "` + strings.Repeat("long ", 90) + `"`,
	"lapsed":           `/start v_romexpo; press hold; wait 5m; press confirm; press hold`,
	"lapsed-fit":       `/start v_romexpo; press hold; wait 5m; press fit romexpo 2; press visits`,
	"lapsed-release":   `/start v_romexpo; press hold; wait 5m; press release`,
	"lapsed-and-full":  `/start v_romexpo; press hold; wait 5m; fill romexpo 0; press confirm; press visit smile`,
	"give-up":          `/start v_romexpo; press hold; press release`,
	"come-back":        `/start v_romexpo; press hold; /start; press booking; /start v_romexpo; press booking; press privacy; press booking; /cancel; press booking; /cancel; press release`,
	"second-hold":      `/start v_romexpo; press hold; /start; press visit smile; press hold; /start v_romexpo`,
	"change-visit":     `/start v_romexpo; press hold; press fit romexpo 2; press confirm; press visits; press visit smile; press hold; press confirm`,
	"change-no-room":   `/start v_romexpo; press hold; press fit romexpo 3; press confirm; fill smile 2; press visits; press visit smile; press hold`,
	"my-own-visit":     `/start v_romexpo; press hold; press confirm; /start v_romexpo; press seat`,
	"resize":           `/start v_romexpo; press hold; press confirm; press resizing; press resize romexpo 3; press resizing; press seat`,
	"resize-no-room":   `fill romexpo 1; /start v_romexpo; press hold; press confirm; press resizing; press resize romexpo 2`,
	"cancel":           `/start v_romexpo; press hold; press confirm; press cancelling; press seat; press cancelling; press cancel`,
	"myseat":           `/start v_romexpo; press hold; press confirm; /myseat; /start; press seat`,
	"centres":          `/start; press centres; press centre romexpo; press visit romexpo; press centre; press centres; press centre icar; press visits`,
	"other-centres":    `/centres; press centre incubator; /centres; press centre aliat; /centres; press centre carusel; /centres; press centre smile; /centres; press centre museum`,
	"speak":            `/start; press speak; /language; press speak uk; /language; press visits`,
	"help":             `/start; press help; press language; /help; press privacy; /help; press centres; /help; press visits`,
	"erase":            `/start v_romexpo; press hold; press confirm; /privacy; press erasing; press privacy; press erasing; press erase`,
	"erase-nothing":    `/privacy; press erasing; press erase; /privacy; press visits`,
	"too-late-to-grow": `wait 50h; /start v_romexpo; press hold; press fit romexpo 2; press confirm; press resizing; wait 1h; press resize romexpo 3; press resize romexpo 1`,
	"invisible-name":   "/start v_romexpo; press hold; press name; \"\u200b\u2060\u3164\"; \"Ана\"",
	"too-late-to-hold": `/start v_romexpo; wait 53h; press hold`,
	"not-open-yet":     `/start v_romexpo; opens 24h; press hold; press visits; press visit romexpo; wait 24h; /start v_romexpo; press hold`,
	"over":             `/start v_romexpo; press hold; press confirm; press resizing; wait 100h; press resize romexpo 2; press visits; press visit smile; press visits`,
	"over-cancelling":  `/start v_romexpo; press hold; press confirm; press cancelling; wait 100h; press cancel`,
	"over-booking":     `wait 50h; /start v_romexpo; press hold; wait 55h; press fit romexpo 2`,
	"over-confirm":     `wait 50h; /start v_romexpo; press hold; wait 55h; press confirm`,
	"over-visits":      `wait 100h; /start; press visit romexpo; /myseat`,
}

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
	}
	return b.String()
}

// step does what a line says, and tells whether the bot answered.
func step(t *testing.T, w *walk, line string) bool {
	t.Helper()
	words := strings.Fields(line)
	switch {
	case line == "photo":
		w.do(conversation.Input{Wordless: true})
	case strings.HasPrefix(line, `"`):
		w.say(strings.Trim(line, `"`))
	case strings.HasPrefix(line, "/"):
		w.command(line)
	case words[0] == "press" && words[1] == "calendar":
		w.do(conversation.Input{Press: &conversation.Press{Word: "calendar", Subject: w.reply.Seat.Code}})
	case words[0] == "press":
		words = append(words, "", "")
		number, _ := strconv.Atoi(words[3])
		if err := w.press(words[1], words[2], number); err != nil {
			t.Fatal(err)
		}
	case words[0] == "fill":
		left, _ := strconv.Atoi(words[2])
		w.fill(words[1], left)
		return false
	case words[0] == "opens":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			t.Fatal(err)
		}
		w.cat.Rules.Opens = w.now.Add(d)
		return false
	case words[0] == "wait":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(d)
		return false
	}
	return true
}

// note remembers which row was taken to which outcome.
func note(w *walk, line string, seen map[string]bool) {
	on := conversation.Trigger{Said: true}
	words := strings.Fields(line)
	switch {
	case words[0] == "press":
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
	letter := renderer.Screen(lang, w.screen)
	b.WriteString(letter.Text + "\n")
	for _, row := range letter.Rows {
		for _, button := range row {
			fmt.Fprintf(&b, "[%s]", button.Text)
		}
		b.WriteString("\n")
	}
	return b.String() + "\n"
}
