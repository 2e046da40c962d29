package questions

import (
	"slices"
	"time"

	"visitbot/bot/catalogue"
)

// A subject is one text whose questions are made out.
type subject struct {
	reader  *Reader
	last    string
	now     time.Time
	clauses []clause
	all     []found
	lookup  lookup
}

// questions returns what a text asks, in its order, none twice.
func (s subject) questions() []Question {
	if q, ok := s.visited(); ok {
		return q
	}
	var all []Question
	var before []asked
	made := s.topics()
	if s.onlyWeak(made) {
		if q := s.onlyDay(); q != nil {
			return q
		}
	}
	for i, c := range s.clauses {
		topics := made[i]
		if len(topics) == 0 && len(c.centres) > 0 && len(before) > 0 {
			topics = before
		}
		for _, a := range topics {
			all = append(all, s.ask(i, a)...)
		}
		if len(topics) > 0 {
			before = topics
		}
	}
	if len(all) == 0 {
		all = s.bare()
	}
	return once(all)
}

// topics returns what each clause asks. What is vague, only tells how somebody
// is, or stands in a sentence that does not ask, counts only where nothing else
// is asked.
func (s subject) topics() [][]asked {
	all := make([][]asked, len(s.clauses))
	for i, c := range s.clauses {
		all[i] = c.topicsOf()
	}
	s.leave(all, func(_ int, a asked) bool { return a.sure })
	s.settle(all, func(c clause, a asked) bool { return a.topic == about && len(c.centres) == 0 })
	s.leave(all, func(i int, a asked) bool { return !s.whereItems(i, a) })
	s.leave(all, func(i int, a asked) bool {
		return a.topic != Cost || len(s.clauses[i].events) > 0 || !s.names(forItem) || !s.noCentre(i)
	})
	s.leave(all, func(i int, a asked) bool {
		return s.clauses[i].questioned && (!a.weak || questionWord[a.topic])
	})
	s.leave(all, func(i int, a asked) bool { return !a.weak || s.clauses[i].questioned && !s.noCentre(i) })
	s.leave(all, func(i int, a asked) bool { return s.clauses[i].asks && !a.vague() })
	s.leave(all, func(i int, a asked) bool { return !a.vague() })
	s.leave(all, func(i int, a asked) bool {
		return !circumstance(a.topic) || s.clauses[i].asks || len(s.clauses[i].events) > 0
	})
	s.settle(all, func(c clause, _ asked) bool { return !c.asks })
	return all
}

// noCentre says whether nothing tells which centre a clause is about.
func (s subject) noCentre(i int) bool { return len(s.centresFor(i)) == 0 && s.last == "" }

// whereItems says whether somebody asks where, and named things that centres
// give but no centre: that is where these are.
func (s subject) whereItems(i int, a asked) bool {
	return a.topic == address && s.names(forItem) && s.noCentre(i)
}

// names says whether the text has anything of a kind.
func (s subject) names(kind senseKind) bool { return has(s.all, kind) }

// settle drops what means nothing of its own where a topic of the same sentence has
// precedence: I signed up, in I signed up but I cannot come; who they are, in their
// sponsors, who are they.
func (s subject) settle(all [][]asked, means func(clause, asked) bool) {
	for i, c := range s.clauses {
		all[i] = slices.DeleteFunc(all[i], func(a asked) bool {
			return means(c, a) && s.beatenBy(all, i, a.topic)
		})
	}
}

// beatenBy says whether another clause of the sentence asks for what has
// precedence.
func (s subject) beatenBy(all [][]asked, i int, topic Topic) bool {
	for k := range all {
		if k != i && s.clauses[k].sentence == s.clauses[i].sentence &&
			slices.ContainsFunc(all[k], func(a asked) bool { return slices.Contains(beats[a.topic], topic) }) {
			return true
		}
	}
	return false
}

// leave leaves of what is asked what is good, if any of it is.
func (s subject) leave(all [][]asked, good func(int, asked) bool) {
	any := false
	for i := range all {
		any = any || slices.ContainsFunc(all[i], func(a asked) bool { return good(i, a) })
	}
	for i := range all {
		if any {
			all[i] = slices.DeleteFunc(all[i], func(a asked) bool { return !good(i, a) })
		}
	}
}

