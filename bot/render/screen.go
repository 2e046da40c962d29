package render

import (
	"net/url"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

// Screen renders a screen: its lines, what is folded, its buttons. A text that
// is longer than Telegram takes loses its end, first of what is folded.
func (r *Renderer) Screen(lang catalogue.Language, screen conversation.Screen) Letter {
	letter := Letter{Text: assemble(r.lines(lang, screen.Lines), r.lines(lang, screen.Fold))}
	for _, row := range screen.Rows {
		letter.Rows = append(letter.Rows, r.row(lang, row))
	}
	return letter
}

func (r *Renderer) lines(lang catalogue.Language, lines []conversation.Line) []string {
	rendered := make([]string, len(lines))
	for i, l := range lines {
		rendered[i] = r.Line(lang, l)
	}
	return rendered
}

func (r *Renderer) row(lang catalogue.Language, buttons []conversation.Button) []Button {
	row := make([]Button, len(buttons))
	for i, b := range buttons {
		row[i].Text = r.Plain(lang, b.Label)
		if b.Map != "" {
			row[i].URL = mapURL(b.Map)
			continue
		}
		row[i].Data = b.Press.Data()
	}
	return row
}

// mapURL looks a text up on a map, in whatever map program the phone has for
// this address (https://developers.google.com/maps/documentation/urls).
func mapURL(query string) string {
	return "https://www.google.com/maps/search/?api=1&query=" + url.QueryEscape(query)
}
