package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"visitbot/bot"
	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// What people ask the organisers: it comes to their chat, somebody takes it, and a
// reply to it goes back.

// Enquiries keep what people ask.
type Enquiries interface {
	// Open lists what somebody still has to answer, the oldest first.
	Open(ctx context.Context) ([]conversation.Enquiry, error)
	// Enquiry returns one; ok is false where it is gone.
	Enquiry(ctx context.Context, id string) (e conversation.Enquiry, ok bool, err error)
	// EnquiryAt is the one that a message shows, or the letter of a number where the
	// message is not known yet; empty: none.
	EnquiryAt(ctx context.Context, chat int64, message int, letter int64) (id string, err error)
	// Shown notes that a message in somebody's chat shows an enquiry; an empty id:
	// none any more.
	Shown(ctx context.Context, id string, who seats.Person, chat int64, message int) error
	// Take gives it to an organiser; false: somebody else has it.
	Take(ctx context.Context, o seats.Operation, id string, name conversation.Private) (bool, error)
	// CloseEnquiry says that nobody can answer it; false: it is answered or closed,
	// somebody else has it or nobody, or it is a call for help.
	CloseEnquiry(ctx context.Context, o seats.Operation, id string) (bool, error)
	// Respond owes an answer to the person. It returns the answer's number, 0
	// where the enquiry is gone, and the answer before it.
	Respond(ctx context.Context, o seats.Operation, id string, a conversation.Answer) (n int, before *conversation.Answer, err error)
	// Contact is who is told when somebody may need help; empty: all organisers.
	Contact(ctx context.Context) (seats.Person, error)
	SetContact(ctx context.Context, o seats.Operation, who seats.Person) error
}

// inboxPage is how many enquiries one message lists.
const inboxPage = 8

// inbox lists what is open, or does what a button under an enquiry says.
func (d *Desk) inbox(c *call) (*bot.Answer, error) {
	what, rest, _ := cut(c.more)
	switch {
	case what == "take" && c.confirmed:
		return d.takeEnquiry(c, rest)
	case what == "close" && c.confirmed:
		return d.closeEnquiry(c, rest)
	case what == "fact" && c.confirmed:
		return d.factOf(c, rest)
	case what == "show":
		return d.showEnquiry(c, rest)
	}
	open, err := d.Store.Open(c)
	if err == nil {
		err = d.shows(c, "")
	}
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(named("desk.inbox.title"))
	if len(open) == 0 {
		s.Paragraph(named("desk.inbox.none"))
	}
	from := min(max(c.page, 0), len(open))
	var buttons []conversation.Button
	for _, e := range open[from:min(from+inboxPage, len(open))] {
		s.Lines = append(s.Lines, d.enquiryLine(e))
		buttons = append(buttons, tap(conversation.Say("desk.button.enquiry", "Number", int(e.Number)), "inbox", ofMore("show-"+e.ID)))
	}
	s.Grid(buttons, 4)
	if from+inboxPage < len(open) {
		s.Row(paged(tap(named("desk.button.next"), "inbox"), from+inboxPage))
	}
	s.back()
	return d.answer(c, s), nil
}

// does is a button that does something with an enquiry, or with one of its answers:
// once, under an id made of theirs.
func does(label conversation.Line, what, id string) conversation.Button {
	b := tap(label, "inbox", ofMore(what+"-"+id))
	e, n, _ := cut(id)
	b.Press.Word, b.Press.Nonce = doing+"inbox", e[:min(len(e), mostOfID)]+n
	return b
}

// mostOfID leaves room for the number of an answer and its language in the id of an
// operation.
const mostOfID = 7

// snippet is how much of an enquiry a list shows, in characters.
const snippet = 70

// enquiryLine is an enquiry in a list: how far it is, since when, and how it begins.
func (d *Desk) enquiryLine(e conversation.Enquiry) conversation.Line {
	state := named("desk.inbox." + string(e.State))
	if e.State == conversation.EnquiryTaken && e.Taker != "" {
		state = conversation.Say("desk.inbox.takenby", "Name", e.Taker)
	}
	words := any(shorten(e.Text))
	if e.Confided() {
		words = named("desk.inbox.help")
	}
	return conversation.Say("desk.inbox.line", "Number", int(e.Number), "What", state, "Day", conversation.Day(e.At), "Time", conversation.Clock(e.At), "Text", words)
}

