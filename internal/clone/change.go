package clone

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// Change reads what head does to base. An empty base is the remote's main
// branch, or a local one; an empty head is HEAD, and WorkTree adds the
// uncommitted edits to it. The documents are all Markdown files that differ.
func (c *Clone) Change(ctx context.Context, base, head string) (*record.Change, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	baseName, baseCommit, err := c.base(base)
	if err != nil {
		return nil, err
	}
	headName, headCommit, err := c.head(head)
	if err != nil {
		return nil, err
	}
	related, err := c.relate(baseCommit, headCommit)
	if err != nil {
		return nil, fmt.Errorf("relating %s to %s: %w", baseCommit.Hash, headCommit.Hash, explain(err))
	}
	if related.mergeBase == nil {
		return nil, fmt.Errorf("%s and %s have no common history: name another base with --base", baseCommit.Hash, headCommit.Hash)
	}
	change := &record.Change{
		Repository:    c.name,
		Open:          true,
		DefaultBranch: c.defaultBranch(),
		BaseRef:       baseName,
		BaseSHA:       baseCommit.Hash.String(),
		MergeBaseSHA:  related.mergeBase.Hash.String(),
		HeadSHA:       headCommit.Hash.String(),
		HeadRef:       headName,
	}
	if c.name != (record.Repository{}) {
		change.HeadRepository = c.name.String()
	}
	change.Commits, change.CommitsTruncated = listed(related.ahead)
	if change.Files, change.FilesTruncated, err = c.filesBetween(ctx, related.mergeBase, headCommit); err != nil {
		return nil, err
	}
	edits := map[string]edit{}
	if head == WorkTree {
		if edits, err = c.edits(); err != nil {
			return nil, err
		}
		change.Uncommitted = len(edits) > 0
		if change.Files, err = c.overlay(change.Files, edits, related.mergeBase); err != nil {
			return nil, err
		}
	}
	if change.Documents, err = c.documents(change.Files, edits, related.mergeBase, baseCommit, headCommit); err != nil {
		return nil, err
	}
	return change, nil
}

// bases are where the base is looked for when none is named.
var bases = []plumbing.ReferenceName{
	plumbing.NewRemoteHEADReferenceName("origin"),
	plumbing.NewRemoteReferenceName("origin", "main"),
	plumbing.NewRemoteReferenceName("origin", "master"),
	plumbing.NewBranchReferenceName("main"),
	plumbing.NewBranchReferenceName("master"),
}

// Base resolves the commit that Change would take for the base.
func (c *Clone) Base(revision string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, commit, err := c.base(revision)
	if err != nil {
		return "", err
	}
	return commit.Hash.String(), nil
}

// base gives the base's branch name, empty if it is no branch, and its commit.
func (c *Clone) base(revision string) (string, *object.Commit, error) {
	if revision != "" {
		commit, err := c.commit(revision)
		return c.branch(revision), commit, err
	}
	for _, name := range bases {
		ref, err := c.repository.Reference(name, true)
		if err != nil {
			continue
		}
		commit, err := c.repository.CommitObject(ref.Hash())
		if err != nil {
			return "", nil, fmt.Errorf("reading %s: %w", ref.Name().Short(), explain(err))
		}
		return shortName(ref.Name()), commit, nil
	}
	return "", nil, errors.New("no base to compare with: there is no origin/HEAD, origin/main, origin/master, main or master; name one with --base")
}

func (c *Clone) head(revision string) (string, *object.Commit, error) {
	if revision == "" || revision == WorkTree {
		commit, err := c.commit("HEAD")
		if err != nil {
			return "", nil, err
		}
		if ref, err := c.repository.Head(); err == nil && ref.Name().IsBranch() {
			return ref.Name().Short(), commit, nil
		}
		return "", commit, nil
	}
	commit, err := c.commit(revision)
	return c.branch(revision), commit, err
}

