package shell

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// `! A` ends well where A fails. It is a command of its own, and listed beside A. The
// shell's -e does not end a script at its failure, so that it is only proven where the
// script, a subshell or a guard ends as it does.

// negated walks `! A`.
func (a *analysis) negated(s *syntax.Stmt, c scope, st *state) {
	call, _ := s.Cmd.(*syntax.CallExpr)
	reason, relies := a.inverted(s, call, c, st)
	first, fallible := len(a.rans), a.fallible
	a.unsure(st, func() { a.command(s, c.within("its exit code is inverted by `!`"), st) })
	last := len(a.rans) - 1
	if call == nil || last < first || a.rans[last].Command.Text != a.commandText(s, call) {
		return
	}
	inner := &a.rans[last]
	inner.Part = true
	whole := *inner
	whole.Part, whole.Proven, whole.Reason, whole.Relies = false, reason == "", reason, relies
	whole.Command.Negated = true
	a.fallible = max(a.fallible, fallible+1)
	a.last = len(a.rans)
	a.rans = append(a.rans, whole)
}

func (a *analysis) commandText(s *syntax.Stmt, call *syntax.CallExpr) string {
	if len(call.Args) == 0 {
		return ""
	}
	command, _ := a.source.command(s, call)
	return command.Text
}

// inverted is why `! A` is not proven to have run A and seen it fail, empty when it is.
// What keeps A from running, such as a redirection into a missing directory, `!` would
// turn into success.
func (a *analysis) inverted(s *syntax.Stmt, call *syntax.CallExpr, c scope, st *state) (string, []string) {
	if call == nil || len(call.Args) == 0 {
		return "it is no plain command behind `!`", nil
	}
	reason := verdict(c, st)
	words := a.words(call)
	switch {
	case reason != "":
		return reason, nil
	case !c.tail:
		return "`-e` does not end the script where it fails, since it stands behind `!`: make it the script's last command, or put `|| exit 1` behind it", nil
	case len(call.Assigns) > 0 || st.brittle || !harmlessOutput(a.source, s.Redirs):
		return "an assignment or a redirection may keep it from running, which `!` turns into success", nil
	case ownRun(words) != nil:
		return "`packetgate run` may fail without running it, which `!` turns into success", nil
	}
	if steers[words[0].text] && !looksUp(words) {
		return "it runs within the shell itself, which it can change or end", nil
	}
	for _, w := range words {
		if w.dynamic {
			return "what it runs is only known when it runs, and `!` turns any failure into success", nil
		}
	}
	return a.doubtful(call, words, st)
}

// looksUp tells whether a command only asks whether there is a program: `command -v A`.
func looksUp(words []word) bool {
	return words[0].text == "command" && len(words) > 1 && (words[1].text == "-v" || words[1].text == "-V")
}

// harmlessOutput tells whether redirections cannot fail: `2>&1`, `> /dev/null`.
func harmlessOutput(s *source, redirs []*syntax.Redirect) bool {
	for _, r := range redirs {
		to := s.word(r.Word)
		switch {
		case r.N != nil && strings.HasPrefix(r.N.Value, "{"), input(r.Op), to.expanded:
			return false
		case r.Op == syntax.DplOut && (to.text == "1" || to.text == "2"), r.Op != syntax.DplOut && to.text == "/dev/null":
		default:
			return false
		}
	}
	return true
}

// errNegated is why a claim with `!` before more than a plain command is not read.
var errNegated = errors.New("`!` before more than a plain command; put it into a script and claim the script")
