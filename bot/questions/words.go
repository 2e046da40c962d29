package questions

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"visitbot/bot/catalogue"
)

//go:embed words/*.yaml
var shipped embed.FS

// A file holds the words of one language.
type file struct {
	Groups    map[string][]string         `yaml:"groups"`    // words that stand for one another in phrases
	Topics    map[Topic]topicWords        `yaml:"topics"`    // what is asked for
	Items     map[catalogue.Item][]string `yaml:"items"`     // what is given
	Event     []string                    `yaml:"event"`     // names of the event, its visits and its seats
	Days      map[string][]string         `yaml:"days"`      // days, months and how far they are
	Asking    []string                    `yaml:"asking"`    // words by which a text asks
	Elsewhere []string                    `yaml:"elsewhere"` // what else is found at a place of the same name
	Hello     []string                    `yaml:"hello"`
	Thanks    []string                    `yaml:"thanks"`
	Danger    []string                    `yaml:"danger"`
	Harmless  []string                    `yaml:"harmless"` // sounds like danger and is not
	Off       []string                    `yaml:"outside"`  // what the bot is not for
	Filler    []string                    `yaml:"filler"`   // words that say nothing of what is asked
}

// topicWords are the words of a topic: strong ones mean it, weak ones mean it
// where nothing else in the sentence says more.
type topicWords struct {
	Strong []string `yaml:"strong"`
	Weak   []string `yaml:"weak"`
}

// languages are the languages whose words are known, with their tongues, that of
// its words in Latin letters last.
var languages = map[string][]tongue{
	"en": {inEnglish},
	"ro": {inRomanian},
	"uk": {inCyrillic, inSlavic},
	"ru": {inCyrillic, inRussian, inSlavic},
}

// readFiles reads every file of words, by language.
func readFiles(fsys fs.FS) (map[string]file, error) {
	files := map[string]file{}
	for lang := range languages {
		data, err := fs.ReadFile(fsys, path.Join("words", lang+".yaml"))
		if err != nil {
			return nil, err
		}
		var f file
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&f); err != nil {
			return nil, fmt.Errorf("%s: %w", lang, err)
		}
		files[lang] = f
	}
	return files, nil
}

// shippedWords is a vocabulary of the files in the program. Add to a copy only.
var shippedWords = sync.OnceValue(readWords)

// readWords reads the files in the program. It panics if they cannot be read.
func readWords() *vocabulary {
	files, err := readFiles(shipped)
	if err != nil {
		panic(err)
	}
	v := newVocabulary()
	for _, lang := range slices.Sorted(maps.Keys(files)) { // what is found does not depend on chance
		f := files[lang]
		f.each(func(s sense, line string) { v.addLine(lang, f.Groups, s, line) })
	}
	return v
}

// A kind of sense is what a word or phrase is for.
type senseKind uint8

const (
	forTopic senseKind = iota
	forItem
	forCentre
	forEvent
	forDay
	forAsking
	forElsewhere
	forHello
	forThanks
	forDanger
	forHarmless
	forOff
	forFiller
)

// A sense is what a word or phrase means.
type sense struct {
	kind   senseKind
	value  string // topic, item, centre or day
	strong bool
	ended  bool // of a centre's name: it is of something that has ended
}

// each calls visit for every line of the file with what it means.
func (f file) each(visit func(sense, string)) {
	for _, topic := range slices.Sorted(maps.Keys(f.Topics)) {
		all(visit, sense{kind: forTopic, value: string(topic), strong: true}, f.Topics[topic].Strong)
		all(visit, sense{kind: forTopic, value: string(topic), strong: false}, f.Topics[topic].Weak)
	}
	for _, item := range slices.Sorted(maps.Keys(f.Items)) {
		all(visit, sense{kind: forItem, value: string(item), strong: true}, f.Items[item])
	}
	for _, day := range slices.Sorted(maps.Keys(f.Days)) {
		all(visit, sense{kind: forDay, value: day, strong: true}, f.Days[day])
	}
	all(visit, sense{kind: forEvent}, f.Event)
	all(visit, sense{kind: forAsking}, f.Asking)
	all(visit, sense{kind: forElsewhere}, f.Elsewhere)
	all(visit, sense{kind: forHello}, f.Hello)
	all(visit, sense{kind: forThanks}, f.Thanks)
	all(visit, sense{kind: forDanger}, f.Danger)
	all(visit, sense{kind: forHarmless}, f.Harmless)
	all(visit, sense{kind: forOff}, f.Off)
	all(visit, sense{kind: forFiller}, f.Filler)
}

func all(visit func(sense, string), s sense, lines []string) {
	for _, line := range lines {
		visit(s, line)
	}
}

// A slot is the words that may stand at one place of a phrase.
type slot struct {
	lang   string // "" for a centre's name
	filler bool   // its words may only fill a sentence
	asking bool   // its words ask
	alarm  bool   // it stands in lines about danger only
}

// An entry is a word or phrase of the files.
type entry struct {
	sense    sense
	lang     string
	slots    []int
	gaps     []int // how many other words may stand before each slot; everywhere: any place of the sentence
	capitals bool  // only if typed in capitals
}

