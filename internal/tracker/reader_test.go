package tracker

import (
	"strings"
	"testing"
)

func TestOutcomes(t *testing.T) {
	tests := []struct {
		text, want string
		figures    string
		failed     bool
	}{
		{"-> exit 0", "exit 0", "", false},
		{"→ exit 0", "exit 0", "", false},
		{"-> exit code 3 (findings triaged; 0 P0, 3 P1)", "exit 3", "", false},
		{"-> EXIT_CODE: 7", "exit 7", "", false},
		{"-> PASS (exit code 0)", "exit 0", "", false},
		{"-> 66 passed (66), 538 tests (538) — exit 0", "exit 0", "", false},
		{"-> exit 0 (6/6 permutations PASS)", "exit 0", "6/6 permutations PASS", false},
		{"-> exit 0 (1,234 tests, 2.9s, 5 files)", "exit 0", "1,234 tests;5 files", false},
		{"-> exit 0 (0 FAILED)", "exit 0", "", false},
		{"-> exit 0, 2 FAILED", "failed", "", true},
		{"exits 0", "exit 0", "", false},
		{"(output truncated)", "", "", false},
		{"(12 tests)", "", "12 tests", false},
		{"passed.", "passed", "", false},
		{"-> 7/7 pass", "passed", "", false},
		{"— FAILED (out of scope)", "failed", "", true},
		{"-> FAILED (exit 1)", "exit 1", "", true},
		{"-> timed out", "failed", "", true},
		{"-> N/A (Docker daemon not running)", "not-run", "", false},
		{"-> not started: executable not found", "not-run", "", false},
		{"-> interrupted by SIGTERM, exit 0", "failed", "", true},
		{"-> killed by SIGTERM", "failed", "", true},
		{"-> timed out after 10m0s", "failed", "", true},
		{"-> 0 matches", "0 matches", "", false},
		{"-> 2 pre-existing failures, 0 new", "failed", "", true},
		{"-> 12 passed, 1 failed", "failed", "", true},
		{"-> 0 failures", "0 failures", "", false},
		{"-> 12 passed, 0 failed", "passed", "", false},
		{"-> 0 of 12 failed", "0 of", "", false},
		{"-> 66 files, 538 tests — all pass", "passed", "", false},
		{"-> 66 files, 538 tests passed", "passed", "", false},
		{"-> 538 tests — not all pass", "538 tests", "", false},
		{"-> empty (no local copies)", "empty", "", false},
		{"passed (if touched). — N/A (not touched)", "not-run", "", false},
		{"-> `go1.25.7`", "go1.25.7", "", false},
		{"-> go1.25.7.", "go1.25.7", "", false},
		{"-> exit <code>", "", "", false},
		{"->", "", "", false},
		{"", "", "", false},

		{"-> segfault", "failed", "", true},
		{"-> SIGKILL (137)", "failed", "", true},
		{"-> OOMKilled", "failed", "", true},
		{"-> signal 9", "failed", "", true},
		{"-> 🔴", "failed", "", true},
		{"-> red", "failed", "", true},
		{"-> `red`", "red", "", false},
		{"-> errors: none", "errors: none", "", false},
		{"-> rc=1", "exit 1", "", false},
		{"-> return code 0", "exit 0", "", false},
		{"-> v1.2.0-rc 1", "v1.2.0-rc 1", "", false},
		{"-> exit zero", "passed", "", false},
		{"-> exit O", "unclear", "", false},
		{"-> partial", "unclear", "", false},
		{"-> PASS/FAIL", "", "", false},

		{"-> exit 0; second package exit 1", "exit 1", "", false},
		{"-> exit 0 for linux; exit 2 for windows", "exit 2", "", false},
		{"-> exit 0 / exit 1", "exit 1 expected", "", false},
		{"-> exit code 0 expected, got 1", "exit 1", "", false},
		{"-> exit 0 (web tests exit 1)", "exit 1", "", false},
		{"-> exit 0 ❌", "failed", "", true},
		{"-> exit 0 (12 ✅, 0 ❌)", "exit 0", "", false},
		{"-> exit 0 but 3 tests failed", "failed", "", true},
		{"-> exit 0 (707 tests, 3 failed)", "failed", "707 tests;3 failed", true},
		{"-> exit 0 (707 tests, 0 failed, 2 skipped)", "exit 0", "707 tests;0 failed;2 skipped", false},
		{"-> exit 0, some tests failed", "failed", "", true},
		{"-> exit 0 with failures", "failed", "", true},
		{"-> exit 0 (OOM)", "failed", "", true},
		{"-> exit 0 (skipped)", "not-run", "", false},
		{"-> exit 0 (re-ran; first attempt exit 1)", "exit 0", "", false},
		{"-> exit 0 — 2 tests failed before the fix", "exit 0", "", false},
		{"-> exit 0 (80 test suites passed in CI, 2 chart(s) linted, 3 to add)", "exit 0", "80 test suites passed;2 chart(s) linted;3 to add", false},
		{"-> exit 0 (3 known failures)", "exit 0", "3 known failures", false},
		{"-> exit 0 (CLI exits 1 on bad input)", "exit 0", "", false},
		{"-> exit 0 (without the fix: exit 1)", "exit 0", "", false},
		{"-> exit 0 after 3 retries", "exit 0", "", false},
		{"-> exit 0 (flaky, passed on 2nd attempt)", "exit 0", "", false},
		{"-> exit 1 (flaky), retried: exit 0", "exit 0", "", false},
		{"-> exit 1, fixed, then exit 0", "exit 0", "", false},

		{"-> еxit 0", "unclear", "", false},
		{"-> exit ０", "unclear", "", false},
		{"-> exit О", "unclear", "", false},
		{"-> ехit 1", "unclear", "", false},
		{"-> exit 0 (FАILED)", "unclear", "", false},
		{"-> раssed", "unclear", "", false},
		{"-> `größe 3`", "größe 3", "", false},
	}
	for _, tt := range tests {
		tr := parse(t, board("## RC-00: x\n\n- [x] `some cmd` "+tt.text+"\n"))
		if err := tr.Err(); err != nil || len(tr.Packet("RC-00").Claims) != 1 {
			t.Errorf("%q: no claim, %v", tt.text, err)
			continue
		}
		o := tr.Packet("RC-00").Claims[0].Outcome
		var figures []string
		for _, f := range o.Figures {
			figures = append(figures, f.String())
		}
		if o.String() != tt.want || strings.Join(figures, ";") != tt.figures || o.Failed != tt.failed {
			t.Errorf("%q: %q figures %q failed %t", tt.text, o, figures, o.Failed)
		}
	}
}

