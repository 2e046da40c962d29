package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// What people were not told, and somebody has to tell them.

// mostTasks is how many tasks are shown at once.
const mostTasks = 8

// A task is a letter that did not reach somebody.
type task struct {
	delivery.DeadLetter
	guest organiser.Guest
}

// deadLetters shows whom somebody has to tell what.
func (d *Desk) deadLetters(c *call, s *sheet) error {
	tasks, more, err := d.untold(c)
	for i, t := range tasks {
		number := strconv.Itoa(i + 1)
		s.Paragraph(
			conversation.Say("desk.tasks.tell", "Number", number, "Name", nameOf(t.guest), "What", d.about(c, t.Notice)),
			named("desk.tasks."+string(t.Why)),
		)
		s.Row(
			tap(conversation.Say("desk.button.card", "Number", number), "find", ofPerson(t.Person)),
			tap(conversation.Say("desk.button.done", "Number", number), "tasks", ofMore(strings.ReplaceAll(t.ID, "-", "_"))),
		)
	}
	if more {
		s.Paragraph(named("desk.tasks.more"))
	}
	return err
}

// untold are the letters that did not reach somebody and still matter, in the
// order in which they were owed; of several alike the latest.
func (d *Desk) untold(c *call) (tasks []task, more bool, err error) {
	letters, err := d.Store.DeadLetters(c, "", looked)
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(letters, func(a, b delivery.DeadLetter) int { return cmp.Compare(a.Number, b.Number) })
	for i, l := range letters {
		if slices.ContainsFunc(letters[i+1:], l.Alike) {
			continue
		}
		g, err := d.Store.Guest(c, l.Person)
		switch {
		case err != nil:
			return nil, false, err
		case !matters(c, l.Notice, g):
		case len(tasks) == mostTasks:
			return tasks, true, nil
		default:
			tasks = append(tasks, task{l, g})
		}
	}
	return tasks, false, nil
}

// matters says whether it is still of use to tell somebody what a letter said.
func matters(c *call, n seats.Notice, g organiser.Guest) bool {
	switch n.Kind {
	case seats.KindFeedback, seats.KindNews, seats.KindStale:
		return false
	case seats.KindReminder:
		return g.Seat != nil && c.now().Before(c.cat.Event.Start)
	case seats.KindTicket:
		return g.Seat != nil && g.Seat.Code == n.Code
	case seats.KindOffer:
		return g.Hold != nil && g.Hold.Offer == n.Thing
	}
	return true
}

// dealtWith takes a letter off the tasks, and those that say the same.
func (d *Desk) dealtWith(c *call, id string) error {
	letters, err := d.Store.DeadLetters(c, "", looked)
	i := slices.IndexFunc(letters, func(l delivery.DeadLetter) bool { return l.ID == id })
	if i < 0 || err != nil {
		return err
	}
	for _, l := range letters {
		if l.ID != id && !l.Alike(letters[i]) {
			continue
		}
		if err := d.Store.Exhume(c, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// about is what a notice says, in a few words. A ticket is named by its code.
func (d *Desk) about(c *call, n seats.Notice) conversation.Line {
	if n.Kind == seats.KindTicket || n.Kind == seats.KindVoid {
		return conversation.Say("desk.notice."+string(n.Kind), "Code", conversation.Spaced(n.Code))
	}
	return conversation.Say("desk.notice."+string(n.Kind), "Visit", c.visit(n.Visit).Name)
}
