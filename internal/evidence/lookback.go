package evidence

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
)

// maxStale is how many older commits are looked at for a claim.
const maxStale = 3

// lookBack rules `stale` on a claim that no covering run speaks of, if the command
// ended, well or badly, at an older commit of the change or at its merge base. Count is
// how many runs the covering commits have.
func (j *judgement) lookBack(t *task, covering []string, count int) {
	byCommit := j.olderRuns(covering)
	for _, sha := range j.olderCommits(covering, byCommit) {
		old := &task{claim: t.claim, text: t.text, commands: t.commands}
		j.decide(old, j.sortRuns(byCommit[sha]))
		if j.waiting() {
			return
		}
		how := old.ruling.older()
		if how == "" {
			continue
		}
		files, ok := j.changedSince(sha)
		if !ok {
			return
		}
		t.ruling = old.ruling
		t.ruling.verdict, t.ruling.basis, t.ruling.exit = Stale, BasisNone, nil
		t.ruling.reason = fmt.Sprintf("it %s at %s, but code has changed since: %s", how, short(sha), listed(files))
		t.ruling.remedy = j.startedBy(old.ruling.run)
		if count == 0 {
			t.ruling.remedy = j.withoutRun(covering, t.ruling.remedy)
		}
		return
	}
}

// withoutRun is what helps where no workflow ran for the newest code. GitHub starts none
// for what a workflow pushes by its own token:
// https://docs.github.com/actions/concepts/security/github_token.
func (j *judgement) withoutRun(covering []string, start string) string {
	for _, c := range j.Change.Commits {
		if slices.Contains(covering, c.SHA) && (c.Author == actionsBot || c.Committer == actionsBot) {
			return fmt.Sprintf("No CI starts for %s, which a workflow pushed by its own token: push a commit, or close and reopen the pull request.", short(c.SHA))
		}
	}
	if start != "" {
		return start
	}
	return "Let CI run on the newest commit. If its workflows leave these files out (`paths`, `paths-ignore`) since no command reads them, name them in `evidence.ignore` on the base branch."
}

// startedBy says how the workflow of an older run is made to run for the change, "" where a
// push does it.
func (j *judgement) startedBy(run record.Run) string {
	src, ok := j.Source(run, run.HeadSHA)
	if !ok || src.File == nil {
		return ""
	}
	wanted, events, name := "pull_request", src.File.Events, path.Base(run.Path)
	if strings.HasPrefix(j.Change.HeadRef, mergeQueue) {
		wanted = "merge_group"
	}
	if slices.Contains(events, wanted) || run.Event == "push" && run.HeadBranch == j.Change.HeadRef {
		return ""
	}
	if slices.Contains(events, "workflow_dispatch") && !j.Change.FromFork() && harmlessWord.MatchString(name) && harmlessWord.MatchString(j.Change.HeadRef) {
		return fmt.Sprintf("Nothing here starts %s by itself: start it by hand on this branch (`gh workflow run %s --ref %s`, or `Run workflow` on its page under Actions).", name, name, j.Change.HeadRef)
	}
	return fmt.Sprintf("Nothing here starts %s, which ran on %s: add `%s` to its `on:` on the base branch, then merge that into this branch.", execution.Clip(name), run.Event, wanted)
}

const actionsBot = "github-actions[bot]"

// older says how a command ended at an older commit, "" where the record there does
// not tell. Logs are not read there, so any failure may be the one claimed, and no
// value is held against what the step printed.
func (r ruling) older() string {
	switch {
	case r.verdict != Verified && r.verdict != Contradicted && r.verdict != Expired:
	case r.step.Conclusion == record.ConclusionFailure:
		return "failed"
	case r.verdict != Expired && r.step.Conclusion == record.ConclusionSuccess:
		return "succeeded"
	}
	return ""
}

// olderRuns asks for the runs of the head branch and of the merge base that do not
// cover the judged commit.
func (j *judgement) olderRuns(covering []string) map[string][]record.Run {
	out := map[string][]record.Run{}
	if ref := j.Change.HeadRef; ref != "" {
		branch, _ := j.ledger.BranchRuns(ref)
		for _, run := range branch {
			out[run.HeadSHA] = append(out[run.HeadSHA], run)
		}
	}
	if base := j.Change.MergeBaseSHA; base != "" && !slices.Contains(covering, base) {
		out[base], _ = j.ledger.Runs(base)
	}
	return out
}

// olderCommits lists the commits of the change that have runs and do not cover the
// judged one, newest first, then the merge base.
func (j *judgement) olderCommits(covering []string, byCommit map[string][]record.Run) []string {
	var out []string
	for _, c := range slices.Backward(j.Change.Commits) {
		if len(byCommit[c.SHA]) > 0 && !slices.Contains(covering, c.SHA) && len(out) < maxStale {
			out = append(out, c.SHA)
		}
	}
	base := j.Change.MergeBaseSHA
	if len(byCommit[base]) > 0 && !slices.Contains(covering, base) && !slices.Contains(out, base) {
		out = append(out, base)
	}
	return out
}

// changedSince lists the files that make an older run stale.
func (j *judgement) changedSince(sha string) ([]string, bool) {
	files := j.listed.Files
	if sha != j.Change.MergeBaseSHA {
		comparison, absence, ok := j.ledger.Comparison(sha, j.Change.HeadSHA)
		if !ok {
			return nil, false
		}
		if absence == record.Present {
			files = comparison.Files
		}
	}
	var out []string
	for _, f := range files {
		if !j.quiet(f.Path) {
			out = append(out, f.Path)
		}
	}
	return out, true
}

// listed names the first few of many.
func listed(names []string) string {
	const few = 3
	if len(names) == 0 {
		return "files that the comparison does not list"
	}
	text := strings.Join(names[:min(len(names), few)], ", ")
	if more := len(names) - few; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
