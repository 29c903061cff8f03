package evidence

import (
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// verdictCase is a world with one claim and the proof that it gets.
type verdictCase struct {
	name string
	// command is claimed, `go test ./...` if empty; outcome edits `exit 0`.
	command string
	outcome func(*tracker.Outcome)
	// steps are those of the workflow's job, `go test ./...` if none; workflow is its
	// whole file instead.
	steps    []string
	workflow string
	// build changes the world. Unless it adds a run, one of the head passed every step.
	build func(*world)
	want  Verdict
	basis Basis
	// says are parts of the reason, the remedy and the notes.
	says []string
	exit string
}

func exitCode(code int) func(*tracker.Outcome) {
	return func(o *tracker.Outcome) { o.ExitCode = code }
}

func value(kind tracker.OutcomeKind, text string) func(*tracker.Outcome) {
	return func(o *tracker.Outcome) { o.Kind, o.Value = kind, text }
}

func event(name string) func(*record.Run) {
	return func(r *record.Run) { r.Event = name }
}

func pushed(branch string) func(*record.Run) {
	return func(r *record.Run) { r.Event, r.HeadBranch = "push", branch }
}

func TestVerdicts(t *testing.T) {
	for _, group := range [][]verdictCase{
		stepCases, scriptCases, runCases, trustCases, coverCases, claimCases, jobCases, forgedCases, stoppedCases, witnessCases,
	} {
		for _, tt := range group {
			t.Run(tt.name, func(t *testing.T) { tt.check(t) })
		}
	}
}

func (tt *verdictCase) check(t *testing.T) {
	w := newWorld()
	command := tt.command
	if command == "" {
		command = "go test ./..."
	}
	w.claim(command, tt.outcome)
	ran := []string{"run: go test ./..."}
	switch {
	case tt.steps != nil:
		w.workflow(steps(tt.steps...))
		ran = tt.steps
	case tt.workflow != "":
		w.workflow(tt.workflow)
	}
	if tt.build != nil {
		tt.build(w)
	}
	if !w.hasRuns() {
		w.run(1, headSHA, nil, passed(ran...))
	}
	proofs, _ := w.judge(t)
	p := proofs[0]
	all := p.Reason + "\n" + p.Remedy + "\n" + strings.Join(p.Notes, "\n")
	if p.Verdict != tt.want || tt.basis != "" && p.Basis != tt.basis {
		t.Fatalf("%s (basis %q), want %s (%q): %s", p.Verdict, p.Basis, tt.want, tt.basis, all)
	}
	for _, part := range tt.says {
		if !strings.Contains(strings.ToLower(all), strings.ToLower(part)) {
			t.Errorf("nothing says %q: %s", part, all)
		}
	}
	if p.Reason == "" || strings.HasSuffix(p.Reason, "..") || (p.Remedy == "") != (p.Verdict == Verified || p.Verdict == Waived) {
		t.Errorf("reason %q, remedy %q", p.Reason, p.Remedy)
	}
	if ofClaim := strings.HasPrefix(p.Reason, "The claim is"); p.URL == "" && !ofClaim && p.Verdict != Missing && p.Verdict != Waived {
		t.Errorf("no link beside %q", p.Reason)
	}
	got := ""
	if p.ExitCode != nil {
		got = string(rune('0' + *p.ExitCode))
	}
	if tt.exit != "" && got != tt.exit {
		t.Errorf("exit %q, want %q", got, tt.exit)
	}
}

var stepCases = []verdictCase{
	{name: "passed", want: Verified, basis: BasisRecord, exit: "0"},
	{name: "failed", want: Contradicted, basis: BasisRecord, exit: "1", says: []string{"exit 1"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, exits(1))
	}},
	{name: "failed, log deleted", want: Contradicted, build: func(w *world) {
		w.run(1, headSHA, nil, red())
	}},
	{name: "claimed words count as exit 0", want: Contradicted, outcome: value(tracker.OutcomePassed, ""), build: func(w *world) {
		w.run(1, headSHA, nil, red())
	}},
	{name: "step timed out", want: CutOff, says: []string{"time limit of 1 minutes"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 1"))
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{TimedOut: 20, TimedOutMinutes: 1})
	}},
	{name: "step timed out, log deleted", want: CutOff, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 1"))
		w.run(1, headSHA, nil, red())
	}},
	{name: "step failed by itself just at its limit", want: Contradicted, exit: "1", build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 1"))
		w.run(1, headSHA, nil, red())
		w.log(100, exits(1))
	}},
	{name: "step failed long before its limit, log deleted", want: Contradicted, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 30"))
		w.run(1, headSHA, nil, red())
	}},
	{name: "a limit of zero is none", want: Contradicted, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 0"))
		w.run(1, headSHA, nil, red())
	}},
	{name: "a program prints that its step timed out, which has no limit", want: Contradicted, says: []string{"which any program can print"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{TimedOut: 20, TimedOutMinutes: 1})
	}},
	{name: "a program prints that its step timed out, long before its limit", want: Contradicted, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: 30"))
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{TimedOut: 20, TimedOutMinutes: 30})
	}},
	{name: "step reached a limit that is an expression", want: CutOff, says: []string{"time limit (log line 20)"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: ${{ fromJSON(vars.LIMIT) }}"))
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{TimedOut: 20, TimedOutMinutes: 1})
	}},
	{name: "a program prints a limit that its step did not reach", want: Contradicted, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: ${{ fromJSON(vars.LIMIT) }}"))
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{TimedOut: 20, TimedOutMinutes: 2})
	}},
	{name: "a limit that is an expression, log deleted", want: CutOff, says: []string{"which is an expression"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ntimeout-minutes: ${{ fromJSON(vars.LIMIT) }}"))
		w.run(1, headSHA, nil, red())
	}},
	{name: "a program prints that the runner was shut down", want: Contradicted, says: []string{"shut down (log line 19), which any program can print"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{Shutdown: 19, Canceled: 20})
	}},
	{name: "failed with its exit line masked", want: Contradicted, basis: BasisRecord, says: []string{"may have been masked"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{})
	}},
	{name: "failed with its exit line masked, beside another workflow's success", want: Contradicted, build: func(w *world) {
		other := ".github/workflows/other.yml"
		w.file(headSHA, other, steps("run: go test ./..."))
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{})
		w.runOf(other, 2, headSHA, nil, green())
	}},
	{name: "failed with a log that is cut short", want: Contradicted, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{})
		q := record.Query{Kind: record.KindLog, ID: 100}
		a := w.records[q]
		a.Log.Truncated = true
		w.records[q] = a
	}},
	{name: "exit line in a second shared with the next step", want: Contradicted, exit: "2", build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{Shared: true, Exits: []record.LogExit{{Line: 20, Code: 2, Shared: true}}})
	}},
	{name: "cancelled", want: CutOff, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "cancelled", goTest+"=cancelled"))
	}},
	{name: "runner lost", want: CutOff, says: []string{"lost"}, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "failure", goTest+"=in_progress"))
	}},
	{name: "timed out", want: CutOff, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "timed_out", goTest+"=timed_out"))
	}},
	{name: "a conclusion that is none of these", want: Unproven, says: []string{"neutral"}, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "success", goTest+"=neutral"))
	}},
	{name: "completed without conclusion", want: CutOff, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "failure", goTest+"="))
	}},
	{name: "skipped since an earlier step failed", want: Unproven, says: []string{"skipped"}, build: func(w *world) {
		w.workflow(steps("run: make generate", "run: go test ./..."))
		w.run(1, headSHA, nil, job("test", "failure", "Run make generate=failure", goTest+"=skipped"))
	}},
	{name: "skipped since the job was cancelled", want: CutOff, says: []string{"cancelled"}, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "cancelled", goTest+"=skipped"))
	}},
	{name: "cancelled before its first step", want: CutOff, says: []string{"before its first step"}, build: func(w *world) {
		cancelled := job("test", "cancelled")
		cancelled.Steps = nil
		w.run(1, headSHA, nil, cancelled)
	}},
	{name: "skipped by its if", want: Unproven, says: []string{"skipped by its `if:`"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\nif: github.event_name == 'push'"))
		w.run(1, headSHA, nil, job("test", "success", goTest+"=skipped"))
	}},
	{name: "continue-on-error, log shows the failure", want: Contradicted, basis: BasisLog, exit: "1", build: func(w *world) {
		w.workflow(steps("run: go test ./...\ncontinue-on-error: true"))
		w.run(1, headSHA, nil, green())
		w.log(100, exits(1))
	}},
	{name: "continue-on-error proves nothing by silence", want: Unproven, says: []string{"continue-on-error"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ncontinue-on-error: ${{ matrix.experimental }}"))
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{})
	}},
	{name: "continue-on-error, exit line perhaps of a neighbour", want: Unproven, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ncontinue-on-error: true"))
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Shared: true, Exits: []record.LogExit{{Line: 20, Code: 1, Shared: true}}})
	}},
	{name: "continue-on-error, a program printed an exit line", want: Unproven, build: func(w *world) {
		w.workflow(steps("run: go test ./...\ncontinue-on-error: true"))
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Exits: []record.LogExit{{Line: 15, Code: 1}}})
	}},
	{name: "continue-on-error: false is none", want: Verified, steps: []string{"run: go test ./...\ncontinue-on-error: false"}},
}

