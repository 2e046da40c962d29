package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
)

// What organisers confirm and change of the facts about centres.

// pickCentre asks for the centre with buttons, where none was named.
func (d *Desk) pickCentre(c *call) *bot.Answer {
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.fact.pick", "What", d.does(c.command)))
	s.Paragraph(conversation.Say("desk.trouble.example", "Text", "/"+c.command.Word+" "+c.command.Example))
	d.centreButtons(c, s, c.cat.Centres)
	s.back()
	return d.answer(c, s)
}

// centreButtons lead to centres, each with the number of its facts that somebody
// should look at.
func (d *Desk) centreButtons(c *call, s *sheet, all []catalogue.Centre) {
	stale := map[string]int{}
	for _, aged := range centres.Stale(c.cat, c.now()) {
		stale[aged.Centre]++
	}
	for _, centre := range all {
		label := conversation.Say("button.named", "Name", centre.Name)
		if n := stale[centre.ID]; n > 0 {
			label = conversation.Say("button.stale", "Name", centre.Name, "Count", n)
		}
		s.Row(tap(label, c.command.Word, ofCentre(centre)))
	}
}

// refresh lets a call see all that was changed, by whichever process.
func (d *Desk) refresh(c *call) (overrides map[string]string, err error) {
	overrides, err = d.Store.Overrides(c)
	if err == nil {
		c.cat, c.overrides = d.Shipped.With(overrides), overrides
		c.args.Centre, _ = c.cat.Centre(c.args.Centre.ID)
	}
	return overrides, err
}

// fact shows what is known about a centre, and lets it be confirmed and changed.
func (d *Desk) fact(c *call) (*bot.Answer, error) {
	switch c.more {
	case enough:
		return d.finishTexts(c)
	case save:
		return d.saveTexts(c)
	}
	if _, err := d.refresh(c); err != nil {
		return nil, err
	}
	if c.args.Centre.ID == "" {
		return d.pickCentre(c), nil
	}
	what, about, _ := strings.Cut(c.more, ".")
	topic := catalogue.Topic(about)
	known := slices.Contains(catalogue.Topics(), topic)
	draft := organiser.Draft{Word: "fact", Args: []string{c.args.Centre.ID}}
	switch {
	case what == "ok" && c.confirmed:
		return d.confirmFacts(c, about)
	case what == "yes" && c.confirmed:
		return d.hoursAgreed(c)
	case what == "other":
		return d.otherTopics(c), nil
	case what == "set" && topic == catalogue.Hours:
		draft.For = "hours"
		return d.askTyped(c, draft)
	case (what == "set" || what == "words") && known:
		draft.For, draft.Args = "fact", append(draft.Args, about)
		return d.askText(c, draft)
	case what == "add":
		return d.addTranslation(c, draft, about)
	case what == "back" && known:
		return d.giveFactBack(c, topic)
	}
	return d.factDay(c, what, about, draft)
}

// askTyped asks for what a draft waits for, and for what is no text in a language.
func (d *Desk) askTyped(c *call, draft organiser.Draft) (*bot.Answer, error) {
	if c.update.Group {
		return d.say(c, named("desk.private")), nil
	}
	if err := d.Store.KeepDraft(c, c.me.Person, draft); err != nil {
		return nil, err
	}
	return purposeOf(draft).ask(d, c, draft)
}

// The sheet of a centre.

// factSheet shows what is known about a centre as it is now, under lines that say
// what has just been done.
func (d *Desk) factSheet(c *call, done ...conversation.Line) (*bot.Answer, error) {
	overrides, err := d.refresh(c)
	if err != nil {
		return nil, err
	}
	if err := d.Store.DropDraft(c, c.me.Person); err != nil {
		return nil, err
	}
	s, centre := &sheet{}, c.args.Centre
	s.Paragraph(done...)
	s.Paragraph(conversation.Say("centre.title", "Name", centre.Name))
	if centre.Status == catalogue.Completed {
		s.Lines = append(s.Lines, named("centre.completed"))
	}
	var stale []catalogue.Topic
	for _, topic := range catalogue.Topics() {
		s.Paragraph(d.topicLines(c, topic)...)
		if len(d.staleFacts(c, topic)) > 0 {
			stale = append(stale, topic)
		}
	}
	var unknown []conversation.Line
	for _, topic := range centre.Unpublished() {
		unknown = append(unknown, conversation.Say("centre.unpublished", "Topic", topicName(topic)))
	}
	s.Paragraph(unknown...)
	d.dayLines(c, s)
	d.confirmButtons(c, s, stale)
	d.changeButtons(c, s, overrides)
	return d.answer(c, s), nil
}

