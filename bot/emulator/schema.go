package emulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// methods.json is the part of the Bot API 10.1 that the server knows: methods
// with their parameters, the objects those carry, and the names of the
// methods it does not offer. A kind ends in "!" where the Bot API requires the
// parameter. It is reduced from the Bot API as data published by the
// telegram-bot-api-spec project (MIT).
//
//go:embed methods.json
var methodsJSON []byte

// schema is the decoded methods.json.
type schema struct {
	Version string
	Methods map[string]map[string]string
	Legacy  map[string]string // parameters of older versions that sending methods still honour
	Types   map[string]map[string]string
	Unions  map[string][]string
	Others  []string
}

// api is what the server knows of the Bot API.
var api = loadSchema()

func loadSchema() schema {
	var s schema
	if err := json.Unmarshal(methodsJSON, &s); err != nil {
		panic("emulator: methods.json: " + err.Error())
	}
	return s
}

// method finds a method by its name, which Telegram takes in any case.
func (s schema) method(name string) (string, bool) {
	for known := range s.Methods {
		if strings.EqualFold(known, name) {
			return known, true
		}
	}
	return "", false
}

// exists tells whether the real server has the method at all.
func (s schema) exists(name string) bool {
	fold := func(other string) bool { return strings.EqualFold(other, name) }
	return slices.ContainsFunc(s.Others, fold)
}

// check refuses parameters that the method does not have and values of the
// wrong kind. What is missing is left to the method, which words it as the
// real server does.
func (s schema) check(method string, params map[string]string) *apiError {
	for _, name := range sortedKeys(params) {
		kind, ok := s.Methods[method][name]
		if !ok && takesLegacy(method) {
			kind, ok = s.Legacy[name]
		}
		if !ok {
			return ownError("%s has no parameter %q", method, name)
		}
		if err := s.checkParam(name, kind, params[name]); err != nil {
			return err
		}
	}
	return nil
}

func takesLegacy(method string) bool {
	return strings.HasPrefix(method, "send") || method == "copyMessage" || method == "editMessageText"
}

// checkParam checks one parameter, which arrives as text whatever its kind.
func (s schema) checkParam(name, kind, text string) *apiError {
	kind = strings.TrimSuffix(kind, "!")
	if text == "" || strings.Contains(kind, "String") && !strings.HasPrefix(kind, "Array") {
		return nil
	}
	switch kind {
	case "Integer":
		return wrongUnless(isInt(text), name, "an integer", text)
	case "Float":
		_, err := strconv.ParseFloat(text, 64)
		return wrongUnless(err == nil, name, "a number", text)
	case "Boolean":
		return wrongUnless(isBool(text), name, "true or false", text)
	}
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return nil // each method says so in the server's words
	}
	return s.checkValue(name, kind, value)
}

// checkValue checks a decoded value and everything in it. A wrong outer shape
// is left to the method.
func (s schema) checkValue(name, kind string, value any) *apiError {
	kind = strings.TrimSuffix(kind, "!")
	if element, ok := strings.CutPrefix(kind, "Array of "); ok {
		list, _ := value.([]any)
		for _, v := range list {
			if err := s.checkValue(name, element, v); err != nil {
				return err
			}
		}
		return nil
	}
	if value == nil {
		return nil
	}
	if object, ok := value.(map[string]any); ok {
		return s.checkObject(kind, object)
	}
	return checkScalar(name, kind, value)
}

// checkObject checks the fields of an object against the types it may be.
func (s schema) checkObject(kind string, object map[string]any) *apiError {
	types := s.types(kind)
	for _, name := range sortedKeys(object) {
		fieldKind, ok := fieldOf(types, name)
		if !ok && len(types) > 0 {
			return ownError("%s has no field %q", kind, name)
		}
		if err := s.checkValue(name, fieldKind, object[name]); err != nil {
			return err
		}
	}
	return nil
}

// types lists what "A|B" or the name of a union stands for; types that the
// table lacks are not among them, and objects of none are not checked.
func (s schema) types(kind string) []map[string]string {
	var found []map[string]string
	for _, name := range strings.Split(kind, "|") {
		members, ok := s.Unions[name]
		if !ok {
			members = []string{name}
		}
		for _, member := range members {
			if fields, ok := s.Types[member]; ok {
				found = append(found, fields)
			}
		}
	}
	return found
}

func fieldOf(types []map[string]string, name string) (string, bool) {
	for _, fields := range types {
		if kind, ok := fields[name]; ok {
			return kind, true
		}
	}
	return "", false
}

// checkScalar refuses a value of the wrong kind inside an object, as the
// real server words it.
func checkScalar(name, kind string, value any) *apiError {
	want := ""
	switch kind {
	case "Boolean":
		if _, ok := value.(bool); !ok {
			want = "Boolean"
		}
	case "String":
		if _, ok := value.(string); !ok {
			want = "String"
		}
	case "Integer":
		if _, ok := value.(float64); !ok {
			want = "Number"
		}
	}
	if want == "" {
		return nil
	}
	return bad("field %q must be of type %s", name, want)
}

func wrongUnless(ok bool, name, want, got string) *apiError {
	if ok {
		return nil
	}
	return ownError("parameter %q must be %s, not %q", name, want, got)
}

func isInt(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

func isBool(text string) bool {
	return text == "true" || text == "false" || text == "1" || text == "0"
}

// apiError is a refusal as the Bot API answers it.
type apiError struct {
	status     int
	text       string
	retryAfter int // seconds; for 429
}

// bad is a 400 in the real server's words.
func bad(format string, args ...any) *apiError {
	return &apiError{status: 400, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// ownError is a 400 in the emulator's own words, for what the real server
// would let pass or answer less plainly.
func ownError(format string, args ...any) *apiError {
	return bad("emulator: "+format, args...)
}
