package answers

import (
	"slices"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

// A Card is what somebody sends into another chat: what is known of a centre, or of
// a visit, with its dates. It stays there, so it says nothing of now: no places, and
// no door that is open.
type Card struct {
	conversation.Screen
	Start       string // what its link says to /start
	Title       conversation.Line
	Description conversation.Line
}

// mostCards is how many Telegram takes at once.
const mostCards = 50

// Cards are those of the centres, and behind them those of the visits; of some
// centres only, where there are any.
func Cards(cat *catalogue.Catalogue, now time.Time, centres []string) []Card {
	var cards []Card
	all := !slices.ContainsFunc(cat.Centres, func(c catalogue.Centre) bool { return slices.Contains(centres, c.ID) })
	for _, c := range cat.Centres {
		if all || slices.Contains(centres, c.ID) {
			cards = append(cards, centreCard(cat, now, c))
		}
	}
	for _, v := range cat.Visits {
		if all || slices.Contains(centres, v.Centre) {
			cards = append(cards, visitCard(cat, v))
		}
	}
	return cards[:min(len(cards), mostCards)]
}

func centreCard(cat *catalogue.Catalogue, now time.Time, c catalogue.Centre) Card {
	place := conversation.Place{Stage: conversation.StageCentre, Subject: c.ID}
	shown := conversation.Show(cat, conversation.Input{At: now}, conversation.NoteNone, conversation.Reply{Talk: conversation.Talk{Place: place}})
	return Card{
		Screen: conversation.Screen{Lines: shown.Lines, Fold: shown.Fold}, Start: "c_" + c.ID,
		Title: say("button.named", "Name", c.Name), Description: say("inline.centre"),
	}
}

func visitCard(cat *catalogue.Catalogue, v catalogue.Visit) Card {
	e := cat.Event
	card := Card{Start: "v_" + v.ID, Title: say("inline.visit", "Visit", v.Name), Description: say("visit.host", "Host", v.Host)}
	card.Paragraph(say("visit.title", "Visit", v.Name), say("visit.host", "Host", v.Host))
	card.Paragraph(say("part.when", "Day", conversation.Day(e.Start), "Start", conversation.Clock(e.Start), "End", conversation.Clock(e.End)))
	card.Paragraph(say("visit.about", "About", v.About))
	return card
}
