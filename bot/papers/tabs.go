package papers

import (
	"slices"
	"strconv"
	"strings"
)

// longestTab is how long a sheet's name may be, in UTF-16 units.
const longestTab = 31

// tabs are the names of sheets as a workbook takes them.
func tabs(sheets []Sheet) []string {
	var names []string
	for i, sheet := range sheets {
		names = append(names, free(tab(sheet.Name, i+1), names))
	}
	return names
}

// tab is a name without the characters that a workbook does not take; where
// nothing is left, the sheet's number. An apostrophe becomes a typographic one:
// formulas put names between plain ones.
func tab(name string, number int) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`[]:*?/\`, r) || r < ' ':
			return ' '
		case r == '\'':
			return '’'
		}
		return r
	}, text(name))
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return strconv.Itoa(number)
	}
	return strings.TrimSpace(shortened(name, longestTab))
}

// free is a name that is not taken: the given one, or one with a number.
func free(name string, names []string) string {
	wish := name
	for n := 2; taken(name, names); n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		name = shortened(wish, longestTab-len(suffix)) + suffix
	}
	return name
}

// taken tells whether a sheet has the name already, be it in other capitals, or
// Excel keeps it for itself.
func taken(name string, names []string) bool {
	return strings.EqualFold(name, "History") ||
		slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(name, other) })
}
