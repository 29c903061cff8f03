package evidence

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/runlog"
	"github.com/packetgate/packetgate/internal/tracker"
)

// kinds counts the queries of all rounds by kind.
func kinds(rounds [][]record.Query) map[record.Kind]int {
	out := map[record.Kind]int{}
	for _, round := range rounds {
		for _, q := range round {
			out[q.Kind]++
		}
	}
	return out
}

// The typical pull request: one commit, two workflows of four jobs each, five
// claims.
func TestTypicalChangeAsksLittle(t *testing.T) {
	w := newWorld()
	commands := []string{"go test ./...", "go vet ./...", "make lint", "npm test", "npm run build"}
	for _, c := range commands {
		w.claim(c, nil)
	}
	text := "on: pull_request\njobs:\n"
	var jobs []record.Job
	for i, c := range commands[:4] {
		text += fmt.Sprintf("  j%d:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: %s\n", i, c)
		jobs = append(jobs, job(fmt.Sprintf("j%d", i), "success", "Run "+c+"=success"))
	}
	w.workflow(text)
	w.run(1, headSHA, nil, jobs...)
	web := ".github/workflows/web.yml"
	w.file(headSHA, web, steps("run: npm run build"))
	w.runOf(web, 2, headSHA, nil, job("test", "success", "Run npm run build=success"))

	proofs, rounds := w.judge(t)
	for _, p := range proofs {
		if p.Verdict != Verified {
			t.Errorf("%s: %s", p.Claim.Tracked.Command.Value, p.Reason)
		}
	}
	want := map[record.Kind]int{record.KindRuns: 1, record.KindFile: 2, record.KindAims: 1, record.KindJobs: 2}
	if diff := cmp.Diff(want, kinds(rounds)); diff != "" {
		t.Error(diff)
	}
	if len(rounds) != 3 {
		t.Errorf("%d rounds: %v", len(rounds), rounds)
	}
}

func TestJobsOfOtherWorkflowsAreNotAsked(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	w.run(1, headSHA, nil, green())
	for i, path := range []string{".github/workflows/docs.yml", ".github/workflows/labels.yml"} {
		w.file(headSHA, path, steps("run: make docs"))
		w.runOf(path, int64(i+2), headSHA, nil, green())
	}
	_, rounds := w.judge(t)
	if got := kinds(rounds); got[record.KindJobs] != 1 || got[record.KindLog] != 0 {
		t.Errorf("%v", got)
	}
}

func TestOnlyTheNewestRunsJobsAreAsked(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	for id := range int64(5) {
		w.run(id+1, headSHA, nil, green())
	}
	_, rounds := w.judge(t)
	if got := kinds(rounds); got[record.KindJobs] != 1 {
		t.Errorf("%v", got)
	}
}

func TestLogsAreAskedLastAndOnlyOfTheJobConcerned(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	w.claim("go vet ./...", nil)
	w.workflow(steps("run: go test ./...") + "  vet:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: go vet ./...\n")
	w.run(1, headSHA, nil, red(), job("vet", "success", "Run go vet ./...=success"))
	w.log(100, exits(1))
	_, rounds := w.judge(t)
	want := []record.Query{{Kind: record.KindLog, ID: 100}}
	if diff := cmp.Diff(want, rounds[len(rounds)-1]); diff != "" {
		t.Error(diff)
	}
	if got := kinds(rounds); got[record.KindLog] != 1 {
		t.Errorf("%v", got)
	}
}

// legs makes the workflow one of n legs, and run 1 of it with this conclusion of all.
func (w *world) legs(n int, conclusion string) {
	text := "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        n: ["
	var jobs []record.Job
	for n := range n {
		text += fmt.Sprintf("%d, ", n)
		jobs = append(jobs, job(fmt.Sprintf("test (%d)", n), conclusion, goTest+"="+conclusion))
	}
	w.workflow(text + "]\n    steps:\n      - uses: actions/checkout@v4\n      - run: go test ./...\n")
	w.run(1, headSHA, nil, jobs...)
}

// A pull request may add any number of workflows, and make any of them call any
// number of others.
func TestHostileWorkflowsAskLittle(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	calls := "on: push\njobs:\n"
	for n := range 500 {
		path := fmt.Sprintf(".github/workflows/w%d.yml", n)
		w.Change.Files = append(w.Change.Files, files(path)...)
		w.file(headSHA, path, steps("run: make"))
		w.runOf(path, int64(n+2), headSHA, nil)
		calls += fmt.Sprintf("  j%d:\n    uses: ./%s\n", n, path)
	}
	w.workflow(calls)
	w.run(1, headSHA, nil)
	proofs, rounds := w.judge(t)
	if proofs[0].Verdict == Verified {
		t.Error(proofs[0].Reason)
	}
	const callees = 50 // as many as GitHub allows
	if got := kinds(rounds)[record.KindFile]; got > 1+callees+maxDistrusted {
		t.Errorf("%d files", got)
	}
}