var scriptCases = []verdictCase{
	{name: "hidden by || true", want: Unproven, says: []string{"|| true"}, steps: []string{"run: go test ./... || true"}},
	{name: "hidden by a pipe", want: Unproven, steps: []string{"run: go test ./... | tee log"}},
	{name: "one of several commands passed", want: Verified, steps: []string{"run: |\n  go vet ./...\n  go test ./..."}},
	{name: "one of several commands failed", want: Unproven, says: []string{"several commands", "exit 1"}, build: func(w *world) {
		w.workflow(steps("run: |\n  go vet ./...\n  go test ./..."))
		w.run(1, headSHA, nil, job("test", "failure", "Run go vet ./...=failure"))
		w.log(100, exits(1))
	}},
	{name: "working directory", command: "cd web && npm test", want: Verified, steps: []string{"run: npm test\nworking-directory: web"}},
	{name: "given to an action", command: "npm test", want: Unproven, says: []string{"line 7 gives it to nick-fields/retry@v3 as its input `command`", "`run: npm test` of its own"}, steps: []string{"uses: nick-fields/retry@v3\nwith:\n  command: npm test"}},
	{name: "named to an action", command: "pytest", want: Missing, steps: []string{"uses: acme/pip@v1\nwith:\n  packages: pytest"}},
	{name: "left out behind a cancelled run", want: Unproven, says: []string{"Re-run run 1 of", "cancelled"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionCancelled }, job("test", "skipped"))
		w.run(2, headSHA, nil, job("test", "skipped"))
	}},
	{name: "other working directory", command: "npm test", want: Missing, steps: []string{"run: npm test\nworking-directory: web"}},
	{name: "another flag is another command", want: Missing, says: []string{"-short"}, steps: []string{"run: go test -short ./..."}},
	{name: "environment of the claim in the step", command: "CGO_ENABLED=0 go test ./...", want: Verified, steps: []string{"run: go test ./...\nenv:\n  CGO_ENABLED: 0"}},
	{name: "environment of the claim inline", command: "CGO_ENABLED=0 go test ./...", want: Verified, steps: []string{"run: CGO_ENABLED=0 go test ./..."}},
	{name: "environment of the claim absent", command: "CGO_ENABLED=0 go test ./...", want: Missing, says: []string{"it runs without `CGO_ENABLED=0`"}},
	{name: "environment of the claim otherwise", command: "CGO_ENABLED=0 go test ./...", want: Missing, says: []string{"`CGO_ENABLED=1` where the claim gives `CGO_ENABLED=0`"}, steps: []string{"run: go test ./...\nenv:\n  CGO_ENABLED: 1"}},
	{name: "environment of the claim written by an earlier step", command: "CGO_ENABLED=0 go test ./...", want: Missing, says: []string{"does not tell which value CGO_ENABLED"}, steps: []string{"run: echo CGO_ENABLED=0 >> $GITHUB_ENV", "run: go test ./..."}},
	{name: "the nearest of several", want: Missing, says: []string{"`go test ./... -short` in .github/workflows/ci.yml line 8: it ran with `-short`, which the claim lacks"}, steps: []string{"run: go test ./... -short -v -race", "run: go test ./... -short", "run: go test ./... -count=1 -v"}},
	{name: "a list of which one is missing", command: "go vet ./... && go test ./...", want: Missing, says: []string{"of its commands, `go vet ./...`"}, steps: []string{"run: go test ./...", "run: go test ./... -v"}},
	{name: "further tool variables are told", want: Verified, says: []string{"GOFLAGS=-short"}, steps: []string{"run: go test ./...\nenv:\n  GOFLAGS: -short"}},
	{name: "PATH set in the workflow", want: Unproven, says: []string{"PATH"}, steps: []string{"run: go test ./...\nenv:\n  PATH: /tmp/fake"}},
	{name: "an earlier step adds to PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: echo bin >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "an earlier step adds a directory of the repository to PATH", want: Verified, steps: []string{"run: echo \"$PWD/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "an earlier step adds a directory of the change to PATH", want: Unproven, says: []string{"bin/go"}, steps: []string{"run: echo \"$PWD/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "bin/go")
	}},
	{name: "a directory of PATH within a changed link", want: Unproven, says: []string{"changes tools"}, steps: []string{"run: |\n  PATH=\"$PWD/tools/bin:$PATH\"\n  go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "tools")
	}},
	{name: "an earlier step sets PATH for later ones", want: Unproven, says: []string{"GITHUB_ENV"}, steps: []string{"run: echo PATH=/tmp >> $GITHUB_ENV", "run: go test ./..."}},
	{name: "an earlier step sets BASH_ENV", want: Unproven, says: []string{"BASH_ENV"}, steps: []string{"run: echo BASH_ENV=x >> $GITHUB_ENV", "run: go test ./..."}},
	{name: "the script moves the code first", want: Unproven, says: []string{"git -C"}, steps: []string{"run: |\n  git -C . reset --hard v1.0\n  go test ./..."}},
	{name: "the script moves the code afterwards", want: Verified, steps: []string{"run: |\n  go test ./...\n  git checkout v1.0"}},
	{name: "an earlier step moves the code", want: Unproven, says: []string{"git checkout"}, steps: []string{"run: git checkout v1.0", "run: go test ./..."}},
	{name: "both commands of a list", command: "go vet ./... && go test ./...", want: Verified, says: []string{"all 2 commands"}, steps: []string{"run: go vet ./...", "run: go test ./..."}},
	{name: "one command of a list never ran", command: "go vet ./... && go test ./...", want: Missing},
	{name: "one command of a list failed", command: "go vet ./... && go test ./...", want: Contradicted, build: func(w *world) {
		w.workflow(steps("run: go vet ./...", "run: go test ./..."))
		w.run(1, headSHA, nil, job("test", "failure", "Run go vet ./...=failure", goTest+"=skipped"))
	}},
}

