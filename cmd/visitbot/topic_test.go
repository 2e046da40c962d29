package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
)

// What concerns all organisers comes into the topic in which /here was said.
func TestNewsComesIntoTheTopic(t *testing.T) {
	const team, topic = -1001, 7
	few := func(cat *catalogue.Catalogue) { cat.Visits[1].Capacity = 1 }
	w := newWorld(t, few, func(made *wiring) { made.owners, made.every = []int64{1}, 10*time.Millisecond })
	w.run()
	w.person(1, "Ioana", "en")
	w.telegram.AddGroup(emulator.Group{ID: team, Title: "Bridges team", Topics: map[int]string{topic: "Sign-ups"}})
	if _, err := w.telegram.Post(emulator.Post{Chat: team, Person: 1, Thread: topic, Text: "/here@rethink_visits_bot"}); err != nil {
		t.Fatal(err)
	}
	awaitTopic(t, w, team, topic, "organisers’ chat now")
	ana := w.person(7, "Ana", "en")
	ana.say("/start")
	ana.press("Romexpo")
	ana.press("Reserve")
	awaitTopic(t, w, team, topic, "is full")
}

// awaitTopic waits until the bot has said something in a topic of a group.
func awaitTopic(t *testing.T, w *world, group int64, topic int, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	said := func() bool {
		return slices.ContainsFunc(w.telegram.Chat(group), func(m emulator.Message) bool {
			return m.FromBot && m.Thread == topic && strings.Contains(m.Text, text)
		})
	}
	if err := w.telegram.WaitFor(ctx, said); err != nil {
		t.Fatalf("%q is not in the topic: %+v", text, w.telegram.Chat(group))
	}
}