func TestManyFailedLegsReadFewLogs(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	w.legs(20, record.ConclusionFailure)
	for n := range int64(20) {
		w.log(100+n, exits(1))
	}
	proofs, rounds := w.judge(t)
	if proofs[0].Verdict != Contradicted {
		t.Errorf("%s: %s", proofs[0].Verdict, proofs[0].Reason)
	}
	if got := kinds(rounds); got[record.KindLog] != maxLogs {
		t.Errorf("%v", got)
	}
}

func TestNoClaimsAskNothing(t *testing.T) {
	w := newWorld()
	w.claim("go test ./... || true", nil)
	if need := Need(w.Question, record.Records{}); len(need) != 0 {
		t.Errorf("%v", need)
	}
	w.Claims = nil
	if need := Need(w.Question, record.Records{}); len(need) != 0 || len(Judge(w.Question, nil)) != 0 {
		t.Errorf("%v", need)
	}
}

func TestFigures(t *testing.T) {
	window := record.LogWindow{
		Figures: []record.Figure{{Number: "80", Unit: "file"}, {Number: "706", Unit: "test"}, {Number: "12", Unit: runlog.PassedTests}},
		Tallies: []record.Figure{{Number: "5", Unit: "test"}},
	}
	tests := []struct {
		claimed tracker.Figure
		seen    string
		bad     bool
	}{
		{tracker.Figure{Number: "80", Unit: "files"}, "", false},
		{tracker.Figure{Number: "707", Unit: "tests"}, "706", true},
		{tracker.Figure{Number: "5", Unit: "tests"}, "", false},
		{tracker.Figure{Number: "12", Unit: "tests passed"}, "", false},
		{tracker.Figure{Number: "3", Unit: "packages"}, "", true},
		{tracker.Figure{Number: "3", Unit: "s"}, "", false},
	}
	for _, tt := range tests {
		w := newWorld()
		w.claim("go test ./...", func(o *tracker.Outcome) { o.Figures = []tracker.Figure{tt.claimed} })
		w.run(1, headSHA, nil, green())
		w.log(100, window)
		proofs, _ := w.judge(t)
		p := proofs[0]
		if p.Verdict != Verified || p.Basis != BasisRecord || p.LogLines != [2]int{10, 20} {
			t.Errorf("%s: %s by %q, lines %v", tt.claimed, p.Verdict, p.Basis, p.LogLines)
		}
		var want []FigureMismatch
		if tt.bad {
			want = []FigureMismatch{{Claimed: tt.claimed, Seen: tt.seen}}
		}
		if diff := cmp.Diff(want, p.Figures); diff != "" {
			t.Errorf("%s: %s", tt.claimed, diff)
		}
	}
}

func TestFiguresWithoutALogAreOnlyToldOf(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", func(o *tracker.Outcome) { o.Figures = []tracker.Figure{{Number: "5", Unit: "tests"}} })
	w.run(1, headSHA, nil, green())
	proofs, _ := w.judge(t)
	p := proofs[0]
	if p.Verdict != Verified || len(p.Figures) != 0 || !strings.Contains(strings.Join(p.Notes, ";"), "figures were not compared") {
		t.Errorf("%+v", p)
	}
}

func TestTouchedFiles(t *testing.T) {
	w := newWorld()
	w.Change.Files = files(trackerPath, "web/Makefile", "scripts/setup.sh", "other.go")
	w.claim("cd web && make test", nil)
	w.workflow(steps("run: ./scripts/setup.sh", "run: make test\nworking-directory: web"))
	w.run(1, headSHA, nil, job("test", "success", "Run ./scripts/setup.sh=success", "Run make test=success"))
	proofs, _ := w.judge(t)
	if diff := cmp.Diff([]string{"web/Makefile", "scripts/setup.sh"}, proofs[0].Touched); diff != "" {
		t.Error(diff, proofs[0].Reason)
	}
}

func TestProofNamesItsRecord(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	w.run(1, headSHA, nil, green())
	proofs, _ := w.judge(t)
	p := proofs[0]
	if p.Run.ID != 1 || p.Job.ID != 100 || p.Step.Number != 3 || p.Commit != headSHA ||
		p.URL != "https://github.example/runs/1/job/100#step:3:1" {
		t.Errorf("%+v", p)
	}
}

// A walk of many tracker commits ends.
func TestCoverageIsBounded(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	sha := func(n int) string { return fmt.Sprintf("%040d", n) }
	w.Change.HeadSHA = sha(0)
	w.Change.Commits = nil
	for n := range 200 {
		w.records[record.Query{Kind: record.KindCommit, SHA: sha(n)}] = record.Answer{
			Commit: record.Commit{SHA: sha(n), Parents: []string{sha(n + 1)}, Files: files(trackerPath)},
		}
	}
	_, rounds := w.judge(t)
	if got := kinds(rounds); got[record.KindCommit] > maxCovering {
		t.Errorf("%v", got)
	}
}

