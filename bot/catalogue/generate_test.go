package catalogue

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
)

// The comments of the types are the descriptions of the schema.
//
//go:embed catalogue.go
var typesSource string

// Schema returns a JSON Schema of the catalogue file, with which editors
// complete and check it while it is written. It is made from the types, their
// tags and their comments; what values mean together only Check knows.
func Schema() []byte {
	comments := fieldComments()
	reflector := jsonschema.Reflector{
		Anonymous:                  true,
		ExpandedStruct:             true,
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true,
		Mapper:                     func(t reflect.Type) *jsonschema.Schema { return leafSchema(t) },
		LookupComment:              func(t reflect.Type, field string) string { return comments[t.Name()+"."+field] },
	}
	schema := reflector.Reflect(&Catalogue{})
	schema.Title = "A catalogue of visitbot"
	schema.Description = "The event, the rules of sign-up, the visits, and the centres behind them."
	return indented(schema)
}

// leafSchema describes the values that are not made of further keys, as scalars
// reads them; nil for the others.
func leafSchema(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[Text]():
		return textSchema()
	case reflect.TypeFor[time.Time]():
		return pattern(`^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$`, "2027-01-14 14:30")
	case reflect.TypeFor[time.Location]():
		return &jsonschema.Schema{Type: "string", Examples: []any{"Europe/Bucharest"}}
	case reflect.TypeFor[time.Duration]():
		return pattern(`^(\d+d|(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+)$`, "5m", "90d")
	case reflect.TypeFor[TimeOfDay]():
		return pattern(`^([01]?\d|2[0-3]):[0-5]\d$`, "18:00")
	case reflect.TypeFor[Date]():
		return pattern(`^\d{4}-\d{2}(-\d{2})?$`, "2024-01", "2024-01-11")
	case reflect.TypeFor[Week]():
		return pattern(`^((Mo|Tu|We|Th|Fr|Sa|Su)[^;]* [^;]+;? ?)+$`, "Mo-Fr 09:00-17:00; Sa 10:00-14:00")
	case reflect.TypeFor[Spans]():
		return pattern(`^(closed|[0-9:,–\- ]+)$`, "10:00-14:00", "closed")
	case reflect.TypeFor[YearDay]():
		return pattern(`^\d{2}-\d{2}$`, "01-06")
	case reflect.TypeFor[Country](), reflect.TypeFor[Item](), reflect.TypeFor[Language](), reflect.TypeFor[Status](), reflect.TypeFor[Topic]():
		return wordSchema(scalars[t].words)
	default:
		return nil
	}
}

func pattern(expression string, examples ...any) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: expression, Examples: examples}
}

func wordSchema(words []string) *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "string"}
	for _, word := range words {
		schema.Enum = append(schema.Enum, word)
	}
	return schema
}

// textSchema describes a text: a line for each language, of which some may be
// missing.
func textSchema() *jsonschema.Schema {
	schema := &jsonschema.Schema{
		Type:                 "object",
		Properties:           jsonschema.NewProperties(),
		AdditionalProperties: jsonschema.FalseSchema,
	}
	names := map[Language]string{English: "English", Romanian: "Romanian", Ukrainian: "Ukrainian"}
	for _, lang := range Languages() {
		schema.Properties.Set(string(lang), &jsonschema.Schema{Type: "string", Description: "In " + names[lang] + "."})
	}
	return schema
}

// fieldComments returns the comment of each field, by type and field.
func fieldComments() map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "catalogue.go", typesSource, parser.ParseComments)
	if err != nil {
		panic(fmt.Sprintf("this package's own source: %v", err))
	}
	comments := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, isType := node.(*ast.TypeSpec)
		if !isType {
			return true
		}
		if fields, isStruct := spec.Type.(*ast.StructType); isStruct {
			addComments(comments, spec.Name.Name, fields.Fields)
		}
		return false
	})
	return comments
}

func addComments(comments map[string]string, typeName string, fields *ast.FieldList) {
	for _, field := range fields.List {
		for _, name := range field.Names {
			comments[typeName+"."+name.Name] = strings.Join(strings.Fields(field.Doc.Text()), " ")
		}
	}
}

func indented(schema *jsonschema.Schema) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		panic(fmt.Sprintf("the schema of this package's own types: %v", err))
	}
	return out.Bytes()
}
