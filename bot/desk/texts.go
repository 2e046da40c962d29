package desk

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
)

// Texts that are asked for in each language, one after the other.

// How long such a text may be, as Telegram counts: an announcement fits into a
// message, a meeting point onto a ticket.
const (
	mostText  = 2000
	mostPlace = 300
)

// units is how long a text is, as Telegram counts.
func units(text string) int { return len(utf16.Encode([]rune(text))) }

// askText asks for the text in the first language that has none yet.
func (d *Desk) askText(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if c.update.Group {
		return d.say(c, named("desk.private")), nil
	}
	if draft.Texts == nil {
		draft.Texts = map[string]string{}
	}
	draft.Asked = string(d.nextLanguage(c, draft))
	s := &sheet{}
	command, _ := organiser.Find(draft.Word)
	s.Paragraph(d.menuLine(command))
	s.Lines = append(s.Lines, d.textFor(c, draft))
	s.Paragraph(conversation.Say("desk.text.ask", "Language", named("language."+draft.Asked)))
	if len(draft.Texts) > 0 {
		s.Row(tap(named("desk.button.enough"), draft.Word, ofMore(enough)))
	}
	s.back()
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, draft)
}

// textFor says what a text is for: a visit, or those who get it.
func (d *Desk) textFor(c *call, draft organiser.Draft) conversation.Line {
	if draft.Word == "meeting" {
		return conversation.Say("visit.title", "Visit", c.visit(draft.Args[0]).Name)
	}
	_, line, _ := d.audience(c, draft.Args[0])
	return conversation.Say("desk.announce.to", "Audience", line)
}

// nextLanguage is the language that is asked for next: the organiser's own first.
func (d *Desk) nextLanguage(c *call, draft organiser.Draft) catalogue.Language {
	languages := c.cat.Rules.Languages
	if draft.Texts[string(c.lang)] == "" && slices.Contains(languages, c.lang) {
		return c.lang
	}
	for _, lang := range languages {
		if draft.Texts[string(lang)] == "" {
			return lang
		}
	}
	return ""
}

// texted takes the text that was asked for.
func (d *Desk) texted(c *call, draft organiser.Draft) (*bot.Answer, error) {
	text := strings.TrimSpace(string(c.update.Said))
	most := mostText
	if draft.Word == "meeting" {
		most = mostPlace
	}
	if n := units(text); n > most || n == 0 {
		return d.say(c, conversation.Say("desk.text.long", "Count", most)), nil
	}
	draft.Texts[draft.Asked], draft.Taken = text, c.operation
	return d.furtherText(c, draft)
}

// furtherText asks for the next text, or goes on where there is none.
func (d *Desk) furtherText(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if d.nextLanguage(c, draft) != "" {
		return d.askText(c, draft)
	}
	return d.written(c, draft)
}

// enough is what the button says under which no other language is asked for.
const enough = "enough"

// finishTexts goes on with the texts that there are.
func (d *Desk) finishTexts(c *call) (*bot.Answer, error) {
	draft, ok, err := d.Store.Draft(c, c.me.Person)
	if err != nil || !ok || draft.Word != c.command.Word || len(draft.Texts) == 0 {
		return d.say(c, named("desk.gone")), err
	}
	return d.written(c, draft)
}

// written goes on with what all the texts are for.
func (d *Desk) written(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if draft.Word == "meeting" {
		return d.met(c, draft)
	}
	return d.preview(c, draft)
}

// cut parts "meeting-ro" into its two halves.
func cut(text string) (before, after string, found bool) { return strings.Cut(text, "-") }

// number reads a number that the desk itself wrote; what is none is below zero.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}
