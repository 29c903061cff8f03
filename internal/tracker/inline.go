package tracker

import "strings"

// CodeSpan is a code span within a text: the range of its content, trimmed, from
// Start to End, and with its backticks from Open to Close, all in bytes.
type CodeSpan struct {
	Open, Start, End, Close int
}

// firstSpan finds the first code span.
func firstSpan(s string) (CodeSpan, bool) {
	return nextSpan(s, 0, lastRuns(s))
}

// InCode writes a text of one line, without space around it, as a code span.
func InCode(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// CodeSpans lists the code spans of a text, in linear time.
func CodeSpans(s string) []CodeSpan {
	last := lastRuns(s)
	var out []CodeSpan
	for at := 0; ; {
		span, ok := nextSpan(s, at, last)
		if !ok {
			return out
		}
		out = append(out, span)
		at = span.Close
	}
}

// lastRuns gives for each length of a run of backticks where the last one
// stands, so that a run without a partner costs no search.
func lastRuns(s string) []int {
	var last []int
	for i := strings.IndexByte(s, '`'); i >= 0 && i < len(s); {
		n := run(s, i)
		if n >= len(last) {
			last = append(last, make([]int, n+1-len(last))...)
		}
		last[n] = i
		next := strings.IndexByte(s[i+n:], '`')
		if next < 0 {
			break
		}
		i += n + next
	}
	return last
}

func run(s string, i int) int {
	n := 0
	for i+n < len(s) && s[i+n] == '`' {
		n++
	}
	return n
}

func nextSpan(s string, from int, last []int) (CodeSpan, bool) {
	if last == nil {
		return CodeSpan{}, false
	}
	for i := from; i < len(s); {
		switch s[i] {
		case '\\':
			i += 2
		case '`':
			n := run(s, i)
			if last[n] <= i {
				i += n
				continue
			}
			for j := i + n; j < len(s); {
				if s[j] != '`' {
					j++
					continue
				}
				m := run(s, j)
				if m != n {
					j += m
					continue
				}
				start, end := trim(s, i+n, j)
				return CodeSpan{Open: i, Start: start, End: end, Close: j + n}, true
			}
			i += n
		default:
			i++
		}
	}
	return CodeSpan{}, false
}

var address = newPattern("https?://[^ \\t\\r\\n)<>`|\"']*")

// urlIn finds the first http or https address.
func urlIn(s string) (start, end int, ok bool) {
	at := address.FindStringIndex(s)
	if at == nil {
		return 0, 0, false
	}
	return at[0], at[0] + len(strings.TrimRight(s[at[0]:at[1]], ".,;:")), true
}
