package tracker

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// board is a tracker of two packets with a text behind the board.
func board(rest string) []byte {
	return []byte("# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| RC-00 | First | DONE |\n| RC-01 | Second | READY |\n\n" + rest)
}

func parse(t *testing.T, source string) *Tracker {
	t.Helper()
	return Parse("t.md", []byte(source), Grammar{})
}

func TestStatusWords(t *testing.T) {
	tests := []struct {
		raw  string
		want Status
	}{
		{"DONE", StatusDone},
		{"**DONE**", StatusDone},
		{"`DONE`", StatusDone},
		{"✅ DONE", StatusDone},
		{"~~READY~~ DONE", StatusDone},
		{"Done ", StatusDone},
		{"DONE/APPROVED", StatusDone},
		{"DONE / APPROVED", StatusDone},
		{"[DONE](#rc-00)", StatusDone},
		{"TODO", StatusReady},
		{"PENDING", StatusReady},
		{"NOT STARTED", StatusReady},
		{"not_started", StatusReady},
		{"ready (blocked by P2,P3)", StatusReady},
		{"🔵 IN PROGRESS", StatusInProgress},
		{"IN-REVIEW", StatusInReview},
		{"CHANGES_REQUESTED", StatusChangesRequested},
		{"BLOCKED (GA-02)", StatusBlocked},
		{"BLOCKED (all)", StatusBlocked},
		{"", StatusNone},
		{"—", StatusNone},
		{"-", StatusNone},
		{"DОNE", StatusUnknown},       // Cyrillic О
		{"DO\u200bNE", StatusUnknown}, // zero-width space
		{"\u2060DONE", StatusUnknown}, // word joiner
		{"ＤＯＮＥ", StatusUnknown},       // fullwidth
		{"NOT DONE", StatusUnknown},
		{"DONE?", StatusUnknown},
		{"READY/DONE", StatusUnknown},
		{"running", StatusUnknown},
		{"DONE <!-- no -->", StatusUnknown},
	}
	v := newVocabulary(Grammar{})
	for _, tt := range tests {
		if got := v.status(tt.raw); got != tt.want {
			t.Errorf("status(%q) = %q, want %q", tt.raw, got, tt.want)
		}
	}
}

