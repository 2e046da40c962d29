package conversation_test

import (
	"fmt"
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// before is two days before the shipped event.
var before = time.Date(2024, 1, 9, 10, 0, 0, 0, time.UTC)

const ana seats.Person = "tg:7"

// A walk is one person's talk with nothing but pure parts: Step, the seats'
// rules and Show.
type walk struct {
	cat    *catalogue.Catalogue
	ledger *seats.Ledger
	talk   conversation.Talk
	name   conversation.Private
	remark conversation.Private
	now    time.Time
	n      int

	row     conversation.Request // what Step said last
	reply   conversation.Reply
	screen  conversation.Screen
	visited map[string]bool // "trigger outcome" of every step
}

func newWalk(tongue catalogue.Language) *walk {
	return &walk{
		cat: catalogue.Shipped(), ledger: seats.NewLedger(), now: before, visited: map[string]bool{},
		talk: conversation.Talk{Language: tongue},
	}
}

// do takes one input through the whole of the conversation.
func (w *walk) do(in conversation.Input) {
	w.n++
	in.Person, in.At, in.Profile, in.Operation = ana, w.now, "Ana Ionescu", fmt.Sprint("7:", w.n)
	request := conversation.Step(w.cat, w.talk, in)
	result := seats.Result{Outcome: seats.Stale}
	if w.talk.Stage == "" {
		w.talk.Stage, w.talk.Nonce = conversation.StageVisits, "n0"
	}
	if request.Expect == "" || request.Expect == w.talk.Nonce {
		result = w.commit(request)
	}
	w.row = request
	w.reply = conversation.Reply{Result: result, Talk: w.talk, Taken: w.ledger.Taken, Name: w.name, Remark: w.remark}
	if seat, ok := w.ledger.Seats[ana]; ok {
		w.reply.Seat = &seat
	}
	if hold, ok := w.ledger.Holds[ana]; ok {
		w.reply.Hold = &hold
	}
	w.screen = conversation.Show(w.cat, in, request.Note, w.reply)
}

// commit does what the store does.
func (w *walk) commit(r conversation.Request) seats.Result {
	r.Ask.Code, r.Ask.Token = fmt.Sprintf("K7M4Q%d", w.n), "token"
	result := w.ledger.Do(w.now, ana, r.Ask)
	if r.Still {
		return result
	}
	if place, ok := r.Then[result.Outcome]; ok {
		w.talk.Place = place
	}
	w.talk.Nonce = fmt.Sprint("n", w.n)
	if r.Language != "" {
		w.talk.Language = r.Language
	}
	if r.Name != "" {
		w.name = r.Name
	}
	if r.Remark != nil {
		w.remark = *r.Remark
	}
	return result
}

func (w *walk) say(text string) { w.do(conversation.Input{Said: conversation.Private(text)}) }

func (w *walk) command(text string) {
	name, payload, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
	w.do(conversation.Input{Command: name, Payload: payload})
}

// press presses a button of the screen: its word, and what it is about where
// several have that word. It fails where there is no such button.
func (w *walk) press(word, subject string, number int) error {
	for _, row := range w.screen.Rows {
		for _, b := range row {
			if b.Press.Word == word && (subject == "" || b.Press.Subject == subject) && (number == 0 || b.Press.Number == number) {
				press := b.Press
				w.do(conversation.Input{Press: &press})
				return nil
			}
		}
	}
	return fmt.Errorf("no button %s %s %d on the screen of %s", word, subject, number, w.talk.Stage)
}

// fill lets other people take places of a visit until so many are left.
func (w *walk) fill(visit string, left int) {
	v, _ := w.cat.Visit(visit)
	w.ledger.Do(w.now, ana, seats.Request{Act: seats.ActNothing})
	for i := w.ledger.Taken[visit]; i < v.Capacity-left; i++ {
		who := seats.Person(fmt.Sprintf("tg:%s%d", visit, i))
		w.ledger.Do(w.now, who, seats.Request{Act: seats.ActHold, Visit: visit, Capacity: v.Capacity, Keep: time.Hour * 1000})
	}
}
