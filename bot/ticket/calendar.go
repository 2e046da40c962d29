package ticket

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Event is one entry for a calendar. Texts are plain: Calendar escapes them.
type Event struct {
	UID         string // the same for every version of one seat, so that a change replaces the entry
	Summary     string
	Description string // may hold newlines; empty means none
	Location    string // empty means none
	Start, End  time.Time
	Zone        *time.Location // the zone the times are written in, by its IANA name; nil means UTC
	Alarm       time.Duration  // how long before Start to remind, cut to minutes; 0 means no reminder
	Stamp       time.Time      // when this version was made
	Sequence    int            // the version, counted from 0; a higher one replaces a lower one
}

// product names the maker of the file, as RFC 5545 section 3.7.3 asks.
const product = "-//visitbot//ticket//EN"

// Forms of a time in a calendar file: in a zone, and in UTC.
const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// Calendar writes an event as an iCalendar file (media type text/calendar,
// RFC 5545), which carries the rules of its zone with it. It fails when the UID
// is empty, the end is not after the start, the alarm or the sequence is
// negative, or the zone has no IANA name, as time.Local has none.
func Calendar(e Event) ([]byte, error) {
	if e.Zone == nil {
		e.Zone = time.UTC
	}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("ticket: calendar: %w", err)
	}
	var f file
	f.begin("VCALENDAR")
	f.line("VERSION", "2.0")
	f.line("PRODID", product)
	f.line("CALSCALE", "GREGORIAN")
	if e.Zone != time.UTC {
		f.timezone(e.Zone, e.Start)
	}
	f.event(e)
	f.end("VCALENDAR")
	return f.Bytes(), nil
}

func (e Event) check() error {
	switch {
	case e.UID == "":
		return errors.New("no UID")
	case !e.End.After(e.Start):
		return errors.New("the end is not after the start")
	case e.Alarm < 0 || e.Sequence < 0:
		return errors.New("alarm and sequence must not be negative")
	case e.Zone == time.Local || e.Zone.String() == "":
		return errors.New("the zone has no IANA name")
	}
	return nil
}

// file is an iCalendar file in the making.
type file struct{ bytes.Buffer }

func (f *file) begin(component string) { f.line("BEGIN", component) }
func (f *file) end(component string)   { f.line("END", component) }

// event writes the VEVENT.
func (f *file) event(e Event) {
	f.begin("VEVENT")
	f.text("UID", e.UID)
	f.line("DTSTAMP", e.Stamp.UTC().Format(utcForm))
	f.line("SEQUENCE", strconv.Itoa(e.Sequence))
	f.time("DTSTART", e.Start, e.Zone)
	f.time("DTEND", e.End, e.Zone)
	f.text("SUMMARY", e.Summary)
	f.text("DESCRIPTION", e.Description)
	f.text("LOCATION", e.Location)
	f.line("STATUS", "CONFIRMED")
	f.line("TRANSP", "OPAQUE")
	f.alarm(e)
	f.end("VEVENT")
}

// alarm writes the reminder, if there shall be one. Its description is what a
// phone shows, so it is the summary.
func (f *file) alarm(e Event) {
	if e.Alarm == 0 {
		return
	}
	f.begin("VALARM")
	f.line("ACTION", "DISPLAY")
	f.text("DESCRIPTION", e.Summary)
	f.line("TRIGGER", fmt.Sprintf("-PT%dM", int(e.Alarm.Minutes())))
	f.end("VALARM")
}

// time writes a moment: in UTC with its mark, elsewhere with the zone's name.
func (f *file) time(name string, t time.Time, zone *time.Location) {
	if zone == time.UTC {
		f.line(name, t.UTC().Format(utcForm))
		return
	}
	f.line(name+";TZID="+zone.String(), t.In(zone).Format(localForm))
}

// text writes a property whose value a person reads; without a value, nothing.
func (f *file) text(name, value string) {
	if value != "" {
		f.line(name, escape(value))
	}
}

// foldAt is the longest line in octets, its line break not counted
// (RFC 5545 section 3.1).
const foldAt = 75

// line writes a property and folds it where it is too long: between characters,
// never inside one, since many readers decode each line on its own.
func (f *file) line(name, value string) {
	room := foldAt
	for _, r := range name + ":" + value {
		if size := utf8.RuneLen(r); size > room {
			f.WriteString("\r\n ")
			room = foldAt - 1 - size
		} else {
			room -= size
		}
		f.WriteRune(r)
	}
	f.WriteString("\r\n")
}

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// escape makes a text safe as a value (RFC 5545 section 3.3.11): every kind of
// line break becomes \n, other control characters are left out.
func escape(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	return escaper.Replace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}
