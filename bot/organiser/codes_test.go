package organiser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCode(t *testing.T) {
	for text, want := range map[string]string{
		"K7M4QX": "K7M4QX", "k7m-4qx": "K7M4QX", "K7M 4QX": "K7M4QX", "k7m–4qx": "K7M4QX", "k7m—4qx.": "K7M4QX", "K7M\u00a04QX": "K7M4QX",
		" k 7 m 4 q x ": "K7M4QX", "k7m.4qx": "K7M4QX", "k7m_4qx": "K7M4QX", "#K7M-4QX": "K7M4QX", "№ K7M-4QX": "K7M4QX", "𝐤7m4qx": "K7M4QX", "(k7m4qx)": "K7M4QX", "«K7M-4QX»": "K7M4QX", "🎫 K7M-4QX": "K7M4QX",
		"К7М 4QХ": "K7M4QX", "к7м-4qх": "K7M4QX", "АВС-ЕНК": "ABCEHK", "мрт-хуз": "MPTXY3", "Ｋ７Ｍ４ＱＸ": "K7M4QX", "𝐊𝟕𝐌𝟒𝐐𝐗": "K7M4QX", "K٧M٤QX": "K7M4QX", "K7\ufe0f\u20e3M4QX": "K7M4QX", "\u200eK7M-4QX\u200e": "K7M4QX",
		"": "", "K7M4Q": "", "K7M4QXY": "", "K7M-4QX 2": "", "K0M4QX": "", "KOM4QX": "", "КОМ4QX": "", "K1M4QX": "", "KIM4QX": "", "KІM4QX": "", "KLM4QX": "", "klm4qx": "",
		"Ж7M4QX": "", "K7M4QÉ": "", "K7M4Q½": "", "K7M4Qß": "", "K7M4Q\xff": "", "Ολγα22": "", "محمد22": "",
	} {
		if code, ok := Code(text); ok != (want != "") || code != want {
			t.Errorf("%q: %q, %v", text, code, ok)
		}
	}
}

func TestCodes(t *testing.T) {
	for _, test := range []struct{ text, found, rest string }{
		{"", "", ""},
		{"K7M-4QX 2, ab3 4cd; K7M4QY", "K7M4QX 2|AB34CD 0|K7M4QY 0", ""},
		{"k7m-4qx\nab3-4cd 3\n\n", "K7M4QX 0|AB34CD 3", ""},
		{"k7m-4qx ab3-4cd 3 x7m4qx", "K7M4QX 0|AB34CD 3|X7M4QX 0", ""},
		{"k7m 4qx ab3 4cd", "K7M4QX 0|AB34CD 0", ""},
		{"k7m 4qx 2 ab3 4cd 12", "K7M4QX 2|AB34CD 12", ""},
		{"К7М-4QХ – 2\nab3 4cd: 3\nab3 4ce = 4", "K7M4QX 2|AB34CD 3|AB34CE 4", ""},
		{"K7M4QX x2, AB34CD х3; AB34CE ×4, AB34CF (5), AB34CG-6, AB34CH/7 AB34CJ:8. AB34CK, 9", "K7M4QX 2|AB34CD 3|AB34CE 4|AB34CF 5|AB34CG 6|AB34CH 7|AB34CJ 8|AB34CK 9", ""},
		{"k7m-4qx-2 k7m–4qx–2, k7m 4qx-2", "K7M4QX 2|K7M4QX 2|K7M4QX 2", ""},
		{"k7m4qx,2\nab34cd,3", "K7M4QX 2|AB34CD 3", ""},
		{"k7m4qx ٢، ab34cd", "K7M4QX 2|AB34CD 0", ""},
		{"1. k7m-4qx 2\n2) ab3 4cd\n10.ab3 4ce 3", "K7M4QX 2|AB34CD 0|AB34CE 3", ""},
		{"• K7M-4QX\n- AB3-4CD ✅ 2", "K7M4QX 0|AB34CD 2", ""},
		{"k7m4qx x23 ab3 4cd", "K7M4QX 23|AB34CD 0", ""},
		{"k7m 4qx x23; ab3 x23 x23 4cd x23", "K7M4QX 23|AB3X23 0|X234CD 23", ""},
		{"k7m4qx x23 ab3", "K7M4QX 0|X23AB3 0", ""},
		{"k7m4qx k7m4qx", "K7M4QX 0|K7M4QX 0", ""},
		// What is not understood.
		{"Ana Popescu k7m-4qx 2", "K7M4QX 2", "Ana Popescu"},
		{"k7m-4qx 2 Ana Popescu, Olha", "K7M4QX 2", "Ana Popescu|Olha"},
		{"k7m-4qx Ana 2", "K7M4QX 0", "Ana 2"},
		{"k7m 4qx ab3", "", "k7m 4qx ab3"},
		{"ab3, k7m 4qx", "K7M4QX 0", "ab3"},
		{"ab3\n4cd", "", "ab3|4cd"},
		{"k7m-4qx 0, ab3 4cd 0 5, k7m4qx-0", "", "k7m-4qx 0|ab3 4cd 0|5|k7m4qx -0"},
		{"k7m-4qx 200, ab34cd +1, ab34ce+1 ab34cf #2", "K7M4QX 0|AB34CD 0|AB34CF 0", "200|+1|ab34ce+1|#2"},
		{"k7m-4qx + 2", "K7M4QX 0", "+ 2"},
		{"k7m-4qx 2 3", "K7M4QX 2", "3"},
		{"2, k7m-4qx", "K7M4QX 0", "2"},
		{"k7m-4qx\n2", "K7M4QX 0", "2"},
		{"1.\nk7m-40x", "", "1.|k7m-40x"},
		{"14-01 k7m4-2 k7m-4qx-2-2", "", "14-01 k7m4-2 k7m-4qx-2-2"},
		{"k7m4qx2", "", "k7m4qx2"},
		{"nobody came ...", "", "nobody came"},
	} {
		list, rest := Codes(test.text)
		var found []string
		for _, ticked := range list {
			found = append(found, fmt.Sprint(ticked.Code, " ", ticked.Party))
		}
		if strings.Join(found, "|") != test.found || strings.Join(rest, "|") != test.rest {
			t.Errorf("%q: found %q, rest %q", test.text, found, rest)
		}
	}
}

