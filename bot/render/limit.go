package render

import (
	"strings"
	"unicode/utf16"
)

// Telegram's limits, in UTF-16 units, tags and entities not counted
// (https://core.telegram.org/bots/api#sendmessage, #answercallbackquery).
const (
	maxText  = 4096
	maxPlain = 200
)

// ellipsis says that something was left out.
const ellipsis = "…"

// assemble makes a letter's text of rendered lines and folded ones. If it is too
// long, folded lines go first, then the others, each from the end; a single line
// that is too long is cut and loses its tags.
func assemble(lines, fold []string) string {
	text := join(lines, fold)
	for cutFold := fold; !fits(text) && len(cutFold) > 0; {
		cutFold = cutFold[:len(cutFold)-1]
		text = join(lines, append(cutFold[:len(cutFold):len(cutFold)], ellipsis))
	}
	for cutLines := lines; !fits(text) && len(cutLines) > 1; {
		cutLines = cutLines[:len(cutLines)-1]
		text = join(append(cutLines[:len(cutLines):len(cutLines)], ellipsis), nil)
	}
	if !fits(text) {
		text = escape(cut(plain(text), maxText))
	}
	return text
}

// join puts each line on its own, and the folded ones into a quotation that
// opens with a tap.
func join(lines, fold []string) string {
	text := strings.Join(lines, "\n")
	if len(fold) == 0 {
		return text
	}
	return text + "\n<blockquote expandable>" + strings.Join(fold, "\n") + "</blockquote>"
}

// fits says whether Telegram takes a rendered text. One that has few bytes needs
// no counting.
func fits(rendered string) bool {
	return len(rendered) <= maxText || length(plain(rendered)) <= maxText
}

// length counts the UTF-16 units of a plain text.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// cut shortens a plain text to a number of UTF-16 units, the ellipsis included.
func cut(text string, limit int) string {
	if length(text) <= limit {
		return text
	}
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > limit-1 {
			return strings.TrimSpace(text[:i]) + ellipsis
		}
	}
	return text
}
