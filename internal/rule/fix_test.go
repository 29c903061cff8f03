package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/packetgate/packetgate/internal/config"
)

// apply makes a fix in a text.
func apply(text string, fix *Fix) string {
	lines := strings.Split(text, "\n")
	return strings.Join(slices.Replace(lines, fix.Line-1, fix.EndLine, fix.Text), "\n")
}

// cause is a finding without its place, which other fixes move.
func cause(f Finding) string {
	return fmt.Sprintf("%s %s %s %s", f.Severity, f.Rule, f.Packet, f.Message)
}

// settle applies one fix after the other until none is left. Each takes its own finding
// away and brings no error.
func settle(t interface{ Fatalf(string, ...any) }, head string, judge func(head string) []Finding) {
	findings := judge(head)
	for steps := 0; ; steps++ {
		i := slices.IndexFunc(findings, func(f Finding) bool { return f.Fix != nil })
		if i < 0 {
			return
		}
		fixed := findings[i]
		next := apply(head, fixed.Fix)
		if steps > 50 || next == head {
			t.Fatalf("the fixes do not end: after %d, %s with %q of\n%s", steps, describe(fixed), fixed.Fix.Text, head)
		}
		count := map[string]int{}
		for _, f := range findings {
			count[cause(f)]++
		}
		count[cause(fixed)]--
		findings = judge(next)
		for _, f := range findings {
			if count[cause(f)]--; count[cause(f)] < 0 && (f.Severity == config.Error || cause(f) == cause(fixed)) {
				t.Fatalf("the fix %q of %s brings %s in\n%s", fixed.Fix.Text, describe(fixed), describe(f), next)
			}
		}
		head = next
	}
}

// TestFixesOfExamplesSettle applies the fixes of every example.
func TestFixesOfExamplesSettle(t *testing.T) {
	fixed := map[Slug]bool{}
	example := func(slug Slug, variation string, s situation) {
		t.Run(string(slug)+"/"+variation, func(t *testing.T) {
			base := read(t, "base.md", s.base)
			tip := read(t, "base.md", slices.Concat(s.base, s.tip))
			settle(t, read(t, "head.md", s.head), func(head string) []Finding {
				c := newCase(base, tip, head, s.plan, nil)
				if s.setup != nil {
					s.setup(c)
				}
				if c.Head == nil {
					return nil
				}
				findings := Check(c)
				for _, f := range findings {
					fixed[f.Rule] = fixed[f.Rule] || f.Fix != nil
				}
				return findings
			})
		})
	}
	for _, e := range failingExamples {
		example(e.slug, e.variation, e.situation)
	}
	for _, e := range passingExamples {
		example(e.slug, e.variation, e.situation)
	}
	for _, slug := range []Slug{StaleBlockerNote, UnblockedPacket, UnknownStatus, SectionMismatch, CountMismatch, VerdictMismatch} {
		if !fixed[slug] {
			t.Errorf("no example shows a fix of %s", slug)
		}
	}
}

// TestFixesOfBlockerNotesSettle does so with whatever lists of blockers people write.
func TestFixesOfBlockerNotesSettle(t *testing.T) {
	id := rapid.SampledFrom([]string{"RC-00", "RC-01", "RC-02", "rc-03", "RC-04", "RC-09", "`RC-01`", "**RC-02**", "[RC-03](#rc-03)", "Piece (RC-01)", "RC-00..RC-02", "RC-01–RC-03", "all", "the work of RC-02"})
	note := rapid.SampledFrom([]string{"", "", "", " (DONE)", " (DONE)", " — DONE", " (done, see RC-01)", " (READY)", " (in progress)", " done", " (later)", " (DONE) (DONE)"})
	between := rapid.SampledFrom([]string{", ", " and ", " + ", "; ", ",\n  ", " (", ") "})
	bullet := rapid.SampledFrom([]string{"- ", "- ", "* ", "1. ", "- [x] ", ""})
	status := rapid.SampledFrom([]string{"DONE", "READY", "BLOCKED"})
	rapid.Check(t, func(t *rapid.T) {
		board := "# T\n\n| Packet | Title | Status |\n|---|---|---|\n"
		for n := range 4 {
			board += fmt.Sprintf("| RC-%02d | Piece | %s |\n", n, status.Draw(t, "status"))
		}
		board += "| RC-04 | Last | READY |\n\n## RC-04: Last\n\nBlocked by:\n"
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			board += bullet.Draw(t, "bullet") + id.Draw(t, "id") + note.Draw(t, "note")
			for range rapid.IntRange(0, 2).Draw(t, "more") {
				board += between.Draw(t, "between") + id.Draw(t, "id") + note.Draw(t, "note")
			}
			board += "\n"
		}
		settle(t, board+"\n- [ ] Do it.\n", func(head string) []Finding { return Check(newCase("", "", head, "", nil)) })
	})
}
