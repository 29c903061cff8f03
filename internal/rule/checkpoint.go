package rule

import (
	"cmp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

var checkpointRules = []Rule{
	{CheckpointMissing, config.Error, "checkpoints", "An approved packet records a checkpoint commit, or says that it is pending.", each((*pass).checkpointPackets, checkpointMissing)},
	{CheckpointPending, config.Warning, "checkpoints", "An approved packet's pending checkpoint is filled in with the next commit.", each((*pass).checkpointPackets, checkpointPending)},
	{CheckpointUnknown, config.Error, "checkpoints", "A checkpoint names a commit that exists in this repository.", checkpointUnknown},
	{CheckpointUnreachable, config.Error, "checkpoints", "A checkpoint is part of this repository's history, not of a fork's alone.", checkpointUnreachable},
	{CheckpointUnrelated, config.Error, "checkpoints", "A packet's proofs cover its checkpoint.", checkpointUnrelated},
	{StartedBeforeCheckpoint, config.Error, "checkpoints", "A packet starts when the approved packets before it have their checkpoints.", startedBeforeCheckpoint},
}

// checkpointPackets are the approved packets whose checkpoint is to be judged.
func (p *pass) checkpointPackets() []*tracker.Packet {
	var out []*tracker.Packet
	for _, packet := range packets(p.Head) {
		if p.checkpointed[packet.ID] && closed(packet) {
			out = append(out, packet)
		}
	}
	return out
}

func checkpointMissing(p *pass, packet *tracker.Packet) {
	switch c := packet.Checkpoint(); {
	case c == nil:
		p.but(packet, recordPlace(packet, func(r *tracker.ReviewRecord) tracker.Text { return r.VerdictAt }), "it records no checkpoint. Add `Commit:` with the hash of the approved commit, or `(pending)` until the next commit.")
	case c.State == tracker.CheckpointMissing:
		says := "is empty"
		if strings.TrimSpace(c.Text.Value) != "" {
			says = "says " + quote(c.Text.Value)
		}
		p.but(packet, c.Text.Span, "its checkpoint %s. Write the hash of the approved commit, or `(pending)` until the next commit.", says)
	}
}

func checkpointPending(p *pass, packet *tracker.Packet) {
	c := packet.Checkpoint()
	switch {
	case c == nil || c.State != tracker.CheckpointPending:
	case p.pendingSince(packet):
		p.add(packet, c.Text.Span, "is %s and its checkpoint is pending for longer than the days that it is given (`audit.checkpoint-days: %d`). Fill in the hash of the approved commit.", state(packet), p.Config.Audit.CheckpointDays).as(config.Error)
	default:
		p.add(packet, c.Text.Span, "is %s and its checkpoint is pending. Fill in the hash with the next commit, before a packet that comes after it starts.", state(packet))
	}
}

// hashes are those that a packet, nil for none, records as its checkpoint.
func hashes(packet *tracker.Packet) []tracker.Text {
	if packet == nil || packet.Checkpoint() == nil {
		return nil
	}
	return packet.Checkpoint().Hashes
}

// recorded calls judge for each hash of the checkpoints that count, with the
// full name of the commit, unless it is one of the change's own, or the commit is not
// known yet or not to be asked for.
func (p *pass) recorded(judge func(packet *tracker.Packet, hash tracker.Text, commit record.Commit, absence record.Absence)) {
	for _, packet := range p.checkpointPackets() {
		for _, hash := range hashes(packet) {
			if p.ownSHA(hash.Value) != "" || p.Unread[packet.ID] {
				continue
			}
			if commit, absence, known := p.Ledger.Commit(hash.Value); known {
				judge(packet, hash, commit, absence)
			}
		}
	}
}

// ownCheckpoint tells whether a packet records a commit of the change itself.
func (p *pass) ownCheckpoint(packet *tracker.Packet) bool {
	return slices.ContainsFunc(hashes(packet), func(h tracker.Text) bool { return p.ownSHA(h.Value) != "" })
}

// ownSHA is the full name of the commit of the change that a hash names, empty
// when it names none of them.
func (p *pass) ownSHA(hash string) string {
	if strings.HasPrefix(p.Change.HeadSHA, hash) {
		return p.Change.HeadSHA
	}
	for _, c := range p.Change.Commits {
		if strings.HasPrefix(c.SHA, hash) {
			return c.SHA
		}
	}
	return ""
}

func checkpointUnknown(p *pass) {
	if p.Offline {
		return // see Unfetched
	}
	p.recorded(func(packet *tracker.Packet, hash tracker.Text, _ record.Commit, absence record.Absence) {
		if absence == record.NotFound || absence == record.Gone {
			p.add(packet, hash.Span, "records the checkpoint %s, but %s has no such commit. Write the hash of the approved commit as this repository knows it.", quote(hash.Value), p.Change.Repository)
		}
	})
}

// Unfetched says which checkpoints the clone of an offline case lacks, "`4be1c0d5` of
// UP-01". GitHub may hold them, so that they break no rule.
func Unfetched(c *Case) []string {
	var out []string
	if p := newPass(c); p.Offline {
		p.recorded(func(packet *tracker.Packet, hash tracker.Text, _ record.Commit, absence record.Absence) {
			if absence == record.NotFound {
				out = append(out, quote(hash.Value)+" of "+name(packet.ID))
			}
		})
	}
	return out
}

func checkpointUnreachable(p *pass) {
	p.recorded(func(packet *tracker.Packet, hash tracker.Text, commit record.Commit, absence record.Absence) {
		if absence != record.Present {
			return
		}
		sha := cmp.Or(commit.SHA, hash.Value)
		within, gone, known := p.Ledger.Within(sha, p.Change.BaseSHA)
		if !known || gone == record.Present && within {
			return
		}
		pulls, known := p.Ledger.Pulls(sha)
		if !known || slices.ContainsFunc(pulls, p.holds) || p.atTip(packet, hash) && p.lost(sha) != "" {
			return
		}
		branch, gone, known := p.Ledger.Holder(sha, commit.Date)
		if !known || branch != "" {
			return
		}
		f := p.add(packet, hash.Span, "records the checkpoint %s, which is in no branch of %s that was looked at, and in no pull request that was merged or is open from a branch of it. Open one with the approved commit, or write the hash that the merge gave it.", quote(hash.Value), p.Change.Repository)
		if f.URL = commit.URL; gone != record.Present {
			f.as(config.Warning) // there are more branches, and one of them may hold it
		}
	})
}

// holds tells whether a pull request puts its commits within this repository:
// merged, in the merge group that is judged, or open from a branch of it.
func (p *pass) holds(pull record.Pull) bool {
	within := strings.EqualFold(pull.HeadRepository, p.Change.Repository.String())
	queued := p.Change.Queued()
	return pull.Merged || pull.Open && (within || queued != 0 && queued == pull.Number)
}

// checkpointUnrelated looks at packets whose commands are proven at the head and
// whose checkpoint is an older commit of its history. The proofs do not cover it
// when files of the packet changed in between: those that its record lists, or,
// when it lists none, those that this very change edits. A commit beside that history
// must hold what the change makes of them. Packets at rest are proven at their checkpoints.
func checkpointUnrelated(p *pass) {
	if p.AtRest {
		return
	}
	proven := map[string]bool{}
	for _, proof := range p.Proofs {
		if proof.Verdict == evidence.Verified {
			proven[proof.Claim.Packet] = true
		}
	}
	p.recorded(func(packet *tracker.Packet, hash tracker.Text, commit record.Commit, absence record.Absence) {
		if absence != record.Present || !proven[packet.ID] || p.ownCheckpoint(packet) {
			return
		}
		sha := cmp.Or(commit.SHA, hash.Value)
		comparison, gone, known := p.Ledger.Comparison(sha, p.Change.HeadSHA)
		if !known || gone != record.Present {
			return
		}
		if !comparison.Contains() {
			if path := p.lackedBeside(packet, sha, comparison); path != "" {
				p.add(packet, hash.Span, "is proven at %.8s, but its checkpoint %s is no commit of that history and lacks what was proven of %s. Record the commit that holds the approved code.", p.Change.HeadSHA, quote(hash.Value), quote(path)).URL = commit.URL
			}
			return
		}
		files := comparison.Files
		if len(listedFiles(packet)) == 0 {
			files = p.Change.Files
		}
		if changed := p.codeOf(packet, files); len(changed) > 0 {
			p.addUnrelated(packet, hash, changed[0].Path).URL = commit.URL
		}
	})
	p.ownCheckpointUnrelated(proven)
}

func (p *pass) addUnrelated(packet *tracker.Packet, hash tracker.Text, path string) *Finding {
	return p.add(packet, hash.Span, "is proven at %.8s, but its checkpoint %s is older: %s changed in between. Record the commit that holds the approved code.", p.Change.HeadSHA, quote(hash.Value), quote(path))
}

// codeOf are those of the files that are code and that the packet's records list; all
// code where they list none.
func (p *pass) codeOf(packet *tracker.Packet, files []record.FileChange) []record.FileChange {
	listed := listedFiles(packet)
	return slices.DeleteFunc(slices.Clone(files), func(f record.FileChange) bool {
		return !p.isCode(f) || len(listed) > 0 && !listed[f.Path] && !listed[f.PreviousPath]
	})
}

// isCode tells whether a file's change makes proofs stale: it is no tracker of
// this change and not ignored by the configuration.
func (p *pass) isCode(f record.FileChange) bool {
	return !p.isTracker(f) && !config.Match(p.Config.Evidence.Ignore, f.Path)
}

// startedBeforeCheckpoint judges packets that start. Of two that the change both
// brings to the board nobody can tell which was first.
func startedBeforeCheckpoint(p *pass) {
	lacking := p.lackingHash()
	if len(lacking) == 0 {
		return
	}
	before := p.predecessors(lacking)
	for _, packet := range p.movedPackets() {
		from, moved := p.statusMoved(packet)
		if !moved || from.Started() || !packet.Status.Started() {
			continue
		}
		ids := before(packet)
		if p.before[packet.ID] == nil {
			ids = slices.DeleteFunc(ids, func(id string) bool { return p.before[id] == nil })
		}
		if len(ids) > 0 {
			lacks := "lacks a checkpoint hash. Record the hash"
			if len(ids) > 1 {
				lacks = "lack a checkpoint hash. Record the hashes"
			}
			p.add(packet, statusPlace(packet), "starts while %s, approved before it, %s first.", names(ids), lacks)
		}
	}
}

// lackingHash are the packets that are approved on the merge result without a
// recorded checkpoint.
func (p *pass) lackingHash() map[string]bool {
	lacking := map[string]bool{}
	for id, s := range p.Merged {
		if s.Packet == nil || s.Checkpoint != nil && s.Checkpoint.State == tracker.CheckpointRecorded {
			continue
		}
		merged := *s.Packet
		merged.Status, merged.ReviewState = s.Status, s.Review
		if closed(&merged) {
			lacking[id] = true
		}
	}
	return lacking
}
