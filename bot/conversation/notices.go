package conversation

import (
	"strconv"
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/seats"
)

// What the bot writes of its own accord. A notice is owed by the step that made
// it true, and told some time later: what is not true any more by then is not
// told, for whatever made it untrue owed a notice of its own.
//
// The buttons of such a letter rest on no screen: each carries the id of the
// offer or the seat that it is about, or else the letter's own number.

// tells write the letters, by kind. They say false where it is not true any
// more.
var tells = map[seats.Kind]func(*scene, catalogue.Visit, seats.Notice) bool{
	seats.KindOffer: (*scene).tellOffer, seats.KindLapsed: (*scene).tellLapsed,
	seats.KindGathering: (*scene).tellGathering, seats.KindPassed: (*scene).tellPassed,
	seats.KindReseated: (*scene).tellReseated, seats.KindHeaded: (*scene).tellHeaded, seats.KindFallen: (*scene).tellFallen,
	seats.KindReminder: (*scene).tellReminder, seats.KindNoShow: (*scene).tellNoShow, seats.KindGiven: (*scene).tellGiven,
	seats.KindFeedback: (*scene).tellFeedback,
	seats.KindRemoved:  (*scene).tellRemoved, seats.KindShifted: (*scene).tellShifted,
	seats.KindNews: (*scene).tellNews, seats.KindStale: (*scene).tellStale,
	seats.KindDrift: (*scene).tellDrift, seats.KindHealed: (*scene).tellHealed,
}

// IsLetter says whether a notice is told in a letter of its own.
func IsLetter(kind seats.Kind) bool { return tells[kind] != nil }

// Tell turns a notice into a letter, at a time and with all that is true of the
// person then. It is false where there is nothing to tell. A repeat says that
// it may be one.
func Tell(cat *catalogue.Catalogue, at time.Time, n seats.Notice, repeat bool, reply Reply) (Screen, bool) {
	s := &scene{cat: cat, in: Input{Person: n.Person, At: at}, reply: reply}
	v, known := cat.Visit(n.Visit)
	tell := tells[n.Kind]
	if tell == nil || !known && !general(n.Kind) || !tell(s, v, n) {
		return Screen{}, false
	}
	s.Sign(n, repeat)
	return s.Screen, true
}

// general says whether a notice of a kind is about no visit of its own.
func general(kind seats.Kind) bool { return kind == seats.KindNews || kind == seats.KindStale }

// Sign ends a letter with its number, by which people see that one that comes
// twice is the same, and the bot sees what a reply to it is about.
func (s *Screen) Sign(n seats.Notice, repeat bool) {
	lines := []Line{Say("letter.number", "Number", number(n))}
	if repeat {
		lines = append(lines, Say("letter.repeat"))
	}
	s.Paragraph(lines...)
}

// NumberOn is the number with which a letter is signed, read from the letter as
// Telegram shows it; 0: it has none.
func NumberOn(letter string) int64 {
	signature := letter[strings.LastIndex(letter, "\n\n")+1:]
	for line := range strings.Lines(signature) {
		if figures, ok := strings.CutPrefix(strings.TrimSpace(line), "№ "); ok {
			if n, err := strconv.ParseInt(figures, 10, 64); err == nil {
				return max(n, 0)
			}
		}
	}
	return 0
}

func number(n seats.Notice) string { return strconv.FormatInt(n.Number, 10) }

// heading says which visit a letter is about, when and where it is.
func (s *scene) heading(v catalogue.Visit) {
	s.Paragraph(append([]Line{Say("visit.title", "Visit", v.Name), s.when()}, s.where(v)...)...)
}

// toCard is the way from a letter to a visit's card.
func toCard(v catalogue.Visit, n seats.Notice) Button {
	return button(Say("button.tovisit"), "card", v.ID).of(number(n))
}

// toOthers is the way from a letter to all visits.
func toOthers(n seats.Notice) Button { return button(Say("button.other"), "other").of(number(n)) }

func (s *scene) tellOffer(v catalogue.Visit, n seats.Notice) bool {
	offer, _, ok := s.offered()
	if !ok || offer.Offer != n.Thing || !s.in.At.Before(offer.Until) || s.halt(v.ID) == seats.HaltFallen {
		return false
	}
	s.Paragraph(offerTitle(offer))
	s.heading(v)
	s.Paragraph(s.terms(offer)...)
	s.Row(answers(offer)...)
	s.Row(append(s.mapButton(v), toCard(v, n))...)
	return true
}