func topicName(topic catalogue.Topic) conversation.Line {
	return named("topic." + string(topic))
}

// mostShown is how many facts on one topic a sheet shows, and mostWords how much of
// each.
const (
	mostShown = 3
	mostWords = 100
)

// topicLines are the facts on a topic in short, and how old they are.
func (d *Desk) topicLines(c *call, topic catalogue.Topic) []conversation.Line {
	var lines []conversation.Line
	facts := c.args.Centre.On(topic)
	for i, f := range facts {
		switch {
		case i == 0:
			lines = append(lines, conversation.Say("centre.fact", "Topic", topicName(topic), "Text", short(f)))
		case i < mostShown:
			lines = append(lines, conversation.Say("centre.also", "Text", short(f)))
		}
	}
	if n := len(facts) - mostShown; n > 0 {
		lines = append(lines, conversation.Say("desk.fact.more", "Count", n))
	}
	if len(facts) == 0 {
		return nil
	}
	return append(lines, d.ageLine(c, topic))
}

// short are the first words of a fact, or its hours.
func short(f catalogue.Fact) any {
	if f.Text.Empty() {
		return f.Hours
	}
	text := catalogue.Text{}
	for lang, words := range f.Text {
		if letters := []rune(words); len(letters) > mostWords {
			words = strings.TrimSpace(string(letters[:mostWords-1])) + "…"
		}
		text[lang] = words
	}
	return text
}

// staleFacts are those on a topic that no longer count: they are too old, or
// inferred and never confirmed.
func (d *Desk) staleFacts(c *call, topic catalogue.Topic) []catalogue.Fact {
	return slices.DeleteFunc(c.args.Centre.On(topic), func(f catalogue.Fact) bool {
		return f.Ended || !f.Inferred && centres.Fresh(f, c.cat.Rules.FactTerm, c.cat.Event.Zone, c.now())
	})
}

// ageLine says how old the facts on a topic are: of several the oldest that no
// longer counts.
func (d *Desk) ageLine(c *call, topic catalogue.Topic) conversation.Line {
	stale := d.staleFacts(c, topic)
	if len(stale) == 0 {
		return conversation.Say("desk.fact.age", "What", age(c.args.Centre.On(topic)[0]))
	}
	oldest := slices.MinFunc(stale, func(a, b catalogue.Fact) int {
		return centres.Since(a, c.cat.Event.Zone).Compare(centres.Since(b, c.cat.Event.Zone))
	})
	if slices.ContainsFunc(stale, func(f catalogue.Fact) bool { return f.Inferred }) {
		return conversation.Say("desk.fact.age.inferred", "What", age(oldest))
	}
	return conversation.Say("desk.fact.age.stale", "What", age(oldest))
}

func age(f catalogue.Fact) conversation.Line {
	switch {
	case !f.Confirmed.IsZero():
		return conversation.Say("desk.fact.confirmed", "Day", conversation.Day(f.Confirmed))
	case f.Published.IsZero():
		return named("desk.fact.undated")
	}
	return conversation.Say("desk.fact.published", "Date", f.Published)
}

// allTopics stands for every topic that is stale.
const allTopics = "all"

// confirmButtons say with one tap that what is stale is still right. Each carries
// what was shown: if that has changed since, it is shown anew.
func (d *Desk) confirmButtons(c *call, s *sheet, stale []catalogue.Topic) {
	if len(stale) == 0 {
		return
	}
	s.Paragraph(named("desk.fact.explain"))
	var buttons []conversation.Button
	for _, topic := range stale {
		buttons = append(buttons, d.confirm(c, s, conversation.Say("desk.button.right", "Topic", topicName(topic)), d.shown(c, topic),
			ofCentre(c.args.Centre), ofMore("ok."+string(topic))))
	}
	s.Grid(buttons, 2)
	if len(stale) > 1 {
		s.Row(d.confirm(c, s, named("desk.button.allright"), d.shown(c, stale...), ofCentre(c.args.Centre), ofMore("ok."+allTopics)))
	}
}

