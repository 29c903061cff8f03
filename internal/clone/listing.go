package clone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// Markdown lists the Markdown files of the work tree by their paths from its root,
// in order: those that git tracks, and new ones that it does not ignore.
func (c *Clone) Markdown() ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	tree, err := c.repository.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return nil, errors.New("a bare repository has no work tree: name a tracker file")
	}
	if err != nil {
		return nil, fmt.Errorf("opening the work tree: %w", err)
	}
	index, err := c.repository.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", explain(err))
	}
	status, err := tree.Status()
	if err != nil {
		return nil, fmt.Errorf("comparing the work tree with HEAD: %w", explain(err))
	}
	paths := map[string]bool{}
	for _, e := range index.Entries {
		paths[e.Name] = true
	}
	for path := range status {
		paths[path] = true
	}
	for path := range paths {
		if !record.IsMarkdown(path) {
			delete(paths, path)
			continue
		}
		if info, err := tree.Filesystem.Lstat(path); err != nil || !info.Mode().IsRegular() {
			delete(paths, path)
		}
	}
	return slices.Sorted(maps.Keys(paths)), nil
}

// Holds tells whether a commit has a file whose path satisfies fits.
func (c *Clone) Holds(ctx context.Context, sha string, fits func(path string) bool) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	commit := c.named(sha)
	if commit == nil {
		return false, fmt.Errorf("the commit %.8s cannot be read from this clone", sha)
	}
	tree, err := commit.Tree()
	if err != nil {
		return false, fmt.Errorf("reading the tree of %.8s: %w", sha, explain(err))
	}
	walker := object.NewTreeWalker(tree, true, nil)
	defer walker.Close()
	for ctx.Err() == nil {
		path, entry, err := walker.Next()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, fmt.Errorf("reading the tree of %.8s: %w", sha, explain(err))
		case entry.Mode.IsFile() && fits(path):
			return true, nil
		}
	}
	return false, ctx.Err()
}
