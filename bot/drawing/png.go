package drawing

import (
	"bytes"
	"fmt"
	"image/png"
	"sync"
)

// PNG is the picture as a file.
func (c Canvas) PNG() ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers}
	if err := encoder.Encode(&out, c.img); err != nil {
		return nil, fmt.Errorf("drawing: %w", err)
	}
	return out.Bytes(), nil
}

// encoderPool keeps the PNG encoder's buffers from one picture to the next.
type encoderPool struct{ pool sync.Pool }

var buffers encoderPool

// Get takes a buffer, or nil when the encoder has to make one.
func (p *encoderPool) Get() *png.EncoderBuffer {
	b, _ := p.pool.Get().(*png.EncoderBuffer)
	return b
}

// Put gives a buffer back.
func (p *encoderPool) Put(b *png.EncoderBuffer) { p.pool.Put(b) }
