package evidence

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// maxAttempts bounds the earlier attempts of a run that are looked at.
const maxAttempts = 100

// attempts are the runs of a group, each from its latest attempt to its first.
func attempts(group []record.Run) []record.Run {
	var out []record.Run
	for _, run := range group {
		out = append(out, run)
		for n := run.Attempt - 1; n > max(0, run.Attempt-maxAttempts); n-- {
			out = append(out, run.EarlierAttempt(n))
		}
	}
	return out
}

// ended rules by the newest run or attempt of a workflow that speaks of the command and,
// for each job and step that it did not bring to an end, by the last one before it that
// did: neither a re-run that is cancelled or under way nor a label, an input or a filter
// of paths takes a red job away. What was green before counts for nothing that came after.
func (j *judgement) ended(t *task, command shell.Command, newest ruling, older []record.Run) ruling {
	if newest.verdict == Contradicted || !newest.open() || j.waiting() {
		return newest
	}
	spoken := map[string]int{}
	speak(spoken, newest.all)
	all := []ruling{newest}
	for _, run := range older {
		at, ok := j.judgeRun(t, command, run)
		if !ok {
			break
		}
		seen := map[string]int{}
		for _, r := range at.listed() {
			seen[r.spot()]++
			if spoken[r.spot()] < seen[r.spot()] && r.stands(newest) {
				all = append(all, r.beside(newest))
			}
		}
		if !at.open() || j.waiting() {
			break
		}
		speak(spoken, at.all)
	}
	out, _ := agreed(all)
	return out
}

// listed are the rulings of a run's steps and jobs, or the one on the run.
func (r ruling) listed() []ruling {
	if r.all == nil {
		return []ruling{r}
	}
	return r.all
}

// open tells whether a step, a job or a leg that holds the command came to no end.
func (r ruling) open() bool {
	return r.partial || slices.ContainsFunc(r.listed(), func(r ruling) bool { return !r.finished() && r.verdict != Untrusted })
}

// finished tells whether the step that holds the command ran to an end of its own.
func (r ruling) finished() bool {
	switch r.verdict {
	case Pending, CutOff, Untrusted:
		return false
	}
	return r.step.Conclusion == record.ConclusionSuccess || r.step.Conclusion == record.ConclusionFailure
}

// stands tells whether an older ruling counts for what the newest run of the workflow
// did not bring to an end: red does, and beside a green run what is under way or was
// cut off in a job of its own.
func (r ruling) stands(newest ruling) bool {
	switch {
	case r.silent, r.verdict == Verified, r.verdict == Untrusted:
		return false
	case r.job.Conclusion == record.ConclusionFailure, r.job.Conclusion == record.ConclusionTimedOut:
		return true
	}
	running := r.verdict == Pending && r.run.Status != record.StatusCompleted
	return newest.verdict == Verified && (running || r.verdict == CutOff && r.job.Name != "")
}

// beside is an older ruling that counts beside that of the newest run, of which it
// tells. Red is pending while that one is under way, which no other workflow outvotes.
func (r ruling) beside(newest ruling) ruling {
	name := fmt.Sprintf("run %d", newest.run.Number)
	if newest.run.ID == r.run.ID {
		name = fmt.Sprintf("attempt %d", newest.run.Attempt)
	}
	switch newest.verdict {
	case Verified:
		r.reason += fmt.Sprintf("; the newer %s left that job or step out", name)
		if r.verdict != Pending && r.verdict != CutOff {
			r.remedy = "Mend what failed, and let CI run every job on it again."
		}
	case Pending:
		newest.reason, newest.held = fmt.Sprintf("%s; before that, %s", newest.reason, r.reason), r.verdict == Contradicted
		return newest
	default:
		r.reason += fmt.Sprintf("; the newer %s did not bring it to an end: %s", name, newest.reason)
		r.remedy = "Mend what failed and push; if it was a passing fault, re-run that run to its end."
	}
	return r
}

// withBase rules by the newest pull_request run, where a newer run of the same workflow is
// green on the head's own code: the former tests the head merged into the base, and the
// newer one left that out.
func (j *judgement) withBase(t *task, command shell.Command, green record.Run, older []record.Run) (ruling, bool) {
	if green.Event == "pull_request" || green.Event == "merge_group" || j.protected(green) {
		return ruling{}, false
	}
	merges := slices.DeleteFunc(slices.Clone(older), func(run record.Run) bool { return run.Event != "pull_request" })
	r, _, ok := j.latest(t, command, merges)
	if !ok || r.onHeadAlone() || r.verdict != Contradicted && !r.held && (r.verdict != Pending || r.run.Status == record.StatusCompleted) {
		return ruling{}, false
	}
	r.reason += fmt.Sprintf("; the newer run %d (%s) tests the branch without the base merged into it", green.Number, green.Event)
	if r.verdict == Contradicted {
		r.remedy = "Mend it with the base branch merged in and push; if it was a passing fault, re-run that run."
	}
	return r, true
}

// headAlone matches a checkout's ref that is the head's own commit, whatever the run.
var headAlone = regexp.MustCompile(`^\$\{\{ *github\.event\.pull_request\.head\.sha *(?:\|\| *github\.sha *)?\}\}$`)

// onHeadAlone tells whether the job checked out the head's own commit and nothing else.
func (r ruling) onHeadAlone() bool {
	if r.holding == nil {
		return false
	}
	checkouts := r.holding.Checkouts()
	return len(checkouts) > 0 && !slices.ContainsFunc(checkouts, func(step *workflow.Step) bool { return !headAlone.MatchString(step.With["ref"]) })
}

// speak notes where the command ran to its end, and how often.
func speak(spoken map[string]int, all []ruling) {
	found := map[string]int{}
	for _, r := range all {
		if !r.finished() {
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
