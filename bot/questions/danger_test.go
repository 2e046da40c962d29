package questions

import (
	"os"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// lines are those of a file of testdata.
func lines(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// TestDanger holds that who may be in danger is heard, and that what sounds
// alike is no alarm.
func TestDanger(t *testing.T) {
	reader, now := New(catalogue.Shipped()), evening(t)
	for _, text := range lines(t, "danger.txt") {
		if r := reader.Read(text, "", now); r.Kind != Danger {
			t.Errorf("%q is %v", text, understood(r))
		}
	}
	for _, text := range lines(t, "harmless.txt") {
		if r := reader.Read(text, "", now); r.Kind == Danger {
			t.Errorf("%q is an alarm", text)
		}
	}
}

// TestDangerInALongText holds that danger is heard in the middle of a very long
// text, too, where the rest is not read.
func TestDangerInALongText(t *testing.T) {
	reader, now := New(catalogue.Shipped()), evening(t)
	before, after := strings.Repeat("Romexpo! ", firstWords), ". "+strings.Repeat("Romexpo! ", lastWords)
	for _, text := range lines(t, "danger.txt") {
		if r := reader.Read(before+text+after, "", now); r.Kind != Danger {
			t.Errorf("%q is not heard", text)
		}
	}
	for _, text := range lines(t, "harmless.txt") {
		if r := reader.Read(before+text+after, "", now); r.Kind == Danger {
			t.Errorf("%q is an alarm", text)
		}
	}
}
