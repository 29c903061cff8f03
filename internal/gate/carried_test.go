package gate

import (
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

const carriedRow = "| RC-02 | b | %STATUS% | Ann | |\n"

const carriedSection = "\n## RC-02: b\n\n- [ ] Turn the widgets.\n- [ ] `go test ./b/...` -> exit 0\n"

// A packet that moves to another tracker as it stood is not removed; one that loses
// something on the way is.
func TestAPacketThatMovesToAnotherTracker(t *testing.T) {
	row := strings.ReplaceAll(carriedRow, "%STATUS%", "READY")
	from := packets("| RC-01 | a | READY | | |\n" + row)
	plan := "\nLinked plan:\n- `docs/plan.md`\n"
	for _, e := range []struct {
		name, base, other string
		want              []string
	}{
		{"as it stood", from + carriedSection, packets("| TN-01 | x | READY | | |\n"+row) + carriedSection, nil},
		{"with a box less", from + carriedSection, packets("| TN-01 | x | READY | | |\n"+row) + strings.Replace(carriedSection, "- [ ] Turn the widgets.\n", "", 1), []string{"packet-removed"}},
		{"with another status", from + carriedSection, packets("| TN-01 | x | READY | | |\n"+strings.ReplaceAll(carriedRow, "%STATUS%", "IN_PROGRESS")) + carriedSection, []string{"packet-removed"}},
		{"away from its plan", from + plan + carriedSection, packets("| TN-01 | x | READY | | |\n"+row) + carriedSection, []string{"packet-removed"}},
		{"where one stood", from + carriedSection, "", []string{"packet-removed"}},
	} {
		c := change(e.base, strings.Replace(strings.Replace(e.base, row, "", 1), carriedSection, "", 1))
		stood := packets("| TN-01 | x | READY | | |")
		if e.other == "" {
			e.other = packets("| TN-01 | x | READY | | |\n"+row) + carriedSection
			stood = e.other
		}
		file := func(content string) *record.File {
			return &record.File{Path: "plans/other.md", Content: []byte(content)}
		}
		c.Documents = append(c.Documents, record.Document{Path: "plans/other.md", BasePath: "plans/other.md", MergeBase: file(stood), Base: file(stood), Head: file(e.other)})
		got := slices.DeleteFunc(rules(judged(c, config.Default())), func(slug string) bool { return slug != "packet-removed" })
		if !slices.Equal(got, e.want) {
			t.Errorf("%s: %v, want %v", e.name, got, e.want)
		}
	}
}

// A new tracker that shows a packet which another one keeps is told of, one that takes
// it over is not, nor one whose packet is called otherwise.
func TestAPacketOfTwoTrackers(t *testing.T) {
	row := strings.ReplaceAll(carriedRow, "%STATUS%", "READY")
	kept := packets("| RC-01 | a | READY | | |\n" + row)
	for _, e := range []struct {
		name, head, other string
		want              int
	}{
		{"kept", kept + "\n", packets(row), 1},
		{"another title", kept + "\n", packets(strings.Replace(row, "| b |", "| c |", 1)), 0},
		{"taken over", strings.Replace(kept, row, "", 1), packets(row), 0},
	} {
		c := change(kept, e.head)
		c.Documents = append(c.Documents, record.Document{Path: "plans/other.md", Head: &record.File{Path: "plans/other.md", Content: []byte(e.other)}})
		got := judged(c, config.Default())
		if n := got.Count("warning"); n != e.want {
			t.Errorf("%s: %d warnings, want %d: %+v", e.name, n, e.want, got.Findings)
		}
	}
}
