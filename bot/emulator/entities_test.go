package emulator

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	tests := []struct {
		in, text string
		want     []Entity
	}{
		{"plain & simple", "plain & simple", nil},
		{"&lt;b&gt; &amp; &quot;x&quot; &#537;&#x21B;", `<b> & "x" șț`, nil},
		{"&nbsp; &laquo;x&raquo; &amp", "&nbsp; &laquo;x&raquo; &", nil},
		{"<b>Loc</b>uri", "Locuri", []Entity{{Type: "bold", Length: 3}}},
		{"<STRONG>a</strong>", "a", []Entity{{Type: "bold", Length: 1}}},
		{"🙂<i>є</i>", "🙂є", []Entity{{Type: "italic", Offset: 2, Length: 1}}},
		{"<u>a</u><ins>b</ins>", "ab", []Entity{{Type: "underline", Length: 1}, {Type: "underline", Offset: 1, Length: 1}}},
		{"<i>a<b>b</b></i>", "ab", []Entity{{Type: "italic", Length: 2}, {Type: "bold", Offset: 1, Length: 1}}},
		{"<i><b>a</b>b</i>", "ab", []Entity{{Type: "italic", Length: 2}, {Type: "bold", Length: 1}}},
		{"<code>1</code> <pre>2</pre>", "1 2", []Entity{{Type: "code", Length: 1}, {Type: "pre", Offset: 2, Length: 1}}},
		{`<a href="https://muzeulabandonului.ro/?a=1&amp;b=2">site</a>`, "site",
			[]Entity{{Type: "text_link", Length: 4, URL: "https://muzeulabandonului.ro/?a=1&b=2"}}},
		{"<a>example.com</a>", "example.com", []Entity{{Type: "text_link", Length: 11, URL: "http://example.com"}}},
		{"<a>nowhere</a>", "nowhere", nil},
		{`<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>`, "ab",
			[]Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		{"<blockquote>a</blockquote>", "a", []Entity{{Type: "blockquote", Length: 1}}},
		{"<blockquote expandable>a</blockquote>", "a", []Entity{{Type: "expandable_blockquote", Length: 1}}},
		{`<tg-emoji emoji-id="5368">x</tg-emoji>`, "x", []Entity{{Type: "custom_emoji", Length: 1, CustomEmojiID: "5368"}}},
		{"<b>a</>", "a", []Entity{{Type: "bold", Length: 1}}},
		{"<b x = 1a-B.c y>a</b>", "a", []Entity{{Type: "bold", Length: 1}}},
		{"<a href=zZaA09.ro>a</a>", "a", []Entity{{Type: "text_link", Length: 1, URL: "http://zzaa09.ro"}}},
		{"&#0; &#1114112; &#x;", "&#0; &#1114112; &#x;", nil},
		{"<b  x = 'y'>a</b  >", "a", []Entity{{Type: "bold", Length: 1}}},
		{"a<b></b>c", "ac", nil},
		{"\n <b> a</b> \n", "a", []Entity{{Type: "bold", Length: 1}}},
	}
	for _, tt := range tests {
		text, found, err := formatted(tt.in, "HTML", "")
		if err != nil || text != tt.text || !slices.Equal(found, tt.want) {
			t.Errorf("%q: %q %+v %v\nwant %q %+v", tt.in, text, found, err, tt.text, tt.want)
		}
	}
}

// TestHTMLRefusals holds what does not parse against the words of TDLib, byte
// offsets included: a Cyrillic letter is two bytes, an emoji four.
func TestHTMLRefusals(t *testing.T) {
	tests := map[string]string{
		"a < b":                               `Unsupported start tag "" at byte offset 2`,
		"є <":                                 "Unclosed start tag at byte offset 3",
		"<br>":                                `Unsupported start tag "br" at byte offset 0`,
		"🙂<script>":                           `Unsupported start tag "script" at byte offset 4`,
		"<!-- x -->":                          `Unsupported start tag "!--" at byte offset 0`,
		"<b":                                  "Unclosed start tag at byte offset 0",
		"<i x":                                `Unclosed start tag "i" at byte offset 0`,
		"<i x =":                              `Unclosed start tag "i" at byte offset 0`,
		`<i x = "a>`:                          "Unclosed start tag at byte offset 0",
		`<a ="x">y</a>`:                       `Empty attribute name in the tag "a" at byte offset 0`,
		`<a href="x" "y">z</a>`:               `Empty attribute name in the tag "a" at byte offset 0`,
		"<a href=x/>y</a>":                    "Unexpected end of name token at byte offset 8",
		"<span>x</span>":                      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"x</b>":                               "Unexpected end tag at byte offset 1",
		"<b>x</b":                             "Unclosed end tag at byte offset 4",
		"<b><i>test</b></i>":                  `Unmatched end tag at byte offset 10, expected "</i>", found "</b>"`,
		"<b>є":                                `Can't find end tag corresponding to start tag "b"`,
		"<tg-emoji>x</tg-emoji>":              "Invalid custom emoji identifier specified",
		`<tg-emoji emoji-id="0">x</tg-emoji>`: "Invalid custom emoji identifier specified",
		"<b>a</b> & <u>b</u> <x y>":           `Unsupported start tag "x" at byte offset 20`,
	}
	for in, want := range tests {
		if _, _, err := formatted(in, "HTML", ""); err == nil || err.text != "Bad Request: can't parse entities: "+want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestCommandsInWhatPeopleType(t *testing.T) {
	tests := map[string]string{
		"/start":                      "0+6",
		"/start v_romexpo":            "0+6",
		"/my_seat@visits_bot x":       "0+19",
		"🙂 /help":                     "3+5",
		"a/b":                         "",
		"/":                           "",
		"/ș":                          "",
		"/a /b":                       "0+2 3+2",
		"/" + strings.Repeat("a", 65): "",
		"/" + strings.Repeat("a", 64): "0+65",
		"/a@b":                        "0+2",
	}
	for in, want := range tests {
		got := ""
		for _, e := range commandEntities(in) {
			got += fmt.Sprintf(" %d+%d", e.Offset, e.Length)
		}
		if got != "" {
			got = got[1:]
		}
		if got != want {
			t.Errorf("%q: commands at %q, want %q", in, got, want)
		}
	}
}

// FuzzHTML looks for texts that break the parser or put entities outside the
// text.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>x</b>", "<a href='x'>y</a>", "&lt;&#1;", "<i x=y", "</", "<blockquote expandable>a</>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, found, err := formatted(in, "HTML", "")
		if err != nil {
			return
		}
		for _, e := range found {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > utf16Len(text) {
				t.Errorf("%q: %+v lies outside %q", in, e, text)
			}
		}
	})
}
