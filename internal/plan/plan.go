// Package plan reads the plan that a tracker links to: what each packet must
// show, and which packet blocks which.
package plan

import "github.com/packetgate/packetgate/internal/tracker"

// MaxSize is the largest plan that is read, in bytes; of a longer one only the
// packets before that point are known.
const MaxSize = 4 << 20

// Plan is one parsed plan.
type Plan struct {
	Path    string
	Packets map[string]*Packet
	// Commands are the Global Command Set, which packets refer to by name. Those
	// that it asks for on a condition ("When the frontend is touched, run:") are left
	// out: nobody can tell from the plan whether it holds.
	Commands []Command
	Edges    []Edge
}

// Packet is what a plan asks of one packet.
type Packet struct {
	ID string
	// Evidence, Checks and Exit are the commands in backticks under "Evidence
	// required:", "Required checks:" or "Required tests:", and "Exit criteria:".
	Evidence []Command
	Checks   []Command
	Exit     []Command
	// Global is the place where the packet refers to the Global Command Set, zero
	// if it does not.
	Global tracker.Text
	// Named are the commands of the Global Command Set that it asks of this packet by
	// its id ("Milestone baselines (RC-06, RC-09):").
	Named []Command
}

// Command is one command that a plan asks for.
type Command struct {
	tracker.Text
	// Under is the label or heading that the command stands under, such as "Required
	// tests", without what it has in brackets.
	Under string
	// ExitCode is the code that the plan wants, 0 unless it names another.
	ExitCode int
}

// Edge says that one packet blocks another.
type Edge struct {
	From, To string
	Line     int
}

// Packet returns what the plan asks of a packet, or nil. A bare id such as "00"
// is the plan's "Packet 00".
func (p *Plan) Packet(id string) *Packet {
	if p == nil {
		return nil
	}
	return p.Packets[id]
}

// Asked lists all commands that the plan asks of a packet, the Global Command Set
// included where the packet refers to it.
func (p *Plan) Asked(id string) []Command {
	packet := p.Packet(id)
	if packet == nil {
		return nil
	}
	asked := append([]Command(nil), packet.Evidence...)
	asked = append(asked, packet.Checks...)
	asked = append(asked, packet.Exit...)
	asked = append(asked, packet.Named...)
	if !packet.Global.IsZero() {
		asked = append(asked, p.Commands...)
	}
	return asked
}
