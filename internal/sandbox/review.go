package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody is the longest comment or review, in characters.
const maxBody = 65536

type review struct {
	id        int64
	user      *User
	body      string
	state     string
	commit    hash
	comments  []*reviewComment
	submitted time.Time
}

// thread is a conversation on lines of the diff.
type thread struct {
	id       int64
	path     string
	side     string
	line     int
	start    int
	commit   hash
	hunk     string
	resolved bool
	comments []*reviewComment
}

type reviewComment struct {
	id      int64
	thread  *thread
	review  *review
	user    *User
	body    string
	created time.Time
}

// draft is a review comment as a client sends it.
type draft struct {
	Path      string `json:"path"`
	Body      string `json:"body"`
	Side      string `json:"side"`
	StartSide string `json:"start_side"`
	Line      int    `json:"line"`
	StartLine int    `json:"start_line"`
	Position  int    `json:"position"`
	CommitID  string `json:"commit_id"`
	Subject   string `json:"subject_type"`
}

func (c *call) listReviews() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	return list(c, p.reviews, func(r *review) object { return c.server.shapeReview(p, r) })
}

func (s *Server) shapeReview(p *Pull, r *review) object {
	html := fmt.Sprintf("%s/%s/pull/%d#pullrequestreview-%d", Site, p.repo.FullName(), p.Number, r.id)
	pull := s.repoURL(p.repo) + "/pulls/" + itoa(p.Number)
	o := object{
		"id": r.id, "node_id": nodeID("PRR", r.id), "user": s.shapeUser(r.user), "body": r.body, "state": r.state,
		"html_url": html, "pull_request_url": pull, "author_association": p.repo.association(r.user),
		"_links": object{"html": object{"href": html}, "pull_request": object{"href": pull}}, "commit_id": r.commit.String(),
	}
	if !r.submitted.IsZero() {
		o["submitted_at"] = stamp(r.submitted)
	}
	return o
}

// postReview posts a review with its comments, or nothing at all: one comment
// outside the diff makes GitHub reject the whole.
func (c *call) postReview() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	var in struct {
		CommitID string `json:"commit_id"`
		Body     string `json:"body"`
		Event    string `json:"event"`
		Comments []draft
	}
	if refused := c.read(&in); refused != nil {
		return refused
	}
	state, known := map[string]string{"": "PENDING", "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}[in.Event]
	commit, known2 := p.reviewed(in.CommitID)
	switch {
	case !known:
		return invalid("Unprocessable Entity", fmt.Sprintf("Variable $event of type PullRequestReviewEvent was provided invalid value %s", in.Event))
	case !known2:
		return invalid("Unprocessable Entity", "The commit "+in.CommitID+" is not part of the pull request")
	case in.Event == "APPROVE" && c.caller.user.Login == actionsBot:
		return invalid("Unprocessable Entity", "GitHub Actions is not permitted to approve pull requests.")
	case in.Event != "" && in.Event != "COMMENT" && c.caller.user == p.Author:
		return invalid("Unprocessable Entity", "Review Can not "+strings.ToLower(strings.ReplaceAll(in.Event, "_", " "))+" on your own pull request")
	case in.Body == "" && (in.Event == "COMMENT" || in.Event == "REQUEST_CHANGES"):
		return invalid("Unprocessable Entity", "Review body can't be blank")
	case utf8.RuneCountInString(in.Body) > maxBody:
		return tooLong("PullRequestReview")
	}
	r := &review{user: c.caller.user, body: in.Body, state: state, commit: commit}
	var threads []*thread
	for _, d := range in.Comments {
		if d.Subject != "" {
			return invalid("Unprocessable Entity", "A comment of a review has no subject_type")
		}
		t, refused := p.draftThread(d, commit)
		if refused != nil {
			return refused
		}
		t.comments = []*reviewComment{{thread: t, review: r, user: r.user, body: d.Body}}
		threads = append(threads, t)
	}
	c.world.submit(p, r, threads)
	a := ok(c.server.shapeReview(p, r))
	a.conditional = false
	return a
}

