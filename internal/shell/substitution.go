package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// substitutions walks what `$(…)`, backquotes and process substitutions run
// within nodes, of which nothing is proven.
func (a *analysis) substitutions(c scope, st *state, nodes ...syntax.Node) {
	for _, node := range nodes {
		if w, ok := node.(*syntax.Word); node == nil || ok && w == nil {
			continue
		}
		syntax.Walk(node, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CmdSubst:
				if n.TempFile || n.ReplyVar {
					st.distrust("after `${ …; }`, which runs in the shell itself")
				}
				a.aside(n.Stmts, c.within("its exit code is lost inside `$(…)`"), st)
				return false
			case *syntax.ProcSubst:
				a.aside(n.Stmts, c.within("its exit code is lost in a process substitution"), st)
				return false
			}
			if name := assigned(n); name != "" {
				st.assign(name, "", false, false)
			}
			return true
		})
	}
}

// assigned is the variable that an expansion or an arithmetic expression sets:
// ${X:=1}, ((X=1)), ((X++)).
func assigned(n syntax.Node) string {
	var target syntax.Node
	switch n := n.(type) {
	case *syntax.ParamExp:
		if n.Param != nil && n.Exp != nil && (n.Exp.Op == syntax.AssignUnset || n.Exp.Op == syntax.AssignUnsetOrNull) {
			return n.Param.Value
		}
	case *syntax.BinaryArithm:
		if op := n.Op.String(); strings.HasSuffix(op, "=") && n.Op != syntax.Eql && n.Op != syntax.Neq && n.Op != syntax.Leq && n.Op != syntax.Geq {
			target = n.X
		}
	case *syntax.UnaryArithm:
		if n.Op == syntax.Inc || n.Op == syntax.Dec {
			target = n.X
		}
	}
	if w, ok := target.(*syntax.Word); ok {
		return w.Lit()
	}
	return ""
}

// maxSubstitutions is how deep substitutions are followed; what stands deeper is
// not listed.
const maxSubstitutions = 8

// aside walks statements that run in a shell of their own.
func (a *analysis) aside(list []*syntax.Stmt, c scope, st *state) {
	a.others++
	if a.depth >= maxSubstitutions {
		return
	}
	a.depth++
	inside := st.clone()
	a.stmts(list, c, &inside)
	a.depth--
}
