package clone

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-git/go-git/v5"

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