// circumstance says whether the words of a topic often only tell how somebody is.
func circumstance(t Topic) bool { return t == Friend || t == Interpreter }

// onlyWeak says whether only weak words of centres' topics say what is asked.
func (s subject) onlyWeak(made [][]asked) bool {
	return !slices.ContainsFunc(made, func(all []asked) bool {
		return slices.ContainsFunc(all, func(a asked) bool { return !a.weak || a.topic == hours || a.topic == figures || a.topic == address })
	})
}

// bare asks about centres of which nothing more was said.
func (s subject) bare() []Question {
	var all []Question
	for _, c := range s.clauses {
		for _, f := range c.centres {
			all = append(all, Question{Centre: f.value, Ended: f.ended, Sure: f.sure() && s.unknown() == 0 && len(s.lookup.tokens) <= fewWords})
		}
	}
	return all
}

// onlyDay takes a day of which nothing more was said for the question whether a
// centre is open: and tomorrow? can we go there on Monday?
func (s subject) onlyDay() []Question {
	for i, c := range s.clauses {
		if len(c.days) == 0 || s.names(forItem) || len(c.events) > 0 || c.days[0].past || s.unknown() > 1 {
			continue
		}
		q := s.open(c, Question{Topic: Open, Sure: true})
		if c.days[0].now || !q.Day.IsZero() {
			return s.ofCentres(i, q)
		}
	}
	return nil
}

// unknown is how many words of the text are not known.
func (s subject) unknown() int {
	n := 0
	for _, c := range s.clauses {
		n += c.unknown
	}
	return n
}

// One word in so many may be unknown where a thing is named that centres give.
const mostUnknown = 4

// fewWords is how many words a text has at most that means a question without
// asking: Romexpo address.
const fewWords = 5

// ask makes the questions of one topic of a clause: one for each centre.
func (s subject) ask(i int, a asked) []Question {
	c := s.clauses[i]
	if a.vague() && a.topic != Open && len(s.centresFor(i)) == 0 && s.last == "" {
		if c.asks {
			return []Question{{}}
		}
		return nil
	}
	most := 0
	if a.topic == Open && slices.ContainsFunc(c.days, func(d day) bool { return !d.fuzzy && !d.past }) {
		most = 1
	}
	a.sure = a.sure && !(a.loose && c.unknown*mostUnknown >= c.to-c.from) && !(a.weak && (c.unknown > most || !c.asks && c.to-c.from > fewWords)) && !(c.other && len(s.centresFor(i)) > 0)
	event := len(c.events) > 0 || len(c.centres) == 0 && s.speaksOfEvent(i)
	if to, ok := eventTopics[a.topic]; ok && event {
		a.topic = to
	}
	a.sure = a.sure && !(event && !ofEvent(a.topic) && len(c.centres) == 0) && !(a.weak && a.topic == figures && c.to-c.from > fewWords)
	if a.topic == gives && len(a.items) == 0 && s.noCentre(i) {
		a.items = s.things()
	}
	if a.topic == eligibility && c.dated() { // are people let in that day
		a.topic, a.items = Open, nil
	}
	a.sure = a.sure && (s.anchored(i) || s.plain(c, a))
	if a.topic == eligibility && len(a.items) > 0 && s.noCentre(i) { // am I entitled to it somewhere
		a.topic = gives
	}
	a.sure = a.sure && !(ofEvent(a.topic) && !c.asks && c.unknown*mostUnknown >= c.to-c.from)
	q := Question{Topic: a.topic, Items: a.items, Sure: a.sure}
	if ofEvent(a.topic) {
		q.Event = true
		q.Sure = q.Sure && (!a.weak || event)
		return s.orOfCentre(i, q, event)
	}
	if a.topic == Open || a.topic == hours && c.dated() {
		q.Topic = Open
		q = s.open(c, q)
	}
	return s.ofCentres(i, q)
}

