package workflow

import "go.yaml.in/yaml/v4"

// ActionUses lists what the steps of a composite action use, as written: none for
// an action of another kind, or for a file that is no action.
func ActionUses(source []byte) []string {
	f := &file{}
	root, err := f.load(source)
	if err != nil {
		return nil
	}
	var out []string
	steps := under(under(root, "runs"), "steps")
	if steps == nil || steps.Kind != yaml.SequenceNode {
		return nil
	}
	for _, step := range steps.Content {
		if uses := under(follow(step), "uses"); uses != nil && uses.Kind == yaml.ScalarNode {
			out = append(out, uses.Value)
		}
	}
	return out
}

// under gives the value of a mapping's key, nil where there is none.
func under(n *yaml.Node, key string) *yaml.Node {
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
