package tracker

import (
	"strings"
	"testing"
)

func TestParts(t *testing.T) {
	const first = "# T\n\n## Phase 1\n\n| Packet | Title | Status | Owner |\n|---|---|---|---|\n| A-01 | One | DONE | x |\n\n### A-01: One\n\n- [x] a\n\n"
	for _, test := range []struct{ name, rest, packets string }{
		{"the same header", "## Phase 2\n\n| Packet | Title | Status | Owner |\n|---|---|---|---|\n| B-01 | Two | READY | |\n", "A-01 DONE, B-01 READY"},
		{"a column more", "## Phase 2\n\n| Packet | Title | Status | Owner | Notes |\n|---|---|---|---|---|\n| B-01 | Two | READY | | x |\n", "A-01 DONE, B-01 READY"},
		{"another order", "## Phase 2\n\n| Packet | Status | Owner | Title |\n|---|---|---|---|\n| B-01 | DONE | x | Two |\n", "A-01 DONE, B-01 DONE"},
		{"other names", "## Phase 2\n\n| **packet** | Name | State | Assignee |\n|---|---|---|---|\n| B-01 | Two | DONE | x |\n", "A-01 DONE, B-01 DONE"},
		{"a column less, of the series", "## Phase 2\n\n| Packet | Title | Status |\n|---|---|---|\n| A-02 | Two | DONE |\n", "A-01 DONE, A-02 DONE"},
		{"a column less, with a section", "## Phase 2\n\n| Packet | Title | Status |\n|---|---|---|\n| B-01 | Two | DONE |\n\n### B-01: Two\n", "A-01 DONE, B-01 DONE"},
		{"another tracker's packets", "## Elsewhere\n\n| Packet | Status |\n|---|---|\n| OPS-7 | DONE |\n", "A-01 DONE"},
		{"a summary", "## Summary\n\n| Packet | Status | Title | Owner | Review State |\n|---|---|---|---|---|\n| A-01 | READY | One | x | APPROVED |\n", "A-01 DONE"},
		{"within a section", "#### Waits\n\n| Packet | Status |\n|---|---|\n| A-09 | DONE |\n", "A-01 DONE"},
		{"risks", "## Risks\n\n| ID | Title | Status | Owner |\n|---|---|---|---|\n| A-07 | fire | DONE | x |\n", "A-01 DONE"},
	} {
		var got []string
		tr := parse(t, first+test.rest)
		for _, p := range tr.Packets {
			got = append(got, p.ID+" "+string(p.Status))
		}
		if got := strings.Join(got, ", "); got != test.packets || len(tr.Problems) > 0 {
			t.Errorf("%s: %s, want %s; %v", test.name, got, test.packets, tr.Problems)
		}
	}
	if tr := parse(t, first+"## Phase 2\n\n| Packet | Title | Status | Notes |\n|---|\n| A-02 | Two | DONE | |\n"); tr.Err() == nil {
		t.Errorf("a broken header of a phase is not told: %v", tr.Packets)
	}
}

func TestLooseRows(t *testing.T) {
	const header = "# T\n\n| Packet | Title | Status |\n|---|---|---|\n"
	for _, rest := range []string{
		"<!-- rows -->\n| RC-00 | One | DONE |\n",
		"\n| RC-00 | One | DONE |\n",
		"| RC-00 | One | DONE |\n\n| RC-01 | Two | DONE |\n",
		"| RC-00 | One | DONE |\n\nRC-01 | Two | READY\n",
	} {
		if tr := parse(t, header+rest); len(tr.Problems) == 0 {
			t.Errorf("%q: a row that stands in no table is not told", rest)
		}
	}
	for _, rest := range []string{
		"| RC-00 | One | DONE |\n\nRC-00 | a pipe | DONE\n",
		"| RC-00 | One | DONE |\n\n| RC-00 | DONE |\n",
		"| RC-00 | One | DONE |\n\n| read | this | DONE |\n",
	} {
		if tr := parse(t, header+rest); len(tr.Problems) > 0 {
			t.Errorf("%q: %v", rest, tr.Problems)
		}
	}
}
