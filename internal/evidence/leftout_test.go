package evidence

import "testing"

// TestTwinSteps: of two steps of one name a newer run leaves one out that an older run
// was red in.
func TestTwinSteps(t *testing.T) {
	byHand := event("workflow_dispatch")
	for _, tt := range []verdictCase{
		{
			name: "the second", want: Contradicted, says: []string{"left that job or step out"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, nil, job("test", "failure", goTest+"=success", goTest+"=failure"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
		{
			name: "the first", want: Contradicted, says: []string{"left that job or step out"},
			steps: []string{"if: inputs.full\nrun: go test ./...", "if: always()\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, nil, job("test", "failure", goTest+"=failure", goTest+"=success"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=skipped", goTest+"=success"))
			},
		},
		{
			name: "the other was red and is green now", want: Verified,
			steps: []string{"if: inputs.full\nrun: go test ./...", "if: always()\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, nil, job("test", "failure", goTest+"=success", goTest+"=failure"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=skipped", goTest+"=success"))
			},
		},
		{
			name: "the second, which an older failure kept from running", want: Unproven, says: []string{"left that job or step out"},
			steps: []string{"run: go test ./...", "if: inputs.full\nrun: go test ./..."},
			build: func(w *world) {
				w.run(1, headSHA, nil, job("test", "failure", goTest+"=failure", goTest+"=skipped"))
				w.run(2, headSHA, byHand, job("test", "success", goTest+"=success", goTest+"=skipped"))
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.check(t) })
	}
}
