package workflow

import (
	"maps"
	"strings"

	"go.yaml.in/yaml/v4"
)

// callInputs reads the inputs of `on: workflow_call:`: their defaults by name in small
// letters, "" without one (a boolean's is false, a number's 0), and which are booleans.
func (f *file) callInputs(w *Workflow, on *yaml.Node) (map[string]string, error) {
	call := value(value(on, "workflow_call"), "inputs")
	if call == nil || call.Kind != yaml.MappingNode {
		return nil, nil
	}
	out, err := f.inputDefaults(call)
	if err != nil {
		return nil, err
	}
	w.booleans = map[string]bool{}
	for i := 0; i+1 < len(call.Content); i += 2 {
		name, input := strings.ToLower(follow(call.Content[i]).Value), follow(call.Content[i+1])
		kind, preset := value(input, "type"), value(input, "default")
		if kind == nil {
			continue
		}
		if kind.Value == "boolean" && (preset == nil || scalarOf(preset).kind == boolean) {
			w.booleans[name] = true
		}
		if preset == nil {
			out[name] = map[string]string{"boolean": "false", "number": "0"}[kind.Value]
		}
	}
	return out, nil
}

// chosenInputs are the inputs of `on: workflow_dispatch:` of type boolean, or choice with
// its options.
func chosenInputs(on *yaml.Node) map[string]bool {
	inputs := value(value(on, "workflow_dispatch"), "inputs")
	if inputs == nil || inputs.Kind != yaml.MappingNode {
		return nil
	}
	var out map[string]bool
	for i := 0; i+1 < len(inputs.Content); i += 2 {
		input := follow(inputs.Content[i+1])
		kind, options := value(input, "type"), value(input, "options")
		choice := kind != nil && kind.Value == "choice" && options != nil && options.Kind == yaml.SequenceNode
		if !choice && (kind == nil || kind.Value != "boolean") {
			continue
		}
		if out == nil {
			out = map[string]bool{}
		}
		out[strings.ToLower(follow(inputs.Content[i]).Value)] = true
	}
	return out
}

// value gives the value of a mapping's key, nil where there is none.
func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if follow(n.Content[i]).Value == key {
			return follow(n.Content[i+1])
		}
	}
	return nil
}

// CallInputs are the inputs that a reusable workflow gets from this leg, whose job
// calls it: each given by the job or by its default. An input that is an expression
// without a known value is not known, nor is a boolean that is given as a text.
func (l Leg) CallInputs(callee *Workflow) map[string]string {
	if l.Job == nil {
		return nil
	}
	out := l.given(l.Job.With, callee.Inputs)
	maps.DeleteFunc(out, func(name, _ string) bool {
		given := l.Job.With[name]
		return callee.booleans[name] && strings.Contains(given, "${{") && !l.givesBoolean(given)
	})
	return out
}

// given are inputs by their defaults and by what a `with:` gives.
func (l Leg) given(with, defaults map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range defaults {
		unknown := strings.Contains(value, "${{")
		if given, ok := with[name]; ok {
			value, unknown = l.Expand(given)
		}
		if !unknown {
			out[name] = value
		}
	}
	return out
}
