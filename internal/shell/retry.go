package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A construct that may end well in several ways proves what every way proves: `A || A`,
// `if c; then A; else A; fi`. Each way is walked as if it were the one taken; then what
// one of them does not prove is unproven again.

// maxAgreed bounds the commands by which ways are compared in one script.
const maxAgreed = 1 << 14

// maxFailed bounds the conditions of one `if` behind `!` that count for its later branches.
const maxFailed = 8

// span is a part of the listed commands, and why they are unproven where they are.
type span struct {
	first, end int
	hidden     string
}

// since is what was listed from an index on.
func (a *analysis) since(first int, hidden string) span { return span{first, len(a.rans), hidden} }

// agree leaves proven what every way proves; all are the spans of them.
func (a *analysis) agree(all []span, ways ...[]span) {
	for _, s := range slices.Concat(ways...) {
		a.agreed += s.end - s.first
	}
	proven := map[string]int{}
	for i, way := range ways {
		for _, s := range way {
			for _, ran := range a.rans[s.first:s.end] {
				if a.agreed > maxAgreed || !ran.Proven || ran.Command.Dynamic {
					continue
				}
				if key := Canonical([]Command{ran.Command}); proven[key] == i {
					proven[key]++
				}
			}
		}
	}
	for _, s := range all {
		for i := s.first; i < s.end; i++ {
			ran := &a.rans[i]
			if ran.Proven && proven[Canonical([]Command{ran.Command})] < len(ways) {
				ran.unprove(s.hidden)
			}
		}
	}
}

// unprove takes a proof back.
func (r *Ran) unprove(reason string) { r.Proven, r.Retried, r.Reason = false, false, reason }

// hide leaves nothing of a span proven.
func (a *analysis) hide(s span) {
	for i := s.first; i < s.end; i++ {
		if ran := &a.rans[i]; ran.Proven {
			ran.unprove(s.hidden)
		}
	}
}

// retried marks what is proven of the commands of a span as perhaps failed before.
func (a *analysis) retried(s span) {
	for i := s.first; i < s.end; i++ {
		a.rans[i].Retried = a.rans[i].Retried || a.rans[i].Proven
	}
}

// ways walks an `if` of which one branch, and all of that, must have succeeded.
func (a *analysis) ways(cmd *syntax.IfClause, c scope, st *state) {
	var all, failed []span
	var ways [][]span
	var ends []state
	for closed := false; !closed; cmd = cmd.Else {
		taken := st.clone()
		way := slices.Clone(failed)
		if cond := cmd.Cond; len(cond) > 0 {
			tested, negated := unnegated(cond)
			scope := c.decisive()
			scope.succeeds, scope.why = false, conditional
			if tested[len(tested)-1].Negated {
				scope = c.within(conditional)
			}
			first := len(a.rans)
			a.stmts(tested, scope, &taken)
			s := a.since(first, conditional)
			all = append(all, s)
			if negated && len(failed) < maxFailed {
				failed = append(failed, s)
			} else if !negated {
				way = append(way, s)
			}
			*st = st.merge(taken)
		}
		first := len(a.rans)
		a.stmts(cmd.Then, c, &taken)
		s := a.since(first, branched)
		all, ways = append(all, s), append(ways, append(way, s))
		ends = append(ends, taken)
		if closed = len(cmd.Cond) == 0; !closed && cmd.Else == nil {
			ways = append(ways, failed)
			break
		}
	}
	a.agree(all, ways...)
	for _, s := range all {
		if s.hidden == conditional {
			a.retried(s)
		}
	}
	for _, end := range ends {
		*st = st.merge(end)
	}
}

const (
	conditional = "it is the condition of an `if`"
	branched    = "it stands in a branch of an `if`, which may not have run"
	inLoop      = "it stands in a loop, which may not have run it"
	looped      = "it is the condition of a loop"
)

// unnegated are the statements of a condition without the `!` before the only one.
func unnegated(cond []*syntax.Stmt) (tested []*syntax.Stmt, negated bool) {
	if len(cond) != 1 || !cond[0].Negated || cond[0].Background || cond[0].Coprocess || cond[0].Disown {
		return cond, false
	}
	inner := *cond[0]
	if _, simple := inner.Cmd.(*syntax.CallExpr); !simple && len(inner.Redirs) > 0 {
		return cond, false // bash does not invert the failure of a group's redirection
	}
	inner.Negated = false
	return []*syntax.Stmt{&inner}, true
}

// until walks `until A; do …; done` and `while ! A; do …; done`, which only end when A
// succeeds, false where the loop is another or can end in another way. What runs
// between two tries is walked first, so that A is seen as at its last try.
func (a *analysis) until(cmd *syntax.WhileClause, c scope, st *state) bool {
	tested, negated := unnegated(cmd.Cond)
	within, none := liberty{changes: true}, liberty{}
	if cmd.Until == negated || c.never != "" || !a.stays(cmd.Do, st, within) || !a.stays(tested, st, none) {
		return false
	}
	a.branch(cmd.Do, c.loop(), st)
	first := len(a.rans)
	a.stmts(tested, c.decisive(), st)
	a.retried(a.since(first, ""))
	return true
}

