package catalogue

import (
	"fmt"
	"strings"
)

// suggest returns a remedy for a word that is not one of the known ones: the
// one that is nearest, else all of them or the alternative.
func suggest[S ~string](wrong string, known []S, alternative string) string {
	words := asStrings(known)
	if near := nearest(wrong, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	one := "write one of " + strings.Join(words, ", ")
	switch {
	case alternative == "":
		return one
	case len(words) == 0:
		return alternative
	default:
		return one + ", or " + alternative
	}
}

// nearest returns the word that differs least, or "" if all differ by more
// than a third of their letters.
func nearest(wrong string, words []string) string {
	best, distance := "", 0
	for _, word := range words {
		d := edits(strings.ToLower(wrong), word)
		if d <= max(1, len(word)/3) && (best == "" || d < distance) {
			best, distance = word, d
		}
	}
	return best
}

// edits counts the letters to add, drop, change or swap with their neighbour to
// turn a into b.
func edits(a, b string) int {
	before, last := []int(nil), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+differ(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
