package evidence

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// place is a job of a workflow file, or of a reusable workflow that it calls,
// that holds a command in some of its legs.
type place struct {
	src *source
	job *workflow.Job
	// callers are the jobs through which the workflow is called, outermost first,
	// calls the files called.
	callers []*workflow.Job
	calls   []*source
	// legs is how many legs of the job hold the command, 0 if the file does not
	// tell.
	legs int
}

// Bounds on what one workflow file may make us look at: jobs, calls included;
// legs, of which GitHub allows 256 a matrix; levels of calls, of which it allows
// ten.
const (
	maxPlaces = 1024
	maxLegs   = 256
	maxCalls  = 10
)

// jobs lists the jobs of a source and of those it calls.
func (s *source) jobs() []place {
	var out []place
	s.visit(nil, nil, func(p place) bool {
		out = append(out, p)
		return len(out) < maxPlaces
	})
	return out
}

func (s *source) visit(callers []*workflow.Job, calls []*source, visit func(place) bool) bool {
	if s.file == nil || len(callers) > maxCalls || slices.Contains(calls, s) {
		return true
	}
	calls = append(slices.Clip(calls), s)
	for _, job := range s.file.Jobs {
		if callee := s.callees[job]; callee != nil {
			if !callee.visit(append(slices.Clip(callers), job), calls, visit) {
				return false
			}
			continue
		}
		if !visit(place{src: s, job: job, callers: callers, calls: calls[1:]}) {
			return false
		}
	}
	return true
}

// survey is a place with all that its legs run.
type survey struct {
	place
	legs []surveyedLeg
}

// surveyedLeg is what a leg runs; times counts the legs that run the same, since
// callers in a matrix give them the same inputs.
type surveyedLeg struct {
	pieces []piece
	times  int
}

// inputs are what a called workflow gets, so many times.
type inputs struct {
	values map[string]string
	times  int
}

// given lists the inputs that a place's workflow gets from the legs of its callers,
// nil where it is not called.
func (p place) given() []inputs {
	all := []inputs{{times: 1}}
	for i, caller := range p.callers {
		var next []inputs
		for _, in := range all {
			for _, leg := range fileLegs(caller) {
				leg.Inputs = in.values
				values := leg.CallInputs(p.calls[i].file)
				if at := slices.IndexFunc(next, func(n inputs) bool { return maps.Equal(n.values, values) }); at >= 0 {
					next[at].times += in.times
					continue
				}
				next = append(next, inputs{values, in.times})
			}
		}
		all = next
	}
	return all
}

// maxSurveyed bounds the bytes of script, over all legs, that are read of one
// workflow file and those it calls.
const maxSurveyed = 8 << 20

// surveys reads every script of a source once, for all claims.
func (r *reader) surveys(src *source) []survey {
	if src.surveyed != nil {
		return src.surveyed
	}
	src.surveyed = []survey{}
	budget := maxSurveyed
	for _, p := range src.jobs() {
		s := survey{place: p}
		for _, given := range p.given() {
			for _, leg := range fileLegs(p.job) {
				leg.Inputs = given.values
				pieces := r.pieces(p.src, leg)
				for i := range pieces {
					// Each step costs something, however short.
					if budget -= len(pieces[i].step.Run) + 64; budget < 0 {
						src.problem = fmt.Sprintf("%s holds more script than is read", src.path)
						return src.surveyed
					}
				}
				s.legs = append(s.legs, surveyedLeg{pieces, given.times})
			}
		}
		src.surveyed = append(src.surveyed, s)
	}
	return src.surveyed
}

// steps goes through all steps of the legs, whatever they hold.
func (s *survey) steps() iter.Seq[*holding] {
	return func(yield func(*holding) bool) {
		for _, leg := range s.legs {
			for n := range leg.pieces {
				if !yield(&holding{src: s.src, leg: leg.pieces[n].leg, pieces: leg.pieces, n: n}) {
					return
				}
			}
		}
	}
}

// holdings finds the command in the steps of the legs, as if all of these had succeeded.
func (s *survey) holdings(command shell.Command) []holding {
	var out []holding
	for _, leg := range s.legs {
		for n := range leg.pieces {
			if at := holds(command, s.src, leg.pieces, n); len(at) > 0 {
				out = append(out, holding{src: s.src, leg: succeeded(leg.pieces), pieces: leg.pieces, n: n, at: at})
			}
		}
	}
	return out
}

// holdingLegs counts the legs that hold the command.
func (s *survey) holdingLegs(command shell.Command) int {
	n := 0
	for _, leg := range s.legs {
		for i := range leg.pieces {
			if len(holds(command, s.src, leg.pieces, i)) > 0 {
				n += leg.times
				break
			}
		}
	}
	return n
}

// places lists the jobs that hold the command.
func (r *reader) places(command shell.Command, src *source) []place {
	var out []place
	surveys := r.surveys(src)
	for i := range surveys {
		p := surveys[i].place
		if p.legs = surveys[i].holdingLegs(command); p.legs == 0 {
			continue
		}
		if p.job.MatrixUnknown {
			p.legs = 0
		}
		if slices.ContainsFunc(p.callers, func(caller *workflow.Job) bool { return caller.MatrixUnknown }) {
			p.legs = 0
		}
		out = append(out, p)
	}
	return out
}

// fileLegs are the legs of a job as the file alone gives them.
func fileLegs(job *workflow.Job) []workflow.Leg {
	if len(job.Matrix) == 0 {
		return []workflow.Leg{{Job: job}}
	}
	var out []workflow.Leg
	for _, values := range job.Matrix[:min(len(job.Matrix), maxLegs)] {
		out = append(out, workflow.Leg{Job: job, Matrix: values})
	}
	return out
}
