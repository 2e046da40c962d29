package main

import (
	"strings"
	"testing"
	"time"
)

// corrections are how often an attendee was told that something has changed.
func (w *stage) corrections() (n int) {
	w.t.Helper()
	for range 3 {
		w.must(w.Advance(w.t.Context(), 3*time.Minute))
		w.rest()
	}
	for _, m := range w.telegram.Chat(theAttendee) {
		if m.FromBot && strings.Contains(m.Text, "what you were told has changed") {
			n++
		}
	}
	return n
}

// What is taken back before anybody was told of it is told nobody; who was told
// meanwhile is told.
func TestWhatIsTakenBackIsToldNobody(t *testing.T) {
	w := newStage(t, "")
	w.play(theAttendee, "1s", "when is romexpo open", "which documents do I need at romexpo")
	w.play(theOrganiser, "1s", "/fact romexpo", "[✎ Closed on a day", "[Friday 12", "[Closed all day", "[Without a reason")
	w.play(theOrganiser, "1s", "[Reset: Friday 12", "[✎ Documents", "A passport.", "[That is enough", "[Save", "[Reset: Documents")
	if n := w.corrections(); n != 0 {
		t.Errorf("told %d times of what has not changed", n)
	}
	w.play(theOrganiser, "1s", "[✎ Closed on a day", "[Friday 12", "[Closed all day", "[Without a reason")
	w.play(theAttendee, "1s", "is romexpo open on Friday")
	w.play(theOrganiser, "1s", "[Reset: Friday 12")
	if n := w.corrections(); n != 1 {
		t.Errorf("told %d times of what has changed", n)
	}
	w.play(theOrganiser, "1s", "[✎ Closed on a day", "[Friday 12", "[Closed all day", "[Without a reason")
	if n := w.corrections(); n != 2 {
		t.Errorf("told %d times of what has changed twice", n)
	}
	w.play(theOrganiser, "1s", "[Reset: Friday 12")
	if n := w.corrections(); n != 3 {
		t.Errorf("told %d times of what has changed and was taken back later", n)
	}
}

// Who was told the next opening day was told the hours.
func TestWhoMayComeAgainHearsOfOtherHours(t *testing.T) {
	w := newStage(t, "")
	w.play(theAttendee, "1s", "I was at romexpo today, when may I come again?")
	w.play(theOrganiser, "1s", "/fact romexpo", "[✎ Opening hours", "Mo-Wed 9-17", "[Yes, that is right")
	if n := w.corrections(); n != 1 {
		t.Errorf("told %d times of other hours", n)
	}
}
