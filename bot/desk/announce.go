package desk

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot"
	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
)

// Announcements: whom, what, a look at it, then sending.

// Casts keep announcements and send them.
type Casts interface {
	Count(ctx context.Context, a broadcast.Audience) (broadcast.Reach, error)
	Create(ctx context.Context, c broadcast.Cast, a broadcast.Audience) error
	Start(ctx context.Context, at time.Time, id string) error
	Stop(ctx context.Context, at time.Time, id string) error
	Cast(ctx context.Context, id string) (broadcast.Cast, error)
	Progress(ctx context.Context, id string) (broadcast.Progress, error)
	Report(ctx context.Context, id, after string, n int) (page []broadcast.Unreached, next string, err error)
}

// castIDs are ids of announcements.
var castIDs = regexp.MustCompile(`^[a-z0-9]+$`)

// announce asks whom, then for the text.
func (d *Desk) announce(c *call) (*bot.Answer, error) {
	switch {
	case c.confirmed && c.more == "send":
		return d.send(c)
	case strings.HasPrefix(c.more, "stop.") && castIDs.MatchString(c.more[5:]):
		return d.stop(c, c.more[5:])
	case strings.HasPrefix(c.more, "look.") && castIDs.MatchString(c.more[5:]):
		return d.progress(c, c.more[5:])
	case c.more == enough:
		return d.finishTexts(c)
	case c.more != "":
		if _, _, ok := d.audience(c, c.more); !ok {
			return d.say(c, named("desk.gone")), nil
		}
		return d.askText(c, organiser.Draft{Word: "announce", Args: []string{c.more}})
	}
	return d.whom(c), nil
}

// whom asks who is to get it.
func (d *Desk) whom(c *call) *bot.Answer {
	s := &sheet{}
	s.Paragraph(named("desk.announce.whom"))
	s.Row(tap(named("desk.audience.all"), "announce", ofMore("all")))
	for _, v := range c.cat.Visits {
		s.Row(tap(conversation.Say("button.named", "Name", v.Name), "announce", ofMore("visit."+v.ID)))
	}
	s.Row(tap(named("desk.audience.waiting"), "announce", ofMore("waiting")), tap(named("desk.audience.unanswered"), "announce", ofMore("unanswered")))
	var row []conversation.Button
	for _, lang := range c.cat.Rules.Languages {
		row = append(row, tap(named("language."+string(lang)), "announce", ofMore("language."+string(lang))))
	}
	s.Row(row...)
	s.back()
	return d.answer(c, s)
}

// audience reads whom a draft is for.
func (d *Desk) audience(c *call, word string) (a broadcast.Audience, line conversation.Line, ok bool) {
	a.Fallback = c.cat.Rules.Languages[0]
	kind, about, _ := strings.Cut(word, ".")
	switch kind {
	case "all":
		a.All = true
	case "visit":
		v, known := c.cat.Visit(about)
		a.Visit = about
		return a, conversation.Say("desk.audience.visit", "Visit", v.Name), known
	case "waiting":
		a.Waiting = broadcast.Anywhere
	case "unanswered":
		a.All, a.Unanswered = true, true
	case "language":
		a.All, a.Language = true, catalogue.Language(about)
		return a, named("language." + about), slices.Contains(c.cat.Rules.Languages, a.Language)
	default:
		return a, line, false
	}
	return a, named("desk.audience." + kind), true
}