// things are the items that a text names.
func (s subject) things() []catalogue.Item {
	var all []catalogue.Item
	for _, c := range s.clauses {
		for _, item := range c.itemList() {
			if !slices.Contains(all, item) {
				all = append(all, item)
			}
		}
	}
	return all
}

// anchored says whether a text names a centre or the event, or goes on about one: it
// is about what the bot knows.
func (s subject) anchored(i int) bool {
	return len(s.centresFor(i)) > 0 || s.last != "" || s.names(forEvent)
}

// plain says whether nothing in a clause hints at something that the bot does not
// know: a word that it has never heard, or a thing beside a topic of the event.
func (s subject) plain(c clause, a asked) bool {
	if ofEvent(a.topic) {
		return c.unknown == 0 && len(c.items) == 0
	}
	return a.topic != gives || c.unknown == 0 || !a.loose && c.unknown*mostUnknown < c.to-c.from
}

// dated says whether a clause names a day to come.
func (c clause) dated() bool {
	return slices.ContainsFunc(c.days, func(d day) bool { return !d.past && !d.now && !d.date.IsZero() })
}

// centreTopics is what a topic of the event may mean of a centre.
var centreTopics = map[Topic]Topic{Friend: eligibility, Transport: address, Cost: gives, Interpreter: eligibility, Where: address, When: hours}

// housing says whether a centre of a clause has beds, so that its places may be
// those.
func (s subject) housing(i int) bool {
	return slices.ContainsFunc(s.centresFor(i), func(f found) bool {
		centre, _ := s.reader.cat.Centre(f.value)
		return slices.ContainsFunc(centre.Facts, func(fact catalogue.Fact) bool {
			return fact.Topic == catalogue.Figures && slices.Contains(fact.Items, catalogue.Housing)
		})
	})
}

// orOfCentre is a question about the event. Where a centre is named and no word
// for the event is, some of them may be about the centre as well.
func (s subject) orOfCentre(i int, q Question, event bool) []Question {
	centres := s.centresFor(i)
	if !event && slices.ContainsFunc(centres, func(f found) bool { return f.ended }) { // can I join what has ended
		return s.ofCentres(i, Question{Topic: programme, Sure: q.Sure})
	}
	other, ok := centreTopics[q.Topic]
	if q.Topic == Places && s.housing(i) {
		other, ok = figures, true
	}
	if !ok || event || len(centres) == 0 {
		return []Question{q}
	}
	q.Sure = false
	return append(s.ofCentres(i, Question{Topic: other}), q)
}

// eventTopics is what a topic becomes where the event is spoken of.
var eventTopics = map[Topic]Topic{hours: When, Open: When, address: Where, figures: Places}

// speaksOfEvent says whether the sentences up to a clause speak of the event and
// of no centre after it.
func (s subject) speaksOfEvent(i int) bool {
	for k := i; k >= 0; k-- {
		if len(s.clauses[k].centres) > 0 {
			return false
		}
		if len(s.clauses[k].events) > 0 {
			return true
		}
	}
	for _, c := range s.clauses[i:] {
		if c.sentence == s.clauses[i].sentence && len(c.centres) == 0 && len(c.events) > 0 {
			return true
		}
	}
	return false
}

// open sets the day of a question whether a centre is open.
func (s subject) open(c clause, q Question) Question {
	for _, d := range s.daysFor(c) {
		if d.half {
			q.Sure = false
			continue
		}
		if d.feast {
			q.Topic = hours
			return q
		}
		if !d.past {
			q.Day = d.date
			q.Sure = q.Sure && !d.fuzzy
			return q
		}
	}
	q.Sure = q.Sure && (c.unknown == 0 || len(c.days) > 0) // which may be a day, or "when"
	return q
}

// daysFor returns the days of a clause, or of another one of its sentence.
func (s subject) daysFor(c clause) []day {
	if dates := slices.DeleteFunc(slices.Clone(c.days), func(d day) bool { return d.week }); len(dates) > 0 {
		return dates // Friday, 4 December is the 4th of December
	}
	if len(c.days) > 0 {
		return c.days
	}
	for _, other := range s.clauses {
		if other.sentence == c.sentence && len(other.days) > 0 {
			return other.days
		}
	}
	return nil
}

