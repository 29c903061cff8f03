package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

const runJSON = `{"id":91,"name":"CI","run_number":12,"run_attempt":2,"workflow_id":5,"path":".github/workflows/a@b.yml@refs/heads/main","event":"pull_request",
 "status":"completed","conclusion":"success","head_sha":"` + sha2 + `","head_branch":"topic","head_repository":{"full_name":"fork/demo"},
 "actor":{"login":"ada"},"triggering_actor":{"login":"bob"},"created_at":"2026-11-01T12:00:00Z","run_started_at":"2026-11-01T12:01:00Z","updated_at":"2026-11-01T12:02:00Z",
 "html_url":"https://github.com/octo/demo/actions/runs/91","pull_requests":[],
 "referenced_workflows":[{"path":"octo/demo/.github/workflows/build.yaml@main","sha":"` + sha3 + `","ref":"refs/heads/main"}]}`

func TestRuns(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/actions/runs": paged(230, func(from, to int) string {
			return `{"total_count":230,"workflow_runs":` + list(from, to, func(int) string { return runJSON }) + `}`
		}),
	})
	c := s.client(t)
	runs, err := c.Runs(context.Background(), sha2)
	if err != nil || len(runs) != 230 || c.Calls() != 3 {
		t.Fatalf("%d runs, %d calls, %v", len(runs), c.Calls(), err)
	}
	at := func(minute int) time.Time { return time.Date(2026, 11, 1, 12, minute, 0, 0, time.UTC) }
	want := record.Run{
		ID: 91, Number: 12, Attempt: 2, WorkflowID: 5, Name: "CI", Path: ".github/workflows/a@b.yml", Event: "pull_request",
		Status: "completed", Conclusion: "success", HeadSHA: sha2, HeadBranch: "topic", HeadRepository: "fork/demo",
		Actor: "ada", TriggeredBy: "bob", CreatedAt: at(0), StartedAt: at(1), UpdatedAt: at(2), URL: "https://github.com/octo/demo/actions/runs/91",
		Referenced: []record.ReferencedWorkflow{{Path: "octo/demo/.github/workflows/build.yaml", SHA: sha3, Ref: "refs/heads/main"}},
	}
	if diff := cmp.Diff(want, runs[0]); diff != "" {
		t.Error(diff)
	}
	if asked := s.requests()[0]; !strings.Contains(asked, "head_sha="+sha2) || !strings.Contains(asked, "per_page=100") {
		t.Error(asked)
	}
	branch, err := c.BranchRuns(context.Background(), "release/1&x=y")
	if err != nil || len(branch) != 100 || c.Calls() != 4 {
		t.Errorf("%d runs of the branch, %d calls, %v", len(branch), c.Calls(), err)
	}
	if asked := s.requests()[3]; !strings.Contains(asked, "branch=release%2F1%26x%3Dy") {
		t.Error(asked)
	}
}

func jobsPage(total, claimed int) http.HandlerFunc {
	return paged(total, func(from, to int) string {
		return fmt.Sprintf(`{"total_count":%d,"jobs":%s}`, claimed, list(from, to, func(i int) string {
			return fmt.Sprintf(`{"id":%d,"run_id":91,"run_attempt":2,"name":"test (%d)","status":"completed","conclusion":"success","completed_at":"2026-11-01T12:00:00Z",
			 "steps":[{"number":1,"name":"Set up job","status":"completed","conclusion":"success","started_at":"2026-11-01T11:00:00Z","completed_at":null}]}`, i+1, i)
		}))
	})
}

