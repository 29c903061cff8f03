package execution

import (
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// Matched are the recorded jobs by the job of the file that they are.
type Matched struct {
	legs map[*workflow.Job][]MatchedLeg
	// Doubts are the names that matched no job or several, with the reason.
	Doubts []string
}

// MatchedLeg is a recorded job that is a leg of a job of the file.
type MatchedLeg struct {
	// Leg has the record.
	Leg workflow.Leg
	src *Source
	// callers are the jobs through which its workflow is called, outermost first.
	callers []*workflow.Job
	// pieces are all that it runs.
	pieces []piece
}

type matchKey struct {
	run     int64
	attempt int
	src     *Source
}

// Match matches the recorded jobs of a run to a version of its file, once for each
// attempt.
func (r *Reader) Match(run record.Run, src *Source, jobs []record.Job) Matched {
	key := matchKey{run.ID, run.Attempt, src}
	if m, ok := r.matched[key]; ok {
		return m
	}
	m := Matched{legs: map[*workflow.Job][]MatchedLeg{}}
	for _, job := range jobs {
		found, ok := src.match(job)
		if !ok || found.Leg.Job == nil {
			if found.Leg.Doubt != "" {
				m.Doubts = append(m.Doubts, fmt.Sprintf("job %q: %s", job.Name, found.Leg.Doubt))
			}
			continue
		}
		found.Leg.Record = job
		found.pieces = r.pieces(found.src, found.Leg)
		m.legs[found.Leg.Job] = append(m.legs[found.Leg.Job], found)
	}
	r.matched[key] = m
	return m
}

// match finds which job a recorded one is; the jobs of called workflows are named
// "caller / callee".
func (s *Source) match(job record.Job) (MatchedLeg, bool) {
	return s.matchCalled(job, nil, nil)
}

// matchCalled is match within a workflow that was called with these inputs through
// these jobs.
func (s *Source) matchCalled(job record.Job, given map[string]string, callers []*workflow.Job) (MatchedLeg, bool) {
	leg, ok := s.File.Match(job)
	leg.Inputs = given
	m := MatchedLeg{src: s, Leg: leg, callers: callers}
	callee := s.callees[leg.Job]
	if ok || callee == nil || callee.File == nil {
		return m, ok
	}
	caller, name, ok := s.File.Called(job.Name)
	if !ok || len(callers) > maxCalls {
		return m, false
	}
	job.Name, caller.Inputs = name, given
	return callee.matchCalled(job, caller.CallInputs(callee.File), append(slices.Clip(callers), caller.Job))
}

// Legs are the recorded legs of a job whose workflow is called through these jobs.
func (m Matched) Legs(job *workflow.Job, callers []*workflow.Job) []MatchedLeg {
	return slices.DeleteFunc(slices.Clone(m.legs[job]), func(leg MatchedLeg) bool { return !slices.Equal(leg.callers, callers) })
}

// Holdings finds the command in the steps of the leg.
func (m *MatchedLeg) Holdings(command shell.Command) []Holding {
	var out []Holding
	for i := range m.pieces {
		if at := holds(command, m.src, m.pieces, i); len(at) > 0 {
			out = append(out, Holding{Source: m.src, Leg: m.Leg, pieces: m.pieces, n: i, at: at})
		}
	}
	return out
}
