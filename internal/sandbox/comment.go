package sandbox

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

type issueComment struct {
	id               int64
	pull             *Pull
	user             *User
	body             string
	created, updated time.Time
	reactions        []*reaction
}

type reaction struct {
	id      int64
	user    *User
	content string
	created time.Time
}

// reactionContents are the reactions that there are.
var reactionContents = []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}

// Comment adds a comment to the pull request's conversation as a user, and returns
// its id.
func (p *Pull) Comment(login, body string) int64 {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	return p.repo.world.comment(p, p.repo.world.user(login), body).id
}

func (w *World) comment(p *Pull, u *User, body string) *issueComment {
	at := w.tick()
	added := &issueComment{id: w.next("issue comment", 3100000001), pull: p, user: u, body: body, created: at, updated: at}
	p.comments = append(p.comments, added)
	p.updated = at
	return added
}

func (s *Server) shapeComment(x *issueComment) object {
	api := fmt.Sprintf("%s/issues/comments/%d", s.repoURL(x.pull.repo), x.id)
	return object{
		"id": x.id, "node_id": nodeID("IC", x.id), "url": api,
		"html_url":  fmt.Sprintf("%s/%s/pull/%d#issuecomment-%d", Site, x.pull.repo.FullName(), x.pull.Number, x.id),
		"issue_url": s.repoURL(x.pull.repo) + "/issues/" + itoa(x.pull.Number), "user": s.shapeUser(x.user), "body": x.body,
		"created_at": stamp(x.created), "updated_at": stamp(x.updated), "author_association": x.pull.repo.association(x.user),
		"performed_via_github_app": nil, "reactions": s.shapeReactions(api, x.reactions),
	}
}

func (s *Server) shapeReactions(api string, all []*reaction) object {
	o := object{"url": api + "/reactions", "total_count": len(all)}
	for _, content := range reactionContents {
		o[content] = 0
	}
	for _, r := range all {
		o[r.content] = o[r.content].(int) + 1
	}
	return o
}

func (c *call) listComments() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	since, err := time.Parse(time.RFC3339, c.http.URL.Query().Get("since"))
	found := slices.DeleteFunc(slices.Clone(p.comments), func(x *issueComment) bool { return err == nil && x.updated.Before(since) })
	return list(c, found, c.server.shapeComment)
}

func (c *call) postComment() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	body, refused := c.commentBody()
	if refused != nil {
		return refused
	}
	return created(c.server.shapeComment(c.world.comment(p, c.caller.user, body)))
}

func (c *call) commentBody() (string, *answer) {
	var in struct{ Body string }
	if refused := c.read(&in); refused != nil {
		return "", refused
	}
	switch {
	case in.Body == "":
		return "", invalid("Validation Failed", object{"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": "Body can't be blank"})
	case utf8.RuneCountInString(in.Body) > maxBody:
		return "", tooLong("IssueComment")
	}
	return in.Body, nil
}

func (c *call) comment() *issueComment {
	for _, p := range c.repo.pulls {
		for _, x := range p.comments {
			if x.id == c.number("id") {
				return x
			}
		}
	}
	return nil
}

func (c *call) getComment() *answer {
	x := c.comment()
	if x == nil {
		return notFound()
	}
	return ok(c.server.shapeComment(x))
}

func (c *call) patchComment() *answer {
	x := c.comment()
	if x == nil {
		return notFound()
	}
	body, refused := c.commentBody()
	if refused != nil {
		return refused
	}
	x.body, x.updated = body, c.world.tick()
	a := ok(c.server.shapeComment(x))
	a.conditional = false
	return a
}

// postReaction answers 201 for a new reaction and 200 for one that is there.
func (c *call) postReaction() *answer {
	x := c.comment()
	if x == nil {
		return notFound()
	}
	var in struct{ Content string }
	if refused := c.read(&in); refused != nil {
		return refused
	}
	if !slices.Contains(reactionContents, in.Content) {
		return invalid("Validation Failed", object{"resource": "Reaction", "field": "content", "code": "invalid"})
	}
	for _, r := range x.reactions {
		if r.user == c.caller.user && r.content == in.Content {
			a := ok(c.shapeReaction(r))
			a.conditional = false
			return a
		}
	}
	r := &reaction{id: c.world.next("reaction", 1), user: c.caller.user, content: in.Content, created: c.world.tick()}
	x.reactions = append(x.reactions, r)
	return created(c.shapeReaction(r))
}

func (c *call) shapeReaction(r *reaction) object {
	return object{"id": r.id, "node_id": nodeID("REA", r.id), "user": c.server.shapeUser(r.user), "content": r.content, "created_at": stamp(r.created)}
}
