package main

import "testing"

// From /start to a ticket is three taps and no typing.
func TestThreeTapsToATicket(t *testing.T) {
	w := newWorld(t, nil)
	w.run()
	ana := w.person(7, "Ana", "en")
	ana.say("/start")
	ana.sees("choose one")
	ana.press("Romexpo")
	ana.sees("20 places left")
	ana.press("Reserve a place")
	ana.sees("held until")
	ana.press("Confirm")
	ana.sees("You are signed up")
	ana.sees("(picture")
	t.Log(ana.chat())
}
