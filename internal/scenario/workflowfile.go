package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// workflowFile is a workflow file as far as a run of it can be made up. It is read
// here and not by the engine's own reader, so that a scenario does not inherit a
// mistake of what it tests.
type workflowFile struct {
	name string
	jobs []plannedJob
	// referenced are the `uses:` of the reusable workflows that it calls.
	referenced []string
}

// plannedJob is one job as GitHub would show it: one leg of a matrix, one job of a
// called workflow.
type plannedJob struct {
	// id is the job's key in its file; that of a called job begins with the caller's
	// id and a slash.
	id    string
	name  string
	needs []string
	when  string
	// open means that the legs cannot be read from the file; their names start with
	// prefix.
	open   bool
	prefix string
	// legs means that they are those of a matrix which is an expression; named that the
	// job's name holds its values.
	legs, named bool
	// tolerated jobs fail without failing the run.
	tolerated bool
	container bool
	steps     []plannedStep
}

type plannedStep struct {
	name, run, uses, shell, when string
	env, with                    []pair
	tolerated                    bool
}

type pair struct {
	key, value string
	// added marks a value that an include added to a leg of a matrix.
	added bool
}

// readWorkflow reads a workflow file; read gives the files that it calls by their
// `uses:`, nil for one that is not there.
func readWorkflow(path string, content []byte, read func(string) []byte) (workflowFile, error) {
	var root yaml.Node
	if err := yaml.Load(content, &root); err != nil {
		return workflowFile{}, fmt.Errorf("%s is no YAML: %w", path, err)
	}
	w := workflowFile{name: text(child(&root, "name"))}
	if w.name == "" {
		w.name = path
	}
	unalias(&root)
	jobs := child(&root, "jobs")
	if jobs == nil || jobs.Kind != yaml.MappingNode {
		return w, errors.New(path + " has no jobs")
	}
	shell := text(child(child(child(&root, "defaults"), "run"), "shell"))
	env := pairs(child(&root, "env"))
	for i := 0; i+1 < len(jobs.Content); i += 2 {
		planned, err := w.plan(jobs.Content[i].Value, jobs.Content[i+1], shell, env, read)
		if err != nil {
			return w, err
		}
		w.jobs = append(w.jobs, planned...)
	}
	return w, nil
}

// unalias puts what they stand for in the place of aliases.
func unalias(node *yaml.Node) {
	for i, n := range node.Content {
		if n.Kind == yaml.AliasNode {
			node.Content[i] = n.Alias
			continue
		}
		unalias(n)
	}
}

// plan lists what one job of the file becomes.
func (w *workflowFile) plan(id string, node *yaml.Node, shell string, env []pair, read func(string) []byte) ([]plannedJob, error) {
	job := plannedJob{
		id: id, name: text(child(node, "name")), needs: list(child(node, "needs")), when: text(child(node, "if")),
		tolerated: text(child(node, "continue-on-error")) == "true", container: child(node, "container") != nil,
	}
	named := strings.Contains(job.name, "${{") // GitHub appends the values to other names
	if job.name == "" {
		job.name = id
	}
	matrix := child(child(node, "strategy"), "matrix")
	if uses := text(child(node, "uses")); uses != "" {
		return w.callEach(job, matrix, named, uses, read)
	}
	if s := text(child(child(child(node, "defaults"), "run"), "shell")); s != "" {
		shell = s
	}
	env = append(slices.Clone(env), pairs(child(node, "env"))...)
	if steps := child(node, "steps"); steps != nil {
		for _, step := range steps.Content {
			job.steps = append(job.steps, planStep(step, shell, env))
		}
	}
	switch {
	case matrix == nil:
		return []plannedJob{job}, nil
	case matrix.Kind != yaml.MappingNode, text(child(matrix, "include")) != "":
		job.open, job.legs, job.named = true, true, named
		job.prefix, _, _ = strings.Cut(job.name, "${{")
		return []plannedJob{job}, nil
	}
	var legs []plannedJob
	for _, values := range combinations(matrix) {
		legs = append(legs, job.leg(values, named))
	}
	return legs, nil
}

// callEach calls a reusable workflow once for each leg of the caller's matrix.
func (w *workflowFile) callEach(caller plannedJob, matrix *yaml.Node, named bool, uses string, read func(string) []byte) ([]plannedJob, error) {
	if matrix == nil || matrix.Kind != yaml.MappingNode {
		return w.call(caller, uses, read)
	}
	var jobs []plannedJob
	for _, values := range combinations(matrix) {
		called, err := w.call(caller.leg(values, named), uses, read)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, called...)
	}
	return jobs, nil
}

// call lists the jobs of a reusable workflow; those of one that is not there the
// scenario must name.
func (w *workflowFile) call(caller plannedJob, uses string, read func(string) []byte) ([]plannedJob, error) {
	content := read(uses)
	if content == nil && !strings.HasPrefix(uses, "./") {
		caller.open, caller.prefix = true, caller.name+" / "
		return []plannedJob{caller}, nil
	}
	called, err := readWorkflow(uses, content, read)
	if err != nil {
		return nil, fmt.Errorf("called by job %s: %w", caller.id, err)
	}
	w.referenced = append(append(w.referenced, uses), called.referenced...)
	for i := range called.jobs {
		job := &called.jobs[i]
		job.id, job.name = caller.id+"/"+job.id, caller.name+" / "+job.name
		for k, id := range job.needs {
			job.needs[k] = caller.id + "/" + id
		}
		job.needs = append(job.needs, caller.needs...)
	}
	return called.jobs, nil
}

