package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// Meaning is what an expression may give where its text is not known; readers of
// expressions have meanings of their own from OwnMeaning on.
type Meaning int

// The meanings that every reader knows.
const (
	// PlainText is a text that is known.
	PlainText Meaning = iota
	// True is the boolean, which stands for "true" within text.
	True
	// False is the boolean, which counts as false and stands for "false" within text.
	False
	// UnknownText may be any text.
	UnknownText
	OwnMeaning
)

// Value is one that an expression may have.
type Value struct {
	Meaning Meaning
	Text    string
}

// Values are all those that an expression may have.
type Values []Value

// The values of what may be anything, is empty, or is one of the booleans.
var (
	AnyValue = Values{{Meaning: UnknownText}}
	Empty    = Values{{}}
	No       = Values{{Meaning: False, Text: "false"}}
	Yes      = Values{{Meaning: True, Text: "true"}}
	either   = slices.Concat(Yes, No)
)

var (
	// coerced matches texts that may be a boolean or a number, which compare in another way
	// than texts and may count as false; an integer as written counts as true and compares
	// as its text does.
	coerced = regexp.MustCompile(`^\s*(?i:true|false|nan|infinity|[-+.\d].*)\s*$`)
	integer = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)
)

// comparable tells whether it compares with another one by their texts: booleans do with
// booleans, texts with texts that stand for no number or boolean.
func (v Value) comparable(other Value) bool {
	if v.boolean() {
		return other.boolean()
	}
	return v.plain() && other.plain()
}

func (v Value) boolean() bool {
	return v.Meaning == True || v.Meaning == False && v.Text == "false"
}

func (v Value) plain() bool {
	return v.Meaning == PlainText && (!coerced.MatchString(v.Text) || integer.MatchString(v.Text))
}

// Given are the values of a text that was given somewhere, as text, number or boolean.
func Given(text string) Values {
	if coerced.MatchString(text) && !integer.MatchString(text) {
		return Values{{Text: text}, {Meaning: False, Text: text}}
	}
	return Values{{Text: text}}
}

// May tells whether an expression may have a value of a meaning.
func (vs Values) May(m Meaning) bool {
	return slices.ContainsFunc(vs, func(v Value) bool { return v.Meaning == m })
}

// Empty tells whether it may be empty, or count as false.
func (vs Values) Empty() bool {
	return slices.ContainsFunc(vs, Value.mayBeFalse)
}

func (v Value) mayBeFalse() bool { return v.isFalse() || v.Meaning == UnknownText }

func (v Value) isFalse() bool { return v.Meaning == False || v == Value{} }

// All tells whether each of the values it may have is of a kind.
func (vs Values) All(is func(Value) bool) bool {
	return len(vs) > 0 && !slices.ContainsFunc(vs, func(v Value) bool { return !is(v) })
}

// With adds more that it may have.
func (vs Values) With(more Values) Values {
	for _, v := range more {
		if !slices.Contains(vs, v) {
			vs = append(slices.Clip(vs), v)
		}
	}
	return vs
}

// that are those of a kind.
func (vs Values) that(is func(Value) bool) Values {
	return slices.DeleteFunc(slices.Clone(vs), func(v Value) bool { return !is(v) })
}

// text is the one text that an expression puts in its place, false where it may put
// several or one that is not known.
func (vs Values) text() (string, bool) {
	for _, v := range vs {
		if v.Meaning > False || v.Text != vs[0].Text {
			return "", false
		}
	}
	return vs[0].Text, true
}

// Bounds on an expression: its length, and its operands.
const (
	maxExpression = 1000
	maxOperands   = 64
)

// Evaluate gives the values that an expression without its braces may have, by those of the
// properties that it names. Its operators are those of
// https://docs.github.com/actions/reference/workflows-and-actions/expressions; what
// functions give is not known.
func Evaluate(expression string, look func(name string) Values) Values {
	if len(expression) > maxExpression {
		return AnyValue
	}
	r := &reading{look: look, tokens: token.FindAllString(expression, -1)}
	out := r.or()
	if r.broken || r.at < len(r.tokens) || len(out) == 0 {
		return AnyValue
	}
	return out
}

var (
	token      = regexp.MustCompile(`'(?:[^']|'')*'|&&|\|\||==|!=|[<>]=?|[!(),]|[\w.*-]+|[^\s]`)
	properName = regexp.MustCompile(`^[A-Za-z_][\w.*-]*$`)
)

// reading is an expression that is being read.
type reading struct {
	look     func(name string) Values
	tokens   []string
	at       int
	operands int
	broken   bool
}

func (r *reading) take(token string) bool {
	if r.at < len(r.tokens) && r.tokens[r.at] == token {
		r.at++
		return true
	}
	return false
}

func (r *reading) or() Values {
	out := r.and()
	for r.take("||") {
		if right := r.and(); out.Empty() {
			out = out.that(func(v Value) bool { return !v.isFalse() }).With(right)
		}
	}
	return out
}

func (r *reading) and() Values {
	out := r.comparison()
	for r.take("&&") {
		right, falses := r.comparison(), out.that(Value.isFalse)
		if out.May(UnknownText) {
			falses = falses.With(Empty).With(No)
		}
		if !out.All(Value.isFalse) {
			out = falses.With(right)
		}
	}
	return out
}

func (r *reading) comparison() Values {
	left := r.operand()
	for r.take("==") || r.take("!=") {
		equal := r.tokens[r.at-1] == "=="
		right := r.operand()
		switch {
		case len(left) != 1 || len(right) != 1 || !left[0].comparable(right[0]):
			left = either
		case strings.EqualFold(left[0].Text, right[0].Text) == equal:
			left = Yes
		default:
			left = No
		}
	}
	return left
}

func (r *reading) operand() Values {
	if r.at >= len(r.tokens) {
		r.broken = true
		return nil
	}
	if r.operands++; r.operands > maxOperands {
		r.broken = true
		return nil
	}
	word := r.tokens[r.at]
	r.at++
	switch {
	case word == "!":
		vs := r.operand()
		switch {
		case !vs.Empty():
			return No
		case vs.All(Value.isFalse):
			return Yes
		}
		return either
	case word == "(":
		out := r.or()
		r.broken = r.broken || !r.take(")")
		return out
	case word[0] == '\'' && len(word) > 1:
		return Values{{Text: strings.ReplaceAll(word[1:len(word)-1], "''", "'")}}
	case !properName.MatchString(word):
		r.broken = true
		return nil
	case r.take("("):
		r.arguments()
		return AnyValue
	}
	switch strings.ToLower(word) {
	case "true":
		return Yes
	case "false":
		return No
	case "null":
		return Empty
	default:
		return r.look(word)
	}
}

// arguments passes over those of a function.
func (r *reading) arguments() {
	for open := 1; open > 0; r.at++ {
		if r.at >= len(r.tokens) {
			r.broken = true
			return
		}
		switch r.tokens[r.at] {
		case "(":
			open++
		case ")":
			open--
		}
	}
}
