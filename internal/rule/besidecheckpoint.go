package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// A checkpoint may be a commit that is not in the head's history: a squash or a rebase
// replaced it, or it is any commit of another branch. It covers the packet if it holds
// the files that the change edits as the head has them.

// lackedBeside is a code file of the packet that a commit beside the head's history has
// otherwise than the head, "" where there is none; ours are the head's changes since the
// two parted. What the base branch has changed as well is passed over: a merge mixes the
// two.
func (p *pass) lackedBeside(packet *tracker.Packet, sha string, ours record.Comparison) string {
	own := p.onlyOf(packet, p.Change.Files)
	if len(own) == 0 || p.Change.FilesTruncated || ours.FilesTruncated {
		return ""
	}
	theirs, known := p.filesAfter(p.Change.HeadSHA, sha)
	base, knownBase := p.filesAfter(sha, p.Change.BaseSHA)
	if !known || !knownBase {
		return ""
	}
	for _, path := range own {
		if fileIn(base, path) == nil && !endAlike(fileIn(ours.Files, path), fileIn(theirs, path)) {
			return path
		}
	}
	return ""
}

// filesAfter are the files that a commit changes since it parted from another; false
// where they are not known, or not all.
func (p *pass) filesAfter(other, sha string) ([]record.FileChange, bool) {
	comparison, absence, known := p.Ledger.Comparison(other, sha)
	return comparison.Files, known && absence == record.Present && !comparison.FilesTruncated
}

// fileIn is the change of the file that has this path afterwards, or had it before, nil
// where there is none.
func fileIn(files []record.FileChange, path string) *record.FileChange {
	i := slices.IndexFunc(files, func(f record.FileChange) bool { return f.Path == path || f.PreviousPath == path })
	if i < 0 {
		return nil
	}
	return &files[i]
}

// endAlike tells whether two changes of a file, or none, make the same of it.
func endAlike(a, b *record.FileChange) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Status == record.FileRemoved || b.Status == record.FileRemoved {
		return a.Status == b.Status
	}
	return a.Path == b.Path && a.BlobSHA == b.BlobSHA
}
