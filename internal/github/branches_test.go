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

// TestHolder looks for a commit in the histories of few branches and of many.
func TestHolder(t *testing.T) {
	for name, test := range map[string]struct {
		branches int
		graphQL  bool
		lost     bool
		holder   string
		absence  record.Absence
	}{
		"few":                        {3, true, false, "old", record.Present},
		"few, none holds it":         {3, true, true, "", record.Present},
		"many":                       {60, true, false, "old", record.Present},
		"many, none holds it":        {60, true, true, "", record.Present},
		"many, without GraphQL":      {60, false, false, "", record.TooLarge},
		"few, without GraphQL":       {3, false, false, "old", record.Present},
		"few and lost, without it":   {3, false, true, "", record.Present},
		"many and lost, without it":  {60, false, true, "", record.TooLarge},
		"as many as can be compared": {19, false, true, "", record.Present},
	} {
		t.Run(name, func(t *testing.T) {
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
			commit := func(branch, text string) string {
				sha, err := repo.Commit(sandbox.Commit{Branch: branch, Author: "ada", Message: text, Write: map[string][]byte{"a": []byte(text)}})
				check(err)
				return sha
			}
			base := commit("main", "base")
			for i := range test.branches - 2 {
				check(repo.Branch(fmt.Sprintf("b%02d", i), base))
			}
			check(repo.Branch("old", base))
			held := commit("old", "approved")
			commit("old", "later")
			if test.lost {
				held = "0123456789012345678901234567890123456789"
			}
			w.AddToken(sandbox.Token{Value: token, Permissions: map[string]string{"contents": "read"}, Repository: repo})
			server, err := sandbox.New(w)
			check(err)
			defer func() { check(server.Close()) }()
			if !test.graphQL {
				w.AddFault(sandbox.Fault{Path: "/graphql", Status: 403, Body: `{"message":"no"}`, Times: 9})
			}
			c, err := github.New(ctx, github.Options{Token: token, APIURL: server.URL(), Repository: demo, Sleep: func(context.Context, time.Duration) error { return nil }})
			check(err)
			defer c.Close()
			date := "2026-03-02T09:00:00Z"
			if !test.lost {
				read, _, err := c.Commit(ctx, held)
				check(err)
				date = read.Date.UTC().Format(time.RFC3339)
			}
			holder, absence, err := c.Holder(ctx, held, date)
			if err != nil || holder != test.holder || absence != test.absence {
				t.Errorf("%q, %q, %v; want %q, %q", holder, absence, err, test.holder, test.absence)
			}
		})
	}
}
