package render

import (
	"fmt"
	"html"
	"strings"
	"time"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
)

// Line renders one line as HTML for Telegram. A line that cannot be rendered
// shows its id in ⟦⟧.
func (r *Renderer) Line(lang catalogue.Language, line conversation.Line) string {
	if line.ID == "" {
		return ""
	}
	lang = r.spoken(lang)
	if len(line.Data) > 0 {
		return r.fill(lang, line)
	}
	fixed := &r.voices[lang].fixed
	if text, ok := fixed.Load(line.ID); ok {
		return text.(string)
	}
	text := r.fill(lang, line)
	fixed.Store(line.ID, text)
	return text
}

// fill looks a message up and fills it in.
func (r *Renderer) fill(lang catalogue.Language, line conversation.Line) string {
	data, err := r.values(lang, line.Data)
	if err != nil {
		return r.fault(lang, line.ID, err)
	}
	v := r.voices[lang]
	config := i18n.LocalizeConfig{MessageID: line.ID, TemplateData: data, TemplateParser: parser}
	if v.plural[line.ID] {
		config.PluralCount = line.Data["Count"]
	}
	// A message that came out in English comes with an error too; New has said so.
	text, err := v.localizer.Localize(&config)
	if err != nil && text == "" {
		return r.fault(lang, line.ID, err)
	}
	return text
}

// Plain renders one line without HTML, on a single line: a button's label, the
// answer to a press, a word on a ticket. More than 200 UTF-16 units, which is what
// answerCallbackQuery takes, are cut with "…".
func (r *Renderer) Plain(lang catalogue.Language, line conversation.Line) string {
	text := plain(r.Line(lang, line))
	return cut(strings.Join(strings.Fields(text), " "), maxPlain)
}

// values makes the data ready for a template.
func (r *Renderer) values(lang catalogue.Language, data conversation.Data) (map[string]any, error) {
	ready := make(map[string]any, len(data))
	for name, v := range data {
		value, err := r.value(lang, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		ready[name] = value
	}
	return ready, nil
}

// value makes one datum ready: a number, or HTML.
func (r *Renderer) value(lang catalogue.Language, v any) (any, error) {
	switch v := v.(type) {
	case int:
		return v, nil
	case string:
		return escape(v), nil
	case conversation.Private:
		return escape(string(v)), nil
	case conversation.Line:
		return r.Line(lang, v), nil
	case []conversation.Line:
		var all []string
		for _, line := range v {
			all = append(all, r.Line(lang, line))
		}
		return strings.Join(all, ", "), nil
	case catalogue.Text:
		return r.text(lang, v), nil
	case catalogue.Week:
		return r.week(lang, v), nil
	case catalogue.Spans:
		return times(v), nil
	case catalogue.Date:
		return r.Line(lang, publication(v)), nil
	case conversation.Day:
		return r.Line(lang, day(time.Time(v).In(r.zone))), nil
	case conversation.Clock:
		layout := r.Line(lang, message("date.clock", nil))
		return time.Time(v).In(r.zone).Format(layout), nil
	}
	return nil, fmt.Errorf("no way to show a %T", v)
}

// text is a catalogue's text, marked where it is in another language.
func (r *Renderer) text(lang catalogue.Language, t catalogue.Text) string {
	text, actual := t.In(lang)
	if actual == lang {
		return escape(text)
	}
	return r.Line(lang, message("text.otherlanguage", conversation.Data{
		"Text": text, "Language": message("language."+string(actual), nil),
	}))
}

// week is when a place is open in the course of a week.
func (r *Renderer) week(lang catalogue.Language, w catalogue.Week) string {
	var all []string
	for _, s := range w.Stretches() {
		all = append(all, r.Line(lang, stretch(s)))
	}
	return strings.Join(all, "; ")
}

func stretch(s catalogue.Stretch) conversation.Line {
	if s.First == s.Last {
		return message("hours.day", conversation.Data{"First": weekday(s.First), "Times": s.Spans})
	}
	of := func(d time.Weekday) conversation.Line { return message(fmt.Sprintf("weekday.of.%d", d), nil) }
	return message("hours.days", conversation.Data{"First": of(s.First), "Last": of(s.Last), "Times": s.Spans})
}

// times are the times of one day, as people write them.
func times(spans catalogue.Spans) string { return strings.ReplaceAll(spans.String(), "-", "–") }

func weekday(d time.Weekday) conversation.Line {
	return message(fmt.Sprintf("weekday.%d", d), nil)
}

// publication is a month of a year, or a whole date.
func publication(d catalogue.Date) conversation.Line {
	if d.Day != 0 {
		return day(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
	}
	month := fmt.Sprintf("monthname.%d", d.Month)
	return message("date.month", conversation.Data{"Month": message(month, nil), "Year": d.Year})
}

// day is a whole date.
func day(t time.Time) conversation.Line {
	return message("date.day", conversation.Data{
		"Weekday": weekday(t.Weekday()),
		"Day":     t.Day(),
		"Month":   message(fmt.Sprintf("month.%d", t.Month()), nil),
		"Year":    t.Year(),
	})
}

func message(id string, data conversation.Data) conversation.Line {
	return conversation.Line{ID: id, Data: data}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape makes any text harmless in Telegram's HTML. Characters that nobody
// sees but that Telegram refuses, or that turn the reading direction of what
// follows, are left out.
func escape(text string) string {
	return escaper.Replace(strings.Map(visible, text))
}

// visible drops control characters, but keeps the end of a line.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return -1
	}
	return r
}

// plain takes the tags and entities out of a rendered line.
func plain(rendered string) string {
	if !strings.ContainsAny(rendered, "<&") {
		return rendered
	}
	var text strings.Builder
	for rendered != "" {
		before, after, _ := strings.Cut(rendered, "<")
		text.WriteString(before)
		_, rendered, _ = strings.Cut(after, ">")
	}
	return html.UnescapeString(text.String())
}
