package execution

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// A step that may fail, so that its output can be posted, is often followed by one that
// fails the job after all:
//
//	- id: plan
//	  run: terraform plan
//	  continue-on-error: true
//	- if: steps.plan.outcome == 'failure'
//	  run: exit 1

// fails matches scripts that print something at most and then fail.
var fails = regexp.MustCompile("^(?:echo [^\\n`$\\\\;&|<>()]*\\n\\s*)*exit [1-9][0-9]?$")

// plainShells are the shells that end with the code of such a script's exit.
var plainShells = []string{"", "bash", "sh", "pwsh"}

// Silence is the step of a successful job that would have failed it if the held one had
// failed, and was skipped; nil where there is none. An outcome is what came of a step
// before continue-on-error.
func (h *Holding) Silence() *record.Step {
	if h.Inside() || h.Leg.Record.Conclusion != record.ConclusionSuccess {
		return nil
	}
	for i := h.piece().index + 1; i < len(h.Leg.Job.Steps); i++ {
		rec := h.recordedAt(i)
		if rec != nil && rec.Conclusion == record.ConclusionSkipped && alarms(h.Leg.Job.Steps[i], h.Step().ID) {
			return rec
		}
	}
	return nil
}

// alarms tells whether a step fails the job whenever the one of that id failed.
func alarms(step *workflow.Step, id string) bool {
	if id == "" || step.ContinueOnError != "" || step.Unsupported != "" || !slices.Contains(plainShells, step.Shell) || !fails.MatchString(strings.TrimSpace(step.Run)) {
		return false
	}
	condition := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(step.If), "${{"), "}}"))
	outcome := regexp.MustCompile(`(?i)^(?:always\(\) *&& *)?steps\.` + regexp.QuoteMeta(id) + `\.outcome *(?:== *'failure'|!= *'success')$`)
	return outcome.MatchString(condition)
}
