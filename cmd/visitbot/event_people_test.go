package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// firstAttendee is the Telegram id of the first of those who visit.
const firstAttendee = 100

// attendeeNames are those of the sixty, twenty to a language.
var attendeeNames = map[catalogue.Language][]string{
	catalogue.English: {
		"Anna Schmidt", "James O’Neill", "Zoë Fontaine", `=HYPERLINK("http://example.org","Win")`, "Søren Lund", "Björn Åkesson", "Maya Patel",
		"-Tom Hardy", "Łukasz Wójcik", "Amélie Dupré", "Noah Kim", "Chloé Martin", "Ahmed El-Sayed", "Grace Okafor", "Lena Groß", "Yusuf Öztürk",
		"Nguyễn Thị Hoa", "Emma <b>Stone</b>", "Peter & Paul", "Ada 🌻 Lovell",
	},
	catalogue.Romanian: {
		"Ștefan Țurcanu", "Mihaela Băcescu", "Răzvan Mănescu", "Ana-Maria Niță", "Gheorghe Pârvu", "Ilinca Șerban", "Cătălin Moțoc", "Țuțu Dănilă",
		"Ruxandra Tănase", "Vlad Brâncuș", "Ioana Câmpeanu", "Sânziana Lupu", "Dragoș Ștefănescu", "Loredana Crăciun", "Horațiu Mureșan",
		"Măriuca Olaru", "Petru Hrițcu", "Bianca Țepeș", "Sorin Văcaru", "Doina Ghiță",
	},
	catalogue.Ukrainian: {
		"Олена Коваленко", "Іван Шевчук", "Марія Бойко", "Тарас Ґудзь", "Наталя Їжакевич", "Оксана Мар’яненко", "Андрій Лисенко", "Катерина Щерба",
		"Юрій Єременко", "Людмила Петренко", "Богдан Хмара", "Софія Романюк", "Петро О’Ніл", "Ганна Цюпа", "Дмитро Савчук", "Ярина Жук",
		"Остап Вишня", "Зоряна Кузьменко", "Микола Гончар", "Віра Чорна",
	},
}

// remarks are what some say besides.
var attendeeRemarks = map[int]string{
	1: "Wheelchair, please", 7: "+40 is not a formula; nor is this", 13: "brings a baby\u200b", 22: "Vine cu interpret", 31: "Alergie la nuci", 43: "Потрібен перекладач", 55: "@SUM(1)",
}

// An attendee is somebody who visits, and what the bot is to write to them.
type attendee struct {
	id       int64
	name     string
	lang     catalogue.Language
	visit    string // wanted at first
	party    int
	remark   string
	blocked  bool
	declined bool                  // the offer that they had last
	seat     seats.Seat            // as it was seen last
	offer    seats.Hold            // as it was seen last
	waits    map[string]seats.Wait // as they were seen last
	codes    map[string]bool       // of tickets that were theirs
	letters  int                   // owed, other than announcements
	lines    map[string]int        // how often each line is to be in what they get
}

// meetAttendees are the sixty: every visit is wanted by ten, in parties of one to
// three. Half of them go by the name that Telegram has.
func (e *eventPlay) meetAttendees() {
	visits := e.service.catalogue.Visits
	for i := range 60 {
		lang := catalogue.Languages()[i/20]
		a := &attendee{
			id: firstAttendee + int64(i), name: attendeeNames[lang][i%20], lang: lang, visit: visits[i%len(visits)].ID, party: 1 + i/len(visits)%3,
			remark: attendeeRemarks[i], codes: map[string]bool{}, lines: map[string]int{},
		}
		called := a.name
		if i%2 == 1 {
			called = fmt.Sprint("P", i)
		}
		e.telegram.AddPerson(emulator.Person{ID: a.id, FirstName: called, LanguageCode: string(lang)})
		e.people = append(e.people, a)
	}
}

