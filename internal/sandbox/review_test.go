package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/sandbox"
)

func (l *lab) review(body string) reply {
	return l.send("POST", "/repos/acme/widgets/pulls/1/reviews", "all", body)
}

func TestReviewOutsideTheDiffPostsNothing(t *testing.T) {
	l := newLab(t)
	for name, c := range map[string]struct{ comments, wants string }{
		"line":         {`{"path":"docs/tracker.md","line":5,"body":"fine"},{"path":"docs/tracker.md","line":14,"body":"far"}`, "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"},
		"path":         {`{"path":"main.go","line":1,"body":"untouched"}`, "Path could not be resolved"},
		"start line":   {`{"path":"docs/tracker.md","start_line":1,"line":5,"body":"wide"}`, "Pull request review thread start line must be part of the same hunk as the line."},
		"empty":        {`{"path":"docs/tracker.md","line":5,"body":""}`, "Pull request review thread body can't be blank"},
		"removed line": {`{"path":"docs/tracker.md","line":9,"side":"LEFT","body":"gone"}`, "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"},
		"side":         {`{"path":"docs/tracker.md","line":5,"side":"MIDDLE","body":"where"}`, "A side is LEFT or RIGHT"},
		"whole file":   {`{"path":"docs/tracker.md","subject_type":"file","body":"all of it"}`, "A comment of a review has no subject_type"},
	} {
		r := l.review(`{"event":"COMMENT","body":"b","comments":[` + c.comments + `]}`)
		want(t, name, r.status, 422)
		want(t, name, r.field(t, "errors", 0), any(c.wants))
	}
	want(t, "no body", l.review(`{"event":"COMMENT","comments":[{"path":"docs/tracker.md","line":5,"body":"fine"}]}`).status, 422)
	want(t, "posted", len(l.pull.Reviews()), 0)
	long, err := json.Marshal(strings.Repeat("x", 65537))
	check(t, err)
	r := l.review(`{"event":"COMMENT","body":` + string(long) + `}`)
	want(t, "long", r.field(t, "errors", 0, "message"), any("Body is too long (maximum is 65536 characters)"))
}

func TestReviewThreads(t *testing.T) {
	l := newLab(t)
	want(t, "posted", l.review(`{"event":"COMMENT","body":"see lines","comments":[
		{"path":"docs/tracker.md","line":5,"body":"on the changed line"},
		{"path":"docs/tracker.md","line":5,"side":"LEFT","body":"on the old line"},
		{"path":"docs/tracker.md","start_line":3,"line":5,"body":"on three lines"}]}`).status, 200)
	threads := func() []any {
		r := l.query(`query($n: Int!) { viewer { login } repository(owner: "acme", name: "widgets") { pullRequest(number: $n) {
			reviews(last: 10) { nodes { databaseId viewerDidAuthor body commit { oid } author { login } } }
			reviewThreads(first: 50) { pageInfo { hasNextPage endCursor } totalCount nodes { id isResolved isOutdated path line startLine diffSide
				comments(first: 1) { nodes { viewerDidAuthor body author { login } } } } } } } }`, map[string]any{"n": 1})
		want(t, "viewer", r.field(t, "data", "viewer", "login"), any("github-actions[bot]"))
		want(t, "author", r.field(t, "data", "repository", "pullRequest", "reviews", "nodes", 0, "author", "login"), any("github-actions"))
		want(t, "mine", r.field(t, "data", "repository", "pullRequest", "reviews", "nodes", 0, "viewerDidAuthor"), any(true))
		return r.field(t, "data", "repository", "pullRequest", "reviewThreads", "nodes").([]any)
	}
	first := threads()[0].(map[string]any)
	want(t, "line", first["line"], any(5.0))
	want(t, "resolved", first["isResolved"], any(false))
	mutation := `mutation($t: ID!) { resolveReviewThread(input: {threadId: $t}) { thread { id isResolved } } }`
	r := l.query(mutation, map[string]any{"t": first["id"]})
	want(t, "resolved", r.field(t, "data", "resolveReviewThread", "thread", "isResolved"), any(true))
	want(t, "seen from outside", l.pull.Reviews()[0].Comments[0].Resolved, true)

	l.commit(l.repo, sandbox.Commit{Branch: "feature/x", Author: "ann", Message: "Shift", Write: map[string][]byte{
		"docs/tracker.md": []byte("new\n" + strings.Replace(tracker, "A-1 | READY", "A-1 | DONE", 1)),
	}})
	want(t, "moved", threads()[0].(map[string]any)["line"], any(6.0))
	l.commit(l.repo, sandbox.Commit{Branch: "feature/x", Author: "ann", Message: "Change", Write: map[string][]byte{
		"docs/tracker.md": []byte(strings.Replace(tracker, "A-1 | READY", "A-1 | BLOCKED", 1)),
	}})
	moved := threads()[0].(map[string]any)
	want(t, "outdated", moved["isOutdated"], any(true))
	want(t, "no line", moved["line"], nil)
	rest := l.get("/repos/acme/widgets/pulls/1/comments")
	want(t, "outdated in REST", rest.field(t, 0, "line"), nil)
	want(t, "original line", rest.field(t, 0, "original_line"), any(5.0))
}

