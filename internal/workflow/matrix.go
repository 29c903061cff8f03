package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxCombinations is how many jobs GitHub makes of one matrix.
const maxCombinations = 256

// combination is one set of matrix values, as a list of leaves in order: a value
// within a mapping or list has a dotted key.
type combination []leaf

type leaf struct {
	key   string
	value scalar
}

// find looks a key up, without regard to case; a missing one is null.
func (c combination) find(key string) scalar {
	for _, l := range c {
		if strings.EqualFold(l.key, key) {
			return l.value
		}
	}
	return scalar{kind: null}
}

// matches tells whether the combination has all values of a filter.
func (c combination) matches(filter combination) bool {
	for _, l := range filter {
		if !c.find(l.key).equal(l.value) {
			return false
		}
	}
	return true
}

// vector is one axis: its name and its values, each a list of leaves.
type vector struct {
	name   string
	values []combination
}

// filter is one entry of include or exclude: what it selects by, and, of an
// include, what it adds.
type filter struct {
	selects, adds combination
	matched       bool
}

// strategy reads a job's `strategy:`.
func (f *file) strategy(n *yaml.Node, job *Job) error {
	if n.Kind == yaml.ScalarNode {
		job.MatrixUnknown = scalarOf(n).text != ""
		job.MatrixText = map[string][]string{"": {n.Value}}
		return nil
	}
	entries, err := f.entries(n, "`strategy`")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.key == "matrix" {
			return f.matrix(e.value, job)
		}
	}
	return nil
}

// matrix reads a `matrix:` and makes its combinations as GitHub does
// (actions/runner, src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs).
func (f *file) matrix(n *yaml.Node, job *Job) error {
	if n.Kind == yaml.ScalarNode || holdsExpression(n) {
		job.MatrixUnknown, job.MatrixText = true, map[string][]string{}
		matrixText(n, job.MatrixText)
		if include := value(follow(n), "include"); include != nil && len(follow(n).Content) == 2 && include.Kind == yaml.ScalarNode {
			job.Include = include.Value
		}
		return nil
	}
	entries, err := f.entries(n, "`matrix`")
	if err != nil {
		return err
	}
	var vectors []vector
	var include, exclude *yaml.Node
	for _, e := range entries {
		switch strings.ToLower(e.key) {
		case "include":
			include = e.value
			continue
		case "exclude":
			exclude = e.value
			continue
		}
		items, err := f.items(e.value, fmt.Sprintf("the matrix key %q", e.key))
		if err != nil {
			return err
		}
		v := vector{name: e.key}
		for _, item := range items {
			v.values = append(v.values, leaves(e.key, item))
		}
		vectors = append(vectors, v)
	}
	excludes, err := f.filters(exclude, "`exclude`", vectors)
	if err != nil {
		return err
	}
	includes, err := f.filters(include, "`include`", vectors)
	if err != nil {
		return err
	}
	if !f.expand(vectors, includes, excludes, job) {
		note(&job.Unsupported, fmt.Sprintf("a matrix of more than %d jobs, or with too much to work out, in line %d", maxCombinations, n.Line))
		job.MatrixUnknown, job.Matrix, job.suffixes = true, nil, nil
	}
	return nil
}

// filters reads `include:` or `exclude:`.
func (f *file) filters(n *yaml.Node, what string, vectors []vector) ([]filter, error) {
	if n == nil {
		return nil, nil
	}
	items, err := f.items(n, what)
	if err != nil {
		return nil, err
	}
	var out []filter
	for _, item := range items {
		entries, err := f.entries(item, "an entry of "+what)
		if err != nil {
			return nil, err
		}
		var fl filter
		for _, e := range entries {
			axis := slices.ContainsFunc(vectors, func(v vector) bool { return strings.EqualFold(v.name, e.key) })
			if axis {
				fl.selects = append(fl.selects, leaves(e.key, e.value)...)
			} else {
				fl.adds = append(fl.adds, leaves(e.key, e.value)...)
			}
		}
		out = append(out, fl)
	}
	return out, nil
}

// expand makes the combinations: the product of the vectors, without the
// excluded, with what matching includes add; then the includes that matched none.
// It returns false when they are more than GitHub allows, or cost too much.
func (f *file) expand(vectors []vector, includes, excludes []filter, job *Job) bool {
	size := min(len(vectors), 1)
	for _, v := range vectors {
		if size *= len(v.values); size > maxProduct {
			return false
		}
	}
	if f.matrixWork += work(size, vectors, includes, excludes); f.matrixWork > maxMatrixWork {
		return false
	}
	for i := range size {
		var c combination
		block := size
		for _, v := range vectors {
			block /= len(v.values)
			c = append(c, v.values[i/block%len(v.values)]...)
		}
		if slices.ContainsFunc(excludes, func(e filter) bool { return c.matches(e.selects) }) {
			continue
		}
		full := slices.Clone(c)
		for j := range includes {
			if c.matches(includes[j].selects) {
				includes[j].matched = true
				full = full.with(includes[j].adds)
			}
		}
		job.add(c, full)
	}
	for _, include := range includes {
		if !include.matched {
			c := append(slices.Clone(include.selects), include.adds...)
			job.add(c, c)
		}
	}
	return len(job.Matrix) <= maxCombinations
}

