package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/tracker"
)

// AtRest are the packets of a tracker that are DONE or approved.
func AtRest(t *tracker.Tracker) []*tracker.Packet {
	return slices.DeleteFunc(slices.Clone(packets(t)), func(packet *tracker.Packet) bool { return !closed(packet) })
}

// pendingSince tells whether a packet at rest was so already, without a checkpoint, when
// the days ended that it is given for one.
func (p *pass) pendingSince(packet *tracker.Packet) bool {
	former := p.Former.Packet(packet.ID)
	return closed(former) && len(hashes(former)) == 0
}