func planStep(node *yaml.Node, shell string, env []pair) plannedStep {
	s := plannedStep{
		name: text(child(node, "name")), run: text(child(node, "run")), uses: text(child(node, "uses")), shell: text(child(node, "shell")),
		when: text(child(node, "if")), with: pairs(child(node, "with")), tolerated: text(child(node, "continue-on-error")) == "true",
	}
	s.env = append(slices.Clone(env), pairs(child(node, "env"))...)
	if s.shell == "" {
		s.shell = shell
	}
	return s
}

// title is the step's name as the runner gives it.
func (s plannedStep) title() string {
	switch {
	case s.name != "":
		return s.name
	case s.uses != "":
		return "Run " + s.uses
	}
	line, _, _ := strings.Cut(strings.TrimSpace(s.run), "\n")
	return "Run " + line
}

var matrixExpression = regexp.MustCompile(`\$\{\{\s*matrix\.([\w.-]+)\s*\}\}`)

// leg is the job with the values of one combination.
func (j plannedJob) leg(values []pair, named bool) plannedJob {
	expand := func(s string) string {
		return matrixExpression.ReplaceAllStringFunc(s, func(m string) string {
			key := matrixExpression.FindStringSubmatch(m)[1]
			for _, v := range values {
				if v.key == key {
					return v.value
				}
			}
			return ""
		})
	}
	leg := j
	leg.name = expand(j.name)
	if shown := shownValues(values); !named && len(shown) > 0 {
		leg.name += " (" + strings.Join(shown, ", ") + ")"
	}
	leg.steps = make([]plannedStep, len(j.steps))
	for i, s := range j.steps {
		s.name, s.run, s.uses = expand(s.name), expand(s.run), expand(s.uses)
		env := slices.Clone(s.env)
		for k := range env {
			env[k].value = expand(env[k].value)
		}
		s.env = env
		leg.steps[i] = s
	}
	return leg
}

// shownValues are those of a leg's values that GitHub names it by: none that is empty,
// and none that an include added to it (actions/runner, MatrixBuilder.cs).
func shownValues(values []pair) []string {
	var shown []string
	for _, v := range values {
		if v.value != "" && !v.added {
			shown = append(shown, v.value)
		}
	}
	return shown
}

// combinations lists the legs of a matrix in GitHub's order, with include and
// exclude applied.
func combinations(matrix *yaml.Node) [][]pair {
	legs := [][]pair{{}}
	for i := 0; i+1 < len(matrix.Content); i += 2 {
		key := matrix.Content[i].Value
		if key == "include" || key == "exclude" {
			continue
		}
		var more [][]pair
		for _, leg := range legs {
			for _, v := range items(matrix.Content[i+1]) {
				more = append(more, append(slices.Clone(leg), leaves(key, v)...))
			}
		}
		legs = more
	}
	if excluded := child(matrix, "exclude"); excluded != nil {
		for _, e := range excluded.Content {
			legs = slices.DeleteFunc(legs, func(leg []pair) bool { return agrees(leg, leaves("", e), true) })
		}
	}
	if len(legs) == 1 && len(legs[0]) == 0 {
		legs = nil
	}
	if included := child(matrix, "include"); included != nil {
		legs = include(legs, included)
	}
	return legs
}

// include adds each entry to the original legs that it does not contradict, or as
// a leg of its own.
func include(legs [][]pair, included *yaml.Node) [][]pair {
	original := make([][]pair, len(legs))
	for i, leg := range legs {
		original[i] = slices.Clone(leg)
	}
	for _, node := range included.Content {
		entry, added := leaves("", node), false
		for i := range original {
			if agrees(original[i], entry, false) {
				legs[i], added = merged(legs[i], entry), true
			}
		}
		if !added {
			legs = append(legs, entry)
		}
	}
	return legs
}

// agrees tells whether a leg has the entry's values; keys that the leg lacks agree
// unless all must be there.
func agrees(leg, entry []pair, all bool) bool {
	for _, e := range entry {
		i := slices.IndexFunc(leg, func(p pair) bool { return p.key == e.key })
		if i < 0 && all || i >= 0 && leg[i].value != e.value {
			return false
		}
	}
	return true
}

func merged(leg, entry []pair) []pair {
	for _, e := range entry {
		if i := slices.IndexFunc(leg, func(p pair) bool { return p.key == e.key }); i >= 0 {
			leg[i].value = e.value
			continue
		}
		e.added = true
		leg = append(leg, e)
	}
	return leg
}

// items are a list's nodes, or the one scalar that stands in its place.
func items(node *yaml.Node) []*yaml.Node {
	if node.Kind == yaml.ScalarNode {
		return []*yaml.Node{node}
	}
	return node.Content
}

// leaves flattens a matrix' value: what lies within a mapping or list has a dotted key.
func leaves(key string, node *yaml.Node) []pair {
	var out []pair
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			out = append(out, leaves(strings.TrimPrefix(key+"."+node.Content[i].Value, "."), node.Content[i+1])...)
		}
	case yaml.SequenceNode:
		for i, n := range node.Content {
			out = append(out, leaves(key+"."+strconv.Itoa(i), n)...)
		}
	default:
		out = []pair{{key: key, value: node.Value}}
	}
	return out
}

func text(node *yaml.Node) string {
	if node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

// list reads a list of scalars, or one scalar.
func list(node *yaml.Node) []string {
	if node == nil {
		return nil
	}
	if node.Kind == yaml.ScalarNode {
		return []string{node.Value}
	}
	out := make([]string, len(node.Content))
	for i, n := range node.Content {
		out[i] = n.Value
	}
	return out
}

func pairs(node *yaml.Node) []pair {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	var out []pair
	for i := 0; i+1 < len(node.Content); i += 2 {
		out = append(out, pair{key: node.Content[i].Value, value: node.Content[i+1].Value})
	}
	return out
}
