package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/render"
	"visitbot/bot/telegram"
	"visitbot/locales"
)

// A whole event, from opening to the export, is run from the chat by two
// organisers and a steward, for sixty people in three languages. What those who
// run it do and see is written down; each of the sixty gets exactly what concerns
// them; the files of the export hold what the store holds.
func TestEvent(t *testing.T) {
	t.Parallel()
	var doors []doorList
	var seen []byte
	synctest.Test(t, func(t *testing.T) {
		e := newEventPlay(t)
		defer e.stop()
		e.opening()
		e.signingUp()
		e.lookingOn()
		e.changing()
		e.announcing()
		e.callingOff()
		e.reminding()
		e.theDoor()
		e.afterwards()

		e.checkPeople()
		e.checkExports()
		e.checkAudit()
		doors, seen = e.doors, e.text.Bytes()
	})
	for _, list := range doors {
		list.check(t)
	}
	golden(t, "testdata/event.golden", seen)
}

// The staff: an owner, an organiser and a steward, each in their own language.
var staff = []emulator.Person{
	{ID: owner, FirstName: "Ioana", LanguageCode: "en"}, {ID: 2, FirstName: "Mihai", LanguageCode: "ro"}, {ID: 3, FirstName: "Larysa", LanguageCode: "uk"},
}

// An eventPlay is a whole event: what the staff do and see is written down, what
// the attendees get is counted.
type eventPlay struct {
	*bubble
	player
	text   bytes.Buffer // what the staff did and saw
	told   string       // the time that was written down last
	render *render.Renderer
	people []*attendee
	lines  map[string]bool // that any attendee is to get
	doors  []doorList
}

// eventBegins is the day before the visits, in the morning.
var eventBegins = time.Date(2024, time.January, 10, 7, 0, 0, 0, time.UTC)

// apart keeps what people do apart from what the bot does by the clock, so that
// all comes in one certain order.
const apart = 700 * time.Millisecond

func newEventPlay(t *testing.T) *eventPlay {
	e := &eventPlay{bubble: newBubble(t, eventBegins, 14*time.Second, catalogue.Shipped()), lines: map[string]bool{}}
	e.player = player{
		demoWorld:  &demoWorld{telegram: e.telegram, service: e.service},
		transcript: transcript{out: &e.text, shown: map[int64][]emulator.Message{}},
	}
	var err error
	e.render, err = render.New(locales.Files(), e.cat().Event.Zone)
	e.must(err)
	for _, one := range staff {
		e.telegram.AddPerson(one)
	}
	e.meetAttendees()
	time.Sleep(apart)
	return e
}

func (e *eventPlay) cat() *catalogue.Catalogue { return e.service.catalogue }

// play plays steps of a written conversation, and writes down what the staff see
// of each.
func (e *eventPlay) play(script string) {
	e.Helper()
	steps, err := parseScript("event", strings.NewReader(script))
	e.must(err)
	for _, s := range steps {
		e.step(s)
	}
}

func (e *eventPlay) step(s step) {
	e.Helper()
	if s.verb == "moves" {
		e.pass(s.by)
		e.tick()
		e.look()
		return
	}
	e.tick()
	who, err := e.person(s)
	e.must(err)
	if s.verb == "sees" {
		e.must(e.sees(who, s.what))
		return
	}
	query, err := e.do(context.Background(), who, s)
	if err != nil {
		e.Fatalf("%s: %s %q: %v%s", s.who, s.verb, s.what, err, e.screen(s.who))
	}
	e.moment()
	e.toast(who, query)
	e.look()
}

// tick writes down what time it is, where that is another minute.
func (e *eventPlay) tick() {
	if now := time.Now().In(e.cat().Event.Zone).Format("Monday 2 January 2006, 15:04"); now != e.told {
		fmt.Fprintf(&e.text, "=== %s\n\n", now)
		e.told = now
	}
}

// tell writes down what the attendees do.
func (e *eventPlay) tell(what string) {
	e.tick()
	fmt.Fprintf(&e.text, "(%s)\n", what)
}

// look writes down what the staff see now.
func (e *eventPlay) look() {
	for _, one := range staff {
		e.print(one, e.telegram.Chat(one.ID))
	}
	if !bytes.HasSuffix(e.text.Bytes(), []byte("\n\n")) {
		fmt.Fprintln(&e.text)
	}
}

// moment lets the bot answer, and sees what there is then.
func (e *eventPlay) moment() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
	e.observe()
}

// pass lets time pass.
func (e *eventPlay) pass(by time.Duration) {
	for ; by > 0; by -= 5 * time.Minute {
		e.until(time.Now().Add(min(by, 5*time.Minute)))
		e.observe()
	}
}

