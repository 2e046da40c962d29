package main

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// chance is the system's: nobody can foresee it.
type chance struct{}

// nonceSize letters of base32 hold 40 bits: enough to tell the versions of one
// talk apart.
const nonceSize = 8

func (chance) Nonce() string { return strings.ToLower(rand.Text()[:nonceSize]) }

// codeLetters are told apart when read aloud or in bad light: no 0 and O, no
// 1, I and L.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeSize letters make some 900 million codes.
const codeSize = 6

func (chance) Ticket() (code, token string) {
	var secret [16]byte
	rand.Read(secret[:])
	return letters(codeSize), base64.RawURLEncoding.EncodeToString(secret[:])
}

// letters draws n code letters, each as likely as any other.
func letters(n int) string {
	drawn := make([]byte, 0, n)
	var b [1]byte
	for len(drawn) < n {
		rand.Read(b[:])
		if whole := 256 - 256%len(codeLetters); int(b[0]) < whole {
			drawn = append(drawn, codeLetters[int(b[0])%len(codeLetters)])
		}
	}
	return string(drawn)
}
