package plan

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/tracker"
)

const model = "# Release plan\n" +
	"\n" +
	"## Packet Dependency Graph\n" +
	"\n" +
	"```\n" +
	"RC-00 (scope freeze) ──blocks──► RC-01 (toolchain pin, P0-1)\n" +
	"RC-01 + RC-02..RC-04 ──all block──► RC-05\n" +
	"RC-05 ──blocks──► RC-06 ──blocks──► RC-07\n" +
	"RC-08 is merely named\n" +
	"```\n" +
	"\n" +
	"## Global Command Set (Used By Multiple Packets)\n" +
	"\n" +
	"Backend:\n" +
	"- `go build ./...`\n" +
	"- `go test ./internal/api/... -run \"A|B\"`\n" +
	"\n" +
	"### Frontend\n" +
	"1. `npx vitest run`\n" +
	"\n" +
	"## Packet RC-01: Toolchain\n" +
	"\n" +
	"Goal:\n" +
	"- Pin `go.mod` and run `make pin`.\n" +
	"\n" +
	"Required checks:\n" +
	"- `go env GOVERSION` matches the pinned version.\n" +
	"- `scripts/.go-version`\n" +
	"- `go 1.25.0`, `toolchain go1.25.7` in `go.mod`.\n" +
	"\n" +
	"Evidence required:\n" +
	"- Commands + exit codes for: `go env GOVERSION`, `go build ./...`.\n" +
	"- `grep -r old .` -> exit 1\n" +
	"- Diff proof.\n" +
	"\n" +
	"Rollback:\n" +
	"- Run `git revert HEAD`.\n" +
	"\n" +
	"## Packet RC-02: Scans\r\n" +
	"\r\n" +
	"**Exit criteria:**\r\n" +
	"- `govulncheck ./...` exits 0.\r\n" +
	"- Security gate: `GO`.\r\n" +
	"- `gitleaks` exits 0 (0 leaks).\r\n" +
	"\r\n" +
	"### Packet 00: Freeze\n" +
	"\n" +
	"Exit criteria: run the Global Command Set and `make all` passes.\n" +
	"\n" +
	"## Appendix\n" +
	"\n" +
	"Evidence required:\n" +
	"- Commands: `rm -rf /`.\n"

