package evidence

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

const evidenceWorkflow = `on: [pull_request]
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: {matrix: "${{ steps.plan.outputs.matrix }}"}
    steps: [{id: plan, uses: packetgate/packetgate@v1, with: {mode: plan}}]
  evidence:
    name: evidence ${{ matrix.packet }} ${{ matrix.digest }}
    needs: plan
    runs-on: ubuntu-latest
    strategy: {matrix: {include: "${{ fromJSON(needs.plan.outputs.matrix) }}"}}
    steps:
      - uses: actions/checkout@v4
      - run: ${{ matrix.command }}
        shell: bash
`

// ofLeg is the job of a leg.
func ofLeg(l Leg, conclusion string) record.Job {
	line, _, _ := strings.Cut(l.Command, "\n")
	return job("evidence "+l.Packet+" "+l.Digest, conclusion, "Run "+line+"="+conclusion, "Complete job=success")
}

func planJob() record.Job { return job("plan", record.ConclusionSuccess, "Complete job=success") }

func planned(t *testing.T, w *world) []Leg {
	t.Helper()
	proofs, _ := w.judge(t)
	return Plan(w.Question, proofs)
}

func TestPlanLeavesOutWhatNeedsNoRun(t *testing.T) {
	w := newWorld()
	w.Config.Waivers = []config.Waiver{{Command: "docker *", Reason: "no engine", Owner: "@octocat", Expires: config.Date{Time: noon}}}
	for _, command := range []string{
		"go test ./...", "go vet ./...", "cd web && npm test", "docker build .", "npm ci && docker build .", "make x; make y", "make ${{ x }}", "go vet  ./...",
	} {
		w.claim(command, nil)
	}
	w.run(1, headSHA, nil, green())
	got, err := json.Marshal(planned(t, w))
	if err != nil {
		t.Fatal(err)
	}
	// printf '\0go\0vet\0./...' | sha256sum
	const want = `[{"tracker":"docs/tracker.md","packet":"RC-01","digest":"ac3704000862c700","command":"go vet ./...","timeout-minutes":60},` +
		`{"tracker":"docs/tracker.md","packet":"RC-01","digest":"aebbac004c04bd86","command":"cd web \u0026\u0026 npm test","timeout-minutes":60}]`
	if string(got) != want {
		t.Errorf("planned %s\nwant    %s", got, want)
	}
}

// More claims than a matrix may have jobs are put together, and each is proven by the
// job of its group.
func TestGroupsOfClaims(t *testing.T) {
	w := newWorld()
	w.workflow(steps("run: make lint"))
	const path = ".github/workflows/evidence.yml"
	for _, sha := range []string{baseSHA, headSHA} {
		w.file(sha, path, evidenceWorkflow)
	}
	for i := range 600 {
		w.claim(fmt.Sprintf([]string{"cd dir%d && make t%d", "(cd dir%d && make t%d)", "make -C dir%d t%d # slow"}[i%3], i%3, i), nil)
	}
	w.noRun()
	legs := planned(t, w)
	if len(legs) != 200 || strings.Count(legs[0].Command, "\n)") != 3 {
		t.Fatalf("%d legs, the first runs %q", len(legs), legs[0].Command)
	}
	jobs := []record.Job{planJob()}
	for i, l := range legs {
		jobs = append(jobs, ofLeg(l, map[bool]string{true: record.ConclusionFailure, false: record.ConclusionSuccess}[i == 7]))
	}
	w.runOf(path, 1, headSHA, nil, jobs...)
	proofs, _ := w.judge(t)
	for i, p := range proofs {
		want := Verified
		if i/3 == 7 {
			want = Unproven // which of the three failed is not recorded
		}
		if p.Verdict != want {
			t.Fatalf("claim %d is %s: %s", i, p.Verdict, p.Reason)
		}
	}
}
