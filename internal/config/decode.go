package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// decoder fills the configuration from YAML nodes. It is stricter than the YAML
// library's own decoding: no conversions between types, no aliases, no merge
// keys, no unknown or repeated keys; and it goes on after a mistake.
type decoder struct {
	problems *problems
	// nodes has the node of every value and free key that was read, by its path.
	nodes map[string]*yaml.Node
}

// value reads node into a struct, map, list or scalar. An empty value leaves the
// default.
func (d *decoder) value(path string, node *yaml.Node, into reflect.Value) {
	d.nodes[path] = node
	if node.Kind == yaml.AliasNode {
		d.problems.at(node, "aliases (*name) are not read here; write the value out")
		return
	}
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" {
		return
	}
	if into.Type() == reflect.TypeFor[Date]() {
		d.date(path, node, into)
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		d.structure(path, node, into)
	case reflect.Map:
		d.mapping(path, node, into)
	case reflect.Slice:
		d.list(path, node, into)
	case reflect.String:
		want := "text"
		if into.Type() == reflect.TypeFor[Severity]() {
			want = "one of " + strings.Join(severities, ", ")
		}
		if d.scalar(path, node, "!!str", want) {
			into.SetString(node.Value)
		}
	case reflect.Bool:
		if d.scalar(path, node, "!!bool", "true or false") {
			into.SetBool(node.Value[0] == 't' || node.Value[0] == 'T')
		}
	case reflect.Int:
		d.integer(path, node, into)
	}
}

func (d *decoder) structure(path string, node *yaml.Node, into reflect.Value) {
	fields := map[string]reflect.Value{}
	var known []string
	for i := range into.NumField() {
		key := into.Type().Field(i).Tag.Get("yaml")
		fields[key] = into.Field(i)
		known = append(known, key)
	}
	d.entries(path, node, func(key, value *yaml.Node) {
		field, ok := fields[key.Value]
		if !ok {
			d.problems.at(key, "unknown key %s%s", quoted(key.Value), hint(key.Value, known, path))
			return
		}
		d.value(join(path, key.Value), value, field)
	})
}

func (d *decoder) mapping(path string, node *yaml.Node, into reflect.Value) {
	read := reflect.MakeMap(into.Type())
	d.entries(path, node, func(key, value *yaml.Node) {
		at := entry(path, key.Value)
		d.nodes[keyOf(at)] = key
		item := reflect.New(into.Type().Elem()).Elem()
		d.value(at, value, item)
		read.SetMapIndex(reflect.ValueOf(key.Value), item)
	})
	into.Set(read)
}

// entries calls read for each key of a mapping that is plain text and new.
func (d *decoder) entries(path string, node *yaml.Node, read func(key, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		d.wrong(path, node, "keys with values")
		return
	}
	if !d.bounded(path, node, len(node.Content)/2) {
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.problems.at(key, "a key must be plain text, not %s", kind(key))
			continue
		}
		if len(key.Value) > maxKey {
			d.problems.at(key, "this key has %d bytes; a key may have %d at most", len(key.Value), maxKey)
			continue
		}
		if line, again := first[key.Value]; again {
			d.problems.at(key, "key %s stands twice, first on line %d; keep one", quoted(key.Value), line)
			continue
		}
		first[key.Value] = key.Line
		read(key, value)
	}
}

func (d *decoder) list(path string, node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		d.wrong(path, node, "a list")
		return
	}
	if !d.bounded(path, node, len(node.Content)) {
		return
	}
	read := reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content))
	for i, item := range node.Content {
		if item.Kind == yaml.ScalarNode && item.ShortTag() == "!!null" {
			d.problems.at(item, "item %d of %s is empty; write it or remove it", i+1, name(path))
		}
		d.value(element(path, i), item, read.Index(i))
	}
	into.Set(read)
}

func (d *decoder) bounded(path string, node *yaml.Node, items int) bool {
	if items > maxItems {
		d.problems.at(node, "%s has %d entries; it may have %d at most", name(path), items, maxItems)
	}
	return items <= maxItems
}

func (d *decoder) date(path string, node *yaml.Node, into reflect.Value) {
	day, err := time.Parse(time.DateOnly, node.Value)
	if node.Kind != yaml.ScalarNode || err != nil {
		d.problems.at(node, "%s must be a day such as 2026-12-31, not %s", name(path), kind(node))
		return
	}
	into.Set(reflect.ValueOf(Date{day}))
}

func (d *decoder) integer(path string, node *yaml.Node, into reflect.Value) {
	if !d.scalar(path, node, "!!int", "a whole number") {
		return
	}
	n, err := strconv.ParseInt(node.Value, 10, 32)
	if err != nil {
		d.wrong(path, node, "a whole number in decimal digits")
		return
	}
	into.SetInt(n)
}

func (d *decoder) scalar(path string, node *yaml.Node, tag, want string) bool {
	if node.Kind == yaml.ScalarNode && node.ShortTag() == tag {
		return true
	}
	d.wrong(path, node, want)
	return false
}

func (d *decoder) wrong(path string, node *yaml.Node, want string) {
	advice := ""
	if want == "text" && node.Kind == yaml.ScalarNode {
		advice = "; put it in quotes"
	}
	d.problems.at(node, "%s must be %s, not %s%s", name(path), want, kind(node), advice)
}

// kind says in words what stands at a node.
func kind(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch tag := node.ShortTag(); tag {
	case "!!str":
		return fmt.Sprintf("the text %s", quoted(node.Value))
	case "!!int", "!!float":
		return "the number " + oneLine(node.Value)
	case "!!bool":
		return "the truth value " + oneLine(node.Value)
	case "!!timestamp":
		return "the date " + oneLine(node.Value)
	case "!!null":
		return "nothing"
	default:
		return "a value tagged " + oneLine(tag)
	}
}
