package tracker

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzReadings holds that no line of any tracker is dropped in silence: each
// non-blank line is in a reading of the packets that it belongs to, or of the
// tracker.
func FuzzReadings(f *testing.F) {
	for _, source := range fixtures(f) {
		f.Add(source)
		f.Add(append([]byte("\ufeff"), bytes.ReplaceAll(source, []byte("\n"), []byte("\r\n"))...))
	}
	const board = "| Packet | Status |\n|---|---|\n| A-1 | DONE |\n\n## A-1: x\n\n"
	for _, text := range []string{
		"", "```\nCommit:\n```", "> ```\n> Verdict: APPROVED\n> Commit: x\ntail", "Commit:", "- [ ]\n- [x]", "Findings:\n\n| A | B |\n|---|---|\n| c | d |\n",
		"<div>\nhtml\n</div>\n", "    indented\n", "Status: DONE\nStatus: READY\n", "## A-1 + A-2\n\nx\n", "## Rules\n\n1. r\n\n# A-1 again\n\ny",
	} {
		f.Add([]byte(board + text))
	}
	f.Fuzz(func(t *testing.T, source []byte) { checkReadings(t, Parse("t.md", source, Grammar{})) })
}

func checkReadings(t *testing.T, tr *Tracker) {
	t.Helper()
	if tr.Err() != nil {
		return
	}
	lines := bytes.Split(tr.Source, []byte{'\n'})
	cover := func(what string, read []Reading, seen map[int]bool) {
		unread, taken := map[int]bool{}, map[int]bool{}
		for _, r := range read {
			if r.Line < 1 || r.EndLine < r.Line || r.EndLine > len(lines) {
				t.Fatalf("%s: %s at lines %d to %d", what, r.Kind, r.Line, r.EndLine)
			}
			if r.Raw != string(tr.Source[r.Start:r.End]) && r.Raw != "" {
				t.Errorf("%s: line %d reads %q", what, r.Line, r.Raw)
			}
			for line := r.Line; line <= r.EndLine; line++ {
				seen[line] = true
				unread[line] = unread[line] || r.Kind == ReadingUnread && r.As == ""
				taken[line] = taken[line] || r.Kind != ReadingUnread
			}
		}
		for line := range unread {
			if unread[line] && taken[line] {
				t.Errorf("%s: line %d is read and unread", what, line)
			}
		}
	}
	whole := func(what string, from, to int, seen map[int]bool) {
		for line := from; line <= to; line++ {
			if len(bytes.TrimSpace(bytes.TrimPrefix(lines[line-1], byteOrderMark))) > 0 && !seen[line] {
				t.Errorf("%s: line %d is dropped: %q", what, line, lines[line-1])
			}
		}
	}
	all := map[int]bool{}
	cover("outside", tr.Outside(), all)
	for _, p := range tr.Packets {
		seen := map[int]bool{}
		cover(p.ID, tr.Readings(p), seen)
		for _, s := range p.Sections {
			whole(p.ID, s.Line, s.EndLine, seen)
		}
		for line := range seen {
			all[line] = true
		}
	}
	whole("tracker", 1, len(lines), all)
}

// fixtures are the trackers of the tests, and those of the corpus where it is
// present.
func fixtures(t testing.TB) [][]byte {
	t.Helper()
	var out [][]byte
	for _, pattern := range []string{"testdata/*.md", "../../../shared/corpus/*.md", "../../../shared/corpus/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, source)
		}
	}
	return out
}

func TestReadings(t *testing.T) {
	const source = "# T\n\nLinked plan: `docs/plan.md`\n\nHello.\n\n| Packet | Title | Status | Notes |\n|---|---|---|---|\n| A-1 | One | IN_PROGRESS | later |\n" + `
## A-1 Checklist: One

Some prose.

**Status:** IN_PROGRESS
**Status:** DONE

Blocked by:
- none

### Required Tests

- [x] ` + "`go test ./...` -> exit 0" + `
- [ ] Write it,
      and well.

<div>
html
</div>

    indented code

| Area | Owner |
|---|---|
| api | ann |

| Command | Exit code |
|---|---|
| ` + "`go vet ./...`" + ` | 0 |

### A-1 Review Record

` + "```" + `
Files changed:
- a.go: new
  because
Commands run + exit codes:
- it went well
Verdict: APPROVED
Commit: (pending)
` + "```" + `

## Checkpoint Commits

- A-1: ` + "`6dbb2e06`" + `
- nothing else
`
	tr := Parse("t.md", []byte(source), Grammar{})
	checkReadings(t, tr)
	show := func(read []Reading) string {
		var b strings.Builder
		for _, r := range read {
			fmt.Fprintf(&b, "%d %s: %s", r.Line, r.Kind, r.As)
			if r.Kind == ReadingUnread {
				fmt.Fprintf(&b, " | %s", r.Raw)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	want := `9 cell: id
9 cell: title
9 cell: status IN_PROGRESS
9 unread: a cell under Notes | later
11 section: of A-1
13 unread:  | Some prose.
15 label: announces the status
15 status: IN_PROGRESS
16 label: announces the status
16 unread: what stands behind the label | DONE
18 label: announces blockers
19 none: says that there is none
21 heading: announces nothing that is read by its name
23 box: ticked
23 claim: go test ./... -> exit 0
24 box: open
27 unread:  | <div>
28 unread:  | html
29 unread:  | </div>
31 unread:  | indented code
33 unread:  | | Area | Owner |
34 unread:  | |---|---|
35 unread:  | | api | ann |
37 header: of a table of commands
39 claim: go vet ./... -> exit 0
41 heading: announces evidence
43 record: lines 43 to 50
43 fence: opens
44 label: announces changed files
45 file: a.go
46 unread:  | because
47 label: announces commands that were run
48 item: listed, but names no command
49 label: announces the verdict
49 verdict: APPROVED
50 label: announces the checkpoint
50 checkpoint: pending
51 fence: closes
55 checkpoint: recorded 6dbb2e06
`
	if diff := cmp.Diff(want, show(tr.Readings(tr.Packet("A-1")))); diff != "" {
		t.Errorf("packet: -want +got:\n%s", diff)
	}
	want = `1 title: 
3 label: announces the linked plan
3 plan: docs/plan.md
5 unread:  | Hello.
7 header: of the board
9 row: of A-1
53 heading: ends the packets' sections
53 heading: announces checkpoints
55 checkpoint: of A-1: recorded 6dbb2e06
56 unread:  | - nothing else
`
	if diff := cmp.Diff(want, show(tr.Outside())); diff != "" {
		t.Errorf("outside: -want +got:\n%s", diff)
	}
}

func BenchmarkReadings(b *testing.B) {
	for _, packets := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(packets), func(b *testing.B) {
			var s strings.Builder
			s.WriteString("| Packet | Status |\n|---|---|\n")
			for i := range packets {
				fmt.Fprintf(&s, "| A-%d | READY |\n", i)
			}
			for i := range packets {
				fmt.Fprintf(&s, "\n## A-%d: t\n\nprose\n\nBlocked by:\n- A-%d\n\n- [x] `go test ./p%d` -> exit 0\n", i, i+1, i)
			}
			tr := Parse("t.md", []byte(s.String()), Grammar{})
			for b.Loop() {
				tr.Outside()
				for _, p := range tr.Packets {
					tr.Readings(p)
				}
			}
		})
	}
}
