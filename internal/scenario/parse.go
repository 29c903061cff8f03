package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"
)

// first is the name of the archive's first file.
const first = "scenario.yml"

// Problem is a mistake in a scenario file.
type Problem struct {
	File    string
	Line    int
	Message string
}

// Error gives "file:line: message".
func (p *Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// source tells where in the scenario file a value of scenario.yml stands.
type source struct {
	file   string
	offset int
	root   *yaml.Node
}

// problem is a mistake in the value that keys lead to, or in the nearest one above
// it that is there. A key is a string for a mapping, an int for a list.
func (s source) problem(message string, keys ...any) *Problem {
	line := 1
	node := s.root
	for _, key := range keys {
		if node = child(node, key); node == nil {
			break
		}
		line = node.Line
	}
	return &Problem{File: s.file, Line: line + s.offset, Message: message}
}

func child(node *yaml.Node, key any) *yaml.Node {
	if node != nil && node.Kind == yaml.DocumentNode {
		node = node.Content[0]
	}
	switch key := key.(type) {
	case string:
		if node == nil || node.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				return node.Content[i+1]
			}
		}
	case int:
		if node != nil && node.Kind == yaml.SequenceNode && key < len(node.Content) {
			return node.Content[key]
		}
	}
	return nil
}

// ReadFile reads a scenario from a file.
func ReadFile(path string) (*Scenario, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(filepath.ToSlash(path), content)
}

// Parse reads a scenario. The error joins every mistake, each a *Problem.
func Parse(file string, content []byte) (*Scenario, error) {
	archive := txtar.Parse(content)
	if len(archive.Files) == 0 || archive.Files[0].Name != first {
		return nil, &Problem{file, 1, fmt.Sprintf("the first file must be `-- %s --`; docs/scenarios.md shows one", first)}
	}
	s := &Scenario{Story: strings.TrimSpace(string(archive.Comment)), members: map[string][]byte{}, source: source{file: file, offset: lines(archive.Comment) + 1}}
	for _, f := range archive.Files[1:] {
		if _, twice := s.members[f.Name]; twice {
			return nil, &Problem{file, memberLine(content, f.Name), fmt.Sprintf("the file %q stands twice in the archive", f.Name)}
		}
		s.members[f.Name] = f.Data
	}
	if err := s.decode(archive.Files[0].Data); err != nil {
		return nil, err
	}
	s.fillIn()
	return s, s.check()
}

func lines(b []byte) int { return bytes.Count(b, []byte("\n")) }

func memberLine(content []byte, name string) int {
	i := bytes.LastIndex(content, []byte("\n-- "+name+" --"))
	return lines(content[:max(i, 0)]) + 2
}

func (s *Scenario) decode(text []byte) error {
	s.source.root = &yaml.Node{}
	// The nodes are only asked for lines; what is wrong shows below.
	_ = yaml.Load(text, s.source.root)
	err := yaml.Load(text, s, yaml.WithKnownFields(), yaml.WithUniqueKeys())
	var several *yaml.LoadErrors
	var one *yaml.LoadError
	at := func(e *yaml.LoadError) error {
		return &Problem{s.source.file, e.Mark.Line + s.source.offset, explain(e.Message)}
	}
	switch {
	case errors.As(err, &several):
		var all []error
		for _, e := range several.Errors {
			all = append(all, at(e))
		}
		return errors.Join(all...)
	case errors.As(err, &one):
		return at(one)
	case err != nil:
		return &Problem{s.source.file, 1 + s.source.offset, err.Error()}
	}
	return nil
}

// explain puts the YAML library's words for an unknown key into ours.
func explain(message string) string {
	if key, ok := strings.CutPrefix(message, "field "); ok {
		key, _, _ = strings.Cut(key, " ")
		return fmt.Sprintf("unknown key %q; docs/scenarios.md lists them", key)
	}
	return message
}

// fillIn sets what a scenario leaves out.
func (s *Scenario) fillIn() {
	orElse(&s.Tracker, "docs/tracker.md")
	orElse(&s.Repository, "acme/widgets")
	orElse(&s.Pull.Author, "ann")
	orElse(&s.Pull.Title, "Move a packet")
	orElse(&s.Pull.Branch, "packet")
	orElse(&s.Token.Kind, "workflow")
	if s.Base == nil {
		s.Base = []Commit{{Name: "base"}}
	}
	if s.Head == nil {
		s.Head = []Commit{{Name: "head"}}
	}
	s.Stage.fillIn(s.Pull.Author)
	for i := range s.Then {
		s.Then[i].fillIn(s.Pull.Author)
	}
}

