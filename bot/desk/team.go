package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
)

// Who runs the event.

// invite makes a link that gives a role to whoever opens it first.
func (d *Desk) invite(c *call) (*bot.Answer, error) {
	role := c.args.Role
	if c.more != "" {
		role = organiser.ParseRole(c.more)
	}
	switch {
	case role == organiser.Nobody || role == organiser.Owner:
		return d.pickRole(c), nil
	case role == organiser.Organiser && c.me.Role < organiser.Owner:
		return d.say(c, named("desk.invite.owners")), nil
	case role == organiser.Steward && c.args.Visit.ID == "":
		return d.pick(c, ofMore(role.String())), nil
	}
	_, token := d.Chance.Ticket()
	i := organiser.Invite{Token: token, Role: role, By: c.me.Person}
	if role == organiser.Steward {
		i.Visit = c.args.Visit.ID
	}
	if err := d.Store.Invite(c, i); err != nil {
		return nil, err
	}
	if err := d.Store.Remark(c, c.does(), "invite", role.String()+" "+i.Visit); err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(d.invited(c, i.Role, i.Visit))
	s.Paragraph(conversation.Say("desk.invite.link", "Link", "https://t.me/"+d.Username+"?start="+inviting+token))
	s.Paragraph(conversation.Say("desk.invite.once", "Count", int(organiser.InviteFor.Hours())))
	s.back()
	return d.answer(c, s), nil
}

// invited says what a role is, and where.
func (d *Desk) invited(c *call, role organiser.Role, visit string) conversation.Line {
	if role == organiser.Steward {
		return conversation.Say("desk.invite.steward", "Visit", c.visit(visit).Name)
	}
	return named("desk.invite.organiser")
}

func (d *Desk) pickRole(c *call) *bot.Answer {
	s := &sheet{}
	s.Paragraph(named("desk.invite.whom"))
	if c.me.Role == organiser.Owner {
		s.Row(tap(named("desk.role.organiser"), "invite", ofMore(organiser.Organiser.String())))
	}
	s.Row(tap(named("desk.role.steward"), "invite", ofMore(organiser.Steward.String())))
	s.back()
	return d.answer(c, s)
}

// redeem opens an invite.
func (d *Desk) redeem(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	if u.Group {
		return nil, nil
	}
	c, err := d.begin(ctx, u, organiser.Table[0])
	if err != nil {
		return nil, err
	}
	if c.me.Role == organiser.Owner { // they need none, and it stays for somebody else
		return d.admin(c)
	}
	c.me, err = d.Store.Redeem(ctx, c.does(), strings.TrimPrefix(u.Payload, inviting), u.Profile)
	if err != nil {
		return nil, err
	}
	if c.me.Role == organiser.Nobody {
		return d.say(c, named("desk.invite.gone")), nil
	}
	if err := d.Store.Remark(ctx, c.does(), "joined", c.me.Role.String()+" "+c.me.Visit); err != nil {
		return nil, err
	}
	d.menu(c, c.me, c.lang)
	s := &sheet{}
	s.Paragraph(d.invited(c, c.me.Role, c.me.Visit))
	s.Paragraph(named("desk.invite.begin"))
	s.back()
	return d.answer(c, s), nil
}

// menuFor is how long setting a menu may take.
const menuFor = 5 * time.Second

// menu shows somebody the commands that are theirs, in their language, where they
// do not have them yet. The bot works without, so a failure is only logged, and
// tried again the next time.
func (d *Desk) menu(ctx context.Context, m organiser.Member, lang catalogue.Language) {
	wanted := m.Role.String() + " " + string(lang)
	if has, ok := d.menus.Load(m.Person); ok && has == wanted {
		return
	}
	var words []string
	for _, command := range organiser.For(m.Role) {
		words = append(words, command.Word)
	}
	ctx, cancel := context.WithTimeout(ctx, menuFor)
	defer cancel()
	if err := d.Menus.Menu(ctx, m.Person, lang, words); err != nil {
		d.Log.Warn("a menu was not set", "role", m.Role.String(), "error", err)
		return
	}
	d.menus.Store(m.Person, wanted)
}

// team lists who runs the event, and lets somebody be removed.
func (d *Desk) team(c *call) (*bot.Answer, error) {
	team, err := d.Store.Team(c)
	if err != nil {
		return nil, err
	}
	if c.who != "" {
		return d.dismiss(c, team)
	}
	slices.SortFunc(team, func(a, b organiser.Member) int { return cmp.Or(int(b.Role-a.Role), a.Since.Compare(b.Since)) })
	s := &sheet{}
	s.Paragraph(named("desk.team.title"), conversation.Say("desk.team.owners", "Count", len(d.Owners)))
	for _, m := range team {
		s.Lines = append(s.Lines, d.teamLine(c, m))
		if m.Role < c.me.Role {
			s.Row(tap(conversation.Say("desk.button.dismiss", "Name", m.Name), "team", ofPerson(m.Person)))
		}
	}
	s.Row(tap(named("desk.button.invite"), "invite"))
	s.back()
	return d.answer(c, s), nil
}

func (d *Desk) teamLine(c *call, m organiser.Member) conversation.Line {
	if m.Role == organiser.Steward {
		return conversation.Say("desk.team.steward", "Name", m.Name, "Visit", c.visit(m.Visit).Name)
	}
	return conversation.Say("desk.team.organiser", "Name", m.Name)
}

// dismiss takes somebody's role away, after asking. It takes effect at their next
// command.
func (d *Desk) dismiss(c *call, team []organiser.Member) (*bot.Answer, error) {
	i := slices.IndexFunc(team, func(m organiser.Member) bool { return m.Person == c.who })
	if i < 0 {
		c.who = ""
		return d.team(c)
	}
	if team[i].Role >= c.me.Role {
		return d.say(c, named("desk.team.cannot")), nil
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.team.ask", "Name", team[i].Name))
	if !d.ask(c, s, named("desk.button.yesdismiss"), ofPerson(c.who)) {
		return d.answer(c, s), nil
	}
	if err := d.Store.Dismiss(c, c.does(), c.who); err != nil {
		return nil, err
	}
	d.tongues.Delete(c.who)
	d.menu(c, organiser.Member{Person: c.who}, c.lang)
	return d.say(c, conversation.Say("desk.team.gone", "Name", team[i].Name)), nil
}

// here makes a group the organisers' chat.
func (d *Desk) here(c *call) (*bot.Answer, error) {
	if !c.update.Group {
		s := &sheet{}
		s.Paragraph(named("desk.here.group"))
		s.back()
		return d.answer(c, s), nil
	}
	if err := d.Store.SetDesk(c, c.does(), c.update.Chat, c.update.Topic, c.lang); err != nil {
		return nil, err
	}
	return d.say(c, named("desk.here.done"), named("desk.here.who")), nil
}
