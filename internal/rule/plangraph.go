package rule

import (
	"maps"
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/tracker"
)

// plannedBlockers are the plan's edges by the packet that waits.
func (p *pass) plannedBlockers() map[string][]plan.Edge {
	if p.planned == nil {
		p.planned = map[string][]plan.Edge{}
		if p.Plan != nil {
			for _, e := range p.Plan.Edges {
				p.planned[e.To] = append(p.planned[e.To], e)
			}
		}
	}
	return p.planned
}

// plannedAlone says where the plan alone, and not the packet's own list, makes it wait for
// another; empty where it does not.
func (p *pass) plannedAlone(packet *tracker.Packet, id string) string {
	if slices.Contains(listedBlockers(packet), id) {
		return ""
	}
	for _, e := range p.plannedBlockers()[packet.ID] {
		if e.From == id {
			return ", by " + planPlace(e.Path, e.Line)
		}
	}
	return ""
}

// plannedCycles reports the cycles of moved packets that the lists alone do not have: an
// error where the change's own lists close one, a warning where the base has it.
func (p *pass) plannedCycles(told map[string]bool) {
	both := func(packet *tracker.Packet) []string {
		ids := listedBlockers(packet)
		for _, e := range p.plannedBlockers()[packet.ID] {
			ids = append(ids, e.From)
		}
		return ids
	}
	old := members(cycles(p.MergeBase, both))
	for _, cycle := range cycles(p.Head, both) {
		at := slices.IndexFunc(cycle, func(packet *tracker.Packet) bool { return p.moved[packet.ID] })
		if at < 0 || told[memberKey(cycle)] {
			continue
		}
		e := p.edgeWithin(cycle)
		f := p.note(cycle[at].ID, blockersPlace(cycle[at]), "By the plan's graph (%s) and the `Blocked by:` lists %s, so none can ever start. Break the cycle in the lists, or in the plan by a pull request of its own.",
			planPlace(e.Path, e.Line), waitingRound(cycle))
		if old[memberKey(cycle)] {
			f.as(config.Warning)
		}
	}
}

func waitingRound(cycle []*tracker.Packet) string {
	if len(cycle) == 1 {
		return name(cycle[0].ID) + " waits for itself"
	}
	return names(idsOf(cycle)) + " wait for each other"
}

// edgeWithin is the first edge of the plan between packets of a cycle.
func (p *pass) edgeWithin(cycle []*tracker.Packet) plan.Edge {
	in := set(idsOf(cycle))
	for _, e := range p.Plan.Edges {
		if in[e.From] && in[e.To] {
			return e
		}
	}
	return plan.Edge{}
}

// unknownInPlan tells of packets of the plan that the board lacks, where a packet that
// moves waits for one, or may be meant by its id: plan and board are then read apart. It
// is none of the author's doing, and a plan may speak of several boards.
func (p *pass) unknownInPlan() {
	if p.Plan == nil || p.Head == nil {
		return
	}
	told := map[string]bool{}
	for _, packet := range p.movedPackets() {
		for _, e := range p.plannedBlockers()[packet.ID] {
			if _, known := p.standing(e.From); known || told[e.From] {
				continue
			}
			told[e.From] = true
			p.note(packet.ID, p.linkPlace(e.Path), "By the plan's graph (%s) %s waits for %s, which is no packet of this board%s, so it waits for nothing. Mend the plan in a pull request of its own.",
				planPlace(e.Path, e.Line), name(packet.ID), name(e.From), p.meant(e.From)).as(config.Notice)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Plan.Packets)) {
		near := p.nearest(id)
		if _, known := p.standing(id); known || told[id] || !p.moved[near] || p.Plan.Packet(near) != nil {
			continue
		}
		p.note(near, p.linkPlace(p.Plan.Paths[0]), "The linked plan asks nothing of %s, but has a packet %s, which is no packet of this board, so what it asks for was not checked. Write the same id in both.",
			name(near), name(id)).as(config.Notice)
	}
}
