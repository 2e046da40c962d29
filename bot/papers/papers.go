// Package papers makes what the organisers of an event print or open in a
// spreadsheet: workbooks (XLSX), comma-separated files (CSV) and the list of
// names for a door without internet (PDF).
//
// The package is pure: values in, bytes out. It asks no clock, no network and no
// chance. It speaks no language either: every word arrives in the reader's own.
// Names are written by strangers, so nothing in them may become a formula, break
// a file or push something else off a page.
package papers
