package evidence

import (
	"maps"
	"slices"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// withBrought is the change with what it brings from beside the base branch. GitHub
// compares a head with its merge base, which the base may have merged without ever standing
// at it: what was done there and undone before the merge is not in that comparison, and
// never was the base's. While records are missing it is the change itself.
func (j *judgement) withBrought(c *record.Change) *record.Change {
	from, tip := c.MergeBaseSHA, c.BaseSHA
	if from == tip {
		return c
	}
	line, known := j.line(from, tip)
	switch j.adrift = known && line.fork == ""; {
	case !known, j.adrift:
		return c
	case line.fork == from:
		return j.withUndone(c, line)
	}
	j.root = line.fork
	there, _, known := j.ledger.Comparison(line.fork, from)
	since, _, knownSince := j.ledger.Comparison(from, tip)
	if !known || !knownSince {
		return c
	}
	whole, files := *c, there.Files
	switch differ := paths(since.Files); {
	case there.FilesTruncated:
		files, whole.FilesTruncated = since.Files, c.FilesTruncated || since.FilesTruncated
	case !since.FilesTruncated:
		files = slices.DeleteFunc(slices.Clone(files), func(f record.FileChange) bool { return !differ[f.Path] && !differ[f.PreviousPath] })
	}
	return j.bringing(whole, files)
}

// oneGo is within what time GitHub makes a commit and the next of a pull request that it
// rebases: seconds at most.
const oneGo = time.Minute

// withUndone is withBrought where the merge base is on the base's line. A pull request that
// was rebased puts all its commits there in one go, and the base stands at the last only.
func (j *judgement) withUndone(c *record.Change, line line) *record.Change {
	if line.pause >= oneGo {
		return c
	}
	pulls, known := j.ledger.Pulls(c.MergeBaseSHA)
	at := slices.IndexFunc(pulls, func(p record.Pull) bool {
		return p.Merged && p.BaseRef == c.BaseRef && slices.ContainsFunc(line.commits, func(past record.Past) bool { return past.SHA == p.MergeCommitSHA })
	})
	stood := slices.ContainsFunc(pulls, func(p record.Pull) bool { return p.MergeCommitSHA == c.MergeBaseSHA })
	if !known || stood || at < 0 {
		return c
	}
	j.root = ""
	rest, _, known := j.ledger.Comparison(c.MergeBaseSHA, pulls[at].MergeCommitSHA)
	if !known {
		return c
	}
	whole := *c
	whole.FilesTruncated = c.FilesTruncated || rest.FilesTruncated
	return j.bringing(whole, rest.Files)
}

// bringing is a change with further files.
func (j *judgement) bringing(c record.Change, files []record.FileChange) *record.Change {
	j.brought = paths(files)
	for path := range paths(c.Files) {
		delete(j.brought, path)
	}
	c.Files = slices.Concat(c.Files, slices.DeleteFunc(slices.Clone(files), func(f record.FileChange) bool { return !j.brought[f.Path] }))
	return &c
}

// paths are the names, former ones too, of changed files.
func paths(files []record.FileChange) map[string]bool {
	out := map[string]bool{}
	for _, f := range files {
		out[f.Path], out[f.PreviousPath] = true, true
	}
	maps.DeleteFunc(out, func(path string, _ bool) bool { return path == "" })
	return out
}
