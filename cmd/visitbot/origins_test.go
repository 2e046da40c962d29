package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/telegram"
)

// A verdict is what becomes of a command or a press.
type verdict string

const (
	hasEffect   verdict = "effect"    // something was changed
	isAnswered  verdict = "answer"    // something was shown, or asked first
	isElsewhere verdict = "elsewhere" // they may, but not here: another group, another door
	isRefused   verdict = "refused"   // as if there were no such command; a line in the journal
	isSilence   verdict = "silence"   // nothing at all
)

// An origin is who says or presses something, where and how.
type origin struct {
	name  string
	who   int64
	role  organiser.Role
	chat  int64 // 0: their own with the bot
	notMe bool  // somebody else's words, which nobody may act upon
	deaf  bool  // the bot does not listen to such updates
	words bool  // it is no command to this bot, only words
	say   func(*stage, origin) func(text string)
	press bool // it can press buttons as well
}

// in is the chat of an origin.
func (o origin) in() int64 {
	if o.chat != 0 {
		return o.chat
	}
	return o.who
}

// group says whether others read what is said there.
func (o origin) group() bool { return o.chat < 0 }

// origins are all from whom something can come.
var origins = []origin{
	{name: "an attendee", who: theAttendee, say: types, press: true},
	{name: "a steward of this visit", who: theSteward, role: organiser.Steward, say: types, press: true},
	{name: "a steward of another visit", who: farSteward, role: organiser.Steward, say: types, press: true},
	{name: "an owner", who: theOwner, role: organiser.Owner, say: types, press: true},
	{name: "an organiser who was dismissed", who: theDismissed, say: types, press: true},
	{name: "an organiser forwards (forward_date)", who: theOrganiser, role: organiser.Organiser, notMe: true, say: forwards("forward_date", 1704700000)},
	{name: "an organiser forwards (forward_origin)", who: theOrganiser, role: organiser.Organiser, notMe: true,
		say: forwards("forward_origin", map[string]any{"type": "hidden_user", "sender_user_name": "Somebody", "date": 1704700000})},
	{name: "an organiser edits", who: theOrganiser, role: organiser.Organiser, say: mends},
	{name: "an attendee edits", who: theAttendee, say: mends},
	{name: "an organiser replies to the bot", who: theOrganiser, role: organiser.Organiser, say: replies},
	{name: "an attendee replies to the bot", who: theAttendee, say: replies},
	{name: "an organiser to another bot", who: theOrganiser, role: organiser.Organiser, words: true, say: toAnother},
	{name: "an attendee as if in an organiser's chat", who: theAttendee, chat: theOrganiser, press: true},

	{name: "an organiser in the organisers' group", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, say: calls, press: true},
	{name: "a steward in the organisers' group", who: theSteward, role: organiser.Steward, chat: teamGroup, say: calls, press: true},
	{name: "an attendee in the organisers' group", who: theAttendee, chat: teamGroup, say: calls, press: true},
	{name: "a dismissed one in the organisers' group", who: theDismissed, chat: teamGroup, say: calls, press: true},
	{name: "an organiser there, in reply to the bot", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, say: repliesInGroup},
	{name: "an organiser there, forwarding", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, notMe: true, say: besides(map[string]any{"forward_date": 1704700000})},
	{name: "an organiser there, not naming the bot", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, deaf: true, say: plainly},
	{name: "an organiser there, to another bot", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, deaf: true, say: toAnother},
	{name: "an organiser there, editing", who: theOrganiser, role: organiser.Organiser, chat: teamGroup, deaf: true, say: queued("edited_message", nil)},
	{name: "an anonymous administrator there", who: theOrganiser, chat: teamGroup, deaf: true, say: besides(anonymous)},
	{name: "somebody there who writes as a channel", who: theOrganiser, chat: teamGroup, deaf: true, say: besides(asChannel)},
	{name: "the linked channel there", who: theOrganiser, chat: teamGroup, deaf: true, say: besides(linkedChannel)},
	{name: "another bot there", who: theOrganiser, chat: teamGroup, deaf: true, say: besides(map[string]any{"from": map[string]any{"id": 77, "is_bot": true, "first_name": "Other"}})},
	{name: "a channel", who: theOrganiser, chat: teamGroup, deaf: true, say: queued("channel_post", map[string]any{"chat": channel, "sender_chat": channel, "from": nil})},
	{name: "a channel, as a message", who: theOrganiser, chat: teamGroup, deaf: true, say: besides(map[string]any{"chat": channel})},

	{name: "an organiser in another group", who: theOrganiser, role: organiser.Organiser, chat: strangers, say: calls, press: true},
	{name: "a steward in another group", who: theSteward, role: organiser.Steward, chat: strangers, say: calls, press: true},
	{name: "an attendee in another group", who: theAttendee, chat: strangers, say: calls, press: true},

	{name: "an organiser", who: theOrganiser, role: organiser.Organiser, say: types, press: true}, // the last, on the stage where all others failed
}

