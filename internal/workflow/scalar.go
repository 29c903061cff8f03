package workflow

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A scalar has one of these kinds, by the YAML 1.2 core schema (actions/runner,
// YamlObjectReader.cs); quoted, literal and folded scalars are text.
const (
	null = iota
	boolean
	number
	textual
)

// scalar is a value as GitHub reads it, with the text that it becomes within
// text.
type scalar struct {
	kind   int
	text   string
	number float64
}

var (
	decimal     = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	hexadecimal = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
	octal       = regexp.MustCompile(`^0o[0-7]+$`)
)

// scalarOf reads a scalar node.
func scalarOf(n *yaml.Node) scalar {
	quoted := yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if n.Style&quoted != 0 || n.Style&yaml.TaggedStyle != 0 && n.ShortTag() == "!!str" {
		return scalar{kind: textual, text: n.Value}
	}
	v := n.Value
	switch v {
	case "", "~", "null", "Null", "NULL":
		return scalar{kind: null}
	case "true", "True", "TRUE":
		return scalar{kind: boolean, text: "true", number: 1}
	case "false", "False", "FALSE":
		return scalar{kind: boolean, text: "false"}
	}
	if f, ok := parseNumber(v); ok {
		return scalar{kind: number, text: formatNumber(f), number: f}
	}
	return scalar{kind: textual, text: v}
}

func parseNumber(v string) (float64, bool) {
	switch {
	case decimal.MatchString(v):
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	case hexadecimal.MatchString(v):
		n, err := strconv.ParseUint(v[2:], 16, 32)
		return float64(int32(n)), err == nil
	case octal.MatchString(v):
		n, err := strconv.ParseUint(v[2:], 8, 32)
		return float64(int32(n)), err == nil
	}
	switch strings.ToLower(v) {
	case ".inf", "+.inf":
		return math.Inf(1), true
	case "-.inf":
		return math.Inf(-1), true
	}
	return 0, false
}

// formatNumber writes a number as .NET's "G15" does, so that 1.10 is "1.1".
func formatNumber(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0"
	}
	return strconv.FormatFloat(f, 'G', 15, 64)
}

// equal compares as the `==` of expressions does: text without regard to case,
// different kinds as numbers.
func (s scalar) equal(o scalar) bool {
	if s.kind == o.kind {
		return s.kind == null || s.kind == textual && strings.EqualFold(s.text, o.text) || s.kind != textual && s.number == o.number
	}
	a, okA := s.asNumber()
	b, okB := o.asNumber()
	return okA && okB && a == b
}

func (s scalar) asNumber() (float64, bool) {
	if s.kind != textual {
		return s.number, true
	}
	text := strings.TrimSpace(s.text)
	if text == "" {
		return 0, true
	}
	return parseNumber(text)
}
