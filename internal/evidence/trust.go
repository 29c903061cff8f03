package evidence

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// distrust says why a run's word does not count, whatever its workflow file says, or
// "" when it does.
func (j *judgement) distrust(run record.Run) string {
	trust := j.Config.Trust
	events := trust.Events
	if len(events) == 0 {
		events = config.TrustedEvents
	}
	switch {
	case run.Event == "pull_request_target":
		return "a pull_request_target run says nothing about the head's code"
	case !slices.Contains(events, run.Event):
		return fmt.Sprintf("runs of the event %s are not trusted (evidence.trust.events)", run.Event)
	case j.unlisted(run):
		return fmt.Sprintf("%s is not among evidence.trust.workflows", run.Path)
	case run.Event == "pull_request" && !j.ofThisPull(run):
		return fmt.Sprintf("that run was made for a pull request of %s:%s, not for this one", run.HeadRepository, run.HeadBranch)
	}
	return ""
}

// unlisted tells whether the configuration names the workflows that count, and a run's is
// none of them.
func (j *judgement) unlisted(run record.Run) bool {
	trusted := j.Config.Trust.Workflows
	return len(trusted) > 0 && !config.Match(trusted, run.Path)
}

// distrustOwnFile says why the workflow file that a run ran does not count, or ""
// when it does: it is the base's, or as good as that.
func (j *judgement) distrustOwnFile(run record.Run) string {
	if j.protected(run) {
		return ""
	}
	return j.distrustFile(run, run.Path)
}

// mergeQueue begins the names of the branches that GitHub makes for merge groups.
const mergeQueue = "gh-readonly-queue/"

// ofThisPull tells whether a pull_request run can be of the judged pull request:
// the same commit in a pull request of another branch may have run another base's
// workflow file. A range of a local clone knows of no pull request.
func (j *judgement) ofThisPull(run record.Run) bool {
	c := j.Change
	if c.Number == 0 && !strings.HasPrefix(c.HeadRef, mergeQueue) {
		return true
	}
	return run.HeadBranch == c.HeadRef && strings.EqualFold(run.HeadRepository, c.HeadRepository)
}

// protected tells whether a run was made on the base branch, on the default branch or on
// a configured protected branch: it is judged by the workflow file at its own commit. The
// branch's name is not enough, since a run for a tag bears the tag's name: the
// commit must be known to be on the branch.
func (j *judgement) protected(run record.Run) bool {
	c := j.Change
	if strings.HasPrefix(run.Event, "pull_request") || run.HeadBranch == "" || !strings.EqualFold(run.HeadRepository, c.Repository.String()) {
		return false
	}
	if run.HeadBranch != c.DefaultBranch && !config.Match(j.Config.Trust.Branches, run.HeadBranch) {
		return run.HeadBranch == c.BaseRef && j.merged[run.HeadSHA]
	}
	ofBranch := run.HeadBranch == c.HeadRef && strings.EqualFold(c.HeadRepository, c.Repository.String())
	return ofBranch || j.merged[run.HeadSHA]
}

// distrustFile says why the change makes a file on which a run rests untrusted.
func (j *judgement) distrustFile(run record.Run, file string) string {
	switch {
	case j.Change.FilesTruncated:
		return fmt.Sprintf("GitHub lists only the first %d files of this change, so whether it changes %s is unknown", len(j.Change.Files), file)
	case j.adrift && run.Event != "pull_request":
		return j.unknownPast(j.Change.BaseRef).reason
	case j.brought[file] && !j.accepted(*j.Change.Changed(file)):
		return fmt.Sprintf("this branch starts at %s, at which %s never stood, and has %s from there", short(j.Change.MergeBaseSHA), j.baseName(), file)
	case j.Change.Changed(file) != nil && !j.accepted(*j.Change.Changed(file)):
		return fmt.Sprintf("this pull request changes %s", file)
	case slices.Contains(j.Later[run.HeadSHA], file):
		return fmt.Sprintf("a commit of this pull request after that run changes %s", file)
	}
	return ""
}

// accepted tells whether somebody who may has accepted a changed file as the head
// has it. A file that was moved away or removed cannot be.
func (j *judgement) accepted(f record.FileChange) bool {
	return f.BlobSHA != "" && f.Status != record.FileRemoved && f.Status != record.FileRenamed && j.Accepted[f.Path] == f.BlobSHA
}

// distrustActions says why one of the local actions that a job uses up to the step
// that holds the command, or that those use in turn, is untrusted.
func (j *judgement) distrustActions(run record.Run, h *execution.Holding) string {
	for _, dir := range h.LocalActions() {
		if why := j.distrustAction(run, dir); why != "" {
			return why
		}
		action, found := j.Action(h.Source, dir)
		if why := j.distrustPrograms(run, dir, action); why != "" {
			return why
		}
		if !found && !j.foreign(h, dir) {
			return fmt.Sprintf("the local action ./%s is not to be read there (its directory may be a symbolic link), so whether this pull request changes it is unknown", dir)
		}
	}
	return ""
}

