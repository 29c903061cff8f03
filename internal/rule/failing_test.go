package rule

import (
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

const board01 = "| RC-01 | Toolchain pinning | DONE | Codex | Claude | APPROVED | RC-01 section |"

// row01 is RC-01's board row with another status, reviewer and review state.
func row01(status, reviewer, review string) edit {
	return edit{board01, "| RC-01 | Toolchain pinning | " + status + " | Codex | " + reviewer + " | " + review + " | RC-01 section |"}
}

// linked gives RC-01 another evidence cell.
func linked(cell string) []edit {
	return []edit{{board01, strings.Replace(board01, "RC-01 section", cell, 1)}}
}

// edges configures which status may follow which.
func edges(e map[string][]string) func(*Case) { return func(c *Case) { c.Config.Edges = e } }

// jobsOf7 answers what the ledger is asked about the jobs of run 7.
func jobsOf7(answer record.Answer) func(*Case) {
	return func(c *Case) {
		c.Ledger = record.NewLedger(record.Records{{Kind: record.KindJobs, ID: 7}: answer})
	}
}

// linkedClaim has the first claim link to run 7.
var linkedClaim = []edit{{buildBox, buildBoxLinked}}

const buildBoxLinked = buildBox + " ([run](https://github.com/acme/rocket/actions/runs/7))"

// fileAnswered answers what the ledger is asked about a file of the head.
func fileAnswered(name string, absence record.Absence) func(*Case) {
	return func(c *Case) {
		c.Ledger = record.NewLedger(record.Records{{Kind: record.KindFile, SHA: headSHA, Path: name}: {Absence: absence}})
	}
}

var jobEight = record.Answer{Jobs: []record.Job{{ID: 8, RunID: 7}}}

func checkpoints(record, evidence string) []edit {
	return []edit{{"- `abb55732` (feat(RC-01): pin the toolchain)", record}, {"- Commit: `abb55732`", evidence}}
}

// elsewhere makes the checkpoint of RC-01 a commit that is not the change's own.
var elsewhere = checkpoints("- `0ddba11` (feat(RC-01))", "- Commit: `0ddba11`")

const elsewhereSHA = "0ddba11000000000000000000000000000000000"

// records answers what the ledger is asked about the commit 0ddba11.
func records(commit record.Answer, more record.Records) func(*Case) {
	return func(c *Case) {
		r := record.Records{{Kind: record.KindCommit, SHA: "0ddba11"}: commit}
		r.Add(more)
		c.Change.BaseRef = "main"
		c.Ledger = record.NewLedger(r)
	}
}

var present = record.Answer{Commit: record.Commit{SHA: elsewhereSHA}}

// compared answers how the head stands to 0ddba11.
func compared(status string, files ...record.FileChange) record.Records {
	return record.Records{
		{Kind: record.KindComparison, SHA: elsewhereSHA, Ref: headSHA}: {Comparison: record.Comparison{Status: status, Files: files}},
	}
}

// inBase answers how 0ddba11 stands to the base's tip.
func inBase(status string) record.Records {
	return record.Records{
		{Kind: record.KindComparison, SHA: baseSHA, Ref: elsewhereSHA}: {Comparison: record.Comparison{Status: status}},
	}
}

func pulls(pulls ...record.Pull) record.Records {
	return record.Records{
		{Kind: record.KindPulls, SHA: elsewhereSHA}:  {Pulls: pulls},
		{Kind: record.KindHolder, SHA: elsewhereSHA}: {},
	}
}

// held puts the commit of elsewhere on another branch.
func held(branch string) record.Records {
	return record.Records{{Kind: record.KindHolder, SHA: elsewhereSHA}: {Holder: branch}}
}

func both(a, b record.Records) record.Records {
	r := record.Records{}
	r.Add(a)
	r.Add(b)
	return r
}

// proven puts one proof of RC-01's first command into the case.
func proven(verdict evidence.Verdict, change func(*evidence.Proof)) func(*Case) {
	return func(c *Case) {
		p := evidence.Proof{
			Claim:   evidence.Claim{Tracker: path, Packet: "RC-01", Tracked: c.Head.Packet("RC-01").Claims[0]},
			Verdict: verdict,
			Reason:  "run 7 says so",
			Remedy:  "Do it again",
			URL:     "https://github.example/acme/rocket/actions/runs/7",
			Commit:  headSHA,
		}
		if change != nil {
			change(&p)
		}
		c.Proofs = []evidence.Proof{p}
	}
}

// waiving configures a waiver whose last day is so many days from now.
func waiving(command string, days int) func(*Case) {
	return func(c *Case) {
		c.Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		c.Config.Evidence.Waivers = []config.Waiver{{
			Command: command, Reason: "no engine in CI", Owner: "@octocat",
			Expires: config.Date{Time: c.Now.Truncate(24*time.Hour).AddDate(0, 0, days)},
		}}
	}
}

func then(setups ...func(*Case)) func(*Case) {
	return func(c *Case) {
		for _, s := range setups {
			s(c)
		}
	}
}

// plannedSet is a Global Command Set in groups, and the evidence that RC-01 needs.
const plannedSet = "## Global Command Set\n\nBackend:\n- `go build ./...`\n- `go test ./... -race`\n- `make contract`\n\nFrontend:\n- `npx vitest run`\n\nSecurity:\n- `gitleaks detect`\n\n## Packet RC-01\n\nEvidence required:\n"

const plannedEvidence = "## Packet RC-01: Toolchain\n\nEvidence required:\n- Commands: `go build ./...`, `go mod verify`.\n\nExit criteria:\n- `golangci-lint run` passes.\n"

// rejectedRC01 sends RC-01 back with a finding and an open box.
var rejectedRC01 = []edit{
	row01("CHANGES_REQUESTED", "Claude", "CHANGES_REQUESTED"),
	{"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict: CHANGES_REQUESTED\n\nFindings:\n- The pin misses a workflow.\n\nCommit:\n- `abb55732`"},
	{"recorded: `APPROVED`", "recorded: `CHANGES_REQUESTED`"},
	{"- [x] Update the toolchain", "- [ ] Update the toolchain"},
}

// blockedBy01 gives RC-01 another list of blockers.
func blockedBy01(list string) []edit { return []edit{{"- RC-00 (DONE)", list}} }

// blockedBy02 does so with RC-02, and moves it.
func blockedBy02(list string) []edit {
	return []edit{{"- RC-01\n- RC-03\n\n- [ ] `govul", list + "\n\n- [ ] Scan.\n- [ ] `govul"}}
}

// blockedBy04 gives RC-04 a section.
func blockedBy04(list string) []edit {
	return []edit{{"## RC-03 Checklist", "## RC-04: Retry\n\nBlocked by:\n" + list + "\n\n## RC-03 Checklist"}}
}

func with(edits []edit, more ...edit) []edit { return append(append([]edit(nil), edits...), more...) }

// withoutCommands takes every command out of RC-01, at base and head alike.
var withoutCommandsBase = []edit{
	{"- [ ] `go build ./...` -> exit 0\n- [ ] `go test ./... -count=1` -> exit 0\n", ""},
}

var withoutCommands = []edit{
	{"- [x] `go build ./...` -> exit 0\n- [x] `go test ./... -count=1` -> exit 0 (11.3s, 707 tests)\n", ""},
	{"1. `go build ./...` -> exit 0\n2. `go test ./... -count=1` -> exit 0\n", ""},
	{"- Commands run + exit codes: see review record above (2 commands, all exit 0)", "- Commands run + exit codes:"},
}

var longText = strings.Repeat("word after word ", 40)

const (
	buildBox  = "- [x] `go build ./...` -> exit 0"
	buildItem = "1. `go build ./...` -> exit 0"
)

// listOf01 begins the list of the commands run in RC-01's record.
const listOf01 = "Commands run + exit codes:\n1. `go build ./...` -> exit 0\n"

// files gives the record of RC-01 another list of files.
func files(list string) []edit { return []edit{{"- go.mod: toolchain pin", list}} }

// touching makes the change one of these files.
func touching(paths ...string) func(*Case) {
	return func(c *Case) {
		c.Change.Files = nil
		for _, p := range paths {
			c.Change.Files = append(c.Change.Files, record.FileChange{Path: p, Status: record.FileModified})
		}
	}
}

// inReviewElsewhere is RC-01 in review at the base, its checkpoint recorded.
var inReviewElsewhere = []edit{
	{"| RC-01 | Toolchain pinning | READY |", "| RC-01 | Toolchain pinning | IN_REVIEW |"},
	{"- Commit:\n\n## RC-02", "- Commit: `0ddba11`\n\n## RC-02"},
}

// lostFromMain answers that main has neither the commit 0ddba11 nor the merge 3e59e.
var lostFromMain = record.Records{
	{Kind: record.KindComparison, SHA: baseSHA, Ref: elsewhereSHA}: {Comparison: record.Comparison{Status: "diverged"}},
	{Kind: record.KindComparison, SHA: baseSHA, Ref: "3e59e"}:      {Comparison: record.Comparison{Status: "diverged"}},
}

// pushed answers that a run of a branch's push is recorded under 0ddba11.
func pushed(branch string) record.Records {
	return record.Records{{Kind: record.KindRuns, SHA: elsewhereSHA}: {Runs: []record.Run{
		{ID: 5, Event: "push", HeadBranch: branch, HeadRepository: "acme/rocket"},
	}}}
}

func approvers(who ...string) func(*Case) {
	return func(c *Case) { c.Config.Review.Approvers = who }
}

// outcome gives RC-01's build another outcome in box and record.
func outcome(behind string) []edit {
	return []edit{{buildBox, "- [x] `go build ./...`" + behind}, {buildItem + "\n2. `go test", "1. `go build ./...`" + behind + "\n2. `go test"}}
}

var failingExamples = []failing{
	{OpenCheckbox, "box", situation{head: []edit{{buildBox, "- [ ] `go build ./...` -> exit 0"}}}, "- [ ] `go build ./...`", "", ""},
	{OpenCheckbox, "gate", situation{head: []edit{{"- [x] P2 PASS", "- [ ] P2 PASS"}}}, "- [ ] P2 PASS", "", ""},
	{OpenCheckbox, "approved", situation{head: []edit{row01("IN_REVIEW", "Claude", "APPROVED"), {buildBox, "- [ ] `go build ./...` -> exit 0"}}}, "- [ ] `go build", "", ""},

	{MissingCommand, "none", situation{base: withoutCommandsBase, head: withoutCommands}, "| RC-01 |", "", ""},
	{MissingCommand, "a summary that is not told", situation{base: withoutCommandsBase, head: with(withoutCommands, edit{"- [x] Update the toolchain", "- [x] All tests pass.\n- [x] Update the toolchain"}), setup: func(c *Case) {
		c.Config.Rules = map[string]config.Severity{string(SummaryOnly): config.Off}
	}}, "| RC-01 |", "", ""},
	{SummaryOnly, "pointer", situation{base: withoutCommandsBase, head: with(withoutCommands[:2], edit{"see review record above (2 commands, all exit 0)", "see review record above"})}, "see review record above", "", ""},
	{SummaryOnly, "box", situation{base: withoutCommandsBase, head: with(withoutCommands, edit{"- [x] Update the toolchain", "- [x] All tests pass.\n- [x] Update the toolchain"})}, "- [x] All tests pass.", "", ""},
	{MissingExitCode, "passed", situation{head: outcome(" passed.")}, "- [x] `go build ./...` passed.", "", ""},
	{MissingExitCode, "not run", situation{head: outcome(" -> N/A (no Go here)")}, "- [x] `go build ./...` -> N/A", "", ""},
	{MissingExitCode, "letters that look like others", situation{head: outcome(" -> еxit 0")}, "- [x] `go build ./...` -> еxit 0", "", ""},
	{MissingExitCode, "no number", situation{head: outcome(" -> exit O")}, "- [x] `go build ./...` -> exit O", "", ""},
	{MissingExitCode, "value", situation{head: []edit{{buildBox, buildBox + "\n- [x] `go env GOVERSION` -> `go1.25.7`"}}}, "`go env GOVERSION`", config.Warning, ""},
	{MissingExitCode, "value, in the record too", situation{head: outcome(" -> `built.txt`")}, "1. `go build ./...` -> `built.txt`", config.Warning, ""},
	{MissingExitCode, "count", situation{head: []edit{{buildBox, buildBox + "\n- [x] `grep -r go1.24 .` -> 0 matches"}}}, "`grep -r go1.24 .`", config.Warning, ""},
	{TimedOutOutput, "timed out", situation{head: outcome(" -> timed out after 10m")}, "- [x] `go build ./...` -> timed out", "", ""},
	{TimedOutOutput, "exit 124", situation{head: outcome(" -> exit 124 (timeout)")}, "- [x] `go build ./...` -> exit 124", "", ""},
	{TruncatedOutput, "truncated", situation{head: outcome(" -> output truncated")}, "- [x] `go build ./...` -> output truncated", "", ""},
	{MissingExitCode, "nothing", situation{head: outcome("")}, "- [x] `go build ./...`", "", ""},
	{MissingExitCode, "of the only command", situation{base: withoutCommandsBase, head: with(withoutCommands, edit{"- [x] Update the toolchain", "- [x] `go build ./...`\n- [x] Update the toolchain"})}, "- [x] `go build ./...`", "", ""},
	{MissingExitCode, "code unknown", situation{head: outcome(" -> exit unknown")}, "- [x] `go build ./...` -> exit unknown", "", ""},
	{TruncatedOutput, "one word", situation{head: outcome(" -> truncated")}, "- [x] `go build ./...` -> truncated", "", ""},
	{MissingOutput, "empty", situation{head: outcome(" ->  \t")}, "- [x] `go build ./...` ->", "", ""},
	{MissingOutput, "dash", situation{head: outcome(" -> —")}, "- [x] `go build ./...` -> —", "", ""},
	{MissingOutput, "template", situation{head: outcome(" -> `<exit code>`")}, "- [x] `go build ./...` -> `<exit code>`", "", ""},
	{MissingOutput, "the record's", situation{head: []edit{{buildItem, "1. `go build ./...` -> (no output)"}}}, "1. `go build ./...` -> (no output)", "", ""},
	{MissingOutput, "empty cell", situation{head: []edit{{"### Review Gates\n\n- [x]", "| Exit code | Command |\n|---|---|\n| | `go build ./...` |\n| 0 | `go vet ./...` |\n\n### Review Gates\n\n- [x]"}, {buildItem, "1. the build"}}}, "| | `go build ./...` |", "", ""},

	{MissingOutput, "not run", situation{head: []edit{{buildItem, buildItem + "\n- Browser tests cannot run in the sandbox (no network)."}}}, "Browser tests", "", ""},

	{RejectedWithoutFindings, "no findings", situation{head: with(rejectedRC01, edit{"Findings:\n- The pin misses a workflow.\n\n", ""})}, "| RC-01 |", "", ""},
	{RejectedButClosed, "all ticked", situation{head: with(rejectedRC01[:3])}, "| RC-01 |", "", ""},
	{RejectedButDone, "board", situation{head: []edit{row01("DONE", "Claude", "CHANGES_REQUESTED")}}, "| RC-01 |", "", ""},
	{RejectedButDone, "verdict", situation{head: []edit{
		{"recorded: `APPROVED`", "recorded"},
		{"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict: BLOCKED\n\nCommit:\n- `abb55732`"},
	}}, "Verdict: BLOCKED", "", ""},
	{GateFailed, "box", situation{head: []edit{{"- [x] P0 PASS — all commands exit 0", "- [x] P0 FAIL — one is red"}}}, "P0 FAIL", "", ""},
	{GateFailed, "record", situation{head: []edit{{"- P1: PASS (unchanged)", "- P1: FAIL (changed)"}}}, "P1: FAIL", "", ""},
	{GateFailed, "not passed", situation{head: []edit{{"- P1: PASS (unchanged)", "- P1: not passed (changed)"}}}, "P1: not passed", "", ""},
	{GateFailed, "passed in part", situation{head: []edit{{"- [x] P1 PASS — behaviour unchanged", "- [x] P1 PARTIAL — behaviour unchanged"}}}, "P1 PARTIAL", "", ""},
	{GateFailed, "waived", situation{head: []edit{{"- [x] P0 PASS — all commands exit 0", "- [x] P0: WAIVED by the lead"}}}, "P0: WAIVED", "", ""},
	{GateFailed, "left empty", situation{head: []edit{{"- P1: PASS (unchanged)", "- **P1**:"}}}, "- **P1**:", "", ""},
	{GateFailed, "letters that look like others", situation{head: []edit{{"- P1: PASS (unchanged)", "- P1: PАSS (unchanged)"}}}, "- P1: PАSS", "", ""},
	{GateFailed, "N/A", situation{head: []edit{{"- [x] P2 PASS — tracker accurate", "- [x] P2 N/A — nothing to plan"}}}, "P2 N/A", "", ""},

	{TrackerNotFirst, "first commit", situation{setup: func(c *Case) {
		c.Change.Commits[0].Files = []record.FileChange{{Path: "go.mod"}}
	}}, "| RC-01 |", config.Warning, ""},
	{TrackerNotLast, "last commit", situation{setup: func(c *Case) {
		c.Change.Commits[1].Files = []record.FileChange{{Path: "go.mod"}}
	}}, "| RC-01 |", config.Warning, ""},
	{TrackerNotLast, "asked", situation{setup: func(c *Case) {
		c.Change.Commits[1].Files = nil
		c.Ledger = record.NewLedger(record.Records{{Kind: record.KindCommit, SHA: headSHA}: {Commit: record.Commit{SHA: headSHA, Files: []record.FileChange{{Path: "go.mod"}}}}})
	}}, "| RC-01 |", config.Warning, ""},

	{CheckpointMissing, "no field", situation{head: []edit{{"Commit:\n- `abb55732` (feat(RC-01): pin the toolchain)\n\n", ""}, {"- Commit: `abb55732`\n", ""}}}, "Verdict: APPROVED\n\nResidual risk", "", ""},
	{CheckpointMissing, "empty", situation{head: checkpoints("-", "- Commit:")}, "- Commit:", "", ""},
	{CheckpointMissing, "N/A", situation{head: checkpoints("- N/A (docs)", "- Commit: N/A")}, "- Commit: N/A", "", ""},
	{CheckpointMissing, "template", situation{head: checkpoints("- `<hash>` (<message>)", "- Commit: `<hash>`")}, "- Commit: `<hash>`", "", ""},
	{CheckpointPending, "pending", situation{head: checkpoints("- (pending checkpoint)", "- Commit: (pending)")}, "- Commit: (pending)", config.Warning, ""},
	{CheckpointUnknown, "not found", situation{head: elsewhere, setup: records(record.Answer{Absence: record.NotFound}, nil)}, "- Commit: `0ddba11`", "", ""},
	{CheckpointUnreachable, "fork", situation{head: elsewhere, setup: records(present, both(inBase("diverged"), pulls()))}, "- Commit: `0ddba11`", "", ""},
	{CheckpointUnreachable, "open pull request of a fork", situation{head: elsewhere, setup: records(present,
		both(inBase("diverged"), pulls(record.Pull{Open: true, HeadRepository: "mallory/rocket"})))}, "- Commit: `0ddba11`", "", ""},
	{CheckpointUnrelated, "code changed since", situation{head: elsewhere, setup: then(proven(evidence.Verified, nil), records(present,
		both(inBase("behind"), compared("ahead", record.FileChange{Path: "go.mod"}))))}, "- Commit: `0ddba11`", "", ""},
	{StartedBeforeCheckpoint, "pending blocker", situation{
		base: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}},
		head: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}},
	}, "| RC-01 |", "", ""},

	{StartedBeforeCheckpoint, "by board order", situation{
		base: with(noBlockers, edit{"- RC-00\n", "\n"}, pending00),
		head: with(noBlockers, edit{"- RC-00 (DONE)\n", "\n"}, pending00),
	}, "| RC-01 |", "", ""},

	{HistoryRewritten, "merged with a pull request", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(
		lostFromMain, pulls(record.Pull{Number: 12, Merged: true, BaseRef: "main", MergeCommitSHA: "3e59e"})))}, "- Commit: `0ddba11`", "", ""},
	{HistoryRewritten, "pushed", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(
		lostFromMain, both(pulls(), pushed("main"))))}, "- Commit: `0ddba11`", "", ""},
	{HistoryRewritten, "no common ancestor", situation{base: inReviewElsewhere, head: elsewhere, setup: records(present, both(both(
		record.Records{
			{Kind: record.KindComparison, SHA: baseSHA, Ref: elsewhereSHA}: {Absence: record.NotFound},
			{Kind: record.KindCommit, SHA: elsewhereSHA}:                   present,
		}, pulls()), pushed("main")))}, "- Commit: `0ddba11`", "", ""},
	{HistoryRewritten, "replaced without a review", situation{
		base:  []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- `0ddba11`"}},
		head:  []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- `f125700` (own)"}},
		setup: records(present, both(lostFromMain, both(pulls(), pushed("main")))),
	}, "- `f125700` (own)", "", ""},

	{DestructiveCommand, "reset", situation{head: []edit{{buildBox, buildBox + "\n- [x] `git reset --hard origin/main` -> exit 0"}}}, "`git reset --hard origin/main`", "", ""},
	{DestructiveCommand, "clean", situation{head: []edit{{buildBox, buildBox + "\n- [x] `git -C . clean -xfd` -> exit 0"}}}, "clean -xfd", "", ""},

	{BlockedPacketAdvanced, "blocker READY", situation{
		base: []edit{{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_PROGRESS | Codex |  |  | RC-00"}},
		head: []edit{{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_PROGRESS | Codex |  |  | RC-00"}, {"- RC-00 (DONE)", "- RC-00"}},
	}, "| RC-01 |", "", ""},
	{BlockedPacketAdvanced, "reopened on main", situation{
		tip:  []edit{{"| DONE | Codex | Claude | APPROVED | RC-00", "| IN_PROGRESS | Codex |  |  | RC-00"}},
		head: []edit{{"- RC-00 (DONE)", "- RC-00"}},
	}, "| RC-01 |", "", ""},
	{BlockedPacketAdvanced, "leaves BLOCKED", situation{head: []edit{{"| RC-02 | Security scan | BLOCKED |", "| RC-02 | Security scan | READY |"}}}, "| RC-02 |", "", ""},
	{BlockedPacketAdvanced, "by the plan", situation{plan: "```\nRC-03 ──blocks──► RC-01\n```\n"}, "| RC-01 |", "", ""},
	{
		StaleBlockerNote, "not DONE",
		situation{head: []edit{{"- RC-01\n- RC-03\n\n- [ ] `govulncheck ./...` -> exit 0", "- RC-01\n- RC-03 (DONE)\n\n- [ ] `govulncheck ./...` -> exit 0\n- [ ] Read the report."}}},
		"- RC-03 (DONE)", config.Warning, "- RC-03",
	},
	{StaleBlockerNote, "DONE", situation{head: []edit{{"- RC-00 (DONE)", "- RC-00"}}}, "- RC-00", config.Notice, "- RC-00 (DONE)"},
	{StaleBlockerNote, "one of two", situation{head: blockedBy02("- RC-01 (DONE) and RC-03 (DONE)")}, "- RC-01 (DONE) and", config.Warning, "- RC-01 (DONE) and RC-03"},
	{StaleBlockerNote, "one of two lacks it", situation{head: blockedBy02("- `RC-01`, RC-03")}, "- `RC-01`, RC-03", config.Notice, "- `RC-01` (DONE), RC-03"},
	{StaleBlockerNote, "a title with its id", situation{head: blockedBy01("- Scope freeze (RC-00)")}, "- Scope freeze", config.Notice, "- Scope freeze (RC-00) (DONE)"},
	{StaleBlockerNote, "another note", situation{head: blockedBy01("- RC-00 (READY)")}, "- RC-00 (READY)", config.Notice, "- RC-00 (DONE)"},
	{StaleBlockerNote, "a range", situation{head: blockedBy02("- RC-00..RC-01\n- RC-03")}, "- RC-00..RC-01", config.Notice, "- RC-00..RC-01 (DONE)"},
	{StaleBlockerNote, "a range that is not DONE", situation{
		base: []edit{{"| RC-03 | Signup", "| RC-04 | Retry | READY |  |  |  |  |\n| RC-03 | Signup"}},
		head: with(blockedBy02("- RC-01 (DONE)\n- RC-03..RC-04 (DONE)"), edit{"| RC-03 | Signup", "| RC-04 | Retry | READY |  |  |  |  |\n| RC-03 | Signup"}),
	}, "- RC-03..RC-04", config.Warning, "- RC-03..RC-04"},
	{StaleBlockerNote, "a task item", situation{head: blockedBy01("- [x] RC-00")}, "- [x] RC-00", config.Notice, "- [x] RC-00 (DONE)"},
	{UnblockedPacket, "last blocker", situation{
		base: []edit{{"- RC-01\n- RC-03\n\n", "- RC-01\n\n"}},
		head: []edit{{"- RC-01\n- RC-03\n\n", "- RC-01\n\n"}},
	}, "| RC-02 |", config.Notice, "| RC-02 | Security scan | READY |  |  |  | RC-02 section |"},
	{DependencyCycle, "two", situation{head: []edit{{"Blocked by:\n- RC-00 (DONE)\n\n- [ ] `go test ./signup", "Blocked by:\n- RC-00 (DONE)\n- RC-02\n\n- [ ] `go test ./signup"}}}, "Blocked by:\n- RC-01", "", ""},
	{DependencyCycle, "itself", situation{head: []edit{{"Blocked by:\n- RC-00 (DONE)\n\n- [ ] `go test ./signup", "Blocked by:\n- RC-00 (DONE)\n- RC-03\n\n- [ ] `go test ./signup"}}}, "Blocked by:\n- RC-00 (DONE)\n- RC-03", "", ""},
	{DependencyCycle, "against the plan", situation{
		base: []edit{{"Blocked by:\n- RC-00\n\n- [ ] Update", "- [ ] Update"}}, plan: "```\nRC-01 ──blocks──► RC-00\n```\n",
	}, "Blocked by:\n- RC-00 (DONE)\n\n- [x] Update", "", ""},
	{DependencyCycle, "the plan against the board", situation{plan: "```\nRC-01 ──blocks──► RC-00\n```\n"}, "Blocked by:\n- RC-00 (DONE)\n\n- [x] Update", config.Warning, ""},
	{UnknownPacket, "in the plan's graph", situation{plan: "```\nRC-9 ──blocks──► RC-01\n```\n"}, "docs/plan.md", config.Notice, ""},
	{UnknownPacket, "the plan's id", situation{plan: "## Packet RC-1\n\nEvidence required:\n- `make soak`\n"}, "docs/plan.md", config.Notice, ""},
	{UnknownPacket, "written otherwise", situation{head: []edit{{"- RC-00 (DONE)\n", "- RC-00 (DONE)\n- RC-1\n"}}}, "- RC-1\n", "", ""},
	{UnknownPacket, "several in an item", situation{head: blockedBy01("- RC-00 (DONE), RC-07..RC-09")}, "- RC-00 (DONE), RC-07", "", ""},
	{UnknownPacket, "of another series", situation{head: blockedBy01("- RC-00 (DONE) and SEC-01")}, "and SEC-01", "", ""},
	{UnknownPacket, "a look-alike letter", situation{head: blockedBy01("- RC-00 (DONE)\n- RС-00 (DONE)")}, "- RС-00", "", ""},
	{UnknownPacket, "a task item", situation{head: blockedBy01("- RC-00 (DONE)\n- [x] RC-09")}, "- [x] RC-09", "", ""},
	{UnknownPacket, "without a hyphen", situation{head: blockedBy01("- RC-00 (DONE)\n- RC00")}, "- RC00", "", ""},
	{UnknownPacket, "no such packet", situation{head: []edit{{"- RC-00 (DONE)\n", "- RC-00 (DONE)\n- RC-09\n"}}}, "- RC-09", "", ""},

	{MalformedBoard, "a fence left open before another packet", situation{head: []edit{
		{"- [ ] `go test ./signup/...` -> exit 0\n", "- [ ] `go test ./signup/...` -> exit 0\n\n```\nnothing yet\n\n## RC-02 Review Record\n\n```text\nTODO\n```\n"},
	}}, "```\nnothing yet", "", ""},
	{MalformedBoard, "fence", situation{head: []edit{{"- [ ] `go test ./signup/...` -> exit 0\n\nEvidence:\n", "- [ ] `go test ./signup/...` -> exit 0\n\n```\nEvidence:\n"}}}, "```\nEvidence:", "", ""},
	{UnknownStatus, "two in one", situation{head: []edit{row01("DONE (CHANGES_REQUESTED)", "Claude", "APPROVED")}}, "| RC-01 |", "", ""},
	{UnknownStatus, "word", situation{head: []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | WIP |"}}}, "| RC-03 |", "", "| RC-03 | Signup cleanup | IN_PROGRESS |  |  |  | RC-03 section |"},
	{IllegalTransition, "leaves DONE", situation{
		base: []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | DONE |"}},
	}, "| RC-03 |", "", ""},
	{IllegalTransition, "no steps lead there", situation{setup: edges(map[string][]string{
		"READY": {"IN_PROGRESS", "BLOCKED"}, "IN_PROGRESS": {"READY"}, "BLOCKED": {},
	})}, "| RC-01 |", "", ""},
	{IllegalTransition, "it is never left", situation{setup: edges(map[string][]string{"READY": {}})}, "| RC-01 |", "", ""},
	{DuplicatePacket, "row", situation{head: []edit{{"| RC-03 | Signup", "| RC-03 | Sign-up | READY |  |  |  | RC-03 section |\n| RC-03 | Signup"}}}, "| RC-03 | Signup", "", ""},
	{PacketRemoved, "row", situation{head: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n", ""}}}, "| RC-03 |", "", ""},
	{PacketRemoved, "of a hostile status", situation{
		base: []edit{{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | ![x](http://example.com) @all |"}},
		head: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n", ""}},
	}, "| RC-03 |", "", ""},
	{PacketRemoved, "blocked, its section stays", situation{head: []edit{{"| RC-02 | Security scan | BLOCKED |  |  |  | RC-02 section |\n", ""}}}, "| RC-02 |", "", ""},
	{PacketRemoved, "who waited for it lets it go", situation{head: []edit{{"| RC-03 | Signup cleanup | READY |  |  |  | RC-03 section |\n", ""}, {"- RC-01\n- RC-03\n", "- RC-01\n"}}}, "| RC-03 |", "", ""},
	{BrokenEvidenceLink, "anchor", situation{head: linked("[record](#rc-1-review-record)")}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "missing file", situation{head: linked("[log](logs/rc%2001.txt)"), setup: fileAnswered("docs/logs/rc 01.txt", record.NotFound)}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "named section", situation{head: linked("RC-09 section")}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "run of another repository", situation{head: linked("https://github.com/other/rocket/actions/runs/7")}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "run on another host", situation{
		head:  linked("https://github.com.example/acme/rocket/actions/runs/7"),
		setup: func(c *Case) { c.Change.URL = "https://github.com/acme/rocket/pull/7" },
	}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "deleted run", situation{head: linked("[run](https://github.com/acme/rocket/actions/runs/7)"), setup: jobsOf7(record.Answer{Absence: record.NotFound})}, "| RC-01 | Toolchain", "", ""},
	{BrokenEvidenceLink, "run that shows another outcome", situation{head: linkedClaim, setup: then(proven(evidence.Verified, func(p *evidence.Proof) {
		p.Run.ID, p.Link = 8, &evidence.LinkFault{Run: 7, Reason: "of that run the step failed"}
	}), jobsOf7(jobEight))}, buildBoxLinked, "", ""},
	{BrokenEvidenceLink, "run of older code", situation{head: linkedClaim, setup: then(proven(evidence.Verified, func(p *evidence.Proof) {
		p.Run.ID, p.Link = 8, &evidence.LinkFault{Run: 7, Reason: "that run was made for 0ddba110, which is not the code that is judged", Old: true}
	}), jobsOf7(jobEight))}, buildBoxLinked, config.Warning, ""},
	{BrokenEvidenceLink, "job of another run", situation{head: linked("https://github.com/acme/rocket/actions/runs/7/job/9"), setup: jobsOf7(jobEight)}, "| RC-01 | Toolchain", "", ""},
	{SectionMismatch, "no section", situation{head: []edit{{"| RC-03 | Signup", "| RC-07 | Verdict | READY |  |  |  |  |\n| RC-03 | Signup"}}}, "| RC-07 |", config.Notice, ""},
	{SectionMismatch, "deeper heading in another section", situation{head: []edit{
		{"| RC-03 | Signup", "| RC-07 | Verdict | READY |  |  |  |  |\n| RC-03 | Signup"},
		{"### Review Gates\n", "### Task RC-07\n\nLater.\n\n### Review Gates\n"},
	}}, "| RC-07 |", config.Notice, ""},
	{SectionMismatch, "boxes under a heading of another packet", situation{head: []edit{{"### Review Gates\n", "### Merge with RC-00 and RC-03\n\n- [x] Merge.\n\n### Review Gates\n"}}}, "### Merge with", config.Notice, ""},
	{SectionMismatch, "no row, right behind a DONE packet", situation{head: []edit{{"## RC-02 Checklist", "## RC-08: Seal\n\n- [ ] Seal it.\n\n## RC-02 Checklist"}}}, "## RC-08", "", ""},
	{SectionMismatch, "no row, as it was before", situation{
		base: []edit{{"## RC-02 Checklist", "## RC-08: Seal\n\n- [ ] Seal it.\n\n## RC-02 Checklist"}},
		head: []edit{{"## RC-02 Checklist", "## RC-08: Seal\n\n- [ ] Seal it.\n\n## RC-02 Checklist"}},
	}, "## RC-08", config.Warning, ""},
	{SectionMismatch, "no row, right behind an open packet", situation{head: []edit{{"## RC-03 Checklist", "## RC-08: Seal\n\n- [ ] Seal it.\n\n## RC-03 Checklist"}}}, "## RC-08", config.Warning, ""},
	{SectionMismatch, "no row, words before the id", situation{head: []edit{{"### Review Gates\n", "## Task RC-08\n\n- [x] Seal it.\n\n### Review Gates\n"}}}, "## Task RC-08", config.Warning, ""},
	{SectionMismatch, "no row, another series", situation{head: []edit{{"### Review Gates\n", "## GA-08: Seal\n\n- [x] Seal it.\n\n### Review Gates\n"}}}, "## GA-08", config.Notice, ""},
	{SectionMismatch, "status", situation{head: []edit{{"Blocked by:\n- RC-00 (DONE)\n\n- [x] Update", "**Status:** IN_PROGRESS\n\nBlocked by:\n- RC-00 (DONE)\n\n- [x] Update"}}}, "**Status:**", config.Notice, ""},
	{SectionMismatch, "review state", situation{head: []edit{{"Blocked by:\n- RC-00 (DONE)\n\n- [x] Update", "**Status:** DONE / CHANGES_REQUESTED\n\nBlocked by:\n- RC-00 (DONE)\n\n- [x] Update"}}}, "**Status:**", config.Notice, ""},
	{SectionMismatch, "title with code", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## RC-01 Checklist: Pin `go` **everywhere**"}}}, "## RC-01 Checklist", config.Notice, "## RC-01 Checklist: Toolchain pinning"},
	{SectionMismatch, "title with code on the board", situation{
		base: []edit{{"| RC-01 | Toolchain pinning", "| RC-01 | `go` pinning"}},
		head: []edit{{"| RC-01 | Toolchain pinning", "| RC-01 | `go` pinning"}},
	}, "## RC-01 Checklist", config.Notice, "## RC-01 Checklist: `go` pinning"},
	{SectionMismatch, "title behind a held id", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## Pin everything (RC-01)"}}}, "## Pin everything", config.Notice, "## Toolchain pinning (RC-01)"},
	{SectionMismatch, "title", situation{head: []edit{{"## RC-01 Checklist: Toolchain pinning", "## RC-01 Checklist: Pin everything"}}}, "## RC-01 Checklist", config.Notice, "## RC-01 Checklist: Toolchain pinning"},

	{RequirementWeakened, "box gone", situation{head: []edit{{"- [x] Update the toolchain pin in all 3 workflows.\n  - `go 1.25.0`, `toolchain go1.25.7`\n", ""}}}, "## RC-01 Checklist", "", ""},
	{RequirementWeakened, "section gone", situation{head: []edit{{"## RC-03 Checklist: Signup cleanup\n\nBlocked by:\n- RC-00 (DONE)\n\n- [ ] `go test ./signup/...` -> exit 0\n\nEvidence:\n- Commands run + exit codes:\n- Commit:\n", ""}}}, "| RC-03 |", "", ""},
	{RequirementWeakened, "number", situation{head: []edit{{"pin in all 3 workflows", "pin in all 2 workflows"}}}, "pin in all 2 workflows", "", ""},
	{RequirementWeakened, "at the end of a long box", situation{
		base: []edit{{"- [ ] Update the", "- [ ] " + longText + " Update the"}},
		head: []edit{{"- [x] Update the toolchain pin in all 3", "- [x] " + longText + " Update the toolchain pin in all 2"}},
	}, "pin in all 2 workflows", "", ""},
	{RequirementWeakened, "reworded", situation{head: []edit{{"Update the toolchain pin in all", "Consider the toolchain pin in all"}}}, "Consider the toolchain", config.Warning, ""},
	{RequirementWeakened, "excused", situation{head: []edit{{"in all 3 workflows.", "(except the demo's) in all 3 workflows."}}}, "except the demo", config.Warning, ""},
	{RequirementWeakened, "except for", situation{head: []edit{{"in all 3 workflows.", "in all 3 workflows. except on Windows"}}}, "except on Windows", "", ""},
	{RequirementWeakened, "struck through", situation{head: []edit{{"- [x] Update the toolchain pin in all 3 workflows.", "- [x] ~~Update the toolchain pin in all 3 workflows.~~"}}}, "~~Update the toolchain", "", ""},
	{RequirementWeakened, "optional", situation{head: []edit{{"in all 3 workflows.", "in all 3 workflows (optional)."}}}, "(optional)", "", ""},
	{RequirementWeakened, "optional command", situation{head: []edit{{buildBox, buildBox + " (if possible)"}}}, buildBox + " (if possible)", "", ""},
	{RequirementWeakened, "command", situation{head: []edit{{"- [x] `go test ./... -count=1` -> exit 0 (11.3s, 707 tests)", "- [x] `go test ./pin/... -count=1` -> exit 0"}, {"2. `go test ./... -count=1`", "2. `go test ./pin/... -count=1`"}}}, "## RC-01 Checklist", "", ""},
	{RequirementWeakened, "variable", situation{base: []edit{{"- [ ] `go build", "- [ ] `GOFLAGS=-race go build"}}}, "## RC-01 Checklist", "", ""},
	{RequirementWeakened, "outcome", situation{head: []edit{{"- [ ] `govulncheck ./...` -> exit 0", "- [ ] `govulncheck ./...` -> exit 3"}}}, "`govulncheck ./...` -> exit 3", "", ""},
	{RequirementWeakened, "blocker", situation{head: []edit{{"- RC-00 (DONE)\n\n- [x] Update", "\n- [x] Update"}}}, "Blocked by:", "", ""},
	{RequirementWeakened, "handed over to a packet that is not waited for", situation{head: []edit{
		{"| RC-02 | Security scan | BLOCKED |", "| RC-09 | Scan | READY |  |  |  | RC-09 section |\n| RC-02 | Security scan | BLOCKED |"},
		{"- RC-03\n\n- [ ] `govulncheck ./...` -> exit 0\n", "- RC-03\n\n- [ ] Scanned.\n\n## RC-09: Scan\n\n- [ ] `govulncheck ./...` -> exit 0\n"},
	}}, "## RC-02 Checklist", "", ""},
	{RequirementWeakened, "gate", situation{head: []edit{{"- [x] P1 PASS — behaviour unchanged\n", ""}, {"- P1: PASS (unchanged)\n", ""}}}, "## RC-01 Checklist", "", ""},
	{RulesEdited, "rule", situation{head: []edit{{"2. Every packet must include exact commands", "2. Every packet should include exact commands"}}}, "2. Every packet should", config.Warning, ""},
	{RulesEdited, "plan", situation{head: []edit{{"- `docs/plan.md`", "- `docs/other.md`"}}}, "docs/other.md", config.Warning, ""},
	{RulesEdited, "plan's file", situation{plan: "## Packet RC-01\n", setup: func(c *Case) {
		c.Change.Files = append(c.Change.Files, record.FileChange{Path: "docs/plan.md", Status: record.FileModified})
	}}, "docs/plan.md", config.Warning, ""},
	{RulesEdited, "plan moved away", situation{plan: "## Packet RC-01\n", setup: func(c *Case) {
		c.Change.Files = append(c.Change.Files, record.FileChange{Path: "docs/old.md", PreviousPath: "docs/plan.md", Status: record.FileRenamed})
	}}, "docs/plan.md", config.Warning, ""},
	{PlanEvidenceMissing, "evidence", situation{plan: plannedEvidence}, listOf01, "", ""},
	{PlanEvidenceMissing, "command set", situation{plan: plannedSet + "- The Global Command Set\n"}, listOf01, "", ""},
	{PlanEvidenceMissing, "groups of the command set", situation{plan: plannedSet + "- Global Command Set (Backend + Security)\n"}, listOf01, "", ""},
	{PlanEvidenceMissing, "exit criteria", situation{plan: "## Packet RC-01\n\nExit criteria:\n- `golangci-lint run` passes.\n"}, listOf01, config.Warning, ""},
	{PlanEvidenceMissing, "several", situation{plan: "## Packet RC-01\n\nRequired tests:\n- `make a`\n- `make b`\n- `make c`\n- `make d`\n- `make e`\n- `make f`\n- `make g`\n"}, listOf01, config.Warning, ""},
	{PlanEvidenceMissing, "another one", situation{plan: "## Packet RC-01\n\nRequired tests:\n- `go test ./... -count=1 -race`\n"}, "- [x] `go test ./... -count=1`", config.Warning, ""},
	{PlanEvidenceMissing, "without a record", situation{
		plan: plannedEvidence,
		head: []edit{{listOf01, "Commands that were run:\n1. `go build ./...` -> exit 0\n"}},
	}, "## RC-01 Checklist", "", ""},
	{PlanEvidenceMissing, "milestone", situation{plan: "## Global Validation Baseline (all)\n\nMilestones (RC-01, RC-03):\n\n1. `make soak`\n"}, listOf01, config.Warning, ""},
	{PlanEvidenceMissing, "no plan", situation{setup: func(c *Case) { c.LostPlans = []LostPlan{{Link: "docs/plan.md"}} }}, "docs/plan.md", config.Notice, ""},
	{PlanEvidenceMissing, "plan elsewhere", situation{setup: func(c *Case) { c.LostPlans = []LostPlan{{Link: "https://example.com/plan.md", Outside: true}} }}, "docs/plan.md", config.Notice, ""},
	{ApprovedEvidenceEdited, "a remark that takes back", situation{
		base: []edit{{"- [x] `go vet ./...` -> exit 0\n", "- [x] `go vet ./...` -> exit 0\n- [x] Scope is frozen.\n"}},
		head: []edit{{"- [x] `go vet ./...` -> exit 0\n", "- [x] `go vet ./...` -> exit 0\n- [x] Scope is frozen. (not for the demo)\n"}},
	}, "- [x] Scope is frozen. (not", "", ""},
	{ApprovedEvidenceEdited, "figures", situation{head: []edit{{"- [x] `go vet ./...` -> exit 0", "- [x] `go vet ./...` -> exit 0 (80 files)"}}}, "- [x] `go vet ./...`", "", ""},

	{MissingReview, "no verdict", situation{head: []edit{
		row01("DONE", "Claude", ""), {"recorded: `APPROVED`", "recorded"}, {"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict:\n\nCommit:\n- `abb55732`"},
	}}, "| RC-01 |", "", ""},
	{MissingReview, "template", situation{head: []edit{
		{"recorded: `APPROVED`", "recorded"}, {"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict: APPROVED | CHANGES_REQUESTED | BLOCKED\n\nCommit:\n- `abb55732`"},
	}}, "Verdict: APPROVED | CHANGES_REQUESTED", "", ""},
	{MissingReview, "letters that look like others", situation{head: []edit{{"recorded: `APPROVED`", "recorded: `АPPROVED`"}}}, "recorded: `АPPROVED`", "", ""},
	{MissingReview, "template under an approval", situation{head: []edit{
		row01("IN_REVIEW", "Claude", "APPROVED"), {"recorded: `APPROVED`", "recorded"}, {"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict: APPROVED | CHANGES_REQUESTED | BLOCKED\n\nCommit:\n- `abb55732`"},
	}}, "Verdict: APPROVED | CHANGES_REQUESTED", "", ""},
	{MissingReview, "no reviewer of an approval", situation{head: []edit{row01("IN_REVIEW", "<reviewer>", "APPROVED")}}, "| RC-01 |", config.Warning, ""},
	{MissingReview, "no reviewer", situation{head: []edit{row01("DONE", "—", "APPROVED")}}, "| RC-01 |", config.Warning, ""},
	{VerdictMismatch, "the status' second half", situation{head: []edit{row01("DONE/CHANGES_REQUESTED", "Claude", "APPROVED")}}, "| RC-01 |", "", ""},
	{RejectedButDone, "the status' second half", situation{head: []edit{row01("DONE / CHANGES_REQUESTED", "Claude", "")}}, "| RC-01 |", "", ""},
	{VerdictMismatch, "an empty cell", situation{head: []edit{row01("DONE", "Claude", "—")}}, "| RC-01 |", config.Warning, board01},
	{VerdictMismatch, "board", situation{head: []edit{row01("DONE", "Claude", "PENDING")}}, "| RC-01 |", "", ""},
	{VerdictMismatch, "record", situation{head: []edit{
		row01("IN_REVIEW", "Claude", "APPROVED"),
		{"recorded: `APPROVED`", "recorded"},
		{"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict: BLOCKED\n\nCommit:\n- `abb55732`"},
	}}, "Verdict: BLOCKED", "", ""},
	{SelfReview, "same", situation{head: []edit{row01("DONE", "Codex", "APPROVED")}}, "| RC-01 |", config.Warning, ""},
	{SelfReview, "among several", situation{head: []edit{row01("DONE", "Orchestrator (codex)", "APPROVED")}}, "| RC-01 |", config.Warning, ""},

	{UnauthorisedApproval, "another", situation{setup: approvers("@ann", "@bob")}, "| RC-01 |", config.Warning, ""},
	{UnauthorisedApproval, "another's account", situation{setup: then(approvers("@ann"), func(c *Case) {
		c.Config.Review.Identities = map[string][]string{"claude": {"@mallory"}}
	})}, "| RC-01 |", config.Warning, ""},
	{UnauthorisedApproval, "required", situation{setup: then(approvers("@ann"), func(c *Case) { c.Config.Review.Required = true })}, "| RC-01 |", "", ""},
	{FilesMismatch, "not listed", situation{setup: touching("docs/tracker.md", "go.mod", "main.go")}, "Files changed:\n- go.mod", config.Warning, ""},
	{FilesMismatch, "none listed", situation{head: files("- None"), setup: touching("docs/tracker.md", "main.go")}, "Files changed:\n- None", config.Warning, ""},
	{FilesMismatch, "no code listed", situation{head: files("- (no code changes)"), setup: touching("docs/tracker.md", "docs/guide.md", "main.go")}, "Files changed:\n- (no code", config.Warning, ""},
	{FilesMismatch, "not touched", situation{head: files("- go.mod: pin\n- `main.go` (new), `a/b.go`")}, "- `main.go` (new)", config.Warning, ""},
	{FilesMismatch, "folder not touched", situation{head: files("- go.mod: pin\n- internal/api/ (12 files)")}, "- internal/api/", config.Warning, ""},

	{EvidenceContradicted, "DONE", situation{setup: proven(evidence.Contradicted, nil)}, buildBox, "", ""},
	{EvidencePending, "DONE", situation{setup: proven(evidence.Pending, nil)}, buildBox, "", ""},
	{EvidenceCutOff, "DONE", situation{setup: proven(evidence.CutOff, nil)}, buildBox, "", ""},
	{EvidenceUnproven, "DONE", situation{setup: proven(evidence.Unproven, nil)}, buildBox, "", ""},
	{EvidenceStale, "DONE", situation{setup: proven(evidence.Stale, nil)}, buildBox, "", ""},
	{EvidenceUntrusted, "DONE", situation{setup: proven(evidence.Untrusted, nil)}, buildBox, "", ""},
	{EvidenceExpired, "DONE", situation{setup: proven(evidence.Expired, nil)}, buildBox, "", ""},
	{EvidenceMissing, "DONE", situation{setup: proven(evidence.Missing, nil)}, buildBox, "", ""},
	{EvidenceContradicted, "in review", situation{head: inReview, setup: proven(evidence.Contradicted, nil)}, buildBox, config.Warning, ""},
	{EvidenceMissing, "in review", situation{head: inReview, setup: proven(evidence.Missing, nil)}, buildBox, config.Notice, ""},
	{StaleWaiver, "expired", situation{setup: waiving("go build *", -1)}, buildBox, config.Warning, ""},
	{StaleWaiver, "expired, in review", situation{head: inReview, setup: waiving("go build *", -1)}, buildBox, config.Warning, ""},
	{StaleWaiver, "expired, not needed", situation{setup: then(waiving("go build *", -1), proven(evidence.Verified, nil))}, buildBox, config.Notice, ""},
	{StaleWaiver, "of the last claim", situation{
		base:  []edit{{"- [ ] `go build ./...` -> exit 0", "- [ ] `go build ./...` -> exit 0\n- [ ] `docker build .` -> exit 0"}},
		setup: then(waiving("docker build *", 1), func(c *Case) { c.Config.Rules = map[string]config.Severity{string(RequirementWeakened): config.Off} }),
	}, "## RC-01 Checklist", config.Notice, ""},
	{ClaimedFailure, "exit 1", situation{head: outcome(" -> exit 1")}, "- [x] `go build ./...` -> exit 1", "", ""},
	{ClaimedFailure, "FAILED", situation{head: outcome(" — FAILED (out of scope)")}, "- [x] `go build ./...` — FAILED", "", ""},
	{ClaimedFailure, "beside exit 0", situation{head: outcome(" -> exit 0; second package exit 1")}, "- [x] `go build ./...` -> exit 0; second", "", ""},
	{ClaimedFailure, "killed", situation{head: outcome(" -> SIGKILL")}, "- [x] `go build ./...` -> SIGKILL", "", ""},
	{ClaimedFailure, "later outcome", situation{head: []edit{{buildItem + "\n2. `go test", "1. `go build ./...` -> exit 2\n2. `go test"}}}, "1. `go build ./...` -> exit 2", "", ""},
	{ClaimedFailure, "box without a command", situation{head: []edit{{buildBox, buildBox + "\n- [x] Smoke test — FAILED"}}}, "Smoke test", "", ""},
	{FigureMismatch, "another number", situation{setup: proven(evidence.Verified, func(p *evidence.Proof) {
		p.Figures = []evidence.FigureMismatch{{Claimed: tracker.Figure{Number: "707", Unit: "tests"}, Seen: "700"}}
	})}, buildBox, config.Warning, ""},
	{FigureMismatch, "not seen", situation{setup: proven(evidence.Verified, func(p *evidence.Proof) {
		p.Figures = []evidence.FigureMismatch{{Claimed: tracker.Figure{Number: "707", Unit: "tests"}}}
	})}, buildBox, config.Notice, ""},

	{
		CountMismatch, "stated",
		situation{head: []edit{{"(2 commands, all exit 0)", "(11 commands, all exit 0)"}}},
		"(11 commands", config.Warning,
		"- Commands run + exit codes: see review record above (2 commands, all exit 0)",
	},
	{
		CountMismatch, "of the section",
		situation{head: []edit{{"see review record above (2 commands, all exit 0)", "5/5 commands exit 0"}}},
		"5/5 commands", config.Warning,
		"- Commands run + exit codes: 2/2 commands exit 0",
	},
	{
		CountMismatch, "of all",
		situation{head: []edit{{"- Commands run + exit codes: see review record above (2 commands, all exit 0)", "- All five commands exit 0"}}},
		"All five", config.Warning,
		"",
	},
	{
		CountMismatch, "the missing one stands elsewhere",
		situation{head: []edit{{buildBox, buildBox + "\n- [x] `go vet ./...` -> exit 0"}, {"(2 commands, all exit 0)", "(3 commands, all exit 0)"}}},
		"(3 commands", config.Warning,
		"- Commands run + exit codes: see review record above (2 commands, all exit 0)",
	},
}

// noBlockers takes the blockers of all packets but RC-01 away.
var noBlockers = []edit{{"- RC-01\n- RC-03\n", "\n"}, {"Blocked by:\n- RC-00 (DONE)\n\n- [ ] `go test ./signup", "- [ ] `go test ./signup"}}

var pending00 = edit{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending checkpoint)"}

// inReview is RC-01 waiting for its review.
var inReview = []edit{
	row01("IN_REVIEW", "", "PENDING"),
	{"recorded: `APPROVED`", "recorded"},
	{"Verdict: APPROVED\n\nCommit:\n- `abb55732`", "Verdict:\n\nCommit:\n- `abb55732`"},
}
