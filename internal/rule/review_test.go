package rule

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
)

// On a board without a Reviewer column, a section may name who approved the packet.
func TestAReviewerWithoutAColumn(t *testing.T) {
	narrow := func(name string) string {
		return strings.NewReplacer(
			"| Implementer | Reviewer |", "| Implementer |", "|---|---|---|---|---|---|---|", "|---|---|---|---|---|---|",
			"| Codex | Claude |", "| Codex |", "|  |  |  | RC", "|  |  | RC",
		).Replace(read(t, name, nil))
	}
	base, head := narrow("base.md"), narrow("head.md")
	const title = "## RC-01 Checklist: Toolchain pinning\n"
	for line, named := range map[string]bool{
		"": false, "Commands run (reviewer-rerun)": false, "The reviewer looks at all of it.": false,
		"Reviewer: Claude": true, "**Reviewed by:** @claude": true, "Approved by Claude": true, "Verdict: `APPROVED` by Claude": true,
	} {
		told := false
		for _, f := range Check(newCase(base, base, strings.Replace(head, title, title+"\n"+line+"\n", 1), "", nil)) {
			told = told || f.Rule == MissingReview && f.Packet == "RC-01" && f.Severity == config.Warning
		}
		if told == named {
			t.Errorf("%q: told %v", line, told)
		}
	}
}

// What of a Reviewer cell names somebody.
func TestNobody(t *testing.T) {
	for _, cell := range []string{
		"", "-", "—", "…", "...", "?", "@", "👀", "n/a", "**TBD**", "pending", "pending-review", "(open)", "(none yet)", "nobody", "no one", "to be assigned",
		"not assigned", "awaiting review", "<name>", "[your name]", "@reviewer", "Reviewer's name", "vacant",
	} {
		if !nobody(cell) {
			t.Errorf("%q names nobody", cell)
		}
	}
	for _, cell := range []string{"Ann", "@ann", "山田", "x", "SEC lane", "Ann (pending)", "Review team", "[Ann](https://github.com/ann)", "Orchestrator (Claude)", "<@ann> Ann"} {
		if nobody(cell) {
			t.Errorf("%q names somebody", cell)
		}
	}
}