var runCases = []verdictCase{
	{name: "no run", want: Missing, says: []string{"no workflow run is recorded", "run: go test ./..."}, build: (*world).noRun},
	{name: "in progress", want: Pending, build: func(w *world) {
		j := green()
		j.Status, j.Conclusion = record.StatusInProgress, ""
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusInProgress, "" }, j)
	}},
	{name: "queued", want: Pending, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusQueued, "" })
	}},
	{name: "waits for approval", want: Pending, says: []string{"approval", "maintainer"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionActionRequired })
	}},
	{name: "could not start", want: Unproven, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionStartupFailure })
	}},
	{name: "gone stale at GitHub", want: CutOff, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionStale })
	}},
	{name: "all of the run was skipped", want: Unproven, says: []string{"skipped", "Let CI run on the newest commit"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionSkipped })
	}},
	{name: "record deleted", want: Expired, build: func(w *world) {
		w.run(1, headSHA, nil)
		w.records[record.Query{Kind: record.KindJobs, ID: 1}] = record.Answer{Absence: record.Gone}
	}},
	{name: "the newest run decides: red then green", want: Verified, says: []string{"earlier run (1)"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionFailure }, red())
		w.run(2, headSHA, nil, green())
	}},
	{name: "the newest run decides: green then red", want: Contradicted, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.run(2, headSHA, nil, red())
	}},
	{name: "an attempt that somebody else started", want: Verified, says: []string{"at attempt 2, which bob started: an earlier attempt"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Attempt, r.Actor, r.TriggeredBy = 2, "ann", "bob" }, green())
	}},
	{name: "later attempt", want: Verified, says: []string{"attempt 2"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Attempt = 2 }, green())
	}},
	{name: "superseded run was cancelled", want: Verified, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = "cancelled" }, job("test", "cancelled", goTest+"=cancelled"))
		w.run(2, headSHA, nil, green())
	}},
	{name: "a run that skipped the job says nothing", want: Verified, build: func(w *world) {
		w.run(1, headSHA, event("push"), green())
		w.run(2, headSHA, nil, record.Job{Name: "test", Status: record.StatusCompleted, Conclusion: record.ConclusionSkipped})
	}},
	{name: "over workflows contradicted goes first", want: Contradicted, build: func(w *world) {
		other := ".github/workflows/other.yml"
		w.file(headSHA, other, steps("run: go test ./..."))
		w.run(1, headSHA, nil, green())
		w.runOf(other, 2, headSHA, nil, red())
	}},
	{name: "over workflows verified beats pending", want: Verified, build: func(w *world) {
		other := ".github/workflows/other.yml"
		w.file(headSHA, other, steps("run: go test ./..."))
		w.run(1, headSHA, nil, green())
		w.runOf(other, 2, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusQueued, "" })
	}},
	{name: "invalid workflow", want: Unproven, says: []string{"cannot be read"}, workflow: "jobs: [\n# go test ./...\n"},
	{name: "invalid workflow beside a good one", want: Verified, build: func(w *world) {
		other := ".github/workflows/other.yml"
		w.file(headSHA, other, "jobs: [\n# go test ./...\n")
		w.run(1, headSHA, nil, green())
		w.runOf(other, 2, headSHA, nil)
	}},
	{name: "a run that GitHub manages", want: Missing, build: func(w *world) {
		w.runOf("dynamic/pages/pages-build-deployment", 1, headSHA, nil, green())
	}},
}

