// Package chart draws the picture of /stats.
package chart

// STUB until the branch arrives.
type Stats struct {
	Title, Subtitle string
	Legend          Legend
	Visits          []Visit
	Forecast        []string
	Days            Days
}
type Legend struct{ Seats, Held, Free, Waiting string }
type Visit struct {
	Name                                 string
	Capacity, Seats, Held, Free, Waiting int
	Note                                 string
}
type Days struct {
	Title  string
	Points []Point
}
type Point struct {
	Label      string
	New, Total int
}

func (s Stats) PNG() ([]byte, error) { return nil, nil }
