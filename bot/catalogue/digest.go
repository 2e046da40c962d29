package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// digestSize is how many bytes of a sum are enough to tell two wordings apart.
const digestSize = 4

// Digest is a short sum of what people read about a topic of a centre, one part a
// language: it is another one as soon as they read something else. How old that is
// makes no difference.
func (c Centre) Digest(topic Topic) string {
	var parts []string
	for _, lang := range Languages() {
		parts = append(parts, c.digestIn(topic, lang))
	}
	return strings.Join(parts, ".")
}

// SameDigest says whether people who read a language read the same by two digests.
func SameDigest(a, b string, lang Language) bool {
	i, as, bs := slices.Index(Languages(), lang), strings.Split(a, "."), strings.Split(b, ".")
	return i >= 0 && i < len(as) && i < len(bs) && as[i] == bs[i]
}

// digestIn is the part of one language. Opening hours are those of special days too.
func (c Centre) digestIn(topic Topic, lang Language) string {
	sum := sha256.New()
	for _, f := range c.On(topic) {
		words, actual := f.Text.In(lang)
		fmt.Fprintf(sum, "%q %s %s %s %v\n", words, actual, f.Hours, f.Every, f.Ended)
	}
	if topic == Hours {
		for _, d := range c.DaysFrom(Date{}) {
			why, actual := d.Reason.In(lang)
			fmt.Fprintf(sum, "%s %s %q %s\n", d.Date, d.Hours, why, actual)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:digestSize])
}
