package rule

import (
	"cmp"
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Check runs every rule over the case and returns the findings in file order,
// with configured severities applied and those that are off left out. It may
// ask the case's ledger for records; findings that need them are absent until
// the ledger has them.
//
// Only packets that the change moves are judged, by the checkpoint rules also
// those whose checkpoint alone changed. What is wrong with the board as a whole
// is found when the change brought it about. Of a case at rest, those that are DONE or
// approved are judged by what they are, and the board as it is.
func Check(c *Case) []Finding {
	p := newPass(c)
	for _, r := range All() {
		weight, origin := r.Weight(c.Config)
		if !r.Judged() || weight == config.Off {
			continue
		}
		p.rule = r
		first := len(p.findings)
		r.check(p)
		for i := range p.findings[first:] {
			if origin != "" {
				p.findings[first+i].Severity = weight
			}
		}
	}
	slices.SortStableFunc(p.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return p.findings
}

// pass is one run of the rules over a case.
type pass struct {
	*Case
	rule     Rule
	findings []Finding

	// before, tip and after map each id to its first packet at the merge base, the
	// base tip and the head.
	before, tip, after map[string]*tracker.Packet
	// moved are the ids of moved packets, in checkpointed also those with only a
	// new checkpoint.
	moved, checkpointed map[string]bool
	commands            *canon
	// wordings is how many words of boxes may still be compared, hints how many
	// commands have been compared for a hint.
	wordings, hints int
	// planned are the plan's blockers by packet, see plannedBlockers.
	planned map[string][]plan.Edge
	// accounts are the configured ones by people's plain names, see identities.
	accounts map[string][]string
	// plainIDs are the board's ids by their plain form, see nearest.
	plainIDs map[string]string
}

func newPass(c *Case) *pass {
	p := &pass{
		Case:         c,
		before:       byID(c.MergeBase),
		tip:          byID(c.Tip),
		after:        byID(c.Head),
		moved:        map[string]bool{},
		checkpointed: map[string]bool{},
		commands:     newCanon(),
		wordings:     mostWordings,
	}
	for _, t := range c.Transitions {
		p.moved[t.Packet] = p.moved[t.Packet] || t.Moves()
		p.checkpointed[t.Packet] = true
	}
	if c.AtRest {
		for _, packet := range AtRest(c.Head) {
			p.moved[packet.ID], p.checkpointed[packet.ID] = true, true
		}
	}
	return p
}

func byID(t *tracker.Tracker) map[string]*tracker.Packet {
	out := map[string]*tracker.Packet{}
	for _, packet := range packets(t) {
		if out[packet.ID] == nil {
			out[packet.ID] = packet
		}
	}
	return out
}

func packets(t *tracker.Tracker) []*tracker.Packet {
	if t == nil {
		return nil
	}
	return t.Packets
}

// movedPackets are the head's packets that the change moves. One whose row it
// takes away is not among them, even if its section stays: packet-removed says all
// there is to say.
func (p *pass) movedPackets() []*tracker.Packet {
	var out []*tracker.Packet
	for _, packet := range packets(p.Head) {
		old := p.before[packet.ID]
		removed := old != nil && old.Row != nil && packet.Row == nil
		if p.moved[packet.ID] && !removed {
			out = append(out, packet)
		}
	}
	return out
}

// closedPackets are the moved packets that are DONE or approved at the head.
func (p *pass) closedPackets() []*tracker.Packet {
	return slices.DeleteFunc(p.movedPackets(), func(packet *tracker.Packet) bool { return !closed(packet) })
}

// each is the check of a rule that judges packets one by one.
func each(packets func(*pass) []*tracker.Packet, judge func(*pass, *tracker.Packet)) func(*pass) {
	return func(p *pass) {
		for _, packet := range packets(p) {
			judge(p, packet)
		}
	}
}

// statusMoved tells whether the change moves the packet's status, and from what.
func (p *pass) statusMoved(packet *tracker.Packet) (from tracker.Status, moved bool) {
	old := p.before[packet.ID]
	if old == nil || old.Row == nil {
		return tracker.StatusNone, true
	}
	return old.Status, old.Status != packet.Status
}

// closed tells whether a packet, nil for none, claims at this version to be finished:
// DONE, or approved by its board, or in review with a recorded approval. The approval of
// an earlier review that still stands in a reopened packet is none.
func closed(p *tracker.Packet) bool {
	switch {
	case p == nil:
		return false
	case p.Status == tracker.StatusDone || p.ReviewState == tracker.ReviewApproved:
		return true
	}
	return p.ReviewState == tracker.ReviewNone && p.Status == tracker.StatusInReview && approving(p)
}

// approving tells whether the verdict that counts is an approval.
func approving(p *tracker.Packet) bool {
	v := p.Verdict()
	return v != nil && v.State == tracker.ReviewApproved
}

// atWork tells whether work on a packet has begun, at the head or before.
func (p *pass) atWork(packet *tracker.Packet) bool {
	old := p.before[packet.ID]
	return packet.Status.Started() || old != nil && old.Status.Started()
}

// otherTrackers tells whether packets of another tracker are at work in the change: it
// may only have a word corrected.
func (p *pass) otherTrackers() bool {
	return slices.ContainsFunc(p.Siblings, func(c *Case) bool {
		other := newPass(c)
		return slices.ContainsFunc(other.movedPackets(), other.atWork)
	})
}

// state says how a closed packet is closed: "DONE" or "APPROVED".
func state(p *tracker.Packet) string {
	if p.Status == tracker.StatusDone {
		return "DONE"
	}
	return "APPROVED"
}

// set holds ids, or other texts, to be looked up.
func set(ids []string) map[string]bool {
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	return in
}
