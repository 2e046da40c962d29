package conversation_test

import (
	"os"
	"strings"
	"testing"

	"visitbot/bot/conversation"
)

// The README shows the table as it is.
func TestTheDiagramIsInTheReadme(t *testing.T) {
	const file, begin, end = "../../README.md", "<!-- stages -->\n", "<!-- /stages -->"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the diagram", file)
	}
	want := before + begin + "```mermaid\n" + conversation.Diagram() + "```\n" + end + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(readme) != want {
		t.Error("the diagram in the README is not the table's; draw it anew with go test ./bot/conversation -update")
	}
}
