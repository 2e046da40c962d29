package main

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// The people of a stage.
const (
	theOwner     = 301
	theOrganiser = 302
	theSteward   = 303 // at the door of romexpo
	farSteward   = 304 // at that of smile
	theDismissed = 305 // was an organiser
	theAttendee  = 306 // with a seat in romexpo
	theWaiting   = 307 // Oksana, in the queue of museum, where there is room for her
)

// The groups of a stage. The bot hears everything in all of them.
const (
	teamGroup   = -1001 // the organisers' one
	strangers   = -1002
	formerGroup = -1003
)

// stageNames are what the people are called. Nobody else may read them.
var stageNames = map[int64]string{
	theOwner: "Ioana", theOrganiser: "Radu", theSteward: "Sorin", farSteward: "Sanda", theDismissed: "Dorin", theAttendee: "Ana", theWaiting: "Oksana",
}

// A stage is a world in which every example of the table of commands is right.
type stage struct {
	*demoWorld
	t     *testing.T
	close func()
}

// newStage sets the stage for one command. It is closed with the test, or before.
func newStage(t *testing.T, command string) *stage {
	t.Helper()
	world, err := newDemoWorld(t.Context(), newDemoClock(false), newForeseeable(), theOwner)
	if err != nil {
		t.Fatal(err)
	}
	closed := sync.OnceFunc(world.Close)
	t.Cleanup(closed)
	w := &stage{world, t, closed}
	w.meet()
	w.appoint()
	w.fill()
	w.queue()
	w.ask()
	w.arrange(command)
	return w
}

func (w *stage) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// ask has an attendee ask the organisers something.
func (w *stage) ask() {
	_, err := w.service.store.Ask(w.t.Context(), conversation.Enquiry{
		ID: w.service.store.EnquiryID("stage"), Person: telegram.Person(theAttendee), Language: catalogue.English, At: w.Now(), Text: "Is there parking?",
	})
	w.must(err)
	w.rest()
}

// rest waits until the bot is through with everything.
func (w *stage) rest() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	w.must(w.settle(ctx))
}

// meet lets everybody begin a talk, in private and in the groups.
func (w *stage) meet() {
	for _, group := range []int64{teamGroup, strangers, formerGroup} {
		w.telegram.AddGroup(emulator.Group{ID: group, Title: "Group " + strconv.FormatInt(-group, 10), SeesAll: true})
	}
	for _, id := range slices.Sorted(maps.Keys(stageNames)) {
		w.telegram.AddPerson(emulator.Person{ID: id, FirstName: stageNames[id], LanguageCode: "en"})
		w.say(id, "/start")
	}
	for _, group := range []int64{teamGroup, strangers} {
		_, err := w.telegram.SayIn(group, theOwner, addressed("/nosuch"))
		w.must(err)
	}
	w.rest()
}

func (w *stage) say(who int64, text string) {
	w.t.Helper()
	_, err := w.telegram.Say(who, text)
	w.must(err)
}

// done is an operation of somebody.
func (w *stage) done(by int64, id string) seats.Operation {
	return seats.Operation{ID: id, By: telegram.Person(by), At: w.Now()}
}

// appoint gives the roles, and takes one away.
func (w *stage) appoint() {
	for _, m := range []struct {
		who   int64
		role  organiser.Role
		visit string
	}{{theOrganiser, organiser.Organiser, ""}, {theDismissed, organiser.Organiser, ""}, {theSteward, organiser.Steward, "romexpo"}, {farSteward, organiser.Steward, "smile"}} {
		token := "invite" + strconv.FormatInt(m.who, 10)
		w.must(w.service.store.Invite(w.ctx, organiser.Invite{Token: token, Role: m.role, Visit: m.visit, By: telegram.Person(theOwner)}))
		w.say(m.who, "/start i_"+token)
	}
	w.rest()
	w.must(w.service.store.Dismiss(w.ctx, w.done(theOwner, "dismissal"), telegram.Person(theDismissed)))
	w.must(w.service.store.SetDesk(w.ctx, w.done(theOwner, "desk"), teamGroup, 0, "en"))
}

// fill gives seats: one under the code of the table's examples, one whose people
// came, and one by everybody, which they could undo if they might.
func (w *stage) fill() {
	w.seat(theOwner, "desk:bohdan", "Bohdan", "romexpo", "K7M4QX", 2)
	w.seat(theOwner, "desk:taras", "Taras", "romexpo", "AAAAAA", 1)
	w.seat(theOwner, telegram.Person(theAttendee), "Ana", "romexpo", "BBBBBB", 1)
	w.seat(theOwner, "desk:halyna", "Halyna", "museum", "CCCCCC", 2)
	for i, id := range slices.Sorted(maps.Keys(stageNames)) {
		who := strconv.Itoa(i)
		w.seat(id, seats.Person("desk:guest"+who), "Guest", "incubator", strings.Repeat(strconv.Itoa(i+2), 6), 1)
	}
	outcome, _, err := w.service.store.CheckIn(w.ctx, w.done(theSteward, "arrival"), "AAAAAA", 1)
	w.must(err)
	w.settled("arrival", outcome, seats.Arrived)
}

