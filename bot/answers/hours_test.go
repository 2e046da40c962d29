package answers_test

import (
	"strings"
	"testing"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
)

// told is what is answered at a time about whether Romexpo is open on a day, or now.
func told(t *testing.T, cat *catalogue.Catalogue, at string, topic questions.Topic, day catalogue.Date) string {
	t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", at, cat.Event.Zone)
	if err != nil {
		t.Fatal(err)
	}
	q := questions.Question{Centre: "romexpo", Topic: topic, Day: day, Sure: true}
	return inWords(t, answers.To(cat, now, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{q}}, conversation.Reply{}).Screen)
}

func holds(t *testing.T, got string, want, never []string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is not said:\n%s", w, got)
		}
	}
	for _, n := range never {
		if strings.Contains(got, n) {
			t.Errorf("%q is said:\n%s", n, got)
		}
	}
}

// doors are the words by which a door is said to be open, or closed.
var doors = []string{"<b>open</b>", "<b>closed</b>", "Open now", "Closed now", "Opens "}

// Nobody is told that a door is open on a day on which the hours will not count any
// more.
func TestADayPastTheTerm(t *testing.T) {
	cat := catalogue.Shipped() // published in January 2024: the hours count until the 30th
	holds(t, told(t, cat, "2024-01-09 12:00", questions.Open, catalogue.Date{Year: 2024, Month: 5, Day: 15}),
		[]string{"09:00", "January 2024", "Nobody can say yet whether this still holds on Wednesday 15 May 2024.", "Shall I ask"}, doors)
	holds(t, told(t, cat, "2024-01-09 12:00", questions.Open, catalogue.Date{Year: 2024, Month: 5, Day: 1}),
		[]string{"Wednesday 1 May 2024 is a public holiday.", "Nobody can say yet"}, doors)
	holds(t, told(t, cat, "2024-01-09 12:00", questions.Open, catalogue.Date{Year: 2024, Month: 1, Day: 31}), []string{"Nobody can say yet"}, doors)
	holds(t, told(t, cat, "2024-01-09 12:00", questions.Open, catalogue.Date{Year: 2024, Month: 1, Day: 30}), []string{"<b>open</b>"}, []string{"Nobody"})
}

// Nor is it said to open next on such a day.
func TestItOpensNextPastTheTerm(t *testing.T) {
	holds(t, told(t, catalogue.Shipped(), "2024-01-30 20:00", questions.Open, catalogue.Date{}),
		[]string{"Closed now", "Nobody can say yet whether this still holds on Wednesday 31 January 2024.", "Shall I ask"}, []string{"Opens"})
}

// A day that is past is said to be past, whatever the hours are.
func TestADayThatIsPast(t *testing.T) {
	for _, at := range []string{"2024-01-09 12:00", "2026-01-09 12:00"} {
		holds(t, told(t, catalogue.Shipped(), at, questions.Open, catalogue.Date{Year: 2024, Month: 1, Day: 8}),
			[]string{"Monday 8 January 2024 is past. I can only tell about today and the days to come.", "09:00"}, doors)
	}
}

// What is said of a week that is named says nothing of this moment.
func TestHoursOfAWeekToCome(t *testing.T) {
	topic := questions.Topic(catalogue.Hours)
	holds(t, told(t, catalogue.Shipped(), "2024-01-09 12:00", topic, catalogue.Date{Year: 2024, Month: 1, Day: 15}), []string{"09:00"}, append(doors, "Nobody"))
	holds(t, told(t, catalogue.Shipped(), "2024-01-09 12:00", topic, catalogue.Date{Year: 2024, Month: 5, Day: 1}), []string{"09:00", "Nobody can say yet"}, append(doors, "holiday"))
}

// What was said of one day is not told as if it held, where nobody has said it since
// for longer than facts count.
func TestASpecialDayThatIsOld(t *testing.T) {
	zone := bucharest(t)
	spans := catalogue.Spans{{From: catalogue.TimeOfDay(10 * time.Hour), To: catalogue.TimeOfDay(14 * time.Hour)}}
	for name, hours := range map[string]catalogue.Spans{"open": spans, "closed": nil} {
		cat := romexpo(t, func(c *catalogue.Centre) {
			c.Days = []catalogue.SpecialDay{{Date: catalogue.Date{Year: 2024, Month: 1, Day: 10}, Hours: hours, Confirmed: time.Date(2023, 11, 20, 9, 0, 0, 0, zone)}}
		})
		t.Run(name, func(t *testing.T) {
			for _, at := range []string{"2024-01-09 12:00", "2024-01-10 08:00"} {
				holds(t, told(t, cat, at, questions.Open, catalogue.Date{Year: 2024, Month: 1, Day: 10}),
					[]string{"The organisers said of Wednesday 10 January 2024: ", "Monday 20 November 2023 by the organisers, and by nobody since", "Shall I ask"}, doors)
			}
		})
	}
	opens := romexpo(t, func(c *catalogue.Centre) {
		c.Days = []catalogue.SpecialDay{{Date: catalogue.Date{Year: 2024, Month: 1, Day: 10}, Hours: spans, Confirmed: time.Date(2023, 11, 20, 9, 0, 0, 0, zone)}}
	})
	holds(t, told(t, opens, "2024-01-09 20:00", questions.Open, catalogue.Date{}), []string{"Closed now", "The organisers said of Wednesday 10 January 2024"}, []string{"Opens"})
}

// Of the day on which somebody may come again nothing is said that the hours do not
// reach.
func TestComingAgainPastTheTerm(t *testing.T) {
	holds(t, told(t, catalogue.Shipped(), "2024-01-24 12:00", questions.Visited, catalogue.Date{Year: 2024, Month: 1, Day: 24}),
		[]string{"from <b>Saturday 3 February 2024"}, []string{"next opening day", "closed"})
}

// No two buttons that say the same lead to different answers: of several days each
// button says its own.
func TestButtonsOfSeveralDays(t *testing.T) {
	cat := catalogue.Shipped()
	at := time.Date(2024, 1, 9, 12, 0, 0, 0, cat.Event.Zone)
	open := questions.Question{Centre: "romexpo", Topic: questions.Open}
	friday, hours, visited := open, open, open
	friday.Day, hours.Topic, visited.Topic = catalogue.Date{Year: 2024, Month: 1, Day: 12}, questions.Topic(catalogue.Hours), questions.Visited
	a := answers.To(cat, at, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{hours, open, friday, visited}}, conversation.Reply{})
	got := show(renderer(t), catalogue.English, a.Screen)
	if n := strings.Count(got, ": Opening hours]"); n != 1 || !strings.Contains(got, "Friday 12 January") {
		t.Errorf("%d buttons for opening hours:\n%s", n, got)
	}
	for _, row := range a.Rows {
		for _, b := range row {
			if b.Press.Subject == "romexpo.open" || b.Press.Subject == "romexpo.visited" {
				t.Errorf("%s takes now for a day that was not said", b.Press.Subject)
			}
		}
	}
}
