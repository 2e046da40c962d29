package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// write makes a file with a text and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// call runs the program inside the test.
func call(args ...string) (code int, out, errs string) {
	var o, e strings.Builder
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestCalls(t *testing.T) {
	t.Setenv("CATALOGUE", "")
	shipped := string(catalogue.ShippedYAML())
	broken := write(t, "broken.yaml", strings.ReplaceAll(shipped, "capacity: 20", "capacity: -2"))
	coming := write(t, "coming.yaml", string(catalogue.Init(time.Now().AddDate(0, 1, 0))))
	for _, c := range []struct {
		args string
		code int
		out  string
		errs string
	}{
		{"", exitUsage, "", "visitbot serve"},
		{"--help", 0, "visitbot serve", ""},
		{"help", 0, "visitbot serve", ""},
		{"help help", 0, "visitbot serve", ""},
		{"help serve", 0, "TELEGRAM_TOKEN", ""},
		{"help nothing", exitUsage, "", "the commands are"},
		{"--version", 0, "visitbot ", ""},
		{"chekc", exitUsage, "", `did you mean "check"?`},
		{"serv", exitUsage, "", `did you mean "serve"?`},
		{"launch", exitUsage, "", "the commands are serve"},
		{"serve --help", 0, "METRICS_LISTEN (default 127.0.0.1:9090)", ""},
		{"serve -ephemeral -wrong", exitUsage, "", "visitbot help serve explains"},
		{"serve now", exitUsage, "", `"now" is too much`},
		{"check --help", 0, "usage: visitbot check [catalogue.yaml]", ""},
		{"check", 0, "0 errors, 1 warning", ""},
		{"check " + coming, 0, "0 errors, 0 warnings", ""},
		{"check " + broken, exitFailed, "write 0 or more", ""},
		{"check no/such.yaml", exitFailed, "", "the catalogue no/such.yaml cannot be read: no such file"},
		{"check one two", exitUsage, "", `"two" is too much`},
		{"init", exitUsage, "", "say which day"},
		{"init --date tomorrow", exitUsage, "", `"tomorrow" is no date`},
		{"init --date 2031-05-06", 0, "start: 2031-05-06 14:30", ""},
		{"init --help", 0, "-date", ""},
		{"health --help", 0, "/healthz", ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := call(strings.Fields(c.args)...)
			if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) {
				t.Errorf("exit code %d, want %d\nout, want %q:\n%s\nerrors, want %q:\n%s", code, c.code, c.out, out, c.errs, errs)
			}
			if (errs == "") != (c.errs == "") {
				t.Errorf("errors: %q", errs)
			}
		})
	}
}

// Every problem of a catalogue is printed with its line, and counted.
func TestCheckPrintsEverything(t *testing.T) {
	text := strings.ReplaceAll(string(catalogue.ShippedYAML()), "capacity: 20", "capacity: -2")
	file := write(t, "broken.yaml", text)
	t.Setenv("CATALOGUE", file)
	code, out, _ := call("check")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	errors := 0
	for number, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "capacity: -2") {
			errors++
			if want := file + ":" + strconv.Itoa(number+1) + ": "; !strings.Contains(out, want) {
				t.Errorf("nothing begins with %q", want)
			}
		}
	}
	want := file + ": " + count(errors, "error") + ", 1 warning"
	if code != exitFailed || errors < 2 || lines[len(lines)-1] != want {
		t.Errorf("exit code %d, last line %q, want %q", code, lines[len(lines)-1], want)
	}
}

// What init writes passes check, and is on the day.
func TestInitPassesCheck(t *testing.T) {
	_, text, _ := call("init", "--date", "2031-05-06")
	cat, problems := catalogue.Check("my.yaml", []byte(text), time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC))
	if cat == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	if day := cat.Event.Start.Format(time.DateOnly); day != "2031-05-06" {
		t.Error(day)
	}
}

// Every listed command explains itself.
func TestEveryCommandHasHelp(t *testing.T) {
	for _, c := range commands() {
		code, out, errs := call(c.word, "--help")
		if code != 0 || out == "" || errs != "" {
			t.Errorf("%s --help: exit code %d, %q, %q", c.word, code, out, errs)
		}
	}
}
