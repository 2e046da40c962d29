package conversation

import (
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// The parts that several screens are made of.

// free is how many places of a visit anybody can take now.
func (s *scene) free(v catalogue.Visit) int {
	return max(0, v.Capacity-s.reply.Taken[v.ID])
}

// held is the person's hold and its visit.
func (s *scene) held() (seats.Hold, catalogue.Visit, bool) {
	if s.reply.Hold == nil {
		return seats.Hold{}, catalogue.Visit{}, false
	}
	v, ok := s.cat.Visit(s.reply.Hold.Visit)
	return *s.reply.Hold, v, ok
}

// seated is the person's seat and its visit.
func (s *scene) seated() (seats.Seat, catalogue.Visit, bool) {
	if s.reply.Seat == nil {
		return seats.Seat{}, catalogue.Visit{}, false
	}
	v, ok := s.cat.Visit(s.reply.Seat.Visit)
	return *s.reply.Seat, v, ok
}

func (s *scene) when() Line {
	e := s.cat.Event
	return say("part.when", "Day", Day(e.Start), "Start", Clock(e.Start), "End", Clock(e.End))
}

// where says the address and the meeting point, each as far as it is known.
func (s *scene) where(v catalogue.Visit) []Line {
	lines := []Line{say("part.nowhere")}
	if !v.Address.Empty() {
		lines[0] = say("part.where", "Address", v.Address)
	}
	if !v.MeetingPoint.Empty() {
		lines = append(lines, say("part.meeting", "Place", v.MeetingPoint))
	}
	return lines
}

// whoComes says under which name, how many, and what the hosts should know.
func (s *scene) whoComes(party int) []Line {
	name := s.reply.Name
	if name == "" {
		name = s.in.Profile
	}
	var lines []Line
	if name != "" { // some profiles have none that can be seen
		lines = append(lines, say("part.name", "Name", name))
	}
	lines = append(lines, say("part.people", "Count", party))
	if s.reply.Remark != "" {
		lines = append(lines, say("part.remark", "Remark", s.reply.Remark))
	}
	return lines
}

// visitButton names a visit and the places it has now.
func (s *scene) visitButton(v catalogue.Visit) Button {
	free := s.free(v)
	label := say("button.visit", "Visit", v.Name, "Count", free)
	switch {
	case s.reply.Seat != nil && s.reply.Seat.Visit == v.ID:
		label = chosen(say("button.named", "Name", v.Name))
	case s.cat.Event.Past(s.in.At):
		label = say("button.named", "Name", v.Name)
	case free == 0:
		label = say("button.visit.full", "Visit", v.Name)
	}
	return button(label, "visit", v.ID)
}

// chosen marks what the person has.
func chosen(label Line) Line { return say("button.now", "Label", label) }

// wordy is how many buttons that say "2 people" have room in a row.
const wordy = 3

// partyButtons are one button a size; each sets, none toggles.
func (s *scene) partyButtons(word, visit string, now int) []Button {
	most := s.cat.Rules.MaxParty
	if most < 2 {
		return nil
	}
	var buttons []Button
	for n := 1; n <= most; n++ {
		label := say("part.party", "Count", n)
		if most > wordy {
			label = say("button.party", "Count", n)
		}
		if n == now {
			label = chosen(label)
		}
		b := button(label, word, visit)
		b.Press.Number = n
		buttons = append(buttons, b)
	}
	return buttons
}

func (s *scene) sizeButton() []Button {
	if s.cat.Rules.MaxParty < 2 {
		return nil
	}
	return []Button{button(say("button.resizing"), "resizing")}
}

func (s *scene) mapButton(v catalogue.Visit) []Button {
	if v.MapQuery == "" {
		return nil
	}
	return []Button{{Label: say("button.map"), Map: v.MapQuery}}
}

func (s *scene) centreButton(v catalogue.Visit) []Button {
	if _, ok := s.cat.Centre(v.Centre); !ok {
		return nil
	}
	return []Button{button(say("button.centre"), "centre", v.Centre)}
}

func (s *scene) remarkLabel() Line {
	if s.reply.Remark != "" {
		return say("button.remark.change")
	}
	return say("button.remark")
}

// otherLanguages are the languages the screen is not in, by their own names.
func (s *scene) otherLanguages() []Button {
	var buttons []Button
	for _, l := range s.cat.Rules.Languages {
		if l != s.reply.Talk.Language {
			buttons = append(buttons, button(say("language."+string(l)), "speak", string(l)))
		}
	}
	return buttons
}

// Spaced writes a code in two groups, as people read it out.
func Spaced(code string) string {
	if len(code) < 4 {
		return code
	}
	half := (len(code) + 1) / 2
	return code[:half] + "-" + code[half:]
}

func days(d time.Duration) int { return int(d.Hours() / 24) }
