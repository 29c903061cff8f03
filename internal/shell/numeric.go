package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Arithmetic on numbers alone cannot fail: `i=0; while …; do i=$((i+1)); …; done`. A
// variable holds nothing but numbers where the script's top sets it to one before
// anything else is evaluated, and all that sets it later are numbers and arithmetic,
// which gives numbers.

// maxNumeric bounds the assignments that are followed so.
const maxNumeric = 16

// findNumeric finds the variables that hold nothing but numbers.
func (a *analysis) findNumeric() {
	a.numeric = map[string]bool{}
	tried := 0
	for _, s := range a.source.file.Stmts {
		call, ok := s.Cmd.(*syntax.CallExpr)
		if !ok || !simplyRun(s) || len(call.Args) > 0 {
			continue
		}
		for _, assign := range call.Assigns {
			name := assign.Name
			if name == nil || a.numeric[name.Value] || shells.MatchString(name.Value) || !a.number(assign) {
				continue
			}
			if tried++; tried > maxNumeric {
				return
			}
			a.numeric[name.Value] = true
			if !a.staysNumeric(name.Value, s) {
				delete(a.numeric, name.Value)
			}
		}
	}
}

// nameSetters are the builtins that may set a variable by its name.
var nameSetters = set("builtin", "command", "declare", "export", "getopts", "let", "local", "mapfile", "nameref", "printf", "read", "readarray", "readonly",
	"set", "trap", "typeset", "unset", "wait")

// number tells whether an assignment gives its variable a number.
func (a *analysis) number(assign *syntax.Assign) bool {
	if assign.Append || assign.Index != nil || assign.Array != nil || assign.Value == nil {
		return false
	}
	parts := assign.Value.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok && !q.Dollar {
			parts = q.Parts
		}
	}
	if len(parts) != 1 {
		return false
	}
	switch part := parts[0].(type) {
	case *syntax.Lit:
		return decimal(part.Value)
	case *syntax.ArithmExp:
		return a.constant(part.X)
	}
	return false
}

// staysNumeric tells whether all that sets a variable sets it to a number, and nothing is
// evaluated before the statement that does so first.
func (a *analysis) staysNumeric(name string, first *syntax.Stmt) bool {
	stays := true
	mentioned := regexp.MustCompile(`\b` + name + `\b`)
	syntax.Walk(a.source.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case nil:
			return true
		case *syntax.Assign:
			stays = stays && (n.Name == nil || n.Name.Value != name || a.number(n))
		case *syntax.DeclClause:
			stays = stays && !mentioned.MatchString(a.source.of(n)) && !slices.ContainsFunc(n.Args, func(arg *syntax.Assign) bool {
				return arg.Name == nil && a.source.word(arg.Value).dynamic
			})
		case *syntax.WordIter:
			stays = stays && n.Name.Value != name
		case *syntax.CoprocClause:
			stays = false
		case *syntax.Redirect:
			stays = stays && (n.N == nil || n.N.Value != "{"+name+"}")
		case *syntax.CallExpr:
			stays = stays && !a.maySet(n, mentioned)
		case *syntax.ParamExp:
			stays = stays && assigned(n) != name
		}
		stays = stays && !(n.Pos().Offset() < first.Pos().Offset() && a.evaluates(n))
		return stays
	})
	return stays
}

// maySet tells whether a command may set a variable by its name.
func (a *analysis) maySet(call *syntax.CallExpr, name *regexp.Regexp) bool {
	if len(call.Args) == 0 {
		return false
	}
	words := a.words(call)
	switch command := words[0].text; {
	case command == "eval" || command == "source" || command == ".":
		return true
	case command == "printf" && (len(words) == 1 || !words[1].dynamic && !strings.HasPrefix(words[1].text, "-")):
		return false
	case !nameSetters[command]:
		return false
	}
	return name.MatchString(a.source.of(call)) || slices.ContainsFunc(words, func(w word) bool { return w.dynamic })
}

// constant tells whether an arithmetic expression always has a value: numbers, and
// variables that hold nothing else, added, subtracted, multiplied or counted up.
func (a *analysis) constant(x syntax.ArithmExpr) bool {
	switch x := x.(type) {
	case nil:
		return true
	case *syntax.Word:
		return decimal(x.Lit()) || a.numeric[x.Lit()] || a.numeric[parameterOf(x)]
	case *syntax.ParenArithm:
		return a.constant(x.X)
	case *syntax.UnaryArithm:
		w, ok := x.X.(*syntax.Word)
		return ok && (x.Op == syntax.Inc || x.Op == syntax.Dec) && a.numeric[w.Lit()]
	case *syntax.BinaryArithm:
		w, ok := x.Y.(*syntax.Word)
		spelled := !ok || w.Lit() != "" // `1-$x` is `1--1` where x is -1
		return (x.Op == syntax.Add || x.Op == syntax.Mul || x.Op == syntax.Sub && spelled) && a.constant(x.X) && a.constant(x.Y)
	}
	return false
}

// decimal tells whether a text is a number that is not read as an octal one.
func decimal(text string) bool {
	return text != "" && len(text) < 10 && (text == "0" || text[0] != '0') && strings.Trim(text, "0123456789") == ""
}
