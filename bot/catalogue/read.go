package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader fills a Catalogue from YAML by the tags of its types. It goes on after
// a problem, so that one run names them all, and remembers on which line each
// value stands, for the checks that follow.
type reader struct {
	file      string
	catalogue *Catalogue
	problems  []Problem
	lines     map[any]int // pointer to a value of the catalogue, or a translation → the line of its key
	texts     []keyedText // every text that the file sets
}

// keyedText is a text and the key it is written under.
type keyedText struct {
	key  string
	text *Text
}

// translation is one language of a text.
type translation struct {
	text *Text
	lang Language
}

func (r *reader) errorf(line int, remedy, format string, args ...any) {
	r.add(Problem{Line: line, Severity: Error, Message: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (r *reader) warnf(line int, remedy, format string, args ...any) {
	r.add(Problem{Line: line, Severity: Warning, Message: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (r *reader) add(p Problem) {
	p.File = r.file
	p.Line = max(p.Line, 1)
	r.problems = append(r.problems, p)
}

// read fills the catalogue from the file, and says whether that is one YAML
// document.
func (r *reader) read(data []byte) bool {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		r.errorf(1, "begin with `visitbot init --date 2027-01-14`", "the file is empty")
		return false
	case err != nil:
		r.syntax(err)
		return false
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		r.errorf(second.Line, "take the line `---` away", "the file holds more than one YAML document")
		return false
	}
	r.object(document.Content[0], reflect.ValueOf(r.catalogue).Elem())
	return true
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// syntax reports what the YAML parser could not read; it stops at the first.
func (r *reader) syntax(err error) {
	message := err.Error()
	line := 1
	if found := yamlLine.FindStringSubmatch(message); found != nil {
		line, _ = strconv.Atoi(found[1])
		message = strings.TrimPrefix(message, found[0])
	}
	r.errorf(line, "check indentation and quotes on this line and the one before; put a text that holds `: ` in quotes",
		"this is not YAML: %s", message)
}

// value fills any value of the catalogue.
func (r *reader) value(key string, node *yaml.Node, into reflect.Value) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if into.Type() == reflect.TypeFor[Text]() {
		r.text(key, node, into.Addr().Interface().(*Text))
		return
	}
	if how, ok := scalars[into.Type()]; ok {
		r.scalar(key, node, into, how)
		return
	}
	if into.Kind() == reflect.Slice {
		r.list(key, node, into)
		return
	}
	r.object(node, into)
}

// object fills a struct from a mapping.
func (r *reader) object(node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.MappingNode {
		r.errorf(node.Line, "write `key: value` lines, indented alike", "keys and values are wanted here, not %s", kind(node))
		return
	}
	fields := fieldsOf(into.Type())
	for key, value := range r.pairs(node) {
		field, ok := fields[key.Value]
		switch {
		case !ok:
			r.errorf(key.Line, suggest(key.Value, keysOf(into.Type()), "take it away"), "unknown key %q", key.Value)
		case !isNull(value):
			r.lines[into.FieldByIndex(field.Index).Addr().Interface()] = key.Line
			r.value(key.Value, value, into.FieldByIndex(field.Index))
		}
	}
	r.required(node, into)
}

// required reports the keys that a mapping must have and has not.
func (r *reader) required(node *yaml.Node, into reflect.Value) {
	for field, value := range into.Fields() {
		if !isRead(field) || !isRequired(field) {
			continue
		}
		key := field.Tag.Get("yaml")
		_, written := r.lines[value.Addr().Interface()]
		text, isText := value.Interface().(Text)
		if !written || isText && text != nil && text.Empty() {
			r.errorf(lineOf(node, key), fmt.Sprintf("write `%s:` and its value", key), "%q is missing or empty", key)
		}
	}
}

// pairs yields the keys and values of a mapping, and reports a key that is
// written twice.
func (r *reader) pairs(node *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		first := map[string]int{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			if line, again := first[key.Value]; again {
				r.errorf(key.Line, "keep one of them", "%q is written twice, first on line %d", key.Value, line)
				continue
			}
			first[key.Value] = key.Line
			if !yield(key, node.Content[i+1]) {
				return
			}
		}
	}
}

// list fills a slice from a sequence.
func (r *reader) list(key string, node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		r.errorf(node.Line, "begin each entry with `- `", "%q is a list, not %s", key, kind(node))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		r.lines[into.Index(i).Addr().Interface()] = item.Line
		r.value(key, item, into.Index(i))
	}
}

// text fills one text from a mapping of languages.
func (r *reader) text(key string, node *yaml.Node, into *Text) {
	if node.Kind != yaml.MappingNode {
		r.errorf(node.Line, fmt.Sprintf("write a line for each language under it, such as `%s: …`", English),
			"%q is a text in several languages, not %s", key, kind(node))
		return
	}
	*into = Text{}
	r.texts = append(r.texts, keyedText{key, into})
	for langKey, value := range r.pairs(node) {
		r.translation(langKey, value, into)
	}
}

// translation fills one language of a text.
func (r *reader) translation(key, value *yaml.Node, into *Text) {
	if value.Kind == yaml.AliasNode {
		value = value.Alias
	}
	lang, err := parseLanguage(key.Value)
	switch {
	case err != nil:
		r.errorf(key.Line, suggest(key.Value, Languages(), ""), "%q is not a language the bot speaks", key.Value)
	case value.Kind != yaml.ScalarNode:
		r.errorf(value.Line, "write one text", "%q is a text, not %s", key.Value, kind(value))
	case !isNull(value):
		(*into)[lang] = strings.TrimSpace(value.Value)
		r.lines[translation{into, lang}] = key.Line
		r.spelling(key.Line, lang, (*into)[lang])
	}
}

// scalar fills one plain value.
func (r *reader) scalar(key string, node *yaml.Node, into reflect.Value, how scalar) {
	if node.Kind != yaml.ScalarNode {
		r.errorf(node.Line, how.advise(""), "%q is %s, not %s", key, how.kind, kind(node))
		return
	}
	value, err := how.parse(node.Value)
	if err != nil {
		r.errorf(node.Line, how.advise(node.Value), "%q is %s, not %q", key, how.kind, node.Value)
		return
	}
	into.Set(reflect.ValueOf(value))
	if s, ok := value.(string); ok {
		r.controls(node.Line, s)
	}
}

// kind names what a node is, for the person who wrote it.
func kind(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	default:
		return fmt.Sprintf("%q", node.Value)
	}
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Tag == "!!null"
}

// lineOf returns the line of a key of a mapping, or of the mapping itself.
func lineOf(node *yaml.Node, key string) int {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i].Line
		}
	}
	return node.Line
}

// keysOf returns the keys of a mapping that fills the type, in their order.
func keysOf(t reflect.Type) []string {
	var keys []string
	for field := range t.Fields() {
		if isRead(field) {
			keys = append(keys, field.Tag.Get("yaml"))
		}
	}
	return keys
}

// fieldsOf returns the fields of the type by their keys.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for field := range t.Fields() {
		if isRead(field) {
			fields[field.Tag.Get("yaml")] = field
		}
	}
	return fields
}

// isRead says whether a field is in the file at all.
func isRead(field reflect.StructField) bool {
	return field.IsExported() && field.Tag.Get("yaml") != "-"
}

func isRequired(field reflect.StructField) bool {
	return strings.HasPrefix(field.Tag.Get("jsonschema"), "required")
}
