package conversation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"visitbot/bot/seats"
)

// Diagram draws the table as a Mermaid state diagram, one arrow for all that
// leads from one stage to another. What can be said anywhere (the commands), or
// pressed on a letter, starts at the dot.
func Diagram() string {
	labels := map[[2]string][]string{}
	for _, row := range Table {
		for _, outcome := range slices.Sorted(maps.Keys(row.Then)) {
			for _, from := range row.origins() {
				arrow := [2]string{from, string(row.Then[outcome])}
				labels[arrow] = append(labels[arrow], row.label(outcome))
			}
		}
	}
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, arrow := range slices.SortedFunc(maps.Keys(labels), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", arrow[0], arrow[1], strings.Join(labels[arrow], "; "))
	}
	return b.String()
}

// origins are the stages that a row leads away from.
func (r Row) origins() []string {
	var stages []string
	if r.From == nil || r.Thing {
		stages = append(stages, "[*]")
	}
	for _, stage := range r.From {
		stages = append(stages, string(stage))
	}
	return stages
}

// label is what a person did, and what it came to where that is not plain.
func (r Row) label(outcome seats.Outcome) string {
	switch {
	case outcome == seats.Done && r.Ask != "":
		return r.On.String() + " (not now)"
	case outcome == seats.Done:
		return r.On.String()
	}
	return r.On.String() + " (" + string(outcome) + ")"
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
