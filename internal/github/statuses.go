package github

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// maxDescription is how many characters GitHub takes for a status' description.
const maxDescription = 140

// Status reads the newest commit status of a context, nil if there is none. GitHub
// treats contexts that differ in case as one.
func (c *Client) Status(ctx context.Context, sha, statusContext string) (*record.CommitStatus, error) {
	if !isHex(sha, 40) {
		return nil, errNoCommit(opStatus, sha)
	}
	page := &gogithub.ListOptions{PerPage: perPage, Page: 1}
	for {
		got, resp, err := c.rest.Repositories.GetCombinedStatus(ctx, c.repository.Owner, c.repository.Name, sha, page)
		if err != nil {
			return nil, opStatus.fail("of "+sha, err)
		}
		for _, s := range got.Statuses {
			if strings.EqualFold(s.GetContext(), statusContext) {
				return &record.CommitStatus{
					Context:     s.GetContext(),
					State:       s.GetState(),
					Description: s.GetDescription(),
					TargetURL:   s.GetTargetURL(),
					CreatedAt:   s.GetCreatedAt().Time,
				}, nil
			}
		}
		if resp.NextPage == 0 {
			return nil, nil
		}
		page.Page = resp.NextPage
	}
}

// SetStatus posts a commit status. A description beyond 140 characters is cut.
func (c *Client) SetStatus(ctx context.Context, sha string, status record.CommitStatus) error {
	if !isHex(sha, 40) {
		return errNoCommit(opSetStatus, sha)
	}
	req, err := c.rest.NewRequest(http.MethodPost, c.path("statuses", sha), &gogithub.RepoStatus{
		State:       &status.State,
		Context:     &status.Context,
		Description: optional(cut(status.Description, maxDescription)),
		TargetURL:   optional(status.TargetURL),
	})
	if err == nil {
		_, err = c.rest.Do(repeatable(ctx), req, nil)
	}
	return opSetStatus.fail("of "+sha, err)
}

// errNoCommit says that a name is no full commit name.
func errNoCommit(o operation, sha string) error {
	return fmt.Errorf("%s: %q is no commit: want its full name of 40 digits", o.does, sha)
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// cut shortens s to n characters, the last of which is then an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
