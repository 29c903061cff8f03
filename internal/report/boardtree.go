package report

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds on the dependency tree: its lines, how deep it indents, and how many of a
// packet's other blockers, or of a cycle's packets, it names.
const (
	maxTreeLines = 400
	maxTreeDepth = 24
	maxTreeNames = 8
)

// dependencies are the packets of a board that wait for one another.
type dependencies struct {
	packets []BoardPacket // those that wait or are waited for, in board order
	at      map[string]int
	// waits and blocks are the edges, by index.
	waits, blocks [][]int
	// layer counts the longest way down from a packet that waits for none; -1 for
	// what is in a cycle or behind one.
	layer []int
	// parent is the blocker of the deepest layer, under which the tree shows the
	// packet; -1 for none.
	parent []int
	cycles [][]int
	free   int // packets that neither wait nor are waited for
}

func newDependencies(packets []BoardPacket) *dependencies {
	d := &dependencies{at: map[string]int{}}
	related := map[string]bool{}
	for _, p := range packets {
		for _, w := range p.WaitsFor {
			related[p.ID], related[w.ID] = true, true
		}
	}
	add := func(p BoardPacket) {
		if _, twice := d.at[p.ID]; !twice {
			d.at[p.ID] = len(d.packets)
			d.packets = append(d.packets, p)
		}
	}
	for _, p := range packets {
		if related[p.ID] {
			add(p)
		} else {
			d.free++
		}
	}
	for _, p := range packets {
		for _, w := range p.WaitsFor {
			add(BoardPacket{Packet: Packet{ID: w.ID, Status: w.Status}, StatusText: "not shown"})
		}
	}
	n := len(d.packets)
	d.waits, d.blocks = make([][]int, n), make([][]int, n)
	for i, p := range d.packets {
		for _, w := range p.WaitsFor {
			j := d.at[w.ID]
			d.waits[i] = append(d.waits[i], j)
			d.blocks[j] = append(d.blocks[j], i)
		}
	}
	d.order()
	d.findCycles()
	return d
}