var claimCases = []verdictCase{
	{name: "claimed failure, failed so", outcome: exitCode(1), want: Verified, basis: BasisLog, exit: "1", build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, exits(1))
	}},
	{name: "claimed failure, failed otherwise", outcome: exitCode(1), want: Contradicted, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, exits(2))
	}},
	{name: "claimed failure, passed", outcome: exitCode(1), want: Contradicted, exit: "0"},
	{name: "claimed failure, log deleted", outcome: exitCode(1), want: Expired, build: func(w *world) {
		w.run(1, headSHA, nil, red())
	}},
	{name: "claimed failure, exit line masked", outcome: exitCode(1), want: Unproven, says: []string{"shows no exit code"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{})
	}},
	{name: "claimed FAILED without a code", outcome: value(tracker.OutcomeFailed, ""), want: Verified, build: func(w *world) {
		w.run(1, headSHA, nil, red())
	}},
	{name: "claimed failure of a list", command: "go vet ./... && go test ./...", outcome: exitCode(1), want: Verified, build: func(w *world) {
		w.workflow(steps("run: go test ./...", "run: go vet ./...\nif: always()"))
		w.run(1, headSHA, nil, job("test", "failure", goTest+"=failure", "Run go vet ./...=success"))
		w.log(100, exits(1))
	}},
	{name: "claimed failure of a list whose first command never ran", command: "go vet ./... && go test ./...", outcome: exitCode(1), want: Missing, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, exits(1))
	}},
	{name: "value seen", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Verified, basis: BasisLog, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Values: map[string]int{"go1.25.7": 15}})
	}},
	{name: "value not seen", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Unproven, says: []string{"does not show `go1.25.7`"}, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Values: map[string]int{"go1.24.1": 15}})
	}},
	{name: "value perhaps of another step", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Unproven, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Shared: true, Values: map[string]int{"go1.25.7": 15}})
	}},
	{name: "value, log deleted", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Expired},
	{name: "value of a step that failed", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Unproven, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, exits(1))
	}},
	{name: "value seen in one leg of two", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Unproven, says: []string{"test (macos-latest)"}, workflow: matrixed, build: func(w *world) {
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "success", goTest+"=success"))
		w.log(100, record.LogWindow{Values: map[string]int{"go1.25.7": 15}})
		w.log(101, record.LogWindow{Values: map[string]int{"go1.24.1": 15}})
	}},
	{name: "value seen in both legs", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Verified, basis: BasisLog, workflow: matrixed, build: func(w *world) {
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "success", goTest+"=success"))
		for job := range int64(2) {
			w.log(100+job, record.LogWindow{Values: map[string]int{"go1.25.7": 15}})
		}
	}},
	{name: "count seen as a figure", outcome: value(tracker.OutcomeCount, "0 matches"), want: Verified, basis: BasisLog, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Figures: []record.Figure{{Number: "0", Unit: "match"}}})
	}},
	{name: "count of what is no figure", outcome: value(tracker.OutcomeCount, "5 bytes"), want: Unproven, says: []string{"does not show `5 bytes`"}, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Figures: []record.Figure{{Number: "5", Unit: "test"}}})
	}},
	{name: "a claim that is no command list", command: "go test ./... || tee log", want: Unproven, says: []string{"evidence.aliases"}},
	{name: "alias", command: "go test ./... -count=1", want: Verified, says: []string{"evidence.aliases"}, build: func(w *world) {
		w.Config.Aliases = []config.Alias{{Claim: "go test  ./... -count=1", CI: "go test ./..."}}
	}},
	{name: "alias with a capture", command: "go test './app'", want: Verified, says: []string{"`go test ./...` stands"}, build: func(w *world) {
		w.Config.Aliases = []config.Alias{{Claim: "go test ./{what} -short", CI: "go vet {what}"}, {Claim: "go {task} ./app", CI: "go {task} ./..."}}
	}},
	{name: "an alias's capture is no option", command: "go test -n", want: Missing, build: func(w *world) {
		w.Config.Aliases = []config.Alias{{Claim: "go test {what}", CI: "go test {what}/..."}}
	}},
	{name: "of two aliases the first", command: "go test ./... -count=1", want: Verified, says: []string{"evidence.aliases[1] (`make`) is for this claim too"}, build: func(w *world) {
		w.Config.Aliases = []config.Alias{{Claim: "go {task} ./... -count=1", CI: "go {task} ./..."}, {Claim: "go test ./... -count=1", CI: "make"}}
	}},
	{name: "waived", command: "docker build .", want: Waived, says: []string{"no engine in CI", "@octocat"}, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "no engine in CI", Owner: "@octocat", Expires: config.Date{Time: noon.AddDate(0, 1, 0)}}}
	}},
	{name: "waived to the end of its last day", command: "docker build .", want: Waived, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "r", Expires: config.Date{Time: noon.Truncate(24 * time.Hour)}}}
	}},
	{name: "waiver expired", command: "docker build .", want: Missing, says: []string{"expired on 2026-11-22"}, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "r", Expires: config.Date{Time: noon.Truncate(24*time.Hour).AddDate(0, 0, -1)}}}
	}},
}

