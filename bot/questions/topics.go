package questions

import (
	"slices"

	"visitbot/bot/catalogue"
)

// A topic that was made out in a clause.
type asked struct {
	topic Topic
	at    int
	sure  bool
	weak  bool // only weak words say so
	loose bool // a word of an item is all there is
	items []catalogue.Item
}

const (
	gives       = Topic(catalogue.Gives)
	hours       = Topic(catalogue.Hours)
	address     = Topic(catalogue.Address)
	documents   = Topic(catalogue.Documents)
	frequency   = Topic(catalogue.Frequency)
	eligibility = Topic(catalogue.Eligibility)
	figures     = Topic(catalogue.Figures)
	about       = Topic(catalogue.About)
	programme   = Topic(catalogue.Programme)
)

// beats says which strong topics make others of the same clause mean nothing of
// their own: what do I need to bring to get food asks for documents.
var beats = map[Topic][]Topic{
	SignUp:                    {hours, Open},
	documents:                 {gives, eligibility, programme, about, SignUp},
	frequency:                 {gives, hours, eligibility, Visited, Waiting, figures},
	hours:                     {gives, Open, When, eligibility},
	eligibility:               {gives, programme, hours},
	gives:                     {programme, about},
	about:                     {programme},
	Topic(catalogue.Funding):  {programme, about, Cost},
	Topic(catalogue.Partners): {programme, gives, about},
	Topic(catalogue.Figures):  {programme, gives, about},
	Topic(catalogue.Awards):   {programme, about},
	Topic(catalogue.Web):      {about, address, programme},
	Topic(catalogue.Contact):  {about, Ticket},
	Cancel:                    {SignUp, Ticket, Visited, Visits},
	Change:                    {SignUp, Ticket, Visits},
	Waiting:                   {Places, programme, Transport, SignUp},
	Places:                    {SignUp, Friend},
	Two:                       {SignUp, Visits, Change, Places},
	Ticket:                    {Where},
	Data:                      {Ticket, Cancel, SignUp, programme, Topic(catalogue.Contact)},
	When:                      {hours, Open},
	Where:                     {address},
	Visits:                    {SignUp},
	address:                   {Open, gives},
	Friend:                    {SignUp, Ticket},
	Cost:                      {gives, SignUp},
	Interpreter:               {},
	Transport:                 {address, Where},
}

// ofEvent says whether a topic is the event's.
func ofEvent(t Topic) bool { return slices.Contains(OfEvent(), t) }

// topicsOf returns what a clause asks, in its order.
func (c clause) topicsOf() []asked {
	all := c.strongTopics()
	if len(c.items) > 0 && len(c.events) == 0 {
		all = slices.DeleteFunc(all, func(a asked) bool { return circumstance(a.topic) || a.topic == Cost })
	}
	if len(all) > 0 {
		return all
	}
	if len(c.items) > 0 {
		return []asked{c.givesItems()}
	}
	if a, ok := c.weakTopic(); ok {
		a.weak = a.weak && !(c.to-c.from == 1 && questionWord[a.topic]) // where, and till when
		return []asked{a}
	}
	return nil
}

// strongTopics returns the topics of strong words that no other one beats.
func (c clause) strongTopics() []asked {
	var all []asked
	for _, f := range c.topics {
		topic := Topic(f.value)
		if !f.strong || c.beaten(f) || slices.ContainsFunc(all, func(a asked) bool { return a.topic == topic }) {
			continue
		}
		all = append(all, asked{topic: topic, at: f.from(), sure: f.sure()})
	}
	for i, a := range all {
		if a.topic == gives || a.topic == eligibility {
			all[i].items = c.itemList()
		}
	}
	return all
}

// beaten says whether a strong word of the clause makes another one mean nothing:
// one that has precedence, or any that is sure where this one is not.
func (c clause) beaten(by found) bool {
	return slices.ContainsFunc(c.topics, func(f found) bool {
		return f.strong && (f.sure() && !by.sure() || f.sure() == by.sure() && slices.Contains(beats[Topic(f.value)], Topic(by.value)))
	})
}

// itemList returns the items of a clause, each once.
func (c clause) itemList() []catalogue.Item {
	var items []catalogue.Item
	anySure := slices.ContainsFunc(c.items, found.sure)
	for _, f := range c.items {
		if anySure && !f.sure() {
			continue
		}
		if item := catalogue.Item(f.value); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// givesItems is the question for the things that a clause names.
func (c clause) givesItems() asked {
	a := asked{topic: gives, at: c.items[0].from(), items: c.itemList(), sure: true, loose: !c.mentions(gives)}
	for _, f := range c.items {
		a.sure = a.sure && (f.sure() || len(a.items) < len(c.items))
	}
	return a
}

// vague says whether a topic is so by words that mean little: help, need, what.
func (a asked) vague() bool {
	return a.weak && (a.topic == gives || a.topic == about || a.topic == programme || a.topic == Open)
}

// weakTopic is what a clause asks that has only weak words.
func (c clause) weakTopic() (asked, bool) {
	when, isWhen := c.weak(hours)
	open, isOpen := c.weak(Open)
	switch {
	case isWhen && isOpen:
		return weakly(hours, when, open), true
	case isOpen:
		return weakly(Open, open), true
	}
	for _, topic := range []Topic{When, Where, Ticket, Waiting, Two, Friend, Cancel, Change, Interpreter, Transport, Data, Cost, address, hours} {
		if f, ok := c.weak(topic); ok && (!ofEvent(topic) || len(c.events) > 0 || len(c.centres) == 0) {
			return weakly(topic, f), true
		}
	}
	for _, f := range c.topics {
		if Topic(f.value) != Visited {
			return weakly(Topic(f.value), f), true
		}
	}
	return asked{}, false
}

func weakly(topic Topic, words ...found) asked {
	a := asked{topic: topic, at: words[0].from(), sure: true, weak: true}
	for _, f := range words {
		a.sure = a.sure && (!f.fuzzy || len(words) > 1 && !f.rival && f.long >= sureInPhrase)
	}
	return a
}

// A word of so many letters is sure in spite of a slip, on its own or in a phrase
// of which another word is there without one.
const mostlySure, sureInPhrase = 5, 4

// alone is how many letters the word of a topic has that is known alone in spite
// of a slip.
const alone = 8

// sure says whether what was found is that without doubt. A thing that is given, or
// a topic, is not known by one word with a slip.
func (f found) sure() bool {
	if f.fuzzy && f.exact == 0 && (f.kind == forItem || f.kind == forTopic && f.long < alone) {
		return false
	}
	least := mostlySure
	if f.exact > 0 {
		least = sureInPhrase
	}
	return !f.odd && (!f.fuzzy || !f.rival && f.long >= least)
}