// codes draws a code.
func codes() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.SampledFrom([]rune(codeLetters)), codeSize, codeSize, -1)
}

// TestCodesFindsWhatIsWritten writes lists as people do, and reads them.
func TestCodesFindsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Ticked {
			return Ticked{codes().Draw(t, "code"), rapid.IntRange(0, mostTicked).Draw(t, "party")}
		})
		want := rapid.SliceOf(one).Draw(t, "list")
		var text strings.Builder
		for _, ticked := range want {
			between := rapid.SampledFrom([]string{"", " ", "-", " - ", "–", "\u00a0"}).Draw(t, "between")
			written := ticked.Code[:codeSize/2] + strings.Trim(between, " ") + ticked.Code[codeSize/2:]
			if rapid.Bool().Draw(t, "small") {
				written = strings.ToLower(written)
			}
			text.WriteString(written)
			if ticked.Party > 0 {
				fmt.Fprintf(&text, rapid.SampledFrom([]string{" %d", " x%d", "-%d", " – %d", " (%d)", ", %d"}).Draw(t, "with"), ticked.Party)
			}
			text.WriteString(rapid.SampledFrom([]string{"\n", "; ", ",\n"}).Draw(t, "end"))
		}
		if found, rest := Codes(text.String()); !slices.Equal(found, want) || len(rest) > 0 {
			t.Fatalf("%q: found %v, rest %q", text.String(), found, rest)
		}
	})
}

func TestHostileCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := typing().Draw(t, "text")
		found, rest := Codes(text)
		for _, ticked := range found {
			if code, ok := Code(ticked.Code); !ok || code != ticked.Code || ticked.Party < 0 || ticked.Party > mostTicked {
				t.Fatalf("%q: found %v", text, ticked)
			}
		}
		if strings.TrimFunc(strings.Join(rest, ""), isSign) == "" && len(rest) > 0 {
			t.Fatalf("%q: %q was not understood", text, rest)
		}
	})
}

// BenchmarkCodes reads the longest message that Telegram brings.
func BenchmarkCodes(b *testing.B) {
	text := strings.Repeat("k7m 4qx ", 512)
	for b.Loop() {
		Codes(text)
	}
}