// order layers the packets, each behind all that it waits for.
func (d *dependencies) order() {
	n := len(d.packets)
	d.layer, d.parent = make([]int, n), make([]int, n)
	left := make([]int, n)
	var queue []int
	for i := range n {
		d.layer[i], d.parent[i] = -1, -1
		if left[i] = len(d.waits[i]); left[i] == 0 {
			d.layer[i] = 0
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		i := queue[0]
		for _, j := range d.blocks[i] {
			if left[j]--; left[j] > 0 {
				continue
			}
			for _, k := range d.waits[j] {
				if d.layer[k] >= d.layer[j] {
					d.layer[j], d.parent[j] = d.layer[k]+1, k
				}
			}
			queue = append(queue, j)
		}
	}
}

// findCycles finds, among what could not be ordered, cycles that have no packet in
// common: each packet left waits for one that is left too, so a walk along them
// ends in a cycle.
func (d *dependencies) findCycles() {
	walk := make([]int, len(d.packets)) // the walk that came by, from 1
	for i := range d.packets {
		if d.layer[i] >= 0 || walk[i] > 0 {
			continue
		}
		var way []int
		at := i
		for walk[at] == 0 {
			walk[at] = i + 1
			way = append(way, at)
			at = d.waits[at][slices.IndexFunc(d.waits[at], func(k int) bool { return d.layer[k] < 0 })]
		}
		if walk[at] == i+1 {
			d.cycles = append(d.cycles, way[slices.Index(way, at):])
		}
	}
}

// dependencies writes which packet waits for which: each packet once, under the
// blocker that is itself furthest from the start.
func (t *boardWriter) dependencies(packets []BoardPacket) {
	d := newDependencies(packets)
	if len(d.packets) == 0 && !slices.ContainsFunc(packets, func(p BoardPacket) bool { return slices.Contains(p.Blockers, p.ID) }) {
		return
	}
	t.heading("Dependencies")
	under := make([][]int, len(d.packets))
	var roots []int
	for i := range d.packets {
		switch {
		case d.parent[i] >= 0:
			under[d.parent[i]] = append(under[d.parent[i]], i)
		case d.layer[i] == 0:
			roots = append(roots, i)
		}
	}
	t.tree(d, under, roots)
	t.cycles(d)
	for _, p := range packets {
		if slices.Contains(p.Blockers, p.ID) {
			t.line("  " + t.paint("cycle:", bold+red) + " " + OneLine(Clip(p.ID, 40)) + " waits for itself")
		}
	}
	if d.free > 0 {
		t.line(fmt.Sprintf("  %s without dependencies", plural(d.free, "packet")))
	}
}

// tree draws what stands under each of the roots, without recursion.
func (t *boardWriter) tree(d *dependencies, under [][]int, roots []int) {
	type node struct {
		at, depth int
		lead      string // of its own line
		below     string // of what stands under it
	}
	var stack []node
	push := func(children []int, depth int, lead string) {
		for n := len(children) - 1; n >= 0; n-- {
			branch, below := "├── ", "│   "
			switch {
			case depth == 0:
				branch, below = "", ""
			case n == len(children)-1:
				branch, below = "└── ", "    "
			}
			stack = append(stack, node{children[n], depth, lead + branch, lead + below})
		}
	}
	push(roots, 0, "  ")
	var deeper []int // what is too deep to stand here, and starts again at the margin
	pointers := 0
	for drawn := 0; len(stack) > 0; drawn++ {
		if drawn+pointers >= maxTreeLines {
			t.line(fmt.Sprintf("  … %s more; name one with --packet", plural(d.ordered()-drawn, "packet")))
			return
		}
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n.depth == 0 && d.parent[n.at] >= 0 {
			t.line(n.lead + t.marked(d.packets[n.at]) + " (waits for " + strings.Join(d.names(d.waits[n.at]), ", ") + ")")
		} else {
			t.line(n.lead + t.node(d, n.at))
		}
		if n.depth < maxTreeDepth {
			push(under[n.at], n.depth+1, n.below)
		} else if next := under[n.at]; len(next) > 0 {
			t.line(n.below + "└── … below: " + strings.Join(d.names(next), ", "))
			deeper = append(deeper, next...)
			pointers++
		}
		if len(stack) == 0 {
			push(deeper, 0, "  ")
			deeper = nil
		}
	}
}

func (d *dependencies) ordered() int {
	n := 0
	for _, layer := range d.layer {
		if layer >= 0 {
			n++
		}
	}
	return n
}

// node is a packet's line in the tree, with the blockers that it does not stand
// under.
func (t *boardWriter) node(d *dependencies, i int) string {
	p := d.packets[i]
	text := t.marked(p)
	others := d.names(slices.DeleteFunc(slices.Clone(d.waits[i]), func(k int) bool { return k == d.parent[i] }))
	if len(others) > 0 {
		text += " (also waits for " + strings.Join(others, ", ") + ")"
	}
	return text
}

// marked is a packet's id with its mark and status.
func (t *boardWriter) marked(p BoardPacket) string {
	mark, color := markOf(p.Status)
	status := OneLine(Clip(p.status(), 40))
	if p.Status == "" && p.Line == 0 {
		status = "not on the board"
	}
	return OneLine(Clip(p.ID, 40)) + " " + t.paint(mark, color) + " " + status
}

// cycles tells the cycles, and what waits behind them.
func (t *boardWriter) cycles(d *dependencies) {
	const most = 20
	in := map[int]bool{}
	for n, cycle := range d.cycles {
		for _, i := range cycle {
			in[i] = true
		}
		if n >= most {
			continue
		}
		ids := append(d.names(cycle), d.names(cycle[:1])...)
		t.line("  " + t.paint("cycle:", bold+red) + " " + strings.Join(ids, " waits for ") + ": none of them can ever start")
	}
	if n := len(d.cycles); n > most {
		t.line(fmt.Sprintf("  … %s more", plural(n-most, "cycle")))
	}
	var behind []int
	for i := range d.packets {
		if d.layer[i] < 0 && !in[i] {
			behind = append(behind, i)
		}
	}
	if len(behind) > 0 {
		t.line(fmt.Sprintf("  %s in or behind a cycle besides: %s", plural(len(behind), "packet"), strings.Join(d.names(behind), ", ")))
	}
}

// names are the ids of packets, of many the first ones.
func (d *dependencies) names(packets []int) []string {
	var ids []string
	for n, i := range packets {
		if n == maxTreeNames {
			return append(ids, "…")
		}
		ids = append(ids, OneLine(Clip(d.packets[i].ID, 40)))
	}
	return ids
}
