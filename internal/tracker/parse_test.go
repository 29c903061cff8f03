package tracker

import (
	"fmt"
	"strings"
	"testing"
)

// board is a tracker of two packets with a text behind the board.
func board(rest string) string {
	return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| RC-00 | First | DONE |\n| RC-01 | Second | READY |\n\n" + rest
}

// packetOf reads a text as the section of RC-00.
func packetOf(t *testing.T, text string) *Packet {
	t.Helper()
	return parse(t, board("## RC-00: x\n\n"+text+"\n")).Packet("RC-00")
}

func parse(t *testing.T, source string) *Tracker {
	t.Helper()
	return Parse("t.md", []byte(source), Grammar{})
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
			"8 a gate says its result in front, behind, or both",
			"## RC-00: x\n\n### Review Gates\n\n- [x] P1 PASS — N/A for a docs-only packet\n- [x] Verdict recorded (`APPROVED` or `BLOCKED`).\n\n### Evidence\n- Gate checklist:\n  - P0: All commands exit 0, no truncated output — PASS\n  - P2: Layouts match (403/404) — FAIL\n- Verdict: APPROVED\n",
			func(t *testing.T, tr *Tracker) {
				var got []string
				for _, g := range tr.Packet("RC-00").Gates {
					got = append(got, g.Name+" "+string(g.Result))
				}
				v := tr.Packet("RC-00").Verdicts
				if got := strings.Join(got, ","); got != "P1 PASS,P0 PASS,P2 FAIL" || len(v) != 2 || v[0].State != ReviewNone || v[1].State != ReviewApproved {
					t.Errorf("gates %q, verdicts %+v", got, v)
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
				source := board(tt.rest)
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
		{"UTF-16", utf16(header, true), ProblemEncoding, true, 1, 1, "iconv -f UTF-16"},
		{"UTF-16 without a mark", utf16(header, false), ProblemEncoding, true, 1, 1, "iconv -f UTF-16"},
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
		{"ids that are words", "# T\n\n## Packet Board\n\n| ID | Title | Status |\n|---|---|---|\n| Alpha | x | DONE |\n| Beta | y | READY |\n", ProblemMalformed, true, 7, 3, "ids in .github/packetgate.yml"},
		{"ids that are pictures", "# Release tracker\n\n| ID | Title | Status |\n|---|---|---|\n| 🚀 | x | DONE |\n", ProblemMalformed, true, 5, 3, "ids in .github/packetgate.yml"},
		{"words of no tracker", "# Release notes\n\n| ID | Title | Status |\n|---|---|---|\n| Alpha | x | DONE |\n", ProblemNoBoard, true, 3, 1, "ids and statuses"},
		{"another language", "# T\n\nx\n\n| Schlüssel | Stand |\n|---|---|\n| A-1 | fertig |\n", ProblemNoBoard, true, 5, 1, `has "Schlüssel", "Stand": if it is the board`},
		{"words without a status", "# T\n\n## Board\n\n| ID | Status |\n|---|---|\n| Alpha | DONE |\n| Beta | fine |\n", ProblemNoBoard, true, 5, 1, "ids and statuses"},
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

// utf16 is a text in UTF-16, as PowerShell writes it.
func utf16(s string, marked bool) string {
	var b strings.Builder
	if marked {
		b.WriteString("\xff\xfe")
	}
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

func TestATrackerInUTF16IsATracker(t *testing.T) {
	source := board("## RC-00: x\n\n- [x] a")
	if !IsTracker("t.md", []byte(utf16(source, true)), Grammar{}) || IsTracker("t.md", []byte(utf16("# Notes\n\nNo board here.\n", true)), Grammar{}) {
		t.Error("a board in UTF-16 is not seen, or one where none is")
	}
}

func TestUnmarkedFilesAreFine(t *testing.T) {
	source := board("## RC-00: x\n\n- [x] a")
	for _, s := range []string{source, "\ufeff" + source, strings.ReplaceAll(source, "\n", "\r\n"), strings.ReplaceAll(source, "- [", "-\t[")} {
		tr := parse(t, s)
		if len(tr.Problems) > 0 || len(tr.Packet("RC-00").Boxes) != 1 {
			t.Errorf("%q: %+v", s[:20], tr.Problems)
		}
	}
}

func TestClosedBlocksSwallowNothing(t *testing.T) {
	for _, s := range []string{"<!-- a\nb\n-->", "<!-- a -->", "<!-- a\n-->\n\n", "<details>\nx\n", "<pre>\na\n</pre>", "```\na\n```", "> <!-- a\n> b\n\nc", "<!--"} {
		if tr := parse(t, board("## RC-00: x\n\n- [x] a\n\n"+s)); len(tr.Problems) > 0 {
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

func TestABoardThatCanBeReadComesFirst(t *testing.T) {
	tr := parse(t, "# Tracker\n\n## Ledger\n\n| ID | Status |\n|---|---|\n| Alpha | DONE |\n\n## Others\n\n| ID | Status |\n|---|---|\n| A-1 | DONE |\n")
	if tr.Err() != nil || len(tr.Packets) != 1 || tr.Packets[0].ID != "A-1" {
		t.Errorf("%+v %v", tr.Packets, tr.Problems)
	}
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
		{"RC-05 to RC-01: the way back", "RC-05", "to RC-01: the way back"},
		// An id elsewhere than at the start, where it is the only one.
		{"Verdict for RC-01", "RC-01", ""},
		{"Task RC-01: Second", "RC-01", "Second"},
		{"1. RC-01: Second", "RC-01", "Second"},
		{"Checklist for RC-01", "RC-01", ""},
		{"Second (RC-01)", "RC-01", "Second"},
		{"Work Packet RC-01", "RC-01", ""},
		{"~~RC-01~~ Second", "RC-01", "Second"},
		{`<a id="x"></a>RC-01 Second`, "RC-01", "Second"},
		{"Evidence of RC-01: a second run", "RC-01", ""},
		{"From RC-00 to RC-01", "", ""},
		{"The range RC-01..RC-03", "", ""},
		{"See RC-01.5", "", ""},
		{"Changelog of RC-01", "", ""},
		{"The first RC", "", ""},
	}
	for _, tt := range tests {
		tr := parse(t, board("## "+tt.heading+"\n\n- [ ] a\n"))
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
