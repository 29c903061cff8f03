package execution

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/workflow"
)

// packetgate in mode plan makes the matrix of another job of its run. Which legs that may
// have had is known to who reads (Reader.Planned), not from the file.

var (
	// givenByJob matches a matrix that is made of another job's output, takenFromStep that
	// output made of a step's.
	givenByJob    = regexp.MustCompile(`^\$\{\{ *fromJSON\( *needs\.([\w-]+)\.outputs\.([\w-]+) *\) *\}\}$`)
	takenFromStep = regexp.MustCompile(`^\$\{\{ *steps\.([\w-]+)\.outputs\.matrix *\}\}$`)
	// packetgateItself matches a `uses:` of packetgate at a ref, a fork's or a mirror's
	// too, or of its image. What the base branch's workflow names is trusted as its other
	// actions are; an action in the repository is not, since it may be the head's.
	packetgateItself = regexp.MustCompile(`(?i)^(?:docker://)?[\w.:-]+/(?:[\w.-]+/)*packetgate(?:-action)?[@:]\S+$`)
)

// plannerOf is the job whose packetgate plans the matrix of a job, nil where none does.
func plannerOf(file *workflow.Workflow, job *workflow.Job) *workflow.Job {
	m := givenByJob.FindStringSubmatch(job.Include)
	if m == nil || job.Uses != "" {
		return nil
	}
	at := slices.IndexFunc(file.Jobs, func(j *workflow.Job) bool { return strings.EqualFold(j.ID, m[1]) })
	if at < 0 || len(file.Jobs[at].Matrix) > 0 || file.Jobs[at].MatrixUnknown {
		return nil
	}
	out := takenFromStep.FindStringSubmatch(file.Jobs[at].Outputs[strings.ToLower(m[2])])
	if out == nil {
		return nil
	}
	for _, step := range file.Jobs[at].Steps {
		if strings.EqualFold(step.ID, out[1]) {
			if packetgateItself.MatchString(step.Uses) && strings.TrimSpace(step.With["mode"]) == "plan" {
				return file.Jobs[at]
			}
			return nil
		}
	}
	return nil
}

// plan gives the jobs of a source that packetgate plans the legs that it may have
// planned.
func (r *Reader) plan(src *Source) {
	src.planners = map[*workflow.Job]*workflow.Job{}
	for i, job := range src.File.Jobs {
		if by := plannerOf(src.File, job); by != nil {
			src.File.Jobs[i] = job.WithMatrix(r.Planned)
			src.planners[src.File.Jobs[i]] = by
		}
	}
}

// Planner is the job that plans the legs of a job, nil where none does.
func (s *Source) Planner(job *workflow.Job) *workflow.Job { return s.planners[job] }

// Planning is the workflow of the base branch that has packetgate plan what is to be run,
// among those that were read, nil if none has. One that the change edits is the author's.
func (r *Reader) Planning() *Source {
	var found []*Source
	for _, src := range r.sources {
		if src.File == nil || src.repository != "" || len(src.planners) == 0 {
			continue
		}
		for depth := 0; len(src.callers) > 0 && depth < maxCallees; depth++ {
			src = src.callers[0].src
		}
		if r.change.Changed(src.path) == nil {
			found = append(found, src)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MinFunc(found, func(a, b *Source) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.sha, b.sha)) })
}

var oneInput = regexp.MustCompile(`^\$\{\{ *(?:github\.event\.)?inputs\.([\w-]+) *\}\}$`)

// PacketsInput is the input of a run by hand that says which packets are planned, "" where
// none does.
func (s *Source) PacketsInput() string {
	for _, job := range s.File.Jobs {
		for _, step := range job.Steps {
			if m := oneInput.FindStringSubmatch(strings.TrimSpace(step.With["packets"])); m != nil && packetgateItself.MatchString(step.Uses) {
				return m[1]
			}
		}
	}
	return ""
}
