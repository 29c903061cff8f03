package evidence

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

type fileKey struct{ sha, path string }

// maxCallees is how many reusable workflows one workflow may call, those that
// they call included; GitHub refuses more.
const maxCallees = 50

// source is a workflow file at a commit, with the reusable workflows of this
// repository that it calls.
type source struct {
	sha, path string
	blob      string
	// file is nil when the workflow cannot be read; problem says why, or why not all
	// of it was.
	file    *workflow.Workflow
	problem string
	absent  bool
	// callees are the called workflows by the calling job.
	callees map[*workflow.Job]*source
	// local are the actions of the repository that its jobs use, by directory.
	local map[string]bool
	// surveyed are its scripts, nil until they are read.
	surveyed []survey
	// waiting is true while a file that it calls is still to be fetched.
	waiting bool
}

// source asks for a workflow file and all that it calls; false while some of it
// is not there.
func (j *judgement) source(sha, path string) (*source, bool) {
	return j.load(fileKey{sha, path}, map[string]bool{path: true})
}

// load is source for a file that is reached with the others of one workflow.
func (j *judgement) load(key fileKey, reached map[string]bool) (*source, bool) {
	if src, ok := j.sources[key]; ok {
		return src, !src.waiting
	}
	sha, path := key.sha, key.path
	answer, absence, ok := j.ledger.File(sha, path)
	if !ok {
		return nil, false
	}
	src := &source{sha: sha, path: path, blob: answer.BlobSHA}
	if absence != record.Present {
		src.absent = absence == record.NotFound
		src.problem = path + " is " + string(absence) + " at " + short(sha)
	} else if file, err := workflow.Parse(path, answer.Content); err != nil {
		src.problem = "the workflow file cannot be read: " + err.Error()
	} else {
		src.file = file
	}
	// Known before its callees are: a workflow may call itself.
	j.sources[key] = src
	if src.file != nil {
		j.loadCallees(src, reached)
	}
	if src.file != nil {
		j.loadActions(src)
	}
	return src, !src.waiting
}

func (j *judgement) loadCallees(src *source, reached map[string]bool) {
	src.callees = map[*workflow.Job]*source{}
	for _, job := range src.file.Jobs {
		path, ok := strings.CutPrefix(job.Uses, "./")
		if !ok {
			continue
		}
		if reached[path] = true; len(reached) > 1+maxCallees {
			src.file, src.problem = nil, fmt.Sprintf("%s calls more than %d reusable workflows, which GitHub refuses", src.path, maxCallees)
			return
		}
		callee, ok := j.load(fileKey{src.sha, path}, reached)
		if !ok {
			src.waiting = true
			continue
		}
		src.callees[job] = callee
	}
}

// maxActions bounds how many local actions are read for one workflow file.
const maxActions = 50

// loadActions asks for the local actions that a workflow's jobs use, and those that
// they use in turn.
func (j *judgement) loadActions(src *source) {
	src.local = map[string]bool{}
	var steps []*workflow.Step
	for _, job := range src.file.Jobs {
		steps = append(steps, job.Steps...)
	}
	for len(steps) > 0 {
		dir, local := localAction(steps[0].Uses)
		steps = steps[1:]
		if !local || src.local[dir] {
			continue
		}
		if len(src.local) == maxActions {
			src.file, src.problem = nil, fmt.Sprintf("%s uses more than %d local actions", src.path, maxActions)
			return
		}
		src.local[dir] = true
		action, _, _ := j.action(src.sha, dir)
		switch _, known := j.actions[fileKey{src.sha, dir}]; {
		case !known:
			src.waiting = true
		case action != nil:
			steps = append(steps, action.Steps...)
		}
	}
}
