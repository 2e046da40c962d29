package locales

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// parsed returns the syntax of all code under a folder, tests left out.
func parsed(t *testing.T, folder string) []*ast.File {
	t.Helper()
	var files []*ast.File
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, path), nil, parser.SkipObjectResolution)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// literal returns the value of a string literal.
func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// literals returns every string literal in the files.
func literals(files []*ast.File) map[string]bool {
	found := map[string]bool{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				found[text] = true
			}
			return true
		})
	}
	return found
}

// families are the beginnings of ids that code completes while it runs, such as
// "topic." or "weekday.%d".
func families(found map[string]bool) []string {
	var all []string
	for text := range found {
		if family := strings.TrimSuffix(text, "%d"); regexp.MustCompile(`^[a-z]+(\.[a-z]+)*\.$`).MatchString(family) {
			all = append(all, family)
		}
	}
	return all
}

func TestEveryMessageIsUsed(t *testing.T) {
	found := literals(append(parsed(t, "../bot"), parsed(t, "../cmd")...))
	begins := families(found)
	for _, id := range slices.Sorted(maps.Keys(read(t, catalogue.English))) {
		inFamily := slices.ContainsFunc(begins, func(family string) bool { return strings.HasPrefix(id, family) })
		if !found[id] && !inFamily {
			t.Errorf("no code says %s", id)
		}
	}
}

// TestEveryMessageSaidExists looks at all literals of the conversation that are
// written as an id is, and so beyond what is given to Say.
func TestEveryMessageSaidExists(t *testing.T) {
	english := read(t, catalogue.English)
	for folder, id := range map[string]*regexp.Regexp{
		"../bot/conversation": regexp.MustCompile(`^[a-z]+(\.[a-z]+)+$`),
		"../bot/desk":         regexp.MustCompile(`^(desk|announcement)(\.[a-z]+)+$`),
	} {
		for text := range literals(parsed(t, folder)) {
			if id.MatchString(text) && english[text] == nil {
				t.Errorf("%s says %s, which is not in en.yaml", folder, text)
			}
		}
	}
}

func TestEveryMessageIsSaidWithItsVariables(t *testing.T) {
	english := read(t, catalogue.English)
	seen := 0
	for _, file := range append(parsed(t, "../bot/conversation"), parsed(t, "../bot/desk")...) {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, given, ok := said(n); ok {
				seen++
				if want := english[id].all(); !slices.Equal(given, want) {
					t.Errorf("%s is said with %v, want %v", id, given, want)
				}
			}
			return true
		})
	}
	if seen < 50 {
		t.Errorf("found only %d messages in the conversation", seen)
	}
}

// said returns the id and the sorted names of the data of Say("id", "Name", …).
func said(n ast.Node) (id string, given []string, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) == 0 {
		return "", nil, false
	}
	if name := called(call.Fun); name != "Say" {
		return "", nil, false
	}
	for i := 1; i < len(call.Args); i += 2 {
		name, _ := literal(call.Args[i])
		given = append(given, name)
	}
	slices.Sort(given)
	id, ok = literal(call.Args[0])
	return id, given, ok
}

// called is the name of a function, with or without its package.
func called(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
