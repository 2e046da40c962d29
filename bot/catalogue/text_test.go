package catalogue_test

import (
	"testing"

	"visitbot/bot/catalogue"
)

func TestTextFallsBackVisibly(t *testing.T) {
	const en, ro, uk = catalogue.English, catalogue.Romanian, catalogue.Ukrainian
	tests := []struct {
		name   string
		text   catalogue.Text
		asked  catalogue.Language
		want   string
		actual catalogue.Language
	}{
		{"asked for", catalogue.Text{en: "seat", ro: "loc"}, ro, "loc", ro},
		{"English before others", catalogue.Text{en: "seat", ro: "loc"}, uk, "seat", en},
		{"any without English", catalogue.Text{uk: "місце"}, ro, "місце", uk},
		{"an empty line is missing", catalogue.Text{en: "", ro: "loc"}, en, "loc", ro},
		{"not published", nil, uk, "", uk},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, actual := tt.text.In(tt.asked)
			if got != tt.want || actual != tt.actual {
				t.Errorf("In(%q) = %q, %q; want %q, %q", tt.asked, got, actual, tt.want, tt.actual)
			}
			if empty := tt.want == ""; tt.text.Empty() != empty {
				t.Errorf("Empty() = %v, want %v", tt.text.Empty(), empty)
			}
		})
	}
}