// ofCentres makes a question of each centre that it is about.
func (s subject) ofCentres(i int, q Question) []Question {
	centres := s.centresFor(i)
	if len(centres) == 0 {
		return []Question{s.spoken(q)}
	}
	var all []Question
	for _, f := range centres {
		of := q
		of.Centre, of.Ended, of.Sure = f.value, f.ended, q.Sure && f.sure()
		all = append(all, of)
	}
	return all
}

// centresFor returns the centres of a clause, or of the nearest one before it,
// or after it.
func (s subject) centresFor(i int) []found {
	for k := i; k >= 0; k-- {
		if len(s.clauses[k].centres) > 0 {
			return s.clauses[k].centres
		}
	}
	for k := i + 1; k < len(s.clauses); k++ {
		if len(s.clauses[k].centres) > 0 {
			return s.clauses[k].centres
		}
	}
	return nil
}

// spoken gives a question the centre last spoken of.
func (s subject) spoken(q Question) Question {
	if s.last != "" {
		q.Centre, q.Spoken = s.last, true
	}
	return q
}

// visited understands that somebody was at a centre on a day and asks when to
// come again.
func (s subject) visited() ([]Question, bool) {
	i := slices.IndexFunc(s.clauses, func(c clause) bool { return c.mentions(Visited) })
	if i < 0 || !s.again() {
		return nil, false
	}
	was, _ := s.clauses[i].weak(Visited)
	d, ok := s.dayOfVisit(s.clauses[i], was.from())
	if !ok {
		return nil, false
	}
	return s.ofCentres(i, Question{Topic: Visited, Day: d.before(s.now), Sure: was.sure() && !d.fuzzy}), true
}

// again says whether a text asks when to come again, and nothing else.
func (s subject) again() bool {
	asks := func(c clause) bool { return c.mentions(frequency, hours, eligibility) || c.asks && c.dated() }
	other := func(c clause) bool {
		return slices.ContainsFunc(c.strongTopics(), func(a asked) bool {
			return a.topic != frequency && a.topic != hours && a.topic != gives && a.topic != eligibility && !circumstance(a.topic)
		})
	}
	return slices.ContainsFunc(s.clauses, asks) && !slices.ContainsFunc(s.clauses, other)
}

// dayOfVisit is the day in the sentence of a visit that is nearest to its words.
func (s subject) dayOfVisit(in clause, at int) (day, bool) {
	var best day
	found := false
	for _, c := range s.clauses {
		if c.sentence != in.sentence {
			continue
		}
		for _, d := range c.days {
			if d.now || d.half || d.date.IsZero() || !d.week && !d.past && d.date == catalogue.DateOf(s.now.AddDate(0, 0, 1)) {
				continue
			}
			if !found || distance(d.at, at) < distance(best.at, at) {
				best, found = d, true
			}
		}
	}
	return best, found
}

func distance(a, b int) int { return max(a-b, b-a) }

// once leaves each question once.
func once(all []Question) []Question {
	var kept []Question
	for _, q := range all {
		if i := slices.IndexFunc(kept, func(k Question) bool { return k.equal(q) }); i >= 0 {
			kept[i].Sure, kept[i].Ended = kept[i].Sure || q.Sure, kept[i].Ended || q.Ended
			continue
		}
		kept = append(kept, q)
	}
	return kept
}

func (q Question) equal(other Question) bool {
	return q.Centre == other.Centre && q.Event == other.Event && q.Topic == other.Topic && q.Day == other.Day && slices.Equal(q.Items, other.Items)
}

// saysNothing says whether a text names nothing that is asked for, but perhaps
// the information or the help that somebody gives thanks for.
func (s subject) saysNothing() bool {
	return !slices.ContainsFunc(s.clauses, func(c clause) bool {
		return len(c.centres) > 0 || len(c.strongTopics()) > 0 ||
			slices.ContainsFunc(c.items, func(f found) bool { return f.value != string(catalogue.Information) })
	})
}
