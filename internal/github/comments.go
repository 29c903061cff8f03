package github

import (
	"context"
	"fmt"
	"net/http"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// Permission reads what a user may do in the repository: "admin", "write", "read" or
// "none". GitHub counts maintain as write and triage as read; of a public repository it
// answers "read" for anybody.
func (c *Client) Permission(ctx context.Context, login string) (string, error) {
	req, err := c.rest.NewRequest(http.MethodGet, c.path("collaborators", login, "permission"), nil)
	if err != nil {
		return "", err
	}
	var level gogithub.RepositoryPermissionLevel
	_, err = c.rest.Do(ctx, req, &level)
	if absent, _ := absence(err); absent == record.NotFound {
		return "none", nil
	}
	return level.GetPermission(), opPermission.fail("of "+login, err)
}

// maxCommentPages bounds the pages of 100 comments that are read.
const maxCommentPages = 10

// MyComments lists those comments in a pull request's conversation that our identity
// wrote since then. More comments than can be read are an error: ours may be among them.
func (c *Client) MyComments(ctx context.Context, number int, since time.Time) ([]record.Comment, error) {
	me, err := c.whoAmI(ctx)
	if err != nil {
		return nil, err
	}
	var mine []record.Comment
	options := gogithub.IssueListCommentsOptions{Since: &since, ListOptions: gogithub.ListOptions{PerPage: perPage, Page: 1}}
	for options.Page != 0 {
		if options.Page > maxCommentPages {
			return nil, fmt.Errorf("%s %s: there are more than %d since %s", opComments.does, c.pullName(number), maxCommentPages*perPage, since)
		}
		got, resp, err := c.rest.Issues.ListComments(ctx, c.repository.Owner, c.repository.Name, number, &options)
		if err != nil {
			return nil, opComments.fail(c.pullName(number), err)
		}
		for _, comment := range got {
			if comment.GetUser().GetLogin() == me {
				mine = append(mine, record.Comment{ID: comment.GetID(), Body: comment.GetBody(), CreatedAt: comment.GetCreatedAt().Time})
			}
		}
		options.Page = resp.NextPage
	}
	return mine, nil
}

// CreateComment posts a comment in a pull request's conversation. It is not sent again
// after a broken answer, since it may have been posted: read the comments first.
func (c *Client) CreateComment(ctx context.Context, number int, body string) error {
	_, _, err := c.rest.Issues.CreateComment(ctx, c.repository.Owner, c.repository.Name, number, &gogithub.IssueComment{Body: &body})
	return opComment.fail(c.pullName(number), err)
}

// React adds a reaction to a comment, such as "eyes", unless it is there.
func (c *Client) React(ctx context.Context, comment int64, content string) error {
	_, _, err := c.rest.Reactions.CreateIssueCommentReaction(repeatable(ctx), c.repository.Owner, c.repository.Name, comment, content)
	return opReaction.fail(fmt.Sprint(comment), err)
}