const matrixed = `on: push
jobs:
  test:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, macos-latest]
    steps:
      - uses: actions/checkout@v4
      - run: go test ./...
`

var jobCases = []verdictCase{
	{name: "all legs passed", want: Verified, build: func(w *world) {
		w.workflow(matrixed)
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "success", goTest+"=success"))
	}},
	{name: "one leg failed", want: Contradicted, build: func(w *world) {
		w.workflow(matrixed)
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "failure", goTest+"=failure"))
	}},
	{name: "one leg runs", want: Pending, build: func(w *world) {
		w.workflow(matrixed)
		second := job("test (macos-latest)", "", goTest+"=in_progress")
		second.Status = record.StatusInProgress
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusInProgress, "" },
			job("test (ubuntu-latest)", "success", goTest+"=success"), second)
	}},
	{name: "a job behind more script than is read", want: Unproven, says: []string{"more script than is read"}, build: func(w *world) {
		legs := "    strategy: {matrix: {n: [" + strings.Repeat("1, ", 255) + "1]}}\n    steps:"
		long := strings.Replace(steps("run: echo "+strings.Repeat("x", 40_000), "run: go test ./..."), "    steps:", legs, 1)
		w.workflow(steps("run: go test ./...") + strings.Replace(long[strings.Index(long, "  test:"):], "test:", "long:", 1))
		w.run(1, headSHA, nil, green())
	}},
	{name: "one leg is not in the record", want: Unproven, says: []string{"1 of 2 legs"}, build: func(w *world) {
		w.workflow(matrixed)
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"))
	}},
	{name: "no checkout", want: Unproven, says: []string{"checks out no code"}, build: func(w *world) {
		w.workflow("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: go test ./...\n")
		j := green()
		j.Steps = append(j.Steps[:1], j.Steps[2:]...)
		w.run(1, headSHA, nil, j)
	}},
	{name: "a checkout by another's action", want: Unproven, says: []string{"octo/fetch@v1 brings is not known"}, workflow: strings.Replace(steps("run: go test ./..."), "uses: actions/checkout@v4", "name: Run actions/checkout@v4\n        uses: octo/fetch@v1", 1)},
	{name: "checkout of another ref", want: Unproven, says: []string{"`main`"}, workflow: checkout("ref: main")},
	{name: "checkout of the pull request's head", want: Verified, workflow: checkout("ref: ${{ github.event.pull_request.head.sha }}")},
	{name: "checkout of another repository", want: Unproven, workflow: checkout("repository: octo/other")},
	{name: "a second repository in a directory that is not known", want: Unproven, steps: []string{"uses: actions/checkout@v4\nwith:\n  repository: octo/other\n  path: ${{ vars.PLACE }}", "run: go test ./..."}},
	{name: "a second repository beside the code", want: Verified, steps: []string{"uses: actions/checkout@v4\nwith:\n  repository: octo/other\n  path: other", "run: go test ./..."}},
	{name: "the checkout failed and the step ran always", want: Unproven, says: []string{"checkout did not succeed"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...\nif: always()"))
		j := job("test", "failure", goTest+"=success")
		j.Steps[1].Conclusion = record.ConclusionFailure
		w.run(1, headSHA, nil, j)
	}},
	{name: "several commands on a runner that is an expression", want: Unproven, says: []string{"default shell"}, workflow: on("${{ vars.RUNNER }}", "run: |\n  go test ./...\n  go vet ./...")},
	{name: "one command on a runner that is an expression", want: Verified, workflow: on("${{ vars.RUNNER }}", "run: go test ./...")},
	{name: "one leg skipped the step by its if", want: Verified, build: func(w *world) {
		w.workflow(strings.Replace(matrixed, "- run: go test ./...", "- run: go test ./...\n        if: matrix.os == 'ubuntu-latest'", 1))
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "success", goTest+"=skipped"))
	}},
	{name: "one leg ended before the step", want: Unproven, says: []string{"skipped since"}, build: func(w *world) {
		w.workflow(strings.Replace(matrixed, "- run: go test", "- run: make\n      - run: go test", 1))
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", "Run make=success", goTest+"=success"),
			job("test (macos-latest)", "failure", "Run make=failure", goTest+"=skipped"))
	}},
	{name: "only the legs that hold the command count", command: "go test ./web", want: Verified, build: func(w *world) {
		w.workflow("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        dir: [api, web]\n    steps:\n      - uses: actions/checkout@v4\n      - run: go test ./${{ matrix.dir }}\n")
		w.run(1, headSHA, nil, job("test (api)", "failure", "Run go test ./api=failure"), job("test (web)", "success", "Run go test ./web=success"))
	}},
	{name: "the caller of a reusable workflow was skipped", want: Unproven, says: []string{"skipped"}, build: func(w *world) {
		w.workflow("on: push\njobs:\n  call:\n    uses: ./.github/workflows/reuse.yml\n")
		w.file(headSHA, ".github/workflows/reuse.yml", "on: workflow_call\n"+strings.TrimPrefix(steps("run: go test ./..."), "on: [push, pull_request]\n"))
		w.run(1, headSHA, nil, record.Job{Name: "call", Status: record.StatusCompleted, Conclusion: record.ConclusionSkipped})
	}},
	{name: "cancelled before the job started", want: CutOff, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionCancelled })
	}},
	{name: "job not started", want: Pending, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusInProgress, "" })
	}},
	{name: "recorded steps do not fit the file", want: Unproven, build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "success", "Run echo ok=success"))
	}},
	{name: "background step", want: Unproven, says: []string{"`background`", "in a job without that syntax"}, steps: []string{"run: go test ./...\nbackground: true"}},
	{name: "pwsh hides all but the last", want: Unproven, build: func(w *world) {
		w.workflow(strings.Replace(steps("run: |\n  go test ./...\n  go vet ./..."), "ubuntu", "windows", 1))
		w.run(1, headSHA, nil, job("test", "success", goTest+"=success"))
	}},
}