func shorten(text conversation.Private) conversation.Private {
	all := []rune(strings.Join(strings.Fields(string(text)), " "))
	if len(all) <= snippet {
		return conversation.Private(all)
	}
	return conversation.Private(all[:snippet]) + "…"
}

// enquiryOf finds what a button is about; nil, and what to say, where it is gone.
func (d *Desk) enquiryOf(c *call, id string) (*conversation.Enquiry, *bot.Answer, error) {
	e, ok, err := d.Store.Enquiry(c, id)
	if err != nil || !ok {
		return nil, d.toast(c, named("desk.inbox.gone")), err
	}
	return &e, nil, nil
}

// shows notes which enquiry the message that was pressed shows from now on: a reply
// to it speaks of that.
func (d *Desk) shows(c *call, id string) error {
	if !c.pressed {
		return nil
	}
	return d.Store.Shown(c, id, c.me.Person, c.update.Chat, c.update.Message)
}

func (d *Desk) showEnquiry(c *call, id string) (*bot.Answer, error) {
	e, gone, err := d.enquiryOf(c, id)
	if e == nil {
		return gone, err
	}
	if err := d.shows(c, id); err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Screen = answers.Present(c.cat, *e)
	s.Paragraph(d.enquiryLine(*e))
	for _, a := range e.Replies {
		s.Lines = append(s.Lines, conversation.Say("desk.inbox.reply", "Name", a.Name, "Time", conversation.Clock(a.At)))
	}
	s.Rows = nil
	if e.State == conversation.EnquirySent {
		s.Row(does(named("button.have"), "take", id))
	}
	s.close(c, *e)
	s.Row(tap(named("desk.button.inbox"), "inbox"))
	return d.answer(c, s), nil
}

// close lets whoever has an enquiry say that it cannot be answered.
func (s *sheet) close(c *call, e conversation.Enquiry) {
	if e.MayClose(c.me.Person) {
		s.Row(does(named("desk.button.cannot"), "close", e.ID))
	}
}

// takeEnquiry gives an enquiry to whoever pressed. The message says from then on who
// has it; what a group reads, only for who has it.
func (d *Desk) takeEnquiry(c *call, id string) (*bot.Answer, error) {
	e, gone, err := d.enquiryOf(c, id)
	if e == nil {
		return gone, err
	}
	taken, err := d.Store.Take(c, seats.Operation{ID: c.operation, By: c.me.Person, At: c.now()}, id, c.called())
	if err != nil {
		return nil, err
	}
	if e, gone, err = d.enquiryOf(c, id); e == nil {
		return gone, err
	}
	if !taken && c.update.Group {
		return d.toast(c, named("desk.inbox.notyours")), nil
	}
	s := &sheet{}
	s.Screen = answers.Present(c.cat, *e)
	s.Rows = nil
	s.Paragraph(d.enquiryLine(*e))
	s.close(c, *e)
	s.Toast = named("desk.inbox.yours")
	if !taken {
		s.Toast, s.Alert = named("desk.inbox.notyours"), true
	}
	return d.answer(c, s), nil
}

// called is what an organiser is called.
func (c *call) called() conversation.Private {
	if c.me.Name != "" {
		return c.me.Name
	}
	return c.update.Profile
}

func (d *Desk) closeEnquiry(c *call, id string) (*bot.Answer, error) {
	e, gone, err := d.enquiryOf(c, id)
	if e == nil {
		return gone, err
	}
	closed, err := d.Store.CloseEnquiry(c, c.does(), id)
	if err != nil {
		return nil, err
	}
	if !closed {
		return d.toast(c, whyOpen(*e)), nil
	}
	s := &sheet{}
	s.Paragraph(named("desk.inbox.closed"))
	s.Row(tap(named("desk.button.inbox"), "inbox"))
	return d.answer(c, s), nil
}

// whyOpen says why somebody cannot close an enquiry.
func whyOpen(e conversation.Enquiry) conversation.Line {
	switch {
	case !e.Open():
		return named("desk.inbox.over")
	case e.Danger:
		return named("desk.inbox.stays")
	}
	return named("desk.inbox.nothave")
}

