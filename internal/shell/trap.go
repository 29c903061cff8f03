package shell

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// trap follows `trap`: one that only runs plain commands when the shell ends or a
// signal comes leaves the exit code as it is.
func (a *analysis) trap(args []word, st *state) {
	for len(args) > 0 && args[0].text == "--" {
		args = args[1:]
	}
	if len(args) == 0 || args[0].text == "-p" || args[0].text == "-l" || args[0].text == "-" || args[0].text == "" && !args[0].dynamic {
		return
	}
	leaves := len(args) == 2 && leaving[strings.ToUpper(args[1].text)] && !args[1].dynamic
	for _, signal := range args[1:] {
		name := strings.ToUpper(signal.text)
		if signal.dynamic || !signals[name] && !(name == "ERR" && a.source.dialect == syntax.LangBash) {
			st.distrust("after a `trap` for " + code(signal.text) + ", which may run between any two commands")
			return
		}
	}
	a.traps++
	switch {
	case args[0].dynamic:
		st.distrust("after a `trap` whose commands are put together when it is set: put them in single quotes")
	case a.traps > maxTraps || !a.plainAction(args[0].text, leaves, st):
		st.distrust("after a `trap` whose commands may end the script with another exit code: run only plain programs in it")
	}
	st.trapped = true
}

// maxTraps bounds the traps that are followed in one script.
const maxTraps = 32

var (
	// signals are those on which a trap leaves the exit code, leaving the shell's end.
	signals = set("EXIT", "0", "INT", "SIGINT", "TERM", "SIGTERM", "HUP", "SIGHUP", "QUIT", "SIGQUIT", "1", "2", "3", "15")
	leaving = set("EXIT", "0")
)

// plainAction tells whether a trap's action only runs plain commands, or when it leaves
// the shell, keeps the exit code and ends with it; be it in a function that stands
// before the trap.
func (a *analysis) plainAction(text string, leaves bool, st *state) bool {
	s, err := parseSource(text, a.source.dialect)
	if err != nil || len(s.expressions.texts) > 0 {
		return false
	}
	list := s.file.Stmts
	if st.functions[text] && len(list) == 1 {
		body := a.onlyBody(text)
		if body == nil {
			return false
		}
		s, list = a.source, body.Stmts
	}
	own := &analysis{source: s, named: a.named}
	if end := len(list) - 1; leaves && end > 0 && !rebinds.MatchString(a.source.text) {
		if name := own.keepsCode(list[0]); name != "" && own.exitsWith(name, list[end]) {
			for _, between := range list[1:end] {
				if !own.keeps(name, between) {
					return false
				}
			}
			list = list[1:end]
		}
	}
	plain := true
	for _, stmt := range list {
		plain = plain && own.plain(stmt, leaves, st)
	}
	return plain
}

// rebinds matches what could keep `code=$?; exit $code` from ending with that code.
var rebinds = regexp.MustCompile(`IFS|readonly|declare|typeset|local`)

// onlyBody is the body of the one function of a name that the script declares.
func (a *analysis) onlyBody(name string) *syntax.Block {
	var found *syntax.Block
	declared := 0
	syntax.Walk(a.source.file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil && f.Name.Value == name {
			declared++
			if block, ok := f.Body.Cmd.(*syntax.Block); ok && simplyRun(f.Body) {
				found = block
			}
		}
		return true
	})
	if declared != 1 {
		return nil
	}
	return found
}

// plain tells whether a statement only runs plain commands, and sets no variable unless
// the shell leaves.
func (a *analysis) plain(stmt *syntax.Stmt, leaves bool, st *state) bool {
	plain := true
	syntax.Walk(stmt, func(n syntax.Node) bool {
		plain = plain && (leaves || assigned(n) == "")
		switch n := n.(type) {
		case *syntax.Assign:
			plain = plain && leaves
		case *syntax.FuncDecl, *syntax.DeclClause:
			plain = false
		case *syntax.CallExpr:
			if len(n.Args) == 0 {
				break
			}
			first := a.source.word(n.Args[0])
			if first.dynamic && !strings.Contains(first.text, "/") || st.functions[first.text] || steers[first.text] && first.text != "printf" && !lists(n) {
				plain = false
			}
		}
		return plain
	})
	return plain
}

// lists tells whether a call is `jobs` with the option that prints process ids.
func lists(call *syntax.CallExpr) bool {
	return call.Args[0].Lit() == "jobs" && (len(call.Args) == 1 || len(call.Args) == 2 && call.Args[1].Lit() == "-p")
}
