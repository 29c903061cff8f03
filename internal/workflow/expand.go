package workflow

import (
	"regexp"
	"strings"
)

// Expand substitutes `${{ matrix.x }}`, `${{ env.X }}`, `${{ inputs.x }}` and quoted
// literals where the values are known, and returns the text and whether any expression remains.
//
// A matrix value is known when the matrix is static; one that this leg lacks is
// empty, as GitHub has it. A variable is known when job or workflow give it a
// value without expression and no step sets its own or writes it to GITHUB_ENV;
// what a step's program writes there can still change it, as it can change PATH.
func (l Leg) Expand(text string) (string, bool) {
	parts := split(text)
	var out strings.Builder
	remains := false
	for _, p := range parts {
		if !p.expression {
			out.WriteString(p.text)
			continue
		}
		value, ok := l.value(p.text, true)
		if !ok {
			remains = true
			value = p.text
		}
		out.WriteString(value)
	}
	return out.String(), remains
}

// part is a piece of text, or an expression with its braces.
type part struct {
	text       string
	expression bool
}

// split cuts text at its expressions. Within quotes `}}` ends none.
func split(text string) []part {
	var out []part
	for {
		start := strings.Index(text, "${{")
		if start < 0 {
			break
		}
		end, quoted := -1, false
		for i := start + len("${{"); i < len(text) && end < 0; i++ {
			switch {
			case text[i] == '\'':
				quoted = !quoted
			case !quoted && strings.HasPrefix(text[i:], "}}"):
				end = i + len("}}")
			}
		}
		if end < 0 {
			end = len(text)
		}
		if start > 0 {
			out = append(out, part{text: text[:start]})
		}
		out = append(out, part{text: text[start:end], expression: true})
		text = text[end:]
	}
	if text != "" {
		out = append(out, part{text: text})
	}
	return out
}

var (
	// property matches matrix.a.b, env.X and inputs.x, and their forms with ['x'].
	property = regexp.MustCompile(`^(?i:(matrix|env|inputs))((?:\.[A-Za-z_][\w-]*|\['[^']*'\]|\[[0-9]+\])+)$`)
	step     = regexp.MustCompile(`\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\[([0-9]+)\]`)
	quoted   = regexp.MustCompile(`^'((?:[^']|'')*)'$`)
)

// value evaluates one expression, false when its value is not known.
func (l Leg) value(expression string, env bool) (string, bool) {
	inner, ok := strings.CutSuffix(expression[len("${{"):], "}}")
	if !ok {
		return "", false
	}
	inner = strings.TrimSpace(inner)
	if m := quoted.FindStringSubmatch(inner); m != nil {
		return strings.ReplaceAll(m[1], "''", "'"), true
	}
	m := property.FindStringSubmatch(inner)
	if m == nil {
		return "", false
	}
	var path []string
	for _, s := range step.FindAllStringSubmatch(m[2], -1) {
		path = append(path, s[1]+s[2]+s[3])
	}
	if strings.EqualFold(m[1], "matrix") {
		return l.matrixValue(strings.Join(path, "."))
	}
	if len(path) != 1 {
		return "", false
	}
	if strings.EqualFold(m[1], "inputs") {
		value, ok := l.Inputs[strings.ToLower(path[0])]
		return value, ok
	}
	if !env || l.EnvUnknown || l.Job == nil {
		return "", false
	}
	value, ok := l.Job.settled[path[0]]
	return value, ok
}

// matrixValue looks up a value of this leg.
func (l Leg) matrixValue(key string) (string, bool) {
	if l.Job == nil || l.Job.MatrixUnknown || l.Matrix == nil && len(l.Job.Matrix) > 0 {
		return "", false
	}
	value, plain := "", true
	for name, v := range l.Matrix {
		if strings.EqualFold(name, key) {
			value = v
		} else if len(name) > len(key) && name[len(key)] == '.' && strings.EqualFold(name[:len(key)], key) {
			plain = false // a mapping or a list, which has no plain text
		}
	}
	return value, plain
}
