package github

import (
	"context"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// Bounds on the search for a branch that holds a commit: how many pages of branches
// are listed, and with how many branches the commit is compared. GitHub has no query
// for it.
const (
	maxBranchPages      = 10
	maxComparedBranches = 20
)

// Holder names a branch of the repository whose history holds the commit, empty where
// none does. Of very many branches it reads what each has of the second of the commit's
// date (RFC 3339). It is record.TooLarge where not all of them could be looked at.
func (c *Client) Holder(ctx context.Context, sha, date string) (string, record.Absence, error) {
	if !isHex(sha, 40) {
		return "", record.Present, nil
	}
	var names []string
	listed := false
	options := &gogithub.BranchListOptions{ListOptions: gogithub.ListOptions{PerPage: perPage, Page: 1}}
	for range maxBranchPages {
		branches, resp, err := c.rest.Repositories.ListBranches(ctx, c.repository.Owner, c.repository.Name, options)
		if err != nil {
			return "", record.Present, opBranches.fail("of "+c.repository.String(), err)
		}
		for _, b := range branches {
			if b.GetCommit().GetSHA() == sha {
				return b.GetName(), record.Present, nil
			}
			names = append(names, b.GetName())
		}
		if options.Page = resp.NextPage; options.Page == 0 {
			listed = true
			break
		}
	}
	if len(names) > maxComparedBranches {
		if branch, absence, ok := c.holderOf(ctx, sha, date); ok {
			return branch, absence, nil
		}
		names, listed = names[:maxComparedBranches], false
	}
	for _, branch := range names {
		holds, err := c.holds(ctx, branch, sha)
		if err != nil {
			return "", record.Present, err
		}
		if holds {
			return branch, record.Present, nil
		}
	}
	if !listed {
		return "", record.TooLarge, nil
	}
	return "", record.Present, nil
}

// maxHolderPages bounds the GraphQL queries for what branches have of one second, each
// for 50 branches.
const maxHolderPages = 20

const holderQuery = `query Holder($owner: String!, $name: String!, $since: GitTimestamp!, $until: GitTimestamp!, $after: String) {
  repository(owner: $owner, name: $name) {
    refs(refPrefix: "refs/heads/", first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { name target { ... on Commit { history(first: 100, since: $since, until: $until) { pageInfo { hasNextPage } nodes { oid } } } } }
    }
  }
}
`

// holderOf is Holder by what the branches have of the commit's second; false where
// GraphQL does not tell.
func (c *Client) holderOf(ctx context.Context, sha, date string) (string, record.Absence, bool) {
	at, err := time.Parse(time.RFC3339, date)
	if err != nil || c.noGraphQL.Load() {
		return "", record.Present, false
	}
	variables := map[string]any{
		"owner": c.repository.Owner, "name": c.repository.Name,
		"since": at.Add(-time.Second).UTC().Format(time.RFC3339), "until": at.Add(time.Second).UTC().Format(time.RFC3339),
	}
	whole := true
	for range maxHolderPages {
		var data struct {
			Repository struct {
				Refs struct {
					PageInfo struct {
						HasNextPage bool   `json:"hasNextPage"`
						EndCursor   string `json:"endCursor"`
					} `json:"pageInfo"`
					Nodes []struct {
						Name   string `json:"name"`
						Target struct {
							History struct {
								PageInfo struct {
									HasNextPage bool `json:"hasNextPage"`
								} `json:"pageInfo"`
								Nodes []struct {
									OID string `json:"oid"`
								} `json:"nodes"`
							} `json:"history"`
						} `json:"target"`
					} `json:"nodes"`
				} `json:"refs"`
			} `json:"repository"`
		}
		if err := c.query(ctx, holderQuery, variables, &data); err != nil {
			return "", record.Present, false
		}
		refs := data.Repository.Refs
		for _, ref := range refs.Nodes {
			for _, commit := range ref.Target.History.Nodes {
				if commit.OID == sha {
					return ref.Name, record.Present, true
				}
			}
			whole = whole && !ref.Target.History.PageInfo.HasNextPage
		}
		switch {
		case refs.PageInfo.HasNextPage:
			variables["after"] = refs.PageInfo.EndCursor
		case whole:
			return "", record.Present, true
		default:
			return "", record.TooLarge, true
		}
	}
	return "", record.TooLarge, true
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
