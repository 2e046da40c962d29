package drawing

import "testing"

// Neighbouring glyphs share pixels; the weaker must not wipe out the stronger.
func TestInkNeverThins(t *testing.T) {
	const ink Ink = 1
	c := NewCanvas(1, 1, Palette(Ramp{CardColour, HeadColour}, Ramp{CardColour, TextColour}))
	c.dot(0, 0, ink, 200)
	strong := c.img.Pix[0]
	if c.dot(0, 0, ink, 40); c.img.Pix[0] != strong {
		t.Errorf("pixel %d became %d", strong, c.img.Pix[0])
	}
	if c.dot(0, 0, ink, 255); c.img.At(0, 0) != TextColour {
		t.Errorf("full cover gives %v", c.img.At(0, 0))
	}
}
