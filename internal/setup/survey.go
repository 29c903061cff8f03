package setup

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/packetgate/packetgate/internal/workflow"
)

// Source is one workflow file.
type Source struct {
	Path    string
	Content []byte
}

// Survey is what a repository's workflows hold.
type Survey struct {
	// Names are those of the workflows that test what is pushed.
	Names []string
	// Steps are their set-up steps, each the YAML of one item of a list.
	Steps []string
	// Notes tell what was left out, and why.
	Notes []string
}

// Look reads the workflows. Those that this package writes are no part of the survey.
func Look(sources []Source) Survey {
	var s Survey
	seen := map[string]string{}
	for _, source := range sources {
		if source.Path == GatePath || source.Path == EvidencePath {
			continue
		}
		parsed, err := workflow.Parse(source.Path, source.Content)
		if err != nil {
			s.Notes = append(s.Notes, fmt.Sprintf("%v: the workflow is left out", err))
			continue
		}
		var root yaml.Node
		if err := yaml.Load(source.Content, &root); err != nil || len(root.Content) != 1 {
			continue // workflow.Parse has read it
		}
		if !tests(parsed, root.Content[0]) {
			continue
		}
		if name := cmp.Or(parsed.Name, source.Path); utf8.ValidString(name) && !slices.Contains(s.Names, name) {
			s.Names = append(s.Names, name)
		}
		s.setUp(parsed, root.Content[0], seen)
	}
	return s
}

// tests tells whether a workflow runs on what is pushed or proposed. One that runs on
// pushed tags only does not.
func tests(w *workflow.Workflow, root *yaml.Node) bool {
	if slices.Contains(w.Events, "pull_request") || slices.Contains(w.Events, "merge_group") {
		return true
	}
	push := value(value(root, "on"), "push")
	tagsOnly := value(push, "tags") != nil && value(push, "branches") == nil && value(push, "branches-ignore") == nil
	return slices.Contains(w.Events, "push") && !tagsOnly
}

// value gives what a key of a mapping holds, nil where there is none.
func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// setter matches the names of actions that set a toolchain up.
var setter = regexp.MustCompile(`(?i)^(setup([-_].*)?|.*[-_]setup|.*toolchain)$`)

// setUp adds the set-up steps of one workflow, an action once.
func (s *Survey) setUp(w *workflow.Workflow, root *yaml.Node, seen map[string]string) {
	for _, job := range w.Jobs {
		steps := value(value(value(root, "jobs"), job.ID), "steps")
		if steps == nil || steps.Kind != yaml.SequenceNode {
			continue
		}
		for _, step := range steps.Content {
			uses := value(step, "uses")
			if uses == nil {
				continue
			}
			action, _, _ := strings.Cut(uses.Value, "@")
			if !setter.MatchString(path.Base(action)) {
				continue
			}
			text, why := portable(step, job)
			switch first, known := seen[action]; {
			case known && why == "" && first != text:
				s.note(w.Path, step, "%s is set up there in another way than before, and the first is taken", action)
			case known:
			case why != "":
				s.note(w.Path, step, "the step of %s is left out, for it has %s", action, why)
			default:
				seen[action] = text
				s.Steps = append(s.Steps, text)
			}
		}
	}
}

// maxNotes bounds the notes.
const maxNotes = 10

func (s *Survey) note(path string, at *yaml.Node, format string, args ...any) {
	if len(s.Notes) < maxNotes {
		s.Notes = append(s.Notes, fmt.Sprintf("%s:%d: %s", path, at.Line, fmt.Sprintf(format, args...)))
	}
}

// elsewhere matches expressions whose value another job need not have.
var (
	ofMatrix  = regexp.MustCompile(`^\$\{\{ *matrix\.([\w.-]+) *\}\}$`)
	elsewhere = regexp.MustCompile(`\$\{\{[^}]*\b(matrix|needs|steps|env|inputs|secrets|strategy|jobs?)\b`)
)

// portable is a set-up step as another job can have it: what it uses and its inputs, with
// the values that the job's last combination of the matrix gives them. It says why there
// is none.
func portable(step *yaml.Node, job *workflow.Job) (text, why string) {
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i+1 < len(step.Content); i += 2 {
		key, held := step.Content[i], step.Content[i+1]
		switch key.Value {
		case "name", "id":
		case "uses":
			if held.Kind != yaml.ScalarNode {
				return "", "an alias"
			}
			out.Content = append(out.Content, plain(key), commented(held, held.Value))
		case "with":
			if held.Kind != yaml.MappingNode {
				return "", "no plain `with`"
			}
			inputs := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			for j := 0; j+1 < len(held.Content); j += 2 {
				name, given := held.Content[j], held.Content[j+1]
				if name.Kind != yaml.ScalarNode || given.Kind != yaml.ScalarNode {
					return "", "an alias"
				}
				text := given.Value
				if m := ofMatrix.FindStringSubmatch(text); m != nil && len(job.Matrix) > 0 {
					if of, ok := job.Matrix[len(job.Matrix)-1][m[1]]; ok {
						text = of
					}
				}
				if m := elsewhere.FindStringSubmatch(text); m != nil {
					return "", fmt.Sprintf("`%s` in the input %s", m[1], name.Value)
				}
				inputs.Content = append(inputs.Content, plain(name), commented(given, text))
			}
			if len(inputs.Content) > 0 {
				out.Content = append(out.Content, plain(key), inputs)
			}
		default:
			return "", fmt.Sprintf("`%s:`", key.Value)
		}
	}
	text, err := encoded(&yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: []*yaml.Node{out}})
	if err != nil || strings.Contains(text, setUpEnds) {
		return "", "what cannot be written"
	}
	return text, ""
}

// plain is a key without the comments around it.
func plain(n *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value}
}

// commented is a value as it stands, or another one in its place, with the comment behind it.
func commented(n *yaml.Node, text string) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value, Style: n.Style, LineComment: n.LineComment}
	if text != n.Value {
		out.Tag, out.Value = "!!str", text
	}
	return out
}
