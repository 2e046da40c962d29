package catalogue

import (
	"testing"
	"time"
)

func TestWeek(t *testing.T) {
	for text, want := range map[string]string{
		"Mo-Fr 09:00-17:00":                         "Mo-Fr 09:00-17:00",
		"Mo,Tu,We 9:00–17:00":                       "Mo-We 09:00-17:00",
		"Mo-Su 09:00-17:00; Sa closed":              "Mo-Fr 09:00-17:00; Su 09:00-17:00",
		"Fr 22:00-02:00;Su 09:00-12:00,13:00-24:00": "Fr 22:00-02:00; Su 09:00-12:00,13:00-24:00",
	} {
		w, err := ParseWeek(text)
		if err != nil || w.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, w, err, want)
		}
		again, err := ParseWeek(w.String())
		if err != nil || again.String() != want {
			t.Errorf("%q read again: %q, %v", want, again, err)
		}
	}
	for _, text := range []string{"", "Mo-Fr", "Mo closed", "Fr-Mo 09:00-17:00", "Mon 09:00-17:00", "Mo 9-17", "Mo 09:00-25:00", "Mo 09:00-13:00,12:00-14:00"} {
		if w, err := ParseWeek(text); err == nil {
			t.Errorf("%q is read as %q", text, w)
		}
	}
}

func TestWeekEndsAfterMidnight(t *testing.T) {
	w, err := ParseWeek("Fr 22:00-02:00")
	if err != nil {
		t.Fatal(err)
	}
	if got := w[time.Friday][0]; got.To != TimeOfDay(26*time.Hour) {
		t.Errorf("it ends at %v", time.Duration(got.To))
	}
}
