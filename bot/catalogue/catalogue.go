// Package catalogue is the one place for facts: the event, the rules of
// sign-up, the visits, and the centres behind them, typed and checked.
//
// A catalogue is one YAML file. Shipped is the one in the binary, Load reads an
// organiser's own, Check says what is wrong with it, and Init writes a commented
// start for one; docs/catalogue.schema.json describes it to editors. What the
// file does not say is not known: an empty text means "not published" and is
// shown so, never filled with a guess.
//
// The package is pure: it asks no clock and no network; Check is given the time.
// The only thing it reads is the time zone database, where a file names a zone.
package catalogue

import (
	"slices"
	"time"
)

// Catalogue is everything that organisers fix before the bot starts. A
// Catalogue that Load returns has passed its checks and is not changed again.
type Catalogue struct {
	// The event that the visits belong to.
	Event Event `yaml:"event" jsonschema:"required"`
	// Rules of sign-up. All have defaults.
	Rules Rules `yaml:"rules"`
	// The number to call in an emergency, shown in the help.
	Emergency Emergency `yaml:"emergency"`
	// The public holidays, on which a centre may be closed.
	Holidays Holidays `yaml:"holidays"`
	// The visits that people choose from, in the order they are shown.
	Visits []Visit `yaml:"visits" jsonschema:"required,minItems=1"`
	// The centres that people may ask about, in the order they are shown.
	Centres []Centre `yaml:"centres"`
}

// Visit returns the visit with that id.
func (c *Catalogue) Visit(id string) (Visit, bool) {
	for _, v := range c.Visits {
		if v.ID == id {
			return v, true
		}
	}
	return Visit{}, false
}

// Centre returns the centre with that id.
func (c *Catalogue) Centre(id string) (Centre, bool) {
	for _, centre := range c.Centres {
		if centre.ID == id {
			return centre, true
		}
	}
	return Centre{}, false
}

// Event is the one slot in which all visits run.
type Event struct {
	// The event's own name.
	Name Text `yaml:"name" jsonschema:"required"`
	// The city of the visits.
	City Text `yaml:"city" jsonschema:"required"`
	// The city follows from the source but is not written there.
	CityInferred bool `yaml:"city_inferred"`
	// One or two sentences that say what the visits are.
	About Text `yaml:"about"`
	// Further facts about the event as a whole.
	Facts []Fact `yaml:"facts"`
	// The time zone of every time in the file, such as Europe/Bucharest.
	Zone *time.Location `yaml:"zone" jsonschema:"required"`
	// When the visits begin, in the zone: 2027-01-14 14:30.
	Start time.Time `yaml:"start" jsonschema:"required"`
	// When the visits end, in the zone; after start.
	End time.Time `yaml:"end" jsonschema:"required"`
	// Part of the date, such as its year, follows from the source but is not written there.
	DateInferred bool `yaml:"date_inferred"`
}

// Past says whether the event has ended; from then on the bot only informs.
func (e Event) Past(now time.Time) bool {
	return !now.Before(e.End)
}

