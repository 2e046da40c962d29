package chart

import (
	"image/color"

	"visitbot/bot/drawing"
)

// What is drawn on what.
const (
	cardOnPage    drawing.Ink = iota // the card's lower corners
	headOnPage                       // the card's upper corners
	pageOnCard                       // panels, and places that are out of reach
	cardOnHead                       // title, numbers on seats, the inside of free places
	mutedOnHead                      // the subtitle
	textOnCard                       // names and figures
	labelOnCard                      // dates, and the line of the total
	ruleOnCard                       // lines between and beneath things
	headOnCard                       // seats, new sign-ups, the outline of free places
	heldOnCard                       // held places
	textOnHeld                       // their stripes and their number
	textOnPage                       // what stands in a panel
	waitingOnCard                    // the badge of who waits
	cardOnWaiting
	overOnCard // the mark of a visit that is too full
	cardOnOver
)

// The two alarms. With the colours of the house they stay apart for eyes that
// tell red from green badly; in grey, stripes, outlines and words do it.
var (
	waitingColour = color.RGBA{0x6E, 0x3F, 0x7A, 0xFF}
	overColour    = color.RGBA{0xC2, 0x3B, 0x14, 0xFF}
)

// palette holds ground and colour of every ink, in the order of the constants.
var palette = drawing.Palette(
	drawing.Ramp{Ground: drawing.PageColour, Colour: drawing.CardColour},
	drawing.Ramp{Ground: drawing.PageColour, Colour: drawing.HeadColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.PageColour},
	drawing.Ramp{Ground: drawing.HeadColour, Colour: drawing.CardColour},
	drawing.Ramp{Ground: drawing.HeadColour, Colour: drawing.MutedColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.TextColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.LabelColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.RuleColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.HeadColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: drawing.AccentColour},
	drawing.Ramp{Ground: drawing.AccentColour, Colour: drawing.TextColour},
	drawing.Ramp{Ground: drawing.PageColour, Colour: drawing.TextColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: waitingColour},
	drawing.Ramp{Ground: waitingColour, Colour: drawing.CardColour},
	drawing.Ramp{Ground: drawing.CardColour, Colour: overColour},
	drawing.Ramp{Ground: overColour, Colour: drawing.CardColour},
)
