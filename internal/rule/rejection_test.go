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

// Of review records with dates the newest counts, wherever it stands: its gates, its
// commands' codes and its checkpoint.
func TestALogWithTheNewestOnTop(t *testing.T) {
	review := func(date, code, gate, verdict, hash string) string {
		return "### Review of " + date + "\n\n```\nCommands run + exit codes:\n1. `make b` -> exit " + code + "\n\nGate checklist:\n- P0: " + gate + "\n\nVerdict: " + verdict + "\n\nCommit: `" + hash + "`\n```\n\n"
	}
	good, bad := []string{"0", "PASS", "APPROVED", "4be1c0d5"}, []string{"1", "FAIL", "CHANGES_REQUESTED", "5be1c0d5"}
	for _, e := range []struct {
		first, second   []string
		dates           [2]string
		want            int
		wantsCheckpoint string
	}{
		{good, bad, [2]string{"2026-03-05", "2026-03-01"}, 0, "4be1c0d5"},
		{bad, good, [2]string{"2026-03-01", "2026-03-05"}, 0, "4be1c0d5"},
		{bad, good, [2]string{"2026-03-05", "2026-03-01"}, 3, "5be1c0d5"},
		{good, bad, [2]string{"autumn", "spring"}, 3, "5be1c0d5"},
	} {
		head := "# T\n\n## Packet Board\n\n| Packet | Title | Status | Reviewer | Review State |\n|---|---|---|---|---|\n| GA-01 | a | DONE | Ann | APPROVED |\n\n## GA-01: a\n\n"
		for i, r := range [][]string{e.first, e.second} {
			head += review(e.dates[i], r[0], r[1], r[2], r[3])
		}
		c := newCase("", "", head, "", func(c *Case) { c.Offline = true })
		broken := 0
		for _, f := range Check(c) {
			if f.Rule == GateFailed || f.Rule == ClaimedFailure || f.Rule == RejectedButDone {
				broken++
			}
		}
		if hash := c.Head.Packets[0].Checkpoint().Hashes[0].Value; broken != e.want || hash != e.wantsCheckpoint {
			t.Errorf("%v: %d broken at %s, want %d at %s", e.dates, broken, hash, e.want, e.wantsCheckpoint)
		}
	}
}
