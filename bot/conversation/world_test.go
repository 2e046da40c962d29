package conversation_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// before is two days before the shipped event.
var before = time.Date(2024, 1, 9, 10, 0, 0, 0, time.UTC)

const ana seats.Person = "tg:7"

// A walk is one person's talk, and what the bot writes to them, with nothing
// but pure parts: Step, the seats' rules, Show and Tell. What else happens in
// the world is in crowd_test.go.
type walk struct {
	cat      *catalogue.Catalogue
	ledger   *seats.Ledger
	talk     conversation.Talk
	name     conversation.Private
	remark   conversation.Private
	sentence conversation.Private
	now      time.Time
	n        int
	others   int                     // how many other people there are
	answers  map[string]seats.Result // of the operations carried out
	read     int                     // how many of the notices owed were looked at

	row     conversation.Request // what Step said last
	reply   conversation.Reply
	screen  conversation.Screen
	letters []letter // all that the bot wrote, the newest last
	unread  int      // how many of the newest nobody has looked at
}

// A letter is a notice as the person reads it.
type letter struct {
	seats.Notice
	conversation.Screen
}

func newWalk(tongue catalogue.Language) *walk {
	cat := catalogue.Shipped()
	return &walk{
		cat: cat, ledger: seats.NewLedger(conversation.House(cat)), now: before,
		answers: map[string]seats.Result{}, talk: conversation.Talk{Language: tongue},
	}
}

// do takes one input through the whole of the conversation.
func (w *walk) do(in conversation.Input) {
	w.n++
	in.Person, in.At, in.Profile, in.Operation = ana, w.now, "Ana Ionescu", fmt.Sprint("7:", w.n)
	request := conversation.Step(w.cat, w.talk, in)
	if w.talk.Stage == "" {
		w.talk.Stage, w.talk.Nonce = conversation.StageVisits, "n0"
	}
	w.row = request
	w.reply = w.look(w.commit(request))
	w.screen = conversation.Show(w.cat, in, request.Note, w.reply)
	w.deliver()
}

// commit does what the store does: an operation that was carried out before
// changes nothing, and neither does what rests on another version of the talk.
func (w *walk) commit(r conversation.Request) seats.Result {
	if result, known := w.answers[r.Operation]; known {
		return result
	}
	if r.Expect != "" && r.Expect != w.talk.Nonce {
		return seats.Result{Outcome: seats.Stale}
	}
	r.Ask.Code, r.Ask.Token = fmt.Sprintf("K7M4Q%d", w.n), "token"
	result := w.ledger.Do(w.now, ana, r.Ask)
	if r.Operation != "" {
		w.answers[r.Operation] = result
	}
	if !r.Still {
		w.move(r, result)
	}
	return result
}

// move lets the talk follow.
func (w *walk) move(r conversation.Request, result seats.Result) {
	if place, ok := r.Then[result.Outcome]; ok {
		w.talk.Place = place
	}
	w.talk.Nonce = fmt.Sprint("n", w.n)
	w.talk.Language = cmp.Or(r.Language, w.talk.Language)
	w.name = cmp.Or(r.Name, w.name)
	w.sentence = cmp.Or(r.Sentence, w.sentence)
	if r.Remark != nil {
		w.remark = *r.Remark
	}
}

// look returns what is true of the person now.
func (w *walk) look(result seats.Result) conversation.Reply {
	w.ledger.Do(w.now, "tg:0", seats.Request{Act: seats.ActNothing}) // frees what has run out by now
	reply := conversation.Reply{
		Result: result, Talk: w.talk, Name: w.name, Remark: w.remark,
		Waits: w.ledger.Positions(ana), Visits: map[string]seats.Count{},
	}
	for _, v := range w.cat.Visits {
		reply.Visits[v.ID] = w.ledger.Count(v.ID)
	}
	if seat, ok := w.ledger.Seats[ana]; ok {
		reply.Seat = &seat
	}
	if hold, ok := w.ledger.Holds[ana]; ok {
		reply.Hold = &hold
	}
	return reply
}

// deliver tells the person what is owed to them and still true.
func (w *walk) deliver() {
	reply := w.look(seats.Result{Outcome: seats.Done})
	for _, n := range w.ledger.Owed[w.read:] {
		if n.Person == ana {
			w.tell(n, false, reply)
		}
	}
	w.read = len(w.ledger.Owed)
}

func (w *walk) tell(n seats.Notice, repeat bool, reply conversation.Reply) {
	if screen, ok := conversation.Tell(w.cat, w.now, n, repeat, reply); ok {
		w.letters = append(w.letters, letter{n, screen})
		w.unread++
	}
}

// latest returns the letters that nobody has looked at.
func (w *walk) latest() []letter {
	latest := w.letters[len(w.letters)-w.unread:]
	w.unread = 0
	return latest
}

func (w *walk) Say(text string) { w.do(conversation.Input{Said: conversation.Private(text)}) }

func (w *walk) command(text string) {
	name, payload, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
	w.do(conversation.Input{Command: name, Payload: payload})
}

// press presses a button of the screen: its word, and what it is about where
// several have that word. It fails where there is no such button.
func (w *walk) press(word, subject string, number int) error {
	if !w.find(w.screen, word, subject, number) {
		return fmt.Errorf("no button %s %s %d on the screen of %s", word, subject, number, w.talk.Stage)
	}
	return nil
}

// tap presses a button of a letter, the newest that has it.
func (w *walk) tap(word, subject string, number int) error {
	for _, l := range slices.Backward(w.letters) {
		if w.find(l.Screen, word, subject, number) {
			return nil
		}
	}
	return fmt.Errorf("no button %s %s %d on any letter", word, subject, number)
}

// find presses a button if it is there.
func (w *walk) find(screen conversation.Screen, word, subject string, number int) bool {
	for _, p := range presses(screen) {
		if p.Word == word && (subject == "" || p.Subject == strings.TrimPrefix(subject, "-")) && (number == 0 || p.Number == number) {
			w.do(conversation.Input{Press: &p})
			return true
		}
	}
	return false
}
