package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// claimed are the claims of one command in a packet.
type claimed struct {
	// path is the tracker's file below the directory dir.
	dir, path string

	tracker *tracker.Tracker
	grammar tracker.Grammar
	packet  *tracker.Packet
	claims  []*tracker.Claim
}

// refused says why the outcome of a command could not be written, before it runs.
func (c runCommand) refused(host Host, t task) error {
	at, err := c.find(host, t)
	if err != nil {
		return err
	}
	_, err = at.tracker.WithOutcome(at.packet, at.claims, "exit 0", true, at.grammar)
	return err
}

// find finds the claims that are to be ticked.
func (c runCommand) find(host Host, t task) (*claimed, error) {
	if t.unprovable != nil {
		return nil, fmt.Errorf("no claim can be made of it: %w", t.unprovable)
	}
	p, err := boardCommand{Repo: ".", Config: configDefault, Files: c.trackers()}.place()
	if err != nil {
		return nil, err
	}
	trackers, err := p.trackers(host, c.trackers())
	if err != nil {
		return nil, err
	}
	var found []*claimed
	for _, read := range trackers {
		if i := slices.IndexFunc(read.Packets, func(p *tracker.Packet) bool { return strings.EqualFold(p.ID, c.Packet) }); i >= 0 {
			dir, path := p.root, read.Path
			if _, inside := p.within(c.Tracker); c.Tracker != "" && !inside {
				dir, path = filepath.Dir(c.Tracker), filepath.Base(c.Tracker)
			}
			found = append(found, &claimed{dir: dir, path: path, tracker: read.Tracker, grammar: gate.Grammar(p.config), packet: read.Packets[i]})
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("there is no packet %q; packetgate board lists them", c.Packet)
	case 1:
		return found[0], found[0].match(t)
	}
	return nil, fmt.Errorf("%s and %s hold packet %s: say which with --tracker", report.Visible(found[0].tracker.Path), report.Visible(found[1].tracker.Path), c.Packet)
}

func (c runCommand) trackers() []string {
	if c.Tracker == "" {
		return nil
	}
	return []string{c.Tracker}
}

// match finds the packet's claims of a command: the same words in the same directory.
func (c *claimed) match(t task) error {
	if err := c.tracker.Err(); err != nil {
		return err
	}
	var others []string
	for _, claim := range c.packet.Claims {
		commands, err := shell.Parse(claim.Command.Value)
		if err == nil && shell.Digest(commands) == shell.Digest(t.commands) {
			c.claims = append(c.claims, claim)
			continue
		}
		others = append(others, fmt.Sprintf("  %s:%d: %s", c.tracker.Path, claim.Command.Line, report.Clip(claim.Command.Value, 120)))
	}
	if len(c.claims) > 0 {
		return c.agree()
	}
	const most = 10
	if n := len(others); n > most {
		others = append(others[:most], fmt.Sprintf("  and %d more", n-most))
	}
	if len(others) == 0 {
		return fmt.Errorf("packet %s names no commands; add the line - [ ] %s to its checklist", c.packet.ID, tracker.InCode(t.text))
	}
	return fmt.Errorf("packet %s does not name the command %s; it names\n%s", c.packet.ID, tracker.InCode(t.text), strings.Join(others, "\n"))
}

// agree returns an error where claims of the command cannot be ticked alike.
func (c *claimed) agree() error {
	var first *tracker.Claim
	for _, claim := range c.claims {
		switch o := claim.Outcome; {
		case o.Kind == tracker.OutcomeValue, o.Kind == tracker.OutcomeCount:
			return fmt.Errorf("%s:%d: the claim is that the command shows %s, which packetgate run does not look for: tick it by hand", c.tracker.Path, claim.Command.Line, tracker.InCode(o.Value))
		case !claim.Made() || o.Kind == tracker.OutcomeNone:
		case first == nil:
			first = claim
		case passes(o) && passes(first.Outcome):
		case o.Kind != first.Outcome.Kind || o.ExitCode != first.Outcome.ExitCode || o.Failed != first.Outcome.Failed:
			return fmt.Errorf("%s: lines %d and %d claim different outcomes of the command: leave one of them", c.tracker.Path, first.Command.Line, claim.Command.Line)
		}
	}
	return nil
}

// passes tells whether an outcome is that the command passed.
func passes(o tracker.Outcome) bool {
	return !o.Failed && (o.Kind == tracker.OutcomePassed || o.Kind == tracker.OutcomeExit && o.ExitCode == 0)
}

// write writes what came of the command into the tracker, as it is by now.
func (c runCommand) write(host Host, t task, o outcome) error {
	at, err := c.find(host, t)
	if err == nil {
		defer lock(at.dir)() // several commands may end at once
		at, err = c.find(host, t)
	}
	if err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	for _, claim := range at.claims {
		if !o.passed() && claim.Made() && (claim.Box != nil || passes(claim.Outcome)) {
			return fmt.Errorf("nothing was written: %s:%d claims that the command passed, and it did not: open the claim by hand if it is no longer true", at.tracker.Path, claim.Command.Line)
		}
	}
	after, err := at.tracker.WithOutcome(at.packet, at.claims, o.String(), o.passed(), at.grammar)
	if err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	tree, err := openWorkTree(at.dir)
	if err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	defer func() { _ = tree.root.Close() }()
	if err := tree.write(at.path, after.Source); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	for _, claim := range at.claims {
		fmt.Fprintf(host.Stderr, "packetgate: written to %s:%d\n", report.Visible(at.tracker.Path), claim.Command.Line)
	}
	return nil
}
