package tracker

import (
	"os"
	"testing"
)

// TestModelTracker checks the model tracker, where it is present, against numbers
// counted by hand.
func TestModelTracker(t *testing.T) {
	source, err := os.ReadFile("../../../shared/corpus/release-confidence-tracker.md")
	if err != nil {
		t.Skip("the corpus is not here")
	}
	tr := Parse("tracker.md", source, Grammar{})
	if len(tr.Problems) > 0 {
		t.Fatal(tr.Problems)
	}
	want := []struct {
		id             string
		status         Status
		checked, boxes int
		claims, inRec  int
		blockers       int
		checkpoint     CheckpointState
	}{
		{"RC-00", StatusDone, 15, 15, 21, 10, 0, CheckpointRecorded},
		{"RC-01", StatusDone, 13, 13, 8, 4, 1, CheckpointRecorded},
		{"RC-02", StatusReady, 0, 5, 3, 0, 1, CheckpointMissing},
		{"RC-03", StatusDone, 10, 10, 4, 3, 1, CheckpointPending},
		{"RC-04", StatusReady, 0, 4, 2, 0, 1, CheckpointMissing},
		{"RC-05", StatusBlocked, 0, 7, 7, 0, 4, CheckpointMissing},
		{"RC-06", StatusBlocked, 0, 6, 3, 0, 1, CheckpointMissing},
		{"RC-07", StatusBlocked, 0, 4, 0, 0, 1, CheckpointMissing},
	}
	if len(tr.Packets) != len(want) || len(tr.Rules) != 7 || len(tr.Plans) != 1 {
		t.Fatalf("%d packets, %d rules, %d plans", len(tr.Packets), len(tr.Rules), len(tr.Plans))
	}
	for i, w := range want {
		p := tr.Packets[i]
		checked, boxes := p.Progress()
		inRec := 0
		for _, c := range p.Claims {
			if c.Record != nil {
				inRec++
			}
		}
		if p.ID != w.id || p.Status != w.status || checked != w.checked || boxes != w.boxes ||
			len(p.Claims) != w.claims || inRec != w.inRec || len(p.Blockers) != w.blockers || p.Checkpoint().State != w.checkpoint {
			t.Errorf("%s: %s %d/%d boxes, %d claims (%d in records), %d blockers, %s",
				p.ID, p.Status, checked, boxes, len(p.Claims), inRec, len(p.Blockers), p.Checkpoint().State)
		}
	}
	if p := tr.Packet("RC-00").Pointers; len(p) != 1 || p[0].Count != 11 || !p[0].Record {
		t.Errorf("pointers %+v", p)
	}
}

// TestCorpus reads the other trackers of the family without a problem.
func TestCorpus(t *testing.T) {
	packets := map[string]int{
		"release-confidence-tracker.earlier.md": 8, "release-confidence-tracker.later.md": 8,
		"pulse/control-plane-decomposition-progress-2026-02.md":          11,
		"pulse/multi-tenant-ga-readiness.after.md":                       6,
		"pulse/multi-tenant-ga-readiness.before.md":                      6,
		"pulse/release-security-gate-progress-2026-02.md":                5,
		"pulse/truenas-ga-progress-2026-02.md":                           12,
		"pulse/unified-resource-convergence-phase-2-progress-2026-02.md": 8,
	}
	for name, n := range packets {
		source, err := os.ReadFile("../../../shared/corpus/" + name)
		if err != nil {
			t.Skip("the corpus is not here")
		}
		tr := Parse(name, source, Grammar{})
		if len(tr.Packets) != n || len(tr.Problems) > 0 || !IsTracker(name, source, Grammar{}) {
			t.Errorf("%s: %d packets, problems %+v", name, len(tr.Packets), tr.Problems)
		}
		for _, p := range tr.Packets {
			if len(p.Sections) == 0 {
				t.Errorf("%s: %s has no section", name, p.ID)
			}
		}
	}
	for _, name := range []string{"release-confidence-plan.md", "review-rubric.md", "pulse/truenas-ga-plan-2026-02.md"} {
		source, _ := os.ReadFile("../../../shared/corpus/" + name)
		if IsTracker(name, source, Grammar{}) {
			t.Errorf("%s is taken for a tracker", name)
		}
	}
}
