package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// lab is a small world that is served: one pull request from a branch, one from a
// fork, a run with two attempts.
type lab struct {
	t      *testing.T
	world  *sandbox.World
	repo   *sandbox.Repository
	fork   *sandbox.Repository
	server *sandbox.Server
	base   string
	head   string
	pull   *sandbox.Pull
	forked *sandbox.Pull
	run    *sandbox.Run
}

const tracker = "# T\n\n| Packet | Status |\n|---|---|\n| A-1 | READY |\n| A-2 | READY |\n\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"

func newLab(t *testing.T) *lab {
	t.Helper()
	w := sandbox.NewWorld()
	repo, err := w.Repository("acme/widgets")
	check(t, err)
	l := &lab{t: t, world: w, repo: repo}
	repo.Permit("ann", "write")
	l.base = l.commit(repo, sandbox.Commit{Branch: "main", Author: "ann", Message: "Begin", Write: map[string][]byte{
		"docs/tracker.md": []byte(tracker), ".github/workflows/ci.yml": []byte("name: CI\non: push\njobs: {}\n"), "main.go": []byte("package main\n"),
	}})
	check(t, repo.Branch("feature/x", l.base))
	l.head = l.commit(repo, sandbox.Commit{Branch: "feature/x", Author: "ann", Message: "Move A-1\n\nwith reasons", Write: map[string][]byte{
		"docs/tracker.md": []byte(strings.Replace(tracker, "A-1 | READY", "A-1 | DONE", 1)),
	}})
	l.pull, err = repo.OpenPull(sandbox.PullSpec{Base: "main", Head: "feature/x", Title: "A-1", Author: "ann"})
	check(t, err)
	l.fork = w.Fork(repo, "mallory")
	l.commit(l.fork, sandbox.Commit{Branch: "patch", Parents: []string{l.base}, Author: "mallory", Message: "Fork", Write: map[string][]byte{"main.go": []byte("package main // fork\n")}})
	l.forked, err = repo.OpenPull(sandbox.PullSpec{Base: "main", Head: "patch", HeadRepository: l.fork, Title: "Fork", Author: "mallory"})
	check(t, err)
	at := w.Now()
	l.run = &sandbox.Run{
		Path: ".github/workflows/ci.yml", Name: "CI", Event: "pull_request", HeadSHA: l.head, HeadBranch: "feature/x", Actor: "ann",
		Referenced: []sandbox.Referenced{{Path: "acme/widgets/.github/workflows/reuse.yml@refs/heads/main", SHA: l.base, Ref: "refs/heads/main"}},
		Attempts: []*sandbox.Attempt{
			{Status: "completed", Conclusion: "failure", Jobs: []*sandbox.Job{job("build", "success", at), job("test", "failure", at)}},
			{Status: "completed", Conclusion: "success", Jobs: []*sandbox.Job{job("test", "success", at)}},
		},
	}
	check(t, repo.AddRun(l.run))
	everything := map[string]string{}
	for _, p := range []string{"contents", "actions", "pull-requests", "issues", "statuses", "checks"} {
		everything[p] = "write"
	}
	w.AddToken(sandbox.Token{Value: "all", Permissions: everything, Repository: repo})
	w.AddToken(sandbox.Token{Value: "read", Permissions: map[string]string{"contents": "read"}, Repository: repo})
	w.AddToken(sandbox.Token{Value: "issues", Permissions: map[string]string{"issues": "write"}, Repository: repo})
	w.AddToken(sandbox.Token{Value: "person", Actor: "ann"})
	l.server, err = sandbox.New(w)
	check(t, err)
	t.Cleanup(func() { check(t, l.server.Close()) })
	return l
}

