package render_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"visitbot/bot/conversation"
	"visitbot/bot/render"
)

func sprint(n int) string { return fmt.Sprint(n) }

// units counts UTF-16 units.
func units(text string) int { return len(utf16.Encode([]rune(text))) }

var markup = regexp.MustCompile(`<(/?)([a-z]+)( expandable)?>`)

// unbalanced says what is wrong with the tags of a text as Telegram reads it.
func unbalanced(text string) string {
	var open []string
	for _, found := range markup.FindAllStringSubmatch(text, -1) {
		switch name := found[2]; {
		case !slices.Contains([]string{"b", "i", "code", "blockquote"}, name):
			return "<" + name + "> is not used here"
		case found[1] == "":
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return "</" + name + "> closes nothing"
		default:
			open = open[:len(open)-1]
		}
	}
	if rest := markup.ReplaceAllString(text, ""); strings.ContainsAny(rest, "<>") {
		return "a tag that is none"
	}
	if len(open) > 0 {
		return "<" + open[0] + "> is never closed"
	}
	return ""
}

// shown is a rendered text without its markup.
func shown(text string) string {
	text = markup.ReplaceAllString(text, "")
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

func TestScreen(t *testing.T) {
	screen := conversation.Screen{
		Lines: []conversation.Line{line("plain.line"), {}, line("name", "Name", "A & B")},
		Fold:  []conversation.Line{line("plain.line"), line("within", "Inner", 1)},
		Rows: [][]conversation.Button{
			{{Label: line("name", "Name", "A & B\n"), Press: conversation.Press{Word: "visit", Subject: "carusel", Number: 2, Nonce: "7"}}},
			{{Label: line("plain.line"), Map: "Occidentului 44, București & co"}, {Label: line("within", "Inner", 2), Press: conversation.Press{Word: "help"}}},
		},
	}
	got := newSmall(t).Screen(en, screen)
	want := "Nothing to fill\n\nName: <b>A &amp; B</b>\n<blockquote expandable>Nothing to fill\n[1]</blockquote>"
	if got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	rows := [][]render.Button{
		{{Text: "Name: A & B", Data: "visit:carusel:2:7"}},
		{
			{Text: "Nothing to fill", URL: "https://www.google.com/maps/search/?api=1&query=Occidentului+44%2C+Bucure%C8%99ti+%26+co"},
			{Text: "[2]", Data: "help:::"},
		},
	}
	if !slices.EqualFunc(got.Rows, rows, slices.Equal) {
		t.Errorf("rows %+v, want %+v", got.Rows, rows)
	}
	link, err := url.Parse(got.Rows[1][0].URL)
	if err != nil || link.Query().Get("query") != "Occidentului 44, București & co" {
		t.Errorf("the map looks up %q, %v", link.Query().Get("query"), err)
	}
}

func TestNoButtonsNoFold(t *testing.T) {
	got := newSmall(t).Screen(en, conversation.Screen{Lines: []conversation.Line{line("plain.line")}})
	if got.Text != "Nothing to fill" || got.Rows != nil {
		t.Errorf("got %+v", got)
	}
}

// repeat returns a number of lines, each of a rune as often as said.
func repeat(lines int, r string, times int) []conversation.Line {
	return slices.Repeat([]conversation.Line{line("name", "Name", strings.Repeat(r, times))}, lines)
}

func TestLettersKeepTelegramsLimit(t *testing.T) {
	const label = len("Name: ")
	tests := []struct {
		name        string
		lines, fold []conversation.Line
		whole       bool   // nothing is left out
		end         string // of the text
	}{
		{"just fits", repeat(1, "я", 4096-label), nil, true, "я</b>"},
		{"markup does not count", repeat(1, "&", 4096-label), nil, true, "&amp;</b>"},
		{"fold just fits", repeat(1, "я", 2000), repeat(1, "я", 4096-2000-1-2*label), true, "я</b></blockquote>"},
		{"fold too long", repeat(1, "я", 1000), repeat(9, "я", 500), false, "я</b>\n…</blockquote>"},
		{"fold of one line too long", repeat(1, "я", 1000), repeat(1, "я", 5000), false, "expandable>…</blockquote>"},
		{"lines too long", repeat(9, "я", 1000), nil, false, "я</b>\n…"},
		{"lines too long, so no fold", repeat(9, "я", 1000), repeat(2, "a", 10), false, "я</b>\n…"},
		{"second line too long", append(repeat(1, "a", 10), repeat(1, "я", 5000)...), nil, false, "a</b>\n…"},
		{"one line too long", repeat(1, "<", 5000), nil, false, "&lt;…"},
		{"pairs of units stay whole", repeat(1, "😀", 3000), nil, false, "😀…"},
	}
	r := newSmall(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := r.Screen(en, conversation.Screen{Lines: test.lines, Fold: test.fold}).Text
			if n := units(shown(text)); n > 4096 {
				t.Errorf("%d units", n)
			}
			if fault := unbalanced(text); fault != "" {
				t.Error(fault)
			}
			if !strings.HasSuffix(text, test.end) {
				t.Errorf("ends in %q, want %q", text[max(0, len(text)-40):], test.end)
			}
			if whole := !strings.Contains(text, "…"); whole != test.whole {
				t.Errorf("whole: %t, want %t", whole, test.whole)
			}
		})
	}
}

func TestAsMuchIsKeptAsFits(t *testing.T) {
	text := newSmall(t).Screen(en, conversation.Screen{Lines: repeat(1, "я", 1000), Fold: repeat(9, "я", 494)}).Text
	// A fold line has 501 units with its end, 1,006 + 6 of them + 1 for the
	// ellipsis fit, 7 do not.
	if n := units(shown(text)); n != 1006+1+6*501+1 {
		t.Errorf("%d units are left", n)
	}
}

func TestPlainIsCutForAnswers(t *testing.T) {
	tests := []struct {
		name, value, want string
	}{
		{"just fits", strings.Repeat("я", 200-6), strings.Repeat("я", 200-6)},
		{"too long", strings.Repeat("я", 200-5), strings.Repeat("я", 200-7) + "…"},
		{"pairs stay whole", strings.Repeat("😀", 100), strings.Repeat("😀", 96) + "…"},
		{"no space before the ellipsis", strings.Repeat("я", 200-8) + " яяяя", strings.Repeat("я", 200-8) + "…"},
	}
	r := newSmall(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := r.Plain(en, line("name", "Name", test.value))
			if want := "Name: " + test.want; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if units(got) > 200 {
				t.Errorf("%d units", units(got))
			}
		})
	}
}
