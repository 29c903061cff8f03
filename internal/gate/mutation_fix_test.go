package gate

import (
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/report"
)

// TestFixesOfMutationsSettle applies the fixes that mutations are answered with, one
// after the other: each takes its finding away, brings no error, and they come to an end.
func TestFixesOfMutationsSettle(t *testing.T) {
	fixed := 0
	for _, m := range mutations {
		if m.github != nil {
			continue
		}
		base, head, plan := m.texts(t)
		judge := func(head string) []report.Finding {
			return newWorld(t, "docs/"+m.tracker+"-progress.md", base, head, plan).judge(t, true).Findings
		}
		found := judge(head)
		for steps := 0; ; steps++ {
			i := slices.IndexFunc(found, func(f report.Finding) bool { return f.Fix != nil })
			if i < 0 {
				break
			}
			f := found[i]
			fixed++
			next := strings.Join(slices.Replace(strings.Split(head, "\n"), f.Fix.Line-1, f.Fix.EndLine, f.Fix.Text), "\n")
			after := judge(next)
			if next == head || steps > 10 || newError(found, after) != "" || slices.ContainsFunc(after, func(g report.Finding) bool { return g.Rule == f.Rule && g.Message == f.Message }) {
				t.Errorf("%s/%s: the fix %q of %s leaves it, or brings: %s", m.slug, m.how, f.Fix.Text, f.Message, newError(found, after))
				break
			}
			head, found = next, after
		}
	}
	if fixed < 10 {
		t.Errorf("only %d fixes were applied", fixed)
	}
}

// newError is the message of an error that was not there before, empty if there is none.
func newError(before, after []report.Finding) string {
	for _, f := range after {
		if f.Severity == "error" && !slices.ContainsFunc(before, func(g report.Finding) bool { return g.Rule == f.Rule && g.Message == f.Message }) {
			return f.Message
		}
	}
	return ""
}
