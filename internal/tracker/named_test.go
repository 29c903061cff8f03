package tracker

import (
	"fmt"
	"testing"
)

// Names of the checkpoint, and what stands for one that is still to come.
func TestNamesOfCheckpoints(t *testing.T) {
	for said, want := range map[string]CheckpointState{
		"Commit: `4be1c0d5`": CheckpointRecorded, "Checkpoint SHA: 4be1c0d5": CheckpointRecorded, "Merge commit: `4be1c0d5`": CheckpointRecorded,
		"Squash commit: 4be1c0d5": CheckpointRecorded, "Checkpoint commit hash: 4be1c0d5": CheckpointRecorded, "Commit id: 4be1c0d5": CheckpointRecorded,
		"**Commit** `4be1c0d5`": CheckpointRecorded, "__Checkpoint__ 4be1c0d5": CheckpointRecorded,
		"Commit: squash-merge pending": CheckpointPending, "Commit: this PR": CheckpointPending, "Commit: after merge": CheckpointPending,
		"Commit: will be added after the merge": CheckpointPending, "Commit: (filled in after merge)": CheckpointPending,
		"Commit: TODO": CheckpointMissing, "Commit: N/A": CheckpointMissing, "Commit: see the chat": CheckpointMissing,
		"Base commit: 4be1c0d5": "", "Reverted commit: 4be1c0d5": "", "Commit message: 4be1c0d5": "", "**Commit** messages name 4be1c0d5": "",
	} {
		p := packetOf(t, "- [x] a\n\n"+said)
		got := CheckpointState("")
		if c := p.Checkpoint(); c != nil {
			got = c.State
		}
		if got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestNamesOfFindings(t *testing.T) {
	for said, want := range map[string]int{
		"Finding: it loops": 1, "**Finding:** it loops": 1, "Finding 2: it loops": 1, "Issues found:\n- it loops\n- it hangs": 2,
		"Reason: it loops": 1, "Reason for rejection: it loops": 1, "Required changes:\n- end it": 1, "### Problems found\n\n- it loops": 1,
		"Findings: it breaks on empty input.": 1, "Findings: 3 handlers leak.": 1, "- Findings: 3": 0,
		"Findings: None.": 0, "Findings: No issues found.": 0, "- Findings: none": 0, "Findings:\n- it breaks\n- None.": 1,
		"### Findings\n\n- it loops": 1, "### RC-00 Findings\n\n- P1: it loops": 1, "### RC-00 Review Findings\n\n- it loops": 1,
		"### No Findings\n\n- P1: it loops": 0, "### RC-00 Notes\n\n- it loops": 0,
		"Findings: none": 0, "Issues found: none": 0, "Reason: N/A": 0, "Reasonable: yes": 0, "Known issues:\n- it loops": 0,
	} {
		p := packetOf(t, "- [x] a\n\n"+said)
		if len(p.Findings) != want {
			t.Errorf("%q: %d findings, want %d", said, len(p.Findings), want)
		}
	}
}

// A finding on the line of its label takes no box behind it, nor a list where there is one.
func TestWhatStandsBehindAFinding(t *testing.T) {
	const box, item = "\n- [x] `make` -> exit 1\n", "\n- `make` -> exit 1\n"
	for said, want := range map[string]int{
		"Findings:" + box: 0, "Findings: it loops" + box: 1, "Reason: it loops." + box: 1, "Finding: it loops\n" + item: 1, "Findings: it loops" + item: 0,
	} {
		p := packetOf(t, said)
		if len(p.Claims) != want {
			t.Errorf("%q: %d claims, want %d", said, len(p.Claims), want)
		}
	}
}

// The review of the newest date counts, wherever it stands; without dates the last.
func TestReviewsWithDates(t *testing.T) {
	review := func(heading, verdict string) string { return heading + "\n\nVerdict: " + verdict + "\n\n" }
	const no, yes = "CHANGES_REQUESTED", "APPROVED"
	for _, e := range []struct {
		log  string
		want ReviewState
	}{
		{review("### Review 2 (2026-03-05)", yes) + review("### Review 1 (2026-03-01)", no), ReviewApproved},
		{review("### Review 2 (2026-03-05)", no) + review("### Review 1 (2026-03-01)", yes), ReviewChangesRequested},
		{review("### Review 1 (2026-03-01)", yes) + review("### Review 2 (2026-03-05)", no), ReviewChangesRequested},
		{review("### 2026-03-05\n\n#### Record", yes) + review("### 2026-03-01\n\n#### Record", no), ReviewApproved},
		{review("### Re-review", yes) + review("### First review", no), ReviewChangesRequested},
		{review("### Review of 2026-03-05", yes) + review("### Another", no), ReviewChangesRequested},
		{review("## RC-00 Review (2026-03-05)", yes) + review("## RC-00 Review (2026-03-01)", no), ReviewApproved},
	} {
		if v := parse(t, board("## RC-00: x\n\n- [x] a\n\n"+e.log)).Packet("RC-00").Verdict(); v == nil || v.State != e.want {
			t.Errorf("%s: %+v, want %s", e.log, v, e.want)
		}
	}
}

// FAILED beside exit 0 takes it back unless it speaks of none or of another run.
func TestFailedBesideZero(t *testing.T) {
	for remark, want := range map[string]bool{
		"no FAILED tests": false, "without FAILED tests": false, "0 FAILED": false, "FAILED: 0": false, "FAILED tests: none": false,
		"flaky: FAILED once": false, "rerun; first attempt FAILED": false, "FAILED once, then passed": false,
		"FAILED": true, "2 FAILED": true, "lint FAILED": true, "rerun FAILED": true, "flaky; the rerun FAILED too": true, "first passed, then FAILED": true,
	} {
		p := parse(t, board(fmt.Sprintf("## RC-00: x\n\n- [x] `make` -> exit 0 (%s)\n", remark))).Packet("RC-00")
		if got := p.Claims[0].Outcome.Failed; got != want {
			t.Errorf("%s: failed %t, want %t", remark, got, want)
		}
	}
}

// A range leaves out the packet that waits, and an item that names another tracker waits
// for none of this board's ids that it lacks.
func TestBlockersOfRangesAndOtherTrackers(t *testing.T) {
	for item, want := range map[string]string{
		"RC-00..RC-02": "RC-00 RC-02", "RC-77 on the billing tracker": "", "Billing tracker: RC-77": "", "the billing tracker (RC-77)": "",
		"RC-77 (on another tracker)": "", "RC-00, and RC-77 on another board": "RC-00", "RC-77": "RC-77", "RC-77 — repo cleanup": "RC-77", "RC-77 (board)": "RC-77", "RC-77 on this board": "RC-77",
	} {
		p := parse(t, board("## RC-01: x\n\nBlocked by:\n- "+item+"\n")).Packet("RC-01")
		if got := blockersOf(p); got != want {
			t.Errorf("%s: %q, want %q", item, got, want)
		}
	}
}
