package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"visitbot/bot/catalogue"
)

// shippedName is how the catalogue in the program is called in what is printed.
const shippedName = "shipped/catalogue.yaml"

// runCheck prints what is wrong with a catalogue: the file named, else that of
// CATALOGUE, else the one in the program.
func runCheck(_ context.Context, args []string, out io.Writer) error {
	set := newFlags("check", out, "Prints every problem of the catalogue as file:line: what is wrong; what to write\n"+
		"instead. Without a file it is that of CATALOGUE, else the one in the program.\n"+
		"Exits with 1 if there are errors; warnings leave the catalogue usable.")
	if err := parse(set, args, 1); err != nil {
		return err
	}
	file := cmp.Or(set.Arg(0), os.Getenv("CATALOGUE"))
	data, err := readCatalogue(file)
	if err != nil {
		return err
	}
	file = cmp.Or(file, shippedName)
	_, problems := catalogue.Check(file, data, time.Now())
	for _, p := range problems {
		fmt.Fprintln(out, p)
	}
	errors, warnings := tally(problems)
	fmt.Fprintf(out, "%s: %s, %s\n", file, count(errors, "error"), count(warnings, "warning"))
	if errors > 0 {
		return errSaid
	}
	return nil
}

// readCatalogue reads a catalogue's file; empty: the one in the program.
func readCatalogue(file string) ([]byte, error) {
	if file == "" {
		return catalogue.ShippedYAML(), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the catalogue %s cannot be read: %w", file, plain(err))
	}
	return data, nil
}

// tally counts the problems.
func tally(problems []catalogue.Problem) (errors, warnings int) {
	for _, p := range problems {
		if p.Severity == catalogue.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// count says how many of a thing there are.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
