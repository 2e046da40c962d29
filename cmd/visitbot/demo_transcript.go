package main

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"visitbot/bot/emulator"
)

// A transcript prints what changed on people's screens.
type transcript struct {
	out   io.Writer
	shown map[int64][]emulator.Message // by person, as printed last
}

// A change is one thing that became different on a screen.
type change struct {
	what    string // empty: it is new
	message emulator.Message
	whole   bool // to be printed whole, not only named
}

// print prints what changed in a person's chat: screens first, then files,
// because these come from the outbox, beside the screens and in no certain
// order with them.
func (t *transcript) print(p emulator.Person, now []emulator.Message) {
	changes := changed(t.shown[p.ID], now)
	t.shown[p.ID] = now
	slices.SortStableFunc(changes, func(a, b change) int { return a.rank() - b.rank() })
	for _, c := range changes {
		t.block(p, c)
	}
}

func (c change) rank() int {
	rank := map[string]int{"deleted": 0, "buttons gone": 1, "edited": 2, "": 3}[c.what]
	if c.message.Photo != nil || c.message.Document != nil {
		rank += 4
	}
	return rank
}

// changed compares two states of a chat, save what the person wrote.
func changed(before, now []emulator.Message) []change {
	var changes []change
	for _, m := range before {
		if messageOf(now, m.ID) == nil {
			changes = append(changes, change{"deleted", m, false})
		}
	}
	for _, m := range now {
		old := messageOf(before, m.ID)
		switch {
		case !m.FromBot && !inlined(m) || old != nil && same(*old, m):
		case old == nil:
			changes = append(changes, change{"", m, true})
		case old.Text == m.Text && old.Caption == m.Caption && len(m.Keyboard) == 0:
			changes = append(changes, change{"buttons gone", m, false})
		default:
			changes = append(changes, change{"edited", m, true})
		}
	}
	return changes
}

// inlined says whether somebody sent a message by way of the bot.
func inlined(m emulator.Message) bool { return strings.Contains(string(m.Raw), `"via_bot"`) }

// block prints a change: the whole message under each other with a rule at the
// left, or its first words.
func (t *transcript) block(p emulator.Person, c change) {
	head := "  to " + p.FirstName
	if c.what != "" {
		head += ", " + c.what
	}
	if !c.whole {
		first, _, _ := strings.Cut(c.message.Text+c.message.Caption, "\n")
		fmt.Fprintf(t.out, "%s: %s\n", head, first)
		return
	}
	fmt.Fprintln(t.out, head)
	for _, line := range lines(c.message) {
		fmt.Fprintln(t.out, strings.TrimRight("  | "+line, " "))
	}
}

// lines is a message as a person sees it.
func lines(m emulator.Message) []string {
	var list []string
	if m.Photo != nil {
		list = append(list, fmt.Sprintf("(picture %s)", m.Photo.Name))
	}
	if m.Document != nil {
		list = append(list, fmt.Sprintf("(file %s, %s)", m.Document.Name, m.Document.MIME))
	}
	if m.Location != nil {
		list = append(list, "(location)")
	}
	if inlined(m) {
		list = append(list, "(via the bot)")
	}
	if text := m.Text + m.Caption; text != "" {
		list = append(list, strings.Split(text, "\n")...)
	}
	for _, row := range m.Keyboard {
		list = append(list, keys(row))
	}
	return list
}

// keys is one row of buttons; those that lead out have an arrow.
func keys(row []emulator.Button) string {
	labels := make([]string, len(row))
	for i, b := range row {
		labels[i] = "[ " + b.Text + " ]"
		if b.URL != "" {
			labels[i] = "[ " + b.Text + " ↗ ]"
		}
	}
	return strings.Join(labels, " ")
}

func messageOf(messages []emulator.Message, id int) *emulator.Message {
	i := slices.IndexFunc(messages, func(m emulator.Message) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &messages[i]
}

// same says whether two states of a message look the same.
func same(a, b emulator.Message) bool { return reflect.DeepEqual(lines(a), lines(b)) }
