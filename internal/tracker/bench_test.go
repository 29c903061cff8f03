package tracker

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// large is a tracker of about a size: the fixture's packet over and over.
func large(size int) []byte {
	full, err := os.ReadFile("testdata/full.md")
	if err != nil {
		panic(err)
	}
	_, section, _ := strings.Cut(string(full), "## HB-00 Checklist")
	section, _, _ = strings.Cut(section, "## HB-01: Pin")
	n := max(size/(len(section)+40), 1)
	var s strings.Builder
	s.WriteString("# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n")
	for i := range n {
		fmt.Fprintf(&s, "| HB-%05d | Freeze | DONE |\n", i)
	}
	for i := range n {
		fmt.Fprintf(&s, "\n## HB-%05d Checklist%s", i, section)
	}
	return []byte(s.String())
}

func BenchmarkParse(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"10kB", 10e3}, {"100kB", 100e3}, {"1MB", 1e6}, {"10MB", 10e6}} {
		source := large(size.bytes)
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			b.ReportAllocs()
			for b.Loop() {
				if t := Parse("t.md", source, Grammar{}); t.Err() != nil {
					b.Fatal(t.Err())
				}
			}
		})
	}
}

func BenchmarkIsTracker(b *testing.B) {
	readme := []byte(strings.Repeat("Some prose about | pipes and `code`.\n\n- [ ] item\n", 20000))
	for name, source := range map[string][]byte{"tracker": large(1e6), "other": readme} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			for b.Loop() {
				IsTracker("t.md", source, Grammar{})
			}
		})
	}
}

// allBlocked is rows of packets that wait for all others.
func allBlocked(size int) string {
	var s strings.Builder
	for n := 0; s.Len() < size; n++ {
		fmt.Fprintf(&s, "| A-%d | BLOCKED (all) |\n", n)
	}
	return s.String()
}

