package workflow

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// steps reads a job's steps.
func (f *file) steps(n *yaml.Node, job *Job, run defaults) error {
	items, err := f.items(n, "`steps`")
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return f.errorOn(n, "`steps` is empty")
	}
	for _, item := range items {
		if err := f.step(item, job, run); err != nil {
			return err
		}
	}
	return nil
}

// step reads one step and adds it to its job; the steps of a `parallel:` group are
// added one by one.
func (f *file) step(n *yaml.Node, job *Job, run defaults) error {
	entries, err := f.entries(n, "a step")
	if err != nil {
		return err
	}
	step := &Step{Line: n.Line, unnamed: true}
	shell, dir := run.shell, run.dir
	var group *yaml.Node
	control := false
	for _, e := range entries {
		switch e.key {
		case "id":
			step.ID, err = f.text(e.value, "`id`")
		case "name":
			step.unnamed = false
			step.Name, err = f.text(e.value, "`name`")
		case "if":
			step.If, err = f.text(e.value, "`if`")
		case "uses":
			step.Uses, err = f.text(e.value, "`uses`")
		case "run":
			step.RunLine = scriptLine(e.value)
			step.Run, err = f.text(e.value, "`run`")
		case "with":
			step.With, err = f.with(e.value, &step.Unsupported)
		case "env":
			step.Env, err = f.env(e.value, &step.Unsupported)
		case "shell":
			shell, err = f.text(e.value, "`shell`")
		case "working-directory":
			dir, err = f.text(e.value, "`working-directory`")
		case "continue-on-error":
			step.ContinueOnError, err = f.text(e.value, "`continue-on-error`")
		case "timeout-minutes":
			step.TimeoutMinutes, err = f.text(e.value, "`timeout-minutes`")
		case "background":
			f.unsupported(job, step, "it runs in the background", e)
		case "parallel":
			group = e.value
			f.unsupported(job, step, "it runs in parallel with others", e)
		case "wait", "wait-all", "cancel":
			control = true
			f.unsupported(job, step, "it waits for or cancels background steps", e)
		default:
			note(&step.Unsupported, unknownKey("the step", e))
		}
		if err != nil {
			return err
		}
	}
	switch {
	case group != nil:
		return f.parallel(group, job, run)
	case step.Run != "" && step.Uses != "":
		return f.errorOn(n, "the step has both `run` and `uses`")
	case step.RunLine == 0 && step.Uses == "" && !control:
		return f.errorOn(n, "the step has neither `run` nor `uses`")
	}
	if step.RunLine > 0 {
		step.Shell, step.Dir = shell, directory(dir)
	}
	step.written = writtenBy(step.Code())
	job.Steps = append(job.Steps, step)
	return nil
}

// unsupported notes background syntax on the step and, since it changes which
// steps the record lists, on the whole job.
func (f *file) unsupported(job *Job, step *Step, what string, e entry) {
	note(&step.Unsupported, fmt.Sprintf("%s (`%s` in line %d)", what, e.key, e.keyNode.Line))
	note(&job.Unsupported, fmt.Sprintf("a step with `%s` in line %d", e.key, e.keyNode.Line))
}

// parallel adds the steps of a group, all of them unsupported.
func (f *file) parallel(n *yaml.Node, job *Job, run defaults) error {
	before := len(job.Steps)
	if n.Kind == yaml.SequenceNode {
		if err := f.steps(n, job, run); err != nil {
			return err
		}
	}
	for _, step := range job.Steps[before:] {
		note(&step.Unsupported, fmt.Sprintf("it runs in parallel with others (`parallel` in line %d)", n.Line))
	}
	return nil
}

// scriptLine is the line of a script's first line: a block begins below its `|`.
func scriptLine(n *yaml.Node) int {
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Line + 1
	}
	return n.Line
}

// with reads the inputs of an action or a reusable workflow, or a job's outputs, whose
// names GitHub takes without regard to case.
func (f *file) with(n *yaml.Node, unsupported *string) (map[string]string, error) {
	variables, err := f.env(n, unsupported)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(variables))
	for _, v := range variables {
		out[strings.ToLower(v.Name)] = v.Value
	}
	return out, nil
}
