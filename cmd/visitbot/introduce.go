package main

import (
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/telegram"
)

// introduction is what Telegram shows of the bot before it says a word.
func introduction(renderer *render.Renderer, cat *catalogue.Catalogue) []telegram.Texts {
	var texts []telegram.Texts
	for _, lang := range cat.Rules.Languages {
		plain := func(id string) string {
			return renderer.Plain(lang, conversation.Line{ID: id, Data: conversation.Data{"Event": cat.Event.Name}})
		}
		t := telegram.Texts{Language: lang, About: plain("bot.about"), Description: plain("bot.description")}
		for _, name := range conversation.Commands() {
			t.Private = append(t.Private, telegram.Command{Name: name, Does: plain("command." + name)})
		}
		texts = append(texts, t)
	}
	return texts
}
