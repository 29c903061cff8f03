package shell

import (
	"slices"
	"strings"

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

// piped tells whether an operator joins the commands of a pipeline.
func piped(op syntax.BinCmdOperator) bool { return op == syntax.Pipe || op == syntax.PipeAll }

// stages are the commands of a pipeline, first to last.
func stages(cmd *syntax.BinaryCmd) []*syntax.Stmt {
	last := []*syntax.Stmt{cmd.Y}
	first := cmd.X
	for {
		inner, ok := first.Cmd.(*syntax.BinaryCmd)
		if !ok || !piped(inner.Op) || first.Negated || len(first.Redirs) > 0 {
			break
		}
		last = append(last, inner.Y)
		first = inner.X
	}
	last = append(last, first)
	slices.Reverse(last)
	return last
}

// pipeline gives a pipeline's canonical form as one command, without directory and
// environment: its commands' words, with the operators as words of their own. It is
// false for one of more than plain commands, or that reads its input from elsewhere.
func (s *source) pipeline(cmd *syntax.BinaryCmd) (Command, bool) {
	var words []word
	var dynamic bool
	for i, stmt := range stages(cmd) {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 || len(call.Assigns) > 0 || stmt.Negated || stmt.Background || stmt.Coprocess || stmt.Disown {
			return Command{}, false
		}
		part, own := s.command(stmt, call)
		if first := own[0]; steers[first.text] || first.dynamic || len(own) > len(call.Args) {
			return Command{}, false
		}
		if i > 0 {
			words = append(words, word{text: s.operator(cmd, stmt), expanded: true})
		}
		words = append(words, own...)
		dynamic = dynamic || part.Dynamic
	}
	return Command{Text: s.of(cmd), Dynamic: dynamic}.with(words), true
}

// operator is the one before a stage of a pipeline.
func (s *source) operator(cmd *syntax.BinaryCmd, stage *syntax.Stmt) string {
	for cmd.Y != stage {
		inner, ok := cmd.X.Cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		cmd = inner
	}
	return cmd.Op.String()
}

// Pipeline tells whether the command is a whole pipeline.
func (c Command) Pipeline() bool {
	return slices.ContainsFunc(c.Expanded, func(i int) bool { return i < len(c.Words) && (c.Words[i] == "|" || c.Words[i] == "|&") })
}

// FirstStage is the command before a pipeline's first operator, false where there is none
// or the text does not show where it ends.
func (c Command) FirstStage() (Command, bool) {
	end := slices.IndexFunc(c.Words, func(word string) bool { return word == "|" || word == "|&" })
	if end < 1 || !slices.Contains(c.Expanded, end) || slices.ContainsFunc(c.Words[:end], func(word string) bool { return strings.Contains(word, "|") }) {
		return Command{}, false
	}
	text, _, _ := strings.Cut(c.Text, "|")
	first := Command{Dir: c.Dir, Env: c.Env, Words: c.Words[:end], Dynamic: c.Dynamic, Text: strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "2>&1"))}
	for _, i := range c.Expanded {
		if i < end {
			first.Expanded = append(first.Expanded, i)
		}
	}
	return first, true
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