// What Telegram says of those who are nobody.
var (
	channel   = map[string]any{"id": -1005, "type": "channel", "title": "Channel"}
	anonymous = map[string]any{
		"from":        map[string]any{"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"},
		"sender_chat": map[string]any{"id": teamGroup, "type": "supergroup", "title": "Group 1001"},
	}
	asChannel = map[string]any{
		"from":        map[string]any{"id": 136817688, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot"},
		"sender_chat": channel,
	}
	linkedChannel = map[string]any{
		"from":        map[string]any{"id": 777000, "is_bot": false, "first_name": "Telegram"},
		"sender_chat": channel, "is_automatic_forward": true,
	}
)

// The ways to say something. What comes before is said at once, and the command by
// what they return.

func types(w *stage, o origin) func(string) { return w.poster(o, emulator.Post{}) }

func calls(w *stage, o origin) func(string) {
	post := w.poster(o, emulator.Post{})
	return func(text string) { post(addressed(text)) }
}

func plainly(w *stage, o origin) func(string) { return w.poster(o, emulator.Post{}) }

func toAnother(w *stage, o origin) func(string) {
	post := w.poster(o, emulator.Post{})
	return func(text string) { post(strings.Replace(addressed(text), demoUsername, "other_bot", 1)) }
}

func replies(w *stage, o origin) func(string) {
	return w.poster(o, emulator.Post{ReplyTo: w.newest(o)})
}

func repliesInGroup(w *stage, o origin) func(string) {
	post := replies(w, o)
	return func(text string) { post(addressed(text)) }
}

func forwards(field string, value any) func(*stage, origin) func(string) {
	return func(w *stage, o origin) func(string) {
		return w.poster(o, emulator.Post{Fields: map[string]any{field: value}})
	}
}

// besides says it in a group, with fields of the message beside or over the others.
func besides(fields map[string]any) func(*stage, origin) func(string) {
	return func(w *stage, o origin) func(string) {
		post := w.poster(o, emulator.Post{Fields: fields})
		return func(text string) { post(addressed(text)) }
	}
}

// mends turns something harmless into what is said.
func mends(w *stage, o origin) func(string) {
	message, err := w.telegram.Say(o.who, "hello")
	w.must(err)
	w.rest()
	return func(text string) { w.must(w.telegram.EditSaid(o.who, message, text)) }
}

// queued is an update that the emulator's people cannot make.
func queued(kind string, fields map[string]any) func(*stage, origin) func(string) {
	return func(w *stage, o origin) func(string) {
		return func(text string) {
			body := map[string]any{
				"message_id": 5000, "date": w.Now().Unix(), "edit_date": w.Now().Unix(), "text": addressed(text),
				"from": map[string]any{"id": o.who, "is_bot": false, "first_name": "Radu"},
				"chat": map[string]any{"id": o.chat, "type": "supergroup", "title": "Group"},
			}
			for name, value := range fields {
				body[name] = value
			}
			w.telegram.Queue(kind, body)
		}
	}
}

// poster posts texts in the chat of an origin.
func (w *stage) poster(o origin, p emulator.Post) func(string) {
	return func(text string) {
		w.t.Helper()
		p.Chat, p.Person, p.Text = o.in(), o.who, text
		_, err := w.telegram.Post(p)
		w.must(err)
	}
}

// newest is the bot's newest message in the chat of an origin.
func (w *stage) newest(o origin) (message int) {
	for _, m := range w.telegram.Chat(o.in()) {
		if m.FromBot {
			message = m.ID
		}
	}
	return message
}

// gone is a message that is in no chat.
const gone = 99_999

// forge presses a button that the origin may never have seen: in a group under a
// message that is there, in private under one that is gone.
func (w *stage) forge(o origin, data string) trial {
	w.t.Helper()
	message := gone
	if o.group() {
		message = w.newest(o)
	}
	return w.try(func() string {
		query, err := w.telegram.ForgePressIn(o.in(), o.who, message, data)
		w.must(err)
		return query
	})
}

// Which commands change something: when they are said as in the example, and when
// the button is pressed to which their way leads. A new command has its place
// here, or changes nothing.
var (
	changesWhenSaid    = []string{"undo", "open", "close", "checkin", "door", "invite"}
	changesWhenPressed = []string{
		"tasks", "undo", "capacity", "open", "close", "cancelvisit", "meeting", "settings", "fact", "add", "move", "remove", "offer", "announce",
		"checkin", "door", "noshows", "invite", "team", "contact", "inbox",
	}
)

// law is what has to become of a command.
func law(o origin, c organiser.Command, changing []string) verdict {
	switch {
	case o.deaf:
		return isSilence
	case o.words:
		return isAnswered
	case o.role < c.Role || o.notMe:
		return isRefused
	case c.Word == "here" && o.group():
		return hasEffect
	case o.chat == strangers:
		return isElsewhere
	case o.who == farSteward && c.Word != "admin": // the examples are about another door
		return isElsewhere
	case slices.Contains(changing, c.Word):
		return hasEffect
	}
	return isAnswered
}

// notHere are the answers to those who may, but not here.
var notHere = regexp.MustCompile(`I answer in private chats|Your door is `)

// verdict is what a trial came to.
func (r trial) verdict() verdict {
	switch {
	case r.effect():
		return hasEffect
	case len(r.refused) > 0:
		return isRefused
	case len(r.seen) == 0:
		return isSilence
	case slices.ContainsFunc(r.seen, notHere.MatchString):
		return isElsewhere
	}
	return isAnswered
}

// A matrix is what became of everything: kind, origin and command → verdict.
type matrix struct {
	mu       sync.Mutex
	came     map[[3]string]verdict
	ordinary map[[2]string]trial // kind and origin → what becomes of what there is not
}

func (m *matrix) note(kind string, o origin, c organiser.Command, v verdict) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.came[[3]string{kind, o.name, c.Word}] = v
}

