package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// seeds is how many seeds of days are played; the first is played twice.
var seeds = flag.Uint64("days", 1, "how many seeds of days are played")

// The days from the one before the visits to the evening after are played in
// seconds: people in three languages press whatever they see, at any hour, a
// visit falls away, some come and some do not. What is kept agrees at the end,
// everybody was told what concerns them, and a seed comes out the same again.
func TestDays(t *testing.T) {
	t.Parallel()
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			once := playDays(t, seed)
			if seed > 0 {
				return
			}
			if again := playDays(t, seed); again != once {
				t.Errorf("the seed comes out otherwise the second time:\n%s", firstDifference(once, again))
			}
		})
	}
}

// Days are those around the shipped event, in a bubble of time of their own.
type days struct {
	*bubble
	*rand.Rand
}

// daysBegin is when the days begin: on the one before the event, in the morning.
var daysBegin = time.Date(2024, 1, 10, 7, 0, 0, 0, time.UTC)

// playDays plays the days of a seed, and returns what everybody saw.
func playDays(t *testing.T, seed uint64) (seen string) {
	synctest.Test(t, func(t *testing.T) {
		d := &days{bubble: newBubble(t, daysBegin, time.Minute, smallCatalogue()), Rand: rand.New(rand.NewPCG(seed, 1))}
		defer d.stop()
		d.telegram.AddPerson(emulator.Person{ID: owner, FirstName: "Ioana", LanguageCode: "en"})
		_, err := d.telegram.Say(owner, "/start") // nobody can be written to before
		d.must(err)
		for _, e := range d.events() {
			d.until(e.at)
			e.do()
		}
		d.until(d.service.catalogue.Event.End.Add(6 * time.Hour))
		d.check()
		seen = d.seen()
	})
	return seen
}

// smallCatalogue is the shipped one with few places.
func smallCatalogue() *catalogue.Catalogue {
	cat := *catalogue.Shipped()
	cat.Visits = slices.Clone(cat.Visits)
	for i := range cat.Visits {
		cat.Visits[i].Capacity = 2 + i%3
	}
	return &cat
}

// An event is something that happens at a moment unlike any other's.
type event struct {
	at time.Time
	do func()
}

const (
	crowd     = 24
	doings    = 20 // of each person
	firstHint = 100
)

// events are what people do, and what organisers do, in order.
func (d *days) events() []event {
	var all []event
	slot := d.service.catalogue.Event
	for i := range crowd {
		id := int64(firstHint + i)
		d.telegram.AddPerson(emulator.Person{ID: id, FirstName: fmt.Sprint("P", i), LanguageCode: []string{"en", "ro", "uk"}[i%3]})
		all = append(all, event{slot.Start.Add(-6*time.Hour + time.Duration(i)*time.Second), func() { d.signUp(id) }})
		for range doings {
			after := time.Duration(d.Int64N(int64(slot.End.Add(5 * time.Hour).Sub(daysBegin))))
			all = append(all, event{daysBegin.Add(after), func() { d.act(id) }})
		}
	}
	all = append(all,
		event{slot.Start.Add(-20 * time.Hour), func() { d.fall("carusel") }},
		event{slot.Start.Add(-10 * time.Minute), d.checkIn},
		event{slot.Start.Add(10 * time.Minute), d.releaseNoShows},
	)
	slices.SortFunc(all, func(a, b event) int { return a.at.Compare(b.at) })
	return all
}

// act lets somebody do what comes to their mind: begin, say something, or press
// a button that they see.
func (d *days) act(id int64) {
	data, message := d.buttons(id)
	switch dice := d.IntN(20); {
	case len(data) == 0 || dice == 0:
		_, err := d.telegram.Say(id, "/start")
		d.must(err)
	case dice == 1:
		_, err := d.telegram.Say(id, "Ana Pop")
		d.must(err)
	default:
		i := len(data) - 1 - min(d.IntN(len(data)), d.IntN(len(data))) // rather below than above
		if prompt := slices.IndexFunc(data, isPrompt); prompt >= 0 && (dice < 16 || givesUp(data[i])) {
			i = prompt
		}
		_, err := d.telegram.Press(id, message[i], data[i])
		d.must(err)
	}
	synctest.Wait()
}

// signUp lets somebody who has no seat want one, on the morning of the day.
func (d *days) signUp(id int64) {
	visits := d.service.catalogue.Visits
	_, err := d.telegram.Say(id, "/start v_"+visits[d.IntN(len(visits))].ID)
	d.must(err)
	for _, word := range []string{"hold:", "confirm:"} {
		synctest.Wait()
		chat := d.telegram.Chat(id)
		last := chat[len(chat)-1]
		for _, b := range slices.Concat(last.Keyboard...) {
			if strings.HasPrefix(b.Data, word) {
				_, err := d.telegram.Press(id, last.ID, b.Data)
				d.must(err)
			}
		}
	}
	synctest.Wait()
}

