package bot

import (
	"cmp"
	"context"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/render"
)

// Inline mode: whoever types the bot's name in some chat can send a centre's or a
// visit's card there, in their own language.

// An InlineQuery is what somebody typed behind the bot's name.
type InlineQuery struct {
	ID   string
	Text conversation.Private
}

// An InlineCard is what somebody can send into a chat.
type InlineCard struct {
	ID, Title, Description string
	Letter                 render.Letter
}

// inline offers the cards that fit what was typed. Who types on is asked again, so a
// failure is only logged.
func (b *Bot) inline(ctx context.Context, u Update) error {
	stands, err := b.Store.Load(ctx, u.Person, u.At)
	if err != nil {
		return err
	}
	lang := cmp.Or(stands.Talk.Language, u.Tongue)
	var cards []InlineCard
	for _, card := range answers.Cards(b.Catalogue(), u.At, b.meant(u)) {
		cards = append(cards, b.inlineCard(lang, card))
	}
	more := b.Render.Plain(lang, conversation.Say("inline.more"))
	b.lanes.free(func() {
		b.try("inline", func(ctx context.Context) error { return b.Chats.AnswerInline(ctx, u.Inline.ID, cards, more) })
	})
	return nil
}

// meant are the centres that an inline query may mean; none: all of them.
func (b *Bot) meant(u Update) []string {
	if u.Inline.Text == "" {
		return nil
	}
	reading := b.read(string(u.Inline.Text), u.At, "")
	var centres []string
	if reading.Kind == questions.Asked {
		for _, q := range reading.Questions {
			centres = append(centres, q.Centre)
		}
	}
	return centres
}

func (b *Bot) inlineCard(lang catalogue.Language, card answers.Card) InlineCard {
	letter := b.Render.Screen(lang, card.Screen)
	letter.Rows = [][]render.Button{{{Text: b.Render.Plain(lang, conversation.Say("inline.open")), URL: "https://t.me/" + b.Username + "?start=" + card.Start}}}
	return InlineCard{
		ID: card.Start, Title: b.Render.Plain(lang, card.Title), Description: b.Render.Plain(lang, card.Description), Letter: letter,
	}
}
