package github_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/sandbox"
)

// TestPast reads a history and the aims of a branch's pull requests in one request,
// and over REST where GraphQL does not serve.
func TestPast(t *testing.T) {
	const workflows = ".github/workflows"
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w := sandbox.NewWorld()
	repo, err := w.Repository("octo/demo")
	check(err)
	repo.Permit("ada", "write")
	write := func(branch, text string) string {
		sha, err := repo.Commit(sandbox.Commit{Branch: branch, Author: "ada", Message: text, Write: map[string][]byte{workflows + "/ci.yml": []byte(text)}})
		check(err)
		return sha
	}
	first := write("main", "one\n")
	second := write("main", "two\n")
	third := write("main", "one\n")
	check(repo.Branch("other", first))
	check(repo.Branch("topic", first))
	pull, err := repo.OpenPull(sandbox.PullSpec{Base: "other", Head: "topic", Title: "Move", Author: "ada"})
	check(err)
	check(pull.Retarget("main", true))
	rival, err := repo.OpenPull(sandbox.PullSpec{Base: "other", Head: "topic", Title: "Move", Author: "ada"})
	check(err)
	rival.Close()
	fork := w.Fork(repo, "mallory")
	check(fork.Branch("topic", first))
	_, err = repo.OpenPull(sandbox.PullSpec{Base: "main", Head: "topic", HeadRepository: fork, Title: "Move", Author: "mallory"})
	check(err)
	w.AddToken(sandbox.Token{Value: token, Permissions: map[string]string{"contents": "read", "pull-requests": "read"}, Repository: repo})
	server, err := sandbox.New(w)
	check(err)
	defer func() { check(server.Close()) }()

	past := record.Query{Kind: record.KindHistory, SHA: third, Path: workflows, Ref: first}
	lost := record.Query{Kind: record.KindHistory, SHA: "0123456789012345678901234567890123456789", Path: workflows, Ref: first}
	aims := record.Query{Kind: record.KindAims, Path: "octo/demo", Ref: "topic"}
	queries := []record.Query{past, lost, aims, file(third, workflows+"/ci.yml")}
	for name, test := range map[string]struct {
		graphQL bool
		calls   int
		bases   []string
	}{
		"GraphQL": {true, 1, []string{"other", "main", "other"}},
		// The histories (4 and 1), the pull requests with the events of two, the file.
		"REST": {false, 1 + 5 + 3 + 1, []string{"", "main", "other"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := github.New(ctx, github.Options{
				Token: token, APIURL: server.URL(), Repository: demo,
				Sleep: func(context.Context, time.Duration) error { return nil },
			})
			check(err)
			defer c.Close()
			if !test.graphQL {
				w.AddFault(sandbox.Fault{Path: "/graphql", Status: 403, Body: `{"message":"no"}`, Times: 1})
			}
			found, err := c.Files(ctx, queries)
			check(err)
			var commits, objects []string
			for _, p := range found[past].History {
				if p.Date.IsZero() {
					t.Errorf("%s has no date", p.SHA)
				}
				commits, objects = append(commits, p.SHA), append(objects, p.Object)
			}
			if !slices.Equal(commits, []string{third, second, first}) || objects[0] == "" || objects[0] == objects[1] || objects[0] != objects[2] {
				t.Errorf("history: %+v", found[past])
			}
			if found[lost].Absence != record.NotFound || found[queries[3]].Absence != record.Present {
				t.Errorf("a lost commit's history: %+v, the file: %q", found[lost], found[queries[3]].Absence)
			}
			var bases []string
			open := 0
			list := found[aims].Aims.List
			slices.SortFunc(list, func(a, b record.Aim) int { return a.From.Compare(b.From) })
			for _, a := range list {
				bases = append(bases, a.Base)
				if a.To.IsZero() {
					open++
				}
			}
			if diff := cmp.Diff(test.bases, bases); diff != "" || open != 1 || !found[aims].Aims.Since.IsZero() {
				t.Errorf("aims: %+v", found[aims])
			}
			if c.Calls() != test.calls {
				t.Errorf("%d calls, want %d", c.Calls(), test.calls)
			}
		})
	}
}

// TestAimsOfACrowdedBranchName reads the pull requests of one fork's branch where very
// many forks have an open one of that name.
func TestAimsOfACrowdedBranchName(t *testing.T) {
	const connection = `{"pageInfo":{"hasNextPage":%t},"nodes":[]}`
	s := newServer(t, map[string]http.HandlerFunc{
		"POST /graphql": reply(200, fmt.Sprintf(`{"data":{"repository":{"o0":`+connection+`,"d0":`+connection+`}}}`, true, true)),
		"GET /repos/octo/demo/pulls": reply(200, `[{"number":7,"state":"open","created_at":"2026-11-01T12:00:00Z",
			"base":{"ref":"main"},"head":{"ref":"patch-1","sha":"`+sha1+`","repo":{"full_name":"ada/demo"}}}]`),
		"GET /repos/octo/demo/issues/7/events": reply(200, `[]`),
	})
	q := record.Query{Kind: record.KindAims, Path: "ada/demo", Ref: "patch-1"}
	found, err := s.client(t).Files(context.Background(), []record.Query{q})
	if err != nil || found[q].Absence != record.Present || len(found[q].Aims.List) != 1 || found[q].Aims.List[0].Base != "main" {
		t.Errorf("%+v, %v", found[q], err)
	}
}
