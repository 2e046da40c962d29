package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"visitbot/bot/catalogue"
)

// runInit writes the shipped catalogue, moved to a date.
func runInit(_ context.Context, args []string, out io.Writer) error {
	set := newFlags("init", out, "Writes the catalogue in the program, with its comments, moved to the date of your\n"+
		"event, as a start for your own. Change it, then: visitbot check my.yaml")
	day := set.String("date", "", "the day of the visits, such as 2027-01-14")
	if err := parse(set, args, 0); err != nil {
		return err
	}
	if *day == "" {
		return usageError{errors.New("say which day the visits are, such as visitbot init --date 2027-01-14 > my.yaml")}
	}
	date, err := time.Parse(time.DateOnly, *day)
	if err != nil {
		return usageError{fmt.Errorf("%q is no date; write year, month and day, such as 2027-01-14", *day)}
	}
	_, err = out.Write(catalogue.Init(date))
	return err
}
