package tracker

import (
	"fmt"
	"strings"
	"testing"
)

// TestHeadingsThatHoldAnID binds what stands under a heading behind RC-01's section to
// the packet that the heading names.
func TestHeadingsThatHoldAnID(t *testing.T) {
	for _, heading := range []string{
		"## RC-00: First", "## Task RC-00: First", "## 1. RC-00", "## First (RC-00)", "## First [RC-00]", "## First: RC-00",
		"## ~~RC-00~~ First", "## `RC-00` First", "## **RC-00** First", "## [RC-00](#x) First", "## ✅ RC-00 First",
		`## <a id="x"></a>RC-00 First`, "## <!-- x --> RC-00 First", "## First <sub>RC-00</sub>", "## RC-00 First {#x}",
		`## RC\-00 First`, `## \[RC-00\] First`, "## R&#67;-00 First", "## First (was RC-00)", "## rc-00 First",
		"RC-00: First\n---", "Task RC-00\n===", "<h2>RC-00: First</h2>", `<h2 id="x">First (RC-00)</h2>`, "### RC-00: First",
	} {
		tr := parse(t, board("## RC-01: Second\n\n- [ ] a\n\n"+heading+"\n\n- [ ] b\n"))
		if first := tr.Packet("RC-00"); len(first.Boxes) != 1 || len(first.Sections) != 1 || len(tr.Packet("RC-01").Boxes) != 1 || len(tr.Strays) > 0 {
			t.Errorf("%q is not bound: %d sections, strays %+v", heading, len(first.Sections), tr.Strays)
		}
	}
}

