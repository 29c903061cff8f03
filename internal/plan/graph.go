package plan

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/text"
)

const idPattern = `[A-Z][A-Z0-9]{0,9}-[0-9A-Z]{1,6}[a-z]?`

var (
	arrow    = regexp.MustCompile(`[─-]{1,9}\s{0,2}(?:all\s+)?blocks?\s{0,2}[─-]{1,9}[►>]`)
	brackets = regexp.MustCompile(`\([^()]*\)`)
	ids      = regexp.MustCompile(`\b(` + idPattern + `)(?:\s*\.\.\s*(` + idPattern + `))?`)
	numbered = regexp.MustCompile(`^(.*?)([0-9]{1,4})$`)
)

// maxRange bounds how many packets a range such as "SEC-01..SEC-03" stands for.
const maxRange = 100

// maxEdges bounds the graph: a line with many packets on both sides of the arrow
// would otherwise cost their product.
const maxEdges = 10_000

// fence reads the lines of a code fence that say which packet blocks which:
// "RC-00 (…) ──blocks──► RC-01", "A + B ──all block──► C".
func (r *reader) fence(lines *text.Segments) {
	for i := 0; i < lines.Len(); i++ {
		line := r.places.Text(lines.At(i).Start, lines.At(i).Stop)
		sides := arrow.Split(line.Value, -1)
		for j := 0; j+1 < len(sides); j++ {
			to := packets(sides[j+1])
			for _, from := range packets(sides[j]) {
				for _, t := range to {
					if len(r.plan.Edges) == maxEdges {
						return
					}
					r.plan.Edges = append(r.plan.Edges, Edge{From: from, To: t, Line: line.Line})
				}
			}
		}
	}
}

// packets lists the ids on one side of an arrow; what stands in brackets is a
// remark.
func packets(s string) []string {
	var out []string
	for _, m := range ids.FindAllStringSubmatch(brackets.ReplaceAllString(s, " "), maxRange) {
		if m[2] == "" {
			out = append(out, m[1])
			continue
		}
		out = append(out, expand(m[1], m[2])...)
	}
	return out
}

// expand expands a range of ids with one prefix, keeping leading zeros; two ids
// that make no range stand for themselves.
func expand(from, to string) []string {
	a, b := numbered.FindStringSubmatch(from), numbered.FindStringSubmatch(to)
	if a == nil || b == nil || a[1] != b[1] {
		return []string{from, to}
	}
	first, _ := strconv.Atoi(a[2])
	last, _ := strconv.Atoi(b[2])
	if last < first || last-first >= maxRange {
		return []string{from, to}
	}
	var out []string
	for n := first; n <= last; n++ {
		digits := strconv.Itoa(n)
		out = append(out, a[1]+strings.Repeat("0", max(0, len(a[2])-len(digits)))+digits)
	}
	return out
}
