package rule

import (
	"cmp"

	"github.com/packetgate/packetgate/internal/tracker"
)

// askedSince reports what the base branch has come to ask of a packet since the change
// branched off: the merge result would call it finished with that still open.
func (p *pass) askedSince(old, packet *tracker.Packet) {
	tip := p.tip[packet.ID]
	if tip == nil || !closed(packet) {
		return
	}
	for _, b := range p.absent(p.absent(plainBoxes(tip), old), packet) {
		p.addAsked(packet, "the box "+quote(b.Text.Value))
	}
	before, now := p.namedBy(old), p.namedBy(packet)
	for _, c := range tip.Claims {
		words := p.commands.words(c.Command.Value)
		if c.Box != nil && c.Record == nil && !before.holds(words) && !now.holds(words) {
			p.addAsked(packet, quote(c.Command.Value))
		}
	}
	had, has := gatesAsked(old), gatesAsked(packet)
	for _, g := range tip.Gates {
		if g.Box != nil && !had[g.Name] && !has[g.Name] {
			p.addAsked(packet, "the review gate "+name(g.Name))
		}
	}
}

func (p *pass) addAsked(packet *tracker.Packet, what string) {
	base := cmp.Or(p.Change.BaseRef, "the base branch")
	p.note(packet.ID, sectionPlace(packet), "%s has come to ask %s for %s since this branch began. Merge %s into the branch and meet it before the packet is finished.",
		name(base), name(packet.ID), what, name(base))
}

// absent are those boxes of which a packet has none that is the same or nearly so.
func (p *pass) absent(boxes []*tracker.Box, packet *tracker.Packet) []*tracker.Box {
	var out []*tracker.Box
	for _, d := range p.dropped(boxes, plainBoxes(packet)) {
		if d.near == nil {
			out = append(out, d.old)
		}
	}
	return out
}

// namedBy are the commands that a packet names.
func (p *pass) namedBy(packet *tracker.Packet) *wordSet {
	all := &wordSet{}
	for _, c := range packet.Claims {
		all.add(p.commands.words(c.Command.Value))
	}
	return all
}
