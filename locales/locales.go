// Package locales holds everything the bot says, one YAML file a language.
//
// To add a language: add its code to the constants and to Languages in package
// catalogue, copy en.yaml to the code and .yaml, and translate what stands
// behind the colons. Leave {{.Name}} and the like as they are, and the tags
// too. Where en.yaml has the forms "one" and "other", write those that the
// language has in the CLDR (Romanian: one, few, other). Add the language's own
// name, language.xx, to every file. Then `go test ./locales ./bot/render` says
// what is missing or does not fit.
package locales

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// Files returns the files of all languages, each named by the language's code:
// en.yaml.
func Files() fs.FS { return files }
