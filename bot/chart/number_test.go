package chart

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFigure(t *testing.T) {
	tests := map[int]string{
		0: "0", 20: "20", 9_999: "9999", 10_000: "10\u00a0000", 123_045: "123\u00a0045",
		999_999: "999\u00a0999", 1_000_000: "999\u00a0999+", math.MaxInt: "999\u00a0999+",
	}
	for n, want := range tests {
		if got := figure(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestFiguresSayHowManyPlacesAreTaken(t *testing.T) {
	tests := []struct {
		name  string
		visit Visit
		want  string
		over  bool
	}{
		{"held places are taken", Visit{Capacity: 20, Seats: 15, Held: 3}, "18 / 20", false},
		{"full", Visit{Capacity: 20, Seats: 20, Waiting: 9}, "20 / 20", false},
		{"too full", Visit{Capacity: 20, Seats: 18, Held: 3}, "21 / 20", true},
		{"no places", Visit{}, "0 / 0", false},
		{"negative", Visit{Capacity: -1, Seats: -5, Held: math.MinInt}, "0 / 0", false},
		{"huge", Visit{Capacity: 1, Seats: math.MaxInt, Held: math.MaxInt}, "999\u00a0999+ / 1", true},
	}
	for _, test := range tests {
		v := test.visit.tame()
		if got := strings.ReplaceAll(v.figures(), "\u00a0/\u00a0", " / "); got != test.want || v.over() != test.over {
			t.Errorf("%s: %q, too full %v", test.name, got, v.over())
		}
	}
}

func TestPartsShareTheBar(t *testing.T) {
	tests := []struct {
		name  string
		width int
		parts []part
		want  []int
	}{
		{"in proportion", 900, []part{{n: 5}, {n: 3}, {n: 1}}, []int{500, 300, 100}},
		{"to the last pixel", 100, []part{{n: 1}, {n: 1}, {n: 1}}, []int{33, 33, 34}},
		{"room for a number", 900, []part{{n: 10_000}, {n: 1, least: 50}, {n: 10_000}}, []int{425, 50, 425}},
		{"one takes from the next", 100, []part{{n: 40, least: 40}, {n: 20, least: 35}, {n: 40}}, []int{40, 35, 25}},
	}
	for _, test := range tests {
		if got := divide(test.width, test.parts); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestEveryPartHasRoomForItsNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := drawVisit(t).tame().parts()
		left := textWidth
		for i, width := range divide(textWidth, parts) {
			if width < parts[i].least {
				t.Errorf("part %d of %v is %d wide", i, parts, width)
			}
			left -= width
		}
		if len(parts) > 0 && left != 0 {
			t.Errorf("%d of the bar belong to no part of %v", left, parts)
		}
	})
}