// shown is what a sheet says about topics, as a number.
func (d *Desk) shown(c *call, topics ...catalogue.Topic) int {
	s := &sheet{}
	for _, topic := range topics {
		for _, f := range c.args.Centre.On(topic) {
			s.Lines = append(s.Lines, conversation.Say("centre.fact", "Topic", topicName(topic), "Text", conversation.Words(f)), age(f))
		}
	}
	return d.figuresOf(c, s)
}

// frequent are the topics that most often change.
var frequent = []catalogue.Topic{catalogue.Hours, catalogue.Address, catalogue.Documents, catalogue.Contact}

// changeButtons lead to what can be changed, added and given back to the catalogue.
func (d *Desk) changeButtons(c *call, s *sheet, overrides map[string]string) {
	centre := c.args.Centre
	buttons := []conversation.Button{}
	for _, topic := range frequent {
		buttons = append(buttons, tap(conversation.Say("desk.button.change", "Topic", topicName(topic)), "fact", ofCentre(centre), ofMore("set."+string(topic))))
	}
	buttons = slices.Insert(buttons, 1, tap(named("desk.button.day"), "fact", ofCentre(centre), ofMore("day")))
	buttons = append(buttons, tap(named("desk.button.other"), "fact", ofCentre(centre), ofMore("other")))
	s.Grid(buttons, 2)
	d.translationButtons(c, s)
	for _, change := range changesOf(c, centre, overrides) {
		s.Row(tap(conversation.Say("desk.button.back.fact", "What", change.what), "fact", ofCentre(centre), ofMore(change.back)))
	}
	s.Row(tap(named("desk.button.centres"), "fact"))
	s.back()
}

// otherTopics lets any other topic be chosen.
func (d *Desk) otherTopics(c *call) *bot.Answer {
	s := &sheet{}
	s.Paragraph(conversation.Say("centre.title", "Name", c.args.Centre.Name))
	s.Paragraph(named("desk.fact.which"))
	var buttons []conversation.Button
	for _, topic := range catalogue.Topics() {
		if !slices.Contains(frequent, topic) {
			buttons = append(buttons, tap(topicName(topic), "fact", ofCentre(c.args.Centre), ofMore("set."+string(topic))))
		}
	}
	s.Grid(buttons, 2)
	s.toCentre(c.args.Centre)
	s.back()
	return d.answer(c, s)
}

// toCentre leads back to the sheet of a centre.
func (s *sheet) toCentre(centre catalogue.Centre) {
	s.Row(tap(conversation.Say("desk.button.tocentre", "Name", centre.Name), "fact", ofCentre(centre)))
}

// Confirming.

// confirmFacts stamps what was shown as right: one topic, or all that are stale.
func (d *Desk) confirmFacts(c *call, about string) (*bot.Answer, error) {
	topics := []catalogue.Topic{catalogue.Topic(about)}
	if about == allTopics {
		topics = slices.DeleteFunc(catalogue.Topics(), func(topic catalogue.Topic) bool { return len(d.staleFacts(c, topic)) == 0 })
	}
	switch {
	case len(topics) == 0 || len(d.staleFacts(c, topics[0])) == 0: // somebody was faster, or it is the second tap
		return d.factSheet(c, named("desk.done"))
	case c.seen != d.shown(c, topics...):
		return d.factSheet(c, named("desk.changed"))
	}
	fields := map[string]string{}
	for _, topic := range topics {
		fields[catalogue.ConfirmedField(c.args.Centre.ID, topic)] = stamp(c.now())
	}
	if err := d.Store.Override(c, c.does(), fields); err != nil {
		return nil, err
	}
	return d.factSheet(c, conversation.Say("desk.fact.stamped", "Count", len(topics)))
}

