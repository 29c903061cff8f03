package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"
)

// decisive is the scope of a command without whose success the script ends with a
// failure, or never goes on.
func (c scope) decisive() scope {
	c.tail, c.ignored, c.succeeds = true, true, true
	c.why = "its exit code is ignored left of `||`"
	return c
}

// or walks `A || B`, which hides A's exit code unless B always ends the script
// with a failure, or is one where the script ends at a failure of the list.
func (a *analysis) or(cmd *syntax.BinaryCmd, c scope, st *state) {
	before, asIs := a.passesOn(cmd.Y)
	fatal := asIs || a.fails(cmd.Y) || verdict(c, st) == "" && a.nonzero(cmd.Y, st)
	hidden, second := "its exit code is hidden by "+code("|| "+a.source.of(cmd.Y)), "it runs only if what stands left of `||` fails"
	left, right := c.within(hidden), c.within(second)
	either := false
	switch {
	case fatal && c.never == "":
		left = c.decisive()
	case a.saved[cmd] && c.never == "":
		left = c.decisive()
		left.succeeds = false
	case !fatal && verdict(c, st) == "":
		left, right, either = c.decisive(), c, true
		left.succeeds, left.why = false, hidden
	}
	start := st.clone()
	first := len(a.rans)
	a.stmt(cmd.X, left, st)
	x := a.since(first, hidden)
	after := st.clone()
	*st = start.merge(*st)
	if asIs {
		a.others++
		a.stmts(before, right, st)
	} else {
		a.stmt(cmd.Y, right, st)
	}
	if either {
		y := a.since(x.end, second)
		a.agree([]span{x, y}, []span{x}, []span{y})
		a.retried(x)
		a.retried(y)
	}
	if fatal {
		if st.doubt != "" {
			after.distrust(st.doubt)
		}
		*st = after
		return
	}
	*st = after.merge(*st)
}

// passesOn tells whether a statement behind `||` surely ends the shell with the failure
// of what stands before it: `exit`, or a group that does so at once, or keeps the code:
// `{ code=$?; …; exit $code; }`. It gives the statements before that exit.
func (a *analysis) passesOn(s *syntax.Stmt) ([]*syntax.Stmt, bool) {
	group, ok := s.Cmd.(*syntax.Block)
	if !ok || !simplyRun(s) || len(group.Stmts) == 0 {
		return nil, a.exitsAsIs(s)
	}
	last := len(group.Stmts) - 1
	if last == 0 {
		return nil, a.exitsAsIs(group.Stmts[0])
	}
	name := a.keepsCode(group.Stmts[0])
	if name == "" || a.unsettled || !a.exitsWith(name, group.Stmts[last]) {
		return nil, false
	}
	for _, between := range group.Stmts[1:last] {
		if !a.keeps(name, between) {
			return nil, false
		}
	}
	return group.Stmts[:last], true
}

// exitsAsIs tells whether a statement is `exit` or `exit $?`.
func (a *analysis) exitsAsIs(s *syntax.Stmt) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || s.Negated || s.Background || s.Coprocess || s.Disown || len(s.Redirs) > 0 || len(call.Assigns) > 0 {
		return false
	}
	words := a.words(call)
	switch {
	case len(words) == 0 || words[0].text != "exit" || words[0].expanded:
		return false
	case len(words) == 1:
		return true
	}
	return len(words) == 2 && words[1].dynamic && (words[1].text == "$?" || words[1].text == `"$?"`)
}

// fails tells whether a statement surely ends the shell with a failure: `exit 1`,
// or a group that ends so and goes on until there.
func (a *analysis) fails(s *syntax.Stmt) bool {
	for {
		if s.Negated || s.Background || s.Coprocess || s.Disown || len(s.Redirs) > 0 {
			return false
		}
		switch cmd := s.Cmd.(type) {
		case *syntax.CallExpr:
			words := a.words(cmd)
			return len(cmd.Assigns) == 0 && len(words) == 2 && words[0].text == "exit" && failing(words[1])
		case *syntax.Block:
			for _, before := range cmd.Stmts[:len(cmd.Stmts)-1] {
				if !a.goesOn(before, nestedIfs) {
					return false
				}
			}
			s = cmd.Stmts[len(cmd.Stmts)-1]
		default:
			return false
		}
	}
}