func job(name, conclusion string, at time.Time) *sandbox.Job {
	return &sandbox.Job{
		Name: name, Status: "completed", Conclusion: conclusion,
		Steps: []sandbox.Step{
			{Number: 1, Name: "Set up job", Status: "completed", Conclusion: "success", Started: at, Completed: at.Add(time.Second)},
			{Number: 2, Name: "Run go test ./...", Status: "completed", Conclusion: conclusion, Started: at.Add(time.Second), Completed: at.Add(9 * time.Second)},
		},
		Log:         sandbox.JobLog{Text: []byte("\uFEFF2026-03-02T09:00:00.0000000Z " + name + "\n")},
		Annotations: []sandbox.Annotation{{Path: ".github", StartLine: 1, EndLine: 1, Level: "failure", Message: "Process completed with exit code 1."}},
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l *lab) commit(r *sandbox.Repository, c sandbox.Commit) string {
	l.t.Helper()
	sha, err := r.Commit(c)
	check(l.t, err)
	return sha
}

// reply is an answer that has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

func (l *lab) send(method, path, token, body string, headers ...string) reply {
	l.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = l.server.URL() + path
	}
	req, err := http.NewRequest(method, path, strings.NewReader(body))
	check(l.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	check(l.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	check(l.t, err)
	return reply{res.StatusCode, res.Header, string(content)}
}

func (l *lab) get(path string, headers ...string) reply {
	return l.send("GET", path, "all", "", headers...)
}

// field reads a value of a JSON body by keys and indexes.
func (r reply) field(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, isObject := v.(map[string]any)
			if !isObject {
				t.Fatalf("no object at %q in %s", p, r.body)
			}
			v = o[p]
		case int:
			list, isList := v.([]any)
			if !isList || p >= len(list) {
				t.Fatalf("no entry %d in %s", p, r.body)
			}
			v = list[p]
		}
	}
	return v
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestCommitsAreReproducible(t *testing.T) {
	a, b := newLab(t), newLab(t)
	want(t, "base", a.base, b.base)
	want(t, "head", a.head, b.head)
	want(t, "merge", a.pull.MergeSHA(), b.pull.MergeSHA())
}

func TestComparison(t *testing.T) {
	l := newLab(t)
	l.commit(l.repo, sandbox.Commit{Branch: "main", Author: "ann", Message: "Move on", Write: map[string][]byte{"other.go": []byte("package other\n")}})
	r := l.get("/repos/acme/widgets/compare/main...feature/x")
	want(t, "status", r.field(t, "status"), any("diverged"))
	want(t, "merge base", r.field(t, "merge_base_commit", "sha"), any(l.base))
	want(t, "files", len(r.field(t, "files").([]any)), 1)
	want(t, "patch", r.field(t, "files", 0, "patch"), any("@@ -2,7 +2,7 @@ # T\n \n | Packet | Status |\n |---|---|\n-| A-1 | READY |\n+| A-1 | DONE |\n | A-2 | READY |\n \n one"))
	r = l.get("/repos/acme/widgets/compare/main...mallory:patch")
	want(t, "a fork's branch", r.field(t, "files", 0, "filename"), any("main.go"))
	want(t, "unknown", l.get("/repos/acme/widgets/compare/main...nowhere").status, 404)
}

func TestContents(t *testing.T) {
	l := newLab(t)
	big := strings.Repeat("x", 1<<20+1)
	files := map[string][]byte{"big.bin": []byte(big)}
	for i := range 1001 {
		files[fmt.Sprintf("many/%d.txt", i)] = nil
	}
	l.commit(l.repo, sandbox.Commit{Branch: "main", Author: "ann", Message: "Big", Write: files})
	r := l.get("/repos/acme/widgets/contents/docs/tracker.md?ref=" + l.head)
	want(t, "encoding", r.field(t, "encoding"), any("base64"))
	want(t, "big", l.get("/repos/acme/widgets/contents/big.bin").field(t, "encoding"), any("none"))
	want(t, "big raw", l.get("/repos/acme/widgets/contents/big.bin", "Accept", "application/vnd.github.raw+json").body, big)
	want(t, "directory", l.get("/repos/acme/widgets/contents/docs").field(t, 0, "path"), any("docs/tracker.md"))
	want(t, "large directory", len(l.get("/repos/acme/widgets/contents/many").field(t).([]any)), 1000)
	want(t, "absent", l.get("/repos/acme/widgets/contents/none.md").status, 404)
	want(t, "unknown ref", l.get("/repos/acme/widgets/contents/main.go?ref=nowhere").field(t, "message"), any("No commit found for the ref nowhere"))
}

func TestCommitByAbbreviatedHash(t *testing.T) {
	l := newLab(t)
	want(t, "sha", l.get("/repos/acme/widgets/commits/"+l.head[:8]).field(t, "sha"), any(l.head))
	want(t, "branch with a slash", l.get("/repos/acme/widgets/commits/feature/x").field(t, "sha"), any(l.head))
	want(t, "unknown", l.get("/repos/acme/widgets/commits/deadbeef").status, 422)
	want(t, "pulls", l.get("/repos/acme/widgets/commits/"+l.head+"/pulls").field(t, 0, "number"), any(1.0))
}

func TestUnchangedAnswersAre304AndCostNothing(t *testing.T) {
	l := newLab(t)
	first := l.get("/repos/acme/widgets/pulls/1")
	second := l.get("/repos/acme/widgets/pulls/1", "If-None-Match", first.header.Get("ETag"))
	want(t, "status", second.status, 304)
	want(t, "used", second.header.Get("X-RateLimit-Used"), first.header.Get("X-RateLimit-Used"))
}

func TestPagination(t *testing.T) {
	l := newLab(t)
	for i := range 5 {
		l.pull.Comment("ann", fmt.Sprint("comment ", i))
	}
	r := l.get("/repos/acme/widgets/issues/1/comments?per_page=2&page=2")
	want(t, "entries", len(r.field(t).([]any)), 2)
	for _, rel := range []string{"first", "prev", "next", "last"} {
		if !strings.Contains(r.header.Get("Link"), `rel="`+rel+`"`) {
			t.Errorf("no %s in %s", rel, r.header.Get("Link"))
		}
	}
	want(t, "no such page", l.get("/repos/acme/widgets/issues/1/comments?page=9223372036854775807").body, "[]")
}

func TestRunsAndAttempts(t *testing.T) {
	l := newLab(t)
	runs := "/repos/acme/widgets/actions/runs"
	r := l.get(runs + "?head_sha=" + l.head + "&event=pull_request&status=success&branch=feature/x")
	want(t, "total", r.field(t, "total_count"), any(1.0))
	want(t, "attempt", r.field(t, "workflow_runs", 0, "run_attempt"), any(2.0))
	want(t, "other branch", l.get(runs+"?branch=main").field(t, "total_count"), any(0.0))
	for created, total := range map[string]float64{
		"2026-03-02": 1, "<=2026-03-02": 1, ">=2026-03-02": 1, ">2026-03-02": 0, "<2026-03-02": 0, "2026-03-01..2026-03-02": 1,
		"2026-03-03..*": 0, "<2026-03-02T23:00:00Z": 1, "2026-03-02T08:00:00Z": 0,
	} {
		want(t, created, l.get(runs+"?created="+url.QueryEscape(created)).field(t, "total_count"), any(total))
	}
	one := fmt.Sprintf("%s/%d", runs, l.run.ID)
	want(t, "latest", len(l.get(one+"/jobs").field(t, "jobs").([]any)), 2)
	want(t, "latest test", l.get(one+"/jobs").field(t, "jobs", 0, "conclusion"), any("success"))
	want(t, "all", len(l.get(one+"/jobs?filter=all").field(t, "jobs").([]any)), 3)
	want(t, "first attempt", l.get(one+"/attempts/1").field(t, "conclusion"), any("failure"))
	want(t, "second attempt's jobs", len(l.get(one+"/attempts/2/jobs").field(t, "jobs").([]any)), 1)
}

func TestLogs(t *testing.T) {
	l := newLab(t)
	jobs := l.run.Attempts[0].Jobs
	link := func(j *sandbox.Job) reply {
		return l.get(fmt.Sprintf("/repos/acme/widgets/actions/jobs/%d/logs", j.ID))
	}
	r := link(jobs[0])
	want(t, "redirect", r.status, 302)
	want(t, "with credentials", l.send("GET", r.header.Get("Location"), "all", "").status, 400)
	want(t, "log", l.send("GET", r.header.Get("Location"), "", "").body, string(jobs[0].Log.Text))
	want(t, "unsigned", l.send("GET", strings.Replace(r.header.Get("Location"), "se=", "se=9", 1), "", "").status, 403)
	l.world.Advance(2 * time.Minute)
	want(t, "expired link", l.send("GET", r.header.Get("Location"), "", "").status, 403)
	l.repo.Update(l.run, func(*sandbox.Run) { jobs[0].Log.State, jobs[1].Log.State = sandbox.LogLost, sandbox.LogExpired })
	lost := l.send("GET", link(jobs[0]).header.Get("Location"), "", "")
	want(t, "lost", lost.status, 404)
	if !strings.Contains(lost.body, "BlobNotFound") {
		t.Error(lost.body)
	}
	want(t, "expired", link(jobs[1]).status, 410)
}

func TestPermissions(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		method, path, token string
		want                int
	}{
		{"GET", "/repos/acme/widgets/contents/main.go", "read", 200},
		{"GET", "/repos/acme/widgets/actions/runs", "read", 403},
		{"GET", "/repos/acme/widgets/pulls/1", "read", 403},
		{"POST", "/repos/acme/widgets/statuses/" + l.head, "read", 403},
		{"POST", "/repos/acme/widgets/issues/1/comments", "issues", 403},
		{"GET", "/repos/acme/widgets/issues/1/comments", "issues", 403},
		{"GET", "/repos/acme/widgets/pulls/1", "", 404},
		{"GET", "/repos/acme/widgets/pulls/1", "wrong", 401},
		{"GET", "/repos/mallory/widgets", "all", 404},
		{"GET", "/repos/acme/nothing", "all", 404},
		{"GET", "/user", "all", 403},
		{"GET", "/user", "person", 200},
		{"GET", "/repos/acme/widgets/pulls/1", "person", 200},
	} {
		want(t, c.method+" "+c.path+" as "+c.token, l.send(c.method, c.path, c.token, "").status, c.want)
	}
}

