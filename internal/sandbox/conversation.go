package sandbox

import "fmt"

// Review is a review as it stands on a pull request.
type Review struct {
	ID            int64
	Author, State string
	Body          string
	Commit        string
	Comments      []Comment
}

// Comment is a comment on lines of the diff.
type Comment struct {
	Author string
	Path   string
	// Side is "RIGHT" for the head's lines, "LEFT" for the base's.
	Side string
	// StartLine and Line are where it was written; StartLine is 0 for one line.
	StartLine, Line int
	Body            string
	// Resolved and Outdated are its thread's.
	Resolved, Outdated bool
}

// Reviews lists the reviews, oldest first, with their comments.
func (p *Pull) Reviews() []Review {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	var out []Review
	for _, r := range p.reviews {
		review := Review{ID: r.id, Author: r.user.Login, State: r.state, Body: r.body, Commit: r.commit.String()}
		for _, c := range r.comments {
			t := c.thread
			_, _, _, current := p.place(t)
			review.Comments = append(review.Comments, Comment{
				Author: c.user.Login, Path: t.path, Side: t.side, StartLine: t.start, Line: t.line,
				Body: c.body, Resolved: t.resolved, Outdated: !current,
			})
		}
		out = append(out, review)
	}
	return out
}

// AddReview posts a review as a user; the comments' lines must be in the diff.
func (p *Pull) AddReview(r Review) error {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	w := p.repo.world
	added := &review{user: w.user(r.Author), body: r.Body, state: r.State, commit: p.headSHA}
	if added.state == "" {
		added.state = "COMMENTED"
	}
	var threads []*thread
	for _, c := range r.Comments {
		t, refused := p.draftThread(draft{Path: c.Path, Body: c.Body, Side: c.Side, Line: c.Line, StartLine: c.StartLine}, p.headSHA)
		if refused != nil {
			return fmt.Errorf("a comment on %s:%d: %s", c.Path, c.Line, refused.content())
		}
		t.resolved = c.Resolved
		t.comments = []*reviewComment{{thread: t, review: added, user: added.user, body: c.Body}}
		threads = append(threads, t)
	}
	w.submit(p, added, threads)
	return nil
}

// IssueComment is a comment in the pull request's conversation.
type IssueComment struct {
	ID           int64
	Author, Body string
	Reactions    []string
}

// Comments lists the conversation, oldest first.
func (p *Pull) Comments() []IssueComment {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	var out []IssueComment
	for _, c := range p.comments {
		x := IssueComment{ID: c.id, Author: c.user.Login, Body: c.body}
		for _, r := range c.reactions {
			x.Reactions = append(x.Reactions, r.content)
		}
		out = append(out, x)
	}
	return out
}