// Bounds on one matrix: the product before exclusion, and the distinct keys, dotted
// ones included. maxMatrixWork bounds what all matrices of a file cost.
const (
	maxProduct    = 4096
	maxKeys       = 128
	maxMatrixWork = 1 << 20
)

// work is how many leaves are looked at to make the combinations: for each one
// all filters' leaves, each sought among the combination's own.
func work(size int, vectors []vector, includes, excludes []filter) int {
	keys := map[string]bool{}
	filtering := 1
	for _, v := range vectors {
		for _, value := range v.values {
			value.keys(keys)
		}
	}
	for _, fl := range slices.Concat(includes, excludes) {
		fl.selects.keys(keys)
		fl.adds.keys(keys)
		filtering += len(fl.selects) + len(fl.adds)
	}
	if len(keys) > maxKeys {
		return maxMatrixWork + 1
	}
	return size * filtering * len(keys)
}

func (c combination) keys(into map[string]bool) {
	for _, l := range c {
		into[strings.ToLower(l.key)] = true
	}
}

// with adds leaves, over those of the same key.
func (c combination) with(more combination) combination {
	for _, l := range more {
		at := slices.IndexFunc(c, func(o leaf) bool { return strings.EqualFold(o.key, l.key) })
		if at < 0 {
			c = append(c, l)
		} else {
			c[at] = l
		}
	}
	return c
}

// add adds a combination to the job. GitHub names it by the values of the product
// (or of the include alone), not by those that a matching include added.
func (j *Job) add(named, full combination) {
	var segments []string
	for _, l := range named {
		if l.value.text != "" {
			segments = append(segments, l.value.text)
		}
	}
	suffix := ""
	if len(segments) > 0 {
		suffix = " (" + strings.Join(segments, ", ") + ")"
	}
	values := make(map[string]string, len(full))
	for _, l := range full {
		values[l.key] = l.value.text
		j.learn("matrix."+strings.ToLower(l.key), l.value)
	}
	j.Matrix = append(j.Matrix, values)
	j.suffixes = append(j.suffixes, suffix)
}

// learn notes a property that reads true or false: it is a boolean if each such value is.
func (j *Job) learn(name string, value scalar) {
	if value.text != "true" && value.text != "false" {
		return
	}
	if j.booleans == nil {
		j.booleans = map[string]bool{}
	}
	known, seen := j.booleans[name]
	j.booleans[name] = value.kind == boolean && (known || !seen)
}

// WithMatrix returns the job as it is where its `include:` gave these combinations.
func (j *Job) WithMatrix(legs []map[string]string) *Job {
	out := *j
	out.Matrix, out.suffixes, out.MatrixUnknown = legs, make([]string, len(legs)), false
	out.legNames = out.names()
	return &out
}

// leaves flattens a value.
func leaves(key string, n *yaml.Node) combination {
	n = follow(n)
	var out combination
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			out = append(out, leaves(key+"."+follow(n.Content[i]).Value, n.Content[i+1])...)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			out = append(out, leaves(key+"."+strconv.Itoa(i), item)...)
		}
	default:
		out = combination{{key: key, value: scalarOf(n)}}
	}
	return out
}

// holdsExpression tells whether any value or key below a node is an expression.
func holdsExpression(n *yaml.Node) bool {
	n = follow(n)
	if n.Kind == yaml.ScalarNode {
		return strings.Contains(n.Value, "${{")
	}
	return slices.ContainsFunc(n.Content, holdsExpression)
}

// matrixText gathers a matrix's expressions by their keys.
func matrixText(n *yaml.Node, into map[string][]string) {
	if n = follow(n); n.Kind != yaml.MappingNode {
		gather(n, "", into)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, values := strings.ToLower(follow(n.Content[i]).Value), follow(n.Content[i+1])
		switch {
		case key == "exclude":
		case key != "include":
			gather(values, key, into)
		case values.Kind != yaml.SequenceNode:
			gather(values, "", into)
		default:
			for _, item := range values.Content {
				matrixText(item, into)
			}
		}
	}
}

func gather(n *yaml.Node, key string, into map[string][]string) {
	if n = follow(n); n.Kind == yaml.ScalarNode {
		for _, p := range split(n.Value) {
			if p.expression {
				into[key] = append(into[key], p.text)
			}
		}
		return
	}
	for _, item := range n.Content {
		gather(item, key, into)
	}
}