func TestPublicRepositoryCanBeReadByAnyone(t *testing.T) {
	l := newLab(t)
	l.repo.Private = false
	want(t, "anonymous", l.send("GET", "/repos/acme/widgets/pulls/1", "", "").status, 200)
	want(t, "less than asked", l.send("GET", "/repos/acme/widgets/actions/runs", "read", "").status, 200)
	want(t, "anonymous write", l.send("POST", "/repos/acme/widgets/statuses/"+l.head, "", "{}").status, 401)
	want(t, "anonymous log", l.send("GET", fmt.Sprintf("/repos/acme/widgets/actions/jobs/%d/logs", l.run.Attempts[0].Jobs[0].ID), "", "").status, 403)
}

func TestStatuses(t *testing.T) {
	l := newLab(t)
	post := func(body string) reply { return l.send("POST", "/repos/acme/widgets/statuses/"+l.head, "all", body) }
	want(t, "posted", post(`{"state":"pending","context":"packetgate"}`).status, 201)
	want(t, "posted again", post(`{"state":"success","context":"packetgate","description":"all good"}`).status, 201)
	want(t, "no state", post(`{"context":"packetgate"}`).status, 422)
	want(t, "long", post(`{"state":"success","description":"`+strings.Repeat("é", 141)+`"}`).status, 422)
	r := l.get("/repos/acme/widgets/commits/" + l.head + "/status")
	want(t, "state", r.field(t, "state"), any("success"))
	want(t, "current", r.field(t, "total_count"), any(1.0))
	want(t, "history", len(l.get("/repos/acme/widgets/commits/"+l.head+"/statuses").field(t).([]any)), 2)
	want(t, "creator", l.repo.Statuses(l.head)[0].Creator, "github-actions[bot]")
}

