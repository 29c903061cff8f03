package execution

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// fileKey is a path at a commit.
type fileKey struct{ sha, path string }

// sourceKey is a workflow file as a run had it.
type sourceKey struct {
	fileKey
	// repository is "owner/name" of another one that holds the file, "" for the judged.
	repository string
	// ref is by what the file is called: a full hash, or refs/heads/… or refs/tags/… as the
	// run's record has it; "" for a path of the caller's own commit.
	ref string
	// event started the run.
	event string
	// code is the commit whose code the run checked out, which holds local actions.
	code string
	// calls are the reusable workflows elsewhere that the run called.
	calls calls
}

// caller is a job that calls a reusable workflow.
type caller struct {
	src *Source
	job *workflow.Job
}

// maxCallees is how many reusable workflows one workflow may call, those that
// they call included; GitHub refuses more.
const maxCallees = 50

// Source is a workflow file at a commit, with the reusable workflows that it calls.
type Source struct {
	sourceKey
	// Blob is git's name of the content, "" where that is not there.
	Blob string
	// File is nil when the workflow cannot be read; Problem says why, or why not all
	// of it was, "" where it was.
	File    *workflow.Workflow
	Problem string
	// Absent is true where the commit has no such file.
	Absent bool
	// callees are the called workflows by the calling job.
	callees map[*workflow.Job]*Source
	// planners are the jobs that plan the matrices of jobs.
	planners map[*workflow.Job]*workflow.Job
	// callers are the jobs, of other sources, that call it.
	callers []caller
	// given is what an author can have typed of its inputs, by run.
	given map[int64]map[string]typing
	// needs is what its jobs hand on, by run.
	needs map[int64]*jobsHanded
	// local are the actions of the repository that its jobs use, by directory.
	local map[string]bool
	// surveyed are its scripts, nil until they are read.
	surveyed []Survey
	// waiting is true while a file that it calls is still to be fetched.
	waiting bool
}

// Path is that of the file in its repository.
func (s *Source) Path() string { return s.path }

// ByRef tells whether the file is called by repository and ref, so that its content is
// none of the change's.
func (s *Source) ByRef() bool { return s.ref != "" }

// Source asks for a run's workflow file at a commit and all that it calls; false while
// some of it is still to be fetched.
func (r *Reader) Source(run record.Run, sha string) (*Source, bool) {
	key := sourceKey{fileKey: fileKey{sha, run.Path}, event: run.Event, code: sha, calls: callsOf(run)}
	return r.load(key, map[fileKey]bool{key.fileKey: true})
}

// load is source for a file that is reached with the others of one workflow.
func (r *Reader) load(key sourceKey, reached map[fileKey]bool) (*Source, bool) {
	if src, ok := r.sources[key]; ok {
		return src, !src.waiting
	}
	sha, path := key.sha, key.path
	answer, absence, ok := r.ledger.FileOf(key.repository, sha, path)
	if !ok {
		return nil, false
	}
	src := &Source{sourceKey: key, Blob: answer.BlobSHA}
	if absence != record.Present {
		src.Absent = absence == record.NotFound
		src.Problem = path + " is " + string(absence) + " at " + sha[:min(len(sha), 8)]
	} else if file, err := workflow.Parse(path, answer.Content); err != nil {
		src.Problem = "the workflow file cannot be read: " + err.Error()
	} else {
		src.File = file
	}
	// Known before its callees are: a workflow may call itself.
	r.sources[key] = src
	if src.File != nil {
		r.plan(src)
		r.loadCallees(src, reached)
	}
	if src.File != nil {
		r.loadActions(src)
	}
	return src, !src.waiting
}

func (r *Reader) loadCallees(src *Source, reached map[fileKey]bool) {
	src.callees = map[*workflow.Job]*Source{}
	for _, job := range src.File.Jobs {
		key := src.sourceKey
		if path, ok := strings.CutPrefix(job.Uses, "./"); ok {
			key.path = path
		} else if called, ok := src.calls.resolve(job.Uses); ok {
			key.fileKey, key.ref, key.repository = fileKey{called.sha, called.path}, called.ref, called.repository
			if strings.EqualFold(called.repository, r.change.Repository.String()) {
				key.repository = ""
			}
		} else {
			continue
		}
		if reached[key.fileKey] = true; len(reached) > 1+maxCallees {
			src.File, src.Problem = nil, fmt.Sprintf("%s calls more than %d reusable workflows, which GitHub refuses", src.path, maxCallees)
			return
		}
		callee, ok := r.load(key, reached)
		if !ok {
			src.waiting = true
			continue
		}
		if callee.File == nil && key.ref != "" {
			continue // it may not be for us to read
		}
		src.callees[job] = callee
		callee.callers = append(callee.callers, caller{src, job})
	}
}

// maxActions bounds how many local actions are read for one workflow file.
const maxActions = 50

// loadActions asks for the local actions that a workflow's jobs use, and those that
// they use in turn.
func (r *Reader) loadActions(src *Source) {
	src.local = map[string]bool{}
	var steps []*workflow.Step
	for _, job := range src.File.Jobs {
		steps = append(steps, job.Steps...)
	}
	for len(steps) > 0 {
		dir, local := localAction(steps[0].Uses)
		steps = steps[1:]
		if !local || src.local[dir] {
			continue
		}
		if len(src.local) == maxActions {
			src.File, src.Problem = nil, fmt.Sprintf("%s uses more than %d local actions", src.path, maxActions)
			return
		}
		src.local[dir] = true
		action, _, _ := r.action(src.code, dir)
		switch _, known := r.actions[fileKey{src.code, dir}]; {
		case !known:
			src.waiting = true
		case action != nil:
			steps = append(steps, action.Steps...)
		}
	}
}

// Same tells whether another version surely runs the same: it is the same file, and uses
// no other of the repository.
func (s *Source) Same(o *Source) bool {
	return s.Blob != "" && s.Blob == o.Blob && len(s.callees) == 0 && len(s.local) == 0
}