func TestParse(t *testing.T) {
	p := Parse("plan.md", []byte(model), tracker.Grammar{})
	got := describe(p)
	want := strings.Join([]string{
		"global go build ./... @15:4",
		"global go test ./internal/api/... -run \"A|B\" @16:4",
		"global npx vitest run @19:5",
		"00 exit make all @48:48",
		"00 refers to the global set @48",
		"RC-01 evidence go env GOVERSION @32:31",
		"RC-01 evidence go build ./... @32:51",
		"RC-01 evidence grep -r old . (exit 1) @33:4",
		"RC-01 check go env GOVERSION @27:4",
		"RC-02 exit govulncheck ./... @42:4",
		"RC-02 exit gitleaks @44:4",
	}, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantEdges := []Edge{
		{"RC-00", "RC-01", "plan.md", 6},
		{"RC-01", "RC-05", "plan.md", 7},
		{"RC-02", "RC-05", "plan.md", 7},
		{"RC-03", "RC-05", "plan.md", 7},
		{"RC-04", "RC-05", "plan.md", 7},
		{"RC-05", "RC-06", "plan.md", 8},
		{"RC-06", "RC-07", "plan.md", 8},
	}
	if diff := cmp.Diff(wantEdges, p.Edges); diff != "" {
		t.Error(diff)
	}
	if got := len(p.Asked("00")); got != 4 {
		t.Errorf("Packet 00 is asked for %d commands, want its own and the 3 of the global set", got)
	}
}

func TestGlobalSetByPacketAndCondition(t *testing.T) {
	p := Parse("plan.md", []byte("## Global Validation Baseline (all packets)\n\n"+
		"Run after every packet unless waived:\n\n1. `go build ./...`\n\n"+
		"When the frontend is touched, additionally run:\n\n2. `npx tsc`\n\n"+
		"Milestone boundary baselines (TN-06, TN-08..TN-09):\n\n3. `npx vitest run`\n\n"+
		"For all packets:\n\n4. `go vet ./...`\n\n"+
		"### TN-06: Badge\n\nRequired tests:\n1. `npx vitest run badge`\n"), tracker.Grammar{})
	values := func(commands []Command) string {
		var out []string
		for _, c := range commands {
			out = append(out, c.Value+" under "+c.Under)
		}
		return strings.Join(out, ", ")
	}
	if got, want := values(p.Commands), "go build ./... under Global Validation Baseline, go vet ./... under Global Validation Baseline"; got != want {
		t.Errorf("asked of all: %s", got)
	}
	if got, want := values(p.Asked("TN-06")), "npx vitest run badge under Required tests, npx vitest run under Global Validation Baseline"; got != want {
		t.Errorf("asked of TN-06: %s", got)
	}
	if got := values(p.Asked("TN-08")); got != "npx vitest run under Global Validation Baseline" {
		t.Errorf("asked of TN-08: %s", got)
	}
}

// TestPlanOfAnotherFamily reads ids and headings that only the configuration knows.
func TestPlanOfAnotherFamily(t *testing.T) {
	source := []byte("## Phase 00: Set up\n\nEvidence required:\n- `make all` -> exit 0\n\n" +
		"## API-auth -- tokens\n\nEvidence required:\n- `make auth` -> exit 0\n\n" +
		"```\nAPI-auth, RC-01..RC-02x ──blocks──► API-web and xAPI-no\n```\n")
	p := Parse("plan.md", source, tracker.Grammar{PacketHeadings: []string{"Phase {id}: {title}"}, IDs: []string{"[A-Z]{2,5}-[a-z]+"}})
	if len(p.Asked("00")) != 1 || len(p.Asked("API-auth")) != 1 || len(p.Packets) != 2 {
		t.Errorf("packets %+v", p.Packets)
	}
	if diff := cmp.Diff([]Edge{{"API-auth", "API-web", "plan.md", 12}, {"RC-01", "API-web", "plan.md", 12}, {"RC-02x", "API-web", "plan.md", 12}}, p.Edges); diff != "" {
		t.Error(diff)
	}
	if p := Parse("plan.md", source, tracker.Grammar{}); len(p.Packets) != 0 {
		t.Errorf("without the grammar: %+v", p.Packets)
	}
}

func describe(p *Plan) string {
	var out []string
	list := func(who string, commands []Command) {
		for _, c := range commands {
			code := ""
			switch {
			case c.Exit.NonZero:
				code = " (not 0)"
			case c.Exit.Code != 0:
				code = fmt.Sprintf(" (exit %d)", c.Exit.Code)
			}
			out = append(out, fmt.Sprintf("%s %s%s @%d:%d", who, c.Value, code, c.Line, c.Column))
		}
	}
	list("global", p.Commands)
	for _, id := range []string{"00", "RC-01", "RC-02"} {
		if packet := p.Packet(id); packet != nil {
			list(id+" evidence", packet.Evidence)
			list(id+" check", packet.Checks)
			list(id+" exit", packet.Exit)
			for _, g := range packet.Globals {
				out = append(out, fmt.Sprintf("%s refers to the global set @%d", id, g.Line))
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestParseOddities(t *testing.T) {
	for source, want := range map[string]string{
		"\ufeff## Packet RC-01\nEvidence required:\n- `a b` -> exit 0\n":               "RC-01 evidence a b @3:4",
		"## RC-01\n<!--\nEvidence required:\n- `a b` -> exit 0\n-->\n":                 "",
		"## RC-01\nEvidence required:\n- a \\` tick, run `a b`, ``c ` d`` -> exit 2\n": "RC-01 evidence a b @3:19\nRC-01 evidence c ` d (exit 2) @3:27",
		"## RC-01\nEvidence required:\n- [x] `a b` exits 0\n\n## Other\n- run `c d`\n": "RC-01 evidence a b @3:8",
	} {
		if diff := cmp.Diff(want, describe(Parse("plan.md", []byte(source), tracker.Grammar{}))); diff != "" {
			t.Errorf("%q: %s", source, diff)
		}
	}
}

// TestEdges reads what packets wait for, wherever plans say so.
func TestEdges(t *testing.T) {
	fence := func(text string) string { return "```\n" + text + "\n```\n" }
	for _, test := range []struct{ source, want string }{
		{fence("A-1 ──blocks──► A-2"), "A-1>A-2"},
		{fence("A-1 --> A-2"), ""},
		{fence("A-3 (x) — depends on A-1, A-2"), "A-1>A-3 A-2>A-3"},
		{"## Dependencies\n" + fence("A-1 → A-2 -> A-3 ──then──► A-4"), "A-1>A-2 A-2>A-3 A-3>A-4"},
		{"The dependency graph:\n\n" + fence("A-1 --> A-2"), "A-1>A-2"},
		{"## Dependencies\n" + fence("A-1 ──┐\n      ├──► A-3\nA-2 ──┘"), "A-1>A-3 A-2>A-3"},
		{"## Dependencies\n" + fence("A-1\n|-- A-2\n|   `-- A-3\n+-- A-4\n\nA-5\nA-6 depends on all"), "A-1>A-2 A-2>A-3 A-1>A-4 A-1>A-6 A-2>A-6 A-3>A-6 A-4>A-6 A-5>A-6"},
		{"## Epics\n" + fence("A-1\n├── A-2"), ""},
		{"```mermaid\nflowchart LR\n  one[A-1: go] --> two(A-2) & A-3; two -- then --> A-4\n  one -.-> |x| A-5\n```\n", "A-1>A-2 A-1>A-3 A-2>A-4 A-1>A-5"},
		{"```mermaid\nsequenceDiagram\n  A-1 --> A-2\n```\n", ""},
		{"## A-3: x\n\nDepends on: A-1, A-2 (the pin).\n", "A-1>A-3 A-2>A-3"},
		{"## A-3: x\n\n**Blocked by:**\n- A-1 (DONE)\n- `A-2` and A-4 must be merged, unlike A-5\n\nGoal:\n- as A-6\n", "A-1>A-3 A-2>A-3 A-4>A-3"},
		{"## A-3: x\n\nDependencies: none, runs beside A-1\n", ""},
		{"## A-3: x (depends on A-1, A-2)\n", "A-1>A-3 A-2>A-3"},
		{"## Packet 03: x\n\nDepends on: Packet 01, 02\n", "01>03 02>03"},
	} {
		var got []string
		for _, e := range Parse("plan.md", []byte(test.source), tracker.Grammar{}).Edges {
			got = append(got, e.From+">"+e.To)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %s, want %s", test.source, strings.Join(got, " "), test.want)
		}
	}
}

func TestNoPlanAsksNothing(t *testing.T) {
	var none *Plan
	if none.Packet("RC-01") != nil || none.Asked("RC-01") != nil {
		t.Error("a missing plan asks for something")
	}
}

func TestModelPlan(t *testing.T) {
	source, err := os.ReadFile("../../../shared/corpus/release-confidence-plan.md")
	if err != nil {
		t.Skip("the corpus is not here")
	}
	p := Parse("plan.md", source, tracker.Grammar{})
	if got := len(p.Commands); got != 10 {
		t.Errorf("the Global Command Set has %d commands, want 10", got)
	}
	if got := len(p.Edges); got != 10 {
		t.Errorf("the graph has %d edges, want 10", got)
	}
	if got := len(p.Packets); got != 8 {
		t.Errorf("the plan has %d packets, want 8", got)
	}
	rc01 := p.Packet("RC-01")
	if len(rc01.Evidence) != 3 || len(rc01.Checks) != 3 {
		t.Errorf("RC-01 asks for %v and %v", rc01.Evidence, rc01.Checks)
	}
	if len(p.Packet("RC-05").Globals) == 0 {
		t.Error("RC-05 refers to the Global Command Set")
	}
	if len(p.Packet("RC-07").Exit) != 0 {
		t.Errorf("RC-07's exit criteria name no commands: %v", p.Packet("RC-07").Exit)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(model))
	f.Add([]byte("## Packet RC-01\nEvidence required:\n- `a\x00b c` -> exit 999\n```\nA-1 ──blocks──► A-1"))
	f.Add([]byte("\xff\xfe## Packet 0.5\r\n- Exit criteria:\r\n\t- ``x ` y`` exits 3"))
	f.Add([]byte("## Dependencies\n```\nA-0\n├── A-1 ──┐\n│   └── A-2 ─┴─► A-3\nA-4 depends on all\n```\n```mermaid\nflowchart LR\nx[A-1] & y --> |go| A-2\n```\n"))
	f.Add([]byte("## Global Commands: B\n| Group | Command | Exit |\n|---|---|---|\n| x | `a \\| b` | 2 |\n\n## Packet 01 (depends on 00)\nDepends on: 00..03\n- Packet 02\n\nAcceptance criteria\n- [ ] exit 2: `a b` must not exit 0"))
	f.Add([]byte("## A-1\nEvidence required:\n\nRun these:\n\n```console\n$ cd x\n$ a \\\n```\n- instead of `a b`, e.g. `c d`'s"))
	f.Add([]byte("- - - - `a`\n## Packet A-1..A-9\n1) x"))
	g := tracker.Grammar{PacketHeadings: []string{"Phase {id}*"}, IDs: []string{"[A-Z]+-[a-z]+"}}
	f.Fuzz(func(t *testing.T, source []byte) {
		p := Parse("plan.md", source, g)
		lines := bytes.Count(source, []byte("\n")) + 1
		for id, packet := range p.Packets {
			if id != packet.ID {
				t.Fatalf("%q stands under %q", packet.ID, id)
			}
			for _, c := range p.Asked(id) {
				if c.Line < 1 || c.Line > lines || c.Column < 1 || c.Start < 0 || c.End > len(source) || c.Value == "" {
					t.Fatalf("a command without a place: %+v", c)
				}
			}
		}
	})
}

// BenchmarkParse reads whole plans and hostile ones of 10 kB to 1 MB: MB/s stays the same.
func BenchmarkParse(b *testing.B) {
	label := "## Packet RC-01\nEvidence required:\n"
	for name, unit := range map[string]string{
		"plan":      model,
		"backticks": label + "- " + strings.Repeat("` `` ```", 1000) + "\n",
		"clauses":   label + "- " + strings.Repeat("do not run, if `go test ./...` instead of ", 200) + "\n",
		"nesting":   label + strings.Repeat("- ", 1000) + "x\n",
		"edges":     "```\n" + strings.Repeat("A-1 + A-2 + A-3 + ", 1000) + " ──blocks──► " + strings.Repeat("B-1 ", 1000) + "\n```\n",
		"tree":      "## Dependencies\n```\nA-0\n" + strings.Repeat("│ ", 500) + "└── A-1\n├── A-2 ──┐\n```\n",
		"mermaid":   "```mermaid\ngraph TD\n" + strings.Repeat("A-1[x] & ", 500) + "B --> C -- x " + strings.Repeat("--> A-2 ", 500) + "\n```\n",
		"table":     label + "\n| Command | Exit |\n|---|---|\n" + strings.Repeat("| `go test ./... -run \"A\\|B\"` | 1 |\n", 100),
		"line":      label + "- " + strings.Repeat("─-=[(", 2000) + "\n",
	} {
		for _, size := range []int{10_000, 100_000, MaxSize} {
			source := []byte(strings.Repeat(unit+"\n", 1+size/len(unit))[:size])
			b.Run(fmt.Sprintf("%s/%dkB", name, size/1000), func(b *testing.B) {
				b.SetBytes(int64(len(source)))
				for b.Loop() {
					Parse("plan.md", source, tracker.Grammar{})
				}
			})
		}
	}
	// One item of the whole size, which must not cost more for being one.
	for name, unit := range map[string]string{"item": "`go test ./...`, not `a b` for ", "blanks": "` ` ", "heading": "#### ", "chart": "A-1 --> "} {
		for _, size := range []int{10_000, 100_000, MaxSize} {
			source := []byte(label + "- " + strings.Repeat(unit, size/len(unit)))
			if name == "chart" {
				source = []byte("```mermaid\ngraph TD\n" + strings.Repeat(unit, size/len(unit)) + "\n```\n")
			}
			b.Run(fmt.Sprintf("one %s/%dkB", name, size/1000), func(b *testing.B) {
				b.SetBytes(int64(len(source)))
				for b.Loop() {
					Parse("plan.md", source, tracker.Grammar{})
				}
			})
		}
	}
}