// stamp is a moment as the overrides have it.
func stamp(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

// Opening hours.

// askHours asks for opening hours, or whether they were understood.
func (d *Desk) askHours(c *call, draft organiser.Draft) (*bot.Answer, error) {
	s := d.hoursSheet(c, draft)
	if s == nil {
		return d.pickCentre(c), nil
	}
	if len(draft.Args) > 1 {
		d.ask(c, s, named("desk.button.yes"), ofCentre(c.args.Centre), ofMore("yes"))
		return d.answer(c, s), nil
	}
	s.Paragraph(named("desk.fact.hours.ask"), named("desk.fact.hours.example"))
	s.hoursButtons(c.args.Centre)
	return d.answer(c, s), nil
}

// hoursSheet begins a sheet with the hours that a draft has understood; nil where
// the centre is gone.
func (d *Desk) hoursSheet(c *call, draft organiser.Draft) *sheet {
	centre, ok := c.cat.Centre(draft.Args[0])
	if !ok {
		return nil
	}
	c.args.Centre = centre
	s := &sheet{}
	s.Paragraph(conversation.Say("desk.fact.title", "Name", centre.Name, "Topic", topicName(catalogue.Hours)))
	if len(draft.Args) > 1 {
		week, _ := catalogue.ParseWeek(draft.Args[1])
		s.Paragraph(conversation.Say("desk.fact.understood", "Text", week))
		if stretches := week.Stretches(); len(stretches) == 1 && stretches[0].First == time.Monday && stretches[0].Last == time.Sunday {
			s.Lines = append(s.Lines, named("desk.fact.everyday"))
		}
	}
	return s
}

func (s *sheet) hoursButtons(centre catalogue.Centre) {
	s.Row(tap(named("desk.button.words"), "fact", ofCentre(centre), ofMore("words."+string(catalogue.Hours))))
	s.toCentre(centre)
	s.back()
}

// hoursTyped reads the hours that were typed, and asks whether it did so rightly.
func (d *Desk) hoursTyped(c *call, draft organiser.Draft, text string) (*bot.Answer, error) {
	week, _, ok := organiser.Week(text)
	draft.Args, draft.Taken = draft.Args[:1], c.operation
	if ok {
		draft.Args = append(draft.Args, week.String())
		return d.askTyped(c, draft)
	}
	s := d.hoursSheet(c, draft)
	if s == nil {
		return d.pickCentre(c), nil
	}
	s.Paragraph(conversation.Say("desk.trouble.wrong", "Text", conversation.Private(first(text))))
	s.Paragraph(named("desk.fact.hours.example"))
	s.hoursButtons(c.args.Centre)
	return d.answer(c, s), nil
}

// first are the first letters of what was typed.
func first(text string) string {
	letters := []rune(clean(text))
	if len(letters) > mostWords {
		return string(letters[:mostWords-1]) + "…"
	}
	return string(letters)
}

// hoursAgreed sets the hours that were understood. A second press finds nothing
// to set, and shows them.
func (d *Desk) hoursAgreed(c *call) (*bot.Answer, error) {
	draft, ok, err := d.Store.Draft(c, c.me.Person)
	switch {
	case err != nil:
		return nil, err
	case !ok || draft.For != "hours" || len(draft.Args) < 2 || draft.Args[0] != c.args.Centre.ID:
		return d.factSheet(c)
	}
	s := d.hoursSheet(c, draft)
	if !d.ask(c, s, named("desk.button.yes"), ofCentre(c.args.Centre), ofMore("yes")) {
		return d.answer(c, s), nil
	}
	week, err := catalogue.ParseWeek(draft.Args[1])
	if err != nil {
		return d.factSheet(c)
	}
	old := c.args.Centre.On(catalogue.Hours)
	same := len(old) == 1 && old[0].Text.Empty() && old[0].Hours.String() == week.String()
	fields := d.rewritten(c, catalogue.Hours, same)
	if !same {
		fields[catalogue.HoursField(c.args.Centre.ID)] = week.String()
	}
	return d.keepFact(c, catalogue.Hours, fields)
}

// rewritten are the fields of a topic that organisers have written anew: only
// confirmed where it says the same as before. What was written is still to be put
// in.
func (d *Desk) rewritten(c *call, topic catalogue.Topic, same bool) map[string]string {
	fields := map[string]string{catalogue.ConfirmedField(c.args.Centre.ID, topic): stamp(c.now())}
	if !same {
		clearTopic(c, topic, fields)
	}
	return fields
}

// clearTopic gives all that was written about a topic back, answers that were kept
// among it, and says that it has changed.
func clearTopic(c *call, topic catalogue.Topic, fields map[string]string) {
	centre := c.args.Centre.ID
	fields[catalogue.ChangedField(centre, topic)] = stamp(c.now())
	if topic == catalogue.Hours {
		fields[catalogue.HoursField(centre)] = ""
	}
	for _, lang := range catalogue.Languages() {
		fields[catalogue.FactField(centre, topic, lang)] = ""
	}
	for _, field := range catalogue.MoreFields(centre, topic, c.overrides) {
		fields[field] = ""
	}
}

func (d *Desk) keepFact(c *call, topic catalogue.Topic, fields map[string]string) (*bot.Answer, error) {
	if err := d.Store.Override(c, c.does(), fields); err != nil {
		return nil, err
	}
	return d.factSheet(c, conversation.Say("desk.fact.saved", "Topic", topicName(topic)))
}

// Texts.

// drafted finds the centre, and the topic, that a draft is about.
func (d *Desk) drafted(c *call, draft organiser.Draft) (topic catalogue.Topic, ok bool, err error) {
	c.args.Centre.ID = draft.Args[0]
	_, err = d.refresh(c)
	return catalogue.Topic(draft.Args[1]), c.args.Centre.ID != "", err
}

// factTitle says what a text is about.
func (d *Desk) factTitle(c *call, draft organiser.Draft) conversation.Line {
	centre, _ := c.cat.Centre(draft.Args[0])
	return conversation.Say("desk.fact.title", "Name", centre.Name, "Topic", named("topic."+draft.Args[1]))
}

// factWritten puts what was written in the place of what was known. What there is
// in one language only is shown so in the others.
func (d *Desk) factWritten(c *call, draft organiser.Draft) (*bot.Answer, error) {
	topic, ok, err := d.drafted(c, draft)
	if !ok || err != nil {
		return d.say(c, named("desk.gone")), err
	}
	old := c.args.Centre.On(topic)
	same := len(old) == 1 && sameText(old[0].Text, draft.Texts)
	fields := d.rewritten(c, topic, same)
	for lang, text := range draft.Texts {
		if !same {
			fields[catalogue.FactField(c.args.Centre.ID, topic, catalogue.Language(lang))] = text
		}
	}
	return d.keepFact(c, topic, fields)
}

// sameText says whether a text says just what was written.
func sameText(text catalogue.Text, written map[string]string) bool {
	for _, lang := range catalogue.Languages() {
		if text[lang] != written[string(lang)] {
			return false
		}
	}
	return true
}

// A gap is a language that a fact lacks which organisers wrote: about a topic, or
// beside what else is known of it.
type gap struct {
	topic catalogue.Topic
	lang  catalogue.Language
	more  string // id of a fact that stands beside others; empty: it is none
}

func (g gap) String() string {
	return strings.TrimRight(string(g.topic)+"."+string(g.lang)+"."+g.more, ".")
}

// gapsOf are the languages that what organisers wrote about a centre lacks.
func gapsOf(c *call) []gap {
	var gaps []gap
	for _, f := range c.args.Centre.Facts {
		for _, lang := range c.cat.Rules.Languages {
			if f.Written() && !f.Text.Empty() && f.Text[lang] == "" {
				gaps = append(gaps, gap{f.Topic, lang, f.More()})
			}
		}
	}
	return gaps
}

// mostGaps is how many gaps a sheet has buttons for.
const mostGaps = 12

// translationButtons let what was written be added in the languages it lacks.
func (d *Desk) translationButtons(c *call, s *sheet) {
	gaps := gapsOf(c)
	for _, g := range gaps[:min(len(gaps), mostGaps)] {
		s.Row(tap(gapLabel(c, g, gaps), "fact", ofCentre(c.args.Centre), ofMore("add."+g.String())))
	}
}

// gapLabel says which language of which topic a gap is; where a topic has several
// that lack it, how the fact begins.
func gapLabel(c *call, g gap, gaps []gap) conversation.Line {
	language := named("language." + string(g.lang))
	alike := func(other gap) bool { return other.topic == g.topic && other.more != g.more }
	if f := c.factOf(g); slices.ContainsFunc(gaps, alike) && f != nil {
		return conversation.Say("desk.button.translate.of", "Language", language, "Text", conversation.Private(begins(*f, c.lang)))
	}
	return conversation.Say("desk.button.translate", "Language", language, "Topic", topicName(g.topic))
}

// factOf is the fact that lacks a language; nil where it is gone.
func (c *call) factOf(g gap) *catalogue.Fact {
	facts := c.args.Centre.Facts
	i := slices.IndexFunc(facts, func(f catalogue.Fact) bool { return f.Written() && f.Topic == g.topic && f.More() == g.more })
	if i < 0 {
		return nil
	}
	return &facts[i]
}

// mostBegun is how much of a fact a button says, in characters.
const mostBegun = 30

// begins is how a fact begins, in a language or in one that it has.
func begins(f catalogue.Fact, lang catalogue.Language) string {
	words := f.Text[lang]
	for _, other := range catalogue.Languages() {
		words = cmp.Or(words, f.Text[other])
	}
	letters := []rune(strings.Join(strings.Fields(words), " "))
	if len(letters) <= mostBegun {
		return string(letters)
	}
	return strings.TrimSpace(string(letters[:mostBegun-1])) + "…"
}

// addTranslation asks for a text in the one language that a button names.
func (d *Desk) addTranslation(c *call, draft organiser.Draft, about string) (*bot.Answer, error) {
	parts := append(strings.Split(about, "."), "", "")
	g := gap{catalogue.Topic(parts[0]), catalogue.Language(parts[1]), parts[2]}
	if !slices.Contains(gapsOf(c), g) {
		return d.factSheet(c)
	}
	draft.For, draft.Args = "translation", append(draft.Args, string(g.topic), string(g.lang), g.more)
	return d.askText(c, draft)
}

// translated is the language that a draft adds.
func translated(draft organiser.Draft) []catalogue.Language {
	return []catalogue.Language{catalogue.Language(draft.Args[2])}
}

// factTranslated adds a text in one language. The fact is still the same: neither
// was it confirmed, nor has it changed. Where it has changed meanwhile, the text
// is not of it any more.
func (d *Desk) factTranslated(c *call, draft organiser.Draft) (*bot.Answer, error) {
	topic, ok, err := d.drafted(c, draft)
	if !ok || err != nil {
		return d.say(c, named("desk.gone")), err
	}
	g := gap{topic, catalogue.Language(draft.Args[2]), draft.Args[3]}
	if !slices.Contains(gapsOf(c), g) {
		return d.factSheet(c, named("desk.gone"))
	}
	text, centre := draft.Texts[string(g.lang)], c.args.Centre
	fields := map[string]string{catalogue.FactField(centre.ID, topic, g.lang): text}
	if f := c.factOf(g); g.more != "" && f != nil {
		fields = map[string]string{catalogue.MoreField(centre.ID, topic, g.more, g.lang): catalogue.MoreValue(text, f.Confirmed)}
	}
	return d.keepFact(c, topic, fields)
}

// Giving back.

// A change is something that was changed of a centre in the chat: what, what it
// says now, and what a button says that takes it back.
type change struct {
	what, now any
	back      string
}

// changesOf are the changes of a centre that are in force.
func changesOf(c *call, centre catalogue.Centre, overrides map[string]string) []change {
	var all []change
	for _, topic := range catalogue.Topics() {
		if facts := centre.On(topic); writtenIn(centre.ID, topic, overrides) && len(facts) > 0 {
			all = append(all, change{topicName(topic), short(facts[0]), "back." + string(topic)})
		}
	}
	for _, day := range daysAhead(c, centre) {
		if overrides[catalogue.DayField(centre.ID, day.Date)] != "" {
			all = append(all, change{day.Date, timesOf(day), "open." + day.Date.String()})
		}
	}
	return all
}

// writtenIn says whether overrides have anything written about a topic.
func writtenIn(centre string, topic catalogue.Topic, overrides map[string]string) bool {
	return len(catalogue.MoreFields(centre, topic, overrides)) > 0 || topic == catalogue.Hours && overrides[catalogue.HoursField(centre)] != "" ||
		slices.ContainsFunc(catalogue.Languages(), func(lang catalogue.Language) bool { return overrides[catalogue.FactField(centre, topic, lang)] != "" })
}

// giveFactBack lets the catalogue say again what is known about a topic.
func (d *Desk) giveFactBack(c *call, topic catalogue.Topic) (*bot.Answer, error) {
	done, err := d.resetFact(c, topic)
	if err != nil || !done {
		return d.factSheetOr(c, err)
	}
	return d.factSheet(c, conversation.Say("desk.fact.reset", "Topic", topicName(topic)))
}

func (d *Desk) factSheetOr(c *call, err error) (*bot.Answer, error) {
	if err != nil {
		return nil, err
	}
	return d.factSheet(c)
}

// resetFact says whether there was anything to give back.
func (d *Desk) resetFact(c *call, topic catalogue.Topic) (done bool, err error) {
	overrides, err := d.refresh(c)
	if err != nil || !writtenIn(c.args.Centre.ID, topic, overrides) {
		return false, err
	}
	fields := map[string]string{catalogue.ConfirmedField(c.args.Centre.ID, topic): ""}
	clearTopic(c, topic, fields)
	return true, d.Store.Override(c, c.does(), fields)
}
