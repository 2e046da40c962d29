// Package panics tells of a panic without telling of a person: what happened
// and where, but no value and no argument, among which may be somebody's id or
// words.
package panics

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// deepest is how many calls are looked at.
const deepest = 32

// Describe tells of a panic, with the value that recover returned; call it in
// the deferred function itself. What is the text of a panic of the runtime,
// which quotes no data, and only the type of any other; where is the function
// that panicked, its file and line.
func Describe(value any) (what, where string) {
	what = fmt.Sprintf("panic with a %T", value)
	if e, ok := value.(runtime.Error); ok {
		what = e.Error()
	}
	callers := make([]uintptr, deepest)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") || !more {
			return what, fmt.Sprintf("%s (%s:%d)", frame.Function, filepath.Base(frame.File), frame.Line)
		}
	}
}
