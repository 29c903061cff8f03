package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

// carriedOver tells whether another tracker of the change, under the same plans, takes a
// packet as it stood onto its board.
func (p *pass) carriedOver(old *tracker.Packet) bool {
	return slices.ContainsFunc(p.Siblings, func(other *Case) bool {
		now := other.Head.Packet(old.ID)
		return onBoard(now) && !onBoard(other.MergeBase.Packet(old.ID)) && !onBoard(other.Tip.Packet(old.ID)) &&
			now.Status == old.Status && now.ReviewState == old.ReviewState &&
			linksPlansOf(p.MergeBase, other.Head) && p.keepsAll(old, now)
	})
}

func onBoard(packet *tracker.Packet) bool { return packet != nil && packet.Row != nil }

// linksPlansOf tells whether one tracker links to every plan of another.
func linksPlansOf(of, linking *tracker.Tracker) bool {
	for _, link := range plan.Linked(of) {
		if !slices.ContainsFunc(plan.Linked(linking), func(to tracker.Text) bool {
			return slices.Equal(plan.Paths(of, link), plan.Paths(linking, to))
		}) {
			return false
		}
	}
	return true
}

// keepsAll tells whether a packet asks for and shows all that another did, without a
// finding.
func (p *pass) keepsAll(old, now *tracker.Packet) bool {
	first := len(p.findings)
	p.weakened(old, now)
	if closed(old) {
		p.swappedCheckpoint(old, now)
	}
	kept := len(p.findings) == first
	p.findings = p.findings[:first]
	if kept && closed(old) {
		_, _, rewritten := transition.Rewritten(old, now, p.harmless)
		return !rewritten
	}
	return kept
}

// withHeirs is a packet with what stands in the packets that the change adds and that it
// waits for: what was split off it is neither gone nor forgotten.
func (p *pass) withHeirs(packet *tracker.Packet) *tracker.Packet {
	whole := *packet
	for _, id := range p.blockers(packet) {
		heir := p.after[id]
		if heir == nil || heir.Row == nil || p.before[id] != nil {
			continue
		}
		whole.Boxes = slices.Concat(whole.Boxes, heir.Boxes)
		whole.Claims = slices.Concat(whole.Claims, heir.Claims)
		whole.Gates = slices.Concat(whole.Gates, heir.Gates)
		whole.Verdicts = slices.Concat(whole.Verdicts, heir.Verdicts)
		whole.Blockers = slices.Concat(whole.Blockers, heir.Blockers)
	}
	return &whole
}
