package evidence

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// distrust says why a run's word does not count, or "" when it does.
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
	case len(trust.Workflows) > 0 && !matchesAny(trust.Workflows, run.Path):
		return fmt.Sprintf("%s is not among evidence.trust.workflows", run.Path)
	case j.protected(run):
		return ""
	}
	return j.distrustFile(run.Path)
}

// protected tells whether a run was made on the base branch or on a configured
// protected branch: it is judged by the workflow file at its own commit.
func (j *judgement) protected(run record.Run) bool {
	if strings.HasPrefix(run.Event, "pull_request") || !strings.EqualFold(run.HeadRepository, j.Change.Repository.String()) {
		return false
	}
	return run.HeadBranch == j.Change.BaseRef && run.HeadBranch != "" || matchesAny(j.Config.Trust.Branches, run.HeadBranch)
}

// distrustFile says why the change makes a file on which runs rest untrusted.
func (j *judgement) distrustFile(file string) string {
	if j.Change.FilesTruncated {
		return fmt.Sprintf("GitHub lists only the first %d files of this change, so whether it changes %s is unknown", len(j.Change.Files), file)
	}
	if j.Change.Changed(file) != nil {
		return fmt.Sprintf("this pull request changes %s", file)
	}
	return ""
}

// distrustActions says why one of the local actions that a job's first steps use
// is untrusted.
func (j *judgement) distrustActions(steps []*workflow.Step) string {
	for _, step := range steps {
		dir, ok := strings.CutPrefix(step.Uses, "./")
		if !ok {
			continue
		}
		if dir = path.Clean(dir); dir == "." {
			dir = ""
		}
		if j.Change.FilesTruncated {
			return j.distrustFile(step.Uses)
		}
		for _, f := range j.Change.Files {
			if partOfAction(dir, f.Path) || partOfAction(dir, f.PreviousPath) {
				return fmt.Sprintf("this pull request changes the local action %s", step.Uses)
			}
		}
	}
	return ""
}

// partOfAction tells whether a file belongs to the action in a directory. Of an
// action in the repository's root only the files that define it do: the rest is
// the code under test.
func partOfAction(dir, file string) bool {
	if dir == "" {
		return file == "action.yml" || file == "action.yaml" || file == "Dockerfile"
	}
	return strings.HasPrefix(file, dir+"/")
}

// distrusted gives the ruling for a run that does not count, if its workflow file
// holds the command.
func (j *judgement) distrusted(command shell.Command, d distrustedRun) (ruling, bool) {
	src, ok := j.source(d.run.HeadSHA, d.run.Path)
	if !ok || len(j.places(command, src)) == 0 {
		return ruling{}, false
	}
	return ruling{
		verdict: Untrusted, run: d.run, commit: d.run.HeadSHA,
		reason: fmt.Sprintf("%s runs this command, but %s", d.run.Path, d.why),
	}, true
}
