package report

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds on a dependency graph. Mermaid refuses more than 500 edges or 50,000
// characters; a graph is unreadable well before.
const (
	maxGraphNodes = 60
	maxGraphEdges = 200
)

// graphs writes the dependencies among each tracker's packets as a flowchart.
func (m *markdown) graphs(s *section) {
	for _, t := range m.r.Trackers {
		g := m.graph(t)
		if len(g.edges) == 0 {
			continue
		}
		text := fmt.Sprintf("### Dependencies: %s\n\n%s\n", Code(Clip(t.Path, 300)), Fence("mermaid", strings.TrimSpace(g.mermaid())))
		if !s.room(len(text)) {
			s.add(fmt.Sprintf("The dependency graph of %s is left out: too large.\n\n", Code(Clip(t.Path, 300))))
			continue
		}
		s.add(text)
		if g.left > 0 {
			s.add("\n" + plural(g.left, "dependency line") + " left out of the graph.\n")
		}
		s.end("graph")
	}
}

type graphNode struct {
	label string
	class string
}

type graph struct {
	nodes []graphNode
	edges [][2]int // from blocker to the packet that it blocks
	left  int      // edges that did not fit
}

// graph collects a tracker's packets that depend on one another: edges of moved
// packets first, so that a bound leaves out what matters less.
func (m *markdown) graph(t Tracker) graph {
	byID := make(map[string]Packet, len(t.Packets))
	for _, p := range t.Packets {
		byID[p.ID] = p
	}
	var g graph
	index := map[string]int{}
	node := func(id string) int {
		if i, ok := index[id]; ok {
			return i
		}
		index[id] = len(g.nodes)
		g.nodes = append(g.nodes, m.graphNode(t.Path, id, byID))
		return index[id]
	}
	packets := slices.Clone(t.Packets)
	rank := func(p Packet) int {
		if m.moved[PacketKey{t.Path, p.ID}] {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(packets, func(a, b Packet) int { return rank(a) - rank(b) })
	for _, p := range packets {
		for _, blocker := range p.Blockers {
			// An edge may add two nodes.
			if len(g.edges) >= maxGraphEdges || len(g.nodes)+2 > maxGraphNodes {
				g.left++
				continue
			}
			g.edges = append(g.edges, [2]int{node(blocker), node(p.ID)})
		}
	}
	return g
}

func (m *markdown) graphNode(path, id string, byID map[string]Packet) graphNode {
	p, ok := byID[id]
	if !ok {
		return graphNode{label: Clip(id, 40) + " · not on the board", class: "unknown"}
	}
	class := "open"
	switch p.Status {
	case "DONE":
		class = "done"
	case "BLOCKED":
		class = "blocked"
	case "IN_PROGRESS", "IN_REVIEW", "CHANGES_REQUESTED":
		class = "running"
	}
	label := Clip(id, 40)
	if p.Status != "" {
		label += " · " + Clip(p.Status, 40)
	}
	if m.moved[PacketKey{path, id}] {
		label += " · moved"
	}
	return graphNode{label: label, class: class}
}

func (g graph) mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for i, n := range g.nodes {
		fmt.Fprintf(&b, "  n%d[\"%s\"]:::%s\n", i, mermaidLabel(n.label), n.class)
	}
	for _, e := range g.edges {
		fmt.Fprintf(&b, "  n%d --> n%d\n", e[0], e[1])
	}
	b.WriteString("  classDef done fill:#dafbe1,stroke:#1a7f37,color:#1f2328\n" +
		"  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328\n" +
		"  classDef blocked fill:#ffebe9,stroke:#cf222e,color:#1f2328\n" +
		"  classDef open fill:#f6f8fa,stroke:#59636e,color:#1f2328\n" +
		"  classDef unknown fill:#fff8c5,stroke:#9a6700,color:#1f2328,stroke-dasharray:4\n")
	return b.String()
}