// named is the attendee of that name.
func (e *eventPlay) named(name string) *attendee {
	e.Helper()
	i := slices.IndexFunc(e.people, func(a *attendee) bool { return a.name == name })
	if i < 0 {
		e.Fatalf("nobody is called %s", name)
	}
	return e.people[i]
}

// guest is somebody as the store has them.
func (e *eventPlay) guest(a *attendee) organiser.Guest {
	g, err := e.service.store.Guest(context.Background(), telegram.Person(a.id))
	e.must(err)
	return g
}

// say lets somebody write.
func (e *eventPlay) say(a *attendee, text string) {
	e.Helper()
	_, err := e.telegram.Say(a.id, text)
	e.must(err)
	e.moment()
}

// tap presses the newest button with a word, and a number if it is not 0. It says
// whether there is one.
func (e *eventPlay) tap(a *attendee, word string, number int) bool {
	e.Helper()
	for _, m := range slices.Backward(e.telegram.Chat(a.id)) {
		for _, b := range slices.Concat(m.Keyboard...) {
			if p, ok := conversation.ParsePress(b.Data); ok && p.Word == word && (number == 0 || p.Number == number) {
				_, err := e.telegram.Press(a.id, m.ID, b.Data)
				e.must(err)
				e.moment()
				return true
			}
		}
	}
	return false
}

// taps presses one button after the other; each has to be there.
func (e *eventPlay) taps(a *attendee, words ...string) {
	e.Helper()
	for _, word := range words {
		word, number, _ := strings.Cut(word, " ")
		n, _ := strconv.Atoi(number)
		if !e.tap(a, word, n) {
			e.Fatalf("%s has no button %s %s:%s", a.name, word, number, e.chatOf(a))
		}
	}
}

// signUp lets somebody reserve what they want, or wait for it.
func (e *eventPlay) signUp(a *attendee) {
	e.Helper()
	e.say(a, "/start v_"+a.visit)
	if !e.tap(a, "hold", 0) {
		e.queue(a)
		return
	}
	if a.party > 1 && !e.tap(a, "fit", a.party) || e.guest(a).Hold.Party != a.party {
		e.taps(a, "release")
		e.queue(a)
		return
	}
	if string(e.guest(a).Name) != a.name {
		e.taps(a, "name")
		e.say(a, a.name)
	}
	if a.remark != "" {
		e.taps(a, "remark")
		e.say(a, a.remark)
	}
	e.taps(a, "confirm")
}

// queue lets somebody wait for what they want.
func (e *eventPlay) queue(a *attendee) {
	e.Helper()
	e.say(a, "/start v_"+a.visit)
	if !e.tap(a, "wait", a.party) {
		e.taps(a, "wait")
	}
	w, waits := e.guest(a).In(a.visit)
	if !waits {
		e.Fatalf("%s does not wait:%s", a.name, e.chatOf(a))
	}
	if w.Party != a.party {
		e.taps(a, "wait "+strconv.Itoa(a.party))
	}
}

// observe sees what has become of everybody's claims since it was called last,
// and notes which letters follow.
func (e *eventPlay) observe() {
	e.Helper()
	l, err := e.service.store.Rehearsal(context.Background(), time.Now())
	e.must(err)
	for _, a := range e.people {
		who := telegram.Person(a.id)
		e.observeSeat(a, l.Seats[who])
		e.observeOffer(a, l.Holds[who])
		e.observeWaits(a, l.Waits[who])
	}
}

// observeSeat expects a ticket for every seat.
func (e *eventPlay) observeSeat(a *attendee, seat seats.Seat) {
	a.seat = seat
	if seat.Code != "" && !a.blocked {
		a.codes[seat.Code] = true
	}
}

// observeOffer expects a letter for every offer, and one for an offer that runs
// out.
func (e *eventPlay) observeOffer(a *attendee, hold seats.Hold) {
	before := a.offer
	if a.offer = hold; hold.Offer == before.Offer {
		return
	}
	if before.Offer != "" && a.seat.Visit != before.Visit && !a.declined {
		e.owes(a, conversation.Say("lapsed.title", "Visit", e.nameOf(before.Visit)))
	}
	if a.declined = false; hold.Offer != "" {
		e.owes(a, conversation.Say("offer.title", "Count", hold.Party))
	}
}

