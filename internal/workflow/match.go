package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// Match finds the job of the file that a recorded job is. It returns false when
// none or several could be it, with the reason in the leg's Doubt; of a job within
// a reusable workflow (see Called) the leg's Job is then the caller. A leg that is
// found may still bear a Doubt about its steps.
func (w *Workflow) Match(job record.Job) (Leg, bool) {
	leg := Leg{Record: job}
	candidates, calls := w.candidates(job.Name)
	switch {
	case len(candidates) == 0 && len(calls) == 1:
		leg.Job = calls[0].caller.Job
		leg.Doubt = fmt.Sprintf("it is a job of the reusable workflow %s", leg.Job.Uses)
		return leg, false
	case len(candidates) == 0 && len(calls) == 0:
		leg.Doubt = fmt.Sprintf("no job of %s has the name %q", w.Path, job.Name)
		leg.Fit = Contradicted
		return leg, false
	case len(candidates) > 1 || len(calls) > 0:
		leg.Doubt = fmt.Sprintf("several jobs of %s could have the name %q", w.Path, job.Name)
		return leg, false
	}
	leg = candidates[0]
	leg.Record = job
	leg.Steps = make([]*record.Step, len(leg.Job.Steps))
	if leg.Job.Uses != "" {
		return leg, true
	}
	if leg.Job.Unsupported != "" {
		leg.Doubt = "the job has syntax that is not judged yet: " + leg.Job.Unsupported
		return leg, true
	}
	leg.align()
	return leg, true
}

// Called reads the name "caller / callee" that GitHub gives a job within a
// reusable workflow: the leg of this file that calls it, and its name within the
// called workflow, which may be such a name again. It returns false when no job
// of the file, or more than one, could have made the name.
func (w *Workflow) Called(name string) (caller Leg, callee string, ok bool) {
	candidates, calls := w.candidates(name)
	if len(candidates) > 0 || len(calls) != 1 {
		return Leg{}, "", false
	}
	return calls[0].caller, calls[0].callee, true
}

// call is a reading of a name as "caller / callee".
type call struct {
	caller Leg
	callee string
}

// candidates are the legs that a recorded job of this name could be, and the calls
// of which it could be a job.
func (w *Workflow) candidates(name string) (legs []Leg, calls []call) {
	for _, j := range w.Jobs {
		for _, n := range j.names() {
			leg := Leg{Job: j, Matrix: n.matrix}
			if n.template.matchesJob(name) {
				legs = append(legs, leg)
			}
			if j.Uses == "" {
				continue
			}
			for _, callee := range n.template.cut(name) {
				calls = append(calls, call{leg, callee})
			}
		}
	}
	return legs, calls
}

// cut gives what can stand after the template and " / " in a name.
func (t template) cut(name string) []string {
	const separator = " / "
	var out []string
	for at := 0; ; at += len(separator) {
		next := strings.Index(name[at:], separator)
		if next < 0 {
			return out
		}
		if at += next; t.matches(name[:at]) {
			out = append(out, name[at+len(separator):])
		}
	}
}

// named is a name that a job may have, with the matrix values that go with it.
type named struct {
	template template
	matrix   map[string]string
}

// names are the names of a job's legs. GitHub appends the matrix values to a name
// without expression, and to none other.
func (j *Job) names() []named {
	if j.legNames != nil {
		return j.legNames
	}
	base := j.Name
	if strings.TrimSpace(base) == "" {
		base = j.ID
	}
	expression := strings.Contains(base, "${{")
	switch {
	case j.MatrixUnknown && expression:
		return []named{{template: Leg{Job: j}.template(base)}}
	case j.MatrixUnknown:
		return []named{{template: literal(base)}, {template: template{base + " (", ")"}}}
	case len(j.Matrix) == 0:
		return []named{{template: Leg{Job: j}.template(base)}}
	}
	out := make([]named, 0, len(j.Matrix))
	for i, values := range j.Matrix {
		t := literal(base + j.suffixes[i])
		if expression {
			t = Leg{Job: j, Matrix: values}.template(base)
		}
		if t.known() && t[0] == "" {
			t = literal(j.ID + j.suffixes[i])
		}
		out = append(out, named{t, values})
	}
	return out
}

// Steps that the runner itself adds before and after those of the file
// (actions/runner, JobExtension.cs and ActionManager.cs).
var (
	before = []string{"Set up job", "Set up runner", "Initialize containers"}
	after  = []string{"Stop containers", "Complete runner", "Complete job"}
)

func setup(name string) bool {
	return slices.Contains(before, name) || strings.HasPrefix(name, "Pre ") ||
		strings.HasPrefix(name, "Build ") || strings.HasPrefix(name, "Pull ")
}

func cleanup(name string) bool {
	return slices.Contains(after, name) || strings.HasPrefix(name, "Post ")
}

// align finds which recorded step each step of the file is: the file's steps
// follow one another without gap, after the runner's own and before its clean-up,
// and all names that the file tells must agree. Only one place may fit.
func (l *Leg) align() {
	recorded := l.Record.Steps
	n := len(l.Job.Steps)
	if len(recorded) == 0 {
		l.Doubt = "the record lists no steps"
		return
	}
	templates := make([][]template, n)
	for i, s := range l.Job.Steps {
		templates[i] = l.stepTemplates(s)
	}
	found := -1
	for at := 1; at+n <= len(recorded); at++ {
		if !setup(recorded[at-1].Name) {
			break
		}
		if !fits(recorded[at:at+n], templates) || !allCleanup(recorded[at+n:]) {
			continue
		}
		if found >= 0 {
			l.Doubt = "the recorded steps fit the file's in several ways"
			return
		}
		found = at
	}
	if found < 0 {
		l.Doubt = "the recorded steps do not fit the file's: another version of it may have run"
		if whole(recorded) {
			l.Fit = Contradicted
		}
		return
	}
	if whole(recorded) && !slices.ContainsFunc(slices.Concat(templates...), func(t template) bool { return !t.known() }) {
		l.Fit = Certain
	}
	for i := range l.Steps {
		l.Steps[i] = &l.Record.Steps[found+i]
	}
}

// fits tells whether recorded steps can be those of the templates.
func fits(recorded []record.Step, templates [][]template) bool {
	for i, s := range recorded {
		name := strings.TrimRight(s.Name, " \t")
		if s.Number != recorded[0].Number+i || !slices.ContainsFunc(templates[i], func(t template) bool { return t.matches(name) }) {
			return false
		}
	}
	return true
}

func allCleanup(steps []record.Step) bool {
	return !slices.ContainsFunc(steps, func(s record.Step) bool { return !cleanup(s.Name) })
}