// hostileSources are inputs that make careless parsers take time or memory in the
// square of their size.
func hostileSources(size int) map[string]string {
	const header = "| Packet | Title | Status |\n|---|---|---|\n| RC-00 | x | DONE |\n\n## RC-00 Checklist: x\n\n"
	fill := func(s string) string { return header + strings.Repeat(s, size/len(s)) }
	var runs strings.Builder
	for n := 1; runs.Len() < size; n++ {
		runs.WriteString(strings.Repeat("`", n) + " ")
	}
	var nested strings.Builder
	for n := 0; nested.Len() < size/2; n++ {
		nested.WriteString(strings.Repeat(" ", 2*min(n, 60)) + "- a\n")
	}
	nested.WriteString(strings.Repeat("\n", min(size/2, 200000)))
	return map[string]string{
		"quotations in a line":    fill(">"),
		"lists in a line":         fill("- "),
		"nested lists, then none": header + nested.String(),
		"open brackets":           fill("["),
		"open round brackets":     header + "- `a b` -> " + strings.Repeat("(", size),
		"backtick runs":           header + "- " + runs.String(),
		"stars":                   fill("*a "),
		"links":                   fill("[a](b) "),
		"link definitions":        fill("[a]: /b\n\n"),
		"references":              header + "Blocked by:\n- " + strings.Repeat("RC-00, ", size/7),
		"dashed word":             header + "Blocked by:\n- " + strings.Repeat("a-", size/2),
		"hashes":                  header + "Commit: " + strings.Repeat("abcdef0 ", size/8),
		"residual risks":          header + "Files changed:\n- a\n\nResidual risk:\n" + strings.Repeat("- some risk or other that is long enough\n", size/41),
		"wide table":              "|" + strings.Repeat("a|", size/4) + "\n|" + strings.Repeat("-|", size/4) + "\n",
		"wide then long table":    header + "|" + strings.Repeat("a|", 200) + "\n|" + strings.Repeat("-|", 200) + "\n" + strings.Repeat("|a long enough row\n", size/18),
		"wide board":              "| Packet | Status |" + strings.Repeat("a|", size/4) + "\n|---|---|" + strings.Repeat("-|", size/4) + "\n",
		"wide row":                "| Packet | Status |\n|---|---|\n| A-1 | DONE |" + strings.Repeat("a|", size/2),
		"long rows":               "| Packet | Status |\n|---|---|\n" + strings.Repeat("| A-1 | DONE | x |\n", size/20),
		"many packets":            string(large(size)),
		"headings":                fill("## RC-00 Checklist: x\n- [ ] a b c d e f\n"),
		"new packets":             header + manyHeadings(size),
		"one long paragraph":      fill("word word word word word word\n"),
		"html":                    fill("<!-- "),
		"html blocks":             fill("<div> some text in a line\n"),
		"fences":                  fill("```\nsome text in a line\n```\n"),
		"claims in a line":        header + "- [x] " + strings.Repeat("`a b` -> exit 0, ", size/18),
		"commands in a line":      header + "- [x] " + strings.Repeat("`a b`, ", size/7) + "`c d` -> exit 0",
		"labels":                  fill("Commands run: see the long text\n"),
		"listed commands":         header + "- [x] " + strings.Repeat("`a b`, ", size/7) + "`c d` passed.",
		"an arrow's sides":        header + "```\n" + strings.Repeat("RC-00 + ", size/16) + " ──blocks──► " + strings.Repeat("RC-00 + ", size/16) + "\n```\n",
		"arrows":                  header + "```\n" + strings.Repeat("RC-00 ──blocks──► ", size/26) + "\n```\n",
		"a graph":                 header + "```\n" + strings.Repeat("RC-00 ──blocks──► RC-00\n", size/30) + "```\n",
		"all":                     "| Packet | Status |\n|---|---|\n" + allBlocked(size),
		"look-alikes":             fill("## RС-00 Checklist: x\n"),
		"brackets of a status":    "| Packet | Status |\n|---|---|\n| A-1 | BLOCKED " + strings.Repeat("(", size) + " |\n",
		"failures":                header + "- [x] `a b` -> " + strings.Repeat("1 a ", size/4),
		"findings":                header + "### Findings\n\n" + strings.Repeat("no no no no no\n", size/15),
		"strikes":                 "| Packet | Status |\n|---|---|\n| A-1 | " + strings.Repeat("~~a", size/3) + " |\n",
		"quoted lazy lines":       header + strings.Repeat("> ", 30) + strings.Repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", size/30),
		"delimiters":              fill("a|b\n-|-|-\n"),
		"phases":                  header[:strings.Index(header, "## ")] + strings.Repeat("| Packet | Status |\n|---|---|\n| RC-1 | DONE |\n\n", size/42),
		"lines of a cell":         header + "| Command | Exit |\n|---|---|\n| " + strings.Repeat("`a b`<br>", size/18) + " | " + strings.Repeat("0<br>", size/10) + " |\n",
		"commands and no code":    header + "- [x] " + strings.Repeat("`a/b`: `c d`, ", size/14) + "\n",
		"ranges":                  header + "Blocked by:\n" + strings.Repeat("- RC-00..RC-199\n", size/16),

		"headings that hold ids":    fill("## Task (RC-00) and more\n- [ ] a\n"),
		"headings of other packets": fill("## Packet RC-00: x\n\n### About RC-01 and RC-02\n- [ ] a\n"),
		"a heading of ids":          header + "## Of " + strings.Repeat("RC-00 and ", size/10) + "\n",
		"bold lines":                fill("**RC-01: x**\n\n"),
		"a fence of headings":       header + "```\n" + strings.Repeat("## RC-00 Checklist: x\n- [ ] a\n", size/30) + "```\n",
		"boxes that look alike":     fill("- **[ ]** `a b` -> exit 0\n- [x]a\n- ☐ b\n"),
		"a box that looks alike":    header + "- **[ ]**" + strings.Repeat("*[x] ", size/5),
		"transcripts":               header + "### Evidence\n\n```\n" + strings.Repeat("$ a b; echo $?\nsome output\n0\n$ echo $?\n0\nexit code: 0\n", size/53) + "```\n",
		"a long prompt":             header + "### Evidence\n\n```\n" + strings.Repeat("(a) [a@a:/b ~$ ", size/15) + "\n```\n",
		"templates":                 header + strings.Repeat("### Review Record\n\nFiles changed:\n- <path>\n\nCommands run:\n- `<command>` -> exit <code>\n\nVerdict: APPROVED | CHANGES_REQUESTED\n\n", size/130) + "### Review Record\n\nFiles changed:\n- a.go: b\n\nVerdict: APPROVED\n",
		"loose rows":                fill("| RC-00 | x | DONE |\n\n"),
		"a loose row":               header + "| RC-01 | x | DONE " + strings.Repeat("|a", size/2) + "\n",
		"phases of one packet each": "| Packet | Title | Status |\n|---|---|---|\n| RC-00 | x | DONE |\n\n" + manyPhases(size),
		"a line of ids":             header + "RC-00 depends on " + strings.Repeat("RC-00, ", size/7) + "\n",
		"ranges in a line":          header + "Blocked by: " + strings.Repeat("RC-00..RC-05, ", size/14) + "\n",
		"blockers with notes":       header + "Blocked by:\n" + strings.Repeat("- RC-00 (DONE), the freeze (RC-00, done); [x] more\n", size/52),
		"notes in a line":           header + "Blocked by:\n- " + strings.Repeat("RC-00 (DONE), a title (RC-00, done) — ", size/40) + "\n",
		"titles of blockers":        header + "Blocked by:\n- [ ] " + strings.Repeat("a title (", size/9) + "\n",
		"look-alike blockers":       header + "Blocked by:\n- " + strings.Repeat("RС-00, ", size/8) + "\n",
		"remarks":                   header + "- [x] `a b` -> exit 0 (" + strings.Repeat("first run failed, but killed; ", size/30) + ")\n",
		"reruns":                    header + "- [x] `a b` -> " + strings.Repeat("exit 1, then ", size/13) + "exit 0\n",
		"reviewers":                 fill("Reviewers:\n- Ann: APPROVED\n- Bea — BLOCKED\n\n"),
		"verdicts in a line":        header + "Verdict: " + strings.Repeat("Ann: APPROVED, Bea: BLOCKED; ", size/29) + "\n",
		"a verdict's steps":         header + "Verdict: " + strings.Repeat("BLOCKED → ", size/12) + "\n",
		"a gate of failures":        header + "Gate checklist:\n- P0: PASS " + strings.Repeat("(1 test ", size/8) + "\n",
		"a table of gates":          header + "| Gate | Result |\n|---|---|\n" + strings.Repeat("| P0 | PASS — all good |\n", size/26),
		"a table of commands":       header + "| Command | Exit | Result |\n|---|---|---|\n" + strings.Repeat("| `a b` | 0 | passed |\n", size/23),
		"front matter":              "---\n" + strings.Repeat("a: b\n", size/5),
	}
}

