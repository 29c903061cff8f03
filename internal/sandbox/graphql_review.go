package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/graph-gophers/graphql-go"
)

// window are the arguments that page a connection.
type window struct {
	After, Before *string
	First, Last   *int32
}

// maxNodes is the most nodes that a connection gives at once.
const maxNodes = 100

type pageInfo struct {
	EndCursor, StartCursor       *string
	HasNextPage, HasPreviousPage bool
}

// connection is one page of nodes; a cursor is the node's place, counted from 1.
type connection[T any] struct {
	Nodes      *[]*T
	PageInfo   pageInfo
	TotalCount int32
}

func connect[T any](all []*T, w window) (connection[T], error) {
	from, to := 0, len(all)
	if w.First == nil && w.Last == nil {
		return connection[T]{}, &graphProblem{Type: "MISSING_PAGINATION_BOUNDARIES", Message: "You must provide a `first` or `last` value to properly paginate the connection."}
	}
	for name, n := range map[string]*int32{"first": w.First, "last": w.Last} {
		switch {
		case n != nil && *n < 0:
			return connection[T]{}, &graphProblem{Type: "INVALID_CURSOR_ARGUMENTS", Message: fmt.Sprintf("`%s` on the connection cannot be less than zero.", name)}
		case n != nil && *n > maxNodes:
			return connection[T]{}, &graphProblem{Type: "EXCESSIVE_PAGINATION", Message: fmt.Sprintf("Requesting %d records on the connection exceeds the `%s` limit of 100 records.", *n, name)}
		}
	}
	if w.After != nil {
		n, _ := strconv.Atoi(*w.After)
		from = min(max(n, 0), len(all))
	}
	if w.Before != nil {
		n, _ := strconv.Atoi(*w.Before)
		to = max(from, min(n-1, len(all)))
	}
	if w.First != nil {
		to = min(to, from+int(*w.First))
	}
	if w.Last != nil {
		from = max(from, to-int(*w.Last))
	}
	nodes := append([]*T{}, all[from:to]...)
	c := connection[T]{Nodes: &nodes, TotalCount: int32(len(all)), PageInfo: pageInfo{HasNextPage: to < len(all), HasPreviousPage: from > 0}}
	if len(nodes) > 0 {
		start, end := strconv.Itoa(from+1), strconv.Itoa(to)
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &start, &end
	}
	return c, nil
}

type pullOf struct {
	call *call
	pull *Pull
}

func (r *repositoryOf) PullRequest(in struct{ Number int32 }) (*pullOf, error) {
	p := r.repo.pull(int(in.Number))
	switch {
	case p == nil:
		return nil, missing("Could not resolve to a PullRequest with the number of %d.", in.Number)
	case !r.call.caller.may(r.repo, "pull-requests", "read"):
		return nil, forbidden()
	}
	return &pullOf{r.call, p}, nil
}

func (p *pullOf) ID() graphql.ID     { return graphql.ID(nodeID("PR", p.pull.ID)) }
func (p *pullOf) Number() int32      { return int32(p.pull.Number) }
func (p *pullOf) Title() string      { return p.pull.Title }
func (p *pullOf) BaseRefOid() scalar { return scalar(p.pull.base().String()) }
func (p *pullOf) HeadRefOid() scalar { return scalar(p.pull.headSHA.String()) }
func (p *pullOf) Author() *actorOf   { return &actorOf{p.pull.Author} }

func (p *pullOf) State() string {
	switch {
	case p.pull.Merged:
		return "MERGED"
	case p.pull.State == "closed":
		return "CLOSED"
	}
	return "OPEN"
}

func (p *pullOf) Reviews(in window) (*connection[reviewOf], error) {
	var all []*reviewOf
	for _, r := range p.pull.reviews {
		all = append(all, &reviewOf{p.call, p.pull, r})
	}
	c, err := connect(all, in)
	return &c, err
}

func (p *pullOf) ReviewThreads(in window) (connection[threadOf], error) {
	var all []*threadOf
	for _, t := range p.pull.threads {
		all = append(all, &threadOf{p.call, p.pull, t})
	}
	return connect(all, in)
}

type reviewOf struct {
	call   *call
	pull   *Pull
	review *review
}

func (r *reviewOf) ID() graphql.ID          { return graphql.ID(nodeID("PRR", r.review.id)) }
func (r *reviewOf) DatabaseId() *int32      { n := int32(r.review.id); return &n }
func (r *reviewOf) FullDatabaseId() *scalar { s := scalar(itoa64(r.review.id)); return &s }
func (r *reviewOf) Author() *actorOf        { return &actorOf{r.review.user} }
func (r *reviewOf) ViewerDidAuthor() bool   { return r.review.user == r.call.caller.user }
func (r *reviewOf) Body() string            { return r.review.body }
func (r *reviewOf) State() string           { return r.review.state }

