package main

import (
	"context"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
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
		t.Private = menu(renderer, lang)
		texts = append(texts, t)
	}
	return texts
}

// menu is everybody's menu in a language.
func menu(renderer *render.Renderer, lang catalogue.Language) (commands []telegram.Command) {
	for _, name := range conversation.Commands() {
		commands = append(commands, telegram.Command{Name: name, Does: renderer.Plain(lang, conversation.Line{ID: "command." + name})})
	}
	return commands
}

// menus show organisers their own commands before everybody's.
type menus struct {
	client *telegram.Client
	render *render.Renderer
}

// Menu implements desk.Menus.
func (m menus) Menu(ctx context.Context, who seats.Person, lang catalogue.Language, words []string) error {
	chat, ok := telegram.Chat(who)
	if !ok {
		return nil
	}
	var commands []telegram.Command
	for _, word := range words {
		commands = append(commands, telegram.Command{Name: word, Does: m.render.Plain(lang, conversation.Line{ID: "desk.does." + word})})
	}
	if len(commands) > 0 {
		commands = append(commands, menu(m.render, lang)...)
	}
	return m.client.Menu(ctx, chat, commands)
}