func (l *lab) query(document string, variables map[string]any) reply {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	check(l.t, err)
	return l.send("POST", "/graphql", "all", string(body))
}

func TestGraphQLObjects(t *testing.T) {
	l := newLab(t)
	r := l.query(`query($e: String!, $no: String!) { repository(owner: "acme", name: "widgets") {
		there: object(expression: $e) { __typename oid ... on Blob { text isBinary isTruncated byteSize } }
		absent: object(expression: $no) { oid } } }`, map[string]any{"e": l.base + ":docs/tracker.md", "no": "main:nothing"})
	want(t, "text", r.field(t, "data", "repository", "there", "text"), any(tracker))
	want(t, "type", r.field(t, "data", "repository", "there", "__typename"), any("Blob"))
	want(t, "absent", r.field(t, "data", "repository", "absent"), nil)
	l.query(`query($e: String!) { repository(owner: "acme", name: "widgets") { object(expression: $e) { oid } } }`, map[string]any{"e": "main:mutation.md"})
	for _, request := range l.server.Requests() {
		want(t, "a question writes", request.Write(), false)
	}
	r = l.query(`{ repository(owner: "acme", name: "other") { id } }`, nil)
	want(t, "error", r.field(t, "errors", 0, "type"), any("NOT_FOUND"))
	want(t, "unauthenticated", l.send("POST", "/graphql", "", `{"query":"{viewer{login}}"}`).status, 401)
}

func TestGraphQLPages(t *testing.T) {
	l := newLab(t)
	for arguments, refusal := range map[string]string{
		"": "MISSING_PAGINATION_BOUNDARIES", "(last: 101)": "EXCESSIVE_PAGINATION", "(first: -1)": "INVALID_CURSOR_ARGUMENTS",
	} {
		r := l.query(`{ repository(owner: "acme", name: "widgets") { pullRequest(number: 1) { reviewThreads`+arguments+` { totalCount } } } }`, nil)
		want(t, arguments, r.field(t, "errors", 0, "type"), any(refusal))
	}
}

func TestCreateCommitOnBranch(t *testing.T) {
	l := newLab(t)
	mutation := `mutation($in: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $in) { commit { oid messageHeadline } ref { name } } }`
	input := map[string]any{
		"branch":          map[string]any{"repositoryNameWithOwner": "acme/widgets", "branchName": "feature/x"},
		"expectedHeadOid": l.head, "message": map[string]any{"headline": "Approve"},
		"fileChanges": map[string]any{"additions": []any{map[string]any{"path": "a.txt", "contents": "aGk="}}},
	}
	r := l.query(mutation, map[string]any{"in": input})
	want(t, "commit", r.field(t, "data", "createCommitOnBranch", "commit", "oid"), any(l.repo.Tip("feature/x")))
	content, _ := l.repo.File(l.repo.Tip("feature/x"), "a.txt")
	want(t, "content", string(content), "hi")
	r = l.query(mutation, map[string]any{"in": input})
	want(t, "stale", r.field(t, "errors", 0, "type"), any("STALE_DATA"))
}

func TestCommentsAndReactions(t *testing.T) {
	l := newLab(t)
	r := l.send("POST", "/repos/acme/widgets/issues/1/comments", "all", `{"body":"hello"}`)
	want(t, "posted", r.status, 201)
	one := fmt.Sprintf("/repos/acme/widgets/issues/comments/%.0f", r.field(t, "id"))
	want(t, "edited", l.send("PATCH", one, "all", `{"body":"bye"}`).field(t, "body"), any("bye"))
	want(t, "reaction", l.send("POST", one+"/reactions", "all", `{"content":"eyes"}`).status, 201)
	want(t, "again", l.send("POST", one+"/reactions", "all", `{"content":"eyes"}`).status, 200)
	want(t, "long", l.send("POST", "/repos/acme/widgets/issues/1/comments", "all", `{"body":"`+strings.Repeat("x", 65537)+`"}`).status, 422)
	want(t, "kept", l.pull.Comments()[0].Reactions[0], "eyes")
}