func TestCommandsByLabel(t *testing.T) {
	const fence = "```\n"
	checkClaims(t, "", map[string]string{
		"Command: `a b`\nExit code: 1\n":                               "a b=exit 1",
		"Command: a b\nEXIT_CODE: 0\nCommand: c d\nExit code: 2\n":     "a b=exit 0|c d=exit 2",
		"- Command: `a b`\n- Exit code: 0\n":                           "a b=exit 0",
		"Command: a b\nOutput:\nfine\nExit code: 0\n":                  "a b=exit 0",
		"Command: a b\nExit code: 0\n\n- Command: c d\n- Exit code: 1": "a b=exit 0|c d=exit 1",
		"Evidence:\n" + fence + "Command: a b\nExit code: 1\n" + fence: "a b=exit 1",
		"Command: a b\n\n### Next\n\nExit code: 0\n":                   "a b=",
		"Command: <command>\nExit code: <code>\n":                      "",
	})
}

// checkClaims reads texts, each behind another, and compares what they claim.
func checkClaims(t *testing.T, before string, want map[string]string) {
	t.Helper()
	for text, want := range want {
		if got := claimed(packetOf(t, before+text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// claimed lists the claims of a packet.
func claimed(p *Packet) string {
	var out []string
	for _, c := range p.Claims {
		out = append(out, c.Command.Value+"="+c.Outcome.String())
	}
	return strings.Join(out, "|")
}

func TestACommandTableInARecordIsTheRecords(t *testing.T) {
	tr := parse(t, board("## RC-00: x\n\nFiles changed:\n- a.go\n\nCommands run:\n\n| Command | Exit Code |\n|---|---|\n| `a b` | 0 |\n| `c d` | 1 |\n\nVerdict: APPROVED\n"))
	r := tr.Packet("RC-00").Records
	if len(r) != 1 || len(r[0].Commands) != 2 || len(r[0].Items) != 2 || r[0].Commands[1].Record != r[0] || claimed(tr.Packet("RC-00")) != "a b=exit 0|c d=exit 1" {
		t.Errorf("%+v", r)
	}
}

func TestLabels(t *testing.T) {
	tests := []struct {
		line  string
		field field
		value string
	}{
		{"Verdict: APPROVED", fieldVerdict, "APPROVED"},
		{"**Commands run + exit codes:** `a b`", fieldCommands, "`a b`"},
		{"Commands run (reviewer rerun):", fieldCommands, ""},
		{"Commands run (2026-02-10, 14:32 UTC):", fieldCommands, ""},
		{"Commands run (in CI: run 7): `a b`", fieldCommands, "`a b`"},
		{"Commands run + exit codes (reviewer rerun on a clean checkout of the head, with caches disabled and all services up):", fieldCommands, ""},
		{"Commit (unclosed: x", fieldCommit, "x"},
		{"Commit (see: above)", fieldNone, ""},
		{"EXIT_CODE: 0", fieldExitCode, "0"},
		{"Notes:", fieldOther, ""},
		{"Notes: some", fieldNone, ""},
		{": x", fieldNone, ""},
		{"**Verdict**", fieldVerdict, ""},
		{"__Blocked by__", fieldBlockers, ""},
		{"<b>Commit</b>", fieldCommit, ""},
		{"**Checklist**", fieldNone, ""},
		{"**Verdict** of Ann", fieldNone, ""},
		{"`commit`", fieldNone, ""},
		{"Blocked by：UP-01", fieldBlockers, "UP-01"},
		{"**Commit：** `4be1c0d5`", fieldCommit, "`4be1c0d5`"},
	}
	for _, tt := range tests {
		l, ok := labelOf([]byte(tt.line), 0, len(tt.line))
		if ok != (tt.field != fieldNone) || l.field != tt.field || ok && strings.TrimSpace(tt.line[l.value:]) != tt.value {
			t.Errorf("%q: field %d with %q, want %d with %q", tt.line, l.field, tt.line[l.value:], tt.field, tt.value)
		}
	}
}

// TestStatedCodes reads an exit code that other signs and words than an arrow lead to.
func TestStatedCodes(t *testing.T) {
	checkClaims(t, "- [x] ", map[string]string{
		"`make lint`. Exit 1.":                            "make lint=exit 1",
		"`make lint`, exit 1":                             "make lint=exit 1",
		"`make lint` [exit 1]":                            "make lint=exit 1",
		"`make lint` ➡️ exit 1":                           "make lint=exit 1",
		"`make lint`<br>exit 1":                           "make lint=exit 1",
		"“`make lint`” -> exit 1":                         "make lint=exit 1",
		"`make lint`[^1] -> exit 1":                       "make lint=exit 1",
		"`make lint` returns exit 1":                      "make lint=exit 1",
		"`make lint` in `web/` -> exit 1":                 "make lint=exit 1",
		"In `web/`: `make lint` -> exit 1":                "make lint=exit 1",
		"`make lint` — run by Ann — exit 1":               "make lint=exit 1",
		"exit 1 ← `make lint`":                            "make lint=exit 1",
		"make lint (exit 1)":                              "make lint=exit 1",
		"Lint (`make lint`): exit 0":                      "make lint=exit 0",
		"`tool --bad` returns exit code 2 on a bad board": "",
		"`tool` returns exit code 2":                      "",
		"`parse` returns exit code 2":                     "",
		"Refuse it (`tool --bad`): exit 2":                "",
		"The findings are gone. `make lint` now exits 0.": "",
		"Leave the loop in `run`, exit 0 stays":           "",
		"make it return exit code 2":                      "",
	})
}

// TestClaimsOfItems has items of one claim, of several, and of none.
func TestClaimsOfItems(t *testing.T) {
	checkClaims(t, "", map[string]string{
		"- [x] `a b` -> exit 0, `c d` -> exit 1":                        "a b=exit 0|c d=exit 1",
		"- [x] `a b` -> exit 0 (3 tests); then `make` -> exit 2.":       "a b=exit 0|make=exit 2",
		"- [x] `a b` passed and `c d` -> exit 1":                        "a b=passed|c d=exit 1",
		"- [x] `a b` and `c d` -> exit 0":                               "a b=exit 0|c d=exit 0",
		"- [x] `a b`, `c d`, and `e f` -> exit 1":                       "a b=exit 1|c d=exit 1|e f=exit 1",
		"- [x] `a b` -> exit 0, `c d` + `e f` -> exit 1":                "a b=exit 0|c d=exit 1|e f=exit 1",
		"Commands run: `a b` -> exit 0, `c d` -> exit 1":                "a b=exit 0|c d=exit 1",
		"- [x] `a b` -> `v1`, `c d` -> exit 0":                          "a b=v1|c d=exit 0",
		"- [x] `a b` -> `go1.25.7` -> exit 0":                           "a b=exit 0",
		"- [x] `a b` -> exit 0 (rerun; first attempt, `c d` -> exit 1)": "a b=exit 0",
		"- [x] `a b` -> exit 0, see `c.log`":                            "a b=exit 0",
		"- [x] Fixed `x.go`, `a b` -> exit 0":                           "a b=exit 0",
		"- [x] Rename `a b` and `c d`.":                                 "",
		"Commands run: `a b`, `c d`\n":                                  "a b=|c d=",
		"Commands run:\n- `a b` and `c d`\n":                            "a b=|c d=",
		"Commands run:\n- `a b`, `c d` passed.\n":                       "a b=passed|c d=passed",
		"Commands run:\n- `a b` on `main` and `v1 x`\n":                 "a b=on main and v1 x",
		"- [x] `a b` and `c d` passed.\n":                               "a b=passed|c d=passed",
		"- [x] `a b` and `c d`\n":                                       "a b=|c d=",
		"- [x] `a`, `c` and `d`\n":                                      "",
		"- [x] Moved `a b` to `c d`\n":                                  "",
		"- [x] `a b` — (no output)\n":                                   "a b=",
		"- [x] `a b` (no output)\n":                                     "a b=",
		"- [x] `a b` — 2 failures\n":                                    "a b=failed",
		"- [x] `a b` — 66 passed (66)\n":                                "a b=passed",
		"- [x] `a b` 3 failing paths fixed\n":                           "",
		"- [x] `a b` — exit 0; then `c d` — exit 1\n":                   "a b=exit 0|c d=exit 1",
		"- Both `a b` and `c d` passed in the old tree\n":               "",
		"- [x] `POST /api/x` — add a connection.":                       "",
		"- [x] run full validation (without `--skip-docker`) -> exit 0": "",
		"- [x] Update `go.mod` toolchain pin.":                          "",
		"- Version: `go 1.24` → `go 1.25`":                              "",
		"- `Dockerfile`: `golang:1.25`":                                 "",
		"- Run the suite -> exit 0":                                     "",
		"- [x] `README.md`":                                             "",
	})
}

func TestABareGateIsAGate(t *testing.T) {
	for item, want := range map[string]string{
		"- [ ] P0": "P0:", "- [x] P0": "P0:PASS", "- [x] P1 findings are resolved": "", "- [ ] P2 PASS": "P2:",
	} {
		p := packetOf(t, item)
		got := ""
		for _, g := range p.Gates {
			got += g.Name + ":" + string(g.Result)
		}
		if got != want {
			t.Errorf("%q: gates %q, want %q", item, got, want)
		}
	}
}

func TestClaimsInOtherDress(t *testing.T) {
	checkClaims(t, "- [x] ", map[string]string{
		"**`a b`** -> exit 0":                      "a b=exit 0",
		"_`a b`_ -> exit 1":                        "a b=exit 1",
		"[`a b`](https://example.org/x) -> exit 0": "a b=exit 0",
		"[`a b`][run] -> exit 0":                   "a b=exit 0",
		"$`a b`$ -> exit 0":                        "a b=exit 0",
		"`a b`\u200b -> exit 0":                    "a b=exit 0",
		"`a b`\u00a0→\u00a0exit\u00a00":            "a b=exit 0",
		"`a b` -&gt; exit&nbsp;0":                  "a b=exit 0",
		"go vet ./... -> exit 0":                   "go vet ./...=exit 0",
		"<code>go vet ./...</code> -> exit 0":      "go vet ./...=exit 0",
		"**make test** → exit 2":                   "make test=exit 2",
		"\\`go vet ./...\\` -> exit 0":             "go vet ./...=exit 0",
		"all tests -> exit 0":                      "",
		"go vet ./... passed":                      "",
		"see the log -> exit 0":                    "",
	})
}

func TestVerdicts(t *testing.T) {
	for text, want := range map[string]ReviewState{
		"APPROVED": ReviewApproved, "`APPROVED`": ReviewApproved, "✅ Approved.": ReviewApproved,
		"CHANGES_REQUESTED": ReviewChangesRequested, "changes requested (P1)": ReviewChangesRequested, "BLOCKED": ReviewBlocked,
		"REJECTED": ReviewChangesRequested, "Not approved": ReviewChangesRequested, "NO-GO": ReviewChangesRequested, "Changes required.": ReviewChangesRequested,
		"APPROVED | CHANGES_REQUESTED | BLOCKED": ReviewNone, "<verdict>": ReviewNone, "GO": ReviewNone, "approvedly": ReviewNone,
	} {
		p := packetOf(t, "Verdict: "+text)
		if v := p.Verdicts; len(v) != 1 || v[0].State != want {
			t.Errorf("%q: %+v, want %q", text, v, want)
		}
	}
}

func TestCheckpointStates(t *testing.T) {
	tests := []struct {
		raw    string
		want   CheckpointState
		hashes int
	}{
		{"`6dbb2e06` (docs: x)", CheckpointRecorded, 1},
		{"6dbb2e06", CheckpointRecorded, 1},
		{"`abc1234`, `bcd2345`", CheckpointRecorded, 2},
		{"`0123456789abcdef0123456789abcdef01234567`", CheckpointRecorded, 1},
		{"`20260209`", CheckpointRecorded, 1},
		{"`deadbeef` (feat: x)", CheckpointRecorded, 1},
		{"deadbeef", CheckpointRecorded, 1},
		{"`defaced`", CheckpointRecorded, 1},
		{"the facade of deadbeef", CheckpointMissing, 0},
		{"(pending)", CheckpointPending, 0},
		{"(pending checkpoint)", CheckpointPending, 0},
		{"`pending`", CheckpointPending, 0},
		{"PENDING (will be filled after abc1234f)", CheckpointPending, 0},
		{"(this commit)", CheckpointPending, 0},
		{"(see below)", CheckpointPending, 0},
		{"", CheckpointMissing, 0},
		{"N/A (docs only)", CheckpointMissing, 0},
		{"NO-OP (nothing)", CheckpointMissing, 0},
		{"`<hash>` (<message>)", CheckpointMissing, 0},
		{"TODO", CheckpointMissing, 0},
		{"on 20260209", CheckpointMissing, 0},
		{"defaced", CheckpointMissing, 0},
		{"550e8400-e29b-41d4-a716-446655440000", CheckpointMissing, 0},
	}
	for _, tt := range tests {
		tr := parse(t, board("## RC-00: x\n\nEvidence:\n- Commit: "+tt.raw+"\n"))
		c := tr.Packet("RC-00").Checkpoint()
		if c == nil || c.State != tt.want || len(c.Hashes) != tt.hashes {
			t.Errorf("%q: %+v", tt.raw, c)
		}
	}
	if tr := parse(t, board("## RC-00: x\n\nCommit:\n```\nabc1234f\n```\n")); tr.Packet("RC-00").Checkpoint().State != CheckpointRecorded {
		t.Error("the hash in a fence under Commit was not read")
	}
	if tr := parse(t, board("## RC-00: x\n")); tr.Packet("RC-00").Checkpoint() != nil {
		t.Error("a packet without a Commit field has a checkpoint")
	}
}

// A sub-heading announces the same with the packet's id before it as without.
func TestSubHeadingsMayBearTheID(t *testing.T) {
	for _, id := range []string{"", "UP-01 ", "UP-01 — ", "UP-01: ", "Packet UP-01 "} {
		p := Parse("t.md", []byte("| Packet | Status |\n|---|---|\n| UP-00 | READY |\n| UP-01 | DONE |\n\n## UP-01: Upload\n\n"+
			"### "+id+"Blocked by\n\n- UP-00\n\n"+
			"### "+id+"Commands run\n\n- `go vet ./...`\n\n"+
			"### "+id+"Rollback\n\n- `git reset --hard HEAD~1` is never run.\n\n"+
			"### "+id+"Commit\n\n`4be1c0d5`\n\n"+
			"### "+id+"Verdict: APPROVED\n"), Grammar{}).Packet("UP-01")
		switch {
		case len(p.Blockers) != 1 || p.Blockers[0].ID != "UP-00":
			t.Errorf("%q: blockers %v", id, p.Blockers)
		case len(p.Claims) != 1:
			t.Errorf("%q: %d claims", id, len(p.Claims))
		case p.Checkpoint() == nil || len(p.Checkpoint().Hashes) != 1:
			t.Errorf("%q: checkpoint %v", id, p.Checkpoint())
		case p.Verdict() == nil || p.Verdict().State != ReviewApproved:
			t.Errorf("%q: verdict %v", id, p.Verdict())
		}
	}
}
