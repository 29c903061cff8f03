package setup

import (
	"cmp"
	"fmt"
	"maps"
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

// file is a workflow file with its YAML.
type file struct {
	*workflow.Workflow
	root *yaml.Node
}

// surveyor makes a survey of the files of a repository, by their paths.
type surveyor struct {
	Survey
	files map[string]file
	// seen are the set-up steps by their keys, surveyed the files that were gone through.
	seen     map[string]string
	surveyed map[string]bool
}

// Look reads the workflows. Those that this package writes are no part of the survey.
func Look(sources []Source) Survey {
	s := surveyor{files: map[string]file{}, seen: map[string]string{}, surveyed: map[string]bool{}}
	for _, source := range sources {
		if source.Path != GatePath && source.Path != EvidencePath {
			s.read(source)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		f := s.files[path]
		s.tellOfOurs(f)
		if !tests(f) {
			continue
		}
		if name := cmp.Or(f.Name, path); utf8.ValidString(name) && !slices.Contains(s.Names, name) {
			s.Names = append(s.Names, name)
		}
		s.setUp(f)
	}
	return s.Survey
}

// read parses a workflow file.
func (s *surveyor) read(source Source) {
	parsed, err := workflow.Parse(source.Path, source.Content)
	if err != nil {
		s.Notes = append(s.Notes, fmt.Sprintf("%v: the workflow is left out", err))
		return
	}
	var root yaml.Node
	if err := yaml.Load(source.Content, &root); err == nil && len(root.Content) == 1 {
		s.files[source.Path] = file{parsed, root.Content[0]}
	}
}

// tellOfOurs notes that a workflow runs packetgate as those that this package writes do.
func (s *surveyor) tellOfOurs(f file) {
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			if strings.HasPrefix(step.Uses, "packetgate/packetgate@") {
				s.note(f.Path, step.Line, "it runs packetgate too, beside %s and %s: keep one of them for each purpose", GatePath, EvidencePath)
				return
			}
		}
	}
}

// tests tells whether a workflow runs on what is pushed or proposed. One that runs on
// pushed tags only does not.
func tests(f file) bool {
	if slices.Contains(f.Events, "pull_request") || slices.Contains(f.Events, "merge_group") {
		return true
	}
	push := value(value(f.root, "on"), "push")
	tagsOnly := value(push, "tags") != nil && value(push, "branches") == nil && value(push, "branches-ignore") == nil
	return slices.Contains(f.Events, "push") && !tagsOnly
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

// setter matches the names of actions that set a toolchain up, or install one's tools.
var setter = regexp.MustCompile(`(?i)^(setup([-_].*)?|.*[-_]setup|.*toolchain|install-.*)$`)

// setUp adds the set-up steps of one workflow, and of those that its jobs call: an action
// once, a script that installs once for a directory.
func (s *surveyor) setUp(f file) {
	if s.surveyed[f.Path] {
		return
	}
	s.surveyed[f.Path] = true
	for _, job := range f.Jobs {
		if called, ok := s.files[strings.TrimPrefix(job.Uses, "./")]; ok {
			s.setUp(called)
			continue
		}
		at := value(value(f.root, "jobs"), job.ID)
		for _, key := range []string{"container", "services"} {
			if held := value(at, key); held != nil {
				s.note(f.Path, held.Line, "the job %s has `%s`, which the evidence workflow does not take over", job.ID, key)
			}
		}
		steps := value(at, "steps")
		if steps == nil || steps.Kind != yaml.SequenceNode || len(steps.Content) != len(job.Steps) {
			continue
		}
		for i, node := range steps.Content {
			step := job.Steps[i]
			name, key := named(step)
			if name == "" {
				continue
			}
			text, why := portable(node, step, job)
			switch first, known := s.seen[key]; {
			case known && why == "" && first != text:
				s.note(f.Path, node.Line, "%s is set up there in another way than before, and the first is taken", name)
			case known:
			case why != "":
				s.note(f.Path, node.Line, "the step of %s is left out, for it has %s", name, why)
			default:
				s.seen[key] = text
				s.Steps = append(s.Steps, text)
			}
		}
	}
}

// named gives a set-up step's name for people and its key among the others, "" where the
// step sets nothing up.
func named(step *workflow.Step) (name, key string) {
	action, _, _ := strings.Cut(step.Uses, "@")
	switch {
	case action != "" && setter.MatchString(path.Base(action)):
		return action, action
	case step.Run != "" && installs(step):
		first, _, _ := strings.Cut(strings.TrimSpace(step.Run), "\n")
		return "`" + strings.TrimSpace(first) + "`", step.Dir + "\x00" + step.Run
	}
	return "", ""
}

// maxNotes bounds the notes.
const maxNotes = 10

func (s *surveyor) note(path string, line int, format string, args ...any) {
	if len(s.Notes) < maxNotes {
		s.Notes = append(s.Notes, fmt.Sprintf("%s:%d: %s", path, line, fmt.Sprintf(format, args...)))
	}
}

// elsewhere matches expressions whose value another job need not have.
var (
	ofMatrix  = regexp.MustCompile(`^\$\{\{ *matrix\.([\w.-]+) *\}\}$`)
	elsewhere = regexp.MustCompile(`\$\{\{[^}]*\b(matrix|needs|steps|env|inputs|secrets|strategy|jobs?)\b`)
)

// portable is a set-up step as another job can have it: what it uses or runs with its
// inputs, where the matrix gives one its value as the job's last combination has it. It says
// why there is none.
func portable(node *yaml.Node, step *workflow.Step, job *workflow.Job) (text, why string) {
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, held := node.Content[i], node.Content[i+1]
		switch key.Value {
		case "name", "id", "timeout-minutes", "working-directory":
		case "uses", "run", "shell":
			if held.Kind != yaml.ScalarNode {
				return "", "an alias"
			}
			out.Content = append(out.Content, plain(key), commented(held, held.Value))
		case "with", "env":
			if held.Kind != yaml.MappingNode {
				return "", fmt.Sprintf("no plain `%s`", key.Value)
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
					return "", fmt.Sprintf("`%s` in the %s %s", m[1], map[string]string{"with": "input", "env": "variable"}[key.Value], name.Value)
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
	if step.Run != "" && step.Dir != "" {
		out.Content = append(out.Content, scalar("working-directory"), scalar(step.Dir))
	}
	if m := elsewhere.FindStringSubmatch(step.Run + step.Dir); m != nil {
		return "", fmt.Sprintf("`%s`", m[1])
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

func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

// commented is a value as it stands, or another one in its place, with the comment behind it.
func commented(n *yaml.Node, text string) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value, Style: n.Style, LineComment: n.LineComment}
	if text != n.Value {
		out.Tag, out.Value = "!!str", text
	}
	return out
}
