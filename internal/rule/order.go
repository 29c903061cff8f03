package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

var orderRules = []Rule{
	{TrackerNotFirst, config.Warning, "order", "The first commit of a pull request that moves a packet updates the tracker.", trackerNotFirst},
	{TrackerNotLast, config.Warning, "order", "The last commit of a pull request that moves a packet updates the tracker.", trackerNotLast},
}

func trackerNotFirst(p *pass) {
	p.touchedBy(p.Change.Commits, "first", "Update the tracker first in each session")
}

func trackerNotLast(p *pass) {
	if p.Change.Uncommitted {
		return
	}
	commits := slices.Clone(p.Change.Commits)
	slices.Reverse(commits)
	p.touchedBy(commits, "last", "Update the tracker last, with what the session brought")
}

// touchedBy reports when the first of the commits that is no merge touches no
// tracker. A list that GitHub cut short tells nothing.
func (p *pass) touchedBy(commits []record.Commit, which, advice string) {
	moved := p.movedPackets()
	if len(moved) == 0 || p.Change.CommitsTruncated {
		return
	}
	for _, c := range commits {
		if len(c.Parents) > 1 {
			continue
		}
		files, truncated := c.Files, c.FilesTruncated
		if len(commits) == 1 && !p.Change.Uncommitted {
			files, truncated = p.Change.Files, p.Change.FilesTruncated
		}
		if files == nil {
			read, absence, known := p.Ledger.Commit(c.SHA)
			if !known || absence != record.Present {
				return
			}
			files, truncated = read.Files, read.FilesTruncated
		}
		if !truncated && !slices.ContainsFunc(files, p.isTracker) {
			p.note("", statusPlace(moved[0]), "The %s commit of this change, %.8s, does not touch the tracker. %s.", which, c.SHA, advice).URL = c.URL
		}
		return
	}
}

// isTracker tells whether a file is this tracker or another one of the change.
func (p *pass) isTracker(f record.FileChange) bool {
	if f.Path == p.Path || f.PreviousPath == p.Path {
		return true
	}
	return slices.ContainsFunc(p.Change.Documents, func(d record.Document) bool {
		return d.Path == f.Path || d.BasePath == f.Path
	})
}
