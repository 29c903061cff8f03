package rule

import (
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/transition"
)

var passingExamples = []passing{
	{OpenCheckbox, "not yet DONE", situation{head: with(inReview, edit{buildBox, "- [ ] `go build ./...` -> exit 0"})}},
	{MissingCommand, "record only", situation{base: withoutCommandsBase, head: withoutCommands[:1]}},
	{SummaryOnly, "pointer to a record that lists", situation{base: withoutCommandsBase, head: withoutCommands[:1]}},
	{MissingExitCode, "the record gives the code", situation{head: []edit{{buildBox, "- [x] `go build ./...` passed."}}}},
	{MissingExitCode, "waived", situation{head: outcome(" -> N/A (no Go here)"), setup: func(c *Case) {
		c.Config.Evidence.Waivers = []config.Waiver{{Command: "go build *", Expires: config.Date{Time: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)}}}
	}}},
	{TimedOutOutput, "a rerun ended", situation{head: []edit{{buildBox, "- [x] `go build ./...` -> timed out"}}}},
	{TimedOutOutput, "exit 0", situation{head: outcome(" -> exit 0 (first attempt timed out)")}},
	{TruncatedOutput, "with an exit code", situation{head: outcome(" -> exit 0 (output truncated)")}},
	{MissingExitCode, "the record has it", situation{head: []edit{{buildBox, "- [x] `go build ./...`"}}}},
	{MissingExitCode, "the record names it again", situation{head: []edit{{buildItem, "1. `go build ./...`"}}}},
	{MissingOutput, "the record fills it in", situation{head: []edit{{buildBox, "- [x] `go build ./...` ->"}}}},
	{MissingOutput, "ran, and without trouble", situation{head: []edit{{buildItem, buildItem + "\n- Manual check of the dialog; did not run into errors."}}}},
	{MissingOutput, "with an exit code", situation{head: outcome(" -> exit 0 (no output)")}},

	{RejectedWithoutFindings, "findings", situation{head: rejectedRC01}},
	{RejectedButClosed, "a box is open", situation{head: rejectedRC01}},
	{RejectedButDone, "approved", situation{}},
	{GateFailed, "P1 N/A", situation{head: []edit{{"- [x] P1 PASS — behaviour unchanged", "- [x] P1 N/A (docs only)"}}}},
	{GateFailed, "a further gate N/A", situation{head: []edit{{"- [x] P2 PASS — tracker accurate", "- [x] P2 PASS — tracker accurate\n- [x] P3 N/A — no release"}}}},
	{GateFailed, "sent back", situation{head: with(rejectedRC01, edit{"- P1: PASS (unchanged)", "- P1: FAIL (changed)"})}},

	{TrackerNotFirst, "merge first", situation{setup: func(c *Case) {
		merge := record.Commit{SHA: "3e59e", Parents: []string{"a", "b"}, Files: []record.FileChange{{Path: "go.mod"}}}
		c.Change.Commits = append([]record.Commit{merge}, c.Change.Commits...)
	}}},
	{TrackerNotLast, "not read yet", situation{setup: func(c *Case) { c.Change.Commits[1].Files = nil }}},
	{TrackerNotLast, "one commit", situation{setup: func(c *Case) {
		c.Change.Commits = c.Change.Commits[1:]
		c.Change.Commits[0].Files = nil
	}}},

	{CheckpointMissing, "pending in one place, a hash in the other", situation{head: checkpoints("- (pending checkpoint)", "- Commit: `abb55732`")}},
	{CheckpointPending, "at rest", situation{
		base: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending)"}},
		head: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- `6dbb2e06` (docs(RC-00): scope freeze)"}},
		setup: func(c *Case) {
			c.Ledger = record.NewLedger(record.Records{{Kind: record.KindCommit, SHA: "6dbb2e06"}: {Commit: record.Commit{SHA: baseSHA}}})
		},
	}},
	{CheckpointUnknown, "not asked yet", situation{head: elsewhere}},
	{CheckpointUnknown, "offline", situation{head: elsewhere, setup: func(c *Case) { c.Offline = true }}},
	{CheckpointUnknown, "own commit", situation{head: checkpoints("- `f1257000`", "- Commit: `f1257000`")}},
	{CheckpointUnreachable, "on the base branch", situation{head: elsewhere, setup: records(present, inBase("behind"))}},
	{CheckpointUnreachable, "squashed", situation{head: elsewhere, setup: records(present, both(inBase("diverged"), pulls(record.Pull{Merged: true})))}},
	{CheckpointUnreachable, "another branch", situation{head: elsewhere, setup: records(present, both(inBase("diverged"), pulls(record.Pull{Open: true, HeadRepository: "acme/rocket"})))}},
	{CheckpointUnreachable, "on a branch without a pull request", situation{head: elsewhere, setup: records(present, both(both(inBase("diverged"), pulls()), held("release/2")))}},
	{CheckpointUnrelated, "only trackers changed since", situation{head: elsewhere, setup: then(proven(evidence.Verified, nil), records(present,
		both(inBase("behind"), compared("ahead", record.FileChange{Path: path}))))}},
	{CheckpointUnrelated, "another packet's files", situation{head: elsewhere, setup: then(proven(evidence.Verified, nil), records(present,
		both(inBase("behind"), compared("ahead", record.FileChange{Path: "other.go"}))))}},
	{StartedBeforeCheckpoint, "filled in by the same change", situation{base: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}}, setup: func(c *Case) { c.Offline = true }}},
	{StartedBeforeCheckpoint, "already running", situation{
		base: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}, {"| RC-01 | Toolchain pinning | READY |", "| RC-01 | Toolchain pinning | IN_PROGRESS |"}},
		head: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}},
	}},

	{StartedBeforeCheckpoint, "approved together", situation{
		base: with(noBlockers, edit{"- RC-00\n", "\n"}, pending00, edit{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_REVIEW | Codex | Claude | PENDING | RC-00"}, edit{"Verdict: APPROVED", "Verdict:"}),
		head: with(noBlockers, edit{"- RC-00 (DONE)\n", "\n"}, pending00),
	}},

	{StartedBeforeCheckpoint, "both new", situation{
		head: []edit{pending00},
		setup: func(c *Case) {
			c.MergeBase, c.Tip = nil, nil
			c.Transitions, c.Merged = transition.Between(nil, c.Head), transition.Merge(nil, nil, c.Head)
		},
	}},

	{HistoryRewritten, "in the history", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, inBase("behind"))}},
	{HistoryRewritten, "squashed", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(
		record.Records{{Kind: record.KindComparison, SHA: baseSHA, Ref: "3e59e"}: {Comparison: record.Comparison{Status: "behind"}}},
		both(inBase("diverged"), pulls(record.Pull{Merged: true, BaseRef: "main", MergeCommitSHA: "3e59e"}))))}},
	{HistoryRewritten, "merged into another branch", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(
		lostFromMain, both(pushed("main"), pulls(record.Pull{Merged: true, BaseRef: "release", MergeCommitSHA: "3e59e"}))))}},
	{HistoryRewritten, "of an open pull request, rebased", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(
		lostFromMain, both(pushed("packet"), pulls(record.Pull{Open: true, HeadRepository: "acme/rocket"}))))}},
	{HistoryRewritten, "reviewed again", situation{base: inReviewElsewhere, setup: records(present, both(lostFromMain, both(pulls(), pushed("main"))))}},
	{HistoryRewritten, "offline", situation{base: inReviewElsewhere, head: elsewhere, setup: func(c *Case) { c.Offline = true }}},
	{HistoryRewritten, "not asked yet", situation{base: inReviewElsewhere, head: elsewhere}},

	{DestructiveCommand, "harmless", situation{head: []edit{{buildBox, buildBox + "\n- [x] `git checkout -b pin` -> exit 0\n- [x] `git clean -n` -> exit 0"}}}},
	{DestructiveCommand, "not run", situation{
		head:  []edit{{buildBox, buildBox + "\n- [x] `git reset --hard` -> N/A (shared worktree)"}},
		setup: func(c *Case) { c.Config.Rules = map[string]config.Severity{string(MissingExitCode): config.Off} },
	}},

	{BlockedPacketAdvanced, "finished on main", situation{
		base: []edit{{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_PROGRESS | Codex |  |  | RC-00"}},
		tip:  []edit{{"| IN_PROGRESS | Codex |  |  | RC-00", "| DONE | Codex | Claude | APPROVED | RC-00"}},
		head: []edit{{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_PROGRESS | Codex |  |  | RC-00"}},
	}},
	{StaleBlockerNote, "true notes", situation{}},
	{StaleBlockerNote, "a note of each", situation{head: blockedBy02("- RC-00 (DONE), RC-01 (DONE) and RC-03")}},
	{StaleBlockerNote, "a range that is DONE but for one", situation{
		base: []edit{{"| RC-03 | Signup", "| RC-04 | Retry | READY |  |  |  |  |\n| RC-03 | Signup"}},
		head: with(blockedBy04("- RC-01..RC-03"), edit{"| RC-03 | Signup", "| RC-04 | Retry | READY |  |  |  |  |\n| RC-03 | Signup"}),
	}},
	{StaleBlockerNote, "behind a title", situation{head: blockedBy01("- Scope freeze (RC-00, DONE)")}},
	{UnblockedPacket, "still blocked", situation{}},
	{DependencyCycle, "an old one", situation{
		base: []edit{{"- RC-00 (DONE)\n\n- [ ] `go test ./signup", "- RC-00 (DONE)\n- RC-02\n\n- [ ] `go test ./signup"}},
		head: []edit{{"- RC-00 (DONE)\n\n- [ ] `go test ./signup", "- RC-00 (DONE)\n- RC-02\n\n- [ ] `go test ./signup"}},
	}},
	{DependencyCycle, "in the plan, of packets at rest", situation{plan: "```\nRC-02 ──blocks──► RC-03 ──blocks──► RC-02\n```\n"}},
	{UnknownPacket, "a plan of several boards", situation{plan: "```\nWEB-01 ──blocks──► WEB-02\nRC-01 ──blocks──► WEB-01\n```\n\n## Packet WEB-01\n\nEvidence required:\n- `make web`\n"}},
	{UnknownPacket, "ids in prose", situation{head: blockedBy01("- RC-00 (DONE)\n- the move to UTF-8, see P1\n- 2026-12-01\n- 2 approvals")}},
	{UnknownPacket, "boxes behind the blockers", situation{head: blockedBy01("- RC-00 (DONE)\n- [x] Read UTF-8 and RC-00's records.")}},
	{UnknownPacket, "text that is no id", situation{head: []edit{{"- RC-00 (DONE)\n", "- RC-00 (DONE)\n- a free runner\n"}}}},

	{MalformedBoard, "a template in a fence", situation{head: []edit{{"### Review Gates\n", "````markdown\n## RC-02 Review Record\n\n- [ ] P0\n\n```text\nTODO\n```\n````\n\n### Review Gates\n"}}}},
	{MalformedBoard, "an old sin", situation{
		base: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |", "| RC-03 | Signup cleanup | READY | | | | RC-03 section | more |"}},
		head: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |", "| RC-03 | Signup cleanup | READY | | | | RC-03 section | more |"}},
	}},
	{UnknownStatus, "an alias", situation{head: []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | TODO |"}}}},
	{IllegalTransition, "with a finding", situation{
		base: []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | DONE |"}},
		head: []edit{{"- [ ] `go test ./signup/...` -> exit 0", "- [ ] `go test ./signup/...` -> exit 0\n\nFindings:\n- It fails on main.\n"}},
	}},
	{IllegalTransition, "several steps lead there", situation{setup: edges(map[string][]string{
		"READY": {"IN_PROGRESS"}, "IN_PROGRESS": {"IN_REVIEW"}, "IN_REVIEW": {"DONE"}, "DONE": {},
	})}},
	{IllegalTransition, "by way of a status without edges", situation{setup: edges(map[string][]string{"READY": {"BLOCKED"}})}},
	{DuplicatePacket, "an old one", situation{
		base: []edit{{"| RC-03 | Signup", "| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n| RC-03 | Signup"}},
		head: []edit{{"| RC-03 | Signup", "| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n| RC-03 | Signup"}},
	}},
	{PacketRemoved, "main removed it too", situation{
		tip:  []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n", ""}},
		head: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n", ""}, {"- RC-01\n- RC-03\n", "- RC-01\n- RC-03\n"}},
	}},
	{BrokenEvidenceLink, "anchor", situation{head: linked("[record](#review-gates)")}},
	{BrokenEvidenceLink, "anchors as a browser writes them, and of the page's own", situation{head: with(linked("[a](#%C3%BCberblick) [b](#Rec) [c](#user-content-rec)"),
		edit{"### Review Gates\n", "### Überblick\n\n<a id=\"rec\"></a>\n\n### Review Gates\n"})}},
	{BrokenEvidenceLink, "another packet's section", situation{head: linked("RC-00 section")}},
	{BrokenEvidenceLink, "file", situation{head: linked("[log](/logs/rc-01.txt#L3)"), setup: fileAnswered("logs/rc-01.txt", record.Present)}},
	{BrokenEvidenceLink, "folder and mail", situation{head: linked("[logs](logs) [me](mailto:a@b.c)")}},
	{BrokenEvidenceLink, "prose", situation{head: linked("see the log of 2026-02-09")}},
	{BrokenEvidenceLink, "job", situation{head: linked("[job](https://github.com/acme/rocket/actions/runs/7/job/8)"), setup: jobsOf7(jobEight)}},
	{BrokenEvidenceLink, "own host", situation{
		head:  linked("https://GitHub.com/acme/rocket/actions/runs/7/job/8"),
		setup: then(jobsOf7(jobEight), func(c *Case) { c.Change.URL = "https://github.com/acme/rocket/pull/7" }),
	}},
	{BrokenEvidenceLink, "a run that is not read yet", situation{head: linked("https://github.com/acme/rocket/actions/runs/7/attempts/1")}},
	{SectionMismatch, "words before the id", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## Task RC-01: Toolchain pinning"}}}},
	{SectionMismatch, "the id in brackets", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## Toolchain pinning (RC-01)"}}}},
	{SectionMismatch, "code in a title", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## RC-01 Checklist: `Toolchain` **pinning**"}}}},
	{SectionMismatch, "the same status", situation{head: []edit{{"Blocked by:\n- RC-00 (DONE)\n\n- [x] Update", "**Status:** DONE / APPROVED\n\nBlocked by:\n- RC-00 (DONE)\n\n- [x] Update"}}}},
	{SectionMismatch, "a heading that speaks of another packet", situation{head: []edit{{"### Review Gates\n", "### What RC-00 left and UTF-8 needs\n\nNothing.\n\n### Review Gates\n"}}}},
	{SectionMismatch, "case and punctuation", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## RC-01 — Toolchain-Pinning"}}}},

	{RequirementWeakened, "details added", situation{head: []edit{{"in all 3 workflows.", "in all 3 workflows (create-release twice, deploy once)."}}}},
	{RequirementWeakened, "progress struck through", situation{head: []edit{{"in all 3 workflows.", "in all 3 workflows. ~~Two are left.~~ Done."}}}},
	{RequirementWeakened, "what was skipped by the tests", situation{head: []edit{{"-> exit 0 (11.3s, 707 tests)", "-> exit 0 (11.3s, 707 tests, 3 skipped)"}}}},
	{RequirementWeakened, "a typing error mended", situation{base: []edit{{"Update the toolchain", "Update the toolchin"}}}},
	{RequirementWeakened, "a blocker that is no packet", situation{base: []edit{{"- RC-00\n\n- [ ] Update", "- RC-00\n- RC-99\n\n- [ ] Update"}}}},
	{RequirementWeakened, "the blank filled in", situation{
		base: []edit{{"- [ ] `go build ./...` -> exit 0", "- [ ] `go build ./...` -> exit 0\n- [ ] `scripts/release.sh <version> --dry-run` -> exit 0"}},
		head: []edit{{buildBox, buildBox + "\n- [x] `scripts/release.sh 5.1.5 --dry-run` -> exit 0"}},
	}},
	{RulesEdited, "no packet moves", situation{head: []edit{
		{board01, "| RC-01 | Toolchain pinning | READY |  |  |  | RC-01 section |"}, {"must include exact", "should include exact"},
	}, setup: func(c *Case) { c.Transitions = nil }}},
	{PlanEvidenceMissing, "all there", situation{plan: "## Packet RC-01\n\nEvidence required:\n- Commands: `go build ./...`.\n- `go` passes.\n"}},
	{PlanEvidenceMissing, "blanks and variables", situation{
		plan: "## Packet RC-01\n\nEvidence required:\n- Commands: `make` and `VERSION=<version> make release`.\n",
		head: []edit{{buildBox, buildBox + "\n- [x] `VERSION=5.1.5 make release` -> exit 0"}},
	}},
	{PlanEvidenceMissing, "on a condition", situation{plan: "## Global Commands\n\nWhen the frontend is touched, run:\n- `npx vitest run`\n\n## Packet RC-01\n\nRun the Global Command Set.\n"}},
	{RequirementWeakened, "handed over to a part that is waited for", situation{head: []edit{
		{"| RC-02 | Security scan | BLOCKED |", "| RC-09 | Scan | READY |  |  |  | RC-09 section |\n| RC-02 | Security scan | BLOCKED |"},
		{"- RC-03\n\n- [ ] `govulncheck ./...` -> exit 0\n", "- RC-03\n- RC-09\n\n- [ ] Scanned.\n\n## RC-09: Scan\n\n- [ ] `govulncheck ./...` -> exit 0\n"},
	}}},
	{ApprovedEvidenceEdited, "a remark and other dashes", situation{
		base: []edit{{"- [x] `go vet ./...` -> exit 0\n", "- [x] `go vet ./...` -> exit 0\n- [x] Scope is frozen.\n"}, {"- P0: PASS (green)", "- P0: PASS (green — all)"}},
		head: []edit{{"- [x] `go vet ./...` -> exit 0\n", "- [x] `go vet ./...` -> exit 0\n- [x] [Scope](s.md) is frozen.[^1] (seen in prod)\n"}, {"- P0: PASS (green)", "- P0: PASS (green - all)"}},
	}},
	{ApprovedEvidenceEdited, "a rerun added", situation{head: []edit{{"- [x] `go vet ./...` -> exit 0", "- [x] `go vet ./...` -> exit 0\n- [x] `go vet ./cmd/...` -> exit 0"}}}},

	{MissingReview, "approved in the record", situation{}},
	{VerdictMismatch, "an earlier approval of a reopened packet", situation{
		base: []edit{{"| READY |  |  |  | RC-01", "| DONE | Codex | Claude | APPROVED | RC-01"}, {"Evidence:\n- Commands run + exit codes:\n- Commit:\n\n## RC-02", "```\nCommands run + exit codes:\n1. `go build ./...` -> exit 0\n\nVerdict: APPROVED\n```\n\n## RC-02"}},
		head: []edit{
			row01("CHANGES_REQUESTED", "Claude", "CHANGES_REQUESTED"),
			{"recorded: `APPROVED`", "recorded"},
			{"- [x] Update the toolchain", "- [ ] Update the toolchain"},
			{"### RC-01 Review Record", "### Findings\n\n- It fails on main.\n\n### RC-01 Review Record"},
		},
	}},
	{SelfReview, "not independent", situation{head: []edit{row01("DONE", "Codex", "APPROVED")}, setup: func(c *Case) { c.Config.Review.Independent = false }}},

	{UnauthorisedApproval, "nobody is named", situation{}},
	{UnauthorisedApproval, "by login", situation{head: []edit{row01("DONE", "Codex + @Ann", "APPROVED")}, setup: then(approvers("@ann"), func(c *Case) {
		c.Config.Rules = map[string]config.Severity{string(SelfReview): config.Off}
	})}},
	{UnauthorisedApproval, "by identity", situation{setup: then(approvers("@ann"), func(c *Case) {
		c.Config.Review.Identities = map[string][]string{"Claude": {"@bob", "@Ann"}}
	})}},
	{UnauthorisedApproval, "a team", situation{setup: approvers("@ann", "@acme/leads")}},
	{UnauthorisedApproval, "no reviewer", situation{head: []edit{row01("DONE", "—", "APPROVED")}, setup: approvers("@ann")}},
	{FilesMismatch, "as listed", situation{}},
	{FilesMismatch, "folders, globs, ends and several", situation{
		head: files("- `go.mod`, `go.work` (new): pin\n- internal/api/... (12 files)\n- web/{src,test}/*.ts: types\n- Panel.tsx, cmd/app/main.go:12 and Makefile\n- ./scripts/*.sh\n- internal/.../store.go\n- old.go → new.go"),
		setup: touching("docs/tracker.md", "go.mod", "go.sum", "go.work", "internal/api/v2/a.go", "web/src/a.ts", "web/test/b.ts",
			"web/src/components/Panel.tsx", "cmd/app/main.go", "Makefile", "scripts/release.sh", "internal/x/y/store.go"),
	}},
	{FilesMismatch, "renamed", situation{head: files("- old/go.mod: moved"), setup: func(c *Case) {
		c.Change.Files[1] = record.FileChange{Path: "new/go.mod", PreviousPath: "old/go.mod", Status: record.FileRenamed}
	}}},
	{FilesMismatch, "a tracker alone", situation{setup: touching("docs/tracker.md")}},
	{FilesMismatch, "ignored files", situation{setup: then(touching("docs/tracker.md", "go.mod", "notes/x.txt"), func(c *Case) { c.Config.Evidence.Ignore = []string{"notes/**"} })}},
	{FilesMismatch, "merged before", situation{head: elsewhere, setup: touching("docs/tracker.md", "main.go")}},
	{FilesMismatch, "no list", situation{head: []edit{{"Files changed:\n- go.mod: toolchain pin\n\n", ""}}, setup: touching("docs/tracker.md", "main.go")}},
	{FilesMismatch, "prose", situation{head: files("- various clean-ups"), setup: touching("docs/tracker.md", "main.go")}},
	{FilesMismatch, "documents are no code", situation{head: files("- no code changes"), setup: touching("docs/tracker.md", "docs/guide.md", "internal/README.md")}},
	{FilesMismatch, "cut short", situation{setup: then(touching("docs/tracker.md", "main.go"), func(c *Case) { c.Change.FilesTruncated = true })}},
	{FilesMismatch, "another packet at work", situation{
		head:  []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | IN_PROGRESS |"}},
		setup: touching("docs/tracker.md", "go.mod", "signup/signup.go"),
	}},
	{FilesMismatch, "started before", situation{
		base:  []edit{{"| RC-01 | Toolchain pinning | READY |", "| RC-01 | Toolchain pinning | IN_PROGRESS |"}},
		head:  files("- go.mod: pin\n- main.go: uses it"),
		setup: touching("docs/tracker.md", "go.mod"),
	}},
	{FilesMismatch, "a merge group", situation{setup: then(touching("docs/tracker.md", "go.mod", "main.go"), func(c *Case) { c.Change.HeadRef = "gh-readonly-queue/main/pr-7-abc" })}},
	{EvidenceContradicted, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidencePending, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceCutOff, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceUnproven, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceStale, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceUntrusted, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceExpired, "verified", situation{setup: proven(evidence.Verified, nil)}},
	{EvidenceMissing, "waived", situation{setup: proven(evidence.Waived, nil)}},
	{StaleWaiver, "in force", situation{setup: waiving("go build *", 0)}},
	{StaleWaiver, "expired, of another command", situation{setup: waiving("docker build *", -1)}},
	{StaleWaiver, "expired beside one in force", situation{setup: then(waiving("* ./...", -1), func(c *Case) {
		expired := c.Config.Evidence.Waivers[0]
		waiving("go build *", 1)(c)
		c.Config.Evidence.Waivers = append(c.Config.Evidence.Waivers, expired)
	})}},
	{ClaimedFailure, "asked for by the base", situation{
		base: []edit{{"- [ ] `go build ./...` -> exit 0", "- [ ] `go build ./...` -> exit 0\n- [ ] `grep -r go1.24 .` -> exit 1"}},
		head: []edit{{buildBox, buildBox + "\n- [x] `grep -r go1.24 .` -> exit 1 (no stale markers)"}},
	}},
	{ClaimedFailure, "asked for by the plan", situation{
		plan: "## Packet RC-01\n\nEvidence required:\n- `grep -r go1.24 .` -> exit 1\n",
		head: []edit{{buildBox, buildBox + "\n- [x] `grep -r go1.24 .` -> exit 1"}},
	}},
	{ClaimedFailure, "a rerun passed", situation{head: []edit{{buildBox, "- [x] `go build ./...` -> exit 1"}}}},
	{FigureMismatch, "no mismatch", situation{setup: proven(evidence.Verified, nil)}},
	{CountMismatch, "right number", situation{}},
	{CountMismatch, "the section's", situation{head: []edit{{"see review record above (2 commands", "2/2 commands"}}}},
	{CountMismatch, "some of them", situation{head: []edit{{"- Commands run + exit codes: see review record above (2 commands, all exit 0)", "- Reviewer reran 1 command"}}}},
	{CountMismatch, "elsewhere", situation{head: []edit{{"see review record above (2 commands", "see [log](https://example.com) (7 commands"}}}},
}
