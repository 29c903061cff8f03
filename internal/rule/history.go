package rule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// historyRewritten looks at the checkpoints that the base tip's tracker records, of
// packets that the change moves or whose checkpoint it touches: what was once in the
// base branch's history must be there still. A packet that was reviewed again may
// record a new one.
func historyRewritten(p *pass) {
	p.recorded(func(packet *tracker.Packet, hash tracker.Text, commit record.Commit, absence record.Absence) {
		if absence == record.Present && p.atTip(packet, hash) {
			p.addLost(packet, hash.Span, hash, commit)
		}
	})
	if p.Offline {
		return
	}
	for _, packet := range p.checkpointPackets() {
		c := packet.Checkpoint()
		if p.moved[packet.ID] || c == nil {
			continue
		}
		for _, hash := range hashes(p.before[packet.ID]) {
			if holdsHash(c.Hashes, hash) || !p.atTip(packet, hash) {
				continue
			}
			if commit, absence, known := p.Ledger.Commit(hash.Value); known && absence == record.Present {
				p.addLost(packet, c.Text.Span, hash, commit)
			}
		}
	}
}

func (p *pass) addLost(packet *tracker.Packet, at tracker.Span, hash tracker.Text, commit record.Commit) {
	if how := p.lost(cmp.Or(commit.SHA, hash.Value)); how != "" {
		p.add(packet, at, "had the checkpoint %s, which came into %s %s and is no longer in its history. Bring the commit back, or have the packet reviewed again and record its new checkpoint.", quote(hash.Value), quote(p.Change.BaseRef), how).URL = commit.URL
	}
}

// atTip tells whether the base tip's tracker records a hash for the packet.
func (p *pass) atTip(packet *tracker.Packet, hash tracker.Text) bool {
	return holdsHash(hashes(p.tip[packet.ID]), hash)
}

// holdsHash tells whether a hash is one of several, be one of the two abbreviated.
func holdsHash(all []tracker.Text, hash tracker.Text) bool {
	return slices.ContainsFunc(all, func(h tracker.Text) bool {
		return strings.HasPrefix(h.Value, hash.Value) || strings.HasPrefix(hash.Value, h.Value)
	})
}

// lost says how a commit came into the base branch, of whose history it is no part
// any more; empty when it is, or when nobody can tell that it ever was. It was when
// a pull request with it was merged into the branch, or a workflow ran on its push.
func (p *pass) lost(sha string) (how string) {
	if in, known := p.inBase(sha); in || !known {
		return ""
	}
	pulls, known := p.Ledger.Pulls(sha)
	if !known {
		return ""
	}
	for _, pull := range pulls {
		if !pull.Merged {
			continue
		}
		if pull.BaseRef != p.Change.BaseRef || pull.MergeCommitSHA == "" {
			return ""
		}
		if in, known := p.inBase(pull.MergeCommitSHA); in || !known {
			return ""
		}
		how = fmt.Sprintf("with #%d", pull.Number)
	}
	if how != "" {
		return how
	}
	runs, _ := p.Ledger.Runs(sha)
	for _, run := range runs {
		if run.Event == "push" && run.HeadBranch == p.Change.BaseRef && strings.EqualFold(run.HeadRepository, p.Change.Repository.String()) {
			return fmt.Sprintf("with the push of run %d", run.ID)
		}
	}
	return ""
}

// inBase tells whether a commit is part of the base tip's history; known is false
// when that cannot be told.
func (p *pass) inBase(sha string) (in, known bool) {
	within, absence, known := p.Ledger.Within(sha, p.Change.BaseSHA)
	if !known || absence == record.Present {
		return within, known
	}
	// Without a common ancestor there is no comparison, though there is the commit.
	_, absence, known = p.Ledger.Commit(sha)
	return false, known && absence == record.Present
}