// seat lets somebody give a seat to somebody.
func (w *stage) seat(by int64, who seats.Person, name, visit, code string, party int) {
	w.t.Helper()
	o := w.done(by, "seat"+code)
	if organiser.IsByHand(who) {
		w.must(w.service.store.Enter(w.ctx, o, who, conversation.Private(name)))
	}
	w.order(o, seats.Order{What: seats.OrderAdd, Who: who, Visit: visit, Party: party, Code: code, Token: "token-" + code})
}

func (w *stage) order(o seats.Operation, order seats.Order) {
	w.t.Helper()
	outcome, err := w.service.store.Order(w.ctx, o, order)
	w.must(err)
	w.settled(o.ID, outcome, seats.Done)
}

func (w *stage) settled(what string, got, want seats.Outcome) {
	w.t.Helper()
	if got != want {
		w.t.Fatalf("%s: %s", what, got)
	}
}

// queue lets Oksana wait for a visit in which there is room for her then. What is
// ordered can be undone for a minute, so nothing is offered to her by itself.
func (w *stage) queue() {
	w.play(theWaiting, "[Museum", "[Wait in line")
	w.order(w.done(theOwner, "room"), seats.Order{What: seats.OrderCapacity, Visit: "museum", Party: fewPlaces + 1})
}

// arrange is what a command needs besides.
func (w *stage) arrange(command string) {
	switch command {
	case "open":
		w.order(w.done(theOwner, "closing"), seats.Order{What: seats.OrderClose, Visit: "romexpo"})
	case "here":
		w.must(w.service.store.SetDesk(w.ctx, w.done(theOwner, "moving"), formerGroup, 0, "en"))
	}
}

// play lets somebody say texts and, where one begins with a bracket, press the
// button with that label; "+61s" lets time pass.
func (w *stage) play(who int64, steps ...string) {
	w.t.Helper()
	for _, s := range steps {
		w.step(who, s)
		w.rest()
	}
}

func (w *stage) step(who int64, s string) {
	w.t.Helper()
	if label, ok := strings.CutPrefix(s, "["); ok {
		_, err := w.telegram.PressLabel(who, label)
		w.must(err)
	} else if by, err := time.ParseDuration(s); err == nil {
		w.must(w.Advance(w.t.Context(), by))
	} else {
		w.say(who, s)
	}
}

// ways lead to the button of a command that does or shows most. Every other one
// has it under its example, under its word alone or in the menu.
var ways = map[string][]string{
	"admin": {"/journal"}, "export": {"/admin"}, "here": {"/admin"},
	"undo":     {"/capacity romexpo 25", "[Yes"},
	"open":     {"/open"},
	"close":    {"/close"},
	"door":     {"/door"},
	"find":     {"/list romexpo"},
	"tasks":    {"/remove K7M-4QX", "[Remove", "61s", "/tasks"},
	"team":     {"/team", "[Remove: Sanda"},
	"contact":  {"/contact"},
	"inbox":    {"/inbox", "[№"},
	"meeting":  {"/meeting romexpo", "Gate A", "[That is enough"},
	"announce": {"/announce", "[everybody", "The bus leaves at two.", "[That is enough"},
	"checkin":  {"/checkin K7M-4QX"},
	"invite":   {"/invite steward"},
}

// data goes the way to a command's button, and returns what the button says.
func (w *stage) data(who int64, c organiser.Command) string {
	w.t.Helper()
	for _, way := range [][]string{ways[c.Word], {example(c)}, {"/" + c.Word}, {"/admin"}} {
		w.play(who, way...)
		if data := w.button(who, "y."+c.Word+":", "d."+c.Word+":vromexpo", "d."+c.Word+":mcapacity", "d."+c.Word+":"); data != "" && len(way) > 0 {
			return data
		}
	}
	w.t.Fatalf("no way leads to a button of /%s", c.Word)
	return ""
}

// button is what the first button under the newest message of the bot says that
// begins so.
func (w *stage) button(who int64, prefixes ...string) string {
	chat := w.telegram.Chat(who)
	for _, prefix := range prefixes {
		for _, b := range slices.Concat(chat[len(chat)-1].Keyboard...) {
			if strings.HasPrefix(b.Data, prefix) {
				return b.Data
			}
		}
	}
	return ""
}