// manyPhases is tables that go on with the board under another header.
func manyPhases(size int) string {
	var s strings.Builder
	for i := 1; s.Len() < size; i++ {
		fmt.Fprintf(&s, "## Phase\n\n| Packet | Title | Note | Status |\n|---|---|---|---|\n| RC-%d | x | y | DONE |\n\n", i)
	}
	return s.String()
}

func manyHeadings(size int) string {
	var s strings.Builder
	for i := 0; s.Len() < size; i++ {
		fmt.Fprintf(&s, "## RC-%d Checklist: x\n\n", i)
	}
	return s.String()
}

// BenchmarkHostile shows that time stays linear: MB/s of 1 MB and of 4 MB are to
// be alike.
func BenchmarkHostile(b *testing.B) {
	for _, size := range []int{1e6, 4e6} {
		for name, source := range hostileSources(size) {
			b.Run(fmt.Sprintf("%s/%dMB", name, size/1e6), func(b *testing.B) {
				b.SetBytes(int64(len(source)))
				b.ReportAllocs()
				for b.Loop() {
					Parse("t.md", []byte(source), Grammar{})
				}
			})
		}
	}
}

// TestHostile reads each hostile input once, small enough for every run.
func TestHostile(t *testing.T) {
	for name, source := range hostileSources(50_000) {
		t.Run(name, func(t *testing.T) {
			tr := Parse("t.md", []byte(source), Grammar{})
			IsTracker("t.md", []byte(source), Grammar{})
			if len(tr.Source) != len(source) {
				t.Error("the source is gone")
			}
		})
	}
}
