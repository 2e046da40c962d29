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
	for _, topic := range urgent {
		open = append(open, topicLines(c, topic, running(c, topic))...)
	}
	s.Paragraph(intro...)
	s.Paragraph(open...)
	s.Paragraph(s.unpublished(c)...)
	s.Paragraph(published(c))
	for _, topic := range catalogue.Topics() {
		if topic != catalogue.About {
			s.Fold = append(s.Fold, topicLines(c, topic, folded(c, topic))...)
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
		lines = append(lines, dated(c, f, line))
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
	if f.Published.IsZero() || f.Published == c.Published {
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

// published is the date of the card's facts.
func published(c catalogue.Centre) Line {
	switch {
	case c.Published.IsZero():
		return Say("centre.undated")
	case c.PublishedInferred:
		return Say("centre.published.inferred", "Date", c.Published)
	}
	return Say("centre.published", "Date", c.Published)
}
