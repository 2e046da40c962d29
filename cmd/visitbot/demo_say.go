package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// stepPatience is how long the bot may be busy with one step.
const stepPatience = 30 * time.Second

// sayScript plays the conversation in a file and prints its transcript.
func sayScript(ctx context.Context, name string, out io.Writer) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	steps, err := parseScript(name, file)
	if err != nil {
		return err
	}
	world, err := newDemoWorld(ctx, newDemoClock(false), newForeseeable(), ownersIn(steps)...)
	if err != nil {
		return err
	}
	defer world.Close()
	p := &player{demoWorld: world, file: name, transcript: transcript{out: out, shown: map[int64][]emulator.Message{}}}
	return p.play(ctx, steps)
}

// ownersIn are the owners whom a script names.
func ownersIn(steps []step) []int64 {
	if slices.ContainsFunc(steps, func(s step) bool { return s.owner }) {
		return []int64{demoOrganiser}
	}
	return nil
}

// A player plays a script in a world.
type player struct {
	*demoWorld
	transcript
	file  string
	group string // in which something was said
	typed string // the newest inline query
}

func (p *player) play(ctx context.Context, steps []step) error {
	out := p.out
	for _, s := range steps {
		if p.out = out; s.quiet {
			p.out = io.Discard
		}
		if err := p.step(ctx, s); err != nil {
			return fmt.Errorf("%s:%d: %w%s", p.file, s.line, err, p.screen(s.who))
		}
	}
	return nil
}

// step does one thing, waits until the bot is through with it, and prints what
// everybody sees of it.
func (p *player) step(ctx context.Context, s step) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepPatience, fmt.Errorf("the bot is not through with it after %s", stepPatience))
	defer cancel()
	who, err := p.person(s)
	if err != nil {
		return err
	}
	if s.verb == "sees" {
		return p.sees(who, s.what)
	}
	query, err := p.do(ctx, who, s)
	if err != nil {
		return err
	}
	if err := p.rest(ctx); err != nil {
		return err
	}
	p.toast(who, query)
	for _, one := range p.telegram.People() {
		p.print(one, p.telegram.Chat(one.ID))
	}
	if p.group != "" {
		p.print(emulator.Person{ID: groupID, FirstName: p.group}, p.telegram.Chat(groupID))
	}
	fmt.Fprintln(p.out)
	return nil
}

// rest waits until the bot is through with a step, and with what has come to be
// due by it.
func (p *player) rest(ctx context.Context) error {
	if err := p.settle(ctx); err != nil {
		return err
	}
	if err := p.service.officer.Do(ctx); err != nil {
		return err
	}
	return p.settle(ctx)
}

// person finds who does a step, and makes them where they are met for the
// first time.
func (p *player) person(s step) (emulator.Person, error) {
	people := p.telegram.People()
	for _, one := range people {
		if one.FirstName == s.who {
			return one, nil
		}
	}
	if s.who == "" {
		return emulator.Person{}, nil
	}
	if s.tag == "" {
		return emulator.Person{}, fmt.Errorf("nobody has met %s; the first time write %s (en): …, with a language", s.who, s.who)
	}
	one := emulator.Person{ID: int64(201 + len(people)), FirstName: s.who, LanguageCode: s.tag}
	if s.owner {
		one.ID = demoOrganiser
	}
	p.telegram.AddPerson(one)
	return one, nil
}

// do does a step and prints it as it was done.
func (p *player) do(ctx context.Context, who emulator.Person, s step) (query string, err error) {
	switch s.verb {
	case "moves":
		if err := p.Advance(ctx, s.by); err != nil {
			return "", err
		}
		fmt.Fprintf(p.out, "The clock moves to %s.\n", p.Now().In(p.service.catalogue.Event.Zone).Format("Monday 2 January 2006, 15:04"))
	case "presses":
		if s.group != "" {
			return p.pressesIn(who, s)
		}
		fmt.Fprintf(p.out, "%s presses [ %s ]\n", who.FirstName, p.label(who.ID, s.what))
		return p.telegram.PressLabel(who.ID, s.what)
	case "replies":
		return "", p.replies(who, s)
	case "types inline", "chooses":
		return "", p.inline(ctx, who, s)
	case "presses twice":
		fmt.Fprintf(p.out, "%s presses twice [ %s ]\n", who.FirstName, p.label(who.ID, s.what))
		return p.twice(who, s.what)
	case "link", "ticket", "forwards", "edits":
		return "", p.other(ctx, who, s)
	case "sends":
		fmt.Fprintf(p.out, "%s sends a %s\n", who.FirstName, s.what)
		return "", p.send(who, s.what)
	case "blocks":
		fmt.Fprintf(p.out, "%s blocks the bot\n", who.FirstName)
		p.telegram.Block(who.ID)
	case "unblocks":
		fmt.Fprintf(p.out, "%s unblocks the bot\n", who.FirstName)
		p.telegram.Unblock(who.ID)
	case "says":
		return "", p.says(ctx, who, s)
	}
	return "", err
}

