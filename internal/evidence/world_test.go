package evidence

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// The commits of every test, oldest first: old..base are on main, code and head
// on the branch. tip is where main stands now.
const (
	oldSHA  = "0000000000000000000000000000000000000000"
	baseSHA = "ba5e000000000000000000000000000000000000"
	tipSHA  = "7190000000000000000000000000000000000000"
	codeSHA = "c0de000000000000000000000000000000000000"
	headSHA = "4ead000000000000000000000000000000000000"

	ci          = ".github/workflows/ci.yml"
	trackerPath = "docs/tracker.md"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// world is all that GitHub holds in a test.
type world struct {
	Question
	records record.Records
}

// newWorld has a pull request of one commit that edits the tracker and main.go,
// and one workflow that runs `go test ./...`.
func newWorld() *world {
	w := &world{records: record.Records{}}
	w.Change = &record.Change{
		Repository: record.Repository{Owner: "octo", Name: "demo"}, Number: 7, Open: true,
		BaseRef: "main", BaseSHA: baseSHA, MergeBaseSHA: baseSHA, HeadSHA: headSHA,
		HeadRef: "topic", HeadRepository: "octo/demo",
		Commits: []record.Commit{{SHA: headSHA, Parents: []string{baseSHA}}},
		Files:   files(trackerPath, "main.go"),
	}
	w.Config, w.ConfigPath = config.Default().Evidence, config.Path
	w.IsTracker = func(path string) bool { return path == trackerPath }
	w.Now = noon
	w.workflow(steps("run: go test ./..."))
	return w
}

func files(paths ...string) []record.FileChange {
	var out []record.FileChange
	for _, p := range paths {
		out = append(out, record.FileChange{Path: p, Status: record.FileModified})
	}
	return out
}

// steps is a workflow with one job that checks out and has the given steps; a step
// of several lines is indented by the caller's text.
func steps(list ...string) string {
	text := "on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
	for _, s := range list {
		text += "      - " + strings.ReplaceAll(s, "\n", "\n        ") + "\n"
	}
	return text
}

// workflow puts the CI workflow at every commit.
func (w *world) workflow(text string) {
	for _, sha := range []string{oldSHA, baseSHA, tipSHA, codeSHA, headSHA} {
		w.file(sha, ci, text)
	}
}

func (w *world) file(sha, path, text string) {
	w.records[record.Query{Kind: record.KindFile, SHA: sha, Path: path}] = record.Answer{
		File: record.File{Path: path, BlobSHA: fmt.Sprintf("%x", sha256.Sum256([]byte(text))), Content: []byte(text)},
	}
}

// run adds a run of the CI workflow at a commit with its jobs.
func (w *world) run(id int64, sha string, edit func(*record.Run), jobs ...record.Job) {
	w.runOf(ci, id, sha, edit, jobs...)
}

func (w *world) runOf(path string, id int64, sha string, edit func(*record.Run), jobs ...record.Job) {
	run := record.Run{
		ID: id, Number: int(id), Attempt: 1, Path: path, Event: "pull_request",
		Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess,
		HeadSHA: sha, HeadBranch: "topic", HeadRepository: "octo/demo",
		CreatedAt: noon.Add(time.Duration(id) * time.Minute),
		URL:       fmt.Sprintf("https://github.example/runs/%d", id),
	}
	if edit != nil {
		edit(&run)
	}
	q := record.Query{Kind: record.KindRuns, SHA: sha}
	w.records[q] = record.Answer{Runs: append(w.records[q].Runs, run)}
	q = record.Query{Kind: record.KindBranchRuns, Ref: run.HeadBranch}
	w.records[q] = record.Answer{Runs: append(w.records[q].Runs, run)}
	for i := range jobs {
		jobs[i].ID = id*100 + int64(i)
		jobs[i].RunID, jobs[i].HeadSHA, jobs[i].Attempt = id, sha, run.Attempt
		jobs[i].URL = fmt.Sprintf("%s/job/%d", run.URL, jobs[i].ID)
	}
	w.records[record.Query{Kind: record.KindJobs, ID: id}] = record.Answer{Jobs: jobs}
}

// attempts says how one job went in each attempt of a run.
func (w *world) attempts(id int64, jobs ...record.Job) {
	for i := range jobs {
		jobs[i].ID, jobs[i].RunID, jobs[i].Attempt = id*1000+int64(i), id, i+1
	}
	w.records[record.Query{Kind: record.KindJobs, ID: id, Ref: record.AllAttempts}] = record.Answer{Jobs: jobs}
}

// job is a completed job with its set-up, its checkout and the given steps, each
// "name=conclusion".
func job(name, conclusion string, list ...string) record.Job {
	j := record.Job{Name: name, Status: record.StatusCompleted, Conclusion: conclusion, StartedAt: noon, CompletedAt: noon.Add(time.Hour)}
	for i, s := range append([]string{"Set up job=success", "Run actions/checkout@v4=success"}, list...) {
		at := strings.LastIndex(s, "=")
		name, conclusion := s[:at], s[at+1:]
		step := record.Step{
			Number: i + 1, Name: name, Status: record.StatusCompleted, Conclusion: conclusion,
			StartedAt: noon.Add(time.Duration(i) * time.Minute), CompletedAt: noon.Add(time.Duration(i+1) * time.Minute),
		}
		if conclusion == "in_progress" || conclusion == "pending" {
			step.Status, step.Conclusion, step.CompletedAt = conclusion, "", time.Time{}
		}
		j.Steps = append(j.Steps, step)
	}
	return j
}

// passed is the job of steps, all of which succeeded.
func passed(list ...string) record.Job {
	var recorded []string
	for _, s := range list {
		key, value, _ := strings.Cut(strings.TrimPrefix(s, "- "), ": ")
		name, _, _ := strings.Cut(strings.TrimPrefix(value, "|\n  "), "\n")
		if key != "name" {
			name = "Run " + name
		}
		recorded = append(recorded, name+"=success")
	}
	return job("test", record.ConclusionSuccess, recorded...)
}

// on is a workflow of such steps on a runner with these labels.
func on(labels string, list ...string) string {
	return strings.Replace(steps(list...), "ubuntu-latest", labels, 1)
}

// checkout is the usual workflow with inputs for actions/checkout.
func checkout(inputs string) string {
	const plain = "checkout@v4\n"
	return strings.Replace(steps("run: go test ./..."), plain, plain+"        with:\n          "+strings.ReplaceAll(inputs, "\n", "\n          ")+"\n", 1)
}

// hasRuns tells whether a test said which runs there are, noRun says that there is
// none.
func (w *world) hasRuns() bool {
	for q := range w.records {
		if q.Kind == record.KindRuns {
			return true
		}
	}
	return false
}

func (w *world) noRun() {
	w.records[record.Query{Kind: record.KindRuns, SHA: headSHA}] = record.Answer{}
}

const goTest = "Run go test ./..."

// green and red are the usual job, passed and failed.
func green() record.Job {
	return job("test", record.ConclusionSuccess, goTest+"=success", "Complete job=success")
}

func red() record.Job {
	return job("test", record.ConclusionFailure, goTest+"=failure", "Complete job=success")
}

// log gives a job a log whose step 3 has the window.
func (w *world) log(job int64, window record.LogWindow) {
	window.Step = 3
	if window.FirstLine == 0 {
		window.FirstLine, window.LastLine = 10, 20
	}
	window.DigestLines = [2]int{window.FirstLine, window.LastLine}
	w.records[record.Query{Kind: record.KindLog, ID: job}] = record.Answer{Log: record.Log{Lines: 30, Windows: []record.LogWindow{window}}}
}

func exits(code int) record.LogWindow {
	return record.LogWindow{Exits: []record.LogExit{{Line: 20, Code: code, Final: true}}}
}

// claim adds a claim of `exit 0`, or what edit makes of it.
func (w *world) claim(command string, edit func(*tracker.Outcome)) {
	c := &tracker.Claim{Command: tracker.Text{Value: command}, Outcome: tracker.Outcome{Kind: tracker.OutcomeExit}}
	if edit != nil {
		edit(&c.Outcome)
	}
	w.Claims = append(w.Claims, Claim{Tracker: trackerPath, Packet: "RC-01", Tracked: c})
}

// answer is GitHub's: what it has not is absent.
func (w *world) answer(q record.Query) record.Answer {
	if a, ok := w.records[q]; ok {
		return a
	}
	switch q.Kind {
	case record.KindRuns, record.KindBranchRuns, record.KindPulls:
		return record.Answer{}
	case record.KindLog:
		return record.Answer{Absence: record.Gone}
	case record.KindAims:
		return record.Answer{Aims: record.Aims{List: []record.Aim{{Pull: w.Change.Number, Base: w.Change.BaseRef}}}}
	case record.KindHistory:
		return record.Answer{History: []record.Past{{SHA: tipSHA, Parent: baseSHA}, {SHA: baseSHA}}}
	}
	return record.Answer{Absence: record.NotFound}
}

// judge fetches in rounds until nothing is needed, and returns the proofs and
// what was asked in each round.
func (w *world) judge(t *testing.T) ([]Proof, [][]record.Query) {
	t.Helper()
	known := record.Records{}
	var rounds [][]record.Query
	for {
		need := Need(w.Question, known)
		if len(need) == 0 {
			return Judge(w.Question, known), rounds
		}
		rounds = append(rounds, need)
		if len(rounds) > 60 {
			t.Fatalf("no end of needs: %v", need)
		}
		for _, q := range need {
			if _, ok := known[q]; ok {
				t.Fatalf("round %d asks again for %v", len(rounds), q)
			}
			known[q] = w.answer(q)
		}
	}
}
