package rule

import "github.com/packetgate/packetgate/internal/tracker"

// Wait is a packet that another one waits for.
type Wait struct {
	Packet string
	// Status is the one on the merge result, StatusNone where the packet is not on
	// its board.
	Status tracker.Status
	// Known tells whether the packet is on the merge result's board.
	Known bool
}

// Done tells whether nothing is waited for any more.
func (w Wait) Done() bool { return w.Status == tracker.StatusDone }

// Waits lists for each packet of the head what it waits for, as the rules on
// dependencies see it: its own list and, where it names packets of the board, the
// plan's graph.
func Waits(c *Case) map[string][]Wait {
	p := newPass(c)
	out := map[string][]Wait{}
	for _, packet := range packets(c.Head) {
		if out[packet.ID] != nil {
			continue
		}
		for _, id := range p.blockers(packet) {
			status, known := p.standing(id)
			out[packet.ID] = append(out[packet.ID], Wait{Packet: id, Status: status, Known: known})
		}
	}
	return out
}
