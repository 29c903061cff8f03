package github_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/sandbox"
)

// TestTrail reads in one request which commits differ in the trackers only.
func TestTrail(t *testing.T) {
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
	commit := func(path, text string) string {
		sha, err := repo.Commit(sandbox.Commit{Branch: "main", Author: "ada", Message: path, Write: map[string][]byte{path: []byte(text)}})
		check(err)
		return sha
	}
	commits := []string{commit("main.go", "1")}
	// same tells of each further commit whether all but the trackers is as before.
	var same []bool
	for _, c := range []struct {
		path string
		same bool
	}{
		{"docs/plans/tracker.md", true}, // the folders hold nothing else
		{"docs/plans/tracker.md", true},
		{"docs/other.md", true},
		{"docs/guide.md", false},
		{"docs/plans/tracker.md", true},
		{"docs/plans/code.go", false},
		{"main.go", false},
		{"docs/plans/tracker.md/x", false},
	} {
		if c.path == "docs/plans/tracker.md/x" {
			sha, err := repo.Commit(sandbox.Commit{Branch: "main", Author: "ada", Message: c.path, Delete: []string{"docs/plans/tracker.md"}, Write: map[string][]byte{c.path: []byte("x")}})
			check(err)
			commits = append(commits, sha)
		} else {
			commits = append(commits, commit(c.path, c.path+string(rune('a'+len(commits)))))
		}
		same = append(same, c.same)
	}
	w.AddToken(sandbox.Token{Value: token, Permissions: map[string]string{"contents": "read"}, Repository: repo})
	server, err := sandbox.New(w)
	check(err)
	defer func() { check(server.Close()) }()
	c, err := github.New(ctx, github.Options{Token: token, APIURL: server.URL(), Repository: demo})
	check(err)
	defer c.Close()

	trail, absence, err := c.Trail(ctx, commits[len(commits)-1], []string{"docs/plans/tracker.md", "docs/other.md"})
	if err != nil || absence != record.Present || len(trail) != len(commits) || c.Calls() != 1 {
		t.Fatalf("%d commits, %q, %v, %d calls", len(trail), absence, err, c.Calls())
	}
	rest := map[string]record.Past{}
	for _, p := range trail {
		rest[p.SHA] = p
	}
	for i, want := range same {
		p := rest[commits[i+1]]
		if p.Parent != commits[i] || p.Merge || p.Rest == "" || (p.Rest == rest[p.Parent].Rest) != want {
			t.Errorf("commit %d: %+v, its parent: %+v; the same: want %v", i+1, p, rest[p.Parent], want)
		}
	}
	if _, absence, err := c.Trail(ctx, "0123456789012345678901234567890123456789", []string{"a.md"}); absence != record.NotFound || err != nil {
		t.Errorf("an unknown commit: %q, %v", absence, err)
	}
}

// TestATrailOfCutTreesIsNone checks that a tree of which entries were left out tells
// nothing: a change among them would go unseen.
func TestATrailOfCutTreesIsNone(t *testing.T) {
	const empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	for name, test := range map[string]struct {
		tree string
		want record.Absence
	}{
		"an empty tree": {`{"oid":"` + empty + `","entries":[]}`, record.Present},
		"a cut tree":    {`{"oid":"` + sha2 + `","entries":[]}`, record.NotFound},
		"no entries":    {`{"oid":"` + sha2 + `","entries":null}`, record.NotFound},
		"an odd name":   {`{"oid":"` + empty + `","entries":[{"nameRaw":"YQ==","mode":33188,"oid":"zz"}]}`, record.NotFound},
		"no tree":       {`null`, record.NotFound},
	} {
		s := newServer(t, map[string]http.HandlerFunc{"POST /graphql": reply(200,
			`{"data":{"repository":{"object":{"history":{"nodes":[{"oid":"`+sha1+`","parents":{"nodes":[]},"tree":`+test.tree+`}]}}}}}`)})
		if _, absence, err := s.client(t).Trail(context.Background(), sha1, []string{"a.md"}); absence != test.want || err != nil {
			t.Errorf("%s: %q, %v", name, absence, err)
		}
	}
}
