package github_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

// capture answers 200 and keeps the request's body.
func capture(into *map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		*into = nil
		_ = json.NewDecoder(r.Body).Decode(into)
		reply(200, "{}")(w, r)
	}
}

func TestStatus(t *testing.T) {
	var sent map[string]any
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/commits/" + sha1 + "/status": paged(150, func(from, to int) string {
			return `{"state":"pending","statuses":` + list(from, to, func(i int) string {
				if i == 120 {
					return `{"context":"Packetgate","state":"failure","description":"1 error","target_url":"https://x","created_at":"2026-11-01T12:00:00Z"}`
				}
				return `{"context":"other","state":"success"}`
			}) + `}`
		}),
		"POST /repos/octo/demo/statuses/" + sha1: capture(&sent),
		"POST /repos/octo/demo/statuses/" + sha2: reply(403, message("Resource not accessible by integration")),
	})
	c := s.client(t)
	ctx := context.Background()
	got, err := c.Status(ctx, sha1, "packetgate")
	if err != nil || got == nil || got.State != "failure" || got.Description != "1 error" || got.CreatedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.Status(ctx, sha1, "nobody's"); got != nil || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if err := c.SetStatus(ctx, sha1, record.CommitStatus{Context: "packetgate", State: "success", Description: strings.Repeat("☃", 200)}); err != nil {
		t.Fatal(err)
	}
	description := sent["description"].(string)
	if utf8.RuneCountInString(description) != 140 || !strings.HasSuffix(description, "☃…") || sent["state"] != "success" || sent["context"] != "packetgate" {
		t.Errorf("sent %v", sent)
	}
	if _, ok := sent["target_url"]; ok {
		t.Error("an empty target is sent")
	}
	err = c.SetStatus(ctx, sha2, record.CommitStatus{})
	wantError(t, err, `"statuses: write"`)
	if !errors.Is(err, record.ErrForbidden) {
		t.Error(err)
	}
}

