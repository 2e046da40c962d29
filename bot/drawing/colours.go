// Package drawing is what the bot's pictures are drawn with: a canvas of few
// colours, the typefaces, and texts that are made to fit. It is pure: the same
// strokes are the same picture, byte for byte. It may be used from many
// goroutines at once, each with a canvas of its own.
package drawing

import "image/color"

// The colours of the house.
var (
	PageColour   = color.RGBA{0xEF, 0xE8, 0xDC, 0xFF} // around the card
	CardColour   = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	HeadColour   = color.RGBA{0x12, 0x3C, 0x4A, 0xFF}
	AccentColour = color.RGBA{0xF5, 0xBE, 0x6B, 0xFF}
	MutedColour  = color.RGBA{0xB9, 0xD0, 0xD3, 0xFF} // for what matters less on the head
	TextColour   = color.RGBA{0x14, 0x24, 0x2B, 0xFF}
	LabelColour  = color.RGBA{0x5E, 0x70, 0x77, 0xFF} // for what matters less on the card
	RuleColour   = color.RGBA{0xC3, 0xBB, 0xAD, 0xFF}
)
