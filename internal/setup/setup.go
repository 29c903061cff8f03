// Package setup writes what a repository needs for packetgate: the workflows, the
// configuration and a section of words for agents, made of what the repository has.
package setup

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/packetgate/packetgate/internal/config"
)

// Where the files lie, by paths from the repository's root. Configuration is at config.Path.
const (
	GatePath     = ".github/workflows/packetgate.yml"
	EvidencePath = ".github/workflows/evidence.yml"
	AgentsPath   = "AGENTS.md"
)

//go:embed templates
var templates embed.FS

// Repository is what is known of a repository.
type Repository struct {
	// Trackers are the paths of its trackers.
	Trackers []string
	// Survey is what its workflows hold.
	Survey Survey
	// Evidence is true where the evidence workflow is to be written. One that is there is
	// counted on either way.
	Evidence bool
	// Existing gives what lies at a path, false where nothing does.
	Existing func(path string) ([]byte, bool)
}

// File is one file as it should be.
type File struct {
	Path    string
	Content []byte
	// Before is what lies there now, Exists whether anything does.
	Before []byte
	Exists bool
}

// Changed tells whether the file is not yet as it should be.
func (f File) Changed() bool { return !f.Exists || string(f.Before) != string(f.Content) }

// Paths are those of the files that may be written, in order.
func Paths() []string { return []string{GatePath, EvidencePath, config.Path, AgentsPath} }

// Files lists the files as they should be. Of a file that exists they keep what is the
// user's: a configuration as a whole, the set-up steps and the pins of a workflow, and
// all of AGENTS.md around the section. It is an error if a workflow of that name is another.
func Files(r Repository) ([]File, error) {
	var out []File
	wanted := r.Evidence
	if _, exists := r.Existing(EvidencePath); exists {
		r.Evidence = true
	}
	for _, path := range Paths() {
		if path == EvidencePath && !wanted {
			continue
		}
		f := File{Path: path}
		f.Before, f.Exists = r.Existing(path)
		switch {
		case path == config.Path && f.Exists:
			continue
		case f.Exists && path != AgentsPath && !strings.Contains(string(f.Before), "packetgate"):
			return nil, fmt.Errorf("%s is there and is no workflow of packetgate: rename it, since packetgate has its own there", path)
		}
		text, err := r.text(path, string(f.Before))
		if err != nil {
			return nil, err
		}
		f.Content = []byte(text)
		out = append(out, f)
	}
	return out, nil
}

// text is what the file at a path should hold, given what it holds.
func (r Repository) text(path, before string) (string, error) {
	lines := strings.ReplaceAll(before, "\r\n", "\n")
	switch path {
	case GatePath:
		text, err := r.gate()
		return withLineEnds(withInputs(withPins(text, lines), lines), before), err
	case EvidencePath:
		text, err := Evidence(r.Survey.Steps)
		return withLineEnds(withSetUp(withPins(text, lines), lines), before), err
	case config.Path:
		return r.configuration()
	}
	section, err := render("agents.md", r)
	return withSection(before, withLineEnds(section, before)), err
}

// gate is the workflow that judges.
func (r Repository) gate() (string, error) {
	names := slices.Clone(r.Survey.Names)
	if r.Evidence && !slices.Contains(names, "evidence") {
		names = append(names, "evidence")
	}
	names, err := scalars(names)
	if err != nil {
		return "", err
	}
	return render("packetgate.yml", struct{ Workflows []string }{names})
}

// Evidence is the evidence workflow with these set-up steps, each the YAML of one item of
// a list.
func Evidence(steps []string) (string, error) {
	var text strings.Builder
	for _, step := range steps {
		for line := range strings.Lines(step) {
			if strings.TrimSpace(line) != "" {
				line = "      " + line
			}
			text.WriteString(line)
		}
	}
	return render("evidence.yml", struct{ SetUp string }{text.String()})
}

// maxTrackers is how many trackers are named, in a comment. Where there are more, or one
// that no glob can name, none is.
const maxTrackers = 50

func (r Repository) configuration() (string, error) {
	var globs []string
	for _, path := range r.Trackers {
		globs = append(globs, literal.Replace(path))
	}
	unfit := func(glob string) bool { return config.CheckGlob(glob) != nil || !utf8.ValidString(glob) }
	if len(globs) > maxTrackers || slices.ContainsFunc(globs, unfit) {
		globs = nil
	}
	globs, err := scalars(globs)
	if err != nil {
		return "", err
	}
	return render("configuration.yml", struct{ Trackers []string }{globs})
}

// literal makes a path the glob that matches nothing else.
var literal = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`, "{", `\{`, "}", `\}`)

// scalars writes texts as YAML does, on one line each.
func scalars(texts []string) ([]string, error) {
	var out []string
	for _, text := range texts {
		style := yaml.Style(0)
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			style = yaml.DoubleQuotedStyle
		}
		scalar, err := encoded(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Style: style})
		if err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSuffix(scalar, "\n"))
	}
	return out, nil
}

// encoded writes a node as YAML.
func encoded(n *yaml.Node) (string, error) {
	text, err := yaml.Dump(n, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	return string(text), err
}

// render fills a template in.
func render(name string, values any) (string, error) {
	parsed, err := template.New(name).Delims("[[", "]]").ParseFS(templates, "templates/"+name)
	if err != nil {
		return "", fmt.Errorf("the template %s: %w", name, err)
	}
	var out strings.Builder
	err = parsed.Execute(&out, values)
	return out.String(), err
}
