package execution

import (
	"testing"

	"github.com/packetgate/packetgate/internal/workflow"
)

func TestAlarms(t *testing.T) {
	for _, tt := range []struct {
		step workflow.Step
		want bool
	}{
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exit 1\n"}, true},
		{workflow.Step{If: "${{ steps.plan.outcome != 'success' }}", Run: "echo \"::error::The plan failed\"\nexit 2"}, true},
		{workflow.Step{If: "always() && steps.Plan.outcome == 'failure'", Run: "exit 1"}, true},
		{workflow.Step{If: "steps.fmt.outcome == 'failure'", Run: "exit 1"}, false},
		{workflow.Step{If: "steps.plan.conclusion == 'failure'", Run: "exit 1"}, false}, // success, whatever came of it
		{workflow.Step{If: "steps.plan.outcome == 'failure' && github.ref == 'refs/heads/main'", Run: "exit 1"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "echo failed"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exit 0"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exit 256"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "echo \"$(exit 0)\"\nexit 1"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exec true\nexit 1"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exit 1", ContinueOnError: "true"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Run: "exit 1", Shell: "true {0}"}, false},
		{workflow.Step{If: "steps.plan.outcome == 'failure'", Uses: "acme/alarm@v1"}, false},
	} {
		if got := alarms(&tt.step, "plan"); got != tt.want {
			t.Errorf("if: %s, run: %q: %v", tt.step.If, tt.step.Run, got)
		}
	}
}
