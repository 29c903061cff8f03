package clone

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/record"
)

// Answer answers a query for a file, a commit or a comparison from the clone. It
// returns false where the clone cannot tell. A commit that a clone with its whole
// history lacks is NotFound; GitHub may still hold it.
func (c *Clone) Answer(ctx context.Context, q record.Query) (record.Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch q.Kind {
	case record.KindFile:
		if q.Ref != "" {
			return record.Answer{}, false // another repository's
		}
		return c.answerFile(q)
	case record.KindCommit:
		return c.answerCommit(ctx, q)
	case record.KindComparison:
		return c.answerComparison(ctx, q)
	}
	return record.Answer{}, false
}

func (c *Clone) answerFile(q record.Query) (record.Answer, bool) {
	commit := c.named(q.SHA)
	if commit == nil {
		return record.Answer{}, false
	}
	file, absence, err := c.file(commit, q.Path)
	return record.Answer{Absence: absence, File: file}, err == nil
}

func (c *Clone) answerCommit(ctx context.Context, q record.Query) (record.Answer, bool) {
	commit, several := c.find(q.SHA)
	if commit == nil {
		return record.Answer{Absence: record.NotFound}, !several && isName(q.SHA) && len(c.shallow) == 0
	}
	out := commitRecord(commit)
	var parent *object.Commit
	if len(commit.ParentHashes) > 0 {
		var err error
		if parent, err = c.repository.CommitObject(commit.ParentHashes[0]); err != nil {
			return record.Answer{}, false
		}
	}
	var err error
	out.Files, out.FilesTruncated, err = c.filesBetween(ctx, parent, commit)
	return record.Answer{Commit: out}, err == nil
}

func (c *Clone) answerComparison(ctx context.Context, q record.Query) (record.Answer, bool) {
	base, head := c.point(q.SHA), c.point(q.Ref)
	if base == nil || head == nil {
		return record.Answer{}, false
	}
	related, err := c.relate(base, head)
	if err != nil {
		return record.Answer{}, false
	}
	if related.mergeBase == nil {
		return record.Answer{Absence: record.NotFound}, true
	}
	out := record.Comparison{Status: related.status(), BaseSHA: base.Hash.String(), MergeBaseSHA: related.mergeBase.Hash.String()}
	out.Commits, out.CommitsTruncated = listed(related.ahead)
	out.Files, out.FilesTruncated, err = c.filesBetween(ctx, related.mergeBase, head)
	return record.Answer{Comparison: out}, err == nil
}

// named finds a commit by its object name, which may be abbreviated to four
// digits, and never by a branch that looks like one. It is nil where the name is
// unknown or stands for several commits.
func (c *Clone) named(sha string) *object.Commit {
	commit, _ := c.find(sha)
	return commit
}

// isName tells whether a word is an object name or the beginning of one.
func isName(sha string) bool {
	return len(sha) >= 4 && len(sha) <= 40 && strings.Trim(strings.ToLower(sha), "0123456789abcdef") == ""
}

// find finds a commit as named does, and tells whether there are several, or the
// clone cannot look them up.
func (c *Clone) find(sha string) (commit *object.Commit, several bool) {
	sha = strings.ToLower(sha)
	if !isName(sha) {
		return nil, false
	}
	if plumbing.IsHash(sha) {
		commit, err := c.repository.CommitObject(plumbing.NewHash(sha))
		if err != nil {
			return nil, !errors.Is(err, plumbing.ErrObjectNotFound)
		}
		return commit, false
	}
	return c.abbreviated(sha)
}

func (c *Clone) abbreviated(sha string) (commit *object.Commit, several bool) {
	storage, ok := c.repository.Storer.(interface {
		HashesWithPrefix(prefix []byte) ([]plumbing.Hash, error)
	})
	if !ok {
		return nil, true
	}
	prefix, err := hex.DecodeString(sha[:len(sha)/2*2])
	if err != nil {
		return nil, true
	}
	candidates, err := storage.HashesWithPrefix(prefix)
	if err != nil {
		return nil, true
	}
	for _, hash := range candidates {
		if !strings.HasPrefix(hash.String(), sha) || commit != nil && hash == commit.Hash {
			continue
		}
		candidate, err := c.repository.CommitObject(hash)
		if err != nil {
			continue
		}
		if commit != nil {
			return nil, true
		}
		commit = candidate
	}
	return commit, false
}

// point finds the commit that a query's base or head means: an object name, or a
// branch, of which the remote's state counts before the local one.
func (c *Clone) point(name string) *object.Commit {
	if commit := c.named(name); commit != nil {
		return commit
	}
	for _, ref := range []plumbing.ReferenceName{plumbing.NewRemoteReferenceName("origin", name), plumbing.NewBranchReferenceName(name)} {
		if found, err := c.repository.Reference(ref, true); err == nil {
			if commit, err := c.repository.CommitObject(found.Hash()); err == nil {
				return commit
			}
		}
	}
	return nil
}