// passTo lets time pass to a time of a day of January.
func (e *eventPlay) passTo(day, hour, minute int) {
	at := time.Date(2024, time.January, day, hour, minute, 0, int(apart), e.cat().Event.Zone)
	e.pass(time.Until(at))
}

// opening is how the team comes together and sets everything up.
func (e *eventPlay) opening() {
	e.play(`
		Ioana: /start
		Ioana: /admin
		Ioana: /invite organiser
		Mihai opens Ioana's link
		Ioana: /invite steward romexpo
		Larysa opens Ioana's link
		Larysa: /admin
		Larysa: /stats
		Mihai: /team
		Ioana: /capacity incubator 12
		Ioana presses "12"
		Mihai: /capacity muzeu
		Mihai: 14
		Mihai presses "14"
		Ioana: /capacity romexpo 24
		Ioana presses "24"
		Ioana: /capacity 3 26
		Ioana presses "26"
		Ioana: /capacity SMILE 26
		Ioana presses "26"
		Mihai: /meeting romexpo
		Mihai: Poarta pavilionului G7, lângă autobuzul galben
		Mihai: The gate of pavilion G7, by the yellow bus
		Mihai: Біля воріт павільйону G7, поруч із жовтим автобусом
		Mihai presses "Salvez"
		Ioana: /close museum
		Mihai: /settings
	`)
	closed := e.named("Björn Åkesson")
	e.say(closed, "/start v_museum")
	if e.tap(closed, "hold", 0) {
		e.Error("a closed visit gives places")
	}
	e.play("Mihai: /open museum")
}

// signingUp is how the sixty reserve what they want, or wait for it.
func (e *eventPlay) signingUp() {
	for i, lang := range e.cat().Rules.Languages {
		e.passTo(10, 10+i, 0)
		e.tell(fmt.Sprintf("twenty sign up in %s", lang))
		for _, a := range e.people[20*i : 20*i+20] {
			e.signUp(a)
		}
		e.look()
	}
}

// lookingOn is what organisers look at, with two people whom they add by hand.
func (e *eventPlay) lookingOn() {
	e.play(`
		Ioana: /stats
		Ioana: /add romexpo Bunica Măria 2
		Ioana presses "Yes, add"
		Mihai: /add romexpo
		Mihai: Дід Панас
		Mihai presses "Da, adaug"
		Mihai: /list romexpo
		Mihai presses "Mai departe"
		Mihai presses "1"
		Ioana: /find Kovalnko
		Ioana: /find hyperlink
		Ioana: /find Ștefan
		Ioana: /waiting museum
		Ioana: /list smile
	`)
}

// changing is how organisers and attendees change what was arranged.
func (e *eventPlay) changing() {
	e.passTo(10, 12, 30)
	e.play(`
		Ioana: /move {code P1} smile
		Ioana presses "Move"
		Mihai: /remove Grace Okafor
		Mihai presses "Scot de pe listă"
		Mihai presses "Anulez schimbarea"
		Ioana: /offer P59
		Ioana presses "Offer"
		clock +75s
	`)
	e.owes(e.named("James O’Neill"), conversation.Say("shifted.title", "Visit", e.nameOf("romexpo")), conversation.Say("reseated.title", "Count", 1))
	e.race()
	e.tell("P59 accepts; two cancel, one changes the visit and one comes with somebody more")
	e.taps(e.named("Віра Чорна"), "accept")
	e.cancel(e.named("Anna Schmidt"))
	e.taps(e.named("Petru Hrițcu"), "accept")
	e.cancel(e.named("Maya Patel"))
	moves := e.named("Ștefan Țurcanu")
	moves.visit = "smile"
	e.signUp(moves)
	e.taps(e.named("Zoë Fontaine"), "resizing", "resize 2")
	e.look()
}

// cancel lets somebody give their seat up.
func (e *eventPlay) cancel(a *attendee) {
	e.Helper()
	e.say(a, "/cancel")
	e.taps(a, "cancel")
}

// race lets both organisers press the same at the same moment: it is done once,
// and the other sees that something has changed. Who is first is not written
// down, for it is not certain.
func (e *eventPlay) race() {
	e.play("Ioana: /capacity smile 27\nMihai: /capacity smile 27")
	for _, one := range staff[:2] {
		_, err := e.telegram.PressLabel(one.ID, "27")
		e.must(err)
	}
	e.moment()
	done, changed := 0, 0
	for _, one := range staff[:2] {
		done += e.reads(one, conversation.Say("desk.capacity.done", "Visit", e.nameOf("smile"), "Count", 27))
		changed += e.reads(one, conversation.Say("desk.changed")) + e.reads(one, conversation.Say("desk.outcome.stale"))
	}
	if done != 1 || changed != 1 {
		e.Errorf("pressed by both at once, it was done %d times and had changed %d times", done, changed)
	}
	e.service.chance.(*foreseeable).begin(1) // who was first has drawn more
	e.pass(75 * time.Second)
}

