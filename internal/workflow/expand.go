package workflow

import (
	"regexp"
	"strings"
)

// Expand substitutes the expressions of `matrix`, `env`, `inputs`, the leg's facts and
// literals that have one known value, and returns the text and whether any expression
// remains.
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
	// eventInput matches what a run by hand was given, as the event's payload has it.
	eventInput = regexp.MustCompile(`^(?i:github\.event\.inputs)\.[A-Za-z_][\w-]*$`)
	quoted     = regexp.MustCompile(`^'(?:[^']|'')*'$`)
	step       = regexp.MustCompile(`\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\[([0-9]+)\]`)
)

// value evaluates one expression, false when its value is not known. Without env, as for
// names, only a single property of the file's own is.
func (l Leg) value(expression string, env bool) (string, bool) {
	inner, ok := strings.CutSuffix(expression[len("${{"):], "}}")
	if !ok {
		return "", false
	}
	if inner = strings.TrimSpace(inner); property.MatchString(inner) {
		return l.property(inner, env)
	}
	if !env && !quoted.MatchString(inner) {
		return "", false
	}
	return Evaluate(inner, l.look).text()
}

// look gives the values of a property.
func (l Leg) look(name string) Values {
	text, ok := l.property(name, true)
	switch {
	case !ok:
		return AnyValue
	case l.boolean(name) && text == "true":
		return Yes
	case l.boolean(name) && text == "false":
		return No
	}
	return Given(text)
}

// givesBoolean tells whether a text is an expression that is a boolean.
func (l Leg) givesBoolean(text string) bool {
	parts := split(text)
	return len(parts) == 1 && parts[0].expression &&
		Evaluate(strings.TrimSuffix(strings.TrimPrefix(text, "${{"), "}}"), l.look).All(Value.boolean)
}

// boolean tells whether a property that reads true or false is a boolean, as none in
// quotes is, nor an input of an action.
func (l Leg) boolean(name string) bool {
	name = strings.ToLower(name)
	return l.Job != nil && l.Job.booleans[name] && !(l.within && strings.HasPrefix(name, "inputs."))
}

// property looks up what an expression names, false when its value is not known.
func (l Leg) property(name string, env bool) (string, bool) {
	if text, ok := l.Facts[strings.ToLower(name)]; ok {
		return text, true
	}
	if eventInput.MatchString(name) {
		return "", withoutInputs[l.Facts["github.event_name"]]
	}
	m := property.FindStringSubmatch(name)
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
		return value, ok || l.Inputs == nil && withoutInputs[l.Facts["github.event_name"]]
	}
	if !env || l.EnvUnknown || l.Job == nil {
		return "", false
	}
	value, ok := l.Job.settled[path[0]]
	return value, ok
}

// withoutInputs are events that give a workflow none.
var withoutInputs = map[string]bool{"pull_request": true, "push": true, "merge_group": true, "schedule": true}

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
