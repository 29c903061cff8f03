package github_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/sandbox"
)

// TestAgainstTheLocalGitHub runs every method against the sandbox, which CI holds
// against GitHub's own descriptions.
func TestAgainstTheLocalGitHub(t *testing.T) {
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	w := sandbox.NewWorld()
	repo, err := w.Repository("octo/demo")
	check(err)
	repo.Permit("ada", "write")
	text := "# Tracker\n\none\ntwo\nthree\nfour\nfive\nsix\nseven\n"
	base, err := repo.Commit(sandbox.Commit{Branch: "main", Author: "ada", Message: "Begin", Write: map[string][]byte{"docs/tracker.md": []byte(text), "code.go": []byte("package code\n")}})
	check(err)
	check(repo.Branch("topic/x", base))
	head, err := repo.Commit(sandbox.Commit{Branch: "topic/x", Author: "ada", Message: "Move", Write: map[string][]byte{"docs/tracker.md": []byte(strings.Replace(text, "two", "2", 1))}})
	check(err)
	pull, err := repo.OpenPull(sandbox.PullSpec{Base: "main", Head: "topic/x", Title: "Move it", Author: "ada"})
	check(err)
	run := &sandbox.Run{Path: ".github/workflows/ci.yml", Name: "CI", Event: "pull_request", HeadSHA: head, HeadBranch: "topic/x", Actor: "ada", Attempts: []*sandbox.Attempt{{
		Status: "completed", Conclusion: "success", Jobs: []*sandbox.Job{{Name: "test", Status: "completed", Conclusion: "success", Log: sandbox.JobLog{Text: []byte("line\n")}}},
	}}}
	check(repo.AddRun(run))
	permissions := map[string]string{}
	for _, name := range []string{"contents", "actions", "pull-requests", "statuses"} {
		permissions[name] = "write"
	}
	w.AddToken(sandbox.Token{Value: token, Permissions: permissions, Repository: repo})
	server, err := sandbox.New(w)
	check(err)
	defer func() { check(server.Close()) }()
	c, err := github.New(ctx, github.Options{Token: token, APIURL: server.URL(), Repository: demo})
	check(err)
	defer c.Close()

	change, err := c.Pull(ctx, pull.Number)
	check(err)
	if change.HeadSHA != head || change.BaseRef != "main" || change.Author != "ada" || !change.Open || change.FromFork() {
		t.Errorf("pull: %+v", change)
	}
	comparison, absent, err := c.Compare(ctx, "main", head)
	check(err)
	if absent != record.Present || comparison.MergeBaseSHA != base || comparison.BaseSHA != base || len(comparison.Commits) != 1 || len(comparison.Files) != 1 || comparison.Status != "ahead" {
		t.Errorf("comparison: %q %+v", absent, comparison)
	}
	files, err := c.Files(ctx, []record.Query{file(base, "docs/tracker.md"), file(head, "docs/tracker.md"), file(head, "nope.md"), file(head, "docs")})
	check(err)
	if string(files[file(base, "docs/tracker.md")].File.Content) != text || files[file(head, "nope.md")].Absence != record.NotFound || files[file(head, "docs")].Absence != record.NotFound {
		t.Errorf("files: %+v", files)
	}
	if c.Calls() != 3 {
		t.Errorf("%d calls for a pull request, its comparison and four files, want 3", c.Calls())
	}
	runs, err := c.Runs(ctx, head)
	check(err)
	if len(runs) != 1 || runs[0].Path != ".github/workflows/ci.yml" {
		t.Fatalf("runs: %+v", runs)
	}
	jobs, _, err := c.Jobs(ctx, runs[0].ID, false)
	check(err)
	if len(jobs) != 1 || jobs[0].Name != "test" {
		t.Fatalf("jobs: %+v", jobs)
	}
	log, _, err := c.Log(ctx, jobs[0].ID)
	check(err)
	if got, err := io.ReadAll(log); err != nil || string(got) != "line\n" {
		t.Errorf("log: %q %v", got, err)
	}
	check(log.Close())
	if branch, err := c.BranchRuns(ctx, "topic/x"); err != nil || len(branch) != 1 {
		t.Errorf("branch runs: %+v %v", branch, err)
	}
	if period, absent, err := c.Period(ctx, "2026-03-02T00:00:00Z..2026-03-03T00:00:00Z"); err != nil || absent != record.Present || len(period) != 1 {
		t.Errorf("runs of a day: %+v %q %v", period, absent, err)
	}
	if period, _, err := c.Period(ctx, "2026-03-03T00:00:00Z..2026-03-04T00:00:00Z"); err != nil || len(period) != 0 {
		t.Errorf("runs of the day after: %+v %v", period, err)
	}
	if commit, absent, err := c.Commit(ctx, head[:8]); err != nil || absent != record.Present || commit.SHA != head || len(commit.Files) != 1 {
		t.Errorf("commit: %+v %q %v", commit, absent, err)
	}
	if pulls, err := c.OpenPulls(ctx, "octo", "topic/x", head); err != nil || len(pulls) != 1 {
		t.Errorf("open pulls: %+v %v", pulls, err)
	}
	if pulls, err := c.RecentPulls(ctx); err != nil || len(pulls) != 1 || pulls[0].HeadSHA != head || pulls[0].BaseRef != "main" || len(pulls[0].Paths) == 0 {
		t.Errorf("recent pulls: %+v %v", pulls, err)
	}
	if pulls, err := c.PullsOf(ctx, head); err != nil || len(pulls) != 1 {
		t.Errorf("pulls of the head: %+v %v", pulls, err)
	}

	check(c.SetStatus(ctx, head, record.CommitStatus{Context: "packetgate", State: "failure", Description: "1 error"}))
	if status, err := c.Status(ctx, head, "packetgate"); err != nil || status == nil || status.Description != "1 error" {
		t.Errorf("status: %+v %v", status, err)
	}
	outside := record.Review{Body: "x", CommitSHA: head, Comments: []record.ReviewComment{{Path: "docs/tracker.md", Line: 99, Side: "RIGHT", Body: "far"}}}
	if err := c.CreateReview(ctx, pull.Number, outside); !errors.Is(err, record.ErrOutsideDiff) {
		t.Errorf("a comment outside the diff: %v", err)
	}
	outside.Comments[0].Line = 4
	check(c.CreateReview(ctx, pull.Number, outside))
	said, err := c.Conversation(ctx, pull.Number)
	check(err)
	if len(said.Reviews) != 1 || !said.Reviews[0].Mine || len(said.Threads) != 1 || !said.Threads[0].Mine || said.Threads[0].ID == "" || said.Threads[0].Line != 4 {
		t.Fatalf("conversation: %+v", said)
	}
	check(c.ResolveThread(ctx, said.Threads[0].ID))
	if said, err = c.Conversation(ctx, pull.Number); err != nil || !said.Threads[0].Resolved {
		t.Errorf("after resolving: %+v %v", said, err)
	}
	check(c.UnresolveThread(ctx, said.Threads[0].ID))
}
