package ticket

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"

	"visitbot/bot/drawing"
	"visitbot/bot/drawing/golden"
)

func TestCodeIsReadBackFromThePicture(t *testing.T) {
	for language, ticket := range samples {
		if got := scan(t, golden.Decode(t, mustDraw(t, ticket))); got != ticket.Link {
			t.Errorf("%s: read %q, want %q", language, got, ticket.Link)
		}
	}
}

// A chat shrinks a picture and compresses it before it is shown at a door.
func TestCodeSurvivesTheChat(t *testing.T) {
	for _, name := range []string{"b", "rethink_bridges_bot", "a_bot_with_the_longest_name_bot"} {
		ticket := samples["uk"]
		ticket.Link = "https://t.me/" + name + "?start=t_" + strings.Repeat("Q", 22)
		small := image.NewRGBA(image.Rect(0, 0, 540, 1000))
		picture := golden.Decode(t, mustDraw(t, ticket))
		draw.BiLinear.Scale(small, small.Rect, picture, picture.Bounds(), draw.Src, nil)
		if got := scan(t, compressed(t, small)); got != ticket.Link {
			t.Errorf("read %q, want %q", got, ticket.Link)
		}
	}
}

func TestQuietZoneIsEmpty(t *testing.T) {
	code, err := newQR(samples["en"].Link)
	if err != nil {
		t.Fatal(err)
	}
	module := code.module(codeWidth)
	width := module * (code.side() + 2*quiet)
	s := layout(samples["en"], width)
	picture := s.draw(code, module).Image()
	dark, light := drawing.TextColour, drawing.CardColour
	x, y := (pageWidth-width)/2, s.code
	for i := range quiet * module {
		for along := range width {
			for _, at := range []image.Point{{x + along, y + i}, {x + along, y + width - 1 - i}, {x + i, y + along}, {x + width - 1 - i, y + along}} {
				if picture.At(at.X, at.Y) != light {
					t.Fatalf("something is drawn at %v", at)
				}
			}
		}
	}
	if first := picture.At(x+quiet*module, y+quiet*module); first != dark {
		t.Errorf("the code does not begin after its quiet zone: %v", first)
	}
}

// scan reads a QR code with a reader that shares nothing with the writer.
func scan(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("no code found: %v", err)
	}
	if level := result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "M" {
		t.Errorf("error level %v, want M", level)
	}
	return result.GetText()
}

// compressed is a picture after a strong JPEG compression.
func compressed(t *testing.T, picture image.Image) image.Image {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 50}); err != nil {
		t.Fatal(err)
	}
	decoded, err := jpeg.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}
