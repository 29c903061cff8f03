package evidence

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

// TestPossible: of main's version and the branch's, the record of a finished run may
// tell which did not run.
func TestPossible(t *testing.T) {
	const strict = "run: go test ./..."
	done := "Complete job=success"
	mac := strings.Replace(steps(strict), "jobs:\n", "jobs:\n  mac:\n    runs-on: macos-latest\n    steps: [{uses: actions/checkout@v4}, {run: go test ./...}]\n", 1)
	legs := func(list string) string {
		return on("${{ matrix.os }}\n    strategy: {matrix: {os: ["+list+"]}}", strict)
	}
	called := "on: pull_request\njobs:\n  call: {uses: ./.github/workflows/reuse.yml}\n  test:\n    runs-on: ubuntu-latest\n    steps: [{uses: actions/checkout@v4}, {run: make x}, {run: go test ./...}]\n"
	for _, test := range []struct {
		name string
		main string
		jobs []record.Job
		edit func(*record.Run)
		want Verdict
	}{
		{name: "main has a further step since", main: steps("run: make", strict), want: Verified},
		{name: "main had the further step then", main: steps("run: make", strict), jobs: []record.Job{job("test", "success", "Run make=success", goTest+"=success", done)}, want: Verified},
		{name: "main had the further step then and forgave", main: steps("run: make", "name: "+goTest+"\nrun: go test ./... || true"), jobs: []record.Job{job("test", "success", "Run make=success", goTest+"=success", done)}, want: Unproven},
		{name: "main forgives since", main: steps("run: go test ./... || true"), want: Unproven},
		{name: "main does not run it since", main: steps("run: go vet ./..."), want: Untrusted},
		{name: "main was red then", main: steps("run: make", strict), jobs: []record.Job{job("test", "failure", "Run make=success", goTest+"=failure", done)}, want: Contradicted},
		{name: "main forgave in a step of the same name", main: steps("name: " + goTest + "\nrun: go test ./... || true"), want: Unproven},
		{name: "main forgave in a step of a name that only the run knew", main: steps("name: Run ${{ vars.WHAT }}\nrun: go test ./... || true"), want: Unproven},
		{name: "neither version fits", main: steps("run: make", strict), jobs: []record.Job{job("test", "success", "Run cmake=success", goTest+"=success", done)}, want: Unproven},
		{name: "the steps are not all listed", main: steps("run: make", strict), jobs: []record.Job{job("test", "success", goTest+"=success")}, want: Unproven},
		{name: "main has a further job since", main: mac, want: Verified},
		{name: "the run was cancelled before the further job", main: mac, edit: func(r *record.Run) { r.Conclusion = record.ConclusionCancelled }, want: Unproven},
		{name: "a job of another name was skipped", main: mac, jobs: []record.Job{green(), {Name: "other", Status: record.StatusCompleted, Conclusion: record.ConclusionSkipped}}, want: Unproven},
		{name: "main has legs since", main: legs("ubuntu-latest, macos-latest"), want: Verified},
		{name: "main calls a file that is not read", main: called, want: Unproven},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			w.claim("go test ./...", nil)
			w.workflow(steps(strict))
			w.Change.BaseSHA = tipSHA
			w.file(tipSHA, ci, test.main)
			w.history(tipSHA, baseSHA)
			if test.jobs == nil {
				test.jobs = []record.Job{green()}
			}
			w.run(1, headSHA, test.edit, test.jobs...)
			proofs, _ := w.judge(t)
			if p := proofs[0]; p.Verdict != test.want {
				t.Errorf("%s: %s %s", p.Verdict, p.Reason, p.Remedy)
			}
		})
	}
}