func TestHistoryInACircle(t *testing.T) {
	w := newWorld()
	w.claim("go test ./...", nil)
	w.Change.Commits = nil
	w.records[record.Query{Kind: record.KindCommit, SHA: headSHA}] = record.Answer{
		Commit: record.Commit{SHA: headSHA, Parents: []string{headSHA}, Files: files(trackerPath)},
	}
	if proofs, _ := w.judge(t); proofs[0].Verdict != Missing {
		t.Errorf("%s", proofs[0].Reason)
	}
}

// BenchmarkJudge judges 100 claims against a workflow of 256 legs in one pass over
// complete records.
func BenchmarkJudge(b *testing.B) {
	w := newWorld()
	w.legs(256, record.ConclusionSuccess)
	for n := range 100 {
		w.claim([]string{"go test ./...", fmt.Sprintf("go test ./p%d", n)}[n%2], nil)
	}
	for b.Loop() {
		Judge(w.Question, w.records)
	}
}

// FuzzJudge judges records in any combination of states: it must not panic, must
// come to an end, and must verify nothing that no step could prove.
func FuzzJudge(f *testing.F) {
	for seed := range int64(20) {
		f.Add(seed, "go test ./...", steps("run: go test ./..."))
	}
	f.Add(int64(3), "A=1 make x && make y", matrixed)
	f.Add(int64(4), "go test ./...", "on: push\njobs:\n  call:\n    uses: ./"+ci+"\n")
	f.Add(int64(5), "$X", "jobs: {a: {steps: [{run: $X}]}}")
	f.Fuzz(func(t *testing.T, seed int64, command, text string) {
		if len(text) > 1<<14 || len(command) > 1<<10 {
			t.Skip()
		}
		w := newWorld()
		w.workflow(text)
		w.claim(command, nil)
		w.claim(command, exitCode(1))
		w.claim(command, value(tracker.OutcomeValue, "x"))
		w.scramble(rand.New(rand.NewSource(seed)))
		proofs, _ := w.judge(t)
		for _, p := range proofs {
			if _, known := rank[p.Verdict]; !known || p.Reason == "" {
				t.Errorf("verdict %q, reason %q", p.Verdict, p.Reason)
			}
			if p.Verdict == Verified && (p.Run.ID == 0 || p.Job.Status != record.StatusCompleted || p.Step.Status != record.StatusCompleted) {
				t.Errorf("verified without a step: %+v", p)
			}
		}
	})
}

// scramble adds runs, jobs, steps and logs in random states.
func (w *world) scramble(r *rand.Rand) {
	pick := func(words ...string) string { return words[r.Intn(len(words))] }
	conclusion := func() string {
		return pick("success", "success", "failure", "cancelled", "skipped", "timed_out", "action_required", "neutral", "stale", "startup_failure", "", "odd")
	}
	status := func() string {
		return pick("completed", "completed", "completed", "in_progress", "queued", "waiting", "", "odd")
	}
	if r.Intn(2) == 0 {
		w.twoCommits(pick(trackerPath, "main.go"))
	}
	if r.Intn(3) == 0 {
		w.Change.BaseSHA = tipSHA
	}
	w.Change.FilesTruncated = r.Intn(9) == 0
	for id := range int64(1 + r.Intn(4)) {
		var jobs []record.Job
		for range r.Intn(4) {
			j := job(pick("test", "test (ubuntu-latest)", "call / test", "a", "odd / / x", ""), conclusion(), goTest+"="+conclusion())
			j.Status = status()
			j.Steps = j.Steps[:r.Intn(len(j.Steps)+1)]
			for i := range j.Steps {
				if r.Intn(4) == 0 {
					j.Steps[i].Status = status()
				}
			}
			jobs = append(jobs, j)
		}
		w.run(id+1, pick(headSHA, headSHA, codeSHA, baseSHA), func(run *record.Run) {
			run.Status, run.Conclusion = status(), conclusion()
			run.Event = pick("push", "pull_request", "pull_request_target", "schedule", "odd")
			run.HeadBranch = pick("main", "topic")
			run.Attempt = r.Intn(3)
		}, jobs...)
		w.log((id+1)*100, record.LogWindow{
			Shared: r.Intn(2) == 0, TimedOut: r.Intn(2), Canceled: r.Intn(2),
			Exits: []record.LogExit{{Line: 3, Code: r.Intn(3), Final: r.Intn(2) == 0, Shared: r.Intn(2) == 0}},
		})
	}
}
