package docs

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/packetgate/packetgate/"

// beside is what a room may import besides the rooms of the house below it; the
// keys that are not in the house stand beside it.
var beside = map[string][]string{
	"cmd/packetgate":        {"cli"},
	"cmd/packetgate-action": {"action"},
	"cli":                   {"clone", "demo", "docs", "github", "process", "scenario"},
	"action":                {"github"}, // neither command line nor sandbox: the image holds only the action
	"github":                {"record"},
	"clone":                 {"record"},
	"process":               nil,
	"demo":                  {"github", "record", "report", "scenario"},
	"scenario":              {"sandbox"},
	"sandbox":               nil,
}

// floors reads the rooms of the house from docs/architecture.md: by name, the row
// of the table, counted from the top.
func floors(t *testing.T) map[string]int {
	t.Helper()
	room := regexp.MustCompile("`internal/([a-z]+)`")
	house := map[string]int{}
	for i, row := range tableUnder(t, read(t, "docs/architecture.md"), "The rooms") {
		cell, _, _ := strings.Cut(row[1:], "|")
		for _, name := range room.FindAllStringSubmatch(cell, -1) {
			house[name[1]] = i
		}
	}
	return house
}

// TestRoomsKnowOnlyWhatIsBelow holds every package to its place: a room imports
// rooms that stand below it in docs/architecture.md, and no other. Tests may reach
// anywhere.
func TestRoomsKnowOnlyWhatIsBelow(t *testing.T) {
	house, page := floors(t), read(t, "docs/architecture.md")
	for _, pattern := range []string{"../../internal/*/*.go", "../../cmd/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			room := strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "../../"), "internal/")
			if room == "docs" || strings.HasSuffix(file, "_test.go") {
				continue
			}
			floor, inside := house[room]
			if _, known := beside[room]; !inside && !known || !strings.Contains(page, room+"`") {
				t.Errorf("docs/architecture.md or this test does not say where %s stands", room)
			}
			for _, name := range imported(t, file) {
				below, known := house[name]
				if !slices.Contains(beside[room], name) && !(inside && known && floor < below) {
					t.Errorf("%s imports %s, which is not below it (docs/architecture.md)", file, name)
				}
			}
		}
	}
}

// imported are the rooms that a file imports.
func imported(t *testing.T, file string) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var rooms []string
	for _, spec := range source.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if name, ours := strings.CutPrefix(path, module); ours {
			rooms = append(rooms, strings.TrimPrefix(name, "internal/"))
		}
	}
	return rooms
}

// TestMapsOfRooms holds the map that a large room's package comment gives, "Where to
// look:", to its files.
func TestMapsOfRooms(t *testing.T) {
	maps := 0
	files, err := filepath.Glob("../../internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		_, text, found := strings.Cut(parsed.Doc.Text(), "Where to look:")
		if !found {
			continue
		}
		maps++
		named := map[string]bool{}
		for _, word := range regexp.MustCompile(`\w+`).FindAllString(text, -1) {
			named[word] = true
		}
		for _, other := range files {
			name := strings.TrimSuffix(filepath.Base(other), ".go")
			if filepath.Dir(other) == filepath.Dir(file) && other != file && !strings.HasSuffix(name, "_test") && !named[name] {
				t.Errorf("%s does not say what is in %s.go", file, name)
			}
		}
	}
	if maps == 0 {
		t.Error("no room has a map")
	}
}
