package evidence

import (
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

type fileKey struct{ sha, path string }

// source is a workflow file at a commit, with the reusable workflows of this
// repository that it calls.
type source struct {
	sha, path string
	blob      string
	content   []byte
	// file is nil when the workflow cannot be read, and problem says why.
	file    *workflow.Workflow
	problem string
	absent  bool
	// callees are the called workflows by the calling job.
	callees map[*workflow.Job]*source
	// surveyed are its scripts, nil until they are read.
	surveyed []survey
}

// source asks for a workflow file and all that it calls; false while some of it
// is not there.
func (j *judgement) source(sha, path string) (*source, bool) {
	key := fileKey{sha, path}
	if src, ok := j.sources[key]; ok {
		return src, true
	}
	answer, absence, ok := j.ledger.File(sha, path)
	if !ok {
		return nil, false
	}
	src := &source{sha: sha, path: path, blob: answer.BlobSHA, content: answer.Content}
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
	if !j.loadCallees(src) {
		delete(j.sources, key)
		return nil, false
	}
	return src, true
}

func (j *judgement) loadCallees(src *source) bool {
	if src.file == nil {
		return true
	}
	complete := true
	for _, job := range src.file.Jobs {
		path, ok := strings.CutPrefix(job.Uses, "./")
		if !ok {
			continue
		}
		callee, ok := j.source(src.sha, path)
		if !ok {
			complete = false
			continue
		}
		if src.callees == nil {
			src.callees = map[*workflow.Job]*source{}
		}
		src.callees[job] = callee
	}
	return complete
}
