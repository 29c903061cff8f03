package evidence

import (
	"maps"
	"slices"

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
	if j.adrift = known && line.fork == ""; !known || j.adrift || line.fork == from {
		return c
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
	j.brought = paths(files)
	for path := range paths(c.Files) {
		delete(j.brought, path)
	}
	whole.Files = slices.Concat(c.Files, slices.DeleteFunc(slices.Clone(files), func(f record.FileChange) bool { return !j.brought[f.Path] }))
	return &whole
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
