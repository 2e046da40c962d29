package conversation

import (
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// The parts that several screens are made of.

// free is how many places of a visit anybody can take now.
func (s *scene) free(v catalogue.Visit) int { return s.reply.Visits[v.ID].Free }

// capacity is how many places a visit has, taken or not.
func (s *scene) capacity(v catalogue.Visit) int { return s.reply.Visits[v.ID].Capacity }

// halt says why a visit gives no places; empty: it does.
func (s *scene) halt(visit string) seats.Halt { return s.reply.Visits[visit].Halted }

// whyHalted says why a visit that takes place gives no places.
func (s *scene) whyHalted(visit string) Line {
	switch s.halt(visit) {
	case seats.HaltClosed:
		return Say("visit.closed")
	case seats.HaltPaused:
		return Say("visit.paused")
	}
	return Say("visit.halted")
}

// placing says whether people of a visit that has fallen away are still being
// placed, and nobody else is given anything.
func (s *scene) placing() bool {
	for _, count := range s.reply.Visits {
		if count.Halted == seats.HaltFallen && count.Taken > 0 {
			return true
		}
	}
	return false
}

// held is the hold that the person took, and its visit.
func (s *scene) held() (seats.Hold, catalogue.Visit, bool) {
	if s.reply.Hold == nil || s.reply.Hold.Offer != "" {
		return seats.Hold{}, catalogue.Visit{}, false
	}
	v, ok := s.cat.Visit(s.reply.Hold.Visit)
	return *s.reply.Hold, v, ok
}

// offered is what the person is offered, and its visit.
func (s *scene) offered() (seats.Hold, catalogue.Visit, bool) {
	if s.reply.Hold == nil || s.reply.Hold.Offer == "" {
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

// seatedIn says whether the person has a seat in a visit.
func (s *scene) seatedIn(v catalogue.Visit) bool {
	return s.reply.Seat != nil && s.reply.Seat.Visit == v.ID
}

// moment is a time of day, with the day where that is not today.
func (s *scene) moment(t time.Time) Line {
	if sameDay(s.cat.Event.Zone, s.in.At, t) {
		return Say("part.clock", "Time", Clock(t))
	}
	return Say("part.moment", "Day", Day(t), "Time", Clock(t))
}

func (s *scene) when() Line {
	e := s.cat.Event
	return Say("part.when", "Day", Day(e.Start), "Start", Clock(e.Start), "End", Clock(e.End))
}

// where says the address and the meeting point, each as far as it is known.
func (s *scene) where(v catalogue.Visit) []Line {
	lines := []Line{Say("part.nowhere")}
	if !v.Address.Empty() {
		lines[0] = Say("part.where", "Address", v.Address)
	}
	if !v.MeetingPoint.Empty() {
		lines = append(lines, Say("part.meeting", "Place", v.MeetingPoint))
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
		lines = append(lines, Say("part.name", "Name", name))
	}
	lines = append(lines, Say("part.people", "Count", party))
	if s.reply.Remark != "" {
		lines = append(lines, Say("part.remark", "Remark", s.reply.Remark))
	}
	return lines
}

// visitButton names a visit and the places it has now.
func (s *scene) visitButton(v catalogue.Visit) Button {
	free := s.free(v)
	label := Say("button.visit", "Visit", v.Name, "Count", free)
	switch {
	case s.seatedIn(v):
		label = chosen(Say("button.named", "Name", v.Name))
	case s.halt(v.ID) == seats.HaltFallen:
		label = Say("button.visit.fallen", "Visit", v.Name)
	case s.cat.Event.Past(s.in.At):
		label = Say("button.named", "Name", v.Name)
	case s.halt(v.ID) == seats.HaltClosed:
		label = Say("button.visit.closed", "Visit", v.Name)
	case free == 0:
		label = Say("button.visit.full", "Visit", v.Name)
	}
	return button(label, "visit", v.ID)
}

// chosen marks what the person has.
func chosen(label Line) Line { return Say("button.now", "Label", label) }

// How many buttons that choose a size have room in a row, and in all.
const (
	wordy     = 3 // "2 people"
	numbers   = 5 // "2"
	mostSizes = 60
)

// sizes let the person choose how many come; each button sets, none toggles.
func (s *scene) sizes(word, visit string, now int) {
	s.sizesUpTo(s.cat.Rules.MaxParty, word, visit, now)
}

func (s *scene) sizesUpTo(most int, word, visit string, now int) {
	if most < 2 {
		return
	}
	var buttons []Button
	for n := 1; n <= min(most, mostSizes); n++ {
		label := s.size(n, most)
		if n == now {
			label = chosen(label)
		}
		buttons = append(buttons, button(label, word, visit).number(n))
	}
	s.Grid(buttons, numbers)
}

// size names a number of people, in words where there is room for them.
func (s *scene) size(n, most int) Line {
	if most > wordy {
		return Say("button.party", "Count", n)
	}
	return Say("part.party", "Count", n)
}

func (s *scene) sizeButton() []Button {
	if s.cat.Rules.MaxParty < 2 {
		return nil
	}
	return []Button{button(Say("button.resizing"), "resizing")}
}

func (s *scene) mapButton(v catalogue.Visit) []Button {
	if v.MapQuery == "" {
		return nil
	}
	return []Button{{Label: Say("button.map"), Map: v.MapQuery}}
}

func (s *scene) centreButton(v catalogue.Visit) []Button {
	if _, ok := s.cat.Centre(v.Centre); !ok {
		return nil
	}
	return []Button{button(Say("button.centre"), "centre", v.Centre)}
}

func (s *scene) remarkLabel() Line {
	if s.reply.Remark != "" {
		return Say("button.remark.change")
	}
	return Say("button.remark")
}

// otherLanguages are the languages the screen is not in, by their own names.
func (s *scene) otherLanguages() []Button {
	var buttons []Button
	for _, l := range s.cat.Rules.Languages {
		if l != s.reply.Talk.Language {
			buttons = append(buttons, button(Say("language."+string(l)), "speak", string(l)))
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
