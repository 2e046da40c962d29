package ticket

import "visitbot/bot/drawing"

// What is drawn on what.
const (
	cardOnPage   drawing.Ink = iota // the card's lower corners
	pageOnCard                      // the notches
	headOnPage                      // the card's upper corners
	cardOnHead                      // white text on the head, and the arches cut out of it
	accentOnHead                    // the label above the visit
	mutedOnHead                     // host and event
	textOnCard                      // what the ticket says
	labelOnCard                     // the small words above it
	ruleOnCard                      // the line where the stub is torn off
)

// palette holds ground and colour of every ink, in the order of the constants.
var palette = drawing.Palette(
	drawing.Ramp{Ground: drawing.PageColour, Colour: drawing.CardColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.PageColour},
	drawing.Ramp{Ground: drawing.PageColour, Colour: drawing.HeadColour},
	drawing.Ramp{Ground: drawing.HeadColour, Colour: drawing.CardColour},
	drawing.Ramp{Ground: drawing.HeadColour, Colour: drawing.AccentColour},
	drawing.Ramp{Ground: drawing.HeadColour, Colour: drawing.MutedColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.TextColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.LabelColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.RuleColour},
)
