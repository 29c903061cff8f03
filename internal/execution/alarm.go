package execution

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
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
//
// or by one that tries it again.

// fails matches scripts that print something at most and then fail.
var fails = regexp.MustCompile("^(?:echo [^\\n`$\\\\;&|<>()]*\\n\\s*)*exit [1-9][0-9]?$")

// plainShells are the shells that end with the code of such a script's exit.
var plainShells = []string{"", "bash", "sh", "pwsh"}

// Silence is the step of a successful job that would have failed it if the held one had
// failed, and was skipped; nil where there is none. An outcome is what came of a step
// before continue-on-error.
func (h *Holding) Silence(command shell.Command) *record.Step {
	if h.Inside() || h.Leg.Record.Conclusion != record.ConclusionSuccess {
		return nil
	}
	if again := h.Again(command); again != nil && again.Conclusion == record.ConclusionSkipped {
		return again
	}
	for i := h.piece().index + 1; i < len(h.Leg.Job.Steps); i++ {
		rec := h.recordedAt(i)
		if rec != nil && rec.Conclusion == record.ConclusionSkipped && alarms(h.Leg.Job.Steps[i], h.Step().ID) {
			return rec
		}
	}
	return nil
}

// Again is the record of the step that runs the command once more if the held one failed,
// nil where there is none.
func (h *Holding) Again(command shell.Command) *record.Step {
	for n := h.n + 1; n < len(h.pieces); n++ {
		if h.again(command, h.n, n) {
			return h.recordedAt(h.pieces[n].index)
		}
	}
	return nil
}

// SecondTry tells whether the step runs the command since an earlier one that did failed.
func (h *Holding) SecondTry(command shell.Command) bool {
	for n := range h.before() {
		if h.again(command, n, h.n) {
			return true
		}
	}
	return false
}

// again tells whether a step proves the command that one before it may fail at, and runs
// if that one failed.
func (h *Holding) again(command shell.Command, first, second int) bool {
	a, b := &h.pieces[first], &h.pieces[second]
	if len(a.around)+len(b.around) > 0 || a.step.ID == "" || !a.tolerated() || b.tolerated() || b.unsupported() != "" || !onFailureOf(b.step.If, a.step.ID) {
		return false
	}
	at := holds(command, h.Source, h.pieces, second)
	hidden := slices.ContainsFunc(at, func(i int) bool { return !b.rans[i].Proven })
	return len(at) > 0 && !hidden && len(holds(command, h.Source, h.pieces, first)) > 0
}

// Repeated tells whether another step of the job runs the command too.
func (h *Holding) Repeated(command shell.Command) bool {
	for n := range h.pieces {
		if n != h.n && len(holds(command, h.Source, h.pieces, n)) > 0 {
			return true
		}
	}
	return false
}

// alarms tells whether a step fails the job whenever the one of that id failed.
func alarms(step *workflow.Step, id string) bool {
	if id == "" || step.ContinueOnError != "" || step.Unsupported != "" || !slices.Contains(plainShells, step.Shell) || !fails.MatchString(strings.TrimSpace(step.Run)) {
		return false
	}
	return onFailureOf(step.If, id)
}

// onFailureOf tells whether a condition is that the step of that id failed.
func onFailureOf(condition, id string) bool {
	condition = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(condition), "${{"), "}}"))
	outcome := regexp.MustCompile(`(?i)^(?:always\(\) *&& *)?steps\.` + regexp.QuoteMeta(id) + `\.outcome *(?:== *'failure'|!= *'success')$`)
	return outcome.MatchString(condition)
}
