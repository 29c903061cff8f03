package plan

import (
	"regexp"

	"github.com/yuin/goldmark/text"

	"github.com/packetgate/packetgate/internal/tracker"
)

const idPattern = `[A-Z][A-Z0-9]{0,9}-[0-9A-Z]{1,6}[a-z]?`

var (
	brackets = regexp.MustCompile(`\([^()]*\)`)
	ids      = regexp.MustCompile(`\b(` + idPattern + `)(?:\s*\.\.\s*(` + idPattern + `))?`)
)

// Bounds on how many ids and ranges one side of an arrow may name, and on all
// edges, which are the product of two sides.
const (
	maxNamed = 100
	maxEdges = 10_000
)

// fence reads the lines of a code fence that say which packet blocks which:
// "RC-00 (…) ──blocks──► RC-01", "A + B ──all block──► C".
func (r *reader) fence(lines *text.Segments) {
	for i := range lines.Len() {
		line := r.places.Text(lines.At(i).Start, lines.At(i).Stop)
		sides := tracker.CutArrows(line.Value)
		if len(sides) < 2 {
			continue
		}
		from := packets(sides[0])
		for _, side := range sides[1:] {
			to := packets(side)
			for _, f := range from {
				for _, t := range to {
					if len(r.plan.Edges) == maxEdges {
						return
					}
					r.plan.Edges = append(r.plan.Edges, Edge{From: f, To: t, Line: line.Line})
				}
			}
			from = to
		}
	}
}

// packets lists the ids on one side of an arrow; what stands in brackets is a
// remark.
func packets(s string) []string { return named(brackets.ReplaceAllString(s, " ")) }

// named lists the ids in a text.
func named(s string) []string {
	var out []string
	for _, m := range ids.FindAllStringSubmatch(s, maxNamed) {
		if len(out) > maxNamed {
			break
		}
		if m[2] == "" {
			out = append(out, m[1])
			continue
		}
		if between := tracker.IDRange(m[1], m[2]); between != nil {
			out = append(out, between...)
		} else {
			out = append(out, m[1], m[2])
		}
	}
	return out
}
