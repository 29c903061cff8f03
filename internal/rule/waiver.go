package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/tracker"
)

var waiverRules = []Rule{
	{StaleWaiver, config.Warning, "evidence", "No claim counts on a waiver that has expired; one that no claim needs any more is a notice.", staleWaiver},
}

// staleWaiver tells of waivers that moved packets claim in vain, since they have expired,
// and of those of which the change takes the last claim away.
func staleWaiver(p *pass) {
	waivers := p.Config.Evidence.Waivers
	if len(waivers) == 0 {
		return
	}
	exceptions := evidence.ReadExceptions(p.Config.Evidence)
	for _, packet := range p.movedPackets() {
		for _, one := range p.claimed(packet) {
			p.expiredWaivers(packet, one.counts, exceptions.Waivers(one.counts.Command.Value))
		}
	}
	if p.Head == nil {
		return
	}
	used := map[int]bool{}
	for _, c := range slices.Concat(p.Siblings, []*Case{p.Case}) {
		for _, packet := range packets(c.Head) {
			for _, claim := range packet.Claims {
				for _, i := range exceptions.Waivers(claim.Command.Value) {
					used[i] = true
				}
			}
		}
	}
	for _, old := range packets(p.MergeBase) {
		for _, claim := range old.Claims {
			for _, i := range exceptions.Waivers(claim.Command.Value) {
				if !used[i] {
					used[i] = true
					p.unusedWaiver(old, waivers[i])
				}
			}
		}
	}
}

// expiredWaivers notes the expired ones among the waivers of a claim, unless one is in
// force.
func (p *pass) expiredWaivers(packet *tracker.Packet, claim *tracker.Claim, covering []int) {
	waivers := p.Config.Evidence.Waivers
	if slices.ContainsFunc(covering, func(i int) bool { return !waivers[i].Expired(p.Now) }) {
		return
	}
	for _, i := range covering {
		w := waivers[i]
		if p.verified(packet, claim) {
			p.add(packet, claim.Command.Span, "claims %s, which is verified; the waiver %s expired on %s and is not needed. Take it out of `evidence.waivers` on the base branch.",
				quote(claim.Command.Value), quote(w.Command), w.Expires).as(config.Notice)
			continue
		}
		p.add(packet, claim.Command.Span, "claims %s, which the waiver %s excused until %s (%s). Prove it, or let %s renew the waiver on the base branch.",
			quote(claim.Command.Value), quote(w.Command), w.Expires, quote(w.Reason), quote(w.Owner))
	}
}

// verified tells whether the record proves a claim.
func (p *pass) verified(packet *tracker.Packet, claim *tracker.Claim) bool {
	return slices.ContainsFunc(p.Proofs, func(proof evidence.Proof) bool {
		return proof.Claim.Packet == packet.ID && proof.Claim.Tracked == claim && proof.Verdict == evidence.Verified
	})
}

// unusedWaiver notes a waiver that no claim of the change's trackers needs any more, where
// the packet that did stands now.
func (p *pass) unusedWaiver(old *tracker.Packet, w config.Waiver) {
	at := tracker.Span{Line: 1, Column: 1}
	if packet := p.after[old.ID]; packet != nil {
		at = sectionPlace(packet)
	}
	p.add(old, at, "no longer claims what the waiver %s excuses, nor does another packet of the trackers that change. If none of other trackers does, take it out of `evidence.waivers` on the base branch.",
		quote(w.Command)).as(config.Notice)
}
