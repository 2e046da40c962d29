package catalogue

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed shipped/catalogue.yaml
var shippedYAML string

// shippedName is how problems and comments call the catalogue in the binary.
const shippedName = "shipped/catalogue.yaml"

// Shipped returns the catalogue in the binary: Re:think Bridges, its six visits
// and seven centres. Each call returns one of its own, free to change. It panics
// where the time zone database lacks Europe/Bucharest; programs embed one by
// importing time/tzdata.
func Shipped() *Catalogue {
	c, problems := Load(shippedName, ShippedYAML())
	if c == nil {
		panic(fmt.Sprintf("the shipped catalogue is broken: %v", problems))
	}
	return c
}

// ShippedYAML returns the file behind Shipped, with its comments.
func ShippedYAML() []byte { return []byte(shippedYAML) }

// Init returns the shipped catalogue moved to the day of a date, at the same
// hours, as a start for an organiser's own. The comments stay, and so do the
// dates at which facts about centres were published. As the organiser names the
// date, it is no longer marked as inferred.
func Init(date time.Time) []byte {
	var document yaml.Node
	if err := yaml.Unmarshal(ShippedYAML(), &document); err != nil {
		panic(fmt.Sprintf("the shipped catalogue is broken: %v", err))
	}
	event := child(document.Content[0], "event")
	lines := strings.SplitAfter(shippedYAML, "\n")
	for _, key := range []string{"start", "end"} {
		node := child(event, key)
		_, hour, _ := strings.Cut(node.Value, " ")
		rewrite(lines, node, date.Format(time.DateOnly)+" "+hour)
	}
	rewrite(lines, child(event, "date_inferred"), "false")
	return []byte(strings.Join(lines, ""))
}

// child returns the value of a key of a mapping, or nil.
func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// rewrite puts another value in the place of a plain one, in the lines that it
// was read from. The line holds nothing else but ASCII, so the column is a byte.
func rewrite(lines []string, node *yaml.Node, value string) {
	line, from := lines[node.Line-1], node.Column-1
	lines[node.Line-1] = line[:from] + value + line[from+len(node.Value):]
}
