package plan

import (
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"

	"github.com/packetgate/packetgate/internal/tracker"
)

const idPattern = `[A-Z][A-Z0-9]{0,9}-[0-9A-Z]{1,6}[a-z]?`

var (
	brackets  = regexp.MustCompile(`\([^()]*\)`)
	dots      = regexp.MustCompile(`^\s*\.\.\s*`)
	idAtOnce  = regexp.MustCompile(`^` + idPattern)
	dependsOn = regexp.MustCompile(`(?i)\b(?:depends on|blocked by)\b:?`)
	onAll     = regexp.MustCompile(`(?i)^\s*(?:all|everything)\b`)
	// graphName is a heading, or a line before a fence, that announces a graph; under
	// it every arrow and every branch of a tree is a dependency.
	graphName  = regexp.MustCompile(`(?i)\bdependenc(?:y|ies)\b`)
	plainArrow = regexp.MustCompile(`(?:─+|═+|-{2,}|={2,})(?:\s*[a-z]+(?: [a-z]+)?\s*(?:─+|═+|-{2,}|={2,}))?\s*[►▶>→]|[-=]>|[→⟶⇒►▶]`)
	treeBranch = regexp.MustCompile("^[\\s│|]*(?:[├└╰]|[|+`\\\\](?:--|──))[─-]*\\s*")
	joinsBelow = regexp.MustCompile(`[┐╮]\s*$`)
	joinsAbove = regexp.MustCompile(`[┘╯]\s*$`)
	joint      = regexp.MustCompile(`[├┼┤┴┬┘╯]`)
)

// Bounds on how many ids and ranges one side of an arrow may name, and on all
// edges, which are the product of two sides.
const (
	maxNamed = 100
	maxEdges = 10_000
)

// graph reads the lines of a code fence that say which packet blocks which:
// "RC-00 (…) ──blocks──► RC-01", "A + B ──all block──► C", "C depends on A, B". Under a
// heading that announces a graph, so do other arrows and what hangs from what in a tree.
func (r *reader) graph(lines *text.Segments) {
	g := drawing{reader: r, drawn: r.graphed}
	for i := range lines.Len() {
		g.read(r.places.Text(lines.At(i).Start, lines.At(i).Stop))
	}
}

// drawing is a graph while it is read, line by line.
type drawing struct {
	*reader
	drawn bool
	// all are the ids named so far.
	all []string
	// tree holds what the next branch may hang from, outermost first.
	tree []branch
	// waiting are packets whose lines run down into the next arrow, and target is what
	// the last arrow led to.
	waiting []branch
	target  []string
}

// branch is the packets of one line, with the column of the first or the line.
type branch struct {
	at  int
	ids []string
}

func (g *drawing) read(t tracker.Text) {
	line, at := t.Raw, t.Line
	if sides := tracker.CutArrows(line); len(sides) > 1 {
		g.arrows(sides, at)
		return
	}
	if m := dependsOn.FindStringIndex(line); m != nil {
		to, from := g.packets(line[:m[0]]), g.packets(line[m[1]:])
		if onAll.MatchString(line[m[1]:]) {
			from = slices.Clone(g.all)
		}
		g.note(append(from, to...))
		g.link(from, to, at)
		return
	}
	if !g.drawn {
		return
	}
	if sides := plainArrow.Split(line, -1); len(sides) > 1 {
		g.arrows(sides, at)
		return
	}
	ids := g.packets(line)
	g.note(ids)
	switch {
	case joinsBelow.MatchString(line):
		if len(g.waiting) < maxNamed {
			g.waiting = append(g.waiting, branch{at, ids})
		}
	case joinsAbove.MatchString(line):
		g.link(ids, g.target, at)
	default:
		g.hang(t, ids)
	}
}

// arrows reads a line's sides of arrows.
func (g *drawing) arrows(sides []string, at int) {
	from := g.packets(sides[0])
	g.note(from)
	for i, side := range sides[1:] {
		to := g.packets(side)
		g.note(to)
		g.link(from, to, at)
		if i == 0 && joint.MatchString(sides[0]) {
			for _, w := range g.waiting {
				g.link(w.ids, to, w.at)
			}
			g.waiting = nil
		}
		from, g.target = to, to
	}
}

// hang reads a line of a tree: what stands on a branch waits for what it hangs from.
func (g *drawing) hang(t tracker.Text, ids []string) {
	if t.Raw == "" {
		g.tree = nil
	}
	if len(ids) == 0 {
		return
	}
	mark := treeBranch.FindString(t.Raw)
	column := t.Column + utf8.RuneCountInString(mark)
	for len(g.tree) > 0 && g.tree[len(g.tree)-1].at >= column {
		g.tree = g.tree[:len(g.tree)-1]
	}
	if mark != "" && len(g.tree) > 0 {
		g.link(g.tree[len(g.tree)-1].ids, ids, t.Line)
	}
	g.tree = append(g.tree, branch{column, ids})
}

func (g *drawing) note(ids []string) {
	for _, id := range ids {
		if len(g.all) < maxNamed && !slices.Contains(g.all, id) {
			g.all = append(g.all, id)
		}
	}
}

// link adds the edges from each to each.
func (r *reader) link(from, to []string, line int) {
	for _, f := range from {
		for _, t := range to {
			if len(r.plan.Edges) == maxEdges {
				return
			}
			r.plan.Edges = append(r.plan.Edges, Edge{From: f, To: t, Path: r.path, Line: line})
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
