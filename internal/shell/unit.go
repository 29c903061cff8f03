package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// bash reads a script unit by unit: a line, or the lines of a compound command.
// When an arithmetic expression or an array's subscript cannot be evaluated, it
// drops the rest of the unit and goes on with the next, even under -e. So what
// shares a unit with such an expansion may not have run; only the last unit's
// failure is the script's. (Measured with bash 5.2; dash exits.)

// units cuts a script's statements where bash does.
func (s *source) units() [][]*syntax.Stmt {
	var out [][]*syntax.Stmt
	for i, stmt := range s.file.Stmts {
		if i > 0 && s.sameLine(s.file.Stmts[i-1], stmt) {
			out[len(out)-1] = append(out[len(out)-1], stmt)
			continue
		}
		out = append(out, []*syntax.Stmt{stmt})
	}
	return out
}

// sameLine tells whether b follows a without a line's end after the `;` or `&`.
func (s *source) sameLine(a, b *syntax.Stmt) bool {
	if !a.Semicolon.IsValid() {
		return false
	}
	between := strings.ReplaceAll(s.between(a.Semicolon, b.Pos()), "\\\n", "")
	return !strings.Contains(between, "\n")
}

// unit walks one unit of the script.
func (a *analysis) unit(stmts []*syntax.Stmt, last bool, st *state) {
	droppable := a.droppable(stmts, st)
	if droppable {
		a.others++
	}
	if last || !droppable {
		exposed, first := !st.errexit || setsOptions(stmts), len(a.rans)
		whole := st.brittle && !a.allOrNothing(stmts, st) || len(stmts) > 1 || compound(stmts[0])
		for i, stmt := range stmts {
			a.stmt(stmt, scope{tail: last && i == len(stmts)-1 || a.saved[stmt]}, st)
		}
		if exposed && whole && st.brittle && !last {
			a.hide(a.since(first, skipped))
			a.others++
			st.distrust(skipped)
		}
		return
	}
	before := st.clone()
	c := scope{}.within("it shares a line or a group with arithmetic like `$((x+1))` or a subscript, at whose failure the shell skips the rest of it and goes on")
	for _, stmt := range stmts {
		a.stmt(stmt, c, st)
	}
	if st.steered != before.steered {
		st.distrust("after lines that change the shell (`cd`, `set`, `exit`, a function's call) beside arithmetic like `$((x+1))`: where that fails bash skips the rest of them and goes on")
	}
	*st = before.merge(*st)
}

// skipped is why nothing is proven where the shell may drop the rest of a unit that
// assigns to a readonly variable or has a glob that matches nothing.
const skipped = "after `readonly` or `failglob` and without -e, the shell may have skipped it and gone on"

// setsOptions tells whether a unit may turn -e off.
func setsOptions(stmts []*syntax.Stmt) bool {
	found := false
	for _, stmt := range stmts {
		syntax.Walk(stmt, func(n syntax.Node) bool {
			call, ok := n.(*syntax.CallExpr)
			found = found || ok && len(call.Args) > 0 && call.Args[0].Lit() == "set"
			return !found
		})
	}
	return found
}

// compound tells whether a statement is more than a command or a declaration.
func compound(s *syntax.Stmt) bool {
	switch s.Cmd.(type) {
	case *syntax.CallExpr, *syntax.DeclClause, *syntax.FuncDecl:
		return false
	}
	return true
}

// allOrNothing tells whether of a unit nothing is left that would count if the shell
// dropped it: it is a command that leaves the shell as it is, or has but words that are
// what they say.
func (a *analysis) allOrNothing(stmts []*syntax.Stmt, st *state) bool {
	switch cmd := stmts[0].Cmd.(type) {
	case *syntax.DeclClause, *syntax.FuncDecl:
		return true
	case *syntax.CallExpr:
		words := a.words(cmd)
		if len(cmd.Assigns) > 0 || len(words) == 0 || words[0].dynamic || words[0].expanded || a.named[words[0].text] || st.functions[words[0].text] {
			return false
		}
		plain := !slices.ContainsFunc(words, func(w word) bool { return w.dynamic || w.expanded })
		return !steers[words[0].text] || plain && (words[0].text == "set" || words[0].text == "cd")
	}
	return false
}

// droppable tells whether a unit holds an expansion at whose failure the shell
// drops the rest of it, or may call a function that does.
func (a *analysis) droppable(stmts []*syntax.Stmt, st *state) bool {
	declared, evaluated := map[string]bool{}, false
	for _, stmt := range stmts {
		syntax.Walk(stmt, func(n syntax.Node) bool {
			if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil {
				declared[f.Name.Value] = true
			}
			evaluated = evaluated || n != nil && a.evaluates(n)
			return true
		})
	}
	a.dropping = a.dropping || evaluated && len(declared) > 0
	if !evaluated && !a.dropping {
		return false
	}
	found := false
	for _, stmt := range stmts {
		syntax.Walk(stmt, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.FuncDecl:
				// It fails where it is called, but the parser may have taken for its
				// body what runs at once.
				return false
			case *syntax.CallExpr:
				found = found || a.dropping && a.mayCall(n, declared, st)
			}
			found = found || n != nil && a.evaluates(n)
			return !found
		})
	}
	return found
}

// mayCall tells whether a command may be a call of one of the script's functions,
// those declared in its own unit included.
func (a *analysis) mayCall(call *syntax.CallExpr, declared map[string]bool, st *state) bool {
	for _, arg := range call.Args[:min(len(call.Args), 3)] {
		if w := a.source.word(arg); w.dynamic || declared[w.text] || st.functions[w.text] {
			return true
		}
	}
	return false
}

// evaluates tells whether a node alone evaluates an arithmetic expression that may
// fail, so that the shell drops the unit.
func (a *analysis) evaluates(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.ArithmExp:
		return !a.constant(n.X)
	case *syntax.ParamExp:
		return n.Index != nil && !wholeArray(n.Index) || n.Excl ||
			n.Slice != nil && !(a.constant(n.Slice.Offset) && (n.Slice.Length == nil || literal(n.Slice.Length)))
	case *syntax.Assign:
		return n.Index != nil
	case *syntax.CallExpr:
		return namesElement(n)
	}
	return false
}

// namesElement tells whether a command that takes the names of variables may be
// given an array's element, `read "x[1]"`.
func namesElement(call *syntax.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	switch call.Args[0].Lit() {
	case "printf", "read", "readarray", "mapfile", "unset", "wait", "getopts", "test", "[", "export", "readonly", "declare", "typeset", "local", "builtin", "command":
	default:
		return false
	}
	for _, arg := range call.Args[1:] {
		subscript := false
		syntax.Walk(arg, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Lit:
				subscript = subscript || strings.Contains(n.Value, "[")
			case *syntax.SglQuoted:
				subscript = subscript || strings.Contains(n.Value, "[")
			}
			return !subscript
		})
		if subscript {
			return true
		}
	}
	return false
}

func wholeArray(index syntax.ArithmExpr) bool {
	w, ok := index.(*syntax.Word)
	return ok && (w.Lit() == "@" || w.Lit() == "*")
}

// literal tells whether an arithmetic expression is a number, which is not negative.
func literal(x syntax.ArithmExpr) bool {
	w, ok := x.(*syntax.Word)
	return ok && decimal(w.Lit())
}
