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
	} {
		t.Run(tt.name, func(t *testing.T) { tt.check(t) })
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
