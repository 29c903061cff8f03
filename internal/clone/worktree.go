package clone

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sort"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// edit is a file of the work tree that differs from HEAD.
type edit struct {
	// exists is false for a file that was deleted, or is no regular file any more.
	exists bool
	// large is true for a file other than Markdown that was not read for its size.
	large   bool
	content []byte
}

// blob is git's name for the content, empty where it was not read.
func (e edit) blob() string {
	if e.large {
		return ""
	}
	return plumbing.ComputeHash(plumbing.BlobObject, e.content).String()
}

func (e edit) file(path string) *record.File {
	if !e.exists {
		return nil
	}
	return &record.File{Path: path, BlobSHA: e.blob(), Content: e.content}
}

// edits reads the uncommitted files: changed, deleted, and new ones that are not
// ignored.
func (c *Clone) edits() (map[string]edit, error) {
	tree, err := c.repository.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return nil, errors.New("a bare repository has no work tree to judge: name a commit with --head")
	}
	if err != nil {
		return nil, fmt.Errorf("opening the work tree: %w", err)
	}
	status, err := tree.Status()
	if err != nil {
		return nil, fmt.Errorf("comparing the work tree with HEAD: %w", explain(err))
	}
	edits := map[string]edit{}
	for path, s := range status {
		if s.Worktree == git.Unmodified && s.Staging == git.Unmodified {
			continue
		}
		e, err := readEdit(tree, path)
		if err != nil {
			return nil, err
		}
		edits[path] = e
	}
	return edits, nil
}

func readEdit(tree *git.Worktree, path string) (edit, error) {
	info, err := tree.Filesystem.Lstat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return edit{}, nil
	}
	if err != nil {
		return edit{}, fmt.Errorf("reading %s in the work tree: %w", path, err)
	}
	if !record.IsMarkdown(path) && info.Size() > maxPatched {
		return edit{exists: true, large: true}, nil
	}
	f, err := tree.Filesystem.Open(path)
	if err != nil {
		return edit{}, fmt.Errorf("reading %s in the work tree: %w", path, err)
	}
	defer func() { _ = f.Close() }()
	content, all, err := readBounded(f)
	if err != nil {
		return edit{}, fmt.Errorf("reading %s in the work tree: %w", path, err)
	}
	if !all {
		return edit{}, fmt.Errorf("%s in the work tree is larger than %d MiB, which is more than packetgate reads; split it, or leave it out of `trackers`", path, MaxFile>>20)
	}
	return edit{exists: true, content: content}, nil
}

// overlay lays edits over the files that the head's commits change.
func (c *Clone) overlay(files []record.FileChange, edits map[string]edit, mergeBase *object.Commit) ([]record.FileChange, error) {
	var out []record.FileChange
	former := map[string]string{}
	for _, f := range files {
		if _, edited := edits[f.Path]; !edited {
			out = append(out, f)
		} else if f.Status == record.FileRenamed {
			former[f.Path] = f.PreviousPath
		}
	}
	for path, e := range edits {
		f, err := c.edited(path, former[path], e, mergeBase)
		if err != nil {
			return nil, err
		}
		if f != nil {
			out = append(out, *f)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out, nil
}

// edited compares one file of the work tree with the merge base; nil if it is as
// it was there.
func (c *Clone) edited(path, former string, e edit, mergeBase *object.Commit) (*record.FileChange, error) {
	basePath := path
	if former != "" {
		basePath = former
	}
	before, absence, err := c.file(mergeBase, basePath)
	if err != nil {
		return nil, err
	}
	existed := absence != record.NotFound
	change := &record.FileChange{Path: path, Status: record.FileModified, BlobSHA: e.blob()}
	if !e.large && absence != record.TooLarge {
		change.Patch = Patch(before.Content, e.content)
	}
	switch {
	case !e.exists && !existed:
		return nil, nil
	case !e.exists:
		return &record.FileChange{Path: basePath, Status: record.FileRemoved, BlobSHA: before.BlobSHA, Patch: Patch(before.Content, nil)}, nil
	case !existed:
		change.Status = record.FileAdded
	case former != "":
		change.Status, change.PreviousPath = record.FileRenamed, former
	case !e.large && absence == record.Present && sameText(before.Content, e.content):
		return nil, nil
	}
	return change, nil
}

// sameText tells whether two texts are alike but for the line ends, which
// core.autocrlf changes on the way to the work tree.
func sameText(a, b []byte) bool {
	return bytes.Equal(a, b) || bytes.Equal(a, bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")))
}
