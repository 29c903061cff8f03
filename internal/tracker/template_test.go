package tracker

import (
	"strings"
	"testing"
)

const unfilledRecord = "```markdown\nFiles changed:\n- <path>: <reason>\n\nCommands run + exit codes:\n1. `<command>` -> exit <code>\n\n" +
	"Gate checklist:\n- P0: PASS | FAIL (<reason>)\n- P1: PASS | FAIL | N/A (<reason>)\n\nVerdict: APPROVED | CHANGES_REQUESTED | BLOCKED\n\nCommit:\n- `<hash>` (<message>)\n```\n\n"

const writtenRecord = "```markdown\nFiles changed:\n- a.go: it\n\nCommands run + exit codes:\n1. `make it` -> exit 0\n\n" +
	"Gate checklist:\n- P0: PASS (green)\n\nVerdict: APPROVED\n\nCommit:\n- `0ddba11` (it)\n```\n\n"

// A copy of the template that was left beside the record is not read as one.
func TestATemplateBesideTheRecord(t *testing.T) {
	for _, records := range []string{
		unfilledRecord + writtenRecord, writtenRecord + unfilledRecord, writtenRecord + "### Template\n\n" + unfilledRecord,
		unfilledRecord + unfilledRecord + writtenRecord, writtenRecord + strings.ReplaceAll(unfilledRecord, "`<command>` -> exit <code>", "TODO"),
	} {
		tr := parse(t, board("## RC-00: x\n\n### RC-00 Review Record\n\n"+records))
		p := tr.Packet("RC-00")
		if len(p.Records) != 1 || len(p.Claims) != 1 || len(p.Gates) != 1 || len(p.Verdicts) != 1 || len(p.Checkpoints) != 1 || p.Claims[0].Record != p.Records[0] {
			t.Errorf("%s\n%d records, %d claims, %d gates, %d verdicts, %d checkpoints", records, len(p.Records), len(p.Claims), len(p.Gates), len(p.Verdicts), len(p.Checkpoints))
		}
		told := 0
		for _, r := range tr.Readings(p) {
			if strings.HasPrefix(r.As, "a template") {
				told++
			}
		}
		if told != strings.Count(records, "<hash>") {
			t.Errorf("%d templates are told", told)
		}
	}
}

// A template alone is a review that was not written, and a record of which anything is
// written is none.
func TestATemplateThatIsTheRecord(t *testing.T) {
	for _, records := range []string{
		unfilledRecord,
		writtenRecord + strings.ReplaceAll(unfilledRecord, "P0: PASS | FAIL (<reason>)", "P0: FAIL (red)"),
		writtenRecord + strings.ReplaceAll(unfilledRecord, "APPROVED | CHANGES_REQUESTED | BLOCKED", "BLOCKED"),
		writtenRecord + strings.ReplaceAll(unfilledRecord, "`<command>` -> exit <code>", "`make it` -> exit 1"),
		writtenRecord + "```\nCommands run + exit codes:\n1.\n\nVerdict:\n```\n",
	} {
		p := parse(t, board("## RC-00: x\n\n### RC-00 Review Record\n\n"+records)).Packet("RC-00")
		if len(p.Records) != strings.Count(records, "```")/2 {
			t.Errorf("%s\n%d records", records, len(p.Records))
		}
	}
}
