package plan

import (
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"

	"github.com/packetgate/packetgate/internal/tracker"
)

const idPattern = `[A-Z][A-Z0-9]{0,9}-[0-9A-Z]{1,6}[a-z]?`

var (
	brackets = regexp.MustCompile(`\([^()]*\)`)
	dots     = regexp.MustCompile(`^\s*\.\.\s*`)
	idAtOnce = regexp.MustCompile(`^` + idPattern)
)

// Bounds on how many ids and ranges one side of an arrow may name, and on all
// edges, which are the product of two sides.
const (
	maxNamed = 100
	maxEdges = 10_000
)

// graph reads the lines of a code fence that say which packet blocks which:
// "RC-00 (…) ──blocks──► RC-01", "A + B ──all block──► C".
func (r *reader) graph(lines *text.Segments) {
	for i := range lines.Len() {
		line := r.places.Text(lines.At(i).Start, lines.At(i).Stop)
		sides := tracker.CutArrows(line.Value)
		if len(sides) < 2 {
			continue
		}
		from := r.packets(sides[0])
		for _, side := range sides[1:] {
			to := r.packets(side)
			for _, f := range from {
				for _, t := range to {
					if len(r.plan.Edges) == maxEdges {
						return
					}
					r.plan.Edges = append(r.plan.Edges, Edge{From: f, To: t, Path: r.path, Line: line.Line})
				}
			}
			from = to
		}
	}
}

// packets lists the ids on one side of an arrow; what stands in brackets is a
// remark.
func (r *reader) packets(s string) []string { return r.named(brackets.ReplaceAllString(s, " ")) }

// named lists the ids in a text, those of ranges included.
func (r *reader) named(s string) []string {
	var out []string
	for start := true; s != "" && len(out) <= maxNamed; {
		id := ""
		if start {
			id = r.id(s)
		}
		if id == "" {
			c, size := utf8.DecodeRuneInString(s)
			start = !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_'
			s = s[size:]
			continue
		}
		s, start = s[len(id):], false
		gap := dots.FindString(s)
		to := r.id(s[len(gap):])
		if gap == "" || to == "" {
			out = append(out, id)
			continue
		}
		s = s[len(gap)+len(to):]
		if between := tracker.IDRange(id, to); between != nil {
			out = append(out, between...)
		} else {
			out = append(out, id, to)
		}
	}
	return out
}

// id is the id at the start of a text, empty if there is none.
func (r *reader) id(s string) string {
	if id := r.ids.Configured(s); id != "" {
		return id
	}
	return idAtOnce.FindString(s)
}
