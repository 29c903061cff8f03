package execution

import (
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/workflow"
)

// planning is a workflow of which packetgate plans one job.
const planning = `on: [pull_request]
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

func TestPlanner(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"", "", true},
		{"packetgate/packetgate@v1", "Octo/PacketGate@0123456789abcdef0123456789abcdef01234567", true},
		{"packetgate/packetgate@v1", "docker://ghcr.io/packetgate/packetgate-action:v1", true},
		{"packetgate/packetgate@v1", "docker://ghcr.io:443/octo/packetgate@sha256:01234567", true},
		{"packetgate/packetgate@v1", "./packetgate", false},
		{"packetgate/packetgate@v1", "octo/packetgate-not@v1", false},
		{"packetgate/packetgate@v1", "octo/packetgate/plan@v1", false},
		{"packetgate/packetgate@v1", "octo/other@v1#packetgate@v1", false},
		{"mode: plan", "mode: check", false},
		{"{mode: plan}", `{mode: "${{ inputs.mode }}"}`, false},
		{"steps.plan.outputs.matrix", "steps.other.outputs.matrix", false},
		{"steps.plan.outputs.matrix", "steps.plan.outputs.report", false},
		{"fromJSON(needs.plan.outputs.matrix)", "fromJSON(inputs.matrix)", false},
		{"fromJSON(needs.plan.outputs.matrix)", "fromJSON(needs.plan.outputs.matrix || '[]')", false},
		{`{include: "${{ fromJSON(needs.plan.outputs.matrix) }}"}`, `"${{ fromJSON(needs.plan.outputs.matrix) }}"`, false},
		{`{include: "`, `{os: [a, b], include: "`, false},
	} {
		w, err := workflow.Parse("evidence.yml", []byte(strings.Replace(planning, tt.from, tt.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(w.Jobs, func(j *workflow.Job) bool { return j.ID == "evidence" })
		if got := plannerOf(w, w.Jobs[at]) != nil; got != tt.want {
			t.Errorf("%q: planned %v, want %v", tt.to, got, tt.want)
		}
	}
}
