package desk

import (
	"strings"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
)

// troubled says what was understood, what is missing and an example; what is
// missing can be chosen or typed.
func (d *Desk) troubled(c *call, t organiser.Trouble) (*bot.Answer, error) {
	switch {
	case t.Wrong == "" && t.Missing == organiser.TakesVisit:
		return d.missingVisit(c)
	case t.Wrong == "" && t.Missing == organiser.TakesVisits:
		return d.pickSignUp(c), nil
	case t.Wrong == "" && t.Missing == organiser.TakesCentre:
		return d.missingCentre(c)
	case t.Wrong == "" && t.Missing == organiser.TakesNumber:
		return d.run(c) // it offers some
	}
	s := &sheet{}
	s.Paragraph(d.menuLine(c.command))
	switch {
	case len(t.Centres) > 0:
		s.Paragraph(conversation.Say("desk.trouble.centres", "Text", conversation.Private(t.Wrong)))
	case len(t.Ambiguous) > 0:
		s.Paragraph(conversation.Say("desk.trouble.ambiguous", "Text", conversation.Private(t.Wrong)))
	case t.Wrong != "":
		s.Paragraph(conversation.Say("desk.trouble.wrong", "Text", conversation.Private(t.Wrong)))
	}
	if c.args.Visit.ID != "" && c.command.About(organiser.TakesVisit) {
		s.Paragraph(conversation.Say("desk.trouble.understood", "Visit", c.args.Visit.Name))
	}
	s.Paragraph(named("desk.trouble.missing." + string(t.Missing)))
	s.Paragraph(conversation.Say("desk.trouble.example", "Text", "/"+strings.TrimSpace(c.command.Word+" "+c.command.Example)))
	d.choices(c, s, t)
	s.back()
	return d.answer(c, s), d.wait(c, t)
}

// choices are buttons for what is missing.
func (d *Desk) choices(c *call, s *sheet, t organiser.Trouble) {
	switch t.Missing {
	case organiser.TakesVisit, organiser.TakesVisits:
		visits := t.Ambiguous
		if len(visits) == 0 {
			visits = c.cat.Visits
		}
		for _, v := range visits {
			s.Row(tap(conversation.Say("button.named", "Name", v.Name), c.command.Word, d.known(c, v.ID)...))
		}
	case organiser.TakesCentre:
		centres := t.Centres
		if len(centres) == 0 {
			centres = c.cat.Centres
		}
		d.centreButtons(c, s, centres)
	case organiser.TakesRole:
		s.Row(tap(named("desk.role.steward"), "invite", ofMore(organiser.Steward.String())))
	}
}

// known is what a button about a visit says besides.
func (d *Desk) known(c *call, visit string) []string {
	about := []string{"v" + visit}
	if c.args.Role != organiser.Nobody {
		about = append(about, ofMore(c.args.Role.String()))
	}
	return about
}

// wait remembers the command, so that what is typed next is the rest of it.
func (d *Desk) wait(c *call, t organiser.Trouble) error {
	if c.update.Group || t.Missing == organiser.TakesRole {
		return nil
	}
	draft := organiser.Draft{Word: c.command.Word}
	if c.args.Visit.ID != "" && c.command.About(organiser.TakesVisit) {
		draft.Args = []string{c.args.Visit.ID}
	}
	return d.Store.KeepDraft(c, c.me.Person, draft)
}

// missingVisit lets the visit be chosen, and shows how it is typed.
func (d *Desk) missingVisit(c *call) (*bot.Answer, error) {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.pick", "What", d.does(c.command)))
	s.Paragraph(conversation.Say("desk.trouble.example", "Text", "/"+c.command.Word+" "+c.command.Example))
	s.visitButtons(c, c.command.Word)
	s.back()
	return d.answer(c, s), d.wait(c, organiser.Trouble{Missing: organiser.TakesVisit})
}

// missingCentre lets the centre be chosen, and shows how it is typed.
func (d *Desk) missingCentre(c *call) (*bot.Answer, error) {
	return d.pickCentre(c), d.wait(c, organiser.Trouble{Missing: organiser.TakesCentre})
}
