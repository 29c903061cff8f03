package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"
)

// command gives a simple command's canonical form, without directory and
// environment.
func (s *source) command(stmt *syntax.Stmt, call *syntax.CallExpr) (Command, []word) {
	words := make([]word, 0, len(call.Args))
	for _, arg := range call.Args {
		words = append(words, s.word(arg))
	}
	end := call.End()
	for _, r := range stmt.Redirs {
		if input(r.Op) {
			words = append(words, word{text: r.Op.String(), expanded: true}, s.word(r.Word))
		}
		if r.Word.End().After(end) {
			end = r.Word.End()
		}
	}
	return Command{Text: s.between(stmt.Pos(), end)}.with(words), words
}

// with returns the command with these words.
func (c Command) with(words []word) Command {
	c.Words = make([]string, 0, len(words))
	c.Expanded = nil
	for i, w := range words {
		c.Words = append(c.Words, w.text)
		if w.expanded {
			c.Expanded = append(c.Expanded, i)
		}
		c.Dynamic = c.Dynamic || w.dynamic
	}
	return c
}

// prefixes are the assignments before a command, sorted.
func (s *source) prefixes(call *syntax.CallExpr) []string {
	var out []string
	for _, a := range call.Assigns {
		out = append(out, s.assignment(a))
	}
	slices.Sort(out)
	return out
}

// input tells whether a redirection changes what the command reads.
func input(op syntax.RedirOperator) bool {
	switch op {
	case syntax.RdrIn, syntax.RdrInOut, syntax.DplIn, syntax.Hdoc, syntax.DashHdoc, syntax.WordHdoc:
		return true
	}
	return false
}
