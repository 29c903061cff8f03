package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

const trackerPath = "docs/release-tracker.md"

const trackerText = "# Release\n\n## Packet Board\n\n" +
	"| Packet | Title | Status | Reviewer | Review State |\n|---|---|---|---|---|\n" +
	"| RC-01 | Plan | DONE | Ann | APPROVED |\n" +
	"| RC-02 | Build | DONE | Ben | APPROVED |\n\n" +
	"## RC-02 Checklist: Build\n\n" +
	"- [x] `go test ./...` -> exit 0\n" +
	"\t- [ ] 文書を書く\n" +
	"- [ ] `make \x1b[31mred` -> exit 0\r\n"

func source(path string, base bool) []byte {
	if path == trackerPath && !base {
		return []byte(trackerText)
	}
	return nil
}

func exit(code int) *int { return &code }

// sample is a report in which every field is used.
func sample() *Report {
	return &Report{
		Schema: Schema, Mode: "check", Verdict: Fail,
		Repository: "octo/app", PullRequest: 7,
		BaseSHA: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MergeBaseSHA: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
		HeadSHA: "cccccccccccccccccccccccccccccccccccccccc", APICalls: 12,
		Trackers: []Tracker{{Path: trackerPath, Packets: []Packet{
			{
				ID: "RC-01", Title: "Plan", Status: "DONE", ReviewState: "APPROVED", Implementer: "Ann", Reviewer: "Ann",
				Checkpoint: "0123456", Boxes: Boxes{Checked: 2, Total: 2}, Line: 7,
			},
			{
				ID: "RC-02", Title: "Build", Status: "DONE", ReviewState: "APPROVED", Reviewer: "Ben",
				Boxes: Boxes{Checked: 1, Total: 3}, Blockers: []string{"RC-01", "RC-09"}, Line: 8,
			},
		}}},
		Transitions: []Transition{
			{Tracker: trackerPath, Packet: "RC-02", Field: "status", From: "IN_REVIEW", To: "DONE", Line: 8},
			{Tracker: trackerPath, Packet: "RC-03", Field: "removed", From: "READY", Line: 9},
		},
		Proofs: []Proof{
			{
				Tracker: trackerPath, Packet: "RC-02", Line: 12, Command: "go test ./...", Claimed: Claimed{ExitCode: exit(0), Figures: []string{"707 tests"}},
				Verdict: "contradicted", Basis: "record", Reason: "step `test` of job `unit` failed", Remedy: "make `go test ./...` pass and push again",
				ExitCode: exit(1), RunID: 11, RunAttempt: 2, JobID: 22, Job: "unit", Step: "test", StepNumber: 3, Commit: "cccccccc",
				URL: "https://github.com/octo/app/actions/runs/11/job/22#step:3:1", LogLines: []int{40, 60}, LogDigest: "abababababababababababababababababababababababababababababababab", Notes: []string{"attempt 1 passed: a flake"},
			},
			{
				Tracker: trackerPath, Packet: "RC-02", Line: 13, Command: "go \x1b[31mvet ./...", Claimed: Claimed{ExitCode: exit(0)}, Verdict: "verified", Basis: "record",
				Reason: "it ran", ExitCode: exit(0), RunID: 11, RunAttempt: 2, JobID: 23, Job: "lint", Step: "vet", StepNumber: 4, Commit: "cccccccccccccccccccccccccccccccccccccccc",
			},
			{Tracker: trackerPath, Packet: "RC-02", Line: 14, Command: "make red | tee `log`", Claimed: Claimed{ExitCode: exit(0)}, Verdict: "missing", Reason: "no run of it"},
		},
		Findings: []Finding{
			{
				Rule: "evidence-contradicted", Severity: "error", Tracker: trackerPath, Packet: "RC-02", Line: 12, Column: 7, EndLine: 12,
				Message: "RC-02: `go test ./...` is claimed to exit 0, but step `test` failed", URL: "https://github.com/octo/app/actions/runs/11/job/22#step:3:1",
			},
			{
				Rule: "open-checkbox", Severity: "error", Tracker: trackerPath, Packet: "RC-02", Line: 13, Column: 8, EndLine: 13,
				Message: "RC-02 is DONE with an open box", Fix: &Fix{Line: 13, EndLine: 13, Text: "\t- [x] 文書を書く"},
			},
			{
				Rule: "evidence-missing", Severity: "warning", Tracker: trackerPath, Packet: "RC-02", Line: 14, Column: 7, EndLine: 14,
				Message: "no run of `make \x1b[31mred`",
			},
			{
				Rule: "packet-removed", Severity: "error", Tracker: trackerPath, Packet: "RC-03", Line: 9, Column: 1, EndLine: 9, Base: true,
				Message: "RC-03 is gone from the board",
			},
			{Rule: "stale-blocker-note", Severity: "notice", Tracker: trackerPath, Packet: "RC-02", Line: 99, Message: "RC-01 is DONE"},
		},
		Notes: []string{"the workflow file is the author's own (`pull_request`)"},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	goldenAt(t, filepath.Join("testdata", name), got)
}

func goldenAt(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (run go test with -update to accept):\n%s", path, diff)
	}
}

func TestGolden(t *testing.T) {
	failing := sample()
	passing := &Report{Mode: "check", Verdict: Pass, Repository: "octo/app", HeadSHA: failing.HeadSHA, APICalls: 3}
	broken := &Report{Mode: "check", Verdict: Error, Problem: "docs/t.md:3:1: no board found\nadd one", HeadSHA: failing.HeadSHA, Offline: true}
	for _, r := range []struct {
		name   string
		report *Report
	}{{"fail", failing}, {"pass", passing}, {"error", broken}} {
		t.Run(r.name, func(t *testing.T) {
			var text, color, md, js, sarif bytes.Buffer
			for _, err := range []error{
				WriteText(&text, r.report, TextOptions{Source: source}),
				WriteText(&color, r.report, TextOptions{Source: source, Color: true}),
				WriteMarkdown(&md, r.report, MarkdownOptions{}),
				WriteJSON(&js, r.report),
				WriteSARIF(&sarif, r.report, SARIFOptions{Version: "1.2.3", Source: source}),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			golden(t, r.name+".txt", text.Bytes())
			golden(t, r.name+".color.txt", color.Bytes())
			golden(t, r.name+".md", md.Bytes())
			golden(t, r.name+".json", js.Bytes())
			golden(t, r.name+".sarif", sarif.Bytes())
		})
	}
}