func (j *judgement) distrustAction(run record.Run, dir string) string {
	name := "./" + dir
	if j.Change.FilesTruncated {
		return j.distrustFile(run, name)
	}
	if dir == "." {
		dir = ""
	}
	for _, f := range j.Change.Files {
		if (partOfAction(dir, f.Path) || partOfAction(dir, f.PreviousPath)) && !j.accepted(f) {
			if j.brought[f.Path] {
				return j.distrustFile(run, f.Path)
			}
			return fmt.Sprintf("this pull request changes the local action %s", name)
		}
	}
	for _, file := range j.Later[run.HeadSHA] {
		if partOfAction(dir, file) {
			return fmt.Sprintf("a commit of this pull request after that run changes the local action %s", name)
		}
	}
	return ""
}

// distrustPrograms is distrustAction for the programs that an action names outside
// of its directory.
func (j *judgement) distrustPrograms(run record.Run, dir string, action *workflow.Action) string {
	if action == nil {
		return ""
	}
	for _, program := range action.Programs {
		file := path.Join(dir, program)
		if why := j.distrustFile(run, file); why != "" {
			return fmt.Sprintf("the local action ./%s runs %s, and %s", dir, file, why)
		}
	}
	return ""
}

// foreign tells whether a directory lies where the job checks out another repository, or
// a branch of this one that is trusted: what is there is none of the change's doing.
func (j *judgement) foreign(h *execution.Holding, dir string) bool {
	return slices.ContainsFunc(h.Checkouts(), func(step *workflow.Step) bool {
		ref, repository, target := step.With["ref"], step.With["repository"], path.Clean(step.With["path"])
		if strings.Contains(repository+target, "${{") || target == "." || !strings.HasPrefix(dir, target+"/") {
			return false
		}
		if repository == "" || strings.EqualFold(repository, j.Change.Repository.String()) {
			return defaultBranch.MatchString(ref) || j.trustedBranch(strings.TrimPrefix(ref, "refs/heads/"))
		}
		return !strings.Contains(ref, "${{")
	})
}

// defaultBranch matches how a workflow names the repository's default branch.
var defaultBranch = regexp.MustCompile(`^\$\{\{ *github\.event\.repository\.default_branch *\}\}$`)

// trustedBranch tells whether what stands on a branch of the judged repository counts as
// its own: the base, the default branch, and those that evidence.trust.branches names.
func (j *judgement) trustedBranch(name string) bool {
	return name != "" && (name == j.Change.BaseRef || name == j.Change.DefaultBranch || config.Match(j.Config.Trust.Branches, name))
}

// partOfAction tells whether a file belongs to the action in a directory. Of an
// action in the repository's root only the files that define it do: the rest is
// the code under test. macOS and Windows put `.github/Actions/x` into
// `.github/actions`.
func partOfAction(dir, file string) bool {
	if dir == "" {
		return slices.ContainsFunc([]string{"action.yml", "action.yaml", "Dockerfile"}, func(name string) bool { return strings.EqualFold(name, file) })
	}
	return execution.Overlaps(dir, file)
}

// distrusted gives the ruling for a run that does not count, if its workflow file
// holds the command, or cannot be read.
func (j *judgement) distrusted(command shell.Command, d distrustedRun) (ruling, bool) {
	src, ok := j.Source(d.run, d.run.HeadSHA)
	if !ok || src.Absent || src.File != nil && len(j.Places(command, src)) == 0 {
		return ruling{}, false
	}
	r := ruling{
		verdict: Untrusted, run: d.run, commit: d.run.HeadSHA,
		reason: fmt.Sprintf("%s runs this command, but %s", d.run.Path, d.why),
	}
	if src.File == nil {
		r.reason = fmt.Sprintf("%s, and %s", src.Problem, d.why)
	}
	switch {
	case d.file && (j.adrift || j.brought[d.run.Path]):
		r.remedy = fmt.Sprintf("Merge or rebase onto %s, and let CI run again.", j.baseName())
	case d.file && j.Accepted != nil:
		r.remedy = fmt.Sprintf("Ask somebody who may to read it and comment `/trust %s`, or merge the workflow change on its own first, and then the base branch into this one.", execution.Clip(d.run.Path))
	case j.unlisted(d.run):
		r.remedy = fmt.Sprintf("If its runs are to count, add %s to `evidence.trust.workflows` on the base branch; else let a workflow run the command that is named there.", execution.Clip(d.run.Path))
	case !d.file:
		r.remedy = "Let a run that is trusted, such as one of this pull request, run the command on the newest commit."
	}
	return r, true
}

// distrustCalls says why one of the called workflows on the way to a job is untrusted for
// the ref that names it, or "".
func (j *judgement) distrustCalls(p execution.Place) string {
	for _, call := range p.Calls {
		if why := j.distrustCall(call); why != "" {
			return why
		}
	}
	return ""
}

// distrustCall says why a called workflow is untrusted that is named by a ref of the
// judged repository, or "".
func (j *judgement) distrustCall(call *execution.Source) string {
	ref := call.OwnRef()
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ref == "" || ok && j.trustedBranch(branch) {
		return ""
	}
	return fmt.Sprintf("it calls %s at `%s`, which is no protected branch (evidence.trust.branches): who may push can move it", call.Path(), execution.Clip(ref))
}
