package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var dependencyRules = []Rule{
	{BlockedPacketAdvanced, config.Error, "dependencies", "A packet leaves BLOCKED, or starts, when every blocker is DONE on the merge result.", each((*pass).movedPackets, blockedPacketAdvanced)},
	{StaleBlockerNote, config.Notice, "dependencies", "`(DONE)` stands behind blockers that are DONE, and (a warning) behind no other.", each((*pass).movedPackets, staleBlockerNote)},
	{UnblockedPacket, config.Notice, "dependencies", "A BLOCKED packet whose blockers are all DONE may move on.", unblockedPacket},
	{DependencyCycle, config.Error, "dependencies", "No packet waits for itself.", dependencyCycle},
	{UnknownPacket, config.Error, "dependencies", "Every blocker is a packet of the board.", unknownPacket},
}

// blockers lists the ids that a packet waits for, each once: by its own list, by
// the status that it had before, as in `BLOCKED (RC-01)`, by what the base branch has
// added since, and by the plan's graph where that names packets of the board.
func (p *pass) blockers(packet *tracker.Packet) []string {
	ids := listedBlockers(packet)
	if old := p.before[packet.ID]; old != nil {
		for _, b := range old.Blockers {
			if b.Place == tracker.BlockerInStatus {
				ids = append(ids, b.ID)
			}
		}
		had := set(listedBlockers(old))
		ids = append(ids, slices.DeleteFunc(listedBlockers(p.tip[packet.ID]), func(id string) bool { return had[id] })...)
	}
	for _, e := range p.plannedBlockers()[packet.ID] {
		if _, known := p.standing(e.From); known {
			ids = append(ids, e.From)
		}
	}
	told := map[string]bool{"": true, packet.ID: true}
	return slices.DeleteFunc(ids, func(id string) bool {
		defer func() { told[id] = true }()
		return told[id]
	})
}

// standing is a packet's status on the merge result; on the head's board where the base
// branch has meanwhile archived the packet or moved the tracker, else on that of another
// tracker of the change.
func (p *pass) standing(id string) (status tracker.Status, known bool) {
	if s, known := p.Merged[id]; known {
		return s.Status, true
	}
	if packet := p.after[id]; packet != nil && packet.Row != nil {
		return packet.Status, true
	}
	for _, other := range p.Siblings {
		if s, known := other.Merged[id]; known {
			return s.Status, true
		}
	}
	return tracker.StatusNone, false
}

// open lists the packet's blockers that stand on a board and are not DONE there, with
// their status.
func (p *pass) open(packet *tracker.Packet) []string {
	var out []string
	for _, id := range p.blockers(packet) {
		if status, known := p.standing(id); known && status != tracker.StatusDone {
			out = append(out, name(id)+" ("+statusWord(status)+p.plannedAlone(packet, id)+")")
		}
	}
	return out
}

func statusWord(s tracker.Status) string {
	if s == tracker.StatusNone {
		return "no status"
	}
	return string(s)
}

// blockedPacketAdvanced points at the status, which is what the author is to take
// back: a `Blocked by:` item that is taken out instead is requirement-weakened, and
// stands seldom in the diff.
func blockedPacketAdvanced(p *pass, packet *tracker.Packet) {
	if p.AtRest {
		if open := p.open(packet); len(open) > 0 {
			p.but(packet, statusPlace(packet), "it is still blocked by %s. Finish that first, or reopen it with a finding that says why.", list(open))
		}
		return
	}
	from, moved := p.statusMoved(packet)
	advanced := packet.Status.Started() || from == tracker.StatusBlocked && packet.Status != tracker.StatusBlocked
	if !moved || !advanced {
		return
	}
	if open := p.open(packet); len(open) > 0 {
		p.add(packet, statusPlace(packet), "moves to %s, but on the merge result it is still blocked by %s. Finish that first, or set the status to BLOCKED.", statusWord(packet.Status), list(open))
	}
}

// unblockedPacket speaks of packets that the change moves, and of those that wait
// for one that the change finishes.
func unblockedPacket(p *pass) {
	finished := map[string]bool{}
	for _, packet := range p.movedPackets() {
		if _, moved := p.statusMoved(packet); moved && packet.Status == tracker.StatusDone {
			finished[packet.ID] = true
		}
	}
	for _, packet := range packets(p.Head) {
		if packet.Status != tracker.StatusBlocked {
			continue
		}
		blockers := p.blockers(packet)
		concerned := p.moved[packet.ID] || slices.ContainsFunc(blockers, func(id string) bool { return finished[id] })
		done := !slices.ContainsFunc(blockers, func(id string) bool {
			status, _ := p.standing(id)
			return status != tracker.StatusDone
		})
		if !concerned || !done || len(blockers) == 0 || p.Merged[packet.ID].Status != tracker.StatusBlocked {
			continue
		}
		f := p.add(packet, statusPlace(packet), "is BLOCKED, but all that it waits for is DONE: %s. Set it to READY if nothing else holds it.", names(blockers))
		if !packet.StatusAt.IsZero() {
			f.Fix = replace(p.Head, packet.StatusAt.Span, string(tracker.StatusReady))
		}
	}
}

// unknownPacket tells of blockers that are no packets of the board, once an item.
func unknownPacket(p *pass) {
	for _, packet := range p.movedPackets() {
		seen := map[string]bool{}
		for _, item := range itemsOf(packet.Blockers) {
			var lost []string
			for _, b := range item.blockers {
				if b.Meant != "" {
					p.add(packet, item.at.Span, "waits for %s, which reads like %s but holds characters that look like others or cannot be seen (%s). Type it again in plain ASCII.", quote(item.at.Value), name(b.Meant), b.Strange)
				}
				if _, known := p.standing(b.ID); b.ID != "" && !known && !seen[b.ID] {
					seen[b.ID] = true
					lost = append(lost, b.ID)
				}
			}
			switch {
			case len(lost) == 1:
				p.add(packet, item.at.Span, "waits for %s, which is no packet of this board%s. Name one of the board, or remove the item.", name(lost[0]), p.meant(lost[0]))
			case len(lost) > 1:
				p.add(packet, item.at.Span, "waits for %s, which are no packets of this board. Name those of the board, or remove the item.", names(lost))
			}
		}
	}
	p.unknownInPlan()
}
