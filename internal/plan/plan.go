// Package plan reads the plan that a tracker links to: what each packet must
// show, and which packet blocks which.
package plan

import "github.com/packetgate/packetgate/internal/tracker"

// Plan is one parsed plan.
type Plan struct {
	Path     string
	Packets  map[string]*Packet
	Commands []tracker.Text // the Global Command Set
	Edges    []Edge
}

// Packet is what a plan asks of one packet.
type Packet struct {
	ID string
	// Evidence, Checks and Exit are the commands in backticks under "Evidence
	// required:", "Required checks:" or "Required tests:", and "Exit criteria:".
	Evidence []tracker.Text
	Checks   []tracker.Text
	Exit     []tracker.Text
}

// Edge says that one packet blocks another.
type Edge struct {
	From, To string
	Line     int
}

// Parse reads a plan; it accepts any bytes.
func Parse(path string, source []byte) *Plan { panic("unwritten") }
