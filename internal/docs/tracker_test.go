package docs

import (
	"testing"

	"github.com/packetgate/packetgate/internal/tracker"
)

// TestOwnTracker reads this project's tracker as packetgate does.
func TestOwnTracker(t *testing.T) {
	const path = "docs/packets.md"
	board := tracker.Parse(path, []byte(read(t, path)), tracker.Grammar{})
	for _, problem := range board.Problems {
		t.Errorf("%s:%d:%d: %s", path, problem.Line, problem.Column, problem.Message)
	}
	if len(board.Packets) == 0 {
		t.Fatal("no packets")
	}
	for _, packet := range board.Packets {
		if packet.Row == nil || len(packet.Sections) == 0 || len(packet.Claims) == 0 {
			t.Errorf("%s: row %v, %d sections, %d claims", packet.ID, packet.Row != nil, len(packet.Sections), len(packet.Claims))
		}
	}
	if len(board.Plans) != 1 || board.Plans[0].Value != "docs/plan.md" {
		t.Errorf("linked plans %+v", board.Plans)
	}
}