func TestUnknownAddressesAreRecorded(t *testing.T) {
	l := newLab(t)
	want(t, "status", l.get("/repos/acme/widgets/secret-scanning/alerts").status, 404)
	want(t, "method", l.send("DELETE", "/repos/acme/widgets", "all", "").status, 404)
	for _, r := range l.server.Requests() {
		want(t, "the route of "+r.Path, r.Route, "")
	}
}

func TestFaults(t *testing.T) {
	l := newLab(t)
	l.world.AddFault(sandbox.Fault{Path: "/repos/acme/widgets/pulls/**", Skip: 1, Times: 2, Status: 502})
	for i, status := range []int{200, 502, 502, 200} {
		want(t, fmt.Sprint("request ", i), l.get("/repos/acme/widgets/pulls/1").status, status)
	}
	l.world.AddFault(sandbox.Fault{Path: "/repos/acme/widgets/compare/**", Times: 1, Cut: 100})
	res, err := http.DefaultClient.Do(func() *http.Request {
		req, err := http.NewRequest("GET", l.server.URL()+"/repos/acme/widgets/compare/main...feature/x", nil)
		check(t, err)
		req.Header.Set("Authorization", "token all")
		return req
	}())
	check(t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err == nil || len(content) != 100 {
		t.Errorf("a cut answer: %d bytes, error %v", len(content), err)
	}
}

func TestRateLimit(t *testing.T) {
	l := newLab(t)
	l.world.AddToken(sandbox.Token{Value: "poor", Limit: 2, Permissions: map[string]string{"contents": "read"}})
	for i, status := range []int{200, 200, 403} {
		want(t, fmt.Sprint("request ", i), l.send("GET", "/repos/acme/widgets", "poor", "").status, status)
	}
	want(t, "asking for the limit", l.send("GET", "/rate_limit", "poor", "").field(t, "rate", "used"), any(2.0))
}
