package shell

import (
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// call walks one simple command.
func (a *analysis) call(s *syntax.Stmt, call *syntax.CallExpr, c scope, st *state) {
	if len(call.Args) == 0 {
		a.assignments(call, c, st)
		return
	}
	for _, assign := range call.Assigns {
		a.substitutions(c, st, assign)
	}
	fallible, others, last := a.fallible, a.others, a.last
	for _, arg := range call.Args {
		a.substitutions(c, st, arg)
	}
	if call.Args[0].Lit() != "" {
		a.fallible, a.others, a.last = fallible, others, last // the shell ignores how they end
	}
	command, words := a.source.command(s, call)
	a.replaces(words[:len(call.Args)], st)
	name := words[0]
	if !steers[name.text] || name.expanded || listed[name.text] {
		env := a.environment(call, st)
		reason, relies := verdict(c, st), st.relies
		if reason == "" {
			reason, relies = a.doubtful(call, words[:len(call.Args)], st)
		}
		command.Dir = st.dir.path
		command.Dynamic = command.Dynamic || st.dir.dynamic
		command.Env = env
		inner := ownRun(words[:len(call.Args)])
		if script := ownScript(inner); script == "" || !a.within(script, command, call.Pos(), reason, relies) {
			if script == "" && inner != nil {
				command = Command{Dir: command.Dir, Env: command.Env, Dynamic: st.dir.dynamic, Text: command.Text}.with(slices.Concat(inner, words[len(call.Args):]))
			}
			a.list(command, call.Pos(), reason, relies, harmless(words, s) && !st.functions[name.text])
		}
	}
	if st.functions[name.text] || special[name.text] {
		for _, assign := range call.Assigns {
			a.assign(assign, false, st)
		}
	}
	before := st.dir
	if a.effect(words[:len(call.Args)], c, st); len(call.Assigns) > 0 && st.dir != before {
		st.dir = somewhere // `CDPATH=x cd D` goes to x/D
	}
}

// maxEnvironments bounds the variables that are listed of all commands together.
const maxEnvironments = 1 << 17

// environment is that of a command, nil and not to be trusted where the script has
// too many variables and commands.
func (a *analysis) environment(call *syntax.CallExpr, st *state) []string {
	shared := st.gathered && len(call.Assigns) == 0
	if !shared && a.environments > maxEnvironments {
		st.distrust("after more variables and commands than are followed")
		return nil
	}
	env := st.environment(a.source.prefixes(call))
	if !shared {
		a.environments += len(env)
	}
	return env
}

// assign records an assignment that lasts.
func (a *analysis) assign(assign *syntax.Assign, exported bool, st *state) {
	if assign.Name == nil {
		st.path = true
		return
	}
	if assign.Name.Value == "PATH" {
		if added, ok := a.keepsPath(assign, st); ok {
			st.rely(added...)
			return
		}
	}
	value, known := "", false
	if assign.Index == nil && assign.Array == nil && !assign.Append {
		known = true
		if assign.Value != nil {
			value = a.source.word(assign.Value).text
		}
	}
	st.assign(assign.Name.Value, value, known, exported)
	if v, ok := st.vars[assign.Name.Value]; ok && known && assign.Value != nil {
		text := a.source.of(assign.Value)
		if inner, ok := strings.CutPrefix(text, `"`); ok {
			text = strings.ReplaceAll(strings.TrimSuffix(inner, `"`), "~", `\`)
		}
		v.outside = OutsideWorkspace(text)
		st.setVar(assign.Name.Value, v)
	}
}

// assignments walks `X=1`, and `X=$(…)`, whose exit code is that of its last
// substitution.
func (a *analysis) assignments(call *syntax.CallExpr, c scope, st *state) {
	last := lastSubstitution(call)
	earlier := c.within("its exit code is replaced by that of a later substitution")
	for _, assign := range call.Assigns {
		syntax.Walk(assign, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CmdSubst:
				if n != last {
					a.substitutions(earlier, st, n)
					return false
				}
				inside := st.clone()
				inside.errexit, inside.lax = false, "`$(…)` does not end at a failure of any but its last command"
				a.aside(n.Stmts, c.subshell(st), &inside)
				return false
			case *syntax.ProcSubst:
				a.substitutions(c, st, n)
				return false
			}
			return true
		})
	}
	for _, assign := range call.Assigns {
		a.assign(assign, false, st)
	}
}

// lastSubstitution is the substitution whose exit code an assignment has, nil
// where that is not plain.
func lastSubstitution(call *syntax.CallExpr) *syntax.CmdSubst {
	var last *syntax.CmdSubst
	for _, assign := range call.Assigns {
		if assign.Array != nil || assign.Index != nil {
			return nil
		}
		if assign.Value != nil && !lastIn(assign.Value.Parts, &last) {
			return nil
		}
	}
	return last
}

// lastIn finds the last substitution of a word, false where some part may or may
// not run one.
func lastIn(parts []syntax.WordPart, last **syntax.CmdSubst) bool {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit, *syntax.SglQuoted:
		case *syntax.DblQuoted:
			if !lastIn(p.Parts, last) {
				return false
			}
		case *syntax.CmdSubst:
			if p.TempFile || p.ReplyVar {
				return false
			}
			*last = p
		case *syntax.ParamExp:
			if !simpleParameter(p) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func simpleParameter(p *syntax.ParamExp) bool {
	return p.Exp == nil && p.Index == nil && p.Slice == nil && p.Repl == nil
}

// doubtful is why a command may not be the program that it names, and on which
// paths it rests that it is.
func (a *analysis) doubtful(call *syntax.CallExpr, words []word, st *state) (string, []string) {
	name := words[0]
	byPath := strings.Contains(name.text, "/")
	switch {
	case name.dynamic && !byPath:
		return "what it runs is only known when it runs", nil
	case st.functions[name.text]:
		return code(name.text) + " is a function of the script here", nil
	case inShell[name.text]:
		if dirs, ok := sourced(words[1:], st); ok && (name.text == "source" || name.text == ".") {
			own := *st
			if own.rely(dirs...); own.path == st.path {
				return "", own.relies
			}
		}
		return "it runs within the shell itself, which it can change or end", nil
	case byPath:
		return "", st.relies
	case st.path && st.pathBy != "":
		return st.pathBy + " may have set PATH, so that another program of that name may have run: write such variables to `$GITHUB_ENV` in an earlier step", nil
	case st.path:
		return "PATH was changed before it, so that another program of that name may have run", nil
	}
	own := *st
	for _, assign := range call.Assigns {
		if assign.Name == nil || assign.Name.Value != "PATH" {
			continue
		}
		added, ok := a.keepsPath(assign, st)
		if !ok {
			return "PATH is changed for it, so that another program of that name may have run", nil
		}
		if own.rely(added...); own.path {
			return "PATH is changed for it, so that another program of that name may have run", nil
		}
	}
	return "", own.relies
}

// harmless tells whether a command cannot fail.
func harmless(words []word, s *syntax.Stmt) bool {
	if len(s.Redirs) > 0 {
		return false
	}
	for _, w := range words {
		if w.dynamic {
			return false
		}
	}
	switch words[0].text {
	case ":", "true", "echo":
		return true
	}
	return false
}

func (a *analysis) words(call *syntax.CallExpr) []word {
	out := make([]word, 0, len(call.Args))
	for _, arg := range call.Args {
		out = append(out, a.source.word(arg))
	}
	return out
}

// failing tells whether `exit` with this argument is a failure.
func failing(w word) bool {
	n, err := strconv.ParseUint(w.text, 10, 31)
	return err == nil && !w.expanded && n%256 != 0
}
