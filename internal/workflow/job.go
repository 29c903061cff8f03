package workflow

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// defaults are the `defaults: run:` in force.
type defaults struct {
	shell, dir string
}

// workflow reads the file's root.
func (f *file) workflow(root *yaml.Node, w *Workflow) error {
	entries, err := f.entries(root, "a workflow")
	if err != nil {
		return err
	}
	var run defaults
	var jobs *yaml.Node
	var unsupported string
	triggered := false
	for _, e := range entries {
		switch e.key {
		case "name":
			w.Name, err = f.text(e.value, "`name`")
		case "on":
			triggered = true
			if w.Events, err = f.events(e.value); err == nil {
				w.Inputs, err = f.callInputs(w, e.value)
				w.Chosen = chosenInputs(e.value)
				if outputs := value(value(e.value, "workflow_call"), "outputs"); outputs != nil {
					w.Outputs = outputValues(outputs)
				}
			}
		case "env":
			w.Env, err = f.env(e.value, &unsupported)
		case "defaults":
			run, err = f.defaults(e.value, run)
		case "jobs":
			jobs = e.value
		case "run-name", "description", "permissions", "concurrency":
		default:
			unsupported = unknownKey("the workflow", e)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case !triggered:
		return f.errorOn(root, "no `on`: this is no workflow")
	case jobs == nil:
		return f.errorOn(root, "no `jobs`: this is no workflow")
	}
	if err := f.jobs(jobs, w, run); err != nil {
		return err
	}
	for _, job := range w.Jobs {
		note(&job.Unsupported, unsupported)
	}
	return nil
}

// unknownKey describes a key that packetgate does not know.
func unknownKey(where string, e entry) string {
	return fmt.Sprintf("the key %q of %s in line %d", e.key, where, e.keyNode.Line)
}

// note keeps the first thing that is not understood.
func note(unsupported *string, what string) {
	if *unsupported == "" {
		*unsupported = what
	}
}

// events reads `on:`, which is a name, a list of names, or a mapping by name.
func (f *file) events(n *yaml.Node) ([]string, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		if scalarOf(n).text == "" {
			return nil, f.errorOn(n, "`on` names no event")
		}
		return []string{scalarOf(n).text}, nil
	case yaml.SequenceNode:
		items, err := f.items(n, "`on`")
		if err != nil {
			return nil, err
		}
		var out []string
		for _, item := range items {
			name, err := f.text(item, "an event")
			if err != nil {
				return nil, err
			}
			out = append(out, name)
		}
		return out, nil
	}
	entries, err := f.entries(n, "`on`")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.key)
	}
	return out, nil
}

// env reads an `env:`.
func (f *file) env(n *yaml.Node, unsupported *string) ([]Variable, error) {
	if n.Kind == yaml.ScalarNode {
		switch s := scalarOf(n); {
		case s.kind == null:
			return nil, nil
		case strings.Contains(s.text, "${{"):
			note(unsupported, fmt.Sprintf("the `env` in line %d, which is an expression", n.Line))
			return nil, nil
		}
	}
	entries, err := f.entries(n, "`env`")
	if err != nil {
		return nil, err
	}
	var out []Variable
	for _, e := range entries {
		if strings.Contains(e.key, "${{") {
			note(unsupported, fmt.Sprintf("the `env` in line %d, which inserts an expression", n.Line))
			continue
		}
		value, err := f.text(e.value, "a variable")
		if err != nil {
			return nil, err
		}
		out = append(out, Variable{Name: e.key, Value: value})
	}
	return out, nil
}

// defaults reads a `defaults:` over those that hold around it.
func (f *file) defaults(n *yaml.Node, outer defaults) (defaults, error) {
	entries, err := f.entries(n, "`defaults`")
	if err != nil {
		return outer, err
	}
	for _, e := range entries {
		if e.key != "run" {
			continue
		}
		settings, err := f.entries(e.value, "`defaults.run`")
		if err != nil {
			return outer, err
		}
		for _, setting := range settings {
			switch setting.key {
			case "shell":
				outer.shell, err = f.text(setting.value, "`shell`")
			case "working-directory":
				outer.dir, err = f.text(setting.value, "`working-directory`")
			}
			if err != nil {
				return outer, err
			}
		}
	}
	return outer, nil
}

func (f *file) jobs(n *yaml.Node, w *Workflow, run defaults) error {
	entries, err := f.entries(n, "`jobs`")
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return f.errorOn(n, "`jobs` is empty")
	}
	for _, e := range entries {
		job := &Job{ID: e.key, Line: e.keyNode.Line}
		if err := f.job(e.value, job, run); err != nil {
			return err
		}
		job.settled = settled(w.Env, job)
		for name := range w.booleans {
			job.learn("inputs."+name, scalar{kind: boolean, text: "true"})
		}
		w.Jobs = append(w.Jobs, job)
	}
	return nil
}

