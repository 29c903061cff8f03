package gate

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/rule"
)

// unreached are the rules that no mutation of a change reaches, each with the reason.
var unreached = map[rule.Slug]string{
	rule.Regressed:   "not judged yet: the audit judges packets at rest",
	rule.StaleWaiver: "of the configuration, which no mutation has",
}

// The rows and lines that many mutations edit.
const (
	row1    = "| HB-01 | Session Expiry | DONE | Codex | Claude | APPROVED |"
	row2    = "| HB-02 | Upload Limits (413, not 500) | DONE | API lane | Claude + Dana | APPROVED |"
	row3    = "| HB-03 | Audit Export | IN_REVIEW | Codex |  | PENDING |"
	row4    = "| HB-04 | Full Replay | BLOCKED |"
	row5    = "| HB-05 | Rate Limits | CHANGES_REQUESTED |"
	row6    = "| HB-06 | Docs Alignment | READY |"
	row7    = "| HB-07 | Changelog | DONE |"
	record1 = "### HB-01 Review Record"
	record2 = "### Review Record"
	verify  = "- [x] `go mod verify`"
	// Where the review records list their commands.
	commands0 = "Commands run + exit codes:\n1. `go build"
	commands1 = "Commands run + exit codes (reviewer-rerun):"
	commands2 = "Commands run + exit codes:\n1. `go vet"
	leaks     = "5. `gitleaks detect --no-git --source .`"
)

// verified gives the only claim of one command another outcome.
func verified(outcome string) situation {
	return in("## HB-01", verify+" -> exit 0", verify+outcome)
}

// leaked does so in the review record.
func leaked(outcome string) situation {
	return in(record1, leaks+" -> exit 0 (no leaks)", leaks+outcome)
}

// checkpoint2 gives HB-02 another checkpoint.
func checkpoint2(text string) situation {
	return in(record2, "- `c2a0bbbb` feat(HB-02): refuse large uploads", text)
}

func row(old, now string) situation { return in("", old, now) }