// Rules are the rules of sign-up.
type Rules struct {
	// The languages the bot offers. Every text is wanted in each of them. Default: all it speaks.
	Languages []Language `yaml:"languages" jsonschema:"minItems=1,uniqueItems"`
	// When sign-up opens, in the event's zone. Not set: it is open from the start of the bot.
	Opens time.Time `yaml:"opens"`
	// When sign-up closes, in the event's zone. Not set: when the event starts.
	Closes time.Time `yaml:"closes"`
	// How long a seat is kept for somebody who has not confirmed yet, such as 5m.
	Hold time.Duration `yaml:"hold"`
	// How many people may come on one seat, the person who signs up included: 1 to 60.
	MaxParty int `yaml:"max_party" jsonschema:"minimum=1,maximum=60"`
	// How long somebody who waits may take to accept a place that has become free, such as 2h. When the event is near, it is a quarter of the time left.
	Offer time.Duration `yaml:"offer"`
	// How long somebody who waits may take at least, however near the event is, such as 10m; not more than offer.
	OfferLeast time.Duration `yaml:"offer_least"`
	// From when in the evening nobody is offered a place and the time to accept one stands still, such as 22:00. The same as quiet_to: there are no quiet hours.
	QuietFrom TimeOfDay `yaml:"quiet_from"`
	// Until when in the morning nobody is offered a place, such as 08:00.
	QuietTo TimeOfDay `yaml:"quiet_to"`
	// Until when nobody is offered a place on the day of the event, such as 07:00.
	QuietToOnDay TimeOfDay `yaml:"quiet_to_on_day"`
	// How long freed places are kept together for a party that is first in a queue and needs more of them, such as 12h; quiet hours do not count.
	Gather time.Duration `yaml:"gather"`
	// How long before the event freed places are no longer kept together, such as 3h; 0s: when it starts.
	GatherMargin time.Duration `yaml:"gather_margin"`
	// When on the day before the event people are asked whether they still come, such as 18:00.
	RemindEvening TimeOfDay `yaml:"remind_evening"`
	// How long before the event people are asked once more, such as 3h.
	RemindBefore time.Duration `yaml:"remind_before"`
	// How long before the event people who wait may say that they are at the meeting point, such as 30m; 0s: from its start.
	Standby time.Duration `yaml:"standby"`
	// When on the day of the event those who came are asked how it was, such as 19:00; not before it ends.
	Feedback TimeOfDay `yaml:"feedback"`
	// How long personal data is kept after the event, or after the person's last contact if that is later, such as 90d.
	Keep time.Duration `yaml:"keep"`
	// How long the data of somebody who never confirmed is kept after the last contact, such as 7d.
	KeepUnconfirmed time.Duration `yaml:"keep_unconfirmed"`
	// How long a fact counts after it was published or confirmed, such as 30d. An older one is told with its date, and nobody is told "open" by it.
	FactTerm time.Duration `yaml:"fact_term"`
	// How long after somebody was told a fact they are written to when it changes, such as 14d.
	Retell time.Duration `yaml:"retell"`
	// When organisers answer questions, such as Mo-Fr 09:00-18:00; public holidays do not count.
	Answering Week `yaml:"answering"`
	// After how much of that time a question that nobody took is raised again, such as 4h.
	RaiseAfter time.Duration `yaml:"raise_after"`
	// After how long, by day and by night, a call for help that nobody took is told to all organisers, such as 15m.
	AlarmAfter time.Duration `yaml:"alarm_after"`
}

// Emergency is the number to call when life is in danger.
type Emergency struct {
	// The number as dialled. Default: 112.
	Number string `yaml:"number"`
	// What the number is, where it works and what a call costs.
	Text Text `yaml:"text"`
}

// Holidays are the public holidays where the centres are.
type Holidays struct {
	// The country whose holidays the bot knows: ro. Not set: only those listed here.
	Country Country `yaml:"country"`
	// Holidays that the bot does not know by the country.
	Also []Holiday `yaml:"also" jsonschema:"uniqueItems"`
}

// Holiday is a public holiday on the same day of each year.
type Holiday struct {
	// The day of the year: 01-06 for the 6th of January.
	Day YearDay `yaml:"day" jsonschema:"required"`
	// The first year in which it is one. Not set: it always was.
	Since int `yaml:"since" jsonschema:"minimum=0"`
}

// Country is a country whose public holidays are known.
type Country string

// Romania is the one country so far.
const Romania Country = "ro"

// Countries returns every country whose public holidays are known.
func Countries() []Country { return []Country{Romania} }

