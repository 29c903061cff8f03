package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// judgeRun rules on a command by one trusted run; false when the run's workflow
// does not hold it, or records are still to be fetched. A pull_request run may have
// had any of several versions of the file, under each of which the claim must hold.
func (j *judgement) judgeRun(t *task, command shell.Command, run record.Run) (ruling, bool) {
	src, ok := j.Source(run, run.HeadSHA)
	if run.Event != "pull_request" {
		if !ok {
			return ruling{}, false
		}
		return j.judgeBy(t, command, run, src)
	}
	if src == nil {
		src = &execution.Source{} // the other records are asked for in the same round
	}
	versions, doubt, known := j.versions(run, src)
	if !ok || !known {
		return ruling{}, false
	}
	own := version{src, ownVersion, ""}
	if src.Absent && len(versions) > 0 {
		own, versions = versions[0], versions[1:]
	}
	if doubt.reason != "" {
		return j.doubted(command, run, own, doubt)
	}
	return j.judgeVersions(t, command, run, slices.Concat([]version{own}, versions))
}

// doubted rules on a command of a run of which nothing tells whose file it ran.
func (j *judgement) doubted(command shell.Command, run record.Run, own version, d doubt) (ruling, bool) {
	if own.src.Absent || own.src.File != nil && len(j.Places(command, own.src)) == 0 {
		return ruling{}, false
	}
	return ruling{
		verdict: Untrusted, run: run, commit: run.HeadSHA, remedy: d.remedy,
		reason: fmt.Sprintf("run %d of %s may not have run this branch's or %s's version of the file: %s", run.Number, run.Path, j.baseName(), d.reason),
	}, true
}

// judgeVersions rules on a command by a run that had one of several versions of its
// workflow. Where they do not agree, those that its record contradicts are dropped.
func (j *judgement) judgeVersions(t *task, command shell.Command, run record.Run, versions []version) (ruling, bool) {
	r, ok, agree := j.compareVersions(t, command, run, versions)
	if agree {
		return r, ok
	}
	if possible := j.possible(command, run, versions); len(possible) < len(versions) {
		r, ok, _ = j.compareVersions(t, command, run, possible)
	}
	return r, ok
}

// compareVersions rules by versions that should agree: the first that does not agree
// with the first of all decides.
func (j *judgement) compareVersions(t *task, command shell.Command, run record.Run, versions []version) (r ruling, ok, agree bool) {
	own := versions[0]
	head, inHead := j.judgeBy(t, command, run, own.src)
	for _, v := range versions[1:] {
		if own.src.Same(v.src) {
			continue
		}
		base, inBase := j.judgeBy(t, command, run, v.src)
		switch {
		case !inHead && !inBase, inHead && inBase && head.verdict == base.verdict && head.silent == base.silent:
		case inHead && head.verdict == Pending:
			return head, true, true
		case inBase && base.verdict == Pending:
			return base, true, true
		case !inBase:
			return j.onlyIn(head, own, v), true, false
		case !inHead:
			return j.onlyIn(base, v, own), true, false
		default:
			return j.differing(head, base, own, v), true, false
		}
	}
	return head, inHead, true
}

// baseName names the base branch.
func (j *judgement) baseName() string {
	return cmp.Or(execution.Clip(j.Change.BaseRef), "the base branch")
}

// ownVersion is the name of the head's version of a file.
const ownVersion = "of this branch"

// onlyIn rules on a command that only one version of the workflow holds: the run
// may have been made by the other.
func (j *judgement) onlyIn(r ruling, with, without version) ruling {
	out := ruling{verdict: Untrusted, run: r.run, commit: r.commit}
	out.reason = fmt.Sprintf("GitHub may have run either version of %s: that %s, which runs this command, or that %s, which does not", r.run.Path, with.name, without.name)
	out.remedy = fmt.Sprintf("Merge or rebase onto %s and let CI run again; a command that its workflows do not run needs a step there first.", j.baseName())
	if other := j.otherBase(with, without); other != "" {
		out.remedy = other
	}
	return out
}

// differing rules on a command that both versions of the workflow hold, to
// different ends: the version that does not prove it says why.
func (j *judgement) differing(head, base ruling, own, other version) ruling {
	out, name := base, other.name
	if base.verdict == Verified {
		out, name = head, own.name
	}
	out.verdict, out.basis, out.exit, out.silent = Unproven, BasisNone, nil, false
	out.reason = fmt.Sprintf("the version %s of %s, which GitHub may have run, does not prove it: %s", name, out.run.Path, out.reason)
	out.remedy = fmt.Sprintf("Merge or rebase onto %s, so that both have one workflow file, and let CI run again.", j.baseName())
	if other := j.otherBase(own, other); other != "" {
		out.remedy = other
	}
	return out
}

