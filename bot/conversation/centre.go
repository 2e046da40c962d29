package conversation

import (
	"slices"

	"visitbot/bot/catalogue"
)

// urgent are the topics that somebody needs before setting out; a card shows
// them open and the rest folded.
var urgent = []catalogue.Topic{
	catalogue.Hours, catalogue.Address, catalogue.Frequency, catalogue.Documents,
	catalogue.Eligibility, catalogue.Gives, catalogue.Contact,
}

// centre is a centre's card: its facts with their date, and what nobody has
// published.
func (s *scene) centre() {
	c, _ := s.cat.Centre(s.reply.Talk.Subject)
	s.Paragraph(Say("centre.title", "Name", c.Name))
	if c.Status == catalogue.Completed {
		s.Paragraph(Say("centre.completed"))
	}
	var intro, open []Line
	for _, f := range c.On(catalogue.About) {
		intro = append(intro, dated(c, f, Say("centre.about", "Text", Words(f))))
	}
	intro = append(intro, confirmed(c.On(catalogue.About))...)
	for _, topic := range urgent {
		facts := running(c, topic)
		open = append(open, topicLines(c, topic, facts)...)
		if topic == catalogue.Hours {
			open = append(open, s.daysAhead(c)...)
		}
		open = append(open, confirmed(facts)...)
	}
	s.Paragraph(intro...)
	s.Paragraph(open...)
	s.Paragraph(s.unpublished(c)...)
	s.Paragraph(published(c)...)
	for _, topic := range catalogue.Topics() {
		if topic != catalogue.About {
			facts := folded(c, topic)
			s.Fold = append(append(s.Fold, topicLines(c, topic, facts)...), confirmed(facts)...)
		}
	}
	s.centreButtons(c)
}

// centreButtons lead to the map and to the visit behind which the centre is.
func (s *scene) centreButtons(c catalogue.Centre) {
	for _, v := range s.cat.Visits {
		if v.Centre == c.ID {
			s.Row(append(s.mapButton(v), button(Say("button.tovisit"), "visit", v.ID))...)
		}
	}
	s.Row(button(Say("button.centres"), "centres"), button(Say("button.visits"), "visits"))
}

// running are the facts on a topic that are not about something ended.
func running(c catalogue.Centre, topic catalogue.Topic) []catalogue.Fact {
	return slices.DeleteFunc(c.On(topic), func(f catalogue.Fact) bool { return f.Ended })
}

// folded are the facts on a topic that a card does not show open.
func folded(c catalogue.Centre, topic catalogue.Topic) []catalogue.Fact {
	if !slices.Contains(urgent, topic) {
		return c.On(topic)
	}
	return slices.DeleteFunc(c.On(topic), func(f catalogue.Fact) bool { return !f.Ended })
}

// topicLines are the facts on a topic, the first under its name.
func topicLines(c catalogue.Centre, topic catalogue.Topic, facts []catalogue.Fact) []Line {
	var lines []Line
	for i, f := range facts {
		line := Say("centre.also", "Text", Words(f))
		if i == 0 {
			line = Say("centre.fact", "Topic", Say("topic."+string(topic)), "Text", Words(f))
		}
		line = dated(c, f, line)
		if !f.Confirmed.IsZero() && !together(facts) {
			line = Say("centre.fact.confirmed", "Fact", line, "Day", Day(f.Confirmed))
		}
		lines = append(lines, line)
	}
	return lines
}

// confirmed says when organisers last confirmed or wrote the facts on a topic,
// where that was at once.
func confirmed(facts []catalogue.Fact) []Line {
	if len(facts) == 0 || facts[0].Confirmed.IsZero() || !together(facts) {
		return nil
	}
	return []Line{Say("centre.confirmed", "Day", Day(facts[0].Confirmed))}
}

// together says whether facts were confirmed, or not, at one time.
func together(facts []catalogue.Fact) bool {
	return !slices.ContainsFunc(facts, func(f catalogue.Fact) bool { return !f.Confirmed.Equal(facts[0].Confirmed) })
}

// daysAhead are the days from today on when a centre is open at other times.
func (s *scene) daysAhead(c catalogue.Centre) []Line {
	var lines []Line
	for _, d := range c.DaysFrom(catalogue.DateOf(s.in.At.In(s.cat.Event.Zone))) {
		var times any = d.Hours
		if len(d.Hours) == 0 {
			times = Say("hours.closed")
		}
		line := Say("centre.day", "Date", d.Date, "Text", times)
		if !d.Reason.Empty() {
			line = Say("centre.day.reason", "Date", d.Date, "Text", times, "Reason", d.Reason)
		}
		lines = append(lines, Say("centre.also", "Text", line))
	}
	return lines
}

// Words are what a fact says: its text, or the hours that it is about.
func Words(f catalogue.Fact) any {
	if f.Text.Empty() {
		return f.Hours
	}
	return f.Text
}

// dated marks a fact that is not certain, and one whose date is not the card's.
func dated(c catalogue.Centre, f catalogue.Fact, line Line) Line {
	if f.Inferred {
		line = Say("centre.inferred", "Fact", line)
	}
	if f.Published.IsZero() || f.Published == c.Published || !f.Confirmed.IsZero() {
		return line
	}
	return Say("centre.dated", "Fact", line, "Date", f.Published)
}

// unpublished says which of the things needed before setting out are unknown.
func (s *scene) unpublished(c catalogue.Centre) []Line {
	if c.Status == catalogue.Completed {
		return nil
	}
	var lines []Line
	for _, topic := range c.Unpublished() {
		lines = append(lines, Say("centre.unpublished", "Topic", Say("topic."+string(topic))))
	}
	if lines != nil {
		lines = append(lines, Say("centre.askorganisers"))
	}
	return lines
}

// published is the date of the card's facts that no organiser has confirmed.
func published(c catalogue.Centre) []Line {
	some, all := false, len(c.Facts) > 0
	for _, f := range c.Facts {
		some, all = some || !f.Confirmed.IsZero(), all && !f.Confirmed.IsZero()
	}
	undated, inferred, dated := "centre.undated", "centre.published.inferred", "centre.published"
	if some {
		undated, inferred, dated = "centre.rest.undated", "centre.rest.published.inferred", "centre.rest.published"
	}
	switch {
	case all:
		return nil
	case c.Published.IsZero():
		return []Line{Say(undated)}
	case c.PublishedInferred:
		return []Line{Say(inferred, "Date", c.Published)}
	}
	return []Line{Say(dated, "Date", c.Published)}
}
