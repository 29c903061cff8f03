package github

import (
	"context"
	"errors"
	"fmt"
	"slices"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// maxPulls bounds the pull requests listed for one commit or branch.
const maxPulls = 300

// Pull reads a pull request's coordinates. The commits, files and documents are
// not part of it; BaseSHA is the base branch's tip as GitHub last noted it for
// this pull request, which Compare makes exact.
func (c *Client) Pull(ctx context.Context, number int) (record.Change, error) {
	got, _, err := c.rest.PullRequests.Get(ctx, c.repository.Owner, c.repository.Name, number)
	if err != nil {
		return record.Change{}, opPull.fail(c.pullName(number), err)
	}
	if got.GetHead().GetSHA() == "" || got.GetBase().GetRef() == "" {
		return record.Change{}, opPull.fail(c.pullName(number), errors.New("the answer names no head or no base"))
	}
	return record.Change{
		Repository:     c.repository,
		Number:         got.GetNumber(),
		Title:          got.GetTitle(),
		Author:         got.GetUser().GetLogin(),
		URL:            got.GetHTMLURL(),
		Open:           got.GetState() == "open",
		DefaultBranch:  got.GetBase().GetRepo().GetDefaultBranch(),
		BaseRef:        got.GetBase().GetRef(),
		BaseSHA:        got.GetBase().GetSHA(),
		HeadSHA:        got.GetHead().GetSHA(),
		HeadRef:        got.GetHead().GetRef(),
		HeadRepository: got.GetHead().GetRepo().GetFullName(),
	}, nil
}

func (c *Client) pullName(number int) string { return fmt.Sprintf("#%d of %s", number, c.repository) }

// PullsOf lists the pull requests that contain a commit, none if it is unknown.
func (c *Client) PullsOf(ctx context.Context, sha string) ([]record.Pull, error) {
	if !isHex(sha, 4) {
		return nil, nil
	}
	pulls, err := c.listPulls(func(page gogithub.ListOptions) ([]*gogithub.PullRequest, *gogithub.Response, error) {
		return c.rest.PullRequests.ListPullRequestsWithCommit(ctx, c.repository.Owner, c.repository.Name, sha, &page)
	})
	if unknownCommit(err) {
		return nil, nil
	}
	return pulls, opPulls.fail("with commit "+sha, err)
}

// OpenPulls lists every open pull request that has or had the commit sha: those
// from that branch of owner's repository, a fork's too, whatever its head is now, and
// those that GitHub lists under the commit, which come from other branches or from a
// fork that is gone.
func (c *Client) OpenPulls(ctx context.Context, owner, branch, sha string) ([]record.Pull, error) {
	found, err := c.PullsOf(ctx, sha)
	if err != nil {
		return nil, err
	}
	if owner != "" && branch != "" {
		byBranch, err := c.listPulls(func(page gogithub.ListOptions) ([]*gogithub.PullRequest, *gogithub.Response, error) {
			return c.rest.PullRequests.List(ctx, c.repository.Owner, c.repository.Name, &gogithub.PullRequestListOptions{
				State: "open", Head: owner + ":" + branch, ListOptions: page,
			})
		})
		if err != nil {
			return nil, opPulls.fail("of "+owner+":"+branch, err)
		}
		found = append(found, byBranch...)
	}
	var out []record.Pull
	for _, p := range found {
		if p.Open && !slices.ContainsFunc(out, func(o record.Pull) bool { return o.Number == p.Number }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b record.Pull) int { return a.Number - b.Number })
	return out, nil
}

// RecentPulls lists the 50 open pull requests that were updated last, newest first, by
// number, base branch and head, with the first five files that each changes.
func (c *Client) RecentPulls(ctx context.Context) ([]record.Pull, error) {
	var data struct {
		Repository struct {
			PullRequests struct {
				Nodes []struct {
					Number      int    `json:"number"`
					BaseRefName string `json:"baseRefName"`
					HeadRefOID  string `json:"headRefOid"`
					Files       struct {
						Nodes []struct {
							Path string `json:"path"`
						} `json:"nodes"`
					} `json:"files"`
				} `json:"nodes"`
			} `json:"pullRequests"`
		} `json:"repository"`
	}
	err := c.query(ctx, openQuery, map[string]any{"owner": c.repository.Owner, "name": c.repository.Name}, &data)
	var pulls []record.Pull
	for _, p := range data.Repository.PullRequests.Nodes {
		pull := record.Pull{Number: p.Number, Open: true, BaseRef: p.BaseRefName, HeadSHA: p.HeadRefOID}
		for _, f := range p.Files.Nodes {
			pull.Paths = append(pull.Paths, f.Path)
		}
		pulls = append(pulls, pull)
	}
	return pulls, opPulls.fail("that are open", err)
}

func (c *Client) listPulls(list func(gogithub.ListOptions) ([]*gogithub.PullRequest, *gogithub.Response, error)) ([]record.Pull, error) {
	var pulls []record.Pull
	page := gogithub.ListOptions{PerPage: perPage, Page: 1}
	for {
		got, resp, err := list(page)
		if err != nil {
			return nil, err
		}
		for _, p := range got {
			pulls = append(pulls, record.Pull{
				Number:         p.GetNumber(),
				Open:           p.GetState() == "open",
				Merged:         p.MergedAt != nil,
				BaseRef:        p.GetBase().GetRef(),
				HeadSHA:        p.GetHead().GetSHA(),
				HeadRef:        p.GetHead().GetRef(),
				HeadRepository: p.GetHead().GetRepo().GetFullName(),
				MergeCommitSHA: p.GetMergeCommitSHA(),
			})
		}
		if resp.NextPage == 0 || len(pulls) >= maxPulls {
			return pulls, nil
		}
		page.Page = resp.NextPage
	}
}
