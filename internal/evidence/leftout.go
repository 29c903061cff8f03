package evidence

import (
	"fmt"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// leftOut finds a job that a green run of a workflow left out, and that was red when
// an older run, of a commit that counts too, last ran the command in it: a label, an
// input or a filter of paths must not take the red job away.
func (j *judgement) leftOut(t *task, command shell.Command, green ruling, older []record.Run) (ruling, bool) {
	spoken := map[string]int{}
	speak(spoken, green.agreeing)
	for _, run := range older {
		at, ok := j.judgeRun(t, command, run)
		if !ok {
			break
		}
		seen := map[string]int{}
		for _, r := range at.all {
			red := r.job.Conclusion == record.ConclusionFailure || r.job.Conclusion == record.ConclusionTimedOut
			seen[r.spot()]++
			if r.silent || r.verdict == Verified || r.verdict == Untrusted || spoken[r.spot()] >= seen[r.spot()] || !red {
				continue
			}
			r.reason += fmt.Sprintf("; the newer run %d left that job or step out", green.run.Number)
			r.remedy = "Mend what failed, and let CI run every job on it again."
			return r, true
		}
		speak(spoken, at.all)
	}
	return ruling{}, false
}

// withBase rules by the newest pull_request run, where a newer run of the same workflow is
// green on the head's own code: the former tests the head merged into the base, and the
// newer one left that out.
func (j *judgement) withBase(t *task, command shell.Command, green record.Run, older []record.Run) (ruling, bool) {
	if green.Event == "pull_request" || green.Event == "merge_group" || j.protected(green) {
		return ruling{}, false
	}
	for _, run := range older {
		if run.Event != "pull_request" {
			continue
		}
		r, ok := j.judgeRun(t, command, run)
		switch {
		case !ok:
			return ruling{}, false
		case r.silent, r.verdict == Untrusted:
			continue
		case r.verdict == Contradicted, r.verdict == Pending && run.Status != record.StatusCompleted:
			r.reason += fmt.Sprintf("; the newer run %d (%s) tests the branch without the base merged into it", green.Number, green.Event)
			if r.verdict == Contradicted {
				r.remedy = "Mend it with the base branch merged in and push; if it was a passing fault, re-run that run."
			}
			return r, true
		}
		return ruling{}, false
	}
	return ruling{}, false
}

// speak notes where rulings verify the command, and how often.
func speak(spoken map[string]int, all []ruling) {
	found := map[string]int{}
	for _, r := range all {
		if r.silent || r.verdict != Verified {
			continue
		}
		found[r.spot()]++
		if r.step.Name != "" {
			found[ruling{job: r.job}.spot()]++
		}
	}
	for spot, n := range found {
		spoken[spot] = max(spoken[spot], n)
	}
}

// spot is the job, and the step where there is one, of a ruling by their names; steps of
// one name are counted.
func (r ruling) spot() string {
	twins := 0
	for _, s := range r.job.Steps {
		if s.Name == r.step.Name && s.Number < r.step.Number {
			twins++
		}
	}
	return fmt.Sprintf("%s\x00%s\x00%d", r.job.Name, r.step.Name, twins)
}