// pressesIn presses a button in the group.
func (p *player) pressesIn(who emulator.Person, s step) (query string, err error) {
	b, message, ok := p.button(groupID, s.what)
	if !ok {
		return "", fmt.Errorf("the group has no button %q", s.what)
	}
	fmt.Fprintf(p.out, "%s in %q presses [ %s ]\n", who.FirstName, s.group, b.Text)
	return p.telegram.PressIn(groupID, who.ID, message, b.Data)
}

// replies replies to the newest message of the bot that holds a text.
func (p *player) replies(who emulator.Person, s step) error {
	post := emulator.Post{Chat: who.ID, Person: who.ID, Text: s.what}
	where := ""
	if s.group != "" {
		post.Chat, where = groupID, fmt.Sprintf(" in %q", s.group)
	}
	for _, m := range p.telegram.Chat(post.Chat) {
		if m.FromBot && strings.Contains(m.Text+m.Caption, s.to) {
			post.ReplyTo = m.ID
		}
	}
	if post.ReplyTo == 0 {
		return fmt.Errorf("no message of the bot holds %q", s.to)
	}
	if s.thing == "" {
		fmt.Fprintf(p.out, "%s%s replies to %q: %s\n", who.FirstName, where, s.to, s.what)
	} else {
		sample, ok := page.Sample(s.thing)
		if !ok {
			return fmt.Errorf("nobody can reply with a %s", s.thing)
		}
		post.Fields = map[string]any{s.thing: sample}
		fmt.Fprintf(p.out, "%s%s replies to %q with a %s\n", who.FirstName, where, s.to, s.thing)
	}
	_, err := p.telegram.Post(post)
	return err
}

// inline types behind the bot's name and shows what it offers, or sends that.
func (p *player) inline(ctx context.Context, who emulator.Person, s step) (err error) {
	if s.verb == "chooses" {
		fmt.Fprintf(p.out, "%s chooses %s in %q\n", who.FirstName, s.what, s.group)
		p.group = s.group
		p.telegram.AddGroup(emulator.Group{ID: groupID, Title: s.group})
		n, _ := strconv.Atoi(s.what) // the form lets only digits through
		_, err = p.telegram.Choose(p.typed, n-1, groupID)
		return err
	}
	fmt.Fprintf(p.out, "%s types inline: %s\n", who.FirstName, s.what)
	if p.typed, err = p.telegram.TypeInline(who.ID, s.what); err != nil {
		return err
	}
	if err := p.rest(ctx); err != nil {
		return err
	}
	results, more, _ := p.telegram.Results(p.typed)
	for i, r := range results {
		fmt.Fprintf(p.out, "  %d. %s (%s)\n", i+1, r.Title, r.Description)
	}
	fmt.Fprintf(p.out, "  [ %s ]\n", more)
	return nil
}

// groupID is the id of the group of a script.
const groupID = -1001

// says says something to the bot, or in a group.
func (p *player) says(ctx context.Context, who emulator.Person, s step) error {
	text, err := p.fill(ctx, s.what)
	if err != nil {
		return err
	}
	if s.group == "" {
		fmt.Fprintf(p.out, "%s: %s\n", who.FirstName, text)
		_, err = p.telegram.Say(who.ID, text)
		return err
	}
	fmt.Fprintf(p.out, "%s in %q: %s\n", who.FirstName, s.group, text)
	p.group = s.group
	p.telegram.AddGroup(emulator.Group{ID: groupID, Title: s.group})
	_, err = p.telegram.SayIn(groupID, who.ID, text)
	return err
}

// twice taps a button twice, before the bot can answer.
func (p *player) twice(who emulator.Person, label string) (query string, err error) {
	b, message, ok := p.button(who.ID, label)
	if !ok {
		return "", fmt.Errorf("%s has no button %q", who.FirstName, label)
	}
	if _, err := p.telegram.ForgePress(who.ID, message, b.Data); err != nil {
		return "", err
	}
	return p.telegram.ForgePress(who.ID, message, b.Data)
}

