package render_test

import (
	"strings"
	"testing"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/bot/seats"
)

// TestTicketsFitACaption makes the ticket of every visit for the longest name
// that can be typed; a caption has at most 1,024 UTF-16 units.
func TestTicketsFitACaption(t *testing.T) {
	cat := catalogue.Shipped()
	tickets := render.Tickets{Render: shippedLocales(t), Catalogue: func() *catalogue.Catalogue { return cat }, Username: "visit_bot"}
	for _, lang := range catalogue.Languages() {
		for _, v := range cat.Visits {
			reply := conversation.Reply{
				Talk: conversation.Talk{Language: lang},
				Seat: &seats.Seat{Visit: v.ID, Party: 3, Code: "AB34CD"},
				Sent: &seats.Sent{Code: "AB34CD", File: "file"},
				Name: conversation.Private(strings.Repeat("<", conversation.MaxName)),
			}
			letter, file, err := tickets.Ticket(reply, true)
			if err != nil || file.ID != "file" {
				t.Fatalf("%s %s: file %+v, %v", lang, v.ID, file, err)
			}
			checkText(t, lang, v.ID, letter.Text)
			if n := units(shown(letter.Text)); n > 1024 {
				t.Errorf("%s %s: a caption of %d units", lang, v.ID, n)
			}
			faults := map[string]bool{}
			for _, row := range letter.Rows {
				checkRow(v.ID, row, faults)
			}
			for fault := range faults {
				t.Error(lang, fault)
			}
		}
	}
}
