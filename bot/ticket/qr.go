package ticket

import (
	"errors"
	"fmt"
	"image"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the width of the empty border that ISO/IEC 18004 asks for around a
// QR code, in modules.
const quiet = 4

// matrix is a QR code, one pixel a module, without its quiet zone.
type matrix struct{ code barcode.Barcode }

// newQR encodes a link at error level M, which survives the loss of about 15 %
// of the code: a scratched screen, or the compression of a chat's pictures.
func newQR(link string) (matrix, error) {
	if link == "" {
		return matrix{}, errors.New("no link for the QR code")
	}
	code, err := qr.Encode(link, qr.M, qr.Unicode)
	if err != nil {
		return matrix{}, fmt.Errorf("QR code: %w", err)
	}
	return matrix{code}, nil
}

// side is the number of modules along one side.
func (m matrix) side() int { return m.code.Bounds().Dx() }

// module is the size of one module in pixels when the code with its quiet zone
// shall be at most width pixels wide: a whole number, so that every edge is sharp.
func (m matrix) module(width int) int { return max(1, width/(m.side()+2*quiet)) }

// each calls paint with the square of every dark module, the code's corner
// being at (x, y).
func (m matrix) each(x, y, size int, paint func(image.Rectangle)) {
	n := m.side()
	for i := range n * n {
		col, row := i%n, i/n
		if r, _, _, _ := m.code.At(col, row).RGBA(); r == 0 {
			at := image.Pt(x+col*size, y+row*size)
			paint(image.Rectangle{at, at.Add(image.Pt(size, size))})
		}
	}
}
