package workflow

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds of a workflow file, as GitHub has them (actions/runner,
// src/Sdk/WorkflowParser: ParseOptions.cs and YamlObjectReader.cs).
const (
	// MaxSize is the longest file, in bytes.
	MaxSize = 1 << 20
	// maxNodes and maxDepth count with every alias replaced by what it stands for.
	maxNodes = 50000
	maxDepth = 50
)

// Parse reads a workflow file. Syntax that it does not know is noted in
// Unsupported, not dropped. It returns an error with path, line and column when
// the file is no workflow: invalid YAML, no jobs, a mapping where a list must be,
// a key that stands twice, anchors beyond bounds.
func Parse(path string, source []byte) (*Workflow, error) {
	f := &file{path: path}
	root, err := f.load(source)
	if err != nil {
		return nil, err
	}
	w := &Workflow{Path: path}
	if err := f.workflow(root, w); err != nil {
		return nil, err
	}
	return w, nil
}

// file reads the nodes of one file.
type file struct {
	path  string
	nodes int
	// matrixWork is what the matrices read so far cost, see work.
	matrixWork int
}

// errorAt makes an error that says where.
func (f *file) errorAt(line, column int, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", f.path, max(line, 1), max(column, 1), fmt.Sprintf(format, args...))
}

func (f *file) errorOn(n *yaml.Node, format string, args ...any) error {
	return f.errorAt(n.Line, n.Column, format, args...)
}

// load parses the YAML and checks it as a whole.
func (f *file) load(source []byte) (*yaml.Node, error) {
	switch {
	case len(source) > MaxSize:
		return nil, f.errorAt(1, 1, "the file has %d bytes; GitHub reads workflows up to %d", len(source), MaxSize)
	case !utf8.Valid(source):
		return nil, f.errorAt(lineOf(source, invalidAt(source)), 1, "the file is not valid UTF-8")
	case bytes.IndexByte(source, 0) >= 0:
		return nil, f.errorAt(lineOf(source, bytes.IndexByte(source, 0)), 1, "the file holds a NUL byte")
	case bytes.Contains(source, []byte("\u0085")):
		return nil, f.errorAt(lineOf(source, bytes.Index(source, []byte("\u0085"))), 1, "the file holds a NEL (U+0085), which readers of YAML take differently")
	}
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(2 * maxDepth)))
	loader, err := yaml.NewLoader(bytes.NewReader(source), yaml.WithV4Defaults(), limits)
	if err != nil {
		return nil, err
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		return nil, f.errorAt(1, 1, "the file is empty")
	case err != nil:
		return nil, f.syntaxError(err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, f.errorOn(&second, "a second document begins here; GitHub reads one")
	case !errors.Is(err, io.EOF):
		return nil, f.syntaxError(err)
	}
	if len(document.Content) != 1 {
		return nil, f.errorAt(1, 1, "the file is empty")
	}
	root := document.Content[0]
	return root, f.check(root, 0)
}

// syntaxError gives the YAML parser's first error in our form.
func (f *file) syntaxError(err error) error {
	var several *yaml.LoadErrors
	if errors.As(err, &several) && len(several.Errors) > 0 {
		err = several.Errors[0]
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return f.errorAt(one.Mark.Line, one.Mark.Column, "invalid YAML: %s", one.Message)
	}
	return f.errorAt(1, 1, "invalid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}

// check walks the document as GitHub does, every alias replaced by what it stands
// for: it bounds depth and size, and refuses keys that stand twice.
func (f *file) check(n *yaml.Node, depth int) error {
	if f.nodes++; f.nodes > maxNodes {
		return f.errorOn(n, "the file has more than %d values, aliases included", maxNodes)
	}
	if depth > maxDepth {
		return f.errorOn(n, "values are nested more than %d deep", maxDepth)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return f.check(n.Alias, depth+1)
	case yaml.MappingNode:
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := follow(n.Content[i])
			switch {
			case key.Kind != yaml.ScalarNode:
				return f.errorOn(n.Content[i], "a key must be text")
			case key.Value == "<<" && key.Style == 0:
				return f.errorOn(key, "merge keys (<<) are no part of workflow syntax; write the values out or alias the whole mapping")
			case seen[strings.ToLower(key.Value)]:
				return f.errorOn(n.Content[i], "the key %q stands twice", key.Value)
			}
			seen[strings.ToLower(key.Value)] = true
		}
	}
	for _, child := range n.Content {
		if err := f.check(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// follow gives what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func invalidAt(source []byte) int {
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return 0
}

func lineOf(source []byte, offset int) int { return 1 + bytes.Count(source[:offset], []byte("\n")) }

// entry is one key of a mapping with its value.
type entry struct {
	key     string
	keyNode *yaml.Node
	value   *yaml.Node
}

// entries lists a mapping's keys in order.
func (f *file) entries(n *yaml.Node, what string) ([]entry, error) {
	if n = follow(n); n.Kind != yaml.MappingNode {
		return nil, f.errorOn(n, "%s must be a mapping, not %s", what, kind(n))
	}
	out := make([]entry, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := follow(n.Content[i])
		out = append(out, entry{key: key.Value, keyNode: n.Content[i], value: follow(n.Content[i+1])})
	}
	return out, nil
}

// items lists a sequence's values.
func (f *file) items(n *yaml.Node, what string) ([]*yaml.Node, error) {
	if n.Kind != yaml.SequenceNode {
		return nil, f.errorOn(n, "%s must be a list, not %s", what, kind(n))
	}
	out := make([]*yaml.Node, 0, len(n.Content))
	for _, item := range n.Content {
		out = append(out, follow(item))
	}
	return out, nil
}

// text gives a scalar's text as GitHub reads it.
func (f *file) text(n *yaml.Node, what string) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", f.errorOn(n, "%s must be text, not %s", what, kind(n))
	}
	return scalarOf(n).text, nil
}

func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if scalarOf(n).kind == null {
		return "empty"
	}
	return "text"
}

// directory cleans a `working-directory:`.
func directory(dir string) string {
	if strings.Contains(dir, "${{") {
		return dir
	}
	if dir = path.Clean(dir); dir == "." {
		return ""
	}
	return dir
}
