package rule

import "testing"

// A finding about a rejection points at the cell that says CHANGES_REQUESTED.
func TestTheCellOfARejection(t *testing.T) {
	for cells, want := range map[string]int{"CHANGES_REQUESTED |  |": 15, "IN_PROGRESS | CHANGES_REQUESTED |": 29} {
		head := "# T\n\n## Packet Board\n\n| Packet | Title | Status | Review State |\n|---|---|---|---|\n| GA-01 | a | " + cells + "\n\n## GA-01: a\n\n- [ ] b\n"
		column := 0
		for _, f := range Check(newCase("", "", head, "", nil)) {
			if f.Rule == RejectedWithoutFindings {
				column = f.Column
			}
		}
		if column != want {
			t.Errorf("%s column %d, want %d", cells, column, want)
		}
	}
}
