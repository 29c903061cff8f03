package plan

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	// outcomeAfter is what stands behind a code span that is a command to run.
	outcomeAfter = regexp.MustCompile(`^\W{0,4}(?i:exits?|passes|passed|pass|succeeds?|green|clean|matches|produces|returns|reports|shows|outputs|prints|->|=>)\b|^\s*(?:->|→|=>)`)
	exitAfter    = regexp.MustCompile(`^\s*(?:->|→|=>)?\s*(?i:exits?|exit code|exit status)(?i:\s+with)?(?i:\s+code)?\s*([0-9]{1,3})\b`)
	commandWords = regexp.MustCompile(`(?i)\b(commands?|run|rerun|execute)\b`)
	program      = regexp.MustCompile(`^(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+)*[A-Za-z0-9_./-]*[A-Za-z0-9_-](?:\s|$)`)
)

// commands picks the commands out of a text's code spans. A span is a command
// when an outcome stands behind it ("exits 0", "passes", "-> exit 0"), or when it
// has several words and the text asks to run commands or, where bare is allowed,
// is nothing but code spans. Other spans are paths, names and values.
func (r *reader) commands(t tracker.Text, bare bool) []Command {
	spans := tracker.CodeSpans(t.Raw)
	if len(spans) == 0 {
		return nil
	}
	runs := commandWords.MatchString(outside(t.Raw, spans))
	if bare && !runs {
		runs = strings.Trim(outside(t.Raw, spans), " \t\n,;.") == ""
	}
	var out []Command
	for i, s := range spans {
		value := strings.Join(strings.Fields(t.Raw[s.Start:s.End]), " ")
		end := len(t.Raw)
		if i+1 < len(spans) {
			end = spans[i+1].Open
		}
		after := t.Raw[s.Close:end]
		several := strings.Contains(value, " ")
		if !program.MatchString(value) || !(outcomeAfter.MatchString(after) || several && runs) {
			continue
		}
		c := Command{Text: r.within(t, s.Start, s.End), Under: r.under}
		c.Value = value
		if m := exitAfter.FindStringSubmatch(after); m != nil {
			c.ExitCode, _ = strconv.Atoi(m[1])
		}
		out = append(out, c)
	}
	return out
}

// outside is the text without its code spans.
func outside(s string, spans []tracker.CodeSpan) string {
	var b strings.Builder
	at := 0
	for _, c := range spans {
		b.WriteString(s[at:c.Open])
		b.WriteByte(' ')
		at = c.Close
	}
	b.WriteString(s[at:])
	return b.String()
}
