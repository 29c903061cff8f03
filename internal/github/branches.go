package github

import (
	"context"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// Bounds on the search for a branch that holds a commit: how many pages of branches
// are listed, whose tips are compared by name, and with how many branches the commit
// is compared. GitHub has no query for it.
const (
	maxBranchPages      = 10
	maxComparedBranches = 20
)

// Holder names a branch of the repository whose history holds the commit, empty when
// none does of those that are looked at.
func (c *Client) Holder(ctx context.Context, sha string) (string, error) {
	if !isHex(sha, 40) {
		return "", nil
	}
	var compared []string
	options := &gogithub.BranchListOptions{ListOptions: gogithub.ListOptions{PerPage: perPage, Page: 1}}
	for range maxBranchPages {
		branches, resp, err := c.rest.Repositories.ListBranches(ctx, c.repository.Owner, c.repository.Name, options)
		if err != nil {
			return "", opBranches.fail("of "+c.repository.String(), err)
		}
		for _, b := range branches {
			if b.GetCommit().GetSHA() == sha {
				return b.GetName(), nil
			}
			if len(compared) < maxComparedBranches {
				compared = append(compared, b.GetName())
			}
		}
		if options.Page = resp.NextPage; options.Page == 0 {
			break
		}
	}
	for _, branch := range compared {
		holds, err := c.holds(ctx, branch, sha)
		if err != nil {
			return "", err
		}
		if holds {
			return branch, nil
		}
	}
	return "", nil
}

// holds tells whether a commit is part of a branch's history. The second page of a
// comparison tells that without files.
func (c *Client) holds(ctx context.Context, branch, sha string) (bool, error) {
	got, _, err := c.rest.Repositories.CompareCommits(ctx, c.repository.Owner, c.repository.Name, sha, branch, &gogithub.ListOptions{Page: 2, PerPage: 1})
	if _, absent := absence(err); absent {
		return false, nil
	}
	if err != nil {
		return false, opCompare.fail(sha+" with "+branch, err)
	}
	return record.Comparison{Status: got.GetStatus()}.Contains(), nil
}
