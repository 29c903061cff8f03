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
	spans := codeSpans(t.Raw)
	if len(spans) == 0 {
		return nil
	}
	runs := commandWords.MatchString(outside(t.Raw, spans))
	if bare && !runs {
		runs = strings.Trim(outside(t.Raw, spans), " \t\n,;.") == ""
	}
	var out []Command
	for i, s := range spans {
		value := strings.Join(strings.Fields(t.Raw[s.start:s.end]), " ")
		end := len(t.Raw)
		if i+1 < len(spans) {
			end = spans[i+1].open
		}
		after := t.Raw[s.close:end]
		several := strings.Contains(value, " ")
		if !program.MatchString(value) || !(outcomeAfter.MatchString(after) || several && runs) {
			continue
		}
		c := Command{Text: r.places.within(t, s.start, s.end)}
		c.Value = value
		if m := exitAfter.FindStringSubmatch(after); m != nil {
			c.ExitCode, _ = strconv.Atoi(m[1])
		}
		out = append(out, c)
	}
	return out
}

// span is one code span within a text: its content from start to end, and with
// its backticks from open to close.
type span struct{ open, start, end, close int }

// codeSpans finds the code spans of a text in one pass: a run of backticks opens
// one that the next run of the same length closes.
func codeSpans(s string) []span {
	type run struct{ at, length int }
	var runs []run
	for i := 0; i < len(s); i++ {
		if s[i] != '`' {
			continue
		}
		at := i
		for i < len(s) && s[i] == '`' {
			i++
		}
		runs = append(runs, run{at, i - at})
	}
	next := make([]int, len(runs)) // the next run of the same length
	last := map[int]int{}
	for i := len(runs) - 1; i >= 0; i-- {
		next[i] = -1
		if j, ok := last[runs[i].length]; ok {
			next[i] = j
		}
		last[runs[i].length] = i
	}
	var out []span
	for i := 0; i < len(runs); i++ {
		if next[i] < 0 {
			continue
		}
		open, end := runs[i], runs[next[i]]
		out = append(out, span{open.at, open.at + open.length, end.at, end.at + end.length})
		i = next[i]
	}
	return out
}

// outside is the text without its code spans.
func outside(s string, spans []span) string {
	var b strings.Builder
	at := 0
	for _, c := range spans {
		b.WriteString(s[at:c.open])
		b.WriteByte(' ')
		at = c.close
	}
	b.WriteString(s[at:])
	return b.String()
}
