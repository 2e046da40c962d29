// Command visitbot signs people up for visits, in a Telegram chat.
//
// It reads settings, wires the parts together, runs them and stops them;
// everything else is in the packages beside it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // a machine without a time zone database still knows Europe/Bucharest
)

// A command is one thing the program does.
type command struct {
	word  string
	usage string // the arguments
	does  string // one line for the list; empty: not listed
	run   func(ctx context.Context, args []string, out io.Writer) error
}

// commands returns every command, in the order of the list.
func commands() []command {
	return []command{
		{"serve", "[--ephemeral]", "run the bot on Telegram", runServe},
		{"demo", "[--say script.txt]", "try it on a page in the browser, without a token", runDemo},
		{"check", "[catalogue.yaml]", "say what is wrong with a catalogue", runCheck},
		{"init", "--date 2027-01-14 > my.yaml", "write a catalogue to begin your own from", runInit},
		{"audit", "", "recount every seat, hold and queue place", runAudit},
		{"help", "[command]", "explain a command", runHelp},
		{"health", "", "", runHealth},
	}
}

// The exit codes, beside 0 for done.
const (
	exitFailed = 1 // it was tried and did not work, or the catalogue has errors
	exitUsage  = 2 // it was not tried: the arguments or the settings are wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the program and returns its exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	err := dispatch(ctx, args, out)
	code, silent := exitCode(err)
	if err != nil && !silent {
		fmt.Fprintln(errs, "visitbot:", err)
	}
	return code
}

// dispatch runs the command that the first argument names.
func dispatch(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return usageError{errors.New("say what to do\n\n" + overview())}
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return runHelp(ctx, nil, out)
	case "-version", "--version":
		_, err := fmt.Fprintln(out, "visitbot", version())
		return err
	}
	c, err := find(args[0])
	if err != nil {
		return err
	}
	return c.run(ctx, args[1:], out)
}

// find returns the command of a word, and names the nearest where there is none.
func find(word string) (command, error) {
	var words []string
	for _, c := range commands() {
		if c.word == word {
			return c, nil
		}
		if c.does != "" {
			words = append(words, c.word)
		}
	}
	hint := "the commands are " + strings.Join(words, ", ")
	if near := nearest(word, words); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return command{}, usageError{fmt.Errorf("there is no command %q; %s", word, hint)}
}

// A usageError is a call that cannot be carried out as it was written.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// errSaid is a failure of which everything was said already.
var errSaid = errors.New("said already")

// exitCode returns the exit code for what a command came to, and whether there
// is nothing left to say of it.
func exitCode(err error) (code int, silent bool) {
	_, usage := errors.AsType[usageError](err)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0, true
	case usage:
		return exitUsage, false
	}
	return exitFailed, errors.Is(err, errSaid)
}

// runHelp explains the program, or the command named.
func runHelp(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] == "help" || strings.HasPrefix(args[0], "-") {
		_, err := fmt.Fprint(out, overview())
		return err
	}
	c, err := find(args[0])
	if err != nil {
		return err
	}
	return c.run(ctx, []string{"--help"}, out)
}

// overview lists the commands.
func overview() string {
	var b strings.Builder
	fmt.Fprintf(&b, "visitbot signs people up for visits, in a Telegram chat.\n\n")
	for _, c := range commands() {
		if c.does != "" {
			fmt.Fprintf(&b, "  visitbot %-34s %s\n", strings.TrimSpace(c.word+" "+c.usage), c.does)
		}
	}
	fmt.Fprintf(&b, "\nvisitbot help COMMAND explains one of them; visitbot --version says which version this is.\n")
	return b.String()
}

// newFlags returns the flags of a command; explain is said in its help.
func newFlags(word string, out io.Writer, explain string) *flag.FlagSet {
	set := flag.NewFlagSet(word, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {
		c, _ := find(word)
		fmt.Fprintf(out, "usage: visitbot %s\n\n%s\n", strings.TrimSpace(word+" "+c.usage), explain)
		set.SetOutput(out)
		set.PrintDefaults()
		set.SetOutput(io.Discard)
	}
	return set
}

// parse reads the flags and at most so many arguments after them. It returns
// flag.ErrHelp where help was asked for and given.
func parse(set *flag.FlagSet, args []string, most int) error {
	asked, explain := false, set.Usage
	set.Usage = func() { asked = true }
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp) && asked:
		explain()
		return flag.ErrHelp
	case err != nil:
		return usageError{fmt.Errorf("%w; visitbot help %s explains", err, set.Name())}
	case set.NArg() > most:
		return usageError{fmt.Errorf("%q is too much; visitbot help %s explains", set.Arg(most), set.Name())}
	}
	return nil
}

// version is the module's version as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "of unknown version"
	}
	return info.Main.Version
}

// nearest returns the word that differs least from a wrong one, or "" where
// all differ by more than a third of their letters and by more than one.
func nearest(wrong string, words []string) string {
	best, least := "", 0
	for _, word := range words {
		d := edits(strings.ToLower(wrong), word)
		if d <= max(1, (len(word)+1)/3) && (best == "" || d < least) {
			best, least = word, d
		}
	}
	return best
}

// edits counts the letters to add, drop or change to turn a into b.
func edits(a, b string) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := []int{i + 1}
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row = append(row, min(last[j+1]+1, row[j]+1, change))
		}
		last = row
	}
	return last[len(b)]
}
