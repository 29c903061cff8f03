package evidence

import (
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

// TestTwinSteps: of two steps of one name a newer run leaves one out that an older run
// was red in.
func TestTwinSteps(t *testing.T) {
	byHand := event("workflow_dispatch")
	for _, tt := range []verdictCase{
		{
			name: "the second", want: Contradicted, says: []string{"left that job or step out"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, byHand, job("test", "failure", goTest+"=success", goTest+"=failure"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
		{
			name: "the first", want: Contradicted, says: []string{"left that job or step out"},
			steps: []string{"if: inputs.full\nrun: go test ./...", "if: always()\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, byHand, job("test", "failure", goTest+"=failure", goTest+"=success"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=skipped", goTest+"=success"))
			},
		},
		{
			name: "the other was red and is green now", want: Verified,
			steps: []string{"if: inputs.full\nrun: go test ./...", "if: always()\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, byHand, job("test", "failure", goTest+"=success", goTest+"=failure"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=skipped", goTest+"=success"))
			},
		},
		{
			name: "the second, which an older failure kept from running", want: Unproven, says: []string{"left that job or step out"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, byHand, job("test", "failure", goTest+"=failure", goTest+"=skipped"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
		{
			name: "the second, which an older run is still to start", want: Pending, says: []string{"left that job or step out"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, func(r *record.Run) { r.Event, r.Status, r.Conclusion = "workflow_dispatch", record.StatusQueued, "" })
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
		{
			name: "the second, which an older run came not to before it was cancelled", want: CutOff, says: []string{"Re-run the job"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, byHand, job("test", "cancelled", goTest+"=success", goTest+"=cancelled"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
		{
			name: "the second, in an older run that nobody approved", want: Verified,
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionActionRequired })
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.check(t) })
	}
}

// TestUnended: what a re-run or a newer run of the workflow did not bring to an end is
// decided by the last that did, where that was red. Another workflow is green throughout.
func TestUnended(t *testing.T) {
	const other = ".github/workflows/other.yml"
	second := func(status, conclusion string) func(*record.Run) {
		return func(r *record.Run) { r.Attempt, r.Status, r.Conclusion = 2, status, conclusion }
	}
	cancelled := job("test", record.ConclusionCancelled, goTest+"=cancelled")
	queued := record.Job{Name: "test", Status: record.StatusQueued}
	timedOut := job("test", record.ConclusionTimedOut, goTest+"=timed_out")
	brokenBefore := job("test", record.ConclusionFailure, "Run ./setup=failure", goTest+"=skipped")
	for _, tt := range []verdictCase{
		{name: "re-run cancelled", want: Contradicted, says: []string{"the newer attempt 2 did not bring it to an end"}, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionCancelled), cancelled)
			w.attempts(1, red(), cancelled)
		}},
		{name: "re-run queued", want: Pending, says: []string{"before that, step"}, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusQueued, ""), queued)
			w.attempts(1, red(), queued)
		}},
		{name: "re-run timed out", want: Contradicted, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionFailure), timedOut)
			w.attempts(1, red(), timedOut)
		}},
		{name: "re-run whose set-up failed", want: Contradicted, build: func(w *world) {
			w.workflow(steps("run: ./setup", "run: go test ./..."))
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionFailure), brokenBefore)
			w.attempts(1, job("test", record.ConclusionFailure, "Run ./setup=success", goTest+"=failure"), brokenBefore)
		}},
		{name: "newer run cancelled", want: Contradicted, says: []string{"the newer run 2 did not"}, build: func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, second(record.StatusCompleted, record.ConclusionCancelled), cancelled)
			w.attempts(2, queued, cancelled)
		}},
		{name: "green attempt, then a cancelled one", want: Verified, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionCancelled), cancelled)
			w.attempts(1, green(), cancelled)
		}},
		{name: "red attempt, then a green one", want: Verified, says: []string{"an earlier attempt may have failed"}, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionSuccess), green())
			w.attempts(1, red(), green())
		}},
		{name: "red run, green run, cancelled run", want: Verified, build: func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, nil, green())
			w.run(3, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionCancelled }, cancelled)
		}},
		{name: "only cancelled", want: Verified, build: func(w *world) {
			w.run(1, headSHA, func(r *record.Run) { r.Conclusion = record.ConclusionCancelled }, cancelled)
		}},
		{name: "red merge, re-run unapproved, newer green head", want: Pending, build: func(w *world) {
			w.run(1, headSHA, second(record.StatusCompleted, record.ConclusionActionRequired))
			w.attempts(1, red())
			w.run(2, headSHA, event("workflow_dispatch"), green())
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			build := tt.build
			tt.build = func(w *world) {
				build(w)
				w.file(headSHA, other, steps("run: go test ./..."))
				w.runOf(other, 9, headSHA, nil, green())
			}
			tt.check(t)
		})
	}
}

// TestEarlierAttemptsAreAskedWhereTheLatestDidNotEnd: and the jobs of older runs too.
func TestEarlierAttemptsAreAskedWhereTheLatestDidNotEnd(t *testing.T) {
	for name, test := range map[string]struct {
		latest record.Job
		lists  int
	}{
		"green": {green(), 1}, "red": {red(), 1}, "cancelled": {job("test", record.ConclusionCancelled, goTest+"=cancelled"), 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.claim("go test ./...", nil)
			w.run(1, headSHA, nil, green())
			w.run(2, headSHA, func(r *record.Run) { r.Attempt = 4 }, test.latest)
			w.attempts(2, green(), test.latest, test.latest, test.latest)
			_, rounds := w.judge(t)
			if got := kinds(rounds); got[record.KindJobs] != test.lists {
				t.Errorf("%v", got)
			}
		})
	}
}

// TestMergeAndHead: pull_request runs test the head merged into its base, others the head
// alone.
func TestMergeAndHead(t *testing.T) {
	byHand, push := event("workflow_dispatch"), pushed("topic")
	running := func(r *record.Run) { r.Status, r.Conclusion = record.StatusInProgress, "" }
	awaits := func(r *record.Run) { r.Conclusion = record.ConclusionActionRequired }
	for _, tt := range []verdictCase{
		{name: "red merge, newer green head", want: Contradicted, says: []string{"run 2 (workflow_dispatch) tests the branch without the base"}, build: func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, byHand, green())
		}},
		{name: "red merge, newer green heads", want: Contradicted, says: []string{"run 3 (push)"}, build: func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, byHand, green())
			w.run(3, headSHA, push, green())
		}},
		{name: "merge still running, newer green head", want: Pending, build: func(w *world) {
			unfinished := job("test", "", goTest+"=in_progress")
			unfinished.Status = record.StatusInProgress
			w.run(1, headSHA, running, unfinished)
			w.run(2, headSHA, push, green())
		}},
		{name: "merge that nobody approved, newer green head", want: Verified, build: func(w *world) {
			w.run(1, headSHA, awaits)
			w.run(2, headSHA, byHand, green())
		}},
		{name: "red merge, green merge, green head", want: Verified, build: func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, nil, green())
			w.run(3, headSHA, push, green())
		}},
		{name: "red head, newer green merge", want: Verified, build: func(w *world) {
			w.run(1, headSHA, push, red())
			w.run(2, headSHA, nil, green())
		}},
		{name: "red merge, merged since", want: Verified, build: func(w *world) {
			w.Change.Number, w.Change.DefaultBranch, w.Change.HeadRef = 0, "main", "main"
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, pushed("main"), green())
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.check(t) })
	}
}
