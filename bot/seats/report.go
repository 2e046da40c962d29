package seats

import (
	"fmt"
	"slices"
)

// A Report is what an audit found.
type Report struct {
	Visits []VisitReport // in the catalogue's order, then others that have claims
	Drift  []string      // what belongs to no visit: the journal's chain, claims that no visit has
}

// A VisitReport says how a visit stands, and where its figures do not agree.
type VisitReport struct {
	ID       string
	Taken    int // counted from the claims
	Capacity int
	Waiting  int
	Halted   Halt
	Drift    []string // empty: everything agrees
}

// Clean says whether everything agrees.
func (r Report) Clean() bool {
	return len(r.Drift) == 0 && !slices.ContainsFunc(r.Visits, func(v VisitReport) bool { return len(v.Drift) > 0 })
}

// String is a visit's line: "romexpo 20/20, 3 waiting, 0 drift".
func (v VisitReport) String() string {
	text := fmt.Sprintf("%s %d/%d, %d waiting, %d drift", v.ID, v.Taken, v.Capacity, v.Waiting, len(v.Drift))
	if v.Halted != "" {
		text += ", " + string(v.Halted)
	}
	if over := v.Taken - v.Capacity; over > 0 {
		text += fmt.Sprintf(", %d over its capacity", over)
	}
	return text
}
