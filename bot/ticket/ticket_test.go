package ticket

import (
	"bytes"
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"visitbot/bot/drawing/golden"
)

// samples are tickets as the bot fills them, by language.
var samples = map[string]Ticket{
	"en": {
		Labels: Labels{Title: "Your ticket", When: "When", Where: "Where", Name: "Name", People: "Coming",
			Code: "Your code", Footer: "Show this at the door"},
		Event: "Re:think Bridges", Visit: "SMILE, friendly space for children and mothers",
		Host: "International Foundation for Child and Family",
		When: "Thursday, 11 January 2024\n14:30–17:00", Where: "Occidentului 44, Sector 1, Bucharest",
		Name: "Anne-Marie O’Connor", People: "2 people", Code: "K7M4-2Q9X", Number: "Ticket no. 17 · version 1",
		Link: "https://t.me/rethink_bridges_bot?start=t_AbCdEfGhIjKlMnOpQrStUv",
	},
	"ro": {
		Labels: Labels{Title: "Biletul tău", When: "Când", Where: "Unde", Name: "Nume", People: "Vin",
			Code: "Codul tău", Footer: "Arată biletul la intrare"},
		Event: "Re:think Bridges", Visit: "Muzeul Abandonului", Host: "Asociația Q-Arts",
		When: "joi, 11 ianuarie 2024\n14:30–17:00", Where: "Adresa nu a fost publicată. Întreabă organizatorii.",
		Name: "Ștefănița Țîrțău-Brâncoveanu", People: "1 persoană", Code: "TR5N-8WDP", Number: "Biletul nr. 4 · versiunea 2",
		Link: "https://t.me/rethink_bridges_bot?start=t_0123456789abcdefghijkl",
	},
	"uk": {
		Labels: Labels{Title: "Ваш квиток", When: "Коли", Where: "Де", Name: "Ім’я", People: "Прийде",
			Code: "Ваш код", Footer: "Покажіть цей квиток на вході"},
		Event: "Re:think Bridges", Visit: "Центр допомоги Romexpo-DGASMB",
		Host: "Генеральна дирекція соціальної допомоги муніципалітету Бухарест",
		When: "четвер, 11 січня 2024 р.\n14:30–17:00", Where: "Комплекс Romexpo, павільйон G7\nExhibition Blvd. no. 65-67",
		Name: "Євгенія Ґалаґан-Мар’яненко", People: "3 особи", Code: "HX6C-3JVE", Number: "Квиток № 108 · версія 1",
		Link: "https://t.me/rethink_bridges_bot?start=t_zyxwvutsrqponmlkjihgfe",
	},
}

// hostile are texts that people can type and that must not spoil a ticket.
var hostile = map[string]string{
	"nothing":      "",
	"blank":        " \t\n ",
	"long words":   strings.Repeat("Maximilianaaaa ", 700),
	"one word":     strings.Repeat("Щ", 10_000),
	"narrow":       strings.Repeat("i", 10_000),
	"64 and 64":    strings.Repeat("M", 64) + " " + strings.Repeat("W", 64),
	"many lines":   strings.Repeat("line\n", 50),
	"emoji":        "🎉👩‍👩‍👧🇺🇦❤️",
	"emoji within": "🎉 Olena 1️⃣ 😀",
	"no glyph":     "王小明",
	"markup":       "<b>Ivan</b> & \"Co\"",
	"Arabic":       "محمد علي الأحمد (Omar)",
	"Hebrew":       "שלום 123 לבקר",
	"overrides":    "\u202egnp.exe\u202c \u0000\u0007",
	"marks":        "Z" + strings.Repeat("\u0336\u0489", 200) + "algo",
	"invalid":      "a\xff\xfeb",
	"no break":     strings.Repeat("a\u00a0b", 100),
}

// filled is a ticket with one text in every field.
func filled(text string) Ticket {
	return Ticket{
		Labels: Labels{text, text, text, text, text, text, text},
		Event:  text, Visit: text, Host: text, When: text, Where: text, Name: text, People: text, Code: text, Number: text,
		Link: samples["en"].Link,
	}
}

func TestDrawLooksAsBefore(t *testing.T) {
	for language, ticket := range samples {
		t.Run(language, func(t *testing.T) {
			// One changed character of the short code differs by more.
			golden.Check(t, language, mustDraw(t, ticket), 0.02)
		})
	}
}

func TestDifferenceSeesOneCharacter(t *testing.T) {
	a, b := samples["en"], samples["en"]
	b.Code = "K7M4-2Q9Y"
	if d := golden.Difference(golden.Decode(t, mustDraw(t, a)), golden.Decode(t, mustDraw(t, b))); d < 0.04 {
		t.Errorf("one character differs by %.3f of 255 per pixel, too little for the tolerance above", d)
	}
}