// otherBase is what helps where a version is that of a branch which is not the base, and
// which the author need not merge; "" where none is.
func (j *judgement) otherBase(versions ...version) string {
	for _, v := range versions {
		if v.base != "" && v.base != j.Change.BaseRef {
			return fmt.Sprintf("Push a new commit when no pull request aims this branch at %s any more (a re-run keeps the old base), or let %[1]s and %s have one workflow file.", execution.Clip(v.base), j.baseName())
		}
	}
	return ""
}

// judgeBy rules on a command by one run under one version of its workflow.
func (j *judgement) judgeBy(t *task, command shell.Command, run record.Run, src *execution.Source) (ruling, bool) {
	base := ruling{run: run, commit: run.HeadSHA}
	var places []execution.Place
	if src.File != nil {
		places = j.Places(command, src)
	}
	switch {
	case src.Problem != "":
		base.remedy = "Mend the workflow file, and let CI run again."
		return base.with(Unproven, src.Problem+", so nothing tells whether that run ran this command"), !src.Absent
	case len(places) == 0:
		return ruling{}, false
	}
	if run.Conclusion == record.ConclusionSkipped {
		base.silent = true
		base.remedy = "Let CI run on the newest commit so that the `if:` of its jobs lets them run."
		return base.with(Unproven, fmt.Sprintf("run %d of %s was skipped", run.Number, run.Path)), true
	}
	jobs, absence, ok := j.jobs(run)
	switch {
	case !ok:
		return base.with(Pending, "the run's jobs are still to be read"), true
	case absence != record.Present:
		base.held = run.Conclusion == record.ConclusionFailure // which of them failed, nobody can tell
		return base.with(Expired, fmt.Sprintf("the jobs of run %d (%s) are %s", run.Number, cmp.Or(run.Conclusion, run.Status), absence)), true
	}
	if r, done := base.ofRun(); done && len(jobs) == 0 {
		return r, true
	}
	found := j.Match(run, src, jobs)
	all := make([]ruling, 0, len(places))
	budget := maxLogs
	for _, p := range places {
		all = append(all, j.judgePlace(t, command, base, p, found, &budget)...)
	}
	voices, notes := heard(all)
	out, ok := agreed(voices)
	out.all, out.notes = all, slices.Concat(out.notes, notes)
	out.partial = slices.ContainsFunc(all, func(r ruling) bool { return r.silent }) ||
		slices.ContainsFunc(places, func(p execution.Place) bool { return p.Legs == 0 })
	return out, ok
}

// jobs asks for the jobs of a run, as of its attempt.
func (j *judgement) jobs(run record.Run) ([]record.Job, record.Absence, bool) {
	if run.Earlier {
		return j.ledger.JobsUpTo(run.ID, run.Attempt)
	}
	return j.ledger.Jobs(run.ID)
}

// with returns the ruling with a verdict and its reason.
func (r ruling) with(v Verdict, reason string) ruling {
	r.verdict, r.reason = v, reason
	return r
}

// ofRun rules by a run that has no jobs to speak of. One that has some may be queued or
// wait too, for a runner or to be let into an environment, when others of them have ended.
func (r ruling) ofRun() (ruling, bool) {
	run := r.run
	switch {
	case run.Conclusion == record.ConclusionActionRequired, run.Status == record.StatusWaiting:
		r = r.with(Pending, fmt.Sprintf("run %d of %s waits for a maintainer's approval", run.Number, run.Path))
		r.remedy = "Ask a maintainer to approve the workflow run."
		return r, true
	case run.Conclusion == record.ConclusionStartupFailure:
		r.remedy = "Mend the workflow, whose page on GitHub says what is wrong with it, and let CI run again."
		return r.with(Unproven, fmt.Sprintf("GitHub could not start run %d of %s", run.Number, run.Path)), true
	case run.Conclusion == record.ConclusionStale:
		return r.with(CutOff, fmt.Sprintf("GitHub gave up run %d of %s as stale", run.Number, run.Path)), true
	case run.Status != record.StatusCompleted && run.Status != record.StatusInProgress:
		return r.with(Pending, fmt.Sprintf("run %d of %s has not started", run.Number, run.Path)), true
	}
	return r, false
}

