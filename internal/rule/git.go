package rule

import (
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var gitRules = []Rule{
	{HistoryRewritten, config.Error, "git", "No recorded checkpoint is lost from the base branch's history.", historyRewritten},
	{DestructiveCommand, config.Error, "git", "No command that was run throws away work on a shared worktree.", each((*pass).movedPackets, destructiveCommand)},
}

// destructiveCommand looks at the commands that a packet says were run, not at
// its Rollback and not at prose. One that the merge base has already is not this
// change's.
func destructiveCommand(p *pass, packet *tracker.Packet) {
	old := map[string]bool{}
	if before := p.before[packet.ID]; before != nil {
		for _, one := range p.claimed(before) {
			old[one.key] = true
		}
	}
	for _, one := range p.claimed(packet) {
		c := one.claims[0]
		if old[one.key] || one.counts.Outcome.Kind == tracker.OutcomeNotRun {
			continue
		}
		if what, is := p.destroys(c); is {
			p.add(packet, c.Command.Span, "ran %s: %s throws away work that others may share. Use a worktree of its own, or a revert commit.", quote(c.Command.Value), quote(what))
		}
	}
}