// TestStrays has headings that start no section: what is told of each as the packets
// that it names, those that its boxes count for, and how it differs.
func TestStrays(t *testing.T) {
	const first, second = "## RC-00: First\n\n- [x] a\n\n", "## RC-01: Second\n\n- [ ] b\n\n"
	for _, tt := range []struct{ name, rest, want string }{
		{"deeper, with words before the id", first + second + "### Task RC-00: more\n\n- [ ] c\n", "RC-00 within RC-01 boxes"},
		{"several ids in prose", first + second + "## Merge of RC-00 and RC-01\n\n- [ ] c\n", "RC-00 within RC-01 boxes"},
		{"a line in bold", first + second + "**RC-00: more**\n\n- [ ] c\n", "RC-00 within RC-01 boxes"},
		{"no boxes", first + second + "### Task RC-00: more\n\nprose\n\n## Notes\n\n- [ ] c\n", "RC-00 within RC-01"},
		{"its own packet", first + "### Task RC-00: more\n\n- [ ] c\n\n**RC-00: more**\n", ""},
		{"prose in bold", first + second + "Read **RC-00** before.\n", ""},
		{"a blocker in bold", first + second + "Blocked by:\n**RC-00**\n\n- [ ] c\n", ""},
		{"no row, same series", second + "## Third (RC-09)\n\n- [ ] c\n", "RC-09 within RC-01 boxes"},
		{"no row, same series, behind a word", second + "## Task RC-09\n\n- [ ] c\n", "RC-09 within RC-01 boxes"},
		{"no row, deeper", second + "### RC-09: x\n\n- [ ] c\n", "RC-09 within RC-01 boxes"},
		{"no row, another series", second + "## SEC-09: x\n\n- [ ] c\n", "SEC-09 within RC-01 boxes foreign"},
		{"another series, deeper", second + "### SEC-09: x\n\n- [ ] c\n", ""},
		{"another form", second + "## UTF-8\n\n- [ ] c\n\n## CVE-2024-1234\n\n## 2026-11-23\n\n## Phase 2\n", ""},
		{"before the board's sections", "## Merge of RC-00 and RC-01\n\n- [ ] c\n\n" + first + second, "RC-00 RC-01 boxes"},
		{"behind an end list", first + "## Changelog\n\n### See RC-00 and RC-01\n\n- [ ] c\n", "RC-00 RC-01 boxes"},
	} {
		var got []string
		for _, s := range parse(t, board(tt.rest)).Strays {
			one := strings.Join(s.IDs, " ")
			if len(s.Within) > 0 {
				one += " within " + strings.Join(s.Within, " ")
			}
			if s.Boxes {
				one += " boxes"
			}
			if s.Foreign {
				one += " foreign"
			}
			got = append(got, one)
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestStraysAreBounded(t *testing.T) {
	tr := parse(t, board("## RC-00: First\n\n"+strings.Repeat("### Task RC-01\n\n", 500)+strings.Repeat("### Task RC-01\n\n- [ ] a\n\n", 500)))
	boxes := 0
	for _, s := range tr.Strays {
		if s.Boxes {
			boxes++
		}
	}
	if boxes != maxStrays || len(tr.Strays) != 2*maxStrays {
		t.Errorf("%d strays, %d with boxes", len(tr.Strays), boxes)
	}
}

// TestASectionWithoutARow keeps boxes of a packet that the board lacks apart.
func TestASectionWithoutARow(t *testing.T) {
	tr := parse(t, board("## RC-00: First\n\n- [x] a\n\n## RC-09: Ninth\n\n- [ ] b\n"))
	boxes(t, tr, "RC-00", "a")
	boxes(t, tr, "RC-09", "b")
	if tr.Packet("RC-09").Row != nil {
		t.Error("RC-09 has a row")
	}
}

func TestFencesLeftOpen(t *testing.T) {
	const (
		record = "## RC-00: First\n\n```\nVerdict: APPROVED\nCommit: `abc1234f`\n\n"
		second = "## RC-01: Second\n\n- [ ] b\n\n"
	)
	for _, tt := range []struct {
		name, rest string
		line       int // of the problem, 0 for none
	}{
		{"up to a fence with a language", record + second + "```text\nVerdict: APPROVED\n```\n", 12},
		{"up to a fence without one", record + second + "```\nVerdict: APPROVED\n```\n", 12},
		{"up to a fence of its own", record + second + "```\n", 12},
		{"in a list", "## RC-00: First\n\n- a\n  ```\n  ## RC-01\n  ```go\n  ```\n", 13},
		{"a heading that holds the id", record + "## Task RC-01\n\n```text\nx\n```\n", 12},
		{"more marks around fewer", "## RC-00: First\n\n````markdown\n" + second + "```text\nx\n```\n````\n", 0},
		{"other marks around them", "## RC-00: First\n\n~~~\n" + second + "```text\nx\n```\n~~~\n", 0},
		{"a template", "## RC-00: First\n\n```markdown\n" + second + "Verdict: APPROVED\n```\n", 0},
		{"a record under the packet's heading", "## RC-00: First\n\n```\n## RC-00 Review Record\nVerdict: APPROVED\n- [x] P0\n```\n", 0},
		{"no packet of the board", record + "## RC-77\n\n```text\nx\n```\n", 0},
		{"a shell comment", "## RC-00: First\n\n```sh\n# build all\nmake\n```\n", 0},
	} {
		tr := parse(t, board(tt.rest))
		line := 0
		if len(tr.Problems) > 0 {
			line = tr.Problems[0].Line
		}
		if line != tt.line || (line > 0) != (tr.Err() != nil) {
			t.Errorf("%s: told in line %d, want %d: %v", tt.name, line, tt.line, tr.Problems)
		}
	}
}

func TestHeldIDsInLinearTime(t *testing.T) {
	for _, unit := range []string{"a ", "RC-00 ", "Task RC-00 ", "(RC-09", "<a>", `\-`, "&#45;", "RC-00..", "**"} {
		heading := "## x " + strings.Repeat(unit, 100_000/len(unit))
		parse(t, board(heading+"\n\n"+heading[3:]+"\n"))
	}
	for _, unit := range []string{"**RC-01: x**\n\n", "### see RC-00 and RC-01\n\n", "### see RC-00 and RC-01\n\n#### x RC-00, RC-01\n\n"} {
		parse(t, board("## RC-00\n\n"+strings.Repeat(unit, 100_000/len(unit))))
	}
}

func ExampleStray() {
	source := "| Packet | Status |\n|---|---|\n| A-1 | READY |\n| A-2 | READY |\n\n## A-1\n\n### Merge with A-2\n\n- [ ] once\n"
	for _, s := range Parse("t.md", []byte(source), Grammar{}).Strays {
		fmt.Println(s.Heading.Line, s.IDs, s.Within, s.Boxes)
	}
	// Output: 8 [A-2] [A-1] true
}