func (w *World) submit(p *Pull, r *review, threads []*thread) {
	at := w.tick()
	r.id = w.next("review", 2000000001)
	if r.state != "PENDING" {
		r.submitted = at
	}
	p.reviews = append(p.reviews, r)
	for _, t := range threads {
		t.id = w.next("thread", 1)
		for _, comment := range t.comments {
			comment.id, comment.created = w.next("review comment", 1500000001), at
			r.comments = append(r.comments, comment)
		}
	}
	p.threads = append(p.threads, threads...)
}

func tooLong(resource string) *answer {
	return invalid("Validation Failed", object{
		"resource": resource, "code": "unprocessable", "field": "data", "message": "Body is too long (maximum is 65536 characters)",
	})
}

// reviewed is the commit that a review speaks of: the head unless it is named.
func (p *Pull) reviewed(sha string) (hash, bool) {
	if sha == "" {
		return p.headSHA, true
	}
	h, err := p.repo.resolve(sha)
	return h, err == nil && slices.Contains(p.commits(), h)
}

// draftThread places a comment in the diff at a commit, or gives the refusal.
func (p *Pull) draftThread(d draft, commit hash) (*thread, *answer) {
	const outside = "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"
	switch {
	case d.Body == "":
		return nil, invalid("Unprocessable Entity", "Pull request review thread body can't be blank")
	case utf8.RuneCountInString(d.Body) > maxBody:
		return nil, tooLong("PullRequestReviewComment")
	case !slices.Contains(sides, d.Side) || !slices.Contains(sides, d.StartSide):
		return nil, invalid("Unprocessable Entity", "A side is LEFT or RIGHT")
	}
	diffs := p.repo.objects.diff(p.mergeBase(), commit)
	i := slices.IndexFunc(diffs, func(f fileDiff) bool { return f.path == d.Path })
	if i < 0 {
		return nil, invalid("Unprocessable Entity", "Path could not be resolved")
	}
	if d.Subject == "file" {
		return &thread{path: d.Path, side: "RIGHT", commit: commit}, nil
	}
	file := diffs[i]
	if d.Line == 0 && d.Position > 0 && d.Position <= len(file.commentable.positions) {
		at := file.commentable.positions[d.Position-1]
		d.Side, d.Line = at.side, at.line
	}
	if d.Side == "" {
		d.Side = "RIGHT"
	}
	at, inDiff := file.commentable.side(d.Side)[d.Line]
	if !inDiff {
		return nil, invalid("Unprocessable Entity", outside)
	}
	if d.StartLine != 0 {
		startSide := d.StartSide
		if startSide == "" {
			startSide = d.Side
		}
		start, startInDiff := file.commentable.side(startSide)[d.StartLine]
		switch {
		case !startInDiff || start.hunk != at.hunk:
			return nil, invalid("Unprocessable Entity", "Pull request review thread start line must be part of the same hunk as the line.")
		case start.position >= at.position:
			return nil, invalid("Unprocessable Entity", "Pull request review thread start line must precede the end line.")
		}
	}
	return &thread{path: d.Path, side: d.Side, line: d.Line, start: d.StartLine, commit: commit, hunk: hunkUpTo(file.patch, at)}, nil
}

// sides are what a comment may name; left out, it is the right one.
var sides = []string{"", "LEFT", "RIGHT"}

// place is where a thread stands in the diff as it is now, false when its lines
// are no longer there.
func (p *Pull) place(t *thread) (line, start int, at diffLine, current bool) {
	i := slices.IndexFunc(p.files(), func(f fileDiff) bool { return f.path == t.path })
	if i < 0 {
		return 0, 0, at, false
	}
	file := p.files()[i]
	if t.line == 0 {
		return 0, 0, at, true
	}
	line, start = t.line, t.start
	if t.side == "RIGHT" && t.commit != p.headSHA {
		moved, kept := p.repo.objects.movedLine(t.path, t.commit, p.headSHA, t.line)
		if !kept {
			return 0, 0, at, false
		}
		line = moved
		if t.start != 0 {
			start = t.start + moved - t.line
		}
	}
	at, current = file.commentable.side(t.side)[line]
	return line, start, at, current
}