// reads is how often a line is in the newest message to one of the staff, which
// is not written down.
func (e *eventPlay) reads(one emulator.Person, line conversation.Line) int {
	chat := e.telegram.Chat(one.ID)
	e.transcript.shown[one.ID] = chat
	return strings.Count(chat[len(chat)-1].HTML, e.render.Line(catalogue.Language(one.LanguageCode), line))
}

// announcing is what organisers write to many.
func (e *eventPlay) announcing() {
	e.passTo(10, 16, 0)
	texts := map[catalogue.Language]string{"en": "Bring good shoes.", "ro": "Luați încălțăminte bună.", "uk": "Візьміть зручне взуття."}
	for _, a := range e.seated("smile") {
		e.writes(a, texts[a.lang])
	}
	e.play("Mihai: /announce\nMihai presses \"SMILE\"\nMihai: " + texts["ro"] + "\nMihai: " + texts["en"] + "\nMihai: " + texts["uk"] + `
		Mihai presses "Trimit"
		clock +1m
	`)
	e.blocks(e.named("Doina Ghiță"))
	for _, a := range e.those(func(a *attendee) bool { return a.seat.Visit != "" || a.offer.Visit != "" || len(a.waits) > 0 }) {
		e.writes(a, "The buses leave at two.")
		if a.lang != catalogue.English {
			e.writes(a, e.render.Line(a.lang, conversation.Say("announcement.only", "Language", conversation.Say("language.en"))))
		}
	}
	e.play(`
		Ioana: /announce
		Ioana presses "everybody"
		Ioana: The buses leave at two.
		Ioana presses "That is enough"
		Ioana presses twice "Send to"
		clock +1m
		Ioana: /tasks
	`)
}

// blocks lets somebody block the bot: they get nothing more.
func (e *eventPlay) blocks(a *attendee) {
	e.tell(a.name + " blocks the bot")
	e.telegram.Block(a.id)
	a.blocked = true
}

// callingOff is a visit that does not take place after all; before that, two
// organisers take the same person off a list at once.
func (e *eventPlay) callingOff() {
	e.passTo(10, 17, 0)
	e.play(`
		Ioana: /remove {code P37}
		Mihai: /remove {code P37}
		Ioana presses "Remove"
		Mihai presses "Scot de pe listă"
	`)
	e.owes(e.named("Bianca Țepeș"), conversation.Say("removed.title", "Visit", e.nameOf("romexpo")))
	e.pass(2 * time.Minute)
	fallen := e.seated("carusel")
	e.play(`
		Mihai: /cancelvisit carusel
		Mihai presses "Da, anulez vizita"
		clock +75s
		Mihai: /stats
	`)
	for _, a := range fallen {
		e.reseated(a)
	}
}

// reseated notes what somebody of the fallen visit is told.
func (e *eventPlay) reseated(a *attendee) {
	lines := []conversation.Line{conversation.Say("fallen.title", "Visit", e.nameOf("carusel"))}
	switch {
	case a.seat.Visit != "":
		lines = append(lines, conversation.Say("reseated.title", "Count", a.seat.Party))
	case len(a.waits) == 1:
		for visit := range a.waits {
			lines = append(lines, conversation.Say("headed.why", "Visit", e.nameOf(visit)))
		}
	default:
		lines = append(lines, conversation.Say("fallen.nothing"))
	}
	e.owes(a, lines...)
}

// reminding is the evening before and the morning of the visits: everybody is
// asked whether they still come, and some answer.
func (e *eventPlay) reminding() {
	e.passTo(10, 17, 59)
	e.remind()
	e.passTo(10, 18, 5)
	e.tell("everybody is reminded; two cannot come, one of three others says yes")
	for _, name := range []string{"Emma <b>Stone</b>", "Андрій Лисенко"} {
		e.taps(e.named(name), "notcoming", "cancel")
	}
	for i, a := range e.seated("") {
		if i%3 == 0 && !a.blocked {
			e.taps(a, "come")
		}
	}
	e.look()
	e.play("Ioana: /stats")
	e.passTo(11, 11, 29)
	e.remind()
	e.passTo(11, 11, 35)
	e.tell("everybody is reminded again")
	e.look()
	e.play("Ioana: /tasks")
}

// remind notes that everybody with a seat is reminded.
func (e *eventPlay) remind() {
	for _, a := range e.seated("") {
		e.owes(a, conversation.Say("reminder.title"))
	}
}

