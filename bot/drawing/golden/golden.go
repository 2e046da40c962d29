// Package golden compares pictures with those that a test keeps in testdata.
// With the flag -update a test rewrites them; look at each before you keep it.
package golden

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the pictures in testdata")

// Check fails the test when a drawn PNG differs from testdata/NAME.png by more
// than tolerance, as Difference measures it.
func Check(t *testing.T, name string, drawn []byte, tolerance float64) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if *update {
		if err := os.WriteFile(file, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := Difference(Decode(t, drawn), Decode(t, want)); d > tolerance {
		t.Errorf("differs from %s by %.3f of 255 per pixel; look at both, then rewrite with -update", file, d)
	}
}

// Decode reads a PNG.
func Decode(t *testing.T, picture []byte) image.Image {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// Difference is the mean difference of two pictures' channels, 0 to 255; of two
// sizes it is 255.
func Difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 255
	}
	var sum int
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			sum += gap(r1, r2) + gap(g1, g2) + gap(b1, b2)
		}
	}
	return float64(sum) / float64(3*a.Bounds().Dx()*a.Bounds().Dy())
}

func gap(a, b uint32) int { return max(int(a>>8)-int(b>>8), int(b>>8)-int(a>>8)) }
