package main

import (
	"testing"

	"visitbot/bot"
	"visitbot/bot/conversation"
)

// BenchmarkPress is one press through the whole bot: decide, commit on an
// in-process Redis, render, and both calls to an emulated Telegram over HTTP.
func BenchmarkPress(b *testing.B) {
	w := newWorld(b, nil)
	stop := w.poll()
	ana := w.person(7, "Ana", "en")
	ana.says("/start")
	stop() // from here on, updates are handed over directly
	chat := w.telegram.Chat(7)
	screen := chat[len(chat)-1]
	update := bot.Update{Chat: 7, Message: screen.ID, Input: conversation.Input{Person: "tg:7", Profile: "Ana", Tongue: "en"}}
	words := []conversation.Press{{Word: "visit", Subject: "romexpo"}, {Word: "visits"}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		reply, err := w.service.store.Load(b.Context(), "tg:7", w.now())
		if err != nil {
			b.Fatal(err)
		}
		press := words[i%2]
		press.Nonce = reply.Talk.Nonce
		update.Press, update.Query = &press, "1"
		if err := w.service.bot.Handle(b.Context(), update); err != nil {
			b.Fatal(err)
		}
		w.service.bot.Wait()
	}
}
