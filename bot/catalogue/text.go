package catalogue

// Language is a language the bot speaks, by its ISO 639-1 code.
type Language string

// The languages the bot speaks.
const (
	English   Language = "en"
	Romanian  Language = "ro"
	Ukrainian Language = "uk"
)

// Languages returns every language the bot speaks, English first.
func Languages() []Language {
	return []Language{English, Romanian, Ukrainian}
}

// Text is one text in several languages. Empty means that nothing was
// published.
type Text map[Language]string

// In returns the text in a language and the language it really is in: the one
// asked for, else English, else whichever there is. Show the reader when the
// two differ. An empty text gives "" in the language asked for.
func (t Text) In(lang Language) (text string, actual Language) {
	if t[lang] != "" {
		return t[lang], lang
	}
	for _, other := range Languages() {
		if t[other] != "" {
			return t[other], other
		}
	}
	return "", lang
}

// Empty says whether the text says nothing in any language.
func (t Text) Empty() bool {
	_, lang := t.In(English)
	return t[lang] == ""
}
