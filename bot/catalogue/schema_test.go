package catalogue_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"visitbot/bot/catalogue"
)

// schema is as much of JSON Schema as the catalogue's uses.
type schema struct {
	Ref         string             `json:"$ref"`
	Defs        map[string]*schema `json:"$defs"`
	Type        string             `json:"type"`
	Description string             `json:"description"`
	Properties  map[string]*schema `json:"properties"`
	Additional  any                `json:"additionalProperties"`
	Required    []string           `json:"required"`
	Items       *schema            `json:"items"`
	Enum        []string           `json:"enum"`
	Pattern     string             `json:"pattern"`
	Minimum     *float64           `json:"minimum"`
	Maximum     *float64           `json:"maximum"`
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	var root schema
	if err := json.Unmarshal(catalogue.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return &root
}

// validate returns what a file breaks of the schema.
func (root *schema) validate(s *schema, where string, node *yaml.Node) []string {
	if s.Ref != "" {
		s = root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
	}
	switch s.Type {
	case "object":
		return root.validateObject(s, where, node)
	case "array":
		var broken []string
		for i, item := range node.Content {
			broken = append(broken, root.validate(s.Items, fmt.Sprintf("%s[%d]", where, i), item)...)
		}
		return broken
	default:
		return s.validateScalar(where, node)
	}
}

func (root *schema) validateObject(s *schema, where string, node *yaml.Node) []string {
	var broken, keys []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i].Value
		keys = append(keys, key)
		if property, ok := s.Properties[key]; ok {
			broken = append(broken, root.validate(property, where+"."+key, node.Content[i+1])...)
		} else if s.Additional == false {
			broken = append(broken, where+": unknown key "+key)
		}
	}
	for _, key := range s.Required {
		if !slices.Contains(keys, key) {
			broken = append(broken, where+": no "+key)
		}
	}
	return broken
}

func (s *schema) validateScalar(where string, node *yaml.Node) []string {
	tags := map[string]string{"string": "!!str", "integer": "!!int", "boolean": "!!bool"}
	isText := s.Type == "string" && node.Tag == "!!timestamp" // YAML 1.2 has no such thing
	switch {
	case node.Tag != tags[s.Type] && !isText:
		return []string{fmt.Sprintf("%s: %q is not of type %s", where, node.Value, s.Type)}
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, node.Value):
		return []string{fmt.Sprintf("%s: %q is none of %v", where, node.Value, s.Enum)}
	case s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(node.Value):
		return []string{fmt.Sprintf("%s: %q is not like %s", where, node.Value, s.Pattern)}
	case s.Minimum != nil && number(node) < *s.Minimum:
		return []string{fmt.Sprintf("%s: %s is too little", where, node.Value)}
	case s.Maximum != nil && number(node) > *s.Maximum:
		return []string{fmt.Sprintf("%s: %s is too much", where, node.Value)}
	default:
		return nil
	}
}

// number is the value of a scalar that is one.
func number(node *yaml.Node) (n float64) {
	if err := node.Decode(&n); err != nil {
		panic(err)
	}
	return n
}

// TestSchemaTakesWhatCheckTakes holds the schema against the reader: both take
// the same files.
func TestSchemaTakesWhatCheckTakes(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"shipped", string(catalogue.ShippedYAML()), ""},
		{"small", small, ""},
		{"unknown key", broken(t, "    capacity: 0", "    capcity: 0"), ".visits[1]: unknown key capcity\n.visits[1]: no capacity"},
		{"wrong word", broken(t, "    status: running", "    status: open"), `.centres[0].status: "open" is none of [running completed]`},
		{"wrong time", broken(t, "  end: 2027-01-14 17:00", "  end: soon"), `.event.end: "soon" is not like ^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$`},
		{"negative", broken(t, "    capacity: 0", "    capacity: -1"), `.visits[1].capacity: -1 is too little`},
		{"nobody", broken(t, "  max_party: 3", "  max_party: 0"), ".rules.max_party: 0 is too little"},
		{"a crowd", broken(t, "  max_party: 3", "  max_party: 61"), ".rules.max_party: 61 is too much"},
		{"as many as there may be", broken(t, "  max_party: 3", "  max_party: 60"), ""},
		{"a time of day", broken(t, "  hold: 5m", "  quiet_from: 22:00\n  quiet_to: 8:00\n  quiet_to_on_day: '07:00'"), ""},
		{"no time of day", broken(t, "  hold: 5m", "  quiet_from: 24:00"), `.rules.quiet_from: "24:00" is not like ^([01]?\d|2[0-3]):[0-5]\d$`},
		{"a number of minutes", broken(t, "  hold: 5m", "  quiet_from: 1320"), `.rules.quiet_from: "1320" is not of type string`},
		{"wrong kind", broken(t, "  max_party: 3", "  max_party: three"), `.rules.max_party: "three" is not of type integer`},
		{"wrong id", broken(t, "  - id: south", "  - id: South"), `.visits[1].id: "South" is not like ^[a-z0-9_]*$`},
	}
	root := readSchema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var document yaml.Node
			if err := yaml.Unmarshal([]byte(tt.yaml), &document); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(root.validate(root, "", document.Content[0]), "\n"); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if c, _ := catalogue.Load("my.yaml", []byte(tt.yaml)); (c != nil) != (tt.want == "") {
				t.Errorf("Load takes it: %v, the schema takes it: %v", c != nil, tt.want == "")
			}
		})
	}
}

func TestSchemaDescribesEveryKey(t *testing.T) {
	root := readSchema(t)
	types := map[string]*schema{"Catalogue": root}
	for name, s := range root.Defs {
		types[name] = s
	}
	if len(types) < 7 {
		t.Errorf("only %d types in the schema", len(types))
	}
	for name, s := range types {
		for key, property := range s.Properties {
			if property.Description == "" && property.Ref == "" {
				t.Errorf("%s.%s has no description", name, key)
			}
		}
	}
}

var update = flag.Bool("update", false, "write docs/catalogue.schema.json anew")

// The schema in docs is the one of the types.
func TestSchemaInDocsIsFresh(t *testing.T) {
	const file = "../../docs/catalogue.schema.json"
	if *update {
		if err := os.WriteFile(file, catalogue.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(stored, catalogue.Schema()) {
		t.Error("docs/catalogue.schema.json is not that of the types; write it anew with go test ./bot/catalogue -update")
	}
}
