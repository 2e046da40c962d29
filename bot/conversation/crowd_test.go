package conversation_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// What happens around the person of a walk: other people, organisers, time.

// happen does what a line of a script says of the world, and says whether it is
// such a line.
func (w *walk) happen(line string) bool {
	words := append(strings.Fields(line), "", "")
	about, number := words[1], 0
	number, _ = strconv.Atoi(words[2])
	switch words[0] {
	case "fill":
		w.fill(about, number)
	case "free":
		w.free(about, number)
	case "queue":
		w.queue(about, number)
	case "accept", "decline":
		w.answer(seats.Act(words[0]), about)
	case "wait", "opens", "closes":
		w.time(words[0], about)
	default:
		return w.organise(words[0], about, number)
	}
	w.deliver()
	return true
}

// organise is what organisers do, and what the bot does for them.
func (w *walk) organise(what, visit string, number int) bool {
	switch what {
	case "capacity":
		w.order(seats.Order{What: seats.OrderCapacity, Visit: visit, Party: number})
	case "fall":
		w.order(seats.Order{What: seats.OrderFall, Visit: visit})
	case "close", "open":
		w.order(seats.Order{What: seats.What(what), Visit: visit})
	case "clear":
		w.ledger.Order(w.now, "clear", seats.Order{What: seats.OrderRemove, Who: w.insiders(visit)[0], Visit: visit})
	case "remove":
		w.order(seats.Order{What: seats.OrderRemove, Who: ana, Visit: visit})
	case "shift":
		t := w.tickets()[0]
		w.order(seats.Order{What: seats.OrderMove, Who: ana, Visit: visit, Code: t.Code, Token: t.Token})
	case "drift", "heal":
		w.drift(visit, what == "drift")
	case "arrive":
		w.arrive(visit)
	case "noshows":
		w.ledger.ReleaseNoShows(w.now, "noshows", visit, w.tickets())
		w.final("noshows")
	case "sweep":
		w.sweep()
	case "repeat":
		w.tell(w.letters[len(w.letters)-1].Notice, true, w.look(seats.Result{Outcome: seats.Done}))
	default:
		return false
	}
	w.deliver()
	return true
}

// order carries out what an organiser wants, and makes it final at once.
func (w *walk) order(o seats.Order) {
	w.ledger.Order(w.now, "order", o)
	w.final("order")
}

// final lets the time go by in which an operation can be undone, without the
// clock of this talk moving.
func (w *walk) final(operation string) {
	window := w.ledger.Windows[operation]
	window.Until = w.now
	w.ledger.Windows[operation] = window
	clear(w.ledger.Paused)
	w.ledger.Unwind(w.now, operation)
}

// other is somebody else.
func (w *walk) other() seats.Person {
	w.others++
	return seats.Person(fmt.Sprint("tg:1", w.others))
}

// book lets somebody reserve and confirm.
func (w *walk) book(who seats.Person, visit string) seats.Outcome {
	if out := w.ledger.Do(w.now, who, seats.Request{Act: seats.ActHold, Visit: visit}).Outcome; out != seats.Held {
		return out
	}
	return w.ledger.Do(w.now, who, seats.Request{Act: seats.ActConfirm, Visit: visit, Code: "C" + string(who)}).Outcome
}

// fill lets other people take places of a visit until so many are left.
func (w *walk) fill(visit string, left int) {
	for w.look(seats.Result{}).Visits[visit].Free > left && w.book(w.other(), visit) == seats.Confirmed {
	}
}

// free lets so many other people give their seats in a visit up, the latest
// first.
func (w *walk) free(visit string, n int) {
	all := w.insiders(visit)
	for _, who := range all[:min(n, len(all))] {
		w.ledger.Do(w.now, who, seats.Request{Act: seats.ActCancel})
	}
}