var mutations = []mutation{
	// Rule 1: every checkbox.
	{rule.OpenCheckbox, "opened", in("## HB-01", "[x] Never log", "[ ] Never log"), here},
	{rule.OpenCheckbox, "half done", in("## HB-01", "[x] Never log", "[~] Never log"), here},
	{rule.OpenCheckbox, "a look-alike letter", in("## HB-01", "[x] Never log", "[х] Never log"), here},
	{rule.OpenCheckbox, "a tick", in("## HB-01", "[x] Never log", "[✓] Never log"), here},
	{rule.OpenCheckbox, "a dash", in("## HB-01", "[x] Never log", "[-] Never log"), here},
	{rule.OpenCheckbox, "a command", in("## HB-01", "[x] `go mod", "[ ] `go mod"), here},
	{rule.OpenCheckbox, "a review gate", in("## HB-01", "[x] P2 PASS", "[ ] P2 PASS"), here},
	{rule.OpenCheckbox, "the verdict", in("## HB-01", "[x] Verdict", "[ ] Verdict"), here},
	{rule.OpenCheckbox, "one more, numbered", in("## HB-01", "\n\n### Required Tests", "\n1. [ ] Tell the operators.\n\n### Required Tests"), on("Tell the operators")},
	{rule.OpenCheckbox, "no space in the box", in("## HB-01", "- [x] Never log", "- [] Never log"), here},
	{rule.OpenCheckbox, "two spaces in the box", in("## HB-01", "- [x] Never log", "- [  ] Never log"), here},
	{rule.OpenCheckbox, "spaces around the mark", in("## HB-01", "- [x] Never log", "- [ x ] Never log"), here},
	{rule.OpenCheckbox, "no space behind the box", in("## HB-01", "- [x] Never log", "- [ ]Never log"), here},
	{rule.OpenCheckbox, "another character", in("## HB-01", "- [x] Never log", "- ☐ Never log"), here},
	{rule.OpenCheckbox, "another character, ticked", in("## HB-01", "- [x] Never log", "- ☑ Never log"), here},
	{rule.OpenCheckbox, "bold", in("## HB-01", "- [x] Never log a session token.", "- **[ ] Never log a session token.**"), here},
	{rule.OpenCheckbox, "a bold box", in("## HB-01", "- [x] Never log", "- **[ ]** Never log"), here},
	{rule.OpenCheckbox, "no bullet", in("## HB-01", "- [x] Never log", "\n[ ] Never log"), on("[ ] Never log")},
	{rule.OpenCheckbox, "one more, nested", in("## HB-01", "cookie, token and websocket\n", "cookie, token and websocket\n  - [ ] The websocket too.\n"), on("The websocket too")},
	{rule.OpenCheckbox, "nested under a star", inQuay("## Packet 01", "[X] Keep", "[ ] Keep"), here},
	{rule.OpenCheckbox, "under a heading without an id", inQuay("## Addendum", "The key is rotated", "- [ ] The key is rotated"), here},

	// Rule 2: exact commands, explicit exit codes.
	{rule.MissingCommand, "prose", in("## HB-07", "- [x] `make changelog` -> exit 0", "- [x] Generated with the usual target.").fresh(), on(row7)},
	{rule.MissingCommand, "a command in the rollback only", in("## HB-07", "- [x] `make changelog` -> exit 0", "\nRollback:\n- `make clean` -> exit 0\n").fresh(), on(row7)},
	{rule.MissingExitCode, "passed", verified(" passed."), here},
	{rule.MissingExitCode, "nothing behind it", verified(""), here},
	{rule.MissingExitCode, "a dash and PASS", verified(" — PASS"), here},
	{rule.MissingExitCode, "a tick", verified(" ✅"), here},
	{rule.MissingExitCode, "done", verified(" done"), here},
	{rule.MissingExitCode, "clean", verified(" — clean"), here},
	{rule.MissingExitCode, "is green", verified(" is green."), here},
	{rule.MissingExitCode, "looks good", verified(" looks good"), here},
	{rule.MissingExitCode, "ok, in brackets", verified(" [ok]"), here},
	{rule.MissingExitCode, "a thumb", verified(" 👍"), here},
	{rule.MissingExitCode, "works without errors", verified(": works without errors"), here},
	{rule.MissingExitCode, "a struck code", verified(" — ~~exit 0~~"), here},
	{rule.MissingExitCode, "a code that is hoped for", verified(" -> should exit 0"), here},
	{rule.MissingExitCode, "a code that must be", verified(" must exit 0"), here},
	{rule.MissingExitCode, "an expected code", verified(" -> expected exit 0"), here},
	{rule.MissingExitCode, "one code or another", verified(" -> exit 0 or 1"), here},
	{rule.MissingExitCode, "one code or another, with a slash", leaked(" -> exit 0/1"), here},
	{rule.MissingExitCode, "returned 0", verified(" returned 0"), here},
	{rule.MissingExitCode, "a code in doubt", verified(" -> exit 0?"), here},
	{rule.MissingExitCode, "a code without a run", verified(" -> exit 0 (not run)"), here},
	{rule.MissingExitCode, "OK", verified(" -> OK"), here},
	{rule.MissingExitCode, "not run", verified(" -> N/A (no module cache here)"), here},
	{rule.MissingExitCode, "skipped", verified(" -> skipped"), here},
	{rule.MissingExitCode, "an unknown code", verified(" -> exit code unknown"), here},
	{rule.MissingExitCode, "a value", verified(" -> all modules verified"), warning("")},
	{rule.MissingExitCode, "a count", leaked(" -> 0 leaks"), warning("")},
	{rule.MissingExitCode, "passed, in the record", leaked(" passed"), here},
	{rule.MissingExitCode, "a table's result alone", in("### Command Proof", "| 0 | 4 places |", "|  | passed |"), here},

	// Rule 3: timed out, missing, truncated, summary-only.
	{rule.TimedOutOutput, "timed out", verified(" -> timed out"), here},
	{rule.TimedOutOutput, "after a while", verified(" -> timeout after 10m"), here},
	{rule.TimedOutOutput, "the code of timeout(1)", verified(" -> exit 124 (timed out)"), here},
	{rule.TimedOutOutput, "hung", verified(" -> hung"), here},
	{rule.TimedOutOutput, "a code, but hung", verified(" -> exit 0 (hung, killed after 10m)"), here},
	{rule.TimedOutOutput, "a code, but timed out", leaked(" -> exit 0 (timed out)"), here},
	{rule.TimedOutOutput, "a code, but timed out, without brackets", verified(" -> exit 0, but timed out after 10m"), here},
	{rule.TimedOutOutput, "a dash", leaked(" — TIMED OUT"), here},
	{rule.MissingOutput, "an arrow to nothing", verified(" ->"), here},
	{rule.MissingOutput, "no output", verified(" -> (no output)"), here},
	{rule.MissingOutput, "to be done", verified(" -> TBD"), here},
	{rule.MissingOutput, "a template", verified(" -> exit <code>"), here},
	{rule.MissingOutput, "empty cells", in("### Command Proof", "| 0 | 4 places |", "|  |  |"), here},
	{rule.MissingOutput, "elsewhere", verified(" -> see CI"), here},
	{rule.MissingOutput, "an exit without its code", verified(" -> exit"), here},
	{rule.TruncatedOutput, "truncated", verified(" -> output truncated"), here},
	{rule.TruncatedOutput, "in brackets", verified(" -> (truncated)"), here},
	{rule.TruncatedOutput, "cut off", leaked(" -> cut off after 1 MB"), here},
	{rule.SummaryOnly, "a box", in("## HB-07", "`make changelog` -> exit 0", "All checks passed.").fresh(), here},
	{rule.SummaryOnly, "a pointer to nothing", in("## HB-07", "- [x] `make changelog` -> exit 0", "\nEvidence:\n- Commands run: all of them, all green.\n").fresh(), on("all of them")},

	// Rule 4: a failed review.
	{rule.RejectedWithoutFindings, "the finding is gone", in("### Findings", "- P1: one tenant can use up the budget of all (`internal/rate/bucket.go`).", ""), on(row5)},
	{rule.RejectedWithoutFindings, "it says none", in("### Findings", "P1: one tenant can use up the budget of all (`internal/rate/bucket.go`).", "None."), on(row5)},
	{rule.RejectedWithoutFindings, "under another heading", in("## HB-05", "### Findings", "### Notes"), on(row5)},
	{rule.RejectedButClosed, "every box ticked", in("## HB-05", "[ ] Limit each", "[x] Limit each"), on(row5)},
	{rule.RejectedButDone, "changes requested", in(record1, "Verdict: APPROVED", "Verdict: CHANGES_REQUESTED"), here},
	{rule.RejectedButDone, "in other words", in(record1, "Verdict: APPROVED", "Verdict: rejected"), here},
	{rule.RejectedButDone, "no-go", in(record1, "Verdict: APPROVED", "Verdict: NO-GO"), here},
	{rule.RejectedButDone, "on hold", in(record1, "Verdict: APPROVED", "Verdict: HOLD"), here},
	{rule.RejectedButDone, "unfenced", in(record2, "Verdict: APPROVED", "**Verdict:** BLOCKED"), here},
	{rule.RejectedButDone, "on the board", row(row2, strings.Replace(row2, "APPROVED", "CHANGES_REQUESTED", 1)), here},
	{rule.GateFailed, "FAIL in the record", in(record1, "P1: PASS (3 kinds)", "P1: FAIL (2 kinds)"), here},
	{rule.GateFailed, "FAIL in a box", in("## HB-01", "P0 PASS —", "P0 FAIL —"), here},
	{rule.GateFailed, "at the end", in("### Command Proof", "P2: Tracker accurate", "P2: Tracker accurate — FAIL"), here},
	{rule.GateFailed, "P0 not applicable", in("## HB-01", "P0 PASS — all commands ended as asked", "P0 N/A (docs only)"), here},
	{rule.GateFailed, "P2 not applicable, in words", in("## HB-01", "P2 PASS — tracker accurate", "P2 not applicable"), here},
	{rule.GateFailed, "P0 skipped", in("## HB-01", "P0 PASS — all commands ended as asked", "P0 SKIPPED — no time"), here},
	{rule.GateFailed, "a cross", in("## HB-01", "P1 PASS —", "P1 ❌"), here},
	{rule.GateFailed, "a template", in("## HB-01", "P0 PASS —", "P0 PASS/FAIL —"), here},
	{rule.GateFailed, "a template, in the record", in(record1, "P1: PASS (3 kinds)", "P1: PASS | FAIL | N/A"), here},
	{rule.GateFailed, "a pass with failures", in(record1, "P1: PASS (3 kinds)", "P1: PASS (1 test FAILED)"), here},
	{rule.GateFailed, "a pass with failures, in a box", in("## HB-01", "P1 PASS — expiry holds", "P1 PASS — 2 tests failed, expiry holds"), here},
	{rule.GateFailed, "no-go", in(record1, "P1: PASS (3 kinds)", "P1: NO-GO"), here},
	{rule.GateFailed, "on hold, in a box", in("## HB-01", "P1 PASS —", "P1 HOLD —"), here},
	{rule.GateFailed, "P2 not applicable, in the record", in(record2, "P2: PASS (accurate)", "P2: N/A"), here},

	// Rule 5: tracker first and last.
	{rule.TrackerNotFirst, "code first", untouched.with(func(w *world) {
		w.change.Commits[0].Files = files(code1...)
		w.commit(w.change.Commits[0])
	}), warning(row1)},
	{rule.TrackerNotLast, "code last", untouched.with(func(w *world) {
		w.change.Commits[2].Files = files("docs/notes.txt")
		w.change.Files = append(w.change.Files, files("docs/notes.txt")...)
		w.commit(w.change.Commits[2])
	}), warning(row1)},

	// Rule 6: checkpoints.
	{rule.CheckpointMissing, "empty", checkpoint2(""), on("Commit:\n\n\nResidual")},
	{rule.CheckpointMissing, "not applicable", checkpoint2("- N/A (squashed)"), here},
	{rule.CheckpointMissing, "no operation", checkpoint2("- NO-OP (docs)"), here},
	{rule.CheckpointMissing, "a template", checkpoint2("- `<hash>` (message)"), here},
	{rule.CheckpointMissing, "zeros", checkpoint2("- `0000000`"), here},
	{rule.CheckpointMissing, "forty zeros", checkpoint2("- `0000000000000000000000000000000000000000`"), here},
	{rule.CheckpointMissing, "a message without a hash", checkpoint2("- feat(HB-02): refuse large uploads"), here},
	{rule.CheckpointMissing, "no field", in(record2, "Commit:\n- `c2a0bbbb` feat(HB-02): refuse large uploads\n", ""), on("Verdict: APPROVED\n\n\nResidual")},
	{rule.CheckpointPending, "pending", checkpoint2("- (pending)"), warning("")},
	{rule.CheckpointPending, "filled in later", checkpoint2("- PENDING (will be filled after the merge)"), warning("")},
	{rule.CheckpointPending, "this commit", checkpoint2("- (this commit)"), warning("")},
	{rule.CheckpointPending, "see below, with nothing below", inQuay("## Checkpoint Commits", "- 02: `c2a0bbbb` feat(02): drill the rollback\n", ""), warning("| 02 |")},
	{rule.CheckpointPending, "a list below, with nothing below", checkpoint2("- see the list below"), warning("")},
	{rule.CheckpointPending, "a list below, in a cell, with nothing below", inQuay("", "(see below)", "see the list below").and("- 02: `c2a0bbbb` feat(02): drill the rollback\n", ""), warning("")},
	{rule.CheckpointUnknown, "a commit of nowhere", checkpoint2("- `deadbee1`").with(asIs), here},
	{rule.CheckpointUnreachable, "a commit of a fork", checkpoint2("- `f0f0f0f1`").with(func(w *world) {
		w.commit(record.Commit{SHA: forkSHA})
		w.compare(mainSHA, forkSHA, record.Comparison{Status: "diverged"})
	}), here},
	{rule.CheckpointUnrelated, "an older commit of main", checkpoint2("- `01d00000`").with(func(w *world) {
		w.commit(record.Commit{SHA: oldSHA})
		w.compare(mainSHA, oldSHA, record.Comparison{Status: "behind"})
		w.compare(oldSHA, headSHA, record.Comparison{Status: "ahead", Files: files(slices.Concat(code1, code2)...)})
	}), here},
	{rule.CheckpointUnrelated, "an own commit before the code", checkpoint2("- `c1a0aaaa`").with(asIs), here},
	{rule.StartedBeforeCheckpoint, "pending on main", inQuay("", "| `f9680ef8` |", "| (pending) |").atBaseToo().moved(), on("| 02 |")},
	{rule.StartedBeforeCheckpoint, "empty on main", inQuay("", "| `f9680ef8` |", "| |").atBaseToo().moved(), on("| 02 |")},

	// Rule 7: destructive git.
	{rule.HistoryRewritten, "a merged checkpoint is lost", in("## HB-07", "`7c0ffee7`", "`7c0ffee7`, `c2a0bbbb`").with(func(w *world) {
		w.commit(record.Commit{SHA: lostSHA})
		w.compare(mainSHA, lostSHA, record.Comparison{Status: "diverged"})
		w.records[record.Query{Kind: record.KindPulls, SHA: lostSHA}] = record.Answer{
			Pulls: []record.Pull{{Number: 3, Merged: true, BaseRef: "main", MergeCommitSHA: lostSHA}},
		}
	}), here},
	{rule.DestructiveCommand, "reset", in(record1, "gitleaks detect --no-git --source .", "git reset --hard origin/main"), here},
	{rule.DestructiveCommand, "a forced push", in(record1, "gitleaks detect --no-git --source .", "git push -f origin main"), here},
	{rule.DestructiveCommand, "in a directory, in a list", in(record1, "gitleaks detect --no-git --source .", "cd web && git clean -xfd && npm ci"), here},
	{rule.DestructiveCommand, "in a table", in("### Command Proof", `grep -rE 'LimitReader\|MaxBytes' internal/upload`, "git checkout -- ."), here},
	{rule.DestructiveCommand, "behind a label", inQuay("## Packet 01", "docker run --rm quay/app version", "git stash drop"), on("Command: `git stash drop`")},

	// Dependencies.
	{rule.BlockedPacketAdvanced, "starts", row(row4, "| HB-04 | Full Replay | IN_PROGRESS |"), here},
	{rule.BlockedPacketAdvanced, "is unblocked", row(row4, "| HB-04 | Full Replay | READY |").moved(), here},
	{rule.BlockedPacketAdvanced, "a range", inQuay("", "BLOCKED (all)", "IN_PROGRESS"), here},
	{rule.BlockedPacketAdvanced, "one more blocker", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- HB-06"), on(row3)},
	{rule.BlockedPacketAdvanced, "by the plan", inPlan("", "HB-01 ──blocks──► HB-03", "HB-06 ──blocks──► HB-03"), on(row3)},
	{rule.StaleBlockerNote, "not DONE", in("## HB-04", "- HB-03", "- HB-03 (DONE)").fresh(), warning("")},
	{rule.StaleBlockerNote, "DONE", in("## HB-03", "- HB-01 (DONE)", "- HB-01"), notice("")},
	{rule.StaleBlockerNote, "DONE, a bare id", inQuay("## Packet 02", "- Packet 01 (DONE)", "- Packet 01"), notice("")},
	{rule.UnblockedPacket, "all are DONE", row(row6, "| HB-06 | Docs Alignment | BLOCKED |"), notice("")},
	{rule.UnblockedPacket, "bare ids", inQuay("", "| 03 | Runbook | TODO |", "| 03 | Runbook | BLOCKED |"), notice("")},
	{rule.DependencyCycle, "itself", in("## HB-06", "- HB-00 (DONE)", "- HB-00 (DONE)\n- HB-06"), on("Blocked by:\n- HB-00 (DONE)\n- HB-06")},
	{rule.DependencyCycle, "two", inQuay("## Packet 03", "- 02 (DONE)", "- 02 (DONE)\n- 04"), on("Blocked by:\n- 02 (DONE)\n- 04")},
	{rule.UnknownPacket, "no such packet", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- HB-10"), on("- HB-10")},
	{rule.UnknownPacket, "written otherwise", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- HB-6"), on("- HB-6\n")},
	{rule.UnknownPacket, "beside another", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE), HC-01"), on("HC-01")},
	{rule.UnknownPacket, "a task item", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- [ ] HB-10"), on("- [ ] HB-10")},
	{rule.UnknownPacket, "a look-alike letter", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- HВ-02 (DONE)"), on("HВ-02")},
	{rule.UnknownPacket, "a bare id", inQuay("## Packet 02", "- Packet 01 (DONE)", "- Packet 01 (DONE), 07"), here},
	{rule.UnknownPacket, "noted as DONE", in("## HB-03", "- HB-01 (DONE)", "- HB-01 (DONE)\n- HC-01 (DONE)"), on("- HC-01")},

	// The board.
	{rule.MalformedBoard, "a fence that never ends", in("## HB-07", "- Commit: `7c0ffee7`\n", "- Commit: `7c0ffee7`\n\n~~~\n"), on("~~~\n")},
	{rule.MalformedBoard, "no line under the header", in("", "|---|---|---|---|---|---|---|\n", ""), on("| Packet | Title")},
	{rule.MalformedBoard, "no status column", in("", "| Title | Status |", "| Title | State of things |").moved(), on("| Packet | Title")},
	{rule.MalformedBoard, "a NUL byte", in("", "Hardening", "Hard\x00ening"), here},
	{rule.MalformedBoard, "not UTF-8", in("", "Hardening", "Hard\xffening"), here},
	{rule.UnknownStatus, "a word", row(row6, "| HB-06 | Docs Alignment | SOON |"), here},
	{rule.UnknownStatus, "a look-alike letter", row(row6, "| HB-06 | Docs Alignment | RЕADY |"), here},
	{rule.UnknownStatus, "a zero-width letter", row(row6, "| HB-06 | Docs Alignment | REA\u200bDY |"), here},
	{rule.UnknownStatus, "a review state", row(row3, strings.Replace(row3, "PENDING", "LGTM", 1)), here},
	{rule.IllegalTransition, "reopened", row(row7, "| HB-07 | Changelog | IN_PROGRESS |").moved(), here},
	{rule.IllegalTransition, "back to the start", row(row7, "| HB-07 | Changelog | READY |").moved(), here},
	{rule.DuplicatePacket, "a row", row(row6+"  |  |  | HB-06 section |\n", row6+"  |  |  | HB-06 section |\n| HB-06 | More Docs | READY |  |  |  |  |\n"), on("| HB-06 | More Docs")},
	{rule.PacketRemoved, "its row", in("", row6+"  |  |  | HB-06 section |\n", "").moved(), on("| HB-06 |").inBase()},
	{rule.MalformedBoard, "a row without a packet", in("", row6, "|  | Docs Alignment | READY |"), here},
	{rule.SectionMismatch, "another title", row(row3, strings.Replace(row3, "Export", "Log", 1)), notice("## HB-03 Checklist")},
	{rule.SectionMismatch, "no section", row(row6, "| HB-08 | Seal | READY |  |  |  |  |\n"+row6), notice("| HB-08 |")},
	{rule.SectionMismatch, "a section without a row, behind a DONE one", in("", "## HB-03 Checklist", "## HB-09: Seal\n\n- [ ] Seal it.\n\n## HB-03 Checklist"), on("## HB-09")},
	{rule.SectionMismatch, "a section without a row, behind an open one", in("", "## HB-05", "## HB-09: Seal\n\n- [ ] Seal it.\n\n## HB-05"), warning("## HB-09")},
	{rule.SectionMismatch, "a heading that holds an id without a row", in("## HB-01", "### Required Tests", "## Task HB-09\n\n- [x] Seal it.\n\n### Required Tests"), warning("## Task HB-09")},
	{rule.SectionMismatch, "a heading that names another packet", in("## HB-01", "### Required Tests", "### Merge with HB-02 and HB-03\n\n- [x] Merge.\n\n### Required Tests"), notice("### Merge with")},
	{rule.SectionMismatch, "another status", in("## HB-01", "\n\n", "\n\n**Status:** IN_PROGRESS\n\n"), notice("**Status:** IN_PROGRESS")},
	{rule.OpenCheckbox, "under a heading that holds the id", in("", "## HB-03 Checklist", "## Task HB-01: more\n\n- [ ] Rotate the key.\n\n## HB-03 Checklist"), on("Rotate the key")},
	{rule.OpenCheckbox, "under a heading with the id in brackets", in("", "## HB-05", "## More expiry (HB-01)\n\n- [ ] Rotate the key.\n\n## HB-05"), on("Rotate the key")},
	{rule.SectionMismatch, "DONE without a section", row(row6, "| HB-08 | Seal | DONE | Codex | Dana | APPROVED | abb55732 |\n"+row6), on("| HB-08 |").and("error missing-command")},
	{rule.BrokenEvidenceLink, "an anchor", in("", "(#hb-01-review-record)", "(#hb-1-review-record)"), here},
	{rule.BrokenEvidenceLink, "a section", in(row2, "HB-02 section", "HB-20 section"), here},
	{rule.BrokenEvidenceLink, "a file", in(row2, "HB-02 section", "[log](logs/hb-02.txt)"), here},
	{rule.BrokenEvidenceLink, "another repository's run", in(row2, "HB-02 section", "https://github.com/octo/other/actions/runs/1"), here},
	{rule.BrokenEvidenceLink, "behind a claim", verified(" -> exit 0 ([run](https://github.com/octo/other/actions/runs/1))"), here},
	{rule.BrokenEvidenceLink, "a run that is not there", verified(" -> exit 0 ([run](https://github.com/octo/app/actions/runs/99))").with(asIs), here},

	// The bar lowered.
	{rule.RequirementWeakened, "a number", in("## HB-01", "all 3 session kinds", "all 2 session kinds").moved(), here},
	{rule.RequirementWeakened, "a negation", in("## HB-01", "Never log a session token.", "Log a session token.").moved(), here},
	{rule.RequirementWeakened, "excused", in("## HB-01", "Never log a session token.", "Never log a session token (deferred).").moved(), here},
	{rule.RequirementWeakened, "mostly", in("## HB-01", "Never log a session token.", "Mostly never log a session token.").moved(), warning("")},
	{rule.RequirementWeakened, "should", in("## HB-01", "Never log a session token.", "Should never log a session token.").moved(), warning("")},
	{rule.RequirementWeakened, "as far as possible", in("## HB-01", "Never log a session token.", "Never log a session token, as far as possible.").moved(), here},
	{rule.RequirementWeakened, "unless", in("## HB-02", "32 MiB with 413.", "32 MiB with 413 unless it is chunked.").moved(), warning("")},
	{rule.RequirementWeakened, "roughly", in("## HB-01", "after 30 minutes", "after roughly 30 minutes").moved(), warning("")},
	{rule.RequirementWeakened, "almost", in("## HB-01", "Expire all", "Expire almost all").moved(), warning("")},
	{rule.RequirementWeakened, "an outcome left open", in("## HB-04", "npm run build` -> exit 0", "npm run build` -> exit 0 or 1").moved(), here},
	{rule.RequirementWeakened, "in part", in("## HB-01", "Never log a session token.", "Never log a session token (partially).").moved(), warning("")},
	{rule.RequirementWeakened, "reworded", in("## HB-02", "Refuse every upload above", "Discourage every upload above").moved(), warning("")},
	{rule.RequirementWeakened, "struck through", in("## HB-01", "Never log a session token.", "~~Never log a session token.~~").moved(), here},
	{rule.RequirementWeakened, "a wish", in("## HB-01", "Never log a session token.", "Try to never log a session token.").moved(), here},
	{rule.RequirementWeakened, "struck through in HTML", in("## HB-01", "Never log a session token.", "<del>Never log a session token.</del>").moved(), here},
	{rule.RequirementWeakened, "a command that is optional", in("## HB-01", "- [x] `go mod verify`", "- [x] Optional: `go mod verify`").moved(), here},
	{rule.RequirementWeakened, "a box is gone", in("## HB-01", "- [x] Never log a session token.\n", "").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "a box is prose now", in("## HB-01", "- [x] Never log", "- Never log").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "a box in a fence", in("## HB-01", "- [x] Never log a session token.\n", "\n```\n- [x] Never log a session token.\n```\n").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "a box in a comment", in("## HB-01", "- [x] Never log a session token.\n", "<!--\n- [x] Never log a session token.\n-->\n").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "a command", in("## HB-01", verify, "- [x] `go mod download`").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "a command's box", in("## HB-01", verify, "- `go mod verify`").moved(), on("## HB-01 Checklist")},
	{rule.RequirementWeakened, "excused, an open box", in("## HB-03", "- [ ] Review the redaction list.", "- [ ] Review the redaction list, if possible.").moved(), here},
	{rule.RequirementWeakened, "an exit code that is asked for", in("## HB-04", "npm run build` -> exit 0", "npm run build` -> exit 1").moved(), here},
	{rule.RequirementWeakened, "a blocker", in("## HB-02", "- HB-00 (DONE)\n", "").moved(), on("Blocked by:\n- HB-01 (DONE)\n\n- [x] Refuse")},
	{rule.RequirementWeakened, "a gate", in("## HB-02", "- [x] P1: N/A (no behaviour beyond the limit)\n", "").moved(), on("## HB-02 Checklist")},
	{rule.RequirementWeakened, "the verdict's box", in("## HB-02", "- [x] Verdict recorded\n", "").moved(), on("## HB-02 Checklist")},
	{rule.RequirementWeakened, "of a packet that does not move", in("## HB-06", "- [ ] Describe the limits in `docs/limits.md`.", "").moved(), on("## HB-06 Checklist")},
	{rule.RulesEdited, "softened", in("## Rules", "2. Every packet must include", "2. Every packet should include").moved(), warning("")},
	{rule.RulesEdited, "a rule is gone", in("## Rules", "7. Do not use destructive git commands on shared worktrees.\n", "").moved(), warning("6. After every")},
	{rule.RulesEdited, "another plan", in("", "harbor-plan.md", "harbor-plan-2.md").moved(), warning("")},
	{rule.PlanEvidenceMissing, "evidence", inPlan("## Packet HB-01", "Evidence required:\n", "Evidence required:\n- `go test -race ./internal/session/...` -> exit 0\n"), on(commands1)},
	{rule.PlanEvidenceMissing, "a check", inPlan("## Packet HB-01", "1. `go build ./...`", "1. `go build -race ./...`"), warning("- [x] `go build ./...` -> exit 0\n- [x] `go test ./internal/session")},
	{rule.PlanEvidenceMissing, "a test", inPlan("## Packet HB-02", "Required tests:\n", "Required tests:\n- `npm run test`\n"), warning(commands2)},
	{rule.PlanEvidenceMissing, "an exit criterion", inPlan("## Packet HB-02", "`go vet ./...` passes", "`staticcheck ./...` passes"), warning(commands2)},
	{rule.PlanEvidenceMissing, "the global command set", inPlan("## Global", "2. `go test ./... -count=1`", "2. `go test ./... -count=2`").fresh(), warning(commands0)},
	{rule.PlanEvidenceMissing, "a plan that is not there", in("", "harbor-plan.md", "harbour-plan.md").atBaseToo().moved(), notice("")},
	{rule.ApprovedEvidenceEdited, "figures", in("## HB-07", "`make changelog` -> exit 0", "`make changelog` -> exit 0 (80 entries)").moved(), here},
	{rule.ApprovedEvidenceEdited, "a gate's reason", in("## HB-07", "read through", "skimmed").moved(), here},
	{rule.ApprovedEvidenceEdited, "a file", in("### HB-00", "docs/harbor-progress.md: scope", "docs/harbor.md: scope").moved(), on("## HB-00 Checklist")},
	{rule.ApprovedEvidenceEdited, "the residual risk", in("### HB-00", "- None.", "- The freeze may thaw.").moved(), here},

	// Review.
	{rule.MissingReview, "an empty verdict", in(record2, "Verdict: APPROVED", "Verdict:"), here},
	{rule.MissingReview, "a template", in(record2, "Verdict: APPROVED", "Verdict: APPROVED | CHANGES_REQUESTED | BLOCKED"), here},
	{rule.MissingReview, "an empty verdict below a ticked box", in(record1, "Verdict: APPROVED", "Verdict:"), here},
	{rule.MissingReview, "a template below a ticked box", in(record1, "Verdict: APPROVED", "Verdict: APPROVED | CHANGES_REQUESTED | BLOCKED"), here},
	{rule.MissingReview, "still pending", in(record1, "Verdict: APPROVED", "Verdict: PENDING"), here},
	{rule.MissingReview, "still pending, in brackets", in(record1, "Verdict: APPROVED", "Verdict: (pending)"), here},
	{rule.MissingReview, "pending, without a record", in("## HB-07", "Evidence:\n", "Evidence:\n- Verdict: PENDING\n").fresh(), here},
	{rule.MissingReview, "a struck verdict below a ticked box", in(record1, "Verdict: APPROVED", "Verdict: ~~APPROVED~~"), here},
	{rule.MissingReview, "another word below a ticked box", in(record1, "Verdict: APPROVED", "Verdict: soon"), here},
	{rule.MissingReview, "a newer record, still pending", in(record1, "- Commit: `c1a0aaaa`\n", "- Commit: `c1a0aaaa`\n\n### HB-01 Second Review Record\n\n```text\nVerdict: PENDING\n```\n\n- [x] Verdict recorded: `APPROVED`\n"), on("Verdict: PENDING")},
	{rule.MissingReview, "no verdict on a board without review states", inQuay("### 02", "Verdict: **APPROVED**", "Verdict: **soon**"), on("| 02 |")},
	{rule.MissingReview, "no reviewer", row(row1, strings.Replace(row1, "Claude", "", 1)), warning("")},
	{rule.MissingReview, "a dash for a reviewer", row(row1, strings.Replace(row1, "Claude", "—", 1)), warning("")},
	{rule.VerdictMismatch, "the status' second half", row(row1, strings.Replace(row1, "| DONE |", "| DONE/CHANGES_REQUESTED |", 1)), here},
	{rule.VerdictMismatch, "the board waits", row(row1, strings.Replace(row1, "APPROVED", "PENDING", 1)), here},
	{rule.VerdictMismatch, "the board is empty", row(row1, strings.Replace(row1, "APPROVED", "", 1)), warning("")},
	{rule.VerdictMismatch, "not yet", in(record1, "Verdict: APPROVED", "Verdict: not yet approved"), here},
	{rule.VerdictMismatch, "on a condition", in(record1, "Verdict: APPROVED", "Verdict: conditionally APPROVED"), here},
	{rule.VerdictMismatch, "once something holds", in(record1, "Verdict: APPROVED", "Verdict: APPROVED once CI is green"), here},
	{rule.VerdictMismatch, "with conditions", in(record1, "Verdict: APPROVED", "Verdict: APPROVED (with conditions)"), here},
	{rule.VerdictMismatch, "asked", in(record1, "Verdict: APPROVED", "Verdict: APPROVED?"), here},
	{rule.VerdictMismatch, "asked, in the box and nowhere else", in("## HB-07", "recorded: `APPROVED`", "recorded: `APPROVED`?").fresh(), here},
	{rule.VerdictMismatch, "an approval while the board waits", in("## HB-03", "[ ] Verdict recorded", "[x] Verdict recorded"), warning(row3)},
	{rule.SelfReview, "the same", row(row1, strings.Replace(row1, "Claude", "Codex", 1)), warning("")},
	{rule.SelfReview, "self", row(row1, strings.Replace(row1, "Claude", "self", 1)), warning("")},
	{rule.SelfReview, "a self-review", row(row1, strings.Replace(row1, "Claude", "Self-review", 1)), warning("")},
	{rule.SelfReview, "same as the implementer", row(row1, strings.Replace(row1, "Claude", "same as implementer", 1)), warning("")},
	{rule.SelfReview, "the author", row(row1, strings.Replace(row1, "Claude", "(author)", 1)), warning("")},
	{rule.SelfReview, "look-alike letters", row(row1, strings.Replace(row1, "Claude", "Соdех", 1)), warning("")},
	{rule.SelfReview, "as an account", row(row1, strings.Replace(row1, "Claude", "**@codex**", 1)), warning("")},
	{rule.SelfReview, "in brackets", row(row1, strings.Replace(row1, "Claude", "Orchestrator (Codex)", 1)), warning("")},
	{rule.SelfReview, "among several", row(row2, strings.Replace(row2, "Dana", "api lane", 1)), warning("")},
	{rule.SelfReview, "by the configuration's identities", untouched.with(func(w *world) {
		w.config.Review.Identities = map[string][]string{"API lane": {"@dana"}}
	}), warning(row2)},

	{rule.UnauthorisedApproval, "somebody else", untouched.with(func(w *world) {
		w.config.Review.Approvers = []string{"@dana"}
	}), warning(row1)},
	{rule.FilesMismatch, "a file that the change does not touch", in(record2, "its message\n", "its message\n- web/src/toast.ts: shows it\n"), warning("toast.ts")},
	{rule.FilesMismatch, "another name", in(record2, "`web/src/upload.ts`", "`web/src/uploads.ts`"), warning("")},
	{rule.FilesMismatch, "a folder", inQuay("### 02", "`drill.sh`", "`scripts/`"), warning("")},

	// Evidence. The run of the workflow clock decides the one claim that asks for exit 1.
	{rule.EvidenceContradicted, "the step ended otherwise", untouched.with(func(w *world) { w.clock.end(record.ConclusionSuccess) }), on(grep)},
	{rule.EvidenceContradicted, "the log shows another code", untouched.with(func(w *world) { w.clock.log.Log.Windows[2].Exits[0].Code = 2 }), on(grep)},
	{rule.EvidencePending, "running", untouched.with(func(w *world) { w.clock.end("") }), on(grep)},
	{rule.EvidenceCutOff, "cancelled", untouched.with(func(w *world) { w.clock.end(record.ConclusionCancelled) }), on(grep)},
	{rule.EvidenceCutOff, "timed out", untouched.with(func(w *world) { w.clock.end(record.ConclusionTimedOut) }), on(grep)},
	{rule.EvidenceUnproven, "its end is ignored", untouched.with(func(w *world) { w.rewrite("go mod verify", "go mod verify || true") }), on(verify)},
	{rule.EvidenceUnproven, "a pipe", untouched.with(func(w *world) { w.rewrite("go mod verify", "go mod verify | cat") }), on(verify)},
	{rule.EvidenceUnproven, "skipped", untouched.with(func(w *world) { w.ci.job.Steps[5].Conclusion = record.ConclusionSkipped }), on(verify)},
	{rule.EvidenceStale, "an older commit", untouched.with(func(w *world) { w.secrets.HeadSHA, w.secrets.job.HeadSHA = c1SHA, c1SHA }), on(leaks)},
	{rule.EvidenceUntrusted, "the change edits the workflow", untouched.with(func(w *world) {
		w.file(headSHA, clockPath, w.text(clockPath)+"# mine\n")
		w.change.Files = append(w.change.Files, files(clockPath)...)
	}), on(grep)},
	{rule.EvidenceUntrusted, "the event", untouched.with(func(w *world) { w.clock.Event = "pull_request_target" }), on(grep)},
	{rule.EvidenceExpired, "the log is gone", untouched.with(func(w *world) { w.clock.log = record.Answer{Absence: record.Gone} }), on(grep)},
	{rule.EvidenceMissing, "no run", untouched.with(func(w *world) { w.clock = nil }), on(grep)},
	{rule.EvidenceMissing, "a flag more", untouched.with(func(w *world) { w.rewrite("go mod verify", "go mod verify -x") }), on(verify)},
	{rule.ClaimedFailure, "exit 1", verified(" -> exit 1"), here},
	{rule.ClaimedFailure, "FAILED", verified(" — FAILED (out of scope)"), here},
	{rule.ClaimedFailure, "not zero", verified(" -> non-zero"), here},
	{rule.ClaimedFailure, "exits not zero", verified(" -> exit code non-zero"), here},
	{rule.ClaimedFailure, "interrupted", verified(" -> interrupted"), here},
	{rule.ClaimedFailure, "aborted", leaked(" — aborted"), here},
	{rule.ClaimedFailure, "a code, but killed", verified(" -> exit 0 (killed)"), here},
	{rule.ClaimedFailure, "did not pass", verified(" did not pass"), here},
	{rule.ClaimedFailure, "a cross", verified(" ❌"), here},
	{rule.ClaimedFailure, "then another code", verified(" -> exit 0, then exit 1"), here},
	{rule.ClaimedFailure, "a struck code and another", verified(" -> ~~exit 0~~ exit 1"), here},
	{rule.ClaimedFailure, "in the record", leaked(" -> exit 2"), here},
	{rule.ClaimedFailure, "in a table", in("### Command Proof", "| 0 | 4 places |", "| 1 | none |"), here},
	{rule.ClaimedFailure, "the rerun", in(record1, "count=1` -> exit 0 (4.3s", "count=1` -> exit 1 (4.3s"), here},
	{rule.ClaimedFailure, "another code than the plan asks for", in(record1, "internal/session` -> exit 1", "internal/session` -> exit 2"), here},
	{rule.ClaimedFailure, "a box without a command", in("## HB-01", "Never log a session token.", "Never log a session token. -> FAILED"), here},
	{rule.FigureMismatch, "another number", in("## HB-01", "38 tests", "40 tests").with(asIs), warning("")},
	{rule.FigureMismatch, "not in the log", in("## HB-02", "(12 tests)", "(12 tests, 3 suites)").with(asIs), notice("")},

	// Honesty.
	{rule.CountMismatch, "more than the record lists", in(record1, "(5 commands", "(11 commands"), warning("")},
	{rule.CountMismatch, "in words", in(record1, "(5 commands", "(eleven commands"), warning("")},
	{rule.CountMismatch, "shortened", in(record1, "(5 commands", "(11 cmds"), warning("")},
	{rule.CountMismatch, "checks", in(record1, "(5 commands", "(11 checks"), warning("")},
	{rule.CountMismatch, "fewer", in(record2, "(3 commands", "(2 commands"), warning("")},
	{rule.CountMismatch, "the record lost one", in(record1, leaks+" -> exit 0 (no leaks)\n", ""), warning("(5 commands")},
}

const grep = "- [x] `git grep -n"

// asIs leaves the records as they are.
func asIs(*world) {}