// other is what people do besides writing and pressing.
func (p *player) other(ctx context.Context, who emulator.Person, s step) (err error) {
	switch s.verb {
	case "link":
		fmt.Fprintf(p.out, "%s opens %s's link\n", who.FirstName, s.what)
		_, err = p.telegram.Say(who.ID, "/start "+p.linked(s.what))
	case "ticket":
		seat, err := p.seatOf(ctx, s.what)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "%s opens %s's ticket\n", who.FirstName, s.what)
		_, err = p.telegram.Say(who.ID, "/start t_"+seat.Token)
		return err
	case "forwards":
		fmt.Fprintf(p.out, "%s forwards: %s\n", who.FirstName, s.what)
		_, err = p.telegram.Post(emulator.Post{Chat: who.ID, Person: who.ID, Text: s.what, Fields: map[string]any{"forward_date": p.Now().Unix()}})
	case "edits":
		fmt.Fprintf(p.out, "%s edits: %s\n", who.FirstName, s.what)
		last := 0
		for _, m := range p.telegram.Chat(who.ID) {
			if !m.FromBot {
				last = m.ID
			}
		}
		err = p.telegram.EditSaid(who.ID, last, s.what)
	}
	return err
}

// links are those that lead to the bot.
var links = regexp.MustCompile(`\?start=([A-Za-z0-9_-]+)`)

// linked is what the newest link in somebody's chat says to the bot.
func (p *player) linked(name string) (payload string) {
	for _, one := range p.telegram.People() {
		if one.FirstName != name {
			continue
		}
		for _, m := range p.telegram.Chat(one.ID) {
			if found := links.FindStringSubmatch(m.Text); found != nil {
				payload = found[1]
			}
		}
	}
	return payload
}

// codes are where somebody's code is to be put in.
var codes = regexp.MustCompile(`\{code ([^}]+)\}`)

// fill puts codes in where a text asks for them.
func (p *player) fill(ctx context.Context, text string) (string, error) {
	var failed error
	filled := codes.ReplaceAllStringFunc(text, func(asked string) string {
		seat, err := p.seatOf(ctx, codes.FindStringSubmatch(asked)[1])
		failed = errors.Join(failed, err)
		return seat.Code
	})
	return filled, failed
}

// seatOf is the seat of somebody.
func (p *player) seatOf(ctx context.Context, name string) (seats.Seat, error) {
	for _, one := range p.telegram.People() {
		if one.FirstName != name {
			continue
		}
		guest, err := p.service.store.Guest(ctx, telegram.Person(one.ID))
		if err == nil && guest.Seat != nil {
			return *guest.Seat, nil
		}
	}
	return seats.Seat{}, fmt.Errorf("%s has no seat", name)
}

func (p *player) send(who emulator.Person, kind string) error {
	field, ok := page.Sample(kind)
	if !ok {
		return fmt.Errorf("nobody can send a %s; they can send a photo, a sticker, a voice, a location or a contact", kind)
	}
	_, err := p.telegram.Send(who.ID, map[string]any{kind: field})
	return err
}

// label is the whole label of the button that a press will find.
func (p *player) label(person int64, part string) string {
	if b, _, ok := p.button(person, part); ok {
		return b.Text
	}
	return part
}

// button is the newest one whose label holds a text, and its message.
func (p *player) button(person int64, part string) (b emulator.Button, message int, ok bool) {
	for _, m := range slices.Backward(p.telegram.Chat(person)) {
		for _, b := range slices.Concat(m.Keyboard...) {
			if b.Data != "" && strings.Contains(b.Text, part) {
				return b, m.ID, true
			}
		}
	}
	return b, 0, false
}

// toast prints the short answer to a press.
func (p *player) toast(who emulator.Person, query string) {
	text, alert, _ := p.telegram.Answer(query)
	switch {
	case text == "":
	case alert:
		fmt.Fprintf(p.out, "  alert to %s: %s\n", who.FirstName, text)
	default:
		fmt.Fprintf(p.out, "  toast to %s: %s\n", who.FirstName, text)
	}
}

// sees fails unless a text is in the person's chat.
func (p *player) sees(who emulator.Person, text string) error {
	for _, m := range p.telegram.Chat(who.ID) {
		if strings.Contains(strings.Join(lines(m), "\n"), text) {
			return nil
		}
	}
	return fmt.Errorf("%s does not see %q", who.FirstName, text)
}

// screen is what a person has on the screen, for an error.
func (p *player) screen(name string) string {
	var b strings.Builder
	for _, one := range p.telegram.People() {
		if one.FirstName != name {
			continue
		}
		fmt.Fprintf(&b, "\non the screen of %s:", name)
		for _, m := range p.telegram.Chat(one.ID) {
			fmt.Fprintf(&b, "\n  | %s\n", strings.Join(lines(m), "\n  | "))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
