package evidence

import (
	"fmt"
	"maps"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
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
func (j *judgement) surveys(src *source) []survey {
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
				pieces := j.pieces(p.src, leg)
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
func (j *judgement) places(command shell.Command, src *source) []place {
	var out []place
	surveys := j.surveys(src)
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

// holding is a step of a leg whose script holds the command.
type holding struct {
	src *source
	leg workflow.Leg
	// pieces are all that the leg runs, of which the one at the index n is the step;
	// at are the places of the command in its script.
	pieces []piece
	n      int
	at     []int
	// whole is true where the step runs a claim of several commands and nothing else.
	whole bool
}

func (h *holding) piece() *piece { return &h.pieces[h.n] }

func (h *holding) rans() []shell.Ran {
	out := make([]shell.Ran, len(h.at))
	for i, at := range h.at {
		out[i] = h.piece().rans[at]
	}
	return out
}

// earlier are the commands of the script before the last that is the one held.
func (h *holding) earlier() []shell.Ran { return h.piece().rans[:h.at[len(h.at)-1]] }

// alone tells whether the step runs no other command than the one held; the commands
// of a pipeline are no others than the pipeline.
func (h *holding) alone() bool {
	whole := h.rans()[0].Command.Pipeline()
	for i, ran := range h.piece().rans {
		if !slices.Contains(h.at, i) && !(whole && ran.Part) {
			return false
		}
	}
	return true
}

// recorded returns the record of a step of the job, by its index; nil if there is
// none.
func (h *holding) recorded(step int) *record.Step {
	if step >= len(h.leg.Steps) {
		return nil
	}
	return h.leg.Steps[step]
}

// index is that of the job's own step.
func (h *holding) index() int { return h.piece().index }

// step is the job's own step, the one that GitHub records.
func (h *holding) step() *workflow.Step { return h.leg.Job.Steps[h.index()] }

// inside tells whether the command stands in an action that the job's step uses.
func (h *holding) inside() bool { return len(h.piece().around) > 0 }

// before are what the leg runs before the step that holds the command.
func (h *holding) before() []piece { return h.pieces[:h.n] }

// ranBefore are those of them that the record does not say were skipped.
func (h *holding) ranBefore() []piece {
	var out []piece
	for _, p := range h.before() {
		if !h.skipped(&p) {
			out = append(out, p)
		}
	}
	return out
}

// skipped tells whether the record says that a piece of the leg was skipped.
func (h *holding) skipped(p *piece) bool {
	rec := h.recorded(p.index)
	return rec != nil && rec.Conclusion == record.ConclusionSkipped
}

// holdings finds the command in the steps of a leg.
func (m *matchedLeg) holdings(command shell.Command) []holding {
	var out []holding
	for i := range m.pieces {
		if at := holds(command, m.src, m.pieces, i); len(at) > 0 {
			out = append(out, holding{src: m.src, leg: m.leg, pieces: m.pieces, n: i, at: at})
		}
	}
	return out
}

// holds returns where in a step's script the command stands.
func holds(command shell.Command, src *source, pieces []piece, n int) []int {
	var at []int
	for i, ran := range pieces[n].rans {
		if ran.Command.Equal(command) && hasEnvironment(command, ran.Command, src, pieces, n) {
			at = append(at, i)
		}
	}
	return at
}

// analyse reads a step's script with the leg's values filled in.
func (j *judgement) analyse(leg workflow.Leg, step *workflow.Step) []shell.Ran {
	if step.Run == "" {
		return nil
	}
	script := shell.Script{Container: leg.Job.Container}
	script.Text, _ = leg.Expand(step.Run)
	script.Shell, _ = leg.Expand(step.Shell)
	script.Dir, _ = leg.Expand(step.Dir)
	if script.Shell != "" || script.Container {
		return j.ransOf(script)
	}
	switch systemOf(leg) {
	case windows:
		script.Shell = "pwsh"
		return j.ransOf(script)
	case unknownSystem:
		onWindows := script
		onWindows.Shell = "pwsh"
		return onBoth(j.ransOf(script), j.ransOf(onWindows))
	}
	return j.ransOf(script)
}

func (j *judgement) ransOf(script shell.Script) []shell.Ran {
	rans, ok := j.scripts[script]
	if !ok {
		rans = shell.Analyse(script)
		j.scripts[script] = rans
	}
	return rans
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
