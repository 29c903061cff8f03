package github_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/sandbox"
)

// TestDates reads the dates of commits, a hundred in one request, and over REST where
// GraphQL does not serve. A branch that is named like a hash is no commit.
func TestDates(t *testing.T) {
	ctx := context.Background()
	w := sandbox.NewWorld()
	repo, err := w.Repository("octo/demo")
	if err != nil {
		t.Fatal(err)
	}
	var queries []record.Query
	var tip string
	for i := range 120 {
		if tip, err = repo.Commit(sandbox.Commit{Branch: "main", Author: "ada", Message: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
		queries = append(queries, record.Query{Kind: record.KindDate, SHA: tip[:12]})
	}
	if err := repo.Branch("deadbeef", tip); err != nil {
		t.Fatal(err)
	}
	lost := []record.Query{{Kind: record.KindDate, SHA: "deadbeef"}, {Kind: record.KindDate, SHA: "0123456789"}, {Kind: record.KindDate, SHA: "main"}}
	w.AddToken(sandbox.Token{Value: token, Permissions: map[string]string{"contents": "read"}, Repository: repo})
	server, err := sandbox.New(w)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for name, calls := range map[string]int{"GraphQL": 2, "REST": 1 + len(queries) + 2} {
		t.Run(name, func(t *testing.T) {
			c, err := github.New(ctx, github.Options{
				Token: token, APIURL: server.URL(), Repository: demo,
				Sleep: func(context.Context, time.Duration) error { return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if name == "REST" {
				w.AddFault(sandbox.Fault{Path: "/graphql", Status: 403, Body: `{"message":"no"}`, Times: 1})
			}
			found, err := c.Files(ctx, append(lost, queries...))
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range lost {
				if found[q].Absence != record.NotFound {
					t.Errorf("%s: %+v", q.SHA, found[q])
				}
			}
			for i, q := range queries[1:] {
				if before, at := found[queries[i]].Commit.Date, found[q].Commit.Date; before.IsZero() || !at.After(before) {
					t.Errorf("%s is of %v, the one before of %v", q.SHA, at, before)
				}
			}
			if c.Calls() != calls {
				t.Errorf("%d calls, want %d", c.Calls(), calls)
			}
		})
	}
}
