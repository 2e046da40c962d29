package answers

import (
	"slices"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

// Shown are the facts that the screens to which a request leads tell, for
// conversation.Request: a centre's card, and the address on a visit's.
func Shown(cat *catalogue.Catalogue, r conversation.Request) []string {
	var told []string
	for _, place := range r.Then {
		told = append(told, shownAt(cat, place)...)
	}
	slices.Sort(told)
	return slices.Compact(told)
}

func shownAt(cat *catalogue.Catalogue, place conversation.Place) []string {
	var told []string
	switch place.Stage {
	case conversation.StageCentre:
		c, known := cat.Centre(place.Subject)
		for _, topic := range offered {
			if known {
				told = append(told, conversation.Fact(c, topic))
			}
		}
	case conversation.StageVisit:
		visit, _ := cat.Visit(place.Subject)
		if c, ok := cat.Centre(visit.Centre); ok {
			told = append(told, conversation.Fact(c, catalogue.Address))
		}
	}
	return told
}
