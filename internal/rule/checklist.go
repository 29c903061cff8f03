package rule

import (
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var checklistRules = []Rule{
	{OpenCheckbox, config.Error, "checklist", "Every box of a packet that is DONE or approved is ticked.", each((*pass).closedPackets, openCheckbox)},
}

func openCheckbox(p *pass, packet *tracker.Packet) {
	for _, box := range packet.Boxes {
		switch {
		case box.Lookalike:
			p.but(packet, box.Mark, "GitHub shows no box here, so nothing is ticked: %s. Write `- [x]` when it is true, or move the packet back to IN_PROGRESS.", quote(box.Text.Value))
		case !box.Checked:
			said := ": " + quote(box.Text.Value)
			if box.Text.Value == "" {
				said = " and says nothing"
			}
			p.but(packet, box.Mark, "this box is open%s. Tick it when it is true, or move the packet back to IN_PROGRESS.", said)
		}
	}
}
