package evidence

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// The evidence workflow makes its matrix of what packetgate in mode plan gives it: the
// claims of the trackers at that commit. So the matrix that it may have had is known
// from the claims, and a job's name, which bears the digest of its command, tells which
// of them it ran.

// digestInName matches the name of a planned job that tells what a leg of it ran.
var digestInName = regexp.MustCompile(`\$\{\{ *matrix\.digest *\}\}`)

// distrustPlan rules on a planned job of a run whose legs may be another's choice than the
// base branch's, since the change edits the configuration by which they were planned.
func (j *judgement) distrustPlan(r ruling, p execution.Place) (ruling, bool) {
	if p.Source.Planner(p.Job) == nil || j.protected(r.run) {
		return r, false
	}
	why := j.distrustFile(r.run, j.ConfigPath)
	if why == "" {
		return r, false
	}
	r.remedy = fmt.Sprintf("Merge the change of %s on its own first, then merge or rebase onto %s and let CI run again.", j.ConfigPath, j.baseName())
	return r.with(Untrusted, fmt.Sprintf("the jobs of %s are planned by the configuration, and %s", r.run.Path, why)), true
}

// nameless rules on a planned job whose name does not tell what a leg of it ran.
func (r ruling) nameless(job *workflow.Job) ruling {
	r.remedy = "Name that job `evidence ${{ matrix.packet }} ${{ matrix.digest }}` on the base branch, and let CI run again."
	return r.with(Unproven, fmt.Sprintf("the name of job %q has no `${{ matrix.digest }}`, so the record does not tell what each of its jobs ran", job.ID))
}

// notPlanned rules on a planned job of a run that has no leg with the command.
func (r ruling) notPlanned(p execution.Place, found execution.Matched) ruling {
	by := p.Source.Planner(p.Job)
	planned := record.ConclusionSkipped
	for _, m := range found.Legs(by, p.Callers) {
		planned = m.Leg.Record.Conclusion
	}
	if r.run.Status != record.StatusCompleted {
		return r.with(Pending, fmt.Sprintf("run %d of %s has not finished, and may still run it", r.run.Number, r.run.Path))
	}
	r.silent = true
	switch {
	case r.run.Conclusion == record.ConclusionCancelled, planned == record.ConclusionCancelled, planned == record.ConclusionTimedOut:
		return r.with(CutOff, fmt.Sprintf("run %d of %s was cut off before it ran this command", r.run.Number, r.run.Path))
	case planned != record.ConclusionSuccess:
		r.remedy = fmt.Sprintf("See in run %d why job %q did not plan it, mend that and run it again.", r.run.Number, by.ID)
		return r.with(Unproven, fmt.Sprintf("job %q of run %d, which plans what is to be run, ended (%s)", by.ID, r.run.Number, planned))
	}
	return r.with(Missing, fmt.Sprintf("run %d of %s did not plan this command: the tracker did not claim it then, or it was proven, waived or under way", r.run.Number, r.run.Path))
}

// ofPlan tells whether packetgate planned the leg that holds the command.
func (r ruling) ofPlan() bool { return r.holding.Source.Planner(r.holding.Leg.Job) != nil }

// plainCommand matches a script that is a planned leg's command and nothing else.
var plainCommand = regexp.MustCompile(`^\$\{\{ *matrix\.command *\}\}$`)

// allOf tells whether the step runs the commands of a claim and nothing else, so that
// its failure is the claim's, whichever of them failed.
func (r ruling) allOf(t *task) bool {
	leg := r.holding.Leg
	return r.ofPlan() && leg.Matrix["digest"] == shell.Digest(t.commands) && plainCommand.MatchString(strings.TrimSpace(r.holding.JobStep().Run))
}

// ofWhole tells whether a ruling on one of a claim's commands is on them all.
func (r ruling) ofWhole() bool { return r.verdict == Contradicted && r.whole }

// pathOnly matches a path of the repository, of which nothing is left to the shell.
var pathOnly = regexp.MustCompile(`^[^$*?~{(\[\x60/][^$*?{(\[\x60]*$`)

// replaced names the file of the repository that the claim of a planned leg writes over or
// removes by the time the command runs, "" where there surely is none. A log is none, nor
// what the configuration ignores: no command is expected to read it.
func (j *judgement) replaced(r ruling) string {
	if !r.ofPlan() {
		return ""
	}
	for _, ran := range r.holding.Rans() {
		for _, file := range ran.Writes {
			if j.quiet(file) || path.Ext(file) == ".log" {
				continue
			}
			inside := func(f record.FileChange) bool { return strings.HasPrefix(f.Path, file+"/") }
			if !pathOnly.MatchString(file) || strings.HasPrefix(file, "../") || slices.ContainsFunc(j.Change.Files, inside) {
				return file
			}
			if _, absence, ok := j.ledger.File(r.commit, file); ok && absence != record.NotFound {
				return file
			}
		}
	}
	return ""
}

// longer says what helps where a planned job was stopped, perhaps by its time limit, ""
// for other jobs.
func (r ruling) longer() string {
	if !r.ofPlan() {
		return ""
	}
	return fmt.Sprintf("Re-run the job to its end; if it needs more than %s minutes, raise `evidence.timeout-minutes` on the base branch first.", r.holding.Leg.Matrix["timeout-minutes"])
}

// ofGroup says what helps where a planned job failed that runs several commands, "" for
// other jobs.
func (r ruling) ofGroup() string {
	if !r.ofPlan() {
		return ""
	}
	return "See in the job's log which of them failed, make it pass and let CI run again."
}