// TestOrigins tries every command of the table from every origin, said and
// pressed. Only those who may have any effect.
func TestOrigins(t *testing.T) {
	m := &matrix{came: map[[3]string]verdict{}, ordinary: ordinary(t)}
	t.Run("every", func(t *testing.T) {
		for _, c := range organiser.Table {
			t.Run(c.Word, func(t *testing.T) {
				t.Parallel()
				m.said(t, c)
				m.pressed(t, c)
			})
		}
	})
	if text, all := m.print(); all {
		golden(t, "testdata/origins.golden", text)
	}
}

// ordinary tries from every origin a command and a button that there are not.
func ordinary(t *testing.T) map[[2]string]trial {
	all, w := map[[2]string]trial{}, newStage(t, "")
	defer w.close()
	for _, o := range origins {
		if o.say != nil {
			all[[2]string{"said", o.name}] = w.misunderstood(o, "/nosuch romexpo")
		}
		if o.press {
			all[[2]string{"pressed", o.name}] = w.forge(o, "nosuch:vromexpo::")
		}
	}
	return all
}

// misunderstood says what there is not: in private, the bot says that it did not
// understand.
func (w *stage) misunderstood(o origin, text string) trial {
	w.t.Helper()
	r := w.tell(o, text)
	understood := !slices.ContainsFunc(r.seen, func(text string) bool { return strings.Contains(text, "I did not understand") })
	if understood != (o.group() || o.deaf) {
		w.t.Errorf("%s: saw %q", o.name, r.seen)
	}
	return r
}

// said tries a command as it is typed: all who change nothing one after the other
// on one stage, and each of the others on one of their own.
func (m *matrix) said(t *testing.T, c organiser.Command) {
	shared := newStage(t, c.Word)
	defer shared.close()
	for _, o := range origins {
		if o.say != nil {
			m.saidBy(shared, o, c)
		}
	}
}

func (m *matrix) saidBy(w *stage, o origin, c organiser.Command) {
	want := law(o, c, changesWhenSaid)
	if want == hasEffect {
		w = newStage(w.t, c.Word)
		defer w.close()
	}
	m.judge(w, "said", o, c, w.tell(o, example(c)), want)
}

func (w *stage) tell(o origin, text string) trial {
	w.t.Helper()
	send := o.say(w, o)
	return w.try(func() string { send(text); return "" })
}

// pressed tries a command's button. Those who may not press the organiser's; those
// who may press their own.
func (m *matrix) pressed(t *testing.T, c organiser.Command) {
	shared := newStage(t, c.Word)
	defer shared.close()
	data := shared.data(theOrganiser, c)
	for _, o := range origins {
		if o.press {
			m.pressedBy(shared, o, c, data)
		}
	}
}

func (m *matrix) pressedBy(w *stage, o origin, c organiser.Command, data string) {
	want := law(o, c, changesWhenPressed)
	if want == hasEffect && o.name != "an organiser" {
		w = newStage(w.t, c.Word)
		defer w.close()
		data = w.data(previewer(o), c)
	}
	r := w.forge(o, data)
	m.judge(w, "pressed", o, c, r, want)
	if !r.replied {
		w.t.Errorf("%s: nobody answers the press of %s", o.name, data)
	}
}

