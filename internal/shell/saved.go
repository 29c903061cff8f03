package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Scripts keep an exit code to end with it later: `A; rc=$?; …; exit $rc`, or
// `A || rc=$?; …; exit $rc`, or `A | B; exit ${PIPESTATUS[0]}`. Then A must have
// succeeded if the script did.

// maxKept is the longest script, in statements, in which kept exit codes are followed.
const maxKept = 500

// findSaved finds the statements at the script's top whose exit code the script ends
// with unless it is 0, the `||` lists that keep it, and the pipes of which it ends with the first
// command's.
func (a *analysis) findSaved() {
	a.saved = map[syntax.Node]bool{}
	list := a.source.file.Stmts
	a.unsettled = a.unsettling()
	if len(list) > maxKept || a.unsettled {
		return
	}
	for i, s := range list {
		if i+1 < len(list) && !s.Background && !s.Coprocess && !s.Disown {
			if name := a.keepsCode(list[i+1]); name != "" && a.settles(name, list[i+2:]) {
				a.saved[s] = true
			}
		}
		if pipe, ok := s.Cmd.(*syntax.BinaryCmd); ok && piped(pipe.Op) && simplyRun(s) && i+1 < len(list) && a.exitsWithFirst(list[i+1]) {
			a.saved[pipe] = true
		}
		if or, ok := s.Cmd.(*syntax.BinaryCmd); ok && or.Op == syntax.OrStmt && simplyRun(s) {
			if name := a.keepsCode(or.Y); name != "" && a.settles(name, list[i+1:]) {
				a.saved[or] = true
			}
		}
	}
}

// unsettling tells whether the script sets IFS, by which `$rc` may vanish, or has a
// trap that assigns.
func (a *analysis) unsettling() bool {
	found := false
	syntax.Walk(a.source.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			found = found || n.Name == nil || n.Name.Value == "IFS"
		case *syntax.CallExpr:
			found = found || len(n.Args) > 1 && n.Args[0].Lit() != "echo" && strings.Contains(a.source.of(n), "IFS") ||
				len(n.Args) > 0 && a.source.word(n.Args[0]).text == "trap" && strings.Contains(a.source.of(n), "=")
		}
		return !found
	})
	return found
}

// exitsWithFirst tells whether a statement is `exit ${PIPESTATUS[0]}`, which ends the
// script with the exit code of the first command of the pipe before it.
func (a *analysis) exitsWithFirst(s *syntax.Stmt) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || a.source.dialect != syntax.LangBash || !simplyRun(s) || len(call.Assigns) > 0 || len(call.Args) != 2 || call.Args[0].Lit() != "exit" ||
		strings.Count(a.source.text, "PIPESTATUS") > 1 {
		return false
	}
	code := a.source.of(call.Args[1])
	return code == "${PIPESTATUS[0]}" || code == `"${PIPESTATUS[0]}"`
}

// simplyRun tells whether nothing stands around a statement's command.
func simplyRun(s *syntax.Stmt) bool {
	return !s.Negated && !s.Background && !s.Coprocess && !s.Disown && len(s.Redirs) == 0
}

// keepsCode is the variable of `name=$?`, "" for any other statement.
func (a *analysis) keepsCode(s *syntax.Stmt) string {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || !simplyRun(s) || len(call.Args) > 0 || len(call.Assigns) != 1 {
		return ""
	}
	assign := call.Assigns[0]
	if assign.Name == nil || assign.Append || assign.Index != nil || assign.Value == nil || parameterOf(assign.Value) != "?" || shells.MatchString(assign.Name.Value) {
		return ""
	}
	return assign.Name.Value
}

// shells matches the variables that bash sets itself, so that they do not keep what is
// assigned: `GROUPS=$?; exit $GROUPS` exits with 0 for the superuser.
var shells = regexp.MustCompile(`^(?:_|BASH.*|COMP_.*|DIRSTACK|EPOCH.*|E?UID|FUNCNAME|GROUPS|HISTCMD|LINENO|PIPESTATUS|PPID|S?RANDOM|SECONDS)$`)

// parameterOf is the parameter of a word that is one, `$x`, `${x}` or `"$x"`.
func parameterOf(w *syntax.Word) string {
	parts := w.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok && !q.Dollar {
			parts = q.Parts
		}
	}
	if len(parts) != 1 {
		return ""
	}
	p, ok := parts[0].(*syntax.ParamExp)
	if !ok || p.Param == nil || !simpleParameter(p) || p.Excl || p.Length || p.Width || p.Names != 0 {
		return ""
	}
	return p.Param.Value
}