func TestJobs(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/actions/runs/91/jobs": jobsPage(256, 256),
		"GET /repos/octo/demo/actions/runs/92/jobs": jobsPage(3, 4),
		"GET /repos/octo/demo/actions/runs/93/jobs": reply(404, message("Not Found")),
		"GET /repos/octo/demo/actions/runs/94/jobs": reply(410, message("Gone")),
	})
	c := s.client(t)
	ctx := context.Background()
	jobs, absent, err := c.Jobs(ctx, 91, false)
	if err != nil || absent != record.Present || len(jobs) != 256 {
		t.Fatalf("%d jobs, %q, %v", len(jobs), absent, err)
	}
	want := record.Step{Number: 1, Name: "Set up job", Status: "completed", Conclusion: "success", StartedAt: time.Date(2026, 11, 1, 11, 0, 0, 0, time.UTC)}
	if diff := cmp.Diff([]record.Step{want}, jobs[255].Steps); diff != "" || jobs[255].Attempt != 2 || jobs[255].ID != 256 {
		t.Errorf("%+v %s", jobs[255], diff)
	}
	if !strings.Contains(s.requests()[0], "filter=latest") {
		t.Error(s.requests()[0])
	}
	if _, _, err := c.Jobs(ctx, 91, true); err != nil || !strings.Contains(s.requests()[3], "filter=all") {
		t.Error(err, s.requests())
	}
	_, _, err = c.Jobs(ctx, 92, false)
	wantError(t, err, "GitHub lists 3 of its 4 jobs")
	if _, absent, err := c.Jobs(ctx, 93, false); absent != record.NotFound || err != nil {
		t.Errorf("%q %v", absent, err)
	}
	if _, absent, err := c.Jobs(ctx, 94, false); absent != record.Gone || err != nil {
		t.Errorf("%q %v", absent, err)
	}
}

func TestRunsNeedAPermission(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{"/": reply(403, message("Resource not accessible by integration"))})
	_, err := s.client(t).Runs(context.Background(), sha1)
	wantError(t, err, "listing the workflow runs of "+sha1, `"actions: read"`, "Resource not accessible by integration")
	if !errors.Is(err, record.ErrForbidden) {
		t.Error(err)
	}
}

func TestWorkflowPaths(t *testing.T) {
	for path, want := range map[string]string{
		"ci.yml":                                "ci.yml",
		"ci.yml@main":                           "ci.yml",
		"ci.yaml@refs/heads/main":               "ci.yaml",
		"ci.yml@refs/heads/ann@work":            "ci.yml",
		"ci.yml@forged.yml":                     "ci.yml@forged.yml",
		"ci.yml@forged.YAML":                    "ci.yml@forged.YAML",
		"ci.yml@forged.yml@refs/heads/main":     "ci.yml@forged.yml",
		"ci.yml@forged.yaml@refs/pull/1/merge":  "ci.yml@forged.yaml",
		"ci.yml@forged.yml@refs/heads/x.yml@me": "ci.yml@forged.yml@refs/heads/x.yml",
	} {
		s := newServer(t, map[string]http.HandlerFunc{
			"GET /repos/octo/demo/actions/runs": reply(200, fmt.Sprintf(`{"total_count":1,"workflow_runs":[{"id":1,"path":%q}]}`, path)),
		})
		runs, err := s.client(t).Runs(context.Background(), sha2)
		if err != nil || len(runs) != 1 || runs[0].Path != want {
			t.Errorf("%q: %+v, %v", path, runs, err)
		}
	}
}

func TestRunsThatCrowdOthersOut(t *testing.T) {
	for name, pushes := range map[string]int{"one push": 1, "too many pushes": 1000} {
		byHand := paged(1000, func(from, to int) string {
			return `{"total_count":1200,"workflow_runs":` + list(from, to, func(i int) string { return fmt.Sprintf(`{"id":%d,"event":"workflow_dispatch"}`, 5000+i) }) + `}`
		})
		pushed := paged(pushes, func(from, to int) string {
			return fmt.Sprintf(`{"total_count":%d,"workflow_runs":`, pushes) + list(from, to, func(i int) string { return fmt.Sprintf(`{"id":%d,"event":"push"}`, 1+i) }) + `}`
		})
		s := newServer(t, map[string]http.HandlerFunc{
			"GET /repos/octo/demo/actions/runs": func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Query().Get("event") {
				case "":
					byHand(w, r)
				case "push":
					pushed(w, r)
				default:
					reply(200, `{"total_count":0,"workflow_runs":[]}`)(w, r)
				}
			},
		})
		runs, err := s.client(t).Runs(context.Background(), sha2)
		switch {
		case pushes == 1 && (err != nil || len(runs) != 1001 || runs[1000].Event != "push"):
			t.Errorf("%s: %d runs, %v", name, len(runs), err)
		case pushes > 1 && err == nil:
			t.Errorf("%s: %d runs and no error", name, len(runs))
		}
	}
}
