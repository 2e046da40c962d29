package organiser

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"visitbot/bot/catalogue"
)

func TestWeek(t *testing.T) {
	for text, want := range map[string]string{
		"Mo-Fr 09:00-17:00":                  "Mo-Fr 09:00-17:00",
		"Mon-Fri 9-17":                       "Mo-Fr 09:00-17:00",
		"Monday to Friday from 9 to 17":      "Mo-Fr 09:00-17:00",
		"M-F 9am-5pm":                        "Mo-Fr 09:00-17:00",
		"weekdays 9:30 a.m. – 12 p.m.":       "Mo-Fr 09:30-12:00",
		"luni-vineri 9-17":                   "Mo-Fr 09:00-17:00",
		"Luni – Vineri: 9.00 – 17.00":        "Mo-Fr 09:00-17:00",
		"de luni până vineri, de la 9 la 17": "Mo-Fr 09:00-17:00",
		"L-V 9-17":                           "Mo-Fr 09:00-17:00",
		"L-V 0900-1730, S 10-14":             "Mo-Fr 09:00-17:30; Sa 10:00-14:00",
		"Zilnic 10:00-18:00":                 "Mo-Su 10:00-18:00",
		"marți și joi 10-12, sâmbătă 9-13, duminica închis": "Tu 10:00-12:00; Th 10:00-12:00; Sa 09:00-13:00",
		"zile lucrătoare 8-16":                              "Mo-Fr 08:00-16:00",
		"пн-пт 9:00-17:00":                                  "Mo-Fr 09:00-17:00",
		"пн–пт 9–17, сб 10–14":                              "Mo-Fr 09:00-17:00; Sa 10:00-14:00",
		"з понеділка до п’ятниці з 9 до 17":                 "Mo-Fr 09:00-17:00",
		"Понеділок, середа та п'ятниця: 9.00-13.00":         "Mo 09:00-13:00; We 09:00-13:00; Fr 09:00-13:00",
		"щодня 9-17, нд вихідний":                           "Mo-Sa 09:00-17:00",
		"у будні 9-17; вихідні 10-14":                       "Mo-Fr 09:00-17:00; Sa-Su 10:00-14:00",
		"с понедельника по пятницу с 9 до 17":               "Mo-Fr 09:00-17:00",
		"Mo-Fr 9-13, 14-17":                                 "Mo-Fr 09:00-13:00,14:00-17:00",
		"Mo-Fr 14-17 and 9-13":                              "Mo-Fr 09:00-13:00,14:00-17:00",
		"9-17 Mo-Fr, 10-14 Sa":                              "Mo-Fr 09:00-17:00; Sa 10:00-14:00",
		"пн-пт\n9-17\nсб\n10-14":                            "Mo-Fr 09:00-17:00; Sa 10:00-14:00",
		"Fr-Mo 22-2":                                        "Mo 22:00-02:00; Fr-Su 22:00-02:00",
		"24/7":                                              "Mo-Su 00:00-24:00 every day",
		"цілодобово":                                        "Mo-Su 00:00-24:00 every day",
		"9-17":                                              "Mo-Su 09:00-17:00 every day",
		"9–13, 14–17":                                       "Mo-Su 09:00-13:00,14:00-17:00 every day",
		"Mo-Fr 9-17, Fr 9-15":                               "Mo-Th 09:00-17:00; Fr 09:00-15:00",

		"":                      "",
		"Mo-Fr":                 "",
		"from nine to five":     "",
		"Mo-Fr 9":               "",
		"Mo-Fr 9-":              "",
		"Mo-Fr 9-25":            "",
		"Mo-Fr 9:60-17":         "",
		"Mo-Fr 9-13, 12-17":     "",
		"9-17, Sa 10-14":        "",
		"Mo-Fr 9-17 by request": "",
		"every second Sa 10-14": "",
		"Sunday closed":         "",
		"closed":                "",
		"Mo 24:00-25:00":        "",
		"Mo 13pm-14pm":          "",
		"30.11":                 "",
		"-5-17":                 "",
	} {
		w, everyDay, ok := Week(text)
		got := ""
		if ok {
			got = w.String()
		}
		if everyDay && ok {
			got += " every day"
		}
		if got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]string{
		"10-14": "10:00-14:00 true", "з 10 до 14": "10:00-14:00 true", "9–13, 14–17": "09:00-13:00,14:00-17:00 true", "10:00-12:00": "10:00-12:00 true",
		"closed": "closed true", "Închis": "closed true", "зачинено": "closed true", "вихідний": "closed true",
		"": "closed false", "Mo 10-14": "closed false", "closed 10-14": "closed false", "later": "closed false", "10": "closed false",
	} {
		spans, ok := Spans(text)
		if got := fmt.Sprint(spans, " ", ok); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	today := catalogue.Date{Year: 2026, Month: time.November, Day: 26} // a Thursday
	for text, want := range map[string]string{
		"30.11": "2026-11-30", "30/11": "2026-11-30", "30.11.2027": "2027-11-30", "30.11.26": "2026-11-30", "25.11": "2027-11-25", "26.11": "2026-11-26",
		"1 decembrie": "2026-12-01", "1 dec": "2026-12-01", "joi, 3 decembrie 2026": "2026-12-03", "1 грудня": "2026-12-01", "24 груд.": "2026-12-24",
		"1-го грудня": "2026-12-01", "1 декабря": "2026-12-01", "December 1": "2026-12-01", "1st of December": "2026-12-01", "2026-12-01": "2026-12-01", "2026.12.1": "2026-12-01",
		"1 mar": "2027-03-01", "martie 1": "2027-03-01", "5 mai": "2027-05-05", "8 березня": "2027-03-08", "14 серпня": "2027-08-14", "9 травня": "2027-05-09",
		"today": "2026-11-26", "mâine": "2026-11-27", "завтра": "2026-11-27", "joi": "2026-11-26", "Monday": "2026-11-30", "пн": "2026-11-30", "mar": "2026-12-01", "в понеділок": "2026-11-30",
		"2025-12-01": "2025-12-01", "29.02.2028": "2028-02-29",
		"": "", "30.02": "", "31.11": "", "0.5": "", "1": "", "1.13": "", "12.2026": "", "soon": "", "1 decembrie, maybe": "", "1.2.3.4": "", "1.12.20260": "", "11 smarch": "", "завтра 30.11": "",
	} {
		d, ok := Day(text, today)
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v, not %q", text, got, ok, want)
		}
	}
}