func TestCreateReview(t *testing.T) {
	var sent map[string]any
	s := newServer(t, map[string]http.HandlerFunc{"POST /repos/octo/demo/pulls/7/reviews": capture(&sent)})
	err := s.client(t).CreateReview(context.Background(), 7, record.Review{
		Body: "<b>2 errors</b>", CommitSHA: sha2,
		Comments: []record.ReviewComment{
			{Path: "a.md", Line: 4, Side: "RIGHT", Body: "one"},
			{Path: "a.md", StartLine: 5, Line: 9, Side: "LEFT", Body: "two"},
			{Path: "a.md", StartLine: 6, Line: 6, Body: "three"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"event": "COMMENT", "body": "<b>2 errors</b>", "commit_id": sha2,
		"comments": []any{
			map[string]any{"path": "a.md", "line": 4.0, "side": "RIGHT", "body": "one"},
			map[string]any{"path": "a.md", "line": 9.0, "side": "LEFT", "start_line": 5.0, "start_side": "LEFT", "body": "two"},
			map[string]any{"path": "a.md", "line": 6.0, "side": "RIGHT", "body": "three"},
		},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Error(diff)
	}
}

func TestReviewsThatGitHubRejects(t *testing.T) {
	errorBody := func(parts ...string) string {
		body, _ := json.Marshal(map[string]any{"message": "Unprocessable Entity", "errors": parts})
		return string(body)
	}
	for _, test := range []struct {
		status  int
		body    string
		want    error
		outside bool
	}{
		{422, errorBody("Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"), record.ErrOutsideDiff, true},
		{422, errorBody("Line could not be resolved"), record.ErrOutsideDiff, true},
		{422, errorBody("Pull request review thread start line must be part of the same hunk as the line."), record.ErrOutsideDiff, true},
		{422, `{"message":"Validation Failed","errors":[{"resource":"PullRequestReview","code":"unprocessable","field":"data","message":"Body is too long (maximum is 65536 characters)"}]}`, nil, false},
		{422, errorBody("Commit is not part of the pull request"), nil, false},
		{403, message("Resource not accessible by integration"), record.ErrForbidden, false},
		{401, message("Bad credentials"), record.ErrUnauthorized, false},
		{404, message("Not Found"), record.ErrNotFound, false},
	} {
		s := newServer(t, map[string]http.HandlerFunc{"POST /repos/octo/demo/pulls/7/reviews": reply(test.status, test.body)})
		err := s.client(t).CreateReview(context.Background(), 7, record.Review{Body: "x"})
		wantError(t, err, "posting a review on pull request #7 of octo/demo")
		if test.want != nil && !errors.Is(err, test.want) || errors.Is(err, record.ErrOutsideDiff) != test.outside || len(s.requests()) != 1 {
			t.Errorf("%d %s: %v after %d requests", test.status, test.body, err, len(s.requests()))
		}
	}
}

const threadsPage = `{"data":{"repository":{"pullRequest":{
 "reviews":{"nodes":[{"viewerDidAuthor":true,"body":"mine","commit":{"oid":"` + sha2 + `"}},{"viewerDidAuthor":false,"body":"theirs","commit":null}]},
 "reviewThreads":{"pageInfo":{"hasNextPage":%t,"endCursor":"c1"},"nodes":[
  {"id":"T%d","isResolved":true,"isOutdated":false,"path":"a.md","line":4,"comments":{"nodes":[{"viewerDidAuthor":true,"body":"one"}]}},
  {"id":"V%d","isResolved":false,"viewerCanResolve":false,"viewerCanUnresolve":false,"path":"a.md","line":5,"comments":{"nodes":[{"viewerDidAuthor":true,"body":"two"}]}},
  {"id":"U%d","isResolved":false,"viewerCanResolve":true,"isOutdated":true,"path":"a.md","line":null,"comments":{"nodes":[]}}]}}}}}`

func TestConversation(t *testing.T) {
	page := 0
	s := newServer(t, map[string]http.HandlerFunc{"POST /graphql": func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Variables map[string]any }
		_ = json.NewDecoder(r.Body).Decode(&body)
		if after := body.Variables["after"]; (page == 0) != (after == nil) {
			t.Errorf("page %d after %v", page, after)
		}
		page++
		text := strings.Replace(threadsPage, "%t", map[bool]string{true: "true", false: "false"}[page == 1], 1)
		reply(200, strings.ReplaceAll(text, "%d", string(rune('0'+page))))(w, r)
	}})
	got, err := s.client(t).Conversation(context.Background(), 7)
	want := record.Conversation{
		Reviews: []record.Review{{Mine: true, Body: "mine", CommitSHA: sha2}, {Body: "theirs"}},
		Threads: []record.Thread{
			{ID: "T1", Mine: true, Resolved: true, Path: "a.md", Line: 4, Body: "one"},
			{Mine: true, Path: "a.md", Line: 5, Body: "two"},
			{ID: "U1", Outdated: true, Path: "a.md"},
			{ID: "T2", Mine: true, Resolved: true, Path: "a.md", Line: 4, Body: "one"},
			{Mine: true, Path: "a.md", Line: 5, Body: "two"},
			{ID: "U2", Outdated: true, Path: "a.md"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestConversationOverREST(t *testing.T) {
	for user, me := range map[string]string{`{"login":"ada"}`: "ada", "": "github-actions[bot]"} {
		whoAmI := reply(200, user)
		if user == "" {
			whoAmI = reply(403, message("Resource not accessible by integration"))
		}
		s := newServer(t, map[string]http.HandlerFunc{
			"POST /graphql":                        reply(200, `{"data":null,"errors":[{"message":"Field 'viewerDidAuthor' doesn't exist"}]}`),
			"GET /user":                            whoAmI,
			"GET /repos/octo/demo/pulls/7/reviews": reply(200, `[{"id":11,"body":"mine","commit_id":"`+sha2+`","user":{"login":"`+me+`"}},{"id":12,"body":"copied","user":{"login":"eve"}}]`),
			"GET /repos/octo/demo/pulls/7/comments": reply(200, `[
			 {"id":1,"path":"a.md","line":4,"position":2,"body":"one","user":{"login":"`+me+`"}},
			 {"id":2,"path":"a.md","line":4,"body":"reply","in_reply_to_id":1,"user":{"login":"eve"}},
			 {"id":3,"path":"a.md","line":null,"position":null,"body":"old","user":{"login":"eve"}}]`),
		})
		got, err := s.client(t).Conversation(context.Background(), 7)
		want := record.Conversation{
			Reviews: []record.Review{{Mine: true, Body: "mine", CommitSHA: sha2}, {Body: "copied"}},
			Threads: []record.Thread{{Mine: true, Path: "a.md", Line: 4, Body: "one"}, {Outdated: true, Path: "a.md", Body: "old"}},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
	}
}

func TestThreadsAreResolvedAndReopened(t *testing.T) {
	var sent map[string]any
	s := newServer(t, map[string]http.HandlerFunc{"POST /graphql": func(w http.ResponseWriter, r *http.Request) {
		capture(&sent)(httptestDiscard{}, r)
		reply(200, `{"data":{"resolveReviewThread":{"thread":{"id":"T1","isResolved":true}}}}`)(w, r)
	}})
	c := s.client(t)
	if err := c.ResolveThread(context.Background(), `T1"}`); err != nil || !strings.Contains(sent["query"].(string), " resolveReviewThread(") || sent["variables"].(map[string]any)["thread"] != `T1"}` {
		t.Errorf("%v %v", err, sent)
	}
	if err := c.UnresolveThread(context.Background(), "T1"); err != nil || !strings.Contains(sent["query"].(string), "unresolveReviewThread(") {
		t.Errorf("%v %v", err, sent)
	}
	wantError(t, c.ResolveThread(context.Background(), ""), "resolving a review thread", "no GraphQL id")

	s = newServer(t, map[string]http.HandlerFunc{"POST /graphql": reply(200, `{"data":{"resolveReviewThread":null},"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}`)})
	err := s.client(t).ResolveThread(context.Background(), "T1")
	wantError(t, err, "pull-requests: write")
	if !errors.Is(err, record.ErrForbidden) {
		t.Error(err)
	}
	s = newServer(t, map[string]http.HandlerFunc{"POST /graphql": reply(200, `{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}`)})
	if err := s.client(t).ResolveThread(context.Background(), "T1"); !errors.Is(err, record.ErrUnavailable) {
		t.Error(err)
	}
}

// httptestDiscard is a response that nobody reads.
type httptestDiscard struct{}

func (httptestDiscard) Header() http.Header         { return http.Header{} }
func (httptestDiscard) Write(b []byte) (int, error) { return len(b), nil }
func (httptestDiscard) WriteHeader(int)             {}
