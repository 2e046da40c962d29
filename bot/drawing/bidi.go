package drawing

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Visual puts a line into the order in which it is drawn, from left to right.
// Lines without right-to-left letters are returned as they are.
func Visual(line string) string {
	if !strings.ContainsFunc(line, RightToLeft) {
		return line
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line); err != nil {
		return line
	}
	order, err := p.Order()
	if err != nil {
		return line
	}
	runs := make([]string, order.NumRuns())
	for i := range runs {
		run := order.Run(i)
		runs[i] = run.String()
		if run.Direction() == bidi.RightToLeft {
			runs[i] = bidi.ReverseString(runs[i])
		}
	}
	if !p.IsLeftToRight() {
		slices.Reverse(runs)
	}
	return strings.Join(runs, "")
}

// RightToLeft says whether a letter is written from right to left.
func RightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// letter is an Arabic letter's joined forms, in the order in which Unicode's
// presentation blocks list them: isolated, final, initial, medial. Letters that
// join only to the letter before them have the first two, others the first alone.
type letter []rune

const isolated, final, initial, medial = 0, 1, 2, 3

// letters holds the forms of every Arabic letter and of the ligatures of lam
// with alef, by the letters they stand for.
var letters = makeLetters()

// makeLetters reads the forms from the normalisation tables: presentation forms
// that decompose to the same letters stand side by side in their block.
func makeLetters() map[string]letter {
	forms := map[string]letter{}
	for _, block := range [][2]rune{{'\ufb50', '\ufbb1'}, {'\ufbfc', '\ufbff'}, {'\ufe80', '\ufefc'}} {
		for form := block[0]; form <= block[1]; form++ {
			key := norm.NFKC.String(string(form))
			forms[key] = append(forms[key], form)
		}
	}
	return forms
}

// Join replaces Arabic letters by the forms they take beside their neighbours,
// which the typeface itself knows only by rules that are not read here.
func Join(text string) string {
	if !strings.ContainsFunc(text, RightToLeft) {
		return text
	}
	units := units(text)
	var out strings.Builder
	for i, unit := range units {
		forms, ok := letters[unit]
		if !ok {
			out.WriteString(unit)
			continue
		}
		before := i > 0 && len(letters[units[i-1]]) > medial
		after := i+1 < len(units) && len(letters[units[i+1]]) > final && len(forms) > medial
		out.WriteRune(forms[form(before && len(forms) > final, after)])
	}
	return out.String()
}

// form chooses a letter's form by whether it joins the letters before and after.
func form(before, after bool) int {
	switch {
	case before && after:
		return medial
	case before:
		return final
	case after:
		return initial
	}
	return isolated
}

// units splits a text into characters, lam with the alef that follows being one.
// Marks above and below are dropped, as Clean would drop them: they do not keep
// letters apart.
func units(text string) []string {
	var units []string
	for _, r := range text {
		if p := norm.NFD.PropertiesString(string(r)); p.CCC() != 0 {
			continue
		}
		if last := len(units) - 1; last >= 0 && units[last] == "ل" {
			if _, ok := letters["ل"+string(r)]; ok {
				units[last] += string(r)
				continue
			}
		}
		units = append(units, string(r))
	}
	return units
}
