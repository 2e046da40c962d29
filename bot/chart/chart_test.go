package chart

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"visitbot/bot/drawing/golden"
)

// samples are charts as the bot fills them, by language.
var samples = map[string]Stats{
	"en": {
		Title: "Re:think Bridges", Subtitle: "As of Thursday 11 January, 13:40",
		Legend: Legend{Seats: "Confirmed", Held: "Held", Free: "Free", Waiting: "Waiting"},
		Visits: []Visit{
			{Name: "The Social Incubator", Capacity: 20, Seats: 11, Held: 2, Free: 7},
			{Name: "Romexpo donation centre", Capacity: 20, Seats: 17, Held: 3, Waiting: 6},
			{Name: "ALIAT for Mental Health", Capacity: 20, Seats: 4, Free: 16},
			{Name: "Carusel shelter", Capacity: 20, Seats: 22, Held: 1, Waiting: 14, Note: "closed"},
			{Name: "SMILE, a friendly space for children and their mothers", Capacity: 20, Seats: 1, Held: 1, Free: 18},
			{Name: "Museum of Abandonment", Capacity: 20, Seats: 9, Note: "does not take place"},
		},
		Forecast: []string{"Expected: 53 of 64 people"},
		Days:     Days{"Sign-ups by day", days("%d Jan", 3, 8, 5, 2, 0, 6, 9, 14, 17)},
	},
	"ro": {
		Title: "Re:think Bridges", Subtitle: "Situația de joi, 11 ianuarie, ora 13:40",
		Legend: Legend{Seats: "Confirmate", Held: "Rezervate", Free: "Libere", Waiting: "În așteptare"},
		Visits: []Visit{
			{Name: "Muzeul Abandonului", Capacity: 20_000, Seats: 12_480, Held: 3, Free: 7_517},
			{Name: "Donații Romexpo", Capacity: 0, Waiting: 4, Note: "în pauză"},
		},
		Days: Days{"Înscrieri pe zile", days("%d ian.", 4120, 6015, 0, 2345)},
	},
	"uk": {
		Title: "Re:think Bridges", Subtitle: "Станом на четвер, 11 січня, 13:40",
		Legend: Legend{Seats: "Підтверджено", Held: "Утримується", Free: "Вільно", Waiting: "У черзі"},
		Visits: []Visit{
			{Name: "The Social Incubator", Capacity: 20, Seats: 20, Waiting: 3},
			{Name: "Центр допомоги Romexpo", Capacity: 12, Seats: 8, Held: 4},
			{Name: "ALIAT, психічне здоров’я", Capacity: 8, Free: 8},
			{Name: "Притулок Carusel", Capacity: 15, Seats: 6, Held: 6, Free: 3, Note: "призупинено"},
			{Name: "Дружній простір SMILE для дітей і матерів, Ґалаґанівська вулиця, під’їзд 4", Capacity: 20, Seats: 14, Free: 6},
			{Name: "Музей покинутості", Capacity: 20, Seats: 3, Held: 1, Free: 4, Waiting: 2, Note: "не відбудеться"},
		},
		Forecast: []string{"Очікується: 43 з 51 особи", "Прийшли вже: 7"},
		Days:     Days{"Записи за днями", days("%d січ.", 1, 0, 0, 3, 1, 0, 2, 5, 4, 1, 0, 0, 1, 4, 7, 3, 1, 2, 3, 0, 0, 4, 3, 2, 1, 2, 1, 0)},
	},
}

// days are points one after the other, with so many new sign-ups each.
func days(label string, news ...int) []Point {
	var points []Point
	total := 0
	for i, n := range news {
		total += n
		points = append(points, Point{fmt.Sprintf(label, i+3), n, total})
	}
	return points
}

func TestChartLooksAsBefore(t *testing.T) {
	for language, stats := range samples {
		t.Run(language, func(t *testing.T) {
			golden.Check(t, language, mustDraw(t, stats), tolerance)
		})
	}
}

// tolerance is less than one changed figure differs by.
const tolerance = 0.002

func TestDifferenceSeesOneFigure(t *testing.T) {
	one, other := samples["en"], samples["en"]
	other.Visits = slices.Clone(one.Visits)
	other.Visits[1].Waiting = 8
	a, b := golden.Decode(t, mustDraw(t, one)), golden.Decode(t, mustDraw(t, other))
	if d := golden.Difference(a, b); d < 2*tolerance {
		t.Errorf("one figure differs by %.3f of 255 per pixel, too little for the tolerance", d)
	}
}

func TestPictureIsSmall(t *testing.T) {
	for language, stats := range samples {
		drawn := mustDraw(t, stats)
		size := golden.Decode(t, drawn).Bounds().Size()
		if len(drawn) > 100_000 || size.X != pageWidth || size.Y > 2400 {
			t.Errorf("%s: %d bytes, %v", language, len(drawn), size)
		}
	}
}

func TestPictureIsDeterministicAndConcurrent(t *testing.T) {
	want := map[string][]byte{}
	for language, stats := range samples {
		want[language] = mustDraw(t, stats)
	}
	var all sync.WaitGroup
	for range 2 {
		for language, stats := range samples {
			all.Go(func() {
				if got, err := stats.PNG(); err != nil || !bytes.Equal(got, want[language]) {
					t.Errorf("%s: another picture, or error %v", language, err)
				}
			})
		}
	}
	all.Wait()
}

func TestWhatIsEmptyTakesNoRoom(t *testing.T) {
	bare := Stats{Title: "Re:think Bridges"}
	empty := bare
	empty.Forecast = []string{"", "\n", "🎉"}
	empty.Days.Title = "Sign-ups by day"
	empty.Legend = samples["en"].Legend
	if a, b := layout(bare), layout(empty); a.y != b.y || len(b.texts) != 1 {
		t.Errorf("%d pixels became %d, with %d texts", a.y, b.y, len(b.texts))
	}
}

func TestMoreVisitsThanThereIsRoomForAreCounted(t *testing.T) {
	var s Stats
	for i := range mostVisits + 5 {
		s.Visits = append(s.Visits, Visit{Name: fmt.Sprint("Visit ", i)})
	}
	sheet := layout(s)
	if last := sheet.texts[len(sheet.texts)-1].Lines[0]; last != "… +5" || sheet.y > 6000 {
		t.Errorf("%q at the end, %d pixels high", last, sheet.y)
	}
}

func TestTheLatestPointsAndTheFirstLinesAreDrawn(t *testing.T) {
	long := Stats{Days: Days{Points: days("%d", make([]int, mostPoints+7)...)}}
	long.Days.Points[7].Total = 5
	for i := range mostLines + 2 {
		long.Forecast = append(long.Forecast, fmt.Sprint("Line ", i))
	}
	short := Stats{Days: Days{Points: long.Days.Points[7:]}, Forecast: long.Forecast[:mostLines]}
	if !bytes.Equal(mustDraw(t, long), mustDraw(t, short)) {
		t.Error("the pictures differ")
	}
}

func mustDraw(t *testing.T, s Stats) []byte {
	t.Helper()
	drawn, err := s.PNG()
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func BenchmarkPNG(b *testing.B) {
	for _, language := range slices.Sorted(maps.Keys(samples)) {
		b.Run(language, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := samples[language].PNG(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
