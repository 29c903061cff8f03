package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// scope says what the place of a statement makes of its exit code.
type scope struct {
	// never is why nothing here is proven, empty when something may be.
	never string
	// ignored is true where the shell ignores errexit: left of && and ||. why says
	// what hides a failure there.
	ignored bool
	why     string
	// tail is true when the script's success means that this statement's exit code
	// was 0.
	tail bool
	// succeeds is true when what follows in the same state runs only if this
	// statement succeeded.
	succeeds bool
	// function is true within a function's body, where `return` is no exit.
	function bool
	// jumps is true within a function or a loop, where `return` and `break` may
	// leave a path before its `exit`.
	jumps bool
}

// loop is the scope within the body of a loop.
func (c scope) loop() scope {
	c = c.within(inLoop)
	c.jumps = true
	return c
}

// within is the scope of something of which nothing is proven.
func (c scope) within(reason string) scope {
	if c.never == "" {
		c.never = reason
	}
	c.tail, c.succeeds = false, false
	return c
}

// verdict is why a statement here is not proven to have run and exited 0, empty
// when it is.
func verdict(c scope, st *state) string {
	switch {
	case c.never != "":
		return c.never
	case st.doubt != "":
		return st.doubt
	case st.dead:
		return "it stands after an `exit` and never runs"
	case st.brittle && !st.errexit:
		return skipped
	case c.tail:
		return ""
	case c.ignored:
		return c.why
	case !st.errexit:
		return st.lax
	}
	return ""
}

// subshell is the scope within a subshell (or a pipeline's command) whose own
// exit code has this scope.
func (c scope) subshell(st *state) scope {
	if reason := verdict(c, st); reason != "" {
		return c.within(reason)
	}
	c.tail, c.succeeds = true, false
	return c
}

func (a *analysis) stmts(list []*syntax.Stmt, c scope, st *state) {
	for i, stmt := range list {
		here := c
		if i < len(list)-1 {
			here.tail, here.succeeds = false, false
		}
		a.stmt(stmt, here, st)
	}
}

// stmt walks one statement: lists its commands, and changes the state to that
// after it.
func (a *analysis) stmt(s *syntax.Stmt, c scope, st *state) {
	a.redirections(s, c, st)
	if s.Background || s.Coprocess || s.Disown {
		aside := st.clone()
		a.command(s, c.within("it runs in the background, where its exit code is lost"), &aside)
		return
	}
	if s.Negated {
		a.negated(s, c, st)
		return
	}
	if _, simple := s.Cmd.(*syntax.CallExpr); !simple && len(s.Redirs) > 0 && !c.tail {
		// Whether a failed redirection of a group ends the script differs between
		// shells' versions.
		c = c.within("it stands in a group whose redirection may fail unnoticed")
		a.unsure(st, func() { a.command(s, c, st) })
		return
	}
	a.command(s, c, st)
}

func (a *analysis) redirections(s *syntax.Stmt, c scope, st *state) {
	for _, r := range s.Redirs {
		if r.Op != syntax.DplOut {
			a.others++ // a file that cannot be opened fails the command unrun
		}
		a.writes(r, st)
		if r.N != nil {
			st.assign(strings.Trim(r.N.Value, "{}"), "", false, false)
		}
		a.substitutions(c, st, r.Word, r.Hdoc)
	}
}

func (a *analysis) command(s *syntax.Stmt, c scope, st *state) {
	switch cmd := s.Cmd.(type) {
	case nil:
		a.others++
	case *syntax.CallExpr:
		a.call(s, cmd, c, st)
	case *syntax.BinaryCmd:
		switch cmd.Op {
		case syntax.AndStmt:
			a.and(cmd, c, st)
		case syntax.OrStmt:
			a.or(cmd, c, st)
		default:
			a.pipeline(cmd, c, st)
		}
	case *syntax.Block:
		a.stmts(cmd.Stmts, c, st)
	case *syntax.Subshell:
		inside := st.clone()
		a.stmts(cmd.Stmts, c.subshell(st), &inside)
	case *syntax.IfClause:
		a.ifClause(cmd, c, st)
	case *syntax.WhileClause:
		a.while(cmd, c, st)
	case *syntax.ForClause:
		a.forClause(cmd, c, st)
	case *syntax.CaseClause:
		a.caseClause(cmd, c, st)
	case *syntax.FuncDecl:
		a.function(cmd, c, st)
	case *syntax.DeclClause:
		a.declare(cmd, c, st)
	case *syntax.TimeClause:
		a.timed(cmd, c, st)
	case *syntax.CoprocClause:
		aside := st.clone()
		a.stmt(cmd.Stmt, c.within("it runs as a coprocess, where its exit code is lost"), &aside)
	default: // [[ ]], (( )), let: they can fail, and run nothing but substitutions
		a.others++
		a.substitutions(c, st, cmd)
	}
}

