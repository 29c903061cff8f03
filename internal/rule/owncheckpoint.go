package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// mostQuiet bounds how many commits that change only trackers are walked back;
// beyond it, one comparison tells the same.
const mostQuiet = 2

// ownCheckpointUnrelated looks at proven packets whose checkpoint is a commit of
// the change itself: code of the packet that came after it is not in it.
func (p *pass) ownCheckpointUnrelated(proven map[string]bool) {
	if p.Offline {
		return
	}
	for _, packet := range p.checkpointPackets() {
		if !proven[packet.ID] {
			continue
		}
		if hash, paths := p.changedAfterOwn(packet); len(paths) > 0 {
			p.addUnrelated(packet, hash, paths[0])
		}
	}
}

// changedAfterOwn lists the packet's files that changed after each of its hashes
// that are the change's own, and gives the last of these. A packet of several
// commits is covered by all of them together.
func (p *pass) changedAfterOwn(packet *tracker.Packet) (last tracker.Text, paths []string) {
	changed := map[string]int{}
	own := 0
	for _, hash := range hashes(packet) {
		sha := p.ownSHA(hash.Value)
		if sha == "" {
			continue
		}
		own++
		last, paths = hash, nil
		for _, path := range p.onlyOf(packet, p.filesSince(sha)) {
			if changed[path]++; changed[path] == own {
				paths = append(paths, path)
			}
		}
	}
	return last, paths
}

// filesSince lists what differs between an own commit and the head, without what a merge
// may have brought in from the base branch; none when it is not known yet.
func (p *pass) filesSince(sha string) []record.FileChange {
	if quiet, known := p.quietSince(sha); quiet || !known {
		return nil
	}
	comparison, absence, known := p.Ledger.Comparison(sha, p.Change.HeadSHA)
	if !known || absence != record.Present || !comparison.Contains() || comparison.CommitsTruncated {
		return nil
	}
	if !slices.ContainsFunc(comparison.Commits, func(c record.Commit) bool { return len(c.Parents) > 1 }) {
		return comparison.Files
	}
	base, known := p.filesAfter(sha, p.Change.BaseSHA)
	if !known {
		return nil
	}
	merged := func(f record.FileChange) bool { return fileIn(base, f.Path) != nil }
	if slices.ContainsFunc(comparison.Files, merged) {
		pushed, known := p.pushedSince(sha)
		if !known {
			return nil
		}
		merged = func(f record.FileChange) bool { return fileIn(base, f.Path) != nil && !pushed[f.Path] }
	}
	return slices.DeleteFunc(slices.Clone(comparison.Files), merged)
}

// mostPushed bounds how many commits are read, each with a request, to tell what was
// pushed from what was merged.
const mostPushed = 20

// pushedSince are the files that the change's commits after an own one edit, merges
// left out; none where first parents do not lead there.
func (p *pass) pushedSince(checkpoint string) (pushed map[string]bool, known bool) {
	pushed = map[string]bool{}
	sha := p.Change.HeadSHA
	for range mostPushed + 1 {
		if sha == checkpoint {
			return pushed, true
		}
		commit, known := p.commit(sha)
		if !known {
			return nil, false
		}
		if p.ownSHA(sha) == "" || len(commit.Parents) == 0 {
			break
		}
		if len(commit.Parents) == 1 {
			for _, f := range commit.Files {
				pushed[f.Path] = true
			}
		}
		sha = commit.Parents[0]
	}
	return nil, true
}

// quietSince tells whether all commits from an own one to the head change only
// trackers and ignored files. The search for evidence reads the same commits, so
// that this costs no request.
func (p *pass) quietSince(checkpoint string) (quiet, known bool) {
	sha := p.Change.HeadSHA
	for range mostQuiet {
		if sha == checkpoint {
			return true, true
		}
		if p.ownSHA(sha) == "" {
			return false, true
		}
		commit, known := p.commit(sha)
		if !known {
			return false, false
		}
		if len(commit.Parents) == 0 || commit.FilesTruncated || slices.ContainsFunc(commit.Files, p.isCode) {
			return false, true
		}
		sha = commit.Parents[0]
	}
	return false, true
}

// commit is a commit with its files, empty where GitHub has none; false when it is
// not known yet.
func (p *pass) commit(sha string) (record.Commit, bool) {
	for _, c := range p.Change.Commits {
		if c.SHA == sha && c.Files != nil {
			return c, true
		}
	}
	commit, _, known := p.Ledger.Commit(sha)
	return commit, known
}

// onlyOf lists the code files that are the packet's work and cannot be that of
// another one: those that its record alone lists or, when it lists none and no
// other packet is at work in this change, all.
func (p *pass) onlyOf(packet *tracker.Packet, files []record.FileChange) []string {
	if p.otherTrackers() {
		return nil
	}
	listed, others := listedFiles(packet), map[string]bool{}
	for _, other := range p.movedPackets() {
		if other.ID == packet.ID || !p.atWork(other) {
			continue
		}
		theirs := listedFiles(other)
		if len(theirs) == 0 || len(listed) == 0 {
			return nil
		}
		for path := range theirs {
			others[path] = true
		}
	}
	var out []string
	for _, f := range p.codeOf(packet, files) {
		if !others[f.Path] && !others[f.PreviousPath] {
			out = append(out, f.Path)
		}
	}
	return out
}
