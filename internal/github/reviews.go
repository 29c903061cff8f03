package github

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// CreateReview posts a review of event COMMENT. It wraps record.ErrOutsideDiff
// when GitHub rejects it for a comment's place. It is not sent again after a
// broken answer, since it may have been posted: read the conversation first.
func (c *Client) CreateReview(ctx context.Context, number int, review record.Review) error {
	request := &gogithub.PullRequestReviewRequest{
		CommitID: optional(review.CommitSHA),
		Body:     optional(review.Body),
		Event:    gogithub.String("COMMENT"),
	}
	for _, comment := range review.Comments {
		request.Comments = append(request.Comments, draft(comment))
	}
	req, err := c.rest.NewRequest(http.MethodPost, c.path("pulls", fmt.Sprint(number), "reviews"), request)
	if err == nil {
		_, err = c.rest.Do(ctx, req, nil)
	}
	if outside(err) {
		_, words := answered(err)
		return fmt.Errorf("%s %s: GitHub answers 422%s: %w", opReview.does, c.pullName(number), words, record.ErrOutsideDiff)
	}
	return opReview.fail(c.pullName(number), err)
}

func draft(comment record.ReviewComment) *gogithub.DraftReviewComment {
	side := comment.Side
	if side == "" {
		side = "RIGHT"
	}
	d := &gogithub.DraftReviewComment{Path: &comment.Path, Body: &comment.Body, Line: &comment.Line, Side: &side}
	if comment.StartLine > 0 && comment.StartLine < comment.Line {
		d.StartLine, d.StartSide = &comment.StartLine, &side
	}
	return d
}

// outside tells whether a review was rejected for the place of a comment, in the
// words that GitHub has been seen to use.
func outside(err error) bool {
	status, words := answered(err)
	if status != http.StatusUnprocessableEntity {
		return false
	}
	for _, sign := range []string{"part of the diff", "diff hunk", "could not be resolved", "same hunk", "must precede"} {
		if strings.Contains(words, sign) {
			return true
		}
	}
	return false
}

// ResolveThread marks a review thread as resolved.
func (c *Client) ResolveThread(ctx context.Context, id string) error {
	return c.mutateThread(ctx, opResolve, resolveMutation, id)
}

// UnresolveThread opens a review thread again.
func (c *Client) UnresolveThread(ctx context.Context, id string) error {
	return c.mutateThread(ctx, opUnresolve, unresolveMutation, id)
}

// mutateThread may be sent twice: the thread ends in the same state.
func (c *Client) mutateThread(ctx context.Context, o operation, mutation, id string) error {
	if id == "" {
		return fmt.Errorf("%s: it has no GraphQL id, since it was read over REST, which cannot resolve threads", o.does)
	}
	var ignored struct{}
	return o.fail("", c.query(ctx, mutation, map[string]any{"thread": id}, &ignored))
}
