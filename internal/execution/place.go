package execution

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// Place is a job of a workflow file, or of a reusable workflow that it calls,
// that holds a command in some of its legs.
type Place struct {
	// Source is the file in which the job stands.
	Source *Source
	Job    *workflow.Job
	// Callers are the jobs through which the workflow is called, outermost first,
	// Calls the files called.
	Callers []*workflow.Job
	Calls   []*Source
	// Legs is how many legs of the job hold the command, 0 if the file does not
	// tell.
	Legs int
}

// Bounds on what one workflow file may make us look at: jobs, calls included;
// legs, of which GitHub allows 256 a matrix; levels of calls, of which it allows
// ten.
const (
	maxPlaces = 1024
	maxLegs   = 256
	maxCalls  = 10
)

// Jobs lists the jobs of a source and of those it calls, at most 1,024; Legs is 0.
func (s *Source) Jobs() []Place {
	var out []Place
	s.visit(nil, nil, func(p Place) bool {
		out = append(out, p)
		return len(out) < maxPlaces
	})
	return out
}

func (s *Source) visit(callers []*workflow.Job, calls []*Source, visit func(Place) bool) bool {
	if s.File == nil || len(callers) > maxCalls || slices.Contains(calls, s) {
		return true
	}
	calls = append(slices.Clip(calls), s)
	for _, job := range s.File.Jobs {
		if callee := s.callees[job]; callee != nil {
			if !callee.visit(append(slices.Clip(callers), job), calls, visit) {
				return false
			}
			continue
		}
		if !visit(Place{Source: s, Job: job, Callers: callers, Calls: calls[1:]}) {
			return false
		}
	}
	return true
}

// Survey is a place with all that its legs run, as the file alone tells.
type Survey struct {
	Place
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
func (p Place) given() []inputs {
	all := []inputs{{times: 1}}
	for i, caller := range p.Callers {
		var next []inputs
		for _, in := range all {
			for _, leg := range fileLegs(caller) {
				leg.Inputs = in.values
				values := leg.CallInputs(p.Calls[i].File)
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

// Surveys reads every script of a source once. Where there is more of it than is read,
// the source has a Problem.
func (r *Reader) Surveys(src *Source) []Survey {
	if src.surveyed != nil {
		return src.surveyed
	}
	src.surveyed = []Survey{}
	budget := maxSurveyed
	for _, p := range src.Jobs() {
		s := Survey{Place: p}
		for _, given := range p.given() {
			for _, leg := range fileLegs(p.Job) {
				leg.Inputs = given.values
				pieces := r.pieces(p.Source, leg)
				for i := range pieces {
					// Each step costs something, however short.
					if budget -= len(pieces[i].step.Run) + 64; budget < 0 {
						src.Problem = fmt.Sprintf("%s holds more script than is read", src.path)
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

// Steps goes through all steps of the legs, whatever they hold: Rans, Alone and Only are
// not for them.
func (s *Survey) Steps() iter.Seq[*Holding] {
	return func(yield func(*Holding) bool) {
		for _, leg := range s.legs {
			for n := range leg.pieces {
				if !yield(&Holding{Source: s.Source, Leg: leg.pieces[n].leg, pieces: leg.pieces, n: n}) {
					return
				}
			}
		}
	}
}

// Holdings finds the command in the steps of the legs, as if all of these had succeeded.
func (s *Survey) Holdings(command shell.Command) []Holding {
	var out []Holding
	for _, leg := range s.legs {
		for n := range leg.pieces {
			if at := holds(command, s.Source, leg.pieces, n); len(at) > 0 {
				out = append(out, Holding{Source: s.Source, Leg: succeeded(leg.pieces), pieces: leg.pieces, n: n, at: at})
			}
		}
	}
	return out
}

// holdingLegs counts the legs that hold the command.
func (s *Survey) holdingLegs(command shell.Command) int {
	n := 0
	for _, leg := range s.legs {
		for i := range leg.pieces {
			if len(holds(command, s.Source, leg.pieces, i)) > 0 {
				n += leg.times
				break
			}
		}
	}
	return n
}

// Places lists the jobs of a source that hold the command.
func (r *Reader) Places(command shell.Command, src *Source) []Place {
	var out []Place
	surveys := r.Surveys(src)
	for i := range surveys {
		p := surveys[i].Place
		if p.Legs = surveys[i].holdingLegs(command); p.Legs == 0 {
			continue
		}
		if p.Job.MatrixUnknown {
			p.Legs = 0
		}
		if slices.ContainsFunc(p.Callers, func(caller *workflow.Job) bool { return caller.MatrixUnknown }) {
			p.Legs = 0
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
