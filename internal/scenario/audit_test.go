package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/scenario"
)

// manyAtRest is a scenario of so many DONE packets, each with a commit of its own that CI
// has run. The first of them, whose commit is the oldest, claims what never ran.
func manyAtRest(packets, calls int) string {
	var commits, runs, rows, sections strings.Builder
	for i := range packets {
		id, command := fmt.Sprintf("WG-%03d", i), "go test ./..."
		if i == 0 {
			command = "go test ./never/..."
		}
		fmt.Fprintf(&commits, "  - {name: c%d, files: {code.go: {text: \"package c%d\\n\"}}}\n", i, i)
		fmt.Fprintf(&runs, "  - {workflow: ci.yml, at: c%d}\n", i)
		fmt.Fprintf(&rows, "| %s | Widget %d | DONE | Ann | Bob | APPROVED |\n", id, i)
		fmt.Fprintf(&sections, "\n## %s Checklist: Widget %d\n\n- [x] `%s` -> exit 0\n\nVerdict: APPROVED\nCommit: `{{short c%d}}`\n", id, i, command, i)
	}
	return "-- scenario.yml --\ntitle: Many packets at rest\nkind: honest\nevent: schedule\nbase:\n  - name: ci\n" + commits.String() +
		"  - name: base\nruns:\n" + runs.String() + fmt.Sprintf("expect:\n  other-errors: true\n  api-calls: %d\n", calls) +
		"-- ci/.github/workflows/ci.yml --\nname: CI\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: go test ./...\n" +
		"-- base/docs/tracker.md --\n# Widgets\n\n## Packet Board\n\n| Packet | Title | Status | Implementer | Reviewer | Review State |\n|---|---|---|---|---|---|\n" + rows.String() + sections.String()
}

// TestManyPacketsAtRest counts what an audit of many packets costs: four requests a
// checkpoint, of the newest sixty, and few that are shared. What was left out is said.
func TestManyPacketsAtRest(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	text := manyAtRest(90, 4*60+9)
	text = strings.Replace(text, "expect:\n", "expect:\n  output: [\"60 of 60 claims verified\", \"and not of WG-000, WG-001,\", \"and 20 more\"]\n  summary: [\"and 20 more\"]\n", 1)
	s, err := scenario.Parse("many.txtar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if result := s.Run(t.Context(), judge); !result.Passed() {
		t.Error(strings.Join(result.Failures, "\n"))
	}
}