// observeWaits expects a letter where places begin to gather for a family, and
// where they do not any more.
func (e *eventPlay) observeWaits(a *attendee, waits []seats.Wait) {
	before := a.waits
	a.waits = map[string]seats.Wait{}
	for _, w := range waits {
		a.waits[w.Visit] = w
		if !w.Gather.IsZero() && before[w.Visit].Gather.IsZero() {
			e.owes(a, conversation.Say("gathering.why", "People", conversation.Say("part.party", "Count", w.Party)))
		}
		if w.Told && !before[w.Visit].Told {
			e.owes(a, conversation.Say("queue.passed"))
		}
	}
}

func (e *eventPlay) nameOf(visit string) catalogue.Text {
	v, ok := e.cat().Visit(visit)
	if !ok {
		e.Fatalf("there is no visit %q", visit)
	}
	return v.Name
}

// owes notes that somebody is to get a letter that has such lines.
func (e *eventPlay) owes(a *attendee, lines ...conversation.Line) {
	if !a.blocked {
		a.letters++
	}
	for _, line := range lines {
		e.writes(a, e.render.Line(a.lang, line))
	}
}

// writes notes that somebody is to get a line, and nobody else unless that is
// noted too.
func (e *eventPlay) writes(a *attendee, line string) {
	e.lines[line] = true
	if !a.blocked {
		a.lines[line]++
	}
}

// those are the attendees of whom something is true.
func (e *eventPlay) those(ok func(*attendee) bool) []*attendee {
	return slices.DeleteFunc(slices.Clone(e.people), func(a *attendee) bool { return !ok(a) })
}

// seated are those with a seat in a visit; in any, where none is named.
func (e *eventPlay) seated(visit string) []*attendee {
	return e.those(func(a *attendee) bool { return a.seat.Visit != "" && (visit == "" || a.seat.Visit == visit) })
}

// checkPeople compares what each of the sixty got with what they should.
func (e *eventPlay) checkPeople() {
	for _, a := range e.people {
		e.checkLetters(a, e.sent(a, "sendMessage"))
		if tickets := len(e.sent(a, "sendPhoto")); tickets != len(a.codes) {
			e.Errorf("%s got %d tickets, not %d: %v", a.name, tickets, len(a.codes), a.codes)
		}
	}
}

// sent are the texts that the bot has sent somebody in one way.
func (e *eventPlay) sent(a *attendee, method string) []string {
	var texts []string
	for _, c := range e.telegram.Calls(method) {
		if c.Error == "" && c.Params["chat_id"] == strconv.FormatInt(a.id, 10) {
			texts = append(texts, c.Params["text"])
		}
	}
	return texts
}

// checkLetters compares what the bot wrote of its own accord with what it was to
// write.
func (e *eventPlay) checkLetters(a *attendee, texts []string) {
	letters := 0
	for _, text := range texts {
		letters += strings.Count(text, "\n<i>№ ")
	}
	if letters != a.letters {
		e.Errorf("%s got %d letters, not %d: %q", a.name, letters, a.letters, slices.Collect(maps.Keys(a.lines)))
	}
	for line := range e.lines {
		if got := with(texts, line); got != a.lines[line] {
			e.Errorf("%s got %q %d times, not %d", a.name, line, got, a.lines[line])
		}
	}
}

// with is how many texts have a line.
func with(texts []string, line string) int {
	n := 0
	for _, text := range texts {
		if slices.Contains(strings.Split(text, "\n"), line) {
			n++
		}
	}
	return n
}

// chatOf is somebody's chat, for an error.
func (e *eventPlay) chatOf(a *attendee) string {
	var b strings.Builder
	for _, m := range e.telegram.Chat(a.id) {
		fmt.Fprintf(&b, "\n  | %s\n", strings.Join(lines(m), "\n  | "))
	}
	return b.String()
}
