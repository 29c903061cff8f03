package github

import (
	"context"
	"errors"
	"net/http"
	"strings"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

const (
	perPage = 100
	// maxCommits bounds the commits listed of one comparison.
	maxCommits = 2000
	// comparedFiles is how many files GitHub lists of a comparison, and how many of
	// a commit on its first page.
	comparedFiles = 300
	// maxPullFiles is how many files GitHub lists of a pull request.
	maxPullFiles = 3000
)

// Compare relates base to head, commits or branches. Unknown commits and
// unrelated histories are record.NotFound. GitHub lists at most 300 files;
// PullFiles completes them.
func (c *Client) Compare(ctx context.Context, base, head string) (record.Comparison, record.Absence, error) {
	if base == "" || head == "" {
		return record.Comparison{}, record.NotFound, nil
	}
	var out record.Comparison
	seen := map[string]bool{}
	for page := 1; ; page++ {
		got, resp, err := c.rest.Repositories.CompareCommits(ctx, c.repository.Owner, c.repository.Name, base, head, &gogithub.ListOptions{Page: page, PerPage: perPage})
		if absent, ok := absence(err); ok && page == 1 {
			return record.Comparison{}, absent, nil
		}
		if err != nil {
			return record.Comparison{}, record.Present, opCompare.fail(base+" with "+head, err)
		}
		if page == 1 {
			if out = comparison(got); out.Status == "" || out.BaseSHA == "" || out.MergeBaseSHA == "" {
				return record.Comparison{}, record.Present, opCompare.fail(base+" with "+head, errors.New("the answer names no status, base or merge base"))
			}
		}
		before := len(seen)
		for _, commit := range got.Commits {
			if sha := commit.GetSHA(); !seen[sha] {
				seen[sha] = true
				out.Commits = append(out.Commits, listedCommit(commit))
			}
		}
		out.CommitsTruncated = len(out.Commits) < got.GetTotalCommits()
		if !out.CommitsTruncated || len(seen) == before || len(seen) >= maxCommits || resp.NextPage == 0 && len(got.Commits) < perPage {
			return out, record.Present, nil
		}
	}
}

func comparison(got *gogithub.CommitsComparison) record.Comparison {
	return record.Comparison{
		Status:         got.GetStatus(),
		BaseSHA:        got.GetBaseCommit().GetSHA(),
		MergeBaseSHA:   got.GetMergeBaseCommit().GetSHA(),
		Files:          fileChanges(got.Files),
		FilesTruncated: len(got.Files) >= comparedFiles,
	}
}

// symbolicLink is git's mode of one, whose target may not be there.
const symbolicLink = "120000"

// Paths lists the files of a commit, and its symbolic links apart. GitHub cuts the list at
// 100,000 entries or 7 MB, and it tells whether it did not.
func (c *Client) Paths(ctx context.Context, sha string) (files, links []string, complete bool, err error) {
	tree, _, err := c.rest.Git.GetTree(ctx, c.repository.Owner, c.repository.Name, sha, true)
	if err != nil {
		return nil, nil, false, opTree.fail(sha, err)
	}
	for _, entry := range tree.Entries {
		switch {
		case entry.GetMode() == symbolicLink:
			links = append(links, entry.GetPath())
		case entry.GetType() == "blob":
			files = append(files, entry.GetPath())
		}
	}
	return files, links, !tree.GetTruncated(), nil
}

// PullFiles lists the files of a pull request beyond the 300 of a comparison,
// and tells whether there are more than the 3000 that GitHub lists.
func (c *Client) PullFiles(ctx context.Context, number int) ([]record.FileChange, bool, error) {
	var files []record.FileChange
	options := &gogithub.ListOptions{PerPage: perPage, Page: 1}
	for {
		got, resp, err := c.rest.PullRequests.ListFiles(ctx, c.repository.Owner, c.repository.Name, number, options)
		if err != nil {
			return nil, false, opPullFiles.fail(c.pullName(number), err)
		}
		files = append(files, fileChanges(got)...)
		if resp.NextPage == 0 || len(files) >= maxPullFiles {
			return files, len(files) >= maxPullFiles, nil
		}
		options.Page = resp.NextPage
	}
}

// Commit reads one commit with its files. sha may be abbreviated; a name that is
// no hexadecimal object name is record.NotFound, and so is a branch that happens
// to look like one.
func (c *Client) Commit(ctx context.Context, sha string) (record.Commit, record.Absence, error) {
	if !isHex(sha, 4) {
		return record.Commit{}, record.NotFound, nil
	}
	got, resp, err := c.rest.Repositories.GetCommit(ctx, c.repository.Owner, c.repository.Name, sha, nil)
	if unknownCommit(err) {
		return record.Commit{}, record.NotFound, nil
	}
	if err != nil {
		return record.Commit{}, record.Present, opCommit.fail(sha, err)
	}
	if !strings.HasPrefix(got.GetSHA(), strings.ToLower(sha)) {
		return record.Commit{}, record.NotFound, nil
	}
	commit := listedCommit(got)
	commit.Files = fileChanges(got.Files)
	if commit.Files == nil {
		commit.Files = []record.FileChange{}
	}
	commit.FilesTruncated = resp.NextPage != 0 || len(got.Files) >= comparedFiles
	return commit, record.Present, nil
}

// unknownCommit tells whether GitHub has no such commit: it says so with 404, or
// with 422 "No commit found for SHA".
func unknownCommit(err error) bool {
	if _, ok := absence(err); ok {
		return true
	}
	status, _ := answered(err)
	return status == http.StatusUnprocessableEntity
}

func listedCommit(got *gogithub.RepositoryCommit) record.Commit {
	commit := record.Commit{
		SHA:       got.GetSHA(),
		Message:   got.GetCommit().GetMessage(),
		Author:    got.GetAuthor().GetLogin(),
		Committer: got.GetCommitter().GetLogin(),
		Date:      got.GetCommit().GetCommitter().GetDate().Time,
		URL:       got.GetHTMLURL(),
	}
	for _, parent := range got.Parents {
		commit.Parents = append(commit.Parents, parent.GetSHA())
	}
	return commit
}

func fileChanges(got []*gogithub.CommitFile) []record.FileChange {
	var files []record.FileChange
	for _, f := range got {
		files = append(files, record.FileChange{
			Path:         f.GetFilename(),
			PreviousPath: f.GetPreviousFilename(),
			Status:       record.FileStatus(f.GetStatus()),
			BlobSHA:      f.GetSHA(),
			Patch:        f.GetPatch(),
		})
	}
	return files
}