// tellLapsed says that an offer has run out; as many as it was for may wait
// again.
func (s *scene) tellLapsed(v catalogue.Visit, n seats.Notice) bool {
	_, waits := s.waiting(v.ID)
	if waits || s.has(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.Paragraph(Say("lapsed.title", "Visit", v.Name))
	if SignUp(s.cat, s.in.At) == NoteNone && s.halt(v.ID) == "" {
		s.Paragraph(Say("lapsed.again"))
		s.Row(button(Say("button.waitagain"), "again", v.ID).number(max(n.Party, 1)).of(n.Thing))
	}
	s.Row(toCard(v, n))
	return true
}

// has says whether the person has a seat, a hold or an offer in a visit.
func (s *scene) has(v catalogue.Visit) bool {
	return s.seatedIn(v) || s.reply.Hold != nil && s.reply.Hold.Visit == v.ID
}

func (s *scene) tellGathering(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits || !w.Gather.Equal(n.Until) || !s.in.At.Before(w.Gather) {
		return false
	}
	s.Paragraph(Say("visit.title", "Visit", v.Name))
	s.Paragraph(Say("gathering.why", "People", Say("part.party", "Count", w.Party)), Say("queue.gathering", "Until", s.moment(w.Gather)))
	s.Row(toCard(v, n))
	return true
}

func (s *scene) tellPassed(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits || !w.Told {
		return false
	}
	s.Paragraph(Say("visit.title", "Visit", v.Name))
	s.Paragraph(Say("queue.passed"))
	s.Row(toCard(v, n))
	return true
}

// seatOf is the seat that a notice is about, if the person still has it.
func (s *scene) seatOf(v catalogue.Visit, n seats.Notice) (seats.Seat, bool) {
	seat, _, _ := s.seated()
	return seat, s.seatedIn(v) && rank(seat) == n.Thing
}

// tellReseated says what became of a seat whose visit has fallen away. One tap
// gives the new one up.
func (s *scene) tellReseated(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.gone(n.Left)
	s.Paragraph(Say("reseated.title", "Count", seat.Party))
	s.heading(v)
	s.Paragraph(Say("reseated.ticket"))
	s.Row(s.mapButton(v)...)
	s.Row(toOthers(n))
	s.Row(button(Say("button.giveup"), "giveup", v.ID).of(n.Thing))
	return true
}

// gone says that a visit does not take place.
func (s *scene) gone(visit string) {
	if left, ok := s.cat.Visit(visit); ok {
		s.Paragraph(Say("fallen.title", "Visit", left.Name))
	}
}

func (s *scene) tellHeaded(v catalogue.Visit, n seats.Notice) bool {
	w, waits := s.waiting(v.ID)
	if !waits {
		return false
	}
	s.gone(n.Left)
	s.Paragraph(Say("headed.why", "Visit", v.Name), place(w))
	s.Row(toCard(v, n), toOthers(n))
	return true
}

// tellFallen says that nothing is kept for the person in a visit that does not
// take place. While a seat of theirs there still waits for its new place, they
// are told of that.
func (s *scene) tellFallen(v catalogue.Visit, n seats.Notice) bool {
	if s.halt(v.ID) != seats.HaltFallen || s.seatedIn(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.gone(v.ID)
	s.Paragraph(Say("fallen.nothing"))
	if _, other, ok := s.seated(); ok {
		s.Paragraph(Say("fallen.seat", "Visit", other.Name))
	}
	s.Row(toOthers(n))
	return true
}

// tellReminder asks whether the person still comes, until they said so.
func (s *scene) tellReminder(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || !s.in.At.Before(s.cat.Event.Start) || s.halt(v.ID) == seats.HaltFallen {
		return false
	}
	s.Paragraph(Say("reminder.title"))
	s.heading(v)
	s.Paragraph(append(s.whoComes(seat.Party), Say("seat.code", "Code", Spaced(seat.Code)))...)
	if seat.Coming {
		s.Paragraph(Say("seat.coming"))
	} else {
		s.Paragraph(Say("reminder.ask"), Say("reminder.silence"))
		s.Row(button(Say("button.come"), "come", v.ID).of(n.Thing))
		s.Row(button(Say("button.notcoming"), "notcoming", v.ID).of(n.Thing))
	}
	s.Row(append(s.mapButton(v), toCard(v, n))...)
	return true
}

func (s *scene) tellNoShow(v catalogue.Visit, n seats.Notice) bool {
	if s.has(v) {
		return false
	}
	s.Paragraph(Say("noshow.why", "Visit", v.Name))
	s.Paragraph(Say("noshow.ask"))
	s.Row(toCard(v, n))
	return true
}

func (s *scene) tellGiven(v catalogue.Visit, n seats.Notice) bool {
	if !s.seatedIn(v) {
		return false
	}
	s.Paragraph(Say("given.title", "Count", s.reply.Seat.Party))
	s.heading(v)
	s.Paragraph(Say("given.ticket"))
	if left, ok := s.cat.Visit(n.Left); ok {
		s.Paragraph(Say("given.left", "Visit", left.Name))
	}
	s.Row(toCard(v, n))
	return true
}

func (s *scene) tellFeedback(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || seat.Rating != 0 {
		return false
	}
	s.Paragraph(Say("feedback.ask", "Visit", v.Name))
	s.Paragraph(Say("feedback.how", "Best", best))
	s.Row(ratings(seat)...)
	return true
}

// tellRemoved says that organisers have taken away what the person had in a visit.
func (s *scene) tellRemoved(v catalogue.Visit, n seats.Notice) bool {
	if _, waits := s.waiting(v.ID); waits || s.has(v) || s.cat.Event.Past(s.in.At) {
		return false
	}
	s.Paragraph(Say("removed.title", "Visit", v.Name))
	s.Paragraph(Say("removed.what"))
	s.Row(toOthers(n))
	return true
}

// tellShifted says where organisers have moved the person's seat. One tap gives
// it up.
func (s *scene) tellShifted(v catalogue.Visit, n seats.Notice) bool {
	seat, ok := s.seatOf(v, n)
	if !ok || s.cat.Event.Past(s.in.At) {
		return false
	}
	if left, ok := s.cat.Visit(n.Left); ok {
		s.Paragraph(Say("shifted.title", "Visit", left.Name))
	}
	s.Paragraph(Say("reseated.title", "Count", seat.Party))
	s.heading(v)
	s.Paragraph(Say("reseated.ticket"))
	s.Row(s.mapButton(v)...)
	s.Row(toOthers(n))
	s.Row(button(Say("button.giveup"), "giveup", v.ID).of(n.Thing))
	return true
}

// tellNews tells organisers what has happened, one line each.
func (s *scene) tellNews(_ catalogue.Visit, n seats.Notice) bool {
	for entry := range strings.SplitSeq(n.News, ";") {
		f := append(strings.Split(entry, "|"), "", "")
		v, known := s.cat.Visit(f[1])
		if !known {
			continue
		}
		party, _ := strconv.Atoi(f[2])
		switch f[0] {
		case "full":
			s.Lines = append(s.Lines, Say("news.full", "Visit", v.Name))
		case "cancel":
			s.Lines = append(s.Lines, Say("news.cancel", "Visit", v.Name, "People", Say("part.party", "Count", party)))
		}
	}
	return len(s.Lines) > 0
}

// tellStale tells organisers which facts they should confirm, with a way to each
// centre's.
func (s *scene) tellStale(catalogue.Visit, seats.Notice) bool {
	topics := map[string][]Line{}
	for _, aged := range centres.Stale(s.cat, s.in.At) {
		topics[aged.Centre] = append(topics[aged.Centre], Say("topic."+string(aged.Topic)))
	}
	s.Paragraph(Say("stale.title"), Say("stale.why"))
	for _, c := range s.cat.Centres {
		if stale := topics[c.ID]; len(stale) > 0 {
			s.Paragraph(Say("stale.centre", "Name", c.Name, "Topics", stale))
			s.Row(Button{Label: Say("button.stale", "Name", c.Name, "Count", len(stale)), Press: Press{Word: DeskShows + "fact", Subject: OfCentre(c.ID)}})
		}
	}
	return len(topics) > 0
}

func (s *scene) tellDrift(v catalogue.Visit, _ seats.Notice) bool {
	if s.halt(v.ID) != seats.HaltDrift {
		return false
	}
	s.Paragraph(Say("drift.title", "Visit", v.Name))
	s.Paragraph(Say("drift.what"))
	return true
}

func (s *scene) tellHealed(v catalogue.Visit, _ seats.Notice) bool {
	if s.halt(v.ID) != "" {
		return false
	}
	s.Paragraph(Say("healed.title", "Visit", v.Name))
	return true
}
