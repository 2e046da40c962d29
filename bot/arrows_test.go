package bot_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the path of this module, and so how imports of its own begin.
const module = "visitbot/"

// mayImport says what each package may import of this module. Arrows point
// inwards: what is pure knows neither Telegram nor Redis nor the network.
var mayImport = map[string][]string{
	"bot/seats":          {},
	"bot/catalogue":      {},
	"bot/drawing":        {},
	"bot/drawing/golden": {},
	"bot/chart":          {"bot/drawing"},
	"bot/ticket":         {"bot/drawing"},
	"bot/papers":         {"bot/drawing"},
	"bot/panics":         {},
	"locales":            {},
	"bot/emulator":       {},
	"bot/emulator/page":  {"bot/emulator"},
	"bot/conversation":   {"bot/catalogue", "bot/centres", "bot/seats"},
	"bot/render":         {"bot/answers", "bot/catalogue", "bot/conversation", "bot/seats", "bot/ticket"},
	"bot/delivery":       {"bot/answers", "bot/catalogue", "bot/conversation", "bot/panics", "bot/render", "bot/seats"},
	"bot/broadcast":      {"bot/catalogue", "bot/conversation", "bot/panics", "bot/render", "bot/seats"},
	"bot/duties":         {"bot/conversation", "bot/panics", "bot/seats"},
	"bot":                {"bot/answers", "bot/catalogue", "bot/conversation", "bot/panics", "bot/questions", "bot/render", "bot/seats"},
	"bot/names":          {},
	"bot/answers":        {"bot/catalogue", "bot/centres", "bot/conversation", "bot/questions", "bot/seats"},
	"bot/centres":        {"bot/catalogue"},
	"bot/questions":      {"bot/catalogue"},
	"bot/organiser":      {"bot/catalogue", "bot/conversation", "bot/names", "bot/seats"},
	"bot/desk":           {"bot", "bot/answers", "bot/broadcast", "bot/catalogue", "bot/centres", "bot/chart", "bot/conversation", "bot/delivery", "bot/names", "bot/organiser", "bot/papers", "bot/render", "bot/seats"},
	"bot/telegram":       {"bot", "bot/catalogue", "bot/conversation", "bot/panics", "bot/render", "bot/seats"},
	"store":              {"bot", "bot/broadcast", "bot/catalogue", "bot/conversation", "bot/delivery", "bot/organiser", "bot/seats"},
	"cmd/visitbot":       {"*"},
}

// outside names what only one package may use.
var outside = map[string]string{
	"codeberg.org/go-pdf/fpdf":                           "bot/papers",
	"github.com/blevesearch/snowballstem":                "bot/questions",
	"github.com/blevesearch/snowballstem/english":        "bot/questions",
	"github.com/blevesearch/snowballstem/romanian":       "bot/questions",
	"github.com/blevesearch/snowballstem/russian":        "bot/questions",
	"github.com/go-telegram-bot-api/telegram-bot-api/v5": "bot/telegram",
	"github.com/nicksnyder/go-i18n/v2/i18n":              "bot/render",
	"github.com/redis/go-redis/v9":                       "store cmd/visitbot",
	"github.com/xuri/excelize/v2":                        "bot/papers",
	"net/http":                                           "bot/telegram bot/emulator bot/emulator/page cmd/visitbot",
}

func TestArrowsPointInwards(t *testing.T) {
	seen := map[string]bool{}
	eachGoFile(t, func(pkg, file string, imports []string) {
		seen[pkg] = true
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: package %s is not in the house", file, pkg)
		}
		for _, imported := range imports {
			own, isOwn := strings.CutPrefix(imported, module)
			if isOwn && !slices.Contains(allowed, own) && !slices.Contains(allowed, "*") {
				t.Errorf("%s imports %s", file, own)
			}
			if only, ok := outside[imported]; ok && !slices.Contains(strings.Fields(only), pkg) {
				t.Errorf("%s imports %s, which only %s may", file, imported, only)
			}
		}
	})
	for pkg := range mayImport {
		if !seen[pkg] {
			t.Errorf("there is no package %s", pkg)
		}
	}
}

// eachGoFile calls visit for every file of the module that is not a test.
func eachGoFile(t *testing.T, visit func(pkg, file string, imports []string)) {
	t.Helper()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range parsed.Imports {
			imports = append(imports, strings.Trim(spec.Path.Value, `"`))
		}
		visit(path.Dir(file), file, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