// theDoor is the day itself: one list is printed and one of what has changed,
// people come, and who stands there gets the seats of those who do not.
func (e *eventPlay) theDoor() {
	e.passTo(11, 12, 0)
	e.play("Larysa: /door")
	e.keepDoorList("romexpo", func(organiser.Guest) bool { return true })
	e.tell("one cannot come, somebody takes the places, and two others wait")
	e.cancel(e.named("Тарас Ґудзь"))
	for _, name := range []string{"Катерина Щерба", "Ганна Цюпа", "Дмитро Савчук"} {
		e.named(name).visit = "romexpo"
		e.signUp(e.named(name))
	}
	e.look()
	e.play(`
		Larysa: /door
		Larysa presses "Лише зміни"
	`)
	e.keepDoorList("romexpo", func(g organiser.Guest) bool {
		return g.Person == telegram.Person(e.named("Катерина Щерба").id)
	})
	e.passTo(11, 14, 5)
	e.tell("those who wait say that they are at the meeting point")
	for _, name := range []string{"Ганна Цюпа", "Дмитро Савчук"} {
		e.say(e.named(name), "/start v_romexpo")
		e.taps(e.named(name), "stand")
	}
	e.look()
	e.checkingIn()
	e.noShows()
}

// checkingIn is what happens at the doors.
func (e *eventPlay) checkingIn() {
	e.passTo(11, 14, 15)
	e.play(`
		Larysa opens P7's ticket
		Larysa presses "2 людини"
		Larysa opens P7's ticket
		Ioana opens P7's ticket
		Ioana: /checkin {code P55}
		Ioana presses "1 person"
		Larysa opens P55's ticket
		Larysa opens P7's ticket
		Larysa presses "Скасувати"
		Larysa presses "1 людина"
		Larysa opens P11's ticket
		Larysa: /checkin {code P19} 1, {code P25}, {code P31} 2; ` + e.codeOf("romexpo", "Bunica Măria") + ` 2 {code P47} 9, {code P7} 2, ABCDEF and so on
		Larysa: /checkin
		Larysa: {code P49} 3
		Mihai: /checkin {code P5} 1, {code P11} 2, {code P29} 1
		Ioana: /checkin ` + e.ticked("smile") + `
		Ioana: /checkin ` + e.ticked("aliat") + `
	`)
}

// ticked are the codes of all people of a visit but the first two, as they are
// typed from paper.
func (e *eventPlay) ticked(visit string) string {
	var codes []string
	for _, g := range e.guestsOf(visit)[2:] {
		codes = append(codes, conversation.Spaced(g.Seat.Code)+" "+strconv.Itoa(g.Seat.Party))
	}
	return strings.Join(codes, ", ")
}

// noShows is how the seats of those who have not come go to others.
func (e *eventPlay) noShows() {
	e.passTo(11, 14, 40)
	var absent, standing []*attendee
	for _, a := range e.seated("romexpo") {
		if a.seat.Came == 0 {
			absent = append(absent, a)
		}
	}
	for _, a := range e.people {
		if a.waits["romexpo"].Here {
			standing = append(standing, a)
		}
	}
	e.play(`
		Mihai: /noshows incubator
		Mihai: /noshows romexpo
		Mihai presses "Da, dau locurile altora"
		clock +75s
		Mihai: /tasks
	`)
	for _, a := range absent {
		e.owes(a, conversation.Say("noshow.why", "Visit", e.nameOf("romexpo")))
	}
	for _, a := range standing {
		e.owes(a, conversation.Say("given.title", "Count", a.party))
	}
}

// afterwards is the evening: those who came are asked how it was, and the
// organisers look through everything and take it home.
func (e *eventPlay) afterwards() {
	e.passTo(11, 18, 59)
	came := e.those(func(a *attendee) bool { return a.seat.Came > 0 })
	for _, a := range came {
		e.owes(a, conversation.Say("feedback.ask", "Visit", e.nameOf(a.seat.Visit)))
	}
	e.passTo(11, 19, 5)
	e.tell("those who came are asked how it was; two of three answer, some in words")
	for i, a := range came {
		e.rate(a, i)
	}
	e.look()
	e.play(`
		Ioana: /stats
		Ioana: /find Horațiu
		Mihai: /journal
		Mihai presses "Mai departe"
		Mihai: /audit
		Ioana: /tasks
		Ioana presses "Done 1"
		Ioana: /settings
		Ioana: /team
		Ioana: /export
		Mihai: /export
	`)
}

// rate lets somebody say how it was.
func (e *eventPlay) rate(a *attendee, i int) {
	if i%3 == 0 || a.blocked {
		return
	}
	e.taps(a, "rate "+strconv.Itoa(1+i%5))
	if sentence := []string{"", "", "Very good; thank you", "=1+1", "Дуже дякуємо 🌻"}[i%5]; sentence != "" {
		e.say(a, sentence)
	}
}