func TestConfiguredStatusWords(t *testing.T) {
	v := newVocabulary(Grammar{Statuses: map[Status][]string{
		StatusDone: {"✅", "[x]", "Shipped", "✅ ended"}, StatusInProgress: {"running", "PENDING"}, StatusBlocked: {"❌ ended"}, StatusInReview: {"☑️ DONE"},
	}})
	for raw, want := range map[string]Status{
		"✅": StatusDone, "[x]": StatusDone, "shipped": StatusDone, "**RUNNING**": StatusInProgress, "DONE": StatusDone, "[~]": StatusUnknown,
		"pending": StatusInProgress, "TODO": StatusReady,
		"✅ ended": StatusDone, "❌ ended": StatusBlocked, "ended": StatusUnknown, // for it is both
		"☑️ DONE": StatusInReview, "✅ DONE": StatusDone, "done": StatusDone,
	} {
		if got := v.status(raw); got != want {
			t.Errorf("status(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestReviewStates(t *testing.T) {
	for raw, want := range map[string]ReviewState{
		"—": ReviewNone, "-": ReviewNone, "N/A": ReviewNone, "": ReviewNone,
		"PENDING": ReviewPending, "IN_REVIEW": ReviewPending, "**APPROVED**": ReviewApproved,
		"CHANGES_REQUESTED": ReviewChangesRequested, "BLOCKED": ReviewBlocked, "АPPROVED": ReviewUnknown, "fine": ReviewUnknown,
	} {
		if got := reviewState(raw); got != want {
			t.Errorf("reviewState(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	for _, id := range []string{"RC-00", "TN-11", "SB5-00", "W1-A", "C-1", "P1", "P1-001", "03a", "0.5", "00"} {
		tr := parse(t, fmt.Sprintf("| Packet | Status |\n|---|---|\n| %s | DONE |\n\n## %s Checklist: x\n\n- [ ] a\n", id, id))
		if len(tr.Problems) > 0 || len(tr.Packets) != 1 || tr.Packets[0].ID != id {
			t.Fatalf("%s: %v %v", id, tr.Packets, tr.Problems)
		}
		heading := "Packet " + id
		if id != "00" {
			heading = id
		}
		tr = parse(t, fmt.Sprintf("| Packet | Status |\n|---|---|\n| %s | DONE |\n\n## %s Checklist: x\n\n- [ ] a\n", id, heading))
		if len(tr.Packets) != 1 || len(tr.Packets[0].Boxes) != 1 {
			t.Errorf("%s: heading %q is not bound: %+v", id, heading, tr.Packets)
		}
	}
}

// TestTraps has one case or more for each trap that trackers lay.
func TestTraps(t *testing.T) {
	const fence = "```"
	tests := []struct {
		name, rest string
		check      func(t *testing.T, tr *Tracker)
	}{
		{
			"1 headings and rules within a packet do not end it",
			"## RC-00 Checklist: x\n\n- [x] a\n\n---\n\n## **Verdict: GO**\n\n- [x] b\n\n## Addendum\n\n- [ ] c\n",
			func(t *testing.T, tr *Tracker) { boxes(t, tr, "RC-00", "a", "b", "c") },
		},
		{
			"1 end lists do",
			"## RC-00 Checklist: x\n\n- [x] a\n\n## Checkpoint Commits\n\n- [ ] b\n",
			func(t *testing.T, tr *Tracker) { boxes(t, tr, "RC-00", "a") },
		},
		{
			"2 the same id in several headings",
			"## RC-00 Checklist: x\n\n- [x] a\n\n## RC-01: y\n\n- [ ] b\n\n## RC-00 Appendix: other\n\n- [x] c\n",
			func(t *testing.T, tr *Tracker) {
				boxes(t, tr, "RC-00", "a", "c")
				if n := len(tr.Packet("RC-00").Sections); n != 2 {
					t.Errorf("%d sections, want 2", n)
				}
			},
		},
		{
			"2 packet sections after end lists",
			"## Checkpoint Commits\n\n- RC-00: `abc1234f` x\n\n## RC-00: x\n\n- [x] a\n",
			func(t *testing.T, tr *Tracker) {
				boxes(t, tr, "RC-00", "a")
				if c := tr.Packet("RC-00").Checkpoint(); c == nil || c.State != CheckpointRecorded {
					t.Errorf("checkpoint %+v", c)
				}
			},
		},
		{
			"3 tables that look like boards",
			"## RC-00: x\n\n| Packet | Status | Review State |\n|---|---|---|\n| RC-01 | DONE | APPROVED |\n\n| Packet | Commit |\n|---|---|\n| RC-01 | `abc1234f` |\n",
			func(t *testing.T, tr *Tracker) {
				if p := tr.Packet("RC-01"); p.Status != StatusReady || len(tr.Packets) != 2 {
					t.Errorf("read %s as the board", p.Status)
				}
			},
		},
		{
			"4 fences are text",
			"## RC-00: x\n\n" + fence + "\n## RC-01: y\n- [ ] a\n| Packet | Status |\n|---|---|\n| RC-09 | DONE |\n" + fence + "\n",
			func(t *testing.T, tr *Tracker) {
				boxes(t, tr, "RC-00")
				if len(tr.Packets) != 2 || len(tr.Packet("RC-01").Sections) != 0 {
					t.Errorf("the fence was read: %+v", tr.Packets)
				}
			},
		},
		{
			"4 but a record's fence is read",
			"## RC-00: x\n\n" + fence + "\nCommands run:\n1. `make` -> exit 2\n\nVerdict: APPROVED\n" + fence + "\n",
			func(t *testing.T, tr *Tracker) {
				p := tr.Packet("RC-00")
				if len(p.Records) != 1 || !p.Records[0].Fenced || len(p.Claims) != 1 || p.Claims[0].Outcome.ExitCode != 2 || p.Verdict() == nil {
					t.Errorf("%+v", p)
				}
			},
		},
		{
			"5 an open box is no verdict",
			"## RC-01: x\n\n- [ ] Verdict recorded: `APPROVED`\n",
			func(t *testing.T, tr *Tracker) {
				p := tr.Packet("RC-01")
				if p.Verdict() != nil || len(p.Verdicts) != 1 {
					t.Errorf("%+v", p.Verdicts)
				}
			},
		},
		{
			"5 a ticked box that says exit 1 or FAILED",
			"## RC-00: x\n\n- [x] `a b` -> exit 1\n- [x] `c d` -> exit 0 FAILED\n- [x] `e f` — FAILED (out of scope)\n",
			func(t *testing.T, tr *Tracker) {
				c := tr.Packet("RC-00").Claims
				if len(c) != 3 || c[0].Outcome.ExitCode != 1 || !c[1].Outcome.Failed || c[2].Outcome.Kind != OutcomeFailed || !c[2].Outcome.Failed {
					t.Errorf("%+v", c)
				}
			},
		},
		{
			"6 pipes in lists and cells",
			"## RC-00: x\n\n- [x] `go test -run \"A|B\"` -> exit 0\n\n| Command | Exit Code |\n|---|---|\n| `go test -run \"A\\|B\"` | 0 |\n",
			func(t *testing.T, tr *Tracker) {
				c := tr.Packet("RC-00").Claims
				if len(c) != 2 || c[0].Command.Value != `go test -run "A|B"` || c[1].Command.Value != c[0].Command.Value {
					t.Errorf("%+v", c)
				}
			},
		},
		{
			"7 commands with backticks, quotes and dollars",
			"## RC-00: x\n\n- [x] ``echo `id` \"$(ls *.go)\" && true`` -> exit 0\n- [x] a \\` tick, `b c` => exit 0\n",
			func(t *testing.T, tr *Tracker) {
				c := tr.Packet("RC-00").Claims
				if len(c) != 2 || c[0].Command.Value != "echo `id` \"$(ls *.go)\" && true" || c[1].Command.Value != "b c" {
					t.Errorf("%+v", c)
				}
			},
		},
		{
			"8 P1 is a gate, a severity or a risk by place",
			"## RC-00: x\n\nFiles changed:\n- P1: not a gate\n\nGate checklist:\n- P1: PASS\n\nResidual risk:\n- P1: leak\n\n- P2: FAIL in prose\n",
			func(t *testing.T, tr *Tracker) {
				if g := tr.Packet("RC-00").Gates; len(g) != 1 || g[0].Result != GatePass {
					t.Errorf("%+v", g)
				}
			},
		},
		{
			"9 Blocked by without an id",
			"## RC-01: x\n\nBlocked by:\n- the settings worker (see P1)\n- RC-00 and RC-07..rc-08\n- none\n",
			func(t *testing.T, tr *Tracker) {
				var ids []string
				for _, b := range tr.Packet("RC-01").Blockers {
					ids = append(ids, b.ID)
				}
				if got := strings.Join(ids, ","); got != ",RC-00,RC-07,RC-08" {
					t.Errorf("blockers %q", got)
				}
			},
		},
		{
			"11 several hashes",
			"## RC-00: x\n\nEvidence:\n- Commit: `abc1234f` and [`bcd2345`](https://github.com/o/r/commit/bcd2345aaa)\n",
			func(t *testing.T, tr *Tracker) {
				c := tr.Packet("RC-00").Checkpoint()
				if c == nil || len(c.Hashes) != 2 || c.Hashes[1].Value != "bcd2345" {
					t.Errorf("%+v", c)
				}
			},
		},
		{
			"12 a mark that only looks like an x is no tick",
			"## RC-00: x\n\n- [х] cyrillic\n- [x](link) no box\n- [X] ticked\n",
			func(t *testing.T, tr *Tracker) {
				boxes(t, tr, "RC-00", "cyrillic", "ticked")
				if b := tr.Packet("RC-00").Boxes; b[0].Checked || !b[1].Checked {
					t.Errorf("%+v", b)
				}
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, crlf := range []bool{false, true} {
				source := string(board(tt.rest))
				if crlf {
					source = "\ufeff" + strings.ReplaceAll(source, "\n", "\r\n")
				}
				tr := parse(t, strings.TrimRight(source, "\r\n"))
				if err := tr.Err(); err != nil {
					t.Fatal(err)
				}
				tt.check(t, tr)
			}
		})
	}
}

func boxes(t *testing.T, tr *Tracker, id string, want ...string) {
	t.Helper()
	var got []string
	for _, b := range tr.Packet(id).Boxes {
		got = append(got, b.Text.Value)
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("boxes of %s: %q, want %q", id, got, want)
	}
}

func TestIdentityCells(t *testing.T) {
	tr := parse(t, "| Packet | Status | Implementer | Reviewer |\n|---|---|---|---|\n| A-1 | DONE | Codex + Claude | `@login` |\n| A-2 | DONE | Orchestrator (Claude) | — |\n")
	if p := tr.Packets; p[0].Implementer.Value != "Codex + Claude" || p[0].Reviewer.Value != "@login" || p[1].Reviewer.Value != "" || p[1].Implementer.Value != "Orchestrator (Claude)" {
		t.Errorf("%+v", p)
	}
}

// TestProblems has every kind of bad input, with where it is told and whether the
// file can be judged.
func TestProblems(t *testing.T) {
	const header = "| Packet | Title | Status |\n|---|---|---|\n"
	tests := []struct {
		name, source string
		kind         ProblemKind
		fatal        bool
		line, column int
		says         string
	}{
		{"empty", "", ProblemNoBoard, true, 1, 1, "empty"},
		{"only a mark", "\ufeff \n", ProblemNoBoard, true, 1, 1, "empty"},
		{"no board", "# T\n\ntext\n", ProblemNoBoard, true, 1, 1, "no packet board"},
		{"board in a fence", "```\n" + header + "| A-1 | x | DONE |\n```\n", ProblemNoBoard, true, 1, 1, "no packet board"},
		{"indented delimiter row", "| Packet | Title | Status |\n    |---|---|---|\n| A-1 | x | DONE |\n", ProblemMalformed, true, 1, 1, "delimiter"},
		{"another table", "| ID | Status |\n|---|---|\n| 200 | OK |\n", ProblemNoBoard, true, 1, 1, "no packet board"},
		{"NUL", header + "| A-1 | x\x00 | DONE |\n", ProblemEncoding, true, 3, 10, "NUL"},
		{"invalid UTF-8", header + "| A-1 | é\xff | DONE |\n", ProblemEncoding, true, 3, 10, "0xff"},
		{"bare carriage return", header + "| A-1 | x | DONE |\r- [ ] hidden\n", ProblemEncoding, true, 3, 19, "carriage return"},
		{"unclosed fence", header + "| A-1 | x | DONE |\n\n## A-1: x\n\n```\n- [ ] hidden\n", ProblemUnclosedFence, true, 7, 1, "never closed"},
		{"unclosed empty fence", header + "| A-1 | x | DONE |\n\n~~~", ProblemUnclosedFence, true, 5, 1, "never closed"},
		{"unclosed comment", header + "| A-1 | x | DONE |\n\n## A-1: x\n\n<!-- later\n- [ ] hidden\n\n", ProblemUnclosedFence, true, 7, 1, "never closed"},
		{"no delimiter row", "| Packet | Title | Status |\n| A-1 | x | DONE |\n", ProblemMalformed, true, 1, 1, "delimiter"},
		{"short delimiter row", "| Packet | Title | Status |\n|---|---|\n| A-1 | x | DONE |\n", ProblemMalformed, true, 1, 1, "delimiter"},
		{"surplus cell", header + "| A-1 | x | y | DONE |\n", ProblemMalformed, true, 3, 1, "4 cells"},
		{"missing status cell", header + "| A-1 | x |\n", ProblemMalformed, true, 3, 1, "2 cells"},
		{"missing last cell", "| Packet | Status | Note |\n|---|---|---|\n| A-1 | DONE |\n", ProblemMalformed, false, 3, 1, "2 cells"},
		{"no id", header + "| nothing | x | DONE |\n", ProblemMalformed, true, 3, 3, "no packet id"},
		{"look-alike id", header + "| RС-01 | x | DONE |\n", ProblemMalformed, true, 3, 3, "U+0421"},
		{"zero-width id", header + "| RC\u200b-01 | x | DONE |\n", ProblemMalformed, true, 3, 3, "U+200B"},
		{"unknown status", header + "| A-1 | x | shipped |\n", ProblemUnknownStatus, false, 3, 13, "statuses in .github/packetgate.yml"},
		{"no status", header + "| A-1 | x |  |\n", ProblemUnknownStatus, false, 3, 13, "no status"},
		{"look-alike status", header + "| A-1 | é | DОNE |\n", ProblemUnknownStatus, false, 3, 13, "U+041E"},
		{"duplicate", header + "| A-1 | x | DONE |\n| a-1 | y | READY |\n", ProblemDuplicate, false, 4, 3, "line 3"},
		{"too large", header + strings.Repeat("x", MaxSize), ProblemTooLarge, true, 1, 1, "split"},
		{"too many lines", header + strings.Repeat("x\n", maxLines), ProblemTooLarge, true, 1, 1, "split"},
		{"too deep", header + "| A-1 | x | DONE |\n\n" + strings.Repeat("> ", 100) + "x\n", ProblemTooLarge, true, 5, 33, "nested"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := parse(t, tt.source)
			if len(tr.Problems) == 0 {
				t.Fatal("no problem")
			}
			p := tr.Problems[0]
			if p.Kind != tt.kind || p.Fatal != tt.fatal || p.Line != tt.line || p.Column != tt.column || !strings.Contains(p.Message, tt.says) {
				t.Errorf("%s fatal=%t %d:%d %s", p.Kind, p.Fatal, p.Line, p.Column, p.Message)
			}
			if (tr.Err() != nil) != tt.fatal {
				t.Errorf("Err() = %v", tr.Err())
			}
		})
	}
}

func TestUnmarkedFilesAreFine(t *testing.T) {
	source := string(board("## RC-00: x\n\n- [x] a"))
	for _, s := range []string{source, "\ufeff" + source, strings.ReplaceAll(source, "\n", "\r\n"), strings.ReplaceAll(source, "- [", "-\t[")} {
		tr := parse(t, s)
		if len(tr.Problems) > 0 || len(tr.Packet("RC-00").Boxes) != 1 {
			t.Errorf("%q: %+v", s[:20], tr.Problems)
		}
	}
}

func TestClosedBlocksSwallowNothing(t *testing.T) {
	for _, s := range []string{"<!-- a\nb\n-->", "<!-- a -->", "<!-- a\n-->\n\n", "<details>\nx\n", "<pre>\na\n</pre>", "```\na\n```", "> <!-- a\n> b\n\nc", "<!--"} {
		if tr := parse(t, string(board("## RC-00: x\n\n- [x] a\n\n"+s))); len(tr.Problems) > 0 {
			t.Errorf("%q: %+v", s, tr.Problems)
		}
	}
}

func TestBoardIsFoundUnderItsHeading(t *testing.T) {
	tr := parse(t, "| Packet | Status |\n|---|---|\n| A-1 | DONE |\n\n## Packet Board\n\n| Packet | Status |\n|---|---|\n| B-1 | READY |\n")
	if len(tr.Packets) != 1 || tr.Packets[0].ID != "B-1" {
		t.Errorf("%+v", tr.Packets)
	}
}

func TestBoardMayBeSplitIntoPhases(t *testing.T) {
	tr := parse(t, "## Phase 1\n\n| ID | Task | Status |\n|---|---|---|\n| P1-001 | a | ✅ DONE |\n\n## Phase 2\n\n| ID | Task | Status |\n|---|---|---|\n| P2-001 | b | READY |\n")
	if len(tr.Packets) != 2 || len(tr.Problems) > 0 {
		t.Errorf("%+v %v", tr.Packets, tr.Problems)
	}
}

func TestRuleRightBelowTheBoard(t *testing.T) {
	tr := parse(t, "| Packet | Status |\n|---|---|\n| A-1 | DONE |\n---\n\n## A-1: x\n\n- [x] a\n")
	if len(tr.Problems) > 0 || len(tr.Packets) != 1 {
		t.Fatalf("%+v", tr.Problems)
	}
	boxes(t, tr, "A-1", "a")
}

func TestHeadings(t *testing.T) {
	tests := []struct{ heading, owners, title string }{
		{"RC-01", "RC-01", ""},
		{"RC-01 Checklist: Second", "RC-01", "Second"},
		{"**RC-01**: Second", "RC-01", "Second"},
		{"Packet rc-01 — APPROVED", "RC-01", "APPROVED"},
		{"RC-01. Second", "RC-01", "Second"},
		{"RC-01) Second", "RC-01", "Second"},
		{"RC-01- Second", "RC-01", "Second"},
		{"[RC-01] Second", "RC-01", "Second"},
		{"[RC-01](#rc-01) Second", "RC-01", "Second"},
		{"✅ RC-01 Appendix: more", "RC-01", "Appendix: more"},
		{"RC-00 + RC-01", "RC-00 RC-01", ""},
		{"RC-00, the first", "RC-00", "the first"},
		{"RC-07 Checklist: of the series", "RC-07", "of the series"},
		{"RC-01..RC-03", "", ""},
		{"RC-01.5", "", ""},
		{"P1: a risk", "", ""},
		{"Verdict for RC-01", "", ""},
	}
	for _, tt := range tests {
		tr := parse(t, string(board("## "+tt.heading+"\n\n- [ ] a\n")))
		var owners []string
		for _, p := range tr.Packets {
			for _, s := range p.Sections {
				owners = append(owners, p.ID)
				if s.Title != tt.title || len(p.Boxes) != 1 {
					t.Errorf("%q: title %q, want %q; %d boxes", tt.heading, s.Title, tt.title, len(p.Boxes))
				}
			}
		}
		if got := strings.Join(owners, " "); got != tt.owners {
			t.Errorf("%q: bound to %q, want %q", tt.heading, got, tt.owners)
		}
	}
}

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
		{"-> exit 0 (6/6 permutations PASS)", "exit 0", "6/6 permutations", false},
		{"-> exit 0 (1,234 tests, 2.9s, 5 files)", "exit 0", "1,234 tests;5 files", false},
		{"-> exit 0 (0 FAILED)", "exit 0", "", false},
		{"-> exit 0, 2 FAILED", "exit 0", "", true},
		{"exits 0", "exit 0", "", false},
		{"(output truncated)", "", "", false},
		{"(12 tests)", "", "12 tests", false},
		{"passed.", "passed", "", false},
		{"-> 7/7 pass", "passed", "", false},
		{"— FAILED (out of scope)", "failed", "", true},
		{"-> FAILED (exit 1)", "exit 1", "", true},
		{"-> timed out", "failed", "", true},
		{"-> N/A (Docker daemon not running)", "not-run", "", false},
		{"-> 0 matches", "0 matches", "", false},
		{"-> 2 pre-existing failures, 0 new", "2 pre-existing failures", "", false},
		{"-> `go1.25.7`", "go1.25.7", "", false},
		{"-> go1.25.7.", "go1.25.7", "", false},
		{"-> exit <code>", "", "", false},
		{"->", "", "", false},
		{"", "", "", false},
	}
	for _, tt := range tests {
		tr := parse(t, string(board("## RC-00: x\n\n- [x] `some cmd` "+tt.text+"\n")))
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
	for rest, want := range map[string]string{
		"Command: `a b`\nExit code: 1\n":                               "a b=exit 1",
		"Command: a b\nEXIT_CODE: 0\nCommand: c d\nExit code: 2\n":     "a b=exit 0|c d=exit 2",
		"- Command: `a b`\n- Exit code: 0\n":                           "a b=exit 0",
		"Command: a b\nOutput:\nfine\nExit code: 0\n":                  "a b=exit 0",
		"Command: a b\nExit code: 0\n\n- Command: c d\n- Exit code: 1": "a b=exit 0|c d=exit 1",
		"Evidence:\n" + fence + "Command: a b\nExit code: 1\n" + fence: "a b=exit 1",
		"Command: a b\n\n### Next\n\nExit code: 0\n":                   "a b=",
		"Command: <command>\nExit code: <code>\n":                      "",
	} {
		tr := parse(t, string(board("## RC-00: x\n\n"+rest)))
		if got := claimed(tr); got != want {
			t.Errorf("%q: %s, want %s", rest, got, want)
		}
	}
}

// claimed lists the claims of RC-00.
func claimed(tr *Tracker) string {
	var out []string
	for _, c := range tr.Packet("RC-00").Claims {
		out = append(out, c.Command.Value+"="+c.Outcome.String())
	}
	return strings.Join(out, "|")
}

func TestACommandTableInARecordIsTheRecords(t *testing.T) {
	tr := parse(t, string(board("## RC-00: x\n\nFiles changed:\n- a.go\n\nCommands run:\n\n| Command | Exit Code |\n|---|---|\n| `a b` | 0 |\n| `c d` | 1 |\n\nVerdict: APPROVED\n")))
	r := tr.Packet("RC-00").Records
	if len(r) != 1 || len(r[0].Commands) != 2 || len(r[0].Items) != 2 || r[0].Commands[1].Record != r[0] || claimed(tr) != "a b=exit 0|c d=exit 1" {
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
	}
	for _, tt := range tests {
		l, ok := labelOf([]byte(tt.line), 0, len(tt.line))
		if ok != (tt.field != fieldNone) || l.field != tt.field || ok && strings.TrimSpace(tt.line[l.value:]) != tt.value {
			t.Errorf("%q: field %d with %q, want %d with %q", tt.line, l.field, tt.line[l.value:], tt.field, tt.value)
		}
	}
}

func TestSeveralClaimsInAnItem(t *testing.T) {
	tests := []struct{ item, want string }{
		{"- [x] `a b` -> exit 0, `c d` -> exit 1", "a b=exit 0|c d=exit 1"},
		{"- [x] `a b` -> exit 0 (3 tests); then `make` -> exit 2.", "a b=exit 0|make=exit 2"},
		{"- [x] `a b` passed and `c d` -> exit 1", "a b=passed|c d=exit 1"},
		{"- [x] `a b` and `c d` -> exit 0", "a b=exit 0|c d=exit 0"},
		{"- [x] `a b`, `c d`, and `e f` -> exit 1", "a b=exit 1|c d=exit 1|e f=exit 1"},
		{"- [x] `a b` -> exit 0, `c d` + `e f` -> exit 1", "a b=exit 0|c d=exit 1|e f=exit 1"},
		{"Commands run: `a b` -> exit 0, `c d` -> exit 1", "a b=exit 0|c d=exit 1"},
		{"- [x] `a b` -> `v1`, `c d` -> exit 0", "a b=v1|c d=exit 0"},
		{"- [x] `a b` -> `go1.25.7` -> exit 0", "a b=exit 0"},
		{"- [x] `a b` -> exit 0 (rerun; first attempt, `c d` -> exit 1)", "a b=exit 0"},
		{"- [x] `a b` -> exit 0, see `c.log`", "a b=exit 0"},
		{"- [x] Fixed `x.go`, `a b` -> exit 0", "a b=exit 0"},
		{"- [x] Rename `a b` and `c d`.", ""},
	}
	for _, tt := range tests {
		if got := claimed(parse(t, string(board("## RC-00: x\n\n"+tt.item+"\n")))); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.item, got, tt.want)
		}
	}
}

func TestABareGateIsAGate(t *testing.T) {
	for item, want := range map[string]string{
		"- [ ] P0": "P0:", "- [x] P0": "P0:PASS", "- [x] P1 findings are resolved": "", "- [ ] P2 PASS": "P2:",
	} {
		tr := parse(t, string(board("## RC-00: x\n\n"+item+"\n")))
		got := ""
		for _, g := range tr.Packet("RC-00").Gates {
			got += g.Name + ":" + string(g.Result)
		}
		if got != want {
			t.Errorf("%q: gates %q, want %q", item, got, want)
		}
	}
}

func TestNoClaims(t *testing.T) {
	for _, item := range []string{
		"- [x] `POST /api/x` — add a connection.",
		"- [x] run full validation (without `--skip-docker`) -> exit 0",
		"- [x] Update `go.mod` toolchain pin.",
		"- Version: `go 1.24` → `go 1.25`",
		"- `Dockerfile`: `golang:1.25`",
		"- Run the suite -> exit 0",
		"- [x] `README.md`",
	} {
		tr := parse(t, string(board("## RC-00: x\n\n"+item+"\n")))
		if c := tr.Packet("RC-00").Claims; len(c) > 0 {
			t.Errorf("%q: claim %q %q", item, c[0].Command.Raw, c[0].Outcome)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for text, want := range map[string]ReviewState{
		"APPROVED": ReviewApproved, "`APPROVED`": ReviewApproved, "✅ Approved.": ReviewApproved,
		"CHANGES_REQUESTED": ReviewChangesRequested, "changes requested (P1)": ReviewChangesRequested, "BLOCKED": ReviewBlocked,
		"REJECTED": ReviewChangesRequested, "Not approved": ReviewChangesRequested, "NO-GO": ReviewChangesRequested, "Changes required.": ReviewChangesRequested,
		"APPROVED | CHANGES_REQUESTED | BLOCKED": ReviewNone, "<verdict>": ReviewNone, "GO": ReviewNone, "approvedly": ReviewNone,
	} {
		tr := parse(t, string(board("## RC-00: x\n\nVerdict: "+text+"\n")))
		if v := tr.Packet("RC-00").Verdicts; len(v) != 1 || v[0].State != want {
			t.Errorf("%q: %+v, want %q", text, v, want)
		}
	}
}

func TestFindingsByLabel(t *testing.T) {
	for rest, want := range map[string]int{
		"Findings: it breaks on empty input.": 1, "Findings: 3 handlers leak.": 1, "- Findings: 3": 0,
		"Findings: None.": 0, "Findings: No issues found.": 0, "- Findings: none": 0, "Findings:\n- it breaks\n- None.": 1,
	} {
		tr := parse(t, string(board("## RC-00: x\n\n"+rest+"\n")))
		if got := tr.Packet("RC-00").Findings; len(got) != want {
			t.Errorf("%q: %v, want %d", rest, got, want)
		}
	}
}

func TestFindingsUnderAHeading(t *testing.T) {
	for heading, want := range map[string]int{
		"### Findings": 1, "### RC-00 Findings": 1, "### RC-00 Review Findings": 1, "### No Findings": 0, "### RC-00 Notes": 0,
	} {
		tr := parse(t, string(board("## RC-00: x\n\n"+heading+"\n\n- P1: it breaks on empty input.\n")))
		if got := tr.Packet("RC-00").Findings; len(got) != want {
			t.Errorf("%s: %v, want %d", heading, got, want)
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
		tr := parse(t, string(board("## RC-00: x\n\nEvidence:\n- Commit: "+tt.raw+"\n")))
		c := tr.Packet("RC-00").Checkpoint()
		if c == nil || c.State != tt.want || len(c.Hashes) != tt.hashes {
			t.Errorf("%q: %+v", tt.raw, c)
		}
	}
	if tr := parse(t, string(board("## RC-00: x\n\nCommit:\n```\nabc1234f\n```\n"))); tr.Packet("RC-00").Checkpoint().State != CheckpointRecorded {
		t.Error("the hash in a fence under Commit was not read")
	}
	if tr := parse(t, string(board("## RC-00: x\n"))); tr.Packet("RC-00").Checkpoint() != nil {
		t.Error("a packet without a Commit field has a checkpoint")
	}
}

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
