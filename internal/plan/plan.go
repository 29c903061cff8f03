// Package plan reads the plan that a tracker links to: what each packet must
// show, and which packet blocks which.
package plan

import (
	"slices"

	"github.com/packetgate/packetgate/internal/tracker"
)

// MaxSize is the largest plan that is read, in bytes.
const MaxSize = 256 << 10

// Plan is one parsed plan, or several in one.
type Plan struct {
	// Paths are the files that it was read from.
	Paths   []string
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
	// Globals are the places where the packet refers to the Global Command Set.
	Globals []Global
	// Named are the commands of the Global Command Set that it asks of this packet by
	// its id ("Milestone baselines (RC-06, RC-09):").
	Named []Command
}

// Global is one reference to the Global Command Set.
type Global struct {
	// Text is the item that refers to it.
	tracker.Text
	// Path is the plan's, whose own set is meant if it has one.
	Path string
	// Evidence is true where it stands under "Evidence required:".
	Evidence bool
	// Group is what it says in brackets: perhaps the name of a group of the set.
	Group string
}

// Command is one command that a plan asks for.
type Command struct {
	tracker.Text
	// Under is the label or heading that the command stands under, such as "Required
	// tests", without what it has in brackets.
	Under string
	// Path is the path of the plan that asks for it.
	Path string
	// Group is the name of the part of the Global Command Set that it stands in, empty
	// where the set has no parts.
	Group string
	// Exit is the exit code that the plan wants.
	Exit Exit
	// Or are commands that will do as well: "`npm test` or `yarn test`".
	Or []string
}

// Edge says that one packet blocks another.
type Edge struct {
	From, To string
	Path     string
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
	asked := slices.Concat(packet.Evidence, packet.Checks, packet.Exit, packet.Named)
	for _, g := range packet.Globals {
		asked = append(asked, p.Set(g)...)
	}
	return asked
}

// Set lists the commands of the Global Command Set that a reference means: those of
// its own plan where that has any, and of the group that it names where it names one.
func (p *Plan) Set(g Global) []Command {
	set := func(keep func(Command) bool) []Command {
		var out []Command
		for _, c := range p.Commands {
			if keep(c) {
				out = append(out, c)
			}
		}
		return out
	}
	own := func(c Command) bool { return c.Path == g.Path }
	if !slices.ContainsFunc(p.Commands, own) {
		own = func(Command) bool { return true }
	}
	if except := exceptGroup.FindString(g.Group); except != "" {
		named := namesGroup(g.Group[len(except):])
		return set(func(c Command) bool { return own(c) && !named(c.Group) })
	}
	named := namesGroup(g.Group)
	if group := set(func(c Command) bool { return own(c) && named(c.Group) }); len(group) > 0 {
		return group
	}
	return set(own)
}

// Join makes one plan of several, in their order; nil of none.
func Join(plans []*Plan) *Plan {
	switch len(plans) {
	case 0:
		return nil
	case 1:
		return plans[0]
	}
	all := &Plan{Packets: map[string]*Packet{}}
	for _, p := range plans {
		all.Paths = append(all.Paths, p.Paths...)
		all.Commands = append(all.Commands, p.Commands...)
		all.Edges = append(all.Edges, p.Edges...)
		for id, packet := range p.Packets {
			one := all.Packets[id]
			if one == nil {
				one = &Packet{ID: id}
				all.Packets[id] = one
			}
			one.Evidence = append(one.Evidence, packet.Evidence...)
			one.Checks = append(one.Checks, packet.Checks...)
			one.Exit = append(one.Exit, packet.Exit...)
			one.Named = append(one.Named, packet.Named...)
			one.Globals = append(one.Globals, packet.Globals...)
		}
	}
	return all
}