// Visit is one of the visits that run at the same time.
type Visit struct {
	// A short fixed name for buttons and links: 1 to 16 of a-z, 0-9 and _. Never change it while people hold seats.
	ID string `yaml:"id" jsonschema:"required,minLength=1,maxLength=16,pattern=^[a-z0-9_]*$"`
	// The name on a phone's button, at most 28 characters.
	Name Text `yaml:"name" jsonschema:"required"`
	// Who receives the visitors.
	Host Text `yaml:"host" jsonschema:"required"`
	// Two or three short sentences in plain words.
	About Text `yaml:"about" jsonschema:"required"`
	// The address as published. Not set: the first address among the facts of the visit's centre; without one, not published.
	Address Text `yaml:"address"`
	// What to type into a map to find the published address. Not set: no map is offered.
	MapQuery string `yaml:"map_query"`
	// Where the group meets. Not set: not published.
	MeetingPoint Text `yaml:"meeting_point"`
	// How many people can come, 0 or more.
	Capacity int `yaml:"capacity" jsonschema:"required,minimum=0"`
	// The capacity was not published: organisers are asked for the real one.
	CapacityAssumed bool `yaml:"capacity_assumed"`
	// The id of the centre behind the visit.
	Centre string `yaml:"centre"`
}

// Centre is a place or programme that people ask about.
type Centre struct {
	// A short fixed name for buttons: 1 to 16 of a-z, 0-9 and _.
	ID string `yaml:"id" jsonschema:"required,minLength=1,maxLength=16,pattern=^[a-z0-9_]*$"`
	// The name on a phone's button, at most 28 characters.
	Name Text `yaml:"name" jsonschema:"required"`
	// Other names, and spellings, by which people ask for it, in any language and script.
	KnownAs []string `yaml:"known_as" jsonschema:"uniqueItems"`
	// Names of what the centre has ended. Whoever asks by one of them is told so first.
	EndedAs []string `yaml:"ended_as" jsonschema:"uniqueItems"`
	// Whether the centre still receives people.
	Status Status `yaml:"status" jsonschema:"required"`
	// When the facts were published: 2024-01 or 2024-01-11. Not set: the date was not published.
	Published Date `yaml:"published"`
	// The date of publication follows from the source but is not written there.
	PublishedInferred bool `yaml:"published_inferred"`
	// What is known, each fact on its own, in the order it is shown.
	Facts []Fact `yaml:"facts"`
	// Days on which the centre is open at other times than its opening hours, or closed.
	Days []SpecialDay `yaml:"days"`
}

// SpecialDay is a day on which a centre is open at other times than on others.
type SpecialDay struct {
	// The day: 2027-01-07.
	Date Date `yaml:"date" jsonschema:"required"`
	// When it is open that day, such as 10:00-14:00, or closed.
	Hours Spans `yaml:"hours" jsonschema:"required"`
	// Why, in a few words.
	Reason Text `yaml:"reason"`
	// When organisers said so; the zero time: it is from the file.
	Confirmed time.Time `yaml:"-"`
}

// SpecialDay returns what is said of one day.
func (c Centre) SpecialDay(on Date) (SpecialDay, bool) {
	for _, d := range c.Days {
		if d.Date == on {
			return d, true
		}
	}
	return SpecialDay{}, false
}

// DaysFrom returns the special days from a day on, in their order.
func (c Centre) DaysFrom(on Date) []SpecialDay {
	days := slices.DeleteFunc(slices.Clone(c.Days), func(d SpecialDay) bool { return d.Date.In(time.UTC).Before(on.In(time.UTC)) })
	slices.SortFunc(days, func(a, b SpecialDay) int { return a.Date.In(time.UTC).Compare(b.Date.In(time.UTC)) })
	return days
}

// On returns the centre's facts on a topic, in the order of the file; none
// means that nothing about it was published.
func (c Centre) On(topic Topic) []Fact {
	var facts []Fact
	for _, f := range c.Facts {
		if f.Topic == topic {
			facts = append(facts, f)
		}
	}
	return facts
}

// Unpublished returns which of the topics that somebody needs before setting
// out (address, hours, contact) have no fact, so that a card can say so.
func (c Centre) Unpublished() []Topic {
	var missing []Topic
	for _, topic := range []Topic{Address, Hours, Contact} {
		if len(c.On(topic)) == 0 {
			missing = append(missing, topic)
		}
	}
	return missing
}

