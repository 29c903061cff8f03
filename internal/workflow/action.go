package workflow

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Action is one parsed action file.
type Action struct {
	Path string
	// Composite is true for an action of steps; another kind runs a program, of
	// which the file says nothing.
	Composite bool
	Steps     []*Step
	// Programs are the files that the action names for what it runs, relative to its
	// directory: a program of its own, before and after it, or a Dockerfile.
	Programs []string
	// Defaults are the inputs with their defaults, by name in small letters, ""
	// without one.
	Defaults map[string]string
	// Outputs are what a composite action hands on, as written, by name in small letters.
	Outputs map[string]string
}

// ParseAction reads an action file. Steps of a composite action have their own
// `shell:` and `working-directory:`; no defaults of the workflow hold there.
func ParseAction(path string, source []byte) (*Action, error) {
	f := &file{path: path}
	root, err := f.load(source)
	if err != nil {
		return nil, err
	}
	entries, err := f.entries(root, "an action")
	if err != nil {
		return nil, err
	}
	a := &Action{Path: path, Defaults: map[string]string{}}
	for _, e := range entries {
		switch e.key {
		case "inputs":
			a.Defaults, err = f.inputDefaults(e.value)
		case "outputs":
			a.Outputs = outputValues(e.value)
		case "runs":
			err = f.runs(e.value, a)
		}
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// runs reads an action's `runs:`.
func (f *file) runs(n *yaml.Node, a *Action) error {
	entries, err := f.entries(n, "`runs`")
	if err != nil {
		return err
	}
	var steps *yaml.Node
	for _, e := range entries {
		switch e.key {
		case "using":
			using, err := f.text(e.value, "`using`")
			if err != nil {
				return err
			}
			a.Composite = strings.EqualFold(using, "composite")
		case "main", "pre", "post", "image", "entrypoint", "pre-entrypoint", "post-entrypoint":
			program, err := f.text(e.value, "`"+e.key+"`")
			if err != nil {
				return err
			}
			if !strings.HasPrefix(program, "docker://") {
				a.Programs = append(a.Programs, program)
			}
		case "steps":
			steps = e.value
		}
	}
	if !a.Composite || steps == nil {
		return nil
	}
	var job Job
	if err := f.steps(steps, &job, defaults{}); err != nil {
		return err
	}
	a.Steps = job.Steps
	return nil
}

// inputDefaults reads an `inputs:` as far as the defaults of its entries.
func (f *file) inputDefaults(n *yaml.Node) (map[string]string, error) {
	out := map[string]string{}
	if n.Kind == yaml.ScalarNode && scalarOf(n).kind == null {
		return out, nil
	}
	inputs, err := f.entries(n, "`inputs`")
	if err != nil {
		return nil, err
	}
	for _, input := range inputs {
		out[strings.ToLower(input.key)] = ""
		if input.value.Kind != yaml.MappingNode {
			continue
		}
		settings, err := f.entries(input.value, "an input")
		if err != nil {
			return nil, err
		}
		for _, s := range settings {
			if s.key == "default" && s.value.Kind == yaml.ScalarNode {
				out[strings.ToLower(input.key)] = scalarOf(s.value).text
			}
		}
	}
	return out, nil
}

// outputValues reads the `value` of each of an action's or a called workflow's outputs.
func outputValues(n *yaml.Node) map[string]string {
	out := map[string]string{}
	if n = follow(n); n == nil || n.Kind != yaml.MappingNode {
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if v := value(follow(n.Content[i+1]), "value"); v != nil && v.Kind == yaml.ScalarNode {
			out[strings.ToLower(follow(n.Content[i]).Value)] = v.Value
		}
	}
	return out
}

// Within is the leg as the steps of a composite action see it that one of its own
// steps uses: with the action's inputs, each given by the step or by its default.
// An input that the step gives by an expression without a known value is not
// known.
func (l Leg) Within(step *Step, a *Action) Leg {
	inner := l
	inner.Inputs, inner.EnvUnknown, inner.within = l.given(step.With, a.Defaults), true, true
	return inner
}