// previewer is who goes the way to a button that an origin presses.
func previewer(o origin) int64 {
	if o.role >= organiser.Organiser {
		return o.who
	}
	return theOrganiser
}

// judge compares what became of something with the law.
func (m *matrix) judge(w *stage, kind string, o origin, c organiser.Command, r trial, want verdict) {
	w.t.Helper()
	m.note(kind, o, c, r.verdict())
	if got := r.verdict(); got != want {
		w.t.Errorf("%s, %s /%s: %s, want %s\n%+v", o.name, kind, c.Word, got, want, r)
	}
	lawful := want == hasEffect || want == isAnswered
	if !lawful && len(r.touched) > 0 {
		w.t.Errorf("%s, %s /%s: it has changed %q", o.name, kind, c.Word, r.touched)
	}
	line := string(telegram.Person(o.who)) + " " + c.Word
	if want == isRefused && !slices.Equal(r.refused, []string{line}) || want != isRefused && len(r.refused) > 0 {
		w.t.Errorf("%s, %s /%s: the journal says %q", o.name, kind, c.Word, r.refused)
	}
	if n := w.service.client.Poisoned(); n > 0 {
		w.t.Errorf("%s, %s /%s: %d panics", o.name, kind, c.Word, n)
	}
	if want == isRefused {
		w.indistinct(o, c, r, m.ordinary[[2]string{kind, o.name}])
	}
	w.keepsQuiet(o, r)
}

// personal is what nobody may read in a group of others.
var personal = regexp.MustCompile(`K7M|Bohdan|Taras|Halyna|Oksana|Ioana|Radu|Sorin|Sanda|AAA-|BBB-|\d+ (people|places|seats)`)

// keepsQuiet fails where a group of others reads anything about anybody.
func (w *stage) keepsQuiet(o origin, r trial) {
	w.t.Helper()
	for _, m := range w.telegram.Chat(strangers) {
		if text := m.Text + m.Caption; m.FromBot && (personal.MatchString(text) || m.Document != nil || m.Photo != nil) {
			w.t.Fatalf("%s: a group of others reads\n%s", o.name, text)
		}
	}
	if o.chat == strangers && slices.ContainsFunc(r.seen, personal.MatchString) {
		w.t.Errorf("%s: a group of others is answered %q", o.name, r.seen)
	}
}

// indistinct fails unless who was refused saw to the letter what they see of what
// there is not.
func (w *stage) indistinct(o origin, c organiser.Command, got, ordinary trial) {
	w.t.Helper()
	if len(got.seen) == 0 || !slices.Equal(got.seen, ordinary.seen) {
		w.t.Errorf("%s, /%s: saw %q, but of what there is not %q", o.name, c.Word, got.seen, ordinary.seen)
	}
	if len(ordinary.refused) > 0 {
		w.t.Errorf("%s: refused what there is not", o.name)
	}
}

// print is the matrix as a reader sees it, section by section, and whether it is
// full.
func (m *matrix) print() (text []byte, all bool) {
	var b bytes.Buffer
	fmt.Fprintln(&b, `Who may do what: every command of the table, from every origin.

effect     something was changed
answer     something was shown, or asked first
elsewhere  they may, but not here: another group, another door
refused    as if there were no such command; a line in the journal
silence    nothing at all`)
	all = true
	for _, kind := range []string{"said", "pressed"} {
		for _, section := range organiser.Sections() {
			all = m.table(&b, kind, section) && all
		}
	}
	return b.Bytes(), all
}

// firstColumn is how wide the column of the origins is.
const firstColumn = 41

func (m *matrix) table(b *bytes.Buffer, kind string, section organiser.Section) (all bool) {
	var columns []organiser.Command
	for _, c := range organiser.Table {
		if c.Section == section {
			columns = append(columns, c)
		}
	}
	row := fmt.Sprintf("\n%-*s", firstColumn, kind)
	for _, c := range columns {
		row += fmt.Sprintf("  %-11s", c.Word)
	}
	fmt.Fprintln(b, strings.TrimRight(row, " "))
	all, last := true, len(origins)-1
	for _, o := range append(origins[last:last+1:last+1], origins[:last]...) {
		if kind == "pressed" && !o.press || kind == "said" && o.say == nil {
			continue
		}
		row := fmt.Sprintf("%-*s", firstColumn, o.name)
		for _, c := range columns {
			v := m.came[[3]string{kind, o.name, c.Word}]
			row += fmt.Sprintf("  %-11s", v)
			all = all && v != ""
		}
		fmt.Fprintln(b, strings.TrimRight(row, " "))
	}
	return all
}
