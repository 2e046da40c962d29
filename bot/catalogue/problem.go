package catalogue

import "fmt"

// Severity says what a problem means for the bot.
type Severity int

// With an Error the catalogue cannot be used; with a Warning it can, and
// somebody will be less well served.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Problem is one thing wrong with a catalogue file, for the person who writes
// the file.
type Problem struct {
	File     string
	Line     int // from 1
	Severity Severity
	Message  string // what is wrong
	Remedy   string // what to write instead
}

// String returns "file:line: message; remedy", with "warning:" before the
// message of a warning.
func (p Problem) String() string {
	if p.Severity == Warning {
		return fmt.Sprintf("%s:%d: warning: %s; %s", p.File, p.Line, p.Message, p.Remedy)
	}
	return fmt.Sprintf("%s:%d: %s; %s", p.File, p.Line, p.Message, p.Remedy)
}