// Fact is one thing known about a centre or the event.
type Fact struct {
	// What the fact is about.
	Topic Topic `yaml:"topic" jsonschema:"required"`
	// The fact in plain words. Opening hours need none.
	Text Text `yaml:"text"`
	// Of a fact about opening hours: when it is open in the course of a week, such as Mo-Fr 09:00-17:00.
	Hours Week `yaml:"hours"`
	// Of a fact about how often one may come: how long after a visit the next one is allowed, such as 10d.
	Every time.Duration `yaml:"every"`
	// Of a fact about what a centre gives: what people who ask for it may call it.
	Items []Item `yaml:"items" jsonschema:"uniqueItems"`
	// When this fact was published, where that differs from the centre's other facts.
	Published Date `yaml:"published"`
	// The date of publication follows from the source but is not written there.
	PublishedInferred bool `yaml:"published_inferred"`
	// The fact follows from the source but is not written there: organisers are asked to confirm it.
	Inferred bool `yaml:"inferred"`
	// What the fact tells of is over, though the centre goes on. The text says so in its first words.
	Ended bool `yaml:"ended"`
	// When organisers confirmed or wrote it last; the zero time: nobody has.
	Confirmed time.Time `yaml:"-"`

	written bool   // organisers wrote it: it is not from the file
	more    string // id of one that stands beside the others
}

// Written says whether organisers wrote the fact in the chat.
func (f Fact) Written() bool { return f.written }

// More is the id of a fact that stands beside the others on its topic; empty: it is
// no such fact.
func (f Fact) More() string { return f.more }

// Status says whether a centre still receives people.
type Status string

// The statuses. A completed project is told about but nobody is sent there.
const (
	Running   Status = "running"
	Completed Status = "completed"
)

// Statuses returns every status.
func Statuses() []Status { return []Status{Running, Completed} }

// Topic is what a fact is about.
type Topic string

// The topics, in the order in which Topics lists them.
const (
	About       Topic = "about"       // what it is, who runs it, since when
	Programme   Topic = "programme"   // what happens there
	Gives       Topic = "gives"       // what people receive
	Eligibility Topic = "eligibility" // who may come
	Documents   Topic = "documents"   // what to bring
	Frequency   Topic = "frequency"   // how often one may come
	Hours       Topic = "hours"       // when it is open
	Address     Topic = "address"     // where it is
	Contact     Topic = "contact"     // how to reach it
	Web         Topic = "web"         // its sites
	Figures     Topic = "figures"     // how many people, how much
	Partners    Topic = "partners"    // with whom
	Funding     Topic = "funding"     // who paid and what it cost
	Awards      Topic = "awards"      // prizes
)

// Topics returns every topic.
func Topics() []Topic {
	return []Topic{
		About, Programme, Gives, Eligibility, Documents, Frequency, Hours,
		Address, Contact, Web, Figures, Partners, Funding, Awards,
	}
}

// Item is a thing or a help that people ask for by its name, whatever words
// they use for it.
type Item string

// The items, in the order in which Items lists them.
const (
	Food            Item = "food"
	Hygiene         Item = "hygiene"
	Baby            Item = "baby" // diapers, baby food, and what else babies need
	Clothes         Item = "clothes"
	Shoes           Item = "shoes"
	ChildVouchers   Item = "child_vouchers"
	MedicalVouchers Item = "medical_vouchers"
	Playground      Item = "playground"
	Information     Item = "information"
	Housing         Item = "housing" // a place to sleep or to live
	Washing         Item = "washing" // showers, washer-dryers
	Work            Item = "work"
	Studies         Item = "studies"
	Counselling     Item = "counselling" // psychological
	Treatment       Item = "treatment"   // medical
	Papers          Item = "papers"      // visas and other procedures
	Travel          Item = "travel"      // tickets
	Courses         Item = "language_courses"
	Activities      Item = "activities" // for children and parents
	Money           Item = "money"
)

// Items returns every item.
func Items() []Item {
	return []Item{
		Food, Hygiene, Baby, Clothes, Shoes, ChildVouchers, MedicalVouchers, Playground, Information, Housing,
		Washing, Work, Studies, Counselling, Treatment, Papers, Travel, Courses, Activities, Money,
	}
}
