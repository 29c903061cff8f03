package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// runs are the runs at some commits, sorted by what they are worth.
type runs struct {
	// trusted has a group a workflow, in order of path, newest run first. A workflow that
	// a ruleset of the organisation requires runs from another repository and may bear the
	// path of a file here, under an id of its own (cli/cli#9228).
	trusted [][]record.Run
	// distrusted has the newest run of each workflow and reason, up to
	// maxDistrusted.
	distrusted []distrustedRun
	// commits is how many commits were looked at, count how many runs there are.
	commits, count int
}

// maxDistrusted bounds the runs that do not count, of which the author of a pull
// request can make as many as workflow files. They explain a verdict, no more.
const maxDistrusted = 50

type distrustedRun struct {
	run record.Run
	why string
	// file is true when it is the workflow file that is not trusted.
	file bool
}

// workflowDirectory is where workflow files lie; runs that GitHub itself manages
// have other paths and no file.
const workflowDirectory = ".github/workflows/"

// runsAt asks for the runs recorded under the commits.
func (j *judgement) runsAt(commits []string) runs {
	var all []record.Run
	for _, sha := range commits {
		at, _ := j.ledger.Runs(sha)
		all = append(all, at...)
	}
	out := j.sortRuns(all)
	out.commits = len(commits)
	return out
}

func (j *judgement) sortRuns(all []record.Run) runs {
	slices.SortStableFunc(all, func(a, b record.Run) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.Number, a.Number), cmp.Compare(b.ID, a.ID))
	})
	var out runs
	type workflow struct {
		path string
		id   int64
	}
	groups := map[workflow][]record.Run{}
	known := map[int64]bool{}
	told := map[string]bool{}
	for _, run := range all {
		if known[run.ID] || run.ID == j.Without || !strings.HasPrefix(run.Path, workflowDirectory) {
			continue
		}
		known[run.ID] = true
		out.count++
		why, file := j.distrust(run), false
		if why == "" {
			why, file = j.distrustOwnFile(run), true
		}
		if why == "" {
			key := workflow{run.Path, run.WorkflowID}
			groups[key] = append(groups[key], run)
			continue
		}
		if key := run.Path + "\x00" + why; !told[key] && len(told) < maxDistrusted {
			told[key] = true
			out.distrusted = append(out.distrusted, distrustedRun{run, why, file})
		}
	}
	for _, group := range groups {
		out.trusted = append(out.trusted, group)
	}
	slices.SortFunc(out.trusted, func(a, b []record.Run) int {
		return cmp.Or(strings.Compare(a[0].Path, b[0].Path), cmp.Compare(a[0].WorkflowID, b[0].WorkflowID))
	})
	return out
}

// flakes tells of earlier attempts and runs that were red.
func flakes(run record.Run, older []record.Run) []string {
	var notes []string
	if run.Attempt > 1 {
		by := ""
		if run.TriggeredBy != "" && run.TriggeredBy != run.Actor {
			by = ", which " + run.TriggeredBy + " started"
		}
		notes = append(notes, fmt.Sprintf("run %d of %s is at attempt %d%s: an earlier attempt may have failed", run.Number, run.Path, run.Attempt, by))
	}
	for _, o := range older {
		if o.Conclusion == record.ConclusionFailure {
			notes = append(notes, fmt.Sprintf("an earlier run (%d) of %s at %s failed", o.Number, o.Path, short(o.HeadSHA)))
			break
		}
	}
	return notes
}

// maxGap bounds the run numbers looked for in one gap.
const maxGap = 200

// gone tells which runs of a workflow were deleted between the first run of the
// covering commits and the one that decides. Other branches' runs have numbers in
// between too, so all runs of that time are listed, and only a number that none of
// them has is told.
func (j *judgement) gone(run record.Run, older []record.Run) []string {
	if len(older) == 0 {
		return nil
	}
	first := older[len(older)-1]
	known := map[int]bool{}
	for _, o := range older {
		known[o.Number] = true
	}
	missing := run.Number - first.Number - len(known)
	if missing <= 0 || missing > maxGap || first.WorkflowID != run.WorkflowID {
		return nil
	}
	created, absence, ok := j.ledger.Period(first.CreatedAt, run.CreatedAt)
	if !ok || absence != record.Present {
		return nil
	}
	for _, o := range created {
		if o.Path == run.Path && o.WorkflowID == run.WorkflowID {
			known[o.Number] = true
		}
	}
	if !known[run.Number] {
		return nil // GitHub's list is not up to date
	}
	var numbers []string
	for n := first.Number; n < run.Number; n++ {
		if !known[n] {
			numbers = append(numbers, fmt.Sprint(n))
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("of %s, between runs %d and %d, these are gone: %s; somebody deleted them, or GitHub did", run.Path, first.Number, run.Number, listed(numbers))}
}
