package conversation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"visitbot/bot/seats"
)

// Diagram draws the table as a Mermaid state diagram. Arrows from anywhere (the
// commands) start at the dot.
func Diagram() string {
	var arrows []string
	for _, row := range Table {
		for _, outcome := range slices.Sorted(maps.Keys(row.Then)) {
			arrows = append(arrows, row.arrows(outcome)...)
		}
	}
	return "stateDiagram-v2\n" + strings.Join(arrows, "")
}

// arrows are one outcome's, one from each stage.
func (r Row) arrows(outcome seats.Outcome) []string {
	label := r.On.String()
	if outcome != seats.Done {
		label += ", " + string(outcome)
	}
	from := []string{"[*]"}
	if r.From != nil {
		from = from[:0]
		for _, stage := range r.From {
			from = append(from, string(stage))
		}
	}
	var arrows []string
	for _, stage := range from {
		arrows = append(arrows, fmt.Sprintf("    %s --> %s: %s\n", stage, r.Then[outcome], label))
	}
	return arrows
}

// String names a trigger as a person would: a command with its slash, a button
// by its word.
func (t Trigger) String() string {
	switch {
	case t.Command != "":
		return strings.TrimSpace("/" + t.Command + " " + t.Payload)
	case t.Said:
		return "text"
	}
	return t.Press
}
