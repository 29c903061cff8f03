package tracker

import (
	"slices"
	"strings"
)

var (
	blocksArrow    = newPattern(`[─-]{1,9}\s{0,2}(?:all\s+)?blocks?\s{0,2}[─-]{1,9}[►>]`)
	dependsPattern = newPattern(`(?i)^(?:\([^()]*\)\s*)?(?:[—–-]\s*)?(?:depends on|(?:is )?blocked (?:by|on)|waits (?:for|on)|requires)\s*:?\s+`)
	// ownPattern begins a line of a section that says what its packet waits for.
	ownPattern = newPattern(`(?i)^(?:(?:this packet|it)\s+(?:(?:is\s+)?blocked (?:by|on)|depends on|waits for|requires|cannot start before)|blocked (?:by|on)|depends on|wait(?:s|ing) (?:for|on)|requires|(?:requires|needs|prerequisites?)\s*:)\s*:?\s+`)
)

// edge says that a packet waits for others.
type edge struct {
	to       string
	blockers []Blocker
}

// CutArrows splits a line of a dependency graph at its arrows: what stands on the
// left of one blocks what stands on its right, as in "RC-00 ──blocks──► RC-01" and
// "A + B ──all block──► C". A line without an arrow is one part.
func CutArrows(line string) []string { return blocksArrow.Split(line, -1) }

// dependency reads a line that says what packets wait for, wherever it stands: an
// arrow of a graph, or "TN-05 depends on TN-02, TN-03".
func (d *document) dependency(start, end int) {
	text := d.text(start, end)
	if sides := CutArrows(text.Raw); len(sides) > 1 {
		from := d.packetsIn(plain(sides[0]))
		for _, side := range sides[1:] {
			to := d.packetsIn(plain(side))
			for _, b := range to {
				d.addEdge(b.ID, from, text)
			}
			from = to
		}
		return
	}
	said := plain(text.Raw)
	id, rest, ok := d.words.ids.Cut(said)
	if !ok {
		return
	}
	rest = strings.TrimSpace(rest)
	verb := dependsPattern.FindString(rest)
	switch rest = rest[len(verb):]; {
	case verb == "":
	case allPattern.MatchString(rest):
		d.addEdge(id, d.allBut([]string{id}), text)
	default:
		d.addEdge(id, d.packetsIn(rest), text)
	}
}

// ownDependency reads a line of a packet's section that says what it waits for: "Blocked
// by UP-01", "Requires: UP-01", "This packet depends on UP-01."
func (r *reader) ownDependency(start, end int) bool {
	said := plain(r.d.raw(start, end))
	verb := ownPattern.FindString(said)
	if verb == "" {
		return false
	}
	from := slices.DeleteFunc(r.d.packetsIn(said[len(verb):]), func(b Blocker) bool { return slices.Contains(r.owners, b.ID) })
	for _, id := range r.owners {
		r.d.addEdge(id, from, r.d.text(start, end))
	}
	return len(from) > 0
}

// dependencies reads those of a block's lines.
func (d *document) dependencies(b *block) {
	switch b.kind {
	case blockLine, blockItem:
		d.dependency(b.start, b.end)
	case blockFence:
		for _, line := range b.lines {
			d.dependency(trim(d.body, line[0], line[1]))
		}
	}
}

// addEdge makes a packet wait for others. Edges beyond the bound on all ranges are
// left out: their number is the product of an arrow's two sides.
func (d *document) addEdge(to string, from []Blocker, text Text) {
	p := d.packet(to)
	if p == nil || len(from) == 0 || d.ranged >= maxRanges {
		return
	}
	d.ranged += len(from)
	d.out.notes.add(ReadingBlocker, ofPacket(p.ID), text)
	d.edges = append(d.edges, edge{p.ID, placed(slices.Clone(from), text, BlockerInGraph)})
}

// addEdges gives the packets the blockers that their own lists do not name.
func (d *document) addEdges() {
	named := map[string]map[string]bool{}
	for _, e := range d.edges {
		p := d.packet(e.to)
		if named[e.to] == nil {
			named[e.to] = map[string]bool{}
			for _, b := range p.Blockers {
				named[e.to][b.ID] = true
			}
		}
		for _, b := range e.blockers {
			if !named[e.to][b.ID] {
				named[e.to][b.ID] = true
				p.block(b)
			}
		}
	}
}

func (p *Packet) block(b ...Blocker) {
	if len(b) > 0 && p.BlockedByAt.IsZero() {
		p.BlockedByAt = b[0].Text
	}
	p.Blockers = append(p.Blockers, b...)
}