// insiders are the others who have a seat in a visit, the latest first.
func (w *walk) insiders(visit string) (all []seats.Person) {
	for who, seat := range w.ledger.Seats {
		if seat.Visit == visit && who != ana {
			all = append(all, who)
		}
	}
	slices.SortFunc(all, func(a, b seats.Person) int { return int(w.ledger.Seats[b].Rank - w.ledger.Seats[a].Rank) })
	return all
}

// queue lets somebody else wait for so many places.
func (w *walk) queue(visit string, party int) {
	w.ledger.Do(w.now, w.other(), seats.Request{Act: seats.ActWait, Visit: visit, Party: max(1, party)})
}

// answer lets everybody else who is offered something in a visit answer.
func (w *walk) answer(act seats.Act, visit string) {
	for _, who := range slices.Sorted(maps.Keys(w.ledger.Holds)) {
		if hold := w.ledger.Holds[who]; who != ana && hold.Visit == visit && hold.Offer != "" {
			w.ledger.Do(w.now, who, seats.Request{Act: act, Thing: hold.Offer, Code: "C" + string(who)})
		}
	}
}

// drift stops a visit from giving places, or heals it; the person is an
// organiser who is told.
func (w *walk) drift(visit string, drifts bool) {
	kind := seats.KindHealed
	if drifts {
		kind = seats.KindDrift
	}
	w.ledger.Halt(w.now, visit, drifts)
	w.ledger.Owed = append(w.ledger.Owed, seats.Notice{Kind: kind, Person: ana, Number: int64(900 + len(w.ledger.Owed)), Visit: visit})
}

// arrive checks the person in, or with a visit somebody else.
func (w *walk) arrive(visit string) {
	for _, code := range slices.Sorted(maps.Keys(w.ledger.Codes)) {
		who := w.ledger.Codes[code]
		if visit == "" && who == ana || visit != "" && who != ana && w.ledger.Seats[who].Visit == visit {
			w.ledger.CheckIn(w.now, code, w.ledger.Seats[who].Party, "tg:9")
			return
		}
	}
}

// tickets are for seats that are given without their people's doing.
func (w *walk) tickets() []seats.Ticket {
	tickets := make([]seats.Ticket, 50)
	for i := range tickets {
		w.others++
		tickets[i] = seats.Ticket{Code: fmt.Sprintf("T%05d", w.others), Token: "token"}
	}
	return tickets
}

// sweep does what is due by now, as the sweeper does every two seconds.
func (w *walk) sweep() {
	w.ledger.Sweep(w.now, w.tickets())
	for _, job := range conversation.Jobs(w.cat) {
		if !w.now.Before(job.Due) {
			w.ledger.Remind(w.now, job.ID, job.Kind, job.Due, 1000)
		}
	}
	w.deliver()
}

func (w *walk) time(what, length string) {
	d, err := time.ParseDuration(length)
	if err != nil {
		panic(err)
	}
	switch what {
	case "wait":
		w.pass(d)
	case "opens":
		w.cat.Rules.Opens = w.now.Add(d)
	case "closes":
		w.cat.Rules.Closes = w.now.Add(d)
	}
}

// pass lets time pass, and everything happen that happens by then.
func (w *walk) pass(d time.Duration) {
	end := w.now.Add(d)
	for w.now.Before(end) {
		w.now = w.next(end)
		w.sweep()
	}
}

// next is the first moment at which something is due, no later than the end.
func (w *walk) next(end time.Time) time.Time {
	next := end
	consider := func(t time.Time) {
		if t.After(w.now) && t.Before(next) {
			next = t
		}
	}
	for _, hold := range w.ledger.Holds {
		consider(hold.Until)
	}
	for _, waits := range w.ledger.Waits {
		for _, wait := range waits {
			consider(wait.Gather)
		}
	}
	for _, job := range conversation.Jobs(w.cat) {
		consider(job.Due)
	}
	for days := range 2 {
		consider(w.cat.Rules.QuietTo.On(w.now, w.cat.Event.Zone, days))
		consider(w.cat.Rules.QuietToOnDay.On(w.now, w.cat.Event.Zone, days))
	}
	return next
}
