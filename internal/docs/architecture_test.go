package docs

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEveryRoomHasItsPlace keeps docs/architecture.md and the import directions
// of .golangci.yml complete when a package is added.
func TestEveryRoomHasItsPlace(t *testing.T) {
	rooms, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	page, lint := read(t, "docs/architecture.md"), read(t, ".golangci.yml")
	beside := []string{"cli", "demo", "sandbox", "scenario"}
	for _, room := range rooms {
		name := room.Name()
		if name == "docs" || !room.IsDir() {
			continue
		}
		if !strings.Contains(page, "`internal/"+name+"`") {
			t.Errorf("docs/architecture.md does not say what internal/%s does", name)
		}
		if !slices.Contains(beside, name) && !strings.Contains(lint, "\"**/internal/"+name+"/**\"") {
			t.Errorf(".golangci.yml does not say what internal/%s may import", name)
		}
	}
}