// replied sends a reply to an enquiry back to the person. In the organisers' chat
// that is for whoever replies; in private, for organisers and for who is named for
// those who may need help. Anybody else's reply, also to what is not kept any more,
// is none for the desk.
func (d *Desk) replied(ctx context.Context, u bot.Update) (*bot.Answer, error) {
	if u.Forwarded {
		return nil, nil // somebody else's words
	}
	id, err := d.Store.EnquiryAt(ctx, u.Chat, u.ReplyTo, u.Letter)
	if id == "" || err != nil {
		return nil, err
	}
	c, err := d.begin(ctx, u, inboxCommand)
	if err != nil {
		return nil, err
	}
	e, ok, err := d.Store.Enquiry(c, id)
	if err != nil {
		return nil, err
	}
	if may, err := d.mayAnswer(c, e); !may || err != nil {
		return nil, err
	}
	if !ok {
		return d.say(c, named("desk.inbox.gone")), nil
	}
	a := replyOf(c)
	n, before, err := d.Store.Respond(ctx, c.does(), id, a)
	if err != nil || n == 0 {
		return d.say(c, named("desk.inbox.gone")), err
	}
	return d.responded(c, e, n, a, before), nil
}

// How long a reply may be, and the caption of a photo, that is told under a title, in
// Telegram's units.
const (
	mostTold      = 3000
	mostCaptioned = 700
)

// replyOf is what an organiser replied. What has no room under a title, or can have
// none, is copied as it is.
func replyOf(c *call) conversation.Answer {
	u := c.update
	a := conversation.Answer{Name: c.called(), Text: u.Said, Chat: u.Chat, Message: u.Message}
	switch {
	case u.Wordless:
		a.Text, a.Copied = u.Caption, true
		a.Silent = u.Attached != bot.AttachedPhoto || units(string(u.Caption)) > mostCaptioned
	case units(string(u.Said)) > mostTold:
		a.Text, a.Copied, a.Silent = "", true, true
	}
	return a
}

var inboxCommand, _ = organiser.Find("inbox")

// mayAnswer says whether somebody may answer an enquiry where they wrote.
func (d *Desk) mayAnswer(c *call, e conversation.Enquiry) (bool, error) {
	if c.update.Group {
		chat, _, err := d.Store.Desk(c)
		return chat == c.update.Chat, err
	}
	if e.Person == c.me.Person {
		return false, nil // they are the one who asked
	}
	if c.me.Role >= organiser.Organiser {
		return true, nil
	}
	contact, err := d.Store.Contact(c)
	return e.Confided() && contact == c.me.Person, err
}

// responded says that a reply goes to the person, who has answered before, and
// offers to keep it as a fact.
func (d *Desk) responded(c *call, e conversation.Enquiry, n int, a conversation.Answer, before *conversation.Answer) *bot.Answer {
	s := &sheet{}
	s.Paragraph(named("desk.inbox.goes"))
	if before != nil && before.By != c.me.Person {
		s.Paragraph(conversation.Say("desk.inbox.before", "Name", before.Name, "Time", conversation.Clock(before.At)))
		if before.Text != "" {
			s.Lines = append(s.Lines, conversation.Say("ask.quote", "Text", before.Text))
		}
	}
	centre, topic, ok := d.factPlace(c, e)
	if ok && !e.Danger && a.Text != "" && !a.Copied && units(string(a.Text)) <= mostFact {
		for _, lang := range tonguesOf(c, a.Text) {
			s.Row(does(conversation.Say("desk.button.keepfact", "Name", centre.Name, "Topic", named("topic."+string(topic)), "Language", named("language."+string(lang))),
				"fact", e.ID+"-"+strconv.Itoa(n)+string(lang)))
		}
	}
	return d.answer(c, s)
}

// factPlace is the centre and the topic under which an answer can be kept. Opening
// hours are kept by /fact, so that the bot can reckon with them.
func (d *Desk) factPlace(c *call, e conversation.Enquiry) (catalogue.Centre, catalogue.Topic, bool) {
	centre, known := c.cat.Centre(e.Centre)
	topic := answers.TopicOf(e.Topic)
	return centre, topic, known && topic != "" && topic != catalogue.Hours
}

