package github

import (
	"context"
	"fmt"
	"net/http"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// maxThreadPages bounds the pages of 100 review threads that are read.
const maxThreadPages = 20

// Conversation reads the reviews and review threads of a pull request, over
// GraphQL, which knows what is resolved and what we wrote, or else over REST.
func (c *Client) Conversation(ctx context.Context, number int) (record.Conversation, error) {
	conversation, err := c.queryConversation(ctx, number)
	if err == nil || ctx.Err() != nil {
		return conversation, opConversation.fail(c.pullName(number), err)
	}
	if _, limited := limitedUntil(err); limited {
		return record.Conversation{}, opConversation.fail(c.pullName(number), err)
	}
	conversation, err = c.restConversation(ctx, number)
	return conversation, opConversation.fail(c.pullName(number), err)
}

type graphConversation struct {
	Repository struct {
		PullRequest *struct {
			Reviews struct {
				Nodes []struct {
					ViewerDidAuthor bool
					Body            string
					Commit          struct{ OID string }
				}
			}
			ReviewThreads struct {
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
				Nodes []graphThread
			}
		}
	}
}

type graphThread struct {
	ID         string
	IsResolved bool
	// Whether the token may, as far as GitHub says: it asks for more than write
	// access to pull requests.
	ViewerCanResolve, ViewerCanUnresolve *bool
	IsOutdated                           bool
	Path                                 string
	Line                                 int
	Comments                             struct {
		Nodes []struct {
			ViewerDidAuthor bool
			Body            string
		}
	}
}

func (c *Client) queryConversation(ctx context.Context, number int) (record.Conversation, error) {
	var conversation record.Conversation
	variables := map[string]any{"owner": c.repository.Owner, "name": c.repository.Name, "number": number}
	for page := range maxThreadPages {
		var data graphConversation
		if err := c.query(ctx, conversationQuery, variables, &data); err != nil {
			return record.Conversation{}, err
		}
		pull := data.Repository.PullRequest
		if pull == nil {
			return record.Conversation{}, fmt.Errorf("the GraphQL answer holds no pull request #%d", number)
		}
		if page == 0 {
			for _, r := range pull.Reviews.Nodes {
				conversation.Reviews = append(conversation.Reviews, record.Review{Mine: r.ViewerDidAuthor, Body: r.Body, CommitSHA: r.Commit.OID})
			}
		}
		for _, t := range pull.ReviewThreads.Nodes {
			conversation.Threads = append(conversation.Threads, t.record())
		}
		if !pull.ReviewThreads.PageInfo.HasNextPage {
			break
		}
		variables["after"] = pull.ReviewThreads.PageInfo.EndCursor
	}
	return conversation, nil
}

func (t *graphThread) record() record.Thread {
	thread := record.Thread{Resolved: t.IsResolved, Outdated: t.IsOutdated, Path: t.Path, Line: t.Line}
	may := t.ViewerCanResolve
	if t.IsResolved {
		may = t.ViewerCanUnresolve
	}
	if may == nil || *may {
		thread.ID = t.ID
	}
	if len(t.Comments.Nodes) > 0 {
		thread.Mine = t.Comments.Nodes[0].ViewerDidAuthor
		thread.Body = t.Comments.Nodes[0].Body
	}
	return thread
}

// restConversation knows neither what is resolved nor the threads' ids.
func (c *Client) restConversation(ctx context.Context, number int) (record.Conversation, error) {
	me, err := c.whoAmI(ctx)
	if err != nil {
		return record.Conversation{}, err
	}
	var conversation record.Conversation
	page := gogithub.ListOptions{PerPage: perPage, Page: 1}
	for page.Page != 0 {
		got, resp, err := c.rest.PullRequests.ListReviews(ctx, c.repository.Owner, c.repository.Name, number, &page)
		if err != nil {
			return record.Conversation{}, err
		}
		for _, r := range got {
			conversation.Reviews = append(conversation.Reviews, record.Review{Mine: r.GetUser().GetLogin() == me, Body: r.GetBody(), CommitSHA: r.GetCommitID()})
		}
		page.Page = resp.NextPage
	}
	page.Page = 1
	for page.Page != 0 {
		got, resp, err := c.rest.PullRequests.ListComments(ctx, c.repository.Owner, c.repository.Name, number, &gogithub.PullRequestListCommentsOptions{ListOptions: page})
		if err != nil {
			return record.Conversation{}, err
		}
		for _, comment := range got {
			if comment.GetInReplyTo() == 0 {
				conversation.Threads = append(conversation.Threads, record.Thread{
					Mine:     comment.GetUser().GetLogin() == me,
					Outdated: comment.Line == nil && comment.Position == nil,
					Path:     comment.GetPath(),
					Line:     comment.GetLine(),
					Body:     comment.GetBody(),
				})
			}
		}
		page.Page = resp.NextPage
	}
	return conversation, nil
}

// actionsBot is whose reviews an Actions job's own token writes.
const actionsBot = "github-actions[bot]"

// whoAmI gives the login that our reviews bear. GitHub answers 403 to an
// installation's token that asks for its user: it is an App's bot.
func (c *Client) whoAmI(ctx context.Context) (string, error) {
	if c.asApp != nil {
		app, _, err := c.asApp.Apps.Get(ctx, "")
		return app.GetSlug() + "[bot]", opWhoAmI.fail("", err)
	}
	user, _, err := c.rest.Users.Get(ctx, "")
	if status, _ := answered(err); status == http.StatusForbidden {
		return actionsBot, nil
	}
	return user.GetLogin(), opWhoAmI.fail("", err)
}
