package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// judgeStep rules on a command by one recorded step, as if the claim were that it
// exited 0.
func (j *judgement) judgeStep(command shell.Command, r ruling, budget *int) ruling {
	h := r.holding
	if cut, ok := r.unfinished(); ok {
		return cut
	}
	if r.step.Conclusion == record.ConclusionSkipped {
		return r.skippedStep()
	}
	if d := j.Doubt(command, h, r.run); d.Reason != "" {
		r.remedy, r.aside = d.Remedy, d.OtherCode
		return r.with(Unproven, d.Reason)
	}
	r.notes = append(r.notes, j.Notes(command, h)...)
	if command.Dynamic {
		r.notes = append(r.notes, "the command holds expansions; what they stood for is not recorded")
	}
	if command.Negated {
		r.notes = append(r.notes, "`!` turns every failure into success, that of a missing program or path too")
	}
	if r.step.Conclusion == record.ConclusionFailure {
		return j.judgeFailure(r, budget)
	}
	return j.judgeSuccess(command, r, budget)
}

// unfinished rules on a step that has not come to an end of its own.
func (r ruling) unfinished() (ruling, bool) {
	job, h := r.job, r.holding
	if job.Status == record.StatusWaiting {
		r.remedy = "Ask somebody who may to approve its deployment."
		return r.with(Pending, fmt.Sprintf("job %q waits to be let into its environment", job.Name)), true
	}
	if job.Status != record.StatusCompleted {
		return r.with(Pending, fmt.Sprintf("job %q has not finished", job.Name)), true
	}
	if len(job.Steps) == 0 && cutShort(job) {
		return r.with(CutOff, fmt.Sprintf("job %q ended (%s) before its first step", job.Name, job.Conclusion)), true
	}
	if h.Leg.Job.Unsupported != "" {
		r.remedy = execution.KnownSyntax
		return r.with(Unproven, h.Leg.Doubt), true
	}
	if h.Leg.Doubt != "" {
		r.remedy = fmt.Sprintf("Merge or rebase onto the base branch and let CI run again; if that does not help, give each job and step of %s a `name:` of its own without expressions.", execution.Clip(r.run.Path))
		return r.with(Unproven, h.Leg.Doubt), true
	}
	if h.Recorded() == nil {
		if job.Conclusion == record.ConclusionSuccess {
			return r.with(Unproven, fmt.Sprintf("the record of job %q lists no such step", job.Name)), true
		}
		return r.with(CutOff, fmt.Sprintf("job %q ended (%s) before this step", job.Name, job.Conclusion)), true
	}
	if r.step.Status != record.StatusCompleted {
		return r.with(CutOff, fmt.Sprintf("the runner of job %q was lost during or before this step", job.Name)), true
	}
	switch r.step.Conclusion {
	case record.ConclusionSuccess, record.ConclusionFailure, record.ConclusionSkipped:
		return r, false
	case record.ConclusionCancelled:
		r.remedy = r.longer()
		return r.with(CutOff, "the step was cancelled: by a person, a newer run or the job's time limit"), true
	case record.ConclusionTimedOut:
		return r.with(CutOff, "the step timed out"), true
	case "":
		return r.with(CutOff, "the step has no conclusion although its job has completed"), true
	}
	return r.with(Unproven, fmt.Sprintf("the step ended as %q", r.step.Conclusion)), true
}

// cutShort tells whether a job was stopped rather than ended by its own steps.
func cutShort(job record.Job) bool {
	return job.Conclusion == record.ConclusionCancelled || job.Conclusion == record.ConclusionTimedOut
}

// skippedStep rules on a skipped step. In a job that succeeded its `if:` left it
// out, so it says nothing; in one that was stopped the stop did, otherwise an
// earlier step's end.
func (r ruling) skippedStep() ruling {
	if r.job.Conclusion == record.ConclusionSuccess {
		r.remedy = "Let the step run: its `if:` left it out."
		r = r.with(Unproven, "the step was skipped by its `if:`")
		r.silent = true
		return r
	}
	verdict := Unproven
	r.remedy = "Mend what failed before it, and let CI run again."
	if cutShort(r.job) {
		verdict, r.remedy = CutOff, ""
	}
	return r.with(verdict, fmt.Sprintf("the step was skipped since job %q ended (%s) before it", r.job.Name, r.job.Conclusion))
}

func (j *judgement) judgeSuccess(command shell.Command, r ruling, budget *int) ruling {
	h := r.holding
	if why := h.Hidden(); why != "" {
		if strings.HasSuffix(why, "without pipefail") {
			r.remedy = "Give the step `shell: bash`, which sets pipefail, on the base branch, and let CI run again."
		}
		r.muted = !h.Tolerated() || j.witness(&r, budget).silent
		return r.with(Unproven, r.inStep(why))
	}
	silence := h.Silence(command)
	if h.Tolerated() && silence == nil {
		return j.judgeTolerated(command, r, budget)
	}
	if file := j.replaced(r); file != "" {
		r.remedy = "Claim the command alone, and send output to files that the repository does not have."
		return r.with(Unproven, r.inStep(fmt.Sprintf("the claim itself replaces or removes `%s`, a file of the repository for all that is known, before the command runs", execution.Clip(file))))
	}
	zero := 0
	r.exit = &zero
	r.basis = BasisRecord
	succeeded := "succeeded"
	if h.Tolerated() {
		succeeded = fmt.Sprintf("did not fail, which step %q would have told,", silence.Name)
	}
	ran := "ran it"
	if h.Retried() || h.SecondTry(command) {
		ran = "ran it, perhaps after tries that failed,"
	}
	return r.with(Verified, fmt.Sprintf("step %q of job %q %s and %s at %s", r.step.Name, r.job.Name, ran, succeeded, short(r.commit)))
}

