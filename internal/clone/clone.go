// Package clone reads a local git clone, without a git binary, as the change
// that its head makes to its base, and answers the queries for files, commits
// and comparisons that need no GitHub.
package clone

import (
	"errors"
	"fmt"
	"sync"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// WorkTree is the head that means HEAD with the work tree's uncommitted edits.
const WorkTree = ":worktree"

const (
	// MaxFile is the largest file that is read, in bytes.
	MaxFile = 16 << 20
	// maxFiles bounds the files listed of a comparison or a commit, maxPatches those
	// of them that get a patch, and maxCommits the commits.
	maxFiles   = 3000
	maxPatches = 300
	maxCommits = 2000
)

// Clone is an open repository. It is safe for concurrent use.
type Clone struct {
	mu         sync.Mutex
	repository *git.Repository
	shallow    map[plumbing.Hash]bool
	name       record.Repository
}

// ErrNoRepository is Open's error for a path that is not in a repository.
var ErrNoRepository = errors.New("no git repository, nor inside one")

// Open opens the repository at path, a directory inside its work tree, or a bare
// repository.
func Open(path string) (*Clone, error) {
	repository, err := git.PlainOpenWithOptions(path, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		repository, err = git.PlainOpen(path)
	}
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, fmt.Errorf("%s is %w: run packetgate in a clone, or name one with --repo", path, ErrNoRepository)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the git repository at %s: %w", path, err)
	}
	c := &Clone{repository: repository, shallow: map[plumbing.Hash]bool{}}
	boundary, err := repository.Storer.Shallow()
	if err != nil {
		return nil, fmt.Errorf("reading the shallow boundary of the clone at %s: %w", path, err)
	}
	for _, hash := range boundary {
		c.shallow[hash] = true
	}
	c.name = originName(repository)
	return c, nil
}

// Repository is the GitHub repository that the remote origin names, or the only
// remote if it is called otherwise; the zero value where there is none.
func (c *Clone) Repository() record.Repository { return c.name }

// Root is the directory of the work tree, "" for a bare repository.
func (c *Clone) Root() string {
	tree, err := c.repository.Worktree()
	if err != nil {
		return ""
	}
	return tree.Filesystem.Root()
}

// commit resolves a revision as git does: a branch, a tag, an object name that
// may be abbreviated, HEAD~1.
func (c *Clone) commit(revision string) (*object.Commit, error) {
	hash, err := c.repository.ResolveRevision(plumbing.Revision(revision))
	if err == nil {
		var found *object.Commit
		if found, err = c.repository.CommitObject(*hash); err == nil {
			return found, nil
		}
	}
	if revision == "HEAD" && errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, errors.New("the repository has no commit yet")
	}
	advice := "check the spelling, or run git fetch"
	if len(c.shallow) > 0 {
		advice = unshallow
	}
	return nil, fmt.Errorf("unknown revision %q: %s", revision, advice)
}

const unshallow = "the clone is shallow: run git fetch --unshallow, or check out with fetch-depth: 0"
