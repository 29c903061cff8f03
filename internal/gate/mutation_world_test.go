package gate

import (
	"crypto/sha1"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// The commits of the clean change: two with code, one a packet, and the head, which
// fills in their hashes. c2 is the checkpoint of HB-02, c1 that of HB-01.
const (
	mainSHA = "b000000000000000000000000000000000000000"
	oldSHA  = "01d0000000000000000000000000000000000000" // on main, before mainSHA
	c1SHA   = "c1a0aaaa00000000000000000000000000000000"
	c2SHA   = "c2a0bbbb00000000000000000000000000000000"
	headSHA = "a000000000000000000000000000000000000000"
	lostSHA = "7c0ffee700000000000000000000000000000000" // was on main, in a merged pull request
	forkSHA = "f0f0f0f100000000000000000000000000000000" // in a fork alone

	ciPath      = ".github/workflows/ci.yml"
	secretsPath = ".github/workflows/secrets.yml"
	clockPath   = ".github/workflows/clock.yml"
	planPath    = "docs/harbor-plan.md"
)

var (
	code1 = []string{"internal/session/store.go", "internal/session/store_test.go"}
	code2 = []string{"internal/upload/limit.go", "web/src/upload.ts", "Makefile", "drill.sh"}
)

// world is a change of one tracker, with all that GitHub holds about it.
type world struct {
	change  *record.Change
	config  *config.Config
	records record.Records
	// ci and secrets are the green runs of testdata's ci.yml and secrets.yml. Clock is the
	// run of its clock.yml, whose one command ends with the exit code 1 that the plan asks
	// for.
	ci, secrets, clock *run
}

// run is one workflow run with its one job and the job's log.
type run struct {
	record.Run
	job record.Job
	log record.Answer
}

func files(paths ...string) []record.FileChange {
	var out []record.FileChange
	for _, p := range paths {
		out = append(out, record.FileChange{Path: p, Status: record.FileModified})
	}
	return out
}

// newWorld has the clean change of a tracker from base to head, which is new if base
// is empty.
func newWorld(t *testing.T, path, base, head, plan string) *world {
	t.Helper()
	c := change(base, head)
	c.Documents[0].Path, c.Documents[0].BasePath = path, path
	c.DefaultBranch, c.BaseRef, c.HeadRef, c.HeadRepository, c.Open = "main", "main", "topic", "octo/app", true
	c.URL = "https://github.com/octo/app/pull/7"
	c.Commits = []record.Commit{
		{SHA: c1SHA, Parents: []string{mainSHA}, Files: files(append(code1, path)...)},
		{SHA: c2SHA, Parents: []string{c1SHA}, Files: files(append(code2, path)...)},
		{SHA: headSHA, Parents: []string{c2SHA}, Files: files(path)},
	}
	c.Files = files(slices.Concat([]string{path}, code1, code2)...)
	w := &world{change: c, config: config.Default(), records: record.Records{}}
	for _, commit := range c.Commits {
		w.commit(commit)
	}
	w.compare(c1SHA, headSHA, record.Comparison{Status: "ahead", Commits: c.Commits[1:], Files: files(append(code2, path)...)})
	w.file(mainSHA, planPath, plan)
	w.ci = w.runOf(1, ciPath, fixture(t, "ci.yml"))
	w.secrets = w.runOf(2, secretsPath, fixture(t, "secrets.yml"))
	w.clock = w.runOf(3, clockPath, fixture(t, "clock.yml"))
	w.clock.end(record.ConclusionFailure)
	w.clock.log.Log.Windows[2].Exits = []record.LogExit{{Line: 20, Code: 1, Final: true}}
	return w
}

func fixture(t *testing.T, name string) string {
	t.Helper()
	source, err := os.ReadFile("testdata/mutation/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func (w *world) commit(c record.Commit) {
	w.records[record.Query{Kind: record.KindCommit, SHA: c.SHA}] = record.Answer{Commit: c}
	w.records[record.Query{Kind: record.KindCommit, SHA: c.SHA[:8]}] = record.Answer{Commit: c}
}

func (w *world) compare(base, head string, c record.Comparison) {
	w.records[record.Query{Kind: record.KindComparison, SHA: base, Ref: head}] = record.Answer{Comparison: c}
}

// workflow is a workflow file that is the same at all commits.
func (w *world) workflow(path, text string) {
	for _, sha := range []string{oldSHA, mainSHA, c1SHA, c2SHA, headSHA} {
		w.file(sha, path, text)
	}
}

func (w *world) file(sha, path, text string) {
	w.records[record.Query{Kind: record.KindFile, SHA: sha, Path: path}] = record.Answer{
		File: record.File{Path: path, BlobSHA: fmt.Sprintf("%x", sha1.Sum([]byte(text))), Content: []byte(text)},
	}
}

// text is a file at the head.
func (w *world) text(path string) string {
	return string(w.records[record.Query{Kind: record.KindFile, SHA: headSHA, Path: path}].File.Content)
}

// rewrite changes a command of ci.yml, which its run has run.
func (w *world) rewrite(command, now string) {
	w.workflow(ciPath, strings.Replace(w.text(ciPath), command, now, 1))
	for i := range w.ci.job.Steps {
		if s := &w.ci.job.Steps[i]; s.Name == "Run "+command {
			s.Name = "Run " + now
		}
	}
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// runOf is a green run at the head of a workflow of one job, with a step for each line
// that runs something.
func (w *world) runOf(id int64, path, workflow string) *run {
	w.workflow(path, workflow)
	r := &run{Run: record.Run{
		ID: id, Number: 1, Attempt: 1, WorkflowID: id, Path: path, Event: "pull_request", HeadSHA: headSHA, HeadBranch: "topic", HeadRepository: "octo/app",
		Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess, CreatedAt: noon, URL: fmt.Sprintf("https://github.com/octo/app/actions/runs/%d", id),
	}}
	name := strings.TrimSuffix(strings.TrimSpace(strings.Split(workflow, "\n")[3]), ":")
	r.job = record.Job{
		ID: 10 + id, RunID: id, Attempt: 1, Name: name, HeadSHA: headSHA, Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess,
		StartedAt: noon, CompletedAt: noon.Add(time.Hour),
	}
	r.step("Set up job")
	for line := range strings.Lines(workflow) {
		line = strings.TrimSpace(line)
		for _, key := range []string{"- uses: ", "- run: "} {
			if what, ok := strings.CutPrefix(line, key); ok {
				r.step("Run " + what)
			}
		}
	}
	return r
}

// step adds a green step whose log shows every figure that the trackers claim.
func (r *run) step(name string) {
	n := len(r.job.Steps)
	at := noon.Add(time.Duration(n) * time.Minute)
	r.job.Steps = append(r.job.Steps, record.Step{
		Number: n + 1, Name: name, Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess, StartedAt: at, CompletedAt: at.Add(time.Minute),
	})
	r.log.Log.Lines = 100
	r.log.Log.Windows = append(r.log.Log.Windows, record.LogWindow{
		Step: n + 1, FirstLine: 10, LastLine: 20, Headers: 1, Figures: []record.Figure{{Number: "38", Unit: "test"}, {Number: "12", Unit: "test"}},
	})
}

// end lets the run end otherwise, by its last step; an empty conclusion is no end.
func (r *run) end(conclusion string) {
	last := &r.job.Steps[len(r.job.Steps)-1]
	r.Conclusion, r.job.Conclusion, last.Conclusion = conclusion, conclusion, conclusion
	if conclusion == "" {
		r.Status, r.job.Status, last.Status = record.StatusInProgress, record.StatusInProgress, record.StatusInProgress
		last.CompletedAt, r.job.CompletedAt = time.Time{}, time.Time{}
	}
}

// answer is GitHub's; what it has not is absent.
func (w *world) answer(q record.Query) record.Answer {
	if a, ok := w.records[q]; ok {
		return a
	}
	a := record.Answer{}
	switch q.Kind {
	case record.KindPulls, record.KindHolder:
		return a
	case record.KindAims:
		a.Aims.List = []record.Aim{{Pull: w.change.Number, Base: w.change.BaseRef}}
		return a
	case record.KindRuns, record.KindBranchRuns:
		for _, r := range []*run{w.ci, w.secrets, w.clock} {
			if r != nil && (r.HeadSHA == q.SHA || r.HeadBranch == q.Ref) {
				a.Runs = append(a.Runs, r.Run)
			}
		}
		return a
	}
	for _, r := range []*run{w.ci, w.secrets, w.clock} {
		switch {
		case r == nil:
		case q.Kind == record.KindJobs && q.ID == r.ID:
			a.Jobs = []record.Job{r.job}
			return a
		case q.Kind == record.KindLog && q.ID == r.job.ID:
			return r.log
		}
	}
	return record.Answer{Absence: record.NotFound}
}

// judge fetches what the gate asks for until it asks no more.
func (w *world) judge(t *testing.T, offline bool) *report.Report {
	t.Helper()
	e := New(w.change, w.config, Options{Mode: "check", Offline: offline, Now: noon})
	known := record.Records{}
	for range 60 {
		need := e.Need(known)
		if len(need) == 0 {
			return e.Report(known)
		}
		for _, q := range need {
			known[q] = w.answer(q)
		}
	}
	t.Fatal("no end of needs")
	return nil
}