// example is a command as the table shows it.
func example(c organiser.Command) string { return strings.TrimSpace("/" + c.Word + " " + c.Example) }

// addressed is a command as it is said in a group.
func addressed(text string) string {
	word, rest, _ := strings.Cut(text, " ")
	return strings.TrimSpace(word + "@" + demoUsername + " " + rest)
}

// passingKeys are the keys that an update of anybody may change: what is counted, who
// was there and when, where their talk stands, in which language they speak, and that they were refused.
var passingKeys = []string{"journal", "chain", "clock", "talk:", "people", "pens", "poller", "sweeper", "caster", "tongues"}

// remembered is that a message was dealt with; the key does not tell whose it is.
var remembered = regexp.MustCompile(`^answer:[0-9a-f]{32}$`)

// mindingKeys are those that only say what somebody is in the middle of.
var mindingKeys = []string{"draft:", "latest:", "answer:", "sealed:"}

// stored is all that is stored but what is passing: key → value.
func (w *stage) stored() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	for _, key := range w.redis.Keys() {
		_, name, _ := strings.Cut(key, "}:")
		if !startsWith(name, passingKeys) && !remembered.MatchString(name) {
			value := w.read(key)
			w.must(value.Err())
			all[name] = value.String()
		}
	}
	return all
}

// read reads all that is under a key.
func (w *stage) read(key string) redis.Cmder {
	w.t.Helper()
	ctx := w.t.Context()
	switch w.redis.Type(key) {
	case "string":
		return w.client.Get(ctx, key)
	case "hash":
		return w.client.HGetAll(ctx, key)
	case "list":
		return w.client.LRange(ctx, key, 0, -1)
	case "zset":
		return w.client.ZRangeWithScores(ctx, key, 0, -1)
	case "stream":
		return w.client.XRange(ctx, key, "-", "+")
	}
	w.t.Fatalf("%s is a %s", key, w.redis.Type(key))
	return nil
}

func startsWith(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// refusals are the lines of the journal about what somebody tried who may not.
func (w *stage) refusals() (lines []string) {
	w.t.Helper()
	pens := w.client.HGetAll(w.t.Context(), w.key("pens")).Val()
	entries, err := w.client.XRange(w.t.Context(), w.key("journal"), "-", "+").Result()
	w.must(err)
	for _, e := range entries {
		for who, pen := range pens {
			if e.Values["cause"] == "refused" && e.Values["by"] == pen {
				lines = append(lines, fmt.Sprint(who, " ", e.Values["change"]))
			}
		}
	}
	return lines
}

func (w *stage) key(name string) string {
	return "{visitbot:" + strconv.FormatInt(w.service.client.Self().ID, 10) + "}:" + name
}

// A shown is one message as people see it.
type shown struct {
	chat    int64
	message int
}

// screens are all messages in all chats.
func (w *stage) screens() map[shown]string {
	all := map[shown]string{}
	for _, chat := range append(slices.Collect(maps.Keys(stageNames)), teamGroup, strangers, formerGroup) {
		for _, m := range w.telegram.Chat(chat) {
			if m.FromBot {
				all[shown{chat, m.ID}] = strings.TrimSpace(m.Text + m.Caption)
			}
		}
	}
	return all
}

// A trial is what became of something that was said or pressed.
type trial struct {
	touched []string // keys that say something else than before
	refused []string // new lines of the journal
	seen    []string // what is new in any chat, or answers the press
	replied bool     // the press was answered
}

// try does something and finds out what becomes of it.
func (w *stage) try(do func() (query string)) trial {
	w.t.Helper()
	stored, refused, screens := w.stored(), w.refusals(), w.screens()
	query := do()
	w.rest()
	r := trial{touched: differing(stored, w.stored()), refused: w.refusals()[len(refused):]}
	r.seen = newIn(screens, w.screens())
	text, _, answered := w.telegram.Answer(query)
	if r.replied = answered; text != "" {
		r.seen = append(r.seen, "toast: "+text)
	}
	return r
}

// differing are the keys under which two states do not have the same.
func differing(before, after map[string]string) (names []string) {
	for name := range maps.Keys(before) {
		if after[name] != before[name] {
			names = append(names, name)
		}
	}
	for name := range after {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// newIn are the texts that people see now and did not before, chat by chat.
func newIn(before, after map[shown]string) (texts []string) {
	for where, text := range after {
		if former, known := before[where]; !known || former != text {
			texts = append(texts, fmt.Sprint("in ", where.chat, ": ", text))
		}
	}
	slices.Sort(texts)
	return texts
}

// effect says whether something was changed for good.
func (r trial) effect() bool {
	return slices.ContainsFunc(r.touched, func(name string) bool { return !startsWith(name, mindingKeys) })
}
