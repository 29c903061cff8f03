package clone

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// Renames are looked for as GitHub does: half of the content alike, and not
// among very many files.
var renames = &object.DiffTreeOptions{DetectRenames: true, RenameScore: 50, RenameLimit: 400}

// changes lists the files that differ from one tree (nil for none) to another,
// and tells whether there are more than are listed.
func (c *Clone) changes(ctx context.Context, from, to *object.Tree) ([]record.FileChange, bool, error) {
	if from == nil {
		from = &object.Tree{}
	}
	differences, err := object.DiffTreeWithOptions(ctx, from, to, renames)
	if err != nil {
		return nil, false, fmt.Errorf("comparing two trees: %w", explain(err))
	}
	slices.SortFunc(differences, func(a, b *object.Change) int { return strings.Compare(changedPath(a), changedPath(b)) })
	files := make([]record.FileChange, 0, min(len(differences), maxFiles))
	for i, d := range differences {
		if i == maxFiles {
			return files, true, nil
		}
		file := fileChange(d)
		if i < maxPatches {
			if file.Patch, err = c.patchOf(d); err != nil {
				return nil, false, err
			}
		}
		files = append(files, file)
	}
	return files, false, nil
}

func changedPath(d *object.Change) string { return cmp.Or(d.To.Name, d.From.Name) }

func fileChange(d *object.Change) record.FileChange {
	switch {
	case d.From.Name == "":
		return record.FileChange{Path: d.To.Name, Status: record.FileAdded, BlobSHA: d.To.TreeEntry.Hash.String()}
	case d.To.Name == "":
		return record.FileChange{Path: d.From.Name, Status: record.FileRemoved, BlobSHA: d.From.TreeEntry.Hash.String()}
	case d.From.Name != d.To.Name:
		return record.FileChange{Path: d.To.Name, PreviousPath: d.From.Name, Status: record.FileRenamed, BlobSHA: d.To.TreeEntry.Hash.String()}
	}
	return record.FileChange{Path: d.To.Name, Status: record.FileModified, BlobSHA: d.To.TreeEntry.Hash.String()}
}

func (c *Clone) patchOf(d *object.Change) (string, error) {
	before, err := c.content(d.From.TreeEntry, maxPatched)
	if err != nil {
		return "", err
	}
	after, err := c.content(d.To.TreeEntry, maxPatched)
	if err != nil {
		return "", err
	}
	if before == nil && d.From.Name != "" || after == nil && d.To.Name != "" {
		return "", nil
	}
	return Patch(before, after), nil
}

// content reads a tree entry's blob, nil where it is no file or larger than max.
func (c *Clone) content(entry object.TreeEntry, max int64) ([]byte, error) {
	if !regular(entry.Mode) {
		return nil, nil
	}
	blob, err := c.repository.BlobObject(entry.Hash)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", entry.Name, explain(err))
	}
	if blob.Size > max {
		return nil, nil
	}
	reader, err := blob.Reader()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", entry.Name, explain(err))
	}
	defer func() { _ = reader.Close() }()
	content, _, err := readBounded(reader)
	if content == nil && err == nil {
		content = []byte{}
	}
	return content, err
}

// file reads a path of a commit.
func (c *Clone) file(commit *object.Commit, path string) (record.File, record.Absence, error) {
	if !isTreePath(path) {
		return record.File{}, record.NotFound, nil
	}
	tree, err := commit.Tree()
	if err != nil {
		return record.File{}, record.Present, fmt.Errorf("reading the tree of %s: %w", commit.Hash, explain(err))
	}
	entry, err := tree.FindEntry(path)
	switch {
	case errors.Is(err, object.ErrEntryNotFound), errors.Is(err, object.ErrDirectoryNotFound):
		return record.File{}, record.NotFound, nil
	case err != nil:
		return record.File{}, record.Present, fmt.Errorf("looking for %s in %s: %w", path, commit.Hash, explain(err))
	case !regular(entry.Mode):
		return record.File{}, record.NotFound, nil
	}
	content, err := c.content(*entry, MaxFile)
	if err != nil {
		return record.File{}, record.Present, err
	}
	if content == nil {
		return record.File{}, record.TooLarge, nil
	}
	return record.File{Path: path, BlobSHA: entry.Hash.String(), Content: content}, record.Present, nil
}

// isTreePath tells whether git can hold a file of that path.
func isTreePath(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

func regular(mode filemode.FileMode) bool {
	return mode == filemode.Regular || mode == filemode.Executable || mode == filemode.Deprecated
}

// explain adds to git's "object not found" why that may be.
func explain(err error) error {
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return fmt.Errorf("%w: the clone is partial or damaged: run git fetch --refetch, or clone without --filter", err)
	}
	return err
}
