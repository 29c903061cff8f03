package rule

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/tracker"
)

// longestQuote is how much of a tracker's own words a message repeats, in code
// points.
const longestQuote = 120

// quote makes a tracker's words safe to repeat: one line, no control or invisible
// characters, bounded, and in backticks of which it holds none.
func quote(s string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = n > 0
			continue
		}
		if unicode.Is(unicode.Cf, r) {
			continue
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		if n >= longestQuote {
			b.WriteRune('…')
			break
		}
		if r == '`' {
			r = '\''
		}
		b.WriteRune(r)
		n++
	}
	return "`" + b.String() + "`"
}

// name is a packet id as a message writes it. Ids are short and plain unless
// somebody is playing tricks; then they are quoted.
func name(id string) string {
	odd := func(r rune) bool { return r > unicode.MaxASCII || !inWord(r) && !strings.ContainsRune("-._", r) }
	if id == "" || len(id) > 40 || strings.ContainsFunc(id, odd) {
		return quote(id)
	}
	return id
}

// set holds ids, or other texts, to be looked up.
func set(ids []string) map[string]bool {
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	return in
}

func names(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, name(id))
	}
	return list(out)
}

// list joins what a message lists; of a long list it gives the first few and says
// how many more there are.
func list(items []string) string {
	const most = 5
	switch n := len(items); {
	case n > most+1:
		return strings.Join(items[:most], ", ") + " and " + strconv.Itoa(n-most) + " more"
	case n > 1:
		return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
	}
	return strings.Join(items, "")
}

// replace is the fix that puts text in the place of a span: the span's lines as
// they stand, with the span replaced. It is nil when the span does not lie within
// the tracker.
func replace(t *tracker.Tracker, at tracker.Span, text string) *Fix {
	source := t.Source
	if at.Start < 0 || at.End < at.Start || at.End > len(source) || at.Line < 1 {
		return nil
	}
	start := bytes.LastIndexByte(source[:at.Start], '\n') + 1
	end := len(source)
	if i := bytes.IndexByte(source[at.End:], '\n'); i >= 0 {
		end = at.End + i
	}
	line := string(source[start:at.Start]) + text + string(source[at.End:end])
	return &Fix{Line: at.Line, EndLine: max(at.EndLine, at.Line), Text: strings.TrimSuffix(line, "\r")}
}
