package answers_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/questions"
	"visitbot/bot/render"
	"visitbot/bot/seats"
	"visitbot/locales"
)

var update = flag.Bool("update", false, "write the golden files anew")

// bucharest is where the centres are.
func bucharest(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func renderer(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(locales.Files(), bucharest(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A page is what is asked at a time, in a state of the world.
type page struct {
	title     string
	at        string // in Bucharest
	overrides map[string]string
	kind      questions.Kind
	asked     []questions.Question
	reply     conversation.Reply
}

// evening is when the mother asks: the Thursday before Saint Andrew's.
const evening = "2026-11-26 20:15"

// afterwards is when the visits are over.
const afterwards = "2027-01-20 10:00"

// confirmed is in November 2026, in ms.
func confirmed(t *testing.T, day int) string {
	return fmt.Sprint(time.Date(2026, time.November, day, 10, 0, 0, 0, bucharest(t)).UnixMilli())
}

func sure(centre string, topic questions.Topic) questions.Question {
	return questions.Question{Centre: centre, Topic: topic, Sure: true}
}

func open(centre string, day int, month time.Month) questions.Question {
	q := sure(centre, questions.Open)
	if day != 0 {
		q.Day = catalogue.Date{Year: 2026, Month: month, Day: day}
	}
	return q
}

func pages(t *testing.T) []page {
	topic := func(t catalogue.Topic) questions.Topic { return questions.Topic(t) }
	hours := map[string]string{catalogue.ConfirmedField("romexpo", catalogue.Hours): confirmed(t, 20)}
	with := func(more map[string]string) map[string]string {
		all := maps.Clone(hours)
		maps.Copy(all, more)
		return all
	}
	all := []page{
		{title: "hours and documents, as nobody has confirmed them", asked: []questions.Question{open("romexpo", 27, 11), sure("romexpo", topic(catalogue.Documents))}},
		{title: "a public holiday, and nobody has confirmed the hours", asked: []questions.Question{open("romexpo", 30, 11)}},
		{title: "hours that count: closed now, opens tomorrow", overrides: hours, asked: []questions.Question{open("romexpo", 0, 0)}},
		{title: "hours that count: open now", at: "2026-11-26 10:00", overrides: hours, asked: []questions.Question{open("romexpo", 0, 0)}},
		{title: "hours that count: on Friday evening", at: "2026-11-27 18:00", overrides: hours, asked: []questions.Question{sure("romexpo", topic(catalogue.Hours))}},
		{title: "hours that count: a Saturday", overrides: hours, asked: []questions.Question{open("romexpo", 28, 11)}},
		{title: "hours that count: a Wednesday", overrides: hours, asked: []questions.Question{open("romexpo", 2, 12)}},
		{title: "hours that count: a public holiday", overrides: hours, asked: []questions.Question{open("romexpo", 30, 11)}},
		{title: "hours that count: on the holiday itself", at: "2026-11-30 10:00", overrides: hours, asked: []questions.Question{open("romexpo", 0, 0)}},
		{title: "closed on a day, with a reason in one language", overrides: with(map[string]string{
			"day|romexpo|2026-12-02": catalogue.DayValue(nil, time.Date(2026, 11, 25, 9, 0, 0, 0, bucharest(t))), "reason|romexpo|2026-12-02|ro": "inventar",
		}), asked: []questions.Question{open("romexpo", 2, 12)}},
		{title: "open on the holiday, as organisers say", overrides: map[string]string{
			"day|romexpo|2026-11-30": catalogue.DayValue(catalogue.Spans{{From: 10 * 3600e9, To: 14 * 3600e9}}, time.Date(2026, 11, 25, 9, 0, 0, 0, bucharest(t))),
		}, asked: []questions.Question{open("romexpo", 30, 11)}},
		{title: "hours that count, and a day on which they will not", overrides: hours, asked: []questions.Question{open("romexpo", 28, 12)}},
		{title: "hours that count, and a day that is past", overrides: hours, asked: []questions.Question{open("romexpo", 25, 11)}},
		{title: "closed on a day, as organisers said too long ago", overrides: with(map[string]string{
			"day|romexpo|2026-12-02": catalogue.DayValue(nil, time.Date(2026, 10, 5, 9, 0, 0, 0, bucharest(t))), "reason|romexpo|2026-12-02|ro": "inventar",
		}), asked: []questions.Question{open("romexpo", 2, 12)}},
		{title: "not sure which day", overrides: hours, asked: []questions.Question{{Centre: "romexpo", Topic: questions.Open, Day: catalogue.Date{Year: 2026, Month: 11, Day: 27}}, {Centre: "romexpo", Topic: questions.Open, Day: catalogue.Date{Year: 2026, Month: 12, Day: 4}}}},
		{title: "confirmed too long ago", at: "2027-01-10 10:00", overrides: hours, asked: []questions.Question{sure("romexpo", topic(catalogue.Hours))}},
		{title: "written by organisers in one language", overrides: map[string]string{
			"fact|romexpo|contact|ro": "Telefon: 021 000 00 00", catalogue.ConfirmedField("romexpo", catalogue.Contact): confirmed(t, 26),
		}, asked: []questions.Question{sure("romexpo", topic(catalogue.Contact))}},
		{title: "what is not published", asked: []questions.Question{sure("romexpo", topic(catalogue.Contact)), sure("smile", topic(catalogue.Hours))}},
		{title: "a thing that is given", asked: []questions.Question{{Centre: "romexpo", Topic: topic(catalogue.Gives), Items: []catalogue.Item{catalogue.MedicalVouchers}, Sure: true}}},
		{title: "a thing that is not named", asked: []questions.Question{{Centre: "romexpo", Topic: topic(catalogue.Gives), Items: []catalogue.Item{catalogue.Money}, Sure: true}}},
		{title: "who gives food", asked: []questions.Question{{Topic: topic(catalogue.Gives), Items: []catalogue.Item{catalogue.Food}, Sure: true}}},
		{title: "who gives money", asked: []questions.Question{{Topic: topic(catalogue.Gives), Items: []catalogue.Item{catalogue.Money}, Sure: true}}},
		{title: "a completed project", asked: []questions.Question{sure("icar", topic(catalogue.Address)), sure("icar", topic(catalogue.Gives))}},
		{title: "what has ended", asked: []questions.Question{sure("aliat", topic(catalogue.Programme))}},
		{title: "awards", asked: []questions.Question{sure("museum", topic(catalogue.Awards))}},
		{title: "there today, with hours that count", overrides: hours, asked: []questions.Question{{Centre: "romexpo", Topic: questions.Visited, Day: catalogue.Date{Year: 2026, Month: 11, Day: 20}, Sure: true}}},
		{title: "there today, and nobody has confirmed the hours", asked: []questions.Question{{Centre: "romexpo", Topic: questions.Visited, Day: catalogue.Date{Year: 2026, Month: 11, Day: 26}, Sure: true}}},
		{title: "there, where nobody says how often", asked: []questions.Question{{Centre: "smile", Topic: questions.Visited, Day: catalogue.Date{Year: 2026, Month: 11, Day: 26}, Sure: true}}},
		{title: "a bare name", asked: []questions.Question{sure("romexpo", "")}},
		{title: "a bare topic", asked: []questions.Question{sure("", topic(catalogue.Address))}},
		{title: "not sure", asked: []questions.Question{{Centre: "museum", Topic: topic(catalogue.Awards)}, {Event: true, Topic: questions.Places}}},
		{title: "danger", kind: questions.Danger},
		{title: "hello", kind: questions.Hello},
		{title: "thanks", kind: questions.Thanks},
		{title: "out of scope", kind: questions.Off},
		{title: "unknown", kind: questions.Unknown},
	}
	for _, topic := range questions.OfEvent() {
		all = append(all, page{title: "the event: " + string(topic), asked: []questions.Question{{Event: true, Topic: topic, Sure: true}}, reply: seated})
	}
	for _, topic := range questions.OfEvent() {
		all = append(all, page{title: "the event is over: " + string(topic), at: afterwards, asked: []questions.Question{{Event: true, Topic: topic, Sure: true}}, reply: seated})
	}
	return all
}

// seated is somebody with a seat, and how the visits stand.
var seated = conversation.Reply{
	Seat: &seats.Seat{Visit: "smile", Party: 2, Code: "K7M4QX"},
	Visits: map[string]seats.Count{
		"incubator": {Capacity: 20, Free: 21}, "romexpo": {Capacity: 20}, "aliat": {Capacity: 20, Free: 1}, "carusel": {Capacity: 20, Halted: seats.HaltFallen},
		"smile": {Capacity: 20, Free: 3}, "museum": {Capacity: 20, Free: 5, Halted: seats.HaltClosed},
	},
}

// nextYear is the shipped catalogue with its event in January 2027.
func nextYear(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	cat := catalogue.Shipped()
	zone := cat.Event.Zone
	cat.Event.Start, cat.Event.End = time.Date(2027, 1, 14, 14, 30, 0, 0, zone), time.Date(2027, 1, 14, 17, 0, 0, 0, zone)
	return cat
}

// TestAnswers holds every kind of answer to what people read, in each language.
func TestAnswers(t *testing.T) {
	r := renderer(t)
	for _, lang := range catalogue.Languages() {
		var out strings.Builder
		for _, p := range pages(t) {
			fmt.Fprintf(&out, "## %s\n\n%s\n\n", p.title, show(r, lang, answer(t, p).Screen))
		}
		golden(t, string(lang)+".txt", out.String())
	}
}

// When the visits are over, nobody is told how to sign up, which places are left, or
// that a seat can be given up.
func TestNothingIsOfferedWhenTheVisitsAreOver(t *testing.T) {
	r := renderer(t)
	for _, topic := range questions.OfEvent() {
		said := show(r, catalogue.English, answer(t, page{at: afterwards, asked: []questions.Question{{Event: true, Topic: topic, Sure: true}}, reply: seated}).Screen)
		for _, wrong := range []string{"in advance", "places left", "place left", "Cancel my seat", "You have seats", "reserve", "When you sign up", "Confirm"} {
			if strings.Contains(said, wrong) {
				t.Errorf("%s: %q\n%s", topic, wrong, said)
			}
		}
		if !strings.Contains(said, "have taken place") {
			t.Errorf("%s: it is not said that they are over\n%s", topic, said)
		}
	}
}

func answer(t *testing.T, p page) answers.Answer {
	t.Helper()
	if p.at == "" {
		p.at = evening
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", p.at, bucharest(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.kind == "" {
		p.kind = questions.Asked
	}
	return answers.To(nextYear(t).With(p.overrides), at, questions.Reading{Kind: p.kind, Questions: p.asked}, p.reply)
}

// show is a screen as people see it.
func show(r *render.Renderer, lang catalogue.Language, s conversation.Screen) string {
	letter := r.Screen(lang, s)
	text := letter.Text
	for _, row := range letter.Rows {
		text += "\n"
		for _, b := range row {
			text += "[" + b.Text + "]"
		}
	}
	return text
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what is answered; write it anew with go test ./bot/answers -update, and read the difference", file)
	}
	if strings.Contains(got, "⟦") {
		t.Errorf("%s has a text that could not be made", file)
	}
}

// Whatever is answered, everything that is said of a centre is a text of the
// catalogue, or a figure that follows from it; no sentence has another source.
func TestNothingIsStatedThatIsNotInTheCatalogue(t *testing.T) {
	cat := nextYear(t)
	known := textsOf(cat)
	for _, p := range everyQuestion(cat) {
		a := answers.To(cat, time.Date(2026, 11, 26, 20, 15, 0, 0, cat.Event.Zone), questions.Reading{Kind: questions.Asked, Questions: []questions.Question{p}}, seated)
		eachLine(append(a.Lines, a.Fold...), func(l conversation.Line) {
			for name, v := range l.Data {
				if text, ok := v.(catalogue.Text); ok && !known[text[catalogue.English]] {
					t.Errorf("%+v: %s says %q of %v", p, l.ID, name, text)
				}
				if text, ok := v.(string); ok && text != cat.Emergency.Number && text != "K7M-4QX" {
					t.Errorf("%+v: %s says %q, which is no text of the catalogue", p, l.ID, text)
				}
			}
		})
	}
}

// eachLine calls visit for lines and for the lines in them.
func eachLine(lines []conversation.Line, visit func(conversation.Line)) {
	for _, l := range lines {
		visit(l)
		for _, v := range l.Data {
			if inner, ok := v.(conversation.Line); ok {
				eachLine([]conversation.Line{inner}, visit)
			}
		}
	}
}

func textsOf(cat *catalogue.Catalogue) map[string]bool {
	known := map[string]bool{}
	add := func(texts ...catalogue.Text) {
		for _, text := range texts {
			known[text[catalogue.English]] = true
		}
	}
	add(cat.Event.Name, cat.Event.City, cat.Event.About, cat.Emergency.Text)
	for _, f := range cat.Event.Facts {
		add(f.Text)
	}
	for _, v := range cat.Visits {
		add(v.Name, v.Host, v.Address, v.MeetingPoint)
	}
	for _, c := range cat.Centres {
		add(c.Name)
		for _, f := range c.Facts {
			add(f.Text)
		}
	}
	return known
}

// everyQuestion is every topic of every centre and of the event, with every item.
func everyQuestion(cat *catalogue.Catalogue) []questions.Question {
	var all []questions.Question
	ofCentres := []questions.Topic{"", questions.Open, questions.Visited}
	for _, topic := range catalogue.Topics() {
		ofCentres = append(ofCentres, questions.Topic(topic))
	}
	for _, id := range append([]string{""}, ids(cat)...) {
		for _, topic := range ofCentres {
			if id != "" || topic != "" {
				all = append(all, sure(id, topic))
			}
		}
		for _, item := range catalogue.Items() {
			all = append(all, questions.Question{Centre: id, Topic: questions.Topic(catalogue.Gives), Items: []catalogue.Item{item}, Sure: true})
		}
	}
	for _, topic := range questions.OfEvent() {
		all = append(all, questions.Question{Event: true, Topic: topic, Sure: true})
	}
	for _, topic := range ofCentres {
		all = append(all, questions.Question{Centre: "aliat", Topic: topic, Sure: true, Ended: true})
	}
	return all
}

func ids(cat *catalogue.Catalogue) []string {
	var all []string
	for _, c := range cat.Centres {
		all = append(all, c.ID)
	}
	return all
}

// A question survives its way through a button, within the bytes that one has; and
// what anybody forges is refused or harmless.
func TestSubjectsOfButtons(t *testing.T) {
	cat := nextYear(t)
	longest := 0
	for _, q := range append(everyQuestion(cat), open("romexpo", 2, 12), open("romexpo", 0, 0)) {
		subject := answers.Subject(q)
		got, ok := answers.ParseSubject(cat, subject)
		if !ok || answers.Subject(got) != subject || got.Centre != q.Centre || got.Ended != q.Ended || got.Topic != q.Topic || got.Day != q.Day || !slices.Equal(got.Items, q.Items) {
			t.Errorf("%q is read as %+v, %v; want %+v", subject, got, ok, q)
		}
		longest = max(longest, len(conversation.Press{Word: answers.SendNamed, Subject: subject}.Data()))
	}
	if longest > 64-10 { // an id of a centre may be 16 long; the longest here has 9
		t.Errorf("a button carries %d bytes", longest)
	}
	for _, forged := range []string{"nowhere.hours", "romexpo.nothing", "*.hours", "romexpo.gives.gold", "....", "*", "romexpo.places"} {
		if q, ok := answers.ParseSubject(cat, forged); ok {
			t.Errorf("%q is read as %+v", forged, q)
		}
	}
}

// A fact whose term is over never says that a door is open or closed, whatever day
// it is and whoever asks.
func TestAnOldFactOpensNoDoor(t *testing.T) {
	cat := nextYear(t)
	for hour := range 24 * 8 {
		at := time.Date(2026, 11, 26, hour, 0, 0, 0, cat.Event.Zone)
		for _, q := range []questions.Question{open("romexpo", 0, 0), open("romexpo", 30, 11), open("romexpo", 2, 12), sure("romexpo", questions.Topic(catalogue.Hours))} {
			a := answers.To(cat, at, questions.Reading{Kind: questions.Asked, Questions: []questions.Question{q}}, seated)
			eachLine(a.Lines, func(l conversation.Line) {
				if strings.HasPrefix(l.ID, "hours.open") || strings.HasPrefix(l.ID, "hours.closed") {
					t.Errorf("%v, %+v: %s", at, q, l.ID)
				}
			})
		}
	}
}