func (r *reviewOf) SubmittedAt() *scalar {
	if r.review.submitted.IsZero() {
		return nil
	}
	s := scalar(r.review.submitted.Format(time.RFC3339))
	return &s
}

func (r *reviewOf) Commit() *gitCommitOf {
	return &gitCommitOf{objectOf(r.pull.repo.objects, r.review.commit)}
}

func (r *reviewOf) Comments(in window) (connection[reviewCommentOf], error) {
	var all []*reviewCommentOf
	for _, x := range r.review.comments {
		all = append(all, &reviewCommentOf{r.call, x})
	}
	return connect(all, in)
}

type threadOf struct {
	call   *call
	pull   *Pull
	thread *thread
}

func (t *threadOf) ID() graphql.ID            { return graphql.ID(nodeID("PRRT", t.thread.id)) }
func (t *threadOf) IsResolved() bool          { return t.thread.resolved }
func (t *threadOf) Path() string              { return t.thread.path }
func (t *threadOf) DiffSide() string          { return t.thread.side }
func (t *threadOf) OriginalLine() *int32      { return lineOrNull(t.thread.line, true) }
func (t *threadOf) OriginalStartLine() *int32 { return lineOrNull(t.thread.start, true) }
func (t *threadOf) ViewerCanResolve() bool    { return !t.thread.resolved && t.mayResolve() }
func (t *threadOf) ViewerCanUnresolve() bool  { return t.thread.resolved && t.mayResolve() }

// mayResolve asks for write access to contents, though none is changed: an App with
// write access to pull requests alone is refused (github/gh-aw#35726, community
// discussion 44650).
func (t *threadOf) mayResolve() bool {
	return t.call.caller.may(t.pull.repo, "contents", "write")
}

func (t *threadOf) IsOutdated() bool {
	_, _, _, current := t.pull.place(t.thread)
	return !current
}

func (t *threadOf) Line() *int32 {
	line, _, _, current := t.pull.place(t.thread)
	return lineOrNull(line, current)
}

func (t *threadOf) StartLine() *int32 {
	_, start, _, current := t.pull.place(t.thread)
	return lineOrNull(start, current)
}

func lineOrNull(line int, known bool) *int32 {
	if !known || line == 0 {
		return nil
	}
	n := int32(line)
	return &n
}

func (t *threadOf) Comments(in window) (connection[reviewCommentOf], error) {
	var all []*reviewCommentOf
	for _, x := range t.thread.comments {
		all = append(all, &reviewCommentOf{t.call, x})
	}
	return connect(all, in)
}

type reviewCommentOf struct {
	call    *call
	comment *reviewComment
}

func (r *reviewCommentOf) ID() graphql.ID          { return graphql.ID(nodeID("PRRC", r.comment.id)) }
func (r *reviewCommentOf) DatabaseId() *int32      { n := int32(r.comment.id); return &n }
func (r *reviewCommentOf) FullDatabaseId() *scalar { s := scalar(itoa64(r.comment.id)); return &s }
func (r *reviewCommentOf) Author() *actorOf        { return &actorOf{r.comment.user} }
func (r *reviewCommentOf) ViewerDidAuthor() bool   { return r.comment.user == r.call.caller.user }
func (r *reviewCommentOf) Body() string            { return r.comment.body }
func (r *reviewCommentOf) Path() string            { return r.comment.thread.path }
func (r *reviewCommentOf) CreatedAt() scalar {
	return scalar(r.comment.created.Format(time.RFC3339))
}

type threadInput struct {
	ClientMutationId *string
	ThreadId         graphql.ID
}

type threadPayload struct {
	ClientMutationId *string
	Thread           *threadOf
}

// ResolveReviewThread marks a thread as resolved.
func (r *root) ResolveReviewThread(ctx context.Context, args struct{ Input threadInput }) (*threadPayload, error) {
	return resolveThread(calling(ctx), args.Input, true)
}

// UnresolveReviewThread opens a thread again.
func (r *root) UnresolveReviewThread(ctx context.Context, args struct{ Input threadInput }) (*threadPayload, error) {
	return resolveThread(calling(ctx), args.Input, false)
}

func resolveThread(c *call, in threadInput, resolved bool) (*threadPayload, error) {
	for _, repo := range c.world.repositories {
		for _, p := range repo.pulls {
			i := slices.IndexFunc(p.threads, func(t *thread) bool { return nodeID("PRRT", t.id) == string(in.ThreadId) })
			if i < 0 || !c.caller.sees(repo) {
				continue
			}
			t := &threadOf{c, p, p.threads[i]}
			if !t.mayResolve() {
				return nil, forbidden()
			}
			t.thread.resolved = resolved
			return &threadPayload{ClientMutationId: in.ClientMutationId, Thread: t}, nil
		}
	}
	return nil, missing("Could not resolve to a node with the global id of '%s'", in.ThreadId)
}
