package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// A hundred people tap the last place at once: one gets it, the others are
// told, and the counter equals the members.
func TestTheLastPlace(t *testing.T) {
	w := newWorld(t, func(cat *catalogue.Catalogue) { cat.Visits[1].Capacity = 1 })
	w.run()
	const crowd = 100
	visitors := make([]*visitor, crowd)
	for i := range visitors {
		visitors[i] = w.person(int64(1000+i), fmt.Sprint("P", i), []string{"en", "ro", "uk"}[i%3])
		visitors[i].say("/start v_romexpo")
	}
	for _, v := range visitors {
		v.sees("[" + map[string]string{"en": "Reserve a place", "ro": "Rezerv un loc", "uk": "Забронювати місце"}[v.tongue()])
	}
	var tapped sync.WaitGroup
	for _, v := range visitors {
		tapped.Go(func() {
			chat := w.telegram.Chat(v.id)
			screen := chat[len(chat)-1]
			if _, err := w.telegram.Press(v.id, screen.ID, screen.Keyboard[0][0].Data); err != nil {
				t.Error(err)
			}
		})
	}
	tapped.Wait()
	held, full := 0, 0
	for _, v := range visitors {
		v.seesOneOf("✓", map[string]string{"en": "This visit is full", "ro": "nu mai sunt locuri", "uk": "місць уже немає"}[v.tongue()])
		if strings.Contains(v.chat(), "✓") {
			held++
		} else {
			full++
		}
	}
	if held != 1 || full != crowd-1 {
		t.Errorf("%d hold it and %d are told that it is gone", held, full)
	}
	reply, err := w.service.store.Load(t.Context(), seats.Person("tg:1"), w.now())
	if err != nil || reply.Visits["romexpo"].Taken != 1 {
		t.Errorf("taken: %v %v", reply.Visits, err)
	}
}

// tongue is the language of the person's Telegram.
func (v *visitor) tongue() string {
	for _, p := range v.telegram.People() {
		if p.ID == v.id {
			return p.LanguageCode
		}
	}
	return ""
}