// settles tells whether statements surely end the script with the code in a variable,
// unless it is 0, and leave the variable alone before.
func (a *analysis) settles(name string, list []*syntax.Stmt) bool {
	for i, s := range list {
		switch {
		case a.endsWith(name, s, i == len(list)-1):
			return true
		case !a.keeps(name, s):
			return false
		}
	}
	return false
}

// endsWith tells whether a statement ends the script with a failure if a variable is
// not 0: `exit $rc`; as the last one `[ $rc -eq 0 ]`; `if [ $rc -ne 0 ]; then …; exit
// $rc; fi`.
func (a *analysis) endsWith(name string, s *syntax.Stmt, last bool) bool {
	if !simplyRun(s) {
		return false
	}
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		return a.exitsWith(name, s) || last && a.compares(name, cmd, "-eq", "=", "==")
	case *syntax.IfClause:
		if cmd.Else != nil || len(cmd.Cond) != 1 || len(cmd.Then) == 0 || !simplyRun(cmd.Cond[0]) {
			return false
		}
		cond, ok := cmd.Cond[0].Cmd.(*syntax.CallExpr)
		if !ok || !a.compares(name, cond, "-ne", "!=") {
			return false
		}
		end := len(cmd.Then) - 1
		for _, before := range cmd.Then[:end] {
			if !a.keeps(name, before) {
				return false
			}
		}
		return a.exitsWith(name, cmd.Then[end]) || a.fails(cmd.Then[end])
	}
	return false
}

// exitsWith tells whether a statement is `exit $name`.
func (a *analysis) exitsWith(name string, s *syntax.Stmt) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	return ok && simplyRun(s) && len(call.Assigns) == 0 && len(call.Args) == 2 && call.Args[0].Lit() == "exit" && parameterOf(call.Args[1]) == name
}

// compares tells whether a command compares a variable with 0: `[ $rc -ne 0 ]`.
func (a *analysis) compares(name string, call *syntax.CallExpr, operators ...string) bool {
	args := call.Args
	switch {
	case len(call.Assigns) > 0:
		return false
	case len(args) == 5 && args[0].Lit() == "[" && args[4].Lit() == "]":
		args = args[1:4]
	case len(args) == 4 && args[0].Lit() == "test":
		args = args[1:]
	default:
		return false
	}
	return parameterOf(args[0]) == name && slices.Contains(operators, args[1].Lit()) && a.source.word(args[2]) == word{text: "0"}
}

// keeps tells whether a statement surely does not end the script with success, nor
// has the shell skip what follows, and leaves a variable as it is, or sets it to a
// failure.
func (a *analysis) keeps(name string, s *syntax.Stmt) bool {
	changed := false
	kept := map[*syntax.Assign]bool{}
	syntax.Walk(s, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.OrStmt && a.keepsCode(n.Y) != "" {
				kept[n.Y.Cmd.(*syntax.CallExpr).Assigns[0]] = true
			}
		case *syntax.Assign:
			changed = changed || n.Name == nil || n.Name.Value == name && !kept[n]
		case *syntax.Redirect:
			changed = changed || n.N != nil && n.N.Value == "{"+name+"}"
		}
		changed = changed || n != nil && (assigned(n) == name || a.evaluates(n))
		return !changed
	})
	return !changed && a.goesOn(s, nestedIfs)
}

// nestedIfs is how deep goesOn looks into nested `if`s.
const nestedIfs = 3

// goesOn tells whether a statement consists of plain commands, settings, tests of files
// and `if`s of such, so that what follows runs or the script fails.
func (a *analysis) goesOn(s *syntax.Stmt, ifs int) bool {
	if s.Background || s.Coprocess || s.Disown {
		return false
	}
	switch cmd := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		return cmd.Op == syntax.OrStmt && simplyRun(s) && a.keepsCode(cmd.Y) != "" && a.goesOn(cmd.X, ifs)
	case *syntax.CallExpr:
		words := a.words(cmd)
		if len(words) == 0 || words[0].text == "set" && !words[0].expanded {
			var options []string
			for _, w := range words[min(len(words), 1):] {
				options = append(options, w.text)
			}
			parsed, ok := parseOptions(options)
			return ok && !parsed.operands
		}
		return a.steady(s, &state{}) && !a.named[words[0].text]
	case *syntax.TestClause:
		test, ok := cmd.X.(*syntax.UnaryTest)
		return ok && slices.Contains([]syntax.UnTestOperator{syntax.TsExists, syntax.TsRegFile, syntax.TsDirect, syntax.TsNoEmpty, syntax.TsEmpStr, syntax.TsNempStr}, test.Op)
	case *syntax.IfClause:
		for ; cmd != nil && ifs > 0; cmd = cmd.Else {
			for _, inner := range slices.Concat(cmd.Cond, cmd.Then) {
				if !a.goesOn(inner, ifs-1) {
					return false
				}
			}
		}
		return cmd == nil
	}
	return false
}