// judgePlace rules on every leg of a job that holds the command.
func (j *judgement) judgePlace(t *task, command shell.Command, base ruling, p execution.Place, found execution.Matched, budget *int) []ruling {
	if why := j.distrustPlace(p, base.run); why != "" {
		if why == j.distrustCalls(p) {
			base.remedy = "Call it at a full commit hash, or by its path `./…`, in the workflow of the base branch, and let CI run again."
		}
		return []ruling{base.with(Untrusted, "the job runs this command, but "+why)}
	}
	if r, distrusted := j.distrustPlan(base, p); distrusted {
		return []ruling{r}
	}
	for i, caller := range p.Callers {
		for _, m := range found.Legs(caller, p.Callers[:i]) {
			if m.Leg.Record.Conclusion == record.ConclusionSkipped {
				return []ruling{base.skipped(m.Leg.Record)}
			}
		}
	}
	if p.Source.Planner(p.Job) != nil && !digestInName.MatchString(p.Job.Name) {
		return []ruling{base.nameless(p.Job)}
	}
	var all []ruling
	legs := 0
	for _, m := range found.Legs(p.Job, p.Callers) {
		if m.Leg.Record.Conclusion == record.ConclusionSkipped {
			all = append(all, base.skipped(m.Leg.Record))
			legs = max(p.Legs, 1)
			continue
		}
		holdings := m.Holdings(command)
		if len(holdings) > 0 {
			legs++
		}
		for i := range holdings {
			h := &holdings[i]
			at := base.at(h)
			at.whole = at.allOf(t)
			if why := j.distrustActions(base.run, h); why != "" && !j.protected(base.run) {
				all = append(all, at.with(Untrusted, "the job runs this command, but "+why))
				continue
			}
			r := j.judgeStep(command, at, budget)
			if len(t.commands) == 1 {
				r = r.against(t)
			}
			all = append(all, r)
		}
	}
	if p.Source.Planner(p.Job) != nil {
		if legs == 0 {
			all = append(all, base.notPlanned(p, found))
		}
		return all
	}
	if r, missing := base.missingLegs(p, legs, found.Doubts); missing {
		all = append(all, r)
	}
	return all
}

// at returns the ruling placed at a step.
func (r ruling) at(h *execution.Holding) ruling {
	r.holding = h
	r.job = h.Leg.Record
	if step := h.Recorded(); step != nil {
		r.step = *step
	}
	return r
}

func (r ruling) skipped(job record.Job) ruling {
	r.job = job
	r.remedy = "Let the job run: its `if:`, or a job that it needs, left it out."
	r = r.with(Unproven, fmt.Sprintf("the job %q was skipped", job.Name))
	r.silent = true
	return r
}

// missingLegs rules on legs that hold the command but are not in the record.
func (r ruling) missingLegs(p execution.Place, legs int, doubts []string) (ruling, bool) {
	if legs >= max(p.Legs, 1) {
		if p.Legs == 0 && r.run.Status != record.StatusCompleted {
			return r.with(Pending, "the run has not finished, and more legs of its matrix may follow"), true
		}
		return r, false
	}
	if r.run.Status != record.StatusCompleted {
		return r.with(Pending, fmt.Sprintf("job %q has not started", p.Job.ID)), true
	}
	if r.run.Conclusion == record.ConclusionCancelled {
		return r.with(CutOff, fmt.Sprintf("the run was cancelled before job %q ran", p.Job.ID)), true
	}
	reason := fmt.Sprintf("job %q has %d of %d legs in the record", p.Job.ID, legs, max(p.Legs, 1))
	r.remedy = "Run the workflow again, so that GitHub records every leg of the job."
	if len(doubts) > 0 {
		doubts = slices.Compact(slices.Sorted(slices.Values(doubts)))
		reason += " (" + strings.Join(doubts[:min(len(doubts), 2)], "; ") + ")"
		r.remedy = "Give each job and each leg of the workflow a name of its own, of at most 100 characters, on the base branch, and let CI run again."
	}
	return r.with(Unproven, reason), true
}

// distrustPlace says why a reusable workflow on the way to a job is untrusted.
func (j *judgement) distrustPlace(p execution.Place, run record.Run) string {
	if why := j.distrustCalls(p); why != "" || j.protected(run) {
		return why
	}
	for _, call := range p.Calls {
		if call.ByRef() {
			continue // its content is not the change's
		}
		if why := j.distrustFile(run, call.Path()); why != "" {
			return why
		}
	}
	return ""
}
