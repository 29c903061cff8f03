package evidence

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/workflow"
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
func (r *reader) plan(src *source) {
	src.planners = map[*workflow.Job]*workflow.Job{}
	for i, job := range src.file.Jobs {
		if by := plannerOf(src.file, job); by != nil {
			src.file.Jobs[i] = job.WithMatrix(r.planned)
			src.planners[src.file.Jobs[i]] = by
		}
	}
}

// planning is the workflow of the base branch that has packetgate plan what is to be run,
// among those that were read, nil if none has. One that the change edits is the author's.
func (r *reader) planning() *source {
	var found []*source
	for _, src := range r.sources {
		if src.file == nil || src.repository != "" || len(src.planners) == 0 {
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
	return slices.MinFunc(found, func(a, b *source) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.sha, b.sha)) })
}

// packetsInput is the input of a run by hand that says which packets are planned, "" where
// none does.
func (s *source) packetsInput() string {
	for _, job := range s.file.Jobs {
		for _, step := range job.Steps {
			if m := oneInput.FindStringSubmatch(strings.TrimSpace(step.With["packets"])); m != nil && packetgateItself.MatchString(step.Uses) {
				return m[1]
			}
		}
	}
	return ""
}

var oneInput = regexp.MustCompile(`^\$\{\{ *(?:github\.event\.)?inputs\.([\w-]+) *\}\}$`)

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

// planner is the job that plans the legs of a job, nil where none does.
func (s *source) planner(job *workflow.Job) *workflow.Job { return s.planners[job] }