// tonguesOf are the languages that a text may be in, the likely one first: Cyrillic
// letters are Ukrainian, Latin ones may be any other, and what has none is read in all.
func tonguesOf(c *call, text conversation.Private) []catalogue.Language {
	letters := strings.ToLower(string(text))
	cyrillic, latin := strings.ContainsFunc(letters, isCyrillic), strings.ContainsFunc(letters, isLatin)
	languages := slices.DeleteFunc(slices.Clone(c.cat.Rules.Languages), func(lang catalogue.Language) bool {
		return lang == catalogue.Ukrainian && latin && !cyrillic || lang != catalogue.Ukrainian && cyrillic
	})
	likely := c.lang
	if strings.ContainsAny(letters, "ăâîșțşţ") {
		likely = catalogue.Romanian
	}
	if i := slices.Index(languages, likely); i > 0 {
		languages = slices.Insert(slices.Delete(languages, i, i+1), 0, likely)
	}
	return languages
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }
func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }

// keptIn reads the number of an answer and the language in which it is to be kept.
func keptIn(text string) (n int, lang catalogue.Language) {
	digits := strings.TrimRightFunc(text, isLatin)
	return number(digits), catalogue.Language(text[len(digits):])
}

// factOf keeps an answer as a fact, dated today, in the language it was written in.
func (d *Desk) factOf(c *call, rest string) (*bot.Answer, error) {
	id, count, _ := cut(rest)
	e, gone, err := d.enquiryOf(c, id)
	if e == nil {
		return gone, err
	}
	centre, topic, ok := d.factPlace(c, *e)
	n, lang := keptIn(count)
	if !ok || !slices.Contains(c.cat.Rules.Languages, lang) || n < 1 || n > len(e.Replies) || e.Replies[n-1].Text == "" {
		return d.toast(c, named("desk.inbox.gone")), nil
	}
	text := e.Replies[n-1].Text
	fields := keeping(centre.ID, topic, e.ID, c.now())
	fields[catalogue.MoreField(centre.ID, topic, e.ID, lang)] = catalogue.MoreValue(string(text), c.now())
	if err := d.Store.Override(c, c.does(), fields); err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.inbox.kept", "Name", centre.Name, "Topic", named("topic."+string(topic))))
	s.Lines = append(s.Lines, conversation.Say("ask.quote", "Text", text))
	s.toCentre(centre)
	s.Row(tap(named("desk.button.inbox"), "inbox"))
	return d.answer(c, s), nil
}

// keeping are the fields of a fact that is an answer to an enquiry: without a text,
// which is still to be put in. One that was kept before goes.
func keeping(centre string, topic catalogue.Topic, enquiry string, at time.Time) map[string]string {
	fields := map[string]string{catalogue.ChangedField(centre, topic): stamp(at)}
	for _, lang := range catalogue.Languages() {
		fields[catalogue.MoreField(centre, topic, enquiry, lang)] = ""
	}
	return fields
}

// contact says who is told when somebody may need help, and lets that be changed.
func (d *Desk) contact(c *call) (*bot.Answer, error) {
	team, err := d.Store.Team(c)
	if err != nil {
		return nil, err
	}
	known := c.who == c.me.Person || slices.ContainsFunc(team, func(m organiser.Member) bool { return m.Person == c.who })
	if c.more == "all" {
		c.who, known = "", true
	}
	if c.confirmed && known {
		if err := d.Store.SetContact(c, c.does(), c.who); err != nil {
			return nil, err
		}
	}
	contact, err := d.Store.Contact(c)
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	s.Paragraph(named("desk.contact.title"))
	s.Lines = append(s.Lines, d.contactLine(c, team, contact))
	choose := func(label conversation.Line, about string) { s.Row(d.confirm(c, s, label, 1, about)) }
	if contact != c.me.Person {
		choose(named("desk.button.contact.me"), ofPerson(c.me.Person))
	}
	for _, m := range team {
		if m.Person != c.me.Person && m.Person != contact {
			choose(conversation.Say("button.named", "Name", m.Name), ofPerson(m.Person))
		}
	}
	if contact != "" {
		choose(named("desk.button.contact.all"), ofMore("all"))
	}
	s.back()
	return d.answer(c, s), nil
}

func (d *Desk) contactLine(c *call, team []organiser.Member, contact seats.Person) conversation.Line {
	switch {
	case contact == "":
		return named("desk.contact.all")
	case contact == c.me.Person:
		return named("desk.contact.me")
	}
	for _, m := range team {
		if m.Person == contact {
			return conversation.Say("desk.contact.who", "Name", m.Name)
		}
	}
	return named("desk.contact.owner")
}
