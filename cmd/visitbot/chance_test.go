package main

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"visitbot/bot/organiser"
)

func TestChance(t *testing.T) {
	seen := map[string]bool{}
	once := func(s string) {
		t.Helper()
		if seen[s] {
			t.Errorf("%s came twice", s)
		}
		seen[s] = true
	}
	for range 1000 {
		nonce := chance{}.Nonce()
		code, token := chance{}.Ticket()
		once(nonce)
		once(token)
		if !regexp.MustCompile(`^[a-z0-9]{8}$`).MatchString(nonce) {
			t.Errorf("nonce %s", nonce)
		}
		if !regexp.MustCompile(`^[2-9A-HJKMNP-Z]{6}$`).MatchString(code) {
			t.Errorf("code %s", code)
		}
		if secret, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(secret) != 16 {
			t.Errorf("token %s: %v", token, err)
		}
	}
}

// TestCodesAreRead holds that organisers can type every code there is.
func TestCodesAreRead(t *testing.T) {
	for range 1000 {
		code, _ := chance{}.Ticket()
		if read, ok := organiser.Code(strings.ToLower(code)); !ok || read != code {
			t.Errorf("%s is read as %s, %v", code, read, ok)
		}
	}
}