// Whatever is typed: what is read is what the catalogue can keep.
func TestHostileHours(t *testing.T) {
	bits := rapid.SampledFrom([]string{"Mo", "пн", "vineri", "s", "-", "–", ",", " ", "9", "17", "24", "0900", ":", ".", "30", "am", "closed", "zilnic", "24/7", "до", "\n", "é"})
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, bit := range rapid.SliceOfN(bits, 0, 20).Draw(t, "bits") {
			text += bit
		}
		if rapid.Bool().Draw(t, "any") {
			text = typing().Draw(t, "text")
		}
		if w, everyDay, ok := Week(text); ok {
			if again, err := catalogue.ParseWeek(w.String()); err != nil || again.String() != w.String() {
				t.Fatalf("%q is %q: %v", text, w, err)
			}
		} else if everyDay && !w.IsZero() {
			t.Fatalf("%q: every day, %v", text, w)
		}
		if spans, ok := Spans(text); ok {
			if again, err := catalogue.ParseSpans(spans.String()); err != nil || again.String() != spans.String() {
				t.Fatalf("%q is %q: %v", text, spans, err)
			}
		}
		if d, ok := Day(text, catalogue.Date{Year: 2026, Month: 11, Day: 26}); ok {
			if again, err := catalogue.ParseDate(d.String()); err != nil || again != d {
				t.Fatalf("%q is %q: %v", text, d, err)
			}
		}
	})
}