// preview shows what is about to be sent, as each language sees it, and to how
// many.
func (d *Desk) preview(c *call, draft organiser.Draft) (*bot.Answer, error) {
	audience, line, ok := d.audience(c, draft.Args[0])
	if !ok {
		return d.say(c, named("desk.gone")), nil
	}
	reach, err := d.Casts.Count(c, audience)
	if err != nil {
		return nil, err
	}
	s, total := &sheet{}, 0
	s.Paragraph(named("desk.announce.preview"), conversation.Say("desk.announce.to", "Audience", line))
	cast := castOf(draft)
	apart := d.tooLong(c, cast)
	for _, lang := range c.cat.Rules.Languages {
		total += reach.Languages[lang]
		s.Paragraph(conversation.Say("desk.announce.count", "Language", named("language."+string(lang)), "Count", reach.Languages[lang]))
		if !apart {
			s.Lines = append(s.Lines, announced(cast, lang)...)
		}
	}
	if n := len(reach.Chatless); n > 0 {
		s.Paragraph(conversation.Say("desk.announce.chatless", "Count", n))
	}
	if total == 0 {
		s.Paragraph(named("desk.announce.nobody"))
		s.back()
		return d.answer(c, s), d.Store.DropDraft(c, c.me.Person)
	}
	b := d.confirm(c, s, conversation.Say("desk.button.send", "Count", total), total, ofMore("send"))
	draft.Asked, draft.Awaits = "", b.Press.Nonce
	s.Row(b)
	s.leaveIt()
	answer := d.answer(c, s)
	if apart {
		for _, lang := range c.cat.Rules.Languages {
			answer.Letters = append(answer.Letters, bot.Reply{Letter: d.Letter(cast, lang)})
		}
	}
	return answer, d.Store.KeepDraft(c, c.me.Person, draft)
}

// mostPreviewed is how much of an announcement is shown in one message: what is
// longer is shown as it is sent, each language on its own.
const mostPreviewed = 2500

func (d *Desk) tooLong(c *call, cast broadcast.Cast) bool {
	n := 0
	for _, lang := range c.cat.Rules.Languages {
		text, _, _ := cast.In(lang)
		n += units(string(text))
	}
	return n > mostPreviewed
}

// castOf is what a draft says.
func castOf(draft organiser.Draft) broadcast.Cast {
	cast := broadcast.Cast{Texts: map[catalogue.Language]conversation.Private{}}
	for lang, text := range draft.Texts {
		cast.Texts[catalogue.Language(lang)] = conversation.Private(text)
	}
	return cast
}

// announced is an announcement as people who speak a language see it. What is in
// another language is marked.
func announced(cast broadcast.Cast, lang catalogue.Language) []conversation.Line {
	text, actual, _ := cast.In(lang)
	lines := []conversation.Line{conversation.Say("announcement", "Text", text)}
	if actual != lang {
		lines = append(lines, conversation.Say("announcement.only", "Language", named("language."+string(actual))))
	}
	return lines
}

// Letter is an announcement for people who speak a language.
func (d *Desk) Letter(cast broadcast.Cast, lang catalogue.Language) render.Letter {
	s := conversation.Screen{}
	s.Paragraph(conversation.Say("announcement.from", "Event", d.Catalogue().Event.Name))
	s.Paragraph(announced(cast, lang)...)
	return d.Render.Screen(lang, s)
}

// send begins to send what the draft says. A second press shows how far it is.
func (d *Desk) send(c *call) (*bot.Answer, error) {
	draft, ok, err := d.Store.Draft(c, c.me.Person)
	if err != nil {
		return nil, err
	}
	if !ok || draft.Word != "announce" || draft.Awaits != c.operation {
		return d.progress(c, c.operation)
	}
	audience, _, ok := d.audience(c, draft.Args[0])
	if !ok {
		return d.say(c, named("desk.gone")), nil
	}
	cast := castOf(draft)
	cast.ID, cast.By, cast.At, cast.Language = c.operation, c.me.Person, c.now(), c.lang
	cast.Chat, cast.Message = c.update.Chat, c.update.Message
	if err := d.Casts.Create(c, cast, audience); err != nil {
		return nil, err
	}
	if err := d.Store.Remark(c, c.does(), "announce", draft.Args[0]); err != nil {
		return nil, err
	}
	if err := d.Casts.Start(c, c.now(), cast.ID); err != nil && !errors.Is(err, broadcast.ErrNotReady) { // it was stopped meanwhile
		return nil, err
	}
	if err := d.Store.DropDraft(c, c.me.Person); err != nil {
		return nil, err
	}
	return d.progress(c, cast.ID)
}

