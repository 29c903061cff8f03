package shell

import (
	"maps"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// nameFunctions lists the functions that the script declares.
func (a *analysis) nameFunctions() {
	a.named = map[string]bool{}
	syntax.Walk(a.source.file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil {
			a.named[f.Name.Value] = true
		}
		return true
	})
}

// function walks a function's body for what calling it may do to the shell.
func (a *analysis) function(cmd *syntax.FuncDecl, c scope, st *state) {
	if cmd.Name == nil {
		st.distrust("after a function without a name")
		return
	}
	name := cmd.Name.Value
	if special[name] {
		a.others++ // dash refuses the name
	}
	if st.trapped || steers[name] || strings.HasPrefix(name, "command_not_found") {
		st.distrust("after " + code(name) + " was redefined as a function")
	}
	if !groups(cmd.Body) {
		// The parser takes what follows the body for a part of it; the shell runs it
		// at once.
		st.distrust("after the function " + code(name) + ", whose body does not end its statement")
	}
	st.define(name)
	body := state{
		errexit: true, pipefail: true,
		dir: st.dir, relies: st.relies, functions: maps.Clone(st.functions), calls: st.calls,
	}
	inside := c.within("it stands in a function, which may not have been called")
	inside.function, inside.jumps = true, true
	a.stmt(cmd.Body, inside, &body)
	body.calls = nil
	if st.calls != nil {
		body = st.calls.merge(body)
	}
	st.calls = &body
}

// groups tells whether a statement is a compound command and nothing else.
func groups(s *syntax.Stmt) bool {
	switch s.Cmd.(type) {
	case *syntax.Block, *syntax.Subshell, *syntax.IfClause, *syntax.WhileClause, *syntax.ForClause, *syntax.CaseClause:
		return !s.Negated && !s.Background && !s.Coprocess && !s.Disown
	}
	return false
}

// called is the state after a call of any function.
func (st *state) called(name string) {
	effect := st.calls
	if effect == nil {
		return
	}
	st.steered++
	called := "after a call of the function " + code(name)
	if effect.doubt != "" {
		st.distrust(called + ", which may end the script or change the shell")
	}
	if st.errexit && !effect.errexit {
		st.errexit, st.lax = false, called+", which may turn off errexit"
	}
	st.pipefail = st.pipefail && effect.pipefail
	if effect.moved {
		st.dir, st.stack, st.moved = somewhere, nil, true
	}
	if !st.path {
		st.path, st.pathBy = effect.path, effect.pathBy
	}
	st.rely(effect.relies...)
	st.brittle = st.brittle || effect.brittle
	st.trapped = st.trapped || effect.trapped
	for variable, v := range effect.vars {
		if v.set {
			st.assign(variable, "", false, false)
		}
	}
	for function := range effect.functions {
		st.define(function)
	}
}
