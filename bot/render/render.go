// Package render turns what is to be shown into a finished letter: the words of
// one language, as Telegram reads them.
//
// It is the only user of go-i18n. Messages are Go templates with a few of
// Telegram's HTML tags; whatever fills them is escaped here, so neither a name
// nor a fact can bring markup of its own. The package is pure but for the log,
// which is told once of each message that cannot be rendered.
package render

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"visitbot/bot/catalogue"
)

// A Renderer renders in every language of catalogue.Languages. It may be used
// from many goroutines at once.
type Renderer struct {
	zone   *time.Location
	voices map[catalogue.Language]*voice
	faults sync.Map // id of a message → struct{}: its fault is in the log already
}

// A voice is one language.
type voice struct {
	localizer *i18n.Localizer
	plural    map[string]bool // every message it has → whether its form depends on a count
	fixed     sync.Map        // id of a message that nothing is filled into → its text, once it was asked for
}

// parser refuses a message whose data lacks something. It has no Funcs, because
// go-i18n would then parse every template anew each time.
var parser = &template.TextParser{Option: "missingkey=error"}

// New reads the file of each language, such as en.yaml. It fails if one of them
// is missing or a message in it is not a template; where only a translation is
// missing, it warns, and the message stays English. Times are shown in the zone.
func New(files fs.FS, zone *time.Location) (*Renderer, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	r := &Renderer{zone: zone, voices: map[catalogue.Language]*voice{}}
	for _, lang := range catalogue.Languages() {
		v, err := newVoice(bundle, files, lang)
		if err != nil {
			return nil, fmt.Errorf("render: %s.yaml: %w", lang, err)
		}
		r.voices[lang] = v
		if missing := v.complete(r.voices[catalogue.English]); len(missing) > 0 {
			slog.Warn("no translation, so these stay English", "language", string(lang), "messages", missing)
		}
	}
	return r, nil
}

// newVoice reads one language into the bundle.
func newVoice(bundle *i18n.Bundle, files fs.FS, lang catalogue.Language) (*voice, error) {
	file, err := bundle.LoadMessageFileFS(files, string(lang)+".yaml")
	if err != nil {
		return nil, err
	}
	v := &voice{localizer: i18n.NewLocalizer(bundle, string(lang)), plural: map[string]bool{}}
	var wrong []error
	for _, m := range file.Messages {
		v.plural[m.ID] = m.One != "" || m.Few != "" || m.Many != ""
		wrong = append(wrong, parse(m))
	}
	return v, errors.Join(wrong...)
}

// parse tries every form of a message.
func parse(m *i18n.Message) error {
	for _, form := range []string{m.One, m.Few, m.Many, m.Other} {
		if _, err := parser.Parse(form, "", ""); err != nil {
			return fmt.Errorf("%s: %w", m.ID, err)
		}
	}
	return nil
}

// complete takes over the English messages that a language lacks, and returns
// their ids, sorted. go-i18n shows them in English by itself.
func (v *voice) complete(english *voice) (missing []string) {
	for id, plural := range english.plural {
		if _, ok := v.plural[id]; !ok {
			v.plural[id] = plural
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	return missing
}

// spoken returns the language, or English for one that the bot does not speak.
func (r *Renderer) spoken(lang catalogue.Language) catalogue.Language {
	if r.voices[lang] == nil {
		return catalogue.English
	}
	return lang
}

// fault stands in for a message that cannot be rendered, and tells the log. The
// error names the message and its data, never a value.
func (r *Renderer) fault(lang catalogue.Language, id string, err error) string {
	if _, known := r.faults.LoadOrStore(id, struct{}{}); !known {
		slog.Error("message not rendered", "message", id, "language", string(lang), "err", err)
	}
	return "⟦" + id + "⟧"
}
