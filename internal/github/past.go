package github

import (
	"cmp"
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// graphHistory is a commit's history as GraphQL gives it, null for no commit.
type graphHistory struct {
	History struct {
		Nodes []struct {
			OID     string    `json:"oid"`
			Date    time.Time `json:"committedDate"`
			Parents struct {
				Nodes []struct {
					OID string `json:"oid"`
				} `json:"nodes"`
			} `json:"parents"`
			File *struct {
				OID string `json:"oid"`
			} `json:"file"`
		} `json:"nodes"`
	} `json:"history"`
}

// graphPulls is one list of pull requests as GraphQL gives it.
type graphPulls struct {
	PageInfo struct {
		HasNextPage bool `json:"hasNextPage"`
	} `json:"pageInfo"`
	Nodes []graphPull `json:"nodes"`
}

type graphPull struct {
	Number         int       `json:"number"`
	BaseRefName    string    `json:"baseRefName"`
	CreatedAt      time.Time `json:"createdAt"`
	UpdatedAt      time.Time `json:"updatedAt"`
	ClosedAt       time.Time `json:"closedAt"`
	HeadRepository *struct {
		NameWithOwner string `json:"nameWithOwner"`
	} `json:"headRepository"`
	TimelineItems struct {
		PageInfo struct {
			HasPreviousPage bool `json:"hasPreviousPage"`
		} `json:"pageInfo"`
		Nodes []baseChange `json:"nodes"`
	} `json:"timelineItems"`
}

// baseChange is an event at which a pull request's base changed; the names are
// empty where they are not known.
type baseChange struct {
	CreatedAt time.Time `json:"createdAt"`
	From      string    `json:"from"`
	To        string    `json:"to"`
}

// graphPast reads the histories, aims and dates of a GraphQL answer, and tells whether it
// holds them all.
func graphPast(answers map[string]json.RawMessage, a ask, found record.Records) bool {
	read := func(letter string, i int, into any) bool {
		answer, ok := answers[alias(letter, i)]
		return ok && json.Unmarshal(answer, into) == nil
	}
	for i, q := range a.histories {
		var history *graphHistory
		if !read("h", i, &history) {
			return false
		}
		if history != nil && len(history.History.Nodes) > 0 {
			found[q] = record.Answer{History: history.past()}
		}
	}
	for i, q := range a.aims {
		var open, done *graphPulls
		if !read("o", i, &open) || !read("d", i, &done) || open == nil || done == nil {
			return false
		}
		found[q] = aimsOf(q.Path, *open, *done)
	}
	for i, q := range a.dates {
		var commit *struct {
			OID  string    `json:"oid"`
			Date time.Time `json:"committedDate"`
		}
		if !read("t", i, &commit) {
			return false
		}
		if commit != nil && strings.HasPrefix(commit.OID, strings.ToLower(q.SHA)) { // and no branch of that name
			found[q] = record.Answer{Commit: record.Commit{SHA: commit.OID, Date: commit.Date}}
		}
	}
	return true
}

func (h *graphHistory) past() []record.Past {
	var out []record.Past
	for _, node := range h.History.Nodes {
		p := record.Past{SHA: node.OID, Date: node.Date}
		if len(node.Parents.Nodes) > 0 {
			p.Parent = node.Parents.Nodes[0].OID
		}
		if node.File != nil {
			p.Object = node.File.OID
		}
		out = append(out, p)
	}
	return out
}

// aimsOf lists the aims of the pull requests whose head lies in a repository. Of
// those that are no longer open the ones updated last are listed, and one that is
// not listed was closed before the last of them was updated.
func aimsOf(repository string, open, done graphPulls) record.Answer {
	if open.PageInfo.HasNextPage {
		return record.Answer{Absence: record.TooLarge}
	}
	var aims record.Aims
	for _, p := range slices.Concat(open.Nodes, done.Nodes) {
		head := ""
		if p.HeadRepository != nil {
			head = p.HeadRepository.NameWithOwner
		}
		if strings.EqualFold(head, repository) {
			aims.List = append(aims.List, p.aims()...)
		}
	}
	if n := len(done.Nodes); done.PageInfo.HasNextPage && n > 0 {
		aims.Since = done.Nodes[n-1].UpdatedAt
	}
	return record.Answer{Aims: aims}
}

// aims are the times between the changes of a pull request's base.
func (p graphPull) aims() []record.Aim {
	changes := slices.SortedStableFunc(slices.Values(p.TimelineItems.Nodes), func(a, b baseChange) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []record.Aim
	from := p.CreatedAt
	for i, change := range changes {
		if i == 0 && p.TimelineItems.PageInfo.HasPreviousPage {
			change.From = "" // and others before it
		}
		out = append(out, record.Aim{Pull: p.Number, Base: change.From, From: from, To: change.CreatedAt})
		from = change.CreatedAt
	}
	return append(out, record.Aim{Pull: p.Number, Base: p.BaseRefName, From: from, To: p.ClosedAt})
}

// restAims reads over REST, which does not tell the base before a change, at which
// bases the pull requests of a head branch aimed.
func (c *Client) restAims(ctx context.Context, q record.Query) (record.Answer, error) {
	owner, _, ok := strings.Cut(q.Path, "/")
	if !ok {
		return record.Answer{Absence: record.NotFound}, nil
	}
	pulls, _, err := c.rest.PullRequests.List(ctx, c.repository.Owner, c.repository.Name, &gogithub.PullRequestListOptions{
		State: "all", Head: owner + ":" + q.Ref, Sort: "updated", Direction: "desc", ListOptions: gogithub.ListOptions{PerPage: maxAims},
	})
	if err != nil {
		return record.Answer{}, err
	}
	if len(pulls) >= maxAims {
		return record.Answer{Absence: record.TooLarge}, nil
	}
	var aims record.Aims
	for _, p := range pulls {
		if !strings.EqualFold(p.GetHead().GetRepo().GetFullName(), q.Path) {
			continue
		}
		pull := graphPull{Number: p.GetNumber(), BaseRefName: p.GetBase().GetRef(), CreatedAt: p.GetCreatedAt().Time, ClosedAt: p.GetClosedAt().Time}
		if pull.TimelineItems.Nodes, err = c.baseChanges(ctx, pull.Number); err != nil {
			return record.Answer{}, err
		}
		aims.List = append(aims.List, pull.aims()...)
	}
	return record.Answer{Aims: aims}, nil
}

// baseChanges lists when a pull request's base changed.
func (c *Client) baseChanges(ctx context.Context, number int) ([]baseChange, error) {
	var changes []baseChange
	page := &gogithub.ListOptions{PerPage: perPage, Page: 1}
	for {
		events, resp, err := c.rest.Issues.ListIssueEvents(ctx, c.repository.Owner, c.repository.Name, number, page)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			switch e.GetEvent() {
			case "base_ref_changed", "automatic_base_change_succeeded":
				changes = append(changes, baseChange{CreatedAt: e.GetCreatedAt().Time})
			}
		}
		if resp.NextPage == 0 {
			return changes, nil
		}
		page.Page = resp.NextPage
	}
}

// maxRESTHistory is how many commits' objects are read over REST, a request each.
const maxRESTHistory = 30

// restHistory reads the first parents of a commit, up to the one named by q.Ref,
// each with what it has at the path: REST lists that with the folder around it.
func (c *Client) restHistory(ctx context.Context, q record.Query) (record.Answer, error) {
	commits, _, err := c.rest.Repositories.ListCommits(ctx, c.repository.Owner, c.repository.Name, &gogithub.CommitsListOptions{
		SHA: q.SHA, ListOptions: gogithub.ListOptions{PerPage: record.MaxHistory},
	})
	if unknownCommit(err) {
		return record.Answer{Absence: record.NotFound}, nil
	}
	if err != nil {
		return record.Answer{}, err
	}
	listed := map[string]record.Past{}
	for _, commit := range commits {
		p := record.Past{SHA: commit.GetSHA(), Date: commit.GetCommit().GetCommitter().GetDate().Time}
		if len(commit.Parents) > 0 {
			p.Parent = commit.Parents[0].GetSHA()
		}
		listed[p.SHA] = p
	}
	var out []record.Past
	for sha := q.SHA; len(out) < maxRESTHistory; {
		p, ok := listed[sha]
		if !ok {
			break
		}
		if p.Object, err = c.objectAt(ctx, sha, q.Path); err != nil {
			return record.Answer{}, err
		}
		out = append(out, p)
		if sha == q.Ref {
			break
		}
		sha = p.Parent
	}
	return record.Answer{History: out}, nil
}

// objectAt names what a commit has at a path, empty for nothing.
func (c *Client) objectAt(ctx context.Context, sha, name string) (string, error) {
	folder := strings.TrimSuffix(cmp.Or(path.Dir(name), "."), ".")
	_, entries, _, err := c.rest.Repositories.GetContents(ctx, c.repository.Owner, c.repository.Name, folder, &gogithub.RepositoryContentGetOptions{Ref: sha})
	if _, absent := absence(err); absent {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if e.GetPath() == name {
			return e.GetSHA(), nil
		}
	}
	return "", nil
}