const (
	near       = 1
	far        = 6
	everywhere = -1
)

// vocabulary is all that is known of words.
type vocabulary struct {
	index   *index
	slots   []slot
	slotIDs map[string]int
	fits    [][]int        // by lexeme: the slots it fits
	begins  [][]entry      // by slot: the entries that begin with it
	alarms  [][]entry      // those of them that are about danger
	names   map[int]string // by slot: the skeleton of a long name of one word
	owner   map[int]string // by slot: the centre of that name
}

func newVocabulary() *vocabulary {
	return &vocabulary{index: newIndex(), slotIDs: map[string]int{}, names: map[int]string{}, owner: map[int]string{}}
}

// copy returns a vocabulary to which words can be added apart.
func (v *vocabulary) copy() *vocabulary {
	return &vocabulary{
		index: v.index.copy(), slots: slices.Clone(v.slots), slotIDs: maps.Clone(v.slotIDs),
		fits: apart(v.fits), begins: apart(v.begins), alarms: apart(v.alarms), names: maps.Clone(v.names), owner: maps.Clone(v.owner),
	}
}

// apart copies lists so that what is added to one of the copy stays out of the other.
func apart[T any](lists [][]T) [][]T {
	lists = slices.Clone(lists)
	for i, list := range lists {
		lists[i] = slices.Clip(list)
	}
	return lists
}

// addLine adds a line of a file: words, with a space between them, which follow
// one another; see the comment in words/en.yaml.
func (v *vocabulary) addLine(lang string, groups map[string][]string, s sense, line string) {
	e := entry{sense: s, lang: lang}
	gap := near
	for part := range strings.FieldsSeq(strings.ReplaceAll(line, "-", " ")) {
		switch part {
		case "...":
			gap = far
			continue
		case "&":
			gap = everywhere
			continue
		}
		e.slots = append(e.slots, v.slot(lang, groups, part))
		e.gaps = append(e.gaps, gap)
		gap = near
	}
	v.add(e)
}

func (v *vocabulary) add(e entry) {
	if len(e.slots) > 0 {
		v.begins[e.slots[0]] = append(v.begins[e.slots[0]], e)
		if e.sense.kind == forDanger || e.sense.kind == forHarmless {
			v.alarms[e.slots[0]] = append(v.alarms[e.slots[0]], e)
		} else {
			for _, id := range e.slots {
				v.slots[id].alarm = false
			}
		}
		if first := &v.slots[e.slots[0]]; len(e.slots) == 1 {
			first.filler = first.filler || e.sense.kind == forFiller
			first.asking = first.asking || e.sense.kind == forAsking
		}
	}
}

// exactly begins the key of a word that is found in no other form.
const exactly = "="

// slot returns the slot of a part of a line: word, word*, =word, one/other,
// <group>.
func (v *vocabulary) slot(lang string, groups map[string][]string, part string) int {
	id, known := v.newSlot(lang, part)
	if known {
		return id
	}
	for _, word := range alternatives(groups, part) {
		for _, tongue := range languages[lang] {
			v.fit(v.lexeme(word, tongue), id)
		}
	}
	return id
}

// newSlot returns the slot of that name, and whether it was there before.
func (v *vocabulary) newSlot(lang, name string) (id int, known bool) {
	key := lang + ":" + name
	if id, ok := v.slotIDs[key]; ok {
		return id, true
	}
	id = len(v.slots)
	v.slots, v.begins, v.alarms = append(v.slots, slot{lang: lang, alarm: true}), append(v.begins, nil), append(v.alarms, nil)
	v.slotIDs[key] = id
	return id, false
}

// alternatives are the words that a part of a line stands for.
func alternatives(groups map[string][]string, part string) []string {
	var words []string
	for word := range strings.SplitSeq(part, "/") {
		if name, ok := strings.CutPrefix(word, "<"); ok {
			words = append(words, groups[strings.TrimSuffix(name, ">")]...)
			continue
		}
		words = append(words, word)
	}
	return words
}

// lexeme returns the id of a word as one tongue cuts it.
func (v *vocabulary) lexeme(word string, t tongue) int {
	word = strings.ReplaceAll(plain(word), "'", "")
	if whole, ok := strings.CutPrefix(word, "="); ok {
		return v.index.add(lexeme{key: exactly + fold(whole, t), tongue: t}, fold(whole, t))
	}
	start, begins := strings.CutSuffix(word, "*")
	if begins {
		return v.index.add(lexeme{key: beginning(start, t), tongue: t, begins: true}, beginning(start, t))
	}
	return v.index.add(lexeme{key: stem(word, t), tongue: t}, fold(word, t))
}

// beginning is how a word begins, folded. Of a skeleton an i at its end may be
// lost before a vowel, so it is not part of it.
func beginning(start string, t tongue) string {
	if t == inSlavic || t == inNames {
		return strings.TrimSuffix(fold(start, t), "i")
	}
	return fold(start, t)
}

// fit notes that a lexeme may stand in a slot.
func (v *vocabulary) fit(lexeme, slot int) {
	for len(v.fits) <= lexeme {
		v.fits = append(v.fits, nil)
	}
	v.fits[lexeme] = append(v.fits[lexeme], slot)
}