// isPrompt says whether most people press a button when they see it.
func isPrompt(data string) bool {
	word, _, _ := strings.Cut(data, ":")
	return slices.Contains([]string{"hold", "confirm", "wait", "accept", "come", "stand", "rate"}, word)
}

// givesUp says whether a button gives something up, which people do rarely.
func givesUp(data string) bool {
	word, _, _ := strings.Cut(data, ":")
	return slices.Contains([]string{"cancel", "giveup", "release", "decline", "leave"}, word)
}

// buttons are those in a person's chat that they are likely to press: erasing
// everything is not among them.
func (d *days) buttons(id int64) (data []string, message []int) {
	for _, m := range d.telegram.Chat(id) {
		for _, b := range slices.Concat(m.Keyboard...) {
			if b.Data != "" && !strings.HasPrefix(b.Data, "eras") && !strings.HasPrefix(b.Data, "centre") {
				data, message = append(data, b.Data), append(message, m.ID)
			}
		}
	}
	return data, message
}

// checkIn lets two of three people come.
func (d *days) checkIn() {
	for i := range crowd {
		reply := d.load(i)
		if seat := reply.seat; seat != nil && i%3 > 0 {
			_, _, err := d.service.store.CheckIn(context.Background(), d.operation(fmt.Sprint("door", i)), seat.Code, seat.Party)
			d.must(err)
		}
	}
}

func (d *days) releaseNoShows() {
	for _, v := range d.service.catalogue.Visits {
		_, _, _, err := d.service.store.ReleaseNoShows(context.Background(), d.operation("noshows-"+v.ID), v.ID, d.service.officer.Tickets(5))
		d.must(err)
	}
}

// A holder is what somebody has.
type holder struct {
	seat  *seats.Seat
	waits []seats.Wait
}

func (d *days) load(i int) holder {
	reply, err := d.service.store.Load(context.Background(), telegram.Person(int64(firstHint+i)), time.Now())
	d.must(err)
	return holder{reply.Seat, reply.Waits}
}

// check holds what everybody saw against what is kept.
func (d *days) check() {
	report, err := d.service.store.Audit(context.Background())
	d.must(err)
	if !report.Clean() {
		d.Errorf("drift: %+v", report)
	}
	owed, err := d.service.store.Owed(context.Background())
	d.must(err)
	dead, err := d.service.store.DeadLetters(context.Background(), "", 10)
	d.must(err)
	if owed > 0 || len(dead) > 0 {
		d.Errorf("%d notices are still owed, %d are dead", owed, len(dead))
	}
	came := 0
	for i := range crowd {
		came += d.checkPerson(i, d.load(i))
	}
	if came == 0 {
		d.Error("nobody came")
	}
}

// checkPerson holds one chat against what is kept, and returns 1 for who came.
func (d *days) checkPerson(i int, has holder) int {
	valid, asked := "", 0
	for _, m := range d.telegram.Chat(int64(firstHint + i)) {
		if m.Photo != nil && len(m.Keyboard) > 0 {
			valid = m.Caption
		}
		if hasPress(m, "rate:") {
			asked++
		}
	}
	if has.seat == nil {
		if valid != "" {
			d.Errorf("%d has no seat, and a ticket that looks valid: %s", i, valid)
		}
		return 0
	}
	if code := has.seat.Code; !strings.Contains(valid, code[:3]+"-"+code[3:]) {
		d.Errorf("%d has the seat %+v, and the ticket %q", i, *has.seat, valid)
	}
	if has.seat.Came > 0 && has.seat.Rating == 0 && asked != 1 {
		d.Errorf("%d came, and was asked %d times how it was", i, asked)
	}
	return min(has.seat.Came, 1)
}

func hasPress(m emulator.Message, word string) bool {
	return slices.ContainsFunc(slices.Concat(m.Keyboard...), func(b emulator.Button) bool { return strings.HasPrefix(b.Data, word) })
}

// seen is everything that everybody sees at the end. The ids of messages are
// left out: what is sent at one moment is numbered as it comes.
func (d *days) seen() string {
	var b strings.Builder
	for i := range crowd {
		for _, m := range d.telegram.Chat(int64(firstHint + i)) {
			fmt.Fprintf(&b, "%d %s %q\n", i, m.Date.Format(time.DateTime), m.Text+m.Caption)
			for _, button := range slices.Concat(m.Keyboard...) {
				fmt.Fprintf(&b, "  [%s] %s\n", button.Text, button.Data)
			}
		}
	}
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return fmt.Sprintf("%d lines, then %d", len(x), len(y))
}

// operation is one that an organiser does now.
func (d *days) operation(id string) seats.Operation {
	return seats.Operation{ID: id, By: telegram.Person(owner), At: time.Now()}
}

// fall lets a visit fall away.
func (d *days) fall(visit string) {
	_, err := d.service.store.Order(context.Background(), d.operation("fall-"+visit), seats.Order{What: seats.OrderFall, Visit: visit})
	d.must(err)
}
