package rule

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

const (
	path     = "docs/tracker.md"
	headSHA  = "abb5573200000000000000000000000000000000"
	baseSHA  = "ba5e000000000000000000000000000000000000"
	firstSHA = "f125700000000000000000000000000000000000"
)

// edit replaces text of a fixture; an old text that is not there is a mistake of
// the test.
type edit struct{ old, new string }

func read(t testing.TB, name string, edits []edit) string {
	t.Helper()
	source, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for _, e := range edits {
		if !strings.Contains(text, e.old) {
			t.Fatalf("%s has no %q", name, e.old)
		}
		text = strings.Replace(text, e.old, e.new, 1)
	}
	return text
}

// situation is one example: the clean packet of testdata with some edits.
type situation struct {
	base, head []edit
	tip        []edit // of the base, on top of base
	plan       string
	setup      func(*Case)
}

// caseOf makes the case of a situation. Its change has two commits that both
// touch the tracker, and the second is the checkpoint of RC-01.
func caseOf(t testing.TB, s situation) *Case {
	t.Helper()
	base := read(t, "base.md", s.base)
	tip := read(t, "base.md", append(append([]edit(nil), s.base...), s.tip...))
	return newCase(base, tip, read(t, "head.md", s.head), s.plan, s.setup)
}

func newCase(base, tip, head, planned string, setup func(*Case)) *Case {
	parse := func(source string) *tracker.Tracker {
		if source == "" {
			return nil
		}
		return tracker.Parse(path, []byte(source), tracker.Grammar{})
	}
	touch := []record.FileChange{{Path: path, Status: record.FileModified}, {Path: "go.mod", Status: record.FileModified}}
	c := &Case{
		Change: &record.Change{
			Repository: record.Repository{Owner: "acme", Name: "rocket"},
			BaseSHA:    baseSHA,
			HeadSHA:    headSHA,
			Commits: []record.Commit{
				{SHA: firstSHA, Parents: []string{baseSHA}, Files: touch[:1]},
				{SHA: headSHA, Parents: []string{firstSHA}, Files: touch},
			},
			Files: touch,
		},
		Path:      path,
		MergeBase: parse(base),
		Tip:       parse(tip),
		Head:      parse(head),
		Config:    config.Default(),
		Ledger:    record.NewLedger(record.Records{}),
		Now:       time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
	}
	if planned != "" {
		c.Plan = plan.Parse("docs/plan.md", []byte(planned), tracker.Grammar{})
	}
	c.Transitions = transition.Between(c.MergeBase, c.Head)
	c.Merged = transition.Merge(c.MergeBase, c.Tip, c.Head)
	if setup != nil {
		setup(c)
	}
	return c
}

// lineOf is the number of the first line of a text that holds the words.
func lineOf(t testing.TB, source []byte, words string) int {
	t.Helper()
	before, _, found := strings.Cut(string(source), words)
	if !found {
		t.Fatalf("the example has no %q", words)
	}
	return strings.Count(before, "\n") + 1
}
