package tracker

import "testing"

// TestWideSigns reads colons, brackets and spaces of East Asian writing as others.
func TestWideSigns(t *testing.T) {
	tr := parse(t, board("## RC-01：二\n\nBlocked by：RC-00\n\n- [x] `make` ->　exit　0（3 tests）\n- [x] P0：PASS\n\nVerdict：CHANGES_REQUESTED\n\nCommit：`4be1c0d5`\n"))
	p := tr.Packet("RC-01")
	switch {
	case len(p.Sections) != 1 || p.Sections[0].Title != "二":
		t.Errorf("sections %+v", p.Sections)
	case len(p.Blockers) != 1 || p.Blockers[0].ID != "RC-00":
		t.Errorf("blockers %+v", p.Blockers)
	case len(p.Claims) != 1 || p.Claims[0].Outcome.String() != "exit 0":
		t.Errorf("claims %+v", p.Claims[0])
	case len(p.Gates) != 1 || p.Gates[0].Result != GatePass:
		t.Errorf("gates %+v", p.Gates)
	case p.Verdict() == nil || p.Verdict().State != ReviewChangesRequested:
		t.Errorf("verdicts %+v", p.Verdicts)
	case p.Checkpoint() == nil || p.Checkpoint().State != CheckpointRecorded:
		t.Errorf("checkpoints %+v", p.Checkpoints)
	}
}

// TestBoldHeadings reads a line in bold, or a heading, as the label that it names.
func TestBoldHeadings(t *testing.T) {
	for _, mark := range [][2]string{{"**", "**"}, {"#### ", ""}, {"**", ":**"}, {"<strong>", "</strong>"}} {
		line := func(name string) string { return "\n" + mark[0] + name + mark[1] + "\n\n" }
		p := parse(t, board("## RC-01: Second\n"+line("Blocked by")+"- RC-00\n"+line("Checklist")+"- [x] a\n"+line("Commands run")+"- `make`\n"+
			line("Verdict")+"CHANGES_REQUESTED\n"+line("Findings")+"- It breaks.\n"+line("Commit")+"(pending)\n")).Packet("RC-01")
		c := p.Checkpoint()
		if len(p.Blockers) != 1 || len(p.Boxes) != 1 || len(p.Claims) != 1 || p.Verdict() == nil || len(p.Findings) != 1 || c == nil || c.State != CheckpointPending {
			t.Errorf("%q: blockers %v, boxes %v, claims %v, verdicts %v, findings %v, checkpoint %v", mark, p.Blockers, p.Boxes, p.Claims, p.Verdicts, p.Findings, c)
		}
	}
}
