package evidence

import (
	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// possible drops the versions that the record of a finished run contradicts, if it is
// whole and one of the others fits it in every name. A version that would hide or lack
// the command stays: what the base holds must prove it too.
func (j *judgement) possible(command shell.Command, run record.Run, versions []version) []version {
	switch run.Conclusion {
	case record.ConclusionSuccess, record.ConclusionFailure:
	default:
		return versions // jobs that had not begun may not be listed
	}
	jobs, absence, ok := j.jobs(run)
	if !ok || absence != record.Present {
		return versions
	}
	for _, job := range jobs {
		if job.Status != record.StatusCompleted {
			return versions
		}
	}
	var out []version
	certain := false
	for _, v := range versions {
		fit := v.src.Fit(jobs)
		certain = certain || fit == workflow.Certain
		if fit != workflow.Contradicted || !j.wouldProve(command, run, v.src) && !v.src.CallsAtAnotherRef() {
			out = append(out, v)
		}
	}
	if !certain {
		return versions
	}
	return out
}

// wouldProve tells whether a version proves the command by success of all its steps.
func (j *judgement) wouldProve(command shell.Command, run record.Run, src *execution.Source) bool {
	proves := false
	surveys := j.Surveys(src)
	for i := range surveys {
		s := &surveys[i]
		holdings := s.Holdings(command)
		if len(holdings) == 0 {
			continue
		}
		if s.Source.Planner(s.Job) != nil && !digestInName.MatchString(s.Job.Name) || j.distrustPlace(s.Place, run) != "" {
			return false
		}
		for k := range holdings {
			h := &holdings[k]
			budget := 0
			if j.distrustActions(run, h) != "" || j.judgeStep(command, ruling{run: run}.at(h), &budget).verdict != Verified {
				return false
			}
		}
		proves = true
	}
	return proves
}
