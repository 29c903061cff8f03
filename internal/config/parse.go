package config

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxSize is the largest configuration that is read, in bytes.
const MaxSize = 1 << 20

// Parse reads a configuration file over the defaults. The file's name is only
// for messages; knownRules are the slugs that `rules` may name. The error joins
// every *Problem of the file, in file order.
func Parse(file string, source []byte, knownRules []string) (*Config, error) {
	cfg, _, err := parse(file, source, knownRules)
	return cfg, err
}

// parse is Parse, which also gives the node of every value by its path.
func parse(file string, source []byte, knownRules []string) (*Config, map[string]*yaml.Node, error) {
	problems := &problems{file: file}
	root := document(source, problems)
	if err := problems.err(); err != nil {
		return nil, nil, err
	}
	cfg := Default()
	if root == nil {
		return cfg, nil, nil
	}
	decoder := decoder{problems: problems, nodes: map[string]*yaml.Node{}}
	decoder.value("", root, reflect.ValueOf(cfg).Elem())
	checker{cfg, problems, decoder.nodes, knownRules}.check()
	if err := problems.err(); err != nil {
		return nil, nil, err
	}
	return cfg, decoder.nodes, nil
}

// document returns the root node of the file's only document, nil if it is empty.
func document(source []byte, problems *problems) *yaml.Node {
	if len(source) > MaxSize {
		problems.add(1, 1, "the file has %d bytes; a configuration may have %d at most", len(source), MaxSize)
		return nil
	}
	source = bytes.TrimPrefix(source, []byte("\uFEFF"))
	if at, what := unreadable(source); at >= 0 {
		line, column := position(source, at)
		problems.add(line, column, "%s; save the file as UTF-8 text", what)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(source))
	if err != nil {
		problems.add(1, 1, "%v", err)
		return nil
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err != nil {
		if !errors.Is(err, io.EOF) {
			problems.syntax(err)
		}
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		problems.at(&second, "a second document starts here; a configuration is one document, so remove the ---")
	case !errors.Is(err, io.EOF):
		problems.syntax(err)
	}
	root := &first
	if root.Kind == yaml.DocumentNode {
		root = root.Content[0]
	}
	return root
}

// unreadable finds the first byte that is no text; -1 if all are.
func unreadable(source []byte) (at int, what string) {
	if at := bytes.IndexByte(source, 0); at >= 0 {
		return at, "a NUL byte stands here"
	}
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRune(source[at:])
		if r == utf8.RuneError && size == 1 {
			return at, "this is not valid UTF-8"
		}
		at += size
	}
	return -1, ""
}

// position gives the line and column of a byte.
func position(source []byte, at int) (line, column int) {
	before := source[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// syntax notes what the YAML library could not read.
func (p *problems) syntax(err error) {
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		p.add(1, 1, "not valid YAML: %s", oneLine(err.Error()))
		return
	}
	message := one.Message
	if one.ContextMsg != "" {
		message += " " + one.ContextMsg
	}
	p.add(one.Mark.Line, one.Mark.Column, "not valid YAML: %s", oneLine(message))
}

func oneLine(text string) string {
	q := quoted(text)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// escaped is a message of several clauses on one line.
func escaped(message string) string {
	q := strconv.Quote(message)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}
