package rule

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
)

// Every single thing that makes RC-01's DONE true is taken away in turn; each
// time something must be said at error level.
func TestEveryMutationOfACleanPacketIsFound(t *testing.T) {
	base, head := read(t, "base.md", nil), read(t, "head.md", nil)
	lines := strings.Split(head, "\n")
	from, to := lineOf(t, []byte(head), "## RC-01 Checklist"), lineOf(t, []byte(head), "## RC-02 Checklist")
	section := ""
	for i := from; i < to-1; i++ {
		line := lines[i]
		if strings.HasSuffix(line, ":") {
			section = line
		}
		var mutants []string
		switch {
		case strings.HasPrefix(line, "- [x] "):
			mutants = append(mutants, strings.Replace(line, "[x]", "[ ]", 1), "")
			if strings.Contains(line, "PASS") {
				mutants = append(mutants, strings.Replace(line, "PASS", "FAIL", 1))
			}
			if strings.Contains(line, "`go ") {
				mutants = append(mutants, strings.Replace(line, "./...", "./none", 1))
			}
		case section == "Commands run + exit codes:" && strings.Contains(line, "exit 0") && strings.Contains(line, ". `"):
			mutants = append(mutants, strings.Replace(line, "exit 0", "exit 1", 1), strings.Replace(line, "-> exit 0", "-> timed out", 1),
				strings.Replace(line, "-> exit 0", "— FAILED", 1))
		case strings.HasPrefix(line, "- P"):
			mutants = append(mutants, strings.Replace(line, "PASS", "FAIL", 1))
		case strings.HasPrefix(line, "Verdict:"):
			mutants = append(mutants, "Verdict: CHANGES_REQUESTED", "Verdict: BLOCKED")
		case strings.HasPrefix(line, "- RC-00"):
			mutants = append(mutants, "", "- RC-02")
		}
		// "- Commit:" has no mutant: without it the record's checkpoint still stands.
		for _, mutant := range mutants {
			changed := append([]string(nil), lines...)
			changed[i] = mutant
			c := newCase(base, base, strings.Join(changed, "\n"), "", func(c *Case) { c.Offline = true })
			if findings := Check(c); !hasError(findings) {
				t.Errorf("line %d: %q -> %q is not found:\n%s", i+1, line, mutant, describeAll(findings))
			}
		}
	}
}

func hasError(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == config.Error {
			return true
		}
	}
	return false
}

// Whatever the bytes, the rules come to an end, and every finding has a place
// and a message of one line.
func FuzzCheck(f *testing.F) {
	base, head := read(f, "base.md", nil), read(f, "head.md", nil)
	f.Add([]byte(base), []byte(head))
	f.Add([]byte(head), []byte(base))
	f.Add([]byte(nil), []byte(head))
	f.Add([]byte(head), []byte(strings.ReplaceAll(head, "exit 0", "exit 1\x00`\u202e")))
	f.Fuzz(func(t *testing.T, base, head []byte) {
		c := newCase(string(base), string(base), string(head), "", nil)
		for _, finding := range Check(c) {
			if finding.Line < 1 || finding.Column < 1 || finding.EndLine < finding.Line {
				t.Fatalf("no place: %+v", finding)
			}
			if strings.ContainsAny(finding.Message, "\n\r\x00\u202e") || len(finding.Message) > 4000 {
				t.Fatalf("an unsafe message: %q", finding.Message)
			}
		}
		Claims(path, c.Transitions, c.MergeBase, c.Head, nil)
	})
}