func TestSamplesLoseNoCharacter(t *testing.T) {
	for language, s := range samples {
		for _, text := range []string{s.Visit, s.Host, s.Where, s.Name, s.People, s.Labels.Title, s.Labels.Footer, s.Number} {
			if got := strings.Join(nameStyle.Clean(text), "\n"); got != text {
				t.Errorf("%s: %q became %q", language, text, got)
			}
		}
	}
}

func TestDrawIsSmallAndPortrait(t *testing.T) {
	for language, ticket := range samples {
		drawn := mustDraw(t, ticket)
		size := golden.Decode(t, drawn).Bounds().Size()
		if len(drawn) > 100_000 || size.X != 1080 || size.Y < 1500 || size.Y > 2400 {
			t.Errorf("%s: %d bytes, %v", language, len(drawn), size)
		}
	}
}

func TestDrawIsDeterministicAndConcurrent(t *testing.T) {
	want := map[string][]byte{}
	for language, ticket := range samples {
		want[language] = mustDraw(t, ticket)
	}
	var all sync.WaitGroup
	for range 4 {
		for language, ticket := range samples {
			all.Go(func() {
				if got, err := Draw(ticket); err != nil || !bytes.Equal(got, want[language]) {
					t.Errorf("%s: another picture, or error %v", language, err)
				}
			})
		}
	}
	all.Wait()
}

func TestDrawRefusesALinkThatFitsNoCode(t *testing.T) {
	for _, link := range []string{"", strings.Repeat("x", 3000)} {
		if _, err := Draw(Ticket{Link: link}); err == nil {
			t.Errorf("drew a ticket with a link of %d bytes", len(link))
		}
	}
}

func TestAnyTextStaysInItsPlace(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			s := layout(filled(text), codeWidth)
			if s.y+margin > 2500 {
				t.Errorf("%d pixels high", s.y+margin)
			}
			checkPlaces(t, s)
			mustDraw(t, filled(text))
		})
	}
}

func TestFieldsDoNotDisturbOneAnother(t *testing.T) {
	for name, text := range hostile {
		for language, ticket := range samples {
			ticket.Name = text
			checkPlaces(t, layout(ticket, codeWidth))
			ticket = samples[language]
			ticket.Visit, ticket.Where = text, text
			checkPlaces(t, layout(ticket, codeWidth))
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
}

// checkPlaces sees that no text is wider than its place and that no two places overlap.
func checkPlaces(t *testing.T, s *sheet) {
	t.Helper()
	code := image.Rect((pageWidth-codeWidth)/2, s.code, (pageWidth+codeWidth)/2, s.code+codeWidth)
	places := []image.Rectangle{code}
	for _, b := range s.blocks {
		place := image.Rect(b.x, b.y, b.x+b.width, b.y+b.Height())
		for _, other := range places {
			if place.Overlaps(other) {
				t.Errorf("%q at %v overlaps %v", b.Lines, place, other)
			}
		}
		places = append(places, place)
		if w := b.Widest(); w > b.width || slices.Contains(b.Lines, "") {
			t.Errorf("%q is %d wide, its place %d", b.Lines, w, b.width)
		}
		if place.Min.X < left || place.Max.X > pageWidth-left || place.Max.Y > s.y {
			t.Errorf("%q at %v leaves the card", b.Lines, place)
		}
	}
}

func TestAMissingValueTakesItsLabelAlong(t *testing.T) {
	for _, nothing := range []string{"", " \n", "🎉", "王小明"} {
		ticket := samples["en"]
		ticket.Name = nothing
		s := layout(ticket, codeWidth)
		if slices.ContainsFunc(s.blocks, func(b placed) bool { return b.Lines[0] == ticket.Labels.Name }) {
			t.Errorf("a label stands over nothing for the name %q", nothing)
		}
	}
}

// FuzzDraw looks for a text that breaks a ticket.
func FuzzDraw(f *testing.F) {
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		f.Add(hostile[name])
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkPlaces(t, layout(filled(text), codeWidth))
	})
}

func BenchmarkDraw(b *testing.B) {
	for _, language := range slices.Sorted(maps.Keys(samples)) {
		b.Run(language, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Draw(samples[language]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func mustDraw(t *testing.T, ticket Ticket) []byte {
	t.Helper()
	drawn, err := Draw(ticket)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func ExampleDraw() {
	picture, err := Draw(Ticket{
		Labels: Labels{Title: "Your ticket", Name: "Name"},
		Visit:  "Museum of Abandonment",
		Name:   "Iryna",
		Code:   "K7M4-2Q9X",
		Link:   "https://t.me/rethink_bridges_bot?start=t_AbCdEfGhIjKlMnOpQrStUv",
	})
	fmt.Println(err, string(picture[1:4]))
	// Output: <nil> PNG
}