// lastTries finds the loops behind which the script surely fails, so that it can only
// end well by an `exit` within them.
func (a *analysis) lastTries() {
	list := a.source.file.Stmts
	end := len(list) - 1
	if end < 1 || !a.fails(list[end]) {
		return
	}
	for end--; end > 0 && a.goesOn(list[end], nestedIfs); end-- {
	}
	rest := &syntax.Block{Stmts: list[end+1:]}
	if simplyRun(list[end]) && !a.evaluated(rest) {
		a.decided = list[end].Cmd
	}
}

// evaluated tells whether something in a node may have the shell drop what follows it.
func (a *analysis) evaluated(n syntax.Node) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		found = found || n != nil && a.evaluates(n)
		return !found
	})
	return found
}

// exits walks a loop, behind which the script surely fails, with `A && exit 0` or `if A;
// then exit 0; fi`, false where it can end the script in another way.
func (a *analysis) exits(loop syntax.Command, cond, body []*syntax.Stmt, c scope, st *state) bool {
	var tried, others []*syntax.Stmt
	for _, s := range body {
		if try, after := a.leaving(s); try != nil {
			tried, others = append(tried, try), append(others, after...)
		} else {
			others = append(others, s)
		}
	}
	others = slices.Concat(cond, others)
	free, none := liberty{changes: true, breaks: true}, liberty{}
	if loop != a.decided || c.never != "" || len(tried) == 0 || !a.stays(others, st, free) || !a.stays(tried, st, none) {
		return false
	}
	taken := st.clone()
	for _, s := range others { // a try may stand between any two of them
		a.stmt(s, c.loop(), &taken)
		*st = st.merge(taken)
	}
	var all []span
	var ways [][]span
	for _, try := range tried {
		first := len(a.rans)
		a.stmt(try, c.decisive(), st)
		s := a.since(first, inLoop)
		all, ways = append(all, s), append(ways, []span{s})
	}
	a.agree(all, ways...)
	for _, s := range all {
		a.retried(s)
	}
	st.distrust("after an `exit` that may end the script with success")
	return true
}

// leaving is A of `A && exit 0` or `if A; then …; exit 0; fi`, with what runs before that
// exit; nil for any other statement.
func (a *analysis) leaving(s *syntax.Stmt) (try *syntax.Stmt, before []*syntax.Stmt) {
	if !simplyRun(s) {
		return nil, nil
	}
	var then []*syntax.Stmt
	switch cmd := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		if cmd.Op != syntax.AndStmt || !simplyRun(cmd.Y) {
			return nil, nil
		}
		try, then = cmd.X, []*syntax.Stmt{cmd.Y}
		if group, ok := cmd.Y.Cmd.(*syntax.Block); ok {
			then = group.Stmts
		}
	case *syntax.IfClause:
		if cmd.Else != nil || len(cmd.Cond) != 1 || cmd.Cond[0].Negated {
			return nil, nil
		}
		try, then = cmd.Cond[0], cmd.Then
	default:
		return nil, nil
	}
	end := len(then) - 1
	if end < 0 || !simplyRun(then[end]) {
		return nil, nil
	}
	call, ok := then[end].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "exit" || a.named["exit"] {
		return nil, nil
	}
	return try, then[:end]
}

// liberty is what the statements of a loop may do: change the shell, leave the loop.
type liberty struct{ changes, breaks bool }

// stays tells whether a loop's statements neither leave it nor go on with its next round,
// but for an `exit`, and leave the shell as it is, as far as they have no liberty to.
func (a *analysis) stays(list []*syntax.Stmt, st *state, may liberty) bool {
	ok := true
	for _, s := range list {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case nil:
				return ok
			case *syntax.Subshell:
				ok = ok && a.stays(n.Stmts, st, liberty{changes: true})
				return false
			case *syntax.Stmt:
				ok = ok && !n.Background && !n.Coprocess && !n.Disown
			case *syntax.FuncDecl, *syntax.CoprocClause:
				ok = false
			case *syntax.DeclClause, *syntax.ForClause:
				ok = ok && may.changes
			case *syntax.Redirect:
				ok = ok && (n.N == nil || !strings.HasPrefix(n.N.Value, "{"))
			case *syntax.CallExpr:
				ok = ok && a.staysAt(n, st, may)
			}
			ok = ok && (may.changes || assigned(n) == "")
			return ok
		})
	}
	return ok
}

func (a *analysis) staysAt(call *syntax.CallExpr, st *state, may liberty) bool {
	words := a.words(call)
	if len(words) == 0 {
		return may.changes
	}
	switch name := words[0]; {
	case name.dynamic, name.expanded, a.named[name.text], st.functions[name.text]:
		return false
	case name.text == "exit":
		return true
	case name.text == "break", name.text == "continue":
		return may.breaks
	case name.text == "printf":
		return len(words) == 1 || !words[1].dynamic && !strings.HasPrefix(words[1].text, "-")
	case name.text == "cd", name.text == "set":
		return may.changes
	}
	return !steers[words[0].text]
}
