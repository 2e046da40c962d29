package answers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/seats"
)

// What must never be said.

// romexpo is the shipped catalogue with one of its centres changed.
func romexpo(t *testing.T, change func(*catalogue.Centre)) *catalogue.Catalogue {
	t.Helper()
	cat := *catalogue.Shipped()
	cat.Centres = slices.Clone(cat.Centres)
	for i := range cat.Centres {
		if cat.Centres[i].ID == "romexpo" {
			change(&cat.Centres[i])
		}
	}
	return &cat
}

// inWords is a screen in English.
func inWords(t *testing.T, s conversation.Screen) string {
	t.Helper()
	return renderer(t).Screen(catalogue.English, s).Text
}

// Nobody is reminded to come to a centre whose project is completed.
func TestNobodyIsRemindedOfWhatIsCompleted(t *testing.T) {
	cat := romexpo(t, func(c *catalogue.Centre) { c.Status = catalogue.Completed })
	at := time.Date(2024, 1, 16, 18, 0, 0, 0, cat.Event.Zone)
	n := seats.Notice{Kind: seats.KindComeback, Person: "tg:7", Thing: "romexpo|2024-01-17"}
	if screen, ok := answers.Notice(cat, at, n, false, conversation.Reply{}); ok {
		t.Errorf("told:\n%s", inWords(t, screen))
	}
}

// Nobody is reminded of a day that no calendar of ours reaches: it would be kept for
// ever.
func TestAComebackIsWithinReach(t *testing.T) {
	cat := catalogue.Shipped()
	at := time.Date(2024, 1, 16, 18, 0, 0, 0, cat.Event.Zone)
	for subject, want := range map[string]bool{"romexpo.2024-02-01": true, "romexpo.2099-02-01": false, "romexpo.2024-02": false, "nowhere.2024-02-01": false} {
		if _, _, ok := answers.Comeback(cat, at, subject); ok != want {
			t.Errorf("%s: %v", subject, ok)
		}
	}
}

// Hours are said by the fact that has them, and what else is known about the hours
// is said beside it.
func TestHoursAreThoseOfTheFactThatHasThem(t *testing.T) {
	text := func(words string) catalogue.Text { return catalogue.Text{catalogue.English: words} }
	week, err := catalogue.ParseWeek("Mo-Fr 09:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 1, 16, 12, 0, 0, 0, time.UTC)
	cat := romexpo(t, func(c *catalogue.Centre) {
		c.Facts = []catalogue.Fact{
			{Topic: catalogue.Hours, Text: text("In 2022 at night"), Ended: true, Confirmed: at},
			{Topic: catalogue.Hours, Text: text("Ring twice"), Confirmed: at.AddDate(-1, 0, 0)},
			{Topic: catalogue.Hours, Hours: week, Text: text("By appointment"), Confirmed: at},
		}
	})
	q := questions.Question{Centre: "romexpo", Topic: questions.Open, Sure: true}
	got := inWords(t, answers.To(cat, at, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{q}}, conversation.Reply{}).Screen)
	for _, want := range []string{"Open now", "09:00", "Ring twice", "By appointment"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said:\n%s", want, got)
		}
	}
}

// No more cards are offered than Telegram takes.
func TestCardsAreNoMoreThanTelegramTakes(t *testing.T) {
	cat := *catalogue.Shipped()
	for range 60 {
		cat.Centres = append(cat.Centres[:len(cat.Centres):len(cat.Centres)], cat.Centres[0])
	}
	if n := len(answers.Cards(&cat, time.Now(), nil)); n > 50 {
		t.Errorf("%d cards", n)
	}
}

// asker answers texts in English, at noon two days before the event.
func asker(t *testing.T) func(text, last string) string {
	cat := catalogue.Shipped()
	reader, at := questions.New(cat), time.Date(2024, 1, 9, 12, 0, 0, 0, cat.Event.Zone)
	return func(text, last string) string {
		t.Helper()
		return inWords(t, answers.To(cat, at, reader.Read(text, last, at), seated).Screen)
	}
}

// Whoever asks about what has ended by its name is told so, whatever they ask, and is
// sent nowhere.
func TestWhatHasEndedIsToldFirst(t *testing.T) {
	asked := asker(t)
	for _, text := range []string{
		"INSIDE", "is INSIDE open?", "can I join INSIDE?", "who can come to INSIDE?", "INSIDE address", "how many refugees did INSIDE reach?",
		"hello, I heard that INSIDE takes new groups of teenagers in spring", "добрий день, а INSIDE ще набирає групи?",
		"INSIDE ще працює?", "Mai pot veni la INSIDE?",
	} {
		got := asked(text, "")
		_, first, _ := strings.Cut(got, "\n")
		if !strings.HasPrefix(strings.TrimPrefix(first, "· "), "Ended: ") || strings.Contains(got, "not published") || strings.Contains(got, "Shall I ask") {
			t.Errorf("%s:\n%s", text, got)
		}
	}
}

// Where the centre last spoken of does not give a thing, or not any more, those that do
// are named.
func TestTheCentreSpokenOfDoesNotHideWhoGives(t *testing.T) {
	asked := asker(t)
	for _, test := range []struct{ text, last, want string }{
		{"where can I sleep tonight?", "aliat", "Carusel"},
		{"medicine for my mother, she is 67", "icar", "Romexpo"},
		{"где взять памперсы?", "museum", "Romexpo"},
		{"do they have clothes?", "romexpo", "clothes"},
	} {
		if got := asked(test.text, test.last); !strings.Contains(got, test.want) {
			t.Errorf("%s after %s:\n%s", test.text, test.last, got)
		}
	}
}

// What may have been meant besides what is answered is offered once, though it is also
// a way on from the answer.
func TestNothingIsOfferedTwice(t *testing.T) {
	cat := catalogue.Shipped()
	at := time.Date(2024, 1, 9, 12, 0, 0, 0, cat.Event.Zone)
	unsure := sure("romexpo", questions.Topic(catalogue.Hours))
	unsure.Sure = false
	a := answers.To(cat, at, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{sure("romexpo", questions.Topic(catalogue.Documents)), unsure}}, seated)
	seen := map[string]bool{}
	for _, row := range a.Rows {
		for _, b := range row {
			if seen[b.Press.Data()] {
				t.Errorf("%s stands twice", b.Press.Data())
			}
			seen[b.Press.Data()] = true
		}
	}
	if !seen["q.tell:romexpo.hours::"] {
		t.Errorf("the hours are not offered: %v", seen)
	}
}