func (s *Stage) fillIn(author string) {
	orElse(&s.Event, "pull_request_target")
	if s.Event == "issue_comment" {
		orElse(&s.Action, "created")
	}
	orElse(&s.Action, "synchronize")
	orElse(&s.Actor, author)
}

func orElse(s *string, standard string) {
	if *s == "" {
		*s = standard
	}
}

// events are the events that a scenario can start the action with.
var events = []string{"pull_request", "pull_request_target", "merge_group", "workflow_run", "issue_comment", "push", "schedule", "workflow_dispatch"}

// roles are the permissions that a user can have.
var roles = []string{"admin", "maintain", "write", "triage", "read"}

// grants are the permissions that a token can have, as workflow files name them.
var grants = []string{
	"actions", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "metadata", "models", "packages",
	"pages", "pull-requests", "repository-projects", "security-events", "statuses",
}

// states are those of a commit status.
var states = []string{"success", "failure", "pending", "error"}

// check finds what the YAML types do not.
func (s *Scenario) check() error {
	var all []error
	note := func(message string, keys ...any) { all = append(all, s.source.problem(message, keys...)) }
	if s.Title == "" {
		note(`"title" is missing`)
	}
	if s.Kind != "honest" && s.Kind != "dishonest" {
		note(fmt.Sprintf("kind is %q: want honest or dishonest", s.Kind), "kind")
	}
	if s.Family != "" && !slices.Contains(familyNames(), s.Family) {
		note(fmt.Sprintf("family is %q: want one of %s", s.Family, strings.Join(familyNames(), ", ")), "family")
	}
	if !slices.Contains([]string{"workflow", "app", "none", "wrong"}, s.Token.Kind) {
		note(fmt.Sprintf("token kind is %q: want workflow, app, none or wrong", s.Token.Kind), "token", "kind")
	}
	for _, login := range sortedKeys(s.Users) {
		if !slices.Contains(roles, s.Users[login]) {
			note(fmt.Sprintf("the permission of %s is %q: want one of %s", login, s.Users[login], strings.Join(roles, ", ")), "users", login)
		}
	}
	for _, name := range sortedKeys(s.Token.Permissions) {
		if level := s.Token.Permissions[name]; !slices.Contains(grants, name) || level != "read" && level != "write" {
			note(fmt.Sprintf("token permission %s: %s is none of GitHub's: want read or write for one of %s", name, level, strings.Join(grants, ", ")), "token", "permissions", name)
		}
	}
	s.checkStage(s.Stage, note)
	for i, stage := range s.Then {
		s.checkStage(stage, func(message string, keys ...any) { note(message, append([]any{"then", i}, keys...)...) })
	}
	if s.Kind == "dishonest" && !s.caught() {
		note("a dishonest scenario must expect a finding or a proof with its line, or an exit code of 2", "expect")
	}
	return errors.Join(all...)
}

func (s *Scenario) checkStage(stage Stage, note func(string, ...any)) {
	if !slices.Contains(events, stage.Event) {
		note(fmt.Sprintf("event is %q: want one of %s", stage.Event, strings.Join(events, ", ")), "event")
	}
	for i, f := range stage.Expect.Findings {
		if f.Rule == "" {
			note("a finding needs its rule", "expect", "findings", i)
		}
	}
	for i, p := range stage.Expect.Proofs {
		if p.Command == "" || p.Verdict == "" {
			note("a proof needs its command and verdict", "expect", "proofs", i)
		}
	}
	for i, run := range stage.Runs {
		if len(run.Attempts) > 0 && !reflect.ValueOf(run.Attempt).IsZero() {
			note("a run tells how it went either itself or in its attempts", "runs", i)
		}
	}
	for i, st := range stage.Statuses {
		if !slices.Contains(states, st.State) {
			note(fmt.Sprintf("the state of a status is %q: want one of %s", st.State, strings.Join(states, ", ")), "statuses", i)
		}
	}
	for i, f := range stage.Faults {
		if f.Path == "" {
			note("a fault needs a path, a glob such as /repos/**/pulls/1", "faults", i)
		}
	}
}

// caught tells whether what is expected of a dishonest scenario names a place.
func (s *Scenario) caught() bool {
	for _, stage := range append([]Stage{s.Stage}, s.Then...) {
		if e := stage.Expect.Exit; e != nil && *e == 2 {
			return true
		}
		for _, f := range stage.Expect.Findings {
			if f.Line > 0 || f.At != "" {
				return true
			}
		}
		for _, p := range stage.Expect.Proofs {
			if p.Line > 0 || p.At != "" {
				return true
			}
		}
	}
	return false
}
