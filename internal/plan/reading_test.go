package plan

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/tracker"
)

// TestReadings holds what is read of whole plans against testdata/NAME.reading, which a
// careful reader wrote before the code was run. Plans that are not beside it are of the
// corpus, which is no part of the repository.
func TestReadings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.reading")
	if err != nil || len(files) == 0 {
		t.Fatal("no readings", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".reading")
		t.Run(name, func(t *testing.T) {
			source := planNamed(t, name+".md")
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(withoutReasons(string(want)), readingOf(Parse(name+".md", source, tracker.Grammar{}))); diff != "" {
				t.Errorf("read by hand (-) and by the code (+):\n%s", diff)
			}
		})
	}
}

func planNamed(t *testing.T, name string) []byte {
	t.Helper()
	for _, dir := range []string{"testdata", "../../../shared/corpus", "../../../shared/corpus/pulse"} {
		if source, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return source
		}
	}
	t.Skipf("the corpus with %s is not here", name)
	return nil
}

// withoutReasons are the lines of a reading that are no comments, sorted.
func withoutReasons(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "  # ")
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return sorted(out)
}

// readingOf writes a plan as the readings do: LINE OF-WHOM HOW: WHAT.
func readingOf(p *Plan) []string {
	var out []string
	add := func(line int, format string, args ...any) {
		out = append(out, fmt.Sprintf("%d %s", line, fmt.Sprintf(format, args...)))
	}
	commands := func(who string, commands []Command) {
		for _, c := range commands {
			exit := ""
			switch {
			case c.Exit.NonZero:
				exit = " => not 0"
			case c.Exit.Code != 0:
				exit = fmt.Sprintf(" => exit %d", c.Exit.Code)
			}
			add(c.Line, "%s: %s%s", who, strings.Join(append([]string{c.Value}, c.Or...), " or "), exit)
		}
	}
	for _, c := range p.Commands {
		commands(strings.TrimSpace("set "+c.Group), []Command{c})
	}
	for _, e := range p.Edges {
		add(e.Line, "edge: %s -> %s", e.From, e.To)
	}
	for id, packet := range p.Packets {
		commands(id+" evidence", packet.Evidence)
		commands(id+" check", packet.Checks)
		commands(id+" exit", packet.Exit)
		commands(id+" named", packet.Named)
		for _, g := range packet.Globals {
			add(g.Line, "%s refers: %s", id, whichOf(p, g))
		}
	}
	return sorted(out)
}

// whichOf names the groups that a reference means, and how it is asked.
func whichOf(p *Plan, g Global) string {
	var groups []string
	for _, c := range p.Set(g) {
		if !slices.Contains(groups, c.Group) {
			groups = append(groups, c.Group)
		}
	}
	which := strings.Join(groups, ", ")
	if len(p.Set(g)) == len(p.Commands) {
		which = "all"
	}
	if g.Evidence {
		which += ", as evidence"
	}
	return which
}

// sorted sorts lines by their number, then their text.
func sorted(lines []string) []string {
	slices.SortFunc(lines, func(a, b string) int {
		var x, y int
		_, _ = fmt.Sscan(a, &x)
		_, _ = fmt.Sscan(b, &y)
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	})
	return lines
}

// TestDocumentedExample reads the plan that docs/plans.md shows.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/plans.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(open, end string) string {
		_, rest, _ := strings.Cut(string(page), open)
		text, _, found := strings.Cut(rest, end)
		if !found {
			t.Fatalf("docs/plans.md has no %q", open)
		}
		return text
	}
	got := readingOf(Parse("docs/plan.md", []byte(block("````markdown\n", "````\n")), tracker.Grammar{}))
	if diff := gocmp.Diff(strings.Split(strings.TrimSpace(block("```text\n", "```\n")), "\n"), got); diff != "" {
		t.Error(diff)
	}
}