// and walks `A && B`. Where the list decides, both must succeed; elsewhere a
// failing A is ignored and B skipped.
func (a *analysis) and(cmd *syntax.BinaryCmd, c scope, st *state) {
	left, right := c, c
	left.succeeds = true
	left.ignored = true
	left.why = "its exit code is ignored left of `&&`"
	if !c.tail {
		left.why = "its failure is ignored: " + code(a.source.of(cmd)) + " is not the script's last command"
		left.tail = false
		right = c.within("it runs only if what stands left of `&&` succeeds, and the script goes on if that fails")
		right.succeeds = c.succeeds
	}
	before := st.clone()
	a.stmt(cmd.X, left, st)
	between := st.clone()
	a.stmt(cmd.Y, right, st)
	if !c.succeeds {
		*st = before.merge(between).merge(*st)
	}
}

// pipeline walks `A | B`: its exit code is the last command's, or with pipefail
// that of any that fails. One of plain commands is listed as a whole too.
func (a *analysis) pipeline(cmd *syntax.BinaryCmd, c scope, st *state) {
	parts := stages(cmd)
	a.others++ // a command that writes into a closed pipe fails, whatever it is
	whole, plain := a.source.pipeline(cmd)
	if plain {
		whole.Env = a.environment(&syntax.CallExpr{}, st)
	}
	var reason string
	var relies []string
	for i, part := range parts {
		inside := st.clone()
		here := c.subshell(st)
		switch {
		case i == 0 && a.saved[cmd] && c.never == "":
			last := c
			last.tail = true
			here = last.subshell(st)
		case i < len(parts)-1 && !st.pipefail:
			here = c.within("it is piped into " + code(a.source.of(parts[i+1])) + " without pipefail")
		}
		a.stmt(part, here, &inside)
		if plain {
			ran := &a.rans[len(a.rans)-1]
			ran.Part = true
			relies = append(relies, ran.Relies...)
			if reason == "" {
				reason = ran.Reason
			}
		}
	}
	if plain {
		whole.Dir = st.dir.path
		whole.Dynamic = whole.Dynamic || st.dir.dynamic
		a.rans = append(a.rans, Ran{Command: whole, Line: a.lineOf(int(cmd.Pos().Offset())), Proven: reason == "", Relies: relies, Writes: slices.Clip(a.written), Reason: reason})
	}
}

// branch walks statements that may not run.
func (a *analysis) branch(list []*syntax.Stmt, c scope, st *state) {
	taken := st.clone()
	a.stmts(list, c, &taken)
	*st = st.merge(taken)
}

func (a *analysis) forClause(cmd *syntax.ForClause, c scope, st *state) {
	switch loop := cmd.Loop.(type) {
	case *syntax.WordIter:
		for _, item := range loop.Items {
			a.substitutions(c, st, item)
		}
		st.assign(loop.Name.Value, "", false, false)
	case *syntax.CStyleLoop:
		a.substitutions(c, st, loop)
	}
	a.others++
	first := len(a.rans)
	if !a.exits(cmd, nil, cmd.Do, c, st) {
		a.branch(cmd.Do, c.loop(), st)
	}
	if loop, ok := cmd.Loop.(*syntax.WordIter); ok {
		a.unroll(loop, first)
	}
}

func (a *analysis) caseClause(cmd *syntax.CaseClause, c scope, st *state) {
	a.substitutions(c, st, cmd.Word)
	after := st.clone()
	for _, item := range cmd.Items {
		for _, p := range item.Patterns {
			a.substitutions(c, st, p)
		}
		taken := st.clone()
		// ;& falls through: the state before this branch may be after another.
		taken = taken.merge(after)
		a.stmts(item.Stmts, c.within("it stands in a branch of a `case`, which may not have run"), &taken)
		after = after.merge(taken)
	}
	*st = after
}

// timed walks `time A`, which ends as A does.
func (a *analysis) timed(cmd *syntax.TimeClause, c scope, st *state) {
	if cmd.Stmt == nil {
		return
	}
	if call, ok := cmd.Stmt.Cmd.(*syntax.CallExpr); ok && !cmd.Stmt.Negated && len(call.Args) > 0 {
		a.redirections(cmd.Stmt, c, st)
		a.call(cmd.Stmt, call, c, st)
		return
	}
	a.unsure(st, func() { a.stmt(cmd.Stmt, c.within("it is timed as a group"), st) })
}

// unsure walks what may not have run, or not have succeeded, in the shell itself.
func (a *analysis) unsure(st *state, walk func()) {
	before := st.clone()
	walk()
	*st = before.merge(*st)
}
