// Package centres knows when a centre is open, whether a fact about it still
// counts, and when somebody may come again.
//
// The package is pure: it knows no clock; the time is given.
package centres
