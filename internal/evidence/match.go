package evidence

import (
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// matched are the recorded jobs by the job of the file that they are.
type matched struct {
	legs map[*workflow.Job][]matchedLeg
	// doubts are the names that matched no job or several, with the reason.
	doubts []string
}

type matchedLeg struct {
	src *source
	leg workflow.Leg
	// callers are the jobs through which its workflow is called, outermost first.
	callers []*workflow.Job
	// pieces are all that it runs.
	pieces []piece
}

type matchKey struct {
	run     int64
	attempt int
	src     *source
}

// matchJobs matches the jobs of a run to a version of its file, once for all
// claims.
func (r *reader) matchJobs(run record.Run, src *source, jobs []record.Job) matched {
	key := matchKey{run.ID, run.Attempt, src}
	if m, ok := r.matched[key]; ok {
		return m
	}
	m := matched{legs: map[*workflow.Job][]matchedLeg{}}
	for _, job := range jobs {
		found, ok := src.match(job)
		if !ok || found.leg.Job == nil {
			if found.leg.Doubt != "" {
				m.doubts = append(m.doubts, fmt.Sprintf("job %q: %s", job.Name, found.leg.Doubt))
			}
			continue
		}
		found.leg.Record = job
		found.pieces = r.pieces(found.src, found.leg)
		m.legs[found.leg.Job] = append(m.legs[found.leg.Job], found)
	}
	r.matched[key] = m
	return m
}

// match finds which job a recorded one is; the jobs of called workflows are named
// "caller / callee".
func (s *source) match(job record.Job) (matchedLeg, bool) {
	return s.matchCalled(job, nil, nil)
}

// matchCalled is match within a workflow that was called with these inputs through
// these jobs.
func (s *source) matchCalled(job record.Job, given map[string]string, callers []*workflow.Job) (matchedLeg, bool) {
	leg, ok := s.file.Match(job)
	leg.Inputs = given
	m := matchedLeg{src: s, leg: leg, callers: callers}
	callee := s.callees[leg.Job]
	if ok || callee == nil || callee.file == nil {
		return m, ok
	}
	caller, name, ok := s.file.Called(job.Name)
	if !ok || len(callers) > maxCalls {
		return m, false
	}
	job.Name, caller.Inputs = name, given
	return callee.matchCalled(job, caller.CallInputs(callee.file), append(slices.Clip(callers), caller.Job))
}

// of are the recorded legs of a job whose workflow is called through these jobs.
func (m matched) of(job *workflow.Job, callers []*workflow.Job) []matchedLeg {
	return slices.DeleteFunc(slices.Clone(m.legs[job]), func(leg matchedLeg) bool { return !slices.Equal(leg.callers, callers) })
}
