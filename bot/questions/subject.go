package questions

import (
	"slices"
	"time"
	"unicode/utf8"

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

// bare asks about centres of which nothing more was said. Of what has ended there is
// no more to say than that.
func (s subject) bare() []Question {
	var all []Question
	for _, c := range s.clauses {
		for _, f := range c.centres {
			plain := s.unknown() == 0 && len(s.lookup.tokens) <= fewWords
			all = append(all, Question{Centre: f.value, Ended: f.ended, Sure: f.sure() && (plain || f.ended)})
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
		if c.days[0].span && !c.asks {
			continue
		}
		all := s.open(c, Question{Topic: Open, Sure: true})
		if c.days[0].now || slices.ContainsFunc(all, func(q Question) bool { return !q.Day.IsZero() }) {
			return s.eachOfCentres(i, all)
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
	if a.topic == Open || a.topic == hours && slices.ContainsFunc(c.days, func(d day) bool { return !d.now }) {
		q.Topic = Open
		return s.eachOfCentres(i, s.open(c, q))
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
	return slices.ContainsFunc(c.days, func(d day) bool { return !d.past && !d.now && !d.general })
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

// open makes of the question whether a centre is open one for each day that is
// meant.
func (s subject) open(c clause, q Question) []Question {
	var all []Question
	for _, d := range s.daysFor(c) {
		all = append(all, q.on(d))
		if !d.or.IsZero() && !d.lost && !d.past {
			all = append(all, q.on(day{date: d.or, fuzzy: true}))
		}
	}
	if len(all) == 0 {
		q.Sure = q.Sure && (c.unknown == 0 || len(c.days) > 0) // which may be a day, or "when"
		all = []Question{q}
	}
	return once(all)
}

// on is the question for a day. Where it is not known which day is meant, it is about
// the hours of all days, and not about now.
func (q Question) on(d day) Question {
	switch {
	case d.lost, d.span && d.past:
		q.Topic, q.Sure = hours, false
	case d.general:
		q.Topic = hours
	case d.span:
		q.Topic, q.Day, q.Sure = hours, d.date, q.Sure && !d.fuzzy
	default:
		q.Day, q.Sure = d.date, q.Sure && !d.fuzzy
	}
	return q
}

// daysFor returns the days that a question in a clause is about: its own, or those of
// another clause of its sentence, and those of sentences after it that say nothing
// but a day.
func (s subject) daysFor(c clause) []day {
	days := slices.Clone(c.days)
	if len(days) == 0 {
		days = s.borrowed(c)
	}
	if s.tellsOfPast(c) {
		for i := range days {
			days[i] = days[i].behind(s.now)
		}
	}
	return s.meant(append(days, s.moreDays(c)...))
}

// borrowed are the days of another clause of a sentence. What is past, or no certain
// day, belongs to that one.
func (s subject) borrowed(c clause) []day {
	for _, other := range s.clauses {
		if other.sentence == c.sentence && len(other.days) > 0 {
			days := slices.DeleteFunc(slices.Clone(other.days), func(d day) bool { return d.past })
			for i := range days {
				days[i].lost = days[i].lost || days[i].span
			}
			return days
		}
	}
	return nil
}

// moreDays are the days of the clauses that follow and only go on with days: open
// today? and tomorrow?
func (s subject) moreDays(c clause) []day {
	var days []day
	for _, next := range s.clauses {
		if next.from < c.to {
			continue
		}
		if len(next.days) == 0 || len(next.topics)+len(next.items)+len(next.centres)+len(next.events)+next.unknown > 0 {
			break
		}
		days = append(days, next.days...)
	}
	return days
}

// meant leaves of days those that a question is about. Public holidays, or now, are
// only meant where no day is; a day that is past only where none to come is.
func (s subject) meant(days []day) []day {
	for _, without := range []func(day) bool{
		func(d day) bool { return d.general },
		func(d day) bool { return d.now && !s.listed(d, days) },
		func(d day) bool { return d.past },
	} {
		if left := slices.DeleteFunc(slices.Clone(days), without); len(left) > 0 {
			days = left
		}
	}
	var left []day
	for _, d := range days {
		own, another := s.dateOf(d, days)
		if own {
			continue
		}
		d.fuzzy = d.fuzzy || another
		left = append(left, d)
	}
	return left
}

// besides is how many words away from a weekday its date is at most.
const besides = 4

// dateOf says whether a day is a weekday that has its date beside it, as in Friday, 4
// December; or one of two that contradict each other, as in Friday, 5 December.
func (s subject) dateOf(d day, days []day) (own, another bool) {
	for _, o := range days {
		if d.week == o.week || d.now || o.now || d.date.IsZero() || o.date.IsZero() || d.span || o.span {
			continue
		}
		beside := distance(d.at, o.at) <= besides && !s.joinedDays(d.at, o.at)
		same := d.date.In(time.UTC).Weekday() == o.date.In(time.UTC).Weekday()
		own = own || d.week && same && (beside || d.date == o.date)
		another = another || beside && !same
	}
	return own, another
}

// joinedDays says whether a word that joins, or the end of a sentence, stands between
// two days.
func (s subject) joinedDays(a, b int) bool {
	for i := min(a, b); i < max(a, b); i++ {
		if s.lookup.ends(i) || i > min(a, b) && s.lookup.tokens[i].joins() {
			return true
		}
	}
	return false
}

// listed says whether now is named among other days: now or tomorrow.
func (s subject) listed(now day, days []day) bool {
	return slices.ContainsFunc(days, func(o day) bool {
		return o.at != now.at && distance(o.at, now.at) <= besides && s.joinedDays(o.at, now.at)
	})
}

// tense is how many words are at most between a verb of the past and what was open.
const tense = 4

// tellsOfPast says whether a clause asks whether a centre was open.
func (s subject) tellsOfPast(c clause) bool {
	return slices.ContainsFunc(s.all, func(was found) bool {
		return was.kind == forDay && was.value == "was" && was.from() >= c.from && was.from() < c.to &&
			slices.ContainsFunc(c.topics, func(f found) bool {
				together := f.at[len(f.at)-1]-f.from() < len(f.at) // not "is it open" after "I was told"
				return Topic(f.value) == Open && together && distance(f.from(), was.from()) <= tense
			})
	})
}

// eachOfCentres makes of each question one of each centre that it is about.
func (s subject) eachOfCentres(i int, questions []Question) []Question {
	var all []Question
	for _, q := range questions {
		all = append(all, s.ofCentres(i, q)...)
	}
	return all
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
// come again, or only says so.
func (s subject) visited() ([]Question, bool) {
	i := slices.IndexFunc(s.clauses, func(c clause) bool { return c.mentions(Visited) })
	if i < 0 {
		return nil, false
	}
	again := s.again()
	if !again && !s.onlyTells(i) {
		return nil, false
	}
	was, _ := s.clauses[i].weak(Visited)
	d, ok := s.dayOfVisit(s.clauses[i], was.from())
	switch {
	case ok:
		return s.ofCentres(i, Question{Topic: Visited, Day: d.before(s.now), Sure: was.sure() && !d.fuzzy && (again || s.wasThere(was))}), true
	case !again && s.sentenceHas(i, func(c clause) bool { return len(c.days) > 0 }): // I was there tomorrow
		return s.ofCentres(i, Question{Topic: frequency}), true
	}
	return nil, false
}

// onlyTells says whether a text says that somebody was at a centre, and nothing else.
func (s subject) onlyTells(i int) bool {
	there := slices.ContainsFunc(s.all, func(f found) bool { return f.kind == forDay && f.value == "there" })
	return (len(s.centresFor(i)) > 0 || there) && !slices.ContainsFunc(s.clauses, func(c clause) bool {
		return c.asks || c.other || len(c.events) > 0 || s.speaksOfMore(c)
	})
}

// wasThere says whether nothing else may have been at a place than who writes: I was
// yesterday at Romexpo, and not: I was told about Romexpo.
func (s subject) wasThere(was found) bool {
	return s.unknown() == 0 && slices.ContainsFunc(s.all, func(f found) bool {
		place := f.kind == forCentre || f.kind == forDay && f.value == "there"
		return place && s.leads(min(was.from(), f.from()), max(was.from(), f.from()))
	})
}

// shortFiller is how many letters the words have that may stand between a visit and
// its place.
const shortFiller = 3

// leads says whether words say no more than when somebody was where, and what for.
func (s subject) leads(from, to int) bool {
	if s.lookup.tokens[from].after != 0 {
		return false
	}
	for i := from + 1; i < to; i++ {
		of := slices.ContainsFunc(s.all, func(f found) bool {
			return slices.Contains(f.at, i) && (f.kind == forDay || f.kind == forItem || f.kind == forTopic && (Topic(f.value) == Visited || Topic(f.value) == gives))
		})
		if !of && s.lookup.tokens[i].number < 0 && utf8.RuneCountInString(s.lookup.tokens[i].word) > shortFiller {
			return false
		}
	}
	return true
}

// sentenceHas says whether a clause of the same sentence is so.
func (s subject) sentenceHas(i int, so func(clause) bool) bool {
	return slices.ContainsFunc(s.clauses, func(c clause) bool { return c.sentence == s.clauses[i].sentence && so(c) })
}

// again says whether a text asks when to come again, and nothing else.
func (s subject) again() bool {
	asks := func(c clause) bool { return c.mentions(frequency, hours, eligibility) || c.asks && c.dated() }
	return slices.ContainsFunc(s.clauses, asks) && !slices.ContainsFunc(s.clauses, s.speaksOfMore)
}

// speaksOfMore says whether a clause asks for what has nothing to do with when
// somebody was there, and may come again.
func (s subject) speaksOfMore(c clause) bool {
	return slices.ContainsFunc(c.strongTopics(), func(a asked) bool {
		return a.topic != frequency && a.topic != hours && a.topic != gives && a.topic != eligibility && !circumstance(a.topic)
	})
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
			if d.now || d.lost || d.general || d.ahead || d.span && !d.past {
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