// branch gives a revision's short branch name, empty if it is none.
func (c *Clone) branch(revision string) string {
	for _, name := range []plumbing.ReferenceName{
		plumbing.ReferenceName(revision),
		plumbing.NewBranchReferenceName(revision),
		plumbing.ReferenceName("refs/remotes/" + revision),
	} {
		if ref, err := c.repository.Reference(name, true); err == nil && (ref.Name().IsBranch() || ref.Name().IsRemote()) {
			return shortName(ref.Name())
		}
	}
	return ""
}

// shortName is a branch's name without refs/heads or the remote's name.
func shortName(name plumbing.ReferenceName) string {
	short := name.Short()
	if name.IsRemote() {
		_, short, _ = strings.Cut(short, "/")
	}
	return short
}

// defaultBranch is what origin/HEAD points at, empty where it is not known.
func (c *Clone) defaultBranch() string {
	ref, err := c.repository.Reference(plumbing.NewRemoteHEADReferenceName("origin"), true)
	if err != nil || ref.Name() == plumbing.NewRemoteHEADReferenceName("origin") {
		return ""
	}
	return shortName(ref.Name())
}

// DefaultBranch is the name of the branch that Change takes for the base where none is
// named, empty where there is none.
func (c *Clone) DefaultBranch() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	name, _, err := c.base("")
	if err != nil {
		return ""
	}
	return name
}

func listed(commits []*object.Commit) ([]record.Commit, bool) {
	var out []record.Commit
	for i, commit := range commits {
		if i == maxCommits {
			return out, true
		}
		out = append(out, commitRecord(commit))
	}
	return out, false
}

// commitRecord knows no logins: git holds names and addresses, which anybody can
// set.
func commitRecord(commit *object.Commit) record.Commit {
	out := record.Commit{SHA: commit.Hash.String(), Message: commit.Message, Date: commit.Committer.When}
	for _, parent := range commit.ParentHashes {
		out.Parents = append(out.Parents, parent.String())
	}
	return out
}

// filesBetween lists the files that differ between two commits; a nil from
// stands for no files.
func (c *Clone) filesBetween(ctx context.Context, from, to *object.Commit) ([]record.FileChange, bool, error) {
	var before *object.Tree
	var err error
	if from != nil {
		if before, err = from.Tree(); err != nil {
			return nil, false, fmt.Errorf("reading the tree of %s: %w", from.Hash, explain(err))
		}
	}
	after, err := to.Tree()
	if err != nil {
		return nil, false, fmt.Errorf("reading the tree of %s: %w", to.Hash, explain(err))
	}
	return c.changes(ctx, before, after)
}

// documents reads the three versions of each Markdown file that differs.
func (c *Clone) documents(files []record.FileChange, edits map[string]edit, mergeBase, base, head *object.Commit) ([]record.Document, error) {
	var out []record.Document
	for _, f := range files {
		if !record.IsMarkdown(f.Path) && !record.IsMarkdown(f.PreviousPath) {
			continue
		}
		d := record.Document{Path: f.Path, BasePath: f.Path}
		if f.Status == record.FileRenamed {
			d.BasePath = f.PreviousPath
		}
		var err error
		if d.MergeBase, err = c.version(mergeBase, d.BasePath); err != nil {
			return nil, err
		}
		if d.Base, err = c.version(base, d.BasePath); err != nil {
			return nil, err
		}
		if edited, ok := edits[d.Path]; ok {
			d.Head = edited.file(d.Path)
		} else if d.Head, err = c.version(head, d.Path); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// version reads a document, nil where it does not exist. One that is too large
// is an error: it must not look like one that is gone.
func (c *Clone) version(commit *object.Commit, path string) (*record.File, error) {
	file, absence, err := c.file(commit, path)
	switch {
	case err != nil:
		return nil, err
	case absence == record.TooLarge:
		return nil, fmt.Errorf("%s at %s is larger than %d MiB, which is more than packetgate reads; split it, or leave it out of `trackers`", path, commit.Hash, MaxFile>>20)
	case absence != record.Present:
		return nil, nil
	}
	return &file, nil
}