// stop keeps an announcement from going on.
func (d *Desk) stop(c *call, id string) (*bot.Answer, error) {
	switch err := d.Casts.Stop(c, c.now(), id); {
	case errors.Is(err, broadcast.ErrNoCast):
		return d.say(c, named("desk.gone")), nil
	case err != nil:
		return nil, err
	}
	return d.progress(c, id)
}

// progress shows how far an announcement is.
func (d *Desk) progress(c *call, id string) (*bot.Answer, error) {
	p, err := d.Casts.Progress(c, id)
	if errors.Is(err, broadcast.ErrNoCast) {
		return d.say(c, named("desk.gone")), nil
	}
	if err != nil {
		return nil, err
	}
	s, err := d.howFar(c, p, true)
	if err != nil {
		return nil, err
	}
	return d.answer(c, &sheet{Screen: *s}), nil
}

// perSecond is how many messages leave at most, for the time that is left.
const perSecond = 20

// mostUnreached is how many of those who were not reached are named at once.
const mostUnreached = 40

// howFar says how far an announcement is, and at the end whom it did not reach,
// if they may be named.
func (d *Desk) howFar(ctx context.Context, p broadcast.Progress, names bool) (*conversation.Screen, error) {
	s := &conversation.Screen{}
	state := "desk.announce.running"
	switch {
	case p.Finished && p.Stopped:
		state = "desk.announce.stopped"
	case p.Finished:
		state = "desk.announce.finished"
	}
	s.Paragraph(named(state))
	s.Paragraph(conversation.Say("desk.announce.progress", "Sent", p.Sent, "Count", p.All), conversation.Say("desk.announce.left", "Count", p.Left))
	for _, n := range []struct {
		id    string
		count int
	}{{"desk.announce.refused", p.Refused}, {"desk.announce.unknown", p.Unknown}, {"desk.announce.chatless", p.Chatless}} {
		if n.count > 0 {
			s.Lines = append(s.Lines, conversation.Say(n.id, "Count", n.count))
		}
	}
	if !p.Finished {
		s.Lines = append(s.Lines, conversation.Say("desk.announce.time", "Count", p.Left/perSecond+1))
		if !p.Stopped {
			s.Row(tap(named("desk.button.stop"), "announce", ofMore("stop."+p.ID)))
		}
		s.Row(tap(named("desk.button.look"), "announce", ofMore("look."+p.ID)))
		return s, nil
	}
	if !names {
		return s, nil
	}
	return s, d.unreached(ctx, s, p)
}

// mayName says whether people may be named where the progress of an announcement
// is shown: in the organisers' group of now, or to somebody who is an organiser.
func (d *Desk) mayName(ctx context.Context, cast broadcast.Cast) (bool, error) {
	if cast.Chat < 0 { // a group
		chat, _, err := d.Store.Desk(ctx)
		return chat == cast.Chat, err
	}
	member, _, err := d.Store.Staff(ctx, cast.By)
	return member.Role >= organiser.Organiser || slices.Contains(d.Owners, cast.By), err
}

// unreached names whom an announcement did not reach, or perhaps did not.
func (d *Desk) unreached(ctx context.Context, s *conversation.Screen, p broadcast.Progress) error {
	page, next, err := d.Casts.Report(ctx, p.ID, "", mostUnreached)
	for i, u := range page {
		if i == 0 {
			s.Paragraph(named("desk.announce.whonot"))
		}
		name := u.Name
		if name == "" {
			name = "?"
		}
		s.Lines = append(s.Lines, conversation.Say("desk.unreached."+string(u.Fate), "Number", strconv.Itoa(i+1), "Name", name))
	}
	if next != "" {
		s.Lines = append(s.Lines, named("desk.announce.more"))
	}
	return err
}

// Show is the message about an announcement's progress, for whoever edits it.
func (d *Desk) Show(ctx context.Context, cast broadcast.Cast, p broadcast.Progress) (render.Letter, error) {
	names, err := d.mayName(ctx, cast)
	if err != nil {
		return render.Letter{}, err
	}
	s, err := d.howFar(ctx, p, names)
	if err != nil {
		return render.Letter{}, err
	}
	return d.Render.Screen(cast.Language, *s), nil
}
