package panics

import (
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for name, test := range map[string]struct {
		panics func()
		what   string
	}{
		"of the runtime": {func() { var v any = 7; _ = v.(string) }, "interface conversion: interface {} is int, not string"},
		"of ours":        {func() { panic("Olena's number") }, "panic with a string"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				what, where := Describe(recover())
				if what != test.what || !strings.Contains(where, "TestDescribe") || !strings.Contains(where, "panics_test.go:") {
					t.Errorf("%q at %q", what, where)
				}
			}()
			test.panics()
		})
	}
}
