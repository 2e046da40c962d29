package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
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
	world, err := newDemoWorld(ctx, newDemoClock(false), newForeseeable())
	if err != nil {
		return err
	}
	defer world.Close()
	p := &player{demoWorld: world, file: name, transcript: transcript{out: out, shown: map[int64][]emulator.Message{}}}
	return p.play(ctx, steps)
}

// A player plays a script in a world.
type player struct {
	*demoWorld
	transcript
	file string
}

func (p *player) play(ctx context.Context, steps []step) error {
	for _, s := range steps {
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
	if err := p.settle(ctx); err != nil {
		return err
	}
	p.toast(who, query)
	for _, one := range p.telegram.People() {
		p.print(one, p.telegram.Chat(one.ID))
	}
	fmt.Fprintln(p.out)
	return nil
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
		fmt.Fprintf(p.out, "%s presses [ %s ]\n", who.FirstName, p.label(who.ID, s.what))
		return p.telegram.PressLabel(who.ID, s.what)
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
		fmt.Fprintf(p.out, "%s: %s\n", who.FirstName, s.what)
		_, err = p.telegram.Say(who.ID, s.what)
	}
	return "", err
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
	messages := p.telegram.Chat(person)
	for i := len(messages) - 1; i >= 0; i-- {
		for _, row := range messages[i].Keyboard {
			for _, b := range row {
				if b.Data != "" && strings.Contains(b.Text, part) {
					return b.Text
				}
			}
		}
	}
	return part
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