// job reads one job.
func (f *file) job(n *yaml.Node, job *Job, run defaults) error {
	what := fmt.Sprintf("the job %q", job.ID)
	entries, err := f.entries(n, what)
	if err != nil {
		return err
	}
	var steps, strategy *yaml.Node
	for _, e := range entries {
		switch e.key {
		case "name":
			job.Name, err = f.text(e.value, "`name`")
		case "if":
			job.If, err = f.text(e.value, "`if`")
		case "uses":
			job.Uses, err = f.text(e.value, "`uses`")
		case "with":
			job.With, err = f.with(e.value, &job.Unsupported)
		case "runs-on":
			job.RunsOn, err = f.runsOn(e.value)
		case "container":
			err = f.container(e.value, job)
		case "services":
			job.Services = e.value.Kind == yaml.MappingNode && len(e.value.Content) > 0
		case "env":
			job.Env, err = f.env(e.value, &job.Unsupported)
		case "defaults":
			run, err = f.defaults(e.value, run)
		case "continue-on-error":
			job.ContinueOnError, err = f.text(e.value, "`continue-on-error`")
		case "strategy":
			strategy = e.value
		case "steps":
			steps = e.value
		case "outputs":
			job.Outputs, err = f.with(e.value, &job.Unsupported)
		case "needs":
			job.Needs = needed(e.value)
		case "permissions", "environment", "concurrency", "timeout-minutes", "cancel-timeout-minutes",
			"snapshot", "secrets":
		default:
			note(&job.Unsupported, unknownKey(what, e))
		}
		if err != nil {
			return err
		}
	}
	if strategy != nil {
		if err := f.strategy(strategy, job); err != nil {
			return err
		}
	}
	switch {
	case job.Uses != "" && steps != nil:
		return f.errorOn(steps, "%s has both `uses` and `steps`", what)
	case job.Uses != "":
		return nil
	case steps == nil:
		return f.errorOn(n, "%s has neither `steps` nor `uses`", what)
	}
	return f.steps(steps, job, run)
}

// runsOn reads the labels of a job's runner.
func (f *file) runsOn(n *yaml.Node) (string, error) {
	switch n.Kind {
	case yaml.SequenceNode:
		items, err := f.items(n, "`runs-on`")
		if err != nil {
			return "", err
		}
		var labels []string
		for _, item := range items {
			label, err := f.text(item, "a label")
			if err != nil {
				return "", err
			}
			labels = append(labels, label)
		}
		return strings.Join(labels, ", "), nil
	case yaml.MappingNode:
		entries, err := f.entries(n, "`runs-on`")
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			if e.key == "labels" {
				return f.runsOn(e.value)
			}
		}
		return "", nil
	}
	return f.text(n, "`runs-on`")
}

// needed reads `needs:`, which is a name or a list of names.
func needed(n *yaml.Node) (names []string) {
	if n.Kind == yaml.ScalarNode {
		return []string{scalarOf(n).text}
	}
	for _, item := range n.Content {
		names = append(names, scalarOf(item).text)
	}
	return names
}

// environmentOption matches the option of a container that sets a variable.
var environmentOption = regexp.MustCompile(`(?:^|\s)(?:-e|--env)[= ]?["']?([A-Za-z_][\w%()]*)(?:=("[^"]*"|'[^']*'|[^\s"']*))?`)

// container reads a job's container; an expression may be empty, but sh is the
// stricter guess.
func (f *file) container(n *yaml.Node, job *Job) (err error) {
	if n.Kind != yaml.MappingNode {
		job.Image = scalarOf(n).text
		job.Container = job.Image != ""
		return nil
	}
	job.Container = true
	entries, err := f.entries(n, "`container`")
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch e.key {
		case "image":
			job.Image, err = f.text(e.value, "`image`")
		case "env":
			var env []Variable
			env, err = f.env(e.value, &job.Unsupported)
			job.ContainerEnv = append(job.ContainerEnv, env...)
		case "options":
			var options string
			options, err = f.text(e.value, "`options`")
			job.ContainerOptions = strings.TrimSpace(options + " " + job.ContainerOptions)
			for _, m := range environmentOption.FindAllStringSubmatch(options, -1) {
				job.ContainerEnv = append(job.ContainerEnv, Variable{Name: m[1], Value: strings.Trim(m[2], `"'`)})
			}
		case "volumes":
			for _, item := range e.value.Content {
				job.ContainerOptions = strings.TrimSpace(job.ContainerOptions + " -v " + scalarOf(item).text)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