// inStep names the step of a reason.
func (r ruling) inStep(why string) string {
	return fmt.Sprintf("in step %q of job %q %s", r.step.Name, r.job.Name, why)
}

// judgeTolerated rules on a step with continue-on-error, which GitHub records as
// successful whatever happened: its log may contradict, and proves nothing else.
func (j *judgement) judgeTolerated(command shell.Command, r ruling, budget *int) ruling {
	if again := r.holding.Again(command); again != nil && again.Conclusion == record.ConclusionSuccess {
		r.silent = true
		return r.with(Unproven, r.inStep(fmt.Sprintf("it failed, and step %q ran it again", again.Name)))
	}
	w := j.witness(&r, budget)
	switch {
	case w.cut != "":
		return r.with(CutOff, w.cut)
	case w.exit != nil && !w.shared && r.holding.Only():
		r.exit, r.basis = w.exit, BasisLog
		return r.with(Contradicted, fmt.Sprintf("its log shows exit %d, which continue-on-error hides", *w.exit))
	}
	r.remedy = "Remove `continue-on-error` from that step on the base branch, or run the command in a step without it."
	if r.holding.Repeated(command) {
		r.remedy = "Let one step of the base branch try it twice (`A || A`), or give the first step an `id:` and the second, without `continue-on-error`, just `if: steps.ID.outcome == 'failure'`."
	}
	hides := "continue-on-error records the step as successful whatever its exit code"
	if w.exit != nil && !w.shared {
		hides = fmt.Sprintf("the script exited %d and runs several commands; %s", *w.exit, hides)
	}
	r.muted = w.silent
	return r.with(Unproven, r.inStep(hides))
}

// judgeFailure rules on a failed step. That it failed is the record's own word, which
// no line of the log and no missing one weakens: any step can print lines, and mask
// the runner's. What else GitHub records as a step's failure is its own time limit,
// and that needs the time to have passed.
func (j *judgement) judgeFailure(r ruling, budget *int) ruling {
	w := j.witness(&r, budget)
	limit := r.timeLimit(w)
	switch {
	case limit != "" && w.exit == nil:
		return r.with(CutOff, limit)
	case !r.holding.Only() && !r.whole:
		r.remedy = r.ofGroup()
		return r.with(Unproven, failedAmongSeveral(r.holding, w.exit))
	}
	r.exit, r.exitShared, r.basis = w.exit, w.shared, BasisRecord
	failed := fmt.Sprintf("step %q of job %q failed at %s", r.step.Name, r.job.Name, short(r.commit))
	if w.exit != nil {
		failed = fmt.Sprintf("step %q of job %q failed with exit %d at %s", r.step.Name, r.job.Name, *w.exit, short(r.commit))
	} else if note := w.unbelieved(); note != "" {
		r.notes = append(r.notes, note)
	}
	return r.with(Contradicted, failed)
}

// unbelieved tells what the log of a step that failed without an exit line says
// instead, which any program can print or mask.
func (w testimony) unbelieved() string {
	switch {
	case w.cut != "":
		return fmt.Sprintf("its log also says that %s, which any program can print; if it is true, re-run the job", w.cut)
	case w.silent:
		return "its log shows no exit code: the line may have been masked, or the runner failed the step for another reason"
	}
	return ""
}

func failedAmongSeveral(h *execution.Holding, exit *int) string {
	reason := "the step failed"
	if exit != nil {
		reason += fmt.Sprintf(" (exit %d)", *exit)
	}
	if h.Inside() {
		return reason + fmt.Sprintf("; it is the whole action %s, and which of its commands failed is not recorded", h.JobStep().Uses)
	}
	if why := h.Hidden(); why != "" {
		return reason + ", and of this command " + why
	}
	return reason + " and runs several commands: which of them failed is not recorded"
}

// timeLimit says that a failed step ended at its own time limit, which GitHub records
// as a failure, or "". The log's word counts for a limit that is an expression, and
// only if the step ran that long.
func (r ruling) timeLimit(w testimony) string {
	limit := r.holding.JobStep().TimeoutMinutes
	if limit == "" {
		return ""
	}
	minutes, err := strconv.ParseFloat(limit, 64)
	switch {
	case err == nil && minutes > 0 && r.lasted(minutes):
		return fmt.Sprintf("the step reached its time limit of %s minutes", limit)
	case err != nil && w.timeout > 0 && r.lasted(float64(w.timeout)):
		return w.cut
	case err != nil && !w.read && r.lasted(1):
		return "the step failed, and without its log nothing tells whether at its time limit, which is an expression"
	}
	return ""
}

// lasted tells whether the step can have run for so many minutes: the record's times
// are whole seconds.
func (r ruling) lasted(minutes float64) bool {
	return r.step.CompletedAt.Sub(r.step.StartedAt)+time.Second >= time.Duration(minutes*float64(time.Minute))
}