// nonzero tells whether a statement surely ends with another exit code than 0,
// though it may leave the shell running: `false`, or a group or subshell of plain
// commands that ends so or with `exit 1`, in a subshell behind `&&` too.
func (a *analysis) nonzero(s *syntax.Stmt, st *state) bool {
	if s.Negated || s.Background || s.Coprocess || s.Disown || len(s.Redirs) > 0 {
		return false
	}
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		words := a.words(cmd)
		return len(cmd.Assigns) == 0 && len(words) == 1 && words[0].text == "false" && !words[0].expanded && a.steady(s, st)
	case *syntax.Block:
		return a.endsNonzero(cmd.Stmts, st)
	case *syntax.Subshell:
		if last := len(cmd.Stmts) - 1; last >= 0 && !cmd.Stmts[last].Negated && !cmd.Stmts[last].Background {
			list, ok := cmd.Stmts[last].Cmd.(*syntax.BinaryCmd)
			if ok && list.Op == syntax.AndStmt && a.steady(list.X, st) && !list.X.Negated {
				return a.endsNonzero(append(slices.Clone(cmd.Stmts[:last]), list.Y), st)
			}
		}
		return a.endsNonzero(cmd.Stmts, st)
	}
	return false
}

// endsNonzero tells whether plain commands surely end with a failure.
func (a *analysis) endsNonzero(stmts []*syntax.Stmt, st *state) bool {
	last := len(stmts) - 1
	for _, before := range stmts[:max(last, 0)] {
		if !a.steady(before, st) {
			return false
		}
	}
	return last >= 0 && (a.fails(stmts[last]) || a.nonzero(stmts[last], st))
}

// steady tells whether a statement is a plain command that leaves the shell as it
// is.
func (a *analysis) steady(s *syntax.Stmt, st *state) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	first := a.source.word(call.Args[0])
	return !first.dynamic && !first.expanded && !steers[first.text] && !st.functions[first.text]
}

// guard is `if ! A; then …; exit 1; fi` as `A || { …; exit 1; }`, which it is, nil
// for any other `if`.
func (a *analysis) guard(cmd *syntax.IfClause) *syntax.BinaryCmd {
	if cmd.Else != nil || len(cmd.Cond) != 1 || len(cmd.Then) == 0 {
		return nil
	}
	tested := *cmd.Cond[0]
	if !tested.Negated || tested.Background || tested.Coprocess || tested.Disown {
		return nil
	}
	if _, simple := tested.Cmd.(*syntax.CallExpr); !simple && len(tested.Redirs) > 0 {
		return nil // bash does not invert the failure of a group's redirection
	}
	tested.Negated = false
	then := &syntax.Block{Lbrace: cmd.ThenPos, Rbrace: cmd.FiPos, Stmts: cmd.Then}
	list := &syntax.BinaryCmd{Op: syntax.OrStmt, X: &tested, Y: &syntax.Stmt{Position: cmd.ThenPos, Cmd: then}}
	if !a.fails(list.Y) {
		return nil
	}
	return list
}

// guardElse is `if A; then …; else …; exit 1; fi` as `A || { …; exit 1; }`, behind
// which the first branch always runs, nil for any other `if`.
func (a *analysis) guardElse(cmd *syntax.IfClause) *syntax.BinaryCmd {
	if cmd.Else == nil || len(cmd.Else.Cond) > 0 || len(cmd.Else.Then) == 0 || len(cmd.Cond) != 1 || cmd.Cond[0].Negated {
		return nil
	}
	otherwise := &syntax.Block{Lbrace: cmd.Else.ThenPos, Rbrace: cmd.FiPos, Stmts: cmd.Else.Then}
	list := &syntax.BinaryCmd{Op: syntax.OrStmt, X: cmd.Cond[0], Y: &syntax.Stmt{Position: cmd.Else.Position, Cmd: otherwise}}
	if tested := list.X; tested.Background || tested.Coprocess || tested.Disown {
		return nil
	}
	if _, asIs := a.passesOn(list.Y); !asIs && !a.fails(list.Y) {
		return nil
	}
	return list
}

func (a *analysis) ifClause(cmd *syntax.IfClause, c scope, st *state) {
	if guard := a.guard(cmd); guard != nil {
		a.or(guard, c, st)
		return
	}
	if guard := a.guardElse(cmd); guard != nil {
		a.or(guard, c, st)
		a.stmts(cmd.Then, c, st)
		return
	}
	if verdict(c, st) == "" {
		a.ways(cmd, c, st)
		return
	}
	inside := c.within(branched)
	var ends []state
	for ; cmd != nil; cmd = cmd.Else {
		taken := st.clone()
		a.stmts(cmd.Cond, c.within(conditional), &taken)
		*st = st.merge(taken)
		a.stmts(cmd.Then, inside, &taken)
		ends = append(ends, taken)
	}
	for _, end := range ends {
		*st = st.merge(end)
	}
}

// while walks a loop.
func (a *analysis) while(cmd *syntax.WhileClause, c scope, st *state) {
	if a.until(cmd, c, st) || a.exits(cmd, cmd.Cond, cmd.Do, c, st) {
		return
	}
	a.unsure(st, func() { a.stmts(cmd.Cond, c.within(looped), st) })
	a.branch(cmd.Do, c.loop(), st)
}
