package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
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
	mostFact  = 600
	mostWhy   = 200
)

// A purpose is what something is typed for.
type purpose struct {
	title func(*Desk, *call, organiser.Draft) conversation.Line            // says what it is for
	done  func(*Desk, *call, organiser.Draft) (*bot.Answer, error)         // goes on with the texts
	most  int                                                              // how long a text may be
	back  func(*Desk, *call, organiser.Draft) []conversation.Line          // says what the texts are for where they are shown back; nil: done shows them
	none  string                                                           // id of the button that goes on without any; empty: one is needed
	only  func(organiser.Draft) []catalogue.Language                       // nil: a text in every language
	ask   func(*Desk, *call, organiser.Draft) (*bot.Answer, error)         // of what is no text in a language: asks for it
	typed func(*Desk, *call, organiser.Draft, string) (*bot.Answer, error) // and takes it
}

// purposeOf is what is typed for a draft; the zero purpose: for the rest of its
// command.
func purposeOf(draft organiser.Draft) purpose {
	return map[string]purpose{
		"meeting":     {title: (*Desk).meetingTitle, back: titled((*Desk).meetingTitle), done: (*Desk).met, most: mostPlace},
		"announce":    {title: (*Desk).announceTitle, done: (*Desk).preview, most: mostText},
		"fact":        {title: (*Desk).factTitle, back: titled((*Desk).factTitle), done: (*Desk).factWritten, most: mostFact},
		"translation": {title: (*Desk).factTitle, back: titled((*Desk).factTitle), done: (*Desk).factTranslated, most: mostFact, only: translated},
		"reason":      {title: (*Desk).dayTitle, back: (*Desk).dayBack, done: (*Desk).dayWritten, most: mostWhy, none: "desk.button.noreason"},
		"hours":       {ask: (*Desk).askHours, typed: (*Desk).hoursTyped},
		"day":         {ask: (*Desk).askDay, typed: (*Desk).dayTyped},
		"times":       {ask: (*Desk).askTimes, typed: (*Desk).timesTyped},
	}[cmp.Or(draft.For, draft.Word)]
}

// titled says what texts are for in one line.
func titled(title func(*Desk, *call, organiser.Draft) conversation.Line) func(*Desk, *call, organiser.Draft) []conversation.Line {
	return func(d *Desk, c *call, draft organiser.Draft) []conversation.Line {
		return []conversation.Line{title(d, c, draft)}
	}
}

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
	p := purposeOf(draft)
	s.Lines = append(s.Lines, p.title(d, c, draft))
	s.Paragraph(conversation.Say("desk.text.ask", "Language", named("language."+draft.Asked)))
	switch {
	case len(draft.Texts) > 0:
		s.Row(tap(named("desk.button.enough"), draft.Word, ofMore(enough)))
	case p.none != "":
		s.Row(tap(named(p.none), draft.Word, ofMore(enough)))
	}
	s.back()
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, draft)
}

// meetingTitle says whose meeting point a text is.
func (d *Desk) meetingTitle(c *call, draft organiser.Draft) conversation.Line {
	return conversation.Say("visit.title", "Visit", c.visit(draft.Args[0]).Name)
}

// announceTitle says who gets an announcement.
func (d *Desk) announceTitle(c *call, draft organiser.Draft) conversation.Line {
	_, line, _ := d.audience(c, draft.Args[0])
	return conversation.Say("desk.announce.to", "Audience", line)
}

// nextLanguage is the language that is asked for next: the organiser's own first.
func (d *Desk) nextLanguage(c *call, draft organiser.Draft) catalogue.Language {
	languages := c.cat.Rules.Languages
	if only := purposeOf(draft).only; only != nil {
		languages = only(draft)
	}
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
	text, most := clean(string(c.update.Said)), purposeOf(draft).most
	if n := units(text); n > most || n == 0 {
		return d.say(c, conversation.Say("desk.text.long", "Count", most)), nil
	}
	draft.Texts[draft.Asked], draft.Taken = text, c.operation
	return d.furtherText(c, draft)
}

// clean is a text as it is kept: without what nobody sees.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.Is(unicode.Join_Control, r):
			return r
		case r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		return r
	}, text))
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
	if err != nil {
		return nil, err
	}
	p := purposeOf(draft)
	if !ok || draft.Word != c.command.Word || p.done == nil || len(draft.Texts) == 0 && p.none == "" {
		return d.say(c, named("desk.gone")), nil
	}
	return d.written(c, draft)
}

// written goes on with what all the texts are for: it shows them back first.
func (d *Desk) written(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if p := purposeOf(draft); p.back == nil || len(draft.Texts) == 0 {
		return p.done(d, c, draft)
	}
	return d.showBack(c, draft)
}

// save is what the button says under texts that are shown back.
const save = "save"

// showBack shows what everybody will read, and asks whether it is to be kept. The
// draft waits for that very button.
func (d *Desk) showBack(c *call, draft organiser.Draft) (*bot.Answer, error) {
	s := &sheet{}
	s.Paragraph(purposeOf(draft).back(d, c, draft)...)
	s.Paragraph(named("desk.text.readers"))
	var texts []conversation.Line
	for _, lang := range c.cat.Rules.Languages {
		if text := draft.Texts[string(lang)]; text != "" {
			texts = append(texts, conversation.Say("desk.text", "Language", named("language."+string(lang)), "Text", text))
		}
	}
	s.Paragraph(texts...)
	b := tap(named("desk.button.save"), draft.Word, ofMore(save))
	b.Press.Word, b.Press.Nonce = doing+draft.Word, cmp.Or(draft.Awaits, d.Chance.Nonce())
	s.Row(b)
	s.leaveIt()
	draft.Asked, draft.Awaits = "", b.Press.Nonce
	return d.answer(c, s), d.Store.KeepDraft(c, c.me.Person, draft)
}

// saveTexts keeps texts as they were shown back. A second press finds nothing to
// keep.
func (d *Desk) saveTexts(c *call) (*bot.Answer, error) {
	draft, ok, err := d.Store.Draft(c, c.me.Person)
	if err != nil {
		return nil, err
	}
	p := purposeOf(draft)
	if !ok || draft.Word != c.command.Word || p.back == nil || !c.confirmed || draft.Awaits != c.operation {
		return d.savedBefore(c)
	}
	return p.done(d, c, draft)
}

// savedBefore answers who wants to keep texts that do not wait for that any more.
func (d *Desk) savedBefore(c *call) (*bot.Answer, error) {
	_, known, err := d.Store.Outcome(c, c.operation)
	if known || err != nil {
		return d.toast(c, named("desk.done")), err
	}
	return d.toast(c, named("desk.gone")), nil
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