// movedLine is where a line of a file stands at a later commit, false when it has
// changed.
func (o *objects) movedLine(path string, from, to hash, line int) (int, bool) {
	for _, d := range o.diff(from, to) {
		if d.path != path && d.previous != path {
			continue
		}
		if d.patch == "" || d.path != path {
			return 0, false
		}
		return moveThrough(d.patch, line)
	}
	return line, true
}

func moveThrough(patch string, line int) (int, bool) {
	left, right, shift := 0, 0, 0
	for l := range strings.SplitSeq(patch, "\n") {
		switch {
		case strings.HasPrefix(l, "@@ "):
			left, right = hunkStart(l)
			if line < left {
				return line + shift, true
			}
		case strings.HasPrefix(l, "+"):
			right++
		case strings.HasPrefix(l, "-"):
			if left == line {
				return 0, false
			}
			left++
		case strings.HasPrefix(l, " "):
			if left == line {
				return right, true
			}
			left, right = left+1, right+1
		}
		shift = right - left
	}
	return line + shift, true
}

func (c *call) listReviewComments() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	return list(c, p.reviewComments(), func(rc *reviewComment) object { return c.server.shapeReviewComment(p, rc) })
}

func (p *Pull) reviewComments() []*reviewComment {
	var all []*reviewComment
	for _, t := range p.threads {
		all = append(all, t.comments...)
	}
	slices.SortFunc(all, func(a, b *reviewComment) int { return int(a.id - b.id) })
	return all
}

func (s *Server) shapeReviewComment(p *Pull, rc *reviewComment) object {
	t := rc.thread
	api := fmt.Sprintf("%s/pulls/comments/%d", s.repoURL(p.repo), rc.id)
	pull := s.repoURL(p.repo) + "/pulls/" + itoa(p.Number)
	html := fmt.Sprintf("%s/%s/pull/%d#discussion_r%d", Site, p.repo.FullName(), p.Number, rc.id)
	intOrNull := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	line, start, at, current := p.place(t)
	o := object{
		"id": rc.id, "node_id": nodeID("PRRC", rc.id), "url": api, "html_url": html, "pull_request_url": pull,
		"pull_request_review_id": rc.review.id, "user": s.shapeUser(rc.user), "body": rc.body, "path": t.path, "diff_hunk": t.hunk,
		"commit_id": p.headSHA.String(), "original_commit_id": t.commit.String(), "author_association": p.repo.association(rc.user),
		"created_at": stamp(rc.created), "updated_at": stamp(rc.created), "side": t.side, "subject_type": "line",
		"start_line": intOrNull(start), "line": intOrNull(line), "original_start_line": intOrNull(t.start), "original_line": intOrNull(t.line),
		"start_side": nil, "position": intOrNull(at.position), "original_position": 1,
		"_links":    object{"self": object{"href": api}, "html": object{"href": html}, "pull_request": object{"href": pull}},
		"reactions": s.shapeReactions(api, nil),
	}
	if t.start != 0 {
		o["start_side"] = t.side
	}
	if t.line == 0 {
		o["subject_type"] = "file"
	}
	if !current {
		o["line"], o["start_line"], o["position"], o["commit_id"] = nil, nil, nil, t.commit.String()
	}
	return o
}

// postReviewComment posts one comment, as a review of its own.
func (c *call) postReviewComment() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	var in draft
	if refused := c.read(&in); refused != nil {
		return refused
	}
	commit, known := p.reviewed(in.CommitID)
	if !known || in.CommitID == "" {
		return invalid("Validation Failed", object{"resource": "PullRequestReviewComment", "code": "custom", "field": "commit_id", "message": "commit_id is not part of the pull request"})
	}
	r := &review{user: c.caller.user, state: "COMMENTED", commit: commit}
	t, refused := p.draftThread(in, commit)
	if refused != nil {
		return refused
	}
	t.comments = []*reviewComment{{thread: t, review: r, user: r.user, body: in.Body}}
	c.world.submit(p, r, []*thread{t})
	a := created(c.server.shapeReviewComment(p, t.comments[0]))
	a.header = http.Header{"Location": {a.body.(object)["url"].(string)}}
	return a
}
