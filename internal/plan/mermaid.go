package plan

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/text"
)

var (
	mermaidKind  = regexp.MustCompile(`^\s*(?:graph|flowchart)\b`)
	mermaidArrow = regexp.MustCompile(`\s*(?:-{2,}>|={2,}>|-\.+->|(?:--|==|-\.)\s[^->=|]*\s(?:-{2,}>|={2,}>|\.+->))\s*(?:\|[^|]*\|)?\s*`)
	mermaidNode  = regexp.MustCompile(`^\s*([A-Za-z0-9_.-]+)\s*(?:[\[({>]+"?([^\[\](){}"]*)|:::|$)`)
)

// mermaid reads a flow chart of Mermaid's: a node is the packet that it is named after
// or, where its name is none, the first that its label names.
func (r *reader) mermaid(lines *text.Segments) {
	nodes := map[string]string{}
	packets := func(side string) []string {
		var out []string
		for part := range strings.SplitSeq(side, "&") {
			m := mermaidNode.FindStringSubmatch(part)
			if m == nil || len(out) > maxNamed {
				continue
			}
			id := m[1]
			if r.id(id) != id {
				if named := r.named(m[2]); len(named) > 0 {
					nodes[m[1]] = named[0]
				}
				id = nodes[m[1]]
			}
			if id != "" {
				out = append(out, id)
			}
		}
		return out
	}
	chart := false
	for i := range lines.Len() {
		line := r.places.Text(lines.At(i).Start, lines.At(i).Stop)
		if chart = chart || mermaidKind.MatchString(line.Value); !chart {
			continue
		}
		for statement := range strings.SplitSeq(line.Value, ";") {
			sides := mermaidArrow.Split(statement, -1)
			from := packets(sides[0])
			for _, side := range sides[1:] {
				to := packets(side)
				r.link(from, to, line.Line)
				from = to
			}
		}
	}
}
