package chart

import (
	"image"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"visitbot/bot/drawing"
)

// hostile are texts that people can type and that must not spoil a chart.
var hostile = []string{
	"", " \t\n ", "🎉👩‍👩‍👧🇺🇦❤️", "王小明", "=HYPERLINK(\"x\")", "a\xff\xfeb",
	"محمد علي الأحمد (Omar)", "שלום 123 לבקר", "\u202egnp.exe\u202c \u0000\u0007",
	"Z" + strings.Repeat("\u0336\u0489", 200) + "algo",
	strings.Repeat("Щ", 10_000), strings.Repeat("iiii ", 2_000), strings.Repeat("line\n", 50),
}

// drawText draws any text: hostile, random, or a plain one.
func drawText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[A-Za-zȘșґєї ]{1,60}`)).Draw(t, label)
}

// drawNumber draws any number, mostly a likely one.
func drawNumber(t *rapid.T, label string) int {
	return rapid.OneOf(rapid.IntRange(0, 30), rapid.IntRange(-2, 30_000), rapid.Int()).Draw(t, label)
}

func drawVisit(t *rapid.T) Visit {
	number := func(label string) int { return drawNumber(t, label) }
	return Visit{drawText(t, "name"), number("capacity"), number("seats"), number("held"), number("free"), number("waiting"), drawText(t, "note")}
}

func drawStats(t *rapid.T) Stats {
	point := rapid.Custom(func(t *rapid.T) Point {
		return Point{drawText(t, "label"), drawNumber(t, "new"), drawNumber(t, "total")}
	})
	text := func(label string) string { return drawText(t, label) }
	return Stats{
		Title: text("title"), Subtitle: text("subtitle"),
		Legend:   Legend{text("seats"), text("held"), text("free"), text("waiting")},
		Visits:   rapid.SliceOfN(rapid.Custom(drawVisit), 0, 6).Draw(t, "visits"),
		Forecast: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawText(t, "line") }), 0, 8).Draw(t, "forecast"),
		Days:     Days{text("days"), rapid.SliceOfN(point, 0, 70).Draw(t, "points")},
	}
}

func TestAnyStatsAreDrawnAndReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := layout(drawStats(t))
		checkTexts(t, s)
		if picture := s.draw().Image(); picture.Rect != image.Rect(0, 0, pageWidth, s.y+margin) {
			t.Errorf("the picture is %v", picture.Rect)
		}
	})
}

func TestSamplesAreReadable(t *testing.T) {
	for _, stats := range samples {
		checkTexts(t, layout(stats))
	}
}

// checkTexts sees that every text is on the card, overlaps no other, and stands
// on the ground its ink is made for.
func checkTexts(t rapid.TB, s *sheet) {
	t.Helper()
	ground := s.drawStrokes().Image()
	var others []image.Rectangle
	for _, text := range s.texts {
		place := text.letters()
		if place.Min.X < left || place.Max.X > right || place.Max.Y > s.y {
			t.Errorf("%q at %v leaves the card", text.Lines, place)
		}
		for _, other := range others {
			if place.Overlaps(other) {
				t.Errorf("%q at %v overlaps %v", text.Lines, place, other)
			}
		}
		if others = append(others, place); !plain(ground, place, text.Style.Ink) {
			t.Errorf("%q at %v does not stand on the ground of its ink", text.Lines, place)
		}
	}
}

// letters is where a text's letters stand, from the first line's capitals to the
// last line's tails.
func (p placed) letters() image.Rectangle {
	x := p.x + (p.width-p.Widest())*int(p.Style.Align)/2
	first := p.Style.Sizes[0]
	return image.Rect(x, p.y+first/4, x+p.Widest(), p.y+p.Height())
}

// plain says whether all of a place shows the ground of an ink.
func plain(picture *image.Paletted, place image.Rectangle, ink drawing.Ink) bool {
	want := picture.Palette[int(ink)*16]
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for x := place.Min.X; x < place.Max.X; x++ {
			if picture.At(x, y) != want {
				return false
			}
		}
	}
	return true
}
