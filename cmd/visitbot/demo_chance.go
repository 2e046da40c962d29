package main

import (
	"encoding/base64"
	"math/rand/v2"
	"sync"
)

// foreseeable is a chance that comes out the same every time, for written
// conversations. It keeps no secret.
type foreseeable struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func newForeseeable() *foreseeable {
	f := &foreseeable{}
	f.begin(0)
	return f
}

// begin begins anew, with what a seed brings.
func (f *foreseeable) begin(seed byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.source = rand.NewChaCha8([32]byte{seed})
}

// Nonce implements bot.Chance.
func (f *foreseeable) Nonce() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.letters("abcdefghijklmnopqrstuvwxyz234567", nonceSize)
}

// Ticket implements bot.Chance.
func (f *foreseeable) Ticket() (code, token string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var secret [16]byte
	_, _ = f.source.Read(secret[:]) // it never fails
	return f.letters(codeLetters, codeSize), base64.RawURLEncoding.EncodeToString(secret[:])
}

func (f *foreseeable) letters(from string, n int) string {
	drawn := make([]byte, n)
	for i := range drawn {
		drawn[i] = from[rand.New(f.source).IntN(len(from))]
	}
	return string(drawn)
}
