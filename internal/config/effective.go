package config

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Weight gives a rule's severity under a configuration, and where it comes from if
// not from the configuration's `rules`.
type Weight func(cfg *Config, slug string) (s Severity, origin string)

// WriteEffective writes, as YAML, what a configuration file amounts to: every key
// with the value in force and, as a comment, the line of the file that it comes
// from, or "default"; every rule with its weight. A source of nil is an absent
// file. It returns the errors of Parse and of the writer.
func WriteEffective(w io.Writer, file string, source []byte, slugs []string, weight Weight) error {
	cfg, nodes, err := parse(file, source, slugs)
	if err != nil {
		return err
	}
	v := viewer{file: file, nodes: nodes, origins: map[string]string{}}
	rules := map[string]Severity{}
	for _, slug := range slugs {
		rules[slug], v.origins[entry("rules", slug)] = weight(cfg, slug)
	}
	cfg.Rules = rules
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(v.mapping("", reflect.ValueOf(cfg).Elem())); err != nil {
		return fmt.Errorf("writing the configuration: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// viewer makes YAML nodes of a configuration that say where each value comes from.
type viewer struct {
	file  string
	nodes map[string]*yaml.Node
	// origins are those of values that are not in the file and not plain defaults.
	origins map[string]string
}

// mapping shows a struct's keys in their order, or a map's sorted.
func (v viewer) mapping(path string, of reflect.Value) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	put := func(key, at string, value reflect.Value) {
		name := &yaml.Node{Kind: yaml.ScalarNode, Value: key}
		name.SetString(key)
		shown := v.value(at, value)
		switch {
		case len(shown.Content) == 0:
			shown.LineComment = v.origin(at)
		case shown.Kind == yaml.SequenceNode:
			name.LineComment = v.origin(at)
		}
		out.Content = append(out.Content, name, shown)
	}
	if of.Kind() == reflect.Map {
		keys := of.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			put(key.String(), entry(path, key.String()), of.MapIndex(key))
		}
		return out
	}
	for i := range of.NumField() {
		key := of.Type().Field(i).Tag.Get("yaml")
		put(key, join(path, key), of.Field(i))
	}
	return out
}

func (v viewer) value(path string, of reflect.Value) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode}
	if day, ok := of.Interface().(Date); ok {
		out.SetString(day.String())
		return out
	}
	switch of.Kind() {
	case reflect.Struct, reflect.Map:
		if out := v.mapping(path, of); len(out.Content) > 0 {
			return out
		}
		return &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	case reflect.Slice:
		out = &yaml.Node{Kind: yaml.SequenceNode}
		if of.Len() == 0 {
			out.Style = yaml.FlowStyle
		}
		for i := range of.Len() {
			out.Content = append(out.Content, v.value(element(path, i), of.Index(i)))
		}
	case reflect.Bool:
		out.Tag, out.Value = "!!bool", fmt.Sprint(of.Bool())
	case reflect.Int:
		out.Tag, out.Value = "!!int", fmt.Sprint(of.Int())
	default:
		out.SetString(of.String())
	}
	return out
}

// origin says where a value comes from.
func (v viewer) origin(path string) string {
	node := v.nodes[path]
	switch {
	case node == nil && v.origins[path] != "":
		return v.origins[path]
	case node == nil:
		return "default"
	case node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null":
		return fmt.Sprintf("default (left empty in line %d)", node.Line)
	}
	return fmt.Sprintf("%s:%d", oneLine(v.file), node.Line)
}
